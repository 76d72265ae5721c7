"""What is stored of a person for the index."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching.encoder import Encoder
from bot.matching.prepared import SENTENCE, WHOLE, Prepared, Unreadable, prepare
from bot.matching.text import sentences


@settings(deadline=None, max_examples=25)
@given(people=st.lists(st.lists(st.text(max_size=120), max_size=3), max_size=3))
def test_what_is_stored_comes_back_the_same(encoder: Encoder, people: list[list[str]]) -> None:
    """Whatever people write, nothing at all included."""
    for prepared in (*prepare(encoder, people), *prepare(None, people)):
        again = Prepared.from_bytes(prepared.to_bytes())
        assert again.words == prepared.words
        for name in ("vectors", "scales", "kinds", "counts"):
            assert np.array_equal(getattr(again, name), getattr(prepared, name))


def test_each_text_and_each_sentence_has_a_row(encoder: Encoder) -> None:
    """One row does for a text of one sentence."""
    texts = ["We run a choir for older people. It meets in the library on Mondays.", "Loneliness and ageing"]
    prepared = prepare(encoder, [texts])[0]
    assert prepared.kinds.tolist() == [WHOLE, SENTENCE, SENTENCE, WHOLE | SENTENCE]
    assert np.count_nonzero(prepared.kinds & SENTENCE) == sum(len(sentences(text)) for text in texts)


def test_little_is_lost_in_eight_bits(encoder: Encoder) -> None:
    """Cosines stay right to about a hundredth."""
    text = "Therapeutic gardening on three allotments"
    prepared = prepare(encoder, [[text]])[0]
    rebuilt = prepared.vectors[0] * prepared.scales[0]
    assert rebuilt @ encoder.encode([text])[0] == pytest.approx(1, abs=0.005)


@pytest.mark.parametrize("keep", [0, 5, 40, -3])
def test_bytes_that_are_cut_short_are_refused(encoder: Encoder, keep: int) -> None:
    """Better prepared anew than wrong."""
    data = prepare(encoder, [["We run a choir."]])[0].to_bytes()
    with pytest.raises(Unreadable):
        Prepared.from_bytes(data[:keep])


def test_bytes_of_another_format_are_refused(encoder: Encoder) -> None:
    """A later version writes another first byte."""
    data = prepare(encoder, [["We run a choir."]])[0].to_bytes()
    with pytest.raises(Unreadable, match="format 255"):
        Prepared.from_bytes(b"\xff" + data[1:])
