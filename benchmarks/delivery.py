"""How long a crowd's messages take: 10,000 to 2,000 people, against what Slack's limits allow.

Run by hand: `python -m benchmarks.delivery` (`... postgresql` for a real PostgreSQL). Workers are processes of their
own; the sandbox keeps Slack's limits: one message a second in a conversation (bursts of four), and so many a minute in
the workspace. At the 300 a minute that we keep with Slack itself, 10,000 messages take 33 minutes, whatever is done;
so here both sides are given a rate at which they take less than two. The bound is messages / rate; the clock runs from
the first that arrives to the last.

Then fewer messages, without limits in the sandbox, while workers are killed and it is slow, refuses and breaks off:
nothing may be lost, and nothing be there twice.
"""

import asyncio
import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.machine import machine
from benchmarks.processes import database
from bot.cards import Card, Text
from bot.directory import Address, Identity
from bot.members import meet
from bot.network import Network, Work, migrate, open_network
from bot.outbox import figures
from handlers.slack.courier import key_of
from handlers.slack.manifest import manifest
from sandbox.app import create_app
from sandbox.server import running
from sandbox.slack.limits import RateLimits
from sandbox.slack.refusals import SlackError
from sandbox.slack.workspace import Workspace

PEOPLE = 2_000
MESSAGES = 10_000
RATE = 6_000
"""Messages a minute, twenty times what we keep with Slack itself."""

DISTURBED = 3_000
LEASE = 10.0
"""Seconds after which a killed worker's messages are taken up, in the second part; otherwise 120."""

KILLS = 20
KILL_EVERY = 2.0
WORKERS = 2
AIM = 1.1
FAULTS = ("drop_before", "drop_after", "500", "ratelimited", "slow")


class Counting(RateLimits):
    """Slack's limits, and how often they were met."""

    refused = 0

    def check(self, method: str, channel: str) -> None:
        """Count a call, and whether it was one too many."""
        try:
            super().check(method, channel)
        except SlackError:
            self.refused += 1
            raise


@dataclass(frozen=True)
class Outcome:
    """What arrived, how often, and in what time."""

    seconds: float
    lost: int
    twice: int
    refused: int
    kills: int


async def put_in(network: Network, people: list[int], number: int, name: str) -> set[str]:
    """Have messages sent to people, each to somebody by chance; their keys."""
    keys = [f"{name} {each}" for each in range(number)]

    async def send(work: Work, some: list[str]) -> None:
        for key in some:
            await work.send(random.choice(people), Card("A call for you", (Text("Somebody seeks you."),)), key=key)

    for start in range(0, number, 500):
        await network.run(send, keys[start : start + 500])
    return set(keys)


@contextlib.asynccontextmanager
async def workers(environment: dict[str, str]) -> AsyncIterator[list[subprocess.Popen[bytes]]]:
    """So many workers, for as long as the block lasts."""
    started = [worker(environment) for _ in range(WORKERS)]
    try:
        yield started
    finally:
        for each in started:
            each.terminate()
        for each in started:
            await asyncio.to_thread(each.wait)


def worker(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """A worker in a process of its own."""
    return subprocess.Popen([sys.executable, "-m", "benchmarks.deliverer"], env={**os.environ, **environment})


def arrived(workspace: Workspace) -> list[tuple[float, str]]:
    """When each message came, and its key, in the order of time."""
    found = [
        (float(message.ts), key_of({"metadata": message.metadata}))
        for conversation in workspace.conversations.values()
        for message in conversation.messages.values()
    ]
    return sorted(found)


async def measured(
    network: Network, workspace: Workspace, keys: set[str], environment: dict[str, str], *, disturbed: bool
) -> Outcome:
    """Have workers deliver all of these."""
    kills = 0
    limits = Counting(workspace.clock, posts_a_minute=RATE)
    limits.switch(on=not disturbed)
    workspace.limits = limits
    async with workers(environment) as started:
        next_kill = time.monotonic() + KILL_EVERY
        while (await network.look(figures)).waiting:
            await asyncio.sleep(0.2)
            if not disturbed or kills == KILLS or time.monotonic() < next_kill:
                continue
            next_kill = time.monotonic() + KILL_EVERY
            workspace.faults.add(
                {"method": "chat.postMessage", "error": random.choice(FAULTS), "seconds": 1, "times": 3}
            )
            victim = random.randrange(WORKERS)
            started[victim].send_signal(signal.SIGKILL)
            await asyncio.to_thread(started[victim].wait)
            started[victim] = worker(environment)
            kills += 1
    found = [(moment, key) for moment, key in arrived(workspace) if key in keys]
    counted = Counter(key for _, key in found)
    twice = sum(count - 1 for count in counted.values())
    return Outcome(found[-1][0] - found[0][0], len(keys - counted.keys()), twice, limits.refused, kills)


async def measure(url: str) -> None:
    """Measure both parts, and print."""
    users = [{"id": f"UL{number}", "real_name": f"Person {number}"} for number in range(PEOPLE)]
    workspace = Workspace(manifest(), signing_secret="load", bot_token="xoxb-load", people=users)  # noqa: S106 - no secret
    network = open_network(url, None)
    print(f"Getting {PEOPLE} people and {MESSAGES} messages ready ...", flush=True)
    people = [
        await network.run(meet, Identity(Address("slack", str(workspace.team["id"]), str(user["id"])), "Somebody"))
        for user in users
    ]
    ids = [one for one in people if one is not None]
    async with running(create_app(workspace)) as served:
        environment = {"DATABASE_URL": url, "SLACK_API_URL": served.api, "DELIVERY_RATE": str(RATE)}
        keys = await put_in(network, ids, MESSAGES, "calm")
        calm = await measured(network, workspace, keys, environment, disturbed=False)
        bound = (MESSAGES - 1) * 60 / RATE
        print(machine())
        print(f"{MESSAGES} messages to {PEOPLE} people, {RATE} a minute, {WORKERS} workers")
        print(f"  bound {bound:.1f} s, took {calm.seconds:.1f} s: {calm.seconds / bound:.3f} of it (at most {AIM})")
        print(f"  lost {calm.lost}, twice {calm.twice}, refused by the limits {calm.refused}", flush=True)
        keys = await put_in(network, ids, DISTURBED, "rough")
        rough = await measured(network, workspace, keys, {**environment, "DELIVERY_LEASE": str(LEASE)}, disturbed=True)
        print(f"{DISTURBED} messages while {rough.kills} workers were killed and Slack failed in five ways")
        print(f"  took {rough.seconds:.1f} s, lost {rough.lost}, twice {rough.twice}")
    await network.close()


def main() -> None:
    """Measure on an empty database."""
    with tempfile.TemporaryDirectory(prefix="roundtable-delivery-") as folder, database(Path(folder)) as url:
        migrate(url)
        asyncio.run(measure(url))


if __name__ == "__main__":
    main()
