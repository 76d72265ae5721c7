"""What the Teams tests share: the bot at work in a sandbox, on SQLite."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import structlog

from bot.network import Network
from tests.teams.workplace import Workplace, at_work


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for every answer, however busy the machine is, and for nothing else; a test about time says so."""
    monkeypatch.setattr("handlers.teams.listeners.PATIENCE", 60.0)
    monkeypatch.setattr("handlers.teams.wire.PAUSES", (0.0, 0.0))


@pytest.fixture
async def place(sqlite_network: Network) -> AsyncIterator[Workplace]:
    """A sandbox with the bot in it."""
    async with at_work(sqlite_network) as opened:
        yield opened


@pytest.fixture
def written() -> Iterator[list[Any]]:
    """What is written to the log."""
    with structlog.testing.capture_logs() as lines:
        yield lines
