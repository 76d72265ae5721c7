"""The outbox: everything is delivered, once where that can be told, and nothing holds up the rest."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from bot import leases, schedule
from bot.cards import Card, dump
from bot.delivery import MOST_FAULTS, TIMING, deliver_due
from bot.directory import Address
from bot.errors import Busy
from bot.leases import MOST_ATTEMPTS, NotTried, Report, Room
from bot.network import Work
from bot.outbox import Arrived, TryLater, Undeliverable
from storage import outbox
from storage.outbox import Parcel
from tests.bot.post import Post, deliver, written
from tests.bot.scene import Scene
from tests.conftest import Opener


async def test_a_message_is_delivered_once_with_its_key(scene: Scene, post: Post) -> None:
    """A second one with the same key is dropped, before and after the delivery."""
    who = scene.town.add("rosa", "Rosa")
    for _ in range(2):
        await written(scene, who, "One", "Two")
        await written(scene, who, "One")
        await deliver(scene.network, post)
    assert post.sent == [("rosa", "One"), ("rosa", "Two")]
    assert post.keys == ["key One", "key Two"]
    assert await deliver(scene.network, post) == 0


async def test_two_workers_deliver_each_message_once_and_in_order(
    scene: Scene, opener: Opener, database_url: str, post: Post
) -> None:
    """However they interleave."""
    people = [scene.town.add(name, name.title()) for name in ("rosa", "sam", "uma")]
    titles = [f"Message {number}" for number in range(10)]
    for who in people:
        await written(scene, who, *(f"{who.user} {title}" for title in titles))
    second = opener(database_url)
    while await scene.network.look(due_next):
        await asyncio.gather(*(deliver(network, post) for network in (scene.network, second) * 3))
    for who in people:
        assert [title for user, title in post.sent if user == who.user] == [f"{who.user} {title}" for title in titles]


async def test_nothing_is_sent_for_what_was_rolled_back(scene: Scene, post: Post) -> None:
    """A message belongs to the action that sends it."""
    who = scene.town.add("rosa", "Rosa")
    await scene.card(who, "home.show")
    member = await scene.id_of(who)

    async def fail(work: Work) -> None:
        await work.send(member, Card("Never"), key="never")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await scene.network.run(fail)
    assert await deliver(scene.network, post) == 0
    assert post.sent == []


@pytest.mark.parametrize("doubted", [False, True])
async def test_what_did_not_arrive_is_tried_again_after_longer_and_longer(
    sqlite_scene: Scene, post: Post, *, doubted: bool
) -> None:
    """For about two days, and then given up with the reason; what may have arrived not before the platform is done."""
    who = sqlite_scene.town.add("rosa", "Rosa")
    await written(sqlite_scene, who, "One")
    begun, waits = sqlite_scene.clock.now, []
    post.trouble = TryLater("line: the line is down", doubted=doubted)
    while not (row := (await sqlite_scene.rows("outbox"))[0])["done_at"]:
        assert await deliver(sqlite_scene.network, post) == 1
        due = await sqlite_scene.network.look(due_next)
        if due is not None:
            waits.append((due - sqlite_scene.clock.now).total_seconds())
            sqlite_scene.clock.now = due
    assert row["attempts"] == MOST_ATTEMPTS
    assert row["failure"] == f"line: the line is down (gave up after {MOST_ATTEMPTS} attempts)"
    assert row["reason"] == "line"
    assert waits[0] >= TIMING.doubt if doubted else waits[0] < 5
    assert waits[5:10] == sorted(waits[5:10])
    assert max(waits) < 9 * 3600
    assert timedelta(days=1) < sqlite_scene.clock.now - begun < timedelta(days=4)
    post.trouble = None
    assert await deliver(sqlite_scene.network, post) == 0


async def due_next(work: Work) -> datetime | None:
    """When something can be leased next."""
    return await work.session.scalar(select(func.min(Parcel.due)).where(Parcel.done_at.is_(None)))


async def test_the_platforms_own_wait_is_kept_and_costs_no_attempt(sqlite_scene: Scene, post: Post) -> None:
    """A platform that is busy with thousands of our messages loses none of them."""
    who = sqlite_scene.town.add("rosa", "Rosa")
    await written(sqlite_scene, who, "One")
    post.trouble = TryLater("too many", seconds=30)
    for _ in range(MOST_ATTEMPTS + 5):
        assert await deliver(sqlite_scene.network, post) == 1
        sqlite_scene.clock.forward(seconds=29)
        assert await deliver(sqlite_scene.network, post) == 0
        sqlite_scene.clock.forward(seconds=11)
    post.trouble = None
    assert await deliver(sqlite_scene.network, post) == 1
    assert post.sent == [("rosa", "One")]


async def test_what_can_never_arrive_is_given_up_at_once_with_the_reason(sqlite_scene: Scene, post: Post) -> None:
    """However long the reason is; it is logged without the words of the message."""
    who = sqlite_scene.town.add("rosa", "Rosa")
    await written(sqlite_scene, who, "One")
    reason = "closed: the account was closed " + "and closed " * 50
    post.trouble = Undeliverable(reason)
    with capture_logs() as logged:
        assert await deliver(sqlite_scene.network, post) == 1
    [row] = await sqlite_scene.rows("outbox")
    assert (row["reason"], row["failure"]) == ("closed", reason[:400])
    assert [line["event"] for line in logged] == ["parcel_failed"]
    assert logged[0]["key"] == "key One"
    assert "Words." not in repr(logged)
    sqlite_scene.clock.forward(days=2)
    assert await deliver(sqlite_scene.network, post) == 0


async def test_a_message_that_breaks_something_holds_up_the_others_for_a_few_minutes_at_most(
    scene: Scene, post: Post
) -> None:
    """Those for the same person, and nobody else's; it is kept with the reason, and sent when that is mended."""
    who, other = scene.town.add("rosa", "Rosa"), scene.town.add("sam", "Sam")
    await written(scene, who, "One", "Two")
    await written(scene, other, "Three")
    await scene.change("UPDATE outbox SET card = '{\"type\"\\: \"leaflet\"}' WHERE key = 'key One'")
    with capture_logs() as logged:
        assert await deliver(scene.network, post) == 2
        assert post.sent == [("sam", "Three")]
        for _ in range(MOST_FAULTS - 1):
            scene.clock.forward(minutes=1)
            await deliver(scene.network, post)
    assert await deliver(scene.network, post) == 1
    assert post.sent == [("sam", "Three"), ("rosa", "Two")]
    assert [line["event"] for line in logged] == ["parcel_broken"] * MOST_FAULTS + ["parcel_failed"]
    mended = dump(Card("Mended")).replace(":", "\\:")
    await scene.change(f"UPDATE outbox SET card = '{mended}' WHERE key = 'key One'")  # noqa: S608 - a card of ours
    assert await scene.network.run(resend) == ["key One"]
    await deliver(scene.network, post)
    assert post.sent[-1] == ("rosa", "Mended")


