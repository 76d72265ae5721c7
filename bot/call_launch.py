"""How a call becomes open, and how an open one is changed: its card, its days, and who is told."""

from datetime import date
from typing import Any

from bot import call_posting, call_terms
from bot.call_cards import NotOpen, see, withdraw_button
from bot.call_days import end_of, is_over, next_look, reminded_from
from bot.call_form import wrong_day
from bot.cards import Buttons, Card, Fact, Facts, Text
from bot.network import Work, take_in_calls
from bot.timezones import day_at
from storage import call_interest, calls, members, profiles
from storage.calls import OPEN, Stored


def timing(work: Work, deadline: date, timezone: str) -> dict[str, Any]:
    """The columns of a call that follow from its last day, counted where its owner is."""
    closes_at = end_of(deadline, timezone)
    return {
        "deadline": deadline,
        "timezone": timezone,
        "closes_at": closes_at,
        "look_at": next_look(work.now, timezone, closes_at),
        "reminded": reminded_from(deadline, work.now, timezone),
    }


async def timezone_of(work: Work, member: int) -> str:
    """Where a member is."""
    stored = (await profiles.read(work.session, [member])).get(member)
    return stored.timezone if stored is not None else ""


async def problem(work: Work, row: Stored) -> str:
    """Why a draft cannot be posted as it stands, or nothing."""
    if not row.terms.pay:
        return "How people's time is paid is not filled in yet. Please press “Change pay and support” first."
    return wrong_day(row.terms.deadline, day_at(work.now, await timezone_of(work, row.owner)))


async def launch(work: Work, row: Stored) -> Stored:
    """Post a call, or change the open one that it revises; the open call. Raises NotOpen when that has closed."""
    deadline, timezone = row.terms.deadline, await timezone_of(work, row.owner)
    assert deadline is not None  # noqa: S101 - what has none is not posted
    if row.revises is not None:
        return await revise(work, row, deadline, timezone)
    await calls.change(
        work.session,
        row.id,
        state=OPEN,
        note="",
        posted_at=work.now,
        changed_at=work.now,
        **timing(work, deadline, timezone),
    )
    opened = await reread(work, row.id)
    await call_posting.post(work, opened)
    return opened


async def revise(work: Work, row: Stored, deadline: date, timezone: str) -> Stored:
    """Give an open call the words of the draft that revises it, which is then gone; tell who took an interest."""
    before = await calls.lock(work.session, row.revises or 0)
    if before is None or before.state != OPEN or is_over(before, work.now):
        raise NotOpen
    await calls.remove(work.session, row.id)
    values = row.terms._asdict() | timing(work, deadline, timezone)
    await calls.change(work.session, before.id, version=before.version + 1, changed_at=work.now, **values)
    after = await reread(work, before.id)
    await call_posting.refresh(work, after)
    await tell_changes(work, before, after)
    return after


async def reread(work: Work, ident: int) -> Stored:
    """A call that was just changed, for every index to take in."""
    await calls.bump(work.session, ident)
    row = await calls.read(work.session, ident)
    assert row is not None  # noqa: S101 - it was just changed
    await work.refresh_home(row.owner)
    work.afterwards(take_in_calls, writes=False)
    return row


async def tell_changes(work: Work, before: Stored, after: Stored) -> None:
    """Tell everybody who took an interest what reads differently now."""
    changes = call_terms.changes(before.terms, after.terms)
    if not changes:
        return
    for one in await call_interest.of(work.session, after.id):
        if await members.accounts(work.session, one.member):
            card = changed(after, changes)
            await work.send(one.member, card, key=f"call:{after.id}:changed:{work.now.isoformat()}:{one.member}")


def changed(row: Stored, changes: tuple[Fact, ...]) -> Card:
    """What they are told."""
    return Card(
        f"Changed: {row.terms.title}",
        (
            Text(f"You took an interest in this call by {row.owner_name}. This is new:"),
            Facts(changes),
            Text("Your interest stands. If it no longer fits, you can take it back; nobody is told why."),
            Buttons((see(row.id, primary=True), withdraw_button(row.id))),
        ),
    )
