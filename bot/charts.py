"""Charts of results as PNG, to be read on a phone and without colour. What they show stands in the card in words too.

They take some tenths of a second: draw them outside transactions and in a thread (`asyncio.to_thread`). A picture is
720 pixels wide, of which a phone shows two in one, and at most 1,024 high, which is what Teams takes.
"""

from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from bot.chart_page import Page

BAR, SIDE_BAR, BETWEEN, GAP = 30, 24, 5, 14
"""Pixels from top to bottom: of a bar, of one of several sides', and of what is free between sides and between rows."""

HIDDEN = "too few to show"
"""What stands in place of numbers that would be about too few people."""

DRAWING = Lock()
"""One chart at a time in a process: the library is not made for several threads, and all use the same pixels."""


class Wave(NamedTuple):
    """A time at which the same was asked: how many answered, and their mean with its interval.

    `mean` is None where too few did to show it.
    """

    label: str
    n: int
    mean: float | None
    low: float = 0.0
    high: float = 0.0


class Scale(NamedTuple):
    """What a mean is on: the numbers at its ends, and words on them."""

    least: int
    most: int
    low: str = ""
    high: str = ""

    def on(self, value: float) -> float:
        """The nearest value that is on it."""
        return min(max(value, self.least), self.most)

    def part(self, value: float) -> float:
        """Where a value of it is, from 0 to 1."""
        return (value - self.least) / (self.most - self.least)


def bars(title: str, rows: Sequence[tuple[str, int | None, float]], note: str = "") -> bytes:
    """Each row is (label, how many, their share from 0 to 1), drawn in this order; None for too few to show."""
    with DRAWING:
        page = new_page(title, note)
        told = [HIDDEN if count is None else numbers(count, share) for _, count, share in rows]
        for number in page.rows([label for label, _, _ in rows], BAR + GAP):
            _, count, share = rows[number]
            page.bar(None if count is None else share, told[number], told, BAR, 0)
            page.top += BAR + GAP
        return page.finished()


def groups(
    title: str,
    sides: Sequence[str],
    rows: Sequence[tuple[str, Sequence[tuple[int, float] | None]]],
    note: str = "",
) -> bytes:
    """Each row is (label, for each side how many and their share of that side); None for too few to show."""
    with DRAWING:
        page = new_page(title, note)
        page.legend(sides)
        told = [HIDDEN if one is None else numbers(*one) for _, row in rows for one in row]
        for number in page.rows([label for label, _ in rows], (SIDE_BAR + BETWEEN) * len(sides) + GAP):
            for look, one in enumerate(rows[number][1]):
                page.bar(one and one[1], numbers(*one) if one else HIDDEN, told, SIDE_BAR, look)
                page.top += SIDE_BAR + BETWEEN
            page.top += GAP
        return page.finished()


def waves(title: str, asked: Sequence[Wave], scale: Scale, note: str = "") -> bytes:
    """Means at several times, in this order, each a dot on the same scale with its interval as a line."""
    with DRAWING:
        page = new_page(title, note)
        page.ends(f"{scale.least} {scale.low}", f"{scale.most} {scale.high}")
        labels = [wave.label if wave.mean is None else f"{wave.label}: {wave.n} answers" for wave in asked]
        for number in page.rows(labels, BAR + GAP):
            wave = asked[number]
            if wave.mean is None:
                page.words(HIDDEN, BAR)
            else:
                mean, low, high = (scale.on(each) for each in (wave.mean, wave.low, wave.high))
                at = (scale.part(mean), scale.part(low), scale.part(high))
                page.mean(at, f"{mean:.1f} ({low:.1f} to {high:.1f})", steps=scale.most - scale.least, height=BAR)
            page.top += BAR + GAP
        return page.finished()


def numbers(count: int, share: float) -> str:
    """How many, and their share."""
    return f"{count} ({round(share * 100)}%)"


def new_page(title: str, note: str) -> "Page":
    """A page to draw on."""
    from bot.chart_page import Page  # noqa: PLC0415 - it takes a second and 40 MB, and most processes draw nothing

    return Page(title, note)
