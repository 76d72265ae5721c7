"""Takes the pictures of these pages anew: starts the demo's network and acts as some of its members in a browser.

Run by hand: `make pictures`. Needs Chromium.
"""

import asyncio
import re
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.async_api import Browser, async_playwright, expect

from bot.network import migrate
from bot.round_calendar import closing, next_due
from docs import pictures_polls, pictures_pulses
from docs.pictures_stage import (
    PHONE,
    PICTURES,
    TALL,
    Ahead,
    Stage,
    become,
    chat,
    demo,
    messages,
    pick,
    picture,
    say,
    shut,
)
from handlers import logs

QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")


def main() -> None:
    """Take all pictures."""
    logs.configure("warning")
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="roundtable-pictures-") as folder:
        database_url = f"sqlite:///{Path(folder) / 'pictures.db'}"
        migrate(database_url)
        asyncio.run(take_all(database_url))


async def take_all(database_url: str) -> None:
    """The same, on a database."""
    clock = Ahead()
    async with demo(database_url, clock) as desk, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(QUIET))
        await search_as_a_researcher(browser)
        await join_as_a_newcomer(browser)
        await pause_as_a_charity(browser)
        await search_in_teams(browser)
        await look_at_calls(browser)
        await write_a_call(browser)
        await get_a_digest(browser)
        stage = Stage(browser, desk, clock)
        await pictures_polls.ask(stage)
        name = await meet(browser)
        await join_a_round(stage)
        await work_together(stage, name)
        await pictures_pulses.ask(stage)
        await browser.close()


async def search_as_a_researcher(browser: Browser) -> None:
    """Priya finds people, reads a profile, and hears honestly that nobody fits."""
    page = await become(browser, "Priya Raman")
    await page.get_by_role("link", name=re.compile("general")).first.click()
    await say(page, "/find-collaborator creative methods with people who hear voices")
    await expect(page.get_by_role("button", name="See profile").first).to_be_visible()
    await picture(page, "find")
    await page.get_by_role("button", name="See profile").first.click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await picture(page, "profile")
    await shut(page)
    await say(page, "/find-collaborator the chemistry of volcanic glass")
    await expect(page.get_by_text("Nobody yet for").first).to_be_visible()
    await picture(page, "nobody")
    phone = await become(browser, "Priya Raman", PHONE)
    await phone.goto(page.url)
    await say(phone, "/find-collaborator peer support after a crisis")
    await expect(phone.get_by_role("button", name="See profile").first).to_be_visible()
    await picture(phone, "phone")


async def join_as_a_newcomer(browser: Browser) -> None:
    """Alex makes a profile, and is told at the field what is missing."""
    page = await become(browser, "Alex Morton")
    await page.get_by_role("button", name="Make my profile").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await picture(page, "form")
    await page.get_by_label("What I do and care about").fill("I write with people who have been in hospital.")
    await page.get_by_role("button", name="Save").click()
    await picture(page, "errors")


async def pause_as_a_charity(browser: Browser) -> None:
    """Gwen pauses on her home."""
    page = await become(browser, "Gwen Harrow")
    await page.get_by_role("button", name="Pause: stop being found").click()
    await expect(page.get_by_text("You are paused").first).to_be_visible()
    await picture(page, "home")


async def search_in_teams(browser: Browser) -> None:
    """Tom, in Teams, finds who is in Slack, and opens his profile's form on a phone."""
    page = await become(browser, "Tom Ashworth")
    await say(page, "crisis cafés at night")
    await expect(page.get_by_role("button", name="See profile").first).to_be_visible()
    await picture(page, "teams")
    phone = await become(browser, "Tom Ashworth", PHONE)
    await say(phone, "profile")
    await expect(phone.get_by_label("I take part as").last).to_be_visible()
    await picture(phone, "teams-phone")


