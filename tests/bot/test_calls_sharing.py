"""A call is shared to a channel by who sees it, stands there once, lives on, and says where it can be seen."""

import asyncio
from dataclasses import replace

import pytest

from bot import channels
from bot.cards import Card, Commands, Typed
from bot.desk import say
from bot.directory import Address, Room
from bot.schedule import run_job
from tests.bot.announcing import DELETED, GENERAL, HIDDEN, OUT, announce, owner
from tests.bot.calling import Posted, post, posted
from tests.bot.post import Post, delivered
from tests.bot.scene import Scene, button, buttons_of, only, parts_of, targets_of, words_of
from tests.conftest import Opener

OTHER = Room("slack", "T1", "C3", name="#other")


@pytest.fixture
def taker() -> Post:
    """A way to members and channels, where nothing was sent yet."""
    return Post()


async def share(scene: Scene, who: Address, ident: str, room: Room | None = OTHER) -> Card:
    """Say in a channel that a call is shared there; what is shown then."""
    return only(Card, (await say(scene.desk, who, f"share {ident}".strip(), room=room)).shown)


def in_channel(taker: Post, channel: str = "C3") -> list[str]:
    """The titles of what was posted in a channel."""
    return [title for to, title in taker.sent if to == channel]


async def test_who_sees_a_call_is_told_what_to_type_to_share_it(sqlite_scene: Scene) -> None:
    """Its owner too; in the channel, by its number, which stands in the words to type."""
    call = await posted(sqlite_scene)
    for who in (call.rosa, call.priya):
        told = button(await call.press(who, "show"), "Share to another channel")
        card = await sqlite_scene.card(who, told.action, told.value)
        assert Typed("share", call.ident, "The call is posted where you type it", in_channel=True) in parts_of(card)
    assert (await share(sqlite_scene, call.rosa, call.ident, None)).title == "Please say this in the channel"
    assert (await share(sqlite_scene, call.rosa, "")).title == "Which call would you like to share?"
    assert await sqlite_scene.rows("channels") == []
    assert not [one for one in parts_of(await call.press(call.rosa, "show")) if isinstance(one, Commands)]


async def test_a_shared_call_stands_in_the_channel_once_and_lives_on(sqlite_scene: Scene, taker: Post) -> None:
    """As in the channels for announcements, one of which it does not become; a second time says that it is there."""
    call = await posted(sqlite_scene)
    assert (await share(sqlite_scene, call.rosa, call.ident)).title == "The call is posted here"
    await delivered(sqlite_scene.network, taker)
    assert (await share(sqlite_scene, call.priya, call.ident)).title == "It is here already"
    sqlite_scene.clock.forward(seconds=2)
    await call.interest(call.rosa)
    await call.close()
    await delivered(sqlite_scene.network, taker)
    assert in_channel(taker) == ["What keeps groups going?"]
    assert taker.changed[-1][2] == "Filled: What keeps groups going?"
    assert await sqlite_scene.network.look(channels.announcing) == []
    assert (await share(sqlite_scene, call.rosa, call.ident)).title == "This call is closed"


async def test_what_was_deleted_there_is_posted_again(scene: Scene, taker: Post) -> None:
    """Sharing it looks whether it is still there; until somebody does, it lives on elsewhere, and says so."""
    call = await posted(scene)
    who = await owner(scene)
    await announce(scene, who, GENERAL)
    await share(scene, call.rosa, call.ident)
    await delivered(scene.network, taker)
    assert "It can be seen in #other on Slack and among the open calls." in words_of(
        await call.press(call.rosa, "show")
    )
    taker.troubles["C3"] = DELETED
    scene.clock.forward(seconds=2)
    await share(scene, call.rosa, call.ident)
    await delivered(scene.network, taker)
    assert "among the open calls, and in no channel" in words_of(await call.press(call.rosa, "show"))
    assert "no longer post, in #other on Slack" in words_of(await call.press(call.priya, "show"))
    taker.troubles = {}
    await call.interest(call.rosa)
    assert (await share(scene, call.rosa, call.ident)).title == "The call is posted here"
    await delivered(scene.network, taker)
    assert in_channel(taker) == ["What keeps groups going?"] * 2
    assert "It can be seen in #other on Slack" in words_of(await call.press(call.rosa, "show"))
    assert [one.name for one in await scene.network.look(channels.announcing)] == ["#general"]


async def test_a_channel_that_works_again_need_not_be_told(sqlite_scene: Scene, taker: Post) -> None:
    """What could not be posted is, and the channel is not told of to facilitators, since it is none of theirs."""
    call = await posted(sqlite_scene)
    await owner(sqlite_scene)
    taker.troubles["C3"] = OUT
    await share(sqlite_scene, call.rosa, call.ident)
    await delivered(sqlite_scene.network, taker)
    assert "in no channel at the moment" in words_of(await call.press(call.rosa, "show"))
    assert not [title for to, title in taker.sent if to == "olga"]
    taker.troubles = {}
    await share(sqlite_scene, call.rosa, call.ident)
    await delivered(sqlite_scene.network, taker)
    assert in_channel(taker) == ["What keeps groups going?"]


