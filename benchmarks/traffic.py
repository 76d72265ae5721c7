"""Requests sent to a server, a few at once, and what they cost it."""

import asyncio
import platform
import statistics
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

import aiohttp
import psutil  # type: ignore[import-untyped]
from sqlalchemy import create_engine, text

AT_ONCE = 16
PATIENCE = 3.0
"""Seconds: an answer after this counts as none, as with Slack."""

ERROR = b'"application/vnd.microsoft.error"'
"""What the answer to a card action has in it that went wrong."""


@dataclass(frozen=True)
class Side:
    """A server under test; `database` is empty for one that keeps nothing."""

    port: int
    process: psutil.Process
    database: str


@dataclass(frozen=True)
class Sent:
    """A request: where to, and what."""

    path: str
    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True)
class Turn:
    """What one turn of one server came to."""

    per_second: float
    cpu_ms: float
    slowest: float


async def turn(
    side: Side,
    requests: Iterable[Sent],
    *,
    writes: bool = False,
    arrived: Callable[[int], Awaitable[None]] | None = None,
) -> Turn:
    """Send all of it, a few at once; stops everything at the first failure.

    With `writes` the clock stops when as many writes are in the database, and not before `arrived` returns.
    """
    prepared = list(requests)
    before = written(side.database) if writes else 0
    cpu, started = busy(side.process), time.perf_counter()
    slowest = await send(side.port, prepared)
    if writes and side.database:
        await all_written(side.database, before + len(prepared))
    if arrived is not None:
        await arrived(len(prepared))
    seconds = time.perf_counter() - started
    await idle(side.process)
    return Turn(len(prepared) / seconds, (busy(side.process) - cpu) / len(prepared) * 1000, slowest)


async def send(port: int, requests: Iterable[Sent], at_once: int = AT_ONCE) -> float:
    """Send all of it, a few at once, and return how long the slowest answer took, in seconds."""
    waiting = iter(requests)
    slowest = 0.0
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE)) as session:

        async def user() -> None:
            nonlocal slowest
            for each in waiting:
                began = time.perf_counter()
                url = f"http://127.0.0.1:{port}{each.path}"
                async with session.post(url, data=each.body, headers=each.headers) as response:
                    answer = await response.read()
                    if response.status != 200 or ERROR in answer:
                        raise SystemExit(f"A request was answered with {response.status}: {answer[:200]!r}")
                slowest = max(slowest, time.perf_counter() - began)

        await asyncio.gather(*(user() for _ in range(at_once)))
    return slowest


async def all_written(url: str, expected: int) -> None:
    """Wait until so much that was said is in the database; fails when it does not come."""
    deadline = time.monotonic() + 60
    while (now := written(url)) != expected:
        if time.monotonic() > deadline or now > expected:
            raise SystemExit(f"{now} are in the database, and {expected} were sent.")
        await asyncio.sleep(0.02)


def written(url: str) -> int:
    """How much of what was said the database holds."""
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


def table(title: str, rows: dict[str, Sequence[Turn]]) -> None:
    """Print what each server's turns came to."""
    print(f"| {title} | requests a second | CPU ms a request | slowest answer |")
    print("| --- | --- | --- | --- |")
    for name, turns in rows.items():
        print(
            f"| {name} | {median(one.per_second for one in turns):.0f} | {median(one.cpu_ms for one in turns):.2f} "
            f"| {max(one.slowest for one in turns):.2f} s |"
        )


def ratio(ours: Sequence[Turn], bare: Sequence[Turn]) -> float:
    """Our rate as a share of the other's."""
    return median(one.per_second for one in ours) / median(one.per_second for one in bare)


def median(values: Iterable[float]) -> float:
    """The middle one."""
    return statistics.median(values)


def heading(turns: int) -> str:
    """What the figures were measured on and how."""
    return (
        f"\n{platform.machine()}, {psutil.cpu_count()} processors, {platform.platform(terse=True)}, "
        f"Python {platform.python_version()}; {AT_ONCE} requests at once, median of {turns} turns\n"
    )
