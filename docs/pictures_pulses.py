"""Pictures of a pulse: answered on a phone, its results in a channel, what people wrote, and what is promised."""

import re
from datetime import timedelta
from itertools import cycle

from playwright.async_api import expect

from bot.cards import Answer, Card, Person
from bot.desk import press
from bot.directory import Address
from bot.said import Said
from bot.survey_templates import NEEDS
from docs.pictures_polls import DRAWN, in_channel
from docs.pictures_stage import PHONE, TALL, Stage, become, chat, messages, pick, picture, say, shut

AHEAD_OF_ANSWERS = timedelta(days=15)
INVITATION = f"A pulse: {NEEDS.title}"
SHEETS = {
    "slack": {"core.value": "25545", "core.equal": "1212321", "core.paid": "01122", "needs.themes.0": "3301323"},
    "teams": {"core.value": "34545", "core.equal": "3443523", "core.paid": "00123", "needs.themes.0": "02132"},
}
"""What the members answer in turns: most of the community side are in Slack, most of the research side in Teams."""

WISHES = (
    "How sleep is on wards, from those who lie awake there.",
    "Grief after a sudden death, from families.",
    "Crisis cafés: what a night there is like, from guests.",
    "Music by the sea, from those who came once and not again.",
    "What young carers keep to themselves, from young carers.",
    "Food, money and mood, from people who use food banks.",
)


async def ask(stage: Stage) -> None:
    """Tom, a facilitator, asks the network; Callum answers on a phone, and everybody sees what came of it."""
    tom = await become(stage.browser, "Tom Ashworth", TALL)
    await say(tom, "pulse")
    await messages(tom).last.get_by_role("button", name="Begin with this").first.click()
    draft = messages(tom).last
    await draft.get_by_role("button", name="Open it").click()
    await draft.get_by_role("button", name="Yes: Open it").click()
    await expect(messages(tom).filter(has_text=INVITATION)).to_be_visible()
    await answer_on_a_phone(stage)
    await everybody_answers(stage)
    await stage.later("surveys.tend", stage.clock() + AHEAD_OF_ANSWERS)
    await stage.later("surveys.publish", stage.clock())
    await look_at_results(stage)


async def answer_on_a_phone(stage: Stage) -> None:
    """Callum fills in the form in Slack."""
    callum = await become(stage.browser, "Callum Reid")
    await chat(callum)
    phone = await become(stage.browser, "Callum Reid", PHONE)
    await phone.goto(callum.url)
    await messages(phone).filter(has_text=INVITATION).get_by_role("button", name="Answer").click()
    form = phone.get_by_role("dialog")
    await pick(form, "1. How much do the arts", "5: A great deal")
    await pick(form, "2. Does exchange", "2")
    await pick(form, "3. Is the time", "In part, or late")
    await picture(phone, "pulse-form")
    await shut(phone)


async def everybody_answers(stage: Stage) -> None:
    """All who have a profile answer, the two sides somewhat differently."""
    turns = {platform: {name: cycle(given) for name, given in sheet.items()} for platform, sheet in SHEETS.items()}
    people = [one for directory in stage.desk.directories.values() async for one in directory.everyone()]
    wishes, support = iter(WISHES), cycle(("013", "125", "014", "135", "024"))
    for one in people:
        key = await key_for(stage, one.address)
        if not key:
            continue
        given: dict[str, Answer] = {name: next(answers) for name, answers in turns[one.address.platform].items()}
        given |= {"needs.support": tuple(next(support)), "needs.topic": next(wishes, "")}
        await press(stage.desk, one.address, "surveys.answer", Said(key, given))


async def key_for(stage: Stage, address: Address) -> str:
    """What the open pulse is known by, for one whom it asks."""
    shown = (await press(stage.desk, address, "surveys.show", Said())).shown
    people = [each for each in shown.body if isinstance(each, Person)] if isinstance(shown, Card) else []
    return next((one.value for each in people for one in each.buttons if one.action == "surveys.ask"), "")


async def look_at_results(stage: Stage) -> None:
    """The results stand in a channel of Slack; Tom looks at what people wrote, and promises something in Teams."""
    gwen = await in_channel(stage, "Gwen Harrow", "research-exchange")
    results = messages(gwen).filter(has_text=f"Results: {NEEDS.title}")
    equal = results.get_by_role("img", name=re.compile("feel equal"))
    await expect(equal).to_be_visible(timeout=DRAWN)
    await equal.scroll_into_view_if_needed()
    await gwen.mouse.move(0, 0)
    await picture(gwen, "pulse-results")
    tom = await become(stage.browser, "Tom Ashworth", TALL)
    await messages(tom).get_by_role("button", name=re.compile("Look at what people wrote")).last.click()
    await expect(messages(tom).last).to_contain_text("Does a text name somebody", timeout=DRAWN)
    await tom.get_by_role("button", name="Dismiss").click()
    await picture(tom, "pulse-words")
    await messages(tom).last.get_by_role("button", name=re.compile("Share all")).click()
    await messages(tom).last.get_by_role("button", name="See the results").click()
    await messages(tom).last.get_by_role("button", name="Promise something").click()
    form = messages(tom).last
    await form.get_by_label("You said").fill("Exchange feels much less equal to community organisations.")
    await form.get_by_label("We will").fill("Have two community partners at each first meeting, and pay their time.")
    await form.get_by_label("By when?").fill((stage.clock() + timedelta(days=60)).date().isoformat())
    await form.get_by_role("button", name="Promise it").click()
    await expect(messages(tom).last).to_contain_text("You said, we did")
    callum = await become(stage.browser, "Callum Reid")
    promise = callum.get_by_role("heading", name="You said, we did")
    await expect(promise).to_be_visible()
    await promise.scroll_into_view_if_needed()
    await picture(callum, "pulse-promise")
