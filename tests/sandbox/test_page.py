"""The sandbox's page in a real browser: people, messages, commands, threads, buttons and Home."""

import asyncio
import re

import pytest
from playwright.async_api import Route, expect

from tests.sandbox.page_stage import Tabs, ask, messages, say, writing

pytest_plugins = ("tests.browser", "tests.sandbox.page_fixtures")
pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_first_page_asks_who_one_is_and_shows_what_to_try(tabs: Tabs) -> None:
    """Nobody is chosen yet: the guide and everybody who can act are there, and who has left is not."""
    page = await tabs.open()
    await expect(page.get_by_role("heading", name="Who would you like to be?")).to_be_visible()
    await expect(page.get_by_text("Open Home to see what waits for you.")).to_be_visible()
    await expect(page.get_by_text("Runs a listening charity")).to_be_visible()
    await expect(page.get_by_text("Guest", exact=True)).to_be_visible()
    await expect(page.get_by_text("Eva Marsh")).to_have_count(0)
    await page.get_by_label("Find someone").fill("durham")
    await page.get_by_role("link", name=re.compile("^Ana Lindqvist")).click()
    await expect(page.get_by_role("heading", name="Your place at the table")).to_be_visible()
    assert page.url.endswith("#/UANA/home")


async def test_a_message_is_seen_by_the_others_at_once(tabs: Tabs) -> None:
    """What Ana sends arrives in Ben's tab without a reload, while he is writing."""
    ana, ben = await tabs.open("UANA", "general"), await tabs.open("UBEN", "general")
    await writing(ben).press_sequentially("I was just")
    await say(ana, "Good morning, *all*")
    arrived = messages(ben).filter(has_text="Good morning, all")
    await expect(arrived).to_be_visible()
    await expect(arrived.locator("strong")).to_have_text("all")
    await expect(writing(ben)).to_have_value("I was just")
    await expect(writing(ben)).to_be_focused()
    await expect(ben.locator("#announcer")).to_contain_text("Ana Lindqvist: Good morning, all")


async def test_typing_a_slash_offers_the_commands_with_their_hints(tabs: Tabs) -> None:
    """Arrow keys choose, Tab takes, the hint stays while the rest is typed, Enter runs it."""
    page = await tabs.open("UANA", "general")
    await writing(page).press_sequentially("/f")
    offered = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    await expect(offered).to_have_text([re.compile("/find TOPIC.*Find a collaborator"), re.compile("/form")])
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Tab")
    await expect(writing(page)).to_have_value("/find ")
    await writing(page).press_sequentially("people who <hear> voices & *more*")
    await expect(page.locator(".composer-hint").first).to_have_text("/find TOPIC · Find a collaborator")
    await page.keyboard.press("Enter")
    await expect(messages(page).filter(has_text="Two people fit")).to_be_visible()
    assert ("find", "people who <hear> voices & *more*") in tabs.bot.heard


async def test_an_unknown_command_is_not_sent_and_not_lost(tabs: Tabs) -> None:
    """The page says what to do, and the words stay in the box."""
    page = await tabs.open("UANA", "general")
    await say(page, "/nothing here")
    await expect(page.get_by_role("alert")).to_contain_text("/nothing is not a command here")
    await expect(writing(page)).to_have_value("/nothing here")
    await expect(messages(page)).to_have_count(0)


async def test_a_command_without_an_answer_says_so_and_keeps_the_words(tabs: Tabs) -> None:
    """Slack's notice is shown, the words come back, and the next thing takes the notice away."""
    page = await tabs.open("UANA", "general")
    await say(page, "/silent please")
    await expect(page.get_by_role("alert")).to_contain_text("/silent failed with the error")
    await expect(writing(page)).to_have_value("/silent please")
    await say(page, "Never mind")
    await expect(messages(page).filter(has_text="Never mind")).to_be_visible()
    await expect(page.get_by_role("alert")).to_have_count(0)


async def test_an_ephemeral_answer_is_seen_by_one_person_only(tabs: Tabs) -> None:
    """Ana's answer is marked as hers; Ben, in the same channel, sees nothing of it."""
    ana, ben = await tabs.open("UANA", "general"), await tabs.open("UBEN", "general")
    answer = await ask(ana)
    await expect(answer).to_contain_text("Only visible to you")
    await say(ana, "Has anyone else seen it?")
    await expect(messages(ben).filter(has_text="Has anyone else seen it?")).to_be_visible()
    await expect(messages(ben)).to_have_count(1)


