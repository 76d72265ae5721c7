"""Scenes for the tests of the rules."""

import pytest

from bot.network import Network
from tests.bot.post import Post
from tests.bot.scene import Scene
from tests.conftest import Clock, Opener, Town


@pytest.fixture
def scene(network: Network, town: Town, clock: Clock) -> Scene:
    """A network on each kind of database."""
    return Scene(network, town, clock)


@pytest.fixture
def sqlite_scene(sqlite_network: Network, town: Town, clock: Clock) -> Scene:
    """A network on SQLite, for what does not depend on the kind of database."""
    return Scene(sqlite_network, town, clock)


@pytest.fixture
def postgres_scene(opener: Opener, postgres_database: str, town: Town, clock: Clock) -> Scene:
    """A network on PostgreSQL, for what only it can do."""
    return Scene(opener(postgres_database), town, clock)


@pytest.fixture
def post() -> Post:
    """Nothing was sent yet."""
    return Post()
