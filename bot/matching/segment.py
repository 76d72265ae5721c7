"""Some people of the index, packed together; never changed but for who of them has left."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import count

import numpy as np
from numpy.typing import NDArray

from bot.matching.encoder import WIDTH
from bot.matching.prepared import WHOLE
from bot.matching.scoring import Rows, Words

Array = NDArray[np.float32]

_serials = count()
# So many people are projected at once.
CHUNK = 1_024


@dataclass(frozen=True, slots=True)
class Card:
    """One person as the index takes them in: facts as numbers, rows of vectors, and stems with their weights."""

    person: int
    side: int
    region: int
    free_from: float
    busy_until: float
    vectors: NDArray[np.int8]
    scales: Array
    kinds: NDArray[np.uint8]
    stems: NDArray[np.int32]
    counts: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """People 0 to n-1 with what a search reads of them; `here` tells who has not left."""

    people: NDArray[np.int64]
    side: NDArray[np.int32]
    region: NDArray[np.int32]
    free_from: NDArray[np.float64]
    busy_until: NDArray[np.float64]
    here: NDArray[np.bool_]
    rows: Rows
    words: Words
    texts: int
    total: Array
    coarse: Array | None = None
    serial: int = field(default_factory=lambda: next(_serials))

    def __len__(self) -> int:
        """Count everyone, also who has left."""
        return len(self.people)

    def without(self, place: int) -> "Segment":
        """Return the same people less one; the serial stays, since places do."""
        here = self.here.copy()
        here[place] = False
        return replace(self, here=here)

    def stems_of(self, place: int) -> NDArray[np.int32]:
        """Return the stems of one person."""
        mine = np.flatnonzero(self.words.holders == place)
        return self.words.stems[np.searchsorted(self.words.first, mine, side="right") - 1]

    def rows_of(self, places: NDArray[np.intp]) -> Rows:
        """Return the rows of some people, whose places are given in order and once."""
        if len(places) == len(self):
            return self.rows
        begins, ends = self.rows.starts[places], self.rows.starts[places + 1]
        sizes = ends - begins
        starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.intp)
        picked = np.arange(starts[-1]) + np.repeat(begins - starts[:-1], sizes)
        return Rows(self.rows.vectors.take(picked, axis=0), self.rows.scales[picked], self.rows.kinds[picked], starts)

    def rows_at(self, place: int) -> Rows:
        """Return the rows of one person."""
        begin, end = self.rows.starts[place : place + 2].tolist()
        mine = slice(begin, end)
        return Rows(
            self.rows.vectors[mine], self.rows.scales[mine], self.rows.kinds[mine], np.array([0, end - begin], np.intp)
        )

    def weighed(self, rarity: Array) -> "Segment":
        """Return the same people with their words measured by how rare each is now."""
        return replace(self, words=replace(self.words, norms=self.words.measured(rarity)))

    def project(self, basis: Array) -> "Segment":
        """Return the same people with a coarse vector each: where all their texts point, in the basis."""
        coarse = np.empty((len(self), basis.shape[1]), np.float32)
        for start in range(0, len(self), CHUNK):
            coarse[start : start + CHUNK] = self.centres(np.arange(start, min(start + CHUNK, len(self)))) @ basis
        return replace(self, coarse=coarse)

    def centres(self, places: NDArray[np.intp]) -> Array:
        """Return the unit mean of the whole texts of some people, shape (n, 384); zeros for who has none."""
        rows = self.rows_of(places)
        result = np.zeros((len(places), WIDTH), np.float32)
        filled = np.flatnonzero(np.diff(rows.starts))
        if len(filled):
            vectors = rows.vectors * (rows.scales * ((rows.kinds & WHOLE) > 0))[:, None]
            result[filled] = np.add.reduceat(vectors, rows.starts[filled], axis=0)
        result /= np.maximum(np.linalg.norm(result, axis=1, keepdims=True), np.float32(1e-9))
        return result


def build(cards: Sequence[Card]) -> Segment:
    """Pack new people."""
    sizes = [len(card.scales) for card in cards]
    stems = np.concatenate([card.stems for card in cards])
    holders = np.repeat(np.arange(len(cards)), [len(card.stems) for card in cards])
    return _packed(
        np.array([card.person for card in cards], np.int64),
        np.array([card.side for card in cards], np.int32),
        np.array([card.region for card in cards], np.int32),
        np.array([card.free_from for card in cards], np.float64),
        np.array([card.busy_until for card in cards], np.float64),
        Rows(
            np.concatenate([card.vectors for card in cards]),
            np.concatenate([card.scales for card in cards]),
            np.concatenate([card.kinds for card in cards]),
            np.concatenate([[0], np.cumsum(sizes)]).astype(np.intp),
        ),
        (stems, holders.astype(np.uint16), np.concatenate([card.counts for card in cards])),
    )


def merge(segments: Sequence[Segment]) -> Segment:
    """Pack the people of several segments into one, leaving out who has left."""
    kept = [np.flatnonzero(segment.here) for segment in segments]
    rows = [segment.rows_of(places) for segment, places in zip(segments, kept, strict=True)]
    stems, holders, counts = [], [], []
    offset = 0
    for segment, places in zip(segments, kept, strict=True):
        moved = np.full(len(segment), -1, np.int64)
        moved[places] = np.arange(offset, offset + len(places))
        offset += len(places)
        target = moved[segment.words.holders]
        stays = target >= 0
        stems.append(np.repeat(segment.words.stems, np.diff(segment.words.first))[stays])
        holders.append(target[stays].astype(np.uint16))
        counts.append(segment.words.counts[stays])
    pairs = list(zip(segments, kept, strict=True))
    coarse = [segment.coarse[places] for segment, places in pairs if segment.coarse is not None]
    merged = _packed(
        np.concatenate([segment.people[places] for segment, places in pairs]),
        np.concatenate([segment.side[places] for segment, places in pairs]),
        np.concatenate([segment.region[places] for segment, places in pairs]),
        np.concatenate([segment.free_from[places] for segment, places in pairs]),
        np.concatenate([segment.busy_until[places] for segment, places in pairs]),
        Rows(
            np.concatenate([part.vectors for part in rows]),
            np.concatenate([part.scales for part in rows]),
            np.concatenate([part.kinds for part in rows]),
            np.concatenate([[0], np.cumsum(np.concatenate([np.diff(part.starts) for part in rows]))]).astype(np.intp),
        ),
        (np.concatenate(stems), np.concatenate(holders), np.concatenate(counts)),
    )
    return replace(merged, coarse=np.concatenate(coarse)) if len(coarse) == len(segments) else merged


def _packed(  # noqa: PLR0917 (the arrays of a segment, in its order)
    people: NDArray[np.int64],
    side: NDArray[np.int32],
    region: NDArray[np.int32],
    free_from: NDArray[np.float64],
    busy_until: NDArray[np.float64],
    rows: Rows,
    postings: tuple[NDArray[np.int32], NDArray[np.uint16], NDArray[np.uint8]],
) -> Segment:
    """Order the postings by stem, then by person, and add up the texts."""
    stems, holders, counts = postings
    order = np.argsort(stems, kind="stable")
    stems, holders, counts = stems[order], holders[order], counts[order]
    first = np.flatnonzero(np.concatenate([[True], stems[1:] != stems[:-1]])) if len(stems) else np.zeros(0, np.intp)
    words = Words(
        stems[first].copy(),
        np.append(first, len(stems)).astype(np.int32),
        holders,
        counts,
        np.bincount(holders, counts, minlength=len(people)).astype(np.float32),
        np.ones(len(people), np.float32),
    )
    whole = rows.scales * ((rows.kinds & WHOLE) > 0)
    total = np.zeros(WIDTH, np.float32)
    for start in range(0, len(whole), 4096):
        total += whole[start : start + 4096] @ rows.vectors[start : start + 4096].astype(np.float32)
    here = np.ones(len(people), np.bool_)
    return Segment(people, side, region, free_from, busy_until, here, rows, words, int(np.count_nonzero(whole)), total)
