"""The open calls as this process knows them, brought up to date from the database before each search."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.matching.asked import Asked
from bot.matching.encoder import Encoder
from bot.matching.index import Entry, Index
from bot.matching.prepared import FORMAT, Prepared, Unreadable, prepare
from bot.matching.query import Query
from bot.matching.reasons import Reason, Sought
from storage import call_vectors, calls
from storage.call_vectors import Indexed
from storage.calls import OPEN, Stored, Terms

log = structlog.get_logger()

PAGE = 1000
"""How many changed calls are read at a time."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was made of a call's words, to be kept with it."""

    call: int
    method: str
    version: int
    data: bytes


@dataclass(slots=True)
class Calls:
    """The open calls: the index, and what each is filtered by."""

    encoder: Encoder | None
    index: Index = field(init=False)
    asked: Asked = field(init=False)
    open: dict[int, Indexed] = field(default_factory=dict)
    revision: int = 0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        """Begin with none; the first refresh reads them all."""
        self.index = Index(self.encoder)
        self.asked = Asked(self.index)

    @property
    def method(self) -> str:
        """What made the stored vectors, to tell those of another model or version from ours."""
        made_by = f"{self.encoder.name}@{self.encoder.version}" if self.encoder else "words"
        return f"{made_by}/{FORMAT}"

    async def refresh(self, session: AsyncSession) -> list[Made]:
        """Take in what changed since the last time; returns what had to be made for it, to be kept."""
        made: list[Made] = []
        async with self.turn:
            while rows := await call_vectors.changed_since(session, self.revision, self.method, PAGE):
                made += await self.take_in(session, rows)
                self.revision = rows[-1].revision
        return made

    async def take_in(self, session: AsyncSession, rows: Sequence[Indexed]) -> list[Made]:
        """Put these calls into the index, or take them out of it."""
        for row in rows:
            if row.state != OPEN:
                self.open.pop(row.id, None)
                self.index.remove(row.id)
        opened = [row for row in rows if row.state == OPEN]
        ready = {row.id: prepared for row in opened if (prepared := kept(row)) is not None}
        missing = await calls.read_many(session, [row.id for row in opened if row.id not in ready])
        texts = {ident: searched(stored.terms) for ident, stored in missing.items()}
        fresh = dict(zip(texts, await asyncio.to_thread(prepare, self.encoder, list(texts.values())), strict=True))
        ready |= fresh
        entries = [(Entry(row.id, row.side, "", 0.0), ready[row.id]) for row in opened if row.id in ready]
        await asyncio.to_thread(self.index.put, entries)
        # What is found can be filtered: so it is known here once it is in the index.
        self.open |= {row.id: row._replace(data=None) for row in opened if row.id in ready}
        return [Made(row.id, self.method, row.version, fresh[row.id].to_bytes()) for row in opened if row.id in fresh]

    async def read(self, text: str) -> Query:
        """Understand what is looked for; a long text takes a while, beside the event loop."""
        return await asyncio.to_thread(self.index.query, text)

    def fitting(self, query: Query) -> dict[int, float]:
        """The calls that fit a query, with their scores."""
        return {hit.person: hit.score for hit in self.index.search(query, limit=len(self.index)).hits}

    def scores(self, query: Query) -> dict[int, float]:
        """All calls, likewise, whether they fit or not."""
        return dict(self.index.rank(query))

    def explain(self, query: Query | Sought, row: Stored) -> Reason:
        """The sentence of a call that fits a query best; topics stand beside it, so they are not quoted too."""
        texts = searched(row.terms)
        return self.index.explain(query, row.id, texts, quotable=len(texts) - bool(row.terms.topics))


def searched(terms: Terms) -> list[str]:
    """The texts on which a call is found, its topics last: what is written there as a list is never quoted."""
    texts = (f"{terms.title}. {terms.about}", terms.roles, terms.experience, ", ".join(terms.labels))
    return [text for text in texts if text]


def kept(row: Indexed) -> Prepared | None:
    """What was made of a call before; None when it was not, or cannot be read, so that it is made anew."""
    try:
        return Prepared.from_bytes(row.data) if row.data is not None else None
    except Unreadable:
        log.warning("vectors_unreadable", call=row.id)
        return None


async def keep(session: AsyncSession, made: Sequence[Made]) -> None:
    """Keep what was made, where the words have not changed since."""
    for one in made:
        await call_vectors.keep(session, one.call, one.method, one.version, one.data)
