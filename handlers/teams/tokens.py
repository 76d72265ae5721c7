"""The token with which the bot writes to Teams: fetched beside everything else, kept until shortly before its end."""

import asyncio
import time
from typing import Any

import aiohttp

SCOPE = "https://api.botframework.com/.default"
MARGIN = 300.0
"""Seconds before its end at which a token is no longer used."""

OK = 200


class NoToken(Exception):
    """The login service gave no token; its own code says why."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"the login service answered {status}: {code}")
        self.status = status
        self.code = code


class Tokens:
    """One app's tokens, of one cloud and tenant."""

    def __init__(self, address: str, client_id: str, client_secret: str) -> None:
        self._address = address
        self._asked = {
            "grant_type": "client_credentials",
            "client_id": client_id,
            "client_secret": client_secret,
            "scope": SCOPE,
        }
        self._token = ""
        self._until = 0.0
        self._asking = asyncio.Lock()

    async def get(self, session: aiohttp.ClientSession) -> str:
        """A token that is still good; raises NoToken, or what the network raises."""
        if time.monotonic() >= self._until:
            async with self._asking:
                if time.monotonic() >= self._until:
                    await self._ask(session)
        return self._token

    def forget(self, token: str) -> None:
        """Ask for another one, for this was refused."""
        if token == self._token:
            self._until = 0.0

    async def _ask(self, session: aiohttp.ClientSession) -> None:
        async with session.post(self._address, data=self._asked) as answer:
            given = await read(answer)
            if answer.status != OK or not given.get("access_token"):
                raise NoToken(answer.status, str(given.get("error") or "no_token"))
        self._token = str(given["access_token"])
        self._until = time.monotonic() + float(given.get("expires_in") or MARGIN) - MARGIN


async def read(answer: aiohttp.ClientResponse) -> dict[str, Any]:
    """The JSON object of an answer; an empty one when there is none."""
    try:
        given = await answer.json(content_type=None)
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}
