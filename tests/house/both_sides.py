"""The whole bot behind a Slack workspace and a Teams organisation, and windows of a browser as people of both."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from playwright.async_api import Browser, Locator, Page, expect

from bot.cards import Card
from bot.desk import Desk, press
from bot.directory import Address
from bot.facilitators import make
from bot.said import Said
from bot.schedule import run_job
from handlers import serving
from handlers.build import built
from handlers.demo import Cast, opened_sandbox, settings_for, settle, team_of, workspace_of
from sandbox.server import HOST, listen
from tests.bot.scene import PROFILE
from tests.sandbox import page_stage
from tests.sandbox.page_stage import messages
from tests.windows import window

SLACK, TEAMS = "Slack", "Microsoft Teams"
CAST = Cast(
    slack=(
        {"real_name": "Cleo Baptiste", "email": "cleo@people.example"},
        {"real_name": "Sana Iqbal", "tz": "America/New_York"},
    ),
    teams=({"real_name": "Tom Ashworth"}, {"real_name": "Uma Petrov"}, {"real_name": "Sana Iqbal", "name": "sana"}),
    rows=(),
    paused=frozenset(),
    guide=(),
)


class Who(NamedTuple):
    """Somebody of the cast, and where they are."""

    name: str
    platform: str


CLEO, SANA = Who("Cleo Baptiste", SLACK), Who("Sana Iqbal", SLACK)
TOM, UMA = Who("Tom Ashworth", TEAMS), Who("Uma Petrov", TEAMS)


@dataclass
class Ahead:
    """A clock that begins on a Monday at nine and goes on by itself; a test can let more time pass."""

    ahead: timedelta = field(default_factory=lambda: datetime(2026, 11, 23, 9, 0, tzinfo=UTC) - datetime.now(UTC))

    def __call__(self) -> datetime:
        """What time it is."""
        return datetime.now(UTC) + self.ahead

    def forward(self, **by: float) -> None:
        """Let time pass."""
        self.ahead += timedelta(**by)

    def until(self, moment: datetime) -> None:
        """Let time pass until then."""
        self.ahead += moment - self()


@dataclass(frozen=True)
class Both:
    """The page's address, the way in to the bot, and the clock that it goes by."""

    url: str
    desk: Desk
    clock: Ahead

    async def do(self, job: str) -> None:
        """Do what is due of a job, unless the worker has been faster."""
        await run_job(self.desk.network, job)

    async def address(self, who: Who) -> Address:
        """Somebody's account."""
        directory = self.desk.directories[{SLACK: "slack", TEAMS: "teams"}[who.platform]]
        [found] = [one.address async for one in directory.everyone() if one.name == who.name]
        return found

    async def facilitator(self, who: Who) -> None:
        """Make somebody a facilitator."""
        address = await self.address(who)
        await press(self.desk, address, "home.show", Said())
        await self.desk.network.run(make, address)

    async def member(self, who: Who, **profile: Any) -> None:
        """Give somebody a profile, as in PROFILE but for these."""
        reply = await press(self.desk, await self.address(who), "profiles.save", Said("", PROFILE | profile))
        assert isinstance(reply.shown, Card)
        assert reply.shown.title == "Your profile is saved"


@asynccontextmanager
async def at_work(url: str, cast: Cast = CAST) -> AsyncIterator[Both]:
    """The bot at work on both platforms, with its worker, on the database with this address."""
    clock, listener, stop = Ahead(), listen(), asyncio.Event()
    bot_url = f"http://{HOST}:{listener.getsockname()[1]}"
    async with (
        opened_sandbox(workspace_of(cast, bot_url), team_of(cast, bot_url), 0) as sandbox,
        built(settings_for(sandbox, url, bot_url), answering=True, clock=clock) as house,
    ):
        holding = asyncio.create_task(serving.hold(house, stop, listener=listener, worker=True))
        await settle(house, sandbox, cast, "community")
        try:
            yield Both(sandbox.url, house.desk, clock)
        finally:
            stop.set()
            await holding


@dataclass(frozen=True)
class Window:
    """A window of the browser as somebody, at their own chat with the bot."""

    page: Page
    who: Who

    @property
    def last(self) -> Locator:
        """The last message."""
        return messages(self.page).last

    @property
    def front(self) -> Locator:
        """Where forms are, and what they answer: the modal in Slack, the last message in Teams."""
        return self.page.get_by_role("dialog") if self.who.platform == SLACK else self.last

    async def to_chat(self) -> None:
        """Go to their own chat with the bot."""
        if self.who.platform == SLACK:
            await self.page.get_by_role("link", name="Roundtable").first.click()
            await self.page.get_by_role("link", name="Messages").click()
        await expect(self.page.get_by_role("textbox", name="Message")).to_be_visible()

    async def say(self, words: str) -> None:
        """Write to the bot."""
        await page_stage.say(self.page, words)

    async def press(self, label: str) -> None:
        """Press a button of the last message."""
        await self.last.get_by_role("button", name=label).click()

    async def sees(self, *words: str) -> None:
        """The last message has these words, in this order."""
        await expect(self.last).to_contain_text(in_order(words))

    async def sees_in_front(self, *words: str) -> None:
        """What a form, or a button that shows more, has answered has these words, in this order."""
        await expect(self.front).to_contain_text(in_order(words))

    async def send(self, button: str, chosen: dict[str, str], typed: dict[str, str]) -> None:
        """Fill in the form that is in front, and send it."""
        for label, option in chosen.items():
            await choose(self.front, label, option)
        for label, words in typed.items():
            await self.front.get_by_label(label).fill(words)
        await self.front.get_by_role("button", name=button).click()

    async def shut(self) -> None:
        """Close the modal and those below it, where there is one."""
        if self.who.platform == SLACK:
            await self.front.get_by_role("button", name="Close").first.click()
            await expect(self.front).to_have_count(0)


def in_order(words: tuple[str, ...]) -> re.Pattern[str]:
    """These words, whatever stands between them."""
    return re.compile(".*".join(map(re.escape, words)), re.DOTALL)


@asynccontextmanager
async def acting(browser: Browser, both: Both, who: Who) -> AsyncIterator[Window]:
    """A window as somebody, at their own chat with the bot."""
    async with window(browser, 1280, 900) as page:
        await page.goto(both.url)
        people = page.get_by_role("list", name=re.compile(f"In {who.platform}"))
        await people.get_by_role("link", name=re.compile(f"^{who.name}")).click()
        somebody = Window(page, who)
        await somebody.to_chat()
        yield somebody


async def choose(form: Locator, label: str, option: str) -> None:
    """Choose one of several, as either platform shows it: radio buttons, a menu of the browser's, or a combobox."""
    menu = form.get_by_label(label).first
    await expect(menu).to_be_visible()
    radio = form.get_by_role("radio", name=option, exact=True)
    if await radio.is_visible():
        await radio.check()
    elif await menu.evaluate("node => node.tagName") == "SELECT":
        await menu.select_option(label=option)
    else:
        await menu.click()
        await form.page.get_by_role("option", name=option).first.click()


async def fill_in(window: Window, side: str, about: str) -> None:
    """Fill in the profile form, as either platform shows it, and send it."""
    await choose(window.front, "I take part as", side)
    await window.front.get_by_role("checkbox").last.check()
    await window.send("Save", {}, {"What I do and care about": about})
