"""Delivery: once, in private, and with words for the operator when it cannot be."""

from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta

import pytest

from bot import files
from bot.cards import Card, Picture, Text
from bot.directory import Address
from bot.outbox import TryLater, Undeliverable
from handlers.metrics import Metrics
from handlers.slack.door import SlackDoor
from sandbox.slack.conversations import Message
from tests.conftest import Clock
from tests.house.test_web import served
from tests.slack.workplace import TEAM, Workplace, words

CARD = Card("You have been introduced", (Text("Say hello <!channel>."),))
ADA, BEN = (Address("slack", TEAM, user) for user in ("UADA", "UBEN"))
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


async def reason(sending: Awaitable[object]) -> TryLater | Undeliverable:
    """Why it was not delivered."""
    with pytest.raises((TryLater, Undeliverable)) as caught:
        await sending
    return caught.value  # type: ignore[return-value]


async def test_a_card_arrives_as_a_direct_message_with_its_key(place: Workplace) -> None:
    """The key is not shown, and comes back from the history."""
    await place.door.courier.deliver(BEN, CARD, "introduction:1", since=None)
    shown = await place.last("UBEN", place.dm("UBEN"))
    assert "Say hello <!channel>." in words(shown)
    assert "&lt;!channel&gt;" in shown["text"]
    assert shown["metadata"]["event_payload"] == {"key": "introduction:1"}


async def test_no_direct_message_has_to_be_opened(place: Workplace) -> None:
    """Slack counts how often one is opened, and opens it by itself."""
    first = await place.door.courier.deliver(BEN, CARD, "1", since=None)
    second = await place.door.courier.deliver(BEN, CARD, "2", since=None)
    assert await place.calls("conversations.open") == []
    assert first.conversation == second.conversation == place.dm("UBEN")
    assert [message["ts"] for message in await place.messages("UBEN", place.dm("UBEN"))] == [
        first.message,
        second.message,
    ]


async def test_what_arrived_although_the_connection_broke_is_not_sent_again(place: Workplace) -> None:
    """Before a second attempt the courier looks whether the first one arrived, even in a process that knows of none."""
    await place.fault(method="chat.postMessage", error="drop_after")
    later = await reason(place.door.courier.deliver(BEN, CARD, "k", since=None))
    assert isinstance(later, TryLater)
    assert later.doubted
    found = await place.door.courier.deliver(BEN, CARD, "k", since=LONG_AGO)
    [message] = await place.messages("UBEN", place.dm("UBEN"))
    assert (found.conversation, found.message) == (place.dm("UBEN"), message["ts"])


async def test_what_arrived_is_found_behind_many_other_messages(place: Workplace) -> None:
    """Somebody may have written a lot since then."""
    sent = await place.door.courier.deliver(BEN, CARD, "k", since=None)
    for number in range(450):
        place.workspace.conversations[sent.conversation].add(
            Message(place.workspace.next_ts(), sent.conversation, "UBEN", f"Hello {number}")
        )
    assert await place.door.courier.deliver(BEN, CARD, "k", since=LONG_AGO) == sent
    assert len(await place.calls("conversations.history")) == 3
    assert await place.door.courier.arrived(sent.conversation, "another", LONG_AGO) is None
    assert await place.door.courier.arrived(sent.conversation, "k", datetime(2100, 1, 1, tzinfo=UTC)) is None


async def test_a_look_that_fails_leaves_it_open_whether_it_arrived(place: Workplace) -> None:
    """It is looked up again later, and holds up nobody else."""
    for method in ("conversations.open", "conversations.history"):
        await place.fault(method=method, error="ratelimited", retry_after=7)
        later = await reason(place.door.courier.deliver(BEN, CARD, "k", since=LONG_AGO))
        assert isinstance(later, TryLater)
        assert (later.doubted, later.concerns, later.seconds) == (True, "message", 7)
    assert await place.calls("chat.postMessage") == []


