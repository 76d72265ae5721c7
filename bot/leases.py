"""What a worker takes next, and what it records of what it took: the transactions around each delivery."""

import json
from collections import Counter, defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor

import structlog

from bot import channels
from bot.directory import Address
from bot.network import BETWEEN_CHANGES, Work
from bot.outbox import Arrived, Courier, Rate, TryLater, Undeliverable, common, lane, split
from storage import delivery, outbox
from storage.delivery import Row
from storage.outbox import IN_CHANNEL

SORTED = 200
"""How many parcels are put into their lanes at once."""

MOST_ATTEMPTS = 20
"""With waits that double up to the longest, about two days: a platform's bad day loses nobody's message."""

LONGEST_FAILURE = 400
LONGEST_REASON = 60

ELSEWHERE = "not_set_up: their platform is not set up here; set it up, and send it again"
NOWHERE = "no_account: has no account that can be reached; nothing to do unless they come back"
APART = "no_shared_workspace: they are no longer together in one workspace; nothing to do unless they come back"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Timing:
    """How a worker times its work, in seconds.

    A `lease` is longer than a delivery can take, so that a worker that died gives its parcels back, and a slow one
    keeps them. `doubt` is longer than a platform may still be busy with a call that broke off. `hold` is for how long a
    workspace is left alone that did not say it. `ahead` is how long before it may go out a parcel is taken. Waits that
    double come to the `longest`.
    """

    lease: float = 120.0
    doubt: float = 30.0
    hold: float = 10.0
    ahead: float = 0.5
    longest: float = 6 * 3600.0


@dataclass(frozen=True, slots=True)
class Errand:
    """A parcel that this worker may deliver until its lease ends: to whom, and in how many seconds at the earliest."""

    row: Row
    lane: str
    to: Sequence[Address]
    wait: float
    until: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """What became of an errand: where the message is, None where there is nothing to know, or why it did not arrive."""

    errand: Errand
    outcome: "Arrived | TryLater | Undeliverable | NotTried | None"


@dataclass(frozen=True, slots=True)
class NotTried:
    """There was no time left to try it before the lease ended."""


@dataclass(frozen=True, slots=True)
class Room:
    """How many errands a worker can take on, in all and of each lane beside what it is busy with there."""

    total: int
    lane: int
    busy: Mapping[str, int]


async def waits(work: Work, couriers: Mapping[str, Courier], timing: Timing) -> bool:
    """Whether there is something for a worker to take."""
    ready = await delivery.ready(work.session, work.now, work.now + timedelta(seconds=timing.ahead))
    return any((split(key)[0] in couriers) if key else bool(couriers) for key in ready)


async def turn(
    work: Work, couriers: Mapping[str, Courier], timing: Timing, reports: Sequence[Report], room: Room
) -> list[Errand]:
    """Record what became of errands, and take on new ones. A worker without any platform gives nothing up."""
    await record(work, timing, reports)
    if not couriers:
        return []
    await sort(work, couriers)
    return await lease(work, couriers, timing, room) if room.total > 0 else []


async def sort(work: Work, couriers: Mapping[str, Courier]) -> None:
    """Put what was not looked at yet into its lane, and give up what has no way to go."""
    rows = await delivery.unsorted(work.session, work.now, SORTED)
    if not rows:
        return
    if any(not row.recipient for row in rows):
        await delivery.name_recipients(work.session)
        rows = await delivery.unsorted(work.session, work.now, SORTED)
    ways = await ways_of(work, rows, couriers)
    lanes: dict[str, list[int]] = defaultdict(list)
    lost: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        way = ways[row.id]
        if isinstance(way, str):
            lost[way].append(row)
        else:
            lanes[lane_of(row, way)].append(row.id)
    await delivery.sort(work.session, lanes, work.now)
    for failure, among in lost.items():
        await give_up(work, among, failure)


def lane_of(row: Row, way: Sequence[Address]) -> str:
    """The lane of a parcel that goes this way."""
    return lane(way[0].platform, way[0].workspace, "update" if row.conversation else row.kind)


async def ways_of(work: Work, rows: Sequence[Row], couriers: Mapping[str, Courier]) -> dict[int, list[Address] | str]:
    """To whom each of these parcels goes now, by its id, or why it goes nowhere."""
    involved = {member for row in rows for member in outbox.members_of(row.recipient)}
    accounts = {
        member: [Address(*one) for one in among]
        for member, among in (await delivery.reachable(work.session, involved)).items()
    }
    rooms = await channels.addresses(work, [row.recipient for row in rows if row.kind == IN_CHANNEL])
    ways: dict[int, list[Address] | str] = {}
    for row in rows:
        theirs = [accounts.get(one, []) for one in outbox.members_of(row.recipient)]
        if row.kind == IN_CHANNEL:
            ways[row.id] = to_channel(rooms.get(row.recipient), couriers)
        else:
            ways[row.id] = (by_mail if row.kind in outbox.MAILS else way_of)(row, theirs, couriers)
    return ways


