"""A pulse from its template to its results and what is promised, in a real browser: on both platforms, twelve answer."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, Locator, expect

from bot.cards import ChoiceField, SeveralField, TextField
from bot.desk import press
from bot.said import Said
from bot.survey_form import form
from bot.survey_questions import Answer
from bot.survey_templates import NEEDS
from handlers.demo import Cast
from storage import surveys
from storage.surveys import OPEN
from tests.house.both_sides import SLACK, TEAMS, Both, Who, Window, acting, at_work, choose, in_order
from tests.house.test_calls_walk import sure, to_channel
from tests.sandbox.page_stage import messages

pytest_plugins = ("tests.browser",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

CLEO, SANA, BEN, GIL = (Who(name, SLACK) for name in ("Cleo Baptiste", "Sana Iqbal", "Ben Okoro", "Gil Stone"))
TOM, UMA, VIC = (Who(name, TEAMS) for name in ("Tom Ashworth", "Uma Petrov", "Vic Rowe"))
WITH_WINDOWS = (CLEO, SANA, TOM, UMA, VIC, BEN)
LATER = (
    *(Who(name, SLACK) for name in ("Dina Hart", "Eli Moss", "Fay Lund")),
    *(Who(name, TEAMS) for name in ("Wen Lau", "Xan Dale", "Yara Amin")),
)
EVERYBODY = (*WITH_WINDOWS, *LATER, GIL)
RESEARCH = (TOM, UMA, VIC, BEN)
"""One side, with fewer people than any number stands for."""

CAST = Cast(
    *([{"real_name": who.name} for who in EVERYBODY if who.platform == each] for each in (SLACK, TEAMS)),
    rows=(),
    paused=frozenset(),
    guide=(),
)
FLOOR, PHONE = 5, {"width": 390, "height": 844}
TITLE, PULSE, RESULTS = NEEDS.title, f"A pulse: {NEEDS.title}", f"Results: {NEEDS.title}"
NAMED = "Ask Steve Marsden about nights."
WRITTEN = (*(f"Evenings, for {who}" for who in ("carers", "parents", "nurses", "sons", "aunts", "us")), NAMED)
FEW = "A room with a kettle."
SAID, PROMISED = "You are asked late.", "We ask two of you to each first meeting."

Sheet = dict[str, Answer]


def sheet(number: int) -> Sheet:
    """What one of twelve answers: the last question is left to two."""
    answers: Sheet = {
        "core.value": 4 if number < 7 else 5,
        "core.equal": 2 if number < 6 else 3,
        "core.paid": 0 if number < 7 else 2,
        "needs.support": (1, 3) if number < 6 else (1,),
        "needs.themes": (3, 0) if number < 6 else (2, 1),
    }
    if number < len(WRITTEN):
        answers["needs.topic"] = WRITTEN[number]
    return answers | ({"needs.offer": FEW} if number < 2 else {})


def fields(answers: Sheet) -> Iterator[ChoiceField | SeveralField | TextField]:
    """The fields of the form in which these answers stand."""
    for each in form("", "", NEEDS.questions, "", sheet=answers).fields:
        assert isinstance(each, ChoiceField | SeveralField | TextField)
        if held(each):
            yield each


def held(each: ChoiceField | SeveralField | TextField) -> str | tuple[str, ...]:
    """What stands in a field."""
    return each.values if isinstance(each, SeveralField) else each.value


async def answer(window: Window, answers: Sheet, send: str = "Send") -> None:
    """Answer in the form that is in front, and send it."""
    for each in fields(answers):
        if isinstance(each, TextField):
            await window.front.get_by_label(each.label).fill(each.value)
            continue
        for option in each.options:
            if isinstance(each, SeveralField) and option.value in each.values:
                await window.front.get_by_role("checkbox", name=option.label).check()
            elif option.value == held(each):
                await choose(window.front, each.label, option.label)
    await window.front.get_by_role("button", name=send).click()
    await window.sees_in_front("Thank you: your answers are in")


@dataclass(frozen=True)
class Walk:
    """The windows of all who have one."""

    both: Both
    cleo: Window
    sana: Window
    tom: Window
    uma: Window
    vic: Window
    ben: Window
    gil: Window

    @property
    def everybody(self) -> tuple[Window, ...]:
        """All of them."""
        return self.cleo, self.sana, self.tom, self.uma, self.vic, self.ben, self.gil

    async def days_pass(self, days: float, *jobs: str) -> None:
        """Let days pass, and do what is due then."""
        self.both.clock.forward(days=days)
        for job in jobs:
            await self.both.do(job)

    async def in_channels(self, *words: str) -> None:
        """The channels of both platforms show this once, with these words in this order."""
        for window in (self.cleo, self.tom):
            shown = messages(window.page).filter(has_text=words[0])
            await expect(shown).to_have_count(1)
            await expect(shown).to_contain_text(in_order(words))

    async def later(self) -> None:
        """The others answer, as the doors would pass it on."""
        [row] = await self.both.desk.network.look(lambda work: surveys.in_state(work.session, OPEN))
        for number, who in enumerate(LATER, start=len(WITH_WINDOWS) - 1):
            given = {each.name: held(each) for each in fields(sheet(number))}
            await press(self.both.desk, await self.both.address(who), "surveys.answer", Said(row.key, given))


@asynccontextmanager
async def walking(browser: Browser, both: Both) -> AsyncIterator[Walk]:
    """Everybody is there, two of them by phone, and a facilitator of each platform has chosen a channel."""
    for who in EVERYBODY:
        await both.member(who, **({"part": "research"} if who in RESEARCH else {}))
    async with AsyncExitStack() as stack:
        people = (CLEO, SANA, TOM, UMA, VIC, BEN, GIL)
        walk = Walk(both, *[await stack.enter_async_context(acting(browser, both, who)) for who in people])
        for window, announce in ((walk.cleo, "/roundtable announce"), (walk.tom, "@Roundtable announce")):
            await both.facilitator(window.who)
            await to_channel(window)
            await window.say(announce)
            first = messages(window.page).filter(has_text="Announcements of the network come here")
            await expect(first).to_have_count(1)
        for window in (walk.sana, walk.uma):
            await window.page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
        yield walk


async def opens(cleo: Window) -> None:
    """A facilitator begins with the template, gives it another end, sees it as a member does, and opens it."""
    await cleo.say("/pulse")
    begin = cleo.last.get_by_role("button", name="Begin with this").first
    await begin.click()
    await cleo.sees_in_front(f"Draft: {TITLE}", "14 days", "7 questions, about 3 minutes")
    await cleo.front.get_by_role("button", name="Change this").click()
    await cleo.send("Save", {}, {"For how many days is it open?": "10"})
    await cleo.sees_in_front(f"Draft: {TITLE}", "10 days")
    await cleo.front.get_by_role("button", name="See it as a member").click()
    await cleo.send("Send", {"1. How much": "4"}, {})
    await cleo.sees_in_front("That is how it looks", "Nothing of what you filled in was kept")
    await sure(cleo, cleo.front, "Open it")
    await cleo.sees_in_front(f"Open: {TITLE}", "13 people get a message", "Nobody sees any result before it closes")
    await cleo.shut()


async def to_own_chat(tom: Window) -> None:
    """Go to the chat with the bot in Teams."""
    await tom.page.get_by_role("link", name="Roundtable").first.click()


async def answered(walk: Walk) -> None:
    """Seven answer in windows: by a message, in a channel, by phone; one of them changes it, one takes it back."""
    cleo, sana, tom, uma, vic, ben, gil = walk.everybody
    await to_own_chat(tom)
    for window in (sana, tom, uma, vic, ben, gil):
        await window.sees(PULSE, "Who sees what", "116 123")
    await to_channel(tom)
    for window in (cleo, tom):
        await messages(window.page).filter(has_text=PULSE).get_by_role("button", name="Answer").click()
    for window in (sana, uma, vic, ben, gil):
        await window.press("Answer")
    await to_own_chat(tom)
    for number, window in enumerate((cleo, sana, tom, uma, vic)):
        await answer(window, sheet(number))
        await window.shut()
    # Whoever skips a question is not asked for it, and what they changed counts in place of what they said first.
    ends = sheet(11)
    del ends["core.equal"]
    await answer(ben, {"core.value": 1, "needs.offer": FEW})
    await ben.front.get_by_role("button", name="Change my answers").click()
    await expect(ben.front.get_by_label("7. What else")).to_have_value(FEW)
    await ben.front.get_by_label("7. What else").fill("")
    await answer(ben, ends, "Send the changes")
    await answer(gil, sheet(0))
    await sure(gil, gil.front, "Take my answers back")
    await gil.sees_in_front("Your answers are deleted", "Nothing of them is left here")
    for window in (ben, gil):
        await window.shut()
    await to_channel(tom)


async def reminded(walk: Walk) -> None:
    """After three days whoever has not answered is reminded; then the others answer, and channels tell roughly how many."""
    await walk.days_pass(3, "surveys.tend")
    await walk.gil.sees(f"Still open: {TITLE}", "You get two reminders at most")
    await walk.later()
    await walk.days_pass(0.1, "surveys.count")
    await walk.in_channels(PULSE, "10 or more have answered")
    for window in (walk.sana, walk.uma, walk.ben):
        await expect(messages(window.page).filter(has_text="Still open:")).to_have_count(0)


async def closes(walk: Walk) -> None:
    """It closes by the clock, and everybody gets the results, with a picture for each question."""
    await walk.days_pass(8, "surveys.tend", "surveys.publish")
    await walk.in_channels(f"Closed: {TITLE}")
    await walk.in_channels(RESULTS, "12 people answered. Thank you", *SHOWN)
    for window in (walk.cleo, walk.tom):
        results = messages(window.page).filter(has_text=RESULTS)
        await nothing_small(results)
        await drawn(results, 5)
        for text in WRITTEN:
            await expect(results).not_to_contain_text(text)
    for window in (walk.sana, walk.uma, walk.vic, walk.ben, walk.gil):
        await window.sees(RESULTS, "12 people answered")
    for window in (walk.sana, walk.uma):
        await window.press("See the results")
        await window.sees_in_front(RESULTS, *SHOWN[:12])
        await drawn(window.front, 3)
        await window.front.get_by_role("button", name="More questions").click()
        await window.sees_in_front(RESULTS, *SHOWN[12:-1])
        await nothing_small(window.front)
        await drawn(window.front, 2)
        await window.front.get_by_role("button", name="More questions").click()
        await window.sees_in_front(RESULTS, SHOWN[-1])
        await expect(messages(window.page).filter(has_text=RESULTS).or_(window.front)).to_have_count(2)
        await window.shut()


async def looked_at(cleo: Window) -> None:
    """A facilitator leaves out what names somebody, and shares the rest."""
    await cleo.to_chat()
    await cleo.sees(RESULTS)
    await cleo.press("Look at what people wrote (7)")
    await cleo.sees_in_front("What people wrote", "Does a text name somebody", NAMED)
    buttons = cleo.front.get_by_role("button", name="Leave out")
    place = (await cleo.front.locator("blockquote").all_inner_texts()).index(NAMED)
    await buttons.nth(place).click()
    await cleo.page.get_by_role("dialog", name="Leave out").get_by_role("button", name="Leave out").last.click()
    await expect(cleo.front).not_to_contain_text(NAMED)
    await cleo.front.get_by_role("button", name="Share all 6 of this page").click()
    await cleo.sees_in_front("You have looked at everything that people wrote")


async def promised(cleo: Window) -> None:
    """The facilitator promises something from the results."""
    await cleo.front.get_by_role("button", name="See the results").click()
    await cleo.sees_in_front(RESULTS, "For facilitators")
    await cleo.front.get_by_role("button", name="Promise something").last.click()
    await cleo.send("Promise it", {}, {"You said": SAID, "We will": PROMISED, "By when?": "2027-01-29"})
    await cleo.sees_in_front("You said, we did", SAID, PROMISED, "Cleo Baptiste, by 29 January 2027")
    await cleo.shut()


async def read(walk: Walk) -> None:
    """Everybody reads what people wrote without the one that named somebody, and what was promised, at home too."""
    await walk.days_pass(0.01, "surveys.publish")
    for window in (walk.sana, walk.uma):
        await messages(window.page).get_by_role("button", name="See the results").last.click()
        await window.front.get_by_role("button", name="More questions").click()
        await window.front.get_by_role("button", name="What people wrote").click()
        for text in WRITTEN[:-1]:
            await expect(window.front.last).to_contain_text(text)
        await expect(window.front.last).not_to_contain_text(NAMED)
        await window.shut()
    await walk.sana.page.get_by_role("link", name="Home").click()
    await walk.uma.say("home")
    for window in (walk.sana, walk.uma):
        await expect(window.page.get_by_role("main")).to_contain_text(in_order(("You said, we did", SAID, PROMISED)))


SHOWN = (
    *("1 (Nothing that I have seen) to 4", "7 of 12, 58%", "5 (A great deal)", "5 of 12, 42%"),
    *("1 (Not at all) to 2", "6 of 11, 55%", "3 to 5 (Fully)", "5 of 11, 45%"),
    *("Yes, as agreed", "7 of 12, 58%", "In part, or late / No / I have not given any yet", "5 of 12, 42%"),
    *("Training, and support with what is hard", "6 of 12, 50%"),
    *("How many put it among their first 2", "7 people wrote something. Facilitators first take out"),
    "Fewer than 5 people answered this, so nothing of it is shown",
)


async def nothing_small(results: Locator) -> None:
    """No number stands for fewer than five, no side is told apart, and what few wrote is not there."""
    words = await results.inner_text()
    counts = [int(count) for count in re.findall(r"(\d+) of \d+", words)]
    assert counts
    assert min(counts) >= FLOOR
    for hidden in ("Community side", "Research side", FEW):
        assert hidden not in words


async def drawn(results: Locator, count: int) -> None:
    """So many pictures are there, and say what they show."""
    pictures = results.get_by_role("img", name=re.compile("Bars of what people answered to .* of 1[12]"))
    await expect(pictures).to_have_count(count)
    for place in range(count):
        await pictures.nth(place).scroll_into_view_if_needed()
        await expect(pictures.nth(place)).not_to_have_js_property("naturalWidth", 0)


async def test_a_pulse_goes_from_its_template_to_a_promise(browser: Browser, sqlite_url: str) -> None:
    """Twelve answer, one side is below the floor, and everybody sees the same and what is done about it."""
    async with at_work(sqlite_url, CAST) as both, walking(browser, both) as walk:
        await opens(walk.cleo)
        await answered(walk)
        await reminded(walk)
        await closes(walk)
        await looked_at(walk.cleo)
        await promised(walk.cleo)
        await read(walk)
