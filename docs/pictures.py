"""Takes the pictures of these pages anew: starts the demo and acts as three of its members in a browser.

Run by hand: `make pictures`. Needs Chromium.
"""

import asyncio
import re
import shutil
import sys
from contextlib import suppress
from pathlib import Path

import httpx
from playwright.async_api import Browser, Page, async_playwright, expect

PICTURES = Path(__file__).parent / "pictures"
PORT = 8410
ADDRESS = f"http://127.0.0.1:{PORT}"
DESK, PHONE = (1280, 900), (390, 844)
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")


async def main() -> None:
    """Start the demo, take all pictures, and stop it."""
    PICTURES.mkdir(exist_ok=True)
    demo = await asyncio.create_subprocess_exec(sys.executable, "-m", "handlers", "demo", "--port", str(PORT))
    try:
        await until_it_answers()
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(QUIET))
            await search_as_a_researcher(browser)
            await join_as_a_newcomer(browser)
            await pause_as_a_charity(browser)
            await browser.close()
    finally:
        demo.terminate()
        await demo.wait()


async def until_it_answers() -> None:
    """Wait for the demo to be up."""
    async with httpx.AsyncClient() as client:
        for _ in range(120):
            with suppress(httpx.TransportError):
                if (await client.get(f"{ADDRESS}/control/workspace")).is_success:
                    return
            await asyncio.sleep(0.5)
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


if __name__ == "__main__":
    asyncio.run(main())
