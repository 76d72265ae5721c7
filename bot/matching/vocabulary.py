"""The words that people in the index use: how common each is, and what a mistyped one was meant to be."""

import threading
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from bot.matching.spelling import stem

# One slip in a word of five to seven letters, two in a longer one; shorter words have too many neighbours.
ONE_SLIP, TWO_SLIPS = 5, 8
# What so many people write alike is no slip.
SPELT_SO_BY = 3
# A word that fewer use is a slip only if so many times as many use the one that it looks like.
SLIP_OF = 20


class Common:
    """Words that are spelt right though nobody uses them; it never changes, so vocabularies share it."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        """Take the words in, commonest first; what is no word is left out."""
        self.places = {word: place for place, word in enumerate(words) if word.isalpha()}
        self.by_start: dict[tuple[str, int], list[str]] = {}
        for word in self.places:
            self.by_start.setdefault((word[0], len(word)), []).append(word)


class Vocabulary:
    """Numbers for stems, and in how many people each occurs; one writer, any number of readers."""

    def __init__(self, common: Common | None = None) -> None:
        """Start without people."""
        self._numbers: dict[str, int] = {}
        self._people = np.zeros(1024, np.int32)
        self._written: dict[str, int] = {}
        self._common = common or Common()
        self._by_start: dict[tuple[str, int], list[str]] = {}
        self._lock = threading.Lock()

    def number(self, stem_: str) -> int | None:
        """Return the number of a stem that somebody in the index uses, or None."""
        number = self._numbers.get(stem_)
        return number if number is not None and self._people[number] > 0 else None

    def people(self, numbers: Iterable[int]) -> NDArray[np.int32]:
        """Return in how many people each stem occurs."""
        return self._people[np.fromiter(numbers, np.intp)]

    def everyone(self) -> NDArray[np.int32]:
        """Return in how many people each stem occurs, by its number."""
        return self._people[: len(self._numbers)]

    def learn(self, plain: str) -> int:
        """Return the number of a plain word's stem, giving it one if it is new."""
        known = self._written.get(plain)
        if known is not None:
            return known
        stem_ = stem(plain)
        with self._lock:
            number = self._numbers.setdefault(stem_, len(self._numbers))
            if number >= len(self._people):
                self._people = np.concatenate([self._people, np.zeros_like(self._people)])
            if plain not in self._common.places:
                self._by_start.setdefault((plain[0], len(plain)), []).append(plain)
            self._written[plain] = number
        return number

    def count(self, numbers: NDArray[np.int32], by: int) -> None:
        """Count people, each named once for every stem of theirs, in (+1) or out (-1)."""
        np.add.at(self._people, numbers, np.int32(by))

    def knows(self, plain: str) -> bool:
        """Tell whether a word is spelt right, or at least as some people spell it."""
        return plain in self._common.places or self._users(plain) >= SPELT_SO_BY

    def meant(self, plain: str) -> str | None:
        """Return the word that a mistyped one most likely stands for, or None if it is like no other.

        The first letter and nearly all others must agree; among equals the one that most people use wins, then the
        commonest.
        """
        slips = 2 if len(plain) >= TWO_SLIPS else 1 if len(plain) >= ONE_SLIP else 0
        if not slips or not plain.isalpha():
            return None
        least = SLIP_OF * self._users(plain)
        common = self._common.places
        near: list[tuple[int, int, int, str]] = []
        for length in range(len(plain) - slips, len(plain) + slips + 1):
            alike = (plain[0], length)
            # A copy, because a writer may be appending.
            choices = (*self._common.by_start.get(alike, ()), *self._by_start.get(alike, ()))
            for word, distance, _ in extract(plain, choices, scorer=OSA.distance, score_cutoff=slips, limit=None):
                users = self._users(word)
                right = users or word in common if distance == 1 else users >= SPELT_SO_BY
                if right and word != plain and users >= least:
                    near.append((int(distance), -users, common.get(word, len(common)), word))
        return min(near)[-1] if near else None

    def _users(self, plain: str) -> int:
        """Return how many people use a word in any of its forms."""
        number = self._written.get(plain)
        if number is None:
            number = self._numbers.get(stem(plain))
        return 0 if number is None else int(self._people[number])
