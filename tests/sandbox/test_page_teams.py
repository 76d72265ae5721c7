"""The Teams side of the sandbox's page in a real browser: people, chats, channels, the extension, installing."""

import asyncio
import re

import pytest
from playwright.async_api import Browser, Route, expect

from tests.sandbox.page_stage import messages, say, writing
from tests.sandbox.teams_page_bot import TOM, UMA, VIV
from tests.sandbox.teams_page_stage import Rooms, ask, teams_staged

pytest_plugins = ("tests.browser", "tests.sandbox.page_fixtures")
pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_first_page_lists_the_people_of_both_platforms_by_name(rooms: Rooms) -> None:
    """Each stands under their platform, a search goes over both, and a name in the guide leads to being them."""
    page = await rooms.look()
    for heading, person in (("In Slack", "Ana Lindqvist"), ("In Microsoft Teams", "Uma Petrov")):
        people = page.get_by_role("list", name=re.compile(heading))
        await expect(people.get_by_role("link", name=re.compile(f"^{person}"))).to_be_visible()
    await page.get_by_label("Find someone").fill("visiting")
    await expect(page.get_by_role("heading", name="In Slack")).to_be_hidden()
    await expect(page.get_by_role("link", name=re.compile("^Viv Stone"))).to_be_visible()
    await page.get_by_role("link", name="Tom Adeyemi", exact=True).click()
    await expect(page.get_by_role("button", name="You are Tom Adeyemi")).to_be_visible()
    await expect(page.get_by_text("Microsoft Teams")).to_be_visible()


async def test_one_changes_from_one_platform_to_the_other_and_back(rooms: Rooms) -> None:
    """Someone of Slack lands in Slack, coming back finds the chat and the draft in it."""
    page = await rooms.open(TOM)
    await writing(page).fill("A half-written thought")
    await page.get_by_role("button", name="You are Tom Adeyemi").click()
    dialog = page.get_by_role("dialog", name="Be someone else")
    await dialog.get_by_label("Find someone").fill("slack")
    await dialog.get_by_role("link", name=re.compile("^Ana Lindqvist")).click()
    await expect(page.get_by_role("link", name="research-exchange")).to_be_visible()
    await page.go_back()
    await expect(writing(page)).to_have_value("A half-written thought")
    await expect(page.get_by_role("heading", name="Chats")).to_be_visible()


async def test_the_sidebar_has_the_bots_chat_first_then_chats_then_teams(rooms: Rooms) -> None:
    """The order of Teams' own client, with the channels under their team."""
    page = await rooms.open(TOM)
    chats = page.get_by_role("list", name="Chats").get_by_role("link")
    await expect(chats).to_have_text([re.compile("Roundtable$"), "Research partners"])
    channels = page.get_by_role("list", name="Research Exchange").get_by_role("link")
    await expect(channels).to_have_text(["General", "Introductions"])
    await channels.first.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Research ExchangeGeneral")


async def test_a_message_to_the_bot_is_answered_with_markdown(rooms: Rooms) -> None:
    """What a person types stays as typed, what the bot marks is marked."""
    page = await rooms.open(TOM)
    await say(page, "I *like* <b>listening</b> & talking")
    own = messages(page).first.locator(".message-body")
    await expect(own).to_have_text("I *like* <b>listening</b> & talking")
    await expect(messages(page).last.locator("strong").first).to_contain_text("listening")


async def test_commands_are_offered_while_one_types_and_never_sent_instead(rooms: Rooms) -> None:
    """Enter sends what was typed, Tab and the arrows take what is offered."""
    page = await rooms.open(TOM)
    await writing(page).press_sequentially("fo")
    offered = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    await expect(offered).to_have_text([re.compile("form.*One of every input")])
    await page.keyboard.press("Enter")
    await rooms.heard("message", "fo")
    await writing(page).press_sequentially("fo")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(writing(page)).to_have_value("form ")
    await page.get_by_role("button", name="Commands").click()
    await expect(offered).to_have_count(3)


