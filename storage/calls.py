"""Calls for collaboration: what each asks, how it stands, and what is still to be done about it."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.call_interest import CallInterest, CallSave
from storage.call_questions import CallQuestion
from storage.database import Base, table_of
from storage.members import Member, is_here
from storage.profiles import Profile

DRAFT, WAITING, OPEN, CLOSED, DECLINED = "draft", "waiting", "open", "closed", "declined"

FILLED, ENDED, EXPIRED, GONE = "filled", "ended", "expired", "gone"
"""How a call was closed: it found who was sought, its owner ended it, its time was over, or its owner left."""

TO_LOOK_AT = text("look_at IS NOT NULL")


class Call(Base):
    """A call, or a draft of one; `revises` is the open call that a draft would change.

    Its deadline ends at `closes_at`, by the day where its owner was when they posted it: in `timezone`. `look_at` is
    when something is next to be done about it: a reminder, another number of days left, the closing. `version` counts
    the changes to its words; `revision` orders the changes of all calls, for the index in each process. `token` tells
    a form that is sent twice from two. `note` is what a facilitator wrote who sent it back or declined it.
    """

    __tablename__ = "calls"
    __table_args__ = (
        Index("ix_calls_owner", "owner_id", "state"),
        UniqueConstraint("owner_id", "token"),
        Index("ix_calls_look_at", "look_at", postgresql_where=TO_LOOK_AT, sqlite_where=TO_LOOK_AT),
        # Messages and buttons name a call by its id, which must be nobody else's once it is gone.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    revises: Mapped[int | None] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), unique=True)
    token: Mapped[str | None] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20), default=DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    revision: Mapped[int] = mapped_column(default=0, index=True)
    changed_at: Mapped[datetime] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]
    posted_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    timezone: Mapped[str] = mapped_column(String(64), default="")
    look_at: Mapped[datetime | None]
    reminded: Mapped[int] = mapped_column(default=0)
    ending: Mapped[str] = mapped_column(String(20), default="")
    outcome: Mapped[str] = mapped_column(String(400), default="")
    note: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(String(200), default="")
    about: Mapped[str] = mapped_column(default="")
    side: Mapped[str] = mapped_column(String(20), default="")
    roles: Mapped[str] = mapped_column(String(300), default="")
    experience: Mapped[str] = mapped_column(default="")
    topics: Mapped[str] = mapped_column(default="")
    stage: Mapped[str] = mapped_column(String(20), default="")
    early: Mapped[str] = mapped_column(String(20), default="")
    hours: Mapped[str] = mapped_column(String(200), default="")
    dates: Mapped[str] = mapped_column(String(200), default="")
    place: Mapped[str] = mapped_column(String(20), default="")
    region: Mapped[str] = mapped_column(String(40), default="")
    deadline: Mapped[date | None]
    pay: Mapped[str] = mapped_column(String(20), default="")
    amount: Mapped[int | None]
    unit: Mapped[str] = mapped_column(String(20), default="")
    pay_to: Mapped[str] = mapped_column(String(20), default="")
    pay_by: Mapped[str] = mapped_column(String(20), default="")
    expenses: Mapped[str] = mapped_column(String(20), default="")
    share: Mapped[int | None]
    pay_note: Mapped[str] = mapped_column(String(400), default="")
    access: Mapped[str] = mapped_column(default="")
    support: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(String(300), default="")


class CallRevision(Base):
    """The last revision that was given out, in one row; calls are removed, and none may come twice."""

    __tablename__ = "call_revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class Terms(NamedTuple):
    """What a call says. `topics` are in lines, `amount` is in pence, `share` a percentage of an organisation's cost."""

    title: str = ""
    about: str = ""
    side: str = ""
    roles: str = ""
    experience: str = ""
    topics: str = ""
    stage: str = ""
    early: str = ""
    hours: str = ""
    dates: str = ""
    place: str = ""
    region: str = ""
    deadline: date | None = None
    pay: str = ""
    amount: int | None = None
    unit: str = ""
    pay_to: str = ""
    pay_by: str = ""
    expenses: str = ""
    share: int | None = None
    pay_note: str = ""
    access: str = ""
    support: str = ""
    contact: str = ""

    @property
    def labels(self) -> list[str]:
        """The topics, one by one."""
        return self.topics.splitlines()


NOTHING = Terms()


