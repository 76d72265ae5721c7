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

DOUBLE = {"“": "”“", "”": "”", "„": "“”", "‟": "”", "«": "»", "»": "«", "\uff02": "\uff02", '"': '"'}
SINGLE = {"‘": "’", "’": "’", "‚": "‘’", "‹": "›", "›": "‹", "'": "'", "「": "」", "『": "』"}  # noqa: RUF001 - quotes as people type them
QUOTES = DOUBLE | SINGLE
"""What opens a quotation, and what may close it."""

CLOSING = sorted({mark for marks in QUOTES.values() for mark in marks})

QUOTE = re.compile(rf"(?<!\w)[{''.join(DOUBLE)}]|[{''.join(DOUBLE)}](?!\w)")
"""A mark of any kind that is not within a word; single ones are too often apostrophes to be mixed."""

BETWEEN = re.compile(r"[\s,;:.|/·•\-\u2013\u2014،、\uff0c\u061b\u200e\u200f\u2066-\u2069]*")
"""What may stand between two quotations."""

BULLET = re.compile(r"^\s*(?:[-*•\u2013\u2014]|\d{1,2}[.)])\s+")
ASKED = re.compile(rf"^(.*?(?:\?(?=[\s,{''.join(QUOTES)}])|[؟\uff1f])[{''.join(CLOSING)}]?)[\s,،]*(.+)$")
"""A question up to its mark, which a quotation may end with, and what follows; a mark within a link is none."""

MARK = re.compile(r"[?؟\uff1f]")
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


EMPTY = "An answer was empty. A name with @ before it cannot be an answer: please write it without."
"""Platforms send mentions as numbers of accounts, which are taken out of what is read."""


def read(words: str) -> Typed:
    """What somebody typed behind the command."""
    words = clean(words)
    if not words:
        return Typed()
    for parts in (in_quotes(words), by_quotes(words), in_lines(words), after_the_question(words)):
        if parts:
            question, *given = (line(part) for part in parts)
            answers = [answer for answer in given if answer]
            empty = EMPTY if len(answers) < len(given) else ""
            problems = (empty, question_problem(question), answers_problem(answers))
            return Typed(question, tuple(answers), " ".join(problem for problem in problems if problem))
    return Typed(line(words), (), UNREAD)


def in_quotes(words: str) -> list[str]:
    """The quotations of which the words consist, each closed by what fits what opened it; none if there is more."""
    parts: list[str] = []
    at = skip(words, 0)
    while at < len(words):
        closing = QUOTES.get(words[at], "")
        end = next((end for end in range(at + 1, len(words)) if words[end] in closing and not within(words, end)), 0)
        if not end:
            return []
        parts.append(words[at + 1 : end])
        at = skip(words, end + 1)
    return parts


def within(words: str, at: int) -> bool:
    """Whether what stands there is within a word, as an apostrophe is."""
    return words[at - 1].isalnum() and words[at + 1 : at + 2].isalnum()


def by_quotes(words: str) -> list[str]:
    """The same where quotes of different kinds are mixed: every second stretch between any two is a quotation."""
    outside, *rest = QUOTE.split(words)
    if not rest or len(rest) % 2:
        return []
    inside, between = rest[::2], [outside, *rest[1::2]]
    return inside if all(BETWEEN.fullmatch(each) for each in between) else []


def skip(words: str, at: int) -> int:
    """Where what may stand between two quotations ends."""
    found = BETWEEN.match(words, at)
    return found.end() if found else at


def in_lines(words: str) -> list[str]:
    """A line each, with or without bullets; or the question in one, and the answers in another with commas."""
    lines = [without for each in words.split("\n") if (without := BULLET.sub("", each).strip())]
    if len(lines) == FEWEST:
        return [unquoted(lines[0]), *listed(lines[1])]
    return [unquoted(each) for each in lines] if len(lines) > FEWEST else []


def unquoted(text: str) -> str:
    """A line without the quotes around it."""
    text = text.strip().rstrip(",،")
    inside = in_quotes(text)
    return inside[0] if len(inside) == 1 else text


def after_the_question(words: str) -> list[str]:
    """A question with its mark, and behind it the answers, each in quotes or with commas between them."""
    found = ASKED.match(words)
    if not found or MARK.search(found[2]):
        return []
    question, answers = unquoted(found[1]), listed(found[2])
    whole = all(len(QUOTE.findall(each)) % 2 == 0 for each in (question, *answers))
    # What is not all in quotes and ends with some has something before them that is no part of the question.
    clear = whole and MARK.match(question[-1:]) and len(answers) >= FEWEST
    return [question, *answers] if clear else []


def listed(words: str) -> list[str]:
    """Answers in quotes or with commas between them."""
    return in_quotes(words) or [unquoted(each) for each in COMMA.split(words) if each.strip()]


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
