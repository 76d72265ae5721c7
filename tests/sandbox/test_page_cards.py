"""Adaptive Cards on the sandbox's page: how they are shown, what pressing does, forms, changes under one's hands."""

import copy
import re

import pytest
from playwright.async_api import Locator, Page, expect

from sandbox.teams.chats import Version
from tests.sandbox.page_contrast import enough_contrast
from tests.sandbox.page_stage import messages, writing
from tests.sandbox.teams_page_bot import ADAPTIVE, TOM, Json, card, text
from tests.sandbox.teams_page_stage import Rooms, ask, form

pytest_plugins = ("tests.browser", "tests.sandbox.page_fixtures")
pytestmark = pytest.mark.asyncio(loop_scope="session")

DESIRED = {
    "about": "We listen.",
    "name": "Tom",
    "hours": "3",
    "side": "c",
    "town": "dundee",
    "topics": "a,p",
    "day": "2027-01-31",
    "ways": "i",
    "paid": "d",
    "agree": "true",
}


async def fill_in(page: Page, shown: Locator) -> None:
    """Fill in every input as a person would."""
    await shown.get_by_label("About you").fill("We listen.")
    await shown.get_by_label("Hours").fill("3")
    await shown.get_by_label("Side").select_option("Community")
    await shown.get_by_role("combobox", name="Town").press_sequentially("du")
    await page.get_by_role("option", name="Dundee").click()
    await shown.get_by_role("combobox", name="Topics").click()
    await page.get_by_role("option", name="Arts").click()
    await page.get_by_role("option", name="Pay").click()
    await page.keyboard.press("Escape")
    await shown.get_by_label("Pause until").fill("2027-01-31")
    await shown.get_by_role("checkbox", name="In person").check()
    await shown.get_by_role("radio", name="Daily").check()
    await shown.get_by_role("checkbox", name="Others may find me").check()


async def change(rooms: Rooms, content: Json) -> None:
    """Let the bot change the card of its last message to Tom."""
    message, team = rooms.last(TOM), rooms.served.team
    message.change(Version(team.clock(), "", [{"contentType": ADAPTIVE, "content": content}]))
    team.touch([TOM])


def shown_now(rooms: Rooms) -> Json:
    """The card of the bot's last message to Tom, to change."""
    content: Json = copy.deepcopy(rooms.last(TOM).attachments[0]["content"])
    return content


async def test_every_element_is_shown_as_teams_shows_it(rooms: Rooms) -> None:
    """Headings, the markdown that Teams knows and no other, runs, facts, columns, and what is hidden at first."""
    page = await rooms.open(TOM)
    answer = await ask(page)
    await expect(answer.get_by_role("heading", name="Two people fit")).to_be_visible()
    await expect(answer.locator("strong")).to_have_text("Ben Okafor")
    await expect(answer.locator("em").first).to_have_text("Listening North")
    await expect(answer.get_by_role("link", name="the guide")).to_have_attribute("href", "https://example.org/guide")
    await expect(answer.locator(".ac li")).to_have_text(["hears", "listens"])
    plain = "*not bold* # not a heading `not code` <b>not html</b> [no](javascript:alert(1))"
    await expect(answer.get_by_text(plain)).to_be_visible()
    await expect(answer.get_by_text("people who hear voices")).to_have_css("font-weight", "650")
    await expect(answer.get_by_text("*as typed*")).to_be_visible()
    await expect(answer.locator("dt")).to_have_text(["Role", "Place"])
    await expect(answer.locator("dd")).to_have_text(["Charity", "Durham"])
    await expect(answer.get_by_text("He answers within a week.")).to_be_hidden()
    unwrapped = answer.get_by_text("This will not wrap")
    assert await unwrapped.evaluate("e => e.scrollWidth > e.clientWidth || e.parentElement.scrollWidth > e.clientWidth")


