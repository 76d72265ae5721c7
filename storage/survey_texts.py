"""What people wrote in a pulse that is closed: each text by itself, shuffled, with nothing that tells whose it is."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ForeignKey, String, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, table_of

HELD, SHARED, HIDDEN = "held", "shared", "hidden"
"""Nobody but facilitators sees it yet; a facilitator found no name in it; or one decided to leave it out."""


class SurveyText(Base):
    """One text, at the place that chance gave it among those to its question."""

    __tablename__ = "survey_texts"
    __table_args__ = ({"sqlite_with_rowid": False},)

    survey_id: Mapped[int] = mapped_column(
        ForeignKey("surveys.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    question: Mapped[str] = mapped_column(String(40), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    words: Mapped[str]
    state: Mapped[str] = mapped_column(String(20), default=HELD)


TABLE = table_of(SurveyText)


async def keep(session: AsyncSession, survey: int, texts: Mapping[str, Sequence[str]]) -> None:
    """Keep what was written, by question, in an order that chance made."""
    rows = [
        {"survey_id": survey, "question": question, "place": place, "words": words, "state": HELD}
        for question, written in texts.items()
        for place, words in enumerate(written)
    ]
    if rows:
        await session.execute(insert(TABLE), rows)
