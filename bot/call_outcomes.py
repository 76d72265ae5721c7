"""Extending a call, and closing it with a line on what came of it, which goes back to all who took an interest."""

from typing import Any

from bot import call_cards as say
from bot import call_posting
from bot.call_access import COPY_IT, looking, mine, told_at
from bot.call_cards import MINE, NotOpen, see
from bot.call_days import is_over
from bot.call_ends import close_row, tell_all
from bot.call_form import wrong_day
from bot.call_launch import reread, tell_changes, timezone_of, timing
from bot.cards import Buttons, Card, ChoiceField, DateField, Form, Marked, Option, Quote, Text, TextField
from bot.errors import BadForm, NotYours
from bot.members import Me
from bot.network import Work
from bot.said import Said
from bot.timezones import day, day_at
from bot.typed import clean, too_long
from storage import calls
from storage.calls import CLOSED, ENDED, FILLED, GONE, OPEN, Stored

LONGEST_OUTCOME = 300

ENDINGS = (
    Option("It found who it sought", FILLED),
    Option("It did not, or not wholly", ENDED),
)


async def extend(work: Work, me: Me, said: Said) -> Form:
    """The form for a later last day. Raises NotYours or NotOpen."""
    row = await mine(work, me, said.number, locked=False)
    if row.state != OPEN or is_over(row, work.now):
        raise NotOpen
    return extend_form(row)


def extend_form(row: Stored) -> Form:
    """The same, of a call."""
    until = f"It closes at the end of {day(row.terms.deadline)} now." if row.terms.deadline else ""
    return Form(
        "calls.prolong",
        "Extend a call",
        (DateField("deadline", "Open until", row.terms.deadline, hint=until, required=True),),
        intro=(Text("People who took an interest are told the new day."),),
        submit="Extend it",
        value=str(row.id),
    )


async def prolong(work: Work, me: Me, said: Said) -> Card:
    """Give an open call a later last day. Raises NotYours or BadForm."""
    row = await mine(work, me, said.number)
    if row.state != OPEN or is_over(row, work.now):
        raise BadForm(deadline="This call has closed meanwhile, so it cannot be extended. Its words can be used anew.")
    timezone = await timezone_of(work, row.owner) or row.timezone
    answer = said.answers.get("deadline")
    wrong = wrong_day(answer, day_at(work.now, timezone))
    if wrong:
        raise BadForm(deadline=wrong)
    deadline: Any = answer
    if row.terms.deadline is not None and deadline < row.terms.deadline:
        raise BadForm(deadline="This is earlier than now. Please pick a later day, or close the call.")
    if deadline != row.terms.deadline:
        begun = await calls.revising(work.session, row.id)
        if begun is not None:
            # What would change the call must not take this back.
            await calls.change(work.session, begun.id, deadline=deadline)
        await calls.change(work.session, row.id, changed_at=work.now, **timing(work, deadline, timezone))
        before, row = row, await reread(work, row.id)
        await call_posting.refresh(work, row)
        await tell_changes(work, before, row)
    title = f"It is open until {day(deadline)}"
    return say.shown(row, await looking(work, me, row), work.now, work.pay_guide, title=title)


async def finish(work: Work, me: Me, said: Said) -> Form | Card:
    """The form to close a call, or to say what came of one that has closed. Raises NotYours."""
    row = await mine(work, me, said.number, locked=False)
    if row.state not in {OPEN, CLOSED} or row.ending == GONE:
        raise NotYours
    if row.state == CLOSED and row.outcome:
        return closed(row)
    return finish_form(row)


def finish_form(row: Stored) -> Form:
    """The same, of a call."""
    return Form(
        "calls.close",
        "Close a call" if row.state == OPEN else "What came of it?",
        (
            ChoiceField("ending", "Did it find who it sought?", ENDINGS, required=True),
            TextField(
                "outcome",
                "What came of it, in one line?",
                hint="It goes to everybody who took an interest, and stands in the place of the call.",
                placeholder="Four people joined, and we begin in March. Thank you to all who wrote.",
                required=True,
                multiline=True,
                max_length=LONGEST_OUTCOME,
            ),
        ),
        submit="Close it" if row.state == OPEN else "Tell them",
        value=str(row.id),
    )


async def close(work: Work, me: Me, said: Said) -> Card:
    """Close a call of mine, with a line to all who took an interest; of two at once one does. Raises BadForm."""
    outcome = " ".join(clean(said.text("outcome")).split())
    wrong = {}
    if said.text("ending") not in {FILLED, ENDED}:
        wrong["ending"] = "Please pick one of these."
    if not outcome:
        wrong["outcome"] = "Please write one line: everybody who took an interest would like to know."
    if len(outcome) > LONGEST_OUTCOME:
        wrong["outcome"] = too_long(outcome, LONGEST_OUTCOME)
    if wrong:
        raise BadForm(**wrong)
    with told_at("outcome"):
        row = await mine(work, me, said.number)
        if row.state not in {OPEN, CLOSED} or row.ending == GONE:
            raise NotYours
    if row.state == CLOSED and row.outcome:
        if row.outcome != outcome:
            raise BadForm(outcome=f"It was closed with other words meanwhile. {COPY_IT}")
        return closed(row)
    row = await close_row(work, row, said.text("ending"), outcome)
    await work.update(f"call:{row.id}:outcome", closed(row))
    await tell_all(work, row, "closed")
    return closed(row)


def closed(row: Stored) -> Card:
    """What the owner is shown of a call that they closed."""
    return Card(
        f"Your call is closed: {row.terms.title}",
        (
            Text("Everybody who took an interest is told what came of it:"),
            Quote(Marked(row.outcome)),
            Text("It stands in the place of the call, and you can bring people together for another 90 days."),
            Buttons((see(row.id), MINE)),
        ),
    )
