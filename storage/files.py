"""Files that the web server hands out for a while: pictures of results, and tables."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import String, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, table_of


class KeptFile(Base):
    """A file under a token that nobody guesses, until it expires. Nothing says whom it is about or who asked for it."""

    __tablename__ = "files"

    token: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    media_type: Mapped[str] = mapped_column(String(20))
    data: Mapped[bytes]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class File(NamedTuple):
    """What a file is, and what is in it."""

    media_type: str
    data: bytes


FILES = table_of(KeptFile)


async def add(session: AsyncSession, token: str, name: str, file: File, expires: datetime) -> None:
    """Keep a file until it expires."""
    row = {"token": token, "name": name, "media_type": file.media_type, "data": file.data, "expires_at": expires}
    await session.execute(insert(FILES), row)


async def find(session: AsyncSession, token: str, name: str, now: datetime) -> File | None:
    """The file of this token and name, unless it has expired."""
    named = (FILES.c.token == token, FILES.c.name == name, FILES.c.expires_at > now)
    row = (await session.execute(select(FILES.c.media_type, FILES.c.data).where(*named))).one_or_none()
    return File(*row) if row else None


async def forget(session: AsyncSession, now: datetime) -> None:
    """Remove what has expired."""
    await session.execute(delete(FILES).where(FILES.c.expires_at <= now))
