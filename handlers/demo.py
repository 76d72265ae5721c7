"""The demo: bot and sandbox in one process, with invented people, and nothing left behind."""

import asyncio
import csv
import os
import secrets
import signal
import tempfile
import uuid
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console

from bot.desk import press
from bot.directory import Identity, Room
from bot.imports import Row, bring_in, read_rows
from bot.network import migrate
from bot.said import Said
from handlers import logs, serving
from handlers.build import CannotStart, House, built
from handlers.demo_calls import CHANNEL, post_calls
from handlers.demo_questions import ask_all
from handlers.importing import progress_bar, read_table
from handlers.settings import Settings, Slack, Teams, cache_folder
from handlers.slack.manifest import manifest as slack_manifest
from handlers.teams.manifest import Given
from handlers.teams.manifest import manifest as teams_manifest
from sandbox.app import create_app
from sandbox.server import HOST, Running, listen, running
from sandbox.slack.workspace import Workspace
from sandbox.teams.team import Team

MEMBERS = Path(__file__).with_name("demo_members.csv")
USUAL_PORT = 8100
PLATFORMS = ("slack", "teams")
NEWCOMER = {"real_name": "Alex Morton", "pronouns": "they/them", "email": "alex.morton@people.example"}
COLLEAGUE = {"real_name": "Robin Vale", "pronouns": "they/them", "email": "robin.vale@people.example"}
OWNER = {"real_name": "Marian Oakley", "pronouns": "she/her", "email": "marian@people.example", "kind": "owner"}

GUIDE = (
    "You are Priya Raman, who is in Slack. Type `/find-collaborator creative methods with people who hear voices`",
    "Become Tom Ashworth, who is in Teams. Write to Roundtable `crisis cafés at night`, and see who fits, in Slack.",
    "Become Alex Morton, who is new in Slack. Type `/my-profile`, fill in the form and agree; then find Alex as Tom.",
    "Become Marian Oakley, who looks after the network. Write `pulse` to Roundtable, and see what the last one gave.",
)
OWN_GUIDE = (
    "You are Alex Morton, who is new in Slack. Type /find-collaborator and a topic that your people know.",
    "Type `/my-profile`, fill in the form and agree, then open Roundtable's Home to see it as others do.",
    "Become one of your people and write to Roundtable directly, in a whole sentence: what would they look for?",
)

err = Console(stderr=True, highlight=False, soft_wrap=True)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who takes part: the people of Slack and of Teams, the rows of their profiles, who is paused, and what to try.

    With `busy`, some of them post calls, and all are asked a poll and pulses.
    """

    slack: Sequence[dict[str, Any]]
    teams: Sequence[dict[str, Any]]
    rows: Sequence[Row]
    paused: frozenset[str]
    guide: Sequence[str]
    busy: bool = False


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
    slack, teams = ([account(one) for one in everybody if one["platform"] in {name, "both"}] for name in PLATFORMS)
    with MEMBERS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in read_rows(file) if row.values["about"]]
    paused = frozenset(one["email"] for one in everybody if one["paused"])
    return Cast(slack, teams, rows, paused, GUIDE, busy=True)


def account(one: Mapping[str, str]) -> dict[str, Any]:
    """Somebody of demo_members.csv as the sandbox takes them."""
    return {
        "real_name": one["name"],
        "pronouns": one["pronouns"],
        "tz": one["timezone"],
        "kind": one["kind"],
        "email": one["email"],
        "title": one["role"],
    }


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
    return Cast(people, [COLLEAGUE], rows, frozenset(), OWN_GUIDE)


async def play(cast: Cast, database_url: str, port: int | None, side: str) -> None:
    """Start the sandbox and the bot, bring the people in, and serve until interrupted."""
    stop = serving.until_told((signal.SIGINT, signal.SIGTERM, signal.SIGHUP))
    listener = listen()
    bot_url = f"http://{HOST}:{listener.getsockname()[1]}"
    async with opened_sandbox(workspace_of(cast, bot_url), team_of(cast, bot_url), port) as sandbox:
        settings = settings_for(sandbox, database_url, bot_url)
        async with built(settings, answering=True) as house:
            holding = asyncio.create_task(serving.hold(house, stop, listener=listener, worker=True))
            if await done_before(stop, begin(house, sandbox, cast, side)):
                welcome(sandbox.url, cast.guide)
            await holding


def workspace_of(cast: Cast, bot_url: str) -> Workspace:
    """The sandbox's Slack workspace."""
    events = f"{bot_url}/slack/events"
    return Workspace(
        slack_manifest(request_url=events),
        signing_secret=secrets.token_hex(16),
        bot_token=f"xoxb-{secrets.token_hex(12)}",
        people=cast.slack,
        guide=cast.guide,
        request_url=events,
    )


