"""Sentences and words of a text, with where they stand, and words reduced to what they share with their kin."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.matching.language import STOP_WORDS
from bot.matching.spelling import stem

# A person's text is at most a few thousand characters; more is not read, so that nothing hostile can stall us.
MAX_TEXT = 20_000
MAX_SENTENCES = 64
SHORTEST_SENTENCE = 25

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_BREAK = re.compile(
    r"(?:[.!?\u2026\u3002\uff01\uff1f\u061f\u06d4]+[\"'\u201d\u2019)\]]*(?=\s|$)|[\u3002\uff01\uff1f]|[\n\r]+|;(?=\s))"
)
_LINE = re.compile(r"[\n\r]")
_BULLET = re.compile(r"^[\s\-*\u2022\u00b7\u2013\u2014>]+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|dr|mr|mrs|ms|prof|st|vs|no|cf|al|approx|dept|inc|ltd)|\b[A-Z])\.$", re.IGNORECASE
)
LONGEST_ABBREVIATION = 9
"""Characters before the end of a sentence in which an abbreviation stands, what comes before it included."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: the characters it spans, as it is written without case, and its stem."""

    start: int
    end: int
    plain: str
    stem: str


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) of each sentence, bullet or line; on one line, short ones join what stands beside."""
    spans: list[tuple[int, int]] = []
    text = text[:MAX_TEXT]
    start = 0
    ends = [
        match
        for match in _BREAK.finditer(text)
        if not _ABBREVIATION.search(text, max(0, match.end() - LONGEST_ABBREVIATION), match.end())
    ]
    for end in [*(match.end() for match in ends), len(text)]:
        piece = _trimmed(text, start, end)
        start = end
        if piece is None:
            continue
        before = spans[-1] if spans else None
        short = before is not None and min(piece[1] - piece[0], before[1] - before[0]) < SHORTEST_SENTENCE
        if before is not None and short and not _LINE.search(text, before[1], piece[0]):
            spans[-1] = (before[0], piece[1])
        else:
            spans.append(piece)
    return spans[:MAX_SENTENCES]


def words(text: str) -> Iterator[Word]:
    """Yield the words of a text that carry meaning; a hyphenated word also as one ("well-being", "wellbeing")."""
    text = text[:MAX_TEXT]
    before: re.Match[str] | None = None
    for match in _WORD.finditer(text):
        known = _known(match[0])
        if known is not None:
            yield Word(match.start(), match.end(), *known)
        if before is not None and text[before.end() : match.start()] in {"-", "\u2010", "\u2011"}:
            joined = _known(before[0] + match[0])
            if joined is not None:
                yield Word(before.start(), match.end(), *joined)
        before = match


@lru_cache(maxsize=65_536)
def _known(written: str) -> tuple[str, str] | None:
    """Return the plain form and the stem of one written word, or None if it is a stop word."""
    plain = _plain(written)
    if plain in STOP_WORDS or (len(plain) == 1 and plain.isascii() and not plain.isdigit()):
        return None
    return plain, stem(plain)


def _plain(written: str) -> str:
    """Drop case, accents and a possessive ending."""
    folded = written.casefold().replace("\u2019", "'")
    folded = folded.removesuffix("'s").replace("'", "")
    if folded.isascii():
        return folded
    parts = unicodedata.normalize("NFKD", folded)
    return "".join(part for part in parts if not unicodedata.combining(part))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Leave out white space and bullets at the edges; None if no word is left."""
    bullet = _BULLET.match(text[start:end])
    if bullet:
        start += bullet.end()
    end = start + len(text[start:end].rstrip())
    return (start, end) if _WORD.search(text, start, end) else None
