"""What is to be sent: one row a message, and one a home to show anew."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ForeignKey, Index, String, bindparam, delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, insert_or_skip, table_of


class Parcel(Base):
    """Something to deliver to a member. It is done when it was sent or has failed for good, with the reason."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_waiting", "due", postgresql_where=text("done_at IS NULL"), sqlite_where=text("done_at IS NULL")
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(100), unique=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    card: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    due: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(String(200), default="")


class Leased(NamedTuple):
    """A parcel that this worker may deliver until its lease ends."""

    id: int
    key: str
    member_id: int
    kind: str
    card: str | None
    version: int
    attempts: int


async def add(session: AsyncSession, member: int, *, kind: str, card: str | None, key: str, due: datetime) -> None:
    """Put something in; a second one with the same key is dropped."""
    parcel = {"key": key, "member_id": member, "kind": kind, "card": card, "due": due}
    await session.execute(insert_or_skip(session, Parcel), parcel)


OUTBOX = table_of(Parcel)
RENEW = (
    update(OUTBOX)
    .where(OUTBOX.c.key == bindparam("sought"))
    .values(version=OUTBOX.c.version + 1, due=bindparam("now"), attempts=0, done_at=None, failure="")
    .returning(OUTBOX.c.id)
)


async def add_home(session: AsyncSession, member: int, *, due: datetime) -> None:
    """Have a member's home shown anew; what is waiting already is only made newer."""
    again = await session.execute(RENEW, {"sought": f"home:{member}", "now": due})
    if again.first() is None:
        await add(session, member, kind="home", card=None, key=f"home:{member}", due=due)


async def hand_over(session: AsyncSession, gone: int, kept: int) -> None:
    """Make what is for one member another's, except the home, which each has of their own.

    What a worker is just delivering counts as newer, so that it is sent to the other if it finds nobody there.
    """
    await session.execute(delete(OUTBOX).where(OUTBOX.c.key == f"home:{gone}"))
    moved = {"member_id": kept, "version": OUTBOX.c.version + 1}
    await session.execute(update(OUTBOX).where(OUTBOX.c.member_id == gone).values(moved))


async def lease(session: AsyncSession, now: datetime, until: datetime, limit: int) -> Sequence[Leased]:
    """Take what is due, oldest first; nobody else gets it before the lease ends."""
    ids = (
        await session.execute(
            select(Parcel.id)
            .where(Parcel.done_at.is_(None), Parcel.due <= now)
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
        .values(done_at=now, failure=failure)
        .returning(Parcel.id)
    )
    if changed.first() is None:
        await postpone(session, leased, now)


async def postpone(session: AsyncSession, leased: Leased, due: datetime) -> None:
    """Try again then."""
    await session.execute(update(Parcel).where(Parcel.id == leased.id).values(due=due))


async def waiting(session: AsyncSession) -> int:
    """How many parcels are still to be delivered."""
    return await session.scalar(select(func.count()).select_from(Parcel).where(Parcel.done_at.is_(None))) or 0


async def failed(session: AsyncSession) -> int:
    """How many parcels ended undelivered."""
    return await session.scalar(select(func.count()).select_from(Parcel).where(Parcel.failure != "")) or 0


async def forget(session: AsyncSession, before: datetime) -> None:
    """Remove what was delivered before then."""
    await session.execute(delete(Parcel).where(Parcel.done_at < before, Parcel.failure == ""))
