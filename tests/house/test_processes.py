"""The processes as a host runs them: they say what is missing, serve, and stop without dropping anything."""

import asyncio
import shlex
import signal
import socket
from pathlib import Path

import httpx
import pytest

from tests.house.conftest import Slack
from tests.house.processes import HOUSE, roundtable, serving


def test_a_server_on_an_unmigrated_database_says_so_and_stops(tmp_path: Path) -> None:
    """In one line that says what to do."""
    ended = roundtable(tmp_path, "run")
    told = [line for line in ended.stderr.splitlines() if not line.startswith("{")]
    assert ended.returncode == 1
    assert told == ["roundtable: The database is not migrated; run `roundtable migrate` first"]


def test_a_wrong_setting_stops_the_start_in_one_line(tmp_path: Path) -> None:
    """Before anything else happens."""
    ended = roundtable(tmp_path, "web", settings={"DATABASE_URL": "mysql://db"})
    assert ended.returncode == 1
    assert ended.stderr.splitlines() == [
        "roundtable: DATABASE_URL must begin with sqlite:// or postgresql://; see .env.example"
    ]


def test_a_database_that_is_not_there_stops_the_start_in_one_line(tmp_path: Path) -> None:
    """The line names the setting."""
    ended = roundtable(tmp_path, "worker", settings={"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"})
    assert ended.returncode == 1
    assert "roundtable: The database of DATABASE_URL does not answer" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_taken_port_stops_the_start_in_one_line(tmp_path: Path, sqlite_url: str) -> None:
    """The line names the setting."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ended = roundtable(tmp_path, "web", settings={"PORT": port, "DATABASE_URL": sqlite_url})
    assert ended.returncode == 1
    assert f"roundtable: PORT {port} on 127.0.0.1 cannot be used" in ended.stderr


async def test_the_procfile_starts_what_it_says(tmp_path: Path) -> None:
    """Release, twice as with every release, then web and worker, each stopped as a host stops them."""
    steps = dict(line.split(": ", 1) for line in (HOUSE / "Procfile").read_text(encoding="utf-8").splitlines())
    words = {name: shlex.split(step)[3:] for name, step in steps.items()}
    for _ in range(2):
        released = roundtable(tmp_path, *words["release"])
        assert (released.returncode, released.stdout) == (0, "The database is up to date.\n")
    async with (
        serving(tmp_path, *words["web"], settings={}, ready="listening") as web,
        httpx.AsyncClient(trust_env=False) as client,
    ):
        assert (await client.get(f"{web.url}/readyz")).status_code == 200
        assert await web.stop() == 0
    async with serving(tmp_path, *words["worker"], settings={}, ready="delivering") as worker:
        assert await worker.stop() == 0


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
async def test_a_request_under_way_is_finished_when_told_to_stop(
    tmp_path: Path, sqlite_url: str, slack: Slack, told: signal.Signals
) -> None:
    """Somebody new asks, Slack takes its time to say who they are, and the process is told to stop meanwhile."""
    settings = {**slack.settings, "DATABASE_URL": sqlite_url}
    async with serving(tmp_path, "run", settings=settings, ready="listening") as bot:
        await slack.answered_at(bot.url)
        await slack.slow_down("users.info")
        asked = asyncio.create_task(slack.command("UBELA", "/roundtable", "help"))
        await slack.is_waited_for()
        stopped = asyncio.create_task(bot.stop(told))
        assert (await asked)["acknowledged"]
        assert await stopped == 0
    assert "What Roundtable can do" in await slack.read("UBELA")


async def test_an_answer_that_is_still_to_come_after_the_acknowledgement_comes(
    tmp_path: Path, sqlite_url: str, slack: Slack
) -> None:
    """A message is acknowledged at once and answered later; being told to stop in between loses nothing."""
    settings = {**slack.settings, "DATABASE_URL": sqlite_url}
    async with serving(tmp_path, "run", settings=settings, ready="listening") as bot:
        await slack.answered_at(bot.url)
        await slack.slow_down("users.info")
        seen = await slack.see("users/UBELA/view")
        direct = next(one["id"] for one in seen["conversations"] if one.get("app_dm"))
        await slack.do("users/UBELA/say", channel=direct, text="help")
        await slack.is_waited_for()
        assert await bot.stop() == 0
    assert "What Roundtable can do" in await slack.read("UBELA", direct)


async def test_it_works_by_socket_mode_too(tmp_path: Path, sqlite_url: str, slack: Slack) -> None:
    """With an app token and no signing secret, everything comes over a socket, and the address is closed."""
    settings = {
        **slack.settings,
        "DATABASE_URL": sqlite_url,
        "SLACK_APP_TOKEN": "xapp-sandbox",
        "SLACK_SIGNING_SECRET": "",
    }
    await slack.do("app", how="PUT", request_url=None)
    async with serving(tmp_path, "run", settings=settings, ready="listening") as bot:
        await bot.wait_for("slack_socket_connected")
        closed = await slack.client.post(f"{bot.url}/slack/events", content="{}")
        outcome = await slack.command("UBELA", "/roundtable", "help")
        assert await bot.stop() == 0
    assert closed.status_code == 503
    assert outcome["acknowledged"]
    assert "What Roundtable can do" in await slack.read("UBELA")
