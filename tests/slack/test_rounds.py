"""Match rounds on Slack: taking part, joining with one press, and a conversation of both."""

from bot.round_calendar import next_due
from bot.round_holding import hold
from tests.conftest import Clock
from tests.slack.test_introductions import STUDY, VOICES, press, words_of_modal
from tests.slack.workplace import Workplace, words


async def take_part(place: Workplace, user: str, how: str) -> None:
    """Take part by the word and its form."""
    await place.command(user, "/roundtable", "rounds")
    explained = await place.last(user)
    assert "Match me on this, never show it” is used here" in words(explained)
    await place.press(user, explained, "Take part")
    await place.submit(user, how={"selected": how}, place={"selected": "either"})
    assert "You take part in match rounds" in words_of_modal(await place.modal(user))
    await place.act(user, "close", view=(await place.modal(user))["id"])


async def test_two_who_joined_a_round_meet_in_a_conversation(place: Workplace, clock: Clock) -> None:
    """One is introduced directly, the other is asked first and accepts; each message turns into how it stands."""
    for user, text, part in (("UBEN", VOICES, "vcse"), ("UADA", STUDY, "research")):
        await place.make_profile(user, text, part={"selected": part})
        await place.act(user, "close", view=(await place.modal(user))["id"])
    await take_part(place, "UADA", "direct")
    await take_part(place, "UBEN", "ask")
    clock.now = next_due(None, clock.now, 4)
    await hold(place.network)
    await place.deliver()
    for user in ("UADA", "UBEN"):
        asked = await place.last(user, place.dm(user))
        assert "A match round is open" in words(asked)
        await press(place, user, asked, "Join")
        await place.deliver()
        after = await place.last(user, place.dm(user))
        assert (after["ts"], "You have joined this round" in words(after)) == (asked["ts"], True)
    assert "07:00" in words(await place.last("UBEN", place.dm("UBEN")))
    clock.forward(days=3, hours=4)
    await hold(place.network)
    await place.deliver()
    assert "We found somebody for you" in words(await place.last("UADA", place.dm("UADA")))
    request = await place.last("UBEN", place.dm("UBEN"))
    assert "This round found Ada Osei for you" in words(request)
    assert "A match round found them for you" in words(await place.home("UBEN"))
    together = place.workspace.direct(["UADA", "UBEN", place.workspace.bot.id]).id
    await press(place, "UBEN", request, "Accept")
    clock.forward(seconds=2)
    await place.deliver()
    for user in ("UADA", "UBEN"):
        [first] = await place.messages(user, together)
        assert "meet each other" in words(first)
        assert "online or in person" in words(first)
    after = await place.last("UBEN", place.dm("UBEN"))
    assert (after["ts"], "You and Ada Osei are introduced" in words(after)) == (request["ts"], True)


async def test_the_home_tells_how_one_takes_part_and_stops_in_one_press(place: Workplace) -> None:
    """The button there does what the word does."""
    await place.make_profile("UBEN", VOICES)
    await place.act("UBEN", "close", view=(await place.modal("UBEN"))["id"])
    assert "You do not take part" in words(await place.home("UBEN"))
    await take_part(place, "UBEN", "ask")
    home = await place.home("UBEN")
    assert "You take part. The next round opens on" in words(home)
    await place.press("UBEN", home, "Stop taking part")
    assert "You do not take part" in words(await place.home("UBEN"))
