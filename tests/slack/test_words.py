"""Members' words in Slack's texts, and back."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.slack.words import cut, fallback, said, units
from tests.slack.hostile import texts, words


@given(texts, st.integers(2, 200))
def test_a_text_is_cut_to_fit_with_an_ellipsis(text: str, most: int) -> None:
    """Never longer than it may be, in the units of a client written in JavaScript; whole when it fits."""
    shown = cut(text, most)
    assert units(shown) <= most
    assert shown.endswith("…") or len(shown) == len(text)
    shown.encode()


@given(texts, st.integers(2, 200))
def test_no_sign_is_cut_in_two(text: str, most: int) -> None:
    """What follows the cut does not belong to the sign before it."""
    shown = cut(text, most)
    if len(shown) != len(text):
        rest = text[len(shown) - 1 :].lstrip()
        kept = shown[:-1]
        assert not kept or not rest or kept[-1] != "\u200d"


@pytest.mark.parametrize("sign", ["👩🏽‍🔬", "🏳️‍🌈", "e\u0301", "👍🏽"])
def test_a_picture_of_several_characters_stays_whole(sign: str) -> None:
    """A scientist does not become a woman and half a microscope."""
    for most in range(2, 12):
        kept = cut(sign * 3, most).removesuffix("…")
        assert kept == sign * (len(kept) // len(sign))


@given(texts)
def test_the_fallback_text_has_no_mentions_or_links(text: str) -> None:
    """It is escaped, and never cut within an entity."""
    shown = fallback(text)
    assert units(shown) <= 4000
    assert not set("<>") & set(shown)
    assert all(rest.startswith(("amp;", "lt;", "gt;")) for rest in shown.split("&")[1:])


@given(words)
def test_what_is_typed_comes_back_as_it_was_meant(text: str) -> None:
    """Slack's client escapes it; links and mentions aside, the words are the same."""
    plain = "".join(sign for sign in text if sign not in "<>@#!" and unicodedata.category(sign)[0] not in "CZ")
    escaped = plain.replace("&", "&amp;")
    assert said(escaped) == plain


def test_mentions_are_no_part_of_a_topic() -> None:
    """Nor is the markup of a link; its words are."""
    assert said("<@UBOT> hello &lt;3 <https://x.example|a page> <!here> <#C1|general> R&amp;D") == "hello <3 a page R&D"
    assert said("<https://x.example>") == "https://x.example"
