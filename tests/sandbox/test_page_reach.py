"""Who the page is for: hostile words shown as words, phones, keyboards, screen readers, live changes."""

import asyncio
import re

import pytest
from playwright.async_api import Page, Route, expect

from tests.sandbox.page_bot import actions, button, words
from tests.sandbox.page_contrast import enough_contrast
from tests.sandbox.page_stage import Tabs, messages, say, writing

pytest_plugins = ("tests.browser", "tests.sandbox.page_fixtures")
pytestmark = pytest.mark.asyncio(loop_scope="session")

HOSTILE = [
    "<img src=x onerror=document.title='owned'> <script>document.title='owned'</script>",
    "<!channel> <!here> <!subteam^S1> &lt;b&gt; &amp;",
    "مرحبا بالعالم שלום \u202eevil\u202c 👩🏽\u200d🔬 e\u0301",
    "javascript:alert(1) <javascript:alert(1)|click me>",
]


async def test_hostile_words_are_shown_as_they_were_typed(tabs: Tabs) -> None:
    """Markup, pings, direction marks and emoji typed by a member are words for everyone else."""
    ana, ben = await tabs.open("UANA", "general"), await tabs.open("UBEN", "general")
    for number, text in enumerate(HOSTILE):
        await say(ana, text)
        for page in (ana, ben):
            shown = messages(page).nth(number).locator(".message-body")
            await expect(shown).to_be_visible()
            assert await shown.text_content() == text
            await expect(shown.locator("img, script, a, .broadcast")).to_have_count(0)
            assert "owned" not in await page.title()


async def test_hostile_blocks_of_a_bot_run_nothing(tabs: Tabs) -> None:
    """Links that would run code are words, labels are text, and an unknown block is named rather than fatal."""
    page = await tabs.open("UANA", "general")
    blocks = [
        words(
            "<javascript:document.title='owned'|tempting> <https://example.org/?a=1&amp;b=2|fine> <data:text/html,x>"
        ),
        words("*<img src=x onerror=document.title='owned'>* `<b>code</b>` ~_*deep*_~ 2*3*4 snake_case_name"),
        actions(button("<b>Press</b> &lt;i&gt;", "old_button")),
    ]
    channel = tabs.stage.channel("general")
    await tabs.stage.act("UANA", "old_message", channel=channel, text="old", blocks=blocks)
    shown = messages(page).locator(".message-body")
    await expect(shown.get_by_role("button", name="<b>Press</b> <i>")).to_be_visible()
    await expect(shown.get_by_role("link")).to_have_count(1)
    await expect(shown.get_by_role("link", name="fine")).to_have_attribute("href", "https://example.org/?a=1&b=2")
    await expect(shown.locator("code")).to_have_text("<b>code</b>")
    await expect(shown.locator("s em strong")).to_have_text("deep")
    await expect(shown).to_contain_text("2*3*4 snake_case_name")
    assert "owned" not in await page.title()


async def test_what_slack_pings_is_marked_as_slack_marks_it(tabs: Tabs) -> None:
    """Mentions, channels, broadcasts and dates of a bot stand out by name."""
    page = await tabs.open("UANA", "general")
    general = tabs.stage.channel("general")
    text = f"<!here> <@UBEN> <#{general}|general> <!date^0^{{date_num}}|then> :wave: &amp; https://example.org/a_b_c."
    await tabs.stage.act("UANA", "old_message", channel=general, text=text, blocks=[words(text)])
    shown = messages(page).locator(".message-body")
    await expect(shown).to_have_text("@here @Ben Okafor #general 01/01/1970 👋 & https://example.org/a_b_c.")
    await expect(shown.locator(".broadcast")).to_have_text("@here")
    await expect(shown.get_by_role("link")).to_have_attribute("href", "https://example.org/a_b_c")


async def test_the_page_works_at_the_width_of_a_phone(tabs: Tabs) -> None:
    """Nothing is cut off at 375 pixels; the sidebar opens, closes and takes focus; a form fills the screen."""
    page = await tabs.open("UANA", "general", width=375, height=740)
    sidebar = page.get_by_role("navigation", name="Conversations")
    await expect(sidebar).to_be_hidden()
    menu = page.get_by_role("button", name="Conversations")
    await menu.click()
    await expect(sidebar).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(sidebar).to_be_hidden()
    await expect(menu).to_be_focused()
    await menu.click()
    await sidebar.get_by_role("link", name="research-exchange").click()
    await expect(page.get_by_role("heading", name="research-exchange")).to_be_visible()
    await expect(sidebar).to_be_hidden()
    await say(page, "/find creative methods")
    await expect(messages(page).get_by_role("button", name="See profile")).to_be_visible()
    await no_sideways_scroll(page)
    await say(page, "/form")
    await expect(page.get_by_role("dialog").get_by_role("button", name="Save")).to_be_in_viewport()
    await no_sideways_scroll(page)


