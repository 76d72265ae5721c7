"""What a closed pulse may show: counts that all have enough people behind them, and that tell nothing by subtraction.

Small numbers are not left out of a table, since what is left out can be worked out from what is not. They are joined:
points of a scale with their neighbours, answers with other answers, until every number that is shown counts as many
people as the floor says. All sides are shown by the same groups, which are made of the groups of the whole. So each
number that is not shown could be any of several: between the sums of rows and columns that all reach the floor, each
cell has at least the floor as its room.

No mean, share of a subgroup or order is worked out from the answers themselves: whatever else is said of a pulse comes
from these counts. Who skipped a question is not an answer, and how many did is not hidden.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from pydantic import TypeAdapter

from bot.survey_questions import Answer, Question, Sheet, taken

Columns = tuple[int, ...]
Table = Sequence[Sequence[int]]
"""People by what they answered: a row for each group of people, a column for each answer."""


@dataclass(frozen=True, slots=True)
class Group:
    """How many people gave one of these answers: points of a scale, or indexes of the question's options.

    Of a ranking it says how often these were in the upper half of somebody's order.
    """

    answers: Columns
    count: int


@dataclass(frozen=True, slots=True)
class Part:
    """How many of one side answered, and what."""

    n: int
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What may be shown of a question. `n` is None where too few answered; without groups, `n` is all there is.

    Groups hold every answer once, but for a question with any number of answers: there they are single answers, and
    the others are not shown. `sides` is empty, or has them all, with the same groups in the same order.
    """

    key: str
    n: int | None
    groups: tuple[Group, ...] = ()
    sides: Mapping[str, Part] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figures:
    """What may be shown of a pulse. `answered` is None where too few did; then nothing else is shown either.

    `texts` are what people wrote, by question, shuffled, only where enough wrote; they are stored apart from this.
    """

    floor: int
    answered: int | None
    results: tuple[Result, ...]
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


_figures: TypeAdapter[Figures] = TypeAdapter(Figures)


def dump(made: Figures) -> str:
    """Figures as JSON without the texts, to be stored."""
    return _figures.dump_json(replace(made, texts={})).decode()


def load(stored: str) -> Figures:
    """What `dump` stored."""
    return _figures.validate_json(stored)


def figures(
    questions: Sequence[Question],
    sheets: Sequence[tuple[str, Sheet]],
    sides: Sequence[str],
    floor: int,
    random: Random,
) -> Figures:
    """What may be shown of these sheets, each with the side it comes from; `sides` are those to be told apart."""
    enough = len(sheets) >= floor
    results: list[Result] = []
    texts: dict[str, tuple[str, ...]] = {}
    for question in questions:
        given = [
            (side, sheet[question.key])
            for side, sheet in sheets
            if question.key in sheet and taken(question, sheet[question.key])
        ]
        if not enough or len(given) < floor:
            results.append(Result(question.key, None))
        elif question.kind == "text":
            words = [str(answer) for _, answer in given]
            random.shuffle(words)
            texts[question.key] = tuple(words)
            results.append(Result(question.key, len(words)))
        else:
            results.append(result(question, given, sides, floor))
    return Figures(floor, len(sheets) if enough else None, tuple(results), texts)


def result(question: Question, given: Sequence[tuple[str, Answer]], sides: Sequence[str], floor: int) -> Result:
    """What may be shown of a question that enough people answered."""
    # People of no side that is told apart have a row too, since a total minus the others would show them.
    rows = [[answer for side, answer in given if side == each] for each in sides]
    rest = [answer for side, answer in given if side not in sides]
    by_side = [*rows, rest] if rest else rows
    whole = table(question, [[answer for _, answer in given]])
    parted = table(question, by_side)
    people = [len(row) for row in by_side]
    groups = joined(question, whole, [len(given)], floor)
    finer = coarser(question, groups, parted, people, floor) if len(by_side) > 1 and min(people) >= floor else ()
    shown = {
        side: Part(people[place], tuple(named(question, group, parted[place]) for group in finer))
        for place, side in enumerate(sides)
        if finer
    }
    return Result(question.key, len(given), tuple(named(question, group, whole[0]) for group in groups), shown)


