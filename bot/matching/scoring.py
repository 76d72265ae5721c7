"""How well a person fits a query: one number that means the same for every person and every query.

The score adds how near the texts are in meaning (cosines of the encoder's vectors) to how many words they share
(weighted by rarity). Three things keep it from meaning one thing here and another there:

- What all people's texts have in common tells nobody from anybody, so half of it is taken off every text, and three
  quarters of it off the query: a vague query is near to everybody and would otherwise outscore a precise one.
- A person's best texts and best sentence count, not their number, so a long profile has no head start.
- Words count by the share of the query that a person covers and by their share in what the person says.

Weights were chosen on several data sets at once, where many neighbouring values did as well: see benchmarks/README.md.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.prepared import SENTENCE, WHOLE
from bot.matching.query import Query

Array = NDArray[np.float32]

TEXTS = SENTENCES = np.float32(0.25)
COVERED, SHARED = np.float32(0.2), np.float32(0.3)
# What a person's best text, second best and third best count.
BEST_TEXTS = (0.5, 0.3, 0.2)
# How much of what all texts have in common is taken off a person's texts, and off the query.
COMMON_IN_TEXT, COMMON_IN_QUERY = np.float32(0.5), np.float32(0.75)
# What people have in common is only known once there are many texts: as if so many others stood for nothing.
UNKNOWN_TEXTS = 50
# BM25's saturation of repeated words, and how much a long profile weakens each of them.
REPEATS, LENGTH = 1.2, 0.75
# What a word counts that is not the query's but of the same meaning.
OTHER_WORDS = 0.7

# Somebody fits by meaning alone from here on, or with half of what the query says in their words and this score: both
# before the query's own generality is taken off. Measured: of 40 topics foreign to a network of 315 profiles, all but a
# few that share a word with somebody find nobody, while 70 topics of its own find their people.
FITS_BY_MEANING = 0.235
FITS_BY_WORDS, WORDS_PRESENT = 0.2, 0.5
# A query without a word that anybody knows must be this much nearer, because its vector means little.
UNKNOWN_WORDS = 0.05

# 1 + ln(count), for the counts that a profile stores.
_DAMPED = np.concatenate([[0], 1 + np.log(np.arange(1, 256))]).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Rows:
    """The vectors of some people, person after person: person i has rows starts[i] to starts[i + 1]."""

    vectors: NDArray[np.int8]
    scales: Array
    kinds: NDArray[np.uint8]
    starts: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Words:
    """Which stems people use: stem `stems[i]` is in `holders[first[i]:first[i + 1]]`, `counts` times each.

    `lengths` is how many words each person has; `norms` the length of their weighted words as a vector.
    """

    stems: NDArray[np.int32]
    first: NDArray[np.int32]
    holders: NDArray[np.uint16]
    counts: NDArray[np.uint8]
    lengths: Array
    norms: Array

    def measured(self, rarity: Array) -> Array:
        """Return the norms, given how rare each stem of the vocabulary is."""
        weights = _DAMPED[self.counts]
        weights *= np.repeat(rarity[self.stems], np.diff(self.first))
        squares = np.bincount(self.holders, weights * weights, minlength=len(self.lengths))
        return np.sqrt(np.maximum(squares, 1e-9)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Term:
    """One stem of a query: its number in the vocabulary, how rare it is, and what it weighs in the query."""

    number: int
    rarity: float
    covers: float
    shares: float


def rarity(holders: NDArray[np.int32], people: int) -> Array:
    """Return how much a word tells, given how many people use it: nearly nothing if all do."""
    return np.log((people + 1) / (np.minimum(holders, people) + 0.5)).astype(np.float32)


def terms(query: Query, known: Mapping[str, tuple[int | None, float]]) -> list[Term]:
    """Weigh a query's stems, given the number of each (None if nobody uses it) and how rare it is.

    Words that stand for some of the query's own share what those weigh, a little less.
    """
    weights = {stem: known[stem][1] * (1 + math.log(count)) for stem, count in query.stems.items()}
    total = sum(weights.values()) or 1.0
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    for other in query.others:
        each = OTHER_WORDS * sum(weights.get(stem, 0.0) for stem in other.own) / len(other.theirs)
        for stem in other.theirs - query.stems.keys():
            weights[stem] = max(weights.get(stem, 0.0), each)
    numbered = ((*known[stem], weight) for stem, weight in weights.items())
    return [
        Term(number, rare, weight / total, weight / length) for number, rare, weight in numbered if number is not None
    ]


def meaning(rows: Rows, query: Array) -> Array:
    """Return how near each person's texts are in meaning to the query's vectors of shape (n, 384)."""
    if not len(query) or not len(rows.scales):
        return np.zeros(len(rows.starts) - 1, np.float32)
    near = rows.vectors.astype(np.float32) @ query.T
    near *= rows.scales[:, None]
    filled = np.flatnonzero(np.diff(rows.starts))
    begins = rows.starts[filled]
    aligned = near if len(query) == 1 else near[:, 1:]
    best = np.maximum.reduceat(np.where((rows.kinds & SENTENCE)[:, None] > 0, aligned, -1), begins, axis=0)
    result = np.zeros(len(rows.starts) - 1, np.float32)
    result[filled] = SENTENCES * best.mean(axis=1)
    result[filled] += TEXTS * _best_few(np.where(rows.kinds & WHOLE, near[:, 0], -1), begins)
    return result


def fits(near: Array, scores: Array, present: Array, query: Query) -> NDArray[np.bool_]:
    """Tell who fits, given how near they are, how they score, and how much of the query they have in words."""
    in_words = present >= WORDS_PRESENT
    if not len(query.vectors):
        return in_words
    bar = FITS_BY_MEANING + (0 if query.known else UNKNOWN_WORDS)
    result: NDArray[np.bool_] = (near >= bar) | (in_words & (scores >= FITS_BY_WORDS))
    return result


def taken_off(query: Array, common: Array) -> tuple[float, float]:
    """Return what to take off every score for a query: by what people have in common, and by how general it is."""
    if not len(query):
        return 0.0, 0.0
    of_whole, of_sentences = (
        float(query[0] @ common),
        float((query[1:] if len(query) > 1 else query).mean(axis=0) @ common),
    )
    general = float(COMMON_IN_QUERY) * (float(TEXTS) * of_whole + float(SENTENCES) * of_sentences)
    return -float(COMMON_IN_TEXT * (TEXTS + SENTENCES)) * float(common @ common), general


def word_fit(
    words: Words, query: list[Term], usual: float, places: NDArray[np.intp] | None = None
) -> tuple[Array, Array]:
    """Return how well people's words fit, and the share of the query that they have: everybody's or those of some.

    `places` of some are given in order; `usual` is the mean number of words of a person.
    """
    people = len(words.lengths) if places is None else len(places)
    present, covered, shared = np.zeros((3, people), np.float32)
    lengths, norms = (words.lengths, words.norms) if places is None else (words.lengths[places], words.norms[places])
    slowing = np.float32(REPEATS) * (np.float32(1 - LENGTH) + lengths * np.float32(LENGTH / max(usual, 1.0)))
    for term, at in zip(query, np.searchsorted(words.stems, [term.number for term in query]).tolist(), strict=True):
        if at == len(words.stems) or words.stems[at] != term.number:
            continue
        part = slice(words.first[at], words.first[at + 1])
        holders, counts = words.holders[part], words.counts[part]
        if places is not None:
            found = np.searchsorted(holders, places)
            found[found == len(holders)] = 0
            mine = np.flatnonzero(holders[found] == places)
            at_places, counts = mine, counts[found[mine]]
        else:
            at_places = holders.astype(np.intp)
        present[at_places] += np.float32(term.covers)
        times = counts.astype(np.float32)
        covered[at_places] += np.float32(term.covers) * times / (times + slowing[at_places])
        shared[at_places] += np.float32(term.shares * term.rarity) * _DAMPED[counts]
    np.minimum(covered, 1, out=covered)
    return COVERED * covered + SHARED * shared / norms, present


def _best_few(values: Array, begins: NDArray[np.intp]) -> Array:
    """Return the weighted mean of each person's best values; -1 stands for no value."""
    sizes = np.diff(np.append(begins, len(values)))
    total: Array = np.zeros(len(begins), np.float32)
    weight: Array = np.zeros(len(begins), np.float32)
    for share in BEST_TEXTS:
        best = np.maximum.reduceat(values, begins)
        there = best > -1
        total += np.where(there, best, 0) * np.float32(share)
        weight += there * np.float32(share)
        values[values >= np.repeat(best, sizes)] = -1
    total /= np.maximum(weight, np.float32(1e-9))
    return total
