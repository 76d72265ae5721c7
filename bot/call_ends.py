"""How calls end: closed by their owner, by their deadline, or with an owner who leaves; and who hears of it.

Nothing here is shown or asked in a form: that is in bot/call_outcomes.py. This is what profiles, blocks and links call.
"""

from datetime import timedelta

from bot import call_posting
from bot.call_cards import FIND, MINE, ended, people, see, were, who_button
from bot.call_days import ON_THE_DAY, begins_a_day, is_over, next_look, reminder_due
from bot.cards import Button, Buttons, Card, Element, Marked, Quote, Text
from bot.network import Work, take_in_calls
from storage import blocks, call_interest, call_posts, call_questions, calls, members
from storage.calls import CLOSED, EXPIRED, GONE, OPEN, WORDLESS, Stored

KEPT = timedelta(days=90)
"""How long a call is kept that was closed or declined."""

DRAFTS_KEPT = timedelta(days=365)
"""How long a draft is kept that nobody touches."""

AT_ONCE = 200
"""Calls that one run of the job looks after; the next takes more."""


async def close_row(work: Work, row: Stored, ending: str, outcome: str = "") -> Stored:
    """Close an open call that is locked: its card says so everywhere, and what would have changed it is gone."""
    begun = await calls.revising(work.session, row.id)
    if begun is not None:
        await calls.remove(work.session, begun.id)
    values = {"state": CLOSED, "ending": ending, "outcome": outcome, "changed_at": work.now, "look_at": None}
    await calls.change(work.session, row.id, **values)
    await calls.bump(work.session, row.id)
    closed = row._replace(state=CLOSED, ending=ending, outcome=outcome)
    await call_posting.refresh(work, closed)
    await work.refresh_home(row.owner)
    work.afterwards(take_in_calls, writes=False)
    return closed


async def tell_all(work: Work, row: Stored, what: str) -> None:
    """Tell everybody who took an interest how it ended, and whoever waits for an answer."""
    apart = (await blocks.apart(work.session, [row.owner]))[row.owner]
    interested = [one.member for one in await call_interest.of(work.session, row.id)]
    askers = [one.asker for one in await call_questions.unanswered(work.session, [row.id]) if one.asker is not None]
    for member in dict.fromkeys((*interested, *askers)):
        if member not in apart and await members.accounts(work.session, member):
            card = told(row, interested=member in interested)
            await work.send(member, card, key=f"call:{row.id}:{what}:{member}")
            await work.refresh_home(member)


def told(row: Stored, *, interested: bool) -> Card:
    """What they are told."""
    why = "You took an interest in this call." if interested else "You asked a question on this call."
    came: tuple[Element, ...] = ()
    if row.outcome:
        came = (Text(f"What came of it, in the words of {row.owner_name}:"), Quote(Marked(row.outcome)))
    elif row.ending == EXPIRED:
        came = (Text(f"We have asked {row.owner_name} what came of it, and write to you when they say."),)
    title = row.terms.title or "a call"
    return Card(f"Closed: {title}", (Text(f"{why} {ended(row)}"), *came, Buttons((FIND,))))


async def tend(work: Work) -> None:
    """Look after the calls that need it: show the days that are left, remind their owners, close what is over."""
    for row in await calls.due(work.session, work.now, AT_ONCE):
        if not row.owner_here:
            await tell_all(work, await close_row(work, row, GONE), "gone")
        elif is_over(row, work.now):
            await expire(work, row)
        else:
            await tend_one(work, row)


async def expire(work: Work, row: Stored) -> None:
    """Close a call whose time is over, and ask its owner what came of it."""
    closed = await close_row(work, row, EXPIRED)
    await tell_all(work, closed, "expired")
    await work.send(row.owner, ask_outcome(closed), key=f"call:{row.id}:outcome")


def ask_outcome(row: Stored) -> Card:
    """What the owner of a call is asked whose time is over."""
    return Card(
        f"Your call has closed: {row.terms.title}",
        (
            Text(" ".join(filter(None, ("Its last day is over.", were(row.interested), "What came of it?")))),
            Text("One line is enough. It goes to everybody who took an interest: to hear nothing puts people off."),
            Buttons(
                (
                    Button("Say what came of it", "calls.finish", str(row.id), style="primary"),
                    Button("Use it for a new call", "calls.reuse", str(row.id)),
                    MINE,
                )
            ),
        ),
    )


