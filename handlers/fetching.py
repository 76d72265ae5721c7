"""Getting something small from a service outside, with limits, and from nowhere but where it was asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import httpx

from handlers.appearance import NAME

LONGEST_WAIT = timedelta(days=1)


class Unsuitable(Exception):
    """An answer that is not taken: too long, or packed although that was not asked for."""


FAILURES = (httpx.HTTPError, httpx.InvalidURL, Unsuitable, TimeoutError, OSError)
"""Everything that getting something raises when it did not work."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered; the body of one that is no 200 is not read."""

    status: int
    headers: httpx.Headers
    body: bytes = b""


def open_client(seconds: float) -> httpx.AsyncClient:
    """A client that waits no longer than this for any step, and goes where no answer sends it."""
    return httpx.AsyncClient(
        timeout=seconds, follow_redirects=False, headers={"User-Agent": NAME, "Accept-Encoding": "identity"}
    )


async def get(client: httpx.AsyncClient, url: str, headers: Mapping[str, str], *, most: int) -> Answer:
    """What stands at an address, up to so many bytes; raises one of FAILURES.

    It is asked for unpacked, for a small packed body can be a huge one.
    """
    async with client.stream("GET", url, headers=dict(headers)) as response:
        if response.status_code != HTTPStatus.OK:
            return Answer(response.status_code, response.headers)
        if response.headers.get("content-encoding", "identity").lower() not in {"", "identity"}:
            raise Unsuitable("packed")
        body = bytearray()
        async for piece in response.aiter_raw():
            body += piece
            if len(body) > most:
                raise Unsuitable("too long")
        return Answer(response.status_code, response.headers, bytes(body))


def wait_asked_for(headers: httpx.Headers, now: datetime) -> timedelta:
    """How long a service wants to be left alone, a day at most; no time when it does not say."""
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return min(timedelta(seconds=int(said[:9])), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return timedelta()
    until = until if until.tzinfo is not None else until.replace(tzinfo=UTC)
    return min(max(until - now, timedelta()), LONGEST_WAIT)
