"""What a worker asks of the outbox: what is due, whose turn it is, and to record how it went."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ScalarSelect,
    String,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, insert_or_skip, table_of
from storage.members import ACCOUNTS, Address
from storage.outbox import DELETED, HOME, IN_CHANNEL, MEMBER, OUTBOX


class Lane(Base):
    """What counts towards one limit of a platform: one kind of call in one workspace.

    `free_at` is when the next may go out; how far it lies back is what may go out at once. `limited` is the recipient
    whose message the platform last asked to wait with, until `limited_until`.
    """

    __tablename__ = "outbox_lanes"

    key: Mapped[str] = mapped_column(String(150), primary_key=True)
    free_at: Mapped[datetime]
    limited: Mapped[str] = mapped_column(String(200), default="")
    limited_until: Mapped[datetime | None]
    sent: Mapped[int] = mapped_column(BigInteger, default=0)
    retried: Mapped[int] = mapped_column(BigInteger, default=0)


class Row(NamedTuple):
    """A parcel as a worker sees it; see storage.outbox.Parcel."""

    id: int
    key: str
    recipient: str
    kind: str
    card: str | None
    version: int
    lane: str
    attempts: int
    tried_at: datetime | None
    platform: str
    workspace: str
    account: str
    conversation: str
    message: str
    passed: str


class Tally(NamedTuple):
    """What went through a lane since it was made."""

    key: str
    sent: int
    retried: int


LANES = table_of(Lane)
PARCEL, LANE = OUTBOX.c, LANES.c
ROW = tuple(PARCEL[name] for name in Row._fields)

NOW = bindparam("now", type_=PARCEL.due.type)
READY = (PARCEL.done_at.is_(None), PARCEL.due <= NOW)
UNSORTED = (PARCEL.lane == "", *READY)

earlier, lately = OUTBOX.alias("earlier"), OUTBOX.alias("lately")
FIRST = ~exists().where(
    earlier.c.recipient == PARCEL.recipient,
    earlier.c.id < PARCEL.id,
    earlier.c.done_at.is_(None),
    earlier.c.conversation == "",
)
QUIET = ~exists().where(
    lately.c.recipient == PARCEL.recipient,
    lately.c.done_at
    > case(
        (PARCEL.kind == IN_CHANNEL, bindparam("spaced_in_channel", type_=PARCEL.due.type)),
        else_=bindparam("spaced", type_=PARCEL.due.type),
    ),
)
TURN = or_(
    (PARCEL.conversation != "") & (PARCEL.kind != IN_CHANNEL),
    (PARCEL.conversation != "") & QUIET,
    PARCEL.kind == "home",
    FIRST & QUIET,
)
"""A condition for queries: nothing is ahead of the Parcel, and nothing went to its recipient a moment ago.

