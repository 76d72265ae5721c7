"""The real bot at work in a sandbox, both over real HTTP, and hands to act there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route

from bot.delivery import deliver_due
from bot.desk import Desk
from bot.network import Network
from bot.outbox import Rates
from handlers.slack.door import SlackDoor
from handlers.slack.manifest import manifest
from sandbox.app import create_app
from sandbox.server import Running, listen, running, up
from sandbox.slack.workspace import Workspace

Json = dict[str, Any]

SECRET, BOT_TOKEN, APP_TOKEN = "the-secret", "xoxb-the-bot", "xapp-the-app"
TEAM = "TSANDBOX01"

PEOPLE: list[Json] = [
    {"id": "UADA", "real_name": "Ada Osei", "pronouns": "she/her", "email": "ada@example.org", "kind": "owner"},
    {"id": "UBEN", "real_name": "Ben Hall", "email": "ben@example.org", "tz": "America/New_York"},
    {"id": "UCAT", "real_name": "Cat Moss", "kind": "guest"},
    {"id": "UEVE", "real_name": "Eve Far", "email": "eve@example.net", "kind": "connect"},
    {"id": "UFAY", "real_name": "Fay Gone", "email": "fay@example.org", "kind": "deactivated"},
]


@dataclass
class Workplace:
    """One sandbox with the bot in it."""

    served: Running
    door: SlackDoor
    desk: Desk
    http: aiohttp.ClientSession
    bot_url: str

    @property
    def workspace(self) -> Workspace:
        """The sandbox's state."""
        return self.served.workspace

    @property
    def network(self) -> Network:
        """The bot's network."""
        return self.desk.network

    def channel(self, name: str = "general") -> str:
        """The id of a channel."""
        found = self.workspace.channel_named(name)
        assert found is not None
        return found.id

    def dm(self, user: str) -> str:
        """The id of somebody's direct message with the bot."""
        return self.workspace.direct([user, self.workspace.bot.id]).id

    async def control(self, verb: str, path: str, /, **body: Any) -> Any:
        """Use the sandbox's control API."""
        url = f"{self.served.url}/control/{path}"
        async with self.http.request(verb, url, json=body if verb != "GET" else None) as answer:
            shown = await answer.json()
            assert answer.status == 200, shown
            return shown

    async def act(self, user: str, what: str, /, **body: Any) -> Any:
        """Do something as a person, and wait until the bot has done all that it does about it."""
        done = await self.control("POST", f"users/{user}/{what}", **body)
        await self.quiet()
        return done

    async def command(self, user: str, command: str, text: str = "", channel: str = "") -> Any:
        """Use a slash command."""
        return await self.act(user, "command", channel=channel or self.channel(), command=command, text=text)

    async def quiet(self) -> None:
        """Wait until everything was delivered and answered."""
        for _ in range(2):
            await self.control("POST", "settle")
            await self.door.answered()

    async def fault(self, **what: Any) -> None:
        """Make something go wrong."""
        await self.control("POST", "faults", **what)

    async def view(self, user: str) -> Json:
        """What somebody sees beside the messages."""
        shown: Json = await self.control("GET", f"users/{user}/view")
        return shown

    async def home(self, user: str) -> Json:
        """Somebody's home, opened."""
        await self.act(user, "home")
        shown: Json = (await self.view(user))["home"]
        return shown

    async def modal(self, user: str) -> Json:
        """The modal in front of somebody."""
        modals: list[Json] = (await self.view(user))["modals"]
        assert modals, "no modal is open"
        return modals[-1]

    async def messages(self, user: str, channel: str = "", thread: str = "") -> list[Json]:
        """What somebody sees in a channel."""
        path = f"users/{user}/messages?channel={channel or self.channel()}&thread_ts={thread}"
        listed: list[Json] = (await self.control("GET", path))["messages"]
        return listed

    async def last(self, user: str, channel: str = "", thread: str = "") -> Json:
        """The last message that somebody sees in a channel."""
        return (await self.messages(user, channel, thread))[-1]

    async def calls(self, method: str) -> list[Json]:
        """The Web API calls of one method."""
        return [call for call in await self.control("GET", "calls") if call["method"] == method]

    async def deliveries(self, kind: str) -> list[Json]:
        """What was delivered to the bot under one kind."""
        return [each for each in await self.control("GET", "deliveries") if each["kind"] == kind]

    async def press(self, user: str, where: Json, label: str, channel: str = "") -> Any:
        """Press the button whose label begins so in a message or view."""
        block, element = button(where, label)
        place = {"view": where["id"]} if "id" in where else {"channel": channel or self.channel(), "ts": where["ts"]}
        return await self.act(user, "click", **place, block_id=block, action_id=element["action_id"])

    async def submit(self, user: str, **typed: Any) -> Any:
        """Fill in the fields of the modal in front, by their names, and send it."""
        view = await self.modal(user)
        fill: Json = {}
        for name, given in typed.items():
            block = next(each for each in view["blocks"] if each["block_id"].partition(":")[0] == name)
            fill[block["block_id"]] = {f"field:{name}": given}
        return await self.act(user, "submit", view=view["id"], fill=fill)

    async def make_profile(self, user: str, about: str, **typed: Any) -> None:
        """Make somebody's profile, through the form."""
        await self.command(user, "/my-profile")
        done = await self.submit(user, **profile(about, **typed))
        assert done["action"] == "update", done

    async def deliver(self) -> None:
        """Have the worker deliver all that is due."""
        while await deliver_due(self.network, {"slack": self.door.courier}):
            pass


