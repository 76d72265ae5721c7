"""Polls: what is asked, where it stands, and what came of it. Who chose what is in storage/poll_ballots.py."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, insert_or_skip, table_of
from storage.members import MEMBERS, Member, is_here

DRAFT, OPEN, CLOSED, REMOVED = "draft", "open", "closed", "removed"

NUMBERS, ANONYMOUS, NAMED, NAMED_LATER = "numbers", "anonymous", "named", "named_later"
"""Who sees what: numbers as they come in; numbers at the end, from five votes on; names as they come in; at the end."""

WITH_NAMES = frozenset({NAMED, NAMED_LATER})
LIVE = frozenset({NUMBERS, NAMED})

WEEK, MONTH = "week", "month"

TO_LOOK_AT = text("look_at IS NOT NULL")
TO_DRAW = text("picture = ''")


class Poll(Base):
    """A poll, or the draft of one; messages and buttons know it by `key`, which nobody can guess.

    `channel_id` is the channel in which it is asked, none for all channels for announcements. `most` is how many
    answers one may choose. It closes at `closes_at`, and the next of its kind is asked at `next_at`; `look_at` is the
    earlier of the two. `secret` makes the tokens of those who vote without their names; it is gone once it is closed,
    when `voters` is how many had voted. `follows` is the poll that it is the next of, and `began_at` when the first of
    them all was asked. `picture` is the token of the file that shows what came of it, empty while that is to be drawn,
    none where there is none.
    """

    __tablename__ = "polls"
    __table_args__ = (
        Index("ix_polls_author", "author_id", "state"),
        Index("ix_polls_look_at", "look_at", postgresql_where=TO_LOOK_AT, sqlite_where=TO_LOOK_AT),
        Index("ix_polls_to_draw", "id", postgresql_where=TO_DRAW, sqlite_where=TO_DRAW),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(20), unique=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(String(20), default=DRAFT)
    channel_id: Mapped[int | None]
    question: Mapped[str] = mapped_column(String(300), default="")
    shown: Mapped[str] = mapped_column(String(20), default=NUMBERS)
    most: Mapped[int] = mapped_column(default=1)
    adding: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime] = mapped_column(index=True)
    opened_at: Mapped[datetime | None]
    edited_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    timezone: Mapped[str] = mapped_column(String(64), default="")
    repeats: Mapped[str] = mapped_column(String(10), default="")
    next_at: Mapped[datetime | None]
    look_at: Mapped[datetime | None]
    follows: Mapped[int | None] = mapped_column(unique=True)
    began_at: Mapped[datetime | None]
    voters: Mapped[int] = mapped_column(default=0)
    secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    picture: Mapped[str | None] = mapped_column(String(32))


class PollOption(Base):
    """One answer of a poll; `votes` is how many chose it, once the poll is closed and where that may be known.

    `added` says that it is none of the author's; by whom it was added is known while the poll is open.
    """

    __tablename__ = "poll_options"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id", ondelete="CASCADE"), index=True)
    label: Mapped[str] = mapped_column(String(200))
    added: Mapped[bool]
    added_by: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), index=True)
    votes: Mapped[int | None]


class PollPost(Base):
    """A poll was posted to a channel, by the channel's number; it stays when the channel is removed."""

    __tablename__ = "poll_posts"

    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id", ondelete="CASCADE"), primary_key=True)
    channel_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class Option(NamedTuple):
    """An answer, see above."""

    id: int
    label: str
    added: bool
    added_by: int | None
    votes: int | None


class Stored(NamedTuple):
    """A poll, see above; with its author's name, and whether an account of theirs is there."""

    id: int
    key: str
    author: int
    author_name: str
    author_here: bool
    state: str
    channel: int | None
    question: str
    shown: str
    most: int
    adding: bool
    opened_at: datetime | None
    edited_at: datetime | None
    closes_at: datetime | None
    timezone: str
    repeats: str
    next_at: datetime | None
    follows: int | None
    began_at: datetime | None
    voters: int
    secret: bytes | None
    picture: str | None

    @property
    def named(self) -> bool:
        """Whether it is kept who chose what."""
        return self.shown in WITH_NAMES

    @property
    def live(self) -> bool:
        """Whether it is shown as it comes in."""
        return self.shown in LIVE


TABLE, OPTIONS, POSTS = table_of(Poll), table_of(PollOption), table_of(PollPost)
ROWS, ANSWERS, POSTED = TABLE.c, OPTIONS.c, POSTS.c