def upper(question: Question) -> int:
    """How many places count as the upper half of an order."""
    return max(1, len(question.options) // 2)


def table(question: Question, rows: Sequence[Sequence[Answer]]) -> Table:
    """The answers of these groups of people, counted."""
    width = question.points if question.kind == "scale" else len(question.options)
    counted = [Counter(column for answer in row for column in columns(question, answer)) for row in rows]
    return [[row[column] for column in range(width)] for row in counted]


def columns(question: Question, answer: Answer) -> Iterator[int]:
    """Where an answer is counted."""
    if isinstance(answer, int):
        yield answer - 1 if question.kind == "scale" else answer
    elif isinstance(answer, tuple):
        yield from answer[: upper(question)] if question.kind == "ranking" else answer


def named(question: Question, group: Columns, row: Sequence[int]) -> Group:
    """A group of columns with its count, by the answers as the question names them."""
    first = 1 if question.kind == "scale" else 0
    return Group(tuple(column + first for column in group), sum(row[column] for column in group))


def joined(question: Question, whole: Table, people: Sequence[int], floor: int) -> tuple[Columns, ...]:
    """The groups in which all answers are shown; none when they would all be one."""
    single = [(column,) for column in range(len(whole[0]))]
    if question.kind == "multiple":
        return tuple(group for group in single if clears(question, group, whole, people, floor))
    join = neighbours if question.kind == "scale" else pooled
    groups = join(question, single, whole, people, floor)
    return groups if len(groups) > 1 else ()


def coarser(
    question: Question, groups: Sequence[Columns], parted: Table, people: Sequence[int], floor: int
) -> tuple[Columns, ...]:
    """The groups in which the sides are shown, made of those of the whole; none when they would all be one."""
    if question.kind == "multiple":
        return tuple(group for group in groups if clears(question, group, parted, people, floor))
    join = neighbours if question.kind == "scale" else pooled
    made = join(question, groups, parted, people, floor)
    return made if len(made) > 1 else ()


def clears(question: Question, group: Columns, rows: Table, people: Sequence[int], floor: int) -> bool:
    """Whether in each row enough people gave one of these answers and, where several can be given, enough did not."""
    for row, n in zip(rows, people, strict=True):
        count = sum(row[column] for column in group)
        if count < floor:
            return False
        if question.kind in {"multiple", "ranking"} and len(group) * n - count < floor:
            return False
    return True


def neighbours(
    question: Question, parts: Sequence[Columns], rows: Table, people: Sequence[int], floor: int
) -> tuple[Columns, ...]:
    """Join what stands side by side until each group clears the floor."""
    groups: list[Columns] = []
    begun: Columns = ()
    for part in parts:
        begun += part
        if clears(question, begun, rows, people, floor):
            groups.append(begun)
            begun = ()
    if begun and groups:
        groups[-1] += begun
    return tuple(groups)


def pooled(
    question: Question, parts: Sequence[Columns], rows: Table, people: Sequence[int], floor: int
) -> tuple[Columns, ...]:
    """Join what does not clear the floor, with the smallest of the others where alone it would tell too much.

    All of the same size join, so that their order in the question tells nothing about what they are joined with.
    """
    few = [part for part in parts if not clears(question, part, rows, people, floor)]
    apart = [part for part in parts if part not in few]
    while (
        few
        and apart
        and not (clears(question, pool(few), rows, people, floor) and open_to(question, few, rows, people, floor))
    ):
        sizes = [min(sum(row[column] for column in part) for row in rows) for part in apart]
        few += [part for part, size in zip(apart, sizes, strict=True) if size == min(sizes)]
        apart = [part for part in apart if part not in few]
    if few and not clears(question, pool(few), rows, people, floor):
        return ()
    return (*apart, pool(few)) if few else tuple(parts)


def open_to(question: Question, parts: Sequence[Columns], rows: Table, people: Sequence[int], floor: int) -> bool:
    """Whether these could be other than they are: all of them at the last number that is not shown follow from the sum.

    The sum of three answers that are not shown is 12 for a floor of five only if each was given four times.
    """
    for row, n in zip(rows, people, strict=True):
        for part in parts:
            count = sum(row[column] for column in part)
            if count != floor - 1 and not (question.kind == "ranking" and len(part) * n - count == floor - 1):
                return True
    return False


def pool(parts: Sequence[Columns]) -> Columns:
    """Several groups as one."""
    return tuple(sorted(column for part in parts for column in part))
