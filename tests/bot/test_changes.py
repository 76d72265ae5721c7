"""Messages that change after they were sent, and people who are brought together."""

import asyncio
from dataclasses import replace

from structlog.testing import capture_logs

from bot.cards import Card
from bot.directory import Address
from bot.network import Work
from bot.outbox import Arrived, TryLater, Undeliverable, shared_workspace
from tests.bot.post import Post, deliver, delivered, written
from tests.bot.scene import Scene


async def changed(scene: Scene, *titles: str, key: str = "key One") -> None:
    """Have a message shown as other cards, one after the other."""

    async def change(work: Work, title: str) -> None:
        await work.update(key, Card(title))

    for title in titles:
        await scene.network.run(change, title)


async def test_the_newest_of_several_changes_is_shown_and_at_most_one_a_second(scene: Scene, post: Post) -> None:
    """Thirty votes in a second are one change of the message."""
    who = scene.town.add("rosa", "Rosa")
    await written(scene, who, "One")
    await delivered(scene.network, post)
    await changed(scene, "Two", "Three")
    await delivered(scene.network, post)
    assert post.changed == []
    scene.clock.forward(seconds=1)
    await changed(scene, "Four")
    await delivered(scene.network, post)
    assert post.changed == [("key One", "1", "Four")]
    for number in range(30):
        await changed(scene, f"Vote {number}")
        scene.clock.forward(seconds=0.1)
        await delivered(scene.network, post)
    scene.clock.forward(seconds=1)
    await delivered(scene.network, post)
    assert post.changed[-1][2] == "Vote 29"
    assert 4 <= len(post.changed) <= 6
    assert post.sent == [("rosa", "One")]


async def test_a_change_waits_for_a_second_since_the_last_one_and_no_longer(sqlite_scene: Scene, post: Post) -> None:
    """A poll that is voted in all the time changes every second, and not every other one."""
    who = sqlite_scene.town.add("rosa", "Rosa")
    await written(sqlite_scene, who, "One")
    await delivered(sqlite_scene.network, post)
    sqlite_scene.clock.forward(seconds=0.9)
    await changed(sqlite_scene, "Two")
    await delivered(sqlite_scene.network, post)
    assert post.changed == []
    sqlite_scene.clock.forward(seconds=0.1)
    await delivered(sqlite_scene.network, post)
    assert post.changed == [("key One", "1", "Two")]


async def test_what_still_waits_is_sent_as_the_newer_card(sqlite_scene: Scene, post: Post) -> None:
    """Once, and in its turn."""
    who = sqlite_scene.town.add("rosa", "Rosa")
    await written(sqlite_scene, who, "One", "Two")
    await changed(sqlite_scene, "Newer")
    await delivered(sqlite_scene.network, post)
    assert post.sent == [("rosa", "Newer"), ("rosa", "Two")]
    assert post.changed == []


async def test_a_change_while_the_message_is_being_sent_follows_it(scene: Scene) -> None:
    """Where the message came to be."""
    who = scene.town.add("rosa", "Rosa")
    await written(scene, who, "One")
    sending, go_on = asyncio.Event(), asyncio.Event()

    class Slow(Post):
        """Takes its time with the message."""

        async def carried(self, user: str) -> None:
            sending.set()
            await go_on.wait()
            await super().carried(user)

    slow = Slow()
    first = asyncio.create_task(deliver(scene.network, slow))
    await sending.wait()
    await changed(scene, "Newer")
    go_on.set()
    await first
    scene.clock.forward(seconds=1)
    await delivered(scene.network, slow)
    assert (slow.sent, slow.changed) == ([("rosa", "One")], [("key One", "1", "Newer")])


async def test_a_change_holds_up_no_message_and_waits_for_none(scene: Scene, post: Post) -> None:
    """They are not in each other's way."""
    who = scene.town.add("rosa", "Rosa")
    await written(scene, who, "One")
    await delivered(scene.network, post)
    scene.clock.forward(seconds=2)
    await written(scene, who, "Two")
    post.trouble = TryLater("later: not now")
    await delivered(scene.network, post)
    post.trouble = None
    await changed(scene, "Newer")
    await delivered(scene.network, post)
    assert post.changed == [("key One", "1", "Newer")]
    scene.clock.forward(minutes=1)
    await changed(scene, "Newest")
    await written(scene, who, "Three")
    await delivered(scene.network, post)
    assert [title for _, title in post.sent] == ["One", "Two", "Three"]


