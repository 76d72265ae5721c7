"""The stage that most tests of the sandbox play on."""

from collections.abc import AsyncIterator

import pytest

from tests.sandbox.stage import Stage, staged


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """A sandbox with a bot that acknowledges nothing yet."""
    async with staged() as opened:
        yield opened
