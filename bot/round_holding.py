"""Holding match rounds: opening one, telling everybody, pairing who joined, and closing what was not agreed to.

Each step is a transaction of its own, or several, and begins from what the tables say. Whoever dies between two of them
leaves nothing undone that the next run does not do, and any number of workers may do it at once.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations

import numpy as np
import structlog

from bot import round_cards as say
from bot import round_fits, round_meetings
from bot.availability import AGAIN_AFTER, Load, month_of
from bot.matching.encoder import Encoder
from bot.matching.index import Array
from bot.matching.prepared import Prepared, Unreadable
from bot.members import GATHERING
from bot.network import Network, Work
from bot.parts import side_of
from bot.people import texts_of
from bot.profiles import paused_at
from bot.round_calendar import closing, due, is_due
from bot.round_ends import round_key
from bot.round_fits import Written
from bot.round_pairing import RESEARCH, Brought, Candidate, bring_together
from bot.timezones import day_at
from storage import blocks, introductions, profiles, round_members, rounds, topics
from storage import round_meetings as meetings
from storage.profiles import Stored
from storage.round_meetings import Planned
from storage.rounds import ALONE, ANNOUNCEMENT, FULL, JOINED, PAIRED, SILENCED, Held, Joined, Waiting

log = structlog.get_logger()

PAUSED_AFTER = 3
"""Rounds in a row without a word after which somebody is asked no more."""

MOST_TRIES = 3
"""Times that people are paired anew because something changed meanwhile; the last time what still holds is kept."""

AT_ONCE = 200
"""Members who are told something in one transaction."""

PAGE = 500
"""Profiles that are read at a time."""

SEEDS = 64


async def hold(network: Network) -> None:
    """Do what is due of match rounds, until nothing is."""
    # Before anybody is told anything: an announcement that has not gone out by the end was none.
    for ident in await network.look(to_pair):
        await pair(network, ident)
    await network.run(open_one)
    for step in (tell, round_meetings.begin, round_meetings.remind, round_meetings.close):
        while await network.run(step):
            pass


async def open_one(work: Work) -> None:
    """Open a round if one is due, there is somebody to bring together, and the last one is over."""
    latest = await rounds.latest(work.session)
    last = latest.due if latest is not None else None
    if not work.round_weeks or not is_due(last, work.now, work.round_weeks):
        return
    if latest is not None and latest.paired_at is None:
        return
    this = due(work.now)
    invited = [
        one
        for one in await round_members.active(work.session)
        if not paused_at(one.paused, one.paused_until, one.timezone, work.now)
    ]
    # Who begins to take part on a Wednesday does not have a round opened for them before the next Monday.
    sides = {side_of(one.part) for one in invited if one.since <= this}
    if len(sides) == 1 or not sides:
        return
    ident = await rounds.open_one(work.session, due=this, opened_at=work.now, closes_at=closing(work.now))
    if ident is not None:
        await rounds.invite(work.session, ident, [one.member for one in invited])
        await rounds.settle(work.session, ident, asked=len(invited))
        log.info("round_opened", round=ident, asked=len(invited))


async def tell(work: Work) -> bool:
    """Tell some of those who wait for it; whether there may be more."""
    found = await rounds.to_tell(work.session, AT_ONCE)
    held = {ident: await rounds.read(work.session, ident) for ident in {one.round for one in found}}
    here = await profiles.read_listed(work.session, [one.member for one in found])
    for one in found:
        round_, stored = held[one.round], here.get(one.member)
        if round_ is not None and stored is not None:
            await tell_one(work, one, round_, stored)
        await work.refresh_home(one.member)
    return len(found) == AT_ONCE


async def tell_one(work: Work, one: Waiting, held: Held, stored: Stored) -> None:
    """Tell somebody that a round is open, or what came of it for them."""
    if one.waits == ANNOUNCEMENT:
        if held.paired_at is None and work.now < held.closes_at:
            card = say.announcement(held, stored.timezone)
            await work.send(one.member, card, key=round_key(held.id, one.member, "announced"))
        return
    await work.update(round_key(held.id, one.member, "announced"), say.ENDED)
    ended = say.SILENCED if one.waits == SILENCED else {ALONE: say.ALONE, FULL: say.FULL}.get(one.came)
    if ended is not None:
        await work.send(one.member, ended, key=round_key(held.id, one.member, "ended"))


async def to_pair(work: Work) -> list[int]:
    """The rounds that are to be paired."""
    return await rounds.to_pair(work.session, work.now)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a pairing goes by: who can be paired, who cannot for having had their requests, and who must not meet."""

    candidates: tuple[Candidate, ...]
    full: tuple[int, ...]
    apart: frozenset[tuple[int, int]]