async def test_what_never_arrived_is_sent_again(place: Workplace) -> None:
    """A connection that broke before Slack took the message."""
    await place.fault(method="chat.postMessage", error="drop_before")
    assert isinstance(await reason(place.door.courier.deliver(BEN, CARD, "k", since=None)), TryLater)
    await place.door.courier.deliver(BEN, CARD, "k", since=LONG_AGO)
    assert len(await place.messages("UBEN", place.dm("UBEN"))) == 1


async def test_a_limit_says_how_long_to_wait(place: Workplace) -> None:
    """Slack does not say whether it means the conversation or the workspace; what it refused did not arrive."""
    await place.fault(method="chat.postMessage", error="ratelimited", retry_after=42)
    later = await reason(place.door.courier.deliver(BEN, CARD, "k", since=None))
    assert isinstance(later, TryLater)
    assert (later.seconds, later.concerns, later.doubted) == (42, "recipient", False)


@pytest.mark.parametrize("error", ["token_revoked", "invalid_auth", "account_inactive"])
async def test_everything_waits_while_slack_takes_nothing_from_us(place: Workplace, error: str) -> None:
    """A revoked token must not use up all that is waiting to be sent."""
    await place.fault(method="chat.postMessage", error=error)
    later = await reason(place.door.courier.deliver(BEN, CARD, "k", since=None))
    assert isinstance(later, TryLater)
    assert (later.concerns, later.doubted) == ("workspace", False)
    assert later.seconds
    assert "doctor" in str(later) or "install" in str(later)


@pytest.mark.parametrize("error", ["500", "internal_error", "fatal_error"])
async def test_what_slack_will_mend_is_tried_later(place: Workplace, error: str) -> None:
    """It may have done what was asked, before it noticed that something is wrong."""
    await place.fault(method="chat.postMessage", error=error)
    later = await reason(place.door.courier.deliver(BEN, CARD, "k", since=None))
    assert isinstance(later, TryLater)
    assert (later.seconds, later.doubted) == (None, True)


async def test_where_there_was_no_connection_nothing_arrived() -> None:
    """So that nothing has to be looked up."""
    async with SlackDoor(token="t", signing_secret="s", api_url="http://127.0.0.1:9/api/") as door:
        later = await reason(door.courier.deliver(BEN, CARD, "k", since=None))
    assert isinstance(later, TryLater)
    assert not later.doubted


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        ("missing_scope", "slack-manifest"),
        ("is_archived", "archived"),
        ("not_in_channel", "invite it"),
        ("restricted_action", "administrator"),
        ("messages_tab_disabled", "switched off"),
    ],
)
async def test_what_stays_wrong_ends_with_words_that_say_what_to_do(place: Workplace, error: str, advice: str) -> None:
    """It can be sent again by hand, once that is done."""
    await place.fault(method="chat.postMessage", error=error)
    never = await reason(place.door.courier.deliver(BEN, CARD, "k", since=None))
    assert isinstance(never, Undeliverable)
    assert str(never).startswith(f"{error}: ")
    assert advice in str(never)


@pytest.mark.parametrize("user", ["UNOBODY", "UFAY"])
@pytest.mark.parametrize("since", [None, LONG_AGO])
async def test_somebody_who_is_unknown_or_deactivated_is_never_reached(
    place: Workplace, user: str, since: datetime | None
) -> None:
    """Until they come back there is nothing to do."""
    never = await reason(place.door.courier.deliver(Address("slack", TEAM, user), CARD, "k", since=since))
    assert isinstance(never, Undeliverable)
    assert "nothing to do" in str(never)
    assert "invite" not in str(never)


async def test_people_are_brought_together_in_one_conversation(place: Workplace) -> None:
    """The same one each time; both see the card, and so does the bot what they write."""
    first = await place.door.courier.gather([ADA, BEN], CARD, "1", since=None)
    second = await place.door.courier.gather([BEN, ADA], CARD, "2", since=None)
    assert first.conversation == second.conversation
    for user in ("UADA", "UBEN"):
        assert len(await place.messages(user, first.conversation)) == 2
    members = place.workspace.conversations[first.conversation].members
    assert set(members) == {"UADA", "UBEN", place.workspace.bot.id}


