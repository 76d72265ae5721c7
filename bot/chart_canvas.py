"""A sheet that charts are drawn on: words that fit and can be drawn, boxes and lines, and a PNG in the end.

Nothing on it depends on the machine: the font is the one that matplotlib brings, and every size, colour and place is
given, so that the same chart is the same bytes. It is drawn straight on a figure, without pyplot, which keeps figures.
"""

import unicodedata
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Literal

import numpy as np
from matplotlib import get_data_path
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform
from PIL import Image

WIDTH, TALLEST = 720, 1024
"""Pixels: twice what a phone shows across, so that it stays sharp there, and no taller than Teams takes."""

DOTS = 72
"""To the inch, so that a point is a pixel."""

LINE = 1.25
"""The height of a line, in the size of its letters."""

LONGEST = 400
"""Characters of a text that are looked at; the card beside has all of it."""

COLOURS = 128
INK, QUIET, PAPER = "#1a1a1a", "#595959", "#ffffff"

JOINERS = "\u200c\u200d"
"""Characters without a shape of their own that shape their neighbours in some scripts."""

FONTS = Path(get_data_path(), "fonts", "ttf")

Align = Literal["left", "right", "center"]


@cache
def face(*, bold: bool) -> str:
    """The file of the font."""
    return str(FONTS / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"))


@cache
def letters(size: int, *, bold: bool) -> FontProperties:
    """The font in a size of so many pixels."""
    return FontProperties(fname=face(bold=bold), size=size)


@cache
def known() -> frozenset[str]:
    """The characters that both weights of the font can draw."""
    return frozenset.intersection(
        *(frozenset(map(chr, FT2Font(face(bold=each)).get_charmap())) for each in (True, False))
    )


@cache
def pixels() -> RendererAgg:
    """What all sheets are drawn on in turn: what is drawn holds on to its pixels for long after, 3 MB at a time."""
    return RendererAgg(WIDTH, TALLEST, DOTS)  # type: ignore[no-untyped-call]


def drawable(text: str) -> str:
    """What can be drawn of a text, in one line, without what is not seen, such as marks that turn directions round."""
    seen = (
        each
        for each in unicodedata.normalize("NFC", text[:LONGEST])
        if each.isspace() or each in JOINERS or is_seen(each)
    )
    return " ".join("".join(seen).split()).strip(JOINERS)


def is_seen(character: str) -> bool:
    """Whether the font has a shape for a character."""
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs"} and character in known()


def runs_left(text: str) -> bool:
    """Whether a text is written from right to left, as its first letter tells."""
    strong = (unicodedata.bidirectional(each) for each in text)
    return next((each for each in strong if each in {"L", "R", "AL"}), "L") != "L"


class Sheet:
    """A white sheet, from its top left corner in pixels; only what is above `foot` is in the picture.

    There is one at a time in a process, since all share their pixels; see `bot.charts`.
    """

    def __init__(self) -> None:
        self._figure = Figure(figsize=(WIDTH / DOTS, TALLEST / DOTS), dpi=DOTS, facecolor=PAPER)
        self._pixels = pixels()
        self._pixels.clear()  # type: ignore[no-untyped-call]

    def width(self, text: str, size: int, *, bold: bool = False) -> float:
        """How wide a text is."""
        said = letters(size, bold=bold)
        wide, _, _ = self._pixels.get_text_width_height_descent(text, said, ismath=False)  # type: ignore[no-untyped-call]
        return float(wide)

    def lines(self, text: str, size: int, room: float, most: int, *, bold: bool = False) -> list[str]:
        """A text in lines that fit, with an ellipsis where it is cut; none for a text that cannot be drawn."""
        lines: list[str] = []
        left = drawable(text)
        while left and len(lines) < most:
            line = self._first(left, size, room, bold=bold)
            left = left[len(line) :].lstrip()
            lines.append(line.rstrip())
        if left:
            last = lines[-1]
            while last and self.width(f"{last}…", size, bold=bold) > room:
                last = last[:-1].rstrip()
            lines[-1] = f"{last}…"
        return lines

    def _first(self, text: str, size: int, room: float, *, bold: bool) -> str:
        """As much of a text as fits in a line: whole words, or else as many characters, one at least."""
        fits, beyond = 1, len(text) + 1
        while beyond - fits > 1:
            middle = (fits + beyond) // 2
            if self.width(text[:middle].rstrip(), size, bold=bold) <= room:
                fits = middle
            else:
                beyond = middle
        if fits == len(text) or text[fits] == " ":
            return text[:fits]
        words = text[:fits].rpartition(" ")[0]
        return words or text[:fits]

    def words(
        self, x: float, top: float, text: str, size: int, *, bold: bool = False, ink: str = INK, align: Align = "left"
    ) -> None:
        """Write a line that can be drawn, without reading anything in it."""
        written = Text(
            x,
            TALLEST - top - size,
            text,
            color=ink,
            fontproperties=letters(size, bold=bold),
            horizontalalignment=align,
            verticalalignment="baseline",
            parse_math=False,
            usetex=False,
            transform=IdentityTransform(),
        )
        self._figure.add_artist(written)

    def box(
        self, x: float, top: float, width: float, height: float, fill: str, *, edge: str = INK, hatch: str = ""
    ) -> None:
        """A box, its pattern in the colour of its edge."""
        drawn = Rectangle(
            (x, TALLEST - top - height),
            width,
            height,
            facecolor=fill,
            edgecolor=edge,
            linewidth=2,
            hatch=hatch or None,
            hatch_linewidth=2,
            transform=IdentityTransform(),
        )
        self._figure.add_artist(drawn)

    def line(self, start: tuple[float, float], end: tuple[float, float], thick: float, ink: str = INK) -> None:
        """A straight line between two points, each as (x, top)."""
        (left, above), (right, below) = start, end
        drawn = Line2D(
            [left, right],
            [TALLEST - above, TALLEST - below],
            color=ink,
            linewidth=thick,
            solid_capstyle="butt",
            transform=IdentityTransform(),
        )
        self._figure.add_artist(drawn)

    def dot(self, x: float, top: float, size: float, fill: str) -> None:
        """A round mark."""
        drawn = Line2D(
            [x],
            [TALLEST - top],
            marker="o",
            markersize=size,
            markerfacecolor=fill,
            markeredgecolor=INK,
            markeredgewidth=2,
            linestyle="none",
            transform=IdentityTransform(),
        )
        self._figure.add_artist(drawn)

    def png(self, foot: float) -> bytes:
        """The picture, down to its foot."""
        self._figure.draw(self._pixels)
        drawn = np.asarray(self._pixels.buffer_rgba())  # type: ignore[no-untyped-call]
        seen = np.ascontiguousarray(drawn[: min(round(foot), TALLEST), :, :3])
        held = BytesIO()
        # Few colours are enough, and make it a third as large.
        Image.fromarray(seen).quantize(COLOURS, Image.Quantize.MEDIANCUT).save(held, "PNG")
        return held.getvalue()
