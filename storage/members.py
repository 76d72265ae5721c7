"""Members and their accounts."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Exists,
    ForeignKey,
    Index,
    ScalarSelect,
    String,
    bindparam,
    exists,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, table_of

NAMED, OWNER = text("facilitator"), text("owner")


class Member(Base):
    """A person, however many accounts they have."""

    __tablename__ = "members"
    __table_args__ = (Index("ix_members_facilitators", "id", postgresql_where=NAMED, sqlite_where=NAMED),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    pronouns: Mapped[str] = mapped_column(String(100), default="")
    timezone: Mapped[str] = mapped_column(String(64), default="Europe/London")
    language: Mapped[str] = mapped_column(String(35), default="")
    facilitator: Mapped[bool] = mapped_column(default=False)
    joined_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(default=0, index=True)


class Account(Base):
    """Where a member is reached, since when it is theirs, and what its platform last said of them.

    Somebody whose accounts have all been left has left. Somebody without any is nobody: they became part of another
    member, who has their accounts.
    """

    __tablename__ = "accounts"
    __table_args__ = (Index("ix_accounts_owners", "member_id", postgresql_where=OWNER, sqlite_where=OWNER),)

    platform: Mapped[str] = mapped_column(String(20), primary_key=True)
    workspace: Mapped[str] = mapped_column(String(100), primary_key=True)
    user: Mapped[str] = mapped_column(String(200), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    owner: Mapped[bool] = mapped_column(default=False)
    left_at: Mapped[datetime | None]
    since: Mapped[datetime]
    name: Mapped[str] = mapped_column(String(200), default="")
    pronouns: Mapped[str] = mapped_column(String(100), default="")
    timezone: Mapped[str] = mapped_column(String(64), default="")
    language: Mapped[str] = mapped_column(String(35), default="")


class Known(NamedTuple):
    """A member as an action needs them; `left_at` is of the account that they use now, `facilitator` of them all."""

    id: int
    name: str
    pronouns: str
    timezone: str
    language: str
    facilitator: bool
    left_at: datetime | None


class Told(NamedTuple):
    """What a platform says of somebody; empty where it says nothing."""

    name: str
    pronouns: str
    timezone: str
    language: str


class Met(NamedTuple):
    """An account with what its platform last said, and the same of its member."""

    id: int
    owner: bool
    left_at: datetime | None
    kept: Told
    before: Told


class Theirs(NamedTuple):
    """One of a member's accounts, with what its platform last said."""

    platform: str
    workspace: str
    user: str
    told: Told


MEMBERS, ACCOUNTS = table_of(Member).c, table_of(Account).c
Address = tuple[str, str, str]

owned = table_of(Account).alias()
OWNS = exists().where(owned.c.member_id == MEMBERS.id, owned.c.owner, owned.c.left_at.is_(None))
"""A condition for queries: the Member is an owner by one of their accounts, whichever they use."""

SOUGHT = (
    ACCOUNTS.platform == bindparam("platform"),
    ACCOUNTS.workspace == bindparam("workspace"),
    ACCOUNTS.user == bindparam("user"),
)

KNOWN = select(
    MEMBERS.id,
    MEMBERS.name,
    MEMBERS.pronouns,
    MEMBERS.timezone,
    MEMBERS.language,
    or_(MEMBERS.facilitator, OWNS),
    ACCOUNTS.left_at,
).where(MEMBERS.id == ACCOUNTS.member_id, *SOUGHT)
HELD = KNOWN.with_for_update(read=True, of=table_of(Account))

HELD_ALL = (
    select(ACCOUNTS.user, *KNOWN.selected_columns)
    .where(
        MEMBERS.id == ACCOUNTS.member_id,
        ACCOUNTS.platform == bindparam("platform"),
        ACCOUNTS.workspace == bindparam("workspace"),
        ACCOUNTS.user.in_(bindparam("users", expanding=True)),
    )
    .with_for_update(read=True, of=table_of(Account))
)

MET = (
    select(
        MEMBERS.id,
        ACCOUNTS.owner,
        ACCOUNTS.left_at,
        *(MEMBERS[name] for name in Told._fields),
        *(ACCOUNTS[name] for name in Told._fields),
    )
    .where(MEMBERS.id == ACCOUNTS.member_id, *SOUGHT)
    .with_for_update(of=table_of(Account), key_share=True)
)


async def known(session: AsyncSession, platform: str, workspace: str, user: str, *, held: bool = False) -> Known | None:
    """Whose account this is, or None. While it is held, until the transaction ends, it becomes nobody else's."""
    sought = {"platform": platform, "workspace": workspace, "user": user}
    row = (await session.execute(HELD if held else KNOWN, sought)).one_or_none()
    if row is None and held:
        # PostgreSQL leaves out an account that changed hands while we waited for it; the next look sees whose it is.
        row = (await session.execute(HELD, sought)).one_or_none()
    return Known(*row) if row else None


async def known_all(session: AsyncSession, places: Collection[Address]) -> dict[Address, Known]:
    """Whose accounts these are, those that are known; each is held until the transaction ends.

    Each workspace's at a time: for tuples of columns SQLite looks through all accounts there are.
    """
    found: dict[Address, Known] = {}
    for platform, workspace in sorted({place[:2] for place in places}):
        users = [place[2] for place in places if place[:2] == (platform, workspace)]
        rows = await session.execute(HELD_ALL, {"platform": platform, "workspace": workspace, "users": users})
        found |= {(platform, workspace, row[0]): Known(*row[1:]) for row in rows}
    return found


async def met(session: AsyncSession, platform: str, workspace: str, user: str) -> Met | None:
    """An account and its member, locked until the transaction ends; None for an account that is new."""
    row = (await session.execute(MET, {"platform": platform, "workspace": workspace, "user": user})).one_or_none()
    return Met(row[0], row[1], row[2], Told(*row[3:7]), Told(*row[7:11])) if row else None


