"""Runs migrations on the database of DATABASE_URL, or of whoever called."""

import asyncio
import os
from pathlib import Path

from alembic import context
from sqlalchemy.engine import Connection

from storage.database import Base, connect, driver_url

for module in Path(__file__).parent.parent.joinpath("storage").glob("[a-z]*.py"):
    __import__(f"storage.{module.stem}")


def run(connection: Connection) -> None:
    """Run the migrations in one transaction."""
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True)
    with context.begin_transaction():
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
given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    asyncio.run(online())
