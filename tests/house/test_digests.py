"""Digests over both platforms, in a real browser: three members, three digests, each at its own hour."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from bot.cards import Form, Shown
from bot.desk import press
from bot.digest_sending import send
from bot.directory import Address
from bot.network import Network, open_network
from bot.said import Said
from handlers import build, serving
from handlers.build import House, built
from handlers.demo import Cast, opened_sandbox, settings_for, team_of, workspace_of
from sandbox.server import HOST, Running, listen
from tests.bot.calling import FIRST, SECOND
from tests.bot.scene import PROFILE, button, only
from tests.house.test_one_network import acting
from tests.sandbox.page_stage import messages, say

pytest_plugins = ("tests.browser",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

CAST = Cast(
    slack=(
        {"real_name": "Priya Raman", "email": "priya@people.example"},
        {"real_name": "Kit Bell", "tz": "Europe/London"},
        {"real_name": "Noor Aziz", "tz": "America/New_York"},
    ),
    teams=({"real_name": "Tom Ashworth", "tz": "Europe/London"},),
    rows=(),
    paused=frozenset(),
    guide=(),
)
ABOUT = {
    "Kit Bell": "We fly kites with people who are often alone.",
    "Noor Aziz": "We grow vegetables in a hospital garden.",
    "Tom Ashworth": "We sing in a choir for people with dementia.",
}
CALLS = {
    "Kit Bell": ("Kites against loneliness", "Flying kites with people who are alone."),
    "Noor Aziz": ("Gardens on wards", "Growing vegetables in hospital gardens."),
    "Tom Ashworth": ("Choirs and memory", "Singing in choirs with people who have dementia."),
}
NOTHING_ELSE = {"offers": "", "looking_for": "", "topics": (), "role": ""}
START = datetime(2026, 12, 2, 12, tzinfo=UTC)
LAST_DAY = date(2027, 1, 29)


@dataclass
class Ahead:
    """A clock that goes on by itself, and that the test sets."""

    by: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        """What time it is."""
        return datetime.now(UTC) + self.by

    def set(self, to: datetime) -> None:
        """Let this moment come."""
        self.by = to - datetime.now(UTC)


@dataclass(frozen=True)
class Place:
    """The whole bot behind a Slack workspace and a Teams organisation, with its clock."""

    sandbox: Running
    house: House
    clock: Ahead

    def address(self, name: str) -> Address:
        """Somebody's account."""
        team, workspace = self.sandbox.team, self.sandbox.workspace
        accounts = {one.real_name: Address("slack", workspace.team["id"], one.id) for one in workspace.users.values()}
        accounts |= {one.real_name: Address("teams", team.tenant_id, one.id) for one in team.people.values()}
        return accounts[name]

    async def press(self, name: str, action: str, value: str = "", **answers: Any) -> Shown:
        """Have somebody do, past the page, what is no matter of this test."""
        return (await press(self.house.desk, self.address(name), action, Said(value, answers))).shown

    async def post(self, title: str, about: str) -> None:
        """Have Priya post a call."""
        given = FIRST | SECOND | {"title": title, "about": about, "topics": (), "deadline": LAST_DAY, "side": "anyone"}
        first = only(Form, await self.press("Priya Raman", "calls.write"))
        second = only(Form, await self.press("Priya Raman", first.action, first.value, **given))
        preview = await self.press("Priya Raman", second.action, second.value, **given)
        await self.press("Priya Raman", "calls.post", button(preview, "Post").value)

    async def comes(self, moment: datetime) -> None:
        """Let this moment come, and have what is due sent."""
        self.clock.set(moment)
        await send(self.house.network)


@pytest_asyncio.fixture(loop_scope="session")
async def place(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Place]:
    """All of it at work, with three members, and calls that each fit one of them."""
    clock = Ahead()
    clock.set(START)

    def opened(*given: Any) -> Network:
        return replace(open_network(*given), clock=clock)

    monkeypatch.setattr(build, "open_network", opened)
    listener, stop = listen(), asyncio.Event()
    bot_url = f"http://{HOST}:{listener.getsockname()[1]}"
    async with (
        opened_sandbox(workspace_of(CAST, bot_url), team_of(CAST, bot_url), 0) as sandbox,
        built(settings_for(sandbox, sqlite_url), answering=True) as house,
    ):
        found = Place(sandbox, house, clock)
        for name, about in ABOUT.items():
            await found.press(name, "profiles.save", **(PROFILE | {"about": about, **NOTHING_ELSE}))
        await found.press("Priya Raman", "profiles.save", **(PROFILE | {"part": "research", "about": "I study arts."}))
        for title, about in CALLS.values():
            await found.post(title, about)
        holding = asyncio.create_task(serving.hold(house, stop, listener=listener, worker=True))
        try:
            yield found
        finally:
            stop.set()
            await holding


async def choose(page: Page, name: str, every: str, hour: str) -> None:
    """Open the form for a digest as its platform shows it, choose how often and at what hour, and save it."""
    slack = name != "Tom Ashworth"
    await say(page, "/my-digest" if slack else "digest")
    form: Locator = page.get_by_role("dialog") if slack else messages(page).last
    await form.get_by_role("radio", name=every, exact=True).check()
    if slack:
        await form.get_by_label("At what time?").click()
        await page.get_by_role("option", name=hour).click()
    else:
        await form.get_by_label("At what time?").select_option(label=hour)
    await form.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Your digest is saved").first).to_be_visible()
    if slack:
        await page.get_by_role("dialog").get_by_role("button", name="Close").last.click()
        await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_three_members_get_three_digests_at_their_own_hours(browser: Browser, place: Place) -> None:
    """On both platforms, in two timezones, under a clock that the test sets; each of what fits them first."""
    chosen = {
        "Kit Bell": ("Slack", "Every week", "09:00"),
        "Noor Aziz": ("Slack", "Every two weeks", "07:00"),
        "Tom Ashworth": ("Microsoft Teams", "Every day", "17:00"),
    }
    hours = {
        "Tom Ashworth": datetime(2026, 12, 2, 17, tzinfo=UTC),
        "Kit Bell": datetime(2026, 12, 7, 9, tzinfo=UTC),
        "Noor Aziz": datetime(2026, 12, 7, 12, tzinfo=UTC),
    }
    async with AsyncExitStack() as stack:
        pages = {}
        for name, (platform, every, hour) in chosen.items():
            pages[name] = await stack.enter_async_context(acting(browser, place.sandbox.url, name, platform))
            await choose(pages[name], name, every, hour)
        for name, moment in hours.items():
            digests = messages(pages[name]).filter(has_text="Best first. Only you can see this.")
            await place.comes(moment - timedelta(minutes=1))
            await expect(digests).to_have_count(0)
            await place.comes(moment)
            await expect(digests).to_have_count(1)
            await expect(digests).to_contain_text(CALLS[name][0])
            words = await digests.inner_text()
            others = [title for other, (title, _) in CALLS.items() if other != name]
            assert all(title not in words or words.index(CALLS[name][0]) < words.index(title) for title in others)
        noor = messages(pages["Noor Aziz"]).last
        await noor.get_by_role("button", name="Stop my digest").click()
        await expect(pages["Noor Aziz"].get_by_text("You get no digest any more").first).to_be_visible()
