"""Forms as modals, and what comes back of them as typed answers."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from bot.cards import (
    Button,
    Card,
    ChoiceField,
    DateField,
    Form,
    Inputs,
    NumberField,
    Option,
    PersonField,
    SeveralField,
    SuggestField,
    TextField,
    TickField,
)
from bot.directory import Address
from handlers.slack import fields, forms
from sandbox.slack.block_kit import view_body
from sandbox.slack.elements import initial_state
from tests.slack import hostile

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
        SuggestField("topics", "Topics", "a.topics", (Option("Poetry", "poetry"),)),
        PersonField("who", "Who"),
        TickField("agreed", "Agreed?", "Yes", value=True),
    ),
    submit="Send",
    value="7",
)


def sent(view: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """A modal as Slack sends it back, untouched but for some fields."""
    shown = view_body(view, home=False)
    values = initial_state(shown["blocks"])
    for name, held in changed.items():
        block = next(block for block in values if block.partition(":")[0] == name)
        values[block][f"field:{name}"] |= held
    return {**shown, "state": {"values": values}}


def test_what_was_there_counts_as_filled_in() -> None:
    """An untouched form brings back its values, each as its kind answers."""
    action, given_back, filled = forms.submitted(sent(forms.modal(FORM)), "T1")
    assert (action, given_back.value, filled.errors) == ("a.save", "7", {})
    assert given_back.answers == {
        "text": "Hello",
        "number": 3,
        "day": date(2026, 12, 1),
        "where": "york",
        "one": "leeds",
        "several": ("leeds", "york"),
        "topics": ("poetry",),
        "who": None,
        "agreed": True,
    }


def test_what_was_picked_comes_back() -> None:
    """A person as an address in this workspace; what was emptied as empty."""
    view = sent(
        forms.modal(FORM),
        who={"selected_user": "U9"},
        text={"value": None},
        number={"value": None},
        day={"selected_date": None},
        where={"selected_option": None},
        several={"selected_options": []},
        topics={"selected_options": []},
        agreed={"selected_options": []},
    )
    _, given_back, _ = forms.submitted(view, "T1")
    assert given_back.answers == {
        "text": "",
        "number": None,
        "day": None,
        "where": "",
        "one": "leeds",
        "several": (),
        "topics": (),
        "who": Address("slack", "T1", "U9"),
        "agreed": False,
    }


@pytest.mark.parametrize("typed", ["0", "6", "x", "2.5", "1e9", "٣" * 5000])
def test_a_number_that_is_none_or_out_of_bounds_is_said_at_its_field(typed: str) -> None:
    """Slack's client looks too, but a client is never trusted."""
    view = sent(forms.modal(FORM), number={"value": typed})
    _, given_back, filled = forms.submitted(view, "T1")
    assert given_back.answers["number"] is None
    assert forms.errors(filled.errors, filled, view) == {"number": "Please type a whole number from 1 to 5."}


def test_few_options_are_all_in_sight() -> None:
    """Where one of them must be picked; what may be left empty is a menu, for radio buttons cannot be emptied."""
    kinds = {block["block_id"]: block["element"]["type"] for block in forms.modal(FORM)["blocks"]}
    assert (kinds["where"], kinds["one"]) == ("static_select", "radio_buttons")


def test_words_for_no_field_stand_at_the_first() -> None:
    """Slack shows errors at fields only."""
    view = sent(forms.modal(FORM))
    _, _, filled = forms.submitted(view, "T1")
    placed = forms.errors({"whole": "Not so.", "text": "Too short.", "topics": "Too many."}, filled, view)
    assert placed == {"text": "Not so. Too short.", "topics:a.topics": "Too many."}


def test_a_long_tick_is_read_in_full_below_its_box() -> None:
    """Slack gives an option 75 characters; consent must not be cut."""
    words = "Yes, keep this and show it to all people in this network, in this workspace and in those linked with it"
    block = forms.modal(Form("a.b", "Agree", (TickField("ok", "Do you agree?", words),)))["blocks"][0]
    assert block["hint"]["text"] == words


def test_an_empty_value_can_be_picked() -> None:
    """Slack takes no empty value, so it goes there and back as another."""
    field = ChoiceField("pay", "Pay", (Option("Nothing", ""), Option("Some", "some")))
    view = sent(forms.modal(Form("a.b", "F", (field,))))
    assert view["state"]["values"]["pay"]["field:pay"]["selected_option"]["text"]["text"] == "Nothing"
    assert forms.submitted(view, "T1")[1].answers == {"pay": ""}


def test_a_long_title_is_read_in_full_above_the_fields() -> None:
    """Slack gives a modal's title 24 characters."""
    title = "Tell us what you would like to work on"
    view = forms.modal(Form("a.b", title, (PersonField("who", "Who"),)))
    assert view["title"]["text"].endswith("…")
    assert view["blocks"][0]["text"]["text"] == title


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Your partnership is on", "Your partnership is on"),
        ("Your partnership is paused", "Your partnership is…"),
        ("You take part in match rounds", "You take part in match…"),
        ("A-title-without-any-space-in-it", "A-title-without-any-spa…"),
        ("   ", "Roundtable"),
    ],
)
def test_a_long_title_ends_with_a_whole_word(title: str, shown: str) -> None:
    """Where it has several; Slack gives it 24 characters."""
    assert forms.pane(Card(title, ()))["title"]["text"] == shown


def test_fields_of_a_card_in_a_modal_are_sent_by_its_first_button() -> None:
    """Slack takes no fields in a modal without something to submit."""
    card = Card("Look", (Inputs((DateField("day", "Day"),), (Button("Go", "a.go", "1"), Button("Stop", "a.stop"))),))
    view = forms.pane(card)
    view_body(view, home=False)
    assert (view["submit"]["text"], view["callback_id"], view["private_metadata"]) == ("Go", "a.go", "1")
    assert [element["action_id"] for element in view["blocks"][-1]["elements"]] == ["a.stop"]


def test_a_form_that_comes_back_holds_what_was_typed() -> None:
    """Every kind of field; what was emptied stays empty."""
    view = sent(forms.modal(FORM), text={"value": "Changed"}, day={"selected_date": None}, who={"selected_user": "U9"})
    again = sent(forms.refilled(view, {"text": "No."}))
    _, before, _ = forms.submitted(view, "T1")
    _, after, _ = forms.submitted(again, "T1")
    assert after.answers == before.answers


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(hostile.forms)
def test_slack_takes_every_form(form: Form) -> None:
    """Whatever members wrote; and what Slack then sends back can be read."""
    view = forms.modal(form)
    back = sent(view)
    action, given_back, filled = forms.submitted(back, "T1")
    assert action == form.action
    assert set(given_back.answers) <= {field.name for field in form.fields}
    assert not filled.errors
    view_body(forms.refilled(back, {"x": "Please look."}), home=False)


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(hostile.options)
def test_slack_takes_every_suggestion(offered: tuple[Option, ...]) -> None:
    """Options are cut to what Slack shows of them; their values stay whole."""
    made = [fields.option(each).to_dict() for each in offered]
    assert all(0 < len(each["text"]["text"]) <= 75 for each in made)
    assert [each["value"] for each in made] == [each.value for each in offered]
