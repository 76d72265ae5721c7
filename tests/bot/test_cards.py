"""Cards: what is stored comes back as it was, and every example can be stored and read aloud."""

from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import cards, parts
from bot.cards import Card, Form, Invalid, Text, dump, load, load_kept
from bot.directory import Address
from bot.errors import BadForm, Refused
from bot.gallery import examples
from bot.polls import AskedInVain
from bot.said import Said
from tests.bot.scene import buttons_of, options_of, parts_of

for kind in (cards.Card, cards.Form):
    st.register_type_strategy(kind, st.builds(kind))


@given(st.from_type(Card) | st.from_type(Form))
def test_what_is_stored_comes_back_as_it_was(shown: Card | Form) -> None:
    """Every element, every field, whatever stands in them."""
    assert load(dump(shown)) == shown
    assert load_kept(dump(shown)) == shown


@given(st.text())
def test_what_is_no_card_is_told_apart(stored: str) -> None:
    """An older version may have stored anything."""
    assert load_kept(stored) is None


@pytest.mark.parametrize("name", examples())
def test_every_example_can_be_stored_and_obeys_the_limits_of_its_elements(name: str) -> None:
    """What cards promise to every renderer."""
    shown = examples()[name]
    if not isinstance(shown, Invalid):
        assert load(dump(shown)) == shown
    for button in buttons_of(shown):
        assert button.label
        assert len(button.value) <= 2000
    assert all(len(option.value) <= 150 for option in options_of(shown))
    for part in parts_of(shown):
        if isinstance(part, cards.ChoiceField):
            assert len(part.options) <= 100
            assert part.value in {"", *(option.value for option in part.options)}
        if isinstance(part, cards.Marked):
            ends = [end for mark in part.marks for end in mark]
            assert ends == sorted(ends)
            assert all(0 <= end <= len(part.text) for end in ends)
        if isinstance(part, Form):
            names = [field.name for field in part.fields]
            assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("title", "body", "summary"),
    [
        ("Saved", (Text("People find you."),), "Saved. People find you."),
        ("Saved?", (cards.Divider(), Text("Yes.")), "Saved? Yes."),
        ("Saved", (), "Saved"),
        ("Saved", (cards.Divider(),), "Saved"),
    ],
)
def test_a_card_is_told_in_one_line(title: str, body: tuple[cards.Element, ...], summary: str) -> None:
    """For notifications and screen readers."""
    assert Card(title, body).summary == summary


def test_every_refusal_says_what_happened_and_what_to_do() -> None:
    """In words of its own, and none of them blames."""
    kinds = [kind for kind in Refused.__subclasses__() if kind not in {BadForm, AskedInVain}]
    assert len(kinds) >= 7
    for kind in kinds:
        shown = kind("a1b2").shown if kind.__init__ is not Refused.__init__ else kind().shown
        assert isinstance(shown, Card)
        assert shown.title
        assert len(shown.summary) > 40
    assert Refused("In other words.").shown == Card(Refused.title, (Text("In other words."),), detail=True)


def test_every_kind_of_element_is_in_the_gallery() -> None:
    """So that the golden tests of each platform cover them all."""
    shown = {type(part) for example in examples().values() for part in parts_of(example)}
    missing = {cards.Text, cards.Heading, cards.Quote, cards.Note, cards.Facts, cards.Person, cards.Buttons} - shown
    missing |= {cards.Commands} - shown
    assert missing == set()
    assert {
        cards.TextField,
        cards.NumberField,
        cards.DateField,
        cards.ChoiceField,
        cards.SeveralField,
        cards.SuggestField,
    } <= shown
    assert {cards.PersonField, cards.TickField, cards.Inputs, cards.Divider} <= shown
    assert all(fields(kind) for kind in (cards.Card, cards.Form))


def test_what_was_said_is_read_by_its_kind() -> None:
    """An answer of another kind is none."""
    said = Said("", {"a": " x ", "b": 3, "c": ("p", "q"), "d": Address("slack", "T1", "U1"), "e": date(2026, 1, 1)})
    assert [said.text(name) for name in "abcdef"] == ["x", "", "", "", "", ""]
    assert [said.several(name) for name in "abcdef"] == [(), (), ("p", "q"), (), (), ()]


@pytest.mark.parametrize("part", [option.value for option in parts.PARTS])
def test_every_part_is_on_one_side_and_looks_for_the_other(part: str) -> None:
    """And who has none looks for anyone."""
    assert {parts.side_of(part), parts.other_side(part)} == {"research", "community"}
    assert parts.other_side("") == "anyone"
