"""Topic labels near a query: to suggest some, or to see which ones a search is about."""

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.matching.encoder import Encoder
from bot.matching.query import Query, read
from bot.matching.text import words

SAME_MEANING = 0.75
REMEMBERED = 4_096

_vectors: OrderedDict[tuple[int, str], NDArray[np.float32]] = OrderedDict()
_lock = threading.Lock()


def nearest(encoder: Encoder | None, query: Query | str, labels: Sequence[str], limit: int) -> list[str]:
    """Return the labels nearest to a query, nearest first; without an encoder, those that share words with it."""
    query = read(query, encoder) if isinstance(query, str) else query
    near = _nearness(encoder, query, labels)
    order = sorted(range(len(labels)), key=lambda number: -near[number])
    return [labels[number] for number in order[:limit] if near[number] > 0]


def close(encoder: Encoder | None, query: Query | str, labels: Sequence[str]) -> list[str]:
    """Return the labels that the query names or that mean the same, nearest first; rather none than a wrong one."""
    query = read(query, encoder) if isinstance(query, str) else query
    near = _nearness(encoder, query, labels)
    order = sorted(range(len(labels)), key=lambda number: -near[number])
    return [labels[number] for number in order if near[number] >= SAME_MEANING]


def _nearness(encoder: Encoder | None, query: Query, labels: Sequence[str]) -> list[float]:
    """Return 1 for a label whose words all stand in the query, else how near it is in meaning, or in words."""
    stems = [{word.stem for word in words(label)} for label in labels]
    shared = [len(own & query.stems.keys()) / len(own) if own else 0.0 for own in stems]
    if encoder is None or not len(query.vectors) or not labels:
        return shared
    meanings = _encoded(encoder, labels) @ query.vectors[0]
    return [1 + float(near) if share == 1 else float(near) for share, near in zip(shared, meanings, strict=True)]


def _encoded(encoder: Encoder, labels: Sequence[str]) -> NDArray[np.float32]:
    """Encode labels, each but once while it is in use."""
    with _lock:
        known = {label: _vectors[id(encoder), label] for label in labels if (id(encoder), label) in _vectors}
    new = [label for label in dict.fromkeys(labels) if label not in known]
    if new:
        known.update(zip(new, encoder.encode(new), strict=True))
    with _lock:
        for label, vector in known.items():
            _vectors[id(encoder), label] = vector
            _vectors.move_to_end((id(encoder), label))
        while len(_vectors) > REMEMBERED:
            _vectors.popitem(last=False)
    return np.stack([known[label] for label in labels])
