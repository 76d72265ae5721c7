"""A sandbox over real HTTP with a small Bolt app as its bot, and hands to act in it."""

import copy
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import uvicorn
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.app import create_app
from sandbox.server import Running, listen, running, up
from sandbox.slack.workspace import Workspace

Json = dict[str, Any]

SECRET, BOT_TOKEN, APP_TOKEN = "the-secret", "xoxb-the-bot", "xapp-the-app"

MANIFEST: Json = {
    "display_information": {"name": "Roundtable"},
    "features": {
        "bot_user": {"display_name": "Roundtable"},
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "slash_commands": [
            {"command": "/find", "description": "Find somebody", "usage_hint": "TOPIC"},
            {"command": "/escaped", "description": "Takes ids", "should_escape": True},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "app_mentions:read",
                "channels:history",
                "channels:join",
                "channels:read",
                "chat:write",
                "commands",
                "im:history",
                "im:read",
                "im:write",
                "mpim:history",
                "mpim:read",
                "mpim:write",
                "team:read",
                "users:read",
                "users:read.email",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": [
                "app_home_opened",
                "app_mention",
                "member_joined_channel",
                "message.channels",
                "message.im",
                "team_join",
                "user_change",
            ]
        },
        "interactivity": {"is_enabled": True},
    },
}

PEOPLE: list[Json] = [
    {"id": "UADA", "real_name": "Ada Osei", "pronouns": "she/her", "email": "ada@example.org", "kind": "owner"},
    {"id": "UBEN", "real_name": "Ben Hall", "email": "ben@example.org", "tz": "America/New_York"},
    {"id": "UCAT", "real_name": "Cat Moss", "kind": "guest"},
    {"id": "UDAN", "real_name": "Dan Roe", "kind": "single_channel_guest"},
    {"id": "UEVE", "real_name": "Eve Far", "email": "eve@example.net", "kind": "connect"},
    {"id": "UFAY", "real_name": "Fay Gone", "email": "fay@example.org", "kind": "deactivated"},
]


@dataclass
class Stage:
    """One sandbox, its bot and a client with the bot's token."""

    served: Running
    bolt: AsyncApp
    web: AsyncWebClient
    http: aiohttp.ClientSession

    @property
    def workspace(self) -> Workspace:
        """The state behind it."""
        return self.served.workspace

    def channel(self, name: str) -> str:
        """The id of a channel."""
        found = self.workspace.channel_named(name)
        assert found is not None
        return found.id

    def dm(self, user: str) -> str:
        """The id of somebody's direct message with the bot."""
        return self.workspace.direct([user, self.workspace.bot.id]).id

    async def call(self, verb: str, path: str, /, **body: Any) -> tuple[int, Any]:
        """Call the control API."""
        url = f"{self.served.url}/control/{path}"
        async with self.http.request(verb, url, json=body if verb != "GET" else None) as answer:
            return answer.status, await answer.json()

    async def get(self, path: str) -> Any:
        """Look through the control API."""
        status, answer = await self.call("GET", path)
        assert status == 200, answer
        return answer

    async def act(self, user: str, name: str, /, **body: Any) -> Any:
        """Do as a person something that works."""
        status, answer = await self.call("POST", f"users/{user}/{name}", **body)
        assert status == 200, answer
        return answer

    async def refused(self, user: str, name: str, /, **body: Any) -> str:
        """Do as a person something that does not work, and return the code."""
        status, answer = await self.call("POST", f"users/{user}/{name}", **body)
        assert 400 <= status < 500, answer
        return str(answer["error"])

    async def messages(self, user: str, channel: str, thread_ts: str = "") -> list[Json]:
        """What a person sees in a conversation."""
        answer = await self.get(f"users/{user}/messages?channel={channel}&thread_ts={thread_ts}")
        listed: list[Json] = answer["messages"]
        return listed

    async def settle(self) -> None:
        """Wait until the bot has taken everything."""
        await self.call("POST", "settle")

    async def deliveries(self, kind: str) -> list[Json]:
        """What was delivered to the bot under one kind."""
        return [each for each in await self.get("deliveries") if each["kind"] == kind]


async def error_of(call: Any) -> str:
    """The error with which Slack refuses a Web API call."""
    return str((await refusal_of(call))["error"])


async def refusal_of(call: Any) -> Json:
    """The whole refusal of a Web API call."""
    try:
        answer = await call
    except SlackApiError as error:
        data: Json = error.response.data
        return data
    raise AssertionError(f"Slack took it: {answer.data}")


def manifest(**features: Any) -> Json:
    """The manifest with other features."""
    changed = copy.deepcopy(MANIFEST)
    changed["features"].update(features)
    return changed


@asynccontextmanager
async def serving(bolt: AsyncApp) -> AsyncIterator[str]:
    """Serve a Bolt app and give its request URL."""
    config = uvicorn.Config(AsyncSlackRequestHandler(bolt), log_level="error", lifespan="off", ws="none")
    async with up(uvicorn.Server(config), listen()) as url:
        yield f"{url}/slack/events"


@asynccontextmanager
async def staged(**options: Any) -> AsyncIterator[Stage]:
    """Set the stage; `options` are the workspace's."""
    chosen: Json = {
        "people": PEOPLE,
        "app_token": APP_TOKEN,
        "ack_timeout": 0.4,
        "retry_delays": (0, 0.02, 0.04),
        **options,
    }
    given = chosen.pop("manifest", MANIFEST)
    workspace = Workspace(given, signing_secret=SECRET, bot_token=BOT_TOKEN, **chosen)
    async with running(create_app(workspace)) as served, aiohttp.ClientSession() as http:
        web = AsyncWebClient(BOT_TOKEN, base_url=served.api, session=http)
        bolt = AsyncApp(signing_secret=SECRET, client=web)
        async with serving(bolt) as url:
            stage = Stage(served, bolt, web, http)
            await stage.call("PUT", "app", request_url=url)
            yield stage