class Stored(NamedTuple):
    """A call with who owns it, how many took an interest, and how many questions were answered in public."""

    id: int
    owner: int
    owner_name: str
    owner_here: bool
    role: str
    organisation: str
    revises: int | None
    state: str
    version: int
    sent_at: datetime | None
    posted_at: datetime | None
    closes_at: datetime | None
    timezone: str
    look_at: datetime | None
    reminded: int
    ending: str
    outcome: str
    note: str
    interested: int
    answered: int
    terms: Terms


TABLE = table_of(Call)
ROWS, OWNERS, PROFILES = TABLE.c, table_of(Member).c, table_of(Profile).c
INTERESTS, SAVES, QUESTIONS = table_of(CallInterest).c, table_of(CallSave).c, table_of(CallQuestion).c

INTERESTED = select(func.count()).where(INTERESTS.call_id == ROWS.id).scalar_subquery()
ANSWERED = (
    select(func.count())
    .where(QUESTIONS.call_id == ROWS.id, QUESTIONS.public, QUESTIONS.answered_at.is_not(None))
    .scalar_subquery()
)
READ = (
    select(
        ROWS.id,
        ROWS.owner_id,
        OWNERS.name,
        is_here(),
        func.coalesce(PROFILES.role, ""),
        func.coalesce(PROFILES.organisation, ""),
        ROWS.revises,
        ROWS.state,
        ROWS.version,
        ROWS.sent_at,
        ROWS.posted_at,
        ROWS.closes_at,
        ROWS.timezone,
        ROWS.look_at,
        ROWS.reminded,
        ROWS.ending,
        ROWS.outcome,
        ROWS.note,
        INTERESTED,
        ANSWERED,
        *(ROWS[name] for name in Terms._fields),
    )
    .join(table_of(Member), OWNERS.id == ROWS.owner_id)
    .join(table_of(Profile), PROFILES.member_id == ROWS.owner_id, isouter=True)
)
TERMS = len(Stored._fields) - 1

WORDLESS: dict[str, Any] = NOTHING._asdict() | {"note": "", "outcome": "", "look_at": None}
"""A call without what anybody wrote."""


def stored(row: Sequence[Any]) -> Stored:
    """A row of `READ`."""
    return Stored._make((*row[:TERMS], Terms(*row[TERMS:])))


async def add(session: AsyncSession, **values: Any) -> int:
    """Keep a new call with these columns; its id."""
    added: int = (await session.execute(insert(TABLE).values(**values).returning(ROWS.id))).scalar_one()
    return added


async def read(session: AsyncSession, ident: int) -> Stored | None:
    """A call by its id."""
    row = (await session.execute(READ.where(ROWS.id == ident))).one_or_none()
    return stored(row) if row else None


async def read_many(session: AsyncSession, idents: Collection[int]) -> dict[int, Stored]:
    """Calls by their ids."""
    rows = await session.execute(READ.where(ROWS.id.in_(idents))) if idents else ()
    return {row[0]: stored(row) for row in rows}


async def standing(session: AsyncSession, idents: Collection[int]) -> dict[int, tuple[int, str, str]]:
    """(owner, state, ending) of these calls."""
    found = select(ROWS.id, ROWS.owner_id, ROWS.state, ROWS.ending).where(ROWS.id.in_(idents))
    return {row[0]: (row[1], row[2], row[3]) for row in await session.execute(found)} if idents else {}


async def lock(session: AsyncSession, ident: int) -> Stored | None:
    """The same as `read`, locked until the transaction ends, after whoever is just changing it."""
    await session.execute(select(ROWS.id).where(ROWS.id == ident).with_for_update())
    return await read(session, ident)


async def by_token(session: AsyncSession, owner: int, token: str) -> Stored | None:
    """A member's call that a form made."""
    row = (await session.execute(READ.where(ROWS.owner_id == owner, ROWS.token == token))).one_or_none()
    return stored(row) if row else None


async def revising(session: AsyncSession, ident: int) -> Stored | None:
    """The draft that would change an open call."""
    row = (await session.execute(READ.where(ROWS.revises == ident))).one_or_none()
    return stored(row) if row else None


async def change(session: AsyncSession, ident: int, **values: Any) -> None:
    """Write these columns of a call."""
    await session.execute(update(TABLE).where(ROWS.id == ident).values(**values))


async def remove(session: AsyncSession, ident: int) -> None:
    """Remove a draft."""
    await session.execute(delete(TABLE).where(ROWS.id == ident))


async def remove_drafts(session: AsyncSession, owner: int) -> None:
    """Remove what a member wrote that was never posted."""
    unseen = (ROWS.owner_id == owner, ROWS.state.in_((DRAFT, WAITING, DECLINED)))
    await session.execute(delete(TABLE).where(*unseen))


