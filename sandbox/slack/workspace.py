"""The workspace's state: its app, people, conversations and views, and who has to be told of a change."""

import secrets
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from typing import Any

from sandbox.clock import Clock
from sandbox.faults import DELIVERY_ERRORS, Faults
from sandbox.refusals import CannotDo, Json
from sandbox.slack.conversations import Conversation, Message
from sandbox.slack.elements import initial_state
from sandbox.slack.limits import RateLimits
from sandbox.slack.manifest import Manifest
from sandbox.slack.people import SLACKBOT, User, user_from
from sandbox.slack.tickets import Tickets
from sandbox.slack.views import View, new_hash, view_object
from sandbox.watched import Watched

CHANNELS: tuple[Json, ...] = (
    {"name": "general", "purpose": "For everybody in the network", "bot": True},
    {"name": "introductions", "purpose": "Say hello", "bot": False},
    {"name": "research-exchange", "purpose": "Research and community partners together", "bot": True, "guests": True},
)
"""Public channels of a new workspace; `bot` puts the app in it, `guests` guests and Slack Connect people."""

MOST_FILLED = 2_000
"""How many messages keep what people filled in on them."""

FAULTS: dict[str, tuple[str, ...]] = {"method": (), "delivery": DELIVERY_ERRORS, "response_url": ()}
"""What a test can make go wrong."""

RETRY_DELAYS = (0.0, 60.0, 300.0)
"""Seconds before each of the Events API's three retries."""


