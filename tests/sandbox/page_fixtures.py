"""Fixtures for the tests of the page, taken in by `pytest_plugins`."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser

from tests.sandbox.page_bot import GUIDE, MANIFEST, PEOPLE, PageBot
from tests.sandbox.page_stage import Tabs
from tests.sandbox.stage import staged
from tests.sandbox.teams_page_stage import Rooms, teams_staged


@pytest_asyncio.fixture(loop_scope="session")
async def tabs(browser: Browser) -> AsyncIterator[Tabs]:
    """A workspace with the page's bot."""
    async with staged(manifest=MANIFEST, people=PEOPLE, guide=GUIDE, ack_timeout=3.0) as stage:
        opened = Tabs(browser, stage.served.url, stage, PageBot(stage.bolt))
        yield opened
        await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def rooms(browser: Browser) -> AsyncIterator[Rooms]:
    """A Teams organisation with the page's bot, and a Slack workspace beside it."""
    async with teams_staged() as (served, bot):
        opened = Rooms(browser, served.url, served, bot)
        yield opened
        await opened.close()
