"""Funding from outside: what is new in funders' feeds, how often they are asked, and how long it is kept."""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from urllib.parse import urlsplit

import structlog

from bot import outside
from bot.network import Network, Work
from storage import funding
from storage.funding import Item, Known

EVERY = timedelta(minutes=5)
"""How often it is looked which feeds are due."""

INTERVAL = timedelta(hours=1)
"""How long a feed is left alone at least."""

LONGEST_INTERVAL = timedelta(days=1)
KEPT = timedelta(days=90)
MOST_AT_ONCE = 8
MOST_ENTRIES = 100
"""Entries of a feed that are looked at, from its top, where feeds have what is new."""

MOST_RECENT = 200
LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_SOURCE = 200, 400, 100
LONGEST_ETAG, LONGEST_MODIFIED = 300, 100

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that a feed lists, in its own words; `identity` is what the feed knows it by, where it says."""

    title: str
    summary: str = ""
    link: str = ""
    identity: str = ""
    published: datetime | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """What a feed lists now, and what its server wants to be told next time."""

    title: str
    entries: Sequence[Entry]
    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A feed lists what it did before."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A feed could not be read; `wait` is how long its server wants to be left alone."""

    wait: timedelta = timedelta()


class Feeds(Protocol):
    """Fetches feeds; takes some seconds at most, and raises nothing."""

    async def fetch(self, address: str, etag: str, modified: str) -> Listed | Unchanged | Failed:
        """What a feed lists now; the two others are what its server said last."""
        ...


async def recent(work: Work, since: datetime) -> list[Item]:
    """What funders announced since then, the newest first; words and links are fit to be shown."""
    return await funding.since(work.session, since, MOST_RECENT)


async def read(network: Network, feeds: Feeds, addresses: Sequence[str]) -> None:
    """Follow these feeds and no others, and read those that are due."""
    await network.run(follow, addresses)
    await read_due(network, feeds)


async def read_due(network: Network, feeds: Feeds) -> None:
    """Fetch the feeds that are due, in no transaction, and keep what is new; one that fails stops no other."""
    due = await network.run(take_due)
    await asyncio.gather(*(read_one(network, feeds, known) for known in due))


async def take_due(work: Work) -> list[Known]:
    """Some of the feeds that are due, which nobody else asks meanwhile."""
    return await funding.take_due(work.session, work.now, work.now + INTERVAL, MOST_AT_ONCE)


async def read_one(network: Network, feeds: Feeds, known: Known) -> None:
    """Fetch one feed and keep what is new in it."""
    try:
        await network.run(keep, known.address, await feeds.fetch(*known))
    except Exception:
        log.exception("feed_not_kept", host=urlsplit(known.address).hostname)


async def keep(work: Work, address: str, came: Listed | Unchanged | Failed) -> None:
    """Keep what came of a feed, and when it is asked again."""
    feed = await funding.lock(work.session, address)
    if feed is None:
        return
    read_before, failures = feed
    if isinstance(came, Failed):
        wait = max(came.wait, min(INTERVAL * 2 ** min(failures, 10), LONGEST_INTERVAL))
        await funding.note(work.session, address, {"failures": failures + 1, "next_at": work.now + wait})
        return
    values: dict[str, Any] = {"failures": 0, "next_at": work.now + INTERVAL}
    if isinstance(came, Listed):
        values |= {
            "title": outside.line(came.title, LONGEST_SOURCE) or host_of(address),
            "etag": came.etag if len(came.etag) <= LONGEST_ETAG else "",
            "modified": came.modified if len(came.modified) <= LONGEST_MODIFIED else "",
            "read_at": work.now,
        }
        rows = [row for entry in came.entries[:MOST_ENTRIES] if (row := row_of(entry, address, work.now, read_before))]
        await funding.add(work.session, rows)
        await funding.drop_unlisted(work.session, address, work.now - KEPT, [row["key"] for row in rows])
    await funding.note(work.session, address, values)


def row_of(entry: Entry, address: str, now: datetime, read_before: bool) -> dict[str, Any] | None:  # noqa: FBT001 - a fact
    """An entry as it is kept; None for one without words, or that is too old.

    It is news when we first see it, whatever its date, so that nobody misses it; but of a feed that is new to us, what
    has a date was news then.
    """
    title = outside.line(entry.title, LONGEST_TITLE) or outside.line(entry.summary, LONGEST_TITLE)
    published = min(entry.published, now) if entry.published is not None else None
    if not title or (published is not None and published < now - KEPT):
        return None
    summary = outside.line(entry.summary, LONGEST_SUMMARY)
    url = outside.link(entry.link)
    return {
        "key": digest(address, entry.identity or entry.link or title),
        "twin": digest(url or address, title.casefold()),
        "feed": address,
        "title": title,
        "summary": "" if summary == title else summary,
        "url": url,
        "published": published,
        "at": published if published is not None and not read_before else now,
    }


async def forget(work: Work) -> None:
    """Remove what was news long ago."""
    await funding.forget(work.session, work.now - KEPT)


async def follow(work: Work, addresses: Sequence[str]) -> None:
    """Follow these feeds and no others."""
    await funding.follow(work.session, addresses, work.now)


def host_of(address: str) -> str:
    """The host of a feed, for one that has no title."""
    return (urlsplit(address).hostname or "")[:LONGEST_SOURCE]


def digest(*parts: str) -> str:
    """The same for the same parts, and short, however long they are."""
    return hashlib.sha256("\n".join(parts).encode(errors="replace")).hexdigest()[:40]
