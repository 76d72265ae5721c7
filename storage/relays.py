"""Introductions whose messages the bot carries, and what each of the two has chosen to share."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ForeignKey, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, table_of


class Relay(Base):
    """There as long as messages are carried; what was written is not kept. Addresses are shown once there are two."""

    __tablename__ = "relays"

    introduction_id: Mapped[int] = mapped_column(ForeignKey("introductions.id", ondelete="CASCADE"), primary_key=True)
    carried: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime] = mapped_column(index=True)
    asker_address: Mapped[str] = mapped_column(default="")
    asked_address: Mapped[str] = mapped_column(default="")


class Carried(NamedTuple):
    """How many messages were carried, and the addresses of both, empty where they have shared none."""

    carried: int
    asker_address: str
    asked_address: str


TABLE = table_of(Relay)
ROWS = TABLE.c
READ = select(*(ROWS[name] for name in Carried._fields))


async def start(session: AsyncSession, introduction: int, now: datetime) -> None:
    """Carry messages from now on."""
    await session.execute(insert(TABLE).values(introduction_id=introduction, last_at=now))


async def lock(session: AsyncSession, introduction: int) -> Carried | None:
    """What is carried, locked until the transaction ends; None when nothing is any more."""
    row = (await session.execute(READ.where(ROWS.introduction_id == introduction).with_for_update())).one_or_none()
    return Carried(*row) if row else None


async def read(session: AsyncSession, introduction: int) -> Carried | None:
    """The same, to look at."""
    row = (await session.execute(READ.where(ROWS.introduction_id == introduction))).one_or_none()
    return Carried(*row) if row else None


async def count(session: AsyncSession, introduction: int, carried: int, now: datetime) -> None:
    """Record that one more was carried."""
    await session.execute(
        update(TABLE).where(ROWS.introduction_id == introduction).values(carried=carried, last_at=now)
    )


async def keep_address(session: AsyncSession, introduction: int, address: str, now: datetime, *, asker: bool) -> None:
    """Keep what one of the two shares; an empty one takes it back."""
    column = "asker_address" if asker else "asked_address"
    await session.execute(
        update(TABLE).where(ROWS.introduction_id == introduction).values({column: address, "last_at": now})
    )


async def stop(session: AsyncSession, introductions: Sequence[int]) -> None:
    """Carry nothing any more."""
    await session.execute(delete(TABLE).where(ROWS.introduction_id.in_(introductions)))


async def forget(session: AsyncSession, quiet_since: datetime) -> None:
    """Stop those in which nobody wrote since then."""
    await session.execute(delete(TABLE).where(ROWS.last_at < quiet_since))
