"""In which channels a call was posted."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, insert_or_skip, table_of


class CallPost(Base):
    """A call was posted to a channel, by the channel's number; it stays when the channel is removed.

    `sharer_id` is who shared it there and `shared_at` when, for as long as that counts towards their limit.
    """

    __tablename__ = "call_posts"
    __table_args__ = (Index("ix_call_posts_sharer", "sharer_id", "shared_at"),)

    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True)
    channel_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sharer_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    shared_at: Mapped[datetime | None]


POSTS = table_of(CallPost)
ROWS = POSTS.c


async def add(session: AsyncSession, call: int, channel: int) -> None:
    """Record it; the same when it is."""
    await session.execute(insert_or_skip(session, CallPost), {"call_id": call, "channel_id": channel})


async def of(session: AsyncSession, call: int) -> Sequence[int]:
    """The channels in which a call was posted."""
    return list(
        (await session.execute(select(ROWS.channel_id).where(ROWS.call_id == call).order_by(ROWS.channel_id))).scalars()
    )


async def share(session: AsyncSession, call: int, channel: int, sharer: int, now: datetime) -> None:
    """Record that somebody shared a call there."""
    await add(session, call, channel)
    row = (ROWS.call_id == call, ROWS.channel_id == channel)
    await session.execute(update(POSTS).where(*row).values(sharer_id=sharer, shared_at=now))


async def shared_since(session: AsyncSession, sharer: int, since: datetime) -> int:
    """How often somebody shared a call after then."""
    counted = select(func.count()).select_from(POSTS).where(ROWS.sharer_id == sharer, ROWS.shared_at > since)
    return (await session.execute(counted)).scalar_one()


async def hand_over(session: AsyncSession, gone: int, kept: int) -> None:
    """Count what one member shared as another's."""
    await session.execute(update(POSTS).where(ROWS.sharer_id == gone).values(sharer_id=kept))


async def forget_sharers(session: AsyncSession, before: datetime) -> None:
    """Forget who shared what before then."""
    old = update(POSTS).where(ROWS.shared_at <= before).values(sharer_id=None, shared_at=None)
    await session.execute(old)


async def leave(session: AsyncSession, sharer: int) -> None:
    """Forget what somebody shared."""
    await session.execute(update(POSTS).where(ROWS.sharer_id == sharer).values(sharer_id=None, shared_at=None))