def to_channel(room: Address | None, platforms: Container[str]) -> list[Address] | str:
    """Where a parcel goes that is for this channel."""
    return [room] if room is not None and room.platform in platforms else ELSEWHERE


def way_of(row: Row, accounts: Sequence[Sequence[Address]], platforms: Container[str]) -> list[Address] | str:
    """To whom a parcel goes that is for people with these accounts, each one's in their order, or why nowhere.

    A private message goes to the account that has been theirs for longest, past those that could not be reached; what
    may have arrived already, to where it was tried. A home is shown on all of somebody's accounts.
    """
    before = Address(row.platform, row.workspace, row.account)
    if row.conversation:
        return [before] if before.platform in platforms else ELSEWHERE
    if row.kind == "group":
        return together(before if row.tried_at else None, accounts, platforms)
    [theirs] = accounts
    usable = [one for one in theirs if one.platform in platforms]
    if not usable:
        return ELSEWHERE if theirs else NOWHERE
    if row.kind == "home":
        return usable
    passed = dict(read_passed(row.passed))
    left = [one for one in usable if one not in passed]
    if not left:
        return passed[usable[-1]]
    return [before] if row.tried_at and before in left else left[:1]


def by_mail(row: Row, accounts: Sequence[Sequence[Address]], platforms: Container[str]) -> list[Address] | str:
    """Where an e-mail goes, for its courier to look up; nowhere for who has left, since it is asked for in chat."""
    if outbox.MAIL not in platforms:
        return ELSEWHERE
    [member] = outbox.members_of(row.recipient)
    return [Address(outbox.MAIL, row.kind, str(member))] if any(accounts) else NOWHERE


def together(
    before: Address | None, accounts: Sequence[Sequence[Address]], platforms: Container[str]
) -> list[Address] | str:
    """One account of each of these people in a workspace that all are in, the one where it was tried before if any."""
    places = [[(one.platform, one.workspace) for one in theirs if one.platform in platforms] for theirs in accounts]
    tried = (before.platform, before.workspace) if before else None
    place = tried if tried and all(tried in theirs for theirs in places) else common(places)
    if place is None:
        return APART
    return [next(one for one in theirs if (one.platform, one.workspace) == place) for theirs in accounts]


def read_passed(passed: str) -> list[tuple[Address, str]]:
    """The accounts that could not be reached, each with the reason."""
    return [(Address(*address), reason) for address, reason in json.loads(passed or "[]")]


async def give_up(work: Work, rows: Sequence[Row], failure: str) -> None:
    """Record why parcels never can be delivered, for facilitators to see."""
    for row in rows:
        log.warning("parcel_failed", parcel=row.id, key=row.key, kind=row.kind, reason=failure)
    reason = failure.partition(":")[0][:LONGEST_REASON]
    await delivery.fail(work.session, [row.id for row in rows], work.now, reason, failure[:LONGEST_FAILURE])


async def lease(work: Work, couriers: Mapping[str, Courier], timing: Timing, room: Room) -> list[Errand]:
    """Take on what is due, as far as the rates allow and there is room."""
    horizon = work.now + timedelta(seconds=timing.ahead)
    lanes = [one for one in await delivery.open_lanes(work.session, work.now, horizon) if split(one[0])[0] in couriers]
    work.random.shuffle(lanes)
    errands: list[Errand] = []
    for key, free_at in lanes:
        platform, _, kind = split(key)
        rates = couriers[platform].rates
        rate = rates.of.get(kind, Rate())
        most = min(
            room.total - len(errands), room.lane - room.busy.get(key, 0), allowed(rate, free_at, work.now, horizon)
        )
        if most > 0:
            spaced = (work.now - timedelta(seconds=rates.between), work.now - timedelta(seconds=rates.in_channel))
            rows = await delivery.due(work.session, key, work.now, spaced, most)
            errands += await take(work, couriers, timing, rows, (key, rate, free_at))
    return errands


def allowed(rate: Rate, free_at: datetime, now: datetime, horizon: datetime) -> int:
    """How many may go out before the horizon."""
    if rate.every <= 0:
        return SORTED
    return floor((horizon - earliest(rate, free_at, now)).total_seconds() / rate.every) + 1


def earliest(rate: Rate, free_at: datetime, now: datetime) -> datetime:
    """When the next may go out; it lies back by as many as may go out at once."""
    return max(free_at, now - timedelta(seconds=rate.every * (rate.burst - 1)))


