"""Cards as Block Kit: within every limit, whatever members wrote, and nothing in them is markup."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from bot.cards import Bar, Bars, Button, Buttons, Card, Commands, Fact, Facts, Form, Marked, Person, Quote, Text, Typed
from bot.gallery import examples
from handlers.slack import blocks, forms
from sandbox.slack.block_kit import message_blocks, view_body
from tests.slack.hostile import cards

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

THROUGH = (Phase.explicit, Phase.reuse, Phase.generate)
"""Everything but making a failing example smaller, which takes minutes with texts as long as these."""

PARSED = ("mrkdwn", "markdown", "link", "user", "usergroup", "channel", "broadcast", "emoji")
thorough = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), phases=THROUGH)


def texts(node: Any) -> Iterator[str]:
    """Every text that is shown."""
    if isinstance(node, list):
        for each in node:
            yield from texts(each)
    elif isinstance(node, dict):
        if isinstance(node.get("text"), str):
            yield node["text"]
        for each in node.values():
            yield from texts(each)


def types(node: Any) -> Iterator[str]:
    """Every type of block, element and text."""
    if isinstance(node, list):
        for each in node:
            yield from types(each)
    elif isinstance(node, dict):
        if "type" in node:
            yield node["type"]
        for each in node.values():
            yield from types(each)


@thorough
@given(cards)
def test_slack_takes_every_message(card: Card) -> None:
    """Whatever members wrote, and however much of it."""
    made = blocks.message(card)
    message_blocks(made)
    assert sum(len(text) for text in texts(made)) < 12_000
    assert blocks.told(card)


@thorough
@given(cards)
def test_slack_takes_every_modal_and_home(card: Card) -> None:
    """The same card, in the two other places."""
    view_body(forms.pane(card), home=False)
    view_body(forms.home(card), home=True)


@thorough
@given(cards)
def test_nothing_that_members_wrote_is_parsed(card: Card) -> None:
    """Every text is one that Slack shows as it is, and no emoji are made of words between colons."""
    made = blocks.message(card)
    assert not set(types(made)) & set(PARSED)
    assert all(text["emoji"] is False for text in plain_texts(made))


def plain_texts(node: Any) -> Iterator[dict[str, Any]]:
    """Every plain_text object."""
    if isinstance(node, list):
        for each in node:
            yield from plain_texts(each)
    elif isinstance(node, dict):
        if node.get("type") == "plain_text":
            yield node
        for each in node.values():
            yield from plain_texts(each)


@pytest.mark.parametrize("name", [name for name, shown in examples().items() if isinstance(shown, Card)])
def test_every_card_of_the_gallery_fits_whole(name: str) -> None:
    """Nothing is cut from the cards that members usually see."""
    card = examples()[name]
    assert isinstance(card, Card)
    made = blocks.message(card)
    message_blocks(made)
    assert blocks.MORE not in list(texts(made))
    assert not any(text.endswith("…") and len(text) > 70 for text in texts(made))


@pytest.mark.parametrize("name", [name for name, shown in examples().items() if isinstance(shown, Form)])
def test_every_form_of_the_gallery_fits_whole(name: str) -> None:
    """Nor from the forms."""
    form = examples()[name]
    assert isinstance(form, Form)
    view = view_body(forms.modal(form), home=False)
    assert not view["title"]["text"].endswith("…")


def test_a_person_is_read_in_order() -> None:
    """Who, from where, why, in their words, whether they are open, and then what to do."""
    person = Person(
        "Rosa",
        "she/her",
        ("Peer lead, Harbour", "North East"),
        "Topics that fit: poetry",
        Marked("We write poems.", ((9, 14),)),
        "Open to introductions now",
        (Button("See profile", "profiles.see", "7"),),
    )
    _, rich, row = blocks.message(Card("Found", (person,)))
    first, quote, last = rich["elements"]
    assert "".join(piece["text"] for piece in first["elements"]) == (
        "Rosa (she/her)\nPeer lead, Harbour · North East\nTopics that fit: poetry"
    )
    assert [(piece["text"], "style" in piece) for piece in quote["elements"]] == [
        ("We write ", False),
        ("poems", True),
        (".", False),
    ]
    assert last["elements"][0]["text"] == "Open to introductions now"
    assert row["elements"][0]["accessibility_label"] == "See profile: Rosa"


def test_marks_beyond_a_cut_do_no_harm() -> None:
    """A long quotation is cut, and what is left of the marks stays where it belongs."""
    words = Marked("poem " * 2000, ((0, 4), (2990, 3010), (9000, 9004)))
    (quote,) = blocks.message(Card("", (Quote(words),)))[-1]["elements"]
    bold = [piece["text"] for piece in quote["elements"] if "style" in piece]
    assert bold[0] == "poem"
    assert len(bold) == 2


def test_a_row_of_buttons_stays_below_what_was_cut() -> None:
    """A long list ends with a word that there is more, and with the way on."""
    card = Card("Many", (*(Text(f"Line {number}") for number in range(80)), Buttons((Button("Next", "a.next"),))))
    made = blocks.message(card)
    assert len(made) == 50
    assert made[-2]["elements"][0]["text"] == blocks.MORE
    assert made[-1]["elements"][0]["action_id"] == "a.next"


def test_the_same_button_twice_can_be_told_apart() -> None:
    """Slack asks for different ids; the action is what stands before the colon."""
    card = Card("Two", (Buttons((Button("A", "a.see", "1"), Button("B", "a.see", "2"))),))
    ids = [element["action_id"] for element in blocks.message(card)[-1]["elements"]]
    assert ids == ["a.see", "a.see:2"]


def test_facts_are_read_one_after_another() -> None:
    """Label and value in one line, the label marked."""
    (rich,) = blocks.message(Card("", (Facts((Fact("Where", "Leeds"), Fact("Paid", "Yes"))),)))
    pieces = rich["elements"][0]["elements"]
    assert "".join(piece["text"] for piece in pieces) == "Where: Leeds\nPaid: Yes"
    assert [piece["text"] for piece in pieces if "style" in piece] == ["Where", "\nPaid"]


def test_numbers_that_are_compared_are_words_first() -> None:
    """The bars beside them show that there is something, and that it is not yet all."""
    shares = (0, 1, 50, 99, 100)
    (rich,) = blocks.message(Card("", (Bars(tuple(Bar("A", f"{share}%", share) for share in shares)),)))
    words = "".join(piece["text"] for piece in rich["elements"][0]["elements"]).split("\n")
    assert words[1::2] == [
        "0% ░░░░░░░░░░",
        "1% █░░░░░░░░░",
        "50% █████░░░░░",
        "99% █████████░",
        "100% ██████████",
    ]


def test_what_can_be_typed_is_shown_as_it_is_typed_on_slack() -> None:
    """A slash command where there is one, else the word after /roundtable."""
    typed = (Typed("find", "peer support", "finds people"), Typed("pause", does="stops it"), Typed("help"))
    (rich,) = blocks.message(Card("", (Commands(typed),)))
    words = "".join(piece["text"] for piece in rich["elements"][0]["elements"])
    assert words == "/find-collaborator peer support: finds people\n/roundtable pause: stops it\n/roundtable help"


def test_a_button_that_only_opens_a_page_is_known_as_such() -> None:
    """Slack tells us of it all the same."""
    row = Buttons((Button("Read", "", url="https://bot.example/help"),))
    (element,) = blocks.message(Card("Help", (row,)))[-1]["elements"]
    assert (element["action_id"], element["url"]) == ("open", "https://bot.example/help")
