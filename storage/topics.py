"""Topics, who has them, and how many people looked for them."""

from collections.abc import Sequence

from sqlalchemy import ForeignKey, String, bindparam, delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, insert_or_skip, table_of


class Topic(Base):
    """A topic as it was first written; `key` is the same for spellings that differ only in case and spaces.

    Without case a letter may become three.
    """

    __tablename__ = "topics"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    label: Mapped[str] = mapped_column(String(80))


class ProfileTopic(Base):
    """A topic on somebody's profile, in the order they gave."""

    __tablename__ = "profile_topics"

    member_id: Mapped[int] = mapped_column(ForeignKey("profiles.member_id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True, index=True)
    position: Mapped[int]


async def ensure(session: AsyncSession, labels: dict[str, str]) -> dict[str, int]:
    """The ids of topics by key, from {key: label}; new ones are added."""
    if not labels:
        return {}
    rows = [{"key": key, "label": label} for key, label in sorted(labels.items())]
    await session.execute(insert_or_skip(session, Topic), rows)
    found = await session.execute(select(Topic.key, Topic.id).where(Topic.key.in_(labels)))
    return {row[0]: row[1] for row in found}


async def assign(session: AsyncSession, member: int, topic_ids: Sequence[int]) -> None:
    """Give a profile these topics, in this order, in place of those it had.

    This, `ensure` and `forget_unused` come after `profiles.bump`, which lets one transaction at a time do it: a topic
    that one profile gives up cannot vanish while another takes it.
    """
    await session.execute(delete(ProfileTopic).where(ProfileTopic.member_id == member))
    session.add_all(
        ProfileTopic(member_id=member, topic_id=topic, position=position) for position, topic in enumerate(topic_ids)
    )
    await session.flush()


async def forget_unused(session: AsyncSession) -> None:
    """Remove the topics that no profile has any more: they are somebody's words."""
    await session.execute(delete(Topic).where(~exists().where(ProfileTopic.topic_id == Topic.id)))


TOPICS, GIVEN = table_of(Topic), table_of(ProfileTopic)
OF = (
    select(GIVEN.c.member_id, TOPICS.c.label)
    .join(TOPICS, TOPICS.c.id == GIVEN.c.topic_id)
    .where(GIVEN.c.member_id.in_(bindparam("members", expanding=True)))
    .order_by(GIVEN.c.member_id, GIVEN.c.position)
)


async def of(session: AsyncSession, members: Sequence[int]) -> dict[int, list[str]]:
    """The topics' labels of each of these members, in their order."""
    rows = await session.execute(OF, {"members": list(members)})
    found: dict[int, list[str]] = {member: [] for member in members}
    for member, label in rows:
        found[member].append(label)
    return found


async def shared(session: AsyncSession, one: int, other: int) -> list[str]:
    """The topics' labels that two members both have, in the order of the second."""
    theirs = GIVEN.alias()
    both = (
        select(TOPICS.c.label)
        .join(GIVEN, GIVEN.c.topic_id == TOPICS.c.id)
        .join(theirs, theirs.c.topic_id == TOPICS.c.id)
        .where(GIVEN.c.member_id == other, theirs.c.member_id == one)
        .order_by(GIVEN.c.position)
    )
    return list((await session.execute(both)).scalars())