async def test_the_sidebar_of_a_phone_closes_before_there_is_anything_in_it(tabs: Tabs) -> None:
    """On a slow start too, when nothing in it can have the focus."""
    slow = asyncio.Event()

    async def late(route: Route) -> None:
        await slow.wait()
        await route.continue_()

    page = await tabs.open(width=375, height=740)
    await page.route("**/control/**/view", late)
    await page.goto(f"{tabs.url}/{tabs.address('UANA', 'general')}")
    sidebar = page.get_by_role("navigation", name="Conversations")
    await page.get_by_role("button", name="Conversations").click()
    await expect(sidebar).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(sidebar).to_be_hidden()
    slow.set()


async def no_sideways_scroll(page: Page) -> None:
    """Nothing is wider than the screen."""
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    wide = "[...document.querySelectorAll('.scroll, .modal-scroll')].filter(e => e.scrollWidth > e.clientWidth).length"
    assert await page.evaluate(wide) == 0


async def test_a_conversation_is_read_in_order_by_a_screen_reader(tabs: Tabs) -> None:
    """Landmarks, one main heading, messages as a list with names and times, every control with a name."""
    page = await tabs.open("UANA", "general")
    await say(page, "first")
    await say(page, "second")
    await say(page, "/find x")
    await expect(messages(page)).to_have_count(3)
    for landmark in ("main", "navigation", "complementary"):
        await expect(page.get_by_role(landmark).first).to_be_visible()
    await expect(page.get_by_role("heading", level=1)).to_have_count(1)
    texts = await messages(page).all_text_contents()
    assert [bool(re.search(word, text)) for word, text in zip(("first", "second", "Two"), texts, strict=True)] == [
        True
    ] * 3
    assert all("Ana Lindqvist" in text or "Roundtable" in text for text in texts)
    nameless = """[...document.querySelectorAll('button, a[href], input, textarea')].filter(e => e.checkVisibility() &&
        !(e.ariaLabel || e.textContent.trim() || e.getAttribute('aria-labelledby') || e.labels?.length)
    ).map(e => e.outerHTML)"""
    assert await page.evaluate(nameless) == []


async def test_scrolling_back_is_not_disturbed_by_what_arrives(tabs: Tabs) -> None:
    """Somebody reading old messages stays there, is told of new ones, and gets to them by one button."""
    channel = tabs.stage.channel("general")
    for number in range(40):
        await tabs.stage.act("UBEN", "say", channel=channel, text=f"message {number}")
    page = await tabs.open("UANA", "general")
    await expect(messages(page).last).to_be_in_viewport()
    await expect(messages(page)).to_have_count(40)
    await page.get_by_role("region", name="Messages").evaluate("node => node.scrollTop = 0")
    await expect(messages(page).first).to_be_in_viewport()
    await tabs.stage.act("UBEN", "say", channel=channel, text="and one more")
    newer = page.get_by_role("button", name="New messages")
    await expect(newer).to_be_visible()
    await expect(messages(page).first).to_be_in_viewport()
    await newer.click()
    await expect(messages(page).filter(has_text="and one more")).to_be_in_viewport()


async def test_unread_messages_are_counted_until_they_are_looked_at(tabs: Tabs) -> None:
    """The sidebar counts what came in elsewhere."""
    page = await tabs.open("UANA", "general")
    await expect(page.get_by_role("heading", name="general")).to_be_visible()
    await tabs.stage.act("UBEN", "say", channel=tabs.stage.channel("research-exchange"), text="over here")
    entry = page.get_by_role("link", name=re.compile("research-exchange"))
    await expect(entry).to_have_accessible_name("research-exchange 1 unread")
    await entry.click()
    await expect(messages(page)).to_have_count(1)
    await expect(entry).to_have_accessible_name("research-exchange")


async def test_the_guide_closes_opens_again_and_writes_a_command(tabs: Tabs) -> None:
    """From Home its command is put where one writes to the app; closed, it stays closed after a reload."""
    page = await tabs.open("UANA", "home")
    guide = page.get_by_role("region", name="Things to try")
    await guide.get_by_role("button", name="/find creative methods").click()
    await expect(writing(page)).to_have_value("/find creative methods")
    await guide.get_by_role("button", name="Close the guide").click()
    await expect(guide).to_be_hidden()
    await page.reload()
    await expect(page.get_by_role("heading", name="Roundtable", level=1)).to_be_visible()
    await expect(guide).to_be_hidden()
    await page.get_by_role("button", name="Guide").click()
    await expect(guide).to_be_visible()


async def test_the_dark_and_the_light_page_have_enough_contrast(tabs: Tabs) -> None:
    """Text, quiet text, buttons, links and errors reach 4.5 to 1 on what they stand on (WCAG AA)."""
    await enough_contrast(await tabs.open("UANA", "general"))
