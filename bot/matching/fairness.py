"""Lifting the worst-off: the highest least fit at which the total stays near the best there is."""

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from bot.matching.paths import NOBODY, Indices
from bot.matching.prices import Array, Core, Solution, distinct

# How far below the best fit the search for one that all reach begins, and how many times further it looks each time.
FIRST, FURTHER = 64, 8
# The power with which what is lost grows, as long as nothing is known of it.
FIRST_POWER = 2.0


def lifted(weights: Array, width: int, columns: Indices, goal: float) -> Indices:
    """Return the assignment whose least fit is as high as can be and, of those, one with the highest total.

    Args:
        weights: At least as many columns as rows; minus infinity where an edge is forbidden.
        width: From this column on, an edge stands for not being paired, and its weight is no fit.
        columns: The best assignment of all rows.
        goal: What the total must be at least.
    """
    fits = weights[:, :width]
    rows = np.flatnonzero(columns < width)
    if not len(rows):
        return columns
    low = fits[rows, columns[rows]].min()
    # So many rows and so many columns need an edge at least as good.
    high = min(np.partition(fits.max(axis=axis), -len(rows))[-len(rows)] for axis in (0, 1))
    values = distinct(fits[(fits >= low) & (fits <= high)])
    reached, witness = _reached(weights, width, values)
    if reached == 0:
        return columns
    core = Core(weights, width)
    start = core.explain(columns)
    core.widen(values[reached], start)
    end = core.best(values[reached], start, witness)
    if end.total >= goal:
        return end.columns
    return _between(core, start, values[: reached + 1], end=end.total, witness=witness, goal=goal).columns


def _between(core: Core, start: Solution, values: Array, *, end: float, witness: Indices, goal: float) -> Solution:
    """Return the best assignment above the highest of the values where it still reaches the goal.

    It does above the first value, and does not above the last, where its total is given. In turn, the value is tried
    where it would no more if what is lost grew like a power of what is gained, and the middle one of those left.
    """
    found, lowest, most, lost, power = start, values[0], values[-1], start.total - end, FIRST_POWER
    values, guessed = values[1:-1], False
    while len(values):
        guessed = not guessed
        guess = lowest + (most - lowest) * ((start.total - goal) / lost) ** (1 / power)
        place = min(int(np.searchsorted(values, guess)), len(values) - 1) if guessed else len(values) // 2
        tried = core.best(values[place], found, witness)
        if tried.total >= goal:
            found = tried
            values = core.weights_within(core.least(found), most, found, goal)
        else:
            most, lost, values = values[place], start.total - tried.total, values[:place]
        if found.total < start.total:
            power = np.log(lost / (start.total - found.total)) / np.log((most - lowest) / (core.least(found) - lowest))
    return found


def _reached(weights: Array, width: int, values: Array) -> tuple[int, Indices]:
    """Return which is the highest of the values above which all rows can be assigned, and how.

    They can above the first.
    """
    place, beyond, step = len(values) - 1, len(values), FIRST
    while True:
        usable = weights >= values[place]
        usable[:, width:] = True
        edges = csr_array(usable)
        witness = maximum_bipartite_matching(edges, perm_type="column")
        if place == 0 or witness.min() != NOBODY:
            break
        place, beyond, step = max(place - step, 0), place, step * FURTHER
    fits = np.where(edges.indices < width, weights[usable], np.inf)
    while beyond - place > 1:
        middle = (place + beyond) // 2
        kept = fits >= values[middle]
        starts = np.append(0, np.cumsum(kept))[edges.indptr]
        fewer = csr_array((kept[kept], edges.indices[kept], starts), shape=weights.shape)
        tried = maximum_bipartite_matching(fewer, perm_type="column")
        if tried.min() == NOBODY:
            beyond = middle
        else:
            place, witness = middle, tried
    return place, witness.astype(np.intp)
