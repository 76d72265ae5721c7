"""The people of the network, ready to be searched; kept up to date one person at a time or many at once."""

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bot.matching import reasons, scoring
from bot.matching.encoder import WIDTH, Encoder
from bot.matching.prepared import Prepared
from bot.matching.query import Query, read
from bot.matching.segment import Card, Segment, build, merge
from bot.matching.vocabulary import Vocabulary

Array = NDArray[np.float32]

# Up to so many people, everyone is scored in full; beyond, a shortlist of so many is.
EXACT_UP_TO = 2_000
SHORTLIST = 1_000
COARSE = 128
SEGMENT = 8_192
# So many segments of about one size become one.
SAME_SIZE = 8
SAMPLE = 16_384
# Scores nearer than this are equal; they differ by less between two places in memory.
EQUAL = 1e-5


@dataclass(frozen=True, slots=True)
class Entry:
    """What a search filters on. `free_from` is in Unix seconds: the person is paused before it; 0.0 means free."""

    person: int
    side: str
    region: str
    free_from: float


@dataclass(frozen=True, slots=True)
class Hit:
    """One person who fits, and how well."""

    person: int
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """One page of the people who fit, best first, and how many fit in all (of those looked at closely)."""

    hits: tuple[Hit, ...]
    total_fitting: int


@dataclass(frozen=True, slots=True)
class _State:
    """What a search reads, replaced as a whole by whoever writes, so that searches need no lock."""

    segments: tuple[Segment, ...] = ()
    basis: Array | None = None
    people: int = 0