async def pair(network: Network, ident: int) -> None:
    """Pair those who joined a round: worked out beside the database, and kept if nothing that it goes by has changed.

    If something has, it is done anew, and the last time what still holds is kept.
    """
    read: dict[tuple[int, int], Written] = {}
    for turn in range(MOST_TRIES):
        seen = await network.look(gather, ident)
        await read_texts(network, seen.candidates, read)
        written = {one.member: read[one.member, one.texts_revision] for one in seen.candidates}
        order = np.random.default_rng(network.random.getrandbits(SEEDS))
        worked = await asyncio.to_thread(work_out, network.people.encoder, seen, written, order)
        if await network.run(settle, ident, seen, worked, last=turn == MOST_TRIES - 1):
            return


async def gather(work: Work, ident: int) -> Gathered:
    """Read what a pairing goes by."""
    since = work.now - AGAIN_AFTER
    joined = [one for one in await rounds.joined(work.session, ident) if can_come(one, work)]
    places = await rounds.workspaces(work.session, ident, GATHERING)
    sent = await introductions.counts_since(work.session, month_of((work.now - timedelta(days=1)).date()))
    full = {one.member for one in joined if not one.direct and is_full(one, work, sent)}
    ids = {one.member for one in joined} - full
    known = (
        await blocks.pairs(work.session)
        + await introductions.pairs_since(work.session, since)
        + await meetings.pairs_since(work.session, since)
    )
    return Gathered(
        tuple(
            Candidate(
                one.member,
                side_of(one.part),
                one.region,
                one.place,
                one.third,
                one.direct,
                one.first,
                frozenset(places.get(one.member, ())),
                one.texts_revision,
            )
            for one in joined
            if one.member in ids
        ),
        tuple(sorted(full)),
        frozenset((min(two), max(two)) for two in known if ids.issuperset(two)),
    )


def can_come(one: Joined, work: Work) -> bool:
    """Whether somebody who joined is there and not paused."""
    return one.agreed and one.here and not paused_at(one.paused, one.paused_until, one.timezone, work.now)


def is_full(one: Joined, work: Work, sent: dict[tuple[int, date], int]) -> bool:
    """Whether somebody was sent as many requests this month, where they are, as they allow."""
    month = month_of(day_at(work.now, one.timezone))
    load = Load(one.monthly_requests, sent.get((one.member, month), 0), month)
    return not one.monthly_requests or load.full_until is not None


async def read_texts(network: Network, candidates: Sequence[Candidate], read: dict[tuple[int, int], Written]) -> None:
    """Read what these wrote, as far as it is not in `read`, and make what fits are worked out from."""
    missing = [one for one in candidates if (one.member, one.texts_revision) not in read]
    for start in range(0, len(missing), PAGE):
        page = missing[start : start + PAGE]
        texts, never, data = await network.look(texts_and_vectors, [one.member for one in page])
        made = await asyncio.to_thread(
            round_fits.written,
            network.people.encoder,
            [texts.get(one.member, []) for one in page],
            [readable(data.get(one.member)) for one in page],
            [never.get(one.member, "") for one in page],
        )
        read.update({(one.member, one.texts_revision): each for one, each in zip(page, made, strict=True)})


async def texts_and_vectors(
    work: Work, ids: Sequence[int]
) -> tuple[dict[int, list[str]], dict[int, str], dict[int, bytes]]:
    """What these members show, what they never show, and what is kept of the former."""
    stored = await profiles.read(work.session, ids)
    labels = await topics.of(work.session, ids)
    return (
        {member: texts_of(one, labels[member]) for member, one in stored.items()},
        {member: one.private for member, one in stored.items()},
        await profiles.vectors(work.session, ids, work.people.method),
    )


def readable(data: bytes | None) -> Prepared | None:
    """What is kept of somebody's texts, or None when it is not, or cannot be read."""
    try:
        return Prepared.from_bytes(data) if data is not None else None
    except Unreadable:
        return None


