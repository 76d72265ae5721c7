"""One network over both platforms, in a real browser: who saves a profile on one is found on the other."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from handlers import serving
from handlers.build import built
from handlers.demo import Cast, opened_sandbox, settings_for, team_of, workspace_of
from sandbox.server import HOST, listen
from tests.patience import PATIENCE
from tests.sandbox.page_stage import messages, say

pytest_plugins = ("tests.browser",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

CAST = Cast(
    slack=({"real_name": "Cleo Baptiste", "email": "cleo@people.example"}, {"real_name": "Sana Iqbal"}),
    teams=({"real_name": "Tom Ashworth"}, {"real_name": "Uma Petrov"}, {"real_name": "Sana Iqbal", "name": "sana"}),
    rows=(),
    paused=frozenset(),
    guide=(),
)
KITES = "We build kites with people who are often alone."
CODE = re.compile("[0-9A-Z]{4}-[0-9A-Z]{4}")


@pytest_asyncio.fixture(loop_scope="session")
async def address(sqlite_url: str) -> AsyncIterator[str]:
    """Where the page is: the whole bot behind a Slack workspace and a Teams organisation."""
    listener, stop = listen(), asyncio.Event()
    bot_url = f"http://{HOST}:{listener.getsockname()[1]}"
    async with (
        opened_sandbox(workspace_of(CAST, bot_url), team_of(CAST, bot_url), 0) as sandbox,
        built(settings_for(sandbox, sqlite_url), answering=True) as house,
    ):
        holding = asyncio.create_task(serving.hold(house, stop, listener=listener, worker=True))
        try:
            yield sandbox.url
        finally:
            stop.set()
            await holding


@asynccontextmanager
async def acting(browser: Browser, address: str, name: str, platform: str) -> AsyncIterator[Page]:
    """A window as somebody, at their own chat with the bot."""
    context = await browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page = await context.new_page()
    page.set_default_timeout(PATIENCE)
    try:
        await page.goto(address)
        people = page.get_by_role("list", name=re.compile(f"In {platform}"))
        await people.get_by_role("link", name=re.compile(f"^{name}")).click()
        if platform == "Slack":
            await page.get_by_role("link", name="Messages").click()
        await expect(page.get_by_role("textbox", name="Message")).to_be_visible()
        yield page
    finally:
        await context.close()


async def fill_in(form: Locator, side: str, about: str) -> None:
    """Fill in the profile form, as either platform shows it, and send it."""
    chosen = form.get_by_label("I take part as")
    if await chosen.evaluate("node => node.tagName") == "SELECT":
        await chosen.select_option(label=side)
    else:
        await chosen.click()
        await form.page.get_by_role("option", name=side).click()
    await form.get_by_label("What I do and care about").fill(about)
    await form.get_by_role("checkbox").last.check()
    await form.get_by_role("button", name="Save").click()


async def test_who_saves_a_profile_in_teams_is_found_in_slack(browser: Browser, address: str) -> None:
    """A card with inputs on one side, a search with a button on the other, in one network."""
    async with acting(browser, address, "Uma Petrov", "Microsoft Teams") as uma:
        await say(uma, "profile")
        await fill_in(messages(uma).last, "Research", KITES)
        await expect(messages(uma).last).to_contain_text("Your profile is saved")
        await expect(uma.get_by_label("What I do and care about")).to_have_count(0)
    async with acting(browser, address, "Cleo Baptiste", "Slack") as cleo:
        await say(cleo, "kites for people who are alone")
        await expect(messages(cleo).last).to_contain_text("Uma Petrov")
        await expect(messages(cleo).last).to_contain_text("They are on Microsoft Teams")
        await messages(cleo).last.get_by_role("button", name="See profile").click()
        await expect(cleo.get_by_text(KITES).last).to_be_visible(timeout=PATIENCE)


async def test_who_saves_a_profile_in_slack_is_found_in_teams(browser: Browser, address: str) -> None:
    """And the other way round."""
    async with acting(browser, address, "Cleo Baptiste", "Slack") as cleo:
        await say(cleo, "profile")
        await cleo.get_by_role("button", name="Open the form").click()
        await fill_in(cleo.get_by_role("dialog"), "Community organisation", KITES)
        await expect(cleo.get_by_text("Your profile is saved").first).to_be_visible(timeout=PATIENCE)
    async with acting(browser, address, "Tom Ashworth", "Microsoft Teams") as tom:
        await say(tom, "kites for people who are alone")
        await expect(messages(tom).last).to_contain_text("Cleo Baptiste")
        await expect(messages(tom).last).to_contain_text("They are on Slack")


async def test_accounts_on_both_platforms_become_one_member(browser: Browser, address: str) -> None:
    """A code from one chat, entered in the other: then they can be reached on both."""
    async with acting(browser, address, "Sana Iqbal", "Slack") as slack:
        await say(slack, "profile")
        await slack.get_by_role("button", name="Open the form").click()
        await fill_in(slack.get_by_role("dialog"), "Community organisation", "We knit blankets for people on wards.")
        await expect(slack.get_by_text("Your profile is saved").first).to_be_visible(timeout=PATIENCE)
        await slack.get_by_role("dialog").get_by_role("button", name="Close").last.click()
        await expect(slack.get_by_role("dialog")).to_have_count(0)
        await say(slack, "link")
        told = await messages(slack).filter(has_text=CODE).last.inner_text()
        [code] = set(CODE.findall(told))
    async with acting(browser, address, "Sana Iqbal", "Microsoft Teams") as teams:
        await say(teams, f"link {code}")
        await messages(teams).last.get_by_role("button", name=re.compile("^Yes")).click()
        await expect(messages(teams).last).to_contain_text(re.compile("linked|one member", re.IGNORECASE))
        await say(teams, "home")
        await expect(messages(teams).last).to_contain_text("We knit blankets")
        await expect(messages(teams).last).to_contain_text("Can be reached on: Slack and Microsoft Teams")
