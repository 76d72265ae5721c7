"""The best assignment above a given fit, found among few edges and proved against all of them by prices.

Whoever may meet whom is a matrix, and nearly none of it is used in the end. So the best assignment is looked for in a
core of some edges a row, where that is quick. Prices then tell whether an edge outside would have done better (the
duality of linear programming): one for each row and one for each column, so that the two together equal the weight of
every edge in use and are at least the weight of every other edge of the core; a column that nobody needs costs nothing.
If they are at least the weight of every edge there is, no assignment is better. If not, those edges join the core.
"""

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from bot.matching.paths import NOBODY, Edges, Floats, Holding, Indices

Array = NDArray[np.float32]

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
    """The column of each row, what their weights add up to, and the prices."""

    columns: Indices
    total: float
    row_prices: Floats
    column_prices: Floats


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
        scale = max(weights.max(), -weights.min(where=np.isfinite(weights), initial=0.0))
        self._grain = GRAIN * float(scale)

    def explain(self, columns: Indices) -> Solution:
        """Return the prices of an assignment of all rows that is the best of all."""
        own = self._weights_of(columns)
        prices = np.zeros(self.weights.shape[1])
        usual = self._usual(own[SOME_ROWS, None] - self.weights[SOME_ROWS, SOME_COLUMNS])
        missing = self._over(own - usual, prices, -np.inf)
        self._take(self._keys_of(columns))
        while len(missing):
            self._take(missing)
            prices = self._raised(self._edges(-np.inf), columns, prices)
            missing = self._over(own - prices[columns], prices, -np.inf)
        return Solution(columns, float(own.sum()), own - prices[columns], prices)

    def full(self, least: np.float32) -> tuple[Indices | None, np.float32]:
        """Return an assignment of all rows without weights below the least, or none; and the highest that may have one.

        Where some rows reach too few columns between them, an edge from them to another column is needed (P. Hall): one
        outside the core, or else one below the least.
        """
        while True:
            edges = self._edges(least)
            marks = np.ones(len(edges.columns), np.bool_)
            graph = csr_array((marks, edges.columns, edges.starts), shape=self.weights.shape)
            found = maximum_bipartite_matching(graph, perm_type="column")
            if found.min() != NOBODY:
                return found.astype(np.intp), least
            rows, columns = _too_few(edges, found, self.weights.shape[1])
            keys, highest = self._leaving(rows, columns, least)
            if not len(keys):
                return None, highest
            self._take(keys)

    def widen(self, least: np.float32, near: Solution) -> None:
        """Take in edges, of at least this weight, that come nearest to being used by the solution for a lower one."""
        weights = self.weights[SOME_ROWS, SOME_COLUMNS]
        losses = near.row_prices[SOME_ROWS, None] + near.column_prices[SOME_COLUMNS] - weights
        losses[weights < least] = np.inf
        self._take(self._over(near.row_prices - self._usual(losses), near.column_prices, least))

    def best(self, least: np.float32, start: Solution, witness: Indices) -> Solution:
        """Return the best assignment of all rows without weights below the least.

        Args:
            least: The least weight of an edge in use.
            start: The solution for a lower one.
            witness: Any assignment of all rows that keeps to it.
        """
        rows, columns = self.weights.shape
        holders = np.full(columns, rows)
        holders[start.columns] = np.arange(rows)
        holding = Holding(start.columns.copy(), holders, np.append(start.row_prices, 0.0), start.column_prices.copy())
        missing = self._keys_of(witness)
        while True:
            self._take(missing)
            edges = self._edges(least)
            own = self._weights_of(holding.columns)
            own[(own < least) & (holding.columns < self._width)] = -np.inf
            kept = own - holding.column_prices[holding.columns]
            better = np.maximum.reduceat(edges.weights - holding.column_prices[edges.columns], edges.starts[:-1])
            loose = better > kept + self._grain
            holding.row_prices[:-1] = np.where(loose, better, kept)
            holding.release(loose)
            holding.settle(edges)
            missing = self._over(holding.row_prices[:-1], holding.column_prices, least)
            if not len(missing):
                total = float(self._weights_of(holding.columns).sum())
                return Solution(holding.columns, total, holding.row_prices[:-1], holding.column_prices)

    def least(self, columns: Indices) -> np.float32:
        """Return the least weight that an assignment uses."""
        rows = np.flatnonzero(columns < self._width)
        least: np.float32 = self.weights[rows, columns[rows]].min()
        return least

    def weights_within(self, least: np.float32, most: np.float32, solution: Solution, goal: float) -> Array:
        """Return the weights strictly between two that may be the least of an assignment of at least this total.

        Its prices bound what any assignment can reach that has no weight below the least: for each row the most that
        an allowed edge leaves over its column's price. One that uses another edge reaches less by as much as that edge
        leaves less; and the higher the least weight, the fewer edges are allowed. In order, each once.
        """
        prices = solution.column_prices
        tops = np.empty(len(self.weights))
        kept = []
        for start in range(0, len(self.weights), BLOCK):
            block = self.weights[start : start + BLOCK]
            tops[start : start + BLOCK] = self._tops(block, prices, least)
            between = (block > least) & (block < most)
            between[:, self._width :] = False
            kept.append(np.flatnonzero(between) + start * len(prices))
        keys = np.concatenate(kept)
        rows, columns = np.divmod(keys, len(prices))
        slack = tops.sum() + prices.sum() - goal + self._grain * len(tops)
        values = distinct(self._flat[keys[tops[rows] + prices[columns] - self._flat[keys] <= slack]])
        lower = np.flatnonzero(self._weights_of(solution.columns) < most)
        weights = self.weights[lower]

        def lost(value: np.float32) -> float:
            return float((tops[lower] - self._tops(weights, prices, value)).sum())

        return values[: bisect_right(values, slack, key=lost)]

    def _tops(self, weights: Array, prices: Floats, least: np.float32) -> Floats:
        """Return the most that an allowed edge of each of these rows leaves over its column's price."""
        usable = weights >= least
        usable[:, self._width :] = True
        tops: Floats = np.max(weights - prices, axis=1, where=usable, initial=-np.inf)
        return tops

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

    def _usual(self, losses: NDArray[np.floating]) -> float:
        """Return the loss that about as many edges stay below as the core is given at first."""
        finite = losses[np.isfinite(losses)]
        place = min(int(losses.size * EDGES / self.weights.shape[1]), len(finite) - 1)
        return float(np.partition(finite, place)[place]) if place >= 0 else 0.0

    def _over(self, row_prices: Floats, column_prices: Floats, least: np.float32 | float) -> Indices:
        """Return allowed edges whose weight is over their prices; none only if there is none.

        Of a row that has very many, as where most weights are equal, it is only some, and not the same for each row.
        """
        width = len(column_prices)
        margin = COARSE * max(self._grain / GRAIN, np.abs(row_prices).max(), np.abs(column_prices).max())
        rows, columns = (row_prices - margin).astype(np.float32)[:, None], column_prices.astype(np.float32)
        keys = []
        for start in range(0, len(rows), BLOCK):
            block = self.weights[start : start + BLOCK]
            found = np.flatnonzero(block - columns >= rows[start : start + BLOCK]) + start * width
            found = found[self._allowed(found, least)]
            row, column = np.divmod(found, width)
            over = self._flat[found] - row_prices[row] - column_prices[column] > 10 * self._grain
            found, row = found[over], row[over] - start
            keys.append(_some(found, row))
        return np.concatenate(keys)

    def _leaving(self, rows: Indices, columns: NDArray[np.bool_], least: np.float32) -> tuple[Indices, np.float32]:
        """Return allowed edges from these rows to any but these columns, or if there are none, the highest weight."""
        others = np.flatnonzero(~columns)
        keys, highest = [], np.float32(-np.inf)
        for start in range(0, len(rows), BLOCK):
            block = self.weights[np.ix_(rows[start : start + BLOCK], others)]
            highest = max(highest, block.max(initial=-np.inf))
            place, other = np.divmod(np.flatnonzero((block >= least) | (others >= self._width)), max(len(others), 1))
            keys.append(_some(rows[start + place] * self.weights.shape[1] + others[other], place))
        return np.concatenate(keys), highest

    def _raised(self, edges: Edges, columns: Indices, prices: Floats) -> Floats:
        """Return the least column prices, from these upwards, at which nobody within the core would rather change.

        Each column costs at least what any row would gain by it over its own: longest paths, found by raising the
        prices that are too low until none is.
        """
        own = self._weights_of(columns)
        rows = np.arange(len(columns))
        while len(rows):
            which, counts = edges.of(rows)
            gains = edges.weights[which] + np.repeat(prices[columns[rows]] - own[rows], counts)
            raised = prices.copy()
            np.maximum.at(raised, edges.columns[which], gains)
            rows = np.flatnonzero((raised > prices + self._grain)[columns])
            prices = raised
        return prices


def distinct(values: Array) -> Array:
    """Return the values in order, each once."""
    ordered: Array = np.sort(values)
    return ordered[np.diff(ordered, prepend=np.float32(-np.inf)) > 0]


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
