"""Questions on calls, and their answers."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ForeignKey, Index, and_, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, table_of
from storage.members import Member


class CallQuestion(Base):
    """A question on a call. Of a hidden one the owner never learns who asked; it outlives its asker without them."""

    __tablename__ = "call_questions"
    __table_args__ = (
        Index("ix_call_questions_call", "call_id"),
        Index("ix_call_questions_asker", "asker_id"),
        # Messages and buttons name a question by its id, which must be nobody else's once it is gone.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"))
    asker_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    hidden: Mapped[bool]
    question: Mapped[str]
    answer: Mapped[str] = mapped_column(default="")
    public: Mapped[bool] = mapped_column(default=False)
    answered_at: Mapped[datetime | None]


class Question(NamedTuple):
    """A question as it is kept. `name` is nobody's who is hidden: whoever shows a question need not look."""

    id: int
    call: int
    asker: int | None
    name: str
    hidden: bool
    question: str
    answer: str
    public: bool
    answered_at: datetime | None


TABLE = table_of(CallQuestion)
ROWS, MEMBERS = TABLE.c, table_of(Member).c
READ = select(
    ROWS.id,
    ROWS.call_id,
    ROWS.asker_id,
    func.coalesce(MEMBERS.name, ""),
    ROWS.hidden,
    ROWS.question,
    ROWS.answer,
    ROWS.public,
    ROWS.answered_at,
).join(table_of(Member), and_(MEMBERS.id == ROWS.asker_id, ROWS.hidden.is_(False)), isouter=True)


async def add(session: AsyncSession, call: int, asker: int, question: str, *, hidden: bool) -> int:
    """Keep a question; its id."""
    row = {"call_id": call, "asker_id": asker, "question": question, "hidden": hidden, "answer": "", "public": False}
    added: int = (await session.execute(insert(TABLE).values(row).returning(ROWS.id))).scalar_one()
    return added


async def read(session: AsyncSession, ident: int) -> Question | None:
    """A question by its id."""
    row = (await session.execute(READ.where(ROWS.id == ident))).one_or_none()
    return Question(*row) if row else None


async def lock(session: AsyncSession, ident: int) -> Question | None:
    """The same, locked until the transaction ends."""
    await session.execute(select(ROWS.id).where(ROWS.id == ident).with_for_update())
    return await read(session, ident)


async def answer(session: AsyncSession, ident: int, words: str, now: datetime, *, public: bool) -> None:
    """Keep the answer."""
    values = {"answer": words, "public": public, "answered_at": now}
    await session.execute(update(TABLE).where(ROWS.id == ident).values(values))


async def answered(session: AsyncSession, call: int, limit: int) -> Sequence[Question]:
    """What was asked and answered in public on a call, the latest answer first."""
    found = READ.where(ROWS.call_id == call, ROWS.public, ROWS.answered_at.is_not(None))
    rows = await session.execute(found.order_by(ROWS.answered_at.desc(), ROWS.id.desc()).limit(limit))
    return [Question(*row) for row in rows]


async def unanswered(session: AsyncSession, calls: Sequence[int]) -> Sequence[Question]:
    """What waits for an answer on these calls, oldest first."""
    found = READ.where(ROWS.call_id.in_(calls), ROWS.answered_at.is_(None)).order_by(ROWS.id)
    return [Question(*row) for row in await session.execute(found)] if calls else []


async def count_unanswered(session: AsyncSession, call: int, asker: int) -> int:
    """How many questions of a member wait for an answer on a call."""
    waiting = (ROWS.call_id == call, ROWS.asker_id == asker, ROWS.answered_at.is_(None))
    return await session.scalar(select(func.count()).select_from(TABLE).where(*waiting)) or 0


async def part(session: AsyncSession, calls: Sequence[int], asker: int) -> None:
    """Remove what a member asked on these calls under their name; a hidden one that went would tell who it was."""
    theirs = (ROWS.call_id.in_(calls), ROWS.asker_id == asker, ROWS.hidden.is_(False))
    await session.execute(delete(TABLE).where(*theirs))


async def leave(session: AsyncSession, asker: int) -> None:
    """Remove what a member asked under their name, and who it was of what they asked without."""
    await session.execute(delete(TABLE).where(ROWS.asker_id == asker, ROWS.hidden.is_(False)))
    await session.execute(update(TABLE).where(ROWS.asker_id == asker).values(asker_id=None))


async def clear(session: AsyncSession, call: int) -> None:
    """Remove all questions on a call."""
    await session.execute(delete(TABLE).where(ROWS.call_id == call))


async def hand_over(session: AsyncSession, gone: int, kept: int, own: Sequence[int]) -> None:
    """Make a member's questions another's; those on the other's own calls need no answer."""
    await session.execute(update(TABLE).where(ROWS.asker_id == gone).values(asker_id=kept))
    to_oneself = (ROWS.call_id.in_(own), ROWS.asker_id == kept, ROWS.answered_at.is_(None))
    await session.execute(delete(TABLE).where(*to_oneself))