@pytest.mark.parametrize("error", ["drop_before", "drop_after"])
async def test_a_group_is_not_written_to_twice(place: Workplace, error: str) -> None:
    """Whether the connection broke before or after Slack took the message."""
    await place.fault(method="chat.postMessage", error=error)
    await reason(place.door.courier.gather([ADA, BEN], CARD, "k", since=None))
    found = await place.door.courier.gather([ADA, BEN], CARD, "k", since=LONG_AGO)
    assert len(await place.messages("UADA", found.conversation)) == 1


async def test_opening_too_many_groups_holds_up_groups_alone(place: Workplace) -> None:
    """It is another limit than that of messages."""
    await place.fault(method="conversations.open", error="ratelimited", retry_after=9)
    later = await reason(place.door.courier.gather([ADA, BEN], CARD, "k", since=None))
    assert isinstance(later, TryLater)
    assert (later.concerns, later.seconds, later.doubted) == ("workspace", 9, False)


async def test_a_message_is_changed_where_it_is_and_found_by_its_key_as_before(place: Workplace) -> None:
    """However often."""
    at = await place.door.courier.deliver(BEN, CARD, "k", since=None)
    for title in ("One answer", "Two answers"):
        await place.door.courier.change(BEN, at, Card(title), "k")
    [message] = await place.messages("UBEN", at.conversation)
    assert "Two answers" in words(message)
    assert "introduced" not in words(message)
    assert await place.door.courier.arrived(at.conversation, "k", LONG_AGO) == at


async def test_a_message_that_was_deleted_cannot_be_changed(place: Workplace) -> None:
    """The reason says so."""
    at = await place.door.courier.deliver(BEN, CARD, "k", since=None)
    place.workspace.conversations[at.conversation].remove(at.message)
    never = await reason(place.door.courier.change(BEN, at, CARD, "k"))
    assert isinstance(never, Undeliverable)
    assert str(never).startswith("message_not_found: ")


async def test_a_picture_is_fetched_by_slack_and_left_out_where_it_cannot_be(place: Workplace, clock: Clock) -> None:
    """The words arrive in any case, in a new message and in one that is changed; what else is refused stays so."""
    token = await place.network.run(files.keep, "poll.png", files.PNG, b"png", clock.now + timedelta(days=1))

    def results(address: str) -> Card:
        return Card("Results", (Text("Yes: 3."), Picture(f"{address}/files/{token}/poll.png", "Bars.")))

    async def kinds() -> list[str]:
        return [block["type"] for block in (await place.last("UBEN", place.dm("UBEN")))["blocks"]]

    async with served(place.network, Metrics()) as client:
        there, away = results(str(client.base_url).rstrip("/")), results("http://127.0.0.1:1")
        at = await place.door.courier.deliver(BEN, there, "poll:1", since=None)
        assert await kinds() == ["header", "section", "image"]
        await place.door.courier.change(BEN, at, away, "poll:1")
        assert await kinds() == ["header", "section"]
        await place.door.courier.change(BEN, at, there, "poll:1")
        assert await kinds() == ["header", "section", "image"]
    await place.door.courier.deliver(BEN, away, "poll:2", since=None)
    assert await kinds() == ["header", "section"]
    assert len(await place.messages("UBEN", place.dm("UBEN"))) == 2
    await place.fault(method="chat.postMessage", error="invalid_blocks")
    assert isinstance(await reason(place.door.courier.deliver(BEN, there, "poll:3", since=None)), Undeliverable)


async def test_a_home_is_shown(place: Workplace) -> None:
    """Without the member having to open it again."""
    await place.door.courier.show_home(BEN, CARD)
    assert "You have been introduced" in words((await place.view("UBEN"))["home"])
