"""Bringing a database up to date, and telling whether it is."""

from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from alembic import command
from storage.database import Database, driver_url

HOUSE = Path(__file__).resolve().parent.parent


def config(url: str) -> Config:
    """Alembic's settings for this database."""
    settings = Config(HOUSE / "alembic.ini")
    settings.set_main_option("script_location", str(HOUSE / "alembic"))
    settings.attributes["url"] = driver_url(url)
    return settings


def migrate(url: str) -> None:
    """Bring the database up to date; does nothing when it is. Blocks, and runs its own event loop."""
    command.upgrade(config(url), "head")


async def pending(database: Database) -> bool:
    """Whether the database is behind what this program was written for.

    One that is ahead is fine: a release migrates it while the previous version still runs.
    """
    steps = [step.revision for step in ScriptDirectory(str(HOUSE / "alembic")).walk_revisions()]

    def current(connection: Connection) -> str | None:
        return MigrationContext.configure(connection).get_current_revision()

    async with database.engine.execution_options(reading=True).connect() as connection:
        found = await connection.run_sync(current)
    return found is None or found in steps[1:]