async def test_the_bot_hears_a_channel_only_when_it_is_mentioned(rooms: Rooms) -> None:
    """After its name its commands are offered; the answer stands below the post, and a reply reaches the thread."""
    page = await rooms.open(TOM, "General")
    await say(page, "Good morning, all")
    await expect(messages(page)).to_have_count(1)
    await writing(page).press_sequentially("@roun")
    await page.get_by_role("option", name=re.compile("Roundtable")).click()
    await expect(page.get_by_role("option", name=re.compile("^find"))).to_be_visible()
    await writing(page).press_sequentially("hello there")
    await page.keyboard.press("Enter")
    await expect(messages(page).nth(1).locator(".mention")).to_have_text("@Roundtable")
    await expect(messages(page).nth(2)).to_contain_text("You wrote: hello there")
    assert [words for what, words in rooms.bot.heard if what == "message"] == ["hello there"]
    await messages(page).nth(2).get_by_role("button", name="Reply").click()
    thread = page.get_by_role("region", name="Thread")
    await expect(thread.get_by_role("list", name="Replies").get_by_role("listitem")).to_have_count(3)
    await thread.get_by_role("textbox", name="Reply").fill("Thank you")
    await page.keyboard.press("Enter")
    await expect(messages(page).nth(3)).to_contain_text("Thank you")
    await page.keyboard.press("Escape")
    await expect(messages(page).nth(3).get_by_role("button", name="Reply")).to_be_focused()


async def test_somebody_is_found_for_a_message_and_shown_to_the_others(rooms: Rooms) -> None:
    """The extension says what to type, lists what is found, and the one taken goes out with a few words as a card."""
    page = await rooms.open(TOM, "General")
    other = await rooms.open(UMA, "General")
    find = page.get_by_role("button", name="Find a collaborator")
    await find.click()
    dialog = page.get_by_role("dialog", name="Find a collaborator")
    await expect(dialog.get_by_role("status")).to_have_text("Type what you would like to work on.")
    await dialog.get_by_label("Topic").fill("nothing")
    await expect(dialog.get_by_role("status")).to_contain_text("Nobody and nothing found")
    await dialog.get_by_label("Topic").fill("creative methods")
    await expect(dialog.get_by_role("list", name="Found").get_by_role("button")).to_have_count(2)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(dialog).to_have_count(0)
    await expect(page.get_by_text("Works on creative methods.")).to_be_visible()
    await expect(writing(page)).to_be_focused()
    await page.keyboard.type("Perhaps her?")
    await page.keyboard.press("Enter")
    for shown in (messages(page).first, messages(other).first):
        await expect(shown).to_contain_text("Perhaps her?")
        await expect(shown.locator(".ac")).to_contain_text("Cydney Price")
        await expect(shown).to_contain_text("Shared from Roundtable")
    await expect(page.get_by_role("button", name="Remove the card")).to_have_count(0)


async def test_a_card_put_to_a_message_can_be_taken_away_again(rooms: Rooms) -> None:
    """Without it the message goes out as words alone."""
    page = await rooms.open(TOM, "General")
    await page.get_by_role("button", name="Find a collaborator").click()
    await page.get_by_label("Topic").fill("voices")
    await page.get_by_role("button", name=re.compile("Ben Okafor")).click()
    await page.get_by_role("button", name="Remove the card").click()
    await say(page, "Never mind")
    await expect(messages(page).first).to_contain_text("Never mind")
    await expect(messages(page).first.locator(".ac")).to_have_count(0)


async def test_nothing_can_be_written_or_searched_before_the_conversation_is_there(rooms: Rooms) -> None:
    """On a slow start a press would belong to no conversation, and what came of it would be lost."""
    slow = asyncio.Event()

    async def late(route: Route) -> None:
        await slow.wait()
        await route.continue_()

    page = await rooms.look()
    await page.route("**/control/**/view", late)
    await page.goto(f"{rooms.url}/#/{TOM}/{rooms.place(TOM, 'General')}")
    find = page.get_by_role("button", name="Find a collaborator")
    await expect(page.get_by_role("heading", name="Chats")).to_be_visible()
    await expect(find).to_be_hidden()
    await expect(page.get_by_role("textbox")).to_have_count(0)
    slow.set()
    await find.click()
    await page.get_by_label("Topic").fill("voices")
    await expect(page.get_by_role("button", name=re.compile("Ben Okafor"))).to_be_visible()


