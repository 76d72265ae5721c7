"""The schedule: each run of a job is done by one of all workers, and the worker delivers until it is stopped."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from bot import delivery, schedule
from bot.cards import Card
from bot.network import Network, Work
from bot.schedule import JOBS, WATCHES, Job, Watch, claim_and_run, due, run_job, run_safely
from tests.bot.post import Post
from tests.bot.scene import Scene
from tests.conftest import Opener


async def test_a_run_is_claimed_once_among_several_workers(scene: Scene, opener: Opener, database_url: str) -> None:
    """And the next run again by one."""
    ran: list[int] = []

    async def note(_work: Work) -> None:
        ran.append(1)
        await asyncio.sleep(0)

    job = Job(timedelta(hours=1), note)
    workers = [scene.network, *(opener(database_url) for _ in range(3))]
    for run in range(3):
        done = await asyncio.gather(*(worker.run(claim_and_run, "a job", job) for worker in workers * 2))
        assert sum(done) == 1
        assert len([row for row in await scene.rows("job_runs") if row["job"] == "a job"]) == run + 1
        scene.clock.forward(hours=1)


async def test_a_run_that_fails_can_be_claimed_again(scene: Scene) -> None:
    """Whatever it had written is undone."""
    failing = True

    async def fail_once(_work: Work) -> None:
        if failing:
            raise ZeroDivisionError

    job = Job(timedelta(hours=1), fail_once)
    with pytest.raises(ZeroDivisionError):
        await scene.network.run(claim_and_run, "a job", job)
    assert await scene.rows("job_runs") == []
    failing = False
    assert await scene.network.run(claim_and_run, "a job", job)
    assert not await scene.network.run(claim_and_run, "a job", job)


@pytest.mark.parametrize("name", JOBS)
async def test_every_job_runs_once_for_each_time_it_is_due(scene: Scene, name: str) -> None:
    """On a database with something in it."""
    await scene.member("rosa")
    assert await run_job(scene.network, name)
    assert not await run_job(scene.network, name)
    scene.clock.now += JOBS[name].every
    assert await run_job(scene.network, name)


async def test_old_claims_are_forgotten_after_a_week(scene: Scene) -> None:
    """They only tell which run was taken."""
    for name in JOBS:
        await run_job(scene.network, name)
    scene.clock.forward(days=9)
    await run_job(scene.network, "once.forget")
    assert len(await scene.rows("job_runs")) == 1


@pytest.mark.parametrize("seconds", [0, 1, 3599.999])
def test_every_worker_comes_to_the_same_moment(seconds: float) -> None:
    """Whenever within the run they look."""
    start = datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert due(start + timedelta(seconds=seconds), timedelta(hours=1)) == start
    assert due(datetime(2025, 12, 31, 23, 30, tzinfo=UTC), timedelta(hours=1)) == datetime(2025, 12, 31, 23, tzinfo=UTC)


async def test_a_failing_job_is_logged_and_ends_nothing(opener: Opener, scene: Scene) -> None:
    """The next run tries again."""
    await scene.card(scene.town.add("rosa", "Rosa"), "home.show")
    away = opener("sqlite:////nowhere/at/all/roundtable.db")
    with capture_logs() as logged:
        await run_safely(away, "once.forget", set())
    assert [line["event"] for line in logged] == ["database_away", "job_failed"]


class Bell(Post):
    """A courier that tells when something came, and takes it slowly."""

    def __init__(self) -> None:
        super().__init__()
        self.rung = asyncio.Event()
        self.slowly = asyncio.Event()

    async def carried(self, user: str) -> None:
        """Wait to be let on."""
        self.rung.set()
        await self.slowly.wait()
        await super().carried(user)


async def test_a_worker_delivers_until_it_is_stopped_and_finishes_what_is_under_way(sqlite_scene: Scene) -> None:
    """Stopping it loses nothing that was begun."""
    who = sqlite_scene.town.add("rosa", "Rosa")
    await sqlite_scene.card(who, "home.show")
    member, bell, stop = await sqlite_scene.id_of(who), Bell(), asyncio.Event()
    working = asyncio.create_task(schedule.work(sqlite_scene.network, {"slack": bell}, stop))
    await sqlite_scene.network.run(lambda work: work.send(member, Card("Hello"), key="a"))
    await bell.rung.wait()
    stop.set()
    await asyncio.sleep(0.05)
    assert not working.done()
    bell.slowly.set()
    await asyncio.wait_for(working, 5)
    assert bell.sent == [("rosa", "Hello")]
    [row] = [row for row in await sqlite_scene.rows("outbox") if row["kind"] == "card"]
    assert row["done_at"] is not None


async def test_a_worker_goes_on_after_the_database_was_away(
    sqlite_scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits a little longer, and logs that it could not look."""
    monkeypatch.setattr(delivery, "TROUBLE_SECONDS", 0.01)
    await sqlite_scene.change("ALTER TABLE outbox RENAME TO elsewhere")
    stop = asyncio.Event()
    with capture_logs() as logged:
        working = asyncio.create_task(schedule.work(sqlite_scene.network, {"slack": Post()}, stop))
        async with asyncio.timeout(60):
            while [line["event"] for line in logged].count("delivery_failed") < 2:  # noqa: ASYNC110 - a log tells nobody
                await asyncio.sleep(0.01)
        stop.set()
        await asyncio.wait_for(working, 5)


async def test_a_watch_that_takes_longer_is_not_begun_again(sqlite_scene: Scene) -> None:
    """Such as one that draws; the next look comes once it has ended."""
    begun: list[str] = []
    go_on = asyncio.Event()

    async def look(_network: Network) -> None:
        begun.append("look")
        await go_on.wait()

    running: set[asyncio.Task[object] | None] = set()
    jobs = {"look": Watch(timedelta(seconds=1), look)}
    first, second = (asyncio.create_task(run_safely(sqlite_scene.network, "look", running, jobs)) for _ in range(2))
    await second
    assert begun == ["look"]
    go_on.set()
    await first
    await run_safely(sqlite_scene.network, "look", running, jobs)
    assert begun == ["look"] * 2


async def test_a_watch_is_done_by_every_worker(scene: Scene) -> None:
    """Without a claim, so that it may be done every second."""
    done = asyncio.Event()
    stop = asyncio.Event()

    async def look(_network: Network) -> None:
        done.set()

    working = asyncio.create_task(schedule.work(scene.network, {}, stop, {"look": Watch(timedelta(hours=1), look)}))
    await done.wait()
    stop.set()
    await working
    assert await scene.rows("job_runs") == []
    assert all(watch.every <= timedelta(seconds=1) for watch in WATCHES.values())