async def test_a_channel_without_the_bot_is_told_how_to_add_it(sqlite_scene: Scene) -> None:
    """And nothing is kept of it."""
    call = await posted(sqlite_scene)
    card = await share(sqlite_scene, call.rosa, call.ident, replace(OTHER, joined=False))
    assert card.title == "I am not in this channel yet"
    assert await sqlite_scene.rows("channels") == []


async def test_the_name_of_a_private_channel_is_not_told_to_others(sqlite_scene: Scene) -> None:
    """Somebody shared it there; who sees the call elsewhere need not know of that channel."""
    call = await posted(sqlite_scene)
    await share(sqlite_scene, call.rosa, call.ident, HIDDEN)
    seen = words_of(await call.press(call.priya, "show"))
    assert "It can be seen in a private channel on Slack" in seen
    assert "zanzibar" not in seen


async def test_whoever_may_not_see_a_call_cannot_share_it(sqlite_scene: Scene) -> None:
    """A draft, a number of none, or one of somebody who blocked them look the same; who blocked is told so."""
    scene = sqlite_scene
    call = await posted(scene)
    for ident in ("999.", "9999999999", "0"):
        assert (await share(scene, call.rosa, ident)).title == "We could not find that"
    await scene.card(call.priya, "blocks.block", str(await scene.id_of(call.rosa)))
    assert (await share(scene, call.rosa, call.ident)).title == "We could not find that"
    assert targets_of(await scene.card(call.rosa, "calls.sharing", call.ident)) == {"roundtable.help"}
    sam = await scene.member("sam", "Sam")
    await scene.card(sam, "blocks.block", str(await scene.id_of(call.priya)))
    assert "blocks.undo" in targets_of(await share(scene, sam, call.ident))
    assert await scene.rows("channels") == []


async def test_nobody_shares_more_than_five_within_a_day(sqlite_scene: Scene) -> None:
    """Then they can again, and it is forgotten who shared what."""
    call = await posted(sqlite_scene)
    sam = await sqlite_scene.member("sam", "Sam")
    rooms = [replace(OTHER, channel=f"C{number}") for number in range(10, 16)]
    for room in rooms[:5]:
        assert (await share(sqlite_scene, call.rosa, call.ident, room)).title == "The call is posted here"
    assert (await share(sqlite_scene, call.rosa, call.ident, rooms[5])).title == "You have shared 5 calls within a day"
    assert (await share(sqlite_scene, sam, call.ident, rooms[5])).title == "The call is posted here"
    assert (await share(sqlite_scene, sam, call.ident, rooms[0])).title == "It is here already"
    sqlite_scene.clock.forward(days=1, seconds=1)
    second = await post(sqlite_scene, call.priya, title="Another one")
    assert (await share(sqlite_scene, call.rosa, second)).title == "The call is posted here"
    await run_job(sqlite_scene.network, "calls.forget")
    assert {row["sharer_id"] for row in await sqlite_scene.rows("call_posts")} == {
        None,
        await sqlite_scene.id_of(call.rosa),
    }
    await sqlite_scene.card(call.rosa, "profiles.delete")
    assert {row["sharer_id"] for row in await sqlite_scene.rows("call_posts")} == {None}


async def test_two_accounts_share_as_one_member(sqlite_scene: Scene) -> None:
    """What they shared before counts together."""
    call = await posted(sqlite_scene)
    other = await sqlite_scene.member("rosa2", "Rosa", platform="teams")
    for number, who in enumerate((call.rosa, call.rosa, other, other, other)):
        await share(sqlite_scene, who, call.ident, replace(OTHER, channel=f"C{number}"))
    await sqlite_scene.link(call.rosa, other)
    assert (await share(sqlite_scene, other, call.ident)).title == "You have shared 5 calls within a day"


async def test_two_who_share_at_the_same_time_share_it_once(
    scene: Scene, opener: Opener, database_url: str, taker: Post
) -> None:
    """The other is told that it is there."""
    call: Posted = await posted(scene)
    elsewhere = scene.elsewhere(opener(database_url))
    answers = await asyncio.gather(
        *(share(each, who, call.ident) for each in (scene, elsewhere) for who in (call.rosa, call.priya))
    )
    assert sorted(answer.title for answer in answers) == ["It is here already"] * 3 + ["The call is posted here"]
    await delivered(scene.network, taker)
    assert in_channel(taker) == ["What keeps groups going?"]
    assert buttons_of(answers[0])
