"""A sandbox's Teams over real HTTP with a small bot on Microsoft's SDK, and hands to act in it."""

import asyncio
import dataclasses
import ssl
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import aiohttp
import httpx
import uvicorn
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.app import create_app
from sandbox.clock import Clock
from sandbox.server import Running, listen, running, up
from sandbox.teams.chats import Chat
from sandbox.teams.team import Team
from sandbox.teams.tokens import Keys
from tests.sandbox.teams.sdk import PUBLIC, App, FastAPIAdapter

Json = dict[str, Any]

CLIENT = "2f6f5d6c-8f0d-4c67-9d0c-0f1f3e5a7b01"
TENANT = "7d0c2a44-54a5-4bb0-8a3c-3f9d8c1b2e02"
SECRET = "the-client-secret"

ADA = "a0000000-0000-4000-8000-000000000001"
BEN = "b0000000-0000-4000-8000-000000000002"
CAT = "c0000000-0000-4000-8000-000000000003"
DAN = "d0000000-0000-4000-8000-000000000004"
PEOPLE: list[Json] = [
    {"id": ADA, "real_name": "Ada Osei", "email": "ada@northfield.example", "kind": "owner", "pronouns": "she/her"},
    {
        "id": BEN,
        "real_name": "Ben Hall",
        "email": "ben@northfield.example",
        "tz": "America/New_York",
        "locale": "en-US",
    },
    {"id": CAT, "real_name": "Cat Moss", "email": "cat@charity.example", "kind": "guest", "installed": False},
    {"id": DAN, "real_name": "Dan Roe", "email": "dan@northfield.example", "installed": False},
]
MANIFEST: Json = {
    "name": {"short": "Roundtable", "full": "Roundtable"},
    "bots": [
        {
            "botId": CLIENT,
            "scopes": ["personal", "team", "groupChat"],
            "commandLists": [
                {"scopes": ["personal"], "commands": [{"title": "find", "description": "Find somebody"}]},
                {"scopes": ["team", "groupChat"], "commands": [{"title": "find", "description": "Find somebody"}]},
            ],
        }
    ],
    "composeExtensions": [
        {
            "botId": CLIENT,
            "commands": [
                {
                    "id": "find",
                    "type": "query",
                    "title": "Find a collaborator",
                    "description": "By topic",
                    "parameters": [{"name": "topic", "title": "Topic", "description": "What about"}],
                }
            ],
        }
    ],
}


@dataclass
class Stage:
    """One sandbox, its bot, and a client with the bot's token."""

    served: Running
    app: App
    http: aiohttp.ClientSession
    web: httpx.AsyncClient

    @property
    def team(self) -> Team:
        """The state behind it."""
        return self.served.team

    def channel(self, name: str = "General") -> str:
        """The id of a channel."""
        return self.named(name).id

    def named(self, name: str) -> Chat:
        """A channel or group chat by its name."""
        return next(each for each in self.team.chats.values() if each.name == name and each.kind != "im")

    def chat(self, person: str = ADA) -> str:
        """The id of somebody's personal chat with the bot."""
        return self.team.personal(self.team.person(person)).id

    async def call(self, verb: str, path: str, /, **body: Any) -> tuple[int, Any]:
        """Call the control API."""
        url = f"{self.served.url}/control/teams/{path}"
        async with self.http.request(verb, url, json=body if verb != "GET" else None) as answer:
            return answer.status, await answer.json()

    async def get(self, path: str) -> Any:
        """Look through the control API."""
        status, answer = await self.call("GET", path)
        assert status == 200, answer
        return answer

    async def act(self, person: str, name: str, /, **body: Any) -> Any:
        """Do as a person something that works."""
        status, answer = await self.call("POST", f"users/{person}/{name}", **body)
        assert status == 200, answer
        return answer

    async def refused(self, person: str, name: str, /, **body: Any) -> str:
        """Do as a person something that does not work, and return the code."""
        status, answer = await self.call("POST", f"users/{person}/{name}", **body)
        assert 400 <= status < 500, answer
        return str(answer["error"])

    async def stage(self, name: str, /, **body: Any) -> Any:
        """Set the stage."""
        status, answer = await self.call("POST", name, **body)
        assert status == 200, answer
        return answer

    async def messages(self, person: str, channel: str = "", thread_ts: str = "") -> list[Json]:
        """What a person sees in a conversation, their own chat with the bot if none is named."""
        where = channel or self.chat(person)
        answer = await self.get(f"users/{person}/messages?channel={where}&thread_ts={thread_ts}")
        listed: list[Json] = answer["messages"]
        return listed

    async def settle(self) -> None:
        """Wait until the bot has taken everything."""
        await self.stage("settle")

    async def deliveries(self, kind: str) -> list[Json]:
        """What was delivered to the bot under one kind."""
        return [each for each in await self.get("deliveries") if each["kind"] == kind]

    async def token(self, **changed: str) -> httpx.Response:
        """Ask for a token, with something else than is right."""
        form = {
            "grant_type": "client_credentials",
            "client_id": CLIENT,
            "client_secret": SECRET,
            "scope": "https://api.botframework.com/.default",
            **changed,
        }
        tenant = form.pop("tenant", TENANT)
        return await self.web.post(f"{self.served.teams_cloud}/{tenant}/oauth2/v2.0/token", data=form)

    async def send(self, *cards: Json, words: str = "", to: str = "") -> str:
        """Send a message of the bot's to somebody's personal chat, Ada's if none is named, and return its id."""
        answer = await self.connector(
            "POST", f"v3/conversations/{to or self.chat()}/activities", message(*cards, words=words)
        )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def connector(self, verb: str, path: str, body: Any = None, token: str = "") -> httpx.Response:
        """Call the connector by hand."""
        token = token or (await self.token()).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        return await self.web.request(verb, f"{self.served.teams_service}{path}", json=body, headers=headers)


