"""Delivery: rates are kept, each recipient's order too, one's trouble stays one's, and nothing waits for long."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot import delivery
from bot.cards import Card, Text
from bot.delivery import MOST_OF_A_LANE, TIMING, Worker, deliver_due
from bot.directory import Address
from bot.leases import Timing
from bot.network import Work
from bot.outbox import Rate, Rates, TryLater, Undeliverable, figures
from tests.bot.post import Post, deliver, delivered, written
from tests.bot.scene import Scene
from tests.conftest import Opener


async def crowd(scene: Scene, number: int) -> list[int]:
    """So many members who have nothing waiting for them; their ids."""
    found = []
    for index in range(number):
        who = scene.town.add(f"p{index}", f"Person {index}")
        await scene.card(who, "home.show")
        found.append(await scene.id_of(who))
    return found


async def sent_to(scene: Scene, members: list[int], title: str = "Hello", times: int = 1) -> None:
    """Have messages sent to each of these, in turn."""

    async def send(work: Work) -> None:
        for turn in range(times):
            for member in members:
                await work.send(member, Card(f"{title} {turn}", (Text("Words."),)), key=f"{title} {member} {turn}")

    await scene.network.run(send)


async def linked(scene: Scene) -> tuple[Address, Address, int]:
    """Somebody with an account on Slack and one on Teams, the first for longer, and their id; nothing waits."""
    slack = scene.town.add("rosa", "Rosa")
    teams = scene.town.add("rosa9", "Rosa", platform="teams", workspace="T9")
    await scene.card(slack, "home.show")
    scene.clock.forward(minutes=1)
    await scene.link(slack, teams)
    member = await scene.id_of(slack)
    for post in (Post(), Post()):
        while await deliver_due(scene.network, {"slack": post, "teams": post}):
            continue
    return slack, teams, member


async def test_a_recipient_gets_one_message_a_second_and_others_need_not_wait(scene: Scene) -> None:
    """As Slack asks for, by every worker together."""
    members = await crowd(scene, 3)
    post = Post(Rates(between=1.0))
    await sent_to(scene, members, times=3)
    for turn in range(3):
        assert await deliver(scene.network, post) == 3
        assert await deliver(scene.network, post) == 0
        assert Counter(post.sent) == Counter(
            (f"p{who}", f"Hello {done}") for who in range(3) for done in range(turn + 1)
        )
        scene.clock.forward(seconds=0.9)
        assert await deliver(scene.network, post) == 0
        scene.clock.forward(seconds=0.2)


async def test_a_workspace_gets_no_more_than_its_rate_whoever_delivers(
    scene: Scene, opener: Opener, database_url: str
) -> None:
    """Two workers share it; after a pause a few go out at once."""
    every, ahead = 0.0025, 0.005  # A hundredth of what is usual, since a worker waits by the machine's clock.
    members = await crowd(scene, 60)
    await sent_to(scene, members)
    post = Post(Rates(of={"card": Rate(every, burst=4)}))
    workers = [Worker(each, {"slack": post}, Timing(ahead=ahead)) for each in (scene.network, opener(database_url))]
    begun, moments = scene.clock.now, []
    while len(post.sent) < 60:
        before = len(post.sent)
        await asyncio.gather(*(worker.once() for worker in workers))
        moments += [scene.clock.now - begun] * (len(post.sent) - before)
        scene.clock.forward(seconds=0.4 * every)
    window = timedelta(seconds=20 * every)
    for index, moment in enumerate(moments):
        within = sum(1 for other in moments if moment <= other < moment + window)
        assert within <= 4 + 20 + ahead / every, index
    assert moments[-1] <= timedelta(seconds=60 * every)


async def test_each_kind_has_a_rate_of_its_own(sqlite_scene: Scene) -> None:
    """Two thousand homes to show must not keep a message waiting."""
    members = await crowd(sqlite_scene, 12)

    async def refresh(work: Work) -> None:
        for member in members:
            await work.refresh_home(member)

    await sqlite_scene.network.run(refresh)
    sqlite_scene.clock.forward(seconds=1)
    await sent_to(sqlite_scene, members[-1:])
    post = Post(Rates(of={"home": Rate(60.0)}))
    await deliver(sqlite_scene.network, post)
    assert post.sent == [("p11", "Hello 0")]
    assert len(post.homes) == 1


async def test_a_limit_of_one_conversation_holds_up_nobody_else(sqlite_scene: Scene, post: Post) -> None:
    """The platform does not say whose limit it was; what it asked for is kept for this recipient."""
    members = await crowd(sqlite_scene, 3)
    await sent_to(sqlite_scene, members, times=2)
    post.troubles = {"p0": TryLater("ratelimited: too many", seconds=30, doubted=False)}
    await delivered(sqlite_scene.network, post)
    assert [title for user, title in post.sent if user == "p0"] == []
    assert len(post.sent) == 4
    post.troubles = {}
    sqlite_scene.clock.forward(seconds=29)
    assert await deliver(sqlite_scene.network, post) == 0
    sqlite_scene.clock.forward(seconds=11)
    await delivered(sqlite_scene.network, post)
    assert [title for user, title in post.sent if user == "p0"] == ["Hello 0", "Hello 1"]


async def test_a_limit_that_two_conversations_meet_is_the_workspaces(
    scene: Scene, opener: Opener, database_url: str, post: Post
) -> None:
    """Every worker leaves it alone for as long as it asked, and nobody else is tried meanwhile."""
    members = await crowd(scene, 20)
    await sent_to(scene, members[:2])
    post.trouble = TryLater("ratelimited: too many", seconds=30, doubted=False)
    with capture_logs() as logged:
        await delivered(scene.network, post)
    assert [line["event"] for line in logged] == ["workspace_waits"]
    await sent_to(scene, members[2:])
    post.trouble = None
    second = opener(database_url)
    scene.clock.forward(seconds=29)
    assert await deliver(second, post) + await deliver(scene.network, post) == 0
    scene.clock.forward(seconds=11)
    await delivered(second, post)
    assert len(post.sent) == 20


async def test_one_workspace_that_waits_does_not_hold_up_another(sqlite_scene: Scene) -> None:
    """However many messages wait for the first."""
    members = await crowd(sqlite_scene, 40)
    elsewhere = sqlite_scene.town.add("wim", "Wim", workspace="T2")
    await sent_to(sqlite_scene, members)
    await written(sqlite_scene, elsewhere, "To Wim")
    shut = TryLater("token_revoked: install the app again", seconds=60, concerns="workspace", doubted=False)
    post = Post(Rates(of={"card": Rate(0.01)}), troubles={f"p{number}": shut for number in range(40)})
    with capture_logs():
        for _ in range(20):
            await deliver(sqlite_scene.network, post)
            sqlite_scene.clock.forward(seconds=1)
    assert post.sent == [("wim", "To Wim")]
    assert len(post.since) <= 2 * MOST_OF_A_LANE + 1
    rows = [row for row in await sqlite_scene.rows("outbox") if row["kind"] == "card" and row["done_at"] is None]
    assert all(row["attempts"] <= 1 for row in rows)


async def test_what_cannot_be_reached_on_one_account_is_sent_to_the_next(sqlite_scene: Scene) -> None:
    """The one that has been theirs for longest first; what follows is sent there in its order, and nothing twice."""
    _, _, member = await linked(sqlite_scene)
    slack = Post(trouble=Undeliverable("account_gone: the account was deactivated: nothing to do"))
    teams = Post()
    await sent_to(sqlite_scene, [member], times=2)
    couriers = {"slack": slack, "teams": teams}
    while await deliver_due(sqlite_scene.network, couriers):
        continue
    assert slack.sent == []
    assert teams.sent == [("rosa9", "Hello 0"), ("rosa9", "Hello 1")]


async def test_when_no_account_can_be_reached_the_reason_is_kept(sqlite_scene: Scene) -> None:
    """It is the last one's; sent again, all are tried again."""
    _, _, member = await linked(sqlite_scene)
    slack, teams = Post(trouble=Undeliverable("first: gone")), Post(trouble=Undeliverable("second: blocked"))
    couriers = {"slack": slack, "teams": teams}
    await sent_to(sqlite_scene, [member])
    with capture_logs():
        while await deliver_due(sqlite_scene.network, couriers):
            continue
    [row] = [row for row in await sqlite_scene.rows("outbox") if row["key"].startswith("Hello")]
    assert (row["reason"], row["failure"]) == ("second", "second: blocked")
    assert (len(slack.since), len(teams.since)) == (1, 1)


