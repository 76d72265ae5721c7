"""The forms of polls: asking, choosing several answers, changing, adding an answer; and what they take."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from bot.cards import ChoiceField, DateField, Form, NumberField, Option, Text, TextField, TickField
from bot.errors import BadForm
from bot.introduction_form import PICK
from bot.members import Me
from bot.network import Work
from bot.parts import label
from bot.poll_cards import WHO_SEES, most_of, people
from bot.poll_days import LONGEST_OPEN, moment, read_clock
from bot.poll_words import (
    BULLET,
    LONGEST_ANSWER,
    LONGEST_QUESTION,
    MOST,
    MOST_ADDED,
    Typed,
    answers_problem,
    line,
    question_problem,
    same,
)
from bot.said import Said
from bot.typed import clean
from storage.polls import ANONYMOUS, MONTH, NAMED, NAMED_LATER, NUMBERS, WEEK, Stored
from storage.polls import Option as Answer

LONGEST_ANSWERS = 3_000
"""As much as a field takes on Slack: also answers that are too long or too many have room, to be put right."""
LONGEST_CLOCK = 10

SHOWN: tuple[Option, ...] = (
    Option("Numbers without names, as they come in", NUMBERS),
    Option("Anonymous: numbers once it has closed, from five votes on", ANONYMOUS),
    Option("With names, as they come in", NAMED),
    Option("With names, once it has closed", NAMED_LATER),
)
REPEATS: tuple[Option, ...] = (
    Option("No, once", "no"),
    Option("Every week", WEEK),
    Option("Every month", MONTH),
)


class Asked(NamedTuple):
    """What the form takes."""

    question: str
    answers: tuple[str, ...]
    columns: Mapping[str, Any]


def asking(typed: Typed, key: str, where: str) -> Form:
    """The form for a new poll, with what was typed."""
    intro: tuple[Text, ...] = (Text(typed.problem),) if typed.problem else ()
    question, answers = typed.question, typed.answers
    if len(question) > LONGEST_QUESTION:
        question, answers = "", (question, *answers)  # Where there is room for all of it.
    if beyond := "\n".join(answers)[LONGEST_ANSWERS:]:
        intro = (*intro, Text("The form has no room for the rest of what you typed:"), Text(beyond))
    return Form(
        "polls.save",
        "Ask a poll",
        (
            question_field(question),
            answers_field(answers),
            ChoiceField(
                "shown",
                "Who sees what?",
                SHOWN,
                value=NUMBERS,
                hint="It stands on the poll before anybody votes, and cannot be changed later. Early numbers sway.",
                required=True,
            ),
            NumberField("most", "How many answers may one choose?", 1, required=True, least=1, most=MOST_ADDED),
            TickField("adding", "May others add answers?", "Yes", hint="You can remove them."),
            DateField("day", "Closes on", hint="Leave it empty to close it yourself."),
            TextField(
                "clock",
                "At what time?",
                hint="Where you are. Left empty, it closes at the end of that day.",
                placeholder="17:00",
                max_length=LONGEST_CLOCK,
            ),
            ChoiceField("repeats", "Shall it be asked again?", REPEATS, value="no", required=True),
        ),
        intro=(*intro, Text(f"It is asked in {where}.")),
        submit="Ask it",
        value=key,
    )


def question_field(value: str) -> TextField:
    """The field for the question."""
    return TextField("question", "Question", value[:LONGEST_QUESTION], required=True, max_length=LONGEST_QUESTION)


def answers_field(answers: Sequence[str]) -> TextField:
    """The field for the answers."""
    return TextField(
        "answers",
        "Answers",
        "\n".join(answers)[:LONGEST_ANSWERS],
        hint=f"One in a line, {MOST} at most.",
        required=True,
        multiline=True,
        max_length=LONGEST_ANSWERS,
    )


def read_texts(said: Said, most: int = MOST, there: Sequence[str] = ()) -> tuple[str, tuple[str, ...], dict[str, str]]:
    """The question and the answers of a form, and words for what cannot be taken; `there` are answers already."""
    question = line(clean(said.text("question")))
    answers = read_answers(said.text("answers"), there)
    problems = {"question": question_problem(question), "answers": answers_problem(answers, most)}
    return question, answers, {name: words for name, words in problems.items() if words}


def read_answers(words: str, there: Sequence[str] = ()) -> tuple[str, ...]:
    """Answers, one in a line, with or without bullets; one that is there already is no other for beginning like one."""
    lines = [line(each) for each in clean(words).split("\n")]
    return tuple(answer for each in lines if (answer := each if each in there else line(BULLET.sub("", each))))


def read_asked(work: Work, me: Me, said: Said) -> Asked:
    """What somebody asks, by the form. Raises BadForm."""
    question, answers, problems = read_texts(said)
    for name, options in (("shown", SHOWN), ("repeats", REPEATS)):
        if not label(options, said.text(name)):
            problems[name] = PICK
    most = said.answers.get("most")
    if isinstance(most, bool) or not isinstance(most, int) or not 1 <= most <= MOST_ADDED:
        problems["most"] = f"Please give a number from 1 to {MOST_ADDED}."
    closes_at, wrong = read_closing(work, me, said)
    problems |= wrong
    if problems or not isinstance(most, int):
        raise BadForm(**problems)
    repeats, adding = said.text("repeats"), said.answers.get("adding") is True
    columns = {
        "question": question,
        "shown": said.text("shown"),
        "most": most if adding else min(most, len(answers)),
        "adding": adding,
        "closes_at": closes_at,
        "repeats": "" if repeats == "no" else repeats,
    }
    return Asked(question, answers, columns)


def read_closing(work: Work, me: Me, said: Said) -> tuple[datetime | None, dict[str, str]]:
    """When a poll is to close, none for by hand, and words for what cannot be taken."""
    when, words = said.answers.get("day"), said.text("clock")
    clock = read_clock(words) if words else None
    if words and clock is None:
        return None, {"clock": "Please give a time, such as 17:00 or 5 pm."}
    if not isinstance(when, date):
        return None, {"day": "Please pick the day too, or leave the time empty."} if words else {}
    today = me.today(work)
    if when - today > LONGEST_OPEN:
        return None, {"day": "This is more than a year away. Please pick an earlier day."}
    closes_at = moment(when, clock, me.timezone) if when >= today else work.now
    if closes_at <= work.now:
        return None, {"day": "This has passed. Please pick a later day or time."}
    return closes_at, {}


def choosing(row: Stored, options: Sequence[Answer], chosen: frozenset[int]) -> Form:
    """The form to choose several answers."""
    return Form(
        "polls.cast",
        "Your vote",
        tuple(
            TickField(f"option{one.id}", f"Answer {number}", one.label, one.id in chosen)
            for number, one in enumerate(options, 1)
        ),
        intro=(
            Text(row.question),
            Text(f"Choose up to {most_of(row, options)} answers. Who sees what: {WHO_SEES[row.shown]}"),
        ),
        submit="Vote",
        value=row.key,
    )


def changing(row: Stored, options: Sequence[Answer], voters: int) -> Form:
    """The form to change an open poll."""
    return Form(
        "polls.change",
        "Change the poll",
        (question_field(row.question), answers_field([one.label for one in options])),
        intro=(
            Text(f"{people(voters)} so far."),
            Text(
                "A line that you change is a new answer. Votes for a line that goes are dropped, and the poll says "
                "that it was changed. Votes for lines that stay are kept."
            ),
        ),
        submit="Change it",
        value=row.key,
    )


def adding(row: Stored) -> Form:
    """The form to add an answer."""
    return Form(
        "polls.add_one",
        "Add an answer",
        (TextField("answer", "Answer", required=True, max_length=LONGEST_ANSWER),),
        intro=(
            Text(row.question),
            Text(
                "Everybody sees it, without your name. Whoever asked the poll can remove it, and so can facilitators."
            ),
        ),
        submit="Add it",
        value=row.key,
    )


def read_added(said: Said, options: Sequence[Answer]) -> str:
    """An answer that somebody adds. Raises BadForm."""
    answer = line(clean(said.text("answer")))
    if not answer:
        raise BadForm(answer="Please write an answer.")
    if len(answer) > LONGEST_ANSWER:
        raise BadForm(answer=f"This has {len(answer)} characters. Please keep it to {LONGEST_ANSWER}.")
    if same(answer) in {same(one.label) for one in options}:
        raise BadForm(answer="This answer is there already, so you can vote for it.")
    return answer
