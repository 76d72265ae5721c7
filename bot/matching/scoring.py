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
from collections.abc import Iterator, Mapping, Sequence
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
# How much more a sentence of rare words tells than one of common words.
TELLING = np.float32(1.5)
# BM25's saturation of repeated words, and how much a long profile weakens each of them.
REPEATS, LENGTH = 1.2, 0.75
# What a word counts that is not the query's but of the same meaning.
OTHER_WORDS = 0.7

# Somebody fits from so near on, where words that fit bring them nearer (and from a little nearer for each tenfold of
# people, because among more people more come near by chance); or with half of what the query says in their words and
# this score: both before the query's own generality is taken off. Measured on 308 profiles: of 20 foreign topics, seven
# that share a word or a trade with somebody find one or a few; of 12 sentences on its own topics, each finds people.
NEAR, NEARER, NEAREST = 0.09, 0.04, 0.23
WORDS_BRING_NEAR = np.float32(0.5)
FITS_BY_WORDS, WORDS_PRESENT = 0.2, 0.5
# A query without a word that anybody knows must be this much nearer, because its vector means little.
UNKNOWN_WORDS = 0.05

# So many rows are multiplied at a time.
PRODUCTS = 256

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


def sentence_shares(query: Query, known: Mapping[str, tuple[int | None, float]]) -> Array:
    """Return what each sentence of a query counts: the rarer its words, the more it tells what the query is about."""
    if not query.said:
        return np.ones(1, np.float32)
    told = np.array([sum(known[stem][1] for stem in set(stems) if stem in known) for stems in query.said], np.float32)
    told **= TELLING
    return told / told.sum() if told.any() else np.full(len(told), 1 / len(told), np.float32)


def meaning(parts: Sequence[Rows], query: Array, shares: Array) -> Array:
    """Return how near each person's texts are in meaning to the query's vectors of shape (n, 384).

    People come in several groups, one after the other; what a sentence of the query counts is in `shares`.
    """
    sizes = np.concatenate([np.diff(part.starts) for part in parts])
    result = np.zeros(len(sizes), np.float32)
    filled = np.flatnonzero(sizes)
    if not len(query) or not len(filled):
        return result
    near = np.concatenate([_products(part, query) for part in parts])
    kinds = np.concatenate([part.kinds for part in parts])
    begins = (np.cumsum(sizes) - sizes)[filled]
    aligned = near if len(query) == 1 else near[:, 1:]
    best = np.maximum.reduceat(np.where((kinds & SENTENCE)[:, None] > 0, aligned, -1), begins, axis=0)
    result[filled] = SENTENCES * (best @ shares)
    result[filled] += TEXTS * _best_few(np.where(kinds & WHOLE, near[:, 0], -1), begins)
    return result


def _products(rows: Rows, query: Array) -> Array:
    """Return the products of rows and the query's vectors, shape (rows, n).

    The rows become float32 a few at a time, so that they stay near the processor: that takes half as long.
    """
    aim = np.ascontiguousarray(query.T)
    result = np.empty((len(rows.vectors), len(query)), np.float32)
    exact = np.empty((PRODUCTS, rows.vectors.shape[1]), np.float32)
    for start in range(0, len(result), PRODUCTS):
        some = slice(start, min(start + PRODUCTS, len(result)))
        here = exact[: some.stop - start]
        np.copyto(here, rows.vectors[some])
        np.matmul(here, aim, out=result[some])
    result *= rows.scales[:, None]
    return result


def fits(near: Array, scores: Array, present: Array, query: Query, people: int) -> NDArray[np.bool_]:
    """Tell who fits: how near they are, how they score, and how much of the query they have in words, of how many."""
    in_words = present >= WORDS_PRESENT
    if not len(query.vectors):
        return in_words
    bar = min(NEAREST, NEAR + NEARER * math.log10(max(people, 1))) + (0 if query.known else UNKNOWN_WORDS)
    nearness = near + WORDS_BRING_NEAR * (scores - near)
    result: NDArray[np.bool_] = (nearness >= bar) | (in_words & (scores >= FITS_BY_WORDS))
    return result


