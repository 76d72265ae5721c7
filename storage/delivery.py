"""What a worker asks of the outbox: to take what is due, and to record how it went."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, String, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base
from storage.outbox import Parcel


class Lane(Base):
    """What counts towards one limit of a platform: one kind of call in one workspace.

    `free_at` is when the next may go out. `limited` is the recipient whose message the platform last found to be too
    many, `limited_until` how long it asked to wait.
    """

    __tablename__ = "outbox_lanes"

    key: Mapped[str] = mapped_column(String(150), primary_key=True)
    free_at: Mapped[datetime]
    limited: Mapped[str] = mapped_column(String(200), default="")
    limited_until: Mapped[datetime | None]
    sent: Mapped[int] = mapped_column(BigInteger, default=0)
    retried: Mapped[int] = mapped_column(BigInteger, default=0)


class Leased(NamedTuple):
    """A parcel that this worker may deliver until its lease ends."""

    id: int
    key: str
    member_id: int | None
    kind: str
    card: str | None
    version: int
    attempts: int


async def lease(session: AsyncSession, now: datetime, until: datetime, limit: int) -> Sequence[Leased]:
    """Take what is due, oldest first; nobody else gets it before the lease ends."""
    ids = (
        await session.execute(
            select(Parcel.id)
            .where(Parcel.done_at.is_(None), Parcel.due <= now, Parcel.kind != "group", Parcel.conversation == "")
            .order_by(Parcel.due, Parcel.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    ).scalars()
    rows = await session.execute(
        update(Parcel)
        .where(Parcel.id.in_(list(ids)))
        .values(due=until, attempts=Parcel.attempts + 1)
        .returning(Parcel.id, Parcel.key, Parcel.member_id, Parcel.kind, Parcel.card, Parcel.version, Parcel.attempts)
    )
    return sorted((Leased(*row) for row in rows), key=lambda leased: leased.id)


async def done(session: AsyncSession, leased: Leased, now: datetime, failure: str = "") -> None:
    """Record that it was sent, or why it never can be; a newer version stays to be sent."""
    changed = await session.execute(
        update(Parcel)
        .where(Parcel.id == leased.id, Parcel.version == leased.version)
        .values(done_at=now, failure=failure, reason=failure.partition(":")[0][:60])
        .returning(Parcel.id)
    )
    if changed.first() is None:
        await postpone(session, leased, now)


async def postpone(session: AsyncSession, leased: Leased, due: datetime) -> None:
    """Try again then."""
    await session.execute(update(Parcel).where(Parcel.id == leased.id).values(due=due))