def team_of(cast: Cast, bot_url: str) -> Team:
    """The sandbox's organisation on Teams."""
    client = str(uuid.uuid4())
    given = Given(client, "https://bot.people.example", "1.0.0", "Roundtable demo")
    return Team(
        client_id=client,
        client_secret=secrets.token_hex(16),
        tenant_id=str(uuid.uuid4()),
        people=cast.teams,
        guide=cast.guide,
        manifest=teams_manifest(given),
        endpoint_url=f"{bot_url}/teams/messages",
        installed=False,
    )


def settings_for(sandbox: Running, database_url: str, bot_url: str = "") -> Settings:
    """The settings of a bot that speaks with the sandbox, which fetches pictures from it."""
    workspace, team = sandbox.workspace, sandbox.team
    return Settings(
        database_url=database_url,
        host=HOST,
        port=0,
        slack=Slack(workspace.bot_token, workspace.signing_secret, "", sandbox.api),
        teams=Teams(team.client_id, team.client_secret, team.tenant_id, sandbox.teams_cloud),
        model_dir=None,
        cache=cache_folder(os.environ),
        log_level="warning",
        public=bot_url and f"{bot_url}/",
    )


@asynccontextmanager
async def opened_sandbox(workspace: Workspace, team: Team, port: int | None) -> AsyncIterator[Running]:
    """The sandbox on the port asked for, or else on the usual one, or else, if that is taken, on any."""
    chosen = USUAL_PORT if port is None else port
    if not is_free(chosen):
        if port is not None:
            raise CannotStart(f"Port {port} is taken; choose another with --port, or 0 for any")
        chosen = 0
    async with running(create_app(workspace, team), chosen) as sandbox:
        yield sandbox


def is_free(port: int) -> bool:
    """Whether a port can be listened on."""
    try:
        listen(port).close()
    except OSError:
        return False
    return True


async def settle(house: House, sandbox: Running, cast: Cast, side: str) -> dict[str, Identity]:
    """Add the app on Teams, bring everybody's profile in, as agreed to, pause those who are paused, and post calls."""
    directories = house.desk.directories.values()
    here = [person for person in sandbox.team.people.values() if not person.left]
    async with httpx.AsyncClient(base_url=f"{sandbox.url}/control/teams/", trust_env=False, timeout=30) as teams:
        general = sandbox.team.channels()[0].id
        (await teams.post(f"users/{here[0].id}/install", json={"channel": general})).raise_for_status()
    with progress_bar() as progress:
        task = progress.add_task("Getting to know everybody", total=len(cast.rows))
        report = await bring_in(
            house.network,
            list(directories),
            cast.rows,
            side=side,
            consented=True,
            progress=lambda more: progress.advance(task, more),
        )
    for problem in sorted(report.problems, key=lambda one: one.line):
        err.print(f"line {problem.line} was left out: {problem.reason}", markup=False)
    everybody = {one.email: one for directory in directories async for one in directory.everyone()}
    for email in cast.paused & everybody.keys():
        await press(house.desk, everybody[email].address, "profiles.pause", Said())
    if cast.busy:
        channels = {one.name: one.id for one in sandbox.workspace.conversations.values()}
        await post_calls(house, everybody, channels[CHANNEL])
    return everybody


async def begin(house: House, sandbox: Running, cast: Cast, side: str) -> None:
    """Settle the people, and ask them what the demo's people were asked."""
    everybody = await settle(house, sandbox, cast, side)
    if cast.busy:
        members = {row.values["email"]: row.values["side"] for row in cast.rows}
        general = sandbox.team.channels()[0]
        room = Room("teams", sandbox.team.tenant_id, general.id, general.id, general.name)
        await ask_all(house, everybody, members, room)


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
    err.print(f"\nRoundtable is at {url}\n\nThings to try there:", markup=False)
    for number, words in enumerate(guide, start=1):
        err.print(f"  {number}. {words}", markup=False)
    err.print("\nPress Ctrl-C to stop. Nothing is kept.", markup=False)
