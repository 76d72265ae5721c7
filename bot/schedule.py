"""What runs when: deliveries all the time, and jobs that one of all workers does."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import (
    checkins,
    funding,
    interest,
    introduction_ends,
    introductions,
    linking,
    outbox,
    outcomes,
    partnership_ends,
)
from bot.delivery import Worker
from bot.funding import Feeds
from bot.network import Network, Work
from bot.outbox import Courier
from storage import once, schedule

KEYS_KEPT = timedelta(days=1)
CLAIMS_KEPT = timedelta(days=7)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Job:
    """Something done every so often, in one transaction, by whichever worker is first.

    What needs the network is done by `then`, once that transaction has ended well, by the same worker. If it dies
    meanwhile, that is left to the next run.
    """

    every: timedelta
    run: Callable[[Work], Awaitable[None]]
    then: Callable[[Network], Awaitable[None]] | None = None


async def forget_keys(work: Work) -> None:
    """Remove once keys that no platform repeats any more, and old claims."""
    await once.forget(work.session, work.now - KEYS_KEPT)
    await schedule.forget(work.session, work.now - CLAIMS_KEPT)


JOBS: Mapping[str, Job] = {
    "once.forget": Job(timedelta(hours=1), forget_keys),
    "outbox.forget": Job(timedelta(days=1), outbox.forget_old),
    "interest.forget": Job(timedelta(days=1), interest.forget),
    "introductions.remind": Job(timedelta(hours=1), introductions.remind),
    "introductions.close": Job(timedelta(minutes=10), introduction_ends.close),
    "introductions.forget": Job(timedelta(days=1), introduction_ends.forget),
    "outcomes.ask": Job(timedelta(hours=1), outcomes.ask_all),
    "checkins.ask": Job(timedelta(hours=1), checkins.ask_all),
    "partnerships.forget": Job(timedelta(days=1), partnership_ends.forget),
    "funding.forget": Job(timedelta(days=1), funding.forget),
    "links.forget": Job(timedelta(hours=1), linking.forget),
}


def jobs_with(feeds: Feeds, addresses: Sequence[str]) -> dict[str, Job]:
    """All jobs, with the one that reads these feeds."""
    reading = Job(
        funding.EVERY,
        lambda work: funding.follow(work, addresses),
        then=lambda network: funding.read_due(network, feeds),
    )
    return {**JOBS, "funding.read": reading}


async def run_job(network: Network, name: str, jobs: Mapping[str, Job] = JOBS) -> bool:
    """Do a job's present run, unless another worker has; whether it was done here."""
    job = jobs[name]
    claimed = await network.run(claim_and_run, name, job)
    if claimed and job.then is not None:
        await job.then(network)
    return claimed


async def claim_and_run(work: Work, name: str, job: Job) -> bool:
    """Claim the run and do it in the same transaction, so that a run that fails can be claimed again."""
    if not await schedule.claim(work.session, name, due(work.now, job.every)):
        return False
    await job.run(work)
    return True


def due(now: datetime, every: timedelta) -> datetime:
    """When the present run of a job was due: every worker comes to the same moment."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    return start + (now - start) // every * every


async def work(
    network: Network, couriers: Mapping[str, Courier], stop: asyncio.Event, jobs: Mapping[str, Job] = JOBS
) -> None:
    """Deliver and do the jobs until `stop` is set; a parcel that is under way is finished first."""
    scheduler = AsyncIOScheduler(timezone=UTC)
    running: set[asyncio.Task[Any] | None] = set()
    for name, job in jobs.items():
        scheduler.add_job(
            run_safely,
            "interval",
            (network, name, running, jobs),
            seconds=job.every.total_seconds(),
            next_run_time=datetime.now(UTC),
            jitter=30,
        )
    scheduler.start()
    try:
        await Worker(network, couriers).work(stop)
    finally:
        # What is being done ends well; the scheduler's own way to stop would cut it short.
        scheduler.remove_all_jobs()
        await asyncio.gather(*(task for task in running if task is not None))
        scheduler.shutdown(wait=False)


async def run_safely(
    network: Network, name: str, running: set[asyncio.Task[Any] | None], jobs: Mapping[str, Job] = JOBS
) -> None:
    """Run a job, its task in `running` meanwhile; what goes wrong is logged, and the next run tries again."""
    task = asyncio.current_task()
    running.add(task)
    try:
        await run_job(network, name, jobs)
    except Exception:
        log.exception("job_failed", job=name)
    finally:
        running.discard(task)
