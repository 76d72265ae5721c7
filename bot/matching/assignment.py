"""Who meets whom in a round: many people into pairs, under capacities, by how well they fit.

The pairs are those whose fits add up to most, exactly. That alone may leave some with a poor fit, and so the worst-off
can be lifted: the least fit is made as high as can be, or nearly, while the fits still add up to nearly as much.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from bot.matching.fairness import lifted
from bot.matching.sides import NOBODY, Array, Capacity, Forbidden, Indices, checked, mask, meetings

# What has to be left of the highest total when the worst-off are lifted.
KEPT = 0.97
# How near to the highest least fit is near enough, as a share of the most there might be to gain: the highest takes up
# to twice as long to find.
NEARNESS = 1 / 3
# By how much a pair that adds nothing is better than none, as a share of the largest fit.
COMPANY = 1e-9


@dataclass(frozen=True)
class Assignment:
    """Who meets whom.

    `pairs` has a row for each meeting, the number on the left and the one on the right, in their order; `fits` says how
    well they fit, `unmatched` who has no meeting though they may, on the left and on the right. `total` is what the
    fits add up to, `best` what they would without fairness, and `least` the lowest of them.
    """

    pairs: Indices
    fits: Array
    unmatched: tuple[Indices, Indices]
    total: float
    best: float
    least: float | None


def assign(
    fits: Array,
    order: np.random.Generator,
    *,
    forbidden: Forbidden = (),
    capacities: tuple[Capacity, Capacity] = (1, 1),
    least: float = 0.0,
    fair: bool = True,
    nearness: float = NEARNESS,
) -> Assignment:
    """Return the pairs whose fits add up to most, or nearly so with the worst-off lifted.

    Time and memory grow with the meetings that the one side may have, times those that the other may have.

    Args:
        fits: How well each on the left fits each on the right.
        order: Decides between what is equally good; a generator made from another seed decides otherwise.
        forbidden: Who may not meet.
        capacities: How many meetings each on the left and on the right may have. The same two never meet twice.
        least: How well two have to fit to meet at all. Two whose fit is below nothing never do.
        fair: Whether to lift the least fit, without fewer meetings and with 0.97 of the total. Where it can be higher
            than it is without, it is.
        nearness: How near to the highest least fit is near enough, as a share of the most there might be to gain. With
            0 it is the highest, and nothing with it adds up to more.

    Raises:
        ValueError: A fit is no number, or something is of the wrong size.
    """
    fits = checked(fits)
    people, others = fits.shape
    willing, left = meetings(capacities[0], people, others)
    willing_others, right = meetings(capacities[1], others, people)
    allowed = np.where(mask(forbidden, fits.shape) | (fits < max(least, 0.0)), np.float32(-np.inf), fits)
    left, right = order.permutation(left), order.permutation(right)
    if len(left) <= len(right):
        pairs, best = _pairs(allowed, left, right, nearness=nearness if fair else None)
    else:
        pairs, best = _pairs(allowed.T, right, left, nearness=nearness if fair else None)
        pairs = pairs[:, ::-1]
    pairs = pairs[np.lexsort(pairs.T[::-1])]
    willing[pairs[:, 0]] = False
    willing_others[pairs[:, 1]] = False
    found = fits[pairs[:, 0], pairs[:, 1]]
    return Assignment(
        pairs=pairs,
        fits=found,
        unmatched=(np.flatnonzero(willing), np.flatnonzero(willing_others)),
        total=float(found.sum(dtype=np.float64)),
        best=best,
        least=float(found.min()) if len(found) else None,
    )


def heaviest(weights: Array) -> Indices:
    """Return each row's column, or that it has none, where the weights add up to most; minus infinity is forbidden."""
    costs = -weights
    # Being alone costs next to nothing, so that it only decides between what is equally good.
    np.minimum(costs, COMPANY * (float(weights.max(initial=0.0)) or 1.0), out=costs)
    rows, ends = linear_sum_assignment(costs)
    columns = np.full(len(weights), NOBODY)
    columns[rows] = np.where(weights[rows, ends] == -np.inf, NOBODY, ends)
    return columns


def _pairs(fits: Array, left: Indices, right: Indices, *, nearness: float | None) -> tuple[Indices, float]:
    """Return who meets whom, the side of fewer meetings first, and the highest total there is.

    Somebody who may have several meetings stands there several times, and so two people might meet twice. Those who
    would are made to pass a gate that opens once, and all is done anew, until none would.
    """
    gated: list[tuple[int, int]] = []
    while True:
        weights, gate = _weights(fits, left, right, gated)
        columns = heaviest(weights)
        pairs = _met(columns, left, right, gated)
        best = float(fits[pairs[:, 0], pairs[:, 1]].sum(dtype=np.float64))
        twice = _twice(pairs)
        if nearness is not None and not twice:
            pairs = _met(_lifted(weights, columns, KEPT * best + gate * len(gated), nearness), left, right, gated)
            twice = _twice(pairs)
        if not twice:
            return pairs, best
        gated += twice


def _weights(fits: Array, left: Indices, right: Indices, gated: list[tuple[int, int]]) -> tuple[Array, float]:
    """Return how well each meeting on the left fits each on the right, and what a gate adds to every total.

    A gate is a row and a column more. The one of the two who pass it reaches only its column and the other only its
    row, and the row reaches the column, both of these for more than anybody fits: the gate is shut, or the two meet.
    """
    rows, columns = len(left), len(right)
    weights = np.full((rows + len(gated), columns + len(gated)), -np.inf, np.float32)
    inner = weights[:rows, :columns]
    inner[:] = fits[np.ix_(left, right)]
    gate = 2 * float(inner.max(initial=0.0)) or 1.0
    for place, (one, other) in enumerate(gated):
        inner[np.ix_(left == one, right == other)] = -np.inf
        weights[:rows, columns + place][left == one] = fits[one, other]
        weights[rows + place, :columns][right == other] = gate
        weights[rows + place, columns + place] = gate
    return weights, gate


def _met(columns: Indices, left: Indices, right: Indices, gated: list[tuple[int, int]]) -> Indices:
    """Return who meets whom, straight or through a gate."""
    columns = columns[: len(left)]
    straight = (columns != NOBODY) & (columns < len(right))
    pairs = np.stack((left[straight], right[columns[straight]]), axis=1)
    through = [gated[place] for place in (columns[columns >= len(right)] - len(right)).tolist()]
    return np.concatenate((pairs, np.array(through, np.intp).reshape(-1, 2)))


def _twice(pairs: Indices) -> list[tuple[int, int]]:
    """Return who would meet more than once."""
    return [(one, other) for (one, other), times in Counter(map(tuple, pairs.tolist())).items() if times > 1]


def _lifted(weights: Array, columns: Indices, goal: float, nearness: float) -> Indices:
    """Return the columns with the worst-off lifted, and no more rows without one."""
    width, alone = weights.shape[1], np.flatnonzero(columns == NOBODY)
    if len(alone):
        weights = np.hstack((weights, np.zeros((len(weights), len(alone)), np.float32)))
        columns = columns.copy()
        columns[alone] = width + np.arange(len(alone))
    found = lifted(weights, width, columns, goal, nearness)
    return np.where(found < width, found, NOBODY)
