"""Digests on Teams: chosen in a card, sent at their hour, snoozed and stopped in the message itself."""

from datetime import UTC, datetime

from bot.digest_sending import send
from tests.conftest import Clock
from tests.teams.test_calls import posted
from tests.teams.workplace import BEN, Workplace, words


async def test_a_digest_comes_at_its_hour_and_is_snoozed_in_the_message(place: Workplace, clock: Clock) -> None:
    """By the clocks in New York, where Ben is; the digest itself stays to be read."""
    await posted(place)
    await place.say(BEN, "digest")
    form = await place.last(BEN)
    assert "New York" in words(form)
    await place.press(BEN, form, "Save", every="=daily", hour="=7")
    assert "Every day at 07:00" in words(await place.last(BEN))
    for minute, comes in ((11 * 60 + 59, False), (12 * 60, True)):
        clock.now = datetime(2026, 11, 24, minute // 60, minute % 60, tzinfo=UTC)
        await send(place.network)
        await place.deliver()
        assert ("Best first. Only you" in words(await place.last(BEN))) == comes
    digest = await place.last(BEN)
    await place.press(BEN, digest, "Snooze")
    await place.press(BEN, await place.last(BEN), "2 weeks")
    assert "Snoozed until 8 December 2026." in words(await place.last(BEN))
    assert words(digest) in [words(one) for one in await place.messages(BEN)]
    await place.say(BEN, "digest off")
    assert "Your digest is stopped" in words(await place.last(BEN))


async def test_one_now_is_shown_to_who_asks_for_it(place: Workplace) -> None:
    """And offered from then on."""
    await posted(place)
    await place.say(BEN, "digest now")
    assert "Choose when and what" in words(await place.last(BEN))
