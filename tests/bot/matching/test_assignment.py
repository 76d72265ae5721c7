"""Who meets whom: compared with all there is to choose from, and with the plain assignment where that is too much."""

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from bot.matching.assignment import KEPT, Assignment, assign
from bot.matching.trios import join

Array = NDArray[np.float32]


def order(seed: int = 0) -> np.random.Generator:
    """Return an order that decides between what is equally good."""
    return np.random.default_rng(seed)


def matrix(*rows: list[float]) -> Array:
    """Return fits."""
    return np.array(rows, np.float32)


@st.composite
def rounds(draw: Any, most: int = 2) -> dict[str, Any]:
    """Small rounds, with fits that are often equal, sometimes negative, and with people who may not meet."""
    people, others = draw(st.integers(0, 3)), draw(st.integers(0, 4))
    some = st.one_of(st.integers(-1, 4).map(lambda quarter: quarter / 4), st.floats(-0.5, 1, width=32))
    size = people * others
    fits = np.array(draw(st.lists(some, min_size=size, max_size=size)), np.float32).reshape(people, others)
    barred = np.array(draw(st.lists(st.booleans(), min_size=size, max_size=size)), np.bool_).reshape(people, others)
    capacities = tuple(
        np.array(draw(st.lists(st.integers(0, most), min_size=number, max_size=number)), np.intp)
        for number in (people, others)
    )
    return {
        "fits": fits,
        "forbidden": barred if draw(st.booleans()) else np.zeros_like(barred),
        "capacities": capacities,
        "least": draw(st.sampled_from([0.0, 0.5])),
    }


class Choices:
    """Every set of pairs that a small round could make."""

    def __init__(self, fits: Array, forbidden: NDArray[np.bool_], capacities: Any, least: float) -> None:
        allowed = np.flatnonzero(~forbidden & (fits >= least))
        chosen = (np.arange(2 ** len(allowed))[:, None] >> np.arange(len(allowed))) & 1
        within = np.ones(len(chosen), np.bool_)
        for axis, capacity in enumerate(capacities):
            whose = np.unravel_index(allowed, fits.shape)[axis]
            for person, meetings in enumerate(capacity):
                within &= chosen[:, whose == person].sum(axis=1) <= meetings
        chosen = chosen[within].astype(np.bool_)
        self.counts = chosen.sum(axis=1)
        self.totals = (chosen * fits.flat[allowed].astype(np.float64)).sum(axis=1)
        self.least = np.min(np.where(chosen, fits.flat[allowed], np.inf), axis=1, initial=np.inf)

    def lifted(self, found: Assignment) -> tuple[float, float]:
        """Return the highest least fit that keeps the meetings and the total, and the highest total with it."""
        kept = (self.counts >= len(found.pairs)) & (self.totals >= KEPT * self.totals.max() - 1e-6)
        least = self.least[kept].max()
        return least, self.totals[kept & (self.least >= least)].max()


def sound(found: Assignment, fits: Array, forbidden: NDArray[np.bool_], capacities: Any, least: float) -> None:
    """Check that an assignment keeps to what it was told, and that what it says of itself is so."""
    pairs = [tuple(pair) for pair in found.pairs.tolist()]
    assert len(set(pairs)) == len(pairs)
    assert not any(forbidden[pair] or fits[pair] < max(least, 0) for pair in pairs)
    for axis, capacity in enumerate(capacities):
        met = Counter(pair[axis] for pair in pairs)
        assert all(times <= capacity[person] for person, times in met.items())
        assert found.unmatched[axis].tolist() == [
            person for person, meetings in enumerate(capacity) if meetings and person not in met
        ]
    assert found.fits.tolist() == [fits[pair] for pair in pairs]
    assert found.total == pytest.approx(sum(found.fits.tolist()))
    assert found.least == (min(found.fits.tolist()) if pairs else None)


