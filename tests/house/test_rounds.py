"""A match round from joining it to meeting, in a real browser: in Slack, in Teams, and between the two."""

from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, expect

from bot.round_calendar import closing, next_due
from tests.house.both_sides import CLEO, SANA, SLACK, TOM, UMA, Both, Who, Window, acting

pytest_plugins = ("tests.browser", "tests.house.both_fixtures")
pytestmark = pytest.mark.asyncio(loop_scope="session")

KITES = "We build kites with people who are often alone."
PLAY = "I study why people who are often alone fly kites."
ASK_FIRST, DIRECTLY = "Ask me first", "Introduce us directly"


@dataclass(frozen=True)
class Round:
    """A round, and the windows of two who are in it."""

    both: Both
    windows: tuple[Window, Window]

    async def take_part(self, window: Window, how: str) -> None:
        """Somebody says how they would like to meet, and takes part from now on."""
        await window.say("rounds")
        await window.press("Take part")
        await window.send("Take part", {"When a round finds somebody for you": how}, {})
        await window.sees_in_front("You take part in match rounds", "The next round opens on Monday", how)
        await window.shut()

    async def opens(self) -> None:
        """The next Monday comes, and the round is announced to both."""
        self.both.clock.until(next_due(None, self.both.clock(), 4))
        await self.hold()
        for window in self.windows:
            await window.sees("A match round is open: would you like to meet somebody?")

    async def joined(self) -> None:
        """Each joins with one press, and joining closes."""
        for window in self.windows:
            await window.press("Join")
            await window.sees("You have joined this round")
        self.both.clock.until(closing(self.both.clock()))
        await self.hold()

    async def hold(self) -> None:
        """Do what is due."""
        self.both.clock.forward(minutes=5)
        await self.both.do("rounds.hold")


async def together(one: Window, other: Window) -> None:
    """They meet: in a group conversation of Slack, or by messages that are carried."""
    if one.who.platform == other.who.platform == SLACK:
        await other.sees(f"You and {one.who.name} are introduced")
        await other.page.get_by_role("link", name=one.who.name).first.click()
        await other.sees("You both joined this match round", "Three questions for a good start")
        return
    for window, name in ((one, other.who.name), (other, one.who.name)):
        await window.sees(f"You and {name} are introduced", "Three questions for a good start")
    await one.press(f"Write to {other.who.name}")
    await one.send("Send", {}, {f"Your message to {other.who.name}": "Does Tuesday suit you?"})
    await one.shut()
    await other.sees("Does Tuesday suit you?")
    await other.press("Reply")
    await other.send("Send", {}, {f"Your message to {one.who.name}": "It does."})
    await one.sees("It does.")


@pytest.mark.parametrize(
    ("one", "other", "ways"),
    [(CLEO, UMA, (ASK_FIRST, DIRECTLY)), (CLEO, SANA, (ASK_FIRST, ASK_FIRST)), (TOM, UMA, (DIRECTLY, DIRECTLY))],
    ids=["across", "slack", "teams"],
)
async def test_a_round_brings_two_together_who_never_searched(
    browser: Browser, both: Both, one: Who, other: Who, ways: tuple[str, str]
) -> None:
    """Both join with a press and are paired; who wants to be asked first is, and they meet."""
    await both.member(one, about=KITES)
    await both.member(other, part="research", about=PLAY)
    async with acting(browser, both, one) as first, acting(browser, both, other) as second:
        held = Round(both, (first, second))
        for window, way in zip(held.windows, ways, strict=True):
            await held.take_part(window, way)
        await held.opens()
        await held.joined()
        for window, fellow, way in zip(held.windows, (other, one), ways, strict=True):
            if way == ASK_FIRST:
                await window.sees(f"This round found {fellow.name} for you")
            elif ASK_FIRST in ways:
                await window.sees("We found somebody for you", "They want to be asked first")
        for window, way in zip(held.windows, ways, strict=True):
            if way == ASK_FIRST:
                await window.press("Accept")
                await expect(window.page.get_by_role("button", name="Accept")).to_have_count(0)
        await together(first, second)
