"""The organisation's state: its app, people, chats and channels, and who has to be told of a change."""

import secrets
import uuid
from collections import deque
from collections.abc import Iterable, Sequence

from sandbox.clock import Clock
from sandbox.faults import DELIVERY_ERRORS, Faults
from sandbox.refusals import CannotDo, Json
from sandbox.teams import accounts, chats
from sandbox.teams.accounts import Person, person_from
from sandbox.teams.chats import Chat, Message
from sandbox.teams.limits import RateLimits
from sandbox.teams.manifest import Manifest
from sandbox.teams.tokens import Keys
from sandbox.watched import Watched

CHANNELS: tuple[Json, ...] = (
    {"name": "General", "purpose": "For everybody in the network"},
    {"name": "Introductions", "purpose": "Say hello"},
)
"""Channels of a new team; the first is the team's own."""

FAULTS: dict[str, tuple[str, ...]] = {
    "method": ("403", "404", "412", "429", "500", "502", "slow", "drop_before", "drop_after"),
    "delivery": DELIVERY_ERRORS,
}
"""What a test can make go wrong."""

INVOKE_SECONDS = 15.0
"""How long Teams waits for the bot's answer."""


class Team(Watched):
    """One organisation in memory, with one app in it.

    `client_id`, `client_secret` and `tenant_id` are the bot's registration; `endpoint_url` is its messaging endpoint.
    `people` without `installed: false` have the app for themselves, and `installed` says whether the team and the
    group chat have it: the bot is told of installations only when they happen, not of those at the start.
    `invoke_timeout` is Teams' unless a test shortens it; `keys` are new ones unless a test hands on its own.
    """

    def __init__(
        self,
        *,
        client_id: str,
        client_secret: str,
        tenant_id: str,
        people: Iterable[Json] = (),
        endpoint_url: str | None = None,
        guide: Sequence[str] = (),
        manifest: Json | None = None,
        name: str = "Northfield University",
        domain: str = "northfield.example",
        team_name: str = "Research Exchange",
        channels: Iterable[Json] = CHANNELS,
        installed: bool = True,
        clock: Clock | None = None,
        invoke_timeout: float = INVOKE_SECONDS,
        keys: Keys | None = None,
    ) -> None:
        super().__init__()
        self.client_id = client_id.lower()
        self.client_secret = client_secret
        self.tenant_id = tenant_id.lower()
        self.endpoint_url = endpoint_url
        self.guide = list(guide)
        self.manifest = Manifest.read(manifest)
        self.name = name
        self.domain = domain
        self.clock = clock or Clock()
        self.invoke_timeout = invoke_timeout
        self.keys = keys or Keys()
        self.disabled = False
        self.url = "http://127.0.0.1"
        self.faults = Faults(FAULTS)
        self.limits = RateLimits(self.clock)
        self.people: dict[str, Person] = {}
        self.chats: dict[str, Chat] = {}
        self.notices: dict[str, str] = {}
        self.toasts: dict[str, str] = {}
        self.found: dict[str, list[Json]] = {}
        self.calls: deque[Json] = deque(maxlen=1_000)
        self._last_id = 0
        general = _thread_id("tacv2")
        self.team = chats.Team(general, team_name, str(uuid.uuid5(accounts.HOME, team_name)), installed)
        for index, given in enumerate(channels):
            self._add_channel(given, general if index == 0 else _thread_id("tacv2"))
        self.group = self._add_chat(Chat(_thread_id("v2"), "mpim", "Research partners", [], with_bot=installed))
        for person in people:
            self.add_person(person)

    @property
    def cloud(self) -> str:
        """The base address of the login: tokens, metadata and keys."""
        return f"{self.url}/teams/login"

    @property
    def service(self) -> str:
        """The service URL that every activity names."""
        return f"{self.url}/teams/service/"

    @property
    def account(self) -> str:
        """The bot's own account."""
        return f"28:{self.client_id}"

    def _add_channel(self, given: Json, channel_id: str) -> None:
        channel = Chat(channel_id, "channel", str(given["name"]), [], str(given.get("purpose", "")), self.team)
        channel.with_bot = self.team.installed
        self._add_chat(channel)

    def _add_chat(self, chat: Chat) -> Chat:
        self.chats[chat.id] = chat
        return chat

    def next_id(self) -> str:
        """A fresh activity id: milliseconds, later than every one before."""
        self._last_id = max(int(self.clock() * 1_000), self._last_id + 1)
        return str(self._last_id)

    def add_person(self, given: Json) -> Person:
        """Add a person, to the team and the group chat as well."""
        person = person_from(given)
        if person.id in self.people:
            raise CannotDo("person_exists", f"There is already a person {person.id}.")
        self.people[person.id] = person
        self.personal(person).with_bot = person.installed
        for chat in self.chats.values():
            if chat.kind == "channel" and not person.left:
                chat.members.append(person.id)
        if person.kind != "guest" and not person.left:
            self.group.members.append(person.id)
        return person

    def person(self, person_id: str) -> Person:
        """A person, or `user_not_found`."""
        found = self.people.get(person_id)
        if found is None:
            raise CannotDo("user_not_found", f"There is no person {person_id!r}.", status=404)
        return found

    def by_account(self, account: str) -> Person | None:
        """The person whom a bot names by an account or object id."""
        return next((each for each in self.people.values() if account in {each.account, each.id}), None)

    def personal(self, person: Person) -> Chat:
        """Somebody's personal chat with the bot, made if need be."""
        chat_id = f"a:1{uuid.uuid5(accounts.HOME, self.client_id + person.id).hex}"
        found = self.chats.get(chat_id)
        return found or self._add_chat(Chat(chat_id, "im", self.manifest.name, [person.id]))

    def channels(self) -> list[Chat]:
        """The channels of the team."""
        return [each for each in self.chats.values() if each.kind == "channel"]

    def post(self, chat: Chat, message: Message) -> None:
        """Add a message and tell those who see it."""
        chat.add(message)
        self.touch(chat.members)

    def notice(self, person: str, words: str) -> None:
        """Show a person what went wrong, until they do the next thing."""
        self.notices[person] = words
        self.touch([person])

    def toast(self, person: str, words: str) -> None:
        """Show a person what the bot answered, until they do the next thing."""
        self.toasts[person] = words
        self.touch([person])

    def forget_notices(self, person: str) -> None:
        """Take away what an earlier act of that person brought."""
        if self.notices.pop(person, None) or self.toasts.pop(person, None):
            self.toasts.pop(person, None)
            self.touch([person])

    def shown(self, person: Person) -> Json:
        """The person as the control API shows them."""
        return accounts.shown(person, tenant=self.tenant_id, domain=self.domain)

    def member(self, person: Person) -> Json:
        """The person as the connector shows them."""
        return accounts.member_object(person, tenant=self.tenant_id, domain=self.domain)


def _thread_id(kind: str) -> str:
    return f"19:{secrets.token_hex(16)}@thread.{kind}"