async def test_a_change_of_what_never_was_sent_or_is_long_gone_is_nothing(scene: Scene, post: Post) -> None:
    """Nothing is sent, and nothing is kept."""
    who = scene.town.add("rosa", "Rosa")
    await written(scene, who, "One")
    await delivered(scene.network, post)
    await changed(scene, "Newer", key="key of nothing")
    await scene.change("DELETE FROM outbox WHERE key = 'key One'")
    await changed(scene, "Newer")
    scene.clock.forward(seconds=5)
    await delivered(scene.network, post)
    assert post.changed == []
    assert [row for row in await scene.rows("outbox") if row["card"]] == []


async def test_words_are_kept_only_while_they_may_still_be_sent(sqlite_scene: Scene, post: Post) -> None:
    """What arrived is on the platform; we need not know it any longer."""
    who = sqlite_scene.town.add("rosa", "Rosa")
    await written(sqlite_scene, who, "Zanzibar")
    assert "Zanzibar" in repr([row["card"] for row in await sqlite_scene.rows("outbox")])
    await delivered(sqlite_scene.network, post)
    assert [row["card"] for row in await sqlite_scene.rows("outbox")] == [None]


async def test_a_message_that_cannot_be_changed_is_told_to_facilitators_too(sqlite_scene: Scene, post: Post) -> None:
    """It arrived, and shows something old; a later change tries again."""
    who = sqlite_scene.town.add("rosa", "Rosa")
    await written(sqlite_scene, who, "One")
    await delivered(sqlite_scene.network, post)
    sqlite_scene.clock.forward(seconds=5)
    await changed(sqlite_scene, "Newer")
    post.trouble = Undeliverable("message_not_found: it was deleted")
    with capture_logs():
        await delivered(sqlite_scene.network, post)
    [row] = [row for row in await sqlite_scene.rows("outbox") if row["key"] == "key One"]
    assert row["reason"] == "message_not_found"
    post.trouble = None
    sqlite_scene.clock.forward(seconds=5)
    await changed(sqlite_scene, "Newest")
    await delivered(sqlite_scene.network, post)
    assert post.changed == [("key One", "1", "Newest")]


async def test_what_could_not_be_delivered_is_sent_again_as_the_newer_card(sqlite_scene: Scene, post: Post) -> None:
    """A change alone does not send it."""
    who = sqlite_scene.town.add("rosa", "Rosa")
    await written(sqlite_scene, who, "One")
    post.trouble = Undeliverable("closed: the account was closed")
    with capture_logs():
        await delivered(sqlite_scene.network, post)
    post.trouble = None
    await changed(sqlite_scene, "Newer")
    assert await deliver(sqlite_scene.network, post) == 0
    owner = sqlite_scene.town.add("olga", "Olga", owner=True)
    await sqlite_scene.card(owner, "facilitators.resend", "closed")
    await delivered(sqlite_scene.network, post)
    assert post.sent == [("rosa", "Newer")]


async def ids(scene: Scene, *people: Address) -> list[int]:
    """The ids of these people, who are known from now on."""
    for who in people:
        await scene.card(who, "home.show")
    return [await scene.id_of(who) for who in people]


async def gathered(scene: Scene, members: list[int], key: str = "meet") -> None:
    """Have these members brought together."""
    await scene.network.run(lambda work: work.gather(members, Card("Meet"), key=key))


async def test_people_are_brought_together_once(scene: Scene, post: Post) -> None:
    """In one conversation, however often it is asked for."""
    people = [scene.town.add(name, name.title()) for name in ("rosa", "sam", "uma")]
    members = await ids(scene, *people)
    await gathered(scene, members)
    await gathered(scene, members[::-1])
    await delivered(scene.network, post)
    assert post.sent == [("rosa+sam+uma", "Meet")]
    scene.clock.forward(seconds=5)
    await changed(scene, "Met", key="meet")
    await delivered(scene.network, post)
    assert post.changed == [("meet", "1", "Met")]


