"""Comparing with earlier times: honest intervals, and what several people wrote about."""

from dataclasses import replace

import numpy as np
import pytest

from bot import survey_themes, survey_waves
from bot.matching.encoder import Encoder
from bot.survey_figures import Group
from bot.survey_questions import Question

SCALE = Question("equal", "scale", "Does exchange feel equal?", points=5)


def rated(*counts: int) -> survey_waves.Mean:
    """The mean where so many chose each point."""
    found = survey_waves.mean([Group((point,), count) for point, count in enumerate(counts, 1)])
    assert found is not None
    return found


def test_the_interval_of_a_mean_is_students() -> None:
    """Of 5, 5, 5, 5 and 5 answers the mean is 3 with a standard error of √(50/24/25), and 24 degrees of freedom."""
    mean = rated(5, 5, 5, 5, 5)
    assert mean.middle == 3
    assert mean.error == pytest.approx((50 / 24 / 25) ** 0.5)
    assert mean.high - 3 == pytest.approx(2.0639 * mean.error, abs=1e-3)


def test_joined_points_make_the_interval_wider_and_never_shorter() -> None:
    """Whatever the joined answers were, the mean of them lies between the two ends."""
    joined = survey_waves.mean([Group((1, 2), 10), Group((3,), 5), Group((4, 5), 10)])
    assert joined is not None
    for single in (rated(10, 0, 5, 0, 10), rated(0, 10, 5, 10, 0), rated(5, 5, 5, 5, 5)):
        assert joined.least <= single.middle <= joined.most
        assert joined.low <= single.low
        assert joined.high >= single.high


def test_one_group_alone_has_no_mean() -> None:
    """All answers at once say nothing, and none at all say no more."""
    assert survey_waves.mean([Group((1, 2, 3, 4, 5), 20)]) is None
    assert survey_waves.mean([]) is None


@pytest.mark.parametrize(
    ("before", "now", "way"),
    [
        ((9, 9, 9, 5, 5), (5, 5, 9, 9, 9), 1),
        ((5, 5, 9, 9, 9), (9, 9, 9, 5, 5), -1),
        ((5, 6, 7, 6, 5), (5, 5, 8, 6, 6), 0),
        ((5, 5), (6, 5), 0),
    ],
)
def test_a_change_is_clear_only_beyond_chance(before: tuple[int, ...], now: tuple[int, ...], way: int) -> None:
    """A half point among 37 people is, a tenth is not."""
    assert survey_waves.moved(rated(*before), rated(*now)) == way


def test_the_same_people_by_chance_alone_are_rarely_called_changed() -> None:
    """Two draws of 20 from the same answers differ clearly in at most one pair of twenty."""
    random = np.random.default_rng(11)
    draws = [np.bincount(random.integers(0, 5, 60), minlength=5) for _ in range(400)]
    means = [rated(*map(int, draw)) for draw in draws]
    clear = sum(survey_waves.moved(one, other) != 0 for one, other in zip(means[::2], means[1::2], strict=True))
    assert clear <= 15


@pytest.mark.parametrize(
    ("before", "now", "way"), [((5, 40), (25, 40), 1), ((25, 40), (5, 40), -1), ((9, 30), (12, 30), 0)]
)
def test_shares_move_clearly_only_beyond_chance(before: tuple[int, int], now: tuple[int, int], way: int) -> None:
    """From an eighth to five eighths is clear, three more of thirty is not."""
    assert survey_waves.share_moved(before, now) == way


def test_what_can_be_answered_has_to_be_the_same_to_be_compared() -> None:
    """Words of the question may be mended."""
    assert survey_waves.comparable(SCALE, replace(SCALE, words="Does exchange feel equal to you?"))
    assert not survey_waves.comparable(SCALE, replace(SCALE, points=7))
    assert not survey_waves.comparable(SCALE, replace(SCALE, key="other"))


PAY = (
    "Pay people for their time, and pay on time",
    "Being paid within two weeks would help",
    "Pay that does not touch our benefits",
    "Invoices take ten weeks, and we wait to be paid",
    "Money up front for travel",
)
BEGINNING = (
    "Ask us before the question is fixed",
    "Involve us when the bid is written, not after",
    "Let us in at the start, not to tick a box at the end",
    "We want a say in the design from the beginning",
    "Ask community partners before the question is written",
)


def test_texts_on_the_same_are_one_theme_from_the_floor_on(encoder: Encoder) -> None:
    """Five on pay and five on the beginning are two themes; four on something, or one alone, are none."""
    texts = [*PAY, "Young carers", *BEGINNING, "Plain language", "Words we use", "Less jargon", "No jargon, please"]
    found = survey_themes.themes("needs", texts, encoder.encode(texts), 5)
    assert [theme.count for theme in found] == [5, 5]
    assert {theme.words for theme in found} <= {*PAY, *BEGINNING}
    assert survey_themes.load(survey_themes.dump(found)) == tuple(found)
    assert survey_themes.themes("needs", PAY[:4], encoder.encode(PAY[:4]), 5) == []


def test_the_same_words_from_everybody_are_one_theme(encoder: Encoder) -> None:
    """Also empty of meaning: nothing breaks."""
    texts = ["Nothing"] * 6
    assert [theme.count for theme in survey_themes.themes("needs", texts, encoder.encode(texts), 5)] == [6]


@pytest.mark.parametrize("empty", [1, 5, 15])
def test_a_text_of_which_nothing_is_known_is_in_no_theme(encoder: Encoder, empty: int) -> None:
    """A lone accent, or what a broken copy left, has no vector, and nothing is measured from there."""
    texts = ["\ufffd", "\u0301", "\ufffd\ufffd"] * (empty // 3) + ["\ufffd"] * (empty % 3) + [*PAY]
    found = survey_themes.themes("needs", texts, encoder.encode(texts), 5)
    assert [theme.count for theme in found] == [5]
    assert survey_themes.themes("needs", texts[:-1], encoder.encode(texts[:-1]), 5) == []