COUNT_UP = update(table_of(CallRevision)).values(last=CallRevision.last + 1).returning(CallRevision.last)


async def bump(session: AsyncSession, ident: int) -> None:
    """Mark a call as changed for every index.

    Whoever bumps any call after this waits until this transaction ends, so revisions are seen in their order; it is
    the last thing to be locked, so that nobody waits for long.
    """
    revision = (await session.execute(COUNT_UP)).scalar_one()
    await change(session, ident, revision=revision)


NEWEST_FIRST = (ROWS.changed_at.desc(), ROWS.id.desc())
MINE = READ.where(ROWS.owner_id == bindparam("owner")).order_by(*NEWEST_FIRST)


async def of(session: AsyncSession, owner: int) -> list[Stored]:
    """A member's calls and drafts, the newest first."""
    return [stored(row) for row in await session.execute(MINE, {"owner": owner})]


async def lock_of(session: AsyncSession, owner: int) -> list[Stored]:
    """The same, locked."""
    await session.execute(select(ROWS.id).where(ROWS.owner_id == owner).order_by(ROWS.id).with_for_update())
    return await of(session, owner)


async def count(session: AsyncSession, owner: int, *states: str) -> int:
    """How many calls a member has in these states, changes to open ones aside."""
    # As a condition of the query, SQLite would go through all calls that change none.
    counted = select(func.count().filter(ROWS.revises.is_(None))).where(ROWS.owner_id == owner, ROWS.state.in_(states))
    return await session.scalar(counted) or 0


TOOK = select(INTERESTS.call_id).where(INTERESTS.member_id == bindparam("member"))
SAVED = select(SAVES.call_id).where(SAVES.member_id == bindparam("member"))
FOLLOWED = READ.add_columns(ROWS.id.in_(TOOK)).where(ROWS.id.in_(TOOK.union(SAVED))).order_by(*NEWEST_FIRST)


async def followed(session: AsyncSession, member: int) -> list[tuple[Stored, bool]]:
    """The calls in which a member took an interest or that they saved, and whether it was an interest; newest first."""
    rows = await session.execute(FOLLOWED, {"member": member})
    return [(stored(row[:-1]), bool(row[-1])) for row in rows]


async def waiting(session: AsyncSession) -> list[Stored]:
    """Calls that wait for a facilitator, the one that has waited longest first."""
    rows = await session.execute(READ.where(ROWS.state == WAITING).order_by(ROWS.sent_at, ROWS.id))
    return [stored(row) for row in rows]


async def count_waiting(session: AsyncSession) -> int:
    """How many calls wait for a facilitator."""
    return await session.scalar(select(func.count()).where(ROWS.state == WAITING)) or 0


async def due(session: AsyncSession, now: datetime, limit: int) -> list[Stored]:
    """Open calls about which something is to be done, locked; those that somebody is just changing are not."""
    wanted = select(ROWS.id).where(ROWS.state == OPEN, ROWS.look_at <= now).order_by(ROWS.look_at, ROWS.id)
    ids = list((await session.execute(wanted.limit(limit).with_for_update(skip_locked=True))).scalars())
    rows = await session.execute(READ.where(ROWS.id.in_(ids)).order_by(ROWS.id)) if ids else ()
    return [stored(row) for row in rows]


async def told_since(session: AsyncSession, moment: datetime, limit: int) -> list[Stored]:
    """Calls that were closed after that moment with words on what came of them, the newest first."""
    told = (ROWS.state == CLOSED, ROWS.ending != GONE, ROWS.outcome != "", ROWS.changed_at > moment)
    rows = await session.execute(READ.where(*told).order_by(*NEWEST_FIRST).limit(limit))
    return [stored(row) for row in rows]


async def hand_over(session: AsyncSession, gone: int, kept: int) -> None:
    """Make a member's calls another's."""
    await session.execute(update(TABLE).where(ROWS.owner_id == gone).values(owner_id=kept))


async def forget(session: AsyncSession, closed_before: datetime, drafted_before: datetime) -> None:
    """Remove calls that were closed or declined before then, and drafts that nobody has touched since then."""
    over = and_(ROWS.state.in_((CLOSED, DECLINED)), ROWS.changed_at < closed_before)
    left = and_(ROWS.state == DRAFT, ROWS.changed_at < drafted_before)
    await session.execute(delete(TABLE).where(or_(over, left)))
