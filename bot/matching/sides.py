"""What is known of the two sides whose people are to meet, and what is wrong with it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]

# The column of a row that has none.
NOBODY = -1

# Which two may not meet: a mask, or so many pairs of numbers.
Forbidden = Mask | Indices | Sequence[tuple[int, int]]
# How many meetings people may have: each one's number, or one for all.
Capacity = NDArray[np.integer] | Sequence[int] | int


def checked(fits: Array) -> Array:
    """Return the fits, or tell which of them is no number."""
    fits = np.asarray(fits, np.float32)
    if fits.ndim != 2:  # noqa: PLR2004, a matrix has two
        raise ValueError(f"fits are a matrix of one side by the other, not of shape {fits.shape}")
    if fits.size and not (np.isfinite(fits.min()) and np.isfinite(fits.max())):
        left, right = np.argwhere(~np.isfinite(fits))[0].tolist()
        raise ValueError(f"how {left} on the left fits {right} on the right is {fits[left, right]}, and not a number")
    return fits


def mask(forbidden: Forbidden, shape: tuple[int, int]) -> Mask:
    """Return which pairs are forbidden."""
    given = np.asarray(forbidden)
    if given.dtype == np.bool_:
        if given.shape != shape:
            raise ValueError(f"a mask of forbidden pairs is of shape {shape}, not {given.shape}")
        return given
    pairs = given.reshape(-1, 2).astype(np.intp)
    if ((pairs < 0) | (pairs >= shape)).any():
        raise ValueError(f"a forbidden pair is of nobody: there are {shape[0]} and {shape[1]} people")
    found = np.zeros(shape, np.bool_)
    found[pairs[:, 0], pairs[:, 1]] = True
    return found


def meetings(capacity: Capacity, people: int, most: int) -> tuple[Mask, Indices]:
    """Return who may meet anybody, and each person's number as often as they may, but no oftener than most."""
    given = np.asarray(capacity)
    if given.shape not in {(), (people,)}:
        raise ValueError(f"there are {people} people, and {given.size} numbers of meetings")
    if not np.issubdtype(given.dtype, np.integer) and given.size:
        raise ValueError("people have a whole number of meetings")
    if given.min(initial=0) < 0:
        raise ValueError("nobody has less than no meetings")
    each = np.broadcast_to(given, people).astype(np.intp)
    return each > 0, np.repeat(np.arange(people), np.minimum(each, most))