async def meet(browser: Browser) -> str:
    """Priya asks to meet a musician, who says yes; then both are in one conversation. The musician's name."""
    priya = await become(browser, "Priya Raman")
    await priya.get_by_role("link", name=re.compile("general")).first.click()
    await say(priya, "/find-collaborator music on the coast")
    found = messages(priya).filter(has_text="music on the coast").last
    await found.get_by_role("button", name=re.compile("Ask for an introduction")).first.click()
    form = priya.get_by_role("dialog")
    asked = await form.get_by_text("is asked in private").inner_text()
    name = asked.partition(" is asked")[0]
    await form.get_by_label("What would you like to talk about?").fill(
        "We would like to form the question together with people who make music by the sea."
    )
    await pick(form, "What is it?", "A decision to shape now")
    await pick(form, "How early is it?", "Open: we would form the question together")
    await form.get_by_label("How much of their time?").fill("One hour online, then we see")
    await pick(form, "How is their time paid?", "Paid")
    await form.get_by_label("how much, in pounds?").fill("27.50")
    await pick(form, "for how much time is that?", "an hour")
    await pick(form, "by when?", "within 14 days")
    await picture(priya, "ask")
    await form.get_by_role("button", name="Send request").click()
    await expect(priya.get_by_text("Your request is sent").first).to_be_visible()
    await shut(priya)
    other = await become(browser, name, TALL)
    await chat(other)
    await expect(other.get_by_role("button", name="Accept").last).to_be_visible()
    await picture(other, "request")
    await other.get_by_role("button", name="Accept").last.click()
    await expect(other.get_by_text("You and Priya Raman are introduced").first).to_be_visible()
    await picture(other, "answer")
    await other.get_by_role("link", name=re.compile("Priya Raman")).first.click()
    await expect(other.get_by_text("Three questions for a good start").first).to_be_visible()
    await picture(other, "together")
    return name


async def join_a_round(stage: Stage) -> None:
    """A café's manager in Slack and a researcher in Teams join a match round, meet in it, and write to each other."""
    steve, tom = await become(stage.browser, "Steve Marsden"), await become(stage.browser, "Tom Ashworth")
    await chat(steve)
    for page in (steve, tom):
        await say(page, "rounds")
        await messages(page).last.get_by_role("button", name="Take part").click()
    await steve.get_by_role("dialog").get_by_role("button", name="Take part").click()
    await expect(steve.get_by_text("You take part in match rounds").first).to_be_visible()
    await shut(steve)
    await pick(messages(tom).last, "When a round finds somebody for you", "Introduce us directly")
    await messages(tom).last.get_by_role("button", name="Take part").click()
    await expect(messages(tom).last).to_contain_text("You take part in match rounds")
    await stage.later("rounds.hold", next_due(None, stage.clock(), stage.network.round_weeks))
    for page in (steve, tom):
        await expect(messages(page).last).to_contain_text("A match round is open")
    await picture(tom, "round-opens")
    for page in (steve, tom):
        await messages(page).last.get_by_role("button", name="Join").click()
        await expect(messages(page).last).to_contain_text("You have joined this round")
    await stage.later("rounds.hold", closing(stage.clock()))
    await expect(messages(steve).last).to_contain_text("This round found Tom Ashworth for you")
    await expect(messages(steve).filter(has_text="Joining this round is closed")).to_be_visible()
    await picture(steve, "round")
    await messages(steve).last.get_by_role("button", name="Accept").click()
    await messages(steve).last.get_by_role("button", name="Write to Tom Ashworth").click()
    form = steve.get_by_role("dialog")
    await form.get_by_label("Your message to Tom Ashworth").fill("Come by on a Thursday: the kettle is on from six.")
    await form.get_by_role("button", name="Send").click()
    await expect(messages(tom).last).to_contain_text("the kettle is on")
    await picture(tom, "carried")


