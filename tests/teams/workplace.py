"""The real bot at work in a sandbox's Teams, both over real HTTP, and hands to act there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import aiohttp
import uvicorn

from bot.delivery import deliver_due
from bot.desk import Desk
from bot.directory import Address
from bot.network import Network
from bot.outbox import Rates
from handlers.settings import Teams as Settings
from handlers.teams.door import TeamsDoor
from handlers.teams.manifest import Given, manifest
from sandbox.app import create_app
from sandbox.server import Running, listen, running, up
from sandbox.teams.team import Team
from sandbox.teams.tokens import Keys

Json = dict[str, Any]

CLIENT = "2f6f5d6c-8f0d-4c67-9d0c-0f1f3e5a7b01"
TENANT = "7d0c2a44-54a5-4bb0-8a3c-3f9d8c1b2e02"
SECRET = "the-client-secret"

ADA = "a0000000-0000-4000-8000-000000000001"
BEN = "b0000000-0000-4000-8000-000000000002"
CAT = "c0000000-0000-4000-8000-000000000003"
DAN = "d0000000-0000-4000-8000-000000000004"
PEOPLE: list[Json] = [
    {"id": ADA, "real_name": "Ada Osei", "email": "ada@example.org", "kind": "owner"},
    {"id": BEN, "real_name": "Ben Hall", "email": "ben@example.org", "tz": "America/New_York", "locale": "en-US"},
    {"id": CAT, "real_name": "Cat Moss", "email": "cat@charity.example", "kind": "guest"},
    {"id": DAN, "real_name": "Dan Roe", "email": "dan@example.org", "installed": False},
]
VOICES = "We draw and write with people who hear voices."
GIVEN = Given(CLIENT, "https://bot.example", "1.0.0", "Northfield University")
DECLARED = manifest(GIVEN)


@dataclass
class Workplace:
    """One sandbox with the bot in it."""

    served: Running
    door: TeamsDoor
    desk: Desk
    http: aiohttp.ClientSession
    bot_url: str

    @property
    def team(self) -> Team:
        """The sandbox's state."""
        return self.served.team

    @property
    def network(self) -> Network:
        """The bot's network."""
        return self.desk.network

    def channel(self, name: str = "General") -> str:
        """The id of a channel."""
        return next(chat.id for chat in self.team.channels() if chat.name == name)

    @property
    def group(self) -> str:
        """The id of the group chat."""
        return self.team.group.id

    def chat(self, user: str) -> str:
        """The id of somebody's own chat with the bot."""
        return self.team.personal(self.team.person(user)).id

    def address(self, user: str) -> Address:
        """Somebody's address."""
        return Address("teams", TENANT, user)

    async def control(self, verb: str, path: str, /, **body: Any) -> Any:
        """Use the sandbox's control API."""
        url = f"{self.served.url}/control/teams/{path}"
        async with self.http.request(verb, url, json=body if verb != "GET" else None) as answer:
            shown = await answer.json()
            assert answer.status == 200, shown
            return shown

    async def act(self, user: str, what: str, /, **body: Any) -> Any:
        """Do something as a person, and wait until the bot has done all that it does about it."""
        done = await self.control("POST", f"users/{user}/{what}", **body)
        await self.quiet()
        return done

    async def quiet(self) -> None:
        """Wait until everything was delivered and answered."""
        for _ in range(2):
            await self.control("POST", "settle")
            await self.door.answered()

    async def fault(self, **what: Any) -> None:
        """Make something go wrong."""
        await self.control("POST", "faults", **what)

    async def say(self, user: str, text: str, channel: str = "", thread: str = "") -> str:
        """Write something, to the bot if no other place is named; the message's id."""
        done = await self.act(user, "say", channel=channel or self.chat(user), text=text, thread_ts=thread or None)
        return str(done["ts"])

    async def messages(self, user: str, channel: str = "", thread: str = "") -> list[Json]:
        """What somebody sees in a conversation, their own chat with the bot if none is named."""
        path = f"users/{user}/messages?channel={channel or self.chat(user)}&thread_ts={thread}"
        listed: list[Json] = (await self.control("GET", path))["messages"]
        return listed

    async def last(self, user: str, channel: str = "", thread: str = "") -> Json:
        """The last message that somebody sees there."""
        return (await self.messages(user, channel, thread))[-1]

    async def toast(self, user: str) -> str:
        """What the bot answered to somebody's last press in passing."""
        return str((await self.control("GET", f"users/{user}/view"))["toast"] or "")

    async def notice(self, user: str) -> str:
        """What Teams told somebody of what went wrong with their last press."""
        return str((await self.control("GET", f"users/{user}/view"))["notice"] or "")

    async def press(self, user: str, where: Json, title: str, /, channel: str = "", **inputs: str) -> Json:
        """Press the button of a message whose title begins so, with the inputs filled in by their names."""
        held = {input_of(where, name)["id"]: value for name, value in inputs.items()}
        done: Json = await self.act(
            user, "click", channel=channel or self.chat(user), ts=where["ts"], title=title, inputs=held
        )
        return done

    async def make_profile(self, user: str, about: str = VOICES, **typed: str) -> Json:
        """Make somebody's profile, through the form."""
        await self.say(user, "profile")
        return await self.press(user, await self.last(user), "Save", **profile(about, **typed))

    async def deliver(self) -> None:
        """Have the worker deliver all that is due."""
        while await deliver_due(self.network, {"teams": self.door.courier}):
            pass

    async def calls(self, method: str) -> list[Json]:
        """The bot's calls of one kind."""
        return [call for call in await self.control("GET", "calls") if call["method"] == method]

    async def deliveries(self, kind: str) -> list[Json]:
        """What was delivered to the bot under one kind."""
        return [each for each in await self.control("GET", "deliveries") if each["kind"] == kind]

    async def repeat(self, kind: str) -> Json:
        """Deliver the last thing of a kind once more."""
        delivery = (await self.deliveries(kind))[-1]
        done: Json = await self.control("POST", f"deliveries/{delivery['n']}/repeat")
        await self.quiet()
        return done

    async def drafted(self, user: str = ADA, text: str = "help", channel: str = "") -> Json:
        """An activity as Teams would deliver it."""
        done = await self.control("POST", f"users/{user}/draft", channel=channel or self.chat(user), text=text)
        activity: Json = done["activity"]
        return activity

    async def forge(self, **what: Any) -> Json:
        """Post something to the bot that Teams would not; see the sandbox's control API."""
        done: Json = await self.control("POST", "deliver", **what)
        await self.quiet()
        return done


