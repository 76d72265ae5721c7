"""The questions of a pulse, the answers that each kind takes, and what is gently said of too many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import TypeAdapter

Kind = Literal["scale", "single", "multiple", "ranking", "text"]

Answer = int | tuple[int, ...] | str
"""Scale: 1 to points; single: an index; multiple: sorted indexes; ranking: indexes, best first; text: the words."""

Sheet = Mapping[str, Answer]
"""What one member answered, by the question's key; a skipped question is not in it."""

KINDS: Mapping[Kind, str] = {
    "scale": "A scale, with words at both ends",
    "single": "One of several answers",
    "multiple": "Any of several answers",
    "ranking": "Answers to put in order",
    "text": "A few words of their own",
}

MOST_QUESTIONS = 12
MOST_RANKED = 6
MOST_OPTIONS = 10
LEAST_OPTIONS = 2
MOST_POINTS = 10
LEAST_POINTS = 2

FEWEST, MANY = 5, 7
"""As many questions as people answer in three minutes."""

OPEN_QUESTIONS = 2
"""As many open ones as people answer gladly."""

LONGEST_TEXT = 600


@dataclass(frozen=True, slots=True)
class Question:
    """One question; its key is unique in the pulse, and the same key in a later wave is compared with it."""

    key: str
    kind: Kind
    words: str
    options: tuple[str, ...] = ()
    points: int = 5
    low: str = ""
    high: str = ""


_questions: TypeAdapter[tuple[Question, ...]] = TypeAdapter(tuple[Question, ...])
_sheet: TypeAdapter[dict[str, Answer]] = TypeAdapter(dict[str, Answer])


def dump(questions: Sequence[Question]) -> str:
    """Questions as JSON, to be stored."""
    return _questions.dump_json(tuple(questions)).decode()


def load(stored: str) -> tuple[Question, ...]:
    """What `dump` stored."""
    return _questions.validate_json(stored)


def dump_sheet(sheet: Sheet) -> str:
    """What one member answered as JSON, in the same order of questions always."""
    return _sheet.dump_json(dict(sorted(sheet.items()))).decode()


def load_sheet(stored: str) -> Sheet:
    """What `dump_sheet` stored."""
    return _sheet.validate_json(stored)


def taken(question: Question, answer: Answer) -> bool:
    """Whether a question can be answered so."""
    if question.kind == "text":
        return isinstance(answer, str) and 0 < len(answer) <= LONGEST_TEXT
    if isinstance(answer, str):
        return False
    if isinstance(answer, int):
        if question.kind == "scale":
            return 1 <= answer <= question.points
        return question.kind == "single" and 0 <= answer < len(question.options)
    if question.kind not in {"multiple", "ranking"}:
        return False
    known = set(answer) <= set(range(len(question.options))) and len(set(answer)) == len(answer)
    return known and bool(answer) and (question.kind == "ranking" or list(answer) == sorted(answer))


def warnings(questions: Sequence[Question]) -> list[str]:
    """What is gently said of a pulse with few, many or many open questions; it can be opened all the same."""
    words: list[str] = []
    if len(questions) > MANY:
        words.append(
            f"This pulse has {len(questions)} questions. With {FEWEST} to {MANY} it takes under three minutes, and "
            "more people answer."
        )
    elif len(questions) < FEWEST:
        words.append(f"{FEWEST} to {MANY} questions are a good length. This pulse has {len(questions)} so far.")
    written = sum(question.kind == "text" for question in questions)
    if written > OPEN_QUESTIONS:
        words.append(
            f"{written} questions ask for people's own words. Each takes time to answer and to read, so "
            f"{OPEN_QUESTIONS} at most work best."
        )
    return words
