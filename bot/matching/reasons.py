"""Why somebody fits: the sentence of theirs that fits best, with the matching words marked."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np

from bot.matching.prepared import SENTENCE
from bot.matching.query import Query
from bot.matching.scoring import Rows
from bot.matching.text import SHORTEST_SENTENCE, sentences, words

# How much a sentence gains by having all the words of the query, against 1 for having its meaning.
WORDS = 0.5
# What a mere label must be better by, for a whole sentence says more.
LABEL = 0.7


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence, and the (start, end) of each matching word in it; empty if there is nothing to show."""

    sentence: str
    marks: tuple[tuple[int, int], ...]


def explain(query: Query, texts: Sequence[str], importance: Mapping[str, float], rows: Rows | None) -> Reason:
    """Return the sentence that fits the query best by meaning (if `rows` are those of the texts) and by words."""
    found = [text[start:end] for text in texts for start, end in sentences(text)]
    if not found:
        return Reason("", ())
    total = sum(importance[stem] for stem in query.stems) or 1.0
    sought = query.stems.keys() | {stem for other in query.others for stem in other.theirs}
    marked = [_matching(sentence, sought) for sentence in found]
    fits = [
        WORDS * sum(importance[stem] for stem in {stem for *_, stem in marks}) / total
        - (LABEL if len(sentence) < SHORTEST_SENTENCE else 0)
        for sentence, marks in zip(found, marked, strict=True)
    ]
    near = _nearness(query, rows)
    if len(near) == len(found):
        fits = [fit + nearness for fit, nearness in zip(fits, near, strict=True)]
    best = max(range(len(found)), key=lambda number: fits[number])
    return Reason(found[best], _joined([(start, end) for start, end, _ in marked[best]]))


def _nearness(query: Query, rows: Rows | None) -> list[float]:
    """Return how near each of a person's sentences is to the query in meaning."""
    if rows is None or not len(query.vectors):
        return []
    mine = np.flatnonzero(rows.kinds & SENTENCE)
    near = (rows.vectors[mine].astype(np.float32) @ query.vectors[0]) * rows.scales[mine]
    return [float(value) for value in near]


def _matching(sentence: str, sought: AbstractSet[str]) -> list[tuple[int, int, str]]:
    """Return (start, end, stem) of the words that are sought."""
    return [(word.start, word.end, word.stem) for word in words(sentence) if word.stem in sought]


def _joined(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Order the spans and join those that overlap, as a hyphenated word and its parts do."""
    result: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if result and start < result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)
