"""Forms as cards with inputs, and what comes back of them as typed answers."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from bot.cards import (
    ChoiceField,
    DateField,
    Form,
    Heading,
    NumberField,
    Option,
    PersonField,
    SeveralField,
    SuggestField,
    Text,
    TextField,
    TickField,
)
from bot.gallery import examples
from handlers.teams import forms
from sandbox.teams.cards import action, inputs
from sandbox.teams.outgoing import LARGEST_CARD
from sandbox.teams.values import held, refused, sent
from tests.slack import hostile
from tests.teams.test_adaptive import THROUGH, nodes, problems, weight, words

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

WHERE = (Option("Leeds", "leeds"), Option("York", "york"))
FORM = Form(
    "a.save",
    "A form",
    (
        TextField("text", "Text", "Hello", multiline=True, max_length=20),
        NumberField("number", "Number", 3, least=1, most=5),
        DateField("day", "Day", date(2026, 12, 1)),
        ChoiceField("where", "Where", WHERE, "york"),
        ChoiceField("one", "One of two", WHERE, "leeds", required=True),
        SeveralField("several", "Any of these", WHERE, ("york", "leeds")),
        SuggestField("topics", "Topics", "a.topics", (Option("Poetry, and prose", "poetry, 100%"),)),
        PersonField("who", "Who"),
        TickField("agreed", "Agreed?", "Yes", value=True),
    ),
    submit="Send",
    value="7",
)
OFFERED = {"a.topics": (Option("Drawing", "drawing"),)}


def pressed(card: dict[str, Any], **typed: str) -> dict[str, Any]:
    """What Teams sends when the first button of a form is pressed, with some inputs changed."""
    button = action(card, {"title": ""})
    with_it = inputs(card, button)
    names = {str(each.node["id"]).removeprefix("field:").replace(":", "_"): str(each.node["id"]) for each in with_it}
    values = held(with_it, {names[name]: value for name, value in typed.items()})
    assert not refused(with_it, values, {})
    return {**button.node["data"], **sent(with_it, values)}


def test_what_was_there_counts_as_filled_in() -> None:
    """An untouched form brings back its values, each as its kind answers; the form's own value rides along."""
    came = forms.pressed(pressed(forms.drawn(FORM, OFFERED)))
    assert (came.action, came.value, came.filled.errors) == ("a.save", "7", {})
    assert came.said.answers == {
        "text": "Hello",
        "number": 3,
        "day": date(2026, 12, 1),
        "where": "york",
        "one": "leeds",
        "several": ("leeds", "york"),
        "topics": ("poetry, 100%",),
        "who": None,
        "agreed": True,
    }


def test_what_was_emptied_comes_back_as_empty() -> None:
    """Also where Teams leaves out what is empty."""
    data = pressed(
        forms.drawn(FORM, OFFERED),
        text_text="",
        number_number="",
        date_day="",
        choice_where="=",
        several_several="",
        suggest_topics="",
        tick_agreed="false",
    )
    assert forms.pressed(data).said.answers == {
        "text": "",
        "number": None,
        "day": None,
        "where": "",
        "one": "leeds",
        "several": (),
        "topics": (),
        "who": None,
        "agreed": False,
    }


def test_suggestions_and_words_of_ones_own_are_one_answer() -> None:
    """Picked ones first, then those between commas, each once."""
    data = pressed(
        forms.drawn(FORM, OFFERED), suggest_topics="=drawing", own_topics="hearing  voices, drawing,\nsleep,"
    )
    assert forms.pressed(data).said.answers["topics"] == ("drawing", "hearing voices", "sleep")


def test_somebody_is_sought_by_name() -> None:
    """Who that is, is found out among the people of the tenant."""
    came = forms.pressed(pressed(forms.drawn(FORM, OFFERED), person_who=" Rosa  Okafor "))
    assert came.filled.sought == {"who": "Rosa Okafor"}


@pytest.mark.parametrize("typed", ["0", "6", "x", "2.5", "1e9", "٣" * 5000])
def test_a_number_that_is_none_or_out_of_bounds_is_said_at_its_field(typed: str) -> None:
    """Teams' client looks too, but a client is never trusted."""
    data = {**pressed(forms.drawn(FORM, OFFERED)), "field:number:number": typed}
    came = forms.pressed(data)
    assert came.filled.answers["number"] is None
    assert came.filled.errors == {"number": "Please type a whole number from 1 to 5."}


def test_a_day_that_is_none_is_said_at_its_field() -> None:
    """As for numbers."""
    data = {**pressed(forms.drawn(FORM, OFFERED)), "field:date:day": "soon"}
    assert forms.pressed(data).filled.errors == {"day": "Please pick a day."}


def test_errors_stand_at_their_fields_and_what_was_typed_is_kept() -> None:
    """Every kind of input holds what it held; the words stand right above it, in a colour that is seen."""
    data = pressed(
        forms.drawn(FORM, OFFERED),
        text_text="Changed",
        number_number="",
        date_day="",
        choice_where="=leeds",
        suggest_topics="=drawing,=poetry%2C 100%25",
        own_topics="sleep",
        person_who="Rosa",
        tick_agreed="false",
    )
    came = forms.pressed(data)
    assert came.form is not None
    again = forms.drawn(came.form, OFFERED, typed=data, errors={"text": "Say more.", "whole": "Not so."})
    assert not problems(again)
    body = again["body"]
    place = next(number for number, node in enumerate(body) if node.get("id") == "field:text:text")
    (run,) = body[place - 1]["inlines"]
    assert (run["text"], run["color"]) == ("Say more.", "Attention")
    assert "Not so." in words({"body": body[:4]})
    after = forms.pressed(pressed(again))
    assert after.said.answers == came.said.answers
    assert after.filled.sought == came.filled.sought


