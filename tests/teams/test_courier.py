"""Delivery: in private, at least once, and with words for the operator when it cannot be."""

from collections.abc import Awaitable
from datetime import UTC, datetime

import pytest

from bot.cards import Card, Text
from bot.network import Network
from bot.outbox import TryLater, Undeliverable
from bot.references import find
from handlers.teams.door import TeamsDoor
from tests.teams.workplace import ADA, BEN, CAT, DAN, Workplace, at_work, settings_for, words

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
CARD = Card("You have been introduced", (Text("Say hello <at>Ada</at>."),))


async def reason(sending: Awaitable[object]) -> TryLater | Undeliverable:
    """Why it was not delivered."""
    with pytest.raises((TryLater, Undeliverable)) as caught:
        await sending
    return caught.value  # type: ignore[return-value]


async def test_a_card_arrives_in_somebodys_own_chat(place: Workplace) -> None:
    """With its first words as what a notification shows."""
    await place.say(BEN, "help")
    await place.door.courier.deliver(place.address(BEN), CARD, "introduction:1", since=None)
    shown = await place.last(BEN)
    assert "Say hello <at>Ada</at>." in words(shown)
    assert shown["summary"].startswith("You have been introduced")
    assert "<" not in shown["summary"]


async def test_the_chat_is_opened_once_for_who_never_wrote_to_the_bot(place: Workplace) -> None:
    """It is kept, also for another process."""
    await place.say(ADA, "help")
    for key in ("1", "2"):
        await place.door.courier.deliver(place.address(CAT), CARD, key, since=None)
    assert len(await place.messages(CAT)) == 2
    assert len(await place.calls("create")) == 1
    kept = await place.network.look(find, place.address(CAT))
    assert kept is not None
    assert kept.conversation == place.chat(CAT)


async def test_who_has_not_added_the_app_is_never_reached(place: Workplace) -> None:
    """The operator reads what to do."""
    await place.say(ADA, "help")
    never = await reason(place.door.courier.deliver(place.address(DAN), CARD, "k", since=None))
    assert isinstance(never, Undeliverable)
    assert "have them add the app" in str(never)


async def test_before_anybody_has_met_the_bot_nobody_can_be_reached(place: Workplace) -> None:
    """Only an activity says where Teams' service is."""
    never = await reason(place.door.courier.deliver(place.address(ADA), CARD, "k", since=None))
    assert isinstance(never, Undeliverable)
    assert "docs/teams.md" in str(never)


@pytest.mark.parametrize(
    ("error", "words"),
    [("403", "ConversationBlockedByUser: they have blocked the bot"), ("404", "ConversationNotFound")],
)
async def test_who_blocked_the_bot_or_left_is_never_reached(place: Workplace, error: str, words: str) -> None:
    """Waiting would not help."""
    await place.say(BEN, "help")
    await place.fault(method="send", error=error)
    never = await reason(place.door.courier.deliver(place.address(BEN), CARD, "k", since=None))
    assert isinstance(never, Undeliverable)
    assert words in str(never)


async def test_who_left_the_organisation_is_never_reached(place: Workplace) -> None:
    """Nobody removes the app for them."""
    await place.say(BEN, "help")
    await place.act(BEN, "change", kind="deactivated")
    never = await reason(place.door.courier.deliver(place.address(BEN), CARD, "k", since=None))
    assert isinstance(never, Undeliverable)


async def test_a_limit_says_how_long_to_wait(place: Workplace) -> None:
    """Nothing is held up meanwhile: the parcel goes back with its time."""
    await place.say(BEN, "help")
    await place.fault(method="send", error="429", retry_after=42)
    later = await reason(place.door.courier.deliver(place.address(BEN), CARD, "k", since=None))
    assert isinstance(later, TryLater)
    assert later.seconds == 42


@pytest.mark.parametrize("error", ["500", "502", "412", "drop_before", "drop_after"])
async def test_what_teams_will_mend_is_tried_later(place: Workplace, error: str) -> None:
    """A connection that broke as well: it is sent again, and may then be there twice."""
    await place.say(BEN, "help")
    await place.fault(method="send", error=error)
    later = await reason(place.door.courier.deliver(place.address(BEN), CARD, "k", since=None))
    assert isinstance(later, TryLater)
    assert later.seconds is None
    await place.door.courier.deliver(place.address(BEN), CARD, "k", since=LONG_AGO)
    arrived = [message for message in await place.messages(BEN) if "introduced" in words(message)]
    assert len(arrived) == (2 if error == "drop_after" else 1)


async def test_an_expired_secret_is_mended_by_the_operator_and_loses_nothing(sqlite_network: Network) -> None:
    """It must not use up all that is waiting to be sent."""
    async with at_work(sqlite_network, settings={"client_secret": "an-old-one"}) as place:
        await place.say(BEN, "help")
        later = await reason(place.door.courier.deliver(place.address(BEN), CARD, "k", since=None))
        assert isinstance(later, TryLater)
        assert "TEAMS_CLIENT_SECRET" in str(later)
        assert (later.concerns, later.doubted) == ("workspace", False)


async def test_a_token_is_asked_for_once_and_again_when_it_has_grown_old(place: Workplace) -> None:
    """Not with every message; one that is refused is replaced at once."""
    await place.say(BEN, "help")
    for number in range(3):
        await place.door.courier.deliver(place.address(BEN), CARD, str(number), since=None)
    assert len(await place.calls("token")) == 1
    await place.control("POST", "time", seconds=7200)
    await place.door.courier.deliver(place.address(BEN), CARD, "later", since=None)
    assert len(await place.calls("token")) == 2
    assert len(await place.messages(BEN)) == 6


async def test_a_message_is_changed_where_it_is(place: Workplace) -> None:
    """However often."""
    await place.say(BEN, "help")
    at = await place.door.courier.deliver(place.address(BEN), CARD, "k", since=None)
    before = len(await place.messages(BEN))
    for title in ("One answer", "Two answers"):
        await place.door.courier.change(place.address(BEN), at, Card(title), "k")
    shown = await place.last(BEN)
    assert "Two answers" in words(shown)
    assert "introduced" not in words(shown)
    assert len(await place.messages(BEN)) == before


async def test_a_bot_opens_no_group_in_teams(place: Workplace) -> None:
    """Teams lets none; should the rules ask for one, that ends with a reason."""
    together = [place.address(BEN), place.address(CAT)]
    never = await reason(place.door.courier.gather(together, CARD, "k", since=None))
    assert isinstance(never, Undeliverable)


async def test_a_home_is_shown_by_asking_for_it(place: Workplace) -> None:
    """Teams has none that could be shown anew, so nothing is sent."""
    await place.say(BEN, "help")
    before = await place.messages(BEN)
    await place.door.courier.show_home(place.address(BEN), CARD)
    assert await place.messages(BEN) == before


async def test_what_waits_is_delivered_by_another_process(place: Workplace) -> None:
    """Where people are written to stands in the database, not in the process that heard them."""
    await place.say(BEN, "help")
    async with TeamsDoor(place.network, settings_for(place.served)) as worker:
        await worker.courier.deliver(place.address(BEN), CARD, "k", since=None)
    assert "introduced" in words(await place.last(BEN))