async def resend(work: Work) -> list[str]:
    """Send again what could not be delivered."""
    return await outbox.resend(work.session, work.now)


async def test_a_form_in_the_outbox_is_never_sent(scene: Scene, post: Post) -> None:
    """Only a card is a message."""
    who = scene.town.add("rosa", "Rosa")
    await written(scene, who, "One")
    form = dump(await scene.form(who, "profiles.edit")).replace(":", "\\:")
    await scene.change(f"UPDATE outbox SET card = '{form}' WHERE key = 'key One'")  # noqa: S608 - a form of ours
    await deliver(scene.network, post)
    assert post.sent == []
    assert "holds no card" in (await scene.rows("outbox"))[0]["failure"]


async def test_a_worker_that_died_gives_its_messages_back(
    scene: Scene, opener: Opener, database_url: str, post: Post
) -> None:
    """When its lease has ended, and not before; the next one has the courier look first whether they arrived."""
    who, other = scene.town.add("rosa", "Rosa"), scene.town.add("sam", "Sam")
    await written(scene, who, "One")
    begun = scene.clock.now
    assert await abandoned(scene, post) == 1
    second = opener(database_url)
    assert await deliver(second, post) == 0
    scene.clock.forward(seconds=TIMING.lease - 1)
    assert await deliver(second, post) == 0
    scene.clock.forward(seconds=1)
    await written(scene, other, "Two")
    assert await deliver(second, post) == 2
    assert sorted(post.sent) == [("rosa", "One"), ("sam", "Two")]
    assert dict(zip(post.keys, post.since, strict=True)) == {"key One": begun, "key Two": None}