@settings(max_examples=150, deadline=None)
@given(given_round=rounds())
def test_nothing_adds_up_to_more_and_then_nothing_lifts_the_worst_off_higher(given_round: dict[str, Any]) -> None:
    """Compared with every set of pairs: with none to two meetings each, some forbidden, fits equal or below nothing."""
    choices = Choices(**given_round)
    plain = assign(order=order(), fair=False, **given_round)
    sound(plain, **given_round)
    assert plain.total == pytest.approx(choices.totals.max(), abs=1e-6)
    assert plain.best == plain.total
    highest = assign(order=order(), nearness=0, **given_round)
    near = assign(order=order(), **given_round)
    for fair in (highest, near):
        sound(fair, **given_round)
        assert fair.best == pytest.approx(plain.total, abs=1e-6)
        assert len(fair.pairs) >= len(plain.pairs)
        assert fair.total >= KEPT * plain.total - 1e-6
    if plain.least is not None:
        least, total = choices.lifted(plain)
        assert highest.least == least
        assert highest.total == pytest.approx(total, abs=1e-6)
        assert near.least is not None
        assert plain.least < near.least <= least or plain.least == least


@settings(max_examples=30, deadline=None)
@given(given_round=rounds(most=4))
def test_the_same_two_never_meet_twice(given_round: dict[str, Any]) -> None:
    """Even where both may have many meetings and fit nobody else."""
    sound(assign(order=order(), **given_round), **given_round)


def fitting(seed: int, people: int, others: int, kind: str) -> Array:
    """Return how well people fit who have a few topics between them, or something harder."""
    random = np.random.default_rng(seed)
    if kind == "topics":
        topics = random.standard_normal((5, 24))
        sides = [topics[random.integers(0, 5, size)] + random.standard_normal((size, 24)) for size in (people, others)]
        left, right = (side / np.linalg.norm(side, axis=1, keepdims=True) for side in sides)
        fits = left @ right.T
    elif kind == "steps":
        fits = random.integers(0, 6, (people, others)) / 5
    elif kind == "likes":
        fits = np.outer(random.random(people), random.random(others))
    else:
        fits = random.random((people, others))
    return np.asarray(np.maximum(fits, 0), np.float32)


def reachable(fits: Array, least: np.float32) -> float:
    """Return the highest total of a full assignment without fits below the least, as plainly as it can be had."""
    try:
        rows, columns = linear_sum_assignment(np.where(fits >= least, -fits.astype(np.float64), np.inf))
    except ValueError:
        return -np.inf
    return float(fits[rows, columns].sum(dtype=np.float64))


@pytest.mark.parametrize("kind", ["topics", "steps", "likes", "any"])
@pytest.mark.parametrize(("people", "others"), [(90, 90), (70, 90), (90, 60)])
def test_many_are_lifted_as_high_as_plain_assignments_show(kind: str, people: int, others: int) -> None:
    """Too many to try all: the least fit is sought again with one plain assignment for each value tried."""
    for seed in range(4):
        fits = fitting(seed, people, others, kind)
        best = reachable(fits, np.float32(0))
        found = assign(fits, order(seed), nearness=0)
        assert found.best == pytest.approx(best)
        values = np.unique(fits)
        low, high = 0, len(values)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if reachable(fits, values[middle]) >= KEPT * best else (low, middle)
        assert found.least == pytest.approx(values[low])
        assert found.total == pytest.approx(reachable(fits, values[low]))
        plain, near = assign(fits, order(seed), fair=False), assign(fits, order(seed))
        assert near.total >= KEPT * best
        assert plain.least is not None
        assert near.least is not None
        assert near.least > plain.least or found.least == plain.least


def test_the_worst_off_are_lifted_where_it_costs_little() -> None:
    """0.93 may become 0.91 for the sake of somebody who had next to nothing, but not 0.80."""
    cheap = matrix([0.90, 0.45], [0.46, 0.03])
    assert assign(cheap, order(), fair=False).least == pytest.approx(0.03)
    assert assign(cheap, order()).least == pytest.approx(0.45)
    costly = matrix([0.90, 0.40], [0.40, 0.03])
    assert assign(costly, order()).least == pytest.approx(0.03)


