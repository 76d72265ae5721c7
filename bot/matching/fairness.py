"""Lifting the worst-off: a least fit as high as it can be, or nearly, at a total near the best there is."""

import numpy as np

from bot.matching.prices import Core
from bot.matching.sides import Array, Indices

# Where between what is reached and what may be reached a least fit is tried, as little is lost until near the top; and
# how much lower after each that is not reached.
SHARE, LOWER = np.float32(0.75), np.float32(0.8)


def lifted(weights: Array, width: int, columns: Indices, goal: float, nearness: float) -> Indices:
    """Return an assignment of all rows whose least fit is as high as can be, or nearly.

    It is never lower than in the best assignment, and higher wherever that reaches the goal.

    Args:
        weights: At least as many columns as rows; minus infinity where an edge is forbidden.
        width: From this column on, an edge stands for not being paired, and its weight is no fit.
        columns: The best assignment of all rows.
        goal: What the total must be at least.
        nearness: How near to the highest least fit is near enough, as a share of the most there might be to gain. With
            0 it is the highest, and no assignment with it has a higher total.
    """
    fits = weights[:, :width]
    paired = np.count_nonzero(columns < width)
    if not paired:
        return columns
    core = Core(weights, width)
    low = core.least(columns)
    # So many rows and so many columns need an edge at least as good.
    high = min(np.partition(fits.max(axis=axis), -paired)[-paired] for axis in (0, 1))
    near = np.float32(nearness) * (high - low)
    best = found = core.explain(columns, low + SHARE * (high - low))
    share = SHARE
    while high > low and (found is best or high - low > near):
        middle = low + share * (high - low)
        # Between neighbouring numbers there is no other.
        least = middle if low < middle < high else high
        tried = core.best(least, found, goal)
        if tried is None or tried.total < goal:
            high, share = core.below(least), share * LOWER
        else:
            found, low, share = tried, core.least(tried.columns), SHARE
    if found is not best and not nearness:
        found = core.best(low, found) or found
    return found.columns
