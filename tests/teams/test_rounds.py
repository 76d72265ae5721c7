"""Match rounds on Teams: taking part, joining with one press, and messages that the bot carries."""

from bot.round_calendar import next_due
from bot.round_holding import hold
from tests.conftest import Clock
from tests.teams.test_introductions import STUDY
from tests.teams.workplace import ADA, BEN, Workplace, words


async def take_part(place: Workplace, user: str, how: str) -> None:
    """Take part by the word and its form."""
    await place.say(user, "rounds")
    explained = await place.last(user)
    assert "Match me on this, never show it” is used here" in words(explained)
    await place.press(user, explained, "Take part")
    await place.press(user, await place.last(user), "Take part", how=f"={how}", place="=online")
    assert "You take part in match rounds" in words(await place.last(user))


async def test_two_who_joined_a_round_are_introduced_once_both_accept(place: Workplace, clock: Clock) -> None:
    """In private, since a bot opens no conversation of both there; not now can be taken back."""
    await place.make_profile(BEN)
    await place.make_profile(ADA, STUDY, part="=research")
    for user in (ADA, BEN):
        await take_part(place, user, "ask")
    clock.now = next_due(None, clock.now, 4)
    await hold(place.network)
    await place.deliver()
    for user in (ADA, BEN):
        asked = await place.last(user)
        assert "A match round is open" in words(asked)
        await place.press(user, asked, "Join")
        await place.deliver()
        assert "You have joined this round" in words(await place.last(user))
    clock.forward(days=3, hours=4)
    await hold(place.network)
    await place.deliver()
    request = await place.last(ADA)
    assert "This round found Ben Hall for you" in words(request)
    await place.press(ADA, request, "Accept")
    await place.press(BEN, await place.last(BEN), "Not now")
    clock.forward(seconds=2)
    await place.deliver()
    aside = await place.last(BEN)
    assert "we have set it aside" in words(aside)
    await place.press(BEN, aside, "See who it is")
    await place.press(BEN, await place.last(BEN), "Accept")
    await place.deliver()
    for user, name in ((ADA, "Ben Hall"), (BEN, "Ada Osei")):
        told = await place.last(user)
        assert f"You and {name} are introduced" in words(told)
        assert "You both joined a match round" in words(told)
