"""What is said to those who take an interest in a call, and to its owner about them."""

from collections.abc import Sequence

from bot.call_cards import FIND, MINE, see, who_button
from bot.call_cards import people as interested
from bot.cards import Button, Buttons, Card, Divider, Element, Form, Marked, Note, Person, Quote, Text, TextField
from bot.excerpts import excerpt
from bot.introduction_cards import terms_and_start
from bot.paging import turns
from bot.profiles import about, see_button
from storage.call_interest import Interest
from storage.calls import Stored
from storage.introductions import Request
from storage.profiles import Stored as Profile

LONGEST_LINE = 300
PAGE = 10
"""People on one card."""


def news(row: Stored) -> Card:
    """What the owner is told of interest in their call."""
    return Card(
        f"{interested(row.interested)} in your call",
        (
            Text(f"It is about “{row.terms.title}”. They have said yes to meeting you: you choose whom, and when."),
            Buttons((who_button(row.id), see(row.id))),
        ),
    )


def line_form(row: Stored, line: str) -> Form:
    """The form for a line beside an interest."""
    return Form(
        "calls.add_line",
        "A line to them",
        (
            TextField(
                "line",
                f"What should {row.owner_name} know?",
                line,
                hint="One line, or none. Only they read it, beside your name.",
                multiline=True,
                max_length=LONGEST_LINE,
            ),
        ),
        submit="Send it",
        value=str(row.id),
    )


def withdrawn(row: Stored) -> Card:
    """What is said to who took their interest back."""
    return Card(
        "Your interest is taken back",
        (
            Text(f"Your name is no longer on the list of “{row.terms.title or 'this call'}”. Nobody is told."),
            Buttons((see(row.id), FIND)),
        ),
    )


def saved(row: Stored) -> Card:
    """What is said to who saved a call."""
    return Card(
        "The call is saved",
        (
            Text(f"You find “{row.terms.title}” among your calls. Nobody else sees that you saved it."),
            Buttons((see(row.id), Button("Forget it", "calls.unsave", str(row.id)), MINE)),
        ),
        detail=True,
    )


def unsaved(row: Stored) -> Card:
    """What is said to who saved it no more."""
    return Card(
        "The call is not saved any more", (Text("You find it among the open calls."), Buttons((see(row.id), FIND)))
    )


def listing(row: Stored, people: Sequence[tuple[Interest, Profile]], page: int, total: int) -> Card:
    """Who took an interest, with their line, for the owner."""
    body: list[Element] = []
    if not people:
        body.append(Text("Nobody has taken an interest yet. We write to you when somebody does."))
    for one, profile in people:
        met = one.introduction is not None
        together = Button(
            "Bring us together",
            "calls.introduce",
            f"{row.id} {one.member}",
            style="primary",
            confirm=f"You and {one.name} are introduced, with the terms of your call. They have said yes to that.",
        )
        body += [
            Divider(),
            Person(
                one.name,
                profile.pronouns,
                about(profile),
                quote=excerpt(Marked(one.line or profile.about)),
                status="You were brought together" if met else "" if one.line else "They left no line",
                buttons=(*(() if met else (together,)), see_button(one.member)),
            ),
        ]
    turning = turns("calls.interested", page, total, lambda number: f"{row.id} {number}", PAGE)
    body += [Divider(), Buttons((*turning, see(row.id), MINE))]
    return Card(f"Interested in: {row.terms.title or 'your call'}", tuple(body))


def together(row: Stored, request: Request, both: Sequence[Profile], shared: str, line: str) -> Card:
    """The first message of the group conversation, to both."""
    wrote = (Text(f"{request.asked_name} wrote:"), Quote(Marked(line))) if line else ()
    return Card(
        f"{request.asked_name}, meet {request.asker_name}",
        (
            Text(
                f"{request.asked_name} took an interest in a call by {request.asker_name}, who brings you together. "
                "Here you can talk to each other."
            ),
            *(Person(one.name, one.pronouns, about(one)) for one in both),
            *wrote,
            *terms_and_start(request, shared),
            Note("Roundtable keeps nothing of what you write here."),
        ),
    )
