"""Requests for an introduction, and what became of each."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    ScalarSelect,
    String,
    and_,
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

from storage import round_meetings
from storage.database import Base, table_of
from storage.members import Member
from storage.relays import Relay
from storage.round_meetings import SEATS

OPEN, LATER, DECLINED = "open", "later", "declined"
AGREED, WITHDRAWN, CLOSED = "agreed", "withdrawn", "closed"

WAITING = (OPEN, LATER, DECLINED)
"""The states that look the same to the asker: nothing is said yet."""

ANSWERABLE = (OPEN, LATER)

ROUND = "round"
"""The kind of an introduction that a match round made: nobody asked for it, and it has no terms."""

STILL_WAITING = text("state IN ('open', 'later', 'declined')")


class Introduction(Base):
    """A request of one member to meet another; `month` is the one, where the asked member is, that it counts towards.

    Its words are emptied once nobody needs them; who asked whom and when stays, for as long as it has to be known.
    `settled_at` is when it was agreed to, withdrawn or closed.
    """

    __tablename__ = "introductions"
    __table_args__ = (
        Index("ix_introductions_asked", "asked_id", "month"),
        Index("ix_introductions_asker", "asker_id", "asked_at"),
        Index("ix_introductions_waiting", "closes_at", postgresql_where=STILL_WAITING, sqlite_where=STILL_WAITING),
        Index("ix_introductions_settled", "settled_at"),
        # Messages and buttons name an introduction by its id, which must be nobody else's once it is gone.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    asker_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    asked_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(String(20), default=OPEN)
    asked_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    month: Mapped[date]
    reminded_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    about: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(String(20), default="")
    early: Mapped[str] = mapped_column(String(20), default="")
    time: Mapped[str] = mapped_column(String(200), default="")
    pay: Mapped[str] = mapped_column(String(20), default="")
    amount: Mapped[int | None]
    unit: Mapped[str] = mapped_column(String(20), default="")
    pay_by: Mapped[str] = mapped_column(String(20), default="")
    pay_note: Mapped[str] = mapped_column(String(300), default="")
    shared: Mapped[str] = mapped_column(default="")
    sentence: Mapped[str] = mapped_column(default="")
    question: Mapped[str] = mapped_column(default="")
    answer: Mapped[str] = mapped_column(default="")


class Terms(NamedTuple):
    """What the asker offers and wants; `amount` is in pence."""

    about: str
    kind: str
    early: str
    time: str
    pay: str
    amount: int | None
    unit: str
    pay_by: str
    pay_note: str


class Why(NamedTuple):
    """Why the two fit: topics of both in one line, and what the asked member wrote that fits best."""

    shared: str
    sentence: str


class Request(NamedTuple):
    """An introduction with the names of both."""

    id: int
    asker: int
    asker_name: str
    asked: int
    asked_name: str
    state: str
    asked_at: datetime
    closes_at: datetime
    settled_at: datetime | None
    question: str
    answer: str
    terms: Terms
    why: Why
    relayed: bool

    def other(self, member: int) -> tuple[int, str]:
        """Who of the two is not this one, and what they are called."""
        return (self.asked, self.asked_name) if member == self.asker else (self.asker, self.asker_name)


TABLE = table_of(Introduction)
ROWS = TABLE.c
RELAYS = table_of(Relay)
asker, asked = table_of(Member).alias("asker"), table_of(Member).alias("asked")
READ = (
    select(
        ROWS.id,
        ROWS.asker_id,
        asker.c.name,
        ROWS.asked_id,
        asked.c.name,
        ROWS.state,
        ROWS.asked_at,
        ROWS.closes_at,
        ROWS.settled_at,
        ROWS.question,
        ROWS.answer,
        *(ROWS[name] for name in Terms._fields),
        *(ROWS[name] for name in Why._fields),
        RELAYS.c.introduction_id.is_not(None),
    )
    .join(asker, asker.c.id == ROWS.asker_id)
    .join(asked, asked.c.id == ROWS.asked_id)
    .join(RELAYS, RELAYS.c.introduction_id == ROWS.id, isouter=True)
)
TERMS, WHYS = 11, 11 + len(Terms._fields)

WORDLESS: dict[str, Any] = {
    "about": "",
    "time": "",
    "pay_note": "",
    "shared": "",
    "sentence": "",
    "question": "",
    "answer": "",
}
"""An introduction without what anybody wrote."""


def request(row: Sequence[Any]) -> Request:
    """A row of `READ`."""
    return Request._make((*row[:TERMS], Terms(*row[TERMS:WHYS]), Why(*row[WHYS:-1]), row[-1]))


async def add(
    session: AsyncSession,
    *,
    asker_id: int,
    asked_id: int,
    asked_at: datetime,
    closes_at: datetime,
    month: date,
    terms: Terms,
    why: Why,
) -> int:
    """Keep a new request; its id."""
    values = {
        "asker_id": asker_id,
        "asked_id": asked_id,
        "asked_at": asked_at,
        "closes_at": closes_at,
        "month": month,
        **terms._asdict(),
        **why._asdict(),
    }
    added: int = (await session.execute(insert(TABLE).values(values).returning(ROWS.id))).scalar_one()
    return added


async def read(session: AsyncSession, ident: int) -> Request | None:
    """An introduction by its id."""
    row = (await session.execute(READ.where(ROWS.id == ident))).one_or_none()
    return request(row) if row else None


async def lock(session: AsyncSession, ident: int) -> Request | None:
    """The same, locked until the transaction ends, after whoever is just changing it."""
    await session.execute(select(ROWS.id).where(ROWS.id == ident).with_for_update())
    return await read(session, ident)


async def change(session: AsyncSession, ident: int, **values: Any) -> None:
    """Write these columns of an introduction."""
    await session.execute(update(TABLE).where(ROWS.id == ident).values(**values))


def of_pair(one: int, other: int) -> Any:
    """A condition for queries: it is between these two, whoever asked."""
    return or_(and_(ROWS.asker_id == one, ROWS.asked_id == other), and_(ROWS.asker_id == other, ROWS.asked_id == one))


async def between(session: AsyncSession, one: int, other: int, since: datetime) -> list[Request]:
    """What is still waiting between two members and what one of them asked since then, the latest first."""
    rows = await session.execute(
        READ.where(of_pair(one, other), or_(ROWS.asked_at > since, ROWS.state.in_(WAITING))).order_by(
            ROWS.asked_at.desc(), ROWS.id.desc()
        )
    )
    return [request(row) for row in rows]


async def waiting_of(session: AsyncSession, member: int, *, other: int | None = None) -> list[Request]:
    """Everything waiting that a member asked or was asked, by or of one other if need be; locked, oldest first."""
    whose = or_(ROWS.asker_id == member, ROWS.asked_id == member) if other is None else of_pair(member, other)
    found = (
        await session.execute(select(ROWS.id).where(whose, ROWS.state.in_(WAITING)).order_by(ROWS.id).with_for_update())
    ).scalars()
    rows = await session.execute(READ.where(ROWS.id.in_(list(found))).order_by(ROWS.id))
    return [request(row) for row in rows]


GOING_ON = READ.where(
    or_(ROWS.asker_id == bindparam("member"), ROWS.asked_id == bindparam("member")),
    or_(ROWS.state.in_(WAITING), RELAYS.c.introduction_id.is_not(None)),
).order_by(ROWS.asked_at, ROWS.id)


async def going_on(session: AsyncSession, member: int) -> list[Request]:
    """What a member is shown at home: what is waiting, and introductions whose messages we carry; oldest first."""
    return [request(row) for row in await session.execute(GOING_ON, {"member": member})]


async def relayed(session: AsyncSession, member: int, *, other: int | None = None) -> list[int]:
    """The introductions of a member, with one other if need be, whose messages we carry."""
    whose = or_(ROWS.asker_id == member, ROWS.asked_id == member) if other is None else of_pair(member, other)
    found = select(ROWS.id).join(RELAYS, RELAYS.c.introduction_id == ROWS.id).where(whose)
    return list((await session.execute(found)).scalars())


async def name_of_other(session: AsyncSession, member: int, other: int) -> str:
    """What somebody is called who asked a member or was asked by them; empty for all others."""
    rows = await session.execute(READ.where(of_pair(member, other)).limit(1))
    row = rows.first()
    return request(row).other(member)[1] if row else ""


async def count_open(session: AsyncSession, member: int) -> int:
    """How many requests of a member are waiting, as far as they can tell."""
    found = select(func.count()).select_from(TABLE).where(ROWS.asker_id == member, ROWS.state.in_(WAITING))
    return await session.scalar(found) or 0


async def add_of_round(session: AsyncSession, one: int, other: int, now: datetime, month: date) -> int:
    """Keep that a match round introduced two members; its id."""
    values = {"asker_id": one, "asked_id": other, "asked_at": now, "closes_at": now, "settled_at": now, "month": month}
    terms = Terms("", ROUND, "", "", "", None, "", "", "")
    written = {**values, **WORDLESS, **terms._asdict(), "state": AGREED}
    added: int = (await session.execute(insert(TABLE).values(written).returning(ROWS.id))).scalar_one()
    return added


async def count_in(session: AsyncSession, member: int, month: date) -> int:
    """How many requests a member was sent in a month, those of match rounds among them."""
    mine = (ROWS.asked_id == member, ROWS.month == month, ROWS.kind != ROUND)
    sent = await session.scalar(select(func.count()).select_from(TABLE).where(*mine)) or 0
    return sent + await round_meetings.count_in(session, member, month)


async def counts_since(session: AsyncSession, month: date) -> Counter[tuple[int, date]]:
    """The same for everybody who was sent any, by member and month, from this month on."""
    counts = await round_meetings.counts_since(session, month)
    rows = await session.execute(
        select(ROWS.asked_id, ROWS.month, func.count())
        .where(ROWS.month >= month, ROWS.kind != ROUND)
        .group_by(ROWS.asked_id, ROWS.month)
    )
    counts.update({(row[0], row[1]): row[2] for row in rows})
    return counts


async def pairs_since(session: AsyncSession, since: datetime) -> list[tuple[int, int]]:
    """Who asked whom since then or waits for their answer, and who agreed to meet since then."""
    found = select(ROWS.asker_id, ROWS.asked_id).where(
        or_(ROWS.asked_at > since, ROWS.settled_at > since, ROWS.state.in_(WAITING))
    )
    return [(row[0], row[1]) for row in await session.execute(found)]


async def met_since(session: AsyncSession, one: int, other: int, since: datetime) -> bool:
    """Whether two members were introduced since then."""
    met = select(ROWS.id).where(of_pair(one, other), ROWS.state == AGREED, ROWS.settled_at > since)
    return (await session.execute(met.limit(1))).first() is not None


async def due_for_reminder(session: AsyncSession, asked_before: datetime, now: datetime, limit: int) -> list[Request]:
    """Requests without an answer that were sent before then, locked; those that somebody is just answering are not."""
    return await taken(
        session,
        select(ROWS.id)
        .where(
            STILL_WAITING,
            ROWS.state == OPEN,
            ROWS.asked_at <= asked_before,
            ROWS.closes_at > now,
            ROWS.reminded_at.is_(None),
            or_(ROWS.question == "", ROWS.answer != ""),
        )
        .order_by(ROWS.id)
        .limit(limit),
    )


async def due_for_closing(session: AsyncSession, now: datetime, limit: int) -> list[Request]:
    """Requests whose time is over, likewise."""
    over = select(ROWS.id).where(STILL_WAITING, ROWS.closes_at <= now)
    return await taken(session, over.order_by(ROWS.closes_at, ROWS.id).limit(limit))


async def taken(session: AsyncSession, wanted: Any) -> list[Request]:
    """Lock what nobody else has locked of these, and read it."""
    ids = list((await session.execute(wanted.with_for_update(skip_locked=True))).scalars())
    rows = await session.execute(READ.where(ROWS.id.in_(ids)).order_by(ROWS.id)) if ids else ()
    return [request(row) for row in rows]


async def hand_over(session: AsyncSession, gone: int, kept: int) -> None:
    """Make what one member asked and was asked another's; what was between the two is removed."""
    await session.execute(delete(TABLE).where(of_pair(gone, kept)))
    await session.execute(update(TABLE).where(ROWS.asker_id == gone).values(asker_id=kept))
    await session.execute(update(TABLE).where(ROWS.asked_id == gone).values(asked_id=kept))


