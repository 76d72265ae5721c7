"""Funders' feeds, and what is new in them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ForeignKey, String, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, insert_or_skip, table_of


class FundingFeed(Base):
    """A feed by its address, what its server said last, and when it is asked again; `read_at` is None until it was."""

    __tablename__ = "funding_feeds"

    address: Mapped[str] = mapped_column(String(500), primary_key=True)
    title: Mapped[str] = mapped_column(String(100), default="")
    etag: Mapped[str] = mapped_column(String(300), default="")
    modified: Mapped[str] = mapped_column(String(100), default="")
    next_at: Mapped[datetime] = mapped_column(index=True)
    read_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)


class FundingItem(Base):
    """Something that a feed announced, as news of the moment `at`.

    `key` is the same for an item whenever its feed lists it, `twin` for the same title and link in any feed.
    """

    __tablename__ = "funding_items"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    twin: Mapped[str] = mapped_column(String(40), unique=True)
    feed: Mapped[str] = mapped_column(ForeignKey("funding_feeds.address", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(String(400))
    url: Mapped[str] = mapped_column(String(2000))
    published: Mapped[datetime | None]
    at: Mapped[datetime] = mapped_column(index=True)


FEEDS, ITEMS = table_of(FundingFeed), table_of(FundingItem)


class Item(NamedTuple):
    """Something new, as read for showing; `url` is https or empty, `published` None where the feed gives no date."""

    title: str
    summary: str
    url: str
    source: str
    published: datetime | None


class Known(NamedTuple):
    """A feed, and what is sent along so that its server need not say again what we have."""

    address: str
    etag: str
    modified: str


async def follow(session: AsyncSession, addresses: Sequence[str], now: datetime) -> None:
    """Have these feeds and no others; what came of the others goes with them."""
    held = set(await session.scalars(select(FEEDS.c.address)))
    if gone := held - set(addresses):
        await session.execute(delete(FundingFeed).where(FundingFeed.address.in_(gone)))
    for address in addresses:
        if address not in held:
            row = {"address": address, "title": "", "etag": "", "modified": "", "next_at": now, "failures": 0}
            await session.execute(insert_or_skip(session, FundingFeed), row)


async def take_due(session: AsyncSession, now: datetime, until: datetime, limit: int) -> list[Known]:
    """The feeds that are due, the longest waiting first; they are due again at `until` if nothing is heard of them."""
    rows = await session.execute(
        select(FEEDS.c.address, FEEDS.c.etag, FEEDS.c.modified)
        .where(FEEDS.c.next_at <= now)
        .order_by(FEEDS.c.next_at, FEEDS.c.address)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = [Known(*row) for row in rows]
    await session.execute(
        update(FundingFeed).where(FundingFeed.address.in_([one.address for one in taken])).values(next_at=until)
    )
    return taken


async def lock(session: AsyncSession, address: str) -> tuple[bool, int] | None:
    """(whether it was read before, failures in a row) of a feed, locked; None for one that is followed no longer."""
    row = (
        await session.execute(
            select(FEEDS.c.read_at, FEEDS.c.failures).where(FEEDS.c.address == address).with_for_update()
        )
    ).one_or_none()
    return None if row is None else (row.read_at is not None, row.failures)


async def note(session: AsyncSession, address: str, values: dict[str, Any]) -> None:
    """Write these columns of a feed."""
    await session.execute(update(FundingFeed).where(FundingFeed.address == address).values(**values))


async def add(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Add what is new; what is known, from this feed or another, stays as it is."""
    if rows:
        await session.execute(insert_or_skip(session, FundingItem), list(rows))


async def drop_unlisted(session: AsyncSession, feed: str, before: datetime, listed: Collection[str]) -> None:
    """Remove a feed's items without a date from before then, but those it lists still, which would be new again."""
    await session.execute(
        delete(FundingItem).where(
            FundingItem.feed == feed,
            FundingItem.published.is_(None),
            FundingItem.at < before,
            FundingItem.key.not_in(listed),
        )
    )


async def forget(session: AsyncSession, before: datetime) -> None:
    """Remove the items with a date that were news before then."""
    await session.execute(delete(FundingItem).where(FundingItem.published.is_not(None), FundingItem.at < before))


async def since(session: AsyncSession, moment: datetime, limit: int) -> list[Item]:
    """What became news after that moment, the newest first."""
    rows = await session.execute(
        select(ITEMS.c.title, ITEMS.c.summary, ITEMS.c.url, FEEDS.c.title, ITEMS.c.published)
        .join(FEEDS, FEEDS.c.address == ITEMS.c.feed)
        .where(ITEMS.c.at > moment)
        .order_by(ITEMS.c.at.desc(), ITEMS.c.key)
        .limit(limit)
    )
    return [Item(*row) for row in rows]
