"""Running the command line as an operator does: in a process of its own, in an empty folder."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

HOUSE = Path(__file__).parent.parent.parent
SECRETS = {"SLACK_BOT_TOKEN": "xoxb-sandbox", "SLACK_SIGNING_SECRET": "sandbox-secret"}


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """What a process is started with: nothing of ours but what is given."""
    kept = ("PATH", "HOME", "LANG", "VIRTUAL_ENV", "SYSTEMROOT")
    inherited = {name: os.environ[name] for name in kept if name in os.environ}
    return {**inherited, "PYTHONPATH": str(HOUSE), "ROUNDTABLE_HOST": "127.0.0.1", "COLUMNS": "200", **given}


def command(*words: str) -> list[str]:
    """The command line."""
    return [sys.executable, "-m", "handlers", *words]


def roundtable(
    folder: Path, *words: str, settings: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(  # noqa: S603 - our own program
        command(*words),
        cwd=folder,
        env=environment(settings or {}),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@dataclass
class Running:
    """A process that serves, and where its log goes."""

    process: subprocess.Popen[str]
    log: Path
    port: int

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def told(self) -> str:
        """Its log so far."""
        return self.log.read_text(encoding="utf-8")

    async def wait_for(self, words: str) -> None:
        """Wait until the log has these words; fails when the process ends before."""
        deadline = time.monotonic() + 60
        while words not in self.told:
            assert self.process.poll() is None, self.told
            assert time.monotonic() < deadline, self.told
            await asyncio.sleep(0.05)

    async def stop(self, told: signal.Signals = signal.SIGTERM) -> int:
        """Tell it to stop; how it ended."""
        self.process.send_signal(told)
        return await asyncio.to_thread(self.process.wait, 30)


@asynccontextmanager
async def serving(folder: Path, *words: str, settings: Mapping[str, str], ready: str) -> AsyncIterator[Running]:
    """A process that serves for as long as the block lasts."""
    log, port = folder / "log.txt", free_port()
    with log.open("w") as file:
        process = subprocess.Popen(  # noqa: ASYNC220, S603 - our own program, started in an instant
            command(*words),
            cwd=folder,
            env=environment({"PORT": str(port), **settings}),
            stdout=file,
            stderr=subprocess.STDOUT,
            text=True,
        )
    running = Running(process, log, port)
    try:
        await running.wait_for(ready)
        yield running
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(timeout=30)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