def taken_off(query: Array, shares: Array, common: Array) -> tuple[float, float]:
    """Return what to take off every score for a query: by what people have in common, and by how general it is."""
    if not len(query):
        return 0.0, 0.0
    of_whole = float(query[0] @ common)
    of_sentences = float(shares @ ((query[1:] if len(query) > 1 else query) @ common))
    general = float(COMMON_IN_QUERY) * (float(TEXTS) * of_whole + float(SENTENCES) * of_sentences)
    return -float(COMMON_IN_TEXT * (TEXTS + SENTENCES)) * float(common @ common), general


def word_fit(words: Words, query: list[Term], usual: float) -> Array:
    """Return how well everybody's words fit; `usual` is the mean number of words of a person."""
    fit = np.zeros(len(words.lengths), np.float32)
    slowing = _slowing(words.lengths, usual)
    for term, part in _postings(words, query):
        holders, counts = words.holders[part].astype(np.intp), words.counts[part]
        fit[holders] += _covered(term, counts, slowing[holders]) + _shared(term, counts) / words.norms[holders]
    return fit


def word_fit_of(words: Words, query: list[Term], usual: float, places: NDArray[np.intp]) -> tuple[Array, Array]:
    """Return how well some people's words fit, and the share of the query that they have.

    The places of the people are given in order.
    """
    present, fit = np.zeros((2, len(places)), np.float32)
    lengths, norms = words.lengths[places], words.norms[places]
    slowing = _slowing(lengths, usual)
    for term, part in _postings(words, query):
        holders = words.holders[part]
        found = np.searchsorted(holders, places)
        found[found == len(holders)] = 0
        mine = np.flatnonzero(holders[found] == places)
        counts = words.counts[part][found[mine]]
        present[mine] += np.float32(term.covers)
        fit[mine] += _covered(term, counts, slowing[mine]) + _shared(term, counts) / norms[mine]
    return fit, present


def _postings(words: Words, query: list[Term]) -> Iterator[tuple[Term, slice]]:
    """Yield where the people stand who use each of the query's stems."""
    found = np.searchsorted(words.stems, [term.number for term in query])
    for term, at in zip(query, found.tolist(), strict=True):
        if at < len(words.stems) and words.stems[at] == term.number:
            yield term, slice(words.first[at], words.first[at + 1])


def _slowing(lengths: Array, usual: float) -> Array:
    """Return how slowly repeating a word counts for people with so many words, as in BM25."""
    result: Array = np.float32(REPEATS) * (np.float32(1 - LENGTH) + lengths * np.float32(LENGTH / max(usual, 1.0)))
    return result


def covering(counts: NDArray[np.uint8], lengths: Array, usual: float) -> Array:
    """Return how well people cover words that they use, whatever those weigh in a query."""
    times = counts.astype(np.float32)
    result: Array = COVERED * times / (times + _slowing(lengths, usual))
    return result


def sharing(counts: NDArray[np.uint8], norms: Array) -> Array:
    """Return what words add to the product with a query's, whatever they weigh in that."""
    result: Array = SHARED * _DAMPED[counts] / norms
    return result


def _covered(term: Term, counts: NDArray[np.uint8], slowing: Array) -> Array:
    """Return how well a word of the query is covered by those who use it."""
    times = counts.astype(np.float32)
    result: Array = COVERED * np.float32(term.covers) * times / (times + slowing)
    return result


def _shared(term: Term, counts: NDArray[np.uint8]) -> Array:
    """Return what a word adds to the product of the query's words and those of people who use it."""
    result: Array = SHARED * np.float32(term.shares * term.rarity) * _DAMPED[counts]
    return result


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
