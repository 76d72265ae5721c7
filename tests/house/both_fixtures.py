"""A fixture for the tests that walk through both platforms, taken in by `pytest_plugins`."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.house.both_sides import Both, at_work


@pytest_asyncio.fixture(loop_scope="session")
async def both(sqlite_url: str) -> AsyncIterator[Both]:
    """The bot at work on both platforms."""
    async with at_work(sqlite_url) as opened:
        yield opened
