"""Charts: whatever people write, a picture that is read on a phone, without colour, and says nothing it must not."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from bot import chart_gallery, charts
from bot.cards import Picture
from bot.chart_canvas import drawable
from bot.charts import Scale, Wave

LONG = "Words that go on and on, and never come to an end. " * 40
HOSTILE = [
    "مرحبا بكم في هذا الاستطلاع",
    "שלום עולם",
    "中文",
    "🧑🏽‍🔬",
    "",
    " \n\t",
    "$x_1^2$ \\frac{a}{b} costs $5 or $6",
    "\x00\u202e\ud83d\u200d",
    "<!channel> <b>*x*</b>",
    "W" * 5000,
    LONG,
    "e\u0323\u0301" * 300,
]
SCALE = Scale(1, 5, "not at all", "מאוד")


def pixels(png: bytes) -> NDArray[np.uint8]:
    """A picture as (rows, columns, colours)."""
    return np.asarray(Image.open(BytesIO(png)).convert("RGB"))


def every_kind(words: str) -> list[bytes]:
    """One of each chart, with these words wherever there are any."""
    return [
        charts.bars(words, [(words, 10**6, 0.9), (words, None, 0)], words),
        charts.groups(words, [words, "B"], [(words, [(7, 0.7), None])] * 4, words),
        charts.waves(words, [Wave(words, 9, 3.0, 2.0, 4.0)], Scale(1, 5, words, words), words),
    ]


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_is_written_a_picture_comes_that_teams_takes_with_nothing_over_its_edge(words: str) -> None:
    """Of 720 by at most 1,024 pixels, and far below a megabyte."""
    for png in every_kind(words):
        seen = pixels(png)
        high, wide, _ = seen.shape
        assert (wide, high <= 1024, len(png) < 200_000) == (720, True, True)
        assert (seen[:, -12:] == 255).all()
        assert (seen[:, :12] == 255).all()
        assert (seen[-12:] == 255).all()


def test_the_same_chart_is_the_same_bytes_however_many_are_drawn_at_once() -> None:
    """In threads of one process; charts that differ differ."""
    rows = [("Yes", 6, 0.6), ("No", 4, 0.4)]
    with ThreadPoolExecutor(4) as pool:
        drawn = list(pool.map(lambda _: charts.bars("Coffee?", rows, "10 answers"), range(8)))
    assert len(set(drawn)) == 1
    assert charts.bars("Coffee?", rows[::-1], "10 answers") != drawn[0]


@pytest.mark.parametrize("share", [0.25, 0.5, 1.0])
def test_a_bar_is_as_long_as_its_share(share: float) -> None:
    """Of a room that is the same for all bars of a chart; a share that is too large ends where the room does."""
    seen = pixels(charts.bars("A", [("B", 1, share), ("C", 1, 1.0), ("D", 1, 7.0)]))
    blue = (np.abs(seen.astype(int) - (0, 0x72, 0xB2)) < 12).all(axis=2)
    lengths = [int(count) for count in blue.sum(axis=1) if count]
    assert lengths[0] / max(lengths) == pytest.approx(share, abs=0.02)
    assert lengths[-1] == max(lengths)


def test_sides_are_told_apart_without_colour() -> None:
    """Each has a pattern: in grey, the bars of two sides differ in more than how light they are."""
    seen = pixels(charts.groups("A", ["Research", "Community"], [("B", [(9, 0.9), (9, 0.9)])]))
    grey = seen.mean(axis=2)
    rows = [row[60:300] for row in grey if (row[60:300] < 250).all() and row[60:300].mean() > 60]
    assert {bool(row.std() > 20) for row in rows} == {True, False}


def test_what_is_hidden_is_not_in_the_picture() -> None:
    """Whatever stands in its place in the figures."""
    assert charts.bars("A", [("B", None, 0.1), ("C", 9, 0.9)]) == charts.bars("A", [("B", None, 0.9), ("C", 9, 0.9)])
    asked = [charts.waves("A", [Wave("Spring", n, None, n, n)], SCALE) for n in (1, 4)]
    assert asked[0] == asked[1]


def test_an_interval_ends_where_the_scale_does() -> None:
    """A mean of all answers cannot be beyond it."""
    wide, all_of_it = (Wave("Spring", 9, 4.0, low, high) for low, high in ((-3.0, 8.0), (1.0, 5.0)))
    assert charts.waves("A", [wide], SCALE) == charts.waves("A", [all_of_it], SCALE)


def test_more_rows_than_there_is_room_for_are_counted() -> None:
    """The picture is as high as it may be, and differs with how many were left out."""
    many = [charts.bars("A", [(f"Choice {number}", number, 0.3) for number in range(most)]) for most in (30, 31)]
    assert pixels(many[0]).shape[0] > 900
    assert many[0] != many[1]
    assert pixels(charts.bars("", [])).shape[1] == 720


def test_only_what_the_font_has_is_written() -> None:
    """In one line, without what would turn it round or needs a shape that is not there."""
    assert drawable("😀 Yes\n中文 \u202eno 🧑 é مرحبا") == "😀 Yes no é مرحبا"
    assert drawable("\u200d 中") == ""


def test_every_picture_of_the_gallery_is_drawn_for_it() -> None:
    """By its address, since the gallery fetches nothing."""
    shown = (element for card in chart_gallery.examples().values() for element in card.body)
    drawn = chart_gallery.drawn()
    assert {element.file for element in shown if isinstance(element, Picture)} == drawn.keys()
    assert all(pixels(png).shape[1] == 720 for png in drawn.values())


def test_a_process_that_draws_nothing_does_without_the_library() -> None:
    """It takes a second to load, and 40 MB."""
    look = "import sys; import bot.charts; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", look], check=False).returncode == 0  # noqa: S603 - our own words
