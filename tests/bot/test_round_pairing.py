"""Who meets whom in a round, and when rounds are, worked out without a database."""

from datetime import UTC, datetime
from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import parts
from bot.matching.index import Array
from bot.round_calendar import closing, due, is_due, next_due
from bot.round_pairing import EITHER, IN_PERSON, ONLINE, Brought, Candidate, bring_together, can_meet, near

HERE = frozenset({("slack", "T1")})
LEAST = 0.2


def somebody(member: int, **more: object) -> Candidate:
    """Somebody online in one workspace; even ids are in research."""
    side = "community" if member % 2 else "research"
    base = Candidate(
        member, side, "london", ONLINE, third=True, direct=True, first=0, workspaces=HERE, texts_revision=1
    )
    return base._replace(**more)  # type: ignore[arg-type]


def brought(people: list[Candidate], fits: dict[tuple[int, int], float], *apart: tuple[int, int]) -> Brought:
    """Who is brought together by these fits, from (research, community)."""

    def of(left: list[int], right: list[int]) -> Array:
        return np.array([[fits.get((one, other), 0.0) for other in right] for one in left], np.float32)

    return bring_together(people, apart, of, np.random.default_rng(3), least=LEAST)  # type: ignore[arg-type]


def test_pairs_are_those_that_fit_best_together() -> None:
    """Not each one's best alone."""
    found = brought([somebody(n) for n in (2, 4, 1, 3)], {(2, 1): 0.9, (2, 3): 0.8, (4, 1): 0.8, (4, 3): 0.3})
    assert set(found.groups) == {(2, 3), (4, 1)}


def test_who_fits_nobody_is_left_alone() -> None:
    """Below the least fit there is no pair, and no third either."""
    found = brought([somebody(n) for n in (2, 4, 1)], {(2, 1): 0.5, (4, 1): 0.19})
    assert (found.groups, found.alone) == (((2, 1),), (4,))


def test_without_one_of_the_sides_all_are_alone() -> None:
    """And nothing is worked out."""
    assert brought([somebody(2), somebody(4)], {}) == Brought((), (2, 4))


def test_who_is_left_over_joins_as_a_third() -> None:
    """If all three wish so and one workspace has them all."""
    fits = {(2, 1): 0.9, (4, 1): 0.5}
    assert brought([somebody(n) for n in (2, 4, 1)], fits).groups == ((2, 1, 4),)
    for one in (2, 4, 1):
        unlikes: tuple[dict[str, object], ...] = ({"third": False}, {"workspaces": frozenset()})
        for unlike in unlikes:
            people = [somebody(n, **(unlike if n == one else {})) for n in (2, 4, 1)]
            assert brought(people, fits) == Brought(((2, 1),), (4,))


def test_three_need_one_workspace_that_has_them_all() -> None:
    """It is not enough that each two of them share one."""
    a, b, c = ("slack", "A"), ("slack", "B"), ("slack", "C")
    people = [somebody(n, workspaces=frozenset(where)) for n, where in ((2, {a, b}), (4, {b, c}), (1, {a, c}))]
    assert brought(people, {(2, 1): 0.9, (4, 1): 0.5}) == Brought(((2, 1),), (4,))


def test_a_third_is_kept_apart_from_both() -> None:
    """From the one on their own side too."""
    fits = {(2, 1): 0.9, (4, 1): 0.5}
    for apart in ((1, 4), (2, 4)):
        assert brought([somebody(n) for n in (2, 4, 1)], fits, apart) == Brought(((2, 1),), (4,))


def test_who_has_waited_comes_first_however_much_better_others_fit() -> None:
    """And of several, who has waited longest; the other becomes no third where nobody wishes it."""
    fits = {(2, 1): 0.95, (4, 1): 0.25, (6, 1): 0.9}
    people = [somebody(n, third=False) for n in (2, 6, 1)]
    assert brought([*people, somebody(4, third=False, first=1)], fits).groups == ((4, 1),)
    waiting = [somebody(2, third=False, first=2), somebody(4, third=False, first=1), somebody(1, third=False)]
    assert brought(waiting, fits).groups == ((2, 1),)


def test_who_has_waited_is_paired_though_fewer_pairs_would_fit_better() -> None:
    """Their meeting is worth more than all that is lost by it."""
    fits = {(2, 1): 0.9, (2, 3): 0.25, (4, 1): 0.25}
    people = [somebody(2, third=False), somebody(4, third=False, first=1), somebody(1, third=False)]
    found = brought([*people, somebody(3, third=False)], fits)
    assert set(found.groups) == {(4, 1), (2, 3)}


