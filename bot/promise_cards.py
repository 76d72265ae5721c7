"""What is said about promises, and the forms in which they are made and done."""

from collections.abc import Sequence
from datetime import date

from bot.cards import (
    Button,
    Buttons,
    Card,
    DateField,
    Element,
    Fact,
    Facts,
    Form,
    Heading,
    Note,
    PersonField,
    Text,
    TextField,
)
from bot.paging import PAGE, count, turns
from bot.timezones import day
from storage.promises import Stored

LONGEST = 300
HEADING = "You said, we did"
ALL = Button("All promises", "promises.list")
TURNED = "page "
"""What stands before the number of a page."""

NONE = Text("Nothing has been promised yet. Facilitators turn results of pulses into promises, with a name and a day.")


def form(action: str, title: str, value: str, row: Stored | None = None) -> Form:
    """The form for a promise, new or there already; without a person in it, whoever fills it in keeps the promise."""
    kept = f"It stays with {row.owner_name}, unless you pick somebody." if row and row.owner_name else ""
    return Form(
        action,
        "Change a promise" if row else "Promise something",
        (
            TextField(
                "said",
                "You said",
                row.said if row else "",
                hint="What people told us, in your words. Not what one of them wrote.",
                placeholder="Many of you are asked only once the question is fixed.",
                required=True,
                max_length=LONGEST,
            ),
            TextField(
                "words",
                "We will",
                row.words if row else "",
                placeholder="Invite two community partners to each first meeting.",
                required=True,
                max_length=LONGEST,
            ),
            PersonField("owner", "Who sees to it?", hint=kept or "You, unless you pick somebody."),
            DateField("due", "By when?", row.due if row else None, required=True),
        ),
        intro=(
            Text(
                f"From the results of “{title}”. Everybody sees it at home, in digests and in the next pulse, with the "
                "name."
            ),
            Note("Whoever sees to it is told now, and reminded a week before, on the day, and every two weeks after."),
        ),
        submit="Save" if row else "Promise it",
        value=value,
    )


def done_form(row: Stored) -> Form:
    """The form to say that a promise is kept."""
    return Form(
        "promises.finish",
        "A promise is kept",
        (
            TextField(
                "line",
                "What was done?",
                hint="One line that everybody reads.",
                placeholder="Both new studies began with a meeting of six partners.",
                required=True,
                max_length=LONGEST,
            ),
        ),
        intro=(Text(row.words),),
        submit="Tell everybody",
        value=f"{row.id} {row.version}",
    )


def stands(row: Stored, today: date) -> str:
    """How a promise stands, in a line."""
    who = row.owner_name or "Nobody at the moment"
    if row.done_at is not None:
        return f"Done by {who}: {row.line}" if row.owner_name else f"Done: {row.line}"
    return f"{who}, by {day(row.due)}" + (" (late)" if row.due < today else "")


def lines(rows: Sequence[Stored], today: date) -> tuple[Element, ...]:
    """Promises where others see them: what was said, what is done about it, and by whom."""
    return tuple(
        Facts(
            (
                Fact("You said", row.said),
                Fact("We did" if row.done_at else "We will", row.words),
                Fact("Done" if row.done_at else "Who, by when", stands(row, today)),
            )
        )
        for row in rows
    )


def section(rows: Sequence[Stored], today: date, most: int) -> tuple[Element, ...]:
    """The first few of them under their heading; nothing where there are none."""
    if not rows:
        return ()
    return (Heading(HEADING), *lines(rows[:most], today), Buttons((ALL,)))


def own_buttons(row: Stored, *, facilitator: bool) -> tuple[Button, ...]:
    """What whoever keeps a promise, or a facilitator, can do about it."""
    value = str(row.id)
    if row.done_at is not None:
        return ()
    done = Button("It is done", "promises.done", value, style="primary")
    if not facilitator:
        return (done,)
    return (
        done,
        Button("Change it", "promises.edit", value),
        Button(
            "Take it back",
            "promises.remove",
            value,
            style="danger",
            confirm="It is removed everywhere, and whoever sees to it is told.",
        ),
    )


def listing(rows: Sequence[Stored], today: date, member: int, page: int = 0, *, facilitator: bool) -> Card:
    """A page of all promises that stand or were kept lately; the first is 0."""
    page = min(page, max(0, (len(rows) - 1) // PAGE))
    body: list[Element] = [] if rows else [NONE]
    if len(rows) > PAGE:
        body.append(Text(f"{count(f'There are {len(rows)} promises', page, len(rows))}."))
    for row in rows[page * PAGE : (page + 1) * PAGE]:
        body += lines([row], today)
        buttons = own_buttons(row, facilitator=facilitator) if facilitator or row.owner == member else ()
        body.append(Buttons((*buttons, Button("See the results", "surveys.results", row.survey))))
    if turning := turns(ALL.action, page, len(rows), lambda number: f"{TURNED}{number}"):
        body.append(Buttons(turning))
    return Card(HEADING, tuple(body), detail=True)


def told(row: Stored, title: str, text: str, *, mine: bool = True) -> Card:
    """A promise to whoever sees to it, with what is new."""
    due = Fact("By", day(row.due))
    return Card(
        title,
        (
            Text(text),
            Facts((Fact("You said", row.said), Fact("We will", row.words), due)),
            Buttons((*(own_buttons(row, facilitator=False) if mine else ()), ALL)),
        ),
    )


def kept(row: Stored) -> Card:
    """What is said to who kept a promise."""
    return Card("Thank you: everybody can see that it is done", (*lines([row], row.due), Buttons((ALL,))))


def removed(row: Stored) -> Card:
    """What is said when a promise was taken back."""
    return Card("The promise is taken back", (Text(f"“{row.words}” stands nowhere any more."), Buttons((ALL,))))
