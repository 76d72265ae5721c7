"""What is answered while a pulse is open, and, apart from that, who has answered.

Nothing in one tells of the other but the pulse's key: with it, a member's token can be made, so that they can change
their answers. When the pulse closes, the key, the answers and who has answered are deleted together. None of the
tables has a time in it, or keeps its rows in the order in which they came.
"""

from sqlalchemy import ForeignKey, LargeBinary, String, delete, func, insert, select, text, update
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, Database, insert_or_change, insert_or_skip, table_of


class SurveyKey(Base):
    """The key of an open pulse."""

    __tablename__ = "survey_keys"
    __table_args__ = ({"sqlite_with_rowid": False},)

    survey_id: Mapped[int] = mapped_column(
        ForeignKey("surveys.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    secret: Mapped[bytes] = mapped_column(LargeBinary)


class SurveyBallot(Base):
    """What somebody answered, under their token: the sheet as JSON, and the side they are on."""

    __tablename__ = "survey_ballots"
    __table_args__ = ({"sqlite_with_rowid": False},)

    survey_id: Mapped[int] = mapped_column(
        ForeignKey("surveys.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    side: Mapped[str] = mapped_column(String(20))
    sheet: Mapped[str]


class SurveyTaken(Base):
    """Somebody has answered an open pulse, and so need not be reminded."""

    __tablename__ = "survey_taken"
    __table_args__ = ({"sqlite_with_rowid": False},)

    survey_id: Mapped[int] = mapped_column(
        ForeignKey("surveys.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )


KEYS, BALLOTS, TAKEN = table_of(SurveyKey), table_of(SurveyBallot), table_of(SurveyTaken)
SHEETS, WHO = BALLOTS.c, TAKEN.c


async def keep_key(session: AsyncSession, survey: int, secret: bytes) -> None:
    """Keep the key of a pulse that opens."""
    await session.execute(insert(KEYS).values(survey_id=survey, secret=secret))


async def key_of(session: AsyncSession, survey: int) -> bytes | None:
    """The key of an open pulse."""
    return await session.scalar(select(KEYS.c.secret).where(KEYS.c.survey_id == survey))


async def cast(session: AsyncSession, survey: int, token: str, side: str, sheet: str) -> None:
    """Keep a sheet, in place of the one there is under this token."""
    statement = insert_or_change(session, SurveyBallot, "side", "sheet")
    await session.execute(statement, {"survey_id": survey, "token": token, "side": side, "sheet": sheet})


async def sheet(session: AsyncSession, survey: int, token: str) -> str | None:
    """The sheet under a token."""
    return await session.scalar(select(SHEETS.sheet).where(SHEETS.survey_id == survey, SHEETS.token == token))


async def sheets(session: AsyncSession, survey: int) -> list[tuple[str, str]]:
    """(side, sheet) of all who answered, in the order of tokens that nobody can make once the key is gone."""
    rows = select(SHEETS.side, SHEETS.sheet).where(SHEETS.survey_id == survey).order_by(SHEETS.token)
    return [(row[0], row[1]) for row in await session.execute(rows)]


async def take_back(session: AsyncSession, survey: int, token: str) -> None:
    """Remove the sheet under a token."""
    await session.execute(delete(BALLOTS).where(SHEETS.survey_id == survey, SHEETS.token == token))


async def rename(session: AsyncSession, survey: int, before: str, after: str) -> None:
    """Put the sheet under a token under another; where there is one, that stays and this is gone."""
    if await sheet(session, survey, after) is None:
        await session.execute(
            update(BALLOTS).where(SHEETS.survey_id == survey, SHEETS.token == before).values(token=after)
        )
    else:
        await take_back(session, survey, before)


async def note(session: AsyncSession, survey: int, member: int) -> None:
    """Note that somebody has answered."""
    await session.execute(insert_or_skip(session, SurveyTaken), {"survey_id": survey, "member_id": member})


async def forget(session: AsyncSession, survey: int, member: int) -> None:
    """Know no more that somebody has answered."""
    await session.execute(delete(TAKEN).where(WHO.survey_id == survey, WHO.member_id == member))


async def who(session: AsyncSession, survey: int) -> frozenset[int]:
    """Who has answered."""
    return frozenset((await session.execute(select(WHO.member_id).where(WHO.survey_id == survey))).scalars())


async def count(session: AsyncSession, survey: int) -> int:
    """How many have answered."""
    counted = select(func.count()).select_from(BALLOTS).where(SHEETS.survey_id == survey)
    return (await session.execute(counted)).scalar_one()


async def answered(session: AsyncSession, member: int) -> frozenset[int]:
    """The open pulses that a member has answered."""
    return frozenset((await session.execute(select(WHO.survey_id).where(WHO.member_id == member))).scalars())


async def burn(session: AsyncSession, survey: int) -> None:
    """Delete the answers to a pulse, who has answered, and the key that joins the two."""
    for table in (BALLOTS, TAKEN, KEYS):
        await session.execute(delete(table).where(table.c.survey_id == survey))


TABLES = ", ".join(table.name for table in (BALLOTS, TAKEN, KEYS))


async def sweep(database: Database) -> bool:
    """Have the machine forget the bytes of what was deleted; False when somebody is in the way, to be tried again.

    SQLite overwrites what is deleted in its file; here its log is written there and emptied. PostgreSQL gives back
    the pages of rows that are gone. To be called outside a transaction.
    """
    if database.turn is None:
        alone = database.engine.execution_options(isolation_level="AUTOCOMMIT")
        async with alone.connect() as connection:
            await connection.execute(text(f"VACUUM {TABLES}"))
        return True
    async with database.turn, database.engine.connect() as connection:
        return await connection.run_sync(checkpointed)


def checkpointed(connection: Connection) -> bool:
    """Write SQLite's log into its file and empty it; whether nobody was in the way."""
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - it was just connected
    busy, _, _ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy
