"""Match rounds, and what each member said to one."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ForeignKey,
    Index,
    Select,
    String,
    bindparam,
    case,
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
from storage.members import ACCOUNTS, is_here
from storage.profiles import MEMBERS, PROFILES
from storage.round_members import PARTS

JOINED, NOT_NOW = "joined", "not-now"
"""What somebody can say to a round; empty for nothing."""

PAIRED, ALONE, FULL = "paired", "alone", "full"
"""What came of it for who joined; empty for who was out of it by then."""

ANNOUNCEMENT, CLOSING, SILENCED = "announcement", "closing", "silenced"
"""What is still to be told somebody of a round."""

TO_TELL = text("waits != ''")


class Round(Base):
    """A match round. `due` is the moment for which it was opened, and which no other round can have.

    The figures are those of its end: how many were asked, joined, were paired, and were left alone.
    """

    __tablename__ = "rounds"
    __table_args__ = (
        # Messages and buttons name a round by its id, which must be nobody else's once it is gone.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    due: Mapped[datetime] = mapped_column(unique=True)
    opened_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    paired_at: Mapped[datetime | None]
    asked: Mapped[int] = mapped_column(default=0)
    joined: Mapped[int] = mapped_column(default=0)
    paired: Mapped[int] = mapped_column(default=0)
    alone: Mapped[int] = mapped_column(default=0)


class Place(Base):
    """What somebody said to a round and what came of it; `waits` is what they are still to be told."""

    __tablename__ = "round_places"
    __table_args__ = (Index("ix_round_places_waits", "round_id", postgresql_where=TO_TELL, sqlite_where=TO_TELL),)

    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True)
    said: Mapped[str] = mapped_column(String(20), default="")
    came: Mapped[str] = mapped_column(String(20), default="")
    waits: Mapped[str] = mapped_column(String(20), default="")


class Held(NamedTuple):
    """A round."""

    id: int
    due: datetime
    opened_at: datetime
    closes_at: datetime
    paired_at: datetime | None
    asked: int
    joined: int
    paired: int
    alone: int


class Waiting(NamedTuple):
    """Somebody who is to be told something of a round, with what came of it for them."""

    round: int
    member: int
    said: str
    came: str
    waits: str


class Joined(NamedTuple):
    """Somebody who joined a round, with all that a pairing goes by."""

    member: int
    name: str
    timezone: str
    part: str
    region: str
    monthly_requests: int
    paused: bool
    paused_until: date | None
    agreed: bool
    here: bool
    texts_revision: int
    direct: bool
    place: str
    third: bool
    first: int


ROUNDS, PLACES = table_of(Round), table_of(Place)
HELD = select(*(ROUNDS.c[name] for name in Held._fields))


async def latest(session: AsyncSession) -> Held | None:
    """The last round that was opened."""
    row = (await session.execute(HELD.order_by(ROUNDS.c.due.desc()).limit(1))).one_or_none()
    return Held._make(row) if row else None


async def all_held(session: AsyncSession, limit: int) -> list[Held]:
    """The last rounds, latest first."""
    return [Held._make(row) for row in await session.execute(HELD.order_by(ROUNDS.c.due.desc()).limit(limit))]


async def read(session: AsyncSession, ident: int) -> Held | None:
    """A round by its id."""
    row = (await session.execute(HELD.where(ROUNDS.c.id == ident))).one_or_none()
    return Held._make(row) if row else None


async def hold(session: AsyncSession, ident: int) -> Held | None:
    """A round, which is not paired before this transaction ends; any number may hold it at once."""
    row = (await session.execute(HELD.where(ROUNDS.c.id == ident).with_for_update(read=True))).one_or_none()
    return Held._make(row) if row else None


async def lock(session: AsyncSession, ident: int) -> Held | None:
    """A round, locked until the transaction ends, after whoever holds it."""
    row = (await session.execute(HELD.where(ROUNDS.c.id == ident).with_for_update())).one_or_none()
    return Held._make(row) if row else None


async def to_pair(session: AsyncSession, now: datetime) -> list[int]:
    """The rounds that can be joined no more and are not paired yet."""
    over = select(ROUNDS.c.id).where(ROUNDS.c.paired_at.is_(None), ROUNDS.c.closes_at <= now)
    return list((await session.execute(over.order_by(ROUNDS.c.id))).scalars())


async def open_one(session: AsyncSession, *, due: datetime, opened_at: datetime, closes_at: datetime) -> int | None:
    """Open the round of this moment; its id, or None when there is one already."""
    values = {"due": due, "opened_at": opened_at, "closes_at": closes_at, "asked": 0, "joined": 0, "paired": 0}
    added = insert_or_skip(session, Round).values(**values, alone=0).returning(ROUNDS.c.id)
    found: int | None = (await session.execute(added)).scalar_one_or_none()
    return found


async def settle(session: AsyncSession, ident: int, **values: Any) -> None:
    """Write these columns of a round."""
    await session.execute(update(ROUNDS).where(ROUNDS.c.id == ident).values(values))


async def leave(session: AsyncSession, member: int) -> None:
    """Forget what a member said to rounds."""
    await session.execute(delete(PLACES).where(PLACES.c.member_id == member))


async def invite(session: AsyncSession, ident: int, members: Sequence[int]) -> None:
    """Have these members asked to join a round."""
    rows = [
        {"round_id": ident, "member_id": member, "said": "", "came": "", "waits": ANNOUNCEMENT} for member in members
    ]
    await session.execute(insert(PLACES), rows)


async def place_of(session: AsyncSession, ident: int, member: int) -> Waiting | None:
    """What somebody said to a round and what came of it; None for who was not asked and did not join."""
    found = select(*(PLACES.c[name] for name in ("round_id", "member_id", "said", "came", "waits"))).where(
        PLACES.c.round_id == ident, PLACES.c.member_id == member
    )
    row = (await session.execute(found)).one_or_none()
    return Waiting._make(row) if row else None


async def say(session: AsyncSession, ident: int, member: int, said: str) -> None:
    """Note what somebody says to a round, in place of what they said before."""
    values = {"round_id": ident, "member_id": member, "said": said, "came": "", "waits": ""}
    await session.execute(insert_or_skip(session, Place), values)
    await session.execute(
        update(PLACES).where(PLACES.c.round_id == ident, PLACES.c.member_id == member).values(said=said, waits="")
    )


def who_joined(ident: int) -> Select[tuple[int]]:
    """A query for the ids of those who joined a round."""
    return select(PLACES.c.member_id).where(PLACES.c.round_id == ident, PLACES.c.said == JOINED)


async def lock_joined(session: AsyncSession, ident: int) -> None:
    """Lock the profiles of those who joined, after whoever is just asking, blocking, pausing or deleting one."""
    await session.execute(
        select(PROFILES.c.member_id)
        .where(PROFILES.c.member_id.in_(who_joined(ident)))
        .order_by(PROFILES.c.member_id)
        .with_for_update()
    )


JOINED_AND_HERE = (
    select(
        PARTS.c.member_id,
        MEMBERS.c.name,
        MEMBERS.c.timezone,
        PROFILES.c.part,
        PROFILES.c.region,
        PROFILES.c.monthly_requests,
        PROFILES.c.paused,
        PROFILES.c.paused_until,
        PROFILES.c.consented_at.is_not(None),
        is_here(),
        PROFILES.c.texts_revision,
        PARTS.c.direct,
        PARTS.c.place,
        PARTS.c.third,
        PARTS.c.first,
    )
    .join(PLACES, PLACES.c.member_id == PARTS.c.member_id)
    .join(MEMBERS, MEMBERS.c.id == PARTS.c.member_id)
    .join(PROFILES, PROFILES.c.member_id == PARTS.c.member_id)
    .where(PLACES.c.round_id == bindparam("round"), PLACES.c.said == JOINED)
    .order_by(PARTS.c.member_id)
)


async def joined(session: AsyncSession, ident: int) -> list[Joined]:
    """Those who joined a round, still take part and have a profile."""
    return [Joined._make(row) for row in await session.execute(JOINED_AND_HERE, {"round": ident})]


async def workspaces(session: AsyncSession, ident: int, platforms: Collection[str]) -> dict[int, set[tuple[str, str]]]:
    """Where those who joined a round have an account, on these platforms."""
    rows = await session.execute(
        select(ACCOUNTS.member_id, ACCOUNTS.platform, ACCOUNTS.workspace).where(
            ACCOUNTS.left_at.is_(None), ACCOUNTS.platform.in_(platforms), ACCOUNTS.member_id.in_(who_joined(ident))
        )
    )
    found: dict[int, set[tuple[str, str]]] = {}
    for member, platform, workspace in rows:
        found.setdefault(member, set()).add((platform, workspace))
    return found


async def silent_of(session: AsyncSession, ident: int) -> list[int]:
    """Those who were asked and said nothing."""
    found = select(PLACES.c.member_id).where(
        PLACES.c.round_id == ident, PLACES.c.said == "", PLACES.c.waits != ANNOUNCEMENT
    )
    return list((await session.execute(found)).scalars())


async def count_said(session: AsyncSession, ident: int) -> dict[str, int]:
    """How many said what to a round."""
    rows = await session.execute(
        select(PLACES.c.said, func.count()).where(PLACES.c.round_id == ident).group_by(PLACES.c.said)
    )
    return {row[0]: row[1] for row in rows}


async def end(
    session: AsyncSession, ident: int, *, came: Mapping[int, str], silent: Sequence[int], pause_from: int
) -> None:
    """Write what came of a round for everybody, and who is to be told what.

    Who was left alone comes first next time, and who was paired no more. Who was silent for as many rounds in a row as
    `pause_from` is paused.
    """
    await session.execute(update(PLACES).where(PLACES.c.round_id == ident).values(waits=CLOSING))
    if came:
        await session.execute(
            update(PLACES)
            .where(PLACES.c.round_id == ident, PLACES.c.member_id == bindparam("who"))
            .values(came=bindparam("what")),
            [{"who": member, "what": what} for member, what in came.items()],
        )
    for what, first in ((ALONE, PARTS.c.first + 1), (PAIRED, 0)):
        theirs = select(PLACES.c.member_id).where(PLACES.c.round_id == ident, PLACES.c.came == what)
        await session.execute(update(PARTS).where(PARTS.c.member_id.in_(theirs)).values(first=first))
    if silent:
        await session.execute(
            update(PARTS)
            .where(PARTS.c.member_id == bindparam("who"))
            .values(silent=PARTS.c.silent + 1, paused=PARTS.c.silent + 1 >= pause_from),
            [{"who": member} for member in silent],
        )
        paused = select(PARTS.c.member_id).where(PARTS.c.paused)
        await session.execute(
            update(PLACES)
            .where(PLACES.c.round_id == ident, PLACES.c.said == "", PLACES.c.member_id.in_(paused))
            .values(waits=SILENCED)
        )


async def to_tell(session: AsyncSession, limit: int) -> list[Waiting]:
    """Those who are to be told something, and are marked as told; what another worker has locked is left to it."""
    wanted = (
        select(PLACES.c.round_id, PLACES.c.member_id, PLACES.c.said, PLACES.c.came, PLACES.c.waits)
        .where(TO_TELL)
        .order_by(PLACES.c.round_id, PLACES.c.member_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = [Waiting._make(row) for row in await session.execute(wanted)]
    if found:
        await session.execute(
            update(PLACES)
            .where(PLACES.c.round_id == bindparam("which"), PLACES.c.member_id == bindparam("who"))
            .values(waits=""),
            [{"which": one.round, "who": one.member} for one in found],
        )
    return found


async def hand_over(session: AsyncSession, gone: int, kept: int) -> None:
    """Make what one member said to rounds another's; of two answers to one round the one that says more is kept."""
    weight = case((PLACES.c.said == JOINED, 2), (PLACES.c.said == NOT_NOW, 1), else_=0)
    rows = await session.execute(
        select(PLACES.c.round_id, PLACES.c.member_id, weight)
        .where(or_(PLACES.c.member_id == gone, PLACES.c.member_id == kept))
        .order_by(PLACES.c.round_id, weight, PLACES.c.member_id == kept)
        .with_for_update()
    )
    last: dict[int, int] = {}
    for ident, member, _ in rows.all():
        if ident in last:
            await session.execute(delete(PLACES).where(PLACES.c.round_id == ident, PLACES.c.member_id == last[ident]))
        last[ident] = member
    await session.execute(update(PLACES).where(PLACES.c.member_id == gone).values(member_id=kept))


async def forget(session: AsyncSession, paired_before: datetime) -> None:
    """Remove what was said to rounds that were paired before then; their figures stay."""
    old = select(ROUNDS.c.id).where(ROUNDS.c.paired_at < paired_before)
    await session.execute(delete(PLACES).where(PLACES.c.round_id.in_(old)))