What changes a message waits for nothing else, but in a channel for a quiet moment; what shows a home for nothing.
"""


def first_due(lane: ColumnElement[str]) -> ScalarSelect[datetime]:
    """A column for queries: when the first parcel of a lane is or was due.

    Whether one is due could be asked by EXISTS, for which PostgreSQL at times reads the whole table.
    """
    sought = select(func.min(PARCEL.due)).where(PARCEL.lane == lane, PARCEL.done_at.is_(None))
    return sought.correlate(LANES).scalar_subquery()


OPEN = (
    LANE.free_at <= bindparam("horizon", type_=LANE.free_at.type),
    first_due(LANE.key) <= NOW,
)
"""Conditions for queries: something of this Lane is due, and something may go out before the horizon."""


WAITING_LANES = union_all(
    select(literal("").label("key")).where(first_due(literal("")) <= NOW),
    select(LANE.key).where(*OPEN),
)


async def ready(session: AsyncSession, now: datetime, horizon: datetime) -> Sequence[str]:
    """The lanes where something may be sent before the horizon; an empty one for what was not looked at yet."""
    found = await session.execute(WAITING_LANES, {"now": now, "horizon": horizon})
    return [str(row[0]) for row in found]


async def unsorted(session: AsyncSession, now: datetime, limit: int) -> Sequence[Row]:
    """What is due and has no lane yet, oldest first, locked."""
    sought = select(*ROW).where(*UNSORTED).order_by(PARCEL.due, PARCEL.id).limit(limit)
    rows = await session.execute(sought.with_for_update(skip_locked=True), {"now": now})
    return [Row(*row) for row in rows]


async def sort(session: AsyncSession, lanes: Mapping[str, Collection[int]], now: datetime) -> None:
    """Put parcels into their lanes, which are made where there are none; an empty lane takes them out of theirs."""
    new = [{"key": key, "free_at": now} for key in sorted(lanes) if key]
    if new:
        await session.execute(insert_or_skip(session, Lane), new)
    for key, ids in lanes.items():
        await session.execute(update(OUTBOX).where(PARCEL.id.in_(ids)).values(lane=key))


async def name_recipients(session: AsyncSession) -> None:
    """Say whose the parcels are that the version before put in while this one was installed."""
    prefix = case((PARCEL.kind == "home", HOME), else_=MEMBER)
    named = prefix + cast(PARCEL.member_id, String)
    await session.execute(update(OUTBOX).where(PARCEL.recipient == "", *UNSORTED[:2]).values(recipient=named))


async def open_lanes(session: AsyncSession, now: datetime, horizon: datetime) -> Sequence[tuple[str, datetime]]:
    """(key, free at) of the lanes where something may be sent before the horizon and nobody else serves, locked."""
    sought = select(LANE.key, LANE.free_at).where(*OPEN).order_by(LANE.key).with_for_update(skip_locked=True)
    return [(row[0], row[1]) for row in await session.execute(sought, {"now": now, "horizon": horizon})]


async def due(
    session: AsyncSession, lane: str, now: datetime, spaced: tuple[datetime, datetime], limit: int
) -> Sequence[Row]:
    """What is due in a lane and has its turn, oldest first, locked.

    None to whom something went after the first moment of `spaced`, and in a channel after the second.
    """
    sought = (
        select(*ROW)
        .where(PARCEL.lane == lane, *READY, TURN)
        .order_by(PARCEL.due, PARCEL.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=OUTBOX)
    )
    between, in_channel = spaced
    given = {"now": now, "spaced": between, "spaced_in_channel": in_channel}
    return [Row(*row) for row in await session.execute(sought, given)]


TAKE = (
    update(OUTBOX)
    .where(PARCEL.id == bindparam("parcel"))
    .values(
        due=bindparam("until"),
        attempts=PARCEL.attempts + 1,
        tried_at=func.coalesce(PARCEL.tried_at, bindparam("tried", type_=PARCEL.due.type)),
        platform=bindparam("on"),
        workspace=bindparam("within"),
        account=bindparam("whose"),
    )
)


async def take(session: AsyncSession, until: datetime, now: datetime, taken: Sequence[tuple[Row, Address]]) -> None:
    """Lease parcels, each to be tried at an address; nobody else gets them before the lease ends.

    What may arrive from now on is marked so, until it is known.
    """
    rows = [
        {
            "parcel": row.id,
            "until": until,
            "tried": None if row.conversation or row.kind == "home" else now,
            "on": platform,
            "within": workspace,
            "whose": user,
        }
        for row, (platform, workspace, user) in taken
    ]
    await session.execute(TAKE, rows)


async def set_free(session: AsyncSession, lane: str, free_at: datetime) -> None:
    """Say when the next may go out in a lane."""
    await session.execute(update(LANES).where(LANE.key == lane).values(free_at=free_at))


SAME = PARCEL.version == bindparam("sent")
DONE = (
    update(OUTBOX)
    .where(PARCEL.id == bindparam("parcel"), SAME | PARCEL.done_at.is_(None))
    .values(
        conversation=func.coalesce(bindparam("where", type_=String), PARCEL.conversation),
        message=func.coalesce(bindparam("which", type_=String), PARCEL.message),
        tried_at=None,
        link=func.coalesce(bindparam("leads", type_=String), PARCEL.link),
        failure="",
        reason="",
        card=case((SAME & (PARCEL.kind != IN_CHANNEL), None), else_=PARCEL.card),
        done_at=case((SAME, bindparam("now", type_=PARCEL.due.type)), else_=None),
        due=case((SAME, PARCEL.due), else_=bindparam("again", type_=PARCEL.due.type)),
        attempts=case((SAME, PARCEL.attempts), else_=0),
        lane=case((SAME, PARCEL.lane), else_=""),
    )
)


async def done(
    session: AsyncSession, arrived: Sequence[tuple[Row, tuple[str, str, str] | None]], now: datetime, again: datetime
) -> None:
    """Record that these were sent, and where they are then, if they can be changed there.

    What has become newer meanwhile is done once more, `again`.
    """
    rows = [
        {
            "parcel": row.id,
            "sent": row.version,
            "where": place[0] if place else None,
            "which": place[1] if place else None,
            "leads": place[2] if place else None,
            "now": now,
            "again": again,
        }
        for row, place in arrived
    ]
    if rows:
        await session.execute(DONE, rows)


def held(row: Row, until: datetime) -> tuple[ColumnElement[bool], ...]:
    """Conditions for queries: the parcel, as long as this lease of it holds."""
    return (PARCEL.id == row.id, PARCEL.due == until, PARCEL.done_at.is_(None))


async def postpone(
    session: AsyncSession, row: Row, until: datetime, due: datetime, *, attempts: int, doubted: bool
) -> None:
    """Try again then, unless the lease has ended; `doubted` keeps that it may have arrived."""
    values = {"due": due, "attempts": attempts} | ({} if doubted else {"tried_at": None})
    await session.execute(update(OUTBOX).where(*held(row, until)).values(values))


async def give_back(session: AsyncSession, row: Row, until: datetime, now: datetime) -> None:
    """Let somebody else take what was leased and not tried."""
    values = {"due": now, "attempts": row.attempts, "tried_at": row.tried_at}
    await session.execute(update(OUTBOX).where(*held(row, until)).values(values))


async def pass_on(session: AsyncSession, row: Row, until: datetime, now: datetime, passed: str) -> None:
    """Have it tried at another account of its member's, past those that could not be reached."""
    values = {"due": now, "attempts": 0, "tried_at": None, "lane": "", "passed": passed}
    await session.execute(update(OUTBOX).where(*held(row, until)).values(values))


