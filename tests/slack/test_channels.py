"""Channels on Slack: chosen where one says it, posted to once, and what becomes of them."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot import channels
from bot.cards import Card, Text
from bot.commands import Shortcut
from bot.directory import Address
from bot.network import Network
from bot.outbox import TryLater, Undeliverable
from tests.slack.test_courier import reason
from tests.slack.workplace import TEAM, Workplace, at_work, button, words

CARD = Card("Help wanted", (Text("Say hello <!channel>."),))
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
FIND = Shortcut("Find people for this", "collaborators.ask", "Find people who fit what a message says")


def at(channel: str) -> Address:
    """A channel's address."""
    return Address("slack", TEAM, channel)


async def chosen(place: Workplace) -> list[channels.Channel]:
    """The channels where announcements are posted."""
    return await place.network.look(channels.announcing)


async def choose(place: Workplace, channel: str = "general") -> int:
    """Have an owner choose a channel; its id."""
    await place.command("UADA", "/roundtable", "announce", place.channel(channel))
    await place.deliver()
    return (await chosen(place))[-1].id


async def post(place: Workplace, channel: int, title: str = "Help wanted", key: str = "call:1") -> None:
    """Post a card."""
    await place.network.run(lambda work: work.post(channel, Card(title, (Text("Words."),)), key=key))
    await place.deliver()


async def test_a_channel_is_chosen_by_what_is_said_in_it(place: Workplace) -> None:
    """By the slash command or a mention; the answer is private, and everybody there sees the first post."""
    await choose(place)
    answer = next(one for one in await place.messages("UADA") if one.get("ephemeral"))
    assert "Announcements are posted in #general on Slack" in words(answer)
    assert "Ada Osei chose this channel" in words(await place.last("UBEN"))
    mention = f"<@{place.workspace.bot.id}> announce"
    await place.act("UADA", "say", channel=place.channel("research-exchange"), text=mention)
    assert [one.name for one in await chosen(place)] == ["#general", "#research-exchange"]
    await place.act("UADA", "say", channel=place.channel(), text=f"<@{place.workspace.bot.id}> announce stop")
    assert [one.name for one in await chosen(place)] == ["#research-exchange"]


async def test_a_channel_where_the_bot_is_not_is_told_how_to_add_it(place: Workplace) -> None:
    """And can be chosen once that is done."""
    there = place.channel("introductions")
    await place.command("UADA", "/roundtable", "announce", there)
    assert "/invite" in words(await place.last("UADA", there))
    assert await chosen(place) == []
    await place.act("UADA", "invite", channel=there, user=place.workspace.bot.id)
    await choose(place, "introductions")
    assert "chose this channel" in words(await place.last("UBEN", there))


async def test_in_a_direct_message_it_is_told_where_to_say_it(place: Workplace) -> None:
    """By words or by the slash command."""
    await place.act("UADA", "say", channel=place.dm("UADA"), text="announce")
    assert "Please say this in the channel" in words(await place.last("UADA", place.dm("UADA")))
    await place.command("UADA", "/roundtable", "announce", place.dm("UADA"))
    assert "Please say this in the channel" in words(await place.last("UADA", place.dm("UADA")))
    assert await chosen(place) == []


async def test_others_are_told_who_can(place: Workplace) -> None:
    """In private."""
    await place.command("UBEN", "/roundtable", "announce")
    answer = await place.last("UBEN")
    assert answer["ephemeral"]
    assert "Only facilitators" in words(answer)
    button(answer, "Who are the facilitators?")


async def test_without_the_scope_to_look_a_channel_up_it_is_chosen_as_it_was_told_of(place: Workplace) -> None:
    """An app that was installed before has it only once it is installed again."""
    await place.fault(method="conversations.info", error="missing_scope")
    await place.command("UADA", "/roundtable", "announce")
    assert [one.name for one in await chosen(place)] == ["#general"]


async def test_a_post_arrives_once_and_leads_to_itself(place: Workplace) -> None:
    """Its text pings nobody; what arrived although the connection broke is found by its key."""
    channel = place.channel()
    await place.fault(method="chat.postMessage", error="drop_after")
    later = await reason(place.door.courier.post(at(channel), CARD, "k", since=None))
    assert isinstance(later, TryLater)
    assert later.doubted
    arrived = await place.door.courier.post(at(channel), CARD, "k", since=LONG_AGO)
    [message] = await place.messages("UBEN")
    assert "&lt;!channel&gt;" in message["text"]
    assert arrived.conversation == channel
    assert arrived.link.endswith(f"/archives/{channel}/p{message['ts'].replace('.', '')}")


async def test_a_post_that_arrived_counts_although_nobody_knows_its_address(place: Workplace) -> None:
    """It has no link then."""
    await place.fault(method="auth.test", error="500")
    arrived = await place.door.courier.post(at(place.channel()), CARD, "k", since=None)
    assert (arrived.link, len(await place.messages("UBEN"))) == ("", 1)


