"""How pulses open and close: by hand, in time, or as the next wave of one that repeats.

Closing is one transaction: all sheets are read, what may be shown is made of them, and the sheets, the key and who has
answered are deleted. There is no moment at which both are there for others to read.
"""

from datetime import UTC, datetime, timedelta

import structlog

from bot import survey_cards as say
from bot import survey_draft_cards as draft_cards
from bot import survey_figures, survey_posting
from bot.ballots import fresh_key
from bot.call_days import end_of
from bot.errors import Refused
from bot.network import Network, Work
from bot.survey_posting import KEY_BITS, REMIND_AFTER
from bot.survey_questions import load, load_sheet
from bot.surveys import SIDES, is_open
from bot.timezones import HOME, day_at, zone
from storage import members, survey_ballots, survey_texts, surveys
from storage.surveys import CLOSED, DRAFT, OPEN, Stored

log = structlog.get_logger()

EVERY = timedelta(weeks=13)
"""How long after one wave the next one opens."""

AHEAD = timedelta(days=7)
"""How long before it opens the next wave can be looked at and changed."""

DRAFTS_KEPT = timedelta(days=365)


def fresh_name(work: Work) -> str:
    """What messages and buttons know a new pulse by."""
    return f"{work.random.getrandbits(KEY_BITS):015x}"


def next_look(row: Stored) -> datetime | None:
    """When something is next to be done about a pulse."""
    if row.state == DRAFT:
        return row.opens_at
    moments = [row.next_at]
    if row.state == OPEN and row.opened_at is not None:
        moments += [row.closes_at, *(row.opened_at + after for after in REMIND_AFTER[row.reminded :])]
    return min((moment for moment in moments if moment is not None), default=None)


async def change(work: Work, row: Stored, **values: object) -> Stored:
    """Change a pulse that is locked, and when it is looked at next; as it is then."""
    changed = row._replace(**values)  # type: ignore[arg-type]
    await surveys.change(work.session, row.id, **values, changed_at=work.now, look_at=next_look(changed))
    return changed


def problem(row: Stored) -> str:
    """Why a draft cannot be opened, or nothing."""
    if not row.title:
        return "It needs a title before it can be opened."
    if not load(row.questions):
        return "It needs a question before it can be opened."
    return ""


def next_wave(row: Stored, now: datetime, timezone: str) -> datetime:
    """When the wave after one that opens now does: a quarter later by the clock.

    It is counted from when this one was to open, so that neither a change of clocks nor a job that runs a few minutes
    late moves all later ones.
    """
    begins = min(row.opens_at or now, now)
    return (begins.astimezone(zone(timezone)) + EVERY).astimezone(UTC)


async def launch(work: Work, row: Stored, timezone: str) -> Stored:
    """Open a draft that has all it needs, and ask everybody."""
    await survey_ballots.keep_key(work.session, row.id, fresh_key(work.random))
    opened = await change(
        work,
        row,
        state=OPEN,
        floor=say.FLOOR,
        timezone=timezone,
        opens_at=None,
        opened_at=work.now,
        closes_at=end_of(day_at(work.now, timezone) + timedelta(days=row.days), timezone),
        next_at=next_wave(row, work.now, timezone) - AHEAD if row.repeats else None,
    )
    await survey_posting.invite(work, opened)
    return opened


async def close_row(work: Work, row: Stored) -> Stored:
    """Close an open pulse that is locked: what may be shown is kept, and nothing else of what was answered."""
    kept = await survey_ballots.sheets(work.session, row.id)
    work.random.shuffle(kept)
    sheets = [(side, load_sheet(sheet)) for side, sheet in kept]
    made = survey_figures.figures(load(row.questions), sheets, SIDES, row.floor, work.random)
    await survey_texts.keep(work.session, row.id, made.texts)
    await survey_ballots.burn(work.session, row.id)
    await survey_posting.forget_messages(work, row)
    closed = await change(work, row, state=CLOSED, figures=survey_figures.dump(made), closes_at=work.now, unswept=True)
    await survey_posting.refresh(work, closed)
    for member, _, _ in await members.facilitators(work.session):
        await work.send(member, draft_cards.over(closed), key=f"survey:{row.id}:closed:{member}")
    return closed


