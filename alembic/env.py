"""Runs migrations on the database of DATABASE_URL, or of whoever called."""

import asyncio
import os
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from alembic import context
from storage.database import Base, UTCDateTime, connect, driver_url

for module in Path(__file__).parent.parent.joinpath("storage").glob("[a-z]*.py"):
    __import__(f"storage.{module.stem}")


def render(kind: str, value: Any, _context: Any) -> str | Literal[False]:
    """Write our own types as the plain ones beneath them, so that a migration stands on its own."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(value, UTCDateTime) else False


ONE_AT_A_TIME = select(func.pg_advisory_xact_lock(7_461_094))
"""PostgreSQL's lock for those who migrate, by a number of our own: the second finds everything done."""


def run(connection: Connection) -> None:
    """Run the migrations in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=render,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(ONE_AT_A_TIME)
        context.run_migrations()


async def online() -> None:
    """Open the database and migrate it."""
    url = context.config.attributes.get("url") or driver_url(os.environ.get("DATABASE_URL", "sqlite:///roundtable.db"))
    database = connect(url.render_as_string(hide_password=False))
    try:
        async with database.engine.begin() as connection:
            await connection.run_sync(run)
    finally:
        await database.close()


if context.is_offline_mode():
    raise SystemExit("Migrations here need the database itself; run `roundtable migrate`.")
asyncio.run(online())
