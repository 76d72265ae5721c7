"""The words that people in the index use: how common each is, and what a mistyped one was meant to be."""

import threading
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from bot.matching.text import stem

# One slip in a word of five to seven letters, two in a longer one; shorter words have too many neighbours.
ONE_SLIP, TWO_SLIPS = 5, 8


class Vocabulary:
    """Numbers for stems, and in how many people each occurs; one writer, any number of readers."""

    def __init__(self) -> None:
        """Start empty."""
        self._numbers: dict[str, int] = {}
        self._people = np.zeros(1024, np.int32)
        self._written: dict[str, int] = {}
        self._by_start: dict[tuple[str, int], list[str]] = {}
        self._lock = threading.Lock()

    def number(self, stem_: str) -> int | None:
        """Return the number of a stem that somebody in the index uses, or None."""
        number = self._numbers.get(stem_)
        return number if number is not None and self._people[number] > 0 else None

    def people(self, numbers: Iterable[int]) -> NDArray[np.int32]:
        """Return in how many people each stem occurs."""
        return self._people[np.fromiter(numbers, np.intp)]

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
            self._by_start.setdefault((plain[0], len(plain)), []).append(plain)
            self._written[plain] = number
        return number

    def count(self, numbers: NDArray[np.int32], by: int) -> None:
        """Count people, each named once for every stem of theirs, in (+1) or out (-1)."""
        np.add.at(self._people, numbers, np.int32(by))

    def meant(self, plain: str) -> str | None:
        """Return the word in use that a mistyped one most likely stands for, or None if it is none of ours.

        The first letter and nearly all others must agree; among equals the one that most people use wins.
        """
        slips = 2 if len(plain) >= TWO_SLIPS else 1 if len(plain) >= ONE_SLIP else 0
        if not slips or not plain.isalpha():
            return None
        near: list[tuple[int, int, str]] = []
        for length in range(len(plain) - slips, len(plain) + slips + 1):
            # A copy, because a writer may be appending.
            choices = tuple(self._by_start.get((plain[0], length), ()))
            for word, distance, _ in extract(plain, choices, scorer=OSA.distance, score_cutoff=slips, limit=None):
                used = int(self._people[self._written[word]])
                if used:
                    near.append((int(distance), -used, word))
        return min(near)[2] if near else None
