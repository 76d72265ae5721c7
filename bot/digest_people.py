"""The people of a digest: who is new and fits a reader, of both sides in turn, and whom saved searches find."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

import numpy as np

from bot import parts
from bot.cards import Marked, Person
from bot.collaborators import SIDED, found_buttons
from bot.digest_parts import (
    LONGEST_QUOTE,
    MOST_IN_SECTION,
    PERSON,
    SIDES,
    Choice,
    Item,
    Reading,
    Reasons,
    Sought,
    because,
    choices,
    in_turns,
)
from bot.excerpts import excerpt
from bot.matching.tables import Table
from bot.people import People
from bot.profiles import about, standing
from storage.profiles import New, Stored

MOST_NEW = 2_000
"""New people who are looked at, the newest of them."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Who is new, and how well each fits each of the readers' wishes and is found by each of their searches."""

    new: Mapping[int, New]
    wished: Table
    sought: Table
    least: float


class Chosen(NamedTuple):
    """The people whom a reader is shown, in two sections."""

    sought: Sequence[Choice]
    people: Sequence[Choice]


def choose(pool: Pool, reading: Reading, now: datetime) -> Chosen:
    """The people for a reader; whom a search finds is not shown twice."""
    sought: dict[int, Choice] = {}
    for one in found_by_searches(pool, reading):
        if one.ref not in sought and is_news(pool.new[one.ref], reading, now):
            sought[one.ref] = one
    sides: dict[str, list[Choice]] = {}
    if "people" in reading.kinds and reading.wishes:
        for one in choices(pool.wished, reading.wishes, pool.least, np.zeros(len(pool.wished.refs), np.bool_)):
            own = sides.setdefault(parts.side_of(pool.new[one.ref].part), [])
            if len(own) < MOST_IN_SECTION and one.ref not in sought and is_news(pool.new[one.ref], reading, now):
                own.append(one)
                if sum(map(len, sides.values())) == MOST_IN_SECTION * SIDES:
                    break
    return Chosen(list(sought.values())[:MOST_IN_SECTION], in_turns(list(sides.values()), MOST_IN_SECTION))


def found_by_searches(pool: Pool, reading: Reading) -> Iterator[Choice]:
    """Whom each of a reader's searches finds, best first; the first of each, then the second, and so on."""
    found = [list(found_by(pool, one)) for one in reading.searches]
    yield from in_turns(found, sum(map(len, found)))


def found_by(pool: Pool, one: Sought) -> Iterator[Choice]:
    """Whom a saved search finds, by what narrows it too."""
    table, regions = pool.sought, parts.within(one.search.region)
    scores = table.scores[one.row]
    for place in np.lexsort((-table.refs, -scores)).tolist():
        new = pool.new[int(table.refs[place])]
        side = one.search.side not in SIDED or parts.side_of(new.part) == one.search.side
        if table.fits[one.row, place] and side and (regions is None or new.region in regions):
            yield Choice(new.member, one)


def is_news(new: New, reading: Reading, now: datetime) -> bool:
    """Whether a reader is to be shown somebody: new to them, neither themselves nor kept apart from them."""
    fresh = reading.since < new.since <= now
    return fresh and new.member not in reading.without and (PERSON, str(new.member)) not in reading.seen


class Written:
    """The people who were chosen, as they read."""

    def __init__(self, rows: Mapping[int, Stored], people: People, wished: Reasons, sought: Reasons) -> None:
        """Those who left or hid meanwhile are left out."""
        self._rows = rows
        self._faces = {member: face(row, people.reach.get(member, "")) for member, row in rows.items()}
        self._people = people
        self._wished = wished
        self._sought = sought

    def items(self, reading: Reading, chosen: Iterable[Choice]) -> tuple[Item, ...]:
        """These people for a reader."""
        return tuple(
            Item(PERSON, str(one.ref), self._shown(reading, one, self._rows[one.ref]))
            for one in chosen
            if one.ref in self._rows
        )

    def _shown(self, reading: Reading, one: Choice, row: Stored) -> Person:
        shown, labels = self._faces[row.member_id], self._people.topics.get(row.member_id, ())
        if one.wish is not None:
            why = self._sought if isinstance(one.wish, Sought) else self._wished
            found = self._people.explain(why.query(one.wish.row), row, labels)
            if found.sentence:
                shown = replace(shown, quote=excerpt(Marked(found.sentence, found.marks), LONGEST_QUOTE))
        return replace(shown, why=because(one, reading.labels, labels))


def face(row: Stored, reach: str) -> Person:
    """Somebody as they read to everybody."""
    return Person(
        row.name,
        pronouns=row.pronouns,
        about=about(row),
        quote=excerpt(Marked(row.about), LONGEST_QUOTE),
        status=standing(row, reach),
        buttons=found_buttons(row.member_id, may_ask=row.monthly_requests > 0),
    )
