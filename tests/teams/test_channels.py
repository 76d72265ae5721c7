"""Channels on Teams: chosen where one says it, posted to, and what becomes of them."""

from collections.abc import AsyncIterator

import pytest

from bot import channels
from bot.cards import Card, Text
from bot.commands import Shortcut
from bot.directory import Address
from bot.facilitators import appoint
from bot.network import Network
from bot.outbox import Undeliverable
from handlers.teams import shortcuts
from handlers.teams.answers import BELOW, IN_PRIVATE
from tests.teams.workplace import ADA, BEN, TENANT, Workplace, at_work, words

CARD = Card("Help wanted", (Text("Say **hello**."),))
FIND = Shortcut("Find people for this", "collaborators.ask", "Find people who fit what a message says")


async def chosen(place: Workplace) -> list[channels.Channel]:
    """The channels where announcements are posted."""
    return await place.network.look(channels.announcing)


async def facilitate(place: Workplace) -> None:
    """Make somebody a facilitator, whom the bot knows from a team that it is in."""
    await place.say(ADA, "@Roundtable home", place.channel())
    await appoint(place.network, [place.door.directory], "ada@example.org")


async def choose(place: Workplace, channel: str = "") -> int:
    """Have a facilitator choose a channel; its id."""
    await facilitate(place)
    await place.say(ADA, "@Roundtable announce", channel or place.channel())
    await place.deliver()
    return (await chosen(place))[-1].id


async def last_post(place: Workplace, channel: str = "") -> str:
    """What the newest card in a channel says."""
    return words(
        next(one for one in reversed(await place.messages(BEN, channel or place.channel())) if one["attachments"])
    )


async def post(place: Workplace, channel: int) -> None:
    """Post a card."""
    await place.network.run(lambda work: work.post(channel, CARD, key="call:1"))
    await place.deliver()


async def test_a_channel_is_chosen_by_what_is_said_in_it(place: Workplace) -> None:
    """The answer comes in private, and everybody there sees the first post; it ends as it began."""
    await place.say(BEN, "@Roundtable announce", place.channel())
    assert "Only facilitators" in words(await place.last(BEN))
    await choose(place)
    assert "Announcements are posted in General in Research Exchange" in str(await place.messages(ADA))
    assert "Ada Osei chose this channel" in await last_post(place)
    await choose(place, place.channel("Introductions"))
    await choose(place, place.group)
    assert [one.name for one in await chosen(place)] == [
        "General in Research Exchange",
        "Introductions in Research Exchange",
        "a private channel",
    ]
    await place.say(ADA, "@Roundtable announce stop", place.channel())
    assert len(await chosen(place)) == 2


async def test_in_one_s_own_chat_it_is_told_where_to_say_it(place: Workplace) -> None:
    """There is nothing to choose there."""
    await choose(place)
    await place.say(ADA, "announce")
    assert "Please say this in the channel" in words(await place.last(ADA))


async def test_a_team_that_cannot_be_looked_up_is_chosen_all_the_same(place: Workplace) -> None:
    """Its channel has no name then."""
    await facilitate(place)
    await place.fault(method="team", error="502")
    await place.say(ADA, "@Roundtable announce", place.channel())
    assert [one.name for one in await chosen(place)] == ["a channel"]


async def test_a_post_arrives_changes_and_leads_to_itself(place: Workplace) -> None:
    """As a new post of the channel's."""
    number = await choose(place)
    await post(place, number)
    assert "Help wanted" in await last_post(place)
    standing = (await place.network.look(channels.where, ["call:1"]))["call:1"]
    assert standing.state == "there"
    assert standing.link.startswith("https://teams.microsoft.com/l/message/19%3A")
    assert f"tenantId={TENANT}" in standing.link
    place.network.clock.forward(seconds=2)  # type: ignore[attr-defined]
    await place.network.run(lambda work: work.update("call:1", Card("Filled", (Text("Words."),))))
    await place.deliver()
    assert "Filled" in await last_post(place)


async def test_a_post_that_was_deleted_is_gone_and_posted_again(place: Workplace) -> None:
    """Teams tells nobody; the next change finds it out."""
    number = await choose(place)
    await post(place, number)
    newest = (await place.messages(BEN, place.channel()))[-1]
    await place.act(ADA, "delete", channel=place.channel(), ts=newest["ts"])
    place.network.clock.forward(seconds=2)  # type: ignore[attr-defined]
    await place.network.run(lambda work: work.update("call:1", Card("One day left", (Text("Words."),))))
    await place.deliver()
    assert (await place.network.look(channels.where, ["call:1"]))["call:1"].state == "gone"
    await place.say(ADA, "home")
    await place.press(ADA, await place.last(ADA), "Announcement channels")
    await place.press(ADA, await place.last(ADA), "Post again")
    await place.deliver()
    assert "One day left" in await last_post(place)