def test_whoever_is_equally_good_takes_turns() -> None:
    """Three fit one alike: each is chosen in some round, and the same order always chooses the same."""
    fits = np.full((1, 3), 0.5, np.float32)
    chosen = {int(assign(fits, order(seed)).pairs[0, 1]) for seed in range(20)}
    assert chosen == {0, 1, 2}
    crowd = fitting(0, 40, 30, "steps")
    first, again, other = (assign(crowd, order(seed)).pairs.tolist() for seed in (1, 1, 2))
    assert first == again != other


def test_pairs_that_do_not_fit_or_may_not_meet_are_not_made() -> None:
    """As a mask or as pairs, and below a given fit; they stay unmatched, and are named."""
    fits = matrix([0.9, 0.2], [0.8, 0.1])
    barred = assign(fits, order(), forbidden=[(0, 0), (1, 1)])
    assert barred.pairs.tolist() == [[0, 1], [1, 0]]
    assert assign(fits, order(), forbidden=fits > 0.85).pairs.tolist() == barred.pairs.tolist()
    strict = assign(fits, order(), least=0.3)
    assert strict.pairs.tolist() == [[0, 0]]
    assert [side.tolist() for side in strict.unmatched] == [[1], [1]]
    assert assign(fits, order(), forbidden=np.ones((2, 2), np.bool_)).pairs.tolist() == []


def test_two_who_add_nothing_still_meet() -> None:
    """A fit of nothing is better than no meeting, and one below nothing is not."""
    found = assign(matrix([0.0, -0.1], [-0.1, -0.1]), order())
    assert found.pairs.tolist() == [[0, 0]]
    assert (found.total, found.least) == (0.0, 0.0)


def test_a_crowd_that_wants_the_same_few_is_lifted_too() -> None:
    """Where all agree on who is best, many pairs are nearly as good as others, and still the best are found."""
    fits = fitting(0, 130, 200, "likes")
    plain, found = assign(fits, order(), fair=False), assign(fits, order(), nearness=0)
    assert plain.least is not None
    assert found.least is not None
    assert found.least > plain.least
    assert found.total == pytest.approx(reachable(fits, np.float32(found.least)))


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0), (1, 1), (1, 3), (3, 1)])
def test_whoever_has_nobody_to_meet_is_named(shape: tuple[int, int]) -> None:
    """Sides of nobody, of one, and of more than the other."""
    found = assign(np.full(shape, 0.5, np.float32), order())
    assert len(found.pairs) == min(shape)
    assert tuple(map(len, found.unmatched)) == (shape[0] - min(shape), shape[1] - min(shape))


def test_whoever_wants_no_meeting_is_left_in_peace() -> None:
    """They are neither paired nor counted among those without a pair."""
    found = assign(matrix([0.9, 0.1], [0.8, 0.1]), order(), capacities=([0, 1], [1, 1]))
    assert found.pairs.tolist() == [[1, 0]]
    assert [side.tolist() for side in found.unmatched] == [[], [1]]


@pytest.mark.parametrize(
    ("fits", "told", "words"),
    [
        (matrix([0.5, float("nan")]), {}, "how 0 on the left fits 1 on the right is nan"),
        (matrix([0.5], [float("inf")]), {}, "how 1 on the left fits 0 on the right is inf"),
        (np.zeros(3, np.float32), {}, "fits are a matrix"),
        (matrix([0.5]), {"forbidden": np.zeros((2, 2), np.bool_)}, "a mask of forbidden pairs is of shape"),
        (matrix([0.5]), {"forbidden": [(0, 1)]}, "a forbidden pair is of nobody"),
        (matrix([0.5]), {"capacities": ([1, 1], 1)}, "there are 1 people, and 2 numbers of meetings"),
        (matrix([0.5]), {"capacities": (1, -1)}, "nobody has less than no meetings"),
        (matrix([0.5]), {"capacities": (1.5, 1)}, "people have a whole number of meetings"),
    ],
)
def test_what_is_wrong_is_said_in_words(fits: Array, told: dict[str, Any], words: str) -> None:
    """A fit that is no number, or anything of the wrong size."""
    with pytest.raises(ValueError, match=words):
        assign(fits, order(), **told)