async def test_who_has_not_added_the_bot_is_offered_to(rooms: Rooms) -> None:
    """There is nowhere to write to it until it is added; removed under Apps, it is gone again."""
    page = await rooms.open(VIV)
    await expect(page.get_by_text("You have not added Roundtable.")).to_be_visible()
    await expect(writing(page)).to_be_hidden()
    await page.get_by_role("button", name="Add Roundtable for you").click()
    await expect(writing(page)).to_be_visible()
    await rooms.heard("installation", "add")
    await page.get_by_role("link", name="Apps").click()
    await page.get_by_role("button", name="Remove Roundtable for you").click()
    await expect(page.get_by_role("button", name="Add Roundtable for you")).to_be_visible()
    await expect(page.get_by_role("button", name="Add Roundtable for you")).to_be_focused()
    await rooms.heard("installation", "remove")
    await page.get_by_role("link", name="Roundtable").click()
    await expect(page.get_by_text("You have not added Roundtable.")).to_be_visible()


async def test_the_guide_writes_a_command_to_the_bot_from_wherever_one_is(rooms: Rooms) -> None:
    """Slack's commands are words here, those of Teams are put where one writes to the bot."""
    page = await rooms.open(TOM, "General")
    guide = page.get_by_role("region", name="Things to try")
    await expect(guide.get_by_role("button", name="/find creative methods")).to_have_count(0)
    await guide.get_by_role("button", name="find creative methods").click()
    await expect(writing(page)).to_have_value("find creative methods")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Roundtable")


async def test_a_small_card_is_shown_and_its_button_says_its_words(rooms: Rooms) -> None:
    """A thumbnail card has title, subtitle and text; its button writes for the person who presses it."""
    page = await rooms.open(TOM)
    await say(page, "help")
    shown = messages(page).filter(has_text="What I can do")
    await expect(shown.locator(".preview p")).to_have_text(["What I can do", "In a word", "Find people."])
    await shown.get_by_role("button", name="Find someone").click()
    await expect(messages(page).filter(has_text="find voices")).to_be_visible()
    await expect(messages(page).filter(has_text="Two people fit")).to_be_visible()


async def test_the_bot_is_brought_into_a_chat_through_its_members(rooms: Rooms) -> None:
    """Removed under Apps it is no member of the group chat; invited like a person, it is one again."""
    page = await rooms.open(TOM, "apps")
    await page.get_by_role("button", name="Remove Roundtable from Research partners").click()
    await expect(page.get_by_role("button", name="Add Roundtable to Research partners")).to_be_visible()
    await page.get_by_role("link", name="Research partners").click()
    await page.get_by_role("button", name=re.compile("2 members")).click()
    dialog = page.get_by_role("dialog", name="Members of Research partners")
    await dialog.get_by_role("combobox", name="Add someone or the app").press_sequentially("round")
    await page.keyboard.press("Enter")
    await expect(dialog.get_by_role("list").get_by_text("Roundtable")).to_be_visible()


async def test_a_sandbox_of_teams_alone_says_nothing_of_slack(browser: Browser) -> None:
    """The first page and the switcher have one platform, and its people can be become."""
    async with teams_staged(slack=False) as (served, bot):
        rooms = Rooms(browser, served.url, served, bot)
        page = await rooms.look()
        await expect(page.get_by_role("heading", name="In Microsoft Teams")).to_be_visible()
        await expect(page.get_by_text("Slack")).to_have_count(0)
        await page.get_by_role("link", name=re.compile("^Uma Petrov")).click()
        await expect(writing(page)).to_be_visible()
        await rooms.close()


async def test_a_phone_shows_a_forms_first_field_and_nothing_sideways(rooms: Rooms) -> None:
    """At 375 pixels an answer begins at its top, and no card is wider than the screen."""
    page = await rooms.open(TOM, width=375, height=740)
    await ask(page)
    await say(page, "form")
    await expect(page.get_by_label("About you")).to_be_in_viewport()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    wide = "[...document.querySelectorAll('.scroll, .ac')].filter(e => e.scrollWidth > e.clientWidth).length"
    assert await page.evaluate(wide) == 0


async def test_the_menu_of_a_message_has_the_shortcuts_of_the_app(rooms: Rooms) -> None:
    """What the app says of one stands in a dialog; closed, the focus is back on the menu's button."""
    page = await rooms.open(TOM, "General")
    await say(page, "Who knows about choirs?")
    more = messages(page).get_by_role("button", name="More actions on Tom Adeyemi's message")
    await more.focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Make this a form")
    await expect(dialog).to_contain_text("You find it in our own chat.")
    await rooms.heard("make", "<p>Who knows about choirs?</p>")
    await page.keyboard.press("Enter")
    await expect(dialog).to_be_hidden()
    await expect(more).to_be_focused()
