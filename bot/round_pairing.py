"""Who meets whom in a match round: pairs across the sides, thirds for those left over, and who is left alone.

Nothing here knows the database: what is known of everybody comes in, and who meets whom comes out.
"""

from collections.abc import Callable, Collection, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.matching.assignment import Assignment, assign
from bot.matching.trios import join
from bot.parts import within

ONLINE, EITHER, IN_PERSON = "online", "either", "person"
"""Where somebody meets: online alone, online or in person, or in person alone."""

RESEARCH = "research"
"""The one side; whoever is not on it is on the other."""

MOST_FIRST = 5
"""Rounds without a meeting that count towards coming first."""

Mask = NDArray[np.bool_]
Array = NDArray[np.float32]


class Candidate(NamedTuple):
    """Somebody who joined a round and can be paired in it.

    `first` is for how many rounds they have gone without a meeting, `workspaces` where a group conversation can have
    them, `texts_revision` tells which state of their texts it is that others fit.
    """

    member: int
    side: str
    region: str
    place: str
    third: bool
    direct: bool
    first: int
    workspaces: frozenset[tuple[str, str]]
    texts_revision: int


@dataclass(frozen=True, slots=True)
class Brought:
    """The groups of two or three who are to meet, and who is left alone, all by their ids."""

    groups: tuple[tuple[int, ...], ...]
    alone: tuple[int, ...]


def can_meet(one: Candidate, other: Candidate) -> bool:
    """Whether there is a way of meeting that suits both."""
    return bool(ways(one.place, one.region, other.place, other.region))


def ways(place: str, region: str, other_place: str, other_region: str) -> AbstractSet[str]:
    """How two can meet: online, in person, or both."""
    found = set()
    if IN_PERSON not in {place, other_place}:
        found.add(ONLINE)
    if ONLINE not in {place, other_place} and near(region, other_region):
        found.add(IN_PERSON)
    return found


def near(one: str, other: str) -> bool:
    """Whether two who work in these regions can meet in person."""
    return all((wanted := within(here)) is None or there in wanted for here, there in ((one, other), (other, one)))


def bring_together(
    candidates: Sequence[Candidate],
    apart: Collection[tuple[int, int]],
    fits: Callable[[Sequence[int], Sequence[int]], Array],
    order: np.random.Generator,
    *,
    least: float,
) -> Brought:
    """Return who meets whom. Nobody is in two groups, and nobody is with somebody from whom they are kept apart.

    Args:
        candidates: Everybody who can be paired.
        apart: Which two must not meet, by their ids, in either order.
        fits: Gives how well some people on the one side fit others on the other, by their ids.
        order: Decides between what is equally good.
        least: How well two have to fit to meet at all.
    """
    left = [one for one in candidates if one.side == RESEARCH]
    right = [one for one in candidates if one.side != RESEARCH]
    if not left or not right:
        return Brought((), tuple(one.member for one in candidates))
    together = fits([one.member for one in left], [one.member for one in right])
    sides = (left, right)
    barred = kept_apart(left, right, apart) | cannot_meet(left, right)
    first = (waited(left), waited(right))
    found = honouring(together, barred, first, order, least=least)
    groups = [[left[one].member, right[other].member] for one, other in found.pairs.tolist()]
    alone = found.unmatched
    by_id = {one.member: one for one in candidates}
    if groups and (len(alone[0]) or len(alone[1])):
        lonely = [np.isin(np.arange(len(side)), some) for side, some in zip(sides, alone, strict=True)]
        urgent = (first[0] * lonely[0])[:, None] + first[1] * lonely[1]
        thirds = join(
            found,
            together + above_all(together) * urgent,
            order,
            forbidden=barred | ~in_three(left, right) | (together < least),
            forbidden_left=three_apart(left, apart),
            forbidden_right=three_apart(right, apart),
            least=least,
        )
        for side, joining in zip(sides, (thirds.left, thirds.right), strict=True):
            for person, pair in joining.tolist():
                three = [by_id[member] for member in (*groups[pair], side[person].member)]
                if frozenset.intersection(*(one.workspaces for one in three)):
                    groups[pair].append(side[person].member)
    paired = set(chain.from_iterable(groups))
    return Brought(
        tuple(tuple(group) for group in groups),
        tuple(one.member for one in candidates if one.member not in paired),
    )