READ = (
    select(
        ROWS.id,
        ROWS.key,
        ROWS.author_id,
        MEMBERS.name,
        is_here(),
        *(ROWS[name] for name in ("state", "channel_id", "question", "shown", "most", "adding", "opened_at")),
        *(ROWS[name] for name in ("edited_at", "closes_at", "timezone", "repeats", "next_at", "follows", "began_at")),
        *(ROWS[name] for name in ("voters", "secret", "picture")),
    )
    .join(table_of(Member), MEMBERS.id == ROWS.author_id)
    .order_by(ROWS.id)
)


async def add(session: AsyncSession, key: str, author: int, channel: int | None, now: datetime) -> None:
    """Begin a draft."""
    values = {"key": key, "author_id": author, "channel_id": channel, "changed_at": now}
    await session.execute(insert(Poll).values(values))


async def found(session: AsyncSession, *conditions: ColumnElement[bool]) -> Sequence[Stored]:
    """The polls where all of these hold."""
    return [Stored(*row) for row in await session.execute(READ.where(*conditions))]


async def read(session: AsyncSession, key: str) -> Stored | None:
    """A poll by its key."""
    return next(iter(await found(session, ROWS.key == key)), None)


async def lock(session: AsyncSession, key: str) -> Stored | None:
    """The same, locked until the transaction ends, after whoever is just changing it or voting."""
    await session.execute(select(ROWS.id).where(ROWS.key == key).with_for_update())
    return await read(session, key)


SHARED = READ.where(ROWS.key == bindparam("sought")).with_for_update(read=True, key_share=True, of=TABLE)


async def share(session: AsyncSession, key: str) -> Stored | None:
    """The same for who votes: any number of them at once, and nobody changes or closes it meanwhile."""
    row = (await session.execute(SHARED, {"sought": key})).one_or_none()
    return Stored(*row) if row is not None else None


async def hold(session: AsyncSession, ident: int) -> Stored | None:
    """The same by its id for who shows it anew: one after another, and without keeping anybody from voting."""
    await session.execute(select(ROWS.id).where(ROWS.id == ident).with_for_update(key_share=True))
    return next(iter(await found(session, ROWS.id == ident)), None)


async def change(session: AsyncSession, ident: int, **values: Any) -> None:
    """Change columns of a poll that is locked."""
    await session.execute(update(TABLE).where(ROWS.id == ident).values(values))


GIVEN = (
    select(ANSWERS.id, ANSWERS.label, ANSWERS.added, ANSWERS.added_by, ANSWERS.votes)
    .where(ANSWERS.poll_id == bindparam("poll"))
    .order_by(ANSWERS.id)
)


async def options(session: AsyncSession, ident: int) -> Sequence[Option]:
    """The answers of a poll, in the order in which they were given."""
    return [Option(*row) for row in await session.execute(GIVEN, {"poll": ident})]


LABEL = select(ANSWERS.label).where(ANSWERS.id == bindparam("sought"), ANSWERS.poll_id == bindparam("poll"))


async def label(session: AsyncSession, ident: int, option: int) -> str:
    """One answer of a poll; nothing where it is none of its answers."""
    return await session.scalar(LABEL, {"sought": option, "poll": ident}) or ""


async def add_options(session: AsyncSession, ident: int, labels: Sequence[str], by: int | None = None) -> None:
    """Add answers, which the author gave or somebody else."""
    rows = [{"poll_id": ident, "label": label, "added": by is not None, "added_by": by} for label in labels]
    if rows:
        await session.execute(insert(OPTIONS), rows)


async def drop_options(session: AsyncSession, ids: Collection[int]) -> None:
    """Remove answers; the votes for them are removed elsewhere."""
    await session.execute(delete(OPTIONS).where(ANSWERS.id.in_(ids)))


async def forget_adders(session: AsyncSession, ident: int) -> None:
    """Forget who added which answer of a poll: they are likely to have chosen it."""
    await session.execute(update(OPTIONS).where(ANSWERS.poll_id == ident).values(added_by=None))


async def keep_votes(session: AsyncSession, votes: Mapping[int, int]) -> None:
    """Keep how many chose each answer of a poll that is closed."""
    for option, count in votes.items():
        await session.execute(update(OPTIONS).where(ANSWERS.id == option).values(votes=count))


