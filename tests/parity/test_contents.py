"""Whatever a card or form says, asks for and leads to is there on both platforms."""

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from bot.cards import Button, Buttons, Card, Form, Invalid, Picture, Text
from bot.gallery import examples
from docs.renderings import form_of, on_slack, on_teams
from handlers.teams.fields import PREFIX
from tests.parity.seen import lost, meant, slack, teams

CARDS = {name: shown for name, shown in examples().items() if not isinstance(shown, Invalid)}
WRONG = {name: shown for name, shown in examples().items() if isinstance(shown, Invalid)}


@pytest.mark.parametrize("name", CARDS)
def test_all_of_an_example_is_there_on_slack(name: str) -> None:
    """Words, buttons, links and fields, wherever it may stand: as message, modal or home."""
    for place, view in on_slack(name, CARDS[name]).items():
        assert lost(meant(CARDS[name]), slack(view)) == [], place


@pytest.mark.parametrize("name", CARDS)
def test_all_of_an_example_is_there_on_teams(name: str) -> None:
    """The same in its card."""
    assert lost(meant(CARDS[name]), teams(on_teams(name, CARDS[name])["card"])) == []


@pytest.mark.parametrize("name", WRONG)
def test_words_on_what_is_wrong_stand_at_their_fields(name: str) -> None:
    """Slack is told them by the field's block; in Teams they stand right above the input. The form is all there."""
    invalid = WRONG[name]
    made, card = on_slack(name, invalid), on_teams(name, invalid)["card"]
    fields = {
        block["element"]["action_id"]: block["block_id"] for block in made["modal"]["blocks"] if "element" in block
    }
    assert made["errors"] == {fields[f"field:{field}"]: words for field, words in invalid.errors.items()}
    for field, words in invalid.errors.items():
        above, _ = next(
            pair for pair in zip(card["body"], card["body"][1:], strict=False) if pair[1].get("id", "").endswith(field)
        )
        assert above["inlines"][0]["text"] == words
        assert above["inlines"][0]["color"] == "Attention"
    form = form_of(invalid)
    assert lost(meant(form), slack(made["modal"])) == lost(meant(form), teams(card)) == []


def form_and_renderings() -> tuple[Form, dict[str, Any], dict[str, Any]]:
    """The profile form, and what may be changed of its renderings."""
    form = examples()["profiles.form"]
    assert isinstance(form, Form)
    return form, deepcopy(on_slack("profiles.form", form)["modal"]), deepcopy(on_teams("profiles.form", form)["card"])


def test_a_field_that_is_missing_is_noticed() -> None:
    """On either platform."""
    form, view, card = form_and_renderings()
    view["blocks"] = [block for block in view["blocks"] if block.get("block_id") != "region"]
    card["body"] = [element for element in card["body"] if not element.get("id", "").endswith(":region")]
    for seen in (slack(view), teams(card)):
        assert any(line.startswith("field region") for line in lost(meant(form), seen))


def test_a_field_that_need_not_be_filled_in_or_holds_something_else_is_noticed() -> None:
    """A lost mark or value would be found out by members only."""
    form, view, card = form_and_renderings()
    for block in view["blocks"]:
        if block.get("block_id") == "about":
            block["optional"] = True
        if block.get("block_id") == "organisation":
            block["element"]["initial_value"] = "Elsewhere"
    for element in card["body"]:
        if element.get("id") == f"{PREFIX}text:about":
            element["isRequired"] = False
        if element.get("id") == f"{PREFIX}text:organisation":
            element["value"] = "Elsewhere"
    for seen in (slack(view), teams(card)):
        found = lost(meant(form), seen)
        assert any(line.startswith("field about") for line in found)
        assert any(line.startswith("field organisation") for line in found)
        assert "words: Harbour Voices" in found


def test_words_buttons_and_links_that_are_missing_are_noticed() -> None:
    """And a button that does something else than is meant."""
    whole = Card(
        "Title",
        (Text("Some words."), Buttons((Button("Go", "a.go", "7"), Button("Read", "", url="https://x.example")))),
    )
    bare = Card("Title", (Text("Words."), Buttons((Button("Go", "a.go", "8"),))))
    expected = ["button: ('Go', 'a.go', '7')", "link: https://x.example", "not meant: ('Go', 'a.go', '8')"]
    expected += ["words: Read", "words: Some words."]
    assert sorted(lost(meant(whole), slack(on_slack("x", bare)["message"]))) == expected
    assert sorted(lost(meant(whole), teams(on_teams("x", bare)["card"]))) == expected


def test_a_picture_that_is_missing_is_noticed_with_its_words() -> None:
    """One without an address is none, on both platforms; what it shows stands beside it in words anyway."""
    card, bare = (Card("Title", (Picture(file, "Bars."),)) for file in ("https://bot.example/files/0/a.png", ""))
    for shown, (see, draw, place) in (
        (bare, side) for side in ((slack, on_slack, "message"), (teams, on_teams, "card"))
    ):
        made = draw("x", shown)[place]
        assert see(made).pictures == []
        assert lost(meant(card), see(made)) == ["words: Bars.", "picture: https://bot.example/files/0/a.png"]
        assert lost(meant(card), see(draw("x", card)[place])) == []


def test_a_question_before_a_press_is_among_the_words() -> None:
    """So one that is forgotten is noticed."""
    asks = Card("Title", (Buttons((Button("Delete", "a.delete", confirm="Delete it for good?"),)),))
    silent = replace(asks, body=(Buttons((Button("Delete", "a.delete"),)),))
    for seen in (slack(on_slack("x", silent)["message"]), teams(on_teams("x", silent)["card"])):
        assert lost(meant(asks), seen) == ["words: Delete it for good?"]
    assert lost(meant(asks), teams(on_teams("x", asks)["card"])) == []


def test_long_words_may_be_cut_but_not_to_nothing() -> None:
    """With an ellipsis, and enough of them left to know them by."""
    card = Card("Title", (Text("word " * 2_000),))
    assert lost(meant(card), slack(on_slack("x", card)["message"])) == []
    assert lost(meant(card), teams(on_teams("x", card)["card"])) == []
    cut = deepcopy(on_teams("x", card)["card"])
    cut["body"][1]["inlines"][0]["text"] = "word…"
    assert len(lost(meant(card), teams(cut))) == 1
