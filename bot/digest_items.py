"""What is in a digest: made for many readers at once, kept in a ledger, and how it reads."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice, zip_longest
from typing import NamedTuple

from bot import (
    call_index,
    digest_calls,
    digest_ends,
    digest_news,
    digest_people,
    digest_polls,
    digest_pulses,
    funding,
    parts,
    profile_queries,
    promises,
    round_fits,
)
from bot.cards import Button, Buttons, Card, Divider, Element, Heading, Text
from bot.digest_parts import (
    CALL,
    FUNDING,
    OUTCOME,
    PERSON,
    POLL,
    PULSE,
    Choice,
    Item,
    Reading,
    Reasons,
    Section,
    Sought,
    Wish,
)
from bot.matching.prepared import Prepared
from bot.matching.query import Query
from bot.network import Network, Work, take_in, take_in_calls
from storage import blocks, call_interest, call_vectors, calls, digest_items, polls, profiles, saved_searches
from storage.calls import CLOSED, GONE, OPEN

KINDS: Mapping[str, str] = {
    "calls": "Calls for collaboration",
    "questions": "Questions from the other side",
    "people": "People new to the network",
    "polls": "Polls that are open",
    "pulses": "Pulses that are open",
    "outcomes": "What became of calls",
    "funding": "Funding from outside",
}
"""What a digest can have in it, by the key that a reader's choice is kept as, in the order in which it is read."""

SEARCHES = "searches"
TITLES = {SEARCHES: "New for your saved searches", **KINDS}

MOST = 12
"""Items of a digest: what is read on a phone."""

NOBODY = 0
"""Whose something is that is nobody's."""

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
    """What one reader gets, never without an item; `used` are the saved searches that found something in it.

    Below them stands what was `promised` to everybody.
    """

    sections: tuple[Section, ...]
    used: frozenset[int] = frozenset()
    promised: tuple[Element, ...] = ()

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
    # Outside of any transaction, since it takes a while; they are kept, and found at once below.
    await asyncio.to_thread(network.calls.asked.queries, topics_of(readers))
    asked = await network.look(understand, readers, now)
    pools = await asyncio.to_thread(await network.look(gather, asked))
    chosen = await asyncio.to_thread(choose, pools, asked)
    rows = await network.look(read, chosen)
    return await asyncio.to_thread(written, network, asked, pools, chosen, rows)


@dataclass(frozen=True, slots=True)
class Asked:
    """Readers as they are understood, and what they ask for: wishes and saved searches, as queries by their rows."""

    readings: Sequence[Reading]
    wished: Sequence[Query]
    sought: Sequence[Query]
    now: datetime

    @property
    def since(self) -> datetime:
        """Up to when every last digest looked."""
        return min(reading.since for reading in self.readings)


async def understand(work: Work, readers: Sequence[Reader], now: datetime) -> Asked:
    """What these readers are to be shown things for; each query is read once."""
    members = [reader.member for reader in readers]
    stored = await profiles.read_listed(work.session, members)
    fits = {reader.member: stored[reader.member] for reader in readers if reader.fits and reader.member in stored}
    by_profile = await profile_queries.of(work, fits)
    topics = topics_of(readers)
    searches = await saved_searches.of(work.session, members)
    words = list(dict.fromkeys(one.query for some in searches.values() for one in some))
    wished = [*by_profile.values(), *await asyncio.to_thread(work.calls.asked.queries, topics)]
    sought = await asyncio.to_thread(work.people.asked.queries, words)
    seen = await digest_items.seen_by(work.session, members)
    followed = await call_interest.followed_by(work.session, members)
    of_profile = {member: Wish("", row) for row, member in enumerate(by_profile)}
    of_topic = {topic: Wish(topic, row) for row, topic in enumerate(topics, start=len(by_profile))}
    of_words = {query: row for row, query in enumerate(words)}
    readings = [
        Reading(
            reader.member,
            reader.kinds,
            reader.since,
            reader.timezone,
            parts.side_of(stored[reader.member].part) if reader.member in stored else "",
            work.people.topics.get(reader.member, ()) if reader.member in stored else (),
            [
                *(of_topic[topic] for topic in reader.topics),
                *([of_profile[reader.member]] if reader.member in of_profile else []),
            ],
            [Sought(one, of_words[one.query]) for one in searches[reader.member]],
            {reader.member, *work.people.apart.get(reader.member, ())},
            followed[reader.member],
            seen[reader.member],
        )
        for reader in readers
    ]
    return Asked(readings, wished, sought, now)


