"""Delivery: once, in private, and with words for the operator when it cannot be."""

from collections.abc import Awaitable

import pytest

from bot.cards import Card, Text
from bot.directory import Address
from bot.outbox import TryLater, Undeliverable
from tests.slack.workplace import TEAM, Workplace, words

CARD = Card("You have been introduced", (Text("Say hello <!channel>."),))
BEN = Address("slack", TEAM, "UBEN")


async def reason(sending: Awaitable[None]) -> TryLater | Undeliverable:
    """Why it was not delivered."""
    with pytest.raises((TryLater, Undeliverable)) as caught:
        await sending
    return caught.value  # type: ignore[return-value]


async def test_a_card_arrives_as_a_direct_message_with_its_key(place: Workplace) -> None:
    """The key is not shown, and comes back from the history."""
    await place.door.courier.deliver(BEN, CARD, "introduction:1", again=False)
    shown = await place.last("UBEN", place.dm("UBEN"))
    assert "Say hello <!channel>." in words(shown)
    assert "&lt;!channel&gt;" in shown["text"]
    assert shown["metadata"]["event_payload"] == {"key": "introduction:1"}
    assert await place.door.courier.arrived(BEN, "introduction:1")
    assert not await place.door.courier.arrived(BEN, "introduction:2")


async def test_the_direct_message_is_opened_once(place: Workplace) -> None:
    """Slack counts how often one is opened."""
    await place.door.courier.deliver(BEN, CARD, "1", again=False)
    await place.door.courier.deliver(BEN, CARD, "2", again=False)
    assert len(await place.calls("conversations.open")) == 1


async def test_what_arrived_although_the_connection_broke_is_not_sent_again(place: Workplace) -> None:
    """Before a second attempt the courier looks whether the first one arrived, even in a process that knows of none."""
    await place.fault(method="chat.postMessage", error="drop_after")
    assert isinstance(await reason(place.door.courier.deliver(BEN, CARD, "k", again=False)), TryLater)
    await place.door.courier.deliver(BEN, CARD, "k", again=True)
    assert len(await place.messages("UBEN", place.dm("UBEN"))) == 1


async def test_what_never_arrived_is_sent_again(place: Workplace) -> None:
    """A connection that broke before Slack took the message."""
    await place.fault(method="chat.postMessage", error="drop_before")
    assert isinstance(await reason(place.door.courier.deliver(BEN, CARD, "k", again=False)), TryLater)
    await place.door.courier.deliver(BEN, CARD, "k", again=True)
    assert len(await place.messages("UBEN", place.dm("UBEN"))) == 1


async def test_a_limit_says_how_long_to_wait(place: Workplace) -> None:
    """Nothing is held up meanwhile: the parcel goes back with its time."""
    await place.fault(method="chat.postMessage", error="ratelimited", retry_after=42)
    later = await reason(place.door.courier.deliver(BEN, CARD, "k", again=False))
    assert isinstance(later, TryLater)
    assert later.seconds == 42


@pytest.mark.parametrize("error", ["token_revoked", "missing_scope", "invalid_auth", "500", "internal_error"])
async def test_what_an_operator_or_slack_will_mend_is_tried_later(place: Workplace, error: str) -> None:
    """A revoked token must not use up all that is waiting to be sent."""
    await place.fault(method="chat.postMessage", error=error)
    later = await reason(place.door.courier.deliver(BEN, CARD, "k", again=False))
    assert isinstance(later, TryLater)
    assert ":" in str(later)


async def test_somebody_whom_slack_does_not_know_is_never_reached(place: Workplace) -> None:
    """The operator reads why."""
    never = await reason(place.door.courier.deliver(Address("slack", TEAM, "UNOBODY"), CARD, "k", again=False))
    assert isinstance(never, Undeliverable)
    assert "user_not_found" in str(never)


async def test_a_deactivated_account_is_never_reached(place: Workplace) -> None:
    """Until they come back there is nothing to do."""
    await place.fault(method="conversations.open", error="user_disabled")
    never = await reason(place.door.courier.deliver(Address("slack", TEAM, "UFAY"), CARD, "k", again=False))
    assert isinstance(never, Undeliverable)
    assert "nothing to do" in str(never)


async def test_a_home_is_shown(place: Workplace) -> None:
    """Without the member having to open it again."""
    await place.door.courier.show_home(BEN, CARD)
    assert "You have been introduced" in words((await place.view("UBEN"))["home"])
