"""What several people wrote about: texts grouped by what they mean, each group of as many people as the floor says."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass
from scipy.cluster.hierarchy import fcluster, linkage

APART = 0.75
"""Texts and groups join up to this mean cosine distance. Tried on 22 invented answers: what is on one thing joins."""


@dataclass(frozen=True, slots=True)
class Theme:
    """How many wrote about the same, and the one of their texts that is nearest to all the others."""

    question: str
    count: int
    words: str


_themes: TypeAdapter[tuple[Theme, ...]] = TypeAdapter(tuple[Theme, ...])


def dump(themes: Sequence[Theme]) -> str:
    """Themes as JSON, to be stored."""
    return _themes.dump_json(tuple(themes)).decode()


def load(stored: str) -> tuple[Theme, ...]:
    """What `dump` stored."""
    return _themes.validate_json(stored)


def themes(question: str, texts: Sequence[str], vectors: NDArray[np.float32], floor: int) -> list[Theme]:
    """The groups among these texts, the largest first, each with the floor at least.

    The vectors are unit, or zero for a text without meaning, shape (n, 384). How many are in no group is not said: they
    are what is left.
    """
    # A text of nothing that the encoder knows, such as a lone accent, is near to no other and has no vector.
    meant = np.flatnonzero(vectors.any(axis=1))
    if len(meant) < floor:
        return []
    number = fcluster(linkage(vectors[meant].astype(np.float64), "average", metric="cosine"), APART, "distance")
    found: list[Theme] = []
    for group in np.unique(number):
        inside = meant[number == group]
        if len(inside) >= floor:
            nearest = inside[int(np.argmax(vectors[inside] @ vectors[inside].sum(axis=0)))]
            found.append(Theme(question, len(inside), texts[nearest]))
    return sorted(found, key=lambda theme: -theme.count)
