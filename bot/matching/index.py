"""The people of the network, ready to be searched; kept up to date one person at a time or many at once."""

import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.matching import reasons, scoring, tables
from bot.matching.encoder import WIDTH, Encoder
from bot.matching.prepared import Prepared
from bot.matching.query import Query, read
from bot.matching.segment import Card, Segment, build, merge
from bot.matching.tables import Column, Table, Weighed
from bot.matching.vocabulary import Vocabulary

Array = NDArray[np.float32]

# Up to so many people, everyone is scored in full; beyond, a shortlist of so many is.
EXACT_UP_TO = 2_000
SHORTLIST = 600
COARSE = 64
SEGMENT = 16_384
# So many segments of about one size become one.
SAME_SIZE = 8
SAMPLE = 8_192
# Words are weighed anew when there are so many times the people, main directions learned anew likewise.
WEIGHED_AGAIN, LEARNED_AGAIN = 1.25, 4
# The rarity of a word that one person in five uses.
COMMON_WORD = 1.6
# What somebody gives away who is asked a lot just now: two who fit about as well change places, a good fit stays one.
BUSY = np.float32(0.05)
# Scores nearer than this are equal; they differ by less between two places in memory.
EQUAL = 1e-5
DIGITS = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """What a search goes by beside texts. Both moments are in Unix seconds.

    Before `free_from` the person is not found; before `busy_until` others who fit as well come first.
    """

    person: int
    side: str
    region: str
    free_from: float
    busy_until: float = 0.0


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
    people: int = 0
    # The mean of all whole texts, and the mean number of words.
    common: Array = field(default_factory=lambda: np.zeros(WIDTH, np.float32))
    usual: float = 1.0
    # The main directions of people's texts, for their coarse vectors.
    basis: Array | None = None


