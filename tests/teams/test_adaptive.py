"""Cards as Adaptive Cards: within every limit, whatever members wrote, and nothing in them is markup."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from bot.cards import (
    Button,
    Buttons,
    Card,
    ChoiceField,
    Commands,
    Divider,
    Fact,
    Facts,
    Form,
    Heading,
    Inputs,
    Marked,
    Option,
    Person,
    Quote,
    Text,
    TextField,
    Typed,
)
from bot.gallery import examples
from handlers.teams import adaptive, forms
from sandbox.teams.adaptive import card_problems
from sandbox.teams.outgoing import LARGEST_CARD
from tests.slack.hostile import cards

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

THROUGH = (Phase.explicit, Phase.reuse, Phase.generate)
"""Everything but making a failing example smaller, which takes minutes with texts as long as these."""

thorough = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), phases=THROUGH)
MARKED_UP = ("*", "_", "[", "`", "<", "&", "~", "\\", "#", "{", "://", "www.")


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    """Everything in a card that is an object, but what comes back unseen."""
    if isinstance(node, list):
        for each in node:
            yield from nodes(each)
    elif isinstance(node, dict):
        yield node
        for name, each in node.items():
            if name != "data":
                yield from nodes(each)


def words(card: dict[str, Any]) -> str:
    """All words that are read, a block in a line."""
    lines = []
    for node in nodes(card["body"]):
        if node.get("type") == "RichTextBlock":
            lines.append("".join(inline["text"] for inline in node["inlines"]))
        elif node.get("type") == "TextBlock":
            lines.append(node["text"])
    return "\n".join(lines)


def problems(card: dict[str, Any]) -> list[str]:
    """What Teams would refuse."""
    found: list[Any] = []
    card_problems(card, "", found)
    return [str(each) for each in found]


def weight(card: dict[str, Any]) -> int:
    """A card's bytes as Teams counts them."""
    return len(json.dumps(card, ensure_ascii=False, separators=(",", ":")).encode())


@thorough
@given(cards)
def test_teams_takes_every_card(card: Card) -> None:
    """Whatever members wrote, and however much of it."""
    made = adaptive.content(card)
    assert not problems(made)
    assert weight(made) <= LARGEST_CARD - 2_000


@thorough
@given(cards)
def test_nothing_that_members_wrote_is_parsed(card: Card) -> None:
    """Words stand in runs, which no client parses; what a heading holds has no markup in it, nor has what is ticked."""
    made = adaptive.content(card)
    parsed = [node["text"] for node in nodes(made["body"]) if node.get("type") == "TextBlock"]
    parsed += [node["title"] for node in nodes(made["body"]) if node.get("type") == "Input.Toggle"]
    parsed += [
        choice["title"]
        for node in nodes(made["body"])
        if node.get("type") == "Input.ChoiceSet" and node["style"] == "expanded"
        for choice in node["choices"]
    ]
    assert not [text for text in parsed for sign in MARKED_UP if sign in text]
    assert not any(node.get("type") == "FactSet" for node in nodes(made["body"]))
    assert "{{" not in words(made)


@thorough
@given(cards)
def test_every_element_that_is_read_has_words(card: Card) -> None:
    """A screen reader says something of each button and input, and something first of the whole."""
    made = adaptive.content(card)
    assert made["speak"] == made["fallbackText"] != ""
    assert "<" not in made["speak"]
    for node in nodes(made["body"]):
        if str(node.get("type")).startswith("Action."):
            assert node["title"].strip()
        if str(node.get("type")).startswith("Input."):
            assert node["label"].strip()


@pytest.mark.parametrize("name", [name for name, shown in examples().items() if isinstance(shown, Card)])
def test_every_card_of_the_gallery_fits_whole(name: str) -> None:
    """Nothing is cut from the cards that members usually see."""
    card = examples()[name]
    assert isinstance(card, Card)
    made = adaptive.content(card)
    assert not problems(made)
    assert adaptive.MORE not in words(made)
    assert not any(line.endswith("…") and len(line) > 90 for line in words(made).splitlines())


@pytest.mark.parametrize("name", [name for name, shown in examples().items() if isinstance(shown, Form)])
def test_every_form_of_the_gallery_fits_whole(name: str) -> None:
    """Nor from the forms, and each has all its fields and the button that sends it."""
    form = examples()[name]
    assert isinstance(form, Form)
    made = forms.drawn(form, {})
    assert not problems(made)
    assert adaptive.MORE not in words(made)
    ids = [node["id"] for node in nodes(made["body"]) if "id" in node]
    assert [field.name for field in form.fields if not any(each.endswith(f":{field.name}") for each in ids)] == []
    assert made["body"][-1]["actions"][0]["title"] == form.submit


def test_a_person_is_read_in_order() -> None:
    """Who, from where, why, in their words, whether they are open, and then what to do."""
    person = Person(
        "Rosa",
        "she/her",
        ("Peer lead, Harbour", "North East"),
        "Topics that fit: poetry",
        Marked("We write poems.\nAnd draw.", ((9, 14),)),
        "Open to introductions now",
        (Button("See profile", "profiles.see", "7"),),
    )
    _, shown = adaptive.content(Card("Found", (person,)))["body"]
    assert words({"body": [shown]}).splitlines() == [
        "Rosa (she/her)",
        "Peer lead, Harbour · North East",
        "Topics that fit: poetry",
        "We write poems.",
        "And draw.",
        "Open to introductions now",
    ]
    bold = [node["text"] for node in nodes(shown) if node.get("type") == "TextRun" and node.get("weight") == "Bolder"]
    assert bold == ["Rosa", "poems"]
    (button,) = shown["items"][-1]["actions"]
    assert button["tooltip"] == "See profile: Rosa"


