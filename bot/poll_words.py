"""Reads a poll from the words behind the command: a question and its answers, in the ways in which people type them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bot.typed import clean

LONGEST_QUESTION = 150
"""As much as Slack shows as a heading."""

LONGEST_ANSWER = 75
"""As much as Slack shows on a button."""

FEWEST, MOST = 2, 10
MOST_ADDED = 20
"""How many answers there may be where others add some."""

QUOTES = {"“": "”“", "”": "”", "„": "“”", "‟": "”", "«": "»", "»": "«", "\uff02": "\uff02", '"': '"'}
"""What opens a quotation, and what may close it."""

ANY_QUOTE = f"[{''.join(QUOTES)}]"
BETWEEN = re.compile(r"[\s,;،、\uff0c\u061b\u200e\u200f\u2066-\u2069]*")
"""What may stand between two quotations."""

BULLET = re.compile(r"^\s*(?:[-*•\u2013\u2014]|\d{1,2}[.)])\s+")
ASKED = re.compile(r"^(.*?[?؟\uff1f])\s*(.+)$", re.DOTALL)
COMMA = re.compile(r"(?<!\d)[,،、\uff0c]|[,،、\uff0c](?!\d)")
"""A comma that is not within a number."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed: a question and answers, as far as they were understood.

    `problem` says why no poll can be made of it as it stands; empty for one that can be, and for nothing typed.
    """

    question: str = ""
    answers: tuple[str, ...] = ()
    problem: str = ""

    @property
    def complete(self) -> bool:
        """Whether it can be asked as it is."""
        return bool(self.question) and not self.problem


UNREAD = (
    "We could not tell the question from the answers, so what you typed is below. To ask without this form, put each "
    "in quotes."
)


def read(words: str) -> Typed:
    """What somebody typed behind the command."""
    words = clean(words)
    if not words:
        return Typed()
    for parts in (in_quotes(words), by_quotes(words), in_lines(words), after_the_question(words)):
        if parts:
            question, *answers = (line(part) for part in parts)
            answers = [answer for answer in answers if answer]
            problems = [problem for problem in (question_problem(question), answers_problem(answers)) if problem]
            return Typed(question, tuple(answers), " ".join(problems))
    return Typed(line(words), (), UNREAD)


def in_quotes(words: str) -> list[str]:
    """The quotations of which the words consist, each closed by what fits what opened it; none if there is more."""
    parts: list[str] = []
    at = skip(words, 0)
    while at < len(words):
        closing = QUOTES.get(words[at])
        ends = [end for each in closing or "" if (end := words.find(each, at + 1)) > 0]
        if not ends:
            return []
        parts.append(words[at + 1 : min(ends)])
        at = skip(words, min(ends) + 1)
    return parts


def by_quotes(words: str) -> list[str]:
    """The same where quotes of different kinds are mixed: every second stretch between any two is a quotation."""
    outside, *rest = re.split(ANY_QUOTE, words)
    if not rest or len(rest) % 2:
        return []
    inside, between = rest[::2], [outside, *rest[1::2]]
    return inside if all(BETWEEN.fullmatch(each) for each in between) else []


def skip(words: str, at: int) -> int:
    """Where what may stand between two quotations ends."""
    found = BETWEEN.match(words, at)
    return found.end() if found else at


def in_lines(words: str) -> list[str]:
    """A line each, with or without bullets."""
    lines = [unquoted(BULLET.sub("", each)) for each in words.split("\n")]
    lines = [each for each in lines if each.strip()]
    return lines if len(lines) > FEWEST else []


def unquoted(text: str) -> str:
    """A line without the quotes around it."""
    text = text.strip().rstrip(",،")
    whole = len(text) > 1 and text[0] in QUOTES and text[-1] in QUOTES[text[0]]
    return text[1:-1] if whole else text


def after_the_question(words: str) -> list[str]:
    """A question with its mark, and behind it the answers with commas between them."""
    found = ASKED.match(words)
    answers = [each for each in COMMA.split(found[2]) if each.strip()] if found else []
    return [found[1], *answers] if found and len(answers) >= FEWEST and "\n" not in words else []


def line(text: str) -> str:
    """A text in one line."""
    return " ".join(text.split())


def same(text: str) -> str:
    """What two answers share that read alike."""
    return unicodedata.normalize("NFKC", text).casefold()


def question_problem(question: str) -> str:
    """Why this is no question to ask, or nothing."""
    if not question:
        return "Please write a question."
    if len(question) > LONGEST_QUESTION:
        return f"The question has {len(question)} characters. Please keep it to {LONGEST_QUESTION}."
    return ""


def answers_problem(answers: Sequence[str], most: int = MOST) -> str:
    """Why these are no answers to choose from, or nothing."""
    if len(answers) < FEWEST:
        return "Please give two answers or more."
    if len(answers) > most:
        return f"There are {len(answers)} answers. Please keep it to {most}."
    long = next((answer for answer in answers if len(answer) > LONGEST_ANSWER), "")
    if long:
        return f"“{long[:20]}…” has {len(long)} characters. Please keep each answer to {LONGEST_ANSWER}."
    if len({same(answer) for answer in answers}) < len(answers):
        return "Two answers are the same. Please keep one of them."
    return ""
