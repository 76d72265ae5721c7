"""Starting the sandbox by hand."""

import asyncio
import json
import signal
import sys
from pathlib import Path

import aiohttp

from tests.sandbox.stage import MANIFEST, PEOPLE


async def started(*arguments: str) -> asyncio.subprocess.Process:
    """`python -m sandbox` with these arguments."""
    command = [sys.executable, "-m", "sandbox", "--port", "0", *arguments]
    return await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[2]
    )


async def test_it_says_where_it_is_and_stops_when_asked(tmp_path: Path) -> None:
    """Within a moment, even while somebody watches a stream."""
    people, manifest = tmp_path / "people.json", tmp_path / "manifest.json"
    people.write_text(json.dumps(PEOPLE), encoding="utf-8")
    manifest.write_text(json.dumps(MANIFEST), encoding="utf-8")
    process = await started("--people", str(people), "--manifest", str(manifest), "--guide", "Type /find")
    assert process.stdout is not None
    url = (await process.stdout.readline()).decode().split()[-1]
    try:
        async with aiohttp.ClientSession() as http, http.get(f"{url}/control/users/UADA/stream") as stream:
            assert await stream.content.readline() == b"event: change\n"
            process.send_signal(signal.SIGINT)
            await asyncio.wait_for(process.wait(), timeout=5)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_a_manifest_that_slack_would_refuse_is_refused(tmp_path: Path) -> None:
    """With the reason, before anything starts."""
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({"features": {"slash_commands": [{"command": "find"}]}}), encoding="utf-8")
    process = await started("--manifest", str(manifest))
    _, told = await process.communicate()
    assert process.returncode == 2
    assert b"Slack would refuse this manifest: find: a command is a slash" in told


async def test_teams_can_be_alone(tmp_path: Path) -> None:
    """It says where the bot finds its login, and reads the people and the app's manifest."""
    people, manifest = tmp_path / "people.json", tmp_path / "manifest.json"
    people.write_text(json.dumps([{"real_name": "Ada Osei"}]), encoding="utf-8")
    manifest.write_text(json.dumps({"name": {"short": "Meeting place"}}), encoding="utf-8")
    files = ("--teams-people", str(people), "--teams-manifest", str(manifest))
    process = await started("--teams-url", "http://127.0.0.1:9/teams/messages", *files)
    assert process.stdout is not None
    url = (await process.stdout.readline()).decode().split()[-1]
    try:
        assert (await process.stdout.readline()).decode().strip() == f"ROUNDTABLE_TEAMS_CLOUD={url}/teams/login"
        async with aiohttp.ClientSession() as http, http.get(f"{url}/control/teams/workspace") as answer:
            seen = await answer.json()
        assert [each["real_name"] for each in seen["users"]] == ["Ada Osei", "Meeting place"]
    finally:
        process.send_signal(signal.SIGINT)
        await process.communicate()


async def test_without_any_platform_there_is_nothing_to_start() -> None:
    """It says what to give."""
    process = await started()
    _, told = await process.communicate()
    assert process.returncode == 2
    assert b"give --manifest for Slack, --teams-url for Teams, or both" in told
