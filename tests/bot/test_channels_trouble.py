"""Trouble with channels: one that stops working is told and comes back, and what was missed is done."""

import asyncio
from dataclasses import replace

from bot import channels
from bot.channels import Standing
from bot.directory import Address
from bot.network import Work
from bot.outbox import TryLater, Undeliverable
from tests.bot.announcing import (
    DELETED,
    GENERAL,
    HIDDEN,
    OUT,
    TEAM,
    announce,
    card,
    owner,
    publish,
    told,
    update,
    where,
)
from tests.bot.post import Post, delivered
from tests.bot.scene import Scene, button, buttons_of, words_of
from tests.conftest import Opener


async def test_facilitators_hear_at_once_of_a_channel_that_stopped_working(sqlite_scene: Scene, post: Post) -> None:
    """In private, once, with what to do; announcements go elsewhere meanwhile."""
    who = await owner(sqlite_scene)
    for room in (GENERAL, HIDDEN):
        await announce(sqlite_scene, who, room)
    await delivered(sqlite_scene.network, post)
    post.troubles["C1"] = OUT
    await publish(sqlite_scene, "call:1")
    await delivered(sqlite_scene.network, post)
    assert ("olga", "Announcements no longer reach #general on Slack") in post.sent
    home = await sqlite_scene.card(who, "home.show")
    listed = await sqlite_scene.card(who, button(home, "Announcement channels (1 not working)").action)
    assert "It does not work at the moment. The bot is not in that channel: invite it there." in words_of(listed)
    lost = words_of(await sqlite_scene.card(who, "facilitators.undelivered"))
    assert "#general on Slack" in lost
    assert [known.id for known in await sqlite_scene.network.look(channels.announcing)] == [2]
    assert (await where(sqlite_scene, "call:1:1"))["call:1:1"] == Standing(
        channels.Channel(1, "slack", "T1", "#general"),
        "gone",
        why="The bot is not in that channel: invite it there.",
    )
    sent = len(post.sent)
    await update(sqlite_scene, "call:1:1", "Newer")
    await delivered(sqlite_scene.network, post)
    assert len(post.sent) == sent


async def test_once_a_channel_works_again_what_was_missed_is_done(sqlite_scene: Scene, post: Post) -> None:
    """Changes, and what was to be posted lately; what is older only if somebody sends it again."""
    who = await owner(sqlite_scene)
    await announce(sqlite_scene, who)
    await publish(sqlite_scene, "there")
    await delivered(sqlite_scene.network, post)
    post.troubles["C1"] = OUT
    await publish(sqlite_scene, "old")
    await delivered(sqlite_scene.network, post)
    sqlite_scene.clock.forward(days=2)
    await update(sqlite_scene, "there:1", "Newer")
    await sqlite_scene.network.run(lambda work: work.post(1, card("Late"), key="late"))
    await delivered(sqlite_scene.network, post)
    post.troubles = {}
    await sqlite_scene.network.run(channels.back, Address("slack", "T1", "C1"))
    await delivered(sqlite_scene.network, post)
    assert [title for _, _, title in post.changed] == ["Newer"]
    assert [title for to, title in post.sent if to == "C1"][2:] == ["Late"]
    assert "It works." in words_of(await sqlite_scene.card(who, "channels.list"))
    assert "Announcement channels" in [one.label for one in buttons_of(await sqlite_scene.card(who, "home.show"))]


async def test_saying_it_again_and_a_post_that_arrives_show_that_a_channel_works(
    sqlite_scene: Scene, post: Post
) -> None:
    """Without any event of the platform's."""
    who = await owner(sqlite_scene)
    await announce(sqlite_scene, who)
    await delivered(sqlite_scene.network, post)
    for mend in (announce, None):
        await sqlite_scene.network.run(channels.gone, Address("slack", "T1", "C1"), str(OUT))
        assert await sqlite_scene.network.look(channels.announcing) == []
        if mend is not None:
            await mend(sqlite_scene, who)
        else:
            await sqlite_scene.network.run(lambda work: work.post(1, card("Shared"), key="shared"))
            await delivered(sqlite_scene.network, post)
        assert len(await sqlite_scene.network.look(channels.announcing)) == 1