def test_who_has_waited_and_fits_nobody_takes_nobodys_place() -> None:
    """All others are paired as they would be."""
    found = brought([somebody(2), somebody(4, first=3), somebody(1)], {(2, 1): 0.9})
    assert found == Brought(((2, 1),), (4,))


@given(
    st.lists(
        st.tuples(
            st.booleans(),
            st.sampled_from((ONLINE, EITHER, IN_PERSON)),
            st.sampled_from([one.value for one in parts.REGIONS]),
            st.booleans(),
            st.integers(0, 3),
        ),
        max_size=14,
    ),
    st.integers(0, 2**32 - 1),
)
def test_nobody_is_brought_together_who_must_not_be(kinds: list[tuple[bool, str, str, bool, int]], seed: int) -> None:
    """Nobody twice, nobody lost, no pair that is apart, fits too little or has no way to meet, no unwilling third."""
    random = np.random.default_rng(seed)
    people = [
        somebody(n, side="research" if research else "community", place=place, region=region, third=third, first=first)
        for n, (research, place, region, third, first) in enumerate(kinds, start=1)
    ]
    fits = {pair: float(random.random()) for one in people for other in people if (pair := (one.member, other.member))}
    apart = [pair for pair in combinations(range(1, len(people) + 1), 2) if random.random() < 0.2]
    found = brought(people, fits, *apart)
    everybody = [*chain.from_iterable(found.groups), *found.alone]
    assert sorted(everybody) == [one.member for one in people]
    by_id = {one.member: one for one in people}
    for group in found.groups:
        three = [by_id[member] for member in group]
        assert 2 <= len(group) <= 3
        assert len({one.side for one in three}) == 2
        assert len(group) == 2 or all(one.third for one in three)
        for one, other in combinations(three, 2):
            assert (min(one.member, other.member), max(one.member, other.member)) not in apart
            assert can_meet(one, other)
            if one.side != other.side:
                left, right = (one, other) if one.side == "research" else (other, one)
                assert fits[left.member, right.member] >= LEAST - 1e-6


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ("north-east", "north-east", True),
        ("north-east", "england", True),
        ("north-east", "anywhere", True),
        ("north-east", "london", False),
        ("wales", "england", False),
        ("abroad", "anywhere", False),
        ("abroad", "abroad", True),
    ],
)
def test_meeting_in_person_needs_a_region_of_both(one: str, other: str, *, meet: bool) -> None:
    """Whoever of the two is asked; online the region does not count."""
    a, b = somebody(2, region=one, place=IN_PERSON), somebody(1, region=other, place=EITHER)
    assert near(one, other) == near(other, one) == can_meet(a, b) == can_meet(b, a) == meet
    assert not can_meet(a, b._replace(place=ONLINE))
    assert can_meet(a._replace(place=EITHER), b)


def moment(day: int, hour: int, month: int = 11) -> datetime:
    """A moment in 2026, in UTC."""
    return datetime(2026, month, day, hour, tzinfo=UTC)


def test_a_round_is_due_on_a_monday_morning_in_the_uk() -> None:
    """In summer as in winter; one that is late is due once, and the next on its own Monday again."""
    assert due(moment(23, 9)) == due(moment(29, 23)) == moment(23, 9)
    assert due(moment(23, 8)) == moment(16, 9)
    assert due(moment(6, 8, month=7)) == moment(6, 8, month=7)
    last = moment(5, 8, month=10)
    assert not is_due(last, moment(26, 9, month=10), 4)
    assert is_due(last, moment(2, 9), 4)
    assert next_due(last, moment(10, 9, month=10), 4) == moment(2, 9)
    assert next_due(None, moment(23, 9), 4) == moment(30, 9)
    assert next_due(moment(7, 9, month=9), moment(24, 9), 4) == moment(30, 9)


def test_joining_closes_at_noon_after_three_full_days() -> None:
    """Whenever in the week it was opened, and over a change of the clocks."""
    assert closing(moment(23, 9)) == moment(26, 12)
    assert closing(moment(23, 12)) == moment(26, 12)
    assert closing(moment(23, 13)) == moment(27, 12)
    assert closing(moment(23, 8, month=10)) == moment(26, 12, month=10)
