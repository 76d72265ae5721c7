"""Fixtures for the tests of the page, taken in by `pytest_plugins`."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser

from tests.sandbox.page_bot import GUIDE, MANIFEST, PEOPLE, PageBot
from tests.sandbox.page_stage import Tabs
from tests.sandbox.stage import staged


@pytest_asyncio.fixture(loop_scope="session")
async def tabs(browser: Browser) -> AsyncIterator[Tabs]:
    """A workspace with the page's bot; afterwards no script may have failed and no outside host been asked."""
    async with staged(manifest=MANIFEST, people=PEOPLE, guide=GUIDE) as stage:
        opened = Tabs(browser, stage, PageBot(stage.bolt))
        yield opened
        for context in browser.contexts:
            await context.close()
        assert opened.troubles == []