def test_those_left_over_join_the_pairs_they_fit_best() -> None:
    """Each pair takes one more at most, and who joins is chosen so that most is had in all."""
    fits = matrix([0.9, 0.1], [0.1, 0.9], [0.8, 0.7], [0.7, 0.1], [0.2, 0.2])
    found = assign(fits, order())
    assert found.pairs.tolist() == [[0, 0], [1, 1]]
    thirds = join(found, fits, order())
    assert thirds.left.tolist() == [[2, 1], [3, 0]]
    assert thirds.total == pytest.approx(1.4)
    assert [side.tolist() for side in thirds.remaining] == [[4], []]
    assert join(found, fits, order(), least=0.75).left.tolist() == [[2, 0]]


def test_nobody_joins_a_pair_with_somebody_they_may_not_meet() -> None:
    """On the other side or on their own, in either order."""
    fits = matrix([0.9, 0.1], [0.1, 0.9], [0.8, 0.7])
    found = assign(fits, order())
    assert found.unmatched[0].tolist() == [2]
    assert join(found, fits, order(), forbidden=[(2, 0)]).left.tolist() == [[2, 1]]
    assert join(found, fits, order(), forbidden_left=[(0, 2)]).left.tolist() == [[2, 1]]
    assert join(found, fits, order(), forbidden_left=[(2, 0), (1, 2)]).remaining[0].tolist() == [2]
    turned = assign(fits.T, order())
    assert join(turned, fits.T, order(), forbidden_right=[(0, 2)]).right.tolist() == [[2, 1]]
    nobody = join(turned, fits.T, order(), forbidden=[(0, 2)], forbidden_right=[(1, 2)])
    assert nobody.remaining[1].tolist() == [2]
    assert nobody.total == 0.0


def test_with_no_pair_there_is_none_to_join() -> None:
    """All of them are told so."""
    fits = np.full((2, 3), 0.5, np.float32)
    found = assign(fits, order(), forbidden=np.ones((2, 3), np.bool_))
    thirds = join(found, fits, order())
    assert (len(thirds.left), len(thirds.right)) == (0, 0)
    assert [side.tolist() for side in thirds.remaining] == [[0, 1], [0, 1, 2]]


@settings(max_examples=60, deadline=None)
@given(given_round=rounds(most=1), blocked=st.sets(st.tuples(st.integers(0, 3), st.integers(0, 3))))
def test_thirds_add_up_to_as_much_as_plain_assignment_finds(
    given_round: dict[str, Any], blocked: set[tuple[int, int]]
) -> None:
    """Whoever is left over on either side, with everybody they may not meet kept apart."""
    fits, forbidden, least = (given_round[name] for name in ("fits", "forbidden", "least"))
    people, others = fits.shape
    left = [pair for pair in blocked if max(pair) < people]
    right = [pair for pair in blocked if max(pair) < others]
    found = assign(order=order(), **given_round)
    pairs = [tuple(pair) for pair in found.pairs.tolist()]
    thirds = join(found, fits, order(), forbidden=forbidden, forbidden_left=left, forbidden_right=right, least=least)
    joining = [(0, *third) for third in thirds.left.tolist()] + [(1, *third) for third in thirds.right.tolist()]
    places = [place for _, _, place in joining]
    assert len(set(places)) == len(places)
    worth = np.zeros((people + others, len(pairs)))
    for side, person in [(0, person) for person in found.unmatched[0]] + [(1, person) for person in found.unmatched[1]]:
        for place, (one, other) in enumerate(pairs):
            across = (person, other) if side == 0 else (one, person)
            own = (person, one) if side == 0 else (person, other)
            apart = left if side == 0 else right
            fine = not forbidden[across] and own not in apart and own[::-1] not in apart and fits[across] >= least
            worth[side * people + person, place] = fits[across] if fine else 0
            assert fine or (side, person, place) not in joining
    rows, columns = linear_sum_assignment(worth, maximize=True)
    assert thirds.total == pytest.approx(worth[rows, columns].sum(), abs=1e-6)
    for side in (0, 1):
        joined = [person for which, person, _ in joining if which == side]
        assert sorted(joined + thirds.remaining[side].tolist()) == found.unmatched[side].tolist()
