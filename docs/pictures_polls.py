"""Pictures of a poll, in a channel of Slack and of Teams."""

import re
from itertools import cycle

from playwright.async_api import Locator, Page, expect

from bot.facilitators import appoint
from docs.pictures_stage import PHONE, Stage, become, chat, messages, picture, say, shut

QUESTION = "What should our first workshop be about?"
ANSWERS = ("How people are paid for their time", "Writing a question together", "What becomes of results")
DRAWN = 30_000
"""Milliseconds in which the first picture of a process is drawn and fetched at the latest."""

IN_SLACK = ("Gwen Harrow", "Callum Reid", "Steve Marsden")
IN_TEAMS = ("Tom Ashworth", "Ngozi Eze", "Helen Price")


async def ask(stage: Stage) -> None:
    """Priya asks the network; members of both platforms vote, and she closes it."""
    await appoint(stage.network, list(stage.desk.directories.values()), "tom.ashworth@people.example")
    gwen, tom = await in_channel(stage, "Gwen Harrow", "research-exchange"), await in_channel(stage, "Tom Ashworth")
    await say(tom, "@Roundtable announce")
    await expect(messages(tom).filter(has_text="Announcements of the network come here")).to_have_count(1)
    priya = await become(stage.browser, "Priya Raman")
    await chat(priya)
    await say(priya, f"/quick-poll “{QUESTION}” {' '.join(f'“{one}”' for one in ANSWERS)}")
    await messages(priya).last.get_by_role("button", name="Ask it in all of them").click()
    await expect(priya.get_by_text("Your poll is asked").first).to_be_visible()
    await shut(priya)
    answers = cycle(ANSWERS[:2] + ANSWERS[:1])
    for name in IN_SLACK:
        await vote(gwen if name == "Gwen Harrow" else await in_channel(stage, name, "research-exchange"), next(answers))
    for name in IN_TEAMS:
        await vote(tom if name == "Tom Ashworth" else await in_channel(stage, name), next(answers))
    phone = await become(stage.browser, "Gwen Harrow", PHONE)
    await phone.goto(gwen.url)
    for page in (gwen, tom, phone):
        await expect(poll(page)).to_contain_text("6 people have voted")
    await show(gwen, "poll")
    await show(tom, "poll-teams")
    await say(priya, "my polls")
    await messages(priya).last.get_by_role("button", name="See it").click()
    await priya.get_by_role("dialog").get_by_role("button", name="Close it").click()
    await priya.get_by_role("dialog", name="Close it").get_by_role("button", name="Close it").last.click()
    await expect(priya.get_by_role("dialog")).to_contain_text("This poll has closed")
    await shut(priya)
    await expect(poll(phone)).to_contain_text("This poll has closed")
    await expect(poll(phone).get_by_role("img", name="A bar for each answer")).to_be_visible(timeout=DRAWN)
    await show(phone, "poll-closed")


async def in_channel(stage: Stage, name: str, channel: str = "general") -> Page:
    """A window as one of the members, in a channel."""
    page = await become(stage.browser, name)
    await page.get_by_role("link", name=re.compile(channel, re.IGNORECASE)).first.click()
    return page


def poll(page: Page) -> Locator:
    """The poll in the channel."""
    return messages(page).filter(has_text=QUESTION)


async def vote(page: Page, answer: str) -> None:
    """Vote in the channel."""
    await poll(page).get_by_role("button", name=answer).click()
    await expect(page.get_by_text("Your vote is counted").last).to_be_visible()


async def show(page: Page, name: str) -> None:
    """Take a picture with the poll in it."""
    await poll(page).scroll_into_view_if_needed()
    await page.mouse.move(0, 0)
    await picture(page, name)
