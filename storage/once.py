"""What was said already: one row for each thing said, kept for a day."""

from datetime import datetime

from sqlalchemy import String, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, insert_or_skip


class OnceKey(Base):
    """One thing said, by its digest, with the answer that was given; who said it is not kept."""

    __tablename__ = "once_keys"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    answer: Mapped[str | None]


async def claim(session: AsyncSession, key: str, now: datetime) -> bool:
    """Take the key; False when somebody did before, waiting for them if they are still at it."""
    statement = insert_or_skip(session, OnceKey).values(key=key, at=now).returning(OnceKey.key)
    result = await session.execute(statement)
    return result.scalar_one_or_none() is not None


async def keep(session: AsyncSession, key: str, answer: str) -> None:
    """Keep the answer beside its key."""
    await session.execute(update(OnceKey).where(OnceKey.key == key).values(answer=answer))


async def answer(session: AsyncSession, key: str) -> str | None:
    """The answer that was kept."""
    return await session.scalar(select(OnceKey.answer).where(OnceKey.key == key))


async def forget(session: AsyncSession, before: datetime) -> int:
    """Remove the keys from before then; the number removed."""
    result = await session.execute(delete(OnceKey).where(OnceKey.at < before).returning(OnceKey.key))
    return len(result.all())