async def test_what_may_have_arrived_is_looked_for_where_it_was_tried(scene: Scene) -> None:
    """Another account would not know of it, even one that has become the first."""
    slack_address, _, member = await linked(scene)
    slack, teams = Post(trouble=TryLater("broke: the connection broke")), Post()
    couriers = {"slack": slack, "teams": teams}
    await sent_to(scene, [member])
    await deliver_due(scene.network, couriers)
    later = (scene.clock.now + timedelta(days=1)).isoformat(sep=" ")
    await scene.change(
        f"UPDATE accounts SET since = '{later.replace(':', chr(92) + ':')}' WHERE \"user\" = '{slack_address.user}'"  # noqa: S608 - ours
    )
    slack.trouble = None
    scene.clock.forward(minutes=5)
    await deliver_due(scene.network, couriers)
    assert (slack.sent, teams.sent) == ([("rosa", "Hello 0")], [])
    assert slack.since[-1] is not None


async def test_somebody_whose_platform_is_not_set_up_gets_nothing_and_the_reason_says_so(
    sqlite_scene: Scene, post: Post
) -> None:
    """It can be sent again once it is."""
    who = sqlite_scene.town.add("tia", "Tia", platform="teams")
    await written(sqlite_scene, who, "One")
    with capture_logs():
        await delivered(sqlite_scene.network, post)
    assert {row["reason"] for row in await sqlite_scene.rows("outbox")} == {"not_set_up"}


