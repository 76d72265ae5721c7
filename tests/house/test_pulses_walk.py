"""A pulse from its template to its results and a promise, in a real browser: twelve answer, on both platforms."""

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
LATER = (
    *(Who(name, SLACK) for name in ("Dina Hart", "Eli Moss", "Fay Lund")),
    *(Who(name, TEAMS) for name in ("Wen Lau", "Xan Dale", "Yara Amin")),
)
WITH_WINDOWS = (CLEO, SANA, TOM, UMA, VIC, BEN, GIL)
EVERYBODY = (*WITH_WINDOWS, *LATER)
RESEARCH = (TOM, UMA, VIC, BEN)
"""One side, with fewer people than any number stands for."""

CAST = Cast(
    slack=[{"real_name": who.name} for who in EVERYBODY if who.platform == SLACK],
    teams=[{"real_name": who.name} for who in EVERYBODY if who.platform == TEAMS],
    rows=(),
    paused=frozenset(),
    guide=(),
)
FLOOR, LAST = 5, 11
TITLE, PULSE, RESULTS = NEEDS.title, f"A pulse: {NEEDS.title}", f"Results: {NEEDS.title}"
NAMED, FEW = "Ask Steve Marsden about nights.", "A room with a kettle."
WRITTEN = (*(f"Evenings, for {who}" for who in ("carers", "parents", "nurses", "sons", "aunts", "us")), NAMED)
SAID, PROMISED = "You are asked late.", "We ask two of you to each first meeting."

SHOWN = (
    *("1 (Nothing that I have seen) to 4", "7 of 12, 58%", "5 (A great deal)", "5 of 12, 42%"),
    *("1 (Not at all) to 2", "6 of 11, 55%", "3 to 5 (Fully)", "5 of 11, 45%"),
    *("Yes, as agreed", "7 of 12, 58%", "In part, or late / No / I have not given any yet", "5 of 12, 42%"),
    *("Training, and support with what is hard", "6 of 12, 50%"),
    *("How many put it among their first 2", "7 people wrote something. Facilitators first take out"),
    "Fewer than 5 people answered this, so nothing of it is shown",
)
"""What the results show, in order: three questions on each of two pages, and one on the third."""

FIRST_PAGE = 12

Sheet = dict[str, Answer]


def sheet(number: int) -> Sheet:
    """What one of twelve answers: two answer the last question, and the last of them skips the second."""
    answers: Sheet = {
        "core.value": 4 if number < 7 else 5,
        "core.equal": 2 if number < 6 else 3,
        "core.paid": 0 if number < 7 else 2,
        "needs.support": (1, 3) if number < 6 else (1,),
        "needs.themes": (3, 0) if number < 6 else (2, 1),
    }
    if number < len(WRITTEN):
        answers["needs.topic"] = WRITTEN[number]
    if number == LAST:
        del answers["core.equal"]
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
    def channels(self) -> tuple[Window, Window]:
        """Who looks at a channel of each platform."""
        return self.cleo, self.tom

    @property
    def phones(self) -> tuple[Window, Window]:
        """Who has a phone on each platform."""
        return self.sana, self.uma

    async def days_pass(self, days: float, *jobs: str) -> None:
        """Let days pass, and do what is due then."""
        self.both.clock.forward(days=days)
        for job in jobs:
            await self.both.do(job)

    async def in_channels(self, *words: str) -> None:
        """The channels of both platforms show this once, with these words in this order."""
        for window in self.channels:
            shown = messages(window.page).filter(has_text=words[0])
            await expect(shown).to_have_count(1)
            await expect(shown).to_contain_text(in_order(words))

    async def others_answer(self) -> None:
        """Those without a window answer, as the doors pass it on."""
        [row] = await self.both.desk.network.look(lambda work: surveys.in_state(work.session, OPEN))
        for number, who in enumerate(LATER, start=LAST - len(LATER)):
            given = {each.name: held(each) for each in fields(sheet(number))}
            await press(self.both.desk, await self.both.address(who), "surveys.answer", Said(row.key, given))


@asynccontextmanager
async def walking(browser: Browser, both: Both) -> AsyncIterator[Walk]:
    """Everybody is there, two of them on phones, and a facilitator of each platform has chosen a channel."""
    for who in EVERYBODY:
        await both.member(who, **({"part": "research"} if who in RESEARCH else {}))
    async with AsyncExitStack() as stack:
        walk = Walk(both, *[await stack.enter_async_context(acting(browser, both, who)) for who in WITH_WINDOWS])
        for window, announce in zip(walk.channels, ("/roundtable announce", "@Roundtable announce"), strict=True):
            await both.facilitator(window.who)
            await to_channel(window)
            await window.say(announce)
            first = messages(window.page).filter(has_text="Announcements of the network come here")
            await expect(first).to_have_count(1)
        for window in walk.phones:
            await window.page.set_viewport_size({"width": 390, "height": 844})
        yield walk


async def opens(cleo: Window) -> None:
    """A facilitator begins with the template, gives it another end, sees it as a member does, and opens it."""
    await cleo.say("/pulse")
    await cleo.last.get_by_role("button", name="Begin with this").first.click()
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


