"""Who takes part in match rounds, and how."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ForeignKey, String, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, insert_or_skip, table_of
from storage.members import is_here
from storage.profiles import MEMBERS, PROFILES


class Part(Base):
    """A member takes part in match rounds, and how: there because they chose it, gone when they leave.

    `silent` counts the rounds in a row to which they said nothing, `first` those that brought them no meeting.
    """

    __tablename__ = "round_members"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    since: Mapped[datetime]
    direct: Mapped[bool] = mapped_column(default=False)
    place: Mapped[str] = mapped_column(String(20))
    third: Mapped[bool] = mapped_column(default=False)
    silent: Mapped[int] = mapped_column(default=0)
    first: Mapped[int] = mapped_column(default=0)
    paused: Mapped[bool] = mapped_column(default=False)


class Wish(NamedTuple):
    """How somebody takes part: without being asked first, where (online, in person, or either), and with a third."""

    direct: bool
    place: str
    third: bool


class Taking(NamedTuple):
    """A member's part in match rounds."""

    wish: Wish
    since: datetime
    silent: int
    first: int
    paused: bool


PARTS = table_of(Part)


async def part_of(session: AsyncSession, member: int, *, locked: bool = False) -> Taking | None:
    """How a member takes part, or None; locked until the transaction ends if need be."""
    found = select(*(PARTS.c[name] for name in Wish._fields), *(PARTS.c[name] for name in Taking._fields[1:])).where(
        PARTS.c.member_id == member
    )
    row = (await session.execute(found.with_for_update() if locked else found)).one_or_none()
    return Taking(Wish(*row[:3]), *row[3:]) if row else None


async def take_part(session: AsyncSession, member: int, wish: Wish, now: datetime) -> None:
    """Have a member take part in this way from now on; what is known of who did already stays."""
    values = {"since": now, "silent": 0, "first": 0, "paused": False}
    await session.execute(insert_or_skip(session, Part), {"member_id": member, **values, **wish._asdict()})
    await change(session, member, silent=0, paused=False, **wish._asdict())


async def change(session: AsyncSession, member: int, **values: Any) -> None:
    """Write these columns of a member's part."""
    await session.execute(update(PARTS).where(PARTS.c.member_id == member).values(values))


async def leave(session: AsyncSession, member: int) -> None:
    """Have a member take part no more."""
    await session.execute(delete(PARTS).where(PARTS.c.member_id == member))


TAKING_PART = (
    select(
        PARTS.c.member_id,
        MEMBERS.c.timezone,
        PROFILES.c.part,
        PROFILES.c.paused,
        PROFILES.c.paused_until,
        PARTS.c.since,
        PARTS.c.silent,
    )
    .join(MEMBERS, MEMBERS.c.id == PARTS.c.member_id)
    .join(PROFILES, PROFILES.c.member_id == PARTS.c.member_id)
    .where(PARTS.c.paused.is_(False), PROFILES.c.consented_at.is_not(None), is_here())
    .order_by(PARTS.c.member_id)
)


class Active(NamedTuple):
    """Somebody who takes part, has a profile and has not left; whether that is paused is for the rules to say."""

    member: int
    timezone: str
    part: str
    paused: bool
    paused_until: date | None
    since: datetime
    silent: int


async def active(session: AsyncSession) -> list[Active]:
    """Everybody who takes part and is not paused for having said nothing."""
    return [Active._make(row) for row in await session.execute(TAKING_PART)]


async def count_active(session: AsyncSession) -> int:
    """How many they are."""
    return await session.scalar(select(func.count()).select_from(TAKING_PART.order_by(None).subquery())) or 0


async def comes_first(session: AsyncSession, members: Sequence[int]) -> None:
    """Have these members come first next time, for nothing came of this one."""
    await session.execute(update(PARTS).where(PARTS.c.member_id.in_(members)).values(first=PARTS.c.first + 1))


async def hand_over(session: AsyncSession, gone: int, kept: int) -> None:
    """Make one member's part another's; who has one of their own keeps how they chose to take part."""
    both = {member: row for member in (gone, kept) if (row := await part_of(session, member, locked=True)) is not None}
    if kept not in both:
        await session.execute(update(PARTS).where(PARTS.c.member_id == gone).values(member_id=kept))
    elif gone in both:
        one, other = both[kept], both[gone]
        values = {
            "silent": min(one.silent, other.silent),
            "first": max(one.first, other.first),
            "paused": one.paused and other.paused,
        }
        await change(session, kept, **values)
        await session.execute(delete(PARTS).where(PARTS.c.member_id == gone))
