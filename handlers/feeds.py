"""Fetches funders' feeds, RSS or Atom: politely, with limits, and wary of what comes."""

import asyncio
import calendar
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from itertools import islice
from typing import Any, Self
from urllib.parse import urlsplit

import feedparser
import httpx
import structlog
from feedparser.encodings import convert_to_utf8

from bot.funding import MOST_ENTRIES, Entry, Failed, Listed, Unchanged
from handlers.fetching import FAILURES, Answer, get, open_client, wait_asked_for

SECONDS = 10.0
"""How long a feed may take; a worker that is told to stop waits for it."""

MOST_BYTES = 2_000_000
MOST_STEPS = 3
"""How often a server may send us on, to another page of its own."""

SENT_ON = frozenset({301, 302, 303, 307, 308})
WANTED = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1"

log = structlog.get_logger()


class Unreadable(Exception):
    """What came is no feed, or one that would be read at our peril."""


class FunderFeeds:
    """Use: make it, have it `fetch`, close it."""

    def __init__(self) -> None:
        self._client = open_client(SECONDS)
        self._parsing = asyncio.Lock()

    async def fetch(self, address: str, etag: str, modified: str) -> Listed | Unchanged | Failed:
        """What a feed lists now; raises nothing."""
        host = urlsplit(address).hostname
        try:
            async with asyncio.timeout(SECONDS):
                answer = await self._get(address, etag, modified)
            if answer.status == HTTPStatus.NOT_MODIFIED:
                return Unchanged()
            if answer.status != HTTPStatus.OK:
                log.warning("feed_refused", host=host, status=answer.status)
                return Failed(wait_asked_for(answer.headers, datetime.now(UTC)))
            async with self._parsing:
                return await asyncio.to_thread(listed, answer, address)
        except (*FAILURES, Unreadable) as error:
            log.warning("feed_unreadable", host=host, reason=type(error).__name__)
        except Exception:
            # A feed that its parser fails on is one of many.
            log.exception("feed_unreadable", host=host)
        return Failed()

    async def _get(self, address: str, etag: str, modified: str) -> Answer:
        """What stands there, or where the same server sends us on to."""
        conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {"Accept": WANTED} | {name: value for name, value in conditions.items() if value}
        first = url = httpx.URL(address)
        for _ in range(MOST_STEPS):
            answer = await get(self._client, str(url), headers, most=MOST_BYTES)
            if answer.status not in SENT_ON:
                return answer
            url = url.join(answer.headers.get("location", ""))
            if (url.scheme, url.host, url.port) != (first.scheme, first.host, first.port):
                log.warning("feed_moved", host=first.host, to=url.host)
                return answer
        return answer

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self.close()


def listed(answer: Answer, address: str) -> Listed:
    """What a feed lists; takes a while. Raises Unreadable for what is none.

    What declares entities of its own is not read: few feeds do, and in the parser's second try, for feeds that are no
    good XML, they could stand for more text than there is memory. Nor does the parser clean markup, which can take it
    minutes: all of it is taken out later.
    """
    headers = {"content-type": answer.headers.get("content-type", "application/xml"), "content-location": address}
    body = convert_to_utf8(headers, answer.body, feedparser.FeedParserDict())
    if b"<!entity" in body.lower():
        raise Unreadable
    feed = feedparser.parse(
        BytesIO(body),
        response_headers={**headers, "content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not feed.version and not feed.entries:
        raise Unreadable
    return Listed(
        str(feed.feed.get("title", "")), list(entries(feed)), header(answer, "etag"), header(answer, "last-modified")
    )


def entries(feed: Any) -> Iterator[Entry]:
    """The first entries of a feed."""
    for entry in islice(feed.entries, MOST_ENTRIES):
        texts = [entry.get("summary", ""), *(content.get("value", "") for content in entry.get("content", ()))]
        yield Entry(
            str(entry.get("title", "")),
            str(next(filter(None, texts), "")),
            str(entry.get("link", "")),
            str(entry.get("id", "")),
            moment(entry.get("published_parsed" if "published_parsed" in entry else "updated_parsed")),
        )


def moment(parsed: Any) -> datetime | None:
    """A date of the parser's, which gives it in UTC; None for one that is no date."""
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, OSError):
        return None


def header(answer: Answer, name: str) -> str:
    """A header as it may be sent back."""
    value: str = answer.headers.get(name, "")
    return value if value.isascii() and value.isprintable() else ""
