"""Channels: a facilitator chooses them, posts stand there and change."""

import asyncio
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from bot import channels
from bot.delivery import deliver_due
from bot.desk import press
from bot.directory import Address
from bot.outbox import Rate, Rates
from bot.said import Said
from bot.schedule import JOBS
from tests.bot.announcing import GENERAL, HIDDEN, OUT, TEAM, announce, owner, publish, update, where
from tests.bot.post import Post, deliver, delivered
from tests.bot.scene import Scene, button, buttons_of, targets_of, words_of
from tests.conftest import Opener


async def test_a_facilitator_chooses_the_channel_where_they_say_it(sqlite_scene: Scene, post: Post) -> None:
    """The answer is theirs alone; the channel is told in a first post, once however often it is said."""
    who = await owner(sqlite_scene)
    answer = await announce(sqlite_scene, who)
    assert answer.title == "Announcements are posted in #general on Slack"
    assert answer.detail
    assert "It was chosen before" in words_of(await announce(sqlite_scene, who))
    await delivered(sqlite_scene.network, post)
    assert [one for one in post.sent if one[0] == "C1"] == [("C1", "Announcements of the network come here")]
    [known] = await sqlite_scene.network.look(channels.announcing)
    assert (known.platform, known.workspace, known.name) == ("slack", "T1", "#general")


async def test_others_are_told_who_can_do_it(sqlite_scene: Scene) -> None:
    """And nothing is changed; nor by a forged button."""
    other = sqlite_scene.town.add("nell", "Nell")
    answer = await announce(sqlite_scene, other)
    assert answer.title == "Only facilitators can do this"
    assert "facilitators.list" in targets_of(answer)
    for action in ("channels.list", "channels.remove", "channels.again"):
        assert (await sqlite_scene.card(other, action, "1")).title == "Only facilitators can do this"
    assert await sqlite_scene.rows("channels") == []


async def test_between_a_facilitator_and_the_bot_it_is_told_where_to_say_it(sqlite_scene: Scene) -> None:
    """There is no channel to choose."""
    answer = await announce(sqlite_scene, await owner(sqlite_scene), None)
    assert answer.title == "Please say this in the channel"
    assert await sqlite_scene.rows("channels") == []


async def test_a_channel_that_the_bot_is_not_in_cannot_be_chosen(sqlite_scene: Scene) -> None:
    """The words say how to add it; a platform that does not answer is taken at its first word."""
    who = await owner(sqlite_scene)
    sqlite_scene.town.rooms["C1"] = replace(GENERAL, joined=False)
    assert (await announce(sqlite_scene, who)).title == "I am not in this channel yet"
    assert await sqlite_scene.rows("channels") == []


@pytest.mark.parametrize("words", ["announce stop", "announce STOP.", "/roundtable announce stop"])
async def test_announcements_end_where_it_is_said(sqlite_scene: Scene, words: str) -> None:
    """And can begin again; elsewhere nothing changes."""
    who = await owner(sqlite_scene)
    await announce(sqlite_scene, who)
    assert (await announce(sqlite_scene, who, HIDDEN, words)).title == "No announcements are posted here"
    assert (await announce(sqlite_scene, who, GENERAL, words)).title == "No more announcements in #general on Slack"
    assert await sqlite_scene.network.look(channels.announcing) == []
    await announce(sqlite_scene, who)
    assert len(await sqlite_scene.network.look(channels.announcing)) == 1


async def test_facilitators_see_all_channels_and_remove_one(scene: Scene) -> None:
    """From their home; removing one twice says the same."""
    who = await owner(scene)
    for room in (GENERAL, HIDDEN, TEAM):
        await announce(scene, who, room)
    listed = await scene.card(who, button(await scene.card(who, "home.show"), "Announcement channels").action)
    told = words_of(listed)
    assert "#zanzibar on Slack" in told
    assert "Exchange in Northfield on Microsoft Teams" in told
    remove = button(listed, "Remove #general on Slack")
    assert remove.confirm
    for _ in range(2):
        after = await scene.card(who, remove.action, remove.value)
        assert after.title == "No more announcements in #general on Slack"
        assert len(buttons_of(after)) == 2
    assert (await scene.card(who, remove.action, "999")).title == "We could not find that"


async def test_no_channel_and_many_channels_are_told_in_words(sqlite_scene: Scene) -> None:
    """How to choose the first; and how many more there are."""
    who = await owner(sqlite_scene)
    assert "There is none yet" in words_of(await sqlite_scene.card(who, "channels.list"))
    for number in range(23):
        await announce(sqlite_scene, who, replace(GENERAL, channel=f"C{number}", name=f"#c{number}"))
    listed = await sqlite_scene.card(who, "channels.list")
    assert "There are 3 more" in words_of(listed)
    assert len(buttons_of(listed)) == 20


async def test_the_name_of_a_private_channel_is_told_to_facilitators_alone(sqlite_scene: Scene, post: Post) -> None:
    """Not to features, which tell members; and it is in no log."""
    who = await owner(sqlite_scene)
    with capture_logs() as logs:
        await announce(sqlite_scene, who, HIDDEN)
        post.troubles["C2"] = OUT
        await delivered(sqlite_scene.network, post)
    await publish(sqlite_scene, "call:1")
    assert "zanzibar" not in str(logs)
    assert await sqlite_scene.network.look(channels.announcing) == []
    post.troubles = {}
    await sqlite_scene.network.run(channels.back, Address("slack", "T1", "C2"))
    [known] = await sqlite_scene.network.look(channels.announcing)
    assert known.name == "a private channel"


