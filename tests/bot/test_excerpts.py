"""Long words cut short."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bot.cards import Marked
from bot.excerpts import LONGEST_QUOTE, brief, excerpt


@given(st.text(min_size=1, max_size=30), st.integers(1, 60), st.sampled_from((" ", "")), st.randoms())
def test_an_excerpt_shows_the_first_mark_and_keeps_marks_on_their_words(
    word: str, count: int, between: str, chance: Random
) -> None:
    """However long the sentence, with blanks or without."""
    text = between.join([word] * count)
    places = sorted({chance.randrange(count) * (len(word) + len(between)) for _ in range(3)})
    marks = tuple((place, place + len(word)) for place in places)
    cut = excerpt(Marked(text, marks))
    assert len(cut.text) <= LONGEST_QUOTE + 4
    assert cut.marks
    assert {cut.text[start:end] for start, end in cut.marks} == {word}
    assert (len(text) <= LONGEST_QUOTE) == (cut.text == text)


def test_an_excerpt_without_marks_is_the_beginning() -> None:
    """As for a sentence that fits by its meaning alone."""
    text = "word " * 200
    cut = excerpt(Marked(text))
    assert text.startswith(cut.text.removesuffix(" …"))
    assert cut.text.endswith("word …")


def test_a_title_holds_the_first_words_of_a_long_query() -> None:
    """Cut with an ellipsis, on one line."""
    assert brief("a\nb  c") == "a b c"
    assert len(brief("word " * 100)) <= 80
    assert brief("word " * 100).endswith("…")
