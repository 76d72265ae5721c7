"""Pulses on Teams: begun by a facilitator, opened, answered from a message and a channel, and closed."""

import re

import pytest

from bot.schedule import run_job
from bot.support import LINE
from bot.survey_cards import CONFIDENTIAL
from bot.survey_form import form, too_long
from bot.survey_questions import KINDS, Kind, Question
from handlers.teams import forms
from tests.conftest import Clock
from tests.teams.test_channels import choose, facilitate
from tests.teams.workplace import ADA, BEN, Json, Workplace, card_of, words

SHEET = {
    "core.value": "=4",
    "core.paid": "=1",
    "needs.support": "=0,=3",
    "needs.themes.0": "=2",
    "needs.topic": "Rhyming <at>Ben</at> with the **tide**",
}


async def opened(place: Workplace) -> Json:
    """Ada has opened the first pulse; the message that Ben gets."""
    await place.make_profile(BEN)
    await place.make_profile(ADA, part="=research")
    await choose(place)
    await place.say(ADA, "pulse")
    await place.press(ADA, await place.last(ADA), "Begin with this")
    draft = await place.last(ADA)
    assert "Which of these should the network work on first?" in words(draft)
    await place.press(ADA, draft, "Yes: Open it")
    assert "2 people get a message" in words(await place.last(ADA))
    await place.deliver()
    return await place.last(BEN)


async def test_a_pulse_is_opened_answered_changed_and_closed(place: Workplace) -> None:
    """What was answered stands in the form again."""
    asked = await opened(place)
    assert "Who sees what" in words(asked)
    assert "116 123" in words(asked)
    await place.press(BEN, asked, "Answer")
    await place.press(BEN, await place.last(BEN), "Send", **SHEET)
    thanks = await place.last(BEN)
    assert "Thank you: your answers are in" in words(thanks)
    assert "tide" not in words(thanks)
    await place.press(BEN, thanks, "Change my answers")
    held = {each["id"]: each.get("value") for each in card_of(await place.last(BEN))["body"] if "id" in each}
    assert held["field:choice:core.value"] == "=4"
    assert held["field:several:needs.support"] == "=0,=3"
    assert held["field:text:needs.topic"] == "Rhyming <at>Ben</at> with the **tide**"
    await place.say(ADA, "pulse")
    await place.press(ADA, await place.last(ADA), "Yes: Close it now")
    assert "All single answers are deleted" in words(await place.last(ADA))
    await place.say(BEN, "pulse")
    assert "No pulse asks you anything" in words(await place.last(BEN))


@pytest.mark.parametrize("words", ["a", "\u0634", "\U0001f30a"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_longest_pulse_there_can_be_fits_a_card(kind: Kind, words: str) -> None:
    """With all its fields, whatever it is written in."""
    options = tuple(f"{number}{words * 40}" for number in range(6)) if kind not in {"scale", "text"} else ()
    longest: list[Question] = []
    for number in range(12):
        more = Question(f"q{number}", kind, words * 200, options, 10, words * 40, words * 40)
        longest += [more] if not too_long([*longest, more]) else []
    asked = form("surveys.answer", words * 100, longest, "1a2b3c4d5e6f708", notes=(LINE,))
    body = forms.drawn(asked, {})["body"]
    shown = [each["id"] for each in body if str(each.get("id", "")).startswith("field:")]
    assert len(shown) == len(asked.fields) > 1


async def test_a_pulse_is_answered_from_a_channel_in_private(place: Workplace) -> None:
    """Nobody in the channel sees the form, nor that somebody answered."""
    await opened(place)
    posted = next(one for one in reversed(await place.messages(BEN, place.channel())) if "A pulse" in words(one))
    before = await place.messages(ADA, place.channel())
    await place.press(BEN, posted, "Answer", place.channel())
    await place.press(BEN, await place.last(BEN), "Send", **SHEET)
    assert "Thank you: your answers are in" in words(await place.last(BEN))
    assert await place.messages(ADA, place.channel()) == before


async def test_a_pulse_asks_whoever_is_in_one_channel(place: Workplace, clock: Clock) -> None:
    """It stands there and nowhere else, and is answered and changed from there; its reminder ends with it."""
    await place.make_profile(BEN)
    await place.make_profile(ADA, part="=research")
    await facilitate(place)
    await place.say(ADA, "@Roundtable pulse", place.channel())
    await place.press(ADA, await place.last(ADA), "Begin with this")
    await place.press(ADA, await place.last(ADA), "Change this")
    form = await place.last(ADA)
    [channel] = re.findall(r"=channel:\d+", str(form))
    await place.press(ADA, form, "Save", audience=channel)
    draft = await place.last(ADA)
    assert "Whoever is in one channel" in words(draft)
    private = await place.messages(BEN)
    await place.press(ADA, draft, "Yes: Open it")
    assert "0 people get a message" in words(await place.last(ADA))
    [posted] = await standing(place)
    assert "Fewer than five have answered so far" in words(posted)
    assert await place.messages(BEN) == private
    await place.press(BEN, posted, "Answer", place.channel())
    form = await place.last(BEN)
    assert CONFIDENTIAL in words(form)
    await place.press(BEN, form, "Send", **SHEET)
    await place.press(BEN, posted, "Answer", place.channel())
    held = {each["id"]: each.get("value") for each in card_of(await place.last(BEN))["body"] if "id" in each}
    assert held["field:choice:core.value"] == "=4"
    clock.forward(days=3)
    await run_job(place.network, "surveys.tend")
    assert [words(one).partition(":")[0] for one in await standing(place)] == ["A pulse", "Still open"]
    clock.forward(days=12)
    await run_job(place.network, "surveys.tend")
    await run_job(place.network, "surveys.publish")
    closed, reminder, results = await standing(place)
    assert words(closed) == words(reminder)
    assert words(closed).startswith("Closed: ")
    assert "Fewer than 5 people answered" in words(results)


async def standing(place: Workplace) -> list[Json]:
    """What stands in the channel of pulses, once all is delivered."""
    await place.deliver()
    there = await place.messages(BEN, place.channel())
    return [one for one in there if words(one).startswith(("A pulse: ", "Still open: ", "Closed: ", "Results: "))]
