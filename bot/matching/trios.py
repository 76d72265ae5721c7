"""Those whom a round left over, as the third of a pair."""

from dataclasses import dataclass

import numpy as np

from bot.matching.assignment import Assignment, heaviest
from bot.matching.sides import NOBODY, Array, Forbidden, Indices, checked, mask


@dataclass(frozen=True)
class Thirds:
    """Who joins which pair, and who remains.

    `left` has a row for each person on the left who joins a pair, the person's number and the pair's place in the
    assignment, and `right` the same for the right. `remaining` are those who join none, on the left and on the right,
    and `total` is what the fits of those who do add up to.
    """

    left: Indices
    right: Indices
    remaining: tuple[Indices, Indices]
    total: float


def join(
    assignment: Assignment,
    fits: Array,
    order: np.random.Generator,
    *,
    forbidden: Forbidden = (),
    forbidden_left: Forbidden = (),
    forbidden_right: Forbidden = (),
    least: float = 0.0,
) -> Thirds:
    """Return the pairs that those without a meeting join, where their fits add up to most.

    Somebody joins one pair at most, and a pair is joined by one at most. How well somebody fits a pair is how well they
    fit the one on the other side. A third takes no meeting from the two, who have theirs anyway.

    Args:
        assignment: The pairs, and who has none.
        fits: How well each on the left fits each on the right.
        order: Decides between what is equally good.
        forbidden: Who may not meet across the sides.
        forbidden_left: Who may not meet on the left, in either order.
        forbidden_right: Who may not meet on the right, in either order.
        least: How well somebody has to fit a pair to join it.

    Raises:
        ValueError: A fit is no number, or something is of the wrong size.
    """
    fits = checked(fits)
    people, others = fits.shape
    alone, alone_right = assignment.unmatched
    left, right = assignment.pairs.T
    across = mask(forbidden, fits.shape)
    apart, apart_right = mask(forbidden_left, (people, people)), mask(forbidden_right, (others, others))
    weights = np.concatenate((fits[np.ix_(alone, right)], fits[np.ix_(left, alone_right)].T))
    barred = np.concatenate(
        (
            across[np.ix_(alone, right)] | (apart | apart.T)[np.ix_(alone, left)],
            across[np.ix_(left, alone_right)].T | (apart_right | apart_right.T)[np.ix_(alone_right, right)],
        )
    )
    weights[barred | (weights < max(least, 0.0))] = -np.inf
    rows, columns = order.permutation(len(weights)), order.permutation(len(left))
    found = heaviest(weights[np.ix_(rows, columns)])
    joined = np.full(len(weights), NOBODY)
    joined[rows] = np.where(found == NOBODY, NOBODY, np.append(columns, NOBODY)[found])
    thirds = joined != NOBODY
    mine, theirs = joined[: len(alone)], joined[len(alone) :]
    return Thirds(
        left=np.stack((alone, mine), axis=1)[mine != NOBODY],
        right=np.stack((alone_right, theirs), axis=1)[theirs != NOBODY],
        remaining=(alone[mine == NOBODY], alone_right[theirs == NOBODY]),
        total=float(weights[thirds, joined[thirds]].sum(dtype=np.float64)),
    )
