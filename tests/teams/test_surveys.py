"""Pulses on Teams: begun by a facilitator, opened, answered from a message and a channel, and closed."""

from tests.teams.test_channels import choose
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


async def test_a_pulse_is_answered_from_a_channel_in_private(place: Workplace) -> None:
    """Nobody in the channel sees the form, nor that somebody answered."""
    await opened(place)
    posted = next(one for one in reversed(await place.messages(BEN, place.channel())) if "A pulse" in words(one))
    before = await place.messages(ADA, place.channel())
    await place.press(BEN, posted, "Answer", place.channel())
    await place.press(BEN, await place.last(BEN), "Send", **SHEET)
    assert "Thank you: your answers are in" in words(await place.last(BEN))
    assert await place.messages(ADA, place.channel()) == before
