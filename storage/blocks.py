"""Who does not want to be found or asked by whom."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, ForeignKey, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, insert_or_skip, table_of
from storage.members import Member


class Block(Base):
    """A member has blocked another, who is never told."""

    __tablename__ = "blocks"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    blocked_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True)


TABLE, MEMBERS = table_of(Block), table_of(Member).c
ROWS = TABLE.c


async def add(session: AsyncSession, member: int, blocked: int) -> None:
    """Block somebody; the same when they are."""
    await session.execute(insert_or_skip(session, Block), {"member_id": member, "blocked_id": blocked})


async def remove(session: AsyncSession, member: int, blocked: int) -> None:
    """Take it back; the same when they are not blocked."""
    await session.execute(delete(TABLE).where(ROWS.member_id == member, ROWS.blocked_id == blocked))


async def of(session: AsyncSession, member: int) -> list[tuple[int, str]]:
    """(id, name) of those whom a member has blocked, by name."""
    rows = await session.execute(
        select(MEMBERS.id, MEMBERS.name)
        .join(TABLE, ROWS.blocked_id == MEMBERS.id)
        .where(ROWS.member_id == member)
        .order_by(MEMBERS.name, MEMBERS.id)
    )
    return [(row[0], row[1]) for row in rows]


async def by(session: AsyncSession, one: int, other: int) -> set[int]:
    """Which of two members have blocked the other."""
    found = await session.execute(select(ROWS.member_id).where(of_pair(one, other)))
    return set(found.scalars())


def of_pair(one: int, other: int) -> ColumnElement[bool]:
    """A condition for queries: one of the two has blocked the other."""
    return or_(
        (ROWS.member_id == one) & (ROWS.blocked_id == other), (ROWS.member_id == other) & (ROWS.blocked_id == one)
    )


async def apart(session: AsyncSession, members: Sequence[int]) -> dict[int, set[int]]:
    """For each of these members those whom they have blocked or who have blocked them."""
    found: dict[int, set[int]] = {member: set() for member in members}
    rows = await session.execute(
        select(ROWS.member_id, ROWS.blocked_id).where(or_(ROWS.member_id.in_(members), ROWS.blocked_id.in_(members)))
    )
    for member, blocked in rows:
        for one, other in ((member, blocked), (blocked, member)):
            if one in found:
                found[one].add(other)
    return found


async def pairs(session: AsyncSession) -> list[tuple[int, int]]:
    """Everybody who has blocked somebody, with whom."""
    return [(row[0], row[1]) for row in await session.execute(select(ROWS.member_id, ROWS.blocked_id))]


async def hand_over(session: AsyncSession, gone: int, kept: int) -> None:
    """Make what one member blocked another's, and have whoever blocked the one have blocked the other."""
    await copy(session, gone, kept)
    await session.execute(delete(TABLE).where(or_(ROWS.member_id == gone, ROWS.blocked_id == gone)))


async def copy(session: AsyncSession, member: int, other: int) -> None:
    """Have another member blocked and blocking as this one is, but for each other."""
    rows = await session.execute(
        select(ROWS.member_id, ROWS.blocked_id).where(or_(ROWS.member_id == member, ROWS.blocked_id == member))
    )
    for one, blocked in rows.all():
        pair = tuple(other if each == member else each for each in (one, blocked))
        if pair[0] != pair[1]:
            await add(session, *pair)
