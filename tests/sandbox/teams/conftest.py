"""The stage that most tests of the sandbox's Teams play on."""

from collections.abc import AsyncIterator

import pytest

from tests.sandbox.teams.stage import Stage, staged


@pytest.fixture
async def teams() -> AsyncIterator[Stage]:
    """A sandbox with a bot that answers nothing yet."""
    async with staged() as opened:
        yield opened
