"""Codes: drawn well, read however they are typed, and never mistaken for words."""

from random import Random, SystemRandom

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import codes
from bot.commands import spoken
from bot.network import open_network


@given(st.integers())
def test_a_code_is_read_however_it_is_typed(seed: int) -> None:
    """In small letters, with blanks, any dash or none, with marks around it and with letters that look alike."""
    code = codes.draw(Random(seed))  # noqa: S311 - the same chance in every run
    first, second = code[:4], code[4:]
    alike = code.replace("0", "O").replace("1", "l").replace("V", "u")
    for typed in (
        codes.written(code),
        code,
        code.lower(),
        f"{first} {second}",
        f" {first} \u2013 {second}. ",
        f"`{first}\u2011{second}`",
        f"“{first}\u00a0-\t{second}”",
        alike,
        alike.lower(),
        codes.written(alike),
    ):
        assert codes.read(typed) == code, typed
        assert spoken(f"link {typed}") == ("linking.link", " ".join(typed.split()))


@given(st.integers())
def test_a_slip_of_one_letter_is_still_told_as_a_code(seed: int) -> None:
    """So that the answer says what is wrong, instead of looking for people."""
    code = codes.draw(Random(seed))  # noqa: S311 - the same chance in every run
    for typed in (f"{code[:4]}-{code[4:]}2", f"2{code[:4]}-{code[4:]}"):
        assert len(codes.read(typed)) == 9
    assert len(codes.read("7K2M-9QX")) == 7


@pytest.mark.parametrize(
    "words",
    [
        "between trauma and sleep",
        "research",
        "homeless",
        "children",
        "2024 data",
        "data 2024",
        "covid-19",
        "long covid",
        "1990s art",
        "24/7 care",
        "A level 2",
        "the two of us",
        "7K2M",
        "7K2M-9QXD and more",
        "7K2M-9QXD-7K2M",
        "\u0667K2M-9QXD",
        "7K2M/9QXD",
        "",
        "\x00" * 8,
        "2" * 10_000,
    ],
    ids=lambda words: ascii(words[:20]),
)
def test_a_sentence_that_begins_with_link_is_a_topic(words: str) -> None:
    """Only what looks like a code is one."""
    assert codes.read(words) == ""
    assert words == "" or spoken(f"link {words}") is None


@given(st.text(st.characters(codec=None)))
def test_any_words_are_read_as_a_code_or_as_none(words: str) -> None:
    """And what is read has only a code's letters."""
    code = codes.read(words)
    assert code == "" or (7 <= len(code) <= 9 and set(code) <= set(codes.LETTERS))


def test_codes_are_drawn_by_the_systems_own_chance() -> None:
    """Nobody can tell the next one from those before."""
    network = open_network("sqlite://", None)
    assert isinstance(network.random, SystemRandom)
    drawn = [codes.draw(network.random) for _ in range(2_000)]
    assert len(set(drawn)) == len(drawn)
    assert {letter for code in drawn for letter in code} == set(codes.LETTERS)
    assert len(codes.LETTERS) == 32
    assert not set("ILOU") & set(codes.LETTERS)
