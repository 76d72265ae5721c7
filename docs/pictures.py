"""Takes the pictures of these pages anew: starts the demo and acts as some of its members in a browser.

Run by hand: `make pictures`. Needs Chromium.
"""

import asyncio
import re
import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.async_api import Browser, Locator, Page, async_playwright, expect

PICTURES = Path(__file__).parent / "pictures"
PORT = 8410
ADDRESS = f"http://127.0.0.1:{PORT}"
DESK, PHONE = (1280, 900), (390, 844)
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")


async def main() -> None:
    """Start the demo, take all pictures, and stop it."""
    PICTURES.mkdir(exist_ok=True)
    demo = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "handlers", "demo", "--port", str(PORT), stderr=asyncio.subprocess.PIPE
    )
    try:
        await until_it_is_ready(demo)
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(QUIET))
            await search_as_a_researcher(browser)
            await join_as_a_newcomer(browser)
            await pause_as_a_charity(browser)
            await search_in_teams(browser)
            await meet(browser)
            await look_at_calls(browser)
            await write_a_call(browser)
            await browser.close()
    finally:
        demo.terminate()
        await demo.wait()


async def until_it_is_ready(demo: asyncio.subprocess.Process) -> None:
    """Wait until the demo says what to try: then everybody is there."""
    assert demo.stderr is not None  # noqa: S101 - it was asked for
    async with asyncio.timeout(120):
        async for line in demo.stderr:
            if b"Press Ctrl-C" in line:
                return
    raise SystemExit("The demo did not come up.")


async def become(browser: Browser, name: str, size: tuple[int, int] = DESK) -> Page:
    """A new window, as one of the members."""
    page = await browser.new_page(viewport={"width": size[0], "height": size[1]}, device_scale_factor=1)
    await page.goto(ADDRESS)
    await page.get_by_role("link", name=re.compile(f"^{name}")).first.click()
    close = page.get_by_role("button", name=re.compile("close.*guide|close.*try", re.IGNORECASE))
    if await close.count():
        await close.first.click()
    return page


async def say(page: Page, words: str) -> None:
    """Write something and send it."""
    await page.get_by_role("textbox", name="Message").fill(words)
    await page.keyboard.press("Escape")
    await page.keyboard.press("Enter")


async def picture(page: Page, name: str) -> None:
    """Take one."""
    await page.wait_for_timeout(400)
    await page.screenshot(path=PICTURES / f"{name}.png")


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
    await page.get_by_role("dialog").get_by_role("button", name="Close").last.click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
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


async def meet(browser: Browser) -> None:
    """Priya asks to meet a musician, who says yes; then both are in one conversation."""
    priya = await become(browser, "Priya Raman")
    await priya.get_by_role("link", name=re.compile("general")).first.click()
    await say(priya, "/find-collaborator music on the coast")
    found = priya.get_by_role("list", name="Messages").locator("li.message").filter(has_text="music on the coast").last
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
    other = await become(browser, name)
    await other.get_by_role("link", name="Messages").click()
    await expect(other.get_by_role("button", name="Accept").last).to_be_visible()
    await picture(other, "request")
    await other.get_by_role("button", name="Accept").last.click()
    await other.get_by_role("link", name=re.compile("Priya Raman")).first.click()
    await expect(other.get_by_text("Three questions for a good start").first).to_be_visible()
    await picture(other, "together")


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


async def pick(form: Locator, label: str, option: str) -> None:
    """Choose one of several, as radio buttons or from a menu."""
    radios = form.get_by_role("radio", name=option, exact=True)
    if await radios.count():
        await radios.check()
        return
    await form.get_by_label(re.compile(re.escape(label))).click()
    await form.page.get_by_role("option", name=option, exact=True).click()


if __name__ == "__main__":
    asyncio.run(main())
