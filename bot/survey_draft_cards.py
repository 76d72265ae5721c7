"""What facilitators are shown of pulses: a draft with its questions, and what became of one."""

from collections.abc import Sequence

from bot.cards import Button, Buttons, Card, Element, Fact, Facts, Heading, Note, Person, Text
from bot.survey_cards import AUDIENCES, FLOOR, PULSES, answered_words, minutes, until
from bot.survey_questions import KINDS, MOST_QUESTIONS, Kind, Question, load, warnings
from bot.survey_result_cards import see, stopping
from bot.survey_templates import Template
from bot.timezones import HOME, day, day_at
from storage.surveys import Stored

SCRATCH = "nothing"
"""What names no template where one begins a pulse."""

ADDING: tuple[tuple[Kind, str], ...] = (
    ("scale", "Add a scale"),
    ("single", "Add one of several"),
    ("multiple", "Add any of several"),
    ("ranking", "Add an order"),
    ("text", "Add a free text"),
)

FULL = f"A pulse has at most {MOST_QUESTIONS} questions."
UNTITLED = "A pulse without a title"

DISCARDED = Card("The draft is thrown away", (Text("Nobody else had seen it."), Buttons((PULSES,))))


def draft(row: Stored, words: str = "") -> Card:
    """A draft with all that can be changed; `words` say why it was not opened."""
    questions = load(row.questions)
    value = f"{row.key} {row.version}"
    body: list[Element] = [Text(words)] if words else []
    body += [Text(row.about)] if row.about else []
    body += [
        Facts(
            (
                Fact("Who is asked", AUDIENCES[row.audience]),
                Fact("Open for", f"{row.days} days"),
                Fact("Asked again", "every 13 weeks" if row.repeats else "no"),
                Fact("How long", minutes(questions)),
                *([Fact("Opens by itself on", opening(row))] if row.opens_at else []),
            )
        ),
        Buttons((Button("Change this", "surveys.frame", row.key),)),
        Heading("Questions"),
    ]
    body += [asked(question, place, value) for place, question in enumerate(questions)]
    body.append(Buttons(tuple(Button(label, "surveys.add", f"{row.key} {kind}") for kind, label in ADDING)))
    body += [Note(each) for each in warnings(questions)]
    body.append(
        Buttons(
            (
                Button("See it as a member", "surveys.preview", row.key),
                Button(
                    "Open it",
                    "surveys.open",
                    value,
                    style="primary",
                    confirm="Everybody whom it asks gets a message now. Its questions cannot be changed after that.",
                ),
                discard(row),
                PULSES,
            )
        )
    )
    return Card(f"Draft: {row.title or UNTITLED}", tuple(body))


def opening(row: Stored) -> str:
    """The day on which a draft opens by itself; nothing for one that does not."""
    return day(day_at(row.opens_at, row.timezone or HOME)) if row.opens_at is not None else ""


def asked(question: Question, place: int, value: str) -> Person:
    """One question of a draft; a button names it by its key, and the draft as it was seen."""
    named = f"{value} {question.key}"
    above = (Button("Move up", "surveys.move", named),) if place else ()
    remove = Button("Remove", "surveys.drop", named, style="danger")
    return Person(
        f"{place + 1}. {question.words}",
        why=KINDS[question.kind],
        status=answers(question),
        buttons=(Button("Change", "surveys.question", named), *above, remove),
    )


def answers(question: Question) -> str:
    """What can be answered, in words."""
    if question.kind == "scale":
        low, high = question.low or "1", question.high or str(question.points)
        return f"From 1 ({low}) to {question.points} ({high})"
    return "; ".join(question.options)


def discard(row: Stored) -> Button:
    """The button that throws a draft away."""
    confirm = "This draft and its questions are deleted."
    return Button("Throw it away", "surveys.discard", row.key, style="danger", confirm=confirm)


def opened(row: Stored, count: int) -> Card:
    """What is said to who opened a pulse; `count` is how many get a message of their own."""
    people = "1 person gets" if count == 1 else f"{count} people get"
    body: list[Element] = [
        Text(f"It is open until {until(row)}. {people} a message, and reminders go out after 3 and 5 days."),
        Text(
            f"Nobody sees any result before it closes, you included. Nothing that counts fewer than {FLOOR} people is "
            "ever shown."
        ),
    ]
    if 0 < count < FLOOR:
        body.append(Note(f"So few are asked that there may be nothing to show: it takes {FLOOR} who answer."))
    return Card(f"Open: {row.title}", (*body, Buttons((PULSES,))))