async def take(
    work: Work,
    couriers: Mapping[str, Courier],
    timing: Timing,
    rows: Sequence[Row],
    through: tuple[str, Rate, datetime],
) -> list[Errand]:
    """Lease these parcels of a lane; those that meanwhile go elsewhere are taken out of it."""
    key, rate, free_at = through
    until = work.now + timedelta(seconds=timing.lease)
    ways = await ways_of(work, rows, couriers)
    errands: list[Errand] = []
    astray: list[int] = []
    crowded = set()
    for row in rows:
        if row.kind == IN_CHANNEL and couriers[split(key)[0]].rates.in_channel:
            if row.recipient in crowded:
                continue
            crowded.add(row.recipient)
        way = ways[row.id]
        if isinstance(way, str) or lane_of(row, way) != key:
            astray.append(row.id)
            continue
        free_at = earliest(rate, free_at, work.now)
        errands.append(Errand(row, key, way, max(0.0, (free_at - work.now).total_seconds()), until))
        free_at += timedelta(seconds=rate.every)
    if astray:
        await delivery.sort(work.session, {"": astray}, work.now)
    if errands:
        await delivery.take(work.session, until, work.now, [(one.row, one.to[0]) for one in errands])
        await delivery.set_free(work.session, key, free_at)
    return errands


async def record(work: Work, timing: Timing, reports: Sequence[Report]) -> None:
    """Record what became of errands."""
    sent: Counter[str] = Counter()
    retried: Counter[str] = Counter()
    arrived: list[tuple[Row, Arrived | None]] = []
    for report in reports:
        errand, outcome = report.errand, report.outcome
        if isinstance(outcome, NotTried):
            await delivery.give_back(work.session, errand.row, errand.until, work.now)
        elif isinstance(outcome, Undeliverable):
            await undeliverable(work, timing, errand, outcome)
        elif isinstance(outcome, TryLater):
            retried[errand.lane] += 1
            await try_later(work, timing, errand, outcome)
        else:
            sent[errand.lane] += 1
            arrived.append((errand.row, outcome))
    await delivery.done(work.session, arrived, work.now, work.now + BETWEEN_CHANGES)
    # Slack lets a bot change what it posted in a channel that it was thrown out of: only a post shows that it is there.
    posts = [row.recipient for row, _ in arrived if row.kind == IN_CHANNEL and not row.conversation]
    await channels.reached(work, posts)
    for key in sorted(sent.keys() | retried.keys()):
        await delivery.count(work.session, key, sent=sent[key], retried=retried[key])


async def undeliverable(work: Work, timing: Timing, errand: Errand, outcome: Undeliverable) -> None:
    """Go on to the next account of whom it is for, or give up where there is nobody else to try.

    What was deleted in a channel was not lost by us; that a channel is gone concerns all that is posted there.
    """
    row, failure = errand.row, str(outcome)
    if row.kind == IN_CHANNEL and outcome.gone == "message":
        await delivery.lose(work.session, row, work.now, failure[:LONGEST_FAILURE])
    elif row.kind == IN_CHANNEL and outcome.gone == "channel":
        await give_up(work, [row], failure)
        began = errand.until - timedelta(seconds=timing.lease)
        await channels.failed(work, row.recipient, failure[:LONGEST_FAILURE], since=began)
    elif row.kind == "card" and not row.conversation:
        passed = json.dumps([*read_passed(row.passed), (errand.to[0], failure[:LONGEST_FAILURE])])
        await delivery.pass_on(work.session, row, errand.until, work.now, passed)
    else:
        await give_up(work, [row], failure)


async def try_later(work: Work, timing: Timing, errand: Errand, later: TryLater) -> None:
    """Put it off, and what it concerns; or give it up after many attempts.

    Attempts that the platform told us to wait after do not count.
    """
    row, attempts = errand.row, errand.row.attempts + 1
    if later.seconds is None and attempts >= MOST_ATTEMPTS:
        await give_up(work, [row], f"{later} (gave up after {attempts} attempts)")
        return
    wait = later.seconds if later.seconds is not None else min(2.0**attempts, timing.longest)
    if later.doubted and later.seconds is None:
        wait = max(wait, timing.doubt)
    due = work.now + timedelta(seconds=wait * work.random.uniform(1.0, 1.3))
    await delivery.postpone(
        work.session,
        row,
        errand.until,
        due,
        attempts=attempts if later.seconds is None else row.attempts,
        doubted=later.doubted,
    )
    until = work.now + timedelta(seconds=later.seconds if later.seconds is not None else timing.hold)
    wide = later.concerns == "workspace"
    if later.concerns == "recipient":
        wide = await delivery.limit(work.session, errand.lane, row.recipient, work.now, until)
    if wide:
        log.warning("workspace_waits", lane=errand.lane, reason=str(later), until=until.isoformat())
        await delivery.hold(work.session, errand.lane, until)