async def take_turn(session: AsyncSession, member: int) -> None:
    """Have a member open one poll after another, so that they keep to how many they may have."""
    await session.execute(select(MEMBERS.id).where(MEMBERS.id == member).with_for_update(key_share=True))


async def count_open(session: AsyncSession, author: int) -> int:
    """How many polls of a member are open."""
    counted = select(func.count()).select_from(TABLE).where(ROWS.author_id == author, ROWS.state == OPEN)
    return (await session.execute(counted)).scalar_one()


MINE = (
    READ.where(ROWS.author_id == bindparam("author"), ROWS.state.in_((OPEN, CLOSED)))
    .order_by(None)
    .order_by(ROWS.id.desc())
)


async def of(session: AsyncSession, author: int) -> Sequence[Stored]:
    """A member's polls that are open or closed, the latest first."""
    return [Stored(*row) for row in await session.execute(MINE, {"author": author})]


async def lock_of(session: AsyncSession, author: int) -> Sequence[Stored]:
    """All polls and drafts of a member, locked."""
    mine = select(ROWS.id).where(ROWS.author_id == author).order_by(ROWS.id).with_for_update()
    await session.execute(mine)
    return await found(session, ROWS.author_id == author)


async def due(session: AsyncSession, now: datetime, limit: int) -> Sequence[str]:
    """The keys of polls that are to be closed or asked again."""
    keys = select(ROWS.key).where(ROWS.look_at <= now).order_by(ROWS.look_at, ROWS.id).limit(limit)
    return list((await session.execute(keys)).scalars())


def open_to_all(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Conditions for queries: asked in all channels for announcements, open, and by somebody who is there."""
    return (ROWS.state == OPEN, ROWS.channel_id.is_(None), ROWS.look_at > now, is_here())


async def asked_of_all(session: AsyncSession, now: datetime, limit: int) -> Sequence[Stored]:
    """The open polls that were asked of the whole network, the newest first."""
    newest = READ.where(*open_to_all(now)).order_by(None).order_by(ROWS.id.desc()).limit(limit)
    return [Stored(*row) for row in await session.execute(newest)]


async def standing(session: AsyncSession, ids: Collection[int], now: datetime) -> dict[int, int]:
    """Those of these polls that are open to all still, each with its author."""
    kept = select(ROWS.id, ROWS.author_id).join(table_of(Member), MEMBERS.id == ROWS.author_id)
    rows = await session.execute(kept.where(ROWS.id.in_(ids), *open_to_all(now)))
    return {row[0]: row[1] for row in rows}


async def to_draw(session: AsyncSession, limit: int) -> Sequence[Stored]:
    """Closed polls whose picture is to be drawn."""
    return [Stored(*row) for row in await session.execute(READ.where(TO_DRAW).limit(limit))]


async def voted_in(session: AsyncSession, named: Collection[int]) -> Sequence[Stored]:
    """These polls, and all open ones in which votes have no names: somebody may have voted there, held as by `hold`."""
    which = or_(ROWS.id.in_(named), and_(ROWS.state == OPEN, ROWS.secret.is_not(None)))
    await session.execute(select(ROWS.id).where(which).order_by(ROWS.id).with_for_update(key_share=True))
    return await found(session, which)


async def add_post(session: AsyncSession, ident: int, channel: int) -> None:
    """Record that a poll was posted to a channel; the same when it is."""
    await session.execute(insert_or_skip(session, PollPost), {"poll_id": ident, "channel_id": channel})


async def posts(session: AsyncSession, ident: int) -> Sequence[int]:
    """The channels in which a poll was posted."""
    rows = select(POSTED.channel_id).where(POSTED.poll_id == ident).order_by(POSTED.channel_id)
    return list((await session.execute(rows)).scalars())


async def hand_over(session: AsyncSession, gone: int, kept: int) -> None:
    """Make a member's polls and answers another's."""
    await session.execute(update(TABLE).where(ROWS.author_id == gone).values(author_id=kept))
    await session.execute(update(OPTIONS).where(ANSWERS.added_by == gone).values(added_by=kept))


async def forget(session: AsyncSession, closed_before: datetime, drafted_before: datetime) -> None:
    """Remove polls that were closed or removed before then, and drafts from before then."""
    over = and_(ROWS.state.in_((CLOSED, REMOVED)), ROWS.changed_at < closed_before)
    left = and_(ROWS.state == DRAFT, ROWS.changed_at < drafted_before)
    await session.execute(delete(TABLE).where(or_(over, left)))