async def test_every_block_of_an_answer_is_shown_as_slack_shows_it(tabs: Tabs) -> None:
    """Header, mrkdwn, fields, context and elements, with mentions by name and entities undone."""
    page = await tabs.open("UANA", "general")
    answer = await ask(page)
    await expect(answer.get_by_role("heading", name="Two people fit")).to_be_visible()
    await expect(answer.locator("em")).to_have_text("Listening North")
    await expect(answer.locator("blockquote")).to_have_text("we work with people who hear voices")
    await expect(answer.locator("code")).to_have_text("creative")
    await expect(answer.locator("s")).to_have_text("old")
    await expect(answer.get_by_text("@Ben Okafor")).to_be_visible()
    await expect(answer.get_by_text("R&D <lead>")).to_be_visible()
    away = answer.get_by_role("link", name="Guidance")
    await expect(away).to_have_attribute("href", "https://example.org/guide")
    await expect(away).to_have_attribute("rel", re.compile("noopener"))


async def test_a_pressed_button_changes_the_message_and_keeps_the_place(tabs: Tabs) -> None:
    """The answer is replaced where it stood, and focus stays on it rather than falling to the top."""
    page = await tabs.open("UANA", "general")
    answer = await ask(page)
    await answer.get_by_role("button", name="See profile").focus()
    await page.keyboard.press("Enter")
    replaced = messages(page).filter(has_text="Ben's profile")
    await expect(replaced).to_be_visible()
    await expect(replaced).to_be_focused()
    await expect(messages(page)).to_have_count(1)


async def test_a_slow_start_takes_the_focus_from_nobody(tabs: Tabs) -> None:
    """Who is already somewhere when the page has caught up stays there, rather than being sent to the composer."""
    page = await tabs.open("UANA", "general")
    await expect(writing(page)).to_be_focused()
    slow = asyncio.Event()

    async def late(route: Route) -> None:
        await slow.wait()
        await route.continue_()

    await page.route("**/control/**/messages*", late)
    await page.get_by_role("link", name="introductions").click()
    guide = page.get_by_role("button", name="Close the guide")
    await guide.focus()
    slow.set()
    await expect(page.get_by_role("heading", name="introductions")).to_be_visible()
    await expect(guide).to_be_focused()


async def test_a_button_with_a_confirmation_asks_first(tabs: Tabs) -> None:
    """Saying no sends nothing; saying yes sends one press; focus comes back to the button."""
    page = await tabs.open("UANA", "general")
    forget = (await ask(page)).get_by_role("button", name="Forget this")
    await forget.click()
    await page.get_by_role("dialog", name="Forget?").get_by_role("button", name="Keep").click()
    await expect(forget).to_be_focused()
    assert ("forget", None) not in tabs.bot.heard
    await forget.click()
    await page.get_by_role("dialog").get_by_role("button", name="Forget", exact=True).click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(forget).not_to_have_attribute("aria-busy", "true")
    assert tabs.bot.heard.count(("forget", None)) == 1


async def test_selects_and_overflow_in_a_message_tell_the_bot(tabs: Tabs) -> None:
    """A chosen option and a menu entry each arrive once."""
    page = await tabs.open("UANA", "general")
    answer = await ask(page)
    await answer.get_by_role("combobox", name="Where?").press_sequentially("scot")
    await page.keyboard.press("Enter")
    await expect(answer.get_by_role("combobox", name="Where?")).to_have_value("Scotland")
    await answer.get_by_role("button", name="More actions").click()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(answer.get_by_role("button", name="More actions")).to_be_focused()
    await tabs.heard("more", "again")
    assert tabs.bot.heard[-2:] == [("region", "scotland"), ("more", "again")]


async def test_a_thread_opens_beside_the_conversation_and_closes_again(tabs: Tabs) -> None:
    """A reply is in the thread, not in the channel; the channel counts it; Escape closes and gives focus back."""
    page = await tabs.open("UANA", "general")
    await say(page, "What does everyone think?")
    await messages(page).first.hover()
    await messages(page).get_by_role("button", name="Reply in thread").click()
    reply = page.get_by_role("textbox", name="Reply in this thread")
    await expect(reply).to_be_focused()
    await reply.fill("I think so")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("list", name="Replies").get_by_text("I think so")).to_be_visible()
    count = page.get_by_role("button", name="1 reply")
    await expect(count).to_be_visible()
    await expect(messages(page)).to_have_count(1)
    await page.keyboard.press("Escape")
    await expect(reply).to_be_hidden()
    await expect(count).to_be_focused()