@dataclass(frozen=True, slots=True)
class Worked:
    """Who is to meet whom, and how well those fit of whom it was worked out; their places in the table by their ids."""

    brought: Brought
    fits: Array
    rows: dict[int, int]
    columns: dict[int, int]
    least: float

    def of(self, left: Sequence[int], right: Sequence[int]) -> Array:
        """How well some of them fit each other."""
        return self.fits[np.ix_([self.rows[one] for one in left], [self.columns[one] for one in right])]


def work_out(
    encoder: Encoder | None, seen: Gathered, written: dict[int, Written], order: np.random.Generator
) -> Worked:
    """Work out who meets whom; takes a while."""
    left = [one.member for one in seen.candidates if one.side == RESEARCH]
    right = [one.member for one in seen.candidates if one.side != RESEARCH]
    fits = round_fits.fits(encoder, [written[one] for one in left], [written[one] for one in right])
    rows, columns = ({member: place for place, member in enumerate(side)} for side in (left, right))
    worked = Worked(Brought((), ()), fits, rows, columns, round_fits.least_fit(encoder))
    return replace(worked, brought=bring_together(seen.candidates, seen.apart, worked.of, order, least=worked.least))


async def settle(work: Work, ident: int, seen: Gathered, worked: Worked, *, last: bool) -> bool:
    """Keep who meets whom, if what it goes by is still so; False when it has to be worked out anew."""
    held = await rounds.lock(work.session, ident)
    if held is None or held.paired_at is not None:
        return True
    await rounds.lock_joined(work.session, ident)
    now, brought = await gather(work, ident), worked.brought
    if now != seen:
        if not last:
            return False
        brought = what_holds(now, seen, worked, np.random.default_rng(work.random.getrandbits(SEEDS)))
    by_id = {one.member: one for one in now.candidates}
    timezones = {one.member: one.timezone for one in await rounds.joined(work.session, ident)}
    groups = [
        [
            Planned(member, by_id[member].direct, by_id[member].place, month_of(day_at(work.now, timezones[member])))
            for member in group
        ]
        for group in brought.groups
    ]
    closes_at = work.now + round_meetings.OPEN_FOR
    await meetings.plan(work.session, ident, groups, now=work.now, closes_at=closes_at)
    asked = [one.member for group in groups for one in group if not one.direct]
    await profiles.bump_all(work.session, sorted(asked))
    came = dict.fromkeys(now.full, FULL) | dict.fromkeys(brought.alone, ALONE)
    came |= dict.fromkeys((member for group in brought.groups for member in group), PAIRED)
    silent = await still_asked(work, await rounds.silent_of(work.session, ident))
    said = await rounds.count_said(work.session, ident)
    await rounds.end(work.session, ident, came=came, silent=silent, pause_from=PAUSED_AFTER)
    counts = Counter(came.values())
    figures = {"joined": said.get(JOINED, 0), "paired": counts[PAIRED], "alone": counts[ALONE] + counts[FULL]}
    await rounds.settle(work.session, ident, paired_at=work.now, **figures)
    log.info("round_paired", round=ident, **figures)
    return True


async def still_asked(work: Work, silent: Sequence[int]) -> list[int]:
    """Those of the silent who could have said something: who is paused or has left by now is not counted as silent."""
    among = set(silent)
    return [
        one.member
        for one in await round_members.active(work.session)
        if one.member in among and not paused_at(one.paused, one.paused_until, one.timezone, work.now)
    ]


def what_holds(now: Gathered, seen: Gathered, worked: Worked, order: np.random.Generator) -> Brought:
    """The groups in which nothing has changed that they go by; of all others those are paired whose texts have not."""
    before = {one.member: one for one in seen.candidates}
    same = {one.member for one in now.candidates if before.get(one.member) == one}
    groups = tuple(
        group
        for group in worked.brought.groups
        if same.issuperset(group) and not any((min(two), max(two)) in now.apart for two in combinations(group, 2))
    )
    paired = {member for group in groups for member in group}
    rest = [
        one
        for one in now.candidates
        if one.member not in paired
        and (was := before.get(one.member)) is not None
        and (was.texts_revision, was.side) == (one.texts_revision, one.side)
    ]
    more = bring_together(rest, now.apart, worked.of, order, least=worked.least).groups
    paired.update(member for group in more for member in group)
    return Brought((*groups, *more), tuple(one.member for one in now.candidates if one.member not in paired))
