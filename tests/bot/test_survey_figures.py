"""What a closed pulse shows, attacked: by reading it, by subtraction, and by whoever knows how it was made."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, combinations_with_replacement, permutations
from random import Random

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from bot import survey_figures
from bot.survey_figures import Figures, Group, Part, Result, figures, upper
from bot.survey_questions import Answer, Question

FLOOR = 5
SIDES = ("research", "community")
SCALE = Question("equal", "scale", "Does exchange feel equal?", points=5)
SINGLE = Question("when", "single", "When do you have time?", ("Mornings", "Evenings", "Weekends", "Never"))
SEVERAL = Question("needs", "multiple", "What do you need?", ("Time", "Money", "People"))
ORDER = Question("first", "ranking", "What matters most?", ("Trust", "Pay", "Time", "Say"))
WORDS = Question("words", "text", "What else?")
ALL = (SCALE, SINGLE, SEVERAL, ORDER, WORDS)

Given = Sequence[tuple[str, Answer]]


def chance(seed: int) -> Random:
    """Chance that is the same in each run."""
    return Random(seed)  # noqa: S311 - nothing here is a secret


def shown(question: Question, given: Given, floor: int = FLOOR, seed: int = 0) -> Result:
    """What is shown of one question."""
    sheets = [(side, {question.key: answer}) for side, answer in given]
    return figures([question], sheets, SIDES, floor, chance(seed)).results[0]


def answers(question: Question) -> st.SearchStrategy[Answer]:
    """Any answer to a question, some far more often than others, as people answer."""
    places = range(len(question.options))
    if question.kind == "scale":
        return st.one_of(st.just(question.points), st.integers(1, question.points))
    if question.kind == "single":
        return st.one_of(st.just(0), st.sampled_from(places))
    if question.kind == "multiple":
        return st.sets(st.sampled_from(places), min_size=1).map(lambda picked: tuple(sorted(picked)))
    if question.kind == "ranking":
        return st.one_of(st.just(tuple(places)), st.permutations(places).map(tuple))
    return st.text(min_size=1, max_size=20)


def several(question: Question) -> st.SearchStrategy[Given]:
    """What up to forty people of two sides, or of none, answer."""
    return st.lists(st.tuples(st.sampled_from((*SIDES, SIDES[0], "")), answers(question)), max_size=40)


def cells(result: Result) -> Iterator[tuple[str | None, Group, int]]:
    """Every number that is shown of answers: whose it is, and of how many who answered."""
    yield from ((None, group, result.n or 0) for group in result.groups)
    yield from ((side, group, part.n) for side, part in result.sides.items() for group in part.groups)


def columns_of(question: Question) -> list[int]:
    """The answers of a question, as groups name them."""
    return list(range(1, question.points + 1) if question.kind == "scale" else range(len(question.options)))


def counted(question: Question, given: Given, side: str | None, answer: int) -> int:
    """How many of a side, or of all, really gave an answer."""

    def has(one: Answer) -> bool:
        if isinstance(one, tuple):
            return answer in (one[: upper(question)] if question.kind == "ranking" else one)
        return one == answer

    return sum(has(one) for whose, one in given if side in {None, whose})


def rooms(question: Question, result: Result, sides: Sequence[str]) -> Iterator[tuple[str, int, float, float]]:
    """The least and the most that each answer of each side can be, by all sums that the numbers shown amount to."""
    names = columns_of(question)
    width, many = len(names), question.kind in {"multiple", "ranking"}
    # For each side: how often each answer was given, and how many people answered at all.
    size = len(sides) * (width + 1)
    sums: list[tuple[list[float], float]] = []
    limits: list[tuple[list[float], float]] = []

    def row(whose: str | None, picked: Sequence[int], people: float = 0) -> list[float]:
        made = [0.0] * size
        for place, side in enumerate(sides):
            if whose in {None, side}:
                for answer in picked:
                    made[place * (width + 1) + names.index(answer)] = 1
                made[place * (width + 1) + width] = people
        return made

    assert result.n is not None
    sums.append((row(None, [], 1), result.n))
    sums += [(row(side, [], 1), part.n) for side, part in result.sides.items()]
    sums += [(row(whose, group.answers), group.count) for whose, group, _ in cells(result)]
    for side in sides:
        if question.kind == "ranking":
            sums.append((row(side, names, -upper(question)), 0))
        elif not many:
            sums.append((row(side, names, -1), 0))
        limits += [(row(side, [answer], -1), 0) for answer in names]
    known = {"A_eq": [left for left, _ in sums], "b_eq": [right for _, right in sums]}
    bound = {"A_ub": [left for left, _ in limits], "b_ub": [right for _, right in limits]}
    for side in sides:
        for answer in names:
            aim = np.array(row(side, [answer]))
            least, most = (linprog(way * aim, **known, **bound) for way in (1, -1))
            assert least.success
            assert most.success
            yield side, answer, least.fun, -most.fun


@pytest.mark.parametrize("question", ALL[:-1], ids=lambda question: question.kind)
@settings(max_examples=120, deadline=None)
@drawn(data=st.data())
def test_no_number_is_below_the_floor_and_all_are_true(question: Question, data: st.DataObject) -> None:
    """Each counts as many people as it says, the floor at least; and as many did not say so, where some need not."""
    given = data.draw(several(question))
    result = shown(question, given)
    assert (result.n is None) == (len(given) < FLOOR)
    for side, group, n in cells(result):
        assert group.count == sum(counted(question, given, side, answer) for answer in group.answers) >= FLOOR
        if question.kind in {"multiple", "ranking"}:
            assert n * len(group.answers) - group.count >= FLOOR
    if result.groups and question.kind != "multiple":
        assert sorted(answer for group in result.groups for answer in group.answers) == columns_of(question)
    for part in result.sides.values():
        assert part.n >= FLOOR


@pytest.mark.parametrize("question", ALL[:-1], ids=lambda question: question.kind)
@settings(max_examples=25, deadline=None)
@drawn(data=st.data())
def test_nothing_that_is_not_shown_follows_by_subtraction(question: Question, data: st.DataObject) -> None:
    """Solved as equations, all sums that are shown leave each hidden number a room of the floor at least."""
    given = data.draw(several(question))
    result = shown(question, given)
    if result.n is None:
        return
    told = {(side, group.answers[0]) for side, group, _ in cells(result) if len(group.answers) == 1}
    for side, answer, least, most in rooms(question, result, sorted({side for side, _ in given})):
        assert (side, answer) in told or most - least >= FLOOR - 0.01 or least >= FLOOR - 0.01


CHANCES = 6
"""Seeds by which each is tried, as chance decides between answers that are as small."""

WORLDS = [
    (Question("q", "scale", "", points=3), [1, 2, 3], 8, ("research",)),
    (Question("q", "single", "", ("a", "b", "c", "d")), [0, 1, 2, 3], 8, ("research",)),
    (
        Question("q", "multiple", "", ("a", "b", "c")),
        [(0,), (1,), (2,), (0, 1), (0, 2), (1, 2), (0, 1, 2)],
        6,
        SIDES[:1],
    ),
    (Question("q", "ranking", "", ("a", "b", "c")), list(permutations(range(3))), 6, ("research",)),
    (
        Question("q", "ranking", "", ("a", "b", "c", "d")),
        [(*pair, *({0, 1, 2, 3} - set(pair))) for pair in combinations(range(4), 2)],
        7,
        ("research",),
    ),
    (Question("q", "scale", "", points=2), [1, 2], 9, SIDES),
    (Question("q", "single", "", ("a", "b", "c")), [0, 1, 2], 8, SIDES),
    (Question("q", "multiple", "", ("a", "b")), [(0,), (1,), (0, 1)], 7, SIDES),
]


@pytest.mark.parametrize(("question", "possible", "most", "sides"), WORLDS)
def test_not_even_who_knows_the_rules_learns_what_is_not_shown(
    question: Question, possible: list[Answer], most: int, sides: Sequence[str]
) -> None:
    """Of all that up to so many people can answer, several differ in each hidden number and show the same.

    The floor is two here, so that everything can be tried.
    """
    floor = 2
    worlds: defaultdict[str, list[Given]] = defaultdict(list)
    single = [(side, answer) for side in sides for answer in possible]
    for size in range(floor, most + 1):
        for given in combinations_with_replacement(single, size):
            for seed in range(CHANCES):
                worlds[str(shown(question, given, floor, seed))].append(given)
    assert len(worlds) > 5
    for same in worlds.values():
        for side in (None, *sides):
            for answer in columns_of(question):
                could_be = {counted(question, given, side, answer) for given in same}
                assert len(could_be) > 1 or min(could_be) >= floor


def test_few_answers_join_others_and_not_the_order_they_stand_in() -> None:
    """One answer that few gave takes the smallest other along; points of a scale go with their neighbours."""
    answered = [0] * 9 + [1] * 7 + [2] * 2 + [3] * 8
    assert shown(SINGLE, [("research", one) for one in answered]).groups == (
        Group((0,), 9),
        Group((3,), 8),
        Group((1, 2), 9),
    )
    rated = [1] * 2 + [2] * 4 + [3] * 6 + [4] * 1 + [5] * 1
    assert shown(SCALE, [("research", one) for one in rated]).groups == (Group((1, 2), 6), Group((3, 4, 5), 8))


def test_sides_are_shown_only_where_each_clears_the_floor() -> None:
    """With four on one side neither is shown; with five on both, both are, by the same groups."""
    seven = [("research", one) for one in (1, 1, 1, 1, 1, 5, 5, 5, 5, 5, 5)]
    few = [("community", 1)] * 4
    assert shown(SCALE, [*seven, *few]).sides == {}
    both = shown(SCALE, [*seven, *[("community", 1)] * 5, *[("community", 5)] * 6])
    assert both.groups == (Group((1,), 10), Group((2, 3, 4, 5), 12))
    assert both.sides == {
        "research": Part(11, (Group((1,), 5), Group((2, 3, 4, 5), 6))),
        "community": Part(11, (Group((1,), 5), Group((2, 3, 4, 5), 6))),
    }


def test_one_person_of_no_side_hides_the_sides() -> None:
    """A total minus both sides would be what that one said."""
    given = [(side, point) for side in SIDES for point in (1, 5) for _ in range(6)]
    assert shown(SCALE, given).sides
    assert not shown(SCALE, [*given, ("", 1)]).sides
    assert shown(SCALE, [*given, *[("", 1)] * 5, *[("", 5)] * 5]).sides


def test_fewer_people_than_the_floor_are_shown_in_nothing() -> None:
    """Not even how many they were."""
    made = figures(ALL, [("research", {"equal": 1, "words": "Hello"})] * 4, SIDES, FLOOR, chance(0))
    assert made.answered is None
    assert not made.texts
    assert {result.n for result in made.results} == {None}


def test_texts_are_shuffled_and_kept_apart() -> None:
    """Words come in another order, without a side, only where enough people wrote, and are not in the figures."""
    sheets = [("research", {"words": f"word {place}"}) for place in range(30)]
    made = figures([WORDS], sheets, SIDES, FLOOR, chance(1))
    assert sorted(made.texts["words"]) == sorted(str(sheet["words"]) for _, sheet in sheets)
    assert list(made.texts["words"]) != [sheet["words"] for _, sheet in sheets]
    assert made.results == (Result("words", 30),)
    stored = survey_figures.dump(made)
    assert "word " not in stored
    assert survey_figures.load(stored) == Figures(FLOOR, 30, made.results)
    assert not figures([WORDS], sheets[:4] + [("research", {})] * 9, SIDES, FLOOR, chance(1)).texts


def test_figures_come_back_as_they_were_stored() -> None:
    """Everything but the texts."""
    sheets = [(side, {"equal": point, "needs": (point % 3,)}) for side in SIDES for point in (1, 5) for _ in range(6)]
    made = figures(ALL, sheets, SIDES, FLOOR, chance(1))
    assert made.results[0].sides
    assert survey_figures.load(survey_figures.dump(made)) == made


def test_what_is_no_answer_to_the_question_is_not_counted() -> None:
    """A question that was edited finds no place for an older answer, and nothing breaks."""
    sheets = [("research", {"equal": 9, "when": 7, "gone": 1})] * 3 + [("research", {"equal": 3})] * 5
    made = figures([SCALE, SINGLE], sheets, SIDES, FLOOR, chance(0))
    assert [result.n for result in made.results] == [5, None]