async def fail(session: AsyncSession, ids: Collection[int], now: datetime, reason: str, failure: str) -> None:
    """Record why these never can be delivered; their words are kept for whoever sends them again."""
    values = {"done_at": now, "reason": reason, "failure": failure}
    await session.execute(update(OUTBOX).where(PARCEL.id.in_(ids), PARCEL.done_at.is_(None)).values(values))


async def lose(session: AsyncSession, row: Row, now: datetime, failure: str) -> None:
    """Record that what stood in a channel was deleted there; its card is kept for whoever posts it again."""
    gone = {"done_at": now, "reason": DELETED, "failure": failure, "conversation": "", "message": "", "link": ""}
    await session.execute(update(OUTBOX).where(PARCEL.id == row.id, PARCEL.done_at.is_(None)).values(gone))


async def count(session: AsyncSession, lane: str, *, sent: int, retried: int) -> None:
    """Count what went through a lane."""
    values = {"sent": LANE.sent + sent, "retried": LANE.retried + retried}
    await session.execute(update(LANES).where(LANE.key == lane).values(values))


async def hold(session: AsyncSession, lane: str, until: datetime) -> None:
    """Let nothing out in a lane before then."""
    await session.execute(update(LANES).where(LANE.key == lane, LANE.free_at < until).values(free_at=until))


async def limit(session: AsyncSession, lane: str, recipient: str, now: datetime, until: datetime) -> bool:
    """Note that a message to somebody has to wait; whether one to somebody else has to, too, at this very time."""
    sought = select(LANE.limited, LANE.limited_until).where(LANE.key == lane).with_for_update()
    found = (await session.execute(sought)).one_or_none()
    await session.execute(update(LANES).where(LANE.key == lane).values(limited=recipient, limited_until=until))
    return found is not None and found[0] not in ("", recipient) and found[1] is not None and found[1] > now


async def tallies(session: AsyncSession) -> Sequence[Tally]:
    """What went through each lane."""
    rows = await session.execute(select(LANE.key, LANE.sent, LANE.retried).order_by(LANE.key))
    return [Tally(*row) for row in rows]


async def reachable(session: AsyncSession, members: Collection[int]) -> dict[int, list[Address]]:
    """The accounts of these members that they have not left, what has been theirs for longest first."""
    found: dict[int, list[Address]] = defaultdict(list)
    if members:
        rows = await session.execute(
            select(ACCOUNTS.member_id, ACCOUNTS.platform, ACCOUNTS.workspace, ACCOUNTS.user)
            .where(ACCOUNTS.member_id.in_(members), ACCOUNTS.left_at.is_(None))
            .order_by(ACCOUNTS.since, ACCOUNTS.platform, ACCOUNTS.workspace, ACCOUNTS.user)
        )
        for member, platform, workspace, user in rows:
            found[member].append((platform, workspace, user))
    return found
