"""What is in a digest: made for many readers at once, kept in a ledger, and how it reads."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from bot import digest_calls, parts, profile_queries, round_fits
from bot.cards import Button, Buttons, Card, Divider, Element, Heading, Text
from bot.digest_calls import Chosen, Pool, Words
from bot.digest_parts import Item, Reading, Section, Wish
from bot.matching.query import Query
from bot.network import Network, Work, take_in, take_in_calls
from storage import call_interest, calls, digest_items, profiles

KINDS: Mapping[str, str] = {
    "calls": "Calls for collaboration",
    "questions": "Questions from the other side",
}
"""What a digest can have in it, by the key that a reader's choice is kept as, in the order in which it is read."""

MOST = 12
"""Items of a digest: what is read on a phone."""

AT_ONCE = 500
"""Readers whose digests are made together."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a digest is made for: what it goes by, what they want in it, and up to when the last one looked."""

    member: int
    fits: bool
    topics: tuple[str, ...]
    kinds: AbstractSet[str]
    since: datetime
    timezone: str


@dataclass(frozen=True, slots=True)
class Digest:
    """What one reader gets, never without an item."""

    sections: tuple[Section, ...]

    @property
    def items(self) -> Iterator[Item]:
        """All that is in it."""
        return (item for section in self.sections for item in section.items)


async def compose(network: Network, readers: Sequence[Reader], now: datetime) -> dict[int, Digest]:
    """The digests of these readers, by member; there is none for whom there is nothing to say.

    It reads in transactions of its own, and takes a while, for the most part beside the event loop.
    """
    made: dict[int, Digest] = {}
    for start in range(0, len(readers), AT_ONCE):
        made |= await compose_some(network, readers[start : start + AT_ONCE], now)
    return made


async def compose_some(network: Network, readers: Sequence[Reader], now: datetime) -> dict[int, Digest]:
    """The same of a few hundred."""
    await network.look(take_in)
    await network.look(take_in_calls)
    readings, queries = await network.look(understand, readers)
    pool = await network.look(pool_of, queries, now)
    chosen = await asyncio.to_thread(choose, pool, readings, now)
    wanted = {one.ref for each in chosen.values() for one in each.all}
    rows = await network.look(lambda work: calls.read_many(work.session, wanted))
    words = Words(network.calls, queries, now, network.pay_guide)

    def written() -> dict[int, Digest]:
        found = {reading.member: digest(words, reading, chosen[reading.member], rows) for reading in readings}
        return {member: one for member, one in found.items() if one.sections}

    return await asyncio.to_thread(written)


async def understand(work: Work, readers: Sequence[Reader]) -> tuple[list[Reading], list[Query]]:
    """What these readers wish to be shown, and all their wishes as searches, each once."""
    members = [reader.member for reader in readers]
    stored = await profiles.read_listed(work.session, members)
    fits = {reader.member: stored[reader.member] for reader in readers if reader.fits and reader.member in stored}
    by_profile = await profile_queries.of(work, fits)
    topics = list(dict.fromkeys(topic for reader in readers for topic in reader.topics))
    queries = [*by_profile.values(), *await asyncio.to_thread(work.calls.index.queries, topics)]
    rows = {("", member): place for place, member in enumerate(by_profile)}
    rows |= {(topic, 0): place for place, topic in enumerate(topics, start=len(by_profile))}
    seen = await digest_items.seen_by(work.session, members)
    followed = await call_interest.followed_by(work.session, members)
    readings = [
        Reading(
            reader.member,
            reader.kinds,
            reader.since,
            parts.side_of(stored[reader.member].part) if reader.member in stored else "",
            work.people.topics.get(reader.member, ()) if reader.member in stored else (),
            [
                *(Wish(topic, rows[topic, 0]) for topic in reader.topics),
                *(Wish("", row) for row in [rows.get(("", reader.member))] if row is not None),
            ],
            {reader.member, *work.people.apart.get(reader.member, ())},
            followed[reader.member],
            seen[reader.member],
        )
        for reader in readers
    ]
    return readings, queries


async def pool_of(work: Work, queries: Sequence[Query], now: datetime) -> Pool:
    """The calls that are open, and how well each fits each of the queries."""
    rows = {row.id: row for row in work.calls.open.values() if row.closes_at is not None and row.closes_at > now}
    theirs = await profiles.parts_of(work.session, {row.owner for row in rows.values()})
    sides = {row.id: parts.side_of(theirs.get(row.owner, "")) for row in rows.values()}
    table = await asyncio.to_thread(work.calls.index.table, queries, list(rows))
    return Pool(rows, sides, table, round_fits.least_fit(work.calls.encoder))


def choose(pool: Pool, readings: Sequence[Reading], now: datetime) -> dict[int, Chosen]:
    """The calls for each reader; takes a while."""
    last = {side: pool.seeking_others(side) for side in {reading.side for reading in readings}}
    return {reading.member: digest_calls.choose(pool, reading, last[reading.side], now) for reading in readings}


def digest(words: Words, reading: Reading, chosen: Chosen, rows: Mapping[int, calls.Stored]) -> Digest:
    """What a reader gets."""
    found = {
        "calls": digest_calls.items(words, reading, chosen.calls, rows),
        "questions": digest_calls.items(words, reading, chosen.questions, rows),
    }
    return Digest(tuple(Section(KINDS[kind], items) for kind, items in shortened(found).items() if items))


def shortened(found: Mapping[str, Sequence[Item]]) -> dict[str, tuple[Item, ...]]:
    """As many items as are read on a phone: the first of each section, then the second, and so on."""
    ranked = [one for turn in zip_longest(*found.values()) for one in turn if one is not None]
    kept = {(item.kind, item.ref) for item in ranked[:MOST]}
    return {kind: tuple(item for item in items if (item.kind, item.ref) in kept) for kind, items in found.items()}


def card(digest: Digest, name: str, *buttons: Button) -> Card:
    """How a digest reads to the member of that name; the buttons stand at its end."""
    count = sum(1 for _ in digest.items)
    things = "One thing" if count == 1 else f"{count} things"
    body: list[Element] = [Text(f"{things} for you, {name}. Best first. Only you can see this.")]
    for section in digest.sections:
        body += [Divider(), Heading(section.title), *(item.shown for item in section.items)]
    if buttons:
        body += [Divider(), Buttons(buttons)]
    return Card("Your digest", tuple(body))


async def record(work: Work, member: int, digest: Digest) -> None:
    """Keep what a member is shown, in the transaction in which it is sent."""
    await digest_items.add(work.session, member, [(item.kind, item.ref) for item in digest.items], work.now)
