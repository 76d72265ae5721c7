"""Searches for people that members want to hear of again."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ForeignKey, String, UniqueConstraint, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, insert_or_skip, table_of


class SavedSearch(Base):
    """The words of a search and what narrows it; nobody else sees them. `key` is the same for the same search."""

    __tablename__ = "saved_searches"
    # Buttons name a search by its id, which must be no other's once it is gone.
    __table_args__ = (UniqueConstraint("member_id", "key"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(40))
    query: Mapped[str]
    side: Mapped[str] = mapped_column(String(20))
    region: Mapped[str] = mapped_column(String(40))
    used_at: Mapped[datetime] = mapped_column(index=True)


class Saved(NamedTuple):
    """A saved search."""

    id: int
    member: int
    query: str
    side: str
    region: str


TABLE = table_of(SavedSearch)
ROWS = TABLE.c
READ = select(ROWS.id, ROWS.member_id, ROWS.query, ROWS.side, ROWS.region).order_by(ROWS.id)


async def lock_of(session: AsyncSession, member: int) -> list[Saved]:
    """A member's searches, the first saved first; locked, so that of two that are saved at once one comes after."""
    await session.execute(select(ROWS.id).where(ROWS.member_id == member).order_by(ROWS.id).with_for_update())
    return (await of(session, [member]))[member]


async def of(session: AsyncSession, members: Collection[int]) -> dict[int, list[Saved]]:
    """The searches of each of these members, likewise."""
    found: dict[int, list[Saved]] = {member: [] for member in members}
    for row in await session.execute(READ.where(ROWS.member_id.in_(members))):
        found[row[1]].append(Saved(*row))
    return found


async def add(session: AsyncSession, key: str, search: Saved, now: datetime) -> None:
    """Save a search, whose id is not looked at; the same when it is saved already."""
    row = {"member_id": search.member, "key": key, "query": search.query, "side": search.side, "region": search.region}
    await session.execute(insert_or_skip(session, SavedSearch), {**row, "used_at": now})


async def remove(session: AsyncSession, member: int, ident: int) -> None:
    """Remove a member's search; the same when there is none."""
    await session.execute(delete(TABLE).where(ROWS.id == ident, ROWS.member_id == member))


async def use(session: AsyncSession, idents: Collection[int], now: datetime) -> None:
    """Keep these for longer: they found somebody."""
    await session.execute(update(TABLE).where(ROWS.id.in_(idents)).values(used_at=now))


async def leave(session: AsyncSession, member: int) -> None:
    """Remove all searches of a member."""
    await session.execute(delete(TABLE).where(ROWS.member_id == member))


async def hand_over(session: AsyncSession, gone: int, kept: int, most: int) -> None:
    """Make a member's searches another's, each once, as many as there is room for."""
    own = select(ROWS.key).where(ROWS.member_id == kept).scalar_subquery()
    await session.execute(delete(TABLE).where(ROWS.member_id == gone, ROWS.key.in_(own)))
    await session.execute(update(TABLE).where(ROWS.member_id == gone).values(member_id=kept))
    held = [one.id for one in await lock_of(session, kept)]
    await session.execute(delete(TABLE).where(ROWS.id.in_(held[most:])))


async def forget(session: AsyncSession, before: datetime) -> None:
    """Remove those that were last of use before then."""
    await session.execute(delete(TABLE).where(ROWS.used_at < before))