async def tend_one(work: Work, row: Stored) -> None:
    """Show the days that are left of a call, and remind its owner where that is due."""
    assert row.closes_at is not None  # noqa: S101 - an open call has an end
    wanted = reminder_due(row, work.now)
    look_at = next_look(work.now, row.timezone, row.closes_at)
    await calls.change(work.session, row.id, look_at=look_at, reminded=max(wanted, row.reminded))
    if row.look_at is not None and begins_a_day(row.look_at, row.timezone):
        await call_posting.refresh(work, row)
    if wanted:
        await work.send(row.owner, reminder(row, wanted), key=f"call:{row.id}:reminder:{row.terms.deadline}:{wanted}")


def reminder(row: Stored, wanted: int) -> Card:
    """What the owner is reminded of."""
    when = "today is its last day" if wanted == ON_THE_DAY else "it closes in three days or less"
    ident = str(row.id)
    return Card(
        f"Your call closes soon: {row.terms.title}",
        (
            Text(f"{people(row.interested)}, and {when}. You can extend it, or close it and say what came of it."),
            Buttons(
                (
                    who_button(row.id),
                    Button("Extend it", "calls.extend", ident),
                    Button("Close it", "calls.finish", ident),
                    see(row.id),
                )
            ),
        ),
    )


async def part(work: Work, member: int, other: int) -> None:
    """End what a member and another whom they have blocked have to do with each other's calls, without a word."""
    for owner, follower in ((member, other), (other, member)):
        theirs = [row.id for row in await calls.of(work.session, owner) if row.state in {OPEN, CLOSED}]
        await call_interest.part(work.session, theirs, follower)
        await call_questions.part(work.session, theirs, follower)
        await show_anew(work, theirs)


async def show_anew(work: Work, idents: list[int]) -> None:
    """Show these calls as they are now, to whoever sees them; each is locked, so that nothing older comes after it."""
    for ident in sorted(idents):
        row = await calls.lock(work.session, ident)
        if row is not None and row.state == OPEN:
            await call_posting.refresh(work, row)


async def leave(work: Work, member: int) -> None:
    """Close the calls of somebody who deletes their profile, empty what they said there, and forget what they followed.

    Their drafts are gone. Whoever took an interest is told that a call is closed.
    """
    followed = await call_interest.calls_of(work.session, member)
    await call_interest.leave(work.session, member)
    await call_questions.leave(work.session, member)
    await call_posts.leave(work.session, member)
    await show_anew(work, followed)
    for row in await calls.lock_of(work.session, member):
        if row.state == OPEN:
            await tell_all(work, await close_row(work, row, GONE), "gone")
        if row.state in {OPEN, CLOSED}:
            await calls.change(work.session, row.id, ending=GONE, **WORDLESS)
            await call_questions.clear(work.session, row.id)
            emptied = await calls.read(work.session, row.id)
            assert emptied is not None  # noqa: S101 - it is locked
            await call_posting.refresh(work, emptied)
    await calls.remove_drafts(work.session, member)


async def unite(work: Work, kept: int, gone: int) -> None:
    """Make a member's calls, interests and questions another's."""
    rows = [*await calls.lock_of(work.session, gone), *await calls.lock_of(work.session, kept)]
    await calls.hand_over(work.session, gone, kept)
    own = [row.id for row in rows]
    await call_interest.hand_over(work.session, gone, kept, own)
    await call_questions.hand_over(work.session, gone, kept, own)
    await call_posts.hand_over(work.session, gone, kept)
    for ident in own:
        await calls.bump(work.session, ident)
    await show_anew(work, own)
    work.afterwards(take_in_calls, writes=False)


async def forget(work: Work) -> None:
    """Remove what has been kept for long enough."""
    await calls.forget(work.session, work.now - KEPT, work.now - DRAFTS_KEPT)
    await call_posts.forget_sharers(work.session, work.now - call_posting.COUNTS_FOR)
