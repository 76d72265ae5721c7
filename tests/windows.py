"""Windows of the tests' browser, which are used again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakKeyDictionary

from playwright.async_api import Browser, Page

from tests.patience import PATIENCE

EMPTY: WeakKeyDictionary[Browser, list[Page]] = WeakKeyDictionary()
"""Windows that a test is done with, for the next: to open one takes the machine over a second."""


@asynccontextmanager
async def window(browser: Browser, width: int, height: int) -> AsyncIterator[Page]:
    """A window of this size, with nothing in it and nothing left of what was in it before."""
    empty = EMPTY.setdefault(browser, [])
    page = empty.pop() if empty else await (await browser.new_context(reduced_motion="reduce")).new_page()
    page.set_default_timeout(PATIENCE)
    await page.set_viewport_size({"width": width, "height": height})
    try:
        yield page
        await leave(page)
    except BaseException:
        await page.context.close()
        raise
    empty.append(page)


async def leave(page: Page) -> None:
    """Make a window as good as new. Each sandbox has a port of its own, but a port may come again."""
    await page.unroute_all(behavior="ignoreErrors")
    await page.evaluate("location.host && localStorage.clear()")
    await page.goto("about:blank")
    await page.mouse.move(-1, -1)
    await page.emulate_media(color_scheme="light")
