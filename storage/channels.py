"""The channels and group chats that the network posts in, and what stands there."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, String, UniqueConstraint, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, insert_or_skip, table_of
from storage.outbox import DELETED, FAILED, IN_CHANNEL, OUTBOX, of_channel, send_again


class Channel(Base):
    """A channel or group chat, as its platform names it.

    `announces` says that the network's announcements are posted there. `seen_at` is when the bot was last known to be
    in it, and `trouble` why it can post there no longer, which is empty while it can.
    """

    __tablename__ = "channels"
    __table_args__ = (
        UniqueConstraint("platform", "workspace", "channel"),
        # Messages and buttons name a channel by its id.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str] = mapped_column(String(20))
    workspace: Mapped[str] = mapped_column(String(100))
    channel: Mapped[str] = mapped_column(String(200))
    team: Mapped[str] = mapped_column(String(200), default="")
    name: Mapped[str] = mapped_column(String(200), default="")
    private: Mapped[bool] = mapped_column(default=False)
    announces: Mapped[bool] = mapped_column(default=False)
    seen_at: Mapped[datetime]
    trouble: Mapped[str] = mapped_column(default="")


class Stored(NamedTuple):
    """A channel; see above."""

    id: int
    platform: str
    workspace: str
    channel: str
    team: str
    name: str
    private: bool
    announces: bool
    trouble: str


class Posted(NamedTuple):
    """What became of a post: its key, the recipient that its channel is, where it stands, and why it does not."""

    key: str
    recipient: str
    conversation: str
    link: str
    reason: str
    failure: str


CHANNELS = table_of(Channel)
COLUMN, PARCEL = CHANNELS.c, OUTBOX.c
READ = select(*(COLUMN[name] for name in Stored._fields)).order_by(COLUMN.id)
Place = tuple[str, str, str]
"""(platform, workspace, channel)"""


def at(place: Place) -> tuple[ColumnElement[bool], ...]:
    """A condition for queries: this channel."""
    platform, workspace, channel = place
    return (COLUMN.platform == platform, COLUMN.workspace == workspace, COLUMN.channel == channel)


async def keep(
    session: AsyncSession, place: Place, *, team: str, name: str, private: bool, seen_at: datetime, announces: bool
) -> tuple[Stored, Stored]:
    """Keep a channel where the bot is now, to have announcements posted there or as it is; as it was, and as it is."""
    platform, workspace, channel = place
    new = {"platform": platform, "workspace": workspace, "channel": channel, "seen_at": seen_at}
    await session.execute(insert_or_skip(session, Channel), new)
    before = await lock(session, place)
    values = {"team": team, "name": name or before.name, "private": private, "seen_at": seen_at, "trouble": ""}
    values["announces"] = announces or before.announces
    await session.execute(update(CHANNELS).where(COLUMN.id == before.id).values(values))
    [after] = await read(session, [before.id])
    return before, after


async def lock(session: AsyncSession, place: Place) -> Stored:
    """A channel that is there, held until the transaction ends."""
    return Stored(*(await session.execute(READ.where(*at(place)).with_for_update())).one())


async def stop(session: AsyncSession, *conditions: ColumnElement[bool]) -> Stored | None:
    """Have announcements posted no longer in a channel; the channel as it was, None where they were not."""
    row = (await session.execute(READ.where(COLUMN.announces, *conditions).with_for_update())).one_or_none()
    if row is None:
        return None
    await session.execute(update(CHANNELS).where(COLUMN.id == row[0]).values(announces=False))
    return Stored(*row)


def named(channel: int) -> ColumnElement[bool]:
    """A condition for queries: the channel with this id."""
    return COLUMN.id == channel


async def read(session: AsyncSession, ids: Collection[int]) -> Sequence[Stored]:
    """These channels."""
    if not ids:
        return []
    return [Stored(*row) for row in await session.execute(READ.where(COLUMN.id.in_(ids)))]


async def announcing(session: AsyncSession) -> Sequence[Stored]:
    """The channels where announcements are posted, those that do not work too, in the order in which they were met."""
    return [Stored(*row) for row in await session.execute(READ.where(COLUMN.announces))]


async def troubled(session: AsyncSession) -> int:
    """How many of those do not work."""
    counted = select(func.count()).select_from(CHANNELS).where(COLUMN.announces, COLUMN.trouble != "")
    return (await session.execute(counted)).scalar_one()


async def found(session: AsyncSession, place: Place, *, parts: bool) -> Sequence[Stored]:
    """The channel of this name, where it is known; with `parts` also those that are parts of a team of this name."""
    platform, workspace, channel = place
    whole = (COLUMN.platform == platform, COLUMN.workspace == workspace)
    here = or_(COLUMN.channel == channel, COLUMN.team == channel) if parts else COLUMN.channel == channel
    return [Stored(*row) for row in await session.execute(READ.where(*whole, here))]


async def fail(session: AsyncSession, channel: int, trouble: str, *, since: datetime) -> bool:
    """Record why nothing can be posted in a channel, unless the bot was seen there after `since`; whether it is new."""
    stands = (COLUMN.id == channel, COLUMN.seen_at <= since)
    new = update(CHANNELS).where(*stands, COLUMN.trouble == "").values(trouble=trouble).returning(COLUMN.id)
    if (await session.execute(new)).first() is not None:
        return True
    await session.execute(update(CHANNELS).where(*stands).values(trouble=trouble))
    return False


async def heal(session: AsyncSession, ids: Collection[int], now: datetime) -> Sequence[int]:
    """Record that the bot is in these channels; those of them where it could not post before."""
    better = update(CHANNELS).where(COLUMN.id.in_(ids), COLUMN.trouble != "").values(trouble="", seen_at=now)
    return list((await session.execute(better.returning(COLUMN.id))).scalars())


async def see(session: AsyncSession, ids: Collection[int], now: datetime) -> None:
    """Record that the bot was added to these channels now."""
    await session.execute(update(CHANNELS).where(COLUMN.id.in_(ids)).values(seen_at=now))


async def rename(session: AsyncSession, place: Place, name: str) -> None:
    """What a channel is called from now on."""
    await session.execute(update(CHANNELS).where(*at(place)).values(name=name))


async def posted(session: AsyncSession, keys: Collection[str]) -> Sequence[Posted]:
    """What became of the posts with these keys."""
    columns = (PARCEL[name] for name in Posted._fields)
    rows = await session.execute(select(*columns).where(PARCEL.key.in_(keys), PARCEL.kind == IN_CHANNEL))
    return [Posted(*row) for row in rows]


async def deleted(session: AsyncSession) -> dict[str, int]:
    """How many posts were deleted in each channel, by the recipient that it is."""
    # Grouped by the database, they would be looked for among all that was ever sent.
    rows = await session.execute(select(PARCEL.recipient).where(PARCEL.reason == DELETED, FAILED))
    return Counter(rows.scalars())


async def post_again(session: AsyncSession, channel: int, now: datetime) -> int:
    """Post again what was deleted in a channel; how many."""
    deleted_here = (PARCEL.recipient == of_channel(channel), PARCEL.reason == DELETED)
    return len(await send_again(session, now, deleted_here))


async def post_one_again(session: AsyncSession, key: str, now: datetime) -> None:
    """Post again what was given up or deleted, by its key; nothing for what is there or waits."""
    await send_again(session, now, (PARCEL.key == key, PARCEL.reason != ""))


async def retry(session: AsyncSession, channel: int, now: datetime, since: datetime) -> int:
    """Do once more what could not be done in a channel: changes, and what was to be posted since then; how many."""
    missed = (PARCEL.recipient == of_channel(channel), ~PARCEL.reason.in_(("", DELETED)))
    recent = (PARCEL.conversation != "") | (PARCEL.done_at > since)
    return len(await send_again(session, now, (*missed, recent)))
