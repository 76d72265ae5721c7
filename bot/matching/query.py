"""What somebody searches for, read once for ranking and for reasons."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.encoder import WIDTH, Encoder
from bot.matching.language import ASKING_WORDS, SAME
from bot.matching.text import Word, sentences, words
from bot.matching.vocabulary import Vocabulary

MAX_SENTENCES = 24
# A query this long says what it means in enough ways of its own.
SHORT = 16
# In so many other ways is each phrase said.
OTHERS = 2


@dataclass(frozen=True, slots=True)
class Other:
    """A query said in other words: the stems of its own that they stand for, and theirs."""

    text: str
    own: frozenset[str]
    theirs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Query:
    """A search: its vectors (the whole, then each sentence if there are several) and its stems with their counts.

    `vectors` has shape (n, 384), n being 0 without an encoder or without words. `read` is the text as understood,
    which differs from `text` where a word was mistyped; `others` say it in other words. A query is not `known` if it
    holds no word that anybody knows.
    """

    text: str
    read: str
    vectors: NDArray[np.float32]
    stems: dict[str, int]
    others: tuple[Other, ...] = ()
    known: bool = True


def read(text: str, encoder: Encoder | None, vocabulary: Vocabulary | None = None) -> Query:
    """Understand a query, putting right what was mistyped if a vocabulary tells what was meant."""
    found = list(words(text))
    understood, known = text, True
    if vocabulary is not None:
        understood = _put_right(text, found, vocabulary)
        found = found if understood == text else list(words(understood))
        known = any(vocabulary.knows(word.plain) or vocabulary.number(word.stem) is not None for word in found)
    topical = [word for word in found if word.plain not in ASKING_WORDS] or found
    others = _other_words(understood, found) if len(found) <= SHORT else []
    stems = Counter(word.stem for word in topical)
    said = tuple(other for other in others if other.theirs)
    vectors = _vectors(understood, [other.text for other in others], encoder)
    return Query(text, understood, vectors, dict(stems), said, known)


def _vectors(text: str, others: list[str], encoder: Encoder | None) -> NDArray[np.float32]:
    """Encode the whole and, if there are several, the sentences; a short text said in other words is their mean."""
    spans = sentences(text)[:MAX_SENTENCES]
    if encoder is None or not spans:
        return np.zeros((0, WIDTH), np.float32)
    if len(spans) > 1:
        return encoder.encode([text, *(text[start:end] for start, end in spans)])
    whole = text[slice(*spans[0])]
    if not others:
        return encoder.encode_query(whole)[None]
    mean = encoder.encode([whole, *others]).mean(axis=0, keepdims=True)
    result: NDArray[np.float32] = mean / np.linalg.norm(mean)
    return result


def _other_words(text: str, found: list[Word]) -> list[Other]:
    """Return the query with each phrase that the field has other words for said in those words."""
    plain = [word for word in found if "-" not in text[word.start : word.end]]
    stems = tuple(word.stem for word in plain)
    result = []
    for phrases in _SAME:
        for phrase in phrases:
            size = len(phrases[phrase])
            at = next((at for at in range(len(stems) - size + 1) if stems[at : at + size] == phrases[phrase]), None)
            if at is not None:
                start, end = plain[at].start, plain[at + size - 1].end
                own = frozenset(phrases[phrase])
                result += [
                    Other(text[:start] + other + text[end:], own, frozenset(theirs) - own)
                    for other, theirs in phrases.items()
                    if other != phrase
                ][:OTHERS]
                break
    return result


def _put_right(text: str, found: list[Word], vocabulary: Vocabulary) -> str:
    """Replace each word that is not spelt as words are by the one that was meant."""
    for word in reversed(found):
        # A hyphenated word comes in its parts too.
        if word.end - word.start == len(word.plain) and not vocabulary.knows(word.plain):
            meant = vocabulary.meant(word.plain)
            if meant is not None:
                text = text[: word.start] + meant + text[word.end :]
    return text


_SAME = tuple(
    {phrase: tuple(word.stem for word in words(phrase) if "-" not in phrase[word.start : word.end]) for phrase in group}
    for group in SAME
)
