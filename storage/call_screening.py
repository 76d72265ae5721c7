"""What a network decided about itself, one row for each thing; so far, whether calls wait for a facilitator."""

from sqlalchemy import String, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, insert_or_skip, table_of

SCREENING = "calls.screening"


class NetworkChoice(Base):
    """Something that facilitators set for all; what has no row is as it was to begin with."""

    __tablename__ = "network_choices"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))


TABLE = table_of(NetworkChoice)
ROWS = TABLE.c


async def is_on(session: AsyncSession) -> bool:
    """Whether calls wait for a facilitator."""
    return await session.scalar(select(ROWS.value).where(ROWS.name == SCREENING)) == "on"


async def set_on(session: AsyncSession, *, on: bool) -> None:
    """Have them wait, or not."""
    value = "on" if on else "off"
    await session.execute(insert_or_skip(session, NetworkChoice), {"name": SCREENING, "value": value})
    await session.execute(update(TABLE).where(ROWS.name == SCREENING).values(value=value))