async def test_what_the_client_does_itself_never_reaches_the_bot(rooms: Rooms) -> None:
    """Parts are shown and hidden, a card opens below its button, a link leads away, secondary actions are in a menu."""
    page = await rooms.open(TOM)
    answer = await ask(page)
    details = answer.get_by_role("button", name="Details")
    await details.click()
    await expect(answer.get_by_text("He answers within a week.")).to_be_visible()
    await details.click()
    await expect(answer.get_by_text("He answers within a week.")).to_be_hidden()
    opener = answer.get_by_role("button", name="Write to Ben")
    await expect(opener).to_have_attribute("aria-expanded", "false")
    await opener.click()
    await expect(opener).to_have_attribute("aria-expanded", "true")
    words = answer.get_by_label("Your words")
    await answer.get_by_role("button", name="Send it").click()
    await expect(words).to_be_focused()
    await expect(words).to_have_accessible_description("Write something first.")
    await words.fill("Hello Ben")
    await expect(words).to_have_accessible_description("")
    await expect(answer.get_by_role("link", name="Guidance")).to_have_attribute("target", "_blank")
    assert [what for what, _ in rooms.bot.heard] == ["message"]
    await answer.get_by_role("button", name="Send it").click()
    await rooms.heard("note", "Hello Ben")
    await expect(page.get_by_role("status").filter(has_text="It is on its way.")).to_be_visible()
    await answer.get_by_role("button", name="More actions", exact=True).click()
    await page.get_by_role("menuitem", name="Later").click()
    await expect(page.get_by_role("status").filter(has_text="Ben sees your wave.")).to_be_visible()


async def test_an_answered_card_takes_the_place_of_the_old_one(rooms: Rooms) -> None:
    """The press shows the new card, and a screen reader hears what it says."""
    page = await rooms.open(TOM)
    answer = await ask(page)
    await answer.get_by_role("button", name="See profile").click()
    await expect(messages(page).last.get_by_role("heading", name="Ben's profile")).to_be_visible()
    await expect(page.get_by_role("button", name="See profile")).to_have_count(0)
    await expect(page.locator("#announcer")).to_contain_text("Changed: Roundtable: Ben's profile Listens to voices.")
    focused = "document.querySelector('.message:last-child').contains(document.activeElement)"
    assert await page.evaluate(focused)


async def test_words_refusals_and_silence_are_told_apart(rooms: Rooms) -> None:
    """A word in passing is a toast, a refusal and no answer at all are alerts, and the next press takes them away."""
    page = await rooms.open(TOM)
    answer = await ask(page)
    wave = answer.get_by_role("button", name="Wave")
    await expect(wave).to_have_attribute("title", "Say hello without words")
    toast = page.get_by_role("status").filter(has_text="Ben sees your wave.")
    await wave.click()
    await expect(toast).to_be_visible()
    await answer.get_by_role("button", name="Break").click()
    await expect(page.get_by_role("alert")).to_have_text("This is broken. Nothing was lost.")
    await expect(toast).to_be_hidden()
    await answer.get_by_role("button", name="Say nothing").click()
    await expect(page.get_by_role("alert")).to_have_text("Something went wrong. Please try again.")
    await wave.click()
    await expect(toast).to_be_visible()
    await expect(page.get_by_role("alert")).to_have_count(0)
    await toast.get_by_role("button", name="Dismiss").click()
    await expect(toast).to_be_hidden()


async def test_every_kind_of_input_arrives_as_teams_sends_it(rooms: Rooms) -> None:
    """All are strings, several choices joined by commas, and the form is replaced by the answer."""
    page = await rooms.open(TOM)
    shown = await form(page)
    await fill_in(page, shown)
    await shown.get_by_role("button", name="Save").click()
    await expect(messages(page).last.get_by_role("heading", name="Saved")).to_be_visible()
    await rooms.heard("form", DESIRED)


async def test_what_is_missing_is_said_beside_its_field_before_anything_is_sent(rooms: Rooms) -> None:
    """The card's own words, on every field that is wrong; the first takes the focus; a change takes its words away."""
    page = await rooms.open(TOM)
    shown = await form(page)
    await shown.get_by_label("Hours").fill("90")
    await shown.get_by_role("button", name="Save").click()
    about = shown.get_by_label("About you")
    await expect(about).to_be_focused()
    await expect(about).to_be_in_viewport()
    await expect(about).to_have_accessible_description("Say a little.")
    await expect(shown.get_by_label("Side")).to_have_accessible_description("Choose.")
    await expect(shown.get_by_label("Hours")).to_have_accessible_description("From 1 to 40.")
    await expect(shown.get_by_label("Short name")).not_to_have_attribute("aria-invalid", "true")
    await about.fill("We listen.")
    await expect(about).not_to_have_attribute("aria-invalid", "true")
    assert [what for what, _ in rooms.bot.heard] == ["message"]


