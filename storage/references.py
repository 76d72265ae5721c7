"""Where the bot may write on platforms that tell it: one row a private chat or a channel."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, String, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, insert_or_skip, table_of


class ConversationReference(Base):
    """A place as its platform last described it; `details` is empty while the bot may not write there."""

    __tablename__ = "conversation_references"

    platform: Mapped[str] = mapped_column(String(20), primary_key=True)
    workspace: Mapped[str] = mapped_column(String(100), primary_key=True)
    place: Mapped[str] = mapped_column(String(200), primary_key=True)
    details: Mapped[str] = mapped_column(default="")
    welcomed_at: Mapped[datetime | None]


REFERENCES = table_of(ConversationReference)
Place = tuple[str, str, str]


async def read(session: AsyncSession, place: Place) -> str:
    """What is known of a place, or nothing."""
    found = await session.execute(select(REFERENCES.c.details).where(*at(place)))
    return found.scalar_one_or_none() or ""


async def read_all(session: AsyncSession, platform: str, workspace: str) -> Sequence[str]:
    """What is known of every place of a workspace where the bot may write, in the order of their names."""
    found = await session.execute(known(platform, workspace).order_by(REFERENCES.c.place))
    return [row[0] for row in found]


async def read_any(session: AsyncSession, platform: str, workspace: str) -> str:
    """What is known of one such place, or nothing."""
    found = (await session.execute(known(platform, workspace).limit(1))).first()
    return found[0] if found is not None else ""


def known(platform: str, workspace: str) -> Select[str]:
    """A query for the places of a workspace where the bot may write."""
    columns = REFERENCES.c
    return select(columns.details).where(
        columns.platform == platform, columns.workspace == workspace, columns.details != ""
    )


async def write(session: AsyncSession, place: Place, details: str) -> None:
    """Keep what is known of a place in place of what was known."""
    await ensure(session, place)
    await session.execute(update(REFERENCES).where(*at(place)).values(details=details))


async def welcome(session: AsyncSession, place: Place, now: datetime) -> bool:
    """Mark a place as welcomed; whether it was not before."""
    await ensure(session, place)
    marked = await session.execute(
        update(REFERENCES)
        .where(*at(place), REFERENCES.c.welcomed_at.is_(None))
        .values(welcomed_at=now)
        .returning(REFERENCES.c.place)
    )
    return marked.first() is not None


async def ensure(session: AsyncSession, place: Place) -> None:
    """Have a row for a place."""
    platform, workspace, where = place
    row = {"platform": platform, "workspace": workspace, "place": where, "details": ""}
    await session.execute(insert_or_skip(session, ConversationReference), row)


def at(place: Place) -> tuple[ColumnElement[bool], ...]:
    """A condition for queries: this place."""
    columns = REFERENCES.c
    return tuple(
        column == value
        for column, value in zip((columns.platform, columns.workspace, columns.place), place, strict=True)
    )