async def test_trouble_from_before_the_bot_came_back_is_old_news(scene: Scene, post: Post) -> None:
    """A post that was begun earlier and fails later says nothing of how it is now."""
    who = await owner(scene)
    await announce(scene, who)
    await delivered(scene.network, post)
    before = scene.clock.now
    scene.clock.forward(seconds=1)
    await scene.network.run(channels.back, Address("slack", "T1", "C1"))

    async def late(work: Work) -> None:
        await channels.failed(work, "channel:1", str(OUT), since=before)

    await scene.network.run(late)
    assert len(await scene.network.look(channels.announcing)) == 1


async def test_two_workers_that_find_a_channel_gone_tell_it_once(
    scene: Scene, opener: Opener, database_url: str, post: Post
) -> None:
    """Whoever is first."""
    who = await owner(scene)
    await announce(scene, who)
    await delivered(scene.network, post)
    place = Address("slack", "T1", "C1")
    networks = (scene.network, opener(database_url)) * 2
    await asyncio.gather(*(network.run(channels.gone, place, str(OUT)) for network in networks))
    assert await told(scene) == ["Announcements no longer reach #general on Slack"]


async def test_a_post_that_was_deleted_is_gone_and_can_be_posted_again(scene: Scene, post: Post) -> None:
    """It is found out when it is next changed; it is no undelivered message, and a press posts it as it is by then."""
    who = await owner(scene)
    await announce(scene, who)
    await publish(scene, "call:1")
    await delivered(scene.network, post)
    post.troubles["C1"] = DELETED
    scene.clock.forward(seconds=2)
    await update(scene, "call:1:1", "Two days left")
    await delivered(scene.network, post)
    post.troubles = {}
    standing = (await where(scene, "call:1:1"))["call:1:1"]
    assert (standing.state, standing.link, standing.why) == ("gone", "", "The message was deleted: nothing to do.")
    assert "Every message has arrived" in words_of(await scene.card(who, "facilitators.undelivered"))
    await update(scene, "call:1:1", "One day left")
    await delivered(scene.network, post)
    listed = await scene.card(who, "channels.list")
    assert "1 post was deleted there." in words_of(listed)
    again = button(listed, "Post again")
    assert (await scene.card(who, again.action, again.value)).title == "1 post is posted again"
    assert (await scene.card(who, again.action, again.value)).title == "0 posts are posted again"
    await delivered(scene.network, post)
    assert post.sent[-1] == ("C1", "One day left")
    assert (await where(scene, "call:1:1"))["call:1:1"].state == "there"


async def test_other_trouble_is_not_the_channel_s(sqlite_scene: Scene, post: Post) -> None:
    """A limit waits; a missing scope is for whoever runs it, and no channel is blamed."""
    who = await owner(sqlite_scene)
    await announce(sqlite_scene, who)
    post.troubles["C1"] = TryLater("ratelimited: too many", 5.0)
    await delivered(sqlite_scene.network, post)
    assert (await sqlite_scene.rows("outbox"))[-1]["done_at"] is None
    sqlite_scene.clock.forward(seconds=10)
    post.troubles["C1"] = Undeliverable("missing_scope: the app lacks a scope: install it again")
    await delivered(sqlite_scene.network, post)
    assert len(await sqlite_scene.network.look(channels.announcing)) == 1
    assert "The app lacks a scope" in words_of(await sqlite_scene.card(who, "facilitators.undelivered"))


async def test_a_team_that_is_gone_takes_its_channels_along(scene: Scene) -> None:
    """All of them, and back; another team's stay."""
    who = await owner(scene)
    await announce(scene, who, TEAM)
    await announce(scene, who, replace(TEAM, channel="19:c@thread.tacv2", team="19:c@thread.tacv2", name="Other"))
    team = Address("teams", "T9", TEAM.team)
    await scene.network.run(channels.gone, team, str(OUT), parts=True)
    assert [one.name for one in await scene.network.look(channels.announcing)] == ["Other"]
    await scene.network.run(channels.back, team, parts=True)
    assert len(await scene.network.look(channels.announcing)) == 2
    await scene.network.run(channels.renamed, Address("teams", "T9", TEAM.channel), "  New \u202ename ")
    assert "New name on Microsoft Teams" in words_of(await scene.card(who, "channels.list"))


async def test_a_channel_of_a_platform_that_is_not_set_up_is_told(sqlite_scene: Scene, post: Post) -> None:
    """As with members."""
    who = await owner(sqlite_scene)
    await announce(sqlite_scene, who, TEAM)
    await delivered(sqlite_scene.network, post)
    assert "not set up here" in words_of(await sqlite_scene.card(who, "facilitators.undelivered"))