def test_few_options_are_all_in_sight_and_others_can_be_taken_back() -> None:
    """A menu cannot be emptied, so where nothing need be picked it has an option for that."""
    made = forms.drawn(FORM, {})
    menus = {node["id"].rpartition(":")[2]: node for node in made["body"] if node["type"] == "Input.ChoiceSet"}
    assert (menus["where"]["style"], menus["one"]["style"]) == ("compact", "expanded")
    assert menus["where"]["choices"][0] == {"title": "No answer", "value": "="}
    assert all(choice["value"] != "=" for choice in menus["one"]["choices"])


def test_a_long_tick_is_read_in_full_above_its_box() -> None:
    """Consent must not be cut, nor be taken for markup."""
    long = "Yes, keep this and show it to all people in this network. " * 6
    for tick in (long.strip(), "Yes, *all* of it"):
        made = forms.drawn(Form("a.b", "Agree", (TickField("ok", "Do you agree?", tick),)), {})
        assert tick in words(made)
        assert next(node["title"] for node in made["body"] if node["type"] == "Input.Toggle") == "Yes"


def test_an_empty_value_and_one_with_commas_can_be_picked() -> None:
    """Teams takes no empty value, and puts commas between several."""
    field = ChoiceField("pay", "Pay", (Option("Nothing", ""), Option("Some", "a,b%2C")), "")
    made = forms.drawn(Form("a.b", "F", (field,)), {})
    assert forms.pressed(pressed(made)).said.answers == {"pay": ""}
    assert forms.pressed(pressed(made, choice_pay="=a%2Cb%252C")).said.answers == {"pay": "a,b%2C"}


@pytest.mark.parametrize("name", [name for name, shown in examples().items() if isinstance(shown, Form)])
def test_the_first_field_is_in_sight_on_a_phone(name: str) -> None:
    """A few lines stand above it, nothing scrolls within the card, and all inputs are in one column."""
    form = examples()[name]
    assert isinstance(form, Form)
    body = forms.drawn(form, {})["body"]
    first = next(number for number, node in enumerate(body) if node["type"].startswith("Input."))
    assert first <= 6
    assert len(words({"body": body[:first]})) <= forms.ABOVE + len(form.title) + 10
    assert not [node for node in nodes(body) if node.get("type") == "ColumnSet" or "maxHeight" in node]


def test_a_long_introduction_is_read_below_the_fields() -> None:
    """It is not lost, and still stands before the button."""
    form = Form("a.b", "F", (TextField("a", "A"),), intro=(Heading("First"), Text("Long words. " * 60)))
    body = forms.drawn(form, {})["body"]
    kinds = [node["type"] for node in body]
    assert kinds == ["TextBlock", "TextBlock", "Input.Text", "RichTextBlock", "ActionSet"]


def test_answers_that_are_too_long_for_a_card_are_shown_in_part() -> None:
    """With a word on that, rather than no form at all."""
    long = "🌊" * 1_500
    form = Form("a.b", "F", tuple(TextField(f"t{n}", f"Text {n}", long, max_length=3000) for n in range(8)))
    made = forms.drawn(form, {})
    assert weight(made) < LARGEST_CARD
    labels = [node["label"] for node in made["body"] if node["type"] == "Input.Text"]
    assert len(labels) == 8
    assert any(label.endswith(forms.TOO_LONG) for label in labels)


def test_a_profile_in_a_script_of_three_bytes_fits_whole() -> None:
    """The longest profile there can be in Devanagari, Chinese or Japanese."""
    form = examples()["profiles.form"]
    assert isinstance(form, Form)
    longest = {f"field:text:{f.name}": "声" * f.max_length for f in form.fields if isinstance(f, TextField)}
    made = forms.drawn(form, {}, typed=longest)
    values = {node["id"]: node["value"] for node in made["body"] if node.get("id") in longest}
    assert values == longest
    assert weight(made) < LARGEST_CARD


@pytest.mark.parametrize("kept", ["", "x", "AAAA", "eJwDAAAAAAE=", "é", "=" * 7000])
def test_a_form_that_cannot_be_read_is_a_button_of_an_older_message(kept: str) -> None:
    """Nothing is guessed."""
    came = forms.pressed({"form": kept, "field:text:a": "b"})
    assert (came.action, came.form) == ("", None)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), phases=THROUGH)
@given(hostile.forms)
def test_teams_takes_every_form(form: Form) -> None:
    """Whatever members wrote; and what Teams then sends back can be read, and shown again."""
    made = forms.drawn(form, {})
    assert not problems(made)
    assert weight(made) <= LARGEST_CARD - 2_000
    data = {**action(made, {"title": ""}).node["data"], **{n["id"]: "x" for n in nodes(made["body"]) if "id" in n}}
    came = forms.pressed(data)
    assert came.action == form.action
    if came.form is not None:
        again = forms.drawn(came.form, {}, typed=data, errors={"x": "Please look."})
        assert weight(again) <= LARGEST_CARD - 2_000