class Workspace(Watched):
    """One Slack workspace in memory, with one app installed in it.

    `scopes` are what the token was granted, if that is not what the manifest asks for; `ack_timeout` and
    `retry_delays` are Slack's unless a test shortens them.
    """

    def __init__(
        self,
        manifest: Json,
        *,
        signing_secret: str,
        bot_token: str,
        app_token: str | None = None,
        people: Iterable[Json] = (),
        channels: Iterable[Json] = CHANNELS,
        guide: Sequence[str] = (),
        request_url: str | None = None,
        scopes: Iterable[str] | None = None,
        clock: Clock | None = None,
        ack_timeout: float = 3.0,
        retry_delays: Sequence[float] = RETRY_DELAYS,
        team_name: str = "Research Exchange",
    ) -> None:
        super().__init__()
        self.manifest = Manifest.read(manifest)
        self.signing_secret = signing_secret
        self.bot_token = bot_token
        self.app_token = app_token
        self.guide = list(guide)
        self.request_url = request_url
        self.revoked = False
        self.scopes = tuple(self.manifest.scopes if scopes is None else scopes)
        self.clock = clock or Clock()
        self.ack_timeout = ack_timeout
        self.retry_delays = tuple(retry_delays)
        self.team: Json = {"id": "TSANDBOX01", "name": team_name, "domain": team_name.lower().replace(" ", "-")}
        self.app: Json = {"id": "ASANDBOX01", "name": self.manifest.name, "bot_id": "BSANDBOX01"}
        self.verification_token = secrets.token_hex(12)
        self.url = "http://127.0.0.1"
        self.tickets = Tickets(self.clock)
        self.faults = Faults(FAULTS)
        self.limits = RateLimits(self.clock)
        self.users: dict[str, User] = {}
        self.conversations: dict[str, Conversation] = {}
        self.modals: dict[str, list[View]] = defaultdict(list)
        self.homes: dict[str, View] = {}
        self.filled: dict[tuple[str, str], Json] = {}
        self.offered: dict[tuple[str, str, str, str], list[Json]] = {}
        self.notices: dict[str, str] = {}
        self.calls: deque[Json] = deque(maxlen=1_000)
        self._ids = 0
        self._last_ts = 0
        self._ims: dict[frozenset[str], Conversation] = {}
        self._seed(people, channels)

    def _seed(self, people: Iterable[Json], channels: Iterable[Json]) -> None:
        bot = User("UROUNDTABLE", self.manifest.bot_name.lower().replace(" ", ""), self.manifest.bot_name, kind="bot")
        bot.team_id = self.team["id"]
        bot.bot_id = self.app["bot_id"]
        slackbot = User(SLACKBOT, "slackbot", "Slackbot", team_id=self.team["id"], tz="America/Los_Angeles")
        self.bot = bot
        self.users = {bot.id: bot, SLACKBOT: slackbot}
        for given in channels:
            self._add_channel(given)
        for given in people:
            self.add_user(given)

    def _add_channel(self, given: Json) -> None:
        channel = self.new_conversation("channel", str(given["name"]), [], creator=self.bot.id)
        channel.purpose = str(given.get("purpose", ""))
        channel.private = bool(given.get("private", False))
        channel.archived = bool(given.get("archived", False))
        channel.for_guests = bool(given.get("guests", False))
        if given.get("bot", True):
            channel.members.append(self.bot.id)

    def next_id(self, prefix: str) -> str:
        """A fresh id of Slack's look."""
        self._ids += 1
        return f"{prefix}{self._ids:010d}"

    def next_ts(self) -> str:
        """A fresh message timestamp, later than every one before."""
        self._last_ts = max(int(self.clock() * 1_000_000), self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def add_user(self, given: Json) -> User:
        """Add a person and put them into the channels that are theirs."""
        user = user_from(given, user_id=self.next_id("U"), team_id=self.team["id"])
        if user.id in self.users:
            raise CannotDo("user_exists", f"There is already a user {user.id}.")
        self.users[user.id] = user
        if user.deleted or user.kind == "bot":
            return user
        for channel in self.conversations.values():
            if channel.kind == "channel" and self._begins_in(user, channel):
                channel.members.append(user.id)
        return user

    @staticmethod
    def _begins_in(user: User, channel: Conversation) -> bool:
        if user.channels is not None:
            return channel.name in user.channels
        if user.guest:
            return channel.for_guests or (user.kind == "guest" and channel.name == "general")
        return not channel.private

    def user(self, user_id: str) -> User:
        """A person who can act, or `user_not_found`."""
        found = self.users.get(user_id)
        if found is None:
            raise CannotDo("user_not_found", f"There is no user {user_id!r}.", status=404)
        return found

    def new_conversation(self, kind: str, name: str, members: list[str], *, creator: str) -> Conversation:
        """Make a conversation."""
        prefix = "D" if kind == "im" else "C"
        made = Conversation(self.next_id(prefix), kind, name, list(members), int(self.clock()), creator)
        self.conversations[made.id] = made
        return made

    def direct(self, members: Iterable[str]) -> Conversation:
        """The direct message (or group) of exactly these people, opened if need be."""
        key = frozenset(members)
        found = self._ims.get(key)
        if found is None:
            kind = "im" if len(key) <= 2 else "mpim"  # noqa: PLR2004  (two people make a direct message)
            ordered = sorted(key)
            name = "" if kind == "im" else f"mpdm-{'--'.join(self.users[each].name for each in ordered)}-1"
            found = self.new_conversation(kind, name, ordered, creator=self.bot.id)
            self._ims[key] = found
            self.touch(ordered)
        return found

    def channel_named(self, name: str) -> Conversation | None:
        """A channel by its name, with or without the number sign."""
        wanted = name.removeprefix("#")
        return next((c for c in self.conversations.values() if c.kind == "channel" and c.name == wanted), None)

    def shared(self, conversation: Conversation) -> bool:
        """Whether people of another workspace are in it (Slack Connect)."""
        return any(self.users[each].external for each in conversation.members)

    def reachable(self, user: User) -> bool:
        """Whether the app shares a conversation with them; a stranger from another workspace is not."""
        if not user.external:
            return True
        return any({user.id, self.bot.id} <= set(c.members) for c in self.conversations.values())

    def visible(self, conversation: Conversation, user: User) -> bool:
        """Whether that person may open it."""
        if user.id in conversation.members:
            return True
        return conversation.kind == "channel" and not conversation.private and not user.guest

    def readers(self, conversation: Conversation, message: Message) -> list[str]:
        """Whom a new or changed message reaches."""
        return [message.ephemeral_to] if message.ephemeral_to else conversation.members

    def view_object(self, view: View) -> Json:
        """A view as Slack shows it to the app."""
        return view_object(view, team_id=self.team["id"], app=self.app)

    def make_view(self, user: str, body: Json, *, root: View | None = None, previous: View | None = None) -> View:
        """A new view with its initial state."""
        view_id = self.next_id("V")
        return View(
            id=view_id,
            user=user,
            kind=body["type"],
            body=body,
            hash=new_hash(self.clock()),
            root_id=root.id if root else view_id,
            previous_id=previous.id if previous else None,
            state=initial_state(body["blocks"]),
        )

    def change_view(self, view: View, body: Json) -> None:
        """Put new content into a view; what was filled in stays where the ids stayed."""
        view.body = body
        view.hash = new_hash(self.clock())
        view.state = initial_state(body["blocks"], view.state)
        view.errors = {}
        self.touch([view.user])

    def open_view(self, view_id: str) -> View | None:
        """A modal that is open, or a Home that is published."""
        for stack in self.modals.values():
            for view in stack:
                if view.id == view_id:
                    return view
        return next((home for home in self.homes.values() if home.id == view_id), None)

    def remove_from_channels(self, user: User) -> None:
        """Take somebody who has left out of all channels."""
        for each in self.conversations.values():
            if each.kind == "channel" and user.id in each.members:
                each.members.remove(user.id)

    def offer(self, key: tuple[str, str, str, str], found: list[Json]) -> None:
        """Remember options that a suggestion brought, so that they can be chosen."""
        self.offered[key] = [*self.offered.pop(key, []), *found][-500:]
        while len(self.offered) > MOST_FILLED:
            del self.offered[next(iter(self.offered))]

    def fill(self, key: tuple[str, str], state: Json) -> None:
        """Remember what a person filled in on a message."""
        self.filled[key] = state
        while len(self.filled) > MOST_FILLED:
            del self.filled[next(iter(self.filled))]

    def notice(self, user: str, words: str) -> None:
        """Show a person what went wrong, until they do the next thing."""
        self.notices[user] = words
        self.touch([user])

    def record_call(self, method: str, answer: Json, args: dict[str, Any]) -> None:
        """Keep a Web API call for the control API."""
        self.calls.append({"method": method, "ok": bool(answer.get("ok")), "error": answer.get("error"), "args": args})