def profile(about: str, **typed: Any) -> Json:
    """A filled-in profile form."""
    return {
        "part": {"selected": "lived"},
        "about": {"text": about},
        "consent": {"selected": ["yes"]},
        **typed,
    }


def words(shown: Any) -> str:
    """All words of a message or view, in the order in which they are read."""
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, list):
            for each in node:
                walk(each)
        elif isinstance(node, dict):
            if str(node.get("type")) in {"rich_text_section", "rich_text_quote"}:
                found.append("".join(piece["text"] for piece in node["elements"]))
                return
            if isinstance(node.get("text"), str):
                found.append(node["text"])
            for key in ("title", "label", "text", "elements", "element", "hint", "options", "fields"):
                if not isinstance(node.get(key), str):
                    walk(node.get(key))

    walk(shown["blocks"])
    return "\n".join(found)


def button(where: Json, label: str) -> tuple[str, Json]:
    """A button by how its label begins, and the id of its block."""
    for block in where["blocks"]:
        for element in block.get("elements", []):
            if element.get("type") == "button" and element["text"]["text"].startswith(label):
                return block["block_id"], element
    raise AssertionError(f"no button {label!r} in {words(where)}")


def field(view: Json, name: str) -> Json:
    """A field's block by the field's name."""
    block: Json = next(each for each in view["blocks"] if each["block_id"].partition(":")[0] == name)
    return block


@asynccontextmanager
async def at_work(network: Network, **options: Any) -> AsyncIterator[Workplace]:
    """Open a sandbox with the bot in it; `options` are the workspace's, `app_token` means Socket Mode."""
    app_token, records = options.pop("app_token", ""), options.pop("records", None)
    chosen: Json = {"people": PEOPLE, "retry_delays": (0, 0.02, 0.04), **options}
    declared = manifest(request_url="http://127.0.0.1/slack/events", socket_mode=bool(app_token))
    if shortcuts := chosen.pop("shortcuts", ()):
        declared = manifest(request_url="http://127.0.0.1/slack/events", shortcuts=shortcuts)
    workspace = Workspace(declared, signing_secret=SECRET, bot_token=BOT_TOKEN, app_token=app_token or None, **chosen)
    async with running(create_app(workspace)) as served, aiohttp.ClientSession() as http:
        door = SlackDoor(token=BOT_TOKEN, signing_secret=SECRET, app_token=app_token, api_url=served.api)
        desk = Desk(network, {"slack": door.directory}, records=records)
        door.serve(desk)
        app = Starlette(routes=[Route("/slack/events", door.handler.handle, methods=["POST"])])
        config = uvicorn.Config(app, log_level="error", lifespan="off", ws="none")
        async with up(uvicorn.Server(config), listen()) as url, door:
            door.courier.rates = Rates()  # The test's clock stands still: nothing would have its turn again.
            place = Workplace(served, door, desk, http, f"{url}/slack/events")
            await place.control("PUT", "app", request_url=place.bot_url)
            yield place
