"""The topics in use: which of them a search is about, and which come nearest to it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.encoder import WIDTH, Encoder
from bot.matching.query import Query
from bot.matching.text import words

SAME_MEANING = 0.75
"""The cosine from which a label means what a query says: high, since a wrong label is worse than none."""


@dataclass(frozen=True, slots=True)
class State:
    """The labels with a unit vector each, shape (n, 384), or (n, 0) without an encoder.

    `having` tells for each stem in which labels it stands, and `lengths` how many stems a label has.
    """

    labels: tuple[str, ...]
    vectors: NDArray[np.float32]
    having: Mapping[str, NDArray[np.intp]]
    lengths: NDArray[np.intp]


class Topics:
    """Labels to be compared with queries; replaced as a whole, so that any thread may read while another puts."""

    def __init__(self, encoder: Encoder | None) -> None:
        self._encoder = encoder
        self._state = State((), np.zeros((0, WIDTH), np.float32), {}, np.zeros(0, np.intp))

    def put(self, labels: Sequence[str]) -> None:
        """Take these labels in place of those there were; only new ones are encoded."""
        before = self._state
        if tuple(labels) == before.labels:
            return
        stems = [{word.stem for word in words(label)} for label in labels]
        having: defaultdict[str, list[int]] = defaultdict(list)
        for number, own in enumerate(stems):
            for stem in own:
                having[stem].append(number)
        self._state = State(
            tuple(labels),
            self._encoded(labels, before),
            {stem: np.array(numbers, np.intp) for stem, numbers in having.items()},
            np.array([len(own) for own in stems], np.intp),
        )

    def _encoded(self, labels: Sequence[str], before: State) -> NDArray[np.float32]:
        if self._encoder is None:
            return np.zeros((len(labels), 0), np.float32)
        known = {label: number for number, label in enumerate(before.labels)}
        new = [label for label in dict.fromkeys(labels) if label not in known]
        numbers = {**known, **{label: len(known) + number for number, label in enumerate(new)}}
        vectors = np.concatenate((before.vectors, self._encoder.encode(new))) if new else before.vectors
        return vectors[[numbers[label] for label in labels]]

    def nearest(self, query: Query, limit: int) -> list[str]:
        """The labels nearest to a query, nearest first; without an encoder, those that share words with it."""
        return _best(self._state, _nearness(self._state, query), limit, least=1e-6)

    def close(self, query: Query) -> list[str]:
        """The labels that a query names or that mean the same, nearest first."""
        return _best(self._state, _nearness(self._state, query), len(self._state.labels), least=SAME_MEANING)


def _nearness(state: State, query: Query) -> NDArray[np.float64]:
    """The cosine of each label, and one more where all of its words stand in the query."""
    found = np.zeros(len(state.labels), np.intp)
    for stem in query.stems:
        if stem in state.having:
            found[state.having[stem]] += 1
    share: NDArray[np.float64] = found / np.maximum(state.lengths, 1)
    if not len(query.vectors) or not state.vectors.shape[1]:
        return share
    near: NDArray[np.float64] = state.vectors @ query.vectors[0] + (share == 1)
    return near


def _best(state: State, near: NDArray[np.float64], limit: int, *, least: float) -> list[str]:
    """The nearest labels that come at least so near."""
    order = np.argsort(-near, kind="stable")[:limit]
    return [state.labels[number] for number in order if near[number] >= least]
