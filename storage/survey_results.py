"""What was made of closed pulses: their pictures, the themes of what people wrote, and facilitators' look at that."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ForeignKey, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage import surveys
from storage.database import Base, table_of
from storage.survey_texts import HELD, HIDDEN
from storage.survey_texts import TABLE as TEXTS
from storage.surveys import CLOSED, Stored


class SurveyResult(Base):
    """The results of a pulse were given to everybody.

    `pictures` are tokens of files by question, as JSON. `themes` is JSON too, and empty until facilitators have looked
    at all that was written.
    """

    __tablename__ = "survey_results"

    survey_id: Mapped[int] = mapped_column(
        ForeignKey("surveys.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    posted_at: Mapped[datetime]
    pictures: Mapped[str] = mapped_column(default="{}")
    themes: Mapped[str] = mapped_column(default="")


class Made(NamedTuple):
    """What was made of a pulse, see above."""

    pictures: str
    themes: str


class Text(NamedTuple):
    """What somebody wrote, nobody knows who."""

    question: str
    place: int
    words: str
    state: str


TABLE = table_of(SurveyResult)
ROWS = TABLE.c


async def unpublished(session: AsyncSession) -> Sequence[Stored]:
    """Closed pulses whose results nobody has been given, the oldest first."""
    known = select(ROWS.survey_id)
    return await surveys.found(
        session,
        surveys.ROWS.state == CLOSED,
        surveys.ROWS.figures.is_not(None),
        surveys.ROWS.id.not_in(known),
    )


async def unthemed(session: AsyncSession) -> Sequence[Stored]:
    """Pulses whose results were given, and of what was written in which nothing is held back or grouped any more."""
    held = select(TEXTS.c.survey_id).where(TEXTS.c.state == HELD)
    waiting = select(ROWS.survey_id).where(ROWS.themes == "", ROWS.survey_id.not_in(held))
    return await surveys.found(session, surveys.ROWS.id.in_(waiting))


async def add(session: AsyncSession, survey: int, now: datetime, pictures: str) -> None:
    """Record that the results of a pulse are given to everybody."""
    await session.execute(insert(TABLE).values(survey_id=survey, posted_at=now, pictures=pictures, themes=""))


async def read(session: AsyncSession, survey: int) -> Made | None:
    """What was made of a pulse; None until it was."""
    row = (await session.execute(select(ROWS.pictures, ROWS.themes).where(ROWS.survey_id == survey))).one_or_none()
    return Made(*row) if row else None


async def keep_themes(session: AsyncSession, survey: int, themes: str) -> bool:
    """Keep the themes of what was written; whether there were none yet."""
    kept = update(TABLE).where(ROWS.survey_id == survey, ROWS.themes == "").values(themes=themes)
    return bool((await session.execute(kept.returning(ROWS.survey_id))).all())


async def texts(session: AsyncSession, survey: int, *states: str) -> Sequence[Text]:
    """What was written in a pulse, of these states, by question in its shuffled order."""
    wanted = (TEXTS.c.survey_id == survey, TEXTS.c.state.in_(states))
    rows = select(TEXTS.c.question, TEXTS.c.place, TEXTS.c.words, TEXTS.c.state).where(*wanted)
    return [Text(*row) for row in await session.execute(rows.order_by(TEXTS.c.question, TEXTS.c.place))]


async def mark(session: AsyncSession, survey: int, question: str, places: Sequence[int], state: str) -> int:
    """Decide about texts that are held back; how many of them still were. What is left out is not kept either."""
    chosen = (TEXTS.c.survey_id == survey, TEXTS.c.question == question, TEXTS.c.place.in_(places))
    values = {"state": state, "words": ""} if state == HIDDEN else {"state": state}
    marked = update(TEXTS).where(*chosen, TEXTS.c.state == HELD).values(values)
    return len((await session.execute(marked.returning(TEXTS.c.place))).all())
