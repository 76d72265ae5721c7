"""How fast a crowd votes in one poll, against the database's own rate of commits of a single row, in one run.

Run by hand: `python -m benchmarks.votes` (`... postgresql` for a real PostgreSQL). 5,000 people vote once each, 64 at
once, through the whole action: who they are, the poll, the ballot, the key that tells a repeat, while the poll's
message is kept up to date every second. The bare rate is that of the same driver with the same settings, which inserts
one row of a ballot's size and commits, from one connection and from as many as vote at once; for SQLite also as it
comes, where a commit waits for the disk. Both are measured with rows in the order in which they come, and with rows
that have a ballot's keys, which fall anywhere. It is measured before and after. No vote may be lost, and none counted
twice.
"""

import asyncio
import secrets
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from sqlalchemy import make_url, text

from benchmarks.crowd import Crowd, address
from benchmarks.machine import machine
from benchmarks.processes import database
from bot.ballots import KEY_BYTES, token
from bot.cards import Card
from bot.desk import Desk, press, say
from bot.directory import Identity, Room
from bot.members import meet
from bot.network import Network, Work, migrate, open_network
from bot.poll_posting import keep_up
from bot.said import Said
from storage.sqlite import SET_UP

VOTERS = 5_000
AT_ONCE = 64
BARE = 4_000
BARE_ON_DISK = 200
AIM = 0.5
ROOM = Room("slack", "TLOAD", "C1", name="#general")
BARE_TABLE = "CREATE TABLE IF NOT EXISTS bare (id INTEGER PRIMARY KEY, voter VARCHAR(64), choices VARCHAR(300))"
KEYED_TABLE = """CREATE TABLE IF NOT EXISTS keyed (
    poll_id INTEGER DEFAULT 1, voter VARCHAR(64), choices VARCHAR(300), fresh BOOLEAN DEFAULT TRUE,
    PRIMARY KEY (poll_id, voter)
)"""
KEYED_INDEX = "CREATE INDEX IF NOT EXISTS keyed_fresh ON keyed (poll_id) WHERE fresh"


class Table(NamedTuple):
    """Where single rows go for the bare rate: how it is made, and the voter of each row."""

    name: str
    made: tuple[str, ...]
    voter: Callable[[int], str]


TABLES = (
    Table("bare", (BARE_TABLE,), lambda number: f"{number:064d}"),
    Table("keyed", (KEYED_TABLE, KEYED_INDEX), lambda number: token(secrets.token_bytes(KEY_BYTES), number)),
)


class Rate(NamedTuple):
    """How often something was done in a second, and the processor time of it here, without a server's, in µs."""

    a_second: float
    processor: float


@dataclass
class Watch:
    """Takes the time from when it is made."""

    clock: float = field(default_factory=time.perf_counter)
    processor: float = field(default_factory=time.process_time)

    def rate(self, number: int) -> Rate:
        """The rate of so many until now."""
        seconds, worked = time.perf_counter() - self.clock, time.process_time() - self.processor
        return Rate(number / seconds, 1_000_000 * worked / number)


async def spread(number: int, work: Callable[[int], Awaitable[None]]) -> Rate:
    """Do something so many times, so many at once."""
    waiting = iter(range(number))

    async def one() -> None:
        for each in waiting:
            await work(each)
            await asyncio.sleep(0)  # As between two requests; on SQLite nothing else gives way.

    watch = Watch()
    await asyncio.gather(*(one() for _ in range(AT_ONCE)))
    return watch.rate(number)


def bare_sqlite(path: str, settings: tuple[str, ...], table: Table, number: int) -> Rate:
    """Commits of one row, as fast as the driver does them: SQLite has one writer at a time."""
    voters = [table.voter(each) for each in range(number)]
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in (*settings, *table.made):
        connection.execute(statement)
    watch = Watch()
    for voter in voters:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(f"INSERT INTO {table.name} (voter, choices) VALUES (?, ?)", (voter, "1"))  # noqa: S608 - our own
        connection.execute("COMMIT")
    rate = watch.rate(number)
    connection.close()
    return rate


async def bare_postgresql(url: str, table: Table, connections: int) -> Rate:
    """The same of so many connections to PostgreSQL."""
    voters = iter([table.voter(each) for each in range(BARE)])
    opened = [await psycopg.AsyncConnection.connect(url) for _ in range(connections)]
    for statement in table.made:
        await opened[0].execute(statement.replace("id INTEGER PRIMARY", "id SERIAL PRIMARY").encode())
    await opened[0].commit()
    insert = f"INSERT INTO {table.name} (voter, choices) VALUES (%s, %s)".encode()  # noqa: S608 - our own

    async def one(connection: psycopg.AsyncConnection) -> None:
        for voter in voters:
            await connection.execute(insert, (voter, "1"))
            await connection.commit()

    watch = Watch()
    await asyncio.gather(*(one(each) for each in opened))
    rate = watch.rate(BARE)
    for each in opened:
        await each.close()
    return rate