class Index:
    """Search over people. One thread at a time writes, others search meanwhile and see either the old or the new."""

    def __init__(self, encoder: Encoder | None) -> None:
        """Start empty; without an encoder the index goes by words alone."""
        self.encoder = encoder
        # Counts the changes, for whoever keeps what was made with the words of one state.
        self.edition = 0
        self._vocabulary = Vocabulary(encoder.common if encoder is not None else None)
        self._codes: dict[str, int] = {}
        self._where: dict[int, tuple[int, int]] = {}
        self._state = _State()
        self._learned_at = self._weighed_at = 0
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
                self._vocabulary.count(np.concatenate([card.stems for card in cards]), +1)
                segment = build(cards)
                for place, card in enumerate(cards):
                    self._where[card.person] = (segment.serial, place)
                # Once they are counted, so that who is put in again is measured as before.
                segment = segment.weighed(self._rarity_now())
                basis = self._state.basis
                segments.append(segment if basis is None else segment.project(basis))
            self._settle(segments)

    def remove(self, person: int) -> None:
        """Take a person out; nothing happens if they are not there."""
        with self._writing:
            if person in self._where:
                self._settle(self._left({person}))

    def weigh(self) -> None:
        """Weigh all words anew, which otherwise happens when the number of people has changed by a good part."""
        with self._writing:
            self._weighed_at = 0
            self._settle(list(self._state.segments))

    def query(self, text: str) -> Query:
        """Read a query once, for `search` and `explain`."""
        return self.queries([text])[0]

    def queries(self, texts: Sequence[str]) -> list[Query]:
        """The same for several, at much less cost than one after the other."""
        return read(texts, self.encoder, self._vocabulary)

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

        People of the given side and regions count, but nobody in `without` and nobody who is not free at `now`.
        """
        query = self.query(query) if isinstance(query, str) else query
        allowed = [self._allowed(segment, side, regions, without, now) for segment in self._state.segments]
        people, scores, fitting = self._scored(self._state, query, allowed, now)
        return _page(people[fitting], scores[fitting], limit, offset, turn)

    def rank(self, query: Query | str) -> list[tuple[int, float]]:
        """Return everybody with their score, best first, whether they fit or not."""
        query = self.query(query) if isinstance(query, str) else query
        people, scores, _ = self._scored(self._state, query, None)
        order = np.lexsort((people, -scores))
        return list(zip(people[order].tolist(), scores[order].tolist(), strict=True))

    def seek(self, query: Query) -> reasons.Sought:
        """Read a query once for `explain`, where many people are explained by it."""
        rarities = self._rarities(query, self._state.people)
        return reasons.seek(query, {stem: rare for stem, (_, rare) in rarities.items()})

    def explain(
        self, query: Query | reasons.Sought, person: int, texts: Sequence[str], quotable: int | None = None
    ) -> reasons.Reason:
        """Return the sentence of a person's that fits the query best, out of the very texts they were prepared from.

        Only the first `quotable` of the texts are quoted from: those behind them may be mere lists of words.
        """
        sought = self.seek(query) if isinstance(query, Query) else query
        found = self._find(person)
        rows = None
        if found is not None and len(sought.query.vectors):
            segment, place = found
            rows = segment.rows_at(place)
        return reasons.explain(sought, texts, len(texts) if quotable is None else quotable, rows)

    def table(self, queries: Sequence[Query], people: Collection[int], now: float = np.inf) -> Table:
        """Return how well each of these people who are free fits each query, by the scores of `rank`."""
        state = self._state
        wanted = np.array(sorted(people), np.int64)
        columns = [
            Column(segment, np.flatnonzero(segment.here & (segment.free_from <= now) & np.isin(segment.people, wanted)))
            for segment in state.segments
        ]
        return tables.table(columns, [self._weighed(state, query) for query in queries], state.usual, state.people)

    def table_of(self, queries: Sequence[Query], others: Mapping[int, Prepared]) -> Table:
        """The same of texts that are not in the index, measured as if they were, by numbers of their own."""
        state = self._state
        columns = []
        if others:
            with self._writing:
                segment = build([self._card(Entry(ref, "", "", 0.0), prepared) for ref, prepared in others.items()])
                columns = [Column(segment.weighed(self._rarity_now()), np.arange(len(others)))]
        return tables.table(columns, [self._weighed(state, query) for query in queries], state.usual, state.people)

    def _weighed(self, state: _State, query: Query) -> Weighed:
        known = self._rarities(query, state.people)
        shares = scoring.sentence_shares(query, known)
        off, general = scoring.taken_off(query.vectors, shares, state.common)
        vectors = query.vectors - scoring.COMMON_IN_TEXT * state.common
        return Weighed(query, scoring.terms(query, known), shares, off, general, vectors)

    def _scored(
        self, state: _State, query: Query, allowed: list[NDArray[np.bool_]] | None, now: float = np.inf
    ) -> tuple[NDArray[np.int64], Array, NDArray[np.bool_]]:
        """Return people, their scores, and whether they fit.

        With `allowed` only those allowed are scored, and of very many only a shortlist; without it everybody is.
        """
        weighed = self._weighed(state, query)
        terms, shares, vectors = weighed.terms, weighed.shares, weighed.vectors
        masks = [segment.here for segment in state.segments] if allowed is None else allowed
        if allowed is not None and sum(np.count_nonzero(mask) for mask in masks) > EXACT_UP_TO:
            masks = self._shortlist(state, vectors, terms, masks)
        chosen = [np.flatnonzero(mask) for mask in masks]
        parts = [
            (
                segment.people[places],
                segment.busy_until[places] > now,
                segment.rows_of(places),
                *scoring.word_fit_of(segment.words, terms, state.usual, places),
            )
            for segment, places in zip(state.segments, chosen, strict=True)
            if len(places)
        ]
        if not parts:
            return np.zeros(0, np.int64), np.zeros(0, np.float32), np.zeros(0, np.bool_)
        people, busy, rows, word_fit, present = zip(*parts, strict=True)
        near = scoring.meaning(rows, vectors, shares) - np.float32(weighed.off)
        scores = near + np.concatenate(word_fit)
        fitting = scoring.fits(near, scores, np.concatenate(present), query, state.people)
        return np.concatenate(people), scores - np.float32(weighed.general) - BUSY * np.concatenate(busy), fitting

    def _shortlist(
        self, state: _State, vectors: Array, terms: list[scoring.Term], allowed: list[NDArray[np.bool_]]
    ) -> list[NDArray[np.bool_]]:
        """Return the masks of those to score in full, of very many, by where all their texts point and by words."""
        # A word that many use would be slow to count for everybody, and would hardly tell them apart.
        telling = [term for term in terms if term.rarity > COMMON_WORD] or terms
        aim = None
        if len(vectors) and state.basis is not None:
            aim = (vectors[0] @ state.basis) * (scoring.TEXTS + scoring.SENTENCES)
        rough = []
        for segment, mask in zip(state.segments, allowed, strict=True):
            value = scoring.word_fit(segment.words, telling, state.usual)
            if aim is not None and segment.coarse is not None:
                value += segment.coarse @ aim
            value[~mask] = -np.inf
            rough.append(value)
        together = np.concatenate(rough)
        bar = np.partition(together, len(together) - SHORTLIST)[len(together) - SHORTLIST]
        return [value >= bar for value in rough]

    def _allowed(
        self, segment: Segment, side: str | None, regions: frozenset[str] | None, without: frozenset[int], now: float
    ) -> NDArray[np.bool_]:
        mask = segment.here & (segment.free_from <= now)
        if side is not None:
            mask &= segment.side == self._codes.get(side, -1)
        if regions is not None:
            codes = [self._codes[region] for region in regions if region in self._codes]
            mask &= np.isin(segment.region, codes)
        for person in without:
            mask &= segment.people != person
        return mask

    def _rarities(self, query: Query, people: int) -> dict[str, tuple[int | None, float]]:
        """Return the number of each of the query's stems, None if nobody uses it, and how rare it is."""
        stems = list(query.stems.keys() | {stem for other in query.others for stem in other.theirs | other.own})
        numbers = [self._vocabulary.number(stem) for stem in stems]
        known = [number for number in numbers if number is not None]
        rare = iter(scoring.rarity(self._vocabulary.people(known), people).tolist())
        unknown = float(scoring.rarity(np.zeros(1, np.int32), people)[0])
        pairs = ((number, next(rare) if number is not None else unknown) for number in numbers)
        return dict(zip(stems, pairs, strict=True))

    def _card(self, entry: Entry, prepared: Prepared) -> Card:
        numbers = np.fromiter((self._vocabulary.learn(word) for word in prepared.words), np.int32, len(prepared.words))
        stems, inverse = np.unique(numbers, return_inverse=True)
        counts = np.bincount(inverse, weights=prepared.counts, minlength=len(stems))
        return Card(
            entry.person,
            self._codes.setdefault(entry.side, len(self._codes)),
            self._codes.setdefault(entry.region, len(self._codes)),
            entry.free_from,
            entry.busy_until,
            prepared.vectors,
            prepared.scales,
            prepared.kinds,
            stems,
            np.minimum(counts, 255).astype(np.uint8),
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
        if people > WEIGHED_AGAIN * self._weighed_at or people * WEIGHED_AGAIN < self._weighed_at:
            rarity = self._rarity_now()
            segments = [segment.weighed(rarity) for segment in segments]
            self._weighed_at = people
        if self.encoder is not None and people > max(EXACT_UP_TO, LEARNED_AGAIN * self._learned_at):
            basis = _main_directions(segments)
            segments = [segment.project(basis) for segment in segments]
            self._learned_at = people
        total = sum((segment.total for segment in segments), np.zeros(WIDTH, np.float32))
        texts = sum(segment.texts for segment in segments)
        common = total / np.float32(texts + scoring.UNKNOWN_TEXTS)
        length = float(sum(float(segment.words.lengths.sum()) for segment in segments))
        usual = length / max(1, sum(map(len, segments)))
        self._state = _State(tuple(segments), people, common, usual, basis)
        self.edition += 1

    def _rarity_now(self) -> Array:
        return scoring.rarity(self._vocabulary.everyone(), max(len(self._where), 1))

    def _merged(self, segments: list[Segment]) -> Segment:
        merged = merge(segments).weighed(self._rarity_now())
        for place, person in enumerate(merged.people.tolist()):
            self._where[person] = (merged.serial, place)
        return merged


def _main_directions(segments: Sequence[Segment]) -> Array:
    """Return the directions, shape (384, 64), in which people differ most, learned from some of them."""
    step = 1 + sum(map(len, segments)) // SAMPLE
    sample = np.concatenate([segment.centres(np.arange(0, len(segment), step)) for segment in segments])
    _, vectors = np.linalg.eigh((sample.T @ sample).astype(np.float64))
    return np.ascontiguousarray(vectors[:, : WIDTH - COARSE - 1 : -1].astype(np.float32))


def _page(people: NDArray[np.int64], scores: Array, limit: int, offset: int, turn: int) -> Found:
    """Order those who fit, let equal ones take turns, and cut out one page."""
    order = np.lexsort((people, -scores))
    people, scores = people[order], scores[order]
    page = slice(offset, offset + limit)
    breaks = np.flatnonzero(np.diff(scores) < -EQUAL) + 1
    bounds = [0, *breaks.tolist(), len(people)]
    first, last = np.searchsorted(breaks, [offset, offset + limit], side="right").tolist()
    for start, stop in pairwise(bounds[first : last + 2]):
        if stop - start > 1:
            # They are in the order of their numbers already.
            people[start:stop] = np.roll(people[start:stop], -(turn % (stop - start)))
    hits = zip(people[page].tolist(), scores[page].tolist(), strict=True)
    return Found(tuple(Hit(person, score) for person, score in hits), len(people))
