"""Partnerships: what two people who were introduced do together."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ForeignKey, Index, String, bindparam, delete, insert, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage import introductions
from storage.database import Base, table_of
from storage.introductions import AGREED, Request
from storage.members import Member

ENDED = "ended"

TO_CHECK = text("next_at IS NOT NULL")


class Partnership(Base):
    """What two members do together, as either last described it.

    `version` counts the changes. `month` is that of the last check-in that they were asked, `next_at` when the next is.
    """

    __tablename__ = "partnerships"
    __table_args__ = (
        Index("ix_partnerships_next_at", "next_at", postgresql_where=TO_CHECK, sqlite_where=TO_CHECK),
        # Messages and buttons name a partnership by its id, which must be nobody else's once it is gone.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    introduction_id: Mapped[int] = mapped_column(ForeignKey("introductions.id", ondelete="CASCADE"), unique=True)
    opener_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
    next_at: Mapped[datetime | None]
    month: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    paused: Mapped[bool] = mapped_column(default=False)
    title: Mapped[str] = mapped_column(String(200))
    stage: Mapped[str] = mapped_column(String(20))
    pay: Mapped[str] = mapped_column(String(20))
    pay_note: Mapped[str] = mapped_column(String(300))
    paid: Mapped[str] = mapped_column(String(20))


class Terms(NamedTuple):
    """What it is, how far it is, how the community side is paid, and whether it has been."""

    title: str
    stage: str
    pay: str
    pay_note: str
    paid: str


class Stored(NamedTuple):
    """A partnership with the names of both."""

    id: int
    introduction: int
    opener: int
    opener_name: str
    partner: int
    partner_name: str
    opened_at: datetime
    month: int
    version: int
    paused: bool
    terms: Terms

    @property
    def ended(self) -> bool:
        """Whether it is over."""
        return self.terms.stage == ENDED

    @property
    def members(self) -> tuple[int, int]:
        """Both."""
        return self.opener, self.partner

    def other(self, member: int) -> tuple[int, str]:
        """Who of the two is not this one, and what they are called."""
        return (self.partner, self.partner_name) if member == self.opener else (self.opener, self.opener_name)


TABLE = table_of(Partnership)
ROWS = TABLE.c
opener, partner = table_of(Member).alias("opener"), table_of(Member).alias("partner")
READ = (
    select(
        ROWS.id,
        ROWS.introduction_id,
        ROWS.opener_id,
        opener.c.name,
        ROWS.partner_id,
        partner.c.name,
        ROWS.opened_at,
        ROWS.month,
        ROWS.version,
        ROWS.paused,
        *(ROWS[name] for name in Terms._fields),
    )
    .join(opener, opener.c.id == ROWS.opener_id)
    .join(partner, partner.c.id == ROWS.partner_id)
)
TERMS = 10


def stored(row: Sequence[Any]) -> Stored:
    """A row of `READ`."""
    return Stored._make((*row[:TERMS], Terms(*row[TERMS:])))


async def add(session: AsyncSession, **values: Any) -> int:
    """Keep a new partnership with these columns; its id."""
    added: int = (await session.execute(insert(TABLE).values(**values).returning(ROWS.id))).scalar_one()
    return added


async def read(session: AsyncSession, ident: int) -> Stored | None:
    """A partnership by its id."""
    row = (await session.execute(READ.where(ROWS.id == ident))).one_or_none()
    return stored(row) if row else None


async def lock(session: AsyncSession, ident: int) -> Stored | None:
    """The same, locked until the transaction ends, after whoever is just changing it."""
    await session.execute(select(ROWS.id).where(ROWS.id == ident).with_for_update())
    return await read(session, ident)


async def from_introduction(session: AsyncSession, introduction: int) -> Stored | None:
    """The partnership that an introduction led to."""
    row = (await session.execute(READ.where(ROWS.introduction_id == introduction))).one_or_none()
    return stored(row) if row else None


async def change(session: AsyncSession, ident: int, **values: Any) -> None:
    """Write these columns of a partnership, and count the change."""
    await session.execute(update(TABLE).where(ROWS.id == ident).values(**values, version=ROWS.version + 1))


async def plan(session: AsyncSession, ident: int, month: int, next_at: datetime | None) -> None:
    """Note which check-in was asked last and when the next is due."""
    await session.execute(update(TABLE).where(ROWS.id == ident).values(month=month, next_at=next_at))


def of_member(member: Any) -> Any:
    """A condition for queries: a partnership of this member."""
    return or_(ROWS.opener_id == member, ROWS.partner_id == member)


ALL_OF = READ.where(of_member(bindparam("member"))).order_by(ROWS.ended_at.is_not(None), ROWS.id)


async def of(session: AsyncSession, member: int) -> list[Stored]:
    """All partnerships of a member, those that ended last."""
    return [stored(row) for row in await session.execute(ALL_OF, {"member": member})]


async def lock_of(session: AsyncSession, member: int, *, other: int | None = None) -> list[Stored]:
    """All partnerships of a member, with one other if need be, locked."""
    found = select(ROWS.id).where(of_member(member), *(() if other is None else (of_member(other),)))
    ids = list((await session.execute(found.order_by(ROWS.id).with_for_update())).scalars())
    rows = await session.execute(READ.where(ROWS.id.in_(ids)).order_by(ROWS.id))
    return [stored(row) for row in rows]


async def may_begin(session: AsyncSession, member: int, limit: int) -> list[Request]:
    """Introductions of a member that led to no partnership yet, the latest first, so many."""
    known = introductions.ROWS
    rows = await session.execute(
        introductions.READ.where(
            or_(known.asker_id == member, known.asked_id == member),
            known.state == AGREED,
            known.id.not_in(select(ROWS.introduction_id)),
        )
        .order_by(known.settled_at.desc(), known.id.desc())
        .limit(limit)
    )
    return [introductions.request(row) for row in rows]


async def due_for_check_in(session: AsyncSession, now: datetime, limit: int) -> list[Stored]:
    """Partnerships whose next check-in is due, locked; those that somebody is just changing are left out."""
    due = select(ROWS.id).where(ROWS.next_at <= now, ROWS.ended_at.is_(None), ROWS.paused.is_(False))
    taken = due.order_by(ROWS.next_at, ROWS.id).limit(limit).with_for_update(skip_locked=True)
    ids = list((await session.execute(taken)).scalars())
    rows = await session.execute(READ.where(ROWS.id.in_(ids)).order_by(ROWS.id)) if ids else ()
    return [stored(row) for row in rows]


async def remove(session: AsyncSession, idents: Sequence[int]) -> None:
    """Remove partnerships."""
    await session.execute(delete(TABLE).where(ROWS.id.in_(idents)))


async def forget(session: AsyncSession, ended_before: datetime) -> None:
    """Remove what ended before then."""
    await session.execute(delete(TABLE).where(ROWS.ended_at < ended_before))


async def hand_over(session: AsyncSession, gone: int, kept: int) -> None:
    """Make the partnerships of one member another's."""
    await session.execute(update(TABLE).where(ROWS.opener_id == gone).values(opener_id=kept))
    await session.execute(update(TABLE).where(ROWS.partner_id == gone).values(partner_id=kept))
