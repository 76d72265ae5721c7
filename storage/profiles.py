"""Profiles: what members wrote, what they allow, and what the people index reads."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ForeignKey, LargeBinary, String, and_, bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, insert_or_skip, table_of
from storage.introductions import latest_month, sent_in_latest_month
from storage.members import Member, is_here, platforms


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


MEMBERS, PROFILES, VECTORS = table_of(Member), table_of(Profile), table_of(Vectors)


class Indexed(NamedTuple):
    """What the people index reads of one member whose `revision` is new to it.

    `part` is None without a profile; `platforms` are those where they can be reached, None for who has left. `sent` is
    how many requests they were sent in the last `month` in which they were sent any.
    """

    id: int
    revision: int
    part: str | None
    region: str | None
    paused: bool | None
    paused_until: date | None
    timezone: str
    agreed: bool
    platforms: str | None
    monthly_requests: int | None
    month: date | None
    sent: int
    texts_revision: int | None
    data: bytes | None

    @property
    def listed(self) -> bool:
        """Whether they agreed to be shown and have not left."""
        return self.agreed and self.platforms is not None


INDEXED = (
    select(
        MEMBERS.c.id,
        MEMBERS.c.revision,
        PROFILES.c.part,
        PROFILES.c.region,
        PROFILES.c.paused,
        PROFILES.c.paused_until,
        MEMBERS.c.timezone,
        PROFILES.c.consented_at.is_not(None),
        platforms(),
        PROFILES.c.monthly_requests,
        latest_month(MEMBERS.c.id),
        sent_in_latest_month(MEMBERS.c.id),
        PROFILES.c.texts_revision,
        VECTORS.c.data,
    )
    .join(PROFILES, PROFILES.c.member_id == MEMBERS.c.id, isouter=True)
    .order_by(MEMBERS.c.revision)
)


REVISION_LOCK = select(func.pg_advisory_xact_lock(7_461_093))
"""PostgreSQL's lock on giving out revisions, by a number of our own; SQLite has but one writer anyway."""

everyone = MEMBERS.alias()
BUMP = (
    update(MEMBERS)
    .where(MEMBERS.c.id == bindparam("member"))
    .values(revision=select(func.max(everyone.c.revision) + 1).scalar_subquery())
    .returning(MEMBERS.c.revision)
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
        VECTORS,
        and_(
            VECTORS.c.member_id == MEMBERS.c.id,
            VECTORS.c.encoder == bindparam("encoder"),
            VECTORS.c.texts_revision == PROFILES.c.texts_revision,
        ),
        isouter=True,
    )
    .where(MEMBERS.c.revision > bindparam("since"))
    .limit(bindparam("most"))
)


async def bump_all(session: AsyncSession, members: Sequence[int]) -> None:
    """Mark these members as changed, as `bump` does with one."""
    if not members:
        return
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(REVISION_LOCK)
    last = await session.scalar(select(func.max(MEMBERS.c.revision))) or 0
    await session.execute(
        update(MEMBERS).where(MEMBERS.c.id == bindparam("member")).values(revision=bindparam("next")),
        [{"member": member, "next": last + place} for place, member in enumerate(members, start=1)],
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


async def vectors(session: AsyncSession, members: Sequence[int], encoder: str) -> dict[int, bytes]:
    """What this encoder made of the present texts of these members, where it has."""
    rows = await session.execute(
        select(VECTORS.c.member_id, VECTORS.c.data)
        .join(PROFILES, PROFILES.c.member_id == VECTORS.c.member_id)
        .where(
            VECTORS.c.member_id.in_(members),
            VECTORS.c.encoder == encoder,
            VECTORS.c.texts_revision == PROFILES.c.texts_revision,
        )
    )
    return {row[0]: row[1] for row in rows}


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

    def columns(self) -> dict[str, Any]:
        """What stands in the profile's own row, but for the revision of its texts."""
        return dict(zip(self._fields[4:], self[4:], strict=True))


STORED = select(
    PROFILES.c.member_id,
    MEMBERS.c.name,
    MEMBERS.c.pronouns,
    MEMBERS.c.timezone,
    *(PROFILES.c[name] for name in Stored._fields[4:]),
).join(MEMBERS, MEMBERS.c.id == PROFILES.c.member_id)

READ = STORED.where(PROFILES.c.member_id.in_(bindparam("members", expanding=True)))
LISTED = READ.where(PROFILES.c.consented_at.is_not(None), is_here())


async def read(session: AsyncSession, members: Sequence[int]) -> dict[int, Stored]:
    """The profiles of these members who have one, listed or not."""
    rows = await session.execute(READ, {"members": list(members)})
    return {row[0]: Stored(*row) for row in rows}


async def read_listed(session: AsyncSession, members: Sequence[int]) -> dict[int, Stored]:
    """As `read`, of those who agreed to be shown and have not left."""
    rows = await session.execute(LISTED, {"members": list(members)})
    return {row[0]: Stored(*row) for row in rows}


PART = select(PROFILES.c.part).where(PROFILES.c.member_id == bindparam("member"), PROFILES.c.consented_at.is_not(None))


async def part_of(session: AsyncSession, member: int) -> str:
    """The part somebody takes, empty for who has agreed to no profile."""
    return (await session.scalar(PART, {"member": member})) or ""


async def parts_of(session: AsyncSession, members: Collection[int]) -> dict[int, str]:
    """The parts that these members take, of those who agreed to a profile and have not left."""
    rows = await session.execute(
        select(PROFILES.c.member_id, PROFILES.c.part)
        .join(MEMBERS, MEMBERS.c.id == PROFILES.c.member_id)
        .where(PROFILES.c.member_id.in_(members), PROFILES.c.consented_at.is_not(None), is_here())
    )
    return {row[0]: row[1] for row in rows}


class New(NamedTuple):
    """Somebody who agreed to a profile lately."""

    member: int
    part: str
    region: str
    since: datetime


async def agreed_since(session: AsyncSession, moment: datetime, limit: int) -> list[New]:
    """Who agreed to a profile after that moment and has not left, the newest first."""
    rows = await session.execute(
        select(PROFILES.c.member_id, PROFILES.c.part, PROFILES.c.region, PROFILES.c.consented_at)
        .join(MEMBERS, MEMBERS.c.id == PROFILES.c.member_id)
        .where(PROFILES.c.consented_at > moment, is_here())
        .order_by(PROFILES.c.consented_at.desc(), PROFILES.c.member_id.desc())
        .limit(limit)
    )
    return [New(*row) for row in rows]


async def lock(session: AsyncSession, member: int) -> Stored | None:
    """A profile, locked until the transaction ends."""
    row = (
        await session.execute(STORED.where(PROFILES.c.member_id == member).with_for_update(of=PROFILES))
    ).one_or_none()
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
    update(PROFILES)
    .where(PROFILES.c.member_id == bindparam("member"), PROFILES.c.consented_at.is_not(None))
    .values(paused=bindparam("pausing"), paused_until=None)
    .returning(PROFILES.c.member_id)
)


async def set_pause(session: AsyncSession, member: int, *, paused: bool) -> bool:
    """Pause without an end, or resume; False when there is no profile that its owner agreed to."""
    changed = await session.execute(SET_PAUSE, {"member": member, "pausing": paused})
    return changed.first() is not None
