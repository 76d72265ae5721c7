"""What somebody searches for, read once for ranking and for reasons."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.encoder import WIDTH, Encoder
from bot.matching.text import ASKING_WORDS, Word, sentences, words
from bot.matching.vocabulary import Vocabulary

MAX_QUERY_SENTENCES = 24


@dataclass(frozen=True, slots=True)
class Query:
    """A search: its vectors (the whole, then each sentence if there are several) and its stems with their counts.

    `vectors` has shape (n, 384), n being 0 without an encoder or without words. `read` is the text as understood,
    which differs from `text` where a word was mistyped.
    """

    text: str
    read: str
    vectors: NDArray[np.float32]
    stems: dict[str, int]


def read(text: str, encoder: Encoder | None, vocabulary: Vocabulary | None = None) -> Query:
    """Understand a query, putting right what was mistyped if a vocabulary tells what was meant."""
    found = list(words(text))
    understood = text
    if vocabulary is not None:
        found, understood = _put_right(text, found, encoder, vocabulary)
    topical = [word for word in found if word.plain not in ASKING_WORDS] or found
    return Query(text, understood, _vectors(understood, encoder), dict(Counter(word.stem for word in topical)))


def _vectors(text: str, encoder: Encoder | None) -> NDArray[np.float32]:
    """Encode the whole and, if there are several, the sentences."""
    spans = sentences(text)[:MAX_QUERY_SENTENCES]
    if encoder is None or not spans:
        return np.zeros((0, WIDTH), np.float32)
    if len(spans) == 1:
        return encoder.encode_query(text[slice(*spans[0])])[None]
    return encoder.encode([text, *(text[start:end] for start, end in spans)])


def _put_right(text: str, found: list[Word], encoder: Encoder | None, vocabulary: Vocabulary) -> tuple[list[Word], str]:
    """Replace each word that nobody uses, and that is no common word, by the one that was meant."""
    changes: list[tuple[Word, str]] = []
    for word in found:
        if word.end - word.start > len(word.plain):
            continue  # A hyphenated word comes in its parts too.
        if vocabulary.number(word.stem) is None and not (encoder is not None and encoder.knows(word.plain)):
            meant = vocabulary.meant(word.plain)
            if meant is not None:
                changes.append((word, meant))
    if not changes:
        return found, text
    for word, meant in sorted(changes, key=lambda change: -change[0].start):
        text = text[: word.start] + meant + text[word.end :]
    return list(words(text)), text
