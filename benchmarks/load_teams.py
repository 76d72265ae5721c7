"""How much a server takes from Teams: `roundtable web` beside a bare app of Microsoft's SDK that only acknowledges.

Run by hand: `python -m benchmarks.load_teams`. As in the load of Slack, client, servers and receiver are processes of
their own; every request carries a token that both servers check. The two take turns, several times; each figure is the
median of its turns.

Everybody writes once before the clock runs, so that nobody is new. A message reads: `help` what is the same for
everybody, `home` what is known of one; its clock stops when every answer has reached the receiver, which stands for
Teams. A card action writes (pause and resume in turn); its clock stops when the last of the writes is in the database.
Then Slack's requests are sent while Teams keeps the server busy: the slowest acknowledgement counts.
"""

import asyncio
import contextlib
import itertools
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import aiohttp

import handlers  # noqa: F401 - as many threads for arithmetic as the servers have
from benchmarks.crowd import PEOPLE, TENANT, gather
from benchmarks.processes import database, free_port, process
from benchmarks.receiver import COUNT
from benchmarks.slack import SECRET
from benchmarks.slack import press as slack_press
from benchmarks.teams import CLIENT, Teams, public_key
from benchmarks.traffic import PATIENCE, Sent, Side, Turn, heading, idle, ratio, send, table, turn
from bot.network import migrate
from handlers.build import load_encoder
from handlers.settings import read

WORDS = ("help", "home")
AIM = 0.5
"""Of the bare app's rate, for the word that costs no more than to answer, and for card actions."""

MESSAGES = 600
PRESSES = 600
BESIDE = 400
AT_ONCE_BESIDE = 4
TURNS = 5


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="roundtable-load-") as folder, contextlib.ExitStack() as stack:
        url = stack.enter_context(database(Path(folder)))
        receiver = free_port()
        stack.enter_context(
            process([sys.executable, "-m", "benchmarks.receiver", str(receiver)], receiver, {"LOAD_KEY": public_key()})
        )
        print(f"Getting {PEOPLE} people ready on each platform ...", flush=True)
        migrate(url)
        encoder = load_encoder(read({}))
        for platform in ("slack", "teams"):
            asyncio.run(gather(url, encoder, platform))
        environment = {
            "SLACK_BOT_TOKEN": "xoxb-load",
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": f"http://127.0.0.1:{receiver}/api/",
            "TEAMS_CLIENT_ID": CLIENT,
            "TEAMS_CLIENT_SECRET": "load",
            "TEAMS_TENANT_ID": TENANT,
            "ROUNDTABLE_TEAMS_CLOUD": f"http://127.0.0.1:{receiver}/login",
            "DATABASE_URL": url,
            "ROUNDTABLE_HOST": "127.0.0.1",
            "ROUNDTABLE_LOG_LEVEL": "warning",
        }
        web, bare = free_port(), free_port()
        ours = stack.enter_context(
            process([sys.executable, "-m", "handlers", "web"], web, {**environment, "PORT": str(web)})
        )
        theirs = stack.enter_context(
            process(
                [sys.executable, "-W", "ignore", "-m", "benchmarks.bare_sdk"], bare, {**environment, "PORT": str(bare)}
            )
        )
        measure(Side(web, ours, url), Side(bare, theirs, ""), receiver)


def measure(ours: Side, bare: Side, receiver: int) -> None:
    """Let the servers take turns, then load one from both sides, and print what came of it."""
    crowd = Talkative(receiver)
    for side in (ours, bare):
        asyncio.run(crowd.refused(side))
        asyncio.run(crowd.talk(side, WORDS[0], PEOPLE))
        asyncio.run(crowd.act(side, 0, 100))
    messages: dict[str, dict[Side, list[Turn]]] = {word: {ours: [], bare: []} for word in WORDS}
    presses: dict[Side, list[Turn]] = {ours: [], bare: []}
    slowest = []
    for number in range(TURNS):
        for side in (ours, bare) if number % 2 == 0 else (bare, ours):
            for word in WORDS:
                messages[word][side].append(asyncio.run(crowd.talk(side, word, MESSAGES)))
            presses[side].append(asyncio.run(crowd.act(side, number, PRESSES)))
        slowest.append(asyncio.run(crowd.on_both(ours, number)))
    print(heading(TURNS))
    for word in WORDS:
        compare(f"message `{word}`, which reads", messages[word][ours], messages[word][bare], aim=word == "help")
    compare("card action that writes", presses[ours], presses[bare], aim=True)
    print(f"slowest of Slack's acknowledgements while Teams is loaded: {max(slowest):.2f} s (at most {PATIENCE:.0f} s)")


def compare(title: str, ours: list[Turn], bare: list[Turn], *, aim: bool) -> None:
    """Print two servers' turns side by side."""
    table(title, {"roundtable web": ours, "bare SDK": bare})
    print(f"\nratio {ratio(ours, bare):.2f}{f' (at least {AIM})' if aim else ''}\n")


class Talkative:
    """A thousand people on each platform, one after another; whoever answers them is heard by the receiver."""

    def __init__(self, receiver: int) -> None:
        self._receiver = f"http://127.0.0.1:{receiver}"
        self._teams = Teams(f"{self._receiver}/service/")
        self._moments = itertools.count(1)

    async def refused(self, side: Side) -> None:
        """Make sure that a server checks signatures."""
        forged = self._teams.forged()
        url = f"http://127.0.0.1:{side.port}{forged.path}"
        async with (
            aiohttp.ClientSession() as session,
            session.post(url, data=forged.body, headers=forged.headers) as answer,
        ):
            if answer.status != 401:
                raise SystemExit(f"A forged request was answered with {answer.status}.")

    async def talk(self, side: Side, word: str, many: int) -> Turn:
        """Messages, and for a server that answers them, all the answers."""
        before = await self._answers()

        async def arrived(sent: int) -> None:
            deadline = time.monotonic() + 60
            while (now := await self._answers() - before) != sent:
                if time.monotonic() > deadline or now > sent:
                    raise SystemExit(f"{now} answers came, and {sent} messages were sent.")
                await asyncio.sleep(0.01)

        said = [self._teams.message(next(self._moments), word) for _ in range(many)]
        return await turn(side, said, arrived=arrived if side.database else None)

    async def act(self, side: Side, number: int, many: int) -> Turn:
        """Card actions, and for a server that keeps them, all the writes."""
        return await turn(side, [self._teams.press(next(self._moments), number) for _ in range(many)], writes=True)

    async def on_both(self, side: Side, number: int) -> float:
        """Messages and card actions of Teams for as long as presses on Slack last; the slowest answer to those."""
        presses = [slack_press(next(self._moments), number, f"{self._receiver}/response/") for _ in range(BESIDE)]
        busy = asyncio.create_task(send(side.port, self._endless(number)))
        slowest = await send(side.port, presses, AT_ONCE_BESIDE)
        if busy.done():
            busy.result()
        busy.cancel()
        await asyncio.gather(busy, return_exceptions=True)
        await idle(side.process)
        return slowest

    def _endless(self, number: int) -> Iterator[Sent]:
        for moment in self._moments:
            yield self._teams.message(moment, WORDS[moment % len(WORDS)])
            yield self._teams.press(moment, number)

    async def _answers(self) -> int:
        """How many messages the receiver has got."""
        async with aiohttp.ClientSession() as session, session.get(f"{self._receiver}{COUNT}") as answer:
            return int(await answer.text())


if __name__ == "__main__":
    main()
