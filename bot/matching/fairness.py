"""Lifting the worst-off: the highest least fit at which the total stays near the best there is."""

import numpy as np

from bot.matching.paths import Indices
from bot.matching.prices import Array, Core, Solution, distinct

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
    # So many rows and so many columns need an edge at least as good.
    high = min(np.partition(fits.max(axis=axis), -len(rows))[-len(rows)] for axis in (0, 1))
    core = Core(weights, width)
    start = core.explain(columns)
    low = core.least(columns)
    most, witness = _reached(core, columns, high)
    if most == low:
        return columns
    core.widen(most, start)
    end = core.best(most, start, witness)
    if end.total >= goal:
        return end.columns
    values = distinct(fits[(fits >= low) & (fits <= most)])
    return _between(core, start, values, end=end.total, witness=witness, goal=goal).columns


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
            values = core.weights_within(core.least(found.columns), most, found, goal)
        else:
            most, lost, values = values[place], start.total - tried.total, values[:place]
        if found.total < start.total:
            power = np.log(lost / (start.total - found.total)) / np.log(
                (most - lowest) / (core.least(found.columns) - lowest)
            )
    return found


def _reached(core: Core, columns: Indices, high: np.float32) -> tuple[np.float32, Indices]:
    """Return the highest least fit that an assignment of all rows can have, and one that has it.

    The highest that is not ruled out is tried, then twice the middle between it and what is reached already, and so on.
    """
    reached, turn = core.least(columns), 0
    while reached < high:
        found, bound = core.full((reached + high) / 2 if turn % 3 else high)
        turn += 1
        if found is None:
            high = bound
        else:
            columns, reached = found, core.least(found)
    return reached, columns
