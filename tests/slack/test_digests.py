"""Digests on Slack: chosen in a modal, sent at their hour, snoozed and stopped in the message itself."""

from datetime import UTC, datetime

from bot.digest_sending import send
from tests.conftest import Clock
from tests.slack.test_calls import posted
from tests.slack.test_introductions import press, words_of_modal
from tests.slack.workplace import Workplace, words


async def test_a_digest_comes_at_its_hour_and_ends_in_one_press(place: Workplace, clock: Clock) -> None:
    """By the clocks in New York, where Ben is; the digest itself stays to be read."""
    await posted(place)
    await place.command("UBEN", "/my-digest")
    assert "New York" in words(await place.modal("UBEN"))
    await place.submit("UBEN", every={"selected": "daily"}, hour={"selected": "7"})
    assert "Every day at 07:00" in words_of_modal(await place.modal("UBEN"))
    await place.act("UBEN", "close", view=(await place.modal("UBEN"))["id"])
    for minute, comes in ((11 * 60 + 59, False), (12 * 60, True)):
        clock.now = datetime(2026, 11, 24, minute // 60, minute % 60, tzinfo=UTC)
        await send(place.network)
        await place.deliver()
        seen = [words(one) for one in await place.messages("UBEN", place.dm("UBEN"))]
        assert any("Your digest" in one for one in seen) == comes
    digest = await place.last("UBEN", place.dm("UBEN"))
    await press(place, "UBEN", digest, "Stop my digest")
    assert "Your digest is stopped" in words_of_modal(await place.modal("UBEN"))
    assert words(await place.last("UBEN", place.dm("UBEN"))) == words(digest)
    assert "Every Monday at 09:00" in words(await place.home("UBEN"))


async def test_one_now_is_shown_where_it_is_asked_for(place: Workplace) -> None:
    """To whoever asks alone."""
    await posted(place)
    await place.command("UBEN", "/my-digest", "now")
    shown = await place.last("UBEN")
    assert "Your digest" in words(shown)
    assert "Choose when and what" in words(shown)
