"""Modals on the sandbox's page: every kind of input, errors, stacks, focus."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.sandbox.page_bot import words
from tests.sandbox.page_stage import Tabs, say

pytest_plugins = ("tests.browser", "tests.sandbox.page_fixtures")
pytestmark = pytest.mark.asyncio(loop_scope="session")


async def form(page: Page) -> Locator:
    """Open the form with one of every input."""
    await say(page, "/form")
    dialog = page.get_by_role("dialog", name="Everything")
    await expect(dialog).to_be_visible()
    return dialog


def box(dialog: Locator, label: str) -> Locator:
    """A select of the form."""
    return dialog.get_by_role("combobox", name=label, exact=True)


async def fill_in(page: Page, dialog: Locator) -> None:
    """Fill in every input as a person would."""
    await dialog.get_by_role("textbox", name="About you").fill("We listen.")
    await dialog.get_by_role("textbox", name="Hours").fill("3")
    await box(dialog, "Side").click()
    await page.get_by_role("option", name="Community").click()
    await box(dialog, "Town").press_sequentially("du")
    await page.get_by_role("option", name="Dundee").click()
    await box(dialog, "Topics").click()
    await page.get_by_role("option", name="Arts").click()
    await page.get_by_role("option", name="Pay").click()
    await page.keyboard.press("Escape")
    await box(dialog, "Other towns (optional)").press_sequentially("l")
    await page.get_by_role("option", name="Leeds").click()
    await page.keyboard.press("Escape")
    await box(dialog, "Contact").press_sequentially("ben")
    await page.keyboard.press("Enter")
    await box(dialog, "Colleagues (optional)").press_sequentially("cyd")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Escape")
    await dialog.get_by_label("Pause until").fill("2027-01-31")
    await dialog.get_by_role("checkbox", name="In person").check()
    await dialog.get_by_role("radio", name="By the day").check()


async def test_every_kind_of_input_is_filled_in_and_arrives(tabs: Tabs) -> None:
    """Text, number, selects of all kinds, date, ticks and radios reach the bot as they were chosen."""
    page = await tabs.open("UANA", "general")
    dialog = await form(page)
    await fill_in(page, dialog)
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_have_count(0)
    expected = {
        "about": "We listen.",
        "name": "Ana",
        "hours": "3",
        "side": "c",
        "town": "dundee",
        "topics": ["a", "p"],
        "towns": ["leeds"],
        "who": "UBEN",
        "whom": ["UCYD"],
        "day": "2027-01-31",
        "ways": ["i"],
        "paid": "d",
    }
    await tabs.heard("form", expected)


async def test_errors_stand_under_their_fields_and_focus_goes_to_the_first(tabs: Tabs) -> None:
    """What is missing is said before anything is sent; what the bot refuses is said under its field."""
    page = await tabs.open("UANA", "general")
    dialog = await form(page)
    about = dialog.get_by_role("textbox", name="About you")
    await expect(about).to_be_focused()
    await dialog.get_by_role("button", name="Save").click()
    await expect(about).to_be_focused()
    await expect(about).to_have_accessible_description(re.compile("Please complete this required field"))
    await expect(dialog.get_by_role("textbox", name="Short name")).not_to_have_attribute("aria-invalid", "true")
    await fill_in(page, dialog)
    name = dialog.get_by_role("textbox", name="Short name")
    await name.fill("Nobody")
    await dialog.get_by_role("button", name="Save").click()
    await expect(name).to_have_accessible_description("Somebody has to be called something.")
    await expect(name).to_be_focused()
    await expect(about).to_have_value("We listen.")
    await name.fill("Ana L")
    await expect(name).to_have_accessible_description("")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_have_count(0)


async def test_a_long_text_is_counted_and_refused_when_too_long(tabs: Tabs) -> None:
    """The counter counts down, and one too many is not sent."""
    page = await tabs.open("UANA", "general")
    dialog = await form(page)
    about = dialog.get_by_role("textbox", name="About you")
    await expect(about).to_have_accessible_description("Short. 60 left")
    await about.fill("x" * 61)
    await expect(dialog.get_by_text("1 too many")).to_be_visible()
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_text("Please enter no more than 60 characters.")).to_be_visible()


async def test_an_external_select_asks_the_bot_while_one_types(tabs: Tabs) -> None:
    """It waits for the least number of letters, shows what the bot offers, and says when that is nothing."""
    page = await tabs.open("UANA", "general")
    dialog = await form(page)
    town = box(dialog, "Town")
    await town.click()
    await expect(dialog.get_by_text("Type to search")).to_be_visible()
    await town.press_sequentially("da")
    await expect(dialog.get_by_role("option")).to_have_text(["Darlington"])
    await town.fill("zz")
    await expect(dialog.get_by_text("Nothing found")).to_be_visible()
    await town.fill("D")
    await expect(dialog.get_by_role("option")).to_have_text(["Durham", "Darlington", "Dundee", "Derry"])
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Enter")
    await expect(town).to_have_value("Derry")


async def test_a_modal_on_top_of_a_modal_gives_everything_back(tabs: Tabs) -> None:
    """Escape closes the one on top; below it the words and the focus are where they were."""
    page = await tabs.open("UANA", "general")
    dialog = await form(page)
    await dialog.get_by_role("textbox", name="About you").fill("Half a sent")
    await dialog.get_by_role("button", name="Explain").click()
    await expect(page.get_by_role("dialog", name="Explained").get_by_text("Here is why.")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(dialog.get_by_role("textbox", name="About you")).to_have_value("Half a sent")
    await expect(dialog.get_by_role("button", name="Explain")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.get_by_role("textbox", name="Message")).to_be_focused()


async def test_focus_stays_inside_an_open_modal(tabs: Tabs) -> None:
    """Tabbing round never reaches the page behind."""
    page = await tabs.open("UANA", "general")
    await form(page)
    for _ in range(40):
        await page.keyboard.press("Tab")
        behind = await page.evaluate("document.getElementById('page').contains(document.activeElement)")
        assert not behind


async def test_what_one_types_survives_a_change_of_the_modal(tabs: Tabs) -> None:
    """The bot changes the modal while somebody writes in it: words, caret and focus stay."""
    page = await tabs.open("UANA", "general")
    dialog = await form(page)
    about = dialog.get_by_role("textbox", name="About you")
    await about.press_sequentially("We lis")
    (view,) = tabs.stage.workspace.modals["UANA"]
    changed = {**view.body, "blocks": [words("*Now with a word of welcome*"), *view.body["blocks"]]}
    tabs.stage.workspace.change_view(view, changed)
    await expect(dialog.get_by_text("Now with a word of welcome")).to_be_visible()
    await expect(about).to_be_focused()
    await about.press_sequentially("ten")
    await expect(about).to_have_value("We listen")


async def test_a_form_is_filled_in_by_keyboard_alone(tabs: Tabs) -> None:
    """From the command to the saved form without a mouse."""
    page = await tabs.open("UANA", "general")
    await expect(page.get_by_role("textbox", name="Message")).to_be_focused()
    dialog = await form(page)
    press = page.keyboard.press
    write = page.keyboard.type
    await write("By keys")
    await press("Tab")
    await press("Tab")
    await write("2")
    await press("Tab")
    await write("res")
    await press("Enter")
    await press("Tab")
    await write("car")
    await expect(dialog.get_by_role("option")).to_have_text(["Cardiff"])
    await press("Enter")
    await press("Tab")
    await press("ArrowDown")
    await press("ArrowDown")
    await press("Enter")
    await press("Escape")
    await expect(dialog.get_by_role("button", name="Remove Voices")).to_be_visible()
    await press("Tab")
    await press("Tab")
    await write("ben")
    await press("Enter")
    await dialog.get_by_label("Pause until").focus()
    await write("01312027")
    await dialog.get_by_role("checkbox", name="Online").focus()
    await press("Space")
    await press("Tab")
    await press("Tab")
    await press("Space")
    await press("Tab")
    await expect(dialog.get_by_role("button", name="Explain")).to_be_focused()
    for _ in range(2):
        await press("Tab")
    await expect(dialog.get_by_role("button", name="Save")).to_be_focused()
    await press("Enter")
    await expect(dialog).to_have_count(0)
    heard = dict(tabs.bot.heard)["form"]
    assert (heard["side"], heard["town"], heard["topics"], heard["who"]) == ("r", "cardiff", ["v"], "UBEN")
    assert (heard["day"], heard["ways"], heard["paid"]) == ("2027-01-31", ["o"], "h")
