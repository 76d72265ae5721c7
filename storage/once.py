"""What was said already: one row for each thing said, kept for a day."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import String, bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, insert_or_skip, table_of


class OnceKey(Base):
    """One thing said, by its digest, with the answer that was given; who said it is not kept."""

    __tablename__ = "once_keys"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    answer: Mapped[str | None]


KEYS = table_of(OnceKey)
KEEP = insert(KEYS)
FIND = select(KEYS.c.key, KEYS.c.answer).where(KEYS.c.key == bindparam("sought"))


async def keep(session: AsyncSession, key: str, now: datetime, answer: str | None) -> None:
    """Keep a key with its answer; raises IntegrityError when it is taken, after waiting for whoever is just at it."""
    await session.execute(KEEP, {"key": key, "at": now, "answer": answer})


async def find(session: AsyncSession, key: str) -> tuple[str | None] | None:
    """The answer that was kept with a key, in a tuple; None for a key that is not taken."""
    row = (await session.execute(FIND, {"sought": key})).one_or_none()
    return (row.answer,) if row else None


async def keep_all(session: AsyncSession, keys: Sequence[str], now: datetime) -> list[str]:
    """Keep keys without answers; those of them that were not taken, once whoever is just at one of them is done."""
    if not keys:
        return []
    values = [{"key": key, "at": now, "answer": None} for key in keys]
    new = insert_or_skip(session, OnceKey).returning(KEYS.c.key)
    return list((await session.execute(new, values)).scalars())


async def give_back(session: AsyncSession, keys: Sequence[str]) -> None:
    """Forget keys that were kept in this transaction, for what is not done in it after all."""
    if keys:
        await session.execute(delete(KEYS).where(KEYS.c.key.in_(keys)))


async def forget(session: AsyncSession, before: datetime) -> int:
    """Remove the keys from before then; the number removed."""
    result = await session.execute(delete(OnceKey).where(OnceKey.at < before).returning(OnceKey.key))
    return len(result.all())
