"""Why somebody fits: the sentence of theirs that fits best, with the matching words marked."""

import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from bot.matching.prepared import SENTENCE
from bot.matching.query import Query
from bot.matching.scoring import Rows
from bot.matching.text import SHORTEST_SENTENCE, sentences, words

# How much a sentence gains by having all the words of the query, against 1 for having its meaning.
WORDS = 0.5
# What a mere label must be better by, for a whole sentence says more.
LABEL = 0.7

# A word of the query is marked when it is at least so important as a share of its most important one: not "people".
TELLING = 0.25

# How many texts and sentences stay read: those of people who are found often are asked for again and again.
READ = 4_096


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence, and the (start, end) of each matching word in it; empty if there is nothing to show."""

    sentence: str
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Sought:
    """What of a query is looked for in sentences: what each stem counts, and which are marked."""

    query: Query
    importance: Mapping[str, float]
    total: float
    stems: AbstractSet[str]


def seek(query: Query, importance: Mapping[str, float]) -> Sought:
    """Prepare a query for `explain`, which pays where many people are explained by it."""
    total = sum(importance[stem] for stem in query.stems) or 1.0
    telling = TELLING * max((importance[stem] for stem in query.stems), default=0.0)
    sought = {stem for stem in query.stems if importance[stem] >= telling}
    sought |= {stem for other in query.others for stem in other.theirs}
    return Sought(query, importance, total, sought)


def explain(sought: Sought, texts: Sequence[str], quotable: int, rows: Rows | None) -> Reason:
    """Return the sentence that fits the query best by meaning (if `rows` are those of the texts) and by words.

    It is taken from the first `quotable` texts.
    """
    read = [_sentences(text) for text in texts]
    found = [sentence for own in read for sentence in own]
    offered = sum(len(own) for own in read[:quotable])
    if not offered:
        return Reason("", ())
    near = _nearness(sought.query, rows)
    if len(near) != len(found):
        near = [0.0] * len(found)
    near = [one - LABEL if len(text) < SHORTEST_SENTENCE else one for one, text in zip(near, found, strict=True)]
    best, chosen = -math.inf, 0
    marks: list[tuple[int, int]] = []
    for number in sorted(range(offered), key=lambda number: -near[number]):
        if near[number] + WORDS <= best:
            break  # Not even with all the words would a sentence less near be better.
        matching = _matching(found[number], sought.stems)
        shared = sum(sought.importance[stem] for stem in {stem for *_, stem in matching})
        fit = near[number] + WORDS * min(1.0, shared / sought.total)
        if fit > best:
            best, chosen, marks = fit, number, [(start, end) for start, end, _ in matching]
    return Reason(found[chosen], _joined(marks))


def _nearness(query: Query, rows: Rows | None) -> list[float]:
    """Return how near each of a person's sentences is to the query in meaning."""
    if rows is None or not len(query.vectors):
        return []
    mine = np.flatnonzero(rows.kinds & SENTENCE)
    near: list[float] = ((rows.vectors[mine].astype(np.float32) @ query.vectors[0]) * rows.scales[mine]).tolist()
    return near


def _matching(sentence: str, sought: AbstractSet[str]) -> list[tuple[int, int, str]]:
    """Return (start, end, stem) of the words that are sought."""
    return [word for word in _words(sentence) if word[2] in sought]


@lru_cache(maxsize=READ)
def _sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a text."""
    return tuple(text[start:end] for start, end in sentences(text))


@lru_cache(maxsize=READ)
def _words(sentence: str) -> tuple[tuple[int, int, str], ...]:
    """Return (start, end, stem) of the words of a sentence."""
    return tuple((word.start, word.end, word.stem) for word in words(sentence))


def _joined(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Order the spans and join those that overlap, as a hyphenated word and its parts do."""
    result: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if result and start < result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)