def topics_of(readers: Sequence[Reader]) -> list[str]:
    """The topics that these readers follow, each once."""
    return list(dict.fromkeys(topic for reader in readers for topic in reader.topics))


class Pools(NamedTuple):
    """What digests are made from."""

    calls: digest_calls.Pool
    people: digest_people.Pool
    polls: digest_polls.Pool
    pulses: digest_pulses.Pool
    news: digest_news.Pool


async def gather(work: Work, asked: Asked) -> Callable[[], Pools]:
    """What there is to read; called once the transaction has ended, it says how well that fits each of the queries."""
    least = round_fits.least_fit(work.people.encoder)
    opened = {
        row.id: row for row in work.calls.open.values() if row.closes_at is not None and row.closes_at > asked.now
    }
    owners = await profiles.parts_of(work.session, {row.owner for row in opened.values()})
    sides = {row.id: parts.side_of(owners.get(row.owner, "")) for row in opened.values()}
    asking = {row.id: row for row in await polls.asked_of_all(work.session, asked.now, digest_polls.MOST_ASKED)}
    pulses = await digest_pulses.pool(work)
    new = {one.member: one for one in await profiles.agreed_since(work.session, asked.since, digest_people.MOST_NEW)}
    became = {row.id: row for row in await calls.told_since(work.session, asked.since, digest_news.MOST_TOLD)}
    said = await prepared_calls(work, became)
    announced = await funding.recent(work, asked.since)

    def tables() -> Pools:
        index = work.people.index
        texts = [f"{one.title}. {one.summary}" for one in announced]
        made = {place: digest_news.prepared(work.people.encoder, text) for place, text in enumerate(texts)}
        return Pools(
            digest_calls.Pool(opened, sides, work.calls.index.table(asked.wished, list(opened)), least),
            digest_people.Pool(
                new,
                index.table(asked.wished, list(new), asked.now.timestamp()),
                index.table(asked.sought, list(new), asked.now.timestamp()),
                least,
            ),
            asking,
            pulses,
            digest_news.Pool(
                became, announced, index.table_of(asked.wished, said), index.table_of(asked.wished, made), least
            ),
        )

    return tables


async def prepared_calls(work: Work, rows: Mapping[int, calls.Stored]) -> dict[int, Prepared]:
    """What is kept of calls that are over, made anew where it is not."""
    kept = await call_vectors.read(work.session, list(rows), work.calls.method)
    made = {ident: prepared for ident, data in kept.items() if (prepared := profile_queries.readable(data)) is not None}
    missing = {ident: call_index.searched(row.terms) for ident, row in rows.items() if ident not in made}
    fresh = await work.people.prepare(list(missing.values())) if missing else []
    return made | dict(zip(missing, fresh, strict=True))


Chosen = Mapping[int, Mapping[str, Sequence[Choice]]]


def choose(pools: Pools, asked: Asked) -> Chosen:
    """What each reader is shown, by kind; takes a while."""
    last = {side: pools.calls.seeking_others(side) for side in {reading.side for reading in asked.readings}}
    chosen = {}
    for reading in asked.readings:
        questions, others = digest_calls.choose(pools.calls, reading, last[reading.side], asked.now)
        found, people = digest_people.choose(pools.people, reading, asked.now)
        chosen[reading.member] = shortened(
            {
                SEARCHES: found,
                "calls": others,
                "questions": questions,
                "people": people,
                "polls": digest_polls.choose(pools.polls, reading),
                "pulses": digest_pulses.choose(pools.pulses, reading),
                "outcomes": digest_news.outcomes(pools.news, reading),
                "funding": digest_news.funding(pools.news, reading),
            }
        )
    return chosen


class Rows(NamedTuple):
    """What was chosen, as it is now."""

    calls: Mapping[int, calls.Stored]
    people: Mapping[int, profiles.Stored]


async def read(work: Work, chosen: Chosen) -> Rows:
    """What was chosen, each once."""

    def refs(*kinds: str) -> list[int]:
        return list({one.ref for each in chosen.values() for kind in kinds for one in each[kind]})

    return Rows(
        await calls.read_many(work.session, refs("calls", "questions")),
        await profiles.read_listed(work.session, refs("people", SEARCHES)),
    )


