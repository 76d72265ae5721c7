"""What members are shown of a pulse: what it is, who sees what, and what became of their answers."""

from collections.abc import Sequence
from datetime import timedelta

from bot.cards import Button, Buttons, Card, Element, Fact, Facts, Heading, Note, Text
from bot.errors import Refused
from bot.survey_questions import Question, load
from bot.timezones import HOME, day, day_at, where
from storage.surveys import CLOSED, COMMUNITY, EVERYBODY, IN_CHANNEL, RESEARCH, Stored

STEP = 5
"""How many have answered is told in steps of so many, and not before the first."""

FLOOR = 5
"""Fewer people than this are shown in no number, and their words to nobody."""

PER_MINUTE = 2.5
"""Questions that people answer in a minute, with a moment to read what stands around them."""

PULSES = Button("Pulses", "surveys.show")

CONFIDENTIAL = (
    "While this pulse is open, your answers are confidential: what you send is kept under a key, so that you can "
    "change it or take it back. Once it closes they are anonymous: the key is deleted, and nothing that is left says "
    "who answered what."
)
"""What stands in every invitation and above every form, before anybody answers; docs/anonymity.md says why."""

WHO_SEES = (
    f"Nobody is shown what you answer, the facilitators included. {CONFIDENTIAL} What stays are counts of five people "
    "or more, and what people wrote, in random order and without names, where five or more wrote something. "
    "Facilitators read that first, to take out names."
)

AUDIENCES = {
    EVERYBODY: "Everybody in the network",
    COMMUNITY: "The community side",
    RESEARCH: "The research side",
    IN_CHANNEL: "Whoever is in one channel",
}


class NotOpen(Refused):
    """A pulse that takes no answers any more."""

    title = "This pulse has closed"
    text = "It takes no answers any more. Nothing that you typed was kept, and nobody is told that you looked."
    buttons = (PULSES,)


class NotAsked(Refused):
    """A pulse that asks the other side."""

    title = "This pulse asks the other side"
    text = "So that its numbers mean something, only the side that it asks can answer. Nothing was kept."
    buttons = (PULSES,)


def key(ident: int, what: str) -> str:
    """What the keys of messages to many about a pulse begin with."""
    return f"survey:{ident}:{what}"


def step(count: int) -> int:
    """How many have answered, as it is told."""
    return count // STEP * STEP


def answered_words(counted: int) -> str:
    """The same in words; fewer than the first step, and none, read alike."""
    return f"{counted} or more have answered" if counted else "Fewer than five have answered so far"


def until(row: Stored) -> str:
    """Until when a pulse is open."""
    zone = row.timezone or HOME
    # It closes when a day ends, which is a moment of the next.
    last = day_at(row.closes_at - timedelta(seconds=1), zone) if row.closes_at is not None else None
    return f"the end of {day(last)} ({where(zone)})" if last is not None else ""


def minutes(questions: tuple[Question, ...]) -> str:
    """How many questions there are, and how long they take."""
    count = len(questions)
    about = max(1, round(count / PER_MINUTE))
    asked = "1 question" if count == 1 else f"{count} questions"
    return f"{asked}, about {about} minute{'' if about == 1 else 's'}. You can skip any."


def written(questions: tuple[Question, ...]) -> bool:
    """Whether people are asked for their own words."""
    return any(question.kind == "text" for question in questions)


def about(row: Stored, support: str) -> list[Element]:
    """What a pulse is, and who sees what."""
    questions = load(row.questions)
    body: list[Element] = [Text(row.about)] if row.about else []
    body.append(Facts((Fact("How long", minutes(questions)), Fact("Open until", until(row)))))
    body += [Heading("Who sees what"), Text(WHO_SEES)]
    if written(questions):
        body.append(Note(support))
    return body


def invitation(row: Stored, support: str, promised: Sequence[Element] = ()) -> Card:
    """What those who are asked get, with what came of earlier pulses."""
    return Card(f"A pulse: {row.title}", (*about(row, support), Buttons((ask(row), look(row))), *promised))


def reminder(row: Stored) -> Card:
    """The same words for all who get it, so that it tells nobody whether they have answered."""
    return Card(
        f"Still open: {row.title}",
        (
            Text(
                f"You can answer until {until(row)}. Nobody is shown what you answer: it is confidential while the "
                "pulse is open, and anonymous once it closes. If you have answered already, thank you: there is "
                "nothing more to do."
            ),
            Note("You get two reminders at most."),
            Buttons((ask(row), look(row))),
        ),
    )


def living(row: Stored, support: str, promised: Sequence[Element] = ()) -> Card:
    """What stands in channels of an open or closed pulse, with what came of earlier ones where nobody is written to."""
    if row.state == CLOSED:
        return Card(f"Closed: {row.title}", (Text("Thank you to all who answered. What came of it follows."),))
    return Card(
        f"A pulse: {row.title}",
        (*about(row, support), Text(f"{answered_words(row.counted)}."), Buttons((ask(row), look(row))), *promised),
    )


def ask(row: Stored, *, again: bool = False) -> Button:
    """The button that opens the form; who has answered need not press it."""
    if again:
        return Button("Change my answers", "surveys.ask", row.key)
    return Button("Answer", "surveys.ask", row.key, style="primary")


def look(row: Stored) -> Button:
    """The button that tells more."""
    return Button("More about it", "surveys.look", row.key)


def withdraw(row: Stored) -> Button:
    """The button that takes answers back."""
    return Button(
        "Take my answers back",
        "surveys.withdraw",
        row.key,
        style="danger",
        confirm="All your answers to this pulse are deleted. You can answer again until it closes.",
    )


def looked(row: Stored, support: str, promised: Sequence[Element] = (), *, answered: bool) -> Card:
    """An open pulse to one who may answer it, with what came of earlier ones."""
    stands = "You have answered. You can change it or take it back until it closes." if answered else ""
    choices = (ask(row, again=True), withdraw(row)) if answered else (ask(row),)
    more = (Text(stands),) if stands else ()
    return Card(row.title, (*about(row, support), *more, Buttons((*choices, PULSES)), *promised), detail=True)


def thanks(row: Stored, support: str) -> Card:
    """What is said to who has answered; their answers are not in it."""
    notes = (Note(support),) if written(load(row.questions)) else ()
    return Card(
        "Thank you: your answers are in",
        (
            Text(
                f"You can change them or take them back until {until(row)}. Then all single answers are deleted, and "
                "everybody sees the counts."
            ),
            *notes,
            Buttons((ask(row, again=True), withdraw(row))),
        ),
    )


def taken_back(row: Stored) -> Card:
    """What is said to who took their answers back."""
    return Card(
        "Your answers are deleted",
        (Text("Nothing of them is left here. You can answer again until the pulse closes."), Buttons((ask(row),))),
    )
