"""The wire to Slack: one pool of connections for every call."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.http_retry.builtin_interval_calculators import FixedValueRetryIntervalCalculator
from slack_sdk.web.async_client import AsyncWebClient

SLACK = "https://slack.com/api/"
SECONDS = 10
"""How long one call may take."""

SOON = 0.1
"""Seconds after which a call is made again on another connection: a modal opens within three of a press."""

OK = 200
REASONS = ("expired_url", "used_url", "no_text", "invalid_blocks")
LOCAL = frozenset({"127.0.0.1", "::1", "localhost"})


class Wire:
    """Calls to Slack with the workspace's token.

    `calls` tries once more when a connection breaks, as one that was kept does now and then, and waits once when Slack
    says that it was too many: what it asks may be done twice. `single` does not repeat anything, for those who decide
    themselves when to try again. `patient` is as `calls`, and waits often, for long lists.
    """

    def __init__(self, token: str, api_url: str = SLACK) -> None:
        self.token = token
        self.team = ""
        self.url = ""
        self.calls = client(token, api_url, repeats=1)
        self.single = client(token, api_url, repeats=0)
        self.patient = client(token, api_url, repeats=20)
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Open the pool of connections."""
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=SECONDS), cookie_jar=aiohttp.DummyCookieJar()
        )
        for each in (self.calls, self.single, self.patient):
            each.session = self._session

    async def workspace(self) -> str:
        """The id of the workspace that the token is for, asked for once; raises as every call does."""
        if not self.team:
            await self._introduce()
        return self.team

    async def address(self) -> str:
        """Where the workspace is in a browser, asked for once; raises as every call does."""
        if not self.url:
            await self._introduce()
        return self.url

    async def _introduce(self) -> None:
        answer = await self.calls.auth_test()
        self.team, self.url = str(answer["team_id"]), str(answer["url"])

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def respond(self, url: str, body: Mapping[str, Any]) -> None:
        """Answer by the response_url of a command or press; raises as a call does when Slack does not take it."""
        if self._session is None:
            raise RuntimeError("open() comes before respond()")
        async with self._session.post(url, json=body, proxy=self.calls.proxy) as response:
            if response.status != OK:
                raise UrlRefused(response.status, await response.text())


class UrlRefused(SlackClientError):
    """Slack did not take an answer by a response_url."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"the response_url answered {status}")
        self.status = status
        self.code = next((code for code in REASONS if code in text), "response_url_refused")


def client(token: str, api_url: str, *, repeats: int) -> AsyncWebClient:
    """A client of Slack's; a proxy of the environment is not asked for what is on this machine."""
    at_once = AsyncConnectionErrorRetryHandler(interval_calculator=FixedValueRetryIntervalCalculator(SOON))
    patience = AsyncRateLimitErrorRetryHandler(max_retry_count=repeats)
    handlers = [at_once, patience] if repeats else []
    made = AsyncWebClient(token=token, base_url=api_url, timeout=SECONDS, retry_handlers=handlers)
    if urlsplit(api_url).hostname in LOCAL:
        made.proxy = None
    return made
