"""Only our own settings count: what the SDK reads of the environment changes nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.network import Network
from tests.teams.workplace import ADA, Workplace, at_work

ROOT = Path(__file__).parents[2]
GENERIC = {
    "CLIENT_ID": "00000000-0000-0000-0000-00000000000a",
    "CLIENT_SECRET": "another-secret",
    "TENANT_ID": "00000000-0000-0000-0000-00000000000b",
    "MANAGED_IDENTITY_CLIENT_ID": "system",
    "SERVICE_URL": "https://evil.example",
    "CLOUD": "China",
    "OAUTH_URL": "https://evil.example",
    "DANGEROUSLY_ALLOW_UNAUTHENTICATED_REQUESTS": "true",
}


async def test_generic_settings_of_the_environment_have_no_effect(
    sqlite_network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program's id, cloud, or leave to let everybody in."""
    for name, value in GENERIC.items():
        monkeypatch.setenv(name, value)
    async with at_work(sqlite_network) as place:
        await place.say(ADA, "help")
        assert len(await place.messages(ADA)) == 2
        assert await status(place, token=None) == 401
        assert await status(place, claims={"aud": GENERIC["CLIENT_ID"]}) == 401


def test_what_only_sends_or_looks_does_without_the_sdk() -> None:
    """To import it takes a second, which every command of the command line would wait for."""
    script = "import sys, handlers.build, handlers.doctor; print('microsoft_teams.apps' in sys.modules)"
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("False\n", "")


async def status(place: Workplace, **what: object) -> int:
    """How a forged request is answered."""
    done = await place.forge(activity=await place.drafted(), **what)
    return int(done["status"])


def test_a_file_of_settings_in_the_folder_is_left_alone(tmp_path: Path) -> None:
    """The SDK would put it into the environment, for every other part of the program to read."""
    (tmp_path / ".env").write_text("CLIENT_ID=from-a-file\nDATABASE_URL=sqlite:///elsewhere.db\n")
    script = (
        "import os, warnings; warnings.simplefilter('error'); "
        "import handlers.teams.sdk; print(os.environ.get('CLIENT_ID'), os.environ.get('DATABASE_URL'))"
    )
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("None None\n", "")