async def test_what_the_bot_refuses_comes_back_with_everything_typed(rooms: Rooms) -> None:
    """The bot's card says what is wrong and holds what was sent; corrected, it is taken."""
    page = await rooms.open(TOM)
    shown = await form(page)
    await fill_in(page, shown)
    await shown.get_by_label("Short name").fill("Nobody")
    await shown.get_by_role("button", name="Save").click()
    await expect(shown.get_by_text("Somebody has to be called something.")).to_be_visible()
    await expect(shown.get_by_role("button", name="Save")).to_be_focused()
    await expect(shown.get_by_label("About you")).to_have_value("We listen.")
    await expect(shown.get_by_role("combobox", name="Town")).to_have_value("Dundee")
    await shown.get_by_label("Short name").fill("Tom")
    await shown.get_by_role("button", name="Save").click()
    await rooms.heard("form", DESIRED)


async def test_a_button_without_inputs_sends_none_and_checks_none(rooms: Rooms) -> None:
    """`associatedInputs` none: an empty required field keeps nobody from leaving, and what they left is forgotten."""
    page = await rooms.open(TOM)
    shown = await form(page)
    await shown.get_by_label("Short name").fill("half")
    await shown.get_by_role("button", name="Not now").click()
    await expect(messages(page).last.get_by_text("Nothing was changed.")).to_be_visible()
    await rooms.heard("cancel", {"action": "cancel"})
    await page.get_by_role("button", name="Try again").click()
    await expect(page.get_by_label("Short name")).to_have_value("Tom")


async def test_a_type_ahead_asks_the_bot_and_can_be_emptied_again(rooms: Rooms) -> None:
    """What the bot offers is listed, nothing found is said, and an emptied box holds no choice."""
    page = await rooms.open(TOM)
    shown = await form(page)
    town = shown.get_by_role("combobox", name="Town")
    offered = shown.get_by_role("listbox", name="Town").get_by_role("option")
    await town.press_sequentially("da")
    await expect(offered).to_have_text(["Darlington"])
    await town.fill("zz")
    await expect(shown.get_by_text("Nothing found")).to_be_visible()
    await town.fill("le")
    await expect(offered).to_have_text(["Leeds"])
    await page.keyboard.press("Enter")
    await expect(town).to_have_value("Leeds")
    await town.fill("")
    await shown.get_by_label("Short name").focus()
    await expect(town).to_have_value("")


async def test_a_card_that_changes_keeps_focus_and_what_is_typed(rooms: Rooms) -> None:
    """The bot changes its message while somebody writes in it: words, caret and focus stay."""
    page = await rooms.open(TOM)
    shown = await form(page)
    about = shown.get_by_label("About you")
    await about.press_sequentially("We lis")
    await shown.get_by_role("radio", name="Daily").check()
    await about.focus()
    changed = shown_now(rooms)
    changed["body"].insert(0, text("Now with a word of welcome"))
    changed["body"][2]["label"] = "About yourself"
    await change(rooms, changed)
    await expect(shown.get_by_text("Now with a word of welcome")).to_be_visible()
    about = shown.get_by_label("About yourself")
    await expect(about).to_be_focused()
    await page.keyboard.type("ten")
    await expect(about).to_have_value("We listen")
    await expect(shown.get_by_role("radio", name="Daily")).to_be_checked()


async def test_an_answer_that_comes_late_leaves_the_focus_where_it_is(rooms: Rooms) -> None:
    """While the bot thinks, somebody goes on writing; the new card takes nothing from them."""
    page = await rooms.open(TOM)
    answer = await ask(page)
    rooms.bot.answers.clear()
    press = answer.get_by_role("button", name="See profile")
    await press.click()
    await expect(press).to_have_attribute("aria-busy", "true")
    await rooms.heard("pressed", "profile")
    await writing(page).press_sequentially("Meanwhile ")
    rooms.bot.answers.set()
    await expect(page.get_by_role("heading", name="Ben's profile")).to_be_visible()
    await expect(writing(page)).to_be_focused()
    await page.keyboard.type("I go on")
    await expect(writing(page)).to_have_value("Meanwhile I go on")


