"""How well each of many queries fits each of many people: the scores of a search, at a fraction of its cost each.

What a search does for one query is done for some dozens at once: one product of matrices for what they mean, and one of
sparse matrices for the words. The numbers are the same but for how sums are rounded.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from bot.matching import scoring
from bot.matching.prepared import SENTENCE, WHOLE
from bot.matching.query import Query
from bot.matching.scoring import Array, Rows, Term
from bot.matching.segment import Segment

# So many vectors of queries are multiplied at a time: their products with 500 people's take some megabytes.
VECTORS = 256


@dataclass(frozen=True, slots=True)
class Weighed:
    """A query as an index weighs it: its terms, what each of its sentences counts, and its vectors.

    `off` and `general` are what is taken off every score.
    """

    query: Query
    terms: list[Term]
    shares: Array
    off: float
    general: float
    vectors: Array


@dataclass(frozen=True, slots=True)
class Table:
    """A row for each query, a column for each of `refs`: how well they fit, and whether a search would find them."""

    refs: NDArray[np.int64]
    scores: Array
    fits: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Column:
    """Some of a segment's people, whose places are given in order."""

    segment: Segment
    places: NDArray[np.intp]


def table(columns: Sequence[Column], queries: Sequence[Weighed], usual: float, people: int) -> Table:
    """Score these people for every query; `usual` is the mean number of words of a person, of so many `people`."""
    refs = np.concatenate([np.zeros(0, np.int64), *(one.segment.people[one.places] for one in columns)])
    scores = np.zeros((len(queries), len(refs)), np.float32)
    fits = np.zeros(scores.shape, np.bool_)
    if not len(refs):
        return Table(refs, scores, fits)
    texts = Texts([one.segment.rows_of(one.places) for one in columns])
    shared = Shared(columns, usual)
    for start, stop in stretches(queries):
        some = queries[start:stop]
        near = texts.meaning(some) - np.array([[one.off] for one in some], np.float32)
        word_fit, present = shared.word_fit(some)
        full = near + word_fit
        for row, one in enumerate(some):
            fits[start + row] = scoring.fits(near[row], full[row], present[row], one.query, people)
        scores[start:stop] = full - np.array([[one.general] for one in some], np.float32)
    return Table(refs, scores, fits)


def stretches(queries: Sequence[Weighed]) -> list[tuple[int, int]]:
    """Cut queries into stretches of so many vectors, of one query at least."""
    bounds, held = [0], 0
    for place, one in enumerate(queries):
        size = max(1, len(one.vectors))
        if held and held + size > VECTORS:
            bounds.append(place)
            held = 0
        held += size
    return list(zip(bounds, [*bounds[1:], len(queries)], strict=True)) if queries else []


class Texts:
    """The vectors of some people, ready to be multiplied."""

    def __init__(self, groups: Sequence[Rows]) -> None:
        """Part those that stand for whole texts from those that stand for sentences."""
        vectors = np.concatenate([rows.vectors for rows in groups])
        scales = np.concatenate([rows.scales for rows in groups])
        kinds = np.concatenate([rows.kinds for rows in groups])
        whose = np.repeat(
            np.arange(sum(len(rows.starts) - 1 for rows in groups)),
            np.concatenate([np.diff(rows.starts) for rows in groups]),
        )
        self.people = sum(len(rows.starts) - 1 for rows in groups)
        self.sentences = Part.of(vectors, scales, whose, (kinds & SENTENCE) > 0)
        self.wholes = Part.of(vectors, scales, whose, (kinds & WHOLE) > 0)

    def meaning(self, queries: Sequence[Weighed]) -> Array:
        """Return how near these people's texts are to each query, shape (queries, people); see `scoring.meaning`."""
        near = np.zeros((len(queries), self.people), np.float32)
        said = [place for place, one in enumerate(queries) if len(one.vectors)]
        if not said or not len(self.wholes.owners):
            return near
        parts = [one.vectors[1:] if len(one.vectors) > 1 else one.vectors for one in (queries[at] for at in said)]
        begins = np.cumsum([0, *(len(part) for part in parts[:-1])])
        best = np.full((len(np.concatenate(parts)), self.people), -1, np.float32)
        best[:, self.sentences.owners] = self.sentences.best(np.concatenate(parts))
        best *= np.concatenate([queries[at].shares for at in said])[:, None]
        found = scoring.SENTENCES * np.add.reduceat(best, begins, axis=0)
        found[:, self.wholes.owners] += scoring.TEXTS * self.wholes.best_few(
            np.stack([queries[at].vectors[0] for at in said])
        )
        found[:, self.without] = 0
        near[said] = found
        return near

    @property
    def without(self) -> NDArray[np.intp]:
        """Those who have no text with a vector."""
        return np.setdiff1d(np.arange(self.people), self.wholes.owners)


