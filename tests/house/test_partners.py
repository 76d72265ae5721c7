"""From a name that was found to a partnership, in a real browser: in Slack, in Teams, and between the two."""

import pytest
from playwright.async_api import Browser, expect

from tests.house.both_sides import CLEO, SANA, SLACK, TOM, UMA, Both, Who, Window, acting
from tests.sandbox.page_stage import messages

pytest_plugins = ("tests.browser", "tests.house.both_fixtures")
pytestmark = pytest.mark.asyncio(loop_scope="session")

KITES = "We build kites with people who are often alone."
TERMS = {
    "What is it?": "A question to talk through",
    "How early is it?": "Open: we would form the question together",
    "How is their time paid?": "Paid",
    "for how much time is that?": "an hour",
    "by when?": "within 14 days",
}
REQUEST = {
    "What would you like to talk about?": "Kites in winter",
    "How much of their time?": "An hour online",
    "how much, in pounds?": "27.50",
}
PARTNERS = {"How far is it?": "Designing", "How is the community side paid?": "Paid", "Has it been paid?": "Not yet"}
DEEDS = {"What do you do together?": "Kites on wards", "How much, and by when?": "£165 a day"}
CHECK_IN = {"Does this feel equal?": "Mostly", "Is the time paid as agreed?": "In part, or late"}


async def introduced(uma: Window, cleo: Window) -> None:
    """One finds the other and asks to meet, and the other agrees."""
    await uma.say("kites for people who are alone")
    await uma.press("Ask for an introduction")
    await uma.send("Send request", TERMS, REQUEST)
    await uma.sees_in_front("Your request is sent")
    await uma.shut()
    await cleo.sees(uma.who.name, "Kites in winter", "£27.50 an hour")
    await cleo.press("Accept")
    await cleo.sees(f"You and {uma.who.name} are introduced")


async def written(uma: Window, cleo: Window) -> None:
    """They write to each other: in a group conversation of Slack, or by messages that are carried."""
    if uma.who.platform == cleo.who.platform == SLACK:
        await uma.page.get_by_role("link", name=cleo.who.name).first.click()
        await uma.sees("£27.50 an hour", "Three questions for a good start")
        await uma.to_chat()
        return
    await uma.sees(f"You and {cleo.who.name} are introduced")
    await cleo.press(f"Write to {uma.who.name}")
    await cleo.send("Send", {}, {f"Your message to {uma.who.name}": "Does Tuesday suit you?"})
    await cleo.sees_in_front("is on its way")
    await cleo.shut()
    await uma.sees("Does Tuesday suit you?")


@pytest.mark.parametrize(("asker", "asked"), [(UMA, CLEO), (SANA, CLEO), (UMA, TOM)], ids=["across", "slack", "teams"])
async def test_who_is_introduced_becomes_a_partnership(browser: Browser, both: Both, asker: Who, asked: Who) -> None:
    """They write, are asked how it went, see one partnership that either can change, and are asked how it is."""
    await both.member(asker, part="research", about="I study loneliness and play.")
    await both.member(asked, about=KITES)
    async with acting(browser, both, asker) as uma, acting(browser, both, asked) as cleo:
        await introduced(uma, cleo)
        await written(uma, cleo)

        both.clock.forward(days=15)
        await both.do("outcomes.ask")
        await cleo.sees(uma.who.name, "We met")
        await uma.press("We are working together")
        await uma.send("Open the partnership", PARTNERS, DEEDS)
        await cleo.sees("Kites on wards", "£165 a day")
        for window in (uma, cleo):
            await expect(messages(window.page).filter(has_text="How did it go with")).to_have_count(0)
        await uma.shut()
        await cleo.say("partnerships")
        await cleo.press("See and change")
        await cleo.front.get_by_role("button", name="Pause it").click()
        await cleo.sees_in_front("Designing (paused)")
        await uma.sees("Kites on wards", "(paused)")
        await cleo.front.get_by_role("button", name="Go on").click()
        await uma.sees(f"{cleo.who.name} goes on with your partnership")

        both.clock.forward(days=91)
        await both.do("checkins.ask")
        await uma.sees(f"3 months with {cleo.who.name}: how is it?")
        await cleo.shut()
        await cleo.sees(f"3 months with {uma.who.name}: how is it?")
        await cleo.press("Answer")
        await cleo.send("Send", CHECK_IN, {})
        await cleo.sees_in_front("Thank you for answering")
        await uma.sees(f"3 months with {cleo.who.name}: how is it?")
