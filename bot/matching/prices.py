"""The best assignment above a given fit, found among few edges and proved against all of them by prices.

Whoever may meet whom is a matrix, and nearly none of it is used in the end. So the best assignment is looked for in a
core of some edges a row, where that is quick. Prices then tell whether an edge outside would have done better (the
duality of linear programming): one for each row and one for each column, so that the two together equal the weight of
every edge in use and are at least the weight of every other edge of the core; a column that nobody needs costs nothing.
If they are at least the weight of every edge there is, no assignment is better. If not, those edges join the core.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching, min_weight_full_bipartite_matching

from bot.matching.sides import NOBODY, Array, Indices

Floats = NDArray[np.float64]

# How many edges a row the core is given at first, and at most how many of one row join it at once.
EDGES, MOST = 20, 100
# Which rows and columns are looked at to learn how little so many edges lose.
SOME_ROWS, SOME_COLUMNS = slice(None, None, 13), slice(None, None, 7)
# Rows looked at together, so that what is made on the way stays in the processor's cache.
BLOCK = 64
# What counts as no gain, as a share of the largest weight: above what double precision loses, below what matters.
GRAIN = 1e-10
# The same for the first look at an edge, which is in single precision.
COARSE = 1e-6


@dataclass(frozen=True)
class Solution:
    """The column of each row, what their weights add up to, and the prices of all columns."""

    columns: Indices
    total: float
    prices: Floats


@dataclass(frozen=True)
class Edges:
    """Edges ordered by row: where each row's begin, and each one's column and weight."""

    starts: Indices
    columns: Indices
    weights: Floats

    def of(self, rows: Indices) -> tuple[Indices, Indices]:
        """Return which edges these rows have, row by row, and how many each."""
        counts = self.starts[rows + 1] - self.starts[rows]
        which: Indices = np.repeat(self.starts[rows] - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
        return which, counts


class Core:
    """The edges among which assignments are looked for."""

    def __init__(self, weights: Array, width: int) -> None:
        """Start with no edges.

        Args:
            weights: At least as many columns as rows; minus infinity where an edge is forbidden.
            width: From this column on, an edge may be used whatever its weight.
        """
        self.weights = weights
        self._flat = weights.reshape(-1)
        self._width = width
        self._keys: Indices = np.empty(0, np.intp)
        self._scale = float(weights.max()) or 1.0
        self._grain = GRAIN * self._scale

    def explain(self, columns: Indices, least: np.float32) -> Solution:
        """Return the best assignment of all rows, which is given, with prices to start from.

        The edges that come nearest to being used are taken in, both at any weight and from the least one upwards.
        """
        own = self._weights_of(columns)
        prices = np.zeros(self.weights.shape[1])
        self._take(self._keys_of(columns))
        self._widen(own, prices, -np.inf)
        prices = self._raised(self._edges(-np.inf), columns, prices)
        self._widen(own - prices[columns], prices, least)
        return Solution(columns, float(own.sum()), prices)

    def best(self, least: np.float32, start: Solution, goal: float | None = None) -> Solution | None:
        """Return the best assignment of all rows without weights below the least, or none if there is none.

        Args:
            least: The least weight of an edge in use.
            start: The solution for a lower one, or for the same.
            goal: If given, the assignment is the best only within the core, as soon as it has this total or none can.
        """
        prices = start.prices
        while True:
            edges = self._full(least)
            if edges is None:
                return None
            columns = self._matched(edges, start, prices)
            own = self._weights_of(columns)
            prices = self._raised(edges, columns, prices)
            found = Solution(columns, float(own.sum()), prices)
            if goal is not None and found.total >= goal:
                return found
            missing, gain = self._over(own - prices[columns], prices, least)
            if not len(missing) or (goal is not None and found.total + gain < goal):
                return found
            self._take(missing)

    def least(self, columns: Indices) -> np.float32:
        """Return the least weight that an assignment uses."""
        rows = np.flatnonzero(columns < self._width)
        least: np.float32 = self.weights[rows, columns[rows]].min()
        return least

    def below(self, weight: np.float32) -> np.float32:
        """Return the highest weight below the given one."""
        blocks = (self.weights[start : start + BLOCK, : self._width] for start in range(0, len(self.weights), BLOCK))
        return max(block.max(where=block < weight, initial=-np.inf) for block in blocks)

    def _full(self, least: np.float32) -> Edges | None:
        """Return edges among which all rows can be assigned, or none if there are none.

        Where some rows reach too few columns between them, an edge from them to another column is needed (P. Hall).
        """
        while True:
            edges = self._edges(least)
            graph = csr_array((np.ones(len(edges.columns), np.bool_), edges.columns, edges.starts), self.weights.shape)
            found = maximum_bipartite_matching(graph, perm_type="column")
            if found.min() != NOBODY:
                return edges
            keys = self._leaving(*_too_few(edges, found, self.weights.shape[1]), least)
            if not len(keys):
                return None
            self._take(keys)

    def _matched(self, edges: Edges, start: Solution, prices: Floats) -> Indices:
        """Return the best assignment of all rows among these edges."""
        rows, columns = self.weights.shape
        costs = -edges.weights
        if rows == columns:
            # Every column is used, at its price; so little is left to do where the prices are nearly right.
            costs += prices[edges.columns]
            costs -= np.repeat(np.minimum.reduceat(costs, edges.starts[:-1]), np.diff(edges.starts))
        costs += self._scale - costs.min()
        # What a row had at the start comes first, so that it is kept where nothing is better.
        ends = edges.columns.copy()
        had = np.flatnonzero(ends == np.repeat(start.columns, np.diff(edges.starts)))
        first = edges.starts[np.searchsorted(edges.starts, had, side="right") - 1]
        for values in (costs, ends):
            values[first], values[had] = values[had], values[first]
        # One column more, which no row reaches, keeps scipy from a first step that may take for ever.
        graph = csr_array((costs, ends, edges.starts), shape=(rows, columns + 1))
        found: Indices = min_weight_full_bipartite_matching(graph)[1].astype(np.intp)
        return found

    def _widen(self, rows: Floats, prices: Floats, least: np.float32 | float) -> None:
        """Take in edges, of at least this weight, that come nearest to being over the prices."""
        weights = self.weights[SOME_ROWS, SOME_COLUMNS]
        losses = rows[SOME_ROWS, None] + prices[SOME_COLUMNS] - weights
        losses = losses[np.isfinite(losses) & (weights >= least)]
        place = min(int(weights.size * EDGES / self.weights.shape[1]), len(losses) - 1)
        usual = np.partition(losses, place)[place] if place >= 0 else 0.0
        self._take(self._over(rows - usual, prices, least)[0])

    def _take(self, keys: Indices) -> None:
        """Take in edges, given in order."""
        places = np.searchsorted(self._keys, keys)
        new = np.append(self._keys, NOBODY)[places] != keys
        self._keys = np.insert(self._keys, places[new], keys[new])

    def _keys_of(self, columns: Indices) -> Indices:
        keys: Indices = np.arange(len(columns)) * self.weights.shape[1] + columns
        return keys

    def _weights_of(self, columns: Indices) -> Floats:
        weights: Floats = self.weights[np.arange(len(columns)), columns].astype(np.float64)
        return weights

    def _allowed(self, keys: Indices, least: np.float32 | float) -> NDArray[np.bool_]:
        allowed: NDArray[np.bool_] = (self._flat[keys] >= least) | (keys % self.weights.shape[1] >= self._width)
        return allowed

    def _edges(self, least: np.float32 | float) -> Edges:
        """Return the core's edges that are allowed."""
        rows, columns = self.weights.shape
        keys = self._keys[self._allowed(self._keys, least)]
        starts = np.searchsorted(keys, np.arange(rows + 1) * columns)
        return Edges(starts, keys % columns, self._flat[keys].astype(np.float64))

    def _over(self, row_prices: Floats, column_prices: Floats, least: np.float32 | float) -> tuple[Indices, float]:
        """Return allowed edges whose weight is over their prices, and at most how much all of them gain.

        Of a row that has very many, as where most weights are equal, it is only some, and not the same for each row;
        but none only if there is none.
        """
        width = len(column_prices)
        margin = COARSE * max(self._scale, np.abs(row_prices).max(), np.abs(column_prices).max())
        rows, columns = (row_prices - margin).astype(np.float32)[:, None], column_prices.astype(np.float32)
        keys, gain = [], 0.0
        for start in range(0, len(rows), BLOCK):
            block = self.weights[start : start + BLOCK]
            found = np.flatnonzero(block - columns >= rows[start : start + BLOCK]) + start * width
            found = found[self._allowed(found, least)]
            row, column = np.divmod(found, width)
            gains = self._flat[found] - row_prices[row] - column_prices[column]
            over = gains > 10 * self._grain
            gain += float(gains[over].sum())
            keys.append(_some(found[over], row[over] - start))
        return np.concatenate(keys), gain

    def _leaving(self, rows: Indices, columns: NDArray[np.bool_], least: np.float32) -> Indices:
        """Return allowed edges from these rows to any but these columns."""
        others = np.flatnonzero(~columns)
        keys = []
        for start in range(0, len(rows), BLOCK):
            block = self.weights[np.ix_(rows[start : start + BLOCK], others)]
            place, other = np.divmod(np.flatnonzero((block >= least) | (others >= self._width)), max(len(others), 1))
            keys.append(_some(rows[start + place] * self.weights.shape[1] + others[other], place))
        return np.concatenate(keys)

    def _raised(self, edges: Edges, columns: Indices, prices: Floats) -> Floats:
        """Return the least column prices, from these upwards, at which nobody within the core would rather change.

        Each column costs at least what any row would gain by it over its own: longest paths, found by raising the
        prices that are too low until none is.
        """
        own = self._weights_of(columns)
        rows = np.arange(len(columns))
        spare = np.delete(np.arange(len(prices)), columns)
        while len(rows):
            which, counts = edges.of(rows)
            gains = edges.weights[which] + np.repeat(prices[columns[rows]] - own[rows], counts)
            # No column is cheaper than one that is left over.
            raised = np.maximum(prices, prices[spare].max(initial=-np.inf))
            np.maximum.at(raised, edges.columns[which], gains)
            rows = np.flatnonzero((raised > prices + self._grain)[columns])
            prices = raised
        return prices - prices[spare].max() if len(spare) else prices


def _some(keys: Indices, rows: Indices) -> Indices:
    """Return the keys, but of a row that has very many only some, and not the same for each row."""
    counts = np.bincount(rows)
    if counts.max(initial=0) <= MOST:
        return keys
    places = np.arange(len(keys)) - (np.cumsum(counts) - counts)[rows]
    some: Indices = keys[(places + rows) % -(-counts // MOST)[rows] == 0]
    return some


def _too_few(edges: Edges, found: Indices, width: int) -> tuple[Indices, NDArray[np.bool_]]:
    """Return rows that reach too few columns between them, and those columns, where an assignment leaves rows over."""
    holders = np.full(width, NOBODY)
    holders[found[found != NOBODY]] = np.flatnonzero(found != NOBODY)
    reached = np.zeros(width, np.bool_)
    rows = [np.flatnonzero(found == NOBODY)]
    while len(rows[-1]):
        columns = edges.columns[edges.of(rows[-1])[0]]
        columns = np.unique(columns[~reached[columns]])
        reached[columns] = True
        rows.append(holders[columns])
    return np.sort(np.concatenate(rows)), reached
