"""The people index of this process, brought up to date from the database before each search."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.availability import Load, begins
from bot.matching.asked import Asked
from bot.matching.encoder import Encoder
from bot.matching.index import Entry, Found, Index
from bot.matching.prepared import FORMAT, Prepared, Unreadable, prepare
from bot.matching.query import Query
from bot.matching.reasons import Reason, Sought
from bot.matching.topics import Topics
from bot.parts import side_of
from bot.platforms import named
from bot.together import Together
from storage import blocks, profiles, topics
from storage.profiles import Indexed, Stored

log = structlog.get_logger()

PAGE = 1000
"""How many changed members are read at a time."""

MOST_TOPICS = 2000
"""Topics that searches are compared with: the most used ones."""

AT_ONCE = 8
"""Searches that are done in one go at most."""

SHORT = 1_600
FEW_PEOPLE = 5_000
"""Up to so many characters and people they take some milliseconds each, so that handing them over would be a sixth."""

FOREVER = 1e12
"""A moment, in Unix seconds, that never comes: when somebody is free again who paused without a date."""


@dataclass(slots=True)
class People:
    """Who can be found now, and on what: the index, and the topics in use with how many have them.

    `reach` says of those who can be found where they can be reached, in words; `apart` of those who have blocked others
    or were blocked whom they do not find, and are not found by.
    """

    encoder: Encoder | None
    index: Index = field(init=False)
    asked: Asked = field(init=False)
    near: Topics = field(init=False)
    revision: int = 0
    used: Counter[str] = field(default_factory=Counter)
    topics: dict[int, tuple[str, ...]] = field(default_factory=dict)
    reach: dict[int, str] = field(default_factory=dict)
    apart: dict[int, set[int]] = field(default_factory=dict)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    searcher: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "search"))
    searches: Together[tuple[str, "Wanted"], "Answer"] = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nobody; the first refresh reads them all."""
        self.index = Index(self.encoder)
        self.asked = Asked(self.index)
        self.near = Topics(self.encoder)
        self.searches = Together(self.search_all, AT_ONCE)

    @property
    def method(self) -> str:
        """What made the stored vectors, to tell those of another model or version from ours."""
        made_by = f"{self.encoder.name}@{self.encoder.version}" if self.encoder else "words"
        return f"{made_by}/{FORMAT}"

    async def refresh(self, session: AsyncSession) -> list["Made"]:
        """Take in what changed since the last time; returns what had to be made for it, to be kept."""
        made: list[Made] = []
        changed = False
        async with self.turn:
            while rows := await profiles.changed_since(session, self.revision, self.method, PAGE):
                made += await self.take_in(session, rows)
                self.revision = rows[-1].revision
                changed = True
            if changed:
                await asyncio.to_thread(self.near.put, [label for label, _ in self.used.most_common(MOST_TOPICS)])
        return made

    async def take_in(self, session: AsyncSession, rows: Sequence[Indexed]) -> list["Made"]:
        """Put these members into the index, or take them out of it."""
        listed = [row for row in rows if row.listed]
        labels = await topics.of(session, [row.id for row in listed]) if listed else {}
        ready = {row.id: prepared for row in listed if (prepared := kept(row)) is not None}
        missing = [row.id for row in listed if row.id not in ready]
        texts = (
            {
                member: texts_of(stored, labels[member])
                for member, stored in (await profiles.read(session, missing)).items()
            }
            if missing
            else {}
        )
        fresh = dict(zip(texts, await self.prepare(list(texts.values())), strict=True)) if texts else {}
        ready |= fresh
        for row in rows:
            self.set_topics(row.id, tuple(labels.get(row.id, ())))
            if row.id in ready:
                self.reach[row.id] = reached_on(row.platforms or "")
            else:
                self.reach.pop(row.id, None)
                self.index.remove(row.id)
        self.keep_apart(await blocks.apart(session, [row.id for row in rows]))
        entries = [(entry(row), ready[row.id]) for row in listed if row.id in ready]
        await asyncio.to_thread(self.index.put, entries)
        return [
            Made(row.id, self.method, row.texts_revision or 0, fresh[row.id].to_bytes())
            for row in listed
            if row.id in fresh
        ]

    async def prepare(self, texts: Sequence[Sequence[str]]) -> list[Prepared]:
        """What the index needs of these people's texts; takes a while, beside the event loop."""
        return await asyncio.to_thread(prepare, self.encoder, texts)

    async def search(self, text: str, wanted: "Wanted") -> "Answer":
        """Search for people, and name the topics that a query is about; searches of one moment are read together."""
        return await self.searches.ask((text, wanted))

    async def search_all(self, asked: Sequence[tuple[str, "Wanted"]]) -> list["Answer"]:
        """Do these searches, beside the event loop unless that is quick."""
        if sum(len(text) for text, _ in asked) <= SHORT and len(self.index) <= FEW_PEOPLE:
            return self.search_now(asked)
        return await asyncio.get_running_loop().run_in_executor(self.searcher, self.search_now, asked)

    def search_now(self, asked: Sequence[tuple[str, "Wanted"]]) -> list["Answer"]:
        """The same at once; takes a while."""
        queries = self.index.queries([text for text, _ in asked])
        return [self.found(query, wanted) for query, (_, wanted) in zip(queries, asked, strict=True)]

    def found(self, query: Query, wanted: "Wanted") -> "Answer":
        """What a query finds."""
        found = self.index.search(
            query,
            side=wanted.side,
            regions=wanted.regions,
            without=wanted.without,
            now=wanted.now,
            limit=wanted.limit,
            offset=wanted.offset,
            turn=wanted.turn,
        )
        return Answer(query, found, tuple(self.near.close(query)))

    def nearest_topics(self, query: Query, most: int = 3) -> list[str]:
        """The topics in use that come nearest to a query."""
        return self.near.nearest(query, most)

    def explain(self, query: Query | Sought, stored: Stored, labels: Sequence[str]) -> Reason:
        """The sentence of theirs that fits a query best; topics stand beside it, so they are not quoted too."""
        texts = texts_of(stored, labels)
        return self.index.explain(query, stored.member_id, texts, quotable=len(texts) - bool(labels))

    def keep_apart(self, apart: Mapping[int, AbstractSet[int]]) -> None:
        """Take in from whom these members are kept apart now, in place of what was known of them."""
        for member, others in apart.items():
            for gone in self.apart.pop(member, set()):
                self.apart[gone].discard(member)
            for other in others:
                self.apart.setdefault(member, set()).add(other)
                self.apart.setdefault(other, set()).add(member)

    def set_topics(self, member: int, labels: tuple[str, ...]) -> None:
        """Count somebody's topics in place of those they had."""
        for label in self.topics.pop(member, ()):
            self.used[label] -= 1
            if not self.used[label]:
                del self.used[label]
        if labels:
            self.topics[member] = labels
            self.used.update(labels)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is looked for, and which stretch of them; the fields are those of `Index.search`."""

    side: str | None
    regions: frozenset[str] | None
    without: frozenset[int]
    now: float
    limit: int
    offset: int
    turn: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search found: the query as understood, the people, and the topics in use that it is about."""

    query: Query
    found: Found
    near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """What was made of a profile's texts, to be kept with it."""

    member: int
    method: str
    texts_revision: int
    data: bytes


