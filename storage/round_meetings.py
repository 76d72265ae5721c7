"""Who is to meet whom in a match round, and what each has said to it."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Date, ForeignKey, Index, String, delete, func, insert, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, table_of
from storage.members import Member

NEW, OPEN, MET, OVER = "new", "open", "met", "over"
"""How a meeting stands: nobody was told yet, somebody is asked, they were introduced, or it came to nothing."""

ASKED, LATER, YES, OUT = "asked", "later", "yes", "out"
"""What somebody says to it; who is introduced directly has said yes from the start, and who is out never will."""

GOING_ON = text("state IN ('new', 'open')")


class Meeting(Base):
    """Two or three who were brought together by a round."""

    __tablename__ = "round_meetings"
    __table_args__ = (
        Index("ix_round_meetings_going_on", "closes_at", postgresql_where=GOING_ON, sqlite_where=GOING_ON),
        Index("ix_round_meetings_made_at", "made_at"),
        # Messages and buttons name a meeting by its id, which must be nobody else's once it is gone.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"), index=True)
    made_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(20), default=NEW)
    reminded: Mapped[bool] = mapped_column(default=False)


class Seat(Base):
    """One of them. As a request it counts towards `month`, the one where they are; none for who is not asked."""

    __tablename__ = "round_seats"
    __table_args__ = (Index("ix_round_seats_member", "member_id", "month"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("round_meetings.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[str] = mapped_column(String(20), default=ASKED)
    place: Mapped[str] = mapped_column(String(20))
    month: Mapped[date | None] = mapped_column(Date)


class Sat(NamedTuple):
    """One of those who are to meet: what they are called, what they said, where, and whether they were asked at all."""

    member: int
    name: str
    state: str
    place: str
    asked: bool


class Made(NamedTuple):
    """A meeting with everybody in it."""

    id: int
    made_at: datetime
    closes_at: datetime
    state: str
    seats: tuple[Sat, ...]

    @property
    def members(self) -> tuple[int, ...]:
        """Their ids."""
        return tuple(seat.member for seat in self.seats)

    @property
    def going_on(self) -> bool:
        """Whether something can still come of it."""
        return self.state in {NEW, OPEN}

    def seat(self, member: int) -> Sat | None:
        """The one of this member."""
        return next((seat for seat in self.seats if seat.member == member), None)


class Planned(NamedTuple):
    """One who is to meet others: whether they are not asked first, where, and in which month where they are."""

    member: int
    direct: bool
    place: str
    month: date


MEETINGS, SEATS, MEMBERS = table_of(Meeting), table_of(Seat), table_of(Member).c
M, S = MEETINGS.c, SEATS.c
READ = (
    select(M.id, M.made_at, M.closes_at, M.state, S.member_id, MEMBERS.name, S.state, S.place, S.month.is_not(None))
    .join(SEATS, S.meeting_id == M.id)
    .join(MEMBERS.id.table, MEMBERS.id == S.member_id)
    .order_by(M.id, S.member_id)
)


async def plan(
    session: AsyncSession, ident: int, groups: Sequence[Sequence[Planned]], *, now: datetime, closes_at: datetime
) -> None:
    """Keep who is to meet whom in a round."""
    if not groups:
        return
    values = {"round_id": ident, "made_at": now, "closes_at": closes_at, "state": NEW, "reminded": False}
    added = await session.execute(
        insert(MEETINGS).returning(M.id, sort_by_parameter_order=True), [values for _ in groups]
    )
    rows = [
        {
            "meeting_id": meeting,
            "member_id": one.member,
            "state": YES if one.direct else ASKED,
            "place": one.place,
            "month": None if one.direct else one.month,
        }
        for meeting, group in zip(added.scalars().all(), groups, strict=True)
        for one in group
    ]
    await session.execute(insert(SEATS), rows)


async def found(session: AsyncSession, wanted: Sequence[int]) -> list[Made]:
    """These meetings, by their ids."""
    rows = (await session.execute(READ.where(M.id.in_(wanted)))).all() if wanted else []
    seats: dict[int, list[Sat]] = {}
    heads = {}
    for ident, made_at, closes_at, state, *seat in rows:
        heads[ident] = (made_at, closes_at, state)
        seats.setdefault(ident, []).append(Sat(*seat))
    return [Made(ident, *head, tuple(seats[ident])) for ident, head in heads.items()]


async def read(session: AsyncSession, ident: int) -> Made | None:
    """A meeting by its id."""
    return next(iter(await found(session, [ident])), None)


async def lock(session: AsyncSession, ident: int) -> Made | None:
    """The same, locked until the transaction ends, after whoever is just changing it."""
    await session.execute(select(M.id).where(M.id == ident).with_for_update())
    return await read(session, ident)


async def taken(session: AsyncSession, state: str, before: datetime | None, limit: int) -> list[Made]:
    """Meetings that stand so, and whose time was over then if need be; locked, but for what others have locked."""
    wanted = select(M.id).where(GOING_ON, M.state == state)
    if before is not None:
        wanted = wanted.where(M.closes_at <= before)
    ids = await session.execute(wanted.order_by(M.id).limit(limit).with_for_update(skip_locked=True))
    return await found(session, list(ids.scalars()))


async def due_for_reminder(session: AsyncSession, closes_before: datetime, limit: int) -> list[Made]:
    """Meetings that close before then and were not reminded of, marked as such; locked likewise."""
    wanted = select(M.id).where(GOING_ON, M.state == OPEN, M.reminded.is_(False), M.closes_at <= closes_before)
    ids = await session.execute(wanted.order_by(M.id).limit(limit).with_for_update(skip_locked=True))
    due = list(ids.scalars())
    await session.execute(update(MEETINGS).where(M.id.in_(due)).values(reminded=True))
    return await found(session, due)


async def set_state(session: AsyncSession, ident: int, state: str) -> None:
    """Note how a meeting stands."""
    await session.execute(update(MEETINGS).where(M.id == ident).values(state=state))


async def end(session: AsyncSession, ident: int) -> None:
    """Have a meeting come to nothing; what anybody said to it is not kept."""
    await set_state(session, ident, OVER)
    await session.execute(update(SEATS).where(S.meeting_id == ident).values(state=OUT))


async def say(session: AsyncSession, ident: int, member: int, state: str) -> None:
    """Note what somebody says to a meeting."""
    await session.execute(update(SEATS).where(S.meeting_id == ident, S.member_id == member).values(state=state))


async def going_on(session: AsyncSession, member: int, *, locked: bool = False) -> list[Made]:
    """The meetings of a member of which something can still come, oldest first."""
    mine = select(S.meeting_id).where(S.member_id == member)
    wanted = select(M.id).where(GOING_ON, M.id.in_(mine)).order_by(M.id)
    ids = await session.execute(wanted.with_for_update() if locked else wanted)
    return await found(session, list(ids.scalars()))


async def count_in(session: AsyncSession, member: int, month: date) -> int:
    """How many times rounds asked somebody in a month."""
    mine = select(func.count()).select_from(SEATS).where(S.member_id == member, S.month == month)
    return await session.scalar(mine) or 0


async def counts_since(session: AsyncSession, month: date) -> Counter[tuple[int, date]]:
    """The same for everybody whom they asked, by member and month, from this month on."""
    asked = select(S.member_id, S.month, func.count()).where(S.month >= month).group_by(S.member_id, S.month)
    return Counter({(row[0], row[1]): row[2] for row in await session.execute(asked)})


async def pairs_since(session: AsyncSession, since: datetime) -> list[tuple[int, int]]:
    """Who was to meet whom since then, the lower id first."""
    other = SEATS.alias()
    rows = await session.execute(
        select(S.member_id, other.c.member_id)
        .join(MEETINGS, M.id == S.meeting_id)
        .join(other, (other.c.meeting_id == S.meeting_id) & (other.c.member_id > S.member_id))
        .where(M.made_at > since)
    )
    return [(row[0], row[1]) for row in rows]


async def name_of_other(session: AsyncSession, member: int, other: int) -> str:
    """What somebody is called whom a member was asked to meet, or met, in a round; empty for all others."""
    theirs = SEATS.alias()
    known = (
        select(MEMBERS.name)
        .join(theirs, theirs.c.member_id == MEMBERS.id)
        .join(SEATS, S.meeting_id == theirs.c.meeting_id)
        .join(MEETINGS, M.id == S.meeting_id)
        .where(S.member_id == member, theirs.c.member_id == other, or_(S.month.is_not(None), M.state == MET))
    )
    return await session.scalar(known.limit(1)) or ""


async def hand_over(session: AsyncSession, gone: int, kept: int) -> None:
    """Make one member's seats another's; a meeting of the two is removed."""
    other = SEATS.alias()
    shared = (
        select(S.meeting_id)
        .join(other, other.c.meeting_id == S.meeting_id)
        .where(S.member_id == gone, other.c.member_id == kept)
    )
    ids = list((await session.execute(shared)).scalars())
    await session.execute(delete(MEETINGS).where(M.id.in_(ids)))
    await session.execute(update(SEATS).where(S.member_id == gone).values(member_id=kept))


async def forget(session: AsyncSession, made_before: datetime) -> None:
    """Remove what nothing can come of any more and was planned before then."""
    await session.execute(delete(MEETINGS).where(M.state.in_((MET, OVER)), M.made_at < made_before))
