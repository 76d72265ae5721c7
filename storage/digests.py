"""Who gets a digest, how often, of what, and when it is next due."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ForeignKey, String, and_, bindparam, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, insert_or_skip, table_of
from storage.members import MEMBERS, Member, is_here


class Subscription(Base):
    """A member's digest, once they have chosen one.

    `next_at` is when it is due next, worked out for `timezone`, and none while it is switched off. `due_at` is when the
    last one was, `last_at` up to when it looked for what is new. `topics` are in lines, `kinds` with commas. `version`
    counts the changes that the member makes.
    """

    __tablename__ = "digests"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    every: Mapped[str] = mapped_column(String(20))
    weekday: Mapped[int]
    hour: Mapped[int]
    way: Mapped[str] = mapped_column(String(20))
    fits: Mapped[bool]
    topics: Mapped[str]
    kinds: Mapped[str]
    snoozed_until: Mapped[datetime | None]
    next_at: Mapped[datetime | None] = mapped_column(index=True)
    timezone: Mapped[str] = mapped_column(String(64))
    due_at: Mapped[datetime | None]
    last_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class Stored(NamedTuple):
    """The same as it is read, with what its member is called, where they are, and whether they have not left."""

    member: int
    every: str
    weekday: int
    hour: int
    way: str
    fits: bool
    topics: str
    kinds: str
    snoozed_until: datetime | None
    next_at: datetime | None
    timezone: str
    due_at: datetime | None
    last_at: datetime
    version: int
    name: str
    zone: str
    here: bool


DIGESTS = table_of(Subscription)
COLUMNS = DIGESTS.c
STORED = select(
    COLUMNS.member_id,
    *(COLUMNS[name] for name in Stored._fields[1:14]),
    MEMBERS.name,
    MEMBERS.timezone,
    is_here(),
).join(table_of(Member), MEMBERS.id == COLUMNS.member_id)


async def read(session: AsyncSession, member: int, *, locked: bool = False) -> Stored | None:
    """A member's digest, or None for who never chose one; locked until the transaction ends if need be."""
    found = STORED.where(COLUMNS.member_id == member)
    row = (await session.execute(found.with_for_update(of=DIGESTS) if locked else found)).one_or_none()
    return Stored._make(row) if row else None


async def lock(session: AsyncSession, members: Collection[int]) -> dict[int, Stored]:
    """The digests of these members, locked until the transaction ends."""
    found = STORED.where(COLUMNS.member_id.in_(members)).order_by(COLUMNS.member_id).with_for_update(of=DIGESTS)
    return {row[0]: Stored._make(row) for row in await session.execute(found)}


async def add(session: AsyncSession, member: int, **values: Any) -> None:
    """Give a member a digest like this; of two at once the first stays."""
    await session.execute(insert_or_skip(session, Subscription), {"member_id": member, "version": 1, **values})


async def change(session: AsyncSession, member: int, **values: Any) -> None:
    """Write these columns of a digest, which whoever is just sending it then does anew."""
    await session.execute(
        update(DIGESTS).where(COLUMNS.member_id == member).values(version=COLUMNS.version + 1, **values)
    )


async def remove(session: AsyncSession, member: int) -> None:
    """Forget a member's digest, and all they chose for it."""
    await session.execute(delete(DIGESTS).where(COLUMNS.member_id == member))


DUE = (
    STORED.where(
        or_(
            COLUMNS.next_at > bindparam("after", type_=COLUMNS.next_at.type),
            and_(
                COLUMNS.next_at == bindparam("after", type_=COLUMNS.next_at.type),
                COLUMNS.member_id > bindparam("above"),
            ),
        ),
        COLUMNS.next_at <= bindparam("now", type_=COLUMNS.next_at.type),
    )
    .order_by(COLUMNS.next_at, COLUMNS.member_id)
    .limit(bindparam("most"))
)


async def due(session: AsyncSession, now: datetime, past: tuple[datetime, int], most: int) -> Sequence[Stored]:
    """The digests that are due, earliest first, after the one of this moment and member; so many."""
    after, above = past
    rows = await session.execute(DUE, {"now": now, "after": after, "above": above, "most": most})
    return [Stored._make(row) for row in rows]


ADVANCE = (
    update(DIGESTS)
    .where(COLUMNS.member_id == bindparam("member"))
    .values(
        next_at=bindparam("next", type_=COLUMNS.next_at.type),
        due_at=bindparam("was", type_=COLUMNS.due_at.type),
        last_at=bindparam("looked", type_=COLUMNS.last_at.type),
        timezone=bindparam("where"),
    )
)


async def advance(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Have these digests due next at another moment: `member`, `next`, `was`, `looked` and `where` of each."""
    if rows:
        await session.execute(ADVANCE, rows)


async def astray(session: AsyncSession, beyond: datetime, most: int) -> list[int]:
    """Members whose digest is due at a moment of another timezone than theirs, or further off than any can be."""
    found = (
        select(COLUMNS.member_id)
        .join(table_of(Member), MEMBERS.id == COLUMNS.member_id)
        .where(COLUMNS.next_at.is_not(None), or_(COLUMNS.timezone != MEMBERS.timezone, COLUMNS.next_at > beyond))
        .order_by(COLUMNS.member_id)
        .limit(most)
    )
    return list((await session.execute(found)).scalars())


async def hand_over(session: AsyncSession, gone: int, kept: int) -> None:
    """Make a member's digest another's, who keeps their own unless it is switched off and the other is not."""
    both = await lock(session, (gone, kept))
    theirs, own = both.get(gone), both.get(kept)
    if theirs is None:
        return
    if own is not None and (own.next_at is not None or theirs.next_at is None):
        await change(session, kept, last_at=max(own.last_at, theirs.last_at))
        await remove(session, gone)
        return
    await remove(session, kept)
    await session.execute(update(DIGESTS).where(COLUMNS.member_id == gone).values(member_id=kept))
