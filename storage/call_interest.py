"""Who took an interest in which call, and who saved it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ForeignKey, String, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, insert_or_skip, table_of
from storage.members import Member


class CallInterest(Base):
    """A member who would like to take part, with a line of theirs; `introduction` is the one that came of it."""

    __tablename__ = "call_interests"

    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True)
    since: Mapped[datetime]
    line: Mapped[str] = mapped_column(String(500), default="")
    introduction: Mapped[int | None]


class CallSave(Base):
    """A call that a member wants to find again; nobody else sees it."""

    __tablename__ = "call_saves"

    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True)


class Interest(NamedTuple):
    """Somebody's interest in a call."""

    call: int
    member: int
    name: str
    since: datetime
    line: str
    introduction: int | None


INTERESTS, SAVES = table_of(CallInterest), table_of(CallSave)
ROWS, SAVED, MEMBERS = INTERESTS.c, SAVES.c, table_of(Member).c
READ = select(ROWS.call_id, ROWS.member_id, MEMBERS.name, ROWS.since, ROWS.line, ROWS.introduction).join(
    table_of(Member), MEMBERS.id == ROWS.member_id
)


async def add(session: AsyncSession, call: int, member: int, since: datetime) -> None:
    """Keep an interest; the same when there is one."""
    row = {"call_id": call, "member_id": member, "since": since, "line": "", "introduction": None}
    await session.execute(insert_or_skip(session, CallInterest), row)


async def remove(session: AsyncSession, call: int, member: int) -> None:
    """Take it back; the same when there is none."""
    await session.execute(delete(INTERESTS).where(ROWS.call_id == call, ROWS.member_id == member))


async def read(session: AsyncSession, call: int, member: int) -> Interest | None:
    """A member's interest in a call."""
    row = (await session.execute(READ.where(ROWS.call_id == call, ROWS.member_id == member))).one_or_none()
    return Interest(*row) if row else None


async def write(session: AsyncSession, call: int, member: int, line: str) -> None:
    """Put another line beside an interest."""
    mine = (ROWS.call_id == call, ROWS.member_id == member)
    await session.execute(update(INTERESTS).where(*mine).values(line=line))


async def introduced(session: AsyncSession, call: int, member: int, introduction: int) -> None:
    """Record the introduction that came of it."""
    mine = (ROWS.call_id == call, ROWS.member_id == member)
    await session.execute(update(INTERESTS).where(*mine).values(introduction=introduction))


async def of(session: AsyncSession, call: int) -> Sequence[Interest]:
    """Everybody who took an interest in a call, the first of them first."""
    rows = await session.execute(READ.where(ROWS.call_id == call).order_by(ROWS.since, ROWS.member_id))
    return [Interest(*row) for row in rows]


async def save(session: AsyncSession, call: int, member: int) -> None:
    """Save a call for somebody; the same when it is."""
    await session.execute(insert_or_skip(session, CallSave), {"call_id": call, "member_id": member})


async def unsave(session: AsyncSession, call: int, member: int) -> None:
    """Take it back; the same when it is not."""
    await session.execute(delete(SAVES).where(SAVED.call_id == call, SAVED.member_id == member))


async def saved(session: AsyncSession, call: int, member: int) -> bool:
    """Whether somebody saved a call."""
    mine = (SAVED.call_id == call, SAVED.member_id == member)
    return await session.scalar(select(SAVED.call_id).where(*mine)) is not None


async def calls_of(session: AsyncSession, member: int) -> list[int]:
    """The calls in which a member took an interest, in the order of their ids."""
    found = select(ROWS.call_id).where(ROWS.member_id == member).order_by(ROWS.call_id)
    return list((await session.execute(found)).scalars())


async def followed_by(session: AsyncSession, members: Collection[int]) -> dict[int, set[int]]:
    """For each of these members the calls in which they took an interest or that they saved."""
    found: dict[int, set[int]] = {member: set() for member in members}
    for rows in (ROWS, SAVED):
        for member, call in await session.execute(
            select(rows.member_id, rows.call_id).where(rows.member_id.in_(members))
        ):
            found[member].add(call)
    return found


async def part(session: AsyncSession, calls: Sequence[int], member: int) -> None:
    """Remove what a member has to do with these calls, as one who would take part."""
    await session.execute(delete(INTERESTS).where(ROWS.call_id.in_(calls), ROWS.member_id == member))
    await session.execute(delete(SAVES).where(SAVED.call_id.in_(calls), SAVED.member_id == member))


async def leave(session: AsyncSession, member: int) -> None:
    """Remove all interests of a member, and what they saved."""
    await session.execute(delete(INTERESTS).where(ROWS.member_id == member))
    await session.execute(delete(SAVES).where(SAVED.member_id == member))


async def hand_over(session: AsyncSession, gone: int, kept: int, own: Sequence[int]) -> None:
    """Make a member's interests and saved calls another's, each once, and none in what is their `own` call now."""
    for table, rows in ((INTERESTS, ROWS), (SAVES, SAVED)):
        twice = rows.call_id.in_(select(rows.call_id).where(rows.member_id == kept).scalar_subquery())
        await session.execute(delete(table).where(rows.member_id == gone, twice))
        await session.execute(update(table).where(rows.member_id == gone).values(member_id=kept))
        await session.execute(delete(table).where(rows.member_id == kept, rows.call_id.in_(own)))