async def tend(network: Network) -> None:
    """Do what is due about pulses, each in a transaction of its own, and have the machine forget what was deleted.

    One about which it cannot be done is logged and left to the next run, and stops no other.
    """
    for ident, key in await network.look(lambda work: surveys.due(work.session, work.now)):
        try:
            await network.run(tend_one, key)
        except Refused:
            raise
        except Exception:
            log.exception("survey_not_tended", survey=ident)
    for key in await network.look(lambda work: surveys.unswept(work.session)):
        if await survey_ballots.sweep(network.database):
            await network.run(swept, key)


async def tend_one(work: Work, key: str) -> None:
    """Open, remind, close or prepare anew what is due by now; whoever is a moment earlier has done it."""
    row = await surveys.lock(work.session, key)
    if row is None:
        return
    if row.state == DRAFT and row.opens_at is not None and row.opens_at <= work.now:
        await open_prepared(work, row)
        return
    if row.state == OPEN and not is_open(work, row):
        row = await close_row(work, row)
    elif row.state == OPEN and row.opened_at is not None:
        due = sum(row.opened_at + after <= work.now for after in REMIND_AFTER)
        if due > row.reminded:
            await survey_posting.remind(work, row, due)
            row = await change(work, row, reminded=due)
    if row.next_at is not None and row.next_at <= work.now:
        await prepare(work, row)


async def open_prepared(work: Work, row: Stored) -> None:
    """Open a draft whose time has come; one that somebody took apart waits, and facilitators are told why."""
    wrong = problem(row)
    if not wrong:
        await launch(work, row, row.timezone or HOME)
        return
    await change(work, row, opens_at=None)
    for member, _, _ in await members.facilitators(work.session):
        await work.send(member, draft_cards.stuck(row, wrong), key=f"survey:{row.id}:stuck:{member}")


async def prepare(work: Work, row: Stored) -> None:
    """Make the next wave of a pulse, which opens by itself, and tell facilitators that they can change it.

    It opens when it was to, unless this comes so late that they would have little time.
    """
    await change(work, row, next_at=None)
    key = fresh_name(work)
    planned = (row.next_at or work.now) + AHEAD
    opens_at = planned if planned - work.now > AHEAD / 2 else work.now + AHEAD
    again = {name: getattr(row, name) for name in ("title", "about", "questions", "audience", "days", "repeats")}
    where = {"author_id": row.author, "channel_id": row.channel, "timezone": row.timezone}
    moments = {"changed_at": work.now, "opens_at": opens_at, "look_at": opens_at}
    await surveys.add(work.session, key=key, wave=row.wave + 1, follows=row.id, **again, **where, **moments)
    following = await surveys.read(work.session, key)
    assert following is not None  # noqa: S101 - it was just added
    for member, _, _ in await members.facilitators(work.session):
        await work.send(member, draft_cards.prepared(following), key=f"survey:{following.id}:prepared:{member}")


async def swept(work: Work, key: str) -> None:
    """Record that nothing is left of what was deleted."""
    row = await surveys.lock(work.session, key)
    if row is not None:
        await surveys.change(work.session, row.id, unswept=False)


async def count(work: Work) -> None:
    """Show in channels how many have answered, in steps and no oftener than this runs."""
    for one in await surveys.in_state(work.session, OPEN):
        row = await surveys.lock(work.session, one.key)
        if row is None or row.state != OPEN:
            continue
        counted = say.step(await survey_ballots.count(work.session, row.id))
        if counted != row.counted:
            await surveys.change(work.session, row.id, counted=counted)
            await survey_posting.refresh(work, row._replace(counted=counted))


async def forget(work: Work) -> None:
    """Remove drafts that nobody goes on with."""
    await surveys.forget(work.session, work.now - DRAFTS_KEPT)
