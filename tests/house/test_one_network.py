"""One network over both platforms, in a real browser: who saves a profile on one is found on the other."""

import re

import pytest
from playwright.async_api import Browser, expect

from tests.house.both_sides import CLEO, SANA, TEAMS, TOM, UMA, Both, Who, acting, fill_in
from tests.sandbox.page_stage import messages

pytest_plugins = ("tests.browser", "tests.house.both_fixtures")
pytestmark = pytest.mark.asyncio(loop_scope="session")

KITES = "We build kites with people who are often alone."
CODE = re.compile("[0-9A-Z]{4}-[0-9A-Z]{4}")


async def test_who_saves_a_profile_in_teams_is_found_in_slack(browser: Browser, both: Both) -> None:
    """A card with inputs on one side, a search with a button on the other, in one network."""
    async with acting(browser, both, UMA) as uma:
        await uma.say("profile")
        await fill_in(uma, "Research", KITES)
        await uma.sees("Your profile is saved")
        await expect(uma.page.get_by_label("What I do and care about")).to_have_count(0)
    async with acting(browser, both, CLEO) as cleo:
        await cleo.say("kites for people who are alone")
        await cleo.sees("Uma Petrov", "They are on Microsoft Teams")
        await cleo.press("See profile")
        await expect(cleo.page.get_by_text(KITES).last).to_be_visible()


async def test_who_saves_a_profile_in_slack_is_found_in_teams(browser: Browser, both: Both) -> None:
    """And the other way round."""
    async with acting(browser, both, CLEO) as cleo:
        await cleo.say("profile")
        await cleo.press("Open the form")
        await fill_in(cleo, "Community organisation", KITES)
        await cleo.sees_in_front("Your profile is saved")
    async with acting(browser, both, TOM) as tom:
        await tom.say("kites for people who are alone")
        await tom.sees("Cleo Baptiste", "They are on Slack")


async def test_accounts_on_both_platforms_become_one_member(browser: Browser, both: Both) -> None:
    """A code from one chat, entered in the other: then they can be reached on both."""
    async with acting(browser, both, SANA) as slack:
        await slack.say("profile")
        await slack.press("Open the form")
        await fill_in(slack, "Community organisation", "We knit blankets for people on wards.")
        await slack.sees_in_front("Your profile is saved")
        await slack.shut()
        await slack.say("link")
        told = await messages(slack.page).filter(has_text=CODE).last.inner_text()
        [code] = set(CODE.findall(told))
    async with acting(browser, both, Who(SANA.name, TEAMS)) as teams:
        await teams.say(f"link {code}")
        await teams.last.get_by_role("button", name=re.compile("^Yes")).click()
        await expect(teams.last).to_contain_text(re.compile("linked|one member", re.IGNORECASE))
        await teams.say("home")
        await teams.sees("Can be reached on: Slack and Microsoft Teams", "We knit blankets")
