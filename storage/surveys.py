"""Pulses: what each asks of whom, and how it stands. What is answered is in storage/survey_ballots.py."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ForeignKey, Index, String, delete, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, insert_or_skip, table_of
from storage.members import Member, is_here
from storage.profiles import Profile

DRAFT, OPEN, CLOSED = "draft", "open", "closed"

EVERYBODY, COMMUNITY, RESEARCH, IN_CHANNEL = "all", "community", "research", "channel"
"""Who is asked; in a channel whoever sees it there."""

TO_LOOK_AT = text("look_at IS NOT NULL")
UNSWEPT = text("unswept")


class Survey(Base):
    """A pulse, or the draft of one; messages and buttons know it by `key`, which nobody can guess.

    `author_id` is the facilitator who began it, as long as they are there. `channel_id` is the channel of one that is
    asked in a channel. It is open for `days`, until `closes_at` by the clock in `timezone`. `floor` is the least
    number that is ever shown of it, and fixed once it is open. `reminded` counts reminders, `counted` is how many had
    answered as it was last shown. A draft with an `opens_at` opens by itself then. `next_at` is when a closed or open
    one that `repeats` is prepared anew; `look_at` is when something is next to be done. `follows` is the pulse that it
    is the next wave of. `figures` is all that is kept of the answers, once it is closed. `unswept` says that the
    machine may still hold bytes of what was deleted then.
    """

    __tablename__ = "surveys"
    __table_args__ = (
        Index("ix_surveys_look_at", "look_at", postgresql_where=TO_LOOK_AT, sqlite_where=TO_LOOK_AT),
        Index("ix_surveys_state", "state"),
        Index("ix_surveys_author", "author_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(20), unique=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    state: Mapped[str] = mapped_column(String(20), default=DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    title: Mapped[str] = mapped_column(String(200), default="")
    about: Mapped[str] = mapped_column(default="")
    questions: Mapped[str] = mapped_column(default="[]")
    audience: Mapped[str] = mapped_column(String(20), default=EVERYBODY)
    channel_id: Mapped[int | None]
    days: Mapped[int] = mapped_column(default=14)
    floor: Mapped[int] = mapped_column(default=5)
    repeats: Mapped[bool] = mapped_column(default=False)
    wave: Mapped[int] = mapped_column(default=1)
    follows: Mapped[int | None] = mapped_column(unique=True)
    timezone: Mapped[str] = mapped_column(String(64), default="")
    changed_at: Mapped[datetime]
    opens_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]
    look_at: Mapped[datetime | None]
    reminded: Mapped[int] = mapped_column(default=0)
    counted: Mapped[int] = mapped_column(default=0)
    figures: Mapped[str | None]
    unswept: Mapped[bool] = mapped_column(default=False)


class SurveyPost(Base):
    """A pulse was posted to a channel, by the channel's number; it stays when the channel is removed."""

    __tablename__ = "survey_posts"

    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id", ondelete="CASCADE"), primary_key=True)
    channel_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class Stored(NamedTuple):
    """A pulse, see above; `questions` and `figures` are JSON."""

    id: int
    key: str
    author: int | None
    state: str
    version: int
    title: str
    about: str
    questions: str
    audience: str
    channel: int | None
    days: int
    floor: int
    repeats: bool
    wave: int
    follows: int | None
    timezone: str
    opens_at: datetime | None
    opened_at: datetime | None
    closes_at: datetime | None
    next_at: datetime | None
    reminded: int
    counted: int
    figures: str | None
    unswept: bool


TABLE, POSTS = table_of(Survey), table_of(SurveyPost)
ROWS, POSTED = TABLE.c, POSTS.c

READ = select(*(ROWS[{"author": "author_id", "channel": "channel_id"}.get(name, name)] for name in Stored._fields))


async def add(session: AsyncSession, **values: Any) -> None:
    """Keep a new draft."""
    await session.execute(insert(Survey).values(values))


async def found(session: AsyncSession, *conditions: ColumnElement[bool]) -> Sequence[Stored]:
    """The pulses where all of these hold, the oldest first."""
    return [Stored(*row) for row in await session.execute(READ.where(*conditions).order_by(ROWS.id))]


