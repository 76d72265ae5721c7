"""How well those who joined a match round fit each other across the sides, the text that is never shown included.

The scores are those of a search: each person is a query to the people of the other side, and two fit as well as the one
finds the other and is found by them, on the average. All of it is made for one round and thrown away.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.matching.encoder import WIDTH, Encoder
from bot.matching.index import Array, Entry, Index
from bot.matching.prepared import SENTENCE, WHOLE, Prepared, prepare
from bot.matching.query import MAX_SENTENCES, Query
from bot.matching.text import sentences, words

LEAST_FIT = 0.12
"""How well two have to fit to be paired at all.

Of all pairs of the demo's invented researchers and community members three in four are below it and half below 0.1.
Of those that an assignment makes of them, all from 0.2 on have a subject in common, and the one at 0.13 a thin one.
"""

LEAST_BY_WORDS = 0.02
"""The same without the model, where words alone count: three in four of those pairs are below it likewise."""


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote: the texts in which a round looks for others, and what the index makes of them."""

    texts: tuple[str, ...]
    prepared: Prepared


def least_fit(encoder: Encoder | None) -> float:
    """The fit below which nobody is paired."""
    return LEAST_BY_WORDS if encoder is None else LEAST_FIT


def written(
    encoder: Encoder | None, shown: Sequence[Sequence[str]], kept: Sequence[Prepared | None], never: Sequence[str]
) -> list[Written]:
    """What these people wrote, from the texts they show, what is kept of those, and the text that is never shown.

    Only what is not kept is encoded; of the text that is never shown nothing ever is, so it is encoded for each round.
    """
    missing = [texts for texts, prepared in zip(shown, kept, strict=True) if prepared is None]
    fresh = iter(prepare(encoder, missing))
    unseen = prepare(encoder, [[text] if text else [] for text in never])
    return [
        Written((*texts, *((text,) if text else ())), joined(prepared if prepared is not None else next(fresh), more))
        for texts, prepared, text, more in zip(shown, kept, never, unseen, strict=True)
    ]


def joined(one: Prepared, other: Prepared) -> Prepared:
    """What was made of some texts and of others, as if it had been made of all of them."""
    counts = Counter(dict(zip(one.words, one.counts.tolist(), strict=True)))
    counts.update(dict(zip(other.words, other.counts.tolist(), strict=True)))
    return Prepared(
        np.concatenate((one.vectors, other.vectors)),
        np.concatenate((one.scales, other.scales)),
        np.concatenate((one.kinds, other.kinds)),
        tuple(counts),
        np.minimum(np.fromiter(counts.values(), np.int64, len(counts)), 255).astype(np.uint8),
    )


def fits(encoder: Encoder | None, left: Sequence[Written], right: Sequence[Written]) -> Array:
    """How well each on the left fits each on the right; takes a while, 20 ms a person at 5,000 a side."""
    found = finding(encoder, left, right)
    found += finding(encoder, right, left).T
    found /= 2
    return found


def finding(encoder: Encoder | None, seekers: Sequence[Written], sought: Sequence[Written]) -> Array:
    """How well each of the sought is found by each of the seekers."""
    index = Index(encoder)
    index.put([(Entry(number, "", "", 0.0), each.prepared) for number, each in enumerate(sought)])
    scores = np.zeros((len(seekers), len(sought)), np.float32)
    for number, each in enumerate(seekers):
        ranked = index.rank(query(each))
        if ranked:
            people, values = zip(*ranked, strict=True)
            scores[number, list(people)] = values
    return scores


def in_words(texts: Sequence[str]) -> Query:
    """Texts as a search by their words alone, which takes no time to speak of."""
    stems = Counter(word.stem for text in texts for word in words(text))
    return Query("", "", np.zeros((0, WIDTH), np.float32), dict(stems))


def query(one: Written) -> Query:
    """Somebody's texts as a search, from the vectors that are there already: the whole is the mean of the texts."""
    said = [tuple(word.stem for word in words(text[start:end])) for text in one.texts for start, end in sentences(text)]
    plain = in_words(one.texts)
    made = one.prepared
    exact = made.vectors * made.scales[:, None]
    wholes, parts = exact[(made.kinds & WHOLE) > 0], exact[(made.kinds & SENTENCE) > 0]
    if not len(wholes):
        return plain
    whole = wholes.mean(axis=0, keepdims=True)
    whole /= np.linalg.norm(whole)
    if len(parts) != len(said) or len(parts) == 1:
        # What is kept may have been made by a version that told sentences apart in another way.
        return replace(plain, vectors=whole)
    return replace(plain, vectors=np.concatenate((whole, parts[:MAX_SENTENCES])), said=tuple(said[:MAX_SENTENCES]))