async def abandoned(scene: Scene, post: Post) -> int:
    """How many parcels a worker takes that is never heard of again."""
    room = Room(10, 10, {})
    return len(await scene.network.run(leases.turn, {"slack": post}, TIMING, [], room))


async def test_a_worker_that_was_too_slow_changes_nothing_that_another_has_taken(scene: Scene, post: Post) -> None:
    """What it says after its lease has ended is not believed, except that a message arrived."""
    who = scene.town.add("rosa", "Rosa")
    await written(scene, who, "One")
    [slow] = await scene.network.run(leases.turn, {"slack": post}, TIMING, [], Room(10, 10, {}))
    scene.clock.forward(seconds=TIMING.lease)
    [quick] = await scene.network.run(leases.turn, {"slack": post}, TIMING, [], Room(10, 10, {}))
    for outcome in (TryLater("late: too late"), Undeliverable("never: not at all"), NotTried()):
        await scene.network.run(leases.turn, {"slack": post}, TIMING, [Report(slow, outcome)], Room(0, 0, {}))
        assert await deliver(scene.network, post) == 0
    await scene.network.run(
        leases.turn, {"slack": post}, TIMING, [Report(slow, Arrived("dm rosa", "1"))], Room(0, 0, {})
    )
    [row] = await scene.rows("outbox")
    assert row["done_at"] is not None
    await scene.network.run(leases.turn, {"slack": post}, TIMING, [Report(quick, TryLater("x: y"))], Room(0, 0, {}))
    scene.clock.forward(days=1)
    assert await deliver(scene.network, post) == 0


async def test_somebody_who_cannot_be_reached_gets_nothing(sqlite_scene: Scene) -> None:
    """On a platform without a courier, or after leaving; the reason is kept."""
    who = sqlite_scene.town.add("rosa", "Rosa")
    await written(sqlite_scene, who, "One")
    assert await deliver_due(sqlite_scene.network, {}) == 0
    await written(sqlite_scene, who, "Two")
    await sqlite_scene.told(replace(sqlite_scene.town.people[who], left=True))
    post = Post()
    assert await deliver(sqlite_scene.network, post) == 0
    assert (post.sent, post.homes) == ([], [])
    rows = await sqlite_scene.rows("outbox")
    assert len(rows) == 3
    assert all("no account that can be reached" in row["failure"] for row in rows)


async def test_a_home_is_shown_as_it_is_when_it_is_sent(sqlite_scene: Scene, post: Post) -> None:
    """Many changes make one home to show."""
    who = await sqlite_scene.member("rosa")
    for action in ("profiles.pause", "profiles.resume", "profiles.pause"):
        await sqlite_scene.card(who, action)
    assert await deliver(sqlite_scene.network, post) == 1
    [(user, words)] = post.homes
    assert user == "rosa"
    assert "You are paused." in words
    assert await deliver(sqlite_scene.network, post) == 0
    await sqlite_scene.card(who, "profiles.resume")
    assert await deliver(sqlite_scene.network, post) == 1
    assert "You are paused." not in post.homes[-1][1]