async def test_people_can_meet_where_all_have_an_account(sqlite_scene: Scene) -> None:
    """In the workspace that the first has been in for longest; in Teams a bot can open no group."""
    here = [sqlite_scene.town.add(name, name.title()) for name in ("rosa", "sam")]
    there = sqlite_scene.town.add("tia", "Tia", platform="teams", workspace="T9")
    other = sqlite_scene.town.add("wim", "Wim", workspace="T2")
    too = sqlite_scene.town.add("una", "Una", platform="teams", workspace="T9")
    rosa, sam, tia, wim, una = await ids(sqlite_scene, *here, there, other, too)

    async def where(*members: int) -> tuple[str, str] | None:
        return await sqlite_scene.network.look(lambda work: shared_workspace(work, members))

    assert await where(rosa, sam) == ("slack", "T1")
    assert await where(rosa, wim) is None
    assert await where(rosa, tia) is None
    assert await where(tia, una) is None
    assert await where() is None
    sqlite_scene.clock.forward(minutes=1)
    await sqlite_scene.link(there, sqlite_scene.town.add("tia1", "Tia"))
    assert await where(rosa, tia) == ("slack", "T1")
    assert await where(tia, sam, rosa) == ("slack", "T1")
    await sqlite_scene.told(replace(sqlite_scene.town.people[here[1]], left=True))
    assert await where(tia, sam, rosa) is None


async def test_who_left_before_they_met_is_told_as_a_reason(sqlite_scene: Scene, post: Post) -> None:
    """Nobody is written to alone."""
    people = [sqlite_scene.town.add(name, name.title()) for name in ("rosa", "sam")]
    members = await ids(sqlite_scene, *people)
    await gathered(sqlite_scene, members)
    await sqlite_scene.told(replace(sqlite_scene.town.people[people[1]], left=True))
    with capture_logs():
        await delivered(sqlite_scene.network, post)
    assert post.sent == []
    [row] = [row for row in await sqlite_scene.rows("outbox") if row["kind"] == "group"]
    assert row["reason"] == "no_shared_workspace"


async def test_a_group_waits_for_whoever_becomes_another_member(sqlite_scene: Scene, post: Post) -> None:
    """It is for the same people, by their new name."""
    slack, sam = sqlite_scene.town.add("rosa", "Rosa"), sqlite_scene.town.add("sam", "Sam")
    teams = sqlite_scene.town.add("rosa9", "Rosa", platform="teams", workspace="T9")
    kept, gone, other = await ids(sqlite_scene, teams, slack, sam)
    await gathered(sqlite_scene, [gone, other])
    await sqlite_scene.link(teams, slack)
    assert await sqlite_scene.id_of(slack) == kept
    await delivered(sqlite_scene.network, post)
    assert ("rosa+sam", "Meet") in post.sent


async def test_a_group_that_may_have_been_written_to_is_looked_up(sqlite_scene: Scene) -> None:
    """As a private message is."""
    people = [sqlite_scene.town.add(name, name.title()) for name in ("rosa", "sam")]
    members = await ids(sqlite_scene, *people)
    await delivered(sqlite_scene.network, Post())
    await gathered(sqlite_scene, members)
    begun = sqlite_scene.clock.now
    post = Post(trouble=TryLater("broke: the connection broke"))
    await delivered(sqlite_scene.network, post)
    sqlite_scene.clock.forward(minutes=2)
    post.trouble = None
    await delivered(sqlite_scene.network, post)
    assert post.since == [None, begun]
    assert post.sent == [("rosa+sam", "Meet")]


async def test_where_a_message_is_stays_known(sqlite_scene: Scene, post: Post) -> None:
    """So that any process can change it."""
    who = sqlite_scene.town.add("rosa", "Rosa")
    await written(sqlite_scene, who, "One")
    await delivered(sqlite_scene.network, post)
    [row] = [row for row in await sqlite_scene.rows("outbox") if row["key"] == "key One"]
    assert Arrived(row["conversation"], row["message"]) == Arrived("dm rosa", "1")
    assert (row["platform"], row["workspace"], row["account"]) == ("slack", "T1", "rosa")


async def test_a_message_that_is_never_sent_after_all_is_not_changed(sqlite_scene: Scene, post: Post) -> None:
    """What was rolled back leaves nothing to change."""
    who = sqlite_scene.town.add("rosa", "Rosa")
    await ids(sqlite_scene, who)

    async def sent(work: Work) -> None:
        await work.update("a", Card("Newer"))

    await sqlite_scene.network.run(sent)
    await delivered(sqlite_scene.network, post)
    assert (post.sent, post.changed) == ([], [])
