"""What a digest is made of and made for: items in sections, and a reader as they are understood."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice, zip_longest
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.cards import Person
from bot.excerpts import brief
from bot.matching import reasons
from bot.matching.index import DIGITS, Index
from bot.matching.query import Query
from bot.matching.tables import Table
from bot.profile_form import topic_key
from storage.digest_items import Seen
from storage.saved_searches import Saved

T = TypeVar("T")

MOST_IN_SECTION = 5
SIDES = 2

LONGEST_QUOTE = 160
"""Characters of somebody's words: a digest has many, and Slack takes 9,000 in all."""

CALL, PERSON, POLL, PULSE, OUTCOME, FUNDING = "call", "person", "poll", "pulse", "outcome", "funding"
"""What the ledger of what was shown knows things as; a call is the same in each section."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something to read: what the ledger knows it as, and how it reads."""

    kind: str
    ref: str
    shown: Person


@dataclass(frozen=True, slots=True)
class Section:
    """Items of one kind, best first."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reader is shown things for: a topic that they follow, or, where that is empty, their profile.

    `row` is its query's in every table.
    """

    topic: str
    row: int


@dataclass(frozen=True, slots=True)
class Sought:
    """A saved search of a reader, and its query's row in the table of searches."""

    search: Saved
    row: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A reader as a digest is made for them.

    `side` is empty for who has no profile; `labels` are the topics in it. `without` are the members, and `followed`
    the calls, of which they are not told.
    """

    member: int
    kinds: AbstractSet[str]
    since: datetime
    timezone: str
    side: str
    labels: Sequence[str]
    wishes: Sequence[Wish]
    searches: Sequence[Sought]
    without: AbstractSet[int]
    followed: AbstractSet[int]
    seen: Mapping[tuple[str, str], Seen]


@dataclass(frozen=True, slots=True)
class Choice:
    """Something chosen for a reader, and what it fits best: a wish, a saved search, or nothing for who has neither."""

    ref: int
    wish: Wish | Sought | None


class Reasons:
    """Says why something was chosen; each query is read once for all that it explains.

    `index` is that in which the queries are explained.
    """

    def __init__(self, index: Index, queries: Sequence[Query]) -> None:
        self._index = index
        self._queries = queries
        self._read: dict[int, reasons.Sought] = {}

    def query(self, row: int) -> reasons.Sought:
        """A query of a table's row, ready to explain by."""
        if row not in self._read:
            self._read[row] = self._index.seek(self._queries[row])
        return self._read[row]


def because(one: Choice, mine: Sequence[str], theirs: Sequence[str]) -> str:
    """What something was chosen for, in words; topics are one's own and those of what was chosen."""
    if one.wish is None:
        return "New here"
    if isinstance(one.wish, Sought):
        return f"Found by your search “{brief(one.wish.search.query)}”"
    if one.wish.topic:
        return f"It fits “{one.wish.topic}”, which you follow"
    own = {topic_key(label) for label in mine}
    shared = [label for label in theirs if topic_key(label) in own]
    return f"Topics of yours: {', '.join(shared)}" if shared else "It fits your profile"


def choices(table: Table, wishes: Sequence[Wish], least: float, last: NDArray[np.bool_]) -> Iterator[Choice]:
    """What fits any of the wishes, best first; those that come `last` behind all others.

    What fits a topic is what a search finds; what fits a profile has this score at least.
    """
    rows = [wish.row for wish in wishes]
    by_profile = np.array([not wish.topic for wish in wishes])[:, None]
    scores = table.scores[rows]
    fits = np.where(by_profile, scores >= least, table.fits[rows])
    scores = np.where(fits, scores, -np.inf)
    best, which = scores.max(axis=0), scores.argmax(axis=0)
    for place in np.lexsort((-table.refs, -best.round(DIGITS), last)).tolist():
        if best[place] > -np.inf:
            yield Choice(int(table.refs[place]), wishes[which[place]])


def in_turns(sides: Sequence[Sequence[T]], most: int) -> list[T]:
    """Take from each side in turn, so that none crowds out the other; the side named first begins."""
    mixed = chain.from_iterable(zip_longest(*sides))
    return list(islice((one for one in mixed if one is not None), most))
