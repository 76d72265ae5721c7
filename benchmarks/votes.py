"""How fast a crowd votes in one poll, against the database's own rate of commits of a single row, in one run.

Run by hand: `python -m benchmarks.votes` (`... postgresql` for a real PostgreSQL). 5,000 people vote once each, 64 at
once, through the whole action: who they are, the poll, the ballot, the key that tells a repeat, while the poll's
message is kept up to date every second. The bare rate is that of the same driver with the same settings, which inserts
one row of a ballot's size and commits, from one connection and from as many as vote at once; for SQLite also as it
comes, where a commit waits for the disk. It is measured before and after. No vote may be lost, and none counted twice.
"""

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url, text

from benchmarks.crowd import Crowd, address
from benchmarks.machine import machine
from benchmarks.processes import database
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
TABLE = "CREATE TABLE IF NOT EXISTS bare (id INTEGER PRIMARY KEY, voter VARCHAR(64), choices VARCHAR(300))"


async def spread(number: int, work: Callable[[int], Awaitable[None]]) -> float:
    """Do something so many times, so many at once; times a second."""
    waiting = iter(range(number))

    async def one() -> None:
        for each in waiting:
            await work(each)
            await asyncio.sleep(0)  # As between two requests; on SQLite nothing else gives way.

    started = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(AT_ONCE)))
    return number / (time.perf_counter() - started)


def bare_sqlite(path: str, settings: tuple[str, ...], number: int) -> float:
    """Commits of one row a second, as fast as the driver does them: SQLite has one writer at a time."""
    connection = sqlite3.connect(path, isolation_level=None)
    for setting in settings:
        connection.execute(setting)
    connection.execute(TABLE)
    started = time.perf_counter()
    for each in range(number):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO bare (voter, choices) VALUES (?, ?)", (f"{each:064d}", "1"))
        connection.execute("COMMIT")
    seconds = time.perf_counter() - started
    connection.close()
    return number / seconds


async def bare_postgresql(url: str, connections: int) -> float:
    """The same of so many connections to PostgreSQL."""
    opened = [await psycopg.AsyncConnection.connect(url) for _ in range(connections)]
    await opened[0].execute(TABLE.replace("INTEGER", "SERIAL", 1))
    await opened[0].commit()
    waiting = iter(range(BARE))

    async def one(connection: psycopg.AsyncConnection) -> None:
        for number in waiting:
            await connection.execute("INSERT INTO bare (voter, choices) VALUES (%s, %s)", (f"{number:064d}", "1"))
            await connection.commit()

    started = time.perf_counter()
    await asyncio.gather(*(one(each) for each in opened))
    seconds = time.perf_counter() - started
    for each in opened:
        await each.close()
    return BARE / seconds


async def bare(url: str) -> dict[str, float]:
    """The database's own rate, from one connection and from several, where it takes several."""
    if url.startswith("sqlite"):
        path = make_url(url).database or ""
        return {
            "with our settings": await asyncio.to_thread(bare_sqlite, path, SET_UP, BARE),
            "as SQLite comes": await asyncio.to_thread(bare_sqlite, f"{path}.bare", (), BARE_ON_DISK),
        }
    return {
        "one connection": await bare_postgresql(url, 1),
        f"{AT_ONCE} connections": await bare_postgresql(url, AT_ONCE),
    }


async def people(network: Network) -> None:
    """Everybody who will vote."""

    async def arrive(work: Work, start: int) -> None:
        for number in range(start, start + 500):
            await meet(work, Identity(address("slack", number), f"Person {number}"))

    for start in range(0, VOTERS, 500):
        await network.run(arrive, start)


async def votes(desk: Desk) -> tuple[float, int]:
    """Have everybody vote in a poll; votes a second, and how often its message was changed."""
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
        print(f"turn {turn + 1}: {rate:.0f} votes a second, each counted once; {changes} changes of the message")
        for name, one in before.items():
            mean = (one + after[name]) / 2
            print(f"  bare commits a second, {name}: {mean:.0f}; ratio {rate / mean:.2f} (aim {AIM})", flush=True)
    await network.close()


def main() -> None:
    """Measure on an empty database."""
    with tempfile.TemporaryDirectory(prefix="roundtable-votes-") as folder, database(Path(folder)) as url:
        migrate(url)
        asyncio.run(measure(url))


if __name__ == "__main__":
    main()