async def bare(url: str) -> dict[str, Rate]:
    """The database's own rates, from one connection and from several, where it takes several."""
    rates: dict[str, Rate] = {}
    path = make_url(url).database or ""
    for table in TABLES:
        if url.startswith("sqlite"):
            ours = await asyncio.to_thread(bare_sqlite, path, SET_UP, table, BARE)
            durable = await asyncio.to_thread(bare_sqlite, f"{path}.bare", (), table, BARE_ON_DISK)
            rates |= {f"{table.name}, our settings": ours, f"{table.name}, as SQLite comes": durable}
        else:
            for connections in (1, AT_ONCE):
                rates[f"{table.name}, at once {connections}"] = await bare_postgresql(url, table, connections)
    return rates


async def people(network: Network) -> None:
    """Everybody who will vote."""

    async def arrive(work: Work, start: int) -> None:
        for number in range(start, start + 500):
            await meet(work, Identity(address("slack", number), f"Person {number}"))

    for start in range(0, VOTERS, 500):
        await network.run(arrive, start)


async def votes(desk: Desk) -> tuple[Rate, int]:
    """Have everybody vote in a poll; the rate, and how often its message was changed."""
    shown = (await say(desk, address("slack", 0), "poll “Lunch?” “Soup” “Pizza”", room=ROOM)).shown
    if not isinstance(shown, Card):
        raise SystemExit("The poll was not asked.")
    options = [row.id for row in await rows(desk.network, "SELECT id FROM poll_options ORDER BY id DESC LIMIT 2")]
    [poll] = await rows(desk.network, "SELECT id, key FROM polls ORDER BY id DESC LIMIT 1")
    changes = 0

    async def watch() -> None:
        nonlocal changes
        while True:
            await asyncio.sleep(1)
            await keep_up(desk.network)
            changes += 1

    async def vote(number: int) -> None:
        said = Said(f"{poll.key} {options[number % 2]}", room=ROOM)
        reply = await press(desk, address("slack", number), "polls.vote", said, once=f"vote {poll.id} {number}")
        if not isinstance(reply.shown, Card) or reply.shown.title != "Your vote is counted":
            raise SystemExit(f"A vote was not taken: {reply}")

    watching = asyncio.create_task(watch())
    rate = await spread(VOTERS, vote)
    watching.cancel()
    await keep_up(desk.network)
    counted = await rows(desk.network, f"SELECT count(*) AS n FROM poll_ballots WHERE poll_id = {poll.id}")  # noqa: S608 - our own id
    [message] = await rows(desk.network, f"SELECT card FROM outbox WHERE key = 'poll:{poll.id}:channel:1'")  # noqa: S608 - our own id
    if counted[0].n != VOTERS or f"{VOTERS:,} people have voted" not in message.card:
        raise SystemExit(f"Votes were lost: {counted}, {message}")
    await press(desk, address("slack", 0), "polls.close", Said(poll.key))
    return rate, changes


async def rows(network: Network, statement: str) -> list[Any]:
    """What a statement finds."""

    async def look(work: Work) -> list[Any]:
        return list(await work.session.execute(text(statement)))

    return await network.look(look)


async def measure(url: str) -> None:
    """Measure in turns, and print."""
    network = open_network(url, None)
    desk = Desk(network, {"slack": Crowd("slack")})
    print(machine())
    print(f"Getting {VOTERS} people ready ...", flush=True)
    await people(network)
    for turn in range(3):
        before = await bare(url)
        rate, changes = await votes(desk)
        after = await bare(url)
        print(
            f"turn {turn + 1}: {rate.a_second:,.0f} votes a second, {rate.processor:.0f} µs of the processor each, "
            f"each counted once; {changes} changes of the message"
        )
        for name, one in before.items():
            a_second, processor = ((early + late) / 2 for early, late in zip(one, after[name], strict=True))
            print(
                f"  {name}: {a_second:,.0f} commits a second, {processor:.0f} µs each; "
                f"ratio {rate.a_second / a_second:.2f}, of the processor {processor / rate.processor:.2f} (aim {AIM})",
                flush=True,
            )
    await network.close()


def main() -> None:
    """Measure on an empty database."""
    with tempfile.TemporaryDirectory(prefix="roundtable-votes-") as folder, database(Path(folder)) as url:
        migrate(url)
        asyncio.run(measure(url))


if __name__ == "__main__":
    main()