async def test_messages_of_the_version_before_are_delivered(scene: Scene, post: Post) -> None:
    """It may have put them in while this one was installed, without what this one has added."""
    who = scene.town.add("rosa", "Rosa")
    await written(scene, who, "One", "Two")
    await scene.change("UPDATE outbox SET recipient = '', waits_since = NULL")
    await delivered(scene.network, post)
    assert post.sent == [("rosa", "One"), ("rosa", "Two")]


class Slow(Post):
    """A platform that answers when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.let_on = asyncio.Event()

    async def carried(self, user: str) -> None:
        """Wait, if there is nobody else to wait for."""
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        if user != "p0":
            await self.let_on.wait()
        self.under_way -= 1


async def until(condition: Callable[[], object]) -> None:
    """Wait until this holds."""
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.01)


async def test_several_are_under_way_at_once_and_one_workspace_takes_not_all_of_the_room(sqlite_scene: Scene) -> None:
    """A platform that is slow keeps those of others waiting for nothing."""
    members = await crowd(sqlite_scene, MOST_OF_A_LANE + 5)
    elsewhere = sqlite_scene.town.add("wim", "Wim", platform="teams", workspace="T9")
    slow, quick, stop = Slow(), Post(), asyncio.Event()
    working = asyncio.create_task(Worker(sqlite_scene.network, {"slack": slow, "teams": quick}).work(stop))
    await sent_to(sqlite_scene, members[1:])
    await until(lambda: slow.under_way == MOST_OF_A_LANE)
    await written(sqlite_scene, elsewhere, "To Wim")
    await until(lambda: quick.sent == [("wim", "To Wim")])
    assert slow.most_under_way == MOST_OF_A_LANE
    slow.let_on.set()
    await until(lambda: len(slow.sent) == MOST_OF_A_LANE + 4)
    stop.set()
    await working


async def test_what_this_process_puts_in_goes_out_at_once(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker does not sleep over it."""
    monkeypatch.setattr(delivery, "POLL_SECONDS", 3600.0)
    members, post, stop = await crowd(scene, 1), Post(), asyncio.Event()
    working = asyncio.create_task(Worker(scene.network, {"slack": post}).work(stop))
    await asyncio.sleep(0.1)
    await sent_to(scene, members)
    await until(lambda: post.sent)
    stop.set()
    await asyncio.wait_for(working, 5)


