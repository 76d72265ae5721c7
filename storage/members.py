"""Members and their accounts."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Exists, ForeignKey, String, bindparam, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, table_of


class Member(Base):
    """A person, however many accounts they have."""

    __tablename__ = "members"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    pronouns: Mapped[str] = mapped_column(String(100), default="")
    timezone: Mapped[str] = mapped_column(String(64), default="Europe/London")
    language: Mapped[str] = mapped_column(String(35), default="")
    facilitator: Mapped[bool] = mapped_column(default=False)
    joined_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(default=0, index=True)


class Account(Base):
    """Where a member is reached; somebody whose accounts have all been left has left."""

    __tablename__ = "accounts"

    platform: Mapped[str] = mapped_column(String(20), primary_key=True)
    workspace: Mapped[str] = mapped_column(String(100), primary_key=True)
    user: Mapped[str] = mapped_column(String(200), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    owner: Mapped[bool] = mapped_column(default=False)
    left_at: Mapped[datetime | None]


class Known(NamedTuple):
    """A member as an action needs them, with the account that they use now."""

    id: int
    name: str
    pronouns: str
    timezone: str
    language: str
    facilitator: bool
    owner: bool
    left_at: datetime | None


MEMBERS, ACCOUNTS = table_of(Member).c, table_of(Account).c


KNOWN = select(
    MEMBERS.id,
    MEMBERS.name,
    MEMBERS.pronouns,
    MEMBERS.timezone,
    MEMBERS.language,
    MEMBERS.facilitator,
    ACCOUNTS.owner,
    ACCOUNTS.left_at,
).where(
    MEMBERS.id == ACCOUNTS.member_id,
    ACCOUNTS.platform == bindparam("platform"),
    ACCOUNTS.workspace == bindparam("workspace"),
    ACCOUNTS.user == bindparam("user"),
)


async def known(session: AsyncSession, platform: str, workspace: str, user: str) -> Known | None:
    """Whose account this is, or None."""
    sought = {"platform": platform, "workspace": workspace, "user": user}
    row = (await session.execute(KNOWN, sought)).one_or_none()
    return Known(*row) if row else None


async def add(
    session: AsyncSession, *, name: str, pronouns: str, timezone: str, language: str, joined_at: datetime
) -> int:
    """A new member; their id."""
    member = Member(name=name, pronouns=pronouns, timezone=timezone, language=language, joined_at=joined_at)
    session.add(member)
    await session.flush()
    return member.id


async def add_account(
    session: AsyncSession, member: int, platform: str, workspace: str, user: str, *, owner: bool
) -> None:
    """One more account for a member."""
    session.add(Account(platform=platform, workspace=workspace, user=user, member_id=member, owner=owner))
    await session.flush()


async def rename(session: AsyncSession, member: int, *, name: str, pronouns: str, timezone: str, language: str) -> None:
    """What the platform says of a member now."""
    said = {"name": name, "pronouns": pronouns, "timezone": timezone, "language": language}
    await session.execute(update(Member).where(Member.id == member).values(said))


async def set_account(
    session: AsyncSession, platform: str, workspace: str, user: str, *, owner: bool, left_at: datetime | None
) -> None:
    """What the platform says of an account now."""
    await session.execute(
        update(Account)
        .where(Account.platform == platform, Account.workspace == workspace, Account.user == user)
        .values(owner=owner, left_at=left_at)
    )


async def name_facilitator(session: AsyncSession, member: int, *, facilitator: bool) -> None:
    """Make a member a facilitator, or no longer one."""
    await session.execute(update(Member).where(Member.id == member).values(facilitator=facilitator))


async def facilitators(session: AsyncSession) -> Sequence[tuple[int, str, bool]]:
    """(id, name, whether named rather than an owner) of all who have not left, by name."""
    here = Account.left_at.is_(None)
    owns = exists().where(Account.member_id == Member.id, Account.owner, here)
    present = exists().where(Account.member_id == Member.id, here)
    rows = await session.execute(
        select(Member.id, Member.name, Member.facilitator)
        .where(or_(Member.facilitator, owns), present)
        .order_by(Member.name, Member.id)
    )
    return [(row[0], row[1], row[2]) for row in rows]


async def accounts(session: AsyncSession, member: int) -> Sequence[tuple[str, str, str]]:
    """Where a member can be reached now: (platform, workspace, user), in a steady order."""
    rows = await session.execute(
        select(Account.platform, Account.workspace, Account.user)
        .where(Account.member_id == member, Account.left_at.is_(None))
        .order_by(Account.platform, Account.workspace, Account.user)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def is_here() -> Exists:
    """A condition for queries: the Member has an account that was not left."""
    return exists().where(ACCOUNTS.member_id == MEMBERS.id, ACCOUNTS.left_at.is_(None))
