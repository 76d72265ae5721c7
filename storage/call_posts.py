"""In which channels a call was posted."""

from collections.abc import Sequence

from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, insert_or_skip, table_of


class CallPost(Base):
    """A call was posted to a channel, by the channel's number; it stays when the channel is removed."""

    __tablename__ = "call_posts"

    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True)
    channel_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


ROWS = table_of(CallPost).c


async def add(session: AsyncSession, call: int, channel: int) -> None:
    """Record it; the same when it is."""
    await session.execute(insert_or_skip(session, CallPost), {"call_id": call, "channel_id": channel})


async def of(session: AsyncSession, call: int) -> Sequence[int]:
    """The channels in which a call was posted."""
    return list(
        (await session.execute(select(ROWS.channel_id).where(ROWS.call_id == call).order_by(ROWS.channel_id))).scalars()
    )