def closing(row: Stored) -> Button:
    """The button that closes a pulse before its time."""
    few = "" if row.counted else " Fewer than five have answered so far, so there may be nothing to show."
    confirm = f"It takes no more answers, and all single answers are deleted.{few}"
    return Button("Close it now", "surveys.close", row.key, style="danger", confirm=confirm)


def extending(row: Stored) -> Button:
    """The button that keeps a pulse open longer."""
    return Button("Keep it open longer", "surveys.extend", row.key)


def running(row: Stored) -> Person:
    """An open pulse in the facilitators' list."""
    more = (stopping(row.key),) if row.repeats else ()
    status = f"Open until {until(row)}. {answered_words(row.counted)}"
    return Person(row.title, status=status, buttons=(extending(row), closing(row), *more))


def finished(row: Stored, *, facilitator: bool) -> Person:
    """A closed pulse in a list; one that is asked again is not prepared yet, and a facilitator can stop that."""
    more = (stopping(row.key),) if facilitator and row.next_at is not None else ()
    return Person(row.title, status=ended(row), buttons=(see(row.key), *more))


def begun(row: Stored) -> Person:
    """A draft in their list."""
    when = f"Opens by itself on {opening(row)}" if row.opens_at else "Draft"
    go_on = Button("Go on with it", "surveys.draft", row.key)
    return Person(row.title or UNTITLED, status=when, buttons=(go_on, discard(row)))


def template(name: str, made: Template, channel: int = 0) -> Person:
    """A pulse to begin from."""
    return Person(made.title, why=made.does, buttons=(begin("Begin with this", name, channel),))


def begin(label: str, name: str, channel: int) -> Button:
    """The button that begins a draft, which may ask a channel."""
    return Button(label, "surveys.begin", f"{name} {channel}" if channel else name)


def over(row: Stored) -> Card:
    """What facilitators are told of a pulse that closed."""
    return Card(
        f"Closed: {row.title}",
        (
            Text("All single answers are deleted. What is left can be seen by everybody, once names are taken out."),
            Buttons((see(row.key), *((stopping(row.key),) if row.next_at is not None else ()), PULSES)),
        ),
    )


def prepared(row: Stored) -> Card:
    """What facilitators are told of the next wave."""
    return Card(
        f"To be asked again: {row.title}",
        (
            Text(f"It opens by itself on {opening(row)}, as last time. Until then you can change it, or end that."),
            Buttons((Button("See it", "surveys.draft", row.key), stopping(row.key), PULSES)),
        ),
    )


def stuck(row: Stored, why: str) -> Card:
    """What facilitators are told of a next wave that could not be opened."""
    return Card(
        f"Not opened: {row.title or UNTITLED}",
        (Text(f"It was to open today. {why}"), Buttons((Button("See it", "surveys.draft", row.key), PULSES))),
    )


def changed(row: Stored, words: str) -> Card:
    """What is said after something was done about an open pulse."""
    return Card(row.title, (Text(words), Buttons((PULSES,))))


def facilitating(
    running_now: Sequence[Stored],
    drafts: Sequence[Stored],
    closed: Sequence[Stored],
    templates: Sequence[Person],
    channel: int = 0,
) -> list[Element]:
    """What facilitators see in their list, which they may have asked for in a channel."""
    body: list[Element] = [Heading("For facilitators: open"), *map(running, running_now)]
    if not running_now:
        body.append(Text("No pulse is open."))
    if drafts:
        body += [Heading("Drafts"), *map(begun, drafts)]
    if closed:
        body += over_lately(closed, facilitator=True)
    asked_here = (Text("What you begin from here can ask this channel alone."),) if channel else ()
    scratch = begin("Begin with nothing", SCRATCH, channel)
    return [*body, Heading("Begin a new one"), *asked_here, *templates, Buttons((scratch,))]


def over_lately(closed: Sequence[Stored], *, facilitator: bool = False) -> list[Element]:
    """The pulses that closed last, with ways to their results."""
    return [Heading("Closed"), *(finished(row, facilitator=facilitator) for row in closed)]


def ended(row: Stored) -> str:
    """When a pulse closed, and whether it is asked again."""
    closed = f"Closed on {day(day_at(row.closes_at, row.timezone or HOME))}" if row.closes_at else "Closed"
    return f"{closed}. Asked again every 13 weeks" if row.next_at is not None else closed
