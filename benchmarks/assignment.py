"""How long a match round takes beside scipy's `linear_sum_assignment` on the same dense matrix, and what it finds.

Fits are products of unit vectors, as the encoder's are: people have one of a number of topics, more or less strongly,
and some topics have more people on the one side than on the other. Beside them stands pure chance. Both methods take
turns, and their times are the processor's, so that other work on the machine disturbs them less; both use one thread.
The memory is the most that the process held so far, with the matrix itself.
"""

import resource
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from benchmarks.machine import machine
from bot.matching.assignment import KEPT, assign

Array = NDArray[np.float32]
WIDTH = 384
SIZES = {1_000: 9, 5_000: 3}
MB = 1024
# How far totals may be apart that are the same.
SAME = 1e-3


def side(random: np.random.Generator, topics: Array, size: int, noise: float) -> Array:
    """Return people's vectors."""
    share = random.dirichlet(np.ones(len(topics)))
    vectors = topics[random.choice(len(topics), size, p=share)]
    vectors = vectors + np.float32(noise / WIDTH**0.5) * random.standard_normal(vectors.shape, np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def topical(size: int, topics: int, noise: float) -> Array:
    """Return how well people fit who have one of so many topics, and so much of their own besides."""
    random = np.random.default_rng(size + topics)
    centres = random.standard_normal((topics, WIDTH), np.float32)
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    fits = side(random, centres, size, noise) @ side(random, centres, size, noise).T
    return np.asarray(fits + np.float32(0.02) * random.standard_normal(fits.shape, np.float32), np.float32)


MATRICES: dict[str, Callable[[int], Array]] = {
    "60 topics, clear": lambda size: topical(size, 60, 0.8),
    "10 topics, vague": lambda size: topical(size, 10, 2.0),
    "chance": lambda size: np.random.default_rng(size).random((size, size), np.float32),
}


def scipys(fits: Array, _turn: int) -> tuple[float, float]:
    """Return the total and the least fit of scipy's assignment."""
    found = fits[linear_sum_assignment(fits, maximize=True)]
    return float(found.sum(dtype=np.float64)), float(found.min())


def plain(fits: Array, turn: int) -> tuple[float, float]:
    """Return the total and the least fit of ours, with fairness off."""
    found = assign(fits, np.random.default_rng(turn), fair=False)
    return found.total, found.least or 0.0


def fair(fits: Array, turn: int) -> tuple[float, float]:
    """Return the total and the least fit of ours, with the worst-off lifted."""
    found = assign(fits, np.random.default_rng(turn))
    return found.total, found.least or 0.0


def highest(fits: Array, turn: int) -> tuple[float, float]:
    """Return the total and the least fit of ours, with the worst-off lifted as far as can be."""
    found = assign(fits, np.random.default_rng(turn), nearness=0)
    return found.total, found.least or 0.0


def measure(name: str, size: int, turns: int) -> None:
    """Measure one matrix, print what was found, and stop where it is not as good as it has to be."""
    fits = MATRICES[name](size)
    fair(fits, 0)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MB
    methods = (scipys, plain, fair, highest)
    times = np.empty((turns, len(methods)))
    for turn in range(turns):
        found = []
        for place, method in enumerate(methods):
            start = time.process_time()
            found.append(method(fits, turn))
            times[turn, place] = time.process_time() - start
        (total, least), (same, _), (kept, lifted), (fully, most) = found
        if abs(same / total - 1) > SAME or min(kept, fully) < KEPT * total - SAME or not least <= lifted <= most:
            raise SystemExit(f"{name}, {size} a side, is not as good as it has to be: {found}")
        if most > least and lifted == least:
            raise SystemExit(f"{name}, {size} a side, is not lifted, though it can be: {found}")
    theirs, ours, fairly, fullest = np.median(times, axis=0)
    print(
        f"{size:5,} {name:17} scipy {theirs:6.3f} s  "
        f"plain {ours / theirs:4.2f}x  fair {fairly / theirs:4.2f}x  highest {fullest / theirs:4.2f}x  "
        f"total {same / total:.6f}, fair {kept / total:.3f}, highest {fully / total:.3f}  "
        f"least {least:.3f}, fair {lifted:.3f}, highest {most:.3f}  memory so far {memory:.0f} MB",
        flush=True,
    )


def main() -> None:
    """Measure and print."""
    print(f"assignment beside scipy\n{machine()}")
    for size, turns in SIZES.items():
        for name in MATRICES:
            measure(name, size, turns)


if __name__ == "__main__":
    main()