async def work_together(stage: Stage, name: str) -> None:
    """Priya opens a partnership with whom she met, who sees it, and both are asked how it is after three months."""
    priya, other = await become(stage.browser, "Priya Raman"), await become(stage.browser, name)
    for page in (priya, other):
        await chat(page)
    await stage.later("outcomes.ask", stage.clock() + timedelta(days=14))
    await expect(messages(priya).last).to_contain_text(f"How did it go with {name}?")
    await picture(priya, "outcome")
    await messages(priya).last.get_by_role("button", name="We are working together").click()
    form = priya.get_by_role("dialog")
    await form.get_by_label("What do you do together?").fill("Songs of the shore: making music on bad days")
    await pick(form, "How far is it?", "Designing")
    await pick(form, "How is the community side paid?", "Paid")
    await form.get_by_label("How much, and by when?").fill("£165 a day, within 14 days")
    await pick(form, "Has it been paid?", "Not yet")
    await form.get_by_role("button", name="Open the partnership").click()
    await expect(messages(other).last).to_contain_text("Priya Raman says that you are working together")
    await picture(other, "partnership")
    await stage.later("checkins.ask", stage.clock() + timedelta(days=91))
    await expect(messages(other).last).to_contain_text("3 months with Priya Raman")
    await messages(other).last.get_by_role("button", name="Answer").click()
    await pick(other.get_by_role("dialog"), "Does this feel equal?", "Mostly")
    await picture(other, "check-in")


async def look_at_calls(browser: Browser) -> None:
    """Gwen sees a call in a channel of Slack; Charlotte, in Teams, looks for those that fit her."""
    gwen = await become(browser, "Gwen Harrow")
    await gwen.get_by_role("link", name=re.compile("research-exchange")).first.click()
    await expect(gwen.get_by_text("A call by Priya Raman").last).to_be_visible()
    await picture(gwen, "call")
    charlotte = await become(browser, "Charlotte Nwosu")
    await say(charlotte, "calls")
    await expect(charlotte.get_by_role("button", name="See the call").first).to_be_visible()
    await picture(charlotte, "calls-teams")


async def write_a_call(browser: Browser) -> None:
    """Rukhsana writes a call on a phone, and looks at it before it is posted."""
    page = await become(browser, "Rukhsana Bibi")
    await page.get_by_role("link", name=re.compile("general")).first.click()
    await expect(page.get_by_role("textbox", name="Message")).to_be_visible()
    phone = await become(browser, "Rukhsana Bibi", PHONE)
    await phone.goto(page.url)
    await say(phone, "/post-call")
    form = phone.get_by_role("dialog")
    await form.get_by_label("Title").fill("Who asks the women?")
    await form.get_by_label("What is it about?").fill(
        "We would like to plan interviews that women of our centre lead and are paid for, and we look for somebody who "
        "trains them."
    )
    await pick(form, "Who is sought?", "The research side")
    await pick(form, "How far is it?", "Forming the question")
    await pick(form, "Is the question still open to change?", "Open: we would form the question together")
    await pick(form, "Online or in person?", "Online or in person, as people choose")
    await form.get_by_label("Open until").fill((datetime.now(UTC) + timedelta(days=21)).date().isoformat())
    await form.get_by_role("button", name="Next").click()
    await expect(form.get_by_text("Post a call: 2 of 2")).to_be_visible()
    await pick(form, "How is people's time paid?", "Paid")
    await form.get_by_label("how much, in pounds?").fill("27.50")
    await pick(form, "for how much time is that?", "an hour")
    await pick(form, "to whom?", "To each person or their organisation, as they choose")
    await pick(form, "by when?", "within 14 days")
    await form.get_by_role("button", name="See the preview").click()
    await expect(form.get_by_text("This is how it will look")).to_be_visible()
    await picture(phone, "call-preview")


async def get_a_digest(browser: Browser) -> None:
    """Charlotte, in Teams, has a digest made for her now; Jackie chooses hers on a phone."""
    page = await become(browser, "Charlotte Nwosu")
    await say(page, "digest now")
    await expect(page.get_by_role("heading", name="Calls for collaboration")).to_be_visible()
    await picture(page, "digest")
    desk = await become(browser, "Jackie Thornton")
    await desk.get_by_role("link", name=re.compile("general")).first.click()
    await expect(desk.get_by_role("textbox", name="Message")).to_be_visible()
    phone = await become(browser, "Jackie Thornton", PHONE)
    await phone.goto(desk.url)
    await say(phone, "/my-digest")
    await expect(phone.get_by_role("dialog")).to_be_visible()
    await picture(phone, "digest-form")


if __name__ == "__main__":
    main()
