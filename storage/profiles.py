"""Profiles: what members wrote, what they allow, and what the people index reads."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ForeignKey, LargeBinary, String, and_, bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, aliased, mapped_column

from storage.database import Base, insert_or_skip
from storage.members import Member, is_here


class Profile(Base):
    """One for each member at most. `private` is for match rounds alone: it is never shown and never searched."""

    __tablename__ = "profiles"

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    part: Mapped[str] = mapped_column(String(20))
    role: Mapped[str] = mapped_column(String(200), default="")
    organisation: Mapped[str] = mapped_column(String(200), default="")
    about: Mapped[str] = mapped_column(default="")
    offers: Mapped[str] = mapped_column(default="")
    looking_for: Mapped[str] = mapped_column(default="")
    private: Mapped[str] = mapped_column(default="")
    region: Mapped[str] = mapped_column(String(40), default="anywhere")
    pay: Mapped[str] = mapped_column(String(20), default="")
    monthly_requests: Mapped[int] = mapped_column(default=2)
    paused: Mapped[bool] = mapped_column(default=False)
    paused_until: Mapped[date | None]
    consented_at: Mapped[datetime | None]
    imported: Mapped[bool] = mapped_column(default=False)
    texts_revision: Mapped[int]


class Vectors(Base):
    """What the people index keeps of a profile, made by one version of one encoder from one state of its texts."""

    __tablename__ = "profile_vectors"

    member_id: Mapped[int] = mapped_column(ForeignKey("profiles.member_id", ondelete="CASCADE"), primary_key=True)
    encoder: Mapped[str] = mapped_column(String(100))
    texts_revision: Mapped[int]
    data: Mapped[bytes] = mapped_column(LargeBinary)


class Indexed(NamedTuple):
    """What the people index reads of one member whose `revision` is new to it; `part` is None without a profile."""

    id: int
    revision: int
    part: str | None
    region: str | None
    paused: bool | None
    paused_until: date | None
    timezone: str
    listed: bool
    texts_revision: int | None
    data: bytes | None


INDEXED = (
    select(
        Member.id,
        Member.revision,
        Profile.part,
        Profile.region,
        Profile.paused,
        Profile.paused_until,
        Member.timezone,
        and_(Profile.consented_at.is_not(None), is_here()),
        Profile.texts_revision,
        Vectors.data,
    )
    .join(Profile, Profile.member_id == Member.id, isouter=True)
    .order_by(Member.revision)
)


REVISION_LOCK = select(func.pg_advisory_xact_lock(7_461_093))
"""PostgreSQL's lock on giving out revisions, by a number of our own; SQLite has but one writer anyway."""

everyone = aliased(Member)
BUMP = (
    update(Member)
    .where(Member.id == bindparam("member"))
    .values(revision=select(func.max(everyone.revision) + 1).scalar_subquery())
    .returning(Member.revision)
    .execution_options(synchronize_session=False)
)


async def bump(session: AsyncSession, member: int) -> int:
    """Mark a member as changed for every people index; their new revision.

    Whoever bumps anybody after this waits until this transaction ends, so revisions are seen in their order.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(REVISION_LOCK)
    revision: int = (await session.execute(BUMP, {"member": member})).scalar_one()
    return revision


CHANGED = (
    INDEXED.join(
        Vectors,
        and_(
            Vectors.member_id == Member.id,
            Vectors.encoder == bindparam("encoder"),
            Vectors.texts_revision == Profile.texts_revision,
        ),
        isouter=True,
    )
    .where(Member.revision > bindparam("since"))
    .limit(bindparam("most"))
)


async def changed_since(session: AsyncSession, revision: int, encoder: str, limit: int) -> Sequence[Indexed]:
    """Members changed after that revision, oldest change first; `data` is None where this encoder made none."""
    rows = await session.execute(CHANGED, {"since": revision, "encoder": encoder, "most": limit})
    return [Indexed._make(row) for row in rows]


async def keep_vectors(session: AsyncSession, member: int, encoder: str, texts_revision: int, data: bytes) -> None:
    """Keep what was made of a profile's texts, unless they changed meanwhile."""
    current = await session.scalar(select(Profile.texts_revision).where(Profile.member_id == member).with_for_update())
    if current != texts_revision:
        return
    await session.execute(delete(Vectors).where(Vectors.member_id == member))
    session.add(Vectors(member_id=member, encoder=encoder, texts_revision=texts_revision, data=data))
    await session.flush()


class Stored(NamedTuple):
    """A profile with its owner's name, as read for showing."""

    member_id: int
    name: str
    pronouns: str
    timezone: str
    part: str
    role: str
    organisation: str
    about: str
    offers: str
    looking_for: str
    private: str
    region: str
    pay: str
    monthly_requests: int
    paused: bool
    paused_until: date | None
    consented_at: datetime | None
    imported: bool


STORED = select(
    Profile.member_id,
    Member.name,
    Member.pronouns,
    Member.timezone,
    *(getattr(Profile, name) for name in Stored._fields[4:]),
).join(Member, Member.id == Profile.member_id)


LISTED = STORED.where(
    Profile.member_id.in_(bindparam("members", expanding=True)), Profile.consented_at.is_not(None), is_here()
)


async def read(session: AsyncSession, members: Sequence[int]) -> dict[int, Stored]:
    """The profiles of these members who have one, listed or not."""
    rows = await session.execute(STORED.where(Profile.member_id.in_(members)))
    return {row[0]: Stored(*row) for row in rows}


async def read_listed(session: AsyncSession, members: Sequence[int]) -> dict[int, Stored]:
    """As `read`, of those who agreed to be shown and have not left."""
    rows = await session.execute(LISTED, {"members": list(members)})
    return {row[0]: Stored(*row) for row in rows}


PART = select(Profile.part).where(Profile.member_id == bindparam("member"), Profile.consented_at.is_not(None))


async def part_of(session: AsyncSession, member: int) -> str:
    """The part somebody takes, empty for who has agreed to no profile."""
    return (await session.scalar(PART, {"member": member})) or ""


async def lock(session: AsyncSession, member: int) -> Stored | None:
    """A profile, locked until the transaction ends."""
    row = (await session.execute(STORED.where(Profile.member_id == member).with_for_update(of=Profile))).one_or_none()
    return Stored(*row) if row else None


async def save(session: AsyncSession, member: int, values: dict[str, Any]) -> None:
    """Write these columns of a profile, which is made when there is none."""
    changed = await session.execute(
        update(Profile).where(Profile.member_id == member).values(**values).returning(Profile.member_id)
    )
    if changed.first() is None:
        await session.execute(insert_or_skip(session, Profile).values(member_id=member, **values))


async def erase(session: AsyncSession, member: int) -> None:
    """Remove a profile with all that was made of it."""
    await session.execute(delete(Profile).where(Profile.member_id == member))


SET_PAUSE = (
    update(Profile)
    .where(Profile.member_id == bindparam("member"), Profile.consented_at.is_not(None))
    .values(paused=bindparam("pausing"), paused_until=None)
    .returning(Profile.member_id)
    .execution_options(synchronize_session=False)
)


async def set_pause(session: AsyncSession, member: int, *, paused: bool) -> bool:
    """Pause without an end, or resume; False when there is no profile that its owner agreed to."""
    changed = await session.execute(SET_PAUSE, {"member": member, "pausing": paused})
    return changed.first() is not None
