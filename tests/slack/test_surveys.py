"""Pulses on Slack: begun by a facilitator, seen as a member, opened, answered, changed and closed."""

import re

from bot.survey_cards import CONFIDENTIAL
from tests.slack.test_calls import close, member
from tests.slack.test_introductions import STUDY, VOICES, words_of_modal
from tests.slack.workplace import Json, Workplace, button, words

SHEET: Json = {
    "core.value": {"selected": "4"},
    "core.paid": {"selected": "1"},
    "needs.support": {"selected": ["=0", "=3"]},
    "needs.themes.0": {"selected": "2"},
    "needs.topic": {"text": "Rhyming <!channel> with the *tide*"},
}


async def opened(place: Workplace) -> Json:
    """Ada has opened the first pulse; the message that Ben gets."""
    await member(place, "UBEN", VOICES)
    await member(place, "UADA", STUDY, part={"selected": "research"})
    await place.command("UADA", "/pulse")
    await place.press("UADA", await place.last("UADA"), "Begin with this")
    draft = await place.modal("UADA")
    assert "Which of these should the network work on first?" in words(draft)
    await place.press("UADA", draft, "See it as a member")
    await close(place, "UADA")
    await place.command("UADA", "/pulse")
    await place.press("UADA", await place.last("UADA"), "Go on with it")
    await place.press("UADA", await place.modal("UADA"), "See it as a member")
    await place.submit("UADA", **SHEET)
    assert "Nothing of what you filled in was kept" in words(await place.modal("UADA"))
    await place.press("UADA", await place.modal("UADA"), "Open it")
    assert "2 people get a message" in words(await place.modal("UADA"))
    await close(place, "UADA")
    await place.deliver()
    return await place.last("UBEN", place.dm("UBEN"))


async def test_a_pulse_is_opened_answered_changed_and_closed(place: Workplace) -> None:
    """What was answered stands in the form again, and in no message."""
    asked = await opened(place)
    assert "Who sees what" in words(asked)
    assert "116 123" in words(asked)
    await place.press("UBEN", asked, "Answer", place.dm("UBEN"))
    await place.submit("UBEN", **SHEET)
    assert "Thank you: your answers are in" in words_of_modal(await place.modal("UBEN"))
    await close(place, "UBEN")
    await place.command("UBEN", "/pulse")
    await place.press("UBEN", await place.last("UBEN"), "Change my answers")
    form = await place.modal("UBEN")
    held = {each["block_id"]: each["element"] for each in form["blocks"] if each["type"] == "input"}
    assert held["core.value"]["initial_option"]["value"] == "4"
    assert [one["value"] for one in held["needs.support"]["initial_options"]] == ["=0", "=3"]
    assert held["needs.topic"]["initial_value"] == "Rhyming <!channel> with the *tide*"
    await close(place, "UBEN")
    assert "tide" not in str(await place.messages("UBEN", place.dm("UBEN")))
    await place.command("UADA", "/pulse")
    await place.press("UADA", await place.last("UADA"), "Close it now")
    assert "All single answers are deleted" in words(await place.last("UADA"))
    await place.press("UBEN", asked, "Answer", place.dm("UBEN"))
    assert "This pulse has closed" in words_of_modal(await place.modal("UBEN"))


async def test_what_cannot_be_taken_stands_at_its_field(place: Workplace) -> None:
    """And nothing at all is told at the first; the Home opens the form too."""
    await opened(place)
    home = await place.home("UBEN")
    assert button(home, "Answer")
    await place.press("UBEN", home, "Answer")
    twice = await place.submit("UBEN", **(SHEET | {"needs.themes.1": {"selected": "2"}}))
    assert set(twice["errors"]) == {"needs.themes.1"}
    assert "Please pick each once" in str(twice)


async def test_a_pulse_asks_whoever_is_in_one_channel(place: Workplace) -> None:
    """It stands there, and comes to nobody by a message; it is answered from there."""
    await member(place, "UBEN", VOICES)
    await member(place, "UADA", STUDY, part={"selected": "research"})
    await place.command("UADA", "/pulse")
    assert "can ask this channel alone" in words(await place.last("UADA"))
    await place.press("UADA", await place.last("UADA"), "Begin with this")
    await place.press("UADA", await place.modal("UADA"), "Change this")
    [channel] = re.findall(r"channel:\d+", str(await place.modal("UADA")))
    await place.submit("UADA", audience={"selected": channel})
    assert "Whoever is in one channel" in words(await place.modal("UADA"))
    await place.press("UADA", await place.modal("UADA"), "Open it")
    await place.deliver()
    assert "A pulse" not in str(await place.messages("UBEN", place.dm("UBEN")))
    posted = next(one for one in reversed(await place.messages("UBEN")) if "A pulse: " in words(one))
    await place.press("UBEN", posted, "Answer")
    assert CONFIDENTIAL in words_of_modal(await place.modal("UBEN"))
    await place.submit("UBEN", **SHEET)
    assert "Thank you: your answers are in" in words_of_modal(await place.modal("UBEN"))