async def seven_answer(walk: Walk) -> None:
    """By a message, in a channel, on a phone; one of them changes their answers, and one takes them back."""
    cleo, tom, ben, gil = walk.cleo, walk.tom, walk.ben, walk.gil
    from_messages = (*walk.phones, walk.vic, ben, gil)
    own_chat = tom.page.get_by_role("link", name="Roundtable").first
    await own_chat.click()
    for window in (tom, *from_messages):
        await window.sees(PULSE, "Who sees what", "116 123")
    await to_channel(tom)
    for window in walk.channels:
        await messages(window.page).filter(has_text=PULSE).get_by_role("button", name="Answer").click()
    await own_chat.click()
    for window in from_messages:
        await window.press("Answer")
    for number, window in enumerate((cleo, *walk.phones, tom, walk.vic)):
        await answer(window, sheet(number))
        await window.shut()
    await answer(ben, {"core.value": 1, "needs.offer": FEW})
    await ben.front.get_by_role("button", name="Change my answers").click()
    await expect(ben.front.get_by_label("7. What else")).to_have_value(FEW)
    await ben.front.get_by_label("7. What else").fill("")
    await answer(ben, sheet(LAST), "Send the changes")
    await answer(gil, sheet(0))
    await sure(gil, gil.front, "Take my answers back")
    await gil.sees_in_front("Your answers are deleted", "Nothing of them is left here")
    for window in (ben, gil):
        await window.shut()
    await to_channel(tom)


async def reminded(walk: Walk) -> None:
    """After three days those who have not answered are reminded, nobody else; channels tell roughly how many have."""
    await walk.days_pass(3, "surveys.tend")
    await walk.gil.sees(f"Still open: {TITLE}", "You get two reminders at most")
    await walk.others_answer()
    await walk.days_pass(0.1, "surveys.count")
    await walk.in_channels(PULSE, "10 or more have answered")
    for window in (*walk.phones, walk.ben):
        await expect(messages(window.page).filter(has_text="Still open:")).to_have_count(0)


async def closes(walk: Walk) -> None:
    """It closes by the clock, and everybody gets the results, with a picture for each question that has numbers."""
    await walk.days_pass(8, "surveys.tend", "surveys.publish")
    await walk.in_channels(f"Closed: {TITLE}")
    await walk.in_channels(RESULTS, "12 people answered. Thank you", *SHOWN)
    for window in walk.channels:
        results = messages(window.page).filter(has_text=RESULTS)
        await nothing_small(results)
        await drawn(results, 5)
        for text in WRITTEN:
            await expect(results).not_to_contain_text(text)
    for window in (*walk.phones, walk.vic, walk.ben, walk.gil):
        await window.sees(RESULTS, "12 people answered")


async def leafed_through(window: Window) -> None:
    """The pages of the results come in one place, one after the other."""
    await window.press("See the results")
    await window.sees_in_front(RESULTS, *SHOWN[:FIRST_PAGE])
    await drawn(window.front, 3)
    await window.front.get_by_role("button", name="More questions").click()
    await window.sees_in_front(RESULTS, *SHOWN[FIRST_PAGE:-1])
    await nothing_small(window.front)
    await drawn(window.front, 2)
    await window.front.get_by_role("button", name="More questions").click()
    await window.sees_in_front(RESULTS, SHOWN[-1])
    # One that says that there are results, and the results themselves.
    await expect(messages(window.page).filter(has_text=RESULTS).or_(window.front)).to_have_count(2)
    await window.shut()


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


async def looked_at(cleo: Window) -> None:
    """A facilitator leaves out what names somebody, and shares the rest."""
    await cleo.to_chat()
    await cleo.press("Look at what people wrote (7)")
    await cleo.sees_in_front("What people wrote", "Does a text name somebody", NAMED)
    place = (await cleo.front.locator("blockquote").all_inner_texts()).index(NAMED)
    await cleo.front.get_by_role("button", name="Leave out").nth(place).click()
    asked = cleo.page.get_by_role("dialog", name="Leave out")
    await asked.get_by_role("button", name="Leave out").last.click()
    await expect(cleo.front).not_to_contain_text(NAMED)
    await cleo.front.get_by_role("button", name="Share all 6 of this page").click()
    await cleo.sees_in_front("You have looked at everything that people wrote")


async def promised(cleo: Window) -> None:
    """The facilitator promises something from the results."""
    await cleo.front.get_by_role("button", name="See the results").click()
    await cleo.sees_in_front(RESULTS, "For facilitators")
    await cleo.front.get_by_role("button", name="Promise something").click()
    await cleo.send("Promise it", {}, {"You said": SAID, "We will": PROMISED, "By when?": "2027-01-29"})
    await cleo.sees_in_front("You said, we did", SAID, PROMISED, "Cleo Baptiste, by 29 January 2027")
    await cleo.shut()


async def read(window: Window) -> None:
    """Somebody reads what people wrote, without the text that named somebody, and at home what was promised."""
    await messages(window.page).get_by_role("button", name="See the results").last.click()
    await window.front.get_by_role("button", name="More questions").click()
    await window.front.get_by_role("button", name="What people wrote").click()
    await window.sees_in_front("In random order, without names")
    for text in WRITTEN[:-1]:
        await expect(window.front).to_contain_text(text)
    await expect(window.front).not_to_contain_text(NAMED)
    await window.shut()
    if window.who.platform == SLACK:
        await window.page.get_by_role("link", name="Home").click()
    else:
        await window.say("home")
    await expect(window.page.get_by_role("main")).to_contain_text(in_order(("You said, we did", SAID, PROMISED)))


async def test_a_pulse_goes_from_its_template_to_a_promise(browser: Browser, sqlite_url: str) -> None:
    """Twelve answer, one side is below the floor, and everybody sees the same and what is done about it."""
    async with at_work(sqlite_url, CAST) as both, walking(browser, both) as walk:
        await opens(walk.cleo)
        await seven_answer(walk)
        await reminded(walk)
        await closes(walk)
        for window in walk.phones:
            await leafed_through(window)
        await looked_at(walk.cleo)
        await promised(walk.cleo)
        await walk.days_pass(0.1, "surveys.publish")
        for window in walk.phones:
            await read(window)
