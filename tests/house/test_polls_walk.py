"""A poll from its question to its results, in a real browser: asked in a channel of each platform, with one count."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, Locator, expect

from tests.house.both_sides import CLEO, SANA, TOM, UMA, Both, Window, acting, in_order
from tests.house.test_calls_walk import sure, to_channel
from tests.sandbox.page_stage import messages

pytest_plugins = ("tests.browser", "tests.house.both_fixtures")
pytestmark = pytest.mark.asyncio(loop_scope="session")

QUESTION, EARLY, LATE = "When shall we fly kites?", "On Saturday", "On Sunday"


@dataclass(frozen=True)
class Walk:
    """The windows of who asks, and of three who look at a channel: one in Slack, two in Teams."""

    sana: Window
    cleo: Window
    tom: Window
    uma: Window

    async def show(self, *words: str) -> None:
        """All channels show the poll once, with these words in this order."""
        for window in (self.cleo, self.tom, self.uma):
            await expect(poll(window)).to_have_count(1)
            await expect(poll(window)).to_contain_text(in_order(words))


@asynccontextmanager
async def walking(browser: Browser, both: Both) -> AsyncIterator[Walk]:
    """Everybody is there, and a facilitator of each platform has chosen a channel."""
    await both.member(SANA)
    async with AsyncExitStack() as stack:
        walk = Walk(*[await stack.enter_async_context(acting(browser, both, who)) for who in (SANA, CLEO, TOM, UMA)])
        for window in (walk.cleo, walk.tom, walk.uma):
            await to_channel(window)
        for window, announce in ((walk.cleo, "/roundtable announce"), (walk.tom, "@Roundtable announce")):
            await both.facilitator(window.who)
            await window.say(announce)
            await expect(messages(window.page).filter(has_text="Announcements of the network come here")).to_have_count(
                1
            )
        yield walk


def poll(window: Window) -> Locator:
    """The poll in the channel."""
    return messages(window.page).filter(has_text=QUESTION)


async def vote(window: Window, answer: str) -> None:
    """Press an answer; it is said that it counts, and in no channel to anybody else."""
    await poll(window).get_by_role("button", name=answer).click()
    await expect(window.page.get_by_text("Your vote is counted").last).to_be_visible()


async def test_a_poll_goes_from_its_question_to_its_results(browser: Browser, both: Both) -> None:
    """Two vote in Slack and two in Teams, two change it, and all see the same numbers, at the end in a picture too."""
    async with walking(browser, both) as walk:
        sana = walk.sana
        await sana.say(f"/quick-poll “{QUESTION}” “{EARLY}” “{LATE}”")
        await sana.press("Ask it in all of them")
        await sana.sees_in_front("Your poll is asked", "#general on Slack, General in Research Exchange")
        await walk.show("Asked by Sana Iqbal", "Who sees what", "Nobody has voted yet")
        await sana.front.get_by_role("button", name="See it").click()
        await sana.sees_in_front(QUESTION, "Nobody has voted yet")
        await sana.front.get_by_role("button", name=EARLY).click()
        await sana.sees_in_front("Your vote is counted", f"You chose “{EARLY}”")
        for window, answer in ((walk.cleo, EARLY), (walk.tom, LATE), (walk.uma, EARLY)):
            await vote(window, answer)
        await walk.show(EARLY, "3 votes, 75%", LATE, "1 vote, 25%", "4 people have voted")
        await vote(walk.cleo, LATE)
        await walk.show(EARLY, "2 votes, 50%", LATE, "2 votes, 50%", "4 people have voted")
        await vote(walk.uma, LATE)
        await walk.show(EARLY, "1 vote, 25%", LATE, "3 votes, 75%", "4 people have voted")
        await sana.shut()
        await sana.say("my polls")
        await sana.press("See it")
        await sure(sana, sana.front, "Close it")
        await sana.sees_in_front("This poll has closed")
        await walk.show("This poll has closed", EARLY, "1 vote, 25%", LATE, "3 votes, 75%", "4 people have voted")
        for window in (walk.cleo, walk.tom, walk.uma):
            await expect(poll(window).get_by_role("button", name=EARLY)).to_have_count(0)
            await expect(poll(window).get_by_role("img", name=f"the longest for “{LATE}”")).to_be_visible()