async def test_what_becomes_of_a_channel_is_known_at_once(place: Workplace) -> None:
    """Renamed, its team archived and opened, the app taken out and added again, the channel deleted."""
    channel = place.channel("Introductions")
    number = await choose(place, channel)
    await place.act(ADA, "rename", channel=channel, name="Hellos")
    assert (await chosen(place))[0].name == "Hellos in Research Exchange"
    steps: tuple[tuple[str, str, dict[str, bool]], ...] = (
        ("archive", "archive", {"undo": True}),
        ("uninstall", "install", {}),
    )
    for begin, end, how in steps:
        await place.act(ADA, begin, channel=channel)
        assert await chosen(place) == []
        await place.act(ADA, end, channel=channel, **how)
        assert [one.id for one in await chosen(place)] == [number]
        place.network.clock.forward(minutes=1)  # type: ignore[attr-defined]
    await place.act(ADA, "delete_channel", channel=channel)
    assert await chosen(place) == []
    await place.deliver()
    assert "The channel was deleted: have announcements posted in another one." in words(await place.last(ADA))


@pytest.mark.parametrize(("gone", "advice"), [(True, "was deleted"), (False, "removed from the team")])
async def test_what_cannot_be_posted_blames_the_channel(place: Workplace, *, gone: bool, advice: str) -> None:
    """With what to do there, not what somebody would do for their own chat."""
    channel = place.channel("Introductions")
    await choose(place, channel)
    if gone:
        del place.team.chats[channel]
    else:
        place.team.chats[channel].with_bot = False
    with pytest.raises(Undeliverable, match=advice) as never:
        await place.door.courier.post(Address("teams", TENANT, channel), CARD, "k", since=None)
    assert never.value.gone == "channel"


@pytest.fixture
async def with_shortcut(sqlite_network: Network) -> AsyncIterator[Workplace]:
    """An organisation where the menu of a message has something of ours."""
    async with at_work(sqlite_network, shortcuts=(FIND,)) as place:
        yield place


@pytest.mark.parametrize("own", [False, True])
async def test_a_shortcut_does_something_with_what_a_message_says(with_shortcut: Workplace, *, own: bool) -> None:
    """The form comes in one's own chat, filled in with the words; a dialog says so, and nobody else sees anything."""
    place = with_shortcut
    channel = place.chat(ADA) if own else place.channel()
    said = await place.say(ADA if own else BEN, "Who knows about *choirs* & <b>dementia</b>?", channel)
    before = len(await place.messages(BEN, place.channel()))
    done = await place.act(ADA, "shortcut", channel=channel, ts=said, shortcut=FIND.action)
    assert done["text"] == (BELOW if own else IN_PRIVATE)
    assert "Who knows about *choirs* & <b>dementia</b>?" in str(await place.last(ADA))
    assert len(await place.messages(BEN, place.channel())) == before


async def test_a_shortcut_that_is_repeated_is_answered_again(with_shortcut: Workplace) -> None:
    """And one whose answer cannot be delivered says so in its dialog."""
    place = with_shortcut
    said = await place.say(BEN, "choirs", place.channel())
    await place.fault(method="send", error="403")
    done = await place.act(ADA, "shortcut", channel=place.channel(), ts=said, shortcut=FIND.action)
    assert "could not" in done["text"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            {"contentType": "html", "content": "<p>One &amp; two</p><p>three<br>four <at id='0'>Ben</at></p>"},
            "One & two\nthree\nfour Ben",
        ),
        ({"contentType": "text", "content": "a <b>  c"}, "a <b> c"),
        ({"contentType": "html", "content": "<b>unclosed"}, "unclosed"),
        ({}, ""),
    ],
)
def test_a_message_is_read_as_its_words(body: dict[str, str], said: str) -> None:
    """Markup is gone, lines stay, and what is plain is taken as it is."""
    assert shortcuts.asked({"commandId": "a.b", "messagePayload": {"body": body}}) == ("a.b", said)
    assert shortcuts.asked({}) == ("", "")
