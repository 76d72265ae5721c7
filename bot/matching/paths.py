"""Assigning the rows that are left over, along the paths on which least is lost.

Among rows and columns with prices (see prices.py) an edge loses what its prices exceed its weight by. A row without a
column takes one from another row, that one from a third, until a column is reached that nobody has. The ways on which
least is lost are found for all such rows at once. As many as share no row are gone, and the prices follow, so that no
edge in use ever loses anything.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

NOBODY = -1


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


@dataclass
class Holding:
    """Who has which column, and at which prices.

    After the last row stands one that may have any number of columns, at no weight: those that nobody needs.
    """

    columns: Indices
    holders: Indices
    row_prices: Floats
    column_prices: Floats

    @property
    def rest(self) -> int:
        """Return the number of the row that has the columns nobody needs."""
        return len(self.columns)

    def release(self, rows: NDArray[np.bool_]) -> None:
        """Take these rows' columns away."""
        self.holders[self.columns[rows]] = NOBODY
        self.columns[rows] = NOBODY

    def settle(self, edges: Edges) -> None:
        """Give every row without a column one, and others theirs anew, so that least is lost by it."""
        while self.columns.min(initial=0) == NOBODY:
            self._advance(edges)
        self.column_prices += self.row_prices[-1]
        self.row_prices -= self.row_prices[-1]

    def _advance(self, edges: Edges) -> None:
        """Give some of the rows without a column one."""
        first = self.rest + 1
        graph, free = self._graph(edges), np.flatnonzero(self.holders == NOBODY)
        roots = np.flatnonzero(self.columns == NOBODY)
        far, before, _ = dijkstra(graph, indices=roots, min_only=True, return_predecessors=True)
        far = np.minimum(far, far.max(where=np.isfinite(far), initial=0.0))
        self.row_prices += far[:first]
        self.column_prices -= far[first:]
        gone: set[int] = set()
        for column in free[np.argsort(far[first:][free], kind="stable")].tolist():
            path = []
            node = column + first
            while node >= 0:
                path.append(node)
                node = int(before[node])
            columns, rows = path[::2], path[1::2]
            # A column that no row reaches is a path of its own, without a row.
            if rows and gone.isdisjoint(rows):
                gone.update(rows)
                for taken, row in zip(columns, rows, strict=True):
                    self.holders[taken - first] = row
                    if row != self.rest:
                        self.columns[row] = taken - first

    def _graph(self, edges: Edges) -> csr_array:
        """Return the ways there are: from a row to each of its columns, at a loss, and from a column to who has it."""
        rows, columns = len(self.columns), len(self.holders)
        losses = (
            np.repeat(self.row_prices[:-1], np.diff(edges.starts)) + self.column_prices[edges.columns] - edges.weights
        )
        # Where there are as many rows as columns, all are needed.
        spare = np.arange(columns if columns > rows else 0)
        held = self.holders != NOBODY
        lost = (losses, self.row_prices[-1] + self.column_prices[spare], np.zeros(int(held.sum())))
        ends = (edges.columns + rows + 1, spare + rows + 1, self.holders[held])
        starts = (edges.starts, edges.starts[-1] + len(spare) + np.append(0, np.cumsum(held)))
        size = rows + 1 + columns
        return csr_array(
            # A loss below nothing is the last digit's.
            (np.maximum(np.concatenate(lost), 0), np.concatenate(ends).astype(np.int32), np.concatenate(starts)),
            shape=(size, size),
        )
