"""A call from its first form to its outcome, in a real browser: on both platforms, and in a channel of each."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, Locator, expect

from tests.house.both_sides import CLEO, SANA, SLACK, TOM, UMA, Both, Who, Window, acting
from tests.sandbox.page_stage import messages

pytest_plugins = ("tests.browser", "tests.house.both_fixtures")
pytestmark = pytest.mark.asyncio(loop_scope="session")

TITLE = "Why do kites help?"
LINE = "I study play, and I fly kites."
QUESTION, ANSWER = "Is the way there paid?", "It is, before you travel."
OUTCOME = "Uma joined, and we begin in January."
CHOSEN = {
    "Who is sought?": "The research side",
    "How far is it?": "Forming the question",
    "Is the question still open to change?": "Open: we would form the question together",
    "Online or in person?": "Online",
}
WRITTEN = {
    "Title": TITLE,
    "What is it about?": "We build kites with people who are often alone, and would like to know why it helps.",
    "Open until": "2026-12-07",
}
PAID = {"How is people's time paid?": "Paid", "for how much time is that?": "an hour", "to whom?": "To each person"}
SOON = {"by when?": "within 14 days"}
AMOUNT = {"how much, in pounds?": "27.50"}


@dataclass(frozen=True)
class Walk:
    """The windows of who writes a call and who follows it, and of two facilitators who look at a channel each."""

    both: Both
    sana: Window
    uma: Window
    cleo: Window
    tom: Window

    async def in_channels(self, *words: str) -> None:
        """The call stands in both channels, once, with these words in this order."""
        pattern = re.compile(".*".join(map(re.escape, words)), re.DOTALL)
        for window in (self.cleo, self.tom):
            card = messages(window.page).filter(has_text=TITLE)
            await expect(card).to_have_count(1)
            await expect(card).to_contain_text(pattern)


@asynccontextmanager
async def walking(browser: Browser, both: Both) -> AsyncIterator[Walk]:
    """Everybody is there, and two facilitators have chosen a channel each."""
    await both.member(SANA, about="We build kites with people who are often alone.")
    await both.member(UMA, part="research", about="I study loneliness and play.")
    async with AsyncExitStack() as stack:
        sana, uma, cleo, tom = [
            await stack.enter_async_context(acting(browser, both, who)) for who in (SANA, UMA, CLEO, TOM)
        ]
        for window, announce in ((cleo, "/roundtable announce"), (tom, "@Roundtable announce")):
            await both.facilitator(window.who)
            await to_channel(window)
            await window.say(announce)
            hello = messages(window.page).filter(has_text="Announcements of the network come here")
            await expect(hello).to_have_count(1)
        yield Walk(both, sana, uma, cleo, tom)


async def to_channel(window: Window) -> None:
    """Go to the channel where everybody is."""
    await window.page.get_by_role("link", name=re.compile("general", re.IGNORECASE)).first.click()
    await expect(window.page.get_by_role("heading", name=re.compile("general", re.IGNORECASE)).first).to_be_visible()


async def sure(window: Window, where: Locator, label: str) -> None:
    """Press a button that asks first, and say yes: in a dialog of its own in Slack, below the button in Teams."""
    await where.get_by_role("button", name=label).click()
    asked = window.page.get_by_role("dialog", name=label) if window.who.platform == SLACK else where
    await asked.get_by_role("button", name=re.compile(f"^(Yes: )?{label}$")).last.click()


async def write(sana: Window) -> None:
    """Fill in both forms, look at the call as it will stand, and post it."""
    await sana.say("/post-call")
    await sana.send("Next", CHOSEN, WRITTEN)
    await sana.sees_in_front("Post a call: 2 of 2")
    await sana.send("See the preview", {**PAID, **SOON}, AMOUNT)
    await sana.sees_in_front("Preview of your call", "Time is paid at or above the guide", "£27.50 an hour")
    await sana.front.get_by_role("button", name="Post", exact=True).click()
    await sana.sees_in_front("Your call is posted", "#general on Slack, General in Research Exchange")
    await sana.shut()


async def follow(uma: Window) -> None:
    """Find the call, take an interest with a line, and ask without a name."""
    await uma.say("calls kites for people who are alone")
    await uma.sees(TITLE, "By Sana Iqbal", "Nobody has taken an interest yet")
    await sure(uma, uma.last, "I'm interested")
    await uma.sees("You are on their list")
    await uma.press("Add a line")
    await uma.send("Send it", {}, {"What should Sana Iqbal know?": LINE})
    await uma.sees(LINE)
    await uma.press("Ask a question")
    await uma.last.get_by_role("checkbox").check()
    await uma.send("Ask", {}, {"Your question": QUESTION})
    await uma.sees("Your question is sent")


async def answer(sana: Window, uma: Window) -> None:
    """Answer for everybody, without knowing who asked."""
    await sana.sees("Somebody asked, without their name:", QUESTION)
    await expect(sana.last).not_to_contain_text("Uma")
    await sana.press("Answer")
    await sana.send("Send answer", {"Who may read it?": "Everybody who sees the call"}, {"Your answer": ANSWER})
    await sana.shut()
    await uma.sees(ANSWER)


async def change(sana: Window, uma: Window) -> None:
    """Change the call; who took an interest is told what is new."""
    await sana.say("my calls")
    await sana.press("See the call")
    await sana.front.get_by_role("button", name="Change it").click()
    await sana.send("Next", {}, {"How much time does it take?": "Two hours a month"})
    await sana.sees_in_front("Change the call: 2 of 2")
    await sana.send("See the preview", {}, {})
    await sana.front.get_by_role("button", name="Publish the changes").click()
    await sana.sees_in_front("Your changes are published")
    await uma.sees(f"Changed: {TITLE}", "Two hours a month")


async def test_a_call_goes_from_its_first_form_to_its_outcome(browser: Browser, both: Both) -> None:
    """It stands in both channels and changes there; who follows it hears of each change, and what came of it."""
    async with walking(browser, both) as walk:
        sana, uma = walk.sana, walk.uma
        await write(sana)
        await walk.in_channels("A call by Sana Iqbal", "£27.50 an hour", "Nobody has taken an interest yet")
        await follow(uma)
        await walk.in_channels("1 person is interested")
        await answer(sana, uma)
        await walk.in_channels("1 person is interested. 1 question answered")
        await change(sana, uma)
        await walk.in_channels("Two hours a month", "1 question answered")
        await sana.front.get_by_role("button", name="Who is interested").click()
        await sana.sees_in_front("Uma Petrov", LINE)
        await sure(sana, sana.front, "Bring us together")
        await sana.sees_in_front("introduced")
        await uma.sees("You and Sana Iqbal are introduced")
        await sana.shut()
        await sana.say("my calls")
        await sana.press("See the call")
        await sana.front.get_by_role("button", name="Close it").click()
        await sana.send(
            "Close it",
            {"Did it find who it sought?": "It found who it sought"},
            {"What came of it, in one line?": OUTCOME},
        )
        await sana.sees_in_front("closed")
        await uma.sees(f"Closed: {TITLE}", OUTCOME)
        await walk.in_channels(f"Filled: {TITLE}", "1 person was interested", OUTCOME)


@pytest.mark.parametrize("who", [SANA, UMA], ids=["slack", "teams"])
async def test_a_message_becomes_the_beginning_of_a_call(browser: Browser, both: Both, who: Who) -> None:
    """From its menu; the first form opens with its words."""
    await both.member(who)
    async with acting(browser, both, who) as window:
        await to_channel(window)
        await window.say("Who would like to find out with us why kites help?")
        said = messages(window.page).filter(has_text="Who would like to find out")
        await said.get_by_role("button", name="More actions").first.click()
        await window.page.get_by_role("menuitem", name="Make this a call").click()
        if who.platform != SLACK:
            await window.page.get_by_role("dialog", name="Make this a call").get_by_role("button").last.click()
            await window.page.get_by_role("link", name="Roundtable").first.click()
        about = window.front.get_by_label("What is it about?")
        await expect(about).to_have_value("Who would like to find out with us why kites help?")