@pytest.mark.parametrize("name", ["", "\u202e*#<!channel>* \u0645\u0631\u062d\u0628\u0627", "x" * 500])
async def test_whatever_a_channel_is_called_it_can_be_chosen(sqlite_scene: Scene, name: str) -> None:
    """Nothing at all, markup, right to left, and more than the tables have room for."""
    who = await owner(sqlite_scene)
    assert (await announce(sqlite_scene, who, replace(GENERAL, name=name))).title.startswith(
        "Announcements are posted in"
    )
    assert "\u202e" not in words_of(await sqlite_scene.card(who, "channels.list"))


async def test_two_who_choose_one_channel_at_the_same_time_choose_it_once(
    scene: Scene, opener: Opener, database_url: str, post: Post
) -> None:
    """And two who end it end it once."""
    who = await owner(scene)
    elsewhere = scene.elsewhere(opener(database_url))
    await asyncio.gather(*(announce(each, who) for each in (scene, elsewhere, scene, elsewhere)))
    assert len(await scene.rows("channels")) == 1
    await delivered(scene.network, post)
    assert [one for one, _ in post.sent].count("C1") == 1
    answers = await asyncio.gather(*(announce(each, who, words="announce stop") for each in (scene, elsewhere)))
    assert sorted(answer.title for answer in answers) == [
        "No announcements are posted here",
        "No more announcements in #general on Slack",
    ]


async def test_a_post_goes_out_once_to_every_channel_and_changes_there(scene: Scene) -> None:
    """On both platforms; a second one with the same key is dropped, and the newest card wins."""
    who = await owner(scene)
    posts = {"slack": Post(), "teams": Post()}
    await announce(scene, who, GENERAL)
    await announce(scene, who, TEAM)
    for _ in range(2):
        await publish(scene, "call:1")
    while await deliver_due(scene.network, posts):
        continue
    assert [title for to, title in posts["slack"].sent if to == "C1"][1:] == ["Help wanted"]
    assert [title for to, title in posts["teams"].sent if to == TEAM.channel][1:] == ["Help wanted"]
    ids = [known.id for known in await scene.network.look(channels.announcing)]
    found = await where(scene, *(f"call:1:{one}" for one in ids), "unknown")
    assert [(one.state, one.channel.platform) for one in found.values()] == [("there", "slack"), ("there", "teams")]
    assert found[f"call:1:{ids[0]}"].link.startswith("https://slack.example/C1/")
    for title in ("One", "Two", "Three"):
        await update(scene, f"call:1:{ids[0]}", title)
    scene.clock.forward(seconds=1)
    while await deliver_due(scene.network, posts):
        continue
    assert [title for _, _, title in posts["slack"].changed] == ["Three"]


async def test_a_channel_gets_one_thing_a_second_and_others_need_not_wait(sqlite_scene: Scene) -> None:
    """Posts and changes together, by every worker; what waits is not lost."""
    who = await owner(sqlite_scene)
    for room in (GENERAL, HIDDEN):
        await announce(sqlite_scene, who, room)
    spaced = Post(Rates(in_channel=1.0, of={"update": Rate(0.1, burst=10)}))
    await publish(sqlite_scene, "a")
    await publish(sqlite_scene, "b")
    counts = []
    for _ in range(3):
        while await deliver(sqlite_scene.network, spaced):
            continue
        counts.append([[to for to, _ in spaced.sent].count(one) for one in ("C1", "C2")])
        sqlite_scene.clock.forward(seconds=1.1)
    assert counts == [[1, 1], [2, 2], [3, 3]]
    for key in ("a:1", "b:1", "a:2"):
        await update(sqlite_scene, key, "Newer")
    moments = []
    for _ in range(3):
        while await deliver(sqlite_scene.network, spaced):
            continue
        moments.append(sorted(key for key, _, _ in spaced.changed))
        sqlite_scene.clock.forward(seconds=1.1)
    assert len(moments[0]) == 2
    assert "a:2" in moments[0]
    assert moments[1] == ["a:1", "a:2", "b:1"]


async def test_what_stands_in_a_channel_is_known_for_longer_than_a_private_message(
    sqlite_scene: Scene, post: Post
) -> None:
    """A call may be open for a year."""
    who = await owner(sqlite_scene)
    await announce(sqlite_scene, who)
    await publish(sqlite_scene, "call:1")
    await delivered(sqlite_scene.network, post)
    sqlite_scene.clock.forward(days=300)
    await sqlite_scene.network.run(JOBS["outbox.forget"].run)
    assert (await where(sqlite_scene, "call:1:1"))["call:1:1"].state == "there"
    sqlite_scene.clock.forward(days=101)
    await sqlite_scene.network.run(JOBS["outbox.forget"].run)
    assert await where(sqlite_scene, "call:1:1") == {}


async def test_a_press_in_a_channel_tells_the_action_where(sqlite_scene: Scene) -> None:
    """As what is said does."""
    who = await owner(sqlite_scene)
    reply = await press(sqlite_scene.desk, who, "channels.announce", Said(room=GENERAL), once="one")
    again = await press(sqlite_scene.desk, who, "channels.announce", Said(room=GENERAL), once="one")
    assert again.repeated
    assert again.shown == reply.shown
