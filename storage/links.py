"""Codes by which accounts are linked, and how often an account entered a wrong one."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, ForeignKey, String, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, insert_or_skip, table_of
from storage.members import Address


class LinkCode(Base):
    """A member's code, by its digest; once it is claimed, until when the one who entered it may go on."""

    __tablename__ = "link_codes"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), unique=True)
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    joined_at: Mapped[datetime | None]


class LinkTries(Base):
    """The wrong codes that an account entered since the first of them; linking and separating do not clear it."""

    __tablename__ = "link_tries"

    platform: Mapped[str] = mapped_column(String(20), primary_key=True)
    workspace: Mapped[str] = mapped_column(String(100), primary_key=True)
    user: Mapped[str] = mapped_column(String(200), primary_key=True)
    wrong: Mapped[int] = mapped_column(default=0)
    since: Mapped[datetime] = mapped_column(index=True)


class Link(NamedTuple):
    """A code: whose it is, who claimed it, until when it can be used, and when the two became one."""

    id: str
    member: int
    claimed_by: int | None
    expires_at: datetime
    joined_at: datetime | None


CODES, TRIES = table_of(LinkCode), table_of(LinkTries)
READ = select(CODES.c.id, CODES.c.member_id, CODES.c.claimed_by, CODES.c.expires_at, CODES.c.joined_at)


async def give(session: AsyncSession, ident: str, digest: str, member: int, expires_at: datetime) -> None:
    """Give a member a code in place of the one they had, whoever may have claimed that."""
    await session.execute(delete(CODES).where(CODES.c.member_id == member))
    code = {"id": ident, "digest": digest, "member_id": member, "expires_at": expires_at}
    await session.execute(insert(CODES).values(code))


async def by_digest(session: AsyncSession, digest: str) -> Link | None:
    """A code by its digest, locked until the transaction ends."""
    row = (await session.execute(READ.where(CODES.c.digest == digest).with_for_update())).one_or_none()
    return Link(*row) if row else None


async def by_id(session: AsyncSession, ident: str, *, locked: bool) -> Link | None:
    """A code by its id, locked until the transaction ends if need be: after the accounts, where those are locked."""
    found = READ.where(CODES.c.id == ident)
    row = (await session.execute(found.with_for_update() if locked else found)).one_or_none()
    return Link(*row) if row else None


async def claim(session: AsyncSession, ident: str, member: int, expires_at: datetime) -> None:
    """Keep a code for the member who entered it."""
    await session.execute(update(CODES).where(CODES.c.id == ident).values(claimed_by=member, expires_at=expires_at))


async def finish(session: AsyncSession, ident: str, now: datetime) -> None:
    """Record that the two became one."""
    await session.execute(update(CODES).where(CODES.c.id == ident).values(joined_at=now))


async def drop(session: AsyncSession, ident: str) -> None:
    """Remove a code."""
    await session.execute(delete(CODES).where(CODES.c.id == ident))


async def drop_all(session: AsyncSession, member: int, *, but: str = "") -> None:
    """Remove the codes that a member made or claimed, but one."""
    theirs = or_(CODES.c.member_id == member, CODES.c.claimed_by == member)
    await session.execute(delete(CODES).where(theirs, CODES.c.id != but))


async def tries(session: AsyncSession, account: Address, now: datetime) -> tuple[int, datetime]:
    """How many wrong codes an account entered, and since when; locked until the transaction ends."""
    platform, workspace, user = account
    fresh = {"platform": platform, "workspace": workspace, "user": user, "wrong": 0, "since": now}
    await session.execute(insert_or_skip(session, LinkTries), fresh)
    row = await session.execute(select(TRIES.c.wrong, TRIES.c.since).where(*at(account)).with_for_update())
    wrong, since = row.one()
    return wrong, since


async def set_tries(session: AsyncSession, account: Address, wrong: int, since: datetime) -> None:
    """Keep how many wrong codes an account entered, and since when."""
    await session.execute(update(TRIES).where(*at(account)).values(wrong=wrong, since=since))


def at(account: Address) -> tuple[ColumnElement[bool], ...]:
    """A condition for queries: this account's tries."""
    platform, workspace, user = account
    return (TRIES.c.platform == platform, TRIES.c.workspace == workspace, TRIES.c.user == user)


async def forget(session: AsyncSession, before: datetime) -> None:
    """Remove the codes and the tries that have not counted since then."""
    await session.execute(delete(CODES).where(CODES.c.expires_at < before))
    await session.execute(delete(TRIES).where(TRIES.c.since < before))
