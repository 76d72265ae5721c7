"""What the Slack tests share: the bot at work in a sandbox, on SQLite."""

from collections.abc import AsyncIterator

import pytest

from bot.network import Network
from tests.slack.workplace import Workplace, at_work


@pytest.fixture
async def place(sqlite_network: Network) -> AsyncIterator[Workplace]:
    """A sandbox with the bot in it."""
    async with at_work(sqlite_network) as opened:
        yield opened