async def test_a_form_is_filled_in_by_keyboard_alone(rooms: Rooms) -> None:
    """From the words to the bot to the saved form without a mouse."""
    page = await rooms.open(TOM)
    await expect(writing(page)).to_be_focused()
    shown = await form(page)
    press, write = page.keyboard.press, page.keyboard.type
    await shown.get_by_label("About you").focus()
    await write("By keys")
    await press("Tab")
    await press("Tab")
    await write("2")
    await press("Tab")
    await write("Res")
    await press("Tab")
    await write("car")
    await expect(shown.get_by_role("listbox", name="Town").get_by_role("option")).to_have_text(["Cardiff"])
    await press("Enter")
    await press("Tab")
    await press("ArrowDown")
    await press("ArrowDown")
    await press("Enter")
    await press("Escape")
    await shown.get_by_role("checkbox", name="Online").focus()
    await press("Space")
    await shown.get_by_role("button", name="Save").focus()
    await press("Enter")
    await expect(messages(page).last.get_by_role("heading", name="Saved")).to_be_visible()
    heard = dict(rooms.bot.heard)["form"]
    assert (heard["about"], heard["hours"], heard["side"], heard["town"]) == ("By keys", "2", "r", "cardiff")
    assert (heard["topics"], heard["ways"], heard["agree"]) == ("v", "o", "false")


async def test_hostile_words_in_a_card_run_nothing(rooms: Rooms) -> None:
    """Markup is words, a link that would run code is words, and an unknown element is named rather than fatal."""
    page = await rooms.open(TOM)
    await ask(page)
    markup = "<img src=x onerror=document.title='owned'>"
    hostile = card(
        text(f"**{markup}** \\<b\\> &lt;i&gt; [tempting](javascript:document.title='owned')"),
        {"type": "RichTextBlock", "inlines": [markup]},
        {"type": "FactSet", "facts": [{"title": markup, "value": "[x](data:text/html,x)"}]},
        {"type": "Hologram", "text": "unknown"},
    )
    await change(rooms, hostile)
    shown = messages(page).last
    await expect(shown.get_by_text("The sandbox cannot show “Hologram”.")).to_be_visible()
    await expect(shown.locator("strong")).to_have_text(markup)
    await expect(shown.locator(".ac-rich")).to_have_text(markup)
    await expect(shown.locator("dd")).to_have_text("[x](data:text/html,x)")
    await expect(shown.get_by_text("<b> <i>")).to_be_visible()
    await expect(shown.locator(".ac :is(img, a)")).to_have_count(0)
    assert "owned" not in await page.title()


async def test_a_card_is_read_in_order_with_a_name_for_every_control(rooms: Rooms) -> None:
    """No input and no button of a form is without words for a screen reader."""
    page = await rooms.open(TOM)
    shown = await form(page)
    nameless = """e => [...e.querySelectorAll('button, input, select, textarea')].filter(e => e.checkVisibility() &&
        !(e.ariaLabel || e.textContent.trim() || e.getAttribute('aria-labelledby') || e.labels?.length)
    ).map(e => e.outerHTML)"""
    assert await shown.evaluate(nameless) == []
    labels = await shown.locator(".label, .tick-words").all_text_contents()
    assert labels[:4] == ["About you *", "Short name", "Hours", "Side *"]
    await expect(shown.get_by_role("group", name="Ways")).to_be_visible()
    await expect(shown.get_by_role("radiogroup", name="Paid")).to_be_visible()
    await expect(shown.get_by_label("About you")).to_have_attribute("aria-required", "true")


async def test_the_dark_and_the_light_teams_page_have_enough_contrast(rooms: Rooms) -> None:
    """The Teams side has colours of its own, as easy to read as those of the Slack side."""
    page = await rooms.open(TOM)
    await expect(page.get_by_role("button", name=re.compile("You are Tom"))).to_be_visible()
    await enough_contrast(page)
