"""The open calls of a digest: those that fit a reader, of both sides in turn, and questions that are still open."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from bot import parts
from bot.call_cards import people, save_button, see
from bot.call_days import left_words
from bot.call_index import Calls
from bot.cards import Marked, Person
from bot.collaborators import excerpt
from bot.digest_parts import CALL, MOST_IN_SECTION, Choice, Item, Reading, choices, in_turns
from bot.matching.query import Query
from bot.matching.tables import Table
from bot.open_calls import STILL_OPEN, fair_line, seeks_others
from bot.profile_form import topic_key
from storage.call_vectors import Indexed
from storage.calls import OPEN, Stored

ONCE_MORE = timedelta(days=8)
"""A call comes a second and last time when it closes within these days: of a weekly digest, at least a day before."""

BETWEEN = timedelta(days=6)
"""How long after the first time; less than a week, since a week between two digests may lack an hour."""

LONGEST_QUOTE = 160
MOST_TIMES = 2


@dataclass(frozen=True, slots=True)
class Pool:
    """The open calls, in the order of the table's columns, and the side of each one's owner."""

    rows: Mapping[int, Indexed]
    sides: Mapping[int, str]
    table: Table
    least: float

    def seeking_others(self, side: str) -> NDArray[np.bool_]:
        """Which of them seek the side that somebody is not on: they come last, as in a search."""
        return np.array([seeks_others(self.rows[ref].side, side) for ref in self.table.refs.tolist()], np.bool_)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The calls that a reader is shown, in two sections."""

    questions: Sequence[Choice]
    calls: Sequence[Choice]

    @property
    def all(self) -> Iterable[Choice]:
        """All of them."""
        return (*self.questions, *self.calls)


def choose(pool: Pool, reading: Reading, last: NDArray[np.bool_], now: datetime) -> Chosen:
    """The calls for a reader. Without a wish those come that are new to them, the newest first."""
    found = (
        choices(pool.table, reading.wishes, pool.least, last)
        if reading.wishes
        else (Choice(ref, None) for ref in sorted(pool.rows, reverse=True))
    )
    questions: list[Choice] = []
    sides: dict[str, list[Choice]] = {}
    for one in found:
        row = pool.rows[one.ref]
        if not is_news(row, reading, now):
            continue
        side = pool.sides[one.ref]
        if asks_the_other_side(row, side, reading) and len(questions) < MOST_IN_SECTION:
            questions.append(one)
        elif "calls" in reading.kinds and len(own := sides.setdefault(side, [])) < MOST_IN_SECTION:
            own.append(one)
    return Chosen(questions, in_turns(list(sides.values()), MOST_IN_SECTION))


def asks_the_other_side(row: Indexed, side: str, reading: Reading) -> bool:
    """Whether a call belongs among the questions from the other side."""
    return "questions" in reading.kinds and bool(reading.side) and side != reading.side and row.early in STILL_OPEN


def is_news(row: Indexed, reading: Reading, now: datetime) -> bool:
    """Whether a reader is to be shown a call: not one's own, nor one that they follow, nor one too often."""
    if row.owner in reading.without or row.id in reading.followed or row.closes_at is None or row.closes_at <= now:
        return False
    seen = reading.seen.get((CALL, str(row.id)))
    return seen is None or (seen.times < MOST_TIMES and row.closes_at - now <= ONCE_MORE and now - seen.at >= BETWEEN)


@dataclass(frozen=True, slots=True)
class Words:
    """What the words of an item are made with."""

    calls: Calls
    queries: Sequence[Query]
    now: datetime
    guide: str


def items(words: Words, reading: Reading, chosen: Iterable[Choice], rows: Mapping[int, Stored]) -> tuple[Item, ...]:
    """These calls as they read; those that were closed meanwhile are left out."""
    return tuple(
        item(words, reading, one, rows[one.ref])
        for one in chosen
        if one.ref in rows and rows[one.ref].state == OPEN and rows[one.ref].owner_here
    )


def item(words: Words, reading: Reading, one: Choice, row: Stored) -> Item:
    """One call: what, by whom, on what terms, and why it is shown."""
    shown = Marked(row.terms.about)
    if one.wish is not None:
        why = words.calls.explain(words.queries[one.wish.row], row)
        shown = Marked(why.sentence, why.marks) if why.sentence else shown
    return Item(
        CALL,
        str(row.id),
        Person(
            row.terms.title,
            about=(
                f"By {row.owner_name}" + (f", {row.organisation}" if row.organisation else ""),
                fair_line(row, words.guide),
            ),
            why=reason(reading, one, row),
            quote=excerpt(shown, LONGEST_QUOTE),
            status=f"{people(row.interested)}. {left_words(row, words.now)}",
            buttons=(see(row.id, primary=True), save_button(row.id)),
        ),
    )


def reason(reading: Reading, one: Choice, row: Stored) -> str:
    """Why a call is shown, in words."""
    found = [because(one, reading.labels, row.terms.labels)]
    if seeks_others(row.terms.side, reading.side):
        found.append(f"It seeks {parts.label(parts.SIDES, row.terms.side).lower()}")
    if (CALL, str(row.id)) in reading.seen:
        found.append("It closes soon, so this is the last time you see it here")
    return ". ".join(found)


def because(one: Choice, mine: Sequence[str], theirs: Sequence[str]) -> str:
    """The wish that something fits, in words."""
    if one.wish is None:
        return "New here"
    if one.wish.topic:
        return f"It fits “{one.wish.topic}”, which you follow"
    shared = [label for label in theirs if topic_key(label) in keys(mine)]
    return f"Topics of yours: {', '.join(shared)}" if shared else "It fits your profile"


def keys(labels: Sequence[str]) -> AbstractSet[str]:
    """Topics without what their spelling differs in."""
    return {topic_key(label) for label in labels}
