"""What runs when: deliveries all the time, and jobs that one of all workers does."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import (
    call_ends,
    checkins,
    digest_ends,
    digest_sending,
    files,
    funding,
    interest,
    introduction_ends,
    introductions,
    linking,
    mail,
    outbox,
    outcomes,
    partnership_ends,
    poll_ends,
    poll_pictures,
    poll_posting,
    promises,
    round_ends,
    round_holding,
    saved_searches,
    survey_ends,
    survey_publishing,
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
    """Something done every so often, in one transaction, by whichever worker is first."""

    every: timedelta
    run: Callable[[Work], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Errand:
    """Something done every so often in transactions of its own, by whichever worker is first.

    One that is broken off, or that two do at once, is gone on with at the next run.
    """

    every: timedelta
    run: Callable[[Network], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Watch:
    """Something that every worker does every so often, so that it is done soon; what two do at once is done once."""

    every: timedelta
    run: Callable[[Network], Awaitable[None]]


Kind = Job | Errand | Watch


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
    "calls.tend": Job(timedelta(minutes=5), call_ends.tend),
    "calls.forget": Job(timedelta(days=1), call_ends.forget),
    "digests.forget": Job(timedelta(days=1), digest_ends.forget),
    "searches.forget": Job(timedelta(days=1), saved_searches.forget),
    "partnerships.forget": Job(timedelta(days=1), partnership_ends.forget),
    "polls.tend": Job(timedelta(minutes=1), poll_ends.tend),
    "polls.forget": Job(timedelta(days=1), poll_ends.forget),
    "surveys.count": Job(timedelta(hours=1), survey_ends.count),
    "promises.remind": Job(timedelta(hours=1), promises.remind),
    "surveys.forget": Job(timedelta(days=1), survey_ends.forget),
    "rounds.forget": Job(timedelta(days=1), round_ends.forget),
    "funding.forget": Job(timedelta(days=1), funding.forget),
    "files.forget": Job(timedelta(hours=1), files.forget),
    "mail.forget": Job(timedelta(hours=1), mail.forget),
    "links.forget": Job(timedelta(hours=1), linking.forget),
}

ERRANDS: Mapping[str, Errand] = {
    "rounds.hold": Errand(timedelta(minutes=5), round_holding.hold),
    "digests.send": Errand(timedelta(minutes=5), digest_sending.send),
    "surveys.tend": Errand(timedelta(minutes=5), survey_ends.tend),
    "surveys.publish": Errand(timedelta(minutes=5), survey_publishing.publish),
}

WATCHES: Mapping[str, Watch] = {
    "polls.show": Watch(timedelta(seconds=1), poll_posting.keep_up),
    "polls.draw": Watch(timedelta(seconds=1), poll_pictures.keep_up),
}

ALL: Mapping[str, Kind] = {**JOBS, **ERRANDS, **WATCHES}


def with_feeds(feeds: Feeds, addresses: Sequence[str]) -> dict[str, Kind]:
    """All of them, with the one that reads these feeds."""
    return {**ALL, "funding.read": Errand(funding.EVERY, lambda network: funding.read(network, feeds, addresses))}


async def run_job(network: Network, name: str, jobs: Mapping[str, Kind] = ALL) -> bool:
    """Do the present run of a job or an errand, unless another worker has; whether it was done here."""
    job = jobs[name]
    if isinstance(job, Job):
        return await network.run(claim_and_run, name, job)
    claimed = isinstance(job, Watch) or await network.run(claim, name, job.every)
    if claimed:
        await job.run(network)
    return claimed


async def claim_and_run(work: Work, name: str, job: Job) -> bool:
    """Claim the run and do it in the same transaction, so that a run that fails can be claimed again."""
    if not await claim(work, name, job.every):
        return False
    await job.run(work)
    return True


async def claim(work: Work, name: str, every: timedelta) -> bool:
    """Claim the present run; False when another worker has it."""
    return await schedule.claim(work.session, name, due(work.now, every))


def due(now: datetime, every: timedelta) -> datetime:
    """When the present run of a job was due: every worker comes to the same moment."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    return start + (now - start) // every * every


async def work(
    network: Network, couriers: Mapping[str, Courier], stop: asyncio.Event, jobs: Mapping[str, Kind] = ALL
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
            jitter=None if isinstance(job, Watch) else 30,
            misfire_grace_time=None,
            coalesce=True,
            # A watch that takes longer steps aside for itself, where the scheduler would warn each second.
            max_instances=2 if isinstance(job, Watch) else 1,
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
    network: Network, name: str, running: set[asyncio.Task[Any] | None], jobs: Mapping[str, Kind] = ALL
) -> None:
    """Run a job, its task in `running` meanwhile, unless it is being run still.

    What goes wrong is logged, and the next run tries again.
    """
    if any(other is not None and other.get_name() == name for other in running):
        return
    task = asyncio.current_task()
    if task is not None:
        task.set_name(name)
    running.add(task)
    try:
        await run_job(network, name, jobs)
    except Exception:
        log.exception("job_failed", job=name)
    finally:
        running.discard(task)