async def test_the_menu_of_a_message_has_the_shortcuts_of_the_app_by_keyboard(tabs: Tabs) -> None:
    """One is chosen with the keys alone, and its form opens; what only the author may do is not offered to others."""
    author, reader = await tabs.open("UANA", "general"), await tabs.open("UCYD", "general")
    await say(author, "Who knows about choirs?")
    more = messages(author).get_by_role("button", name="More actions on Ana Lindqvist's message")
    await more.focus()
    await author.keyboard.press("Enter")
    await expect(author.get_by_role("menuitem")).to_have_text(["Make this a form", "Delete message"])
    await author.keyboard.press("Enter")
    await tabs.heard("make", "Who knows about choirs?")
    await expect(author.get_by_role("dialog", name="Everything")).to_be_visible()
    await messages(reader).get_by_role("button", name="More actions").click()
    await reader.get_by_role("menuitem", name="Delete message").click()
    await expect(messages(reader)).to_have_count(0)


async def test_home_is_asked_for_and_changes_under_a_press(tabs: Tabs) -> None:
    """Opening Home tells the bot; a press there changes it in place and focus stays on the button."""
    page = await tabs.open("UANA", "home")
    await expect(page.get_by_text("You are open to introductions.")).to_be_visible()
    pause = page.get_by_role("button", name="Pause")
    await pause.click()
    await expect(page.get_by_text("You are paused.")).to_be_visible()
    await expect(pause).to_be_focused()
    await page.get_by_role("combobox", name="Mood").click()
    await page.get_by_role("option", name="Calm").click()
    await expect(page.get_by_role("combobox", name="Mood")).to_have_value("Calm")
    await page.get_by_role("link", name="Messages").click()
    await say(page, "hello")
    await expect(messages(page).filter(has_text="You wrote: hello")).to_be_visible()
    assert [event for event in tabs.bot.heard if event[0] == "home"] == [("home", "home"), ("home", "messages")]


async def test_one_becomes_someone_else_and_nothing_begun_is_lost(tabs: Tabs) -> None:
    """The switcher goes to the same channel as the other person; coming back, the draft is still there."""
    page = await tabs.open("UANA", "general")
    await writing(page).fill("A half-written thought")
    await page.get_by_role("button", name=re.compile("You are Ana Lindqvist")).click()
    dialog = page.get_by_role("dialog", name="Be someone else")
    await dialog.get_by_label("Find someone").fill("facilitator")
    await dialog.get_by_role("link", name=re.compile("^Cydney Price")).click()
    await expect(page.get_by_role("button", name=re.compile("You are Cydney Price"))).to_be_visible()
    await expect(page.get_by_role("heading", name="general")).to_be_visible()
    await expect(writing(page)).to_have_value("")
    await page.go_back()
    await expect(writing(page)).to_have_value("A half-written thought")


async def test_a_mention_is_offered_by_name_and_reaches_the_bot(tabs: Tabs) -> None:
    """Typing @ offers people and the app; the bot is mentioned and answers its author alone."""
    page = await tabs.open("UANA", "research-exchange")
    await writing(page).press_sequentially("hello @roun")
    await page.get_by_role("option", name=re.compile("Roundtable")).click()
    await expect(writing(page)).to_have_value("hello @Roundtable ")
    await page.keyboard.press("Enter")
    await expect(messages(page).first.locator(".mention")).to_have_text("@Roundtable")
    await expect(messages(page).filter(has_text="I heard you.")).to_contain_text("Only visible to you")


async def test_someone_from_another_workspace_has_no_app_but_their_channels(tabs: Tabs) -> None:
    """A Slack Connect person lands in a channel they share, without the app's Home."""
    page = await tabs.open("UDEV", "home")
    await expect(page.get_by_role("heading", name="research-exchange")).to_be_visible()
    await expect(page.get_by_role("heading", name="Apps")).to_be_hidden()
    await say(page, "Hello from elsewhere")
    await expect(messages(page)).to_have_count(1)


async def test_the_app_is_brought_into_a_channel_through_its_members(tabs: Tabs) -> None:
    """A channel without the bot gets it; the member list says so."""
    page = await tabs.open("UANA", "introductions")
    await page.get_by_role("button", name=re.compile("member")).click()
    dialog = page.get_by_role("dialog", name="Members of #introductions")
    await expect(dialog.get_by_role("list").get_by_text("Roundtable")).to_have_count(0)
    await dialog.get_by_role("combobox", name="Add someone or the app").press_sequentially("round")
    await page.keyboard.press("Enter")
    await expect(dialog.get_by_role("list").get_by_text("Roundtable")).to_be_visible()
