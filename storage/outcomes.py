"""How introductions went, as each of the two said by themselves."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ForeignKey, Index, String, bindparam, exists, insert, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage import introductions
from storage.database import Base, table_of
from storage.introductions import AGREED, Request

TO_ASK_AGAIN = text("again_at IS NOT NULL")


class Outcome(Base):
    """What one of two said of their introduction, empty until then; `again_at` is when to ask once more."""

    __tablename__ = "outcomes"
    __table_args__ = (
        Index("ix_outcomes_again_at", "again_at", postgresql_where=TO_ASK_AGAIN, sqlite_where=TO_ASK_AGAIN),
    )

    introduction_id: Mapped[int] = mapped_column(ForeignKey("introductions.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True)
    answer: Mapped[str] = mapped_column(String(20), default="")
    asked: Mapped[int]
    again_at: Mapped[datetime | None]


class Said(NamedTuple):
    """What one of the two said so far, and how often they were asked."""

    introduction: int
    member: int
    answer: str
    asked: int


TABLE = table_of(Outcome)
ROWS = TABLE.c
INTRODUCTIONS = introductions.ROWS
READ = select(ROWS.introduction_id, ROWS.member_id, ROWS.answer, ROWS.asked)


async def due_for_asking(session: AsyncSession, after: datetime, before: datetime, limit: int) -> list[Request]:
    """Introductions agreed to between these moments of which nobody was asked how they went, locked."""
    asked = exists().where(ROWS.introduction_id == INTRODUCTIONS.id)
    wanted = select(INTRODUCTIONS.id).where(
        INTRODUCTIONS.state == AGREED,
        INTRODUCTIONS.settled_at > after,
        INTRODUCTIONS.settled_at <= before,
        ~asked,
    )
    return await introductions.taken(session, wanted.order_by(INTRODUCTIONS.id).limit(limit))


async def due_again(session: AsyncSession, now: datetime, limit: int) -> list[Said]:
    """Those who said "not yet" and are to be asked once more, locked; those just answering are left out."""
    due = READ.where(ROWS.again_at <= now).order_by(ROWS.again_at).limit(limit)
    return [Said._make(row) for row in await session.execute(due.with_for_update(skip_locked=True))]


async def add(session: AsyncSession, introduction: int, member: int, *, asked: int) -> None:
    """Keep that somebody is asked, or is not to be when `asked` is 0."""
    values = {"introduction_id": introduction, "member_id": member, "answer": "", "asked": asked}
    await session.execute(insert(TABLE).values(values))


async def lock(session: AsyncSession, introduction: int, member: int) -> Said | None:
    """What somebody said of an introduction, locked until the transaction ends; None for who was not asked."""
    mine = READ.where(ROWS.introduction_id == introduction, ROWS.member_id == member)
    row = (await session.execute(mine.with_for_update())).one_or_none()
    return Said._make(row) if row else None


async def read(session: AsyncSession, introduction: int, member: int) -> Said | None:
    """The same, without locking it."""
    row = (
        await session.execute(READ.where(ROWS.introduction_id == introduction, ROWS.member_id == member))
    ).one_or_none()
    return Said._make(row) if row else None


async def lock_all(session: AsyncSession, introduction: int) -> list[Said]:
    """What was said of an introduction by those who were asked, locked until the transaction ends."""
    rows = await session.execute(READ.where(ROWS.introduction_id == introduction, ROWS.asked > 0).with_for_update())
    return [Said._make(row) for row in rows]


async def change(
    session: AsyncSession, said: Said, *, answer: str, asked: int, again_at: datetime | None = None
) -> None:
    """Write what somebody says now, how often they were asked, and when to ask again."""
    await session.execute(
        update(TABLE)
        .where(ROWS.introduction_id == said.introduction, ROWS.member_id == said.member)
        .values(answer=answer, asked=asked, again_at=again_at)
    )


UNANSWERED = introductions.READ.where(
    INTRODUCTIONS.id.in_(
        select(ROWS.introduction_id).where(ROWS.member_id == bindparam("member"), ROWS.asked > 0, ROWS.answer == "")
    )
).order_by(INTRODUCTIONS.id)


async def unanswered(session: AsyncSession, member: int) -> list[Request]:
    """Introductions of a member that they were asked about and have said nothing of, oldest first."""
    return [introductions.request(row) for row in await session.execute(UNANSWERED, {"member": member})]


async def silence(session: AsyncSession, member: int, *, other: int | None = None) -> None:
    """Ask nobody any more of a member's introductions, with one other if need be; forget what the member said."""
    whose = (
        or_(INTRODUCTIONS.asker_id == member, INTRODUCTIONS.asked_id == member)
        if other is None
        else introductions.of_pair(member, other)
    )
    found = select(INTRODUCTIONS.id).where(whose)
    await session.execute(update(TABLE).where(ROWS.introduction_id.in_(found)).values(again_at=None, asked=0))
    await session.execute(
        update(TABLE).where(ROWS.introduction_id.in_(found), ROWS.member_id == member).values(answer="")
    )


async def hand_over(session: AsyncSession, gone: int, kept: int) -> None:
    """Make what one member said another's."""
    await session.execute(update(TABLE).where(ROWS.member_id == gone).values(member_id=kept))
