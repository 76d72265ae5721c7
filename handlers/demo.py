"""The demo: bot and sandbox in one process, with invented people, and nothing left behind."""

import asyncio
import csv
import os
import secrets
import signal
import tempfile
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rich.console import Console

from bot.actions import press
from bot.imports import Row, bring_in, read_rows
from bot.network import migrate
from bot.said import Said
from handlers import logs, serving
from handlers.build import CannotStart, House, built
from handlers.importing import progress_bar, read_table
from handlers.settings import Settings, Slack, cache_folder
from handlers.slack.manifest import manifest
from sandbox.app import create_app
from sandbox.server import HOST, Running, listen, running
from sandbox.slack.workspace import Workspace

MEMBERS = Path(__file__).with_name("demo_members.csv")
USUAL_PORT = 8100
NEWCOMER = {"real_name": "Alex Morton", "pronouns": "they/them", "email": "alex.morton@people.example"}
OWNER = {"real_name": "Marian Oakley", "pronouns": "she/her", "email": "marian@people.example", "kind": "owner"}

GUIDE = (
    "You are Priya Raman, a researcher. Type `/find-collaborator creative methods with people who hear voices`",
    "Become Alex Morton, who is new here. Type `/my-profile`, fill in the form and agree, then open Roundtable's Home.",
    "Become Gwen Harrow of a small charity. Pause on Roundtable's Home, and search as Priya again: Gwen is not shown.",
)
OWN_GUIDE = (
    "You are Alex Morton, who is new here. Type /find-collaborator and a topic that your people know.",
    "Type `/my-profile`, fill in the form and agree, then open Roundtable's Home to see it as others do.",
    "Become one of your people and write to Roundtable directly, in a whole sentence: what would they look for?",
)

err = Console(stderr=True, highlight=False, soft_wrap=True)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who takes part: the workspace's people, the rows of their profiles, who is paused, and what to try."""

    people: Sequence[dict[str, Any]]
    rows: Sequence[Row]
    paused: frozenset[str]
    guide: Sequence[str]


def run(*, data: Path | None, side: str, port: int | None) -> None:
    """Run the demo until interrupted; raises NoTable for data that is no table, and CannotStart for a taken port."""
    logs.configure("warning")
    cast = own_cast(data) if data is not None else invented_cast()
    with tempfile.TemporaryDirectory(prefix="roundtable-demo-") as folder:
        database_url = f"sqlite:///{Path(folder) / 'demo.db'}"
        migrate(database_url)
        serving.execute(play(cast, database_url, port, side or "community"))
    err.print("Stopped. Nothing was kept.")


def invented_cast() -> Cast:
    """The people of demo_members.csv; some have no profile yet."""
    with MEMBERS.open(encoding="utf-8", newline="") as file:
        everybody = list(csv.DictReader(file))
    people = [
        {
            "real_name": one["name"],
            "pronouns": one["pronouns"],
            "tz": one["timezone"],
            "kind": one["kind"],
            "email": one["email"],
            "title": one["role"],
        }
        for one in everybody
    ]
    with MEMBERS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in read_rows(file) if row.values["about"]]
    paused = frozenset(one["email"] for one in everybody if one["paused"])
    return Cast(people, rows, paused, GUIDE)


def own_cast(data: Path) -> Cast:
    """One's own people: who has no e-mail address is given one, so that everybody has an account in the sandbox."""
    people: list[dict[str, Any]] = [NEWCOMER, OWNER]
    rows = []
    for number, row in enumerate(read_table(data, {}), start=1):
        values = row.values
        email = values.get("email") or f"person-{number}@people.example"
        name = values.get("name") or values.get("organisation") or values.get("id") or f"Person {number}"
        people.append({"real_name": name, "pronouns": values.get("pronouns", ""), "email": email, "name": f"p{number}"})
        rows.append(replace(row, values={**values, "email": email}))
    return Cast(people, rows, frozenset(), OWN_GUIDE)


async def play(cast: Cast, database_url: str, port: int | None, side: str) -> None:
    """Start the sandbox and the bot, bring the people in, and serve until interrupted."""
    stop = serving.until_told((signal.SIGINT, signal.SIGTERM, signal.SIGHUP))
    secret, token = secrets.token_hex(16), f"xoxb-{secrets.token_hex(12)}"
    listener = listen()
    bot_url = f"http://{HOST}:{listener.getsockname()[1]}/slack/events"
    workspace = Workspace(
        manifest(request_url=bot_url),
        signing_secret=secret,
        bot_token=token,
        people=cast.people,
        guide=cast.guide,
        request_url=bot_url,
    )
    async with opened_sandbox(workspace, port) as sandbox:
        settings = Settings(
            database_url=database_url,
            host=HOST,
            port=0,
            slack=Slack(token, secret, "", sandbox.api),
            teams=None,
            model_dir=None,
            cache=cache_folder(os.environ),
            log_level="warning",
        )
        async with built(settings, answering=True) as house:
            if await done_before(stop, settle(house, cast, side)):
                welcome(sandbox.url, cast.guide)
                await serving.hold(house, stop, listener=listener, worker=True)


@asynccontextmanager
async def opened_sandbox(workspace: Workspace, port: int | None) -> AsyncIterator[Running]:
    """The sandbox on the port asked for, or else on the usual one, or else, if that is taken, on any."""
    chosen = USUAL_PORT if port is None else port
    if not is_free(chosen):
        if port is not None:
            raise CannotStart(f"Port {port} is taken; choose another with --port, or 0 for any")
        chosen = 0
    async with running(create_app(workspace), chosen) as sandbox:
        yield sandbox


def is_free(port: int) -> bool:
    """Whether a port can be listened on."""
    try:
        listen(port).close()
    except OSError:
        return False
    return True


async def settle(house: House, cast: Cast, side: str) -> None:
    """Bring everybody's profile in, as agreed to, and pause those who are paused."""
    assert house.slack is not None  # noqa: S101 - the demo always has a door to Slack
    with progress_bar() as progress:
        task = progress.add_task("Getting to know everybody", total=len(cast.rows))
        report = await bring_in(
            house.network,
            house.slack.directory,
            cast.rows,
            side=side,
            consented=True,
            progress=lambda more: progress.advance(task, more),
        )
    for problem in sorted(report.problems, key=lambda one: one.line):
        err.print(f"line {problem.line} was left out: {problem.reason}", markup=False)
    async for one in house.slack.directory.everyone():
        if one.email in cast.paused:
            await press(house.desk, one.address, "profiles.pause", Said())


async def done_before(stop: asyncio.Event, work: Coroutine[None, None, None]) -> bool:
    """Do the work, but give it up once told to stop; whether it was done."""
    working, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not working.done():
        working.cancel()
        return False
    await working
    return True


def welcome(url: str, guide: Sequence[str]) -> None:
    """Say where it is and what to try."""
    err.print(f"\nRoundtable is at {url}\n\nThree things to try there:", markup=False)
    for number, words in enumerate(guide, start=1):
        err.print(f"  {number}. {words}", markup=False)
    err.print("\nPress Ctrl-C to stop. Nothing is kept.", markup=False)
