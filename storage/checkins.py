"""Check-ins: who was asked, and, apart from that, how many gave which answer.

An answer is one more in a number that others share. It has no row, time or order of its own, so nothing ties it to who
gave it, nor the answers to two questions to each other.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import ForeignKey, String, case, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, insert_or_skip, table_of


class Asked(Base):
    """Somebody was asked in a month of a partnership, and whether they have answered, so that nobody answers twice."""

    __tablename__ = "checkins_asked"

    partnership_id: Mapped[int] = mapped_column(ForeignKey("partnerships.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True)
    month: Mapped[int] = mapped_column(primary_key=True)
    answered: Mapped[bool] = mapped_column(default=False)


class Tallied(Base):
    """How many of one side gave an answer: `shown` to facilitators, and `held` back until enough came to show."""

    __tablename__ = "checkin_answers"

    question: Mapped[str] = mapped_column(String(20), primary_key=True)
    side: Mapped[str] = mapped_column(String(20), primary_key=True)
    answer: Mapped[str] = mapped_column(String(20), primary_key=True)
    shown: Mapped[int] = mapped_column(default=0)
    held: Mapped[int] = mapped_column(default=0)


ASKED, TALLIED = table_of(Asked), table_of(Tallied)
WHO, COUNTS = ASKED.c, TALLIED.c


async def ask(session: AsyncSession, partnership: int, member: int, month: int) -> None:
    """Keep that somebody is asked."""
    await session.execute(
        insert(ASKED).values(partnership_id=partnership, member_id=member, month=month, answered=False)
    )


async def open_months(session: AsyncSession, member: int) -> dict[int, int]:
    """The month of the last check-in that a member has not answered, by partnership."""
    rows = await session.execute(
        select(WHO.partnership_id, func.max(WHO.month))
        .where(WHO.member_id == member, WHO.answered.is_(False))
        .group_by(WHO.partnership_id)
    )
    return {row[0]: row[1] for row in rows}


async def take(session: AsyncSession, partnership: int, member: int, month: int) -> bool:
    """Note that somebody answers now; False when they had, or were not asked. Of two at once, one is."""
    mine = (WHO.partnership_id == partnership, WHO.member_id == member, WHO.month == month)
    taken = await session.execute(
        update(ASKED).where(*mine, WHO.answered.is_(False)).values(answered=True).returning(WHO.month)
    )
    return taken.first() is not None


async def prepare(session: AsyncSession, question: str, sides: Iterable[str], answers: Iterable[str]) -> None:
    """Have a row for each answer that can be given, in the same order always, so that none tells which came first."""
    given = list(answers)
    rows = [
        {"question": question, "side": side, "answer": answer, "shown": 0, "held": 0}
        for side in sides
        for answer in given
    ]
    await session.execute(insert_or_skip(session, Tallied), rows)


async def count(session: AsyncSession, question: str, side: str, answer: str, floor: int) -> None:
    """Count one more answer; what is held back is shown once it is `floor` answers or more, all at once."""
    group = (COUNTS.question == question, COUNTS.side == side)
    await session.execute(select(COUNTS.answer).where(*group).order_by(COUNTS.answer).with_for_update())
    # Every row of the group is written alike: where a database keeps a row must not tell which was written last.
    more = case((COUNTS.answer == answer, 1), else_=0)
    await session.execute(update(TALLIED).where(*group).values(held=COUNTS.held + more))
    held = await session.scalar(select(func.sum(COUNTS.held)).where(*group)) or 0
    if held >= floor:
        await session.execute(update(TALLIED).where(*group).values(shown=COUNTS.shown + COUNTS.held, held=0))


async def figures(session: AsyncSession) -> Mapping[tuple[str, str], Mapping[str, int]]:
    """How many gave which answer, as it is shown, by question and side."""
    rows = await session.execute(select(COUNTS.question, COUNTS.side, COUNTS.answer, COUNTS.shown))
    found: dict[tuple[str, str], dict[str, int]] = {}
    for question, side, answer, shown in rows:
        found.setdefault((question, side), {})[answer] = shown
    return found


async def hand_over(session: AsyncSession, gone: int, kept: int) -> None:
    """Make what one member was asked another's."""
    await session.execute(update(ASKED).where(WHO.member_id == gone).values(member_id=kept))
