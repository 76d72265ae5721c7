"""How well a person fits a query: one number that means the same for every person and every query."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.prepared import SENTENCE, WHOLE

Array = NDArray[np.float32]

# How many of a person's texts count towards how well they fit as a whole.
BEST_TEXTS = 3
TEXTS, SENTENCES, WORDS = np.float32(0.35), np.float32(0.35), np.float32(0.3)
# What a person as a whole counts in the shortlist, instead of their texts and sentences.
ROUGH = TEXTS + SENTENCES

# Measured: see benchmarks/README.md.
FITS = 0.2
FITS_BY_WORDS = 0.2


@dataclass(frozen=True, slots=True)
class Rows:
    """The vectors of some people, person after person: person i has rows starts[i] to starts[i + 1]."""

    vectors: NDArray[np.int8]
    scales: Array
    kinds: NDArray[np.uint8]
    starts: NDArray[np.intp]


def meaning(rows: Rows, query: Array) -> Array:
    """Return how near each person's texts are in meaning, for the query's vectors of shape (n, 384)."""
    people = len(rows.starts) - 1
    if not len(query) or not len(rows.scales):
        return np.zeros(people, np.float32)
    near = rows.vectors.astype(np.float32) @ query.T
    near *= rows.scales[:, None]
    whole = _best_mean(np.where(rows.kinds & WHOLE, near[:, 0], -1), rows.starts)
    kind = SENTENCE if len(query) == 1 else WHOLE
    aligned = near if len(query) == 1 else near[:, 1:]
    best = _highest(np.where((rows.kinds & kind)[:, None] > 0, aligned, -1), rows.starts).mean(axis=1)
    result: Array = TEXTS * whole + SENTENCES * best
    return result


def _highest(values: Array, starts: NDArray[np.intp]) -> Array:
    """Return the highest of each person's values along the first axis; 0 for a person without any."""
    result = np.zeros((len(starts) - 1, *values.shape[1:]), np.float32)
    filled = np.flatnonzero(np.diff(starts))
    result[filled] = np.maximum.reduceat(values, starts[filled], axis=0)
    return np.maximum(result, 0)


def _best_mean(values: Array, starts: NDArray[np.intp]) -> Array:
    """Return the mean of each person's best few values, of fewer if a person has fewer."""
    values = values.copy()
    counts = np.diff(starts)
    total = np.zeros(len(counts), np.float32)
    used = np.zeros(len(counts), np.float32)
    for _ in range(BEST_TEXTS):
        best = _highest(values, starts)
        total += best
        used += best > 0
        values[values >= np.repeat(best, counts)] = -1
    return total / np.maximum(used, 1)
