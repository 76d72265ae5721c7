"""Where members take mail, and the codes by which they confirm it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ForeignKey, String, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, insert_or_skip, table_of
from storage.members import MEMBERS, is_here


class Mailbox(Base):
    """An address that a member has confirmed, and since when they want no mail there, if they stopped it.

    `token` stands in the link that stops it, and is another one for each address.
    """

    __tablename__ = "mailboxes"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    address: Mapped[str] = mapped_column(String(200))
    token: Mapped[str] = mapped_column(String(32), unique=True)
    confirmed_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]


class MailCode(Base):
    """A code that was mailed to an address. Address and code are empty once it can be entered no more.

    The digest of the address stays, to count how often it was written to.
    """

    __tablename__ = "mail_codes"

    ident: Mapped[str] = mapped_column(String(16), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    address: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64), index=True)
    code: Mapped[str] = mapped_column(String(6))
    wrong: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime] = mapped_column(index=True)


class Box(NamedTuple):
    """A confirmed address, with the token that stops it."""

    address: str
    token: str
    stopped_at: datetime | None


class Code(NamedTuple):
    """A code that can be entered."""

    ident: str
    address: str
    code: str
    wrong: int
    sent_at: datetime


BOXES, CODES = table_of(Mailbox), table_of(MailCode)
BOX = select(BOXES.c.address, BOXES.c.token, BOXES.c.stopped_at)
OPEN = select(CODES.c.ident, CODES.c.address, CODES.c.code, CODES.c.wrong, CODES.c.sent_at).where(CODES.c.code != "")

SENDING_LOCK = select(func.pg_advisory_xact_lock(7_461_110))
"""PostgreSQL's lock on sending codes, by a number of our own; SQLite has but one writer anyway."""


async def take_turn(session: AsyncSession) -> None:
    """Wait until nobody else sends a code, so that limits hold whoever sends at once."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(SENDING_LOCK)


async def find(session: AsyncSession, member: int) -> Box | None:
    """The address that a member has confirmed."""
    row = (await session.execute(BOX.where(BOXES.c.member_id == member))).one_or_none()
    return Box(*row) if row else None


async def takers(session: AsyncSession, members: Collection[int]) -> set[int]:
    """Those of these members who take mail now, and have not left."""
    here = select(MEMBERS.id).where(MEMBERS.id == BOXES.c.member_id, is_here()).exists()
    rows = await session.execute(
        select(BOXES.c.member_id).where(BOXES.c.member_id.in_(members), BOXES.c.stopped_at.is_(None), here)
    )
    return set(rows.scalars())


async def confirm(session: AsyncSession, member: int, address: str, token: str, now: datetime) -> None:
    """Keep a member's address, in place of the one before."""
    row = {"address": address, "token": token, "confirmed_at": now, "stopped_at": None}
    await session.execute(insert_or_skip(session, Mailbox), {"member_id": member, **row})
    await session.execute(update(BOXES).where(BOXES.c.member_id == member).values(row))


async def stop(session: AsyncSession, now: datetime, *, member: int = 0, token: str = "") -> int | None:
    """Send a member, or whose token this is, no more mail; their id, None when nothing was to be stopped."""
    theirs = BOXES.c.token == token if token else BOXES.c.member_id == member
    stopped = update(BOXES).where(theirs, BOXES.c.stopped_at.is_(None)).values(stopped_at=now)
    row = (await session.execute(stopped.returning(BOXES.c.member_id))).one_or_none()
    return row[0] if row else None


async def resume(session: AsyncSession, member: int) -> None:
    """Send a member mail again."""
    await session.execute(update(BOXES).where(BOXES.c.member_id == member).values(stopped_at=None))


async def remove(session: AsyncSession, member: int) -> None:
    """Forget a member's address, and the codes that were sent for another."""
    await session.execute(delete(BOXES).where(BOXES.c.member_id == member))
    await close(session, member)


async def sent(session: AsyncSession, member: int, digest: str, after: datetime) -> tuple[list[datetime], ...]:
    """When codes were mailed since then, the oldest first: for a member, and to an address, whoever asked."""
    rows = await session.execute(
        select(CODES.c.sent_at, CODES.c.member_id, CODES.c.digest)
        .where(CODES.c.sent_at > after, or_(CODES.c.member_id == member, CODES.c.digest == digest))
        .order_by(CODES.c.sent_at)
    )
    found = rows.all()
    return [at for at, whose, _ in found if whose == member], [at for at, _, where in found if where == digest]


async def add_code(session: AsyncSession, member: int, code: Code, digest: str) -> None:
    """Keep a code; the ones before can be entered no more."""
    await close(session, member)
    await session.execute(insert(CODES).values(member_id=member, digest=digest, **code._asdict()))


async def code_of(session: AsyncSession, member: int, *, locked: bool = False) -> Code | None:
    """The code that a member may enter, however old it is; locked until the transaction ends if need be."""
    sought = OPEN.where(CODES.c.member_id == member)
    row = (await session.execute(sought.with_for_update() if locked else sought)).one_or_none()
    return Code(*row) if row else None


async def count_wrong(session: AsyncSession, ident: str, wrong: int) -> None:
    """Keep how often a code was entered wrong."""
    await session.execute(update(CODES).where(CODES.c.ident == ident).values(wrong=wrong))


async def close(session: AsyncSession, member: int) -> None:
    """Have none of a member's codes be entered any more."""
    await session.execute(
        update(CODES).where(CODES.c.member_id == member, CODES.c.code != "").values(address="", code="")
    )


async def hand_over(session: AsyncSession, gone: int, kept: int) -> None:
    """Make a member's address another's, who keeps the one they have."""
    having: Sequence[int] = (
        (await session.execute(select(BOXES.c.member_id).where(BOXES.c.member_id == kept))).scalars().all()
    )
    if not having:
        await session.execute(update(BOXES).where(BOXES.c.member_id == gone).values(member_id=kept))
    await remove(session, gone)
    await session.execute(update(CODES).where(CODES.c.member_id == gone).values(member_id=kept))


async def forget(session: AsyncSession, before: datetime) -> None:
    """Remove the codes that were mailed then or before."""
    await session.execute(delete(CODES).where(CODES.c.sent_at <= before))
