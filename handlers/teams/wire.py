"""The wire to Teams: one pool of connections for every call, and the bot's token on each."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

import aiohttp
from yarl import URL

from handlers.settings import Teams
from handlers.teams.tokens import Tokens, read

LOGIN = "https://login.microsoftonline.com"
SECONDS = 10
"""How long one call may take."""

PAUSES = (0.3, 1.0)
LONGEST_PAUSE = 2.0
"""Seconds that an answer waits, when Teams does not say how long, before it is sent again, and waits at most."""

PASSING = frozenset({412, 429, 500, 502, 503, 504})
"""Statuses of what was not taken now and may be in a moment."""

PAGE = 200
UNAUTHORIZED = 401
ERRORS = 400
LOCAL = frozenset({"127.0.0.1", "::1", "localhost"})

Json = dict[str, Any]


class Refusal(Exception):
    """Teams did not take a call: the status, its own code, and how many seconds it asks to wait."""

    def __init__(self, status: int, code: str, retry_after: float | None) -> None:
        super().__init__(f"Teams answered {status}: {code}")
        self.status = status
        self.code = code
        self.retry_after = retry_after


class Wire:
    """Calls to the service that each request of Teams names. What they raise stands in faults.FAILURES."""

    def __init__(self, settings: Teams) -> None:
        self.bot = f"28:{settings.client_id}"
        self.tenant = settings.tenant_id
        self._local = urlsplit(settings.cloud).hostname in LOCAL
        """A proxy of the environment is not asked for what is on this machine."""

        address = f"{settings.cloud or LOGIN}/{settings.tenant_id}/oauth2/v2.0/token"
        self._tokens = None if settings.unauthenticated else Tokens(address, settings.client_id, settings.client_secret)
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Open the pool of connections."""
        self._session = aiohttp.ClientSession(
            trust_env=not self._local,
            timeout=aiohttp.ClientTimeout(total=SECONDS),
            cookie_jar=aiohttp.DummyCookieJar(),
            json_serialize=lambda node: json.dumps(node, ensure_ascii=False),
        )

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    @property
    def session(self) -> aiohttp.ClientSession:
        """The pool of connections."""
        if self._session is None:
            raise RuntimeError("open() comes before every call")
        return self._session

    async def token(self) -> str:
        """The token that every call carries; empty where nobody asks for one."""
        return await self._tokens.get(self.session) if self._tokens is not None else ""

    async def send(
        self, service_url: str, conversation: str, activity: Mapping[str, Any], *, patient: bool = False
    ) -> str:
        """Send a message to a conversation; its id.

        With `patient`, what Teams puts off for a moment is waited for, and what a connection that breaks may have
        brought or not is sent again: an answer that comes twice is better than none.
        """
        path = f"conversations/{part(conversation)}/activities"
        for wait in PAUSES if patient else ():
            try:
                return str((await self._call("POST", service_url, path, activity)).get("id") or "")
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(wait)
            except Refusal as refusal:
                pause = wait if refusal.retry_after is None else refusal.retry_after
                if refusal.status not in PASSING or pause > LONGEST_PAUSE:
                    raise
                await asyncio.sleep(pause)
        return str((await self._call("POST", service_url, path, activity)).get("id") or "")

    async def update(self, service_url: str, conversation: str, message: str, activity: Mapping[str, Any]) -> None:
        """Put something else in the place of a message of ours."""
        path = f"conversations/{part(conversation)}/activities/{part(message)}"
        await self._call("PUT", service_url, path, {**activity, "id": message})

    async def create(self, service_url: str, account: str) -> str:
        """Open the personal chat with somebody, if it is not open yet; its id."""
        asked = {
            "isGroup": False,
            "bot": {"id": self.bot},
            "members": [{"id": account}],
            "tenantId": self.tenant,
            "channelData": {"tenant": {"id": self.tenant}},
        }
        return str((await self._call("POST", service_url, "conversations", asked))["id"])

    async def team(self, service_url: str, team: str) -> Json:
        """A team that the bot is in."""
        return await self._call("GET", service_url, f"teams/{part(team)}")

    async def channels(self, service_url: str, team: str) -> list[Json]:
        """The channels of such a team; the first, which has the team's id, may come without a name."""
        given = await self._call("GET", service_url, f"teams/{part(team)}/conversations")
        return list(given.get("conversations") or ())

    async def member(self, service_url: str, conversation: str, account: str) -> Json:
        """Somebody in a conversation."""
        return await self._call("GET", service_url, f"conversations/{part(conversation)}/members/{part(account)}")

    async def members(self, service_url: str, conversation: str) -> AsyncIterator[Json]:
        """Everybody in a conversation, or in the team of a channel, page by page."""
        path = f"conversations/{part(conversation)}/pagedmembers?pageSize={PAGE}"
        following = ""
        while True:
            given = await self._call("GET", service_url, f"{path}{following}")
            for member in given.get("members") or ():
                yield member
            token = given.get("continuationToken")
            if not token:
                return
            following = f"&continuationToken={quote(str(token), safe='')}"

    async def _call(self, method: str, service_url: str, path: str, body: Mapping[str, Any] | None = None) -> Json:
        """Make a call, a second time with another token when the first was refused for its token."""
        url = URL(f"{service_url.rstrip('/')}/v3/{path}", encoded=True)
        for last in (False, True):
            token = await self.token()
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            async with self.session.request(method, url, json=body, headers=headers) as answer:
                given = await read(answer)
                if answer.status < ERRORS:
                    return given
                if answer.status != UNAUTHORIZED or last or self._tokens is None:
                    raise Refusal(answer.status, code_of(given), retry_after(answer))
                self._tokens.forget(token)
        raise AssertionError


def part(name: str) -> str:
    """An id as a part of a path; Teams' ids have colons and semicolons, which stay."""
    return quote(name, safe=":@;=,")


def code_of(given: Mapping[str, Any]) -> str:
    """The code by which Teams names what went wrong."""
    error = given.get("error")
    inner = error.get("innerHttpError") or {} if isinstance(error, dict) else {}
    code = (error.get("code") if isinstance(error, dict) else "") or given.get("errorCode") or inner.get("statusCode")
    return str(code or "no_code")


def retry_after(answer: aiohttp.ClientResponse) -> float | None:
    """How many seconds Teams wants us to wait, if it says so."""
    try:
        return float(answer.headers["Retry-After"])
    except (KeyError, ValueError):
        return None