@dataclass(frozen=True, slots=True)
class Part:
    """Vectors of one kind, person after person: those of `owners[i]` begin at `begins[i]`."""

    vectors: Array
    owners: NDArray[np.intp]
    begins: NDArray[np.intp]

    @classmethod
    def of(cls, vectors: NDArray[np.int8], scales: Array, whose: NDArray[np.intp], mine: NDArray[np.bool_]) -> "Part":
        """Take those out of all."""
        owners, begins = np.unique(whose[mine], return_index=True)
        return cls(np.ascontiguousarray((vectors[mine] * scales[mine][:, None]).T), owners, begins)

    def best(self, queries: Array) -> Array:
        """Return each owner's best for each query, shape (queries, owners)."""
        return np.maximum.reduceat(queries @ self.vectors, self.begins, axis=1)

    def best_few(self, queries: Array) -> Array:
        """Return the weighted mean of each owner's best few for each query, likewise."""
        values = queries @ self.vectors
        sizes = np.diff(np.append(self.begins, values.shape[1]))
        total = np.zeros((len(queries), len(self.owners)), np.float32)
        weight = np.zeros_like(total)
        for share in scoring.BEST_TEXTS:
            best = np.maximum.reduceat(values, self.begins, axis=1)
            there = best > -1
            total += np.where(there, best, 0) * np.float32(share)
            weight += there * np.float32(share)
            values[values >= np.repeat(best, sizes, axis=1)] = -1
        total /= np.maximum(weight, np.float32(1e-9))
        return total


class Shared:
    """The words of some people, as sparse matrices of shape (words, people)."""

    def __init__(self, columns: Sequence[Column], usual: float) -> None:
        """Weigh each word of each person, but for what a query weighs it."""
        stems, holders, covered, shared = [], [], [], []
        begin = 0
        for one in columns:
            words = one.segment.words
            moved = np.full(len(one.segment), -1, np.intp)
            moved[one.places] = np.arange(begin, begin + len(one.places))
            begin += len(one.places)
            mine = np.flatnonzero(moved[words.holders] >= 0)
            held, counts = words.holders[mine], words.counts[mine]
            stems.append(np.repeat(words.stems, np.diff(words.first))[mine])
            holders.append(moved[held])
            covered.append(scoring.covering(counts, words.lengths[held], usual))
            shared.append(scoring.sharing(counts, words.norms[held]))
        self.stems, rows = np.unique(np.concatenate(stems), return_inverse=True)
        where = (rows, np.concatenate(holders))
        shape = (len(self.stems), begin)
        self.covered = csr_array((np.concatenate(covered), where), shape=shape)
        self.shared = csr_array((np.concatenate(shared), where), shape=shape)
        self.held = csr_array((np.ones(len(rows), np.float32), where), shape=shape)

    def word_fit(self, queries: Sequence[Weighed]) -> tuple[Array, Array]:
        """Return how well their words fit each query, and the share of it that they have."""
        terms = [(row, term) for row, one in enumerate(queries) for term in one.terms]
        numbers = np.array([term.number for _, term in terms], self.stems.dtype)
        places = np.searchsorted(self.stems, numbers)
        places[places == len(self.stems)] = 0
        known = [place for place, same in enumerate((self.stems[places] == numbers).tolist()) if same]
        where = (np.array([terms[at][0] for at in known], np.intp), places[known])
        shape = (len(queries), len(self.stems))
        covers = csr_array((np.array([terms[at][1].covers for at in known], np.float32), where), shape=shape)
        weights = np.array([terms[at][1].shares * terms[at][1].rarity for at in known], np.float32)
        shares = csr_array((weights, where), shape=shape)
        fit = (covers @ self.covered + shares @ self.shared).toarray()
        return fit, (covers @ self.held).toarray()
