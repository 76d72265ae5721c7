"""How many people looked for a topic in a month, in a form that cannot tell who."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import ForeignKey, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, insert_or_skip, table_of
from storage.topics import Topic


class TopicInterest(Base):
    """The bits that were set for a topic in a month, by people who each set one; no row says whose it is."""

    __tablename__ = "topic_interest"

    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    bits: Mapped[int] = mapped_column(default=0)


TOPICS, INTEREST = table_of(Topic).c, table_of(TopicInterest).c
NAMED = select(TOPICS.label, TOPICS.id).where(TOPICS.label.in_(bindparam("labels", expanding=True))).order_by(TOPICS.id)
SET = (
    update(table_of(TopicInterest))
    .where(INTEREST.topic_id == bindparam("topic"), INTEREST.month == bindparam("in_month"))
    .values(bits=INTEREST.bits.bitwise_or(bindparam("more")))
    .returning(INTEREST.bits)
)


async def add(session: AsyncSession, month: date, bits: Mapping[str, int]) -> dict[str, int]:
    """Set these bits of these topics, by label; all the bits that each has now."""
    rows = await session.execute(NAMED, {"labels": list(bits)})
    kept: dict[str, int] = {}
    for label, topic in rows.all():
        await session.execute(insert_or_skip(session, TopicInterest), {"topic_id": topic, "month": month, "bits": 0})
        now = await session.execute(SET, {"topic": topic, "in_month": month, "more": bits[label]})
        kept[label] = now.scalar_one()
    return kept


async def since(session: AsyncSession, month: date) -> list[tuple[date, str, int]]:
    """(month, label, bits) of every topic and month from then on."""
    rows = await session.execute(
        select(TopicInterest.month, Topic.label, TopicInterest.bits)
        .join(Topic, Topic.id == TopicInterest.topic_id)
        .where(TopicInterest.month >= month)
    )
    return [(row[0], row[1], row[2]) for row in rows]


async def forget(session: AsyncSession, before: date) -> None:
    """Remove the months before then."""
    await session.execute(delete(TopicInterest).where(TopicInterest.month < before))
