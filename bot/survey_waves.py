"""How an answer compares with what was answered before, with an honest interval, from counts that everybody sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from scipy.special import stdtrit

from bot.survey_figures import Group
from bot.survey_questions import Question

SURE = 0.975
"""Of twenty intervals, one is expected to miss: this much of the distribution lies below their upper end."""

SURER = 2.576
"""For answers to choose from there are several comparisons at once, so each has to be surer: one in a hundred."""


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of a scale: between `least` and `most`, as joined points leave open, with its standard error."""

    n: int
    least: float
    most: float
    error: float

    @property
    def middle(self) -> float:
        """The mean, where answers to joined points are taken to be in their middle."""
        return (self.least + self.most) / 2

    @property
    def low(self) -> float:
        """The lower end of the interval, by Student's distribution."""
        return self.least - margin(self.n, self.error)

    @property
    def high(self) -> float:
        """The upper end."""
        return self.most + margin(self.n, self.error)


def margin(n: int, error: float) -> float:
    """How far an interval reaches to each side."""
    return float(stdtrit(n - 1, SURE)) * error


def mean(groups: Sequence[Group]) -> Mean | None:
    """The mean of the points of a scale, from their counts; None where they are not shown apart."""
    n = sum(group.count for group in groups)
    if len(groups) < 2:  # noqa: PLR2004 - one group is all points at once
        return None
    least = sum(group.count * group.answers[0] for group in groups) / n
    most = sum(group.count * group.answers[-1] for group in groups) / n
    middle = (least + most) / 2
    # Within joined points everybody may be at the end that is further off, which makes the interval no shorter.
    squares = sum(group.count * max((point - middle) ** 2 for point in group.answers) for group in groups)
    return Mean(n, least, most, sqrt(squares / (n - 1) / n))


def moved(before: Mean, now: Mean) -> int:
    """1 for clearly higher than before, -1 for clearly lower, 0 where chance may be all there is.

    People are taken as others than before, since nothing tells who is who; so rather too little is called clear.
    """
    reach = margin(min(before.n, now.n), sqrt(before.error**2 + now.error**2))
    if now.least - before.most > reach:
        return 1
    return -1 if before.least - now.most > reach else 0


def wilson(count: int, n: int) -> tuple[float, float]:
    """An interval for a share, after Wilson (1927)."""
    share, square = count / n, SURER**2
    centre = (share + square / (2 * n)) / (1 + square / n)
    reach = SURER / (1 + square / n) * sqrt(share * (1 - share) / n + square / (4 * n * n))
    return centre - reach, centre + reach


def share_moved(before: tuple[int, int], now: tuple[int, int]) -> int:
    """The same of a share, each given as how many of how many; after Newcombe (1998), his method 10."""
    (low_before, high_before), (low_now, high_now) = wilson(*before), wilson(*now)
    then, later = before[0] / before[1], now[0] / now[1]
    if later - then > sqrt((later - low_now) ** 2 + (high_before - then) ** 2):
        return 1
    return -1 if then - later > sqrt((high_now - later) ** 2 + (then - low_before) ** 2) else 0


def comparable(now: Question, before: Question) -> bool:
    """Whether two questions ask the same: their words may have been mended, what can be answered not."""
    return (now.key, now.kind, now.options, now.points) == (before.key, before.kind, before.options, before.points)