def profile(about: str = VOICES, **typed: str) -> dict[str, str]:
    """A filled-in profile form."""
    return {"part": "=lived", "about": about, "consent": "true", **typed}


def card_of(message: Json) -> Json:
    """The card of a message."""
    (attachment,) = message["attachments"]
    content: Json = attachment["content"]
    return content


def input_of(message: Json, name: str, kind: str = "") -> Json:
    """An input of a message's card by its field's name, and by its kind where a field has two."""
    for node in card_of(message)["body"]:
        held = str(node.get("id", "")).removeprefix("field:").split(":")
        if held[-1] == name.removeprefix("own_") and (held[0] == "own") == (kind == "own" or name.startswith("own_")):
            found: Json = node
            return found
    raise AssertionError(f"no input {name!r} in {words(message)}")


def words(message: Json) -> str:
    """All words of a message, in the order in which they are read."""
    found = [message["text"]] if message["text"] else []
    for attachment in message["attachments"]:
        walk(attachment["content"].get("body"), found)
    return "\n".join(found)


def walk(node: Any, found: list[str]) -> None:
    """Find the words of a part of a card."""
    if isinstance(node, list):
        for each in node:
            walk(each, found)
    elif isinstance(node, dict):
        if node.get("type") == "RichTextBlock":
            found.append("".join(inline["text"] for inline in node["inlines"]))
            return
        found += [node[name] for name in ("text", "label", "title") if isinstance(node.get(name), str)]
        for name in ("items", "actions", "card", "body", "choices"):
            walk(node.get(name), found)


def settings_for(served: Running, **changed: Any) -> Settings:
    """The bot's settings for a sandbox."""
    given: Json = {"client_id": CLIENT, "client_secret": SECRET, "tenant_id": TENANT, "cloud": served.teams_cloud}
    return Settings(**(given | changed))


@cache
def keys() -> Keys:
    """The organisation's keys, the same in all tests: to make some takes a while."""
    return Keys()


@asynccontextmanager
async def at_work(network: Network, settings: Json | None = None, **options: Any) -> AsyncIterator[Workplace]:
    """Open a sandbox with the bot in it; `options` are the organisation's, `settings` differ from those that fit it."""
    records = options.pop("records", None)
    chosen: Json = {"people": PEOPLE, "manifest": DECLARED, "keys": keys(), "invoke_timeout": 60.0, **options}
    if shortcuts := chosen.pop("shortcuts", ()):
        chosen["manifest"] = manifest(GIVEN, shortcuts)
    team = Team(client_id=CLIENT, client_secret=SECRET, tenant_id=TENANT, **chosen)
    async with running(create_app(team=team)) as served, aiohttp.ClientSession() as http:
        door = TeamsDoor(network, settings_for(served, **(settings or {})))
        desk = Desk(network, {"teams": door.directory}, records=records)
        door.serve(desk)
        door.courier.rates = Rates()  # The test's clock stands still: nothing would have its turn again.
        async with door:
            config = uvicorn.Config(door.app, log_level="error", lifespan="off", ws="none")
            async with up(uvicorn.Server(config), listen()) as url:
                place = Workplace(served, door, desk, http, f"{url}/teams/messages")
                await place.control("PUT", "app", endpoint_url=place.bot_url)
                yield place