def can_be_key(key: str) -> bool:
    """Whether this can be a key; a value that was tampered with can have halves of characters in it."""
    return key.isascii() and key.isalnum()


async def read(session: AsyncSession, key: str) -> Stored | None:
    """A pulse by its key."""
    if not can_be_key(key):
        return None
    return next(iter(await found(session, ROWS.key == key)), None)


async def lock(session: AsyncSession, key: str) -> Stored | None:
    """The same, locked until the transaction ends, after whoever is just changing or answering it."""
    if can_be_key(key):
        await session.execute(select(ROWS.id).where(ROWS.key == key).with_for_update())
    return await read(session, key)


async def lock_next(session: AsyncSession, ident: int) -> Stored | None:
    """The next wave of a pulse that is locked, locked as well."""
    key = await session.scalar(select(ROWS.key).where(ROWS.follows == ident))
    return await lock(session, key) if key is not None else None


async def share(session: AsyncSession, key: str) -> Stored | None:
    """The same for who answers: any number of them at once, and nobody closes it meanwhile."""
    if not can_be_key(key):
        return None
    held = READ.where(ROWS.key == key).with_for_update(read=True, key_share=True)
    row = (await session.execute(held)).one_or_none()
    return Stored(*row) if row is not None else None


async def change(session: AsyncSession, ident: int, **values: Any) -> None:
    """Change columns of a pulse that is locked."""
    await session.execute(update(TABLE).where(ROWS.id == ident).values(values))


async def in_state(session: AsyncSession, state: str) -> Sequence[Stored]:
    """The pulses in a state, the oldest first."""
    return await found(session, ROWS.state == state)


async def lock_open(session: AsyncSession) -> Sequence[Stored]:
    """All open pulses, held as by `share`."""
    held = READ.where(ROWS.state == OPEN).order_by(ROWS.id).with_for_update(read=True, key_share=True)
    return [Stored(*row) for row in await session.execute(held)]


async def remove(session: AsyncSession, ident: int) -> None:
    """Remove a draft."""
    await session.execute(delete(TABLE).where(ROWS.id == ident))


async def due(session: AsyncSession, now: datetime) -> Sequence[tuple[int, str]]:
    """(id, key) of the pulses about which something is to be done."""
    rows = select(ROWS.id, ROWS.key).where(ROWS.look_at <= now).order_by(ROWS.look_at, ROWS.id)
    return [(row[0], row[1]) for row in await session.execute(rows)]


async def unswept(session: AsyncSession) -> Sequence[str]:
    """The keys of closed pulses of which the machine may still hold bytes that were deleted."""
    return list((await session.execute(select(ROWS.key).where(UNSWEPT).order_by(ROWS.id))).scalars())


async def parts(session: AsyncSession) -> dict[int, str]:
    """The part that each member plays who has agreed to a profile and is here, by their ids."""
    rows = await session.execute(
        select(Profile.member_id, Profile.part)
        .join(Member, Member.id == Profile.member_id)
        .where(Profile.consented_at.is_not(None), is_here())
        .order_by(Profile.member_id)
    )
    return {row[0]: row[1] for row in rows}


async def add_post(session: AsyncSession, ident: int, channel: int) -> None:
    """Record that a pulse was posted to a channel; the same when it is."""
    await session.execute(insert_or_skip(session, SurveyPost), {"survey_id": ident, "channel_id": channel})


async def posts(session: AsyncSession, ident: int) -> Sequence[int]:
    """The channels in which a pulse was posted."""
    rows = select(POSTED.channel_id).where(POSTED.survey_id == ident).order_by(POSTED.channel_id)
    return list((await session.execute(rows)).scalars())


async def hand_over(session: AsyncSession, gone: int, kept: int) -> None:
    """Make a member's pulses another's."""
    await session.execute(update(TABLE).where(ROWS.author_id == gone).values(author_id=kept))


async def forget(session: AsyncSession, before: datetime) -> None:
    """Remove drafts that nobody touched since then, but for those that open by themselves."""
    left = (ROWS.state == DRAFT, ROWS.changed_at < before, ROWS.opens_at.is_(None))
    await session.execute(delete(TABLE).where(*left))
