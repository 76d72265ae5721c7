"""What members were shown in their digests, so that nothing comes too often."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ForeignKey, String, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, insert_or_change, table_of


class DigestItem(Base):
    """How many times something was shown to a member in a digest; `ref` names it among those of its kind."""

    __tablename__ = "digest_items"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    ref: Mapped[str] = mapped_column(String(40), primary_key=True)
    times: Mapped[int]
    shown_at: Mapped[datetime] = mapped_column(index=True)


class Seen(NamedTuple):
    """How many times a member was shown something, and when last."""

    times: int
    at: datetime


TABLE = table_of(DigestItem)
ROWS = TABLE.c


async def add(session: AsyncSession, shown: Collection[tuple[int, str, str]], now: datetime) -> None:
    """Count these (member, kind, ref) as shown once more."""
    rows = [{"member_id": member, "kind": kind, "ref": ref, "times": 1, "shown_at": now} for member, kind, ref in shown]
    if rows:
        await session.execute(insert_or_change(session, DigestItem, "shown_at", counted="times"), rows)


async def seen_by(session: AsyncSession, members: Collection[int]) -> dict[int, dict[tuple[str, str], Seen]]:
    """What each of these members was shown, by (kind, ref)."""
    found: dict[int, dict[tuple[str, str], Seen]] = {member: {} for member in members}
    rows = await session.execute(
        select(ROWS.member_id, ROWS.kind, ROWS.ref, ROWS.times, ROWS.shown_at).where(ROWS.member_id.in_(members))
    )
    for member, kind, ref, times, at in rows:
        found[member][kind, ref] = Seen(times, at)
    return found


async def leave(session: AsyncSession, member: int) -> None:
    """Forget what a member was shown."""
    await session.execute(delete(TABLE).where(ROWS.member_id == member))


async def hand_over(session: AsyncSession, gone: int, kept: int) -> None:
    """Have another member been shown what this one was; of what both were, the more often counts."""
    seen = await seen_by(session, [gone, kept])
    own = seen[kept]
    for key, theirs in seen[gone].items():
        mine = own.get(key, theirs)
        own[key] = Seen(max(mine.times, theirs.times), max(mine.at, theirs.at))
    await session.execute(delete(TABLE).where(ROWS.member_id.in_((gone, kept))))
    rows = [
        {"member_id": kept, "kind": kind, "ref": ref, "times": times, "shown_at": at}
        for (kind, ref), (times, at) in own.items()
    ]
    if rows:
        await session.execute(insert(TABLE), rows)


async def forget(session: AsyncSession, before: datetime) -> None:
    """Remove what was shown before then for the last time."""
    await session.execute(delete(TABLE).where(ROWS.shown_at < before))