def test_a_title_is_a_heading_unless_a_client_might_read_markup_in_it() -> None:
    """Screen readers go from heading to heading; a disguised link is not worth that."""
    plain, marked = (
        adaptive.content(Card(title))["body"][0] for title in ("People for “poetry”", "[bank](https://evil.example)")
    )
    assert (plain["type"], plain["style"]) == ("TextBlock", "heading")
    assert marked["type"] == "RichTextBlock"
    assert marked["inlines"][0]["text"] == "[bank](https://evil.example)"


def test_a_function_for_dates_is_broken_up() -> None:
    """Clients work these out even where they parse nothing else."""
    made = adaptive.content(Card("When", (Text("{{DATE(2026-01-01T00:00:00Z)}}"),)))
    assert words(made).splitlines()[1].replace("\u200b", "") == "{{DATE(2026-01-01T00:00:00Z)}}"
    assert "{{" not in words(made)


def test_a_question_comes_before_a_press_that_asks_for_it() -> None:
    """The button opens the question; below that stands the button that counts, which sends nothing else along."""
    button = Button("Delete it", "profiles.delete", style="danger", confirm="Delete your profile for good?")
    (shown,) = adaptive.content(Card("Sure", (Buttons((button,)),)))["body"][-1]["actions"]
    assert (shown["type"], shown["title"]) == ("Action.ShowCard", "Delete it")
    assert "Delete your profile for good?" in words(shown["card"])
    (sure,) = shown["card"]["body"][-1]["actions"]
    assert (sure["type"], sure["verb"], sure["style"]) == ("Action.Execute", "profiles.delete", "destructive")
    assert sure["title"] == "Yes: Delete it"


def test_a_button_sends_fields_only_where_it_belongs_to_them() -> None:
    """So an empty field that must be filled in stops nobody from asking for help."""
    card = Card(
        "Both",
        (
            Inputs((TextField("topic", "Topic", required=True),), (Button("Search", "a.search"),)),
            Buttons((Button("Help", "a.help"),)),
        ),
    )
    actions = {
        node["title"]: node["associatedInputs"] for node in nodes(adaptive.content(card)) if "associatedInputs" in node
    }
    assert actions == {"Search": "auto", "Help": "none"}


def test_many_buttons_stand_in_rows_of_six() -> None:
    """Teams hides more behind a menu."""
    buttons = tuple(Button(str(number), "a.b", str(number)) for number in range(14))
    rows = [node for node in adaptive.content(Card("Many", (Buttons(buttons),)))["body"] if node["type"] == "ActionSet"]
    assert [len(row["actions"]) for row in rows] == [6, 6, 2]


def test_a_row_of_buttons_stays_below_what_was_cut() -> None:
    """A long list ends with a word that there is more, and with the way on."""
    card = Card("Many", (*(Text("Line " * 600) for _ in range(80)), Buttons((Button("Next", "a.next"),))))
    made = adaptive.content(card)
    assert adaptive.MORE in words({"body": [made["body"][-2]]})
    assert made["body"][-1]["actions"][0]["verb"] == "a.next"


def test_a_button_that_only_opens_a_page_is_a_link() -> None:
    """Nothing is sent to us for it."""
    row = Buttons((Button("Read", "", url="https://bot.example/help"),))
    (action,) = adaptive.content(Card("Help", (row,)))["body"][-1]["actions"]
    assert (action["type"], action["url"]) == ("Action.OpenUrl", "https://bot.example/help")


def test_facts_and_commands_are_read_one_after_another() -> None:
    """Label and value in one line; a command as it is typed in Teams."""
    made = adaptive.content(
        Card("", (Facts((Fact("Where", "Leeds"),)), Commands((Typed("find", "poetry", "finds people"),))))
    )
    assert words(made) == "Where: Leeds\nfind poetry: finds people"


def test_lines_of_a_paragraph_stay_lines() -> None:
    """Some clients show a line break within a text as a blank."""
    assert words(adaptive.content(Card("", (Text("One\n\nTwo"),)))) == "One\nTwo"


def test_a_divider_is_a_line_above_what_follows() -> None:
    """An Adaptive Card has no line of its own."""
    made = adaptive.content(Card("", (Text("One"), Divider(), Heading("Two"))))
    assert [node.get("separator", False) for node in made["body"]] == [False, True]


def test_an_empty_card_and_an_empty_quotation_say_something() -> None:
    """Teams takes no card without a body."""
    assert words(adaptive.content(Card(""))) == "…"
    assert words(adaptive.content(Card("", (Quote(Marked("\u202e")),)))) == "…"


def test_a_menu_of_options_that_look_like_markup_is_folded() -> None:
    """Options that are all in sight are parsed by some clients."""
    plain, marked = (
        adaptive.content(Card("", (Inputs((ChoiceField("a", "A", (Option(label, "1"),), required=True),), ()),)))
        for label in ("Leeds", "*Leeds*")
    )
    assert (plain["body"][0]["style"], marked["body"][0]["style"]) == ("expanded", "compact")
