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
"""Some of the answers to a question, by their places."""


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
            results.append(result(question, given, sides, floor, random))
    return Figures(floor, len(sheets) if enough else None, tuple(results), texts)


def result(
    question: Question, given: Sequence[tuple[str, Answer]], sides: Sequence[str], floor: int, random: Random
) -> Result:
    """What may be shown of a question that enough people answered."""
    # People of no side that is told apart have a row too, since a total minus the others would show them.
    rows = [[answer for side, answer in given if side == each] for each in sides]
    rest = [answer for side, answer in given if side not in sides]
    whole = counted(question, [[answer for _, answer in given]], floor)
    parted = counted(question, [*rows, rest] if rest else rows, floor)
    groups = joined(whole, [(column,) for column in range(len(whole.rows[0]))], random)
    finer = joined(parted, groups, random) if len(parted.rows) > 1 and min(parted.people) >= floor else ()
    shown = {
        side: Part(parted.people[place], tuple(parted.named(group, place) for group in finer))
        for place, side in enumerate(sides)
        if finer
    }
    return Result(question.key, len(given), tuple(whole.named(group, 0) for group in groups), shown)


def upper(question: Question) -> int:
    """How many places count as the upper half of an order."""
    return max(1, len(question.options) // 2)


@dataclass(frozen=True, slots=True)
class Counted:
    """What groups of people answered: a row for each, a column for each answer; and how many people are in each."""

    question: Question
    rows: Sequence[Sequence[int]]
    people: Sequence[int]
    floor: int

    def counts(self, group: Columns) -> Iterator[tuple[int, int]]:
        """How often each row gave one of these answers, and how often it did not."""
        for row, n in zip(self.rows, self.people, strict=True):
            count = sum(row[column] for column in group)
            yield count, len(group) * n - count

    @property
    def both_ways(self) -> bool:
        """Whether people give several answers, so that who did not give one is told by no other number."""
        return self.question.kind in {"multiple", "ranking"}

    def clears(self, group: Columns) -> bool:
        """Whether in each row enough people gave one of these answers and, where that is both ways, enough did not."""
        return all(
            count >= self.floor and (not self.both_ways or others >= self.floor) for count, others in self.counts(group)
        )

    def open_to(self, parts: Sequence[Columns]) -> bool:
        """Whether these could be other than they are: all at the last number that is not shown follow from their sum.

        The sum of three answers that are not shown is 12 for a floor of five only if each was given four times.
        """
        last = self.floor - 1
        return any(
            count != last and not (self.both_ways and others == last)
            for part in parts
            for count, others in self.counts(part)
        )

    def named(self, group: Columns, row: int) -> Group:
        """A group of columns with its count in a row, by the answers as the question names them."""
        first = 1 if self.question.kind == "scale" else 0
        return Group(tuple(column + first for column in group), sum(self.rows[row][column] for column in group))


def counted(question: Question, rows: Sequence[Sequence[Answer]], floor: int) -> Counted:
    """The answers of these groups of people, counted."""
    width = question.points if question.kind == "scale" else len(question.options)
    found = [Counter(column for answer in row for column in columns(question, answer)) for row in rows]
    return Counted(question, [[row[column] for column in range(width)] for row in found], list(map(len, rows)), floor)


def columns(question: Question, answer: Answer) -> Iterator[int]:
    """Where an answer is counted."""
    if isinstance(answer, int):
        yield answer - 1 if question.kind == "scale" else answer
    elif isinstance(answer, tuple):
        yield from answer[: upper(question)] if question.kind == "ranking" else answer


def joined(counts: Counted, parts: Sequence[Columns], random: Random) -> tuple[Columns, ...]:
    """These groups joined so that each clears the floor; none when they would all be one."""
    if counts.question.kind == "multiple":
        return tuple(part for part in parts if counts.clears(part))
    groups = neighbours(counts, parts) if counts.question.kind == "scale" else pooled(counts, parts, random)
    return groups if len(groups) > 1 else ()


def neighbours(counts: Counted, parts: Sequence[Columns]) -> tuple[Columns, ...]:
    """Join what stands side by side until each group clears the floor."""
    groups: list[Columns] = []
    begun: Columns = ()
    for part in parts:
        begun += part
        if counts.clears(begun):
            groups.append(begun)
            begun = ()
    if begun and groups:
        groups[-1] += begun
    return tuple(groups)


def pooled(counts: Counted, parts: Sequence[Columns], random: Random) -> tuple[Columns, ...]:
    """Join what does not clear the floor, with the smallest of the others where alone it would tell too much.

    Of several as small chance takes one, since their order in the question would tell which of them is small.
    """
    few = [part for part in parts if not counts.clears(part)]
    apart = [part for part in parts if part not in few]
    sizes = {part: (min(count for count, _ in counts.counts(part)), random.random()) for part in apart}
    while few and apart and not (counts.clears(pool(few)) and counts.open_to(few)):
        few.append(min(apart, key=lambda part: sizes[part]))
        apart.remove(few[-1])
    if few and not counts.clears(pool(few)):
        return ()
    return (*apart, pool(few)) if few else tuple(parts)


def pool(parts: Sequence[Columns]) -> Columns:
    """Several groups as one."""
    return tuple(sorted(column for part in parts for column in part))