async def keep(session: AsyncSession, made: Sequence[Made]) -> None:
    """Keep what was made, where the texts have not changed since."""
    for one in made:
        await profiles.keep_vectors(session, one.member, one.method, one.texts_revision, one.data)


def matched_texts(about: str, offers: str, looking_for: str, labels: Sequence[str]) -> list[str]:
    """The texts of a profile on which it is found, all of them shown to others: never `private`."""
    return [text for text in (about, offers, looking_for, ", ".join(labels)) if text]


def texts_of(stored: Stored, labels: Sequence[str]) -> list[str]:
    """The same, of a profile as it is stored."""
    return matched_texts(stored.about, stored.offers, stored.looking_for, labels)


def kept(row: Indexed) -> Prepared | None:
    """What was made of somebody's texts before; None when it was not, or cannot be read, so that it is made anew."""
    try:
        return Prepared.from_bytes(row.data) if row.data is not None else None
    except Unreadable:
        log.warning("vectors_unreadable", member=row.id)
        return None


@cache
def reached_on(platforms: str) -> str:
    """Where somebody with accounts on these platforms is reached, in words; kept once for all who are reached there."""
    return named(platforms.split(","))


def entry(row: Indexed) -> Entry:
    """Somebody's facets for the index. A day begins where they are."""
    load = Load(row.monthly_requests or 0, row.sent, row.month)
    free_from = max(paused_until(row), begins(load.full_until, row.timezone))
    busy_until = begins(load.busy_until, row.timezone)
    return Entry(row.id, side_of(row.part or ""), row.region or "", free_from, busy_until)


def paused_until(row: Indexed) -> float:
    """Until when somebody is paused, in Unix seconds; 0 for who is not."""
    if not row.paused:
        return 0.0
    return FOREVER if row.paused_until is None else begins(row.paused_until, row.timezone)