@pytest.mark.parametrize(
    ("error", "gone"),
    [
        ("not_in_channel", "channel"),
        ("is_archived", "channel"),
        ("channel_not_found", "channel"),
        ("restricted_action_read_only_channel", "channel"),
        ("missing_scope", ""),
    ],
)
async def test_what_stays_wrong_says_whether_the_channel_is_to_blame(place: Workplace, error: str, gone: str) -> None:
    """And what to do."""
    await place.fault(method="chat.postMessage", error=error)
    never = await reason(place.door.courier.post(at(place.channel()), CARD, "k", since=None))
    assert isinstance(never, Undeliverable)
    assert never.gone == gone
    assert str(never).startswith(f"{error}: ")


async def test_a_post_that_was_deleted_is_posted_again_by_a_press(place: Workplace) -> None:
    """It is found out at the next change, and stands there anew as it is by then."""
    number = await choose(place)
    await post(place, number)
    await place.act("UADA", "delete", channel=place.channel(), ts=(await place.last("UBEN"))["ts"])
    await place.network.run(lambda work: work.update("call:1", Card("One day left", (Text("Words."),))))
    place.network.clock.forward(seconds=2)  # type: ignore[attr-defined]
    await place.deliver()
    assert (await place.network.look(channels.where, ["call:1"]))["call:1"].state == "gone"
    home = await place.home("UADA")
    await place.press("UADA", home, "Announcement channels")
    await place.press("UADA", await place.modal("UADA"), "Post again")
    await place.deliver()
    assert "One day left" in words(await place.last("UBEN"))
    assert (await place.network.look(channels.where, ["call:1"]))["call:1"].state == "there"


@pytest.mark.parametrize("private", [False, True])
async def test_what_becomes_of_a_channel_is_known_at_once(place: Workplace, *, private: bool) -> None:
    """Renamed, archived, opened again, the bot thrown out and invited back, deleted; of private ones too."""
    channel = place.channel()
    number = await choose(place)
    place.workspace.conversations[channel].private = private
    await place.act("UADA", "rename", channel=channel, name="everybody")
    assert (await chosen(place))[0].name == "#everybody"
    for begin, end in (("archive", {"undo": True}), ("kick", {"user": place.workspace.bot.id})):
        await place.act("UADA", begin, channel=channel)
        assert await chosen(place) == []
        await place.act("UADA", "archive" if begin == "archive" else "invite", channel=channel, **end)
        assert [one.id for one in await chosen(place)] == [number]
        place.network.clock.forward(minutes=1)  # type: ignore[attr-defined]
    await place.act("UADA", "delete_channel", channel=channel)
    assert await chosen(place) == []
    await place.deliver()
    shown = await place.messages("UADA", place.dm("UADA"))
    assert "The channel was deleted: have announcements posted in another one." in words(shown[-1])


async def test_other_people_who_come_and_go_change_nothing(place: Workplace) -> None:
    """The same event tells of them, and is told again when it was not taken."""
    await choose(place)
    await place.act("UBEN", "leave", channel=place.channel())
    await place.act("UBEN", "join", channel=place.channel())
    assert len(await chosen(place)) == 1
    await place.act("UADA", "kick", channel=place.channel())
    kicked = (await place.deliveries("channel_left"))[-1]
    await place.act("UADA", "invite", channel=place.channel(), user=place.workspace.bot.id)
    await place.control("POST", f"deliveries/{kicked['n']}/repeat")
    await place.quiet()
    assert len(await chosen(place)) == 1


@pytest.fixture
async def with_shortcut(sqlite_network: Network) -> AsyncIterator[Workplace]:
    """A workspace where the menu of a message has something of ours."""
    async with at_work(sqlite_network, shortcuts=(FIND,)) as place:
        yield place


async def test_a_shortcut_does_something_with_what_a_message_says(with_shortcut: Workplace) -> None:
    """Its form opens at once, filled in with the words, whatever they are."""
    place = with_shortcut
    said = "Who knows about *choirs* & dementia? <!channel>"
    done = await place.act("UBEN", "say", channel=place.channel(), text=said)
    await place.act("UADA", "shortcut", channel=place.channel(), ts=done["ts"], shortcut=FIND.action)
    view = await place.modal("UADA")
    assert "Who knows about *choirs* & dementia?" in str(view)
    delivered = await place.deliveries("message_action")
    assert delivered[-1]["acknowledged"]


async def test_a_shortcut_that_comes_too_late_for_a_form_is_told_with_a_button(with_shortcut: Workplace) -> None:
    """The form is a press away; a shortcut that nobody knows any more says so."""
    place = with_shortcut
    done = await place.act("UBEN", "say", channel=place.channel(), text="choirs")
    await place.fault(method="views.open", error="expired_trigger_id")
    await place.act("UADA", "shortcut", channel=place.channel(), ts=done["ts"], shortcut=FIND.action)
    told = await place.last("UADA")
    assert told["ephemeral"]
    await place.press("UADA", told, "Open the form")
    assert "choirs" in str(await place.modal("UADA"))
