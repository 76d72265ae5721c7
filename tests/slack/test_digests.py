"""Digests on Slack: chosen in a modal, sent at their hour, snoozed and stopped in the message itself."""

from dataclasses import replace
from datetime import UTC, datetime

from bot import digest_cards, promise_cards
from bot.digest_gallery import NOW
from bot.digest_item_gallery import digest
from bot.digest_items import card
from bot.digest_sending import send
from bot.survey_result_gallery import PROMISE
from handlers.slack import blocks
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


def test_the_longest_digest_fits_a_message_with_what_was_promised() -> None:
    """Twelve things in eight sections, late, with three promises as long as there are, and its buttons."""
    kept = digest()
    sections = [replace(each, items=each.items * (1 + (place < 4))) for place, each in enumerate(kept.sections)]
    long = [PROMISE._replace(id=number, said="s" * 300, words="w" * 300) for number in range(3)]
    promised = promise_cards.section(long, NOW.date(), 3)
    made = card(replace(kept, sections=tuple(sections), promised=promised), "Rosa Okafor", *digest_cards.IN_EACH)
    drawn = blocks.message(replace(made, body=(digest_cards.late(NOW, "Europe/London"), *made.body)))
    assert len([one for section in sections for one in section.items]) == 12
    assert blocks.MORE not in str(drawn)
    assert "w" * 300 in str(drawn)
