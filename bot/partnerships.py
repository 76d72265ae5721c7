"""Partnerships: what two who were introduced do together; either can open, correct, pause and end it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot import outcomes
from bot import partnership_cards as say
from bot.cards import Card, Form
from bot.errors import BadForm, NotYours
from bot.members import Me
from bot.network import Work
from bot.outcomes import introduction
from bot.partnership_ends import CHECK_INS, GONE, key
from bot.said import Said
from storage import blocks, introductions, members, partnerships, profiles
from storage.introductions import AGREED, Request
from storage.partnerships import ENDED, Stored

MOST_OFFERED = 10

COPY_IT = "Nothing you typed is lost: you can copy it from here."


async def listing(work: Work, me: Me, said: Said) -> Card:
    """My partnerships."""
    rows = await partnerships.of(work.session, me.id)
    beginnings = [
        row for row in await partnerships.may_begin(work.session, me.id, MOST_OFFERED) if await both_here(work, row)
    ]
    return say.listing(rows, beginnings, me.id)


async def open_form(work: Work, me: Me, said: Said) -> Form | Card:
    """The form for a new partnership, or the one there is already. Raises NotYours."""
    row = await introduction(work, me, said.number)
    if row.state != AGREED:
        raise NotYours
    there = await partnerships.from_introduction(work.session, row.id)
    if there is not None:
        return replace(say.shown(there, me.id, me.timezone), detail=True)
    return say.form(row.other(me.id)[1], work.pay_guide, introduction=row.id)


async def begin(work: Work, me: Me, said: Said) -> Card:
    """Open a partnership and tell the other side; of two at once there is one. Raises NotYours or BadForm."""
    terms = say.read_terms(said)
    seen = await introduction(work, me, said.number)
    # Whoever opens one, blocks or deletes a profile takes turns, so that what is checked still holds.
    for member in sorted({seen.asker, seen.asked}):
        await profiles.lock(work.session, member)
    row = await introductions.lock(work.session, seen.id)
    if row is None or row.state != AGREED:
        raise NotYours
    there = await partnerships.from_introduction(work.session, row.id)
    if there is not None:
        return say.shown(there, me.id, me.timezone, f"You and {there.other(me.id)[1]} have this open already")
    other, name = row.other(me.id)
    if not await both_here(work, row):
        raise BadForm(title=f"{name} is not available at the moment, so nothing was opened. {COPY_IT}")
    values: dict[str, Any] = terms._asdict() | timing(work, terms.stage, work.now, 0)
    ident = await partnerships.add(
        work.session,
        introduction_id=row.id,
        opener_id=me.id,
        partner_id=other,
        opened_at=work.now,
        month=0,
        version=1,
        paused=False,
        **values,
    )
    await outcomes.close(work, row)
    return await announce(work, me, ident, f"{me.name} says that you are working together", "Your partnership is open")


async def both_here(work: Work, row: Request) -> bool:
    """Whether both have a profile and have not left, and neither has blocked the other."""
    both = await profiles.read_listed(work.session, [row.asker, row.asked])
    return both.keys() == {row.asker, row.asked} and not await blocks.by(work.session, row.asker, row.asked)


def timing(work: Work, stage: str, opened_at: datetime, month: int) -> dict[str, Any]:
    """When it ended, or when the next check-in is due after the one of this month."""
    if stage == ENDED:
        return {"ended_at": work.now, "next_at": None}
    return {"ended_at": None, "next_at": next_after(opened_at, month)}


def next_after(opened_at: datetime, month: int) -> datetime | None:
    """When the check-in is due that follows the one of this month."""
    return next((opened_at + after for later, after in CHECK_INS.items() if later > month), None)


async def announce(work: Work, me: Me, ident: int, told: str, answer: str) -> Card:
    """Tell the other side of a change, with a way to correct it; what I am shown."""
    row = await partnerships.read(work.session, ident)
    assert row is not None  # noqa: S101 - it was just written
    other, _ = row.other(me.id)
    if await members.accounts(work.session, other):
        stored = (await profiles.read(work.session, [other])).get(other)
        timezone = stored.timezone if stored is not None else me.timezone
        await work.send(other, say.shown(row, other, timezone, told), key=key(ident, row.version))
    for member in row.members:
        await work.refresh_home(member)
    return say.shown(row, me.id, me.timezone, answer)


async def mine(work: Work, me: Me, ident: int) -> Stored:
    """A partnership of mine, locked. Raises NotYours."""
    row = await partnerships.lock(work.session, ident)
    if row is None or me.id not in row.members:
        raise NotYours
    return row


async def parted(work: Work, row: Stored) -> bool:
    """Whether it ended and one has blocked the other, so that it cannot be taken up again."""
    return row.ended and bool(await blocks.by(work.session, *row.members))


async def show(work: Work, me: Me, said: Said) -> Card:
    """A partnership of mine. Raises NotYours."""
    row = await partnerships.read(work.session, said.number)
    if row is None or me.id not in row.members:
        raise NotYours
    return replace(GONE if await parted(work, row) else say.shown(row, me.id, me.timezone), detail=True)


async def correct(work: Work, me: Me, said: Said) -> Form | Card:
    """The form to correct a partnership of mine. Raises NotYours."""
    row = await partnerships.read(work.session, said.number)
    if row is None or me.id not in row.members:
        raise NotYours
    if await parted(work, row):
        return GONE
    return say.form(row.other(me.id)[1], work.pay_guide, terms=row.terms, stored=row)


async def save(work: Work, me: Me, said: Said) -> Card:
    """Correct a partnership and tell the other side; not over a change that I did not see.

    Raises NotYours or BadForm.
    """
    terms = say.read_terms(said)
    ident, _, version = said.value.partition(" ")
    row = await mine(work, me, Said(ident).number)
    if await parted(work, row):
        return GONE
    if terms == row.terms:
        return say.shown(row, me.id, me.timezone)
    if version != str(row.version):
        raise BadForm(title=f"This was changed while your form was open. Please open it anew. {COPY_IT}")
    values: dict[str, Any] = terms._asdict()
    if (terms.stage == ENDED) != row.ended:
        values |= timing(work, terms.stage, row.opened_at, row.month) | {"paused": False}
    await partnerships.change(work.session, row.id, **values)
    told = f"{me.name} ended your partnership" if terms.stage == ENDED else f"{me.name} corrected your partnership"
    return await announce(work, me, row.id, told, "Your partnership is saved")


async def pause(work: Work, me: Me, said: Said) -> Card:
    """Pause a partnership: nobody is asked about it meanwhile. Raises NotYours."""
    return await switch(work, me, said, paused=True)


async def resume(work: Work, me: Me, said: Said) -> Card:
    """Go on with it. Raises NotYours."""
    return await switch(work, me, said, paused=False)


async def switch(work: Work, me: Me, said: Said, *, paused: bool) -> Card:
    """Either; the same answer when it is so already, and how it stands when it has ended."""
    row = await mine(work, me, said.number)
    if await parted(work, row):
        return GONE
    answer = "Your partnership is paused" if paused else "Your partnership goes on"
    if row.ended or row.paused == paused:
        return say.shown(row, me.id, me.timezone, "Your partnership has ended" if row.ended else answer)
    await partnerships.change(work.session, row.id, paused=paused)
    told = f"{me.name} paused your partnership" if paused else f"{me.name} goes on with your partnership"
    return await announce(work, me, row.id, told, answer)


async def end(work: Work, me: Me, said: Said) -> Card:
    """End a partnership; the same answer when it has ended. Raises NotYours."""
    row = await mine(work, me, said.number)
    if await parted(work, row):
        return GONE
    answer = "Your partnership has ended"
    if row.ended:
        return say.shown(row, me.id, me.timezone, answer)
    values = timing(work, ENDED, row.opened_at, row.month)
    await partnerships.change(work.session, row.id, stage=ENDED, paused=False, **values)
    return await announce(work, me, row.id, f"{me.name} ended your partnership", answer)
