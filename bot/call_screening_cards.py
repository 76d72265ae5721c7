"""What facilitators see of calls that wait for one of them, and what owners are told of a decision."""

from collections.abc import Sequence

from bot.call_cards import MINE, by, said, see
from bot.call_terms import changes
from bot.cards import (
    Button,
    Buttons,
    Card,
    Divider,
    Element,
    Facts,
    Form,
    Heading,
    Marked,
    Person,
    Quote,
    Text,
    TextField,
)
from storage.calls import Stored

LONGEST_NOTE = 500

ALL = Button("Calls that wait", "calls.screening")
RECALLED = Card("A call was taken back", (Text("Whoever wrote it took it back to change it."), Buttons((ALL,))))


def button(count: int) -> Button:
    """How facilitators come to see the setting and what waits."""
    return Button(f"Calls that wait ({count})" if count else "Looking at calls first", "calls.screening")


def overview(rows: Sequence[tuple[Stored, str]], *, on: bool) -> Card:
    """The setting, and each call that waits with how long it has."""
    body: list[Element] = [
        Text(
            "Calls wait for one facilitator before all see them."
            if on
            else "Calls are posted at once. You can have each wait for one facilitator first."
        ),
        Buttons(
            (Button("Post calls at once", "calls.screen", "off"),)
            if on
            else (Button("Have calls wait for a facilitator", "calls.screen", "on"),)
        ),
        Divider(),
        Heading("Waiting now"),
    ]
    body += [
        Person(row.terms.title, about=(by(row),), status=f"Has waited {waited}", buttons=(review_button(row),))
        for row, waited in rows
    ]
    if not rows:
        body.append(Text("Nothing at the moment."))
    elif not on:
        body.append(Text("These were sent before, and go on waiting for you."))
    return Card("Looking at calls first", tuple(body))


def review_button(row: Stored) -> Button:
    """The button that shows a call which waits."""
    return Button("Look at it", "calls.review", str(row.id), style="primary")


def to_review(row: Stored, guide: str, waited: str, before: Stored | None, *, detail: bool = False) -> Card:
    """A call that waits, what it would change if it is open already, and what a facilitator can decide."""
    value = f"{row.id} {row.version}"
    new: tuple[Element, ...] = ()
    if before is not None:
        new = (Heading("What would be new"), Facts(changes(before.terms, row.terms)))
    return Card(
        "A call waits for a facilitator",
        (
            Text(f"It has waited {waited}. One of you decides; {row.owner_name} sees that it waits, and how long."),
            Divider(),
            Heading(row.terms.title),
            *new,
            *said(row, guide),
            Divider(),
            Buttons(
                (
                    Button("Yes, post it", "calls.approve", value, style="primary"),
                    Button("Ask for a change", "calls.return", value),
                    Button("Decline", "calls.refuse", value),
                )
            ),
        ),
        detail=detail,
    )


def decided(row: Stored, words: str) -> Card:
    """What every facilitator sees of a call that was decided on."""
    return Card(f"Decided: {row.terms.title}", (Text(words), Text(by(row)), Buttons((ALL,))))


def recalled(row: Stored) -> Card:
    """What its owner is told who took it back."""
    return Card(
        "Your call is a draft again",
        (
            Text("Nobody else sees it now. You can change it and send it again."),
            Buttons((Button("See the draft", "calls.preview", str(row.id)), MINE)),
        ),
    )


def approved(row: Stored, *, revising: bool) -> Card:
    """What its owner is told of a yes."""
    return Card(
        "Your changes are published" if revising else "Your call is posted",
        (
            Text(f"A facilitator looked at “{row.terms.title}” and said yes."),
            Buttons((see(row.id, primary=True), MINE)),
        ),
    )


def sent_back(row: Stored) -> Card:
    """What its owner is told of a wish for a change."""
    return Card(
        "A facilitator asks you to change your call",
        (
            Text(f"It is about “{row.terms.title}”. They write:"),
            Quote(Marked(row.note)),
            Text("It is a draft again, with all that you wrote. Change what you like, and send it again."),
            Buttons((Button("See the draft", "calls.preview", str(row.id), style="primary"), MINE)),
        ),
    )


def return_form(row: Stored) -> Form:
    """The form to ask for a change."""
    return note_form(row, "calls.send_back", "Ask for a change", "What should be different?", "Send it back")


def refuse_form(row: Stored) -> Form:
    """The form to decline."""
    return note_form(row, "calls.decline", "Decline this call", "Why is it not posted?", "Decline")


def note_form(row: Stored, action: str, title: str, label: str, submit: str) -> Form:
    """A form for a few words to who wrote a call."""
    return Form(
        action,
        title,
        (
            TextField(
                "note",
                label,
                hint=f"{row.owner_name} reads it, without your name.",
                required=True,
                multiline=True,
                max_length=LONGEST_NOTE,
            ),
        ),
        submit=submit,
        value=f"{row.id} {row.version}",
    )
