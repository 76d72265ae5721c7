"""The form in which a pulse is answered, and what it takes."""

from collections.abc import Iterator, Mapping, Sequence

from bot.cards import ChoiceField, Field, Form, Heading, Note, Option, SeveralField, Text, TextField, dump
from bot.errors import BadForm
from bot.said import Said
from bot.survey_cards import CONFIDENTIAL
from bot.survey_questions import LONGEST_TEXT, Answer, Question, Sheet
from bot.typed import clean

SKIP = "Nothing has to be answered: leave out what you like. What you type stays with you until you send it."
NO_NAMES = "Please write nothing by which you or somebody else could be known."
TWICE = "You have this in two places. Please pick each once."
NOTHING = "Nothing is answered yet. Answer one question at least, or close this: nobody is told that you looked."
PICK = "Please pick one of these."

TOO_LONG = "With this the pulse is too long for one form. Please shorten it, or make two pulses."

ROOM = 14_000
"""Bytes of a form, as it is stored. A card of Teams takes a third more for it, and has room for long answers then."""

PLACES = ("first", "second", "third", "fourth", "fifth", "sixth")


def form(
    action: str,
    title: str,
    questions: Sequence[Question],
    value: str,
    *,
    sheet: Sheet | None = None,
    submit: str = "Send",
    notes: Sequence[str] = (),
) -> Form:
    """The form with the answers that were given so far; `notes` stand above it."""
    fields = tuple(
        each
        for number, question in enumerate(questions, start=1)
        for each in asked(question, number, (sheet or {}).get(question.key))
    )
    intro: tuple[Text | Heading | Note, ...] = (Heading(title), Text(CONFIDENTIAL), Text(SKIP), *map(Note, notes))
    return Form(action, "Answer a pulse", fields, intro=intro, submit=submit, value=value)


def asked(question: Question, number: int, answer: Answer | None) -> Iterator[Field]:
    """The fields of one question."""
    words = f"{number}. {question.words}"
    match question.kind:
        case "scale" | "single":
            value = str(answer) if isinstance(answer, int) else ""
            yield ChoiceField(question.key, words, choices(question), value=value)
        case "multiple":
            ticked = answer if isinstance(answer, tuple) else ()
            yield SeveralField(question.key, words, choices(question), tuple(map(str, ticked)))
        case "ranking":
            ranked = answer if isinstance(answer, tuple) else ()
            for place in range(len(question.options)):
                value = str(ranked[place]) if place < len(ranked) else ""
                yield ChoiceField(
                    field_of(question, place), f"{words} In {PLACES[place]} place", choices(question), value=value
                )
        case _:
            typed = answer if isinstance(answer, str) else ""
            yield TextField(question.key, words, typed, hint=NO_NAMES, multiline=True, max_length=LONGEST_TEXT)


def field_of(question: Question, index: int) -> str:
    """The name of one of several fields of a question."""
    return f"{question.key}.{index}"


def choices(question: Question) -> tuple[Option, ...]:
    """What can be picked."""
    if question.kind != "scale":
        return tuple(Option(option, str(index)) for index, option in enumerate(question.options))
    ends = {1: question.low, question.points: question.high}
    return tuple(
        Option(f"{point}: {ends[point]}" if ends.get(point) else str(point), str(point))
        for point in range(1, question.points + 1)
    )


def too_long(questions: Sequence[Question]) -> bool:
    """Whether these are more than one form has room for on every platform."""
    return len(dump(form("surveys.answer", "", questions, "")).encode()) > ROOM


def read(said: Said, questions: Sequence[Question]) -> Sheet:
    """What the form says, without what was skipped. Raises BadForm, also where all was."""
    sheet: dict[str, Answer] = {}
    problems: dict[str, str] = {}
    for question in questions:
        answer, wrong = read_one(said, question)
        problems |= wrong
        if answer is not None:
            sheet[question.key] = answer
    if not sheet and not problems and questions:
        problems[first_field(questions[0])] = NOTHING
    if problems:
        raise BadForm(**problems)
    return sheet


def first_field(question: Question) -> str:
    """The name of the first field of a question."""
    return next(asked(question, 1, None)).name


def read_one(said: Said, question: Question) -> tuple[Answer | None, Mapping[str, str]]:
    """The answer to one question, none where it was skipped, and words for what cannot be taken."""
    if question.kind == "text":
        words = clean(said.text(question.key))
        if len(words) > LONGEST_TEXT:
            problem = f"This has {len(words):,} characters. Please keep it to {LONGEST_TEXT:,}."
            return None, {question.key: problem}
        return words or None, {}
    if question.kind == "multiple":
        ticked = said.several(question.key)
        return tuple(int(option.value) for option in choices(question) if option.value in ticked) or None, {}
    known = {option.value: int(option.value) for option in choices(question)}
    if question.kind == "ranking":
        return read_ranking(said, question, known)
    picked = said.text(question.key)
    return (known.get(picked), {} if not picked or picked in known else {question.key: PICK})


def read_ranking(said: Said, question: Question, known: Mapping[str, int]) -> tuple[Answer | None, Mapping[str, str]]:
    """The same of options in order, of which the last ones may be left out."""
    ranked: list[int] = []
    problems: dict[str, str] = {}
    for place in range(len(question.options)):
        name = field_of(question, place)
        picked = said.text(name)
        if picked and picked not in known:
            problems[name] = PICK
        elif picked and known[picked] in ranked:
            problems[name] = TWICE
        elif picked:
            ranked.append(known[picked])
    return tuple(ranked) or None, problems