async def test_what_another_process_puts_in_is_found(scene: Scene, opener: Opener, database_url: str) -> None:
    """Within a moment."""
    members, post, stop = await crowd(scene, 1), Post(), asyncio.Event()
    working = asyncio.create_task(Worker(opener(database_url), {"slack": post}).work(stop))
    await asyncio.sleep(0.1)
    await sent_to(scene, members)
    await until(lambda: post.sent)
    stop.set()
    await asyncio.wait_for(working, 5)


async def test_a_delivery_that_takes_too_long_is_broken_off_before_its_lease_ends(sqlite_scene: Scene) -> None:
    """Nobody knows then whether it arrived."""
    members, slow = await crowd(sqlite_scene, 2), Slow()
    await sent_to(sqlite_scene, members[1:])
    assert await Worker(sqlite_scene.network, {"slack": slow}, Timing(lease=0.2)).once() == 1
    [row] = [row for row in await sqlite_scene.rows("outbox") if row["kind"] == "card"]
    assert row["done_at"] is None
    assert row["tried_at"] is not None


async def test_no_member_waits_for_a_worker_that_has_much_to_do(scene: Scene) -> None:
    """Nor the other way round: on SQLite they take turns at writing, and the worker's are short."""
    members, post, stop = await crowd(scene, 20), Post(), asyncio.Event()
    await sent_to(scene, members, times=10)
    who = await scene.member("rosa")
    working = asyncio.create_task(Worker(scene.network, {"slack": post}).work(stop))
    slowest = 0.0
    while len(post.sent) < 200:
        began = asyncio.get_running_loop().time()
        card = await scene.card(who, "profiles.pause" if len(post.sent) % 2 else "profiles.resume")
        assert card.title in {"You are paused", "You can be found again"}
        slowest = max(slowest, asyncio.get_running_loop().time() - began)
        await asyncio.sleep(0)
    stop.set()
    await working
    assert slowest < 3.0  # What Slack waits for at most.


async def test_figures_tell_how_much_waits_for_how_long_and_what_became_of_the_rest(scene: Scene, post: Post) -> None:
    """By platform, kind and reason; never by person."""
    members = await crowd(scene, 4)
    await delivered(scene.network, post)
    before = await scene.network.look(figures)
    assert (before.waiting, before.oldest) == (0, 0.0)
    await sent_to(scene, members)
    post.troubles = {
        "p0": Undeliverable("closed: the account was closed"),
        "p1": TryLater("broke: the connection broke"),
    }
    with capture_logs():
        await delivered(scene.network, post)
    scene.clock.forward(seconds=7)
    after = await scene.network.look(figures)
    assert (after.waiting, after.oldest) == (1, 7.0)
    assert after.failed == {"closed": 1}
    assert after.sent["slack", "card"] == 2
    assert after.retried == {("slack", "card"): 1}


async def test_a_worker_stops_although_the_database_is_away(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it could not record comes back when its lease ends."""
    monkeypatch.setattr(delivery, "TROUBLE_SECONDS", 0.01)
    members, slow, stop = await crowd(scene, 2), Slow(), asyncio.Event()
    await sent_to(scene, members[1:])
    working = asyncio.create_task(Worker(scene.network, {"slack": slow}).work(stop))
    await until(lambda: slow.under_way == 1)
    await scene.change("ALTER TABLE outbox RENAME TO elsewhere")
    with capture_logs() as logged:
        slow.let_on.set()
        await until(lambda: any(line["event"] == "delivery_failed" for line in logged))
        stop.set()
        await asyncio.wait_for(working, 5)
    await scene.change("ALTER TABLE elsewhere RENAME TO outbox")
    scene.clock.forward(seconds=TIMING.lease)
    post = Post()
    await delivered(scene.network, post)
    assert post.sent == [("p1", "Hello 0")]
    assert post.since[0] is not None
