"""What pictures are taken with: the demo's network behind a browser, and hands to act as its members."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.async_api import Browser, Locator, Page, expect

from bot.desk import Desk
from bot.network import Network
from bot.schedule import run_job
from handlers import serving
from handlers.build import built
from handlers.demo import invented_cast, opened_sandbox, settings_for, settle, team_of, workspace_of
from sandbox.server import HOST, listen

PICTURES = Path(__file__).parent / "pictures"
PORT = 8410
ADDRESS = f"http://{HOST}:{PORT}"
DESK, TALL, PHONE = (1280, 900), (1280, 1000), (390, 844)


@dataclass
class Ahead:
    """The real time, ahead by as much as the pictures have let pass."""

    by: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        """What time it is."""
        return datetime.now(UTC) + self.by


@dataclass(frozen=True)
class Stage:
    """The browser, and the way in to the network with its clock."""

    browser: Browser
    desk: Desk
    clock: Ahead

    @property
    def network(self) -> Network:
        """The network."""
        return self.desk.network

    async def later(self, job: str, moment: datetime) -> None:
        """Let time pass until just after this moment, and do what is due of a job then."""
        self.clock.by += moment - self.clock() + timedelta(minutes=5)
        await run_job(self.network, job)


@asynccontextmanager
async def demo(database_url: str, clock: Ahead) -> AsyncIterator[Desk]:
    """The way in to the demo's network, at work by this clock."""
    cast, listener, stop = invented_cast(), listen(), asyncio.Event()
    bot_url = f"http://{HOST}:{listener.getsockname()[1]}"
    async with (
        opened_sandbox(workspace_of(cast, bot_url), team_of(cast, bot_url), PORT) as sandbox,
        built(settings_for(sandbox, database_url, bot_url), answering=True, clock=clock) as house,
    ):
        holding = asyncio.create_task(serving.hold(house, stop, listener=listener, worker=True))
        try:
            await settle(house, sandbox, cast, "community")
            yield house.desk
        finally:
            stop.set()
            await holding


async def become(browser: Browser, name: str, size: tuple[int, int] = DESK) -> Page:
    """A new window, as one of the members."""
    page = await browser.new_page(viewport={"width": size[0], "height": size[1]}, device_scale_factor=1)
    await page.goto(ADDRESS)
    await page.get_by_role("link", name=re.compile(f"^{name}")).first.click()
    if size != PHONE:
        await page.get_by_role("button", name="Close the guide").click()
    return page


async def say(page: Page, words: str) -> None:
    """Write something and send it."""
    await page.get_by_role("textbox", name="Message").fill(words)
    await page.keyboard.press("Escape")
    await page.keyboard.press("Enter")


def messages(page: Page) -> Locator:
    """The messages on a page, oldest first."""
    return page.get_by_role("list", name="Messages").locator("li.message")


async def picture(page: Page, name: str) -> None:
    """Take one."""
    await page.wait_for_timeout(400)
    await page.screenshot(path=PICTURES / f"{name}.png")


async def shut(page: Page) -> None:
    """Close the modal, and those below it."""
    await page.get_by_role("dialog").get_by_role("button", name="Close").first.click()
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def chat(page: Page) -> None:
    """Go to one's own chat with the bot in Slack."""
    await page.get_by_role("link", name="Roundtable").first.click()
    await page.get_by_role("link", name="Messages").click()


async def pick(form: Locator, label: str, option: str) -> None:
    """Choose one of several, as radio buttons or from a menu."""
    radios = form.get_by_role("radio", name=option, exact=True)
    if await radios.count():
        await radios.check()
        return
    await form.get_by_label(re.compile(re.escape(label))).click()
    await form.page.get_by_role("option", name=option, exact=True).click()
