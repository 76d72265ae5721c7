"""The codes by which somebody shows that two accounts are theirs: how they are drawn, written, read and kept."""

import hashlib
import re
from random import Random

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Thirty-two letters and digits, none of which is easily taken for another."""

ALIKE = str.maketrans("OILU", "011V")
"""What is taken for one of them."""

HALF = 4
LENGTH = 2 * HALF

TELLING = frozenset("23456789")
"""Each half has one of these digits, so that no word is taken for a code: "link research" looks for people.

That leaves 716,800 halves, and so 5.1e11 codes. Five guesses an hour find one of a hundred that are valid about once in
a hundred thousand years.
"""

GAPS = re.compile(r"[\s_\-\u2010-\u2015\u2212]+")
AROUND = " \t\n.,;:!?*`'\"\u2018\u2019\u201c\u201d()[]<>"
LONGEST = 40


def draw(random: Random) -> str:
    """A new code."""
    return half(random) + half(random)


def half(random: Random) -> str:
    """Half of one."""
    while True:
        letters = "".join(random.choices(LETTERS, k=HALF))
        if TELLING.intersection(letters):
            return letters


def written(code: str) -> str:
    """A code as it is shown, in two groups that are easily copied."""
    return f"{code[:HALF]}-{code[HALF:]}"


def read(words: str) -> str:
    """The code in what somebody typed, as it was drawn; empty for what does not look like one.

    One letter too few or too many still looks like one, so that a slip is told as a slip.
    """
    if len(words) > LONGEST:
        return ""
    letters = GAPS.sub("", words.strip(AROUND)).upper().translate(ALIKE)
    likely = LENGTH - 1 <= len(letters) <= LENGTH + 1 and all(letter in LETTERS for letter in letters)
    told = TELLING.intersection(letters[:HALF]) and TELLING.intersection(letters[-HALF:])
    return letters if likely and told else ""


def looks_like_one(words: str) -> bool:
    """Whether what somebody typed looks like a code."""
    return bool(read(words))


def digest(code: str) -> str:
    """A code as it is kept, so that nobody who sees the tables or a copy of them reads it there."""
    return hashlib.sha256(code.encode()).hexdigest()