class Index:
    """Search over people. One thread at a time writes, others search meanwhile and see either the old or the new."""

    def __init__(self, encoder: Encoder | None) -> None:
        """Start empty; without an encoder the index goes by words alone."""
        self.encoder = encoder
        self._vocabulary = Vocabulary()
        self._codes: dict[str, int] = {}
        self._where: dict[int, tuple[int, int]] = {}
        self._state = _State()
        self._learned_at = 0
        self._writing = threading.Lock()

    def __len__(self) -> int:
        """Count the people."""
        return len(self._where)

    def __contains__(self, person: object) -> bool:
        """Tell whether a person is in the index."""
        return person in self._where

    def put(self, entries: Sequence[tuple[Entry, Prepared]]) -> None:
        """Add people, or replace those who are there already; the last of two entries for one person holds."""
        latest = list({entry.person: (entry, prepared) for entry, prepared in entries}.values())
        with self._writing:
            segments = self._left({entry.person for entry, _ in latest})
            for start in range(0, len(latest), SEGMENT):
                cards = [self._card(*one) for one in latest[start : start + SEGMENT]]
                segment = build(cards)
                self._vocabulary.count(np.concatenate([card.stems for card in cards]), +1)
                basis = self._state.basis
                segments.append(segment if basis is None else segment.project(basis))
                for place, card in enumerate(cards):
                    self._where[card.person] = (segment.serial, place)
            self._settle(segments)

    def remove(self, person: int) -> None:
        """Take a person out; nothing happens if they are not there."""
        with self._writing:
            if person in self._where:
                self._settle(self._left({person}))

    def query(self, text: str) -> Query:
        """Read a query once, for `search` and `explain`."""
        return read(text, self.encoder, self._vocabulary)

    def search(
        self,
        query: Query | str,
        *,
        side: str | None = None,
        regions: frozenset[str] | None = None,
        without: frozenset[int] = frozenset(),
        now: float = 0.0,
        limit: int = 5,
        offset: int = 0,
        turn: int = 0,
    ) -> Found:
        """Return those who fit, best first; equal ones take turns at being first as `turn` goes up.

        People of the given side and regions count, but nobody in `without` and nobody paused at `now`.
        """
        query = self.query(query) if isinstance(query, str) else query
        state = self._state
        weights = self._stem_weights(query, state.people)
        allowed = [self._allowed(segment, side, regions, without, now) for segment in state.segments]
        by_words = [_word_fit(segment, weights) for segment in state.segments]
        chosen = self._chosen(state, query, allowed, by_words)
        people, scores = [np.zeros(0, np.int64)], [np.zeros(0, np.float32)]
        for segment, places, word_fit in zip(state.segments, chosen, by_words, strict=True):
            if len(places):
                people.append(segment.people[places])
                scores.append(self._scores(segment, places, query, word_fit[places]))
        return _page(np.concatenate(people), np.concatenate(scores), self._fits(query), limit, offset, turn)

    def explain(self, query: Query, person: int, texts: Sequence[str]) -> reasons.Reason:
        """Return the sentence of a person's that fits the query best, out of the very texts they were prepared from."""
        found = self._find(person)
        rows = None
        if found is not None and len(query.vectors):
            segment, place = found
            rows = segment.rows_of(np.array([place], np.intp))
        return reasons.explain(query, texts, self._importance(query), rows)

    def _fits(self, query: Query) -> float:
        return scoring.FITS if len(query.vectors) else scoring.FITS_BY_WORDS

    def _scores(self, segment: Segment, places: NDArray[np.intp], query: Query, word_fit: Array) -> Array:
        if not len(query.vectors):
            return word_fit
        result: Array = scoring.meaning(segment.rows_of(places), query.vectors) + scoring.WORDS * word_fit
        return result

    def _chosen(
        self, state: _State, query: Query, allowed: list[NDArray[np.bool_]], by_words: list[Array]
    ) -> list[NDArray[np.intp]]:
        """Return the places of those to score in full, segment by segment."""
        everyone = [np.flatnonzero(mask) for mask in allowed]
        if sum(map(len, everyone)) <= EXACT_UP_TO or state.basis is None:
            return everyone
        rough = []
        for segment, places, word_fit in zip(state.segments, everyone, by_words, strict=True):
            value = scoring.WORDS * word_fit
            if segment.coarse is not None and len(query.vectors):
                value = value + scoring.ROUGH * (segment.coarse @ (query.vectors[0] @ state.basis))
            rough.append(value[places])
        bar = -np.partition(-np.concatenate(rough), SHORTLIST)[SHORTLIST]
        return [places[value > bar] for places, value in zip(everyone, rough, strict=True)]

    def _allowed(
        self, segment: Segment, side: str | None, regions: frozenset[str] | None, without: frozenset[int], now: float
    ) -> NDArray[np.bool_]:
        mask = segment.here & (segment.free_from <= now)
        if side is not None:
            mask &= segment.side == self._codes.get(side, -1)
        if regions is not None:
            codes = [self._codes[region] for region in regions if region in self._codes]
            mask &= np.isin(segment.region, codes)
        if without:
            mask &= ~np.isin(segment.people, np.fromiter(without, np.int64, len(without)))
        return mask

    def _importance(self, query: Query) -> dict[str, float]:
        """Return how much each stem of the query tells, its rarity among the people."""
        people = max(self._state.people, 1)
        numbers = {stem: self._vocabulary.number(stem) for stem in query.stems}
        counts = {stem: int(self._vocabulary.people([n])[0]) if n is not None else 0 for stem, n in numbers.items()}
        return {stem: _rarity(count, people) for stem, count in counts.items()}

    def _stem_weights(self, query: Query, people: int) -> list[tuple[int, float]]:
        """Return the weight of each of the query's stems that somebody uses, the whole query having length 1."""
        importance = self._importance(query)
        weights = {stem: importance[stem] * (1 + math.log(count)) for stem, count in query.stems.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        numbered = ((self._vocabulary.number(stem), weight) for stem, weight in weights.items())
        return [(number, weight / length) for number, weight in numbered if number is not None]

    def _card(self, entry: Entry, prepared: Prepared) -> Card:
        numbers = np.fromiter((self._vocabulary.learn(word) for word in prepared.words), np.int32, len(prepared.words))
        stems, inverse = np.unique(numbers, return_inverse=True)
        counts = np.bincount(inverse, weights=prepared.counts, minlength=len(stems))
        weights = 1 + np.log(counts)
        weights /= np.linalg.norm(weights) or 1.0
        return Card(
            entry.person,
            self._codes.setdefault(entry.side, len(self._codes)),
            self._codes.setdefault(entry.region, len(self._codes)),
            entry.free_from,
            prepared.vectors,
            prepared.scales,
            prepared.kinds,
            stems,
            weights.astype(np.float16),
        )

    def _find(self, person: int) -> tuple[Segment, int] | None:
        """Return the segment and the place of a person."""
        with self._writing:
            if person not in self._where:
                return None
            serial, place = self._where[person]
            return next(segment for segment in self._state.segments if segment.serial == serial), place

    def _left(self, people: set[int]) -> list[Segment]:
        """Return the segments without some people."""
        segments = {segment.serial: segment for segment in self._state.segments}
        for person in people & self._where.keys():
            serial, place = self._where.pop(person)
            self._vocabulary.count(segments[serial].stems_of(place), -1)
            segments[serial] = segments[serial].without(place)
        return list(segments.values())

    def _settle(self, segments: list[Segment]) -> None:
        """Merge what has become too many or too empty, learn the coarse directions anew if due, and show it all."""
        live = {segment.serial: int(segment.here.sum()) for segment in segments}
        segments = [segment for segment in segments if live[segment.serial]]
        for segment in [one for one in segments if live[one.serial] * 2 < len(one)]:
            segments[segments.index(segment)] = self._merged([segment])
        sizes: dict[int, list[Segment]] = {}
        for segment in segments:
            if len(segment) <= SEGMENT // 2:
                sizes.setdefault(len(segment).bit_length() // 3, []).append(segment)
        for same in sizes.values():
            if len(same) >= SAME_SIZE:
                group: list[Segment] = []
                for segment in same:
                    if sum(map(len, group)) + len(segment) <= SEGMENT:
                        group.append(segment)
                gone = {segment.serial for segment in group}
                segments = [one for one in segments if one.serial not in gone] + [self._merged(group)]
        basis = self._state.basis
        people = len(self._where)
        if self.encoder is not None and people > max(EXACT_UP_TO, 4 * self._learned_at):
            basis = _main_directions(segments)
            segments = [segment.project(basis) for segment in segments]
            self._learned_at = people
        self._state = _State(tuple(segments), basis, people)

    def _merged(self, segments: list[Segment]) -> Segment:
        merged = merge(segments)
        for place, person in enumerate(merged.people.tolist()):
            self._where[person] = (merged.serial, place)
        return merged


def _rarity(holders: int, people: int) -> float:
    """Inverse document frequency, never below zero."""
    return math.log(1 + (people - holders + 0.5) / (holders + 0.5)) if holders < people else math.log(1 + 0.5 / holders)


def _word_fit(segment: Segment, weights: list[tuple[int, float]]) -> Array:
    """Return the cosine between the query's words and those of each person in a segment."""
    fit = np.zeros(len(segment), np.float32)
    places = np.searchsorted(segment.stems, [number for number, _ in weights])
    for place, (number, weight) in zip(places.tolist(), weights, strict=True):
        if place < len(segment.stems) and segment.stems[place] == number:
            part = slice(segment.first[place], segment.first[place + 1])
            fit[segment.holders[part]] += segment.weights[part].astype(np.float32) * np.float32(weight)
    return fit


def _main_directions(segments: Sequence[Segment]) -> Array:
    """Return the directions, shape (384, 128), in which people differ most, learned from some of them."""
    sample = np.concatenate([segment.centres()[:: 1 + len(segment) * len(segments) // SAMPLE] for segment in segments])
    _, vectors = np.linalg.eigh((sample.T @ sample).astype(np.float64))
    return np.ascontiguousarray(vectors[:, : WIDTH - COARSE - 1 : -1].astype(np.float32))


def _page(people: NDArray[np.int64], scores: Array, bar: float, limit: int, offset: int, turn: int) -> Found:
    """Order those at or over the bar, let equal ones take turns, and cut out one page."""
    fitting = scores >= bar
    people, scores = people[fitting], scores[fitting]
    order = np.lexsort((people, -scores))
    people, scores = people[order], scores[order]
    breaks = np.flatnonzero(np.diff(scores) < -EQUAL) + 1
    for group in np.split(np.arange(len(people)), breaks) if len(breaks) + 1 < len(people) else ():
        if len(group) > 1:
            together = np.sort(people[group])
            people[group] = np.roll(together, -(turn % len(group)))
    page = slice(offset, offset + limit)
    hits = zip(people[page].tolist(), scores[page].tolist(), strict=True)
    return Found(tuple(Hit(person, score) for person, score in hits), len(people))
