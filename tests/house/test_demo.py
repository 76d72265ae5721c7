"""The demo: up within seconds, answering, and gone without a trace."""

import asyncio
import re
import signal
import socket
from pathlib import Path
from typing import Any

import httpx

from bot.imports import BATCH
from bot.parts import PARTS, PAY, REGIONS
from handlers.demo import invented_cast
from handlers.demo_calls import CALLS
from tests.house.processes import Running, roundtable, serving

READY = "Press Ctrl-C to stop"


async def test_it_answers_and_leaves_nothing_behind(tmp_path: Path) -> None:
    """Researchers on both platforms ask what the guide says, and are shown people of the other side; Ctrl-C ends it."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    settings = {"TMPDIR": str(temporary)}
    async with serving(tmp_path, "demo", "--port", "0", settings=settings, ready=READY) as demo:
        assert [name.startswith("roundtable-demo-") for name in names(temporary)] == [True]
        topic = "creative methods with people who hear voices"
        shown = await asked(demo, "Priya Raman", topic)
        wanted = "crisis cafés at night"
        answered = await asked_on_teams(demo, "Tom Ashworth", wanted)
        calls = await asked(demo, "Gwen Harrow", "people who hear voices", "/open-calls")
        pulse = await asked(demo, "Marian Oakley", "", "/pulse", "What would you need to take part?")
        polls = await asked(demo, "Gwen Harrow", "my polls", "/roundtable", "When could you come")
        ports = re.findall(r"http://127\.0\.0\.1:(\d+)", demo.told)
        assert await demo.stop(signal.SIGINT) == 0
        assert "Nothing was kept." in demo.told
        assert "Traceback" not in demo.told
    assert topic in shown
    assert "Tyne Voices Collective" in shown
    assert "University of Northgate" not in shown
    assert "The Lantern Crisis Café" in answered
    assert "Draw what an interview cannot say" in calls
    assert "Time is paid at or above the guide" in calls
    assert "See the results" in pulse
    assert "See it" in polls
    assert names(temporary) == []
    assert names(tmp_path) == ["log.txt", "temporary"]
    for port in ports:
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", int(port))) != 0


async def test_it_starts_with_people_of_ones_own(tmp_path: Path) -> None:
    """A table of organisations without e-mail addresses is enough; a bad row is told by its line."""
    table = tmp_path / "mine.csv"
    table.write_text("name,activities\nKite Makers,We build kites with people who are often alone\nEmpty Ltd,\n")
    async with serving(tmp_path, "demo", "--port", "0", "--data", str(table), settings={}, ready=READY) as demo:
        shown = await asked(demo, "Alex Morton", "kites for people who are alone")
        assert await demo.stop(signal.SIGTERM) == 0
        assert "line 3 was left out: about:" in demo.told
    assert "Kite Makers" in shown


async def test_a_port_that_was_asked_for_and_is_taken_is_told(tmp_path: Path) -> None:
    """In one line that says what to do."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ended = await asyncio.to_thread(roundtable, tmp_path, "demo", "--port", port)
    assert ended.returncode == 1
    assert f"roundtable: Port {port} is taken" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_cast_shows_every_side_and_every_kind_of_account() -> None:
    """About forty people: enough for a full page of answers, few enough to be ready at once."""
    cast = invented_cast()
    everybody = {person["email"]: person for person in (*cast.slack, *cast.teams)}
    assert 40 <= len(everybody) <= 50
    assert len(cast.teams) >= 12
    assert len(everybody) < len(cast.slack) + len(cast.teams)
    assert len(cast.rows) <= BATCH
    assert {row.values["side"] for row in cast.rows} == {option.value for option in PARTS}
    kinds = {person["kind"] for person in everybody.values()}
    assert kinds == {"member", "guest", "single_channel_guest", "connect", "owner", "deactivated"}
    assert len(cast.paused) >= 2
    assert len(everybody) > len(cast.rows)
    assert {row.values["region"] for row in cast.rows} <= {option.value for option in REGIONS}
    assert {row.values["pay"] for row in cast.rows} <= {option.value for option in PAY}
    assert all(email.endswith("@people.example") for email in everybody)


def test_whom_the_guide_names_is_in_the_cast() -> None:
    """And Alex has no profile yet."""
    cast = invented_cast()
    slack, teams = ({one["real_name"] for one in people} for people in (cast.slack, cast.teams))
    first, second, third, fourth = cast.guide
    assert "Priya Raman" in slack
    assert "Priya Raman" in first
    assert "Tom Ashworth" in teams
    assert "Tom Ashworth" in second
    assert "Alex Morton" in slack
    assert "Alex Morton" in third
    assert "Marian Oakley" in slack
    assert "Marian Oakley" in fourth
    with_profile = {row.values["email"] for row in cast.rows}
    assert "alex.morton@people.example" not in with_profile


def test_the_calls_are_of_people_in_the_cast_and_of_every_way_to_pay() -> None:
    """From both sides and both platforms."""
    cast = invented_cast()
    rows = {row.values["email"]: row.values["side"] for row in cast.rows}
    slack, teams = ({one["email"] for one in people} for people in (cast.slack, cast.teams))
    owners = {call.email for call in CALLS}
    assert {rows[email] for email in owners} >= {"research", "vcse"}
    assert owners & slack
    assert owners & teams
    assert {call.terms["pay"] for call in CALLS} == {"paid", "expenses", "unfunded"}


def names(folder: Path) -> list[str]:
    """What is in a folder."""
    return sorted(one.name for one in folder.iterdir())


async def asked(demo: Running, name: str, topic: str, command: str = "/find-collaborator", answer: str = "") -> str:
    """Everything that somebody sees after a command, once this is in an answer to it: the topic, or other words."""
    async with control(demo) as client:
        workspace: dict[str, Any] = (await client.get("workspace")).json()
        user = next(one["id"] for one in workspace["users"] if one["real_name"] == name)
        channel = workspace["channels"][0]["id"]
        body = {"channel": channel, "command": command, "text": topic}
        assert (await client.post(f"users/{user}/command", json=body)).json()["acknowledged"]
        async with asyncio.timeout(20):
            while True:
                seen = (await client.get(f"users/{user}/messages", params={"channel": channel})).json()["messages"]
                if (answer or topic) in str(seen):
                    return str(seen)
                await asyncio.sleep(0.05)


async def asked_on_teams(demo: Running, name: str, topic: str) -> str:
    """Everything that somebody sees after writing a topic to the bot."""
    async with control(demo, "teams/") as client:
        workspace: dict[str, Any] = (await client.get("workspace")).json()
        user = next(one["id"] for one in workspace["users"] if one["real_name"] == name)
        conversations = (await client.get(f"users/{user}/view")).json()["conversations"]
        chat = next(one["id"] for one in conversations if one["app_dm"])
        assert (await client.post(f"users/{user}/say", json={"channel": chat, "text": topic})).is_success
        async with asyncio.timeout(20):
            while True:
                seen = (await client.get(f"users/{user}/messages", params={"channel": chat})).json()["messages"]
                if f"“{topic}”" in str(seen):
                    return str(seen)
                await asyncio.sleep(0.05)


def control(demo: Running, platform: str = "") -> httpx.AsyncClient:
    """A client of the sandbox that the demo told of."""
    found = re.search(r"Roundtable is at (\S+)", demo.told)
    assert found is not None
    return httpx.AsyncClient(base_url=f"{found[1]}/control/{platform}", trust_env=False, timeout=20)
