"""Migrations: they make exactly the tables that the models describe, and may be run again."""

from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from alembic import command
from bot.errors import Busy
from bot.network import Network, migrate, open_network
from storage.migrations import config
from tests.conftest import Opener, named


def test_models_and_migrations_agree(database_url: str) -> None:
    """A migrated database needs no further change to be what the models say."""
    command.check(config(database_url))


def test_migrating_again_changes_nothing(database_url: str) -> None:
    """The release step runs each time, needed or not."""
    migrate(database_url)
    migrate(database_url)
    command.check(config(database_url))


async def test_a_migrated_database_is_not_behind(network: Network) -> None:
    """The newest migration is the one that the program was written for."""
    assert not await network.is_behind()


async def test_a_new_database_is_behind(tmp_path: Path, postgres_url: str, opener: Opener) -> None:
    """A server on it says so and stops, instead of failing at the first member."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE never_migrated")
    assert await opener(f"sqlite:///{tmp_path / 'new.db'}").is_behind()
    assert await opener(named(postgres_url, "never_migrated")).is_behind()


async def test_a_database_that_is_away_is_said_to_be_away(tmp_path: Path, opener: Opener) -> None:
    """Not reaching it is something else than finding it behind."""
    with pytest.raises(Busy):
        await opener(f"sqlite:///{tmp_path / 'no-such-folder' / 'x.db'}").is_behind()
    with pytest.raises(Busy):
        await opener("postgresql://127.0.0.1:1/nothing?connect_timeout=2").is_behind()


@pytest.mark.parametrize("address", ["mysql://localhost/x", "nonsense", "", "http://example.org"])
def test_an_address_of_no_database_of_ours_names_the_setting(address: str) -> None:
    """A wrong setting stops the start with a line that names it."""
    with pytest.raises(ValueError, match="DATABASE_URL"):
        open_network(address, None)


@pytest.mark.parametrize("address", ["postgres://u:p@h/d", "postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"])
def test_the_driver_is_ours_to_add(address: str) -> None:
    """Whatever a host writes for PostgreSQL, it is spoken to in one way, and the password is kept."""
    url = open_network(address, None).database.engine.url
    assert url.render_as_string(hide_password=False) == "postgresql+psycopg://u:p@h/d"


async def test_a_database_that_is_ahead_serves_the_version_before(network: Network) -> None:
    """A release migrates the database while the previous version still runs."""
    async with network.database.writing.begin() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = 'from-the-future'"))
    assert not await network.is_behind()