def honouring(
    fits: Array, barred: Mask, first: tuple[Array, Array], order: np.random.Generator, *, least: float
) -> Assignment:
    """Return the pairs in which those who have waited have a meeting, as far as anybody may meet them.

    Where the best pairs leave somebody out who has waited, it is first decided who has a meeting, waiting above all
    fits, and then who of them meets whom.
    """
    best = assign(fits, order, forbidden=barred, least=least)
    if not any(waits[alone].any() for waits, alone in zip(first, best.unmatched, strict=True)):
        return best
    allowed = ~barred & (fits >= least)
    if not allowed.any():
        return best
    weighed = fits + above_all(fits) * (first[0][:, None] + first[1])
    strict = assign(weighed, order, forbidden=~allowed, fair=False)
    chosen = tuple(np.sort(strict.pairs[:, side]) for side in (0, 1))
    some = np.ix_(*chosen)
    fair = assign(fits[some], order, forbidden=~allowed[some], least=least)
    if len(fair.pairs) == len(strict.pairs):
        pairs = np.stack((chosen[0][fair.pairs[:, 0]], chosen[1][fair.pairs[:, 1]]), axis=1)
        return replace(strict, pairs=pairs, fits=fair.fits)
    return replace(strict, fits=fits[strict.pairs[:, 0], strict.pairs[:, 1]])


def above_all(fits: Array) -> np.float32:
    """Return what counts for more than all fits of a round together."""
    return np.float32(min(fits.shape) * float(fits.max(initial=0.0)) + 1)


def waited(side: Sequence[Candidate]) -> Array:
    """Return for how many rounds each has waited, up to what counts."""
    return np.array([min(one.first, MOST_FIRST) for one in side], np.float32)


def kept_apart(left: Sequence[Candidate], right: Sequence[Candidate], apart: Collection[tuple[int, int]]) -> Mask:
    """Return which two must not meet."""
    rows = {one.member: place for place, one in enumerate(left)}
    columns = {one.member: place for place, one in enumerate(right)}
    found = np.zeros((len(left), len(right)), np.bool_)
    for pair in apart:
        for one, other in (pair, pair[::-1]):
            if one in rows and other in columns:
                found[rows[one], columns[other]] = True
    return found


def cannot_meet(left: Sequence[Candidate], right: Sequence[Candidate]) -> Mask:
    """Return which two have no way of meeting that suits both."""
    return ~by_kind(left, right, lambda one: (one.place, one.region), can_meet)


def in_three(left: Sequence[Candidate], right: Sequence[Candidate]) -> Mask:
    """Return which two may be two of three: both wish so, and one conversation can have both."""
    return by_kind(
        left,
        right,
        lambda one: (one.third, one.workspaces),
        lambda one, other: one.third and other.third and bool(one.workspaces & other.workspaces),
    )


def three_apart(side: Sequence[Candidate], apart: Collection[tuple[int, int]]) -> Mask:
    """Return which two of one side may not be two of three."""
    return kept_apart(side, side, apart) | cannot_meet(side, side) | ~in_three(side, side)


def by_kind(
    left: Sequence[Candidate],
    right: Sequence[Candidate],
    kind: Callable[[Candidate], object],
    suits: Callable[[Candidate, Candidate], bool],
) -> Mask:
    """Return which two suit each other, where that goes by what kind each is; kinds are few and people are many."""
    sides = (left, right)
    kinds = [{kind(one): one for one in side} for side in sides]
    numbers = [{each: number for number, each in enumerate(some)} for some in kinds]
    table = np.array([[suits(one, other) for other in kinds[1].values()] for one in kinds[0].values()], np.bool_)
    places = [[numbers[side][kind(one)] for one in sides[side]] for side in (0, 1)]
    return np.asarray(table[np.ix_(*places)], np.bool_)