async def add(session: AsyncSession, told: Told, joined_at: datetime) -> int:
    """A new member; their id."""
    member = Member(**told._asdict(), joined_at=joined_at)
    session.add(member)
    await session.flush()
    return member.id


async def add_account(
    session: AsyncSession, member: int, address: Address, told: Told, *, owner: bool, since: datetime
) -> None:
    """One more account for a member."""
    platform, workspace, user = address
    session.add(
        Account(
            platform=platform,
            workspace=workspace,
            user=user,
            member_id=member,
            owner=owner,
            since=since,
            **told._asdict(),
        )
    )
    await session.flush()


async def rename(session: AsyncSession, member: int, told: Told) -> None:
    """What a member is called from now on, and the like."""
    await session.execute(update(Member).where(Member.id == member).values(told._asdict()))


async def set_account(
    session: AsyncSession, address: Address, told: Told, *, owner: bool, left_at: datetime | None
) -> None:
    """What the platform says of an account now."""
    await session.execute(update(Account).where(*at(address)).values(**told._asdict(), owner=owner, left_at=left_at))


def at(address: Address) -> tuple[ColumnElement[bool], ...]:
    """A condition for queries: this account."""
    platform, workspace, user = address
    return (ACCOUNTS.platform == platform, ACCOUNTS.workspace == workspace, ACCOUNTS.user == user)


async def name_facilitator(session: AsyncSession, member: int, *, facilitator: bool) -> None:
    """Make a member a facilitator, or no longer one."""
    await session.execute(update(Member).where(Member.id == member).values(facilitator=facilitator))


async def facilitators(session: AsyncSession) -> Sequence[tuple[int, str, bool]]:
    """(id, name, whether named rather than an owner) of all who have not left, by name."""
    owners = select(ACCOUNTS.member_id).where(OWNER, ACCOUNTS.left_at.is_(None))
    either = select(MEMBERS.id).where(NAMED).union(owners)
    found = select(MEMBERS.id, MEMBERS.name, MEMBERS.facilitator).where(MEMBERS.id.in_(either), is_here())
    rows = await session.execute(found.order_by(MEMBERS.name, MEMBERS.id))
    return [(row[0], row[1], row[2]) for row in rows]


async def accounts(session: AsyncSession, member: int) -> Sequence[Address]:
    """Where a member can be reached now: (platform, workspace, user), what has been theirs for longest first."""
    return [(one.platform, one.workspace, one.user) for one in await theirs(session, member)]


async def theirs(session: AsyncSession, member: int) -> Sequence[Theirs]:
    """The accounts of a member that they have not left, what has been theirs for longest first."""
    rows = await session.execute(
        select(ACCOUNTS.platform, ACCOUNTS.workspace, ACCOUNTS.user, *(ACCOUNTS[name] for name in Told._fields))
        .where(ACCOUNTS.member_id == member, ACCOUNTS.left_at.is_(None))
        .order_by(ACCOUNTS.since, ACCOUNTS.platform, ACCOUNTS.workspace, ACCOUNTS.user)
    )
    return [Theirs(row[0], row[1], row[2], Told(*row[3:])) for row in rows]


MOVING_LOCK = select(func.pg_advisory_xact_lock(7_461_095))
"""PostgreSQL's lock on moving accounts between members, by a number of our own; SQLite has but one writer anyway."""


async def take_turn(session: AsyncSession) -> None:
    """Wait until nobody else moves accounts; to be called before anything else by whoever will."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(MOVING_LOCK)


async def hold(session: AsyncSession, members: Sequence[int]) -> None:
    """Lock all accounts of these members until the transaction ends, after whoever acts with one of them is done."""
    await session.execute(
        select(ACCOUNTS.user)
        .where(ACCOUNTS.member_id.in_(members))
        .order_by(ACCOUNTS.platform, ACCOUNTS.workspace, ACCOUNTS.user)
        .with_for_update(key_share=True)
    )


async def absorb(session: AsyncSession, kept: int, gone: int, now: datetime) -> None:
    """Give one member all accounts and rights of another, and what is known of them alone; the other is nobody then.

    To be called with the accounts of both held. What others are just writing for either is waited for.
    """
    both = select(Member).where(Member.id.in_((kept, gone))).order_by(Member.id).with_for_update()
    found = {member.id: member for member in await session.scalars(both)}
    keeper, leaver = found[kept], found[gone]
    keeper.pronouns = keeper.pronouns or leaver.pronouns
    keeper.language = keeper.language or leaver.language
    keeper.facilitator = keeper.facilitator or leaver.facilitator
    keeper.joined_at = min(keeper.joined_at, leaver.joined_at)
    leaver.name = leaver.pronouns = leaver.language = ""
    leaver.facilitator = False
    await session.flush()
    await session.execute(update(Account).where(Account.member_id == gone).values(member_id=kept, since=now))


async def give(session: AsyncSession, address: Address, member: int, now: datetime) -> None:
    """Make an account a member's."""
    await session.execute(update(Account).where(*at(address)).values(member_id=member, since=now))


def is_here() -> Exists:
    """A condition for queries: the Member has an account that was not left."""
    return exists().where(ACCOUNTS.member_id == MEMBERS.id, ACCOUNTS.left_at.is_(None))


def platforms() -> ScalarSelect[str]:
    """A column for queries: the platforms of the Member's accounts that were not left, with commas; none for none."""
    return (
        select(func.aggregate_strings(ACCOUNTS.platform, ","))
        .where(ACCOUNTS.member_id == MEMBERS.id, ACCOUNTS.left_at.is_(None))
        .scalar_subquery()
    )