def written(network: Network, asked: Asked, pools: Pools, chosen: Chosen, rows: Rows) -> dict[int, Digest]:
    """The digests as they read; takes a while."""
    of_calls = digest_calls.Written(
        rows.calls, network.calls, Reasons(network.calls.index, asked.wished), asked.now, network.pay_guide
    )
    index = network.people.index
    of_people = digest_people.Written(
        rows.people, network.people, Reasons(index, asked.wished), Reasons(index, asked.sought)
    )
    made = {}
    for reading in asked.readings:
        of = chosen[reading.member]
        items = {
            SEARCHES: of_people.items(reading, of[SEARCHES]),
            "calls": of_calls.items(reading, of["calls"]),
            "questions": of_calls.items(reading, of["questions"]),
            "people": of_people.items(reading, of["people"]),
            "polls": digest_polls.items(pools.polls, reading, of["polls"]),
            "pulses": digest_pulses.items(pools.pulses, of["pulses"]),
            "outcomes": digest_news.outcome_items(pools.news, reading, of["outcomes"]),
            "funding": digest_news.funding_items(pools.news, reading, of["funding"]),
        }
        sections = tuple(Section(TITLES[kind], found) for kind, found in items.items() if found)
        if sections:
            used = {one.wish.search.id for one in of[SEARCHES] if isinstance(one.wish, Sought)}
            made[reading.member] = Digest(sections, frozenset(used))
    return made


def shortened(found: Mapping[str, Sequence[Choice]]) -> dict[str, list[Choice]]:
    """As many as are read on a phone: the first of each kind, then the second, and so on."""
    turns = zip_longest(*([(kind, one) for one in some] for kind, some in found.items()))
    kept: dict[str, list[Choice]] = {kind: [] for kind in found}
    for kind, one in islice((each for turn in turns for each in turn if each is not None), MOST):
        kept[kind].append(one)
    return kept


def card(digest: Digest, name: str, *buttons: Button) -> Card:
    """How a digest reads to the member of that name; the buttons stand at its end."""
    count = sum(1 for _ in digest.items)
    things = "One thing" if count == 1 else f"{count} things"
    body: list[Element] = [Text(f"{things} for you, {name}. Best first. Only you can see this.")]
    for section in digest.sections:
        body += [Divider(), Heading(section.title), *(item.shown for item in section.items)]
    if digest.promised:
        body += [Divider(), *digest.promised]
    if digest.used:
        buttons = (*buttons, digest_ends.SEARCHES)
    if buttons:
        # What was promised ends with a row of buttons, and a message of Slack has no room for more lines between.
        body += [Buttons(buttons)] if digest.promised else [Divider(), Buttons(buttons)]
    return Card("Your digest", tuple(body))


async def holding(work: Work, digests: Mapping[int, Digest]) -> dict[int, Digest]:
    """What of these digests still holds, to be asked in the transaction that sends them.

    A call, a poll or a pulse that was closed, a profile that was deleted, and a block between the two are gone from
    them; a digest that is empty without them is gone altogether, whatever was promised.
    """
    refs = {(item.kind, item.ref) for digest in digests.values() for item in digest.items}
    of_calls = await calls.standing(work.session, [int(ref) for kind, ref in refs if kind in {CALL, OUTCOME}])
    listed = await profiles.parts_of(work.session, [int(ref) for kind, ref in refs if kind == PERSON])
    asked = await polls.standing(work.session, [int(ref) for kind, ref in refs if kind == POLL], work.now)
    owners: dict[tuple[str, str], int] = {(PERSON, str(member)): member for member in listed}
    owners |= {(POLL, str(ident)): author for ident, author in asked.items()}
    owners |= {(PULSE, str(ident)): NOBODY for ident in await digest_pulses.pool(work)}
    for ident, (owner, state, ending) in of_calls.items():
        if state == OPEN:
            owners[CALL, str(ident)] = owner
        elif state == CLOSED and ending != GONE:
            owners[OUTCOME, str(ident)] = owner
    apart = await blocks.apart(work.session, list(digests))
    promised = await promises.for_digests(work)
    found = {}
    for member, digest in digests.items():
        sections = [
            Section(
                section.title,
                tuple(
                    item
                    for item in section.items
                    if item.kind == FUNDING
                    or (owners.get((item.kind, item.ref), member) not in {member, *apart[member]})
                ),
            )
            for section in digest.sections
        ]
        if kept := tuple(section for section in sections if section.items):
            found[member] = replace(digest, sections=kept, promised=promised)
    return found


async def record(work: Work, digests: Mapping[int, Digest]) -> None:
    """Keep what members are shown, in the transaction in which it is sent."""
    shown = [(member, item.kind, item.ref) for member in sorted(digests) for item in digests[member].items]
    await digest_items.add(work.session, shown, work.now)
    if used := {search for digest in digests.values() for search in digest.used}:
        await saved_searches.use(work.session, used, work.now)