@asynccontextmanager
async def hearing(stage: Stage, *answers: Any) -> AsyncIterator[list[Json]]:
    """Put a bot without an SDK in the place of the other: it answers these one after the other, the last for ever.

    An answer is a status, or a body for status 200; gives the activities that the bot got.
    """
    got: list[Json] = []
    left = list(answers)

    async def endpoint(request: Request) -> Response:
        got.append(await request.json())
        answer = left.pop(0) if len(left) > 1 else (left or [200])[0]
        return Response(status_code=answer) if isinstance(answer, int) else JSONResponse(answer)

    plain = Starlette(routes=[Route("/", endpoint, methods=["POST"])])
    config = uvicorn.Config(plain, log_level="error", lifespan="off", ws="none")
    async with up(uvicorn.Server(config), listen()) as url:
        await stage.call("PUT", "app", endpoint_url=url)
        yield got


def card(*body: Json, actions: list[Json] | None = None, **fields: Any) -> Json:
    """An Adaptive Card."""
    return {"type": "AdaptiveCard", "version": "1.5", "body": list(body), "actions": actions or [], **fields}


def text(words: str = "Hello") -> Json:
    """A text of a card."""
    return {"type": "TextBlock", "text": words, "wrap": True}


def button(title: str = "Press", verb: str = "press", **data: Any) -> Json:
    """A button of a card."""
    return {"type": "Action.Execute", "title": title, "verb": verb, "data": {"action": verb, **data}}


def message(*cards: Json, words: str = "") -> Json:
    """A message of the bot."""
    attached = [{"contentType": "application/vnd.microsoft.card.adaptive", "content": each} for each in cards]
    return {"type": "message", "text": words, "attachments": attached}


class Still(Clock):
    """A clock that stands still unless it is moved."""

    def __init__(self) -> None:
        super().__init__()
        self._now = super().__call__()

    def __call__(self) -> float:
        """The time at which it was made, and what it was moved by."""
        return self._now + self.offset


@cache
def keys() -> Keys:
    """Keys for all tests of one process, since making them takes longer than most tests."""
    return Keys()


@cache
def plain_http() -> ssl.SSLContext:
    """No certificates at all, which would take long to load for nothing."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@asynccontextmanager
async def staged(**options: Any) -> AsyncIterator[Stage]:
    """Set the stage; `options` are the organisation's."""
    chosen: Json = {"people": PEOPLE, "manifest": MANIFEST, "keys": keys(), **options}
    team = Team(client_id=CLIENT, client_secret=SECRET, tenant_id=TENANT, **chosen)
    with warnings.catch_warnings():
        # The SDK makes a part of its own that it has deprecated itself, at the start and with each activity.
        warnings.filterwarnings("ignore", "The bot client is deprecated", DeprecationWarning)
        async with opened(team) as stage:
            yield stage


@asynccontextmanager
async def opened(team: Team) -> AsyncIterator[Stage]:
    """Serve an organisation, and a bot that listens to it."""
    async with (
        running(create_app(team=team)) as served,
        aiohttp.ClientSession() as http,
        httpx.AsyncClient(verify=plain_http()) as web,
    ):
        asgi = FastAPI()
        app = await bot(served, web, asgi)
        config = uvicorn.Config(asgi, log_level="error", lifespan="off", ws="none")
        async with up(uvicorn.Server(config), listen()) as url:
            stage = Stage(served, app, http, web)
            await stage.call("PUT", "app", endpoint_url=f"{url}/api/messages")
            yield stage


async def bot(served: Running, web: httpx.AsyncClient, asgi: FastAPI) -> App:
    """A bot on the SDK that trusts the sandbox's keys, and has its tokens from there."""

    async def token(_scope: Any, _tenant: Any) -> str:
        form = {
            "grant_type": "client_credentials",
            "client_id": CLIENT,
            "client_secret": SECRET,
            "scope": "https://api.botframework.com/.default",
        }
        answer = await web.post(f"{served.teams_cloud}/{TENANT}/oauth2/v2.0/token", data=form)
        return str(answer.json()["access_token"])

    metadata = f"{served.teams_cloud}/v1/.well-known/openidconfiguration"
    app = App(
        client_id=CLIENT,
        tenant_id=TENANT,
        token=token,
        http_server_adapter=FastAPIAdapter(app=asgi),
        messaging_endpoint="/api/messages",
        cloud=dataclasses.replace(PUBLIC, openid_metadata_url=metadata),
        service_url=served.teams_service,
    )
    await app.initialize()
    # The SDK fetches the keys without letting the event loop go on, so that they are fetched beforehand.
    validator: Any = app.server._token_validator
    await asyncio.to_thread(validator._service_validator._jwks_client.get_jwk_set)
    return app
