"""The open calls of a digest: those that fit a reader, of both sides in turn, and questions that are still open."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot import parts
from bot.call_cards import people, save_button, see
from bot.call_days import left_words
from bot.call_index import Calls
from bot.cards import Marked, Person
from bot.digest_parts import (
    CALL,
    LONGEST_QUOTE,
    MOST_IN_SECTION,
    SIDES,
    Choice,
    Item,
    Reading,
    Reasons,
    because,
    choices,
    in_turns,
)
from bot.excerpts import excerpt
from bot.matching.tables import Table
from bot.open_calls import STILL_OPEN, fair_line, says_more, seeks_others
from storage.call_vectors import Indexed
from storage.calls import OPEN, Stored

ONCE_MORE = timedelta(days=8)
"""A call comes a second and last time when it closes within these days: of a weekly digest, at least a day before."""

BETWEEN = timedelta(days=6)
"""How long after the first time; less than a week, since a week between two digests may lack an hour."""

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


class Chosen(NamedTuple):
    """The calls that a reader is shown, in two sections."""

    questions: Sequence[Choice]
    calls: Sequence[Choice]


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
        if len(questions) == MOST_IN_SECTION and sum(map(len, sides.values())) == MOST_IN_SECTION * SIDES:
            break
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


class Written:
    """The calls that were chosen, as they read: what is the same for all who are shown one is made once."""

    def __init__(self, rows: Mapping[int, Stored], calls: Calls, why: Reasons, now: datetime, guide: str) -> None:
        """Those that were closed meanwhile are left out."""
        self._rows = {ref: row for ref, row in rows.items() if row.state == OPEN and row.owner_here}
        self._faces = {ref: face(row, now, guide) for ref, row in self._rows.items()}
        self._calls = calls
        self._why = why

    def items(self, reading: Reading, chosen: Iterable[Choice]) -> tuple[Item, ...]:
        """These calls for a reader."""
        return tuple(
            Item(CALL, str(one.ref), self._shown(reading, one, self._rows[one.ref]))
            for one in chosen
            if one.ref in self._rows
        )

    def _shown(self, reading: Reading, one: Choice, row: Stored) -> Person:
        shown = self._faces[row.id]
        if one.wish is not None:
            found = self._calls.explain(self._why.query(one.wish.row), row)
            if says_more(found, row):
                shown = replace(shown, quote=excerpt(Marked(found.sentence, found.marks), LONGEST_QUOTE))
        return replace(shown, why=reason(reading, one, row))


def face(row: Stored, now: datetime, guide: str) -> Person:
    """A call as it reads to everybody: what, by whom, on what terms."""
    by = f"By {row.owner_name}" + (f", {row.organisation}" if row.organisation else "")
    return Person(
        row.terms.title,
        about=(by, fair_line(row, guide)),
        quote=excerpt(Marked(row.terms.about), LONGEST_QUOTE),
        status=f"{people(row.interested)}. {left_words(row, now)}",
        buttons=(see(row.id, primary=True), save_button(row.id)),
    )


def reason(reading: Reading, one: Choice, row: Stored) -> str:
    """Why a call is shown, in words."""
    found = [because(one, reading.labels, row.terms.labels)]
    if seeks_others(row.terms.side, reading.side):
        found.append(f"It seeks {parts.label(parts.SIDES, row.terms.side).lower()}")
    if (CALL, str(row.id)) in reading.seen:
        found.append("It closes soon, so this is the last time you see it here")
    return ". ".join(found)
