"""Promises: what somebody will do by when, since a pulse said that it is needed."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ForeignKey, Index, String, delete, insert, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, table_of
from storage.members import Member
from storage.surveys import TABLE as SURVEYS

TO_REMIND = text("next_at IS NOT NULL")


class Promise(Base):
    """What a member will do until a day; `version` counts the changes, `next_at` is when they are next reminded.

    `owner_id` is empty when they left. `line` says what came of it, once `done_at` is set.
    """

    __tablename__ = "promises"
    __table_args__ = (
        Index("ix_promises_next_at", "next_at", postgresql_where=TO_REMIND, sqlite_where=TO_REMIND),
        # Messages and buttons name a promise by its id, which must be nobody else's once it is gone.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id", ondelete="CASCADE"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), index=True)
    said: Mapped[str] = mapped_column(String(300))
    words: Mapped[str] = mapped_column(String(300))
    due: Mapped[date]
    version: Mapped[int] = mapped_column(default=1)
    next_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    line: Mapped[str] = mapped_column(String(300), default="")


class Stored(NamedTuple):
    """A promise, with the name of whoever keeps it and of the pulse that it comes from."""

    id: int
    survey: str
    title: str
    owner: int | None
    owner_name: str
    said: str
    words: str
    due: date
    version: int
    next_at: datetime | None
    done_at: datetime | None
    line: str


TABLE, MEMBERS = table_of(Promise), table_of(Member)
ROWS = TABLE.c
READ = (
    select(
        ROWS.id,
        SURVEYS.c.key,
        SURVEYS.c.title,
        ROWS.owner_id,
        MEMBERS.c.name,
        *(ROWS[name] for name in Stored._fields[5:]),
    )
    .join(SURVEYS, SURVEYS.c.id == ROWS.survey_id)
    .outerjoin(MEMBERS, MEMBERS.c.id == ROWS.owner_id)
)


async def found(session: AsyncSession, *conditions: ColumnElement[bool]) -> Sequence[Stored]:
    """The promises where all of these hold, what is due first before the rest."""
    rows = await session.execute(READ.where(*conditions).order_by(ROWS.due, ROWS.id))
    return [Stored._make((*row[:4], row[4] or "", *row[5:])) for row in rows]


async def add(session: AsyncSession, **values: Any) -> int:
    """Keep a new promise with these columns; its id."""
    added: int = (await session.execute(insert(TABLE).values(**values).returning(ROWS.id))).scalar_one()
    return added


async def read(session: AsyncSession, ident: int) -> Stored | None:
    """A promise by its id."""
    return next(iter(await found(session, ROWS.id == ident)), None)


async def lock(session: AsyncSession, ident: int) -> Stored | None:
    """The same, locked until the transaction ends, after whoever is just changing it."""
    await session.execute(select(ROWS.id).where(ROWS.id == ident).with_for_update())
    return await read(session, ident)


async def change(session: AsyncSession, ident: int, **values: Any) -> None:
    """Write these columns of a promise, and count the change."""
    await session.execute(update(TABLE).where(ROWS.id == ident).values(**values, version=ROWS.version + 1))


async def remind_at(session: AsyncSession, ident: int, next_at: datetime | None) -> None:
    """Note when its owner is next reminded."""
    await session.execute(update(TABLE).where(ROWS.id == ident).values(next_at=next_at))


async def remove(session: AsyncSession, ident: int) -> None:
    """Remove a promise."""
    await session.execute(delete(TABLE).where(ROWS.id == ident))


async def standing(session: AsyncSession, done_after: datetime) -> Sequence[Stored]:
    """What is still to be done, and what has been done since then."""
    return await found(session, or_(ROWS.done_at.is_(None), ROWS.done_at > done_after))


async def of_survey(session: AsyncSession, survey: int) -> Sequence[Stored]:
    """All that came of a pulse."""
    return await found(session, ROWS.survey_id == survey)


async def due(session: AsyncSession, now: datetime, limit: int) -> Sequence[Stored]:
    """Those whose owners are to be reminded, locked; those that somebody is just changing are left out."""
    chosen = select(ROWS.id).where(ROWS.next_at <= now, ROWS.done_at.is_(None)).order_by(ROWS.next_at, ROWS.id)
    ids = list((await session.execute(chosen.limit(limit).with_for_update(skip_locked=True))).scalars())
    return await found(session, ROWS.id.in_(ids)) if ids else []


async def leave(session: AsyncSession, member: int) -> None:
    """Have a member's promises be nobody's."""
    await session.execute(update(TABLE).where(ROWS.owner_id == member).values(owner_id=None, version=ROWS.version + 1))


async def hand_over(session: AsyncSession, gone: int, kept: int) -> None:
    """Make a member's promises another's."""
    await session.execute(update(TABLE).where(ROWS.owner_id == gone).values(owner_id=kept))
