"""Polls on Teams: asked in a channel, voted in by a press, filled live."""

from bot.poll_posting import keep_up
from tests.conftest import Clock
from tests.teams.workplace import ADA, BEN, Json, Workplace, words


async def shown(place: Workplace, clock: Clock) -> Json:
    """The poll's message, once the votes that came in are shown."""
    clock.forward(seconds=2)
    await keep_up(place.network)
    await place.deliver()
    return next(one for one in reversed(await place.messages(BEN, place.channel())) if "Who sees what" in words(one))


async def test_a_channel_is_asked_and_votes_by_a_press(place: Workplace, clock: Clock) -> None:
    """A vote is answered in a line where it was pressed, and by no message that others could see or that piles up."""
    await place.say(ADA, "@Roundtable poll “Lunch **now**?” “Soup” “Pizza”", place.channel())
    poll = await shown(place, clock)
    assert "Lunch **now**?" in words(poll)
    before = len(await place.messages(BEN))
    await place.press(BEN, poll, "Soup", place.channel())
    assert "Your vote is counted. You chose “Soup”." in await place.toast(BEN)
    assert len(await place.messages(BEN)) == before
    await place.press(ADA, poll, "Pizza", place.channel())
    poll = await shown(place, clock)
    assert "1 vote, 50% █████░░░░░" in words(poll)
    await place.press(ADA, poll, "Take my vote back", place.channel())
    assert "You have no vote in this poll" in await place.toast(ADA)
    assert "1 person has voted" in words(await shown(place, clock))


async def test_the_form_comes_in_private_and_asks_in_the_channel(place: Workplace, clock: Clock) -> None:
    """Where it was said."""
    await place.say(ADA, "@Roundtable poll", place.channel())
    form = await place.last(ADA)
    await place.press(ADA, form, "Ask it", question="Lunch?", answers="Soup\nPizza", most="2")
    assert "Your poll is asked" in words(await place.last(ADA))
    poll = await shown(place, clock)
    await place.press(BEN, poll, "Vote", place.channel())
    assert "Choose up to 2 answers" in words(await place.last(BEN))
