"""Workers are killed a hundred times, at every step, while Slack is slow, refuses and breaks off."""

import asyncio
import json
import os
import signal
import sys
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
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
PATIENCE = 4.0
"""Seconds until a worker that does not come to its step is killed anyway."""

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


@dataclass
class Post:
    """People, and what is to be sent to them: the keys of all of it."""

    network: Network
    random: Random
    members: list[int] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)

    async def settle(self) -> None:
        """Have people there."""
        for number in range(PEOPLE):
            who = Address("slack", TEAM, f"UP{number}")
            member = await self.network.run(meet, Identity(who, who.user))
            assert member is not None
            self.members.append(member)

    async def put_in(self, messages: int, groups: int = 0) -> None:
        """Have so many messages sent to people by chance, and so many groups brought together."""
        first = len(self.keys)
        private = [f"message {number:05}" for number in range(first, first + messages)]
        together = [f"group {number:05}" for number in range(groups)]

        async def send(work: Work) -> None:
            for key in private:
                await work.send(self.random.choice(self.members), Card(key, (Text("Words."),)), key=key)
            for key in together:
                await work.gather(self.random.sample(self.members, 2), Card("Meet"), key=key)

        await self.network.run(send)
        self.keys |= {*private, *together}


async def trouble(workspace: Workspace, random: Random) -> None:
    """Have something go wrong again and again."""
    while True:
        workspace.faults.add(dict(random.choice(FAULTS)))
        await asyncio.sleep(random.uniform(0.05, 0.3))


async def killed(cradle: Cradle, post: Post, orders: list[Json], kept: Counter[str]) -> None:
    """Start worker after worker, each of which is killed at its step, or by us at any time."""
    while orders:
        order = orders.pop()
        pid = await cradle.start(**order)
        lives = post.random.uniform(0.05, 0.6) if order["step"] == "any" else PATIENCE
        ended = asyncio.create_task(cradle.ended())
        done, _ = await asyncio.wait({ended}, timeout=lives)
        if not done:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        assert await ended == -signal.SIGKILL
        kept[order["step"] if done else "any"] += 1
        if not done and order["step"] != "any":
            # It had nothing left to do, or all that was left had to wait: another one gets to that step.
            orders.insert(0, order)
            await post.put_in(PEOPLE)


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
    network = open_network(database_url, None)
    post = Post(network, Random(kind))  # noqa: S311 - the same chance in every run
    steps = list(islice(cycle((*STEPS, "any")), KILLS[kind]))
    kills: Counter[str] = Counter()
    async with slack() as served, cradle() as first, cradle() as second:
        await post.settle()
        await post.put_in(MESSAGES, GROUPS)
        place = {"database": database_url, "slack": served.api}
        orders: list[Json] = [{**place, "step": step, "times": post.random.randint(1, 4)} for step in steps]
        troubling = asyncio.create_task(trouble(served.workspace, post.random))
        await asyncio.gather(*(killed(one, post, orders, kills) for one in (first, second)[: WORKERS[kind]]))
        troubling.cancel()
        served.workspace.faults.clear()
        early = sum(map(len, arrived(served.workspace).values()))
        await worked_off(network, first, {**place, "step": "none", "times": 1})
        counted = await network.look(figures)
        found = arrived(served.workspace)
    await network.close()
    assert all(kills[step] >= count for step, count in Counter(steps).items())
    assert Counter(key for among in found.values() for key in among) == Counter(post.keys)
    assert all(among == sorted(among) for conversation, among in found.items() if "group" not in among[0])
    assert counted.failed == {}
    assert 0 < early < len(post.keys)  # Workers were killed in the midst of it.