async def test_a_change_while_a_home_is_being_sent_is_sent_too(sqlite_scene: Scene) -> None:
    """The newer one comes after the older."""
    who = await sqlite_scene.member("rosa")
    sending, go_on = asyncio.Event(), asyncio.Event()

    class Slow(Post):
        """Takes its time with the first."""

        async def show_home(self, to: Address, card: Card) -> None:
            await super().show_home(to, card)
            if not sending.is_set():
                sending.set()
                await go_on.wait()

    slow = Slow()
    first = asyncio.create_task(deliver(sqlite_scene.network, slow))
    await sending.wait()
    await sqlite_scene.save(who, about="Something newer that we do.")
    go_on.set()
    await first
    sqlite_scene.clock.forward(seconds=1)
    assert await deliver(sqlite_scene.network, slow) == 1
    assert "Something newer" not in slow.homes[0][1]
    assert "Something newer" in slow.homes[1][1]
    assert await deliver(sqlite_scene.network, slow) == 0


async def test_a_home_is_shown_on_every_account_and_a_message_sent_to_one(scene: Scene) -> None:
    """Each on its own platform; an account of somebody else's is not touched."""
    who = await scene.member("rosa")
    member = await scene.id_of(who)
    await scene.change(
        "INSERT INTO accounts "  # noqa: S608 - ids of ours
        f"SELECT new.platform, 'T9', new.name, {member}, false, NULL, since, accounts.name, pronouns, timezone, "
        "language FROM accounts, (SELECT 'teams' AS platform, 'rosa9' AS name UNION SELECT 'irc', 'rosa8') AS new"
    )
    await written(scene, who, "One")
    slack, teams = Post(), Post()
    while await deliver_due(scene.network, {"slack": slack, "teams": teams}):
        continue
    assert [user for user, _ in slack.homes] == ["rosa"]
    assert [user for user, _ in teams.homes] == ["rosa9"]
    assert (slack.sent, teams.sent) == ([("rosa", "One")], [])


async def test_what_was_delivered_or_failed_is_forgotten_after_three_months(scene: Scene, post: Post) -> None:
    """What waits stays."""
    who = scene.town.add("rosa", "Rosa")
    await written(scene, who, "Sent")
    await deliver(scene.network, post)
    await written(scene, who, "Failed")
    post.trouble = Undeliverable("closed")
    await deliver(scene.network, post)
    await written(scene, who, "Waiting")
    scene.clock.forward(days=89)
    await scene.network.run(schedule.JOBS["outbox.forget"].run)
    assert {row["key"] for row in await scene.rows("outbox")} >= {"key Sent", "key Failed", "key Waiting"}
    scene.clock.forward(days=2)
    await scene.network.run(schedule.JOBS["outbox.forget"].run)
    assert [row["key"] for row in await scene.rows("outbox")] == ["key Waiting"]


async def test_a_database_that_is_away_stops_the_round_and_loses_nothing(scene: Scene, post: Post) -> None:
    """What was leased comes back when its lease ends."""
    who = scene.town.add("rosa", "Rosa")
    await written(scene, who, "One")
    post.trouble = Busy()
    with capture_logs():
        await deliver(scene.network, post)
    post.trouble = None
    scene.clock.forward(minutes=5)
    await deliver(scene.network, post)
    assert post.sent == [("rosa", "One")]


async def test_a_courier_is_told_what_may_have_arrived(sqlite_scene: Scene, post: Post) -> None:
    """Since the first time that nobody knew, until somebody knows."""
    who = sqlite_scene.town.add("rosa", "Rosa")
    await written(sqlite_scene, who, "One")
    begun = sqlite_scene.clock.now
    post.trouble = TryLater("broke: the connection broke")
    await deliver(sqlite_scene.network, post)
    sqlite_scene.clock.forward(minutes=2)
    await deliver(sqlite_scene.network, post)
    sqlite_scene.clock.forward(minutes=2)
    post.trouble = TryLater("full: not now", doubted=False)
    await deliver(sqlite_scene.network, post)
    sqlite_scene.clock.forward(minutes=2)
    post.trouble = None
    await deliver(sqlite_scene.network, post)
    assert post.since == [None, begun, begun, None]
