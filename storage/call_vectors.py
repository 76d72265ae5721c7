"""What the index of calls reads, and keeps of what it made."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ForeignKey, LargeBinary, String, and_, bindparam, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.calls import OPEN, ROWS, TABLE, Call
from storage.database import Base, table_of


class CallVectors(Base):
    """What the index keeps of a call, made by one version of one encoder from one version of its words."""

    __tablename__ = "call_vectors"

    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True)
    encoder: Mapped[str] = mapped_column(String(100))
    version: Mapped[int]
    data: Mapped[bytes] = mapped_column(LargeBinary)


class Indexed(NamedTuple):
    """What the index reads of one call whose `revision` is new to it; `data` is None where it has none yet."""

    id: int
    revision: int
    state: str
    version: int
    owner: int
    closes_at: datetime | None
    timezone: str
    side: str
    stage: str
    early: str
    place: str
    pay: str
    topics: str
    data: bytes | None


VECTORS = table_of(CallVectors).c
CHANGED = (
    select(
        ROWS.id,
        ROWS.revision,
        ROWS.state,
        ROWS.version,
        ROWS.owner_id,
        ROWS.closes_at,
        ROWS.timezone,
        ROWS.side,
        ROWS.stage,
        ROWS.early,
        ROWS.place,
        ROWS.pay,
        ROWS.topics,
        VECTORS.data,
    )
    .select_from(TABLE)
    .join(
        table_of(CallVectors),
        and_(VECTORS.call_id == ROWS.id, VECTORS.encoder == bindparam("encoder"), VECTORS.version == ROWS.version),
        isouter=True,
    )
    # Who knows nothing yet need not hear of what is over.
    .where(ROWS.revision > bindparam("since"), or_(ROWS.state == OPEN, bindparam("since") > 0))
    .order_by(ROWS.revision)
    .limit(bindparam("most"))
)


async def changed_since(session: AsyncSession, revision: int, encoder: str, limit: int) -> Sequence[Indexed]:
    """Calls changed after that revision, oldest change first."""
    rows = await session.execute(CHANGED, {"since": revision, "encoder": encoder, "most": limit})
    return [Indexed._make(row) for row in rows]


async def read(session: AsyncSession, calls: Collection[int], encoder: str) -> dict[int, bytes]:
    """What this encoder made of these calls as they are now, where it has."""
    rows = await session.execute(
        select(VECTORS.call_id, VECTORS.data)
        .join(TABLE, and_(ROWS.id == VECTORS.call_id, ROWS.version == VECTORS.version))
        .where(VECTORS.call_id.in_(calls), VECTORS.encoder == encoder)
    )
    return {row[0]: row[1] for row in rows}


async def keep(session: AsyncSession, call: int, encoder: str, version: int, data: bytes) -> None:
    """Keep what was made of a call's words, unless they changed meanwhile."""
    if await session.scalar(select(Call.version).where(Call.id == call).with_for_update()) != version:
        return
    await session.execute(delete(CallVectors).where(CallVectors.call_id == call))
    session.add(CallVectors(call_id=call, encoder=encoder, version=version, data=data))
    await session.flush()
