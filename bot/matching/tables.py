"""How well each of many queries fits each of many texts: the scores of a search, all at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.index import Index
from bot.matching.query import Query

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Table:
    """A row for each query, a column for each of `refs`: the score, and whether it fits."""

    refs: NDArray[np.int64]
    scores: Array
    fits: NDArray[np.bool_]


def table(index: Index, queries: Sequence[Query], refs: Sequence[int]) -> Table:
    """Score these people of an index for every query; takes a while."""
    columns = {ref: place for place, ref in enumerate(refs)}
    scores = np.full((len(queries), len(refs)), -np.inf, np.float32)
    fits = np.zeros(scores.shape, np.bool_)
    for row, query in enumerate(queries):
        for ref, score in index.rank(query):
            if ref in columns:
                scores[row, columns[ref]] = score
        for hit in index.search(query, limit=len(index)).hits:
            if hit.person in columns:
                fits[row, columns[hit.person]] = True
    return Table(np.array(refs, np.int64), scores, fits)