async def forget_words(session: AsyncSession, agreed_before: datetime) -> None:
    """Empty what was written in introductions that were agreed to before then; of others nothing is left to empty."""
    old = (ROWS.state == AGREED, ROWS.settled_at < agreed_before, ROWS.about != "")
    await session.execute(update(TABLE).where(*old).values(WORDLESS))


async def forget_words_of(session: AsyncSession, member: int) -> None:
    """Empty what was written in introductions of a member, but for what others still wait to have answered."""
    whose = or_(ROWS.asker_id == member, ROWS.asked_id == member)
    await session.execute(update(TABLE).where(whose, ROWS.state == AGREED).values(WORDLESS))
    theirs = {"shared": "", "sentence": "", "question": ""}
    await session.execute(update(TABLE).where(ROWS.asked_id == member, ROWS.state.in_(WAITING)).values(theirs))


async def forget(session: AsyncSession, asked_before: datetime) -> None:
    """Remove requests that came to nothing and were sent before then."""
    over = (ROWS.state.in_((WITHDRAWN, CLOSED)), ROWS.asked_at < asked_before)
    await session.execute(delete(TABLE).where(*over))


def latest_month(member: Column[int]) -> ColumnElement[date | None]:
    """A column for queries: the last month in which this member was sent a request, none if they never were."""
    mine, seats = TABLE.alias().c, SEATS.alias().c
    asked = of_each(member, func.max(mine.month), mine.asked_id == member, mine.kind != ROUND)
    found = of_each(member, func.max(seats.month), seats.member_id == member)
    return case((or_(asked.is_(None), found > asked), found), else_=asked)


def sent_in_latest_month(member: Column[int]) -> ColumnElement[int]:
    """A column for queries: how many they were sent in it."""
    mine, seats, last = TABLE.alias().c, SEATS.alias().c, latest_month(member)
    asked = of_each(member, func.count(), mine.asked_id == member, mine.kind != ROUND, mine.month == last)
    return asked + of_each(member, func.count(), seats.member_id == member, seats.month == last)


def of_each(member: Column[int], what: ColumnElement[Any], *conditions: ColumnElement[bool]) -> ScalarSelect[Any]:
    """A column for queries: something of each member, however deep in a query it stands."""
    return select(what).where(*conditions).correlate(member.table).scalar_subquery()
