"""A chart in the making: a title, rows below one another, as many as fit, and a note at the foot."""

from collections.abc import Iterator, Sequence

from bot.chart_canvas import INK, LINE, QUIET, TALLEST, WIDTH, Align, Sheet, runs_left

EDGE = 24
"""Pixels that stay free on all sides."""

TITLE, LABEL, SMALL = 30, 24, 22
"""Sizes of letters in pixels, twice what they are on a phone."""

APART, UNDER = 14, 6
"""Pixels between two things, and between a label and what it is about."""

RAISED = 0.635
"""How far above the middle of something a line of letters begins, in their size, for capitals to be in the middle."""

MOST_LINES = 3
"""Lines of a title and of a note. A label has two where they fit for all, else one."""

LOOKS = (
    ("#0072B2", ""),
    ("#E69F00", "//"),
    ("#009E73", "xx"),
    ("#CC79A7", ".."),
    ("#56B4E9", "--"),
    ("#F0E442", "\\\\"),
)
"""Colours that everybody can tell apart (Okabe and Ito, Color Universal Design), each with a pattern of its own."""

ROOM = WIDTH - 2 * EDGE

Interval = tuple[float, float, float]
"""A mean, and the two ends of its interval."""


class Page:
    """What is drawn next goes below `top`."""

    def __init__(self, title: str, note: str) -> None:
        self._sheet = Sheet()
        self.top = float(EDGE)
        self._write(self._sheet.lines(title, TITLE, ROOM, MOST_LINES, bold=True), TITLE, bold=True)
        self.top += APART
        self._note = self._sheet.lines(note, SMALL, ROOM, MOST_LINES)

    def rows(self, labels: Sequence[str], below: float) -> Iterator[int]:
        """Write each label in its turn, below which so many pixels are drawn on; the numbers of those that fit.

        A label of which nothing can be drawn is the number that it has in the card.
        """
        foot = TALLEST - EDGE - APART - len(self._note) * SMALL * LINE
        below += UNDER
        single, fit = LABEL * LINE + below, len(labels)
        lines = [self._label(label, number, 2) for number, label in enumerate(labels, 1)]
        if self.top + sum(len(each) * LABEL * LINE + below for each in lines) > foot:
            lines = [self._label(label, number, 1) for number, label in enumerate(labels, 1)]
        if self.top + single * fit > foot:
            fit = max(0, int((foot - self.top - SMALL * LINE) // single))
        for number in range(fit):
            self._write(lines[number], LABEL)
            self.top += UNDER
            yield number
        if left := len(labels) - fit:
            self._write([f"… and {left} more, which are in the message"], SMALL, ink=QUIET)

    def bar(self, share: float | None, told: str, widest: Sequence[str], height: int, look: int) -> None:
        """A bar with its numbers beside it, in the room that the widest numbers leave; for None the words alone."""
        if share is None:
            self.words(told, height)
        else:
            room = ROOM - APART - max(self._sheet.width(each, LABEL, bold=True) for each in widest)
            long = room * min(max(share, 0.0), 1.0)
            fill, hatch = LOOKS[look % len(LOOKS)]
            self._sheet.box(EDGE, self.top, long, height, fill, hatch=hatch)
            beside = self.top + height / 2 - LABEL * RAISED
            self._sheet.words(EDGE + long + APART, beside, told, LABEL, bold=True)
        self._sheet.line((EDGE, self.top - 2), (EDGE, self.top + height + 2), 3)

    def legend(self, names: Sequence[str]) -> None:
        """Which look is whose."""
        for look, name in enumerate(names):
            fill, hatch = LOOKS[look % len(LOOKS)]
            self._sheet.box(EDGE, self.top + 3, 2 * LABEL, LABEL, fill, hatch=hatch)
            beside = EDGE + 2 * LABEL + APART
            for line in self._sheet.lines(name, LABEL, WIDTH - EDGE - beside, 2) or [f"No. {look + 1}"]:
                self._sheet.words(beside, self.top, line, LABEL)
                self.top += LABEL * LINE
            self.top += APART / 2
        self.top += APART

    def ends(self, low: str, high: str) -> None:
        """Words on the two ends of a scale, one at each side."""
        half = (ROOM - APART) / 2
        left, right = (self._sheet.lines(each, SMALL, half, MOST_LINES) for each in (low, high))
        for number in range(max(len(left), len(right))):
            if number < len(left):
                self._sheet.words(EDGE, self.top, left[number], SMALL, ink=QUIET)
            if number < len(right):
                self._sheet.words(WIDTH - EDGE, self.top, right[number], SMALL, ink=QUIET, align="right")
            self.top += SMALL * LINE
        self.top += APART

    def mean(self, at: Interval, told: str, *, steps: int, height: int) -> None:
        """A mean with its interval, in parts of a scale that has so many steps, its numbers beside it."""
        where, low, high = at
        long = ROOM - 3 * APART - self._sheet.width(told, LABEL, bold=True)
        middle, left = self.top + height / 2, EDGE + APART / 2
        self._sheet.line((left, middle), (left + long, middle), 2, QUIET)
        for step in range(steps + 1):
            across = left + long * step / steps
            self._sheet.line((across, middle - 7), (across, middle + 7), 2, QUIET)
        self._sheet.line((left + long * low, middle), (left + long * high, middle), 9, LOOKS[0][0])
        for end in (low, high):
            self._sheet.line((left + long * end, middle - 11), (left + long * end, middle + 11), 4, LOOKS[0][0])
        self._sheet.dot(left + long * where, middle, 15, LOOKS[1][0])
        self._sheet.words(WIDTH - EDGE, middle - LABEL * RAISED, told, LABEL, bold=True, align="right")

    def words(self, told: str, height: int) -> None:
        """Words in place of what cannot be shown."""
        self._sheet.words(EDGE + APART, self.top + height / 2 - LABEL * RAISED, told, LABEL, ink=QUIET)

    def finished(self) -> bytes:
        """The picture, with its note."""
        self.top += APART / 2
        self._write(self._note, SMALL, ink=QUIET)
        return self._sheet.png(self.top + EDGE)

    def _label(self, label: str, number: int, most: int) -> list[str]:
        return self._sheet.lines(label, LABEL, ROOM, most) or [f"No. {number}"]

    def _write(self, lines: Sequence[str], size: int, *, bold: bool = False, ink: str = INK) -> None:
        """Write lines below one another, from the side at which their language begins."""
        align: Align = "right" if runs_left(" ".join(lines)) else "left"
        for line in lines:
            self._sheet.words(
                EDGE if align == "left" else WIDTH - EDGE, self.top, line, size, bold=bold, ink=ink, align=align
            )
            self.top += size * LINE
