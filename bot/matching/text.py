"""Sentences and words of a text, with where they stand, and words reduced to what they share with their kin."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from threading import local

import snowballstemmer

# A person's text is at most a few thousand characters; more than this is not read, so that nothing hostile can stall us.
MAX_TEXT = 20_000
MAX_SENTENCES = 64
SHORTEST_SENTENCE = 25

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_BREAK = re.compile(
    r"(?:[.!?\u2026\u3002\uff01\uff1f\u061f\u06d4]+[\"'\u201d\u2019)\]]*(?=\s|$)|[\u3002\uff01\uff1f]|[\n\r]+|;(?=\s))"
)
_BULLET = re.compile(r"^[\s\-*\u2022\u00b7\u2013\u2014>]+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|dr|mr|mrs|ms|prof|st|vs|no|cf|al|approx|dept|inc|ltd)|\b[A-Z])\.$", re.IGNORECASE
)

STOP_WORDS = frozenset(
    """
    a about above after again against all almost along already also although always am among amongst an and another any
    are around as at away back be became because become been before being below between both but by came can cannot
    come could did do does doing done down during each either else etc even ever every few for from further get gets
    getting give given go goes going got had has have having he hence her here hers herself him himself his how however
    i if in indeed instead into is it its itself just keep kept largely later least less let like likely made mainly
    make makes making many may me might mine more moreover most mostly much must my myself near need needs neither
    never next no nor not nothing now of off often on once one ones only onto or other others otherwise our ours
    ourselves out over own part per perhaps put quite rather really same see seem seen several shall she should since
    so some something sometimes soon still such take taken than that the their theirs them themselves then there
    therefore these they this those though through throughout thus to together too toward towards two under until up
    upon us use used using various very via was way we well were what whatever when where whereas whether which while
    whilst who whoever whole whom whose why will with within without would yes yet you your yours yourself yourselves
    don doesn didn isn aren wasn weren won wouldn couldn shouldn hasn haven hadn ain im ive id ill youre were theyre
    """.split()
)
# What a member says around the topic when asking for people: it is no part of the topic.
ASKING_WORDS = frozenset(
    """
    anybody anyone everybody everyone find finding hello help hi interested know look looking meet person please search
    searching seeking somebody someone somewhere speak talk thanks thank want wanted wanting wants wish hope hoping
    """.split()
)

# British and American spellings, brought to one form by rule; what matters is that both sides land on the same letters,
# not that these are the letters of a dictionary. In this order.
_SPELLINGS = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"^practis", "practic"),
        (r"is(e|ed|es|er|ers|ing|ation|ations|ational|able)$", r"iz\1"),
        (r"lys(e|ed|es|er|ers|ing)$", r"lyz\1"),
        (r"(?<=[a-z]{3})our(?=$|s$|ed$|ing|ful|able|ite|hood|al|is|iz|er|ly|less)", "or"),
        (r"(?<=[a-z][bt])re(s?)$", r"er\1"),
        (r"(?<=[a-z][bt])r(ed|ing)$", r"er\1"),
        (r"(?<=[a-z]{2})amme(s?)$", r"am\1"),
        (r"ogue(s?)$", r"og\1"),
        (r"^(def|off|pret|lic)ence", r"\1ense"),
        (
            r"(?<=[a-z])ae(?=[a-z])|^ae(?!r)|^oe(?=[a-z]{4})|(?<=f)oe(?=t)|(?<=n)oe(?=uv)|(?<=rh)oe(?=a)|(?<=m)oe(?=o)",
            "e",
        ),
        (r"([aeiou][a-z]*[aeiou])ll(?=$|s$|ing|ed$|er|or|ment|ful)", r"\1l"),
        (r"llful", "lful"),
        (r"geing$", "ging"),
        (r"dgement", "dgment"),
        (r"^grey", "gray"),
        (r"^enquir", "inquir"),
        (r"(?<=[a-z])men$", "man"),
        (r"^children$", "child"),
    )
)

_stemmers = local()


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: the characters it spans, as it is written without case, and its stem."""

    start: int
    end: int
    plain: str
    stem: str


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) of each sentence, bullet or line; short ones join the one before, on the same line."""
    spans: list[tuple[int, int]] = []
    start = 0
    text = text[:MAX_TEXT]
    ends = [match for match in _BREAK.finditer(text) if not _ABBREVIATION.search(text, start, match.end())]
    for end in [*(match.end() for match in ends), len(text)]:
        piece = _trimmed(text, start, end)
        if piece is not None:
            short = piece[1] - piece[0] < SHORTEST_SENTENCE
            if short and spans and not re.search(r"[\n\r]", text[spans[-1][1] : piece[0]]):
                spans[-1] = (spans[-1][0], piece[1])
            else:
                spans.append(piece)
        start = end
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


def stem(plain: str) -> str:
    """Return the stem of a plain word, one for British and American spelling."""
    if not plain.isascii():
        return plain
    for pattern, to in _SPELLINGS:
        plain = pattern.sub(to, plain)
    stemmer = getattr(_stemmers, "english", None)
    if stemmer is None:
        # The stemmer keeps the word it works on inside itself, so each thread has its own.
        stemmer = _stemmers.english = snowballstemmer.stemmer("english")
    result: str = stemmer.stemWord(plain)
    return result


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Leave out white space and bullets at the edges; None if no word is left."""
    bullet = _BULLET.match(text[start:end])
    if bullet:
        start += bullet.end()
    end = start + len(text[start:end].rstrip())
    return (start, end) if _WORD.search(text, start, end) else None
