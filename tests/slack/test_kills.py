"""Workers are killed a hundred times, at every step, while Slack is slow, refuses and breaks off."""

import asyncio
import json
import os
import signal
import sys
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import cycle, islice
from random import Random

from bot.cards import Card, Text
from bot.directory import Address, Identity
from bot.members import meet
from bot.network import Network, Work, open_network
from bot.outbox import figures
from handlers.slack.courier import key_of
from handlers.slack.manifest import manifest
from sandbox.app import create_app
from sandbox.server import Running, running
from sandbox.slack.workspace import Workspace
from tests.house.processes import HOUSE, environment
from tests.slack.dying import STEPS
from tests.slack.workplace import BOT_TOKEN, SECRET, TEAM, Json

PEOPLE = 150
MESSAGES = 900
GROUPS = 40
KILLS = {"postgresql": 60, "sqlite": 40}
WORKERS = {"postgresql": 2, "sqlite": 1}

FAULTS: tuple[Json, ...] = (
    *({"method": "chat.postMessage", "error": error} for error in ("drop_before", "drop_after", "500", "ratelimited")),
    {"method": "chat.postMessage", "error": "slow", "seconds": 0.3, "times": 3},
    {"method": "chat.postMessage", "error": "internal_error"},
    {"method": "conversations.history", "error": "ratelimited"},
    {"method": "conversations.history", "error": "500"},
    {"method": "conversations.open", "error": "drop_after"},
    {"method": "conversations.open", "error": "slow", "seconds": 0.2},
)


class Cradle:
    """A process that has everything imported, and forks workers one after the other."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def start(self, **order: object) -> int:
        """Start a worker; its process id."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        return await self._said()

    async def ended(self) -> int:
        """Wait until it has ended; how."""
        return await self._said()

    async def _said(self) -> int:
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), 60)
        return int(line)


@asynccontextmanager
async def cradle() -> AsyncIterator[Cradle]:
    """One such process, for as long as the block lasts."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.slack.dying",
        cwd=HOUSE,
        env=environment({"OPENBLAS_NUM_THREADS": "1"}),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield Cradle(process)
    finally:
        if process.stdin is not None:
            process.stdin.close()
        await process.wait()


async def prepared(network: Network, random: Random) -> set[str]:
    """People, messages to each of them and groups among them; the keys of all that is to be sent."""
    people = [Address("slack", TEAM, f"UP{number}") for number in range(PEOPLE)]
    members = [await network.run(meet, Identity(who, who.user)) for who in people]
    keys: set[str] = set()

    async def send(work: Work) -> None:
        for number in range(MESSAGES):
            key = f"message {number:04}"
            member = random.choice(members)
            assert member is not None
            await work.send(member, Card(key, (Text("Words."),)), key=key)
            keys.add(key)
        for number in range(GROUPS):
            together = [one for one in random.sample(members, 2) if one is not None]
            await work.gather(together, Card("Meet"), key=f"group {number:04}")
            keys.add(f"group {number:04}")

    await network.run(send)
    return keys


async def trouble(workspace: Workspace, random: Random) -> None:
    """Have something go wrong again and again."""
    while True:
        workspace.faults.add(dict(random.choice(FAULTS)))
        await asyncio.sleep(random.uniform(0.05, 0.3))


async def killed(cradle: Cradle, orders: list[Json], random: Random, kept: Counter[str]) -> None:
    """Start worker after worker, each of which is killed at its step, or by us at any time."""
    while orders:
        order = orders.pop()
        pid = await cradle.start(**order)
        # One that never comes to its step, since there is nothing left for it to do, is killed as well.
        lives = random.uniform(0.05, 0.6) if order["step"] == "any" else 2.0
        ended = asyncio.create_task(cradle.ended())
        done, _ = await asyncio.wait({ended}, timeout=lives)
        if not done:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        assert await ended == -signal.SIGKILL
        kept[order["step"] if done else "any"] += 1


async def worked_off(network: Network, cradle: Cradle, order: Json) -> None:
    """Have a worker deliver the rest, and end it."""
    pid = await cradle.start(**order)
    try:
        async with asyncio.timeout(90):
            while (await network.look(figures)).waiting:  # noqa: ASYNC110 - another process works it off
                await asyncio.sleep(0.1)
    finally:
        os.kill(pid, signal.SIGKILL)
        await cradle.ended()


def arrived(workspace: Workspace) -> dict[str, list[str]]:
    """The keys of the bot's messages in each conversation, in their order."""
    found: dict[str, list[str]] = defaultdict(list)
    for conversation in workspace.conversations.values():
        for message in conversation.messages.values():
            found[conversation.id].append(key_of({"metadata": message.metadata}))
    return found


@asynccontextmanager
async def slack() -> AsyncIterator[Running]:
    """A workspace with these people."""
    people = [{"id": f"UP{number}", "real_name": f"Person {number}"} for number in range(PEOPLE)]
    workspace = Workspace(manifest(), signing_secret=SECRET, bot_token=BOT_TOKEN, people=people)
    async with running(create_app(workspace)) as served:
        yield served


async def test_nothing_is_lost_and_nothing_sent_twice_whenever_workers_are_killed(database_url: str) -> None:
    """And whatever Slack does meanwhile; each person gets their messages in the order in which they were sent."""
    kind = database_url.partition(":")[0]
    random = Random(kind)  # noqa: S311 - the same chance in every run
    network = open_network(database_url, None)
    async with slack() as served, cradle() as first, cradle() as second:
        keys = await prepared(network, random)
        place = {"database": database_url, "slack": served.api}
        steps = islice(cycle((*STEPS, "any")), KILLS[kind])
        orders: list[Json] = [{**place, "step": step, "times": random.randint(1, 4)} for step in steps]
        kills: Counter[str] = Counter()
        troubling = asyncio.create_task(trouble(served.workspace, random))
        await asyncio.gather(*(killed(one, orders, random, kills) for one in (first, second)[: WORKERS[kind]]))
        troubling.cancel()
        served.workspace.faults.clear()
        early = sum(map(len, arrived(served.workspace).values()))
        await worked_off(network, first, {**place, "step": "none", "times": 1})
        counted = await network.look(figures)
        found = arrived(served.workspace)
    await network.close()
    assert sum(kills.values()) == KILLS[kind]
    assert all(kills[step] >= KILLS[kind] // 20 for step in STEPS), kills
    assert Counter(key for among in found.values() for key in among) == Counter(keys)
    assert all(among == sorted(among) for conversation, among in found.items() if "group" not in among[0])
    assert counted.failed == {}
    assert MESSAGES / 10 < early < MESSAGES + GROUPS  # Workers were killed in the midst of it.
