"""What exists on one platform exists on the other, or is excepted with a reason."""

import shutil
from collections.abc import Collection
from dataclasses import fields, is_dataclass, make_dataclass
from pathlib import Path
from typing import Any, get_args

import pytest

from bot import cards
from bot.actions import ACTIONS
from bot.commands import COMMANDS, SHORTCUTS, Command, Shortcut
from handlers.slack import blocks
from handlers.slack import fields as slack_fields
from handlers.slack.manifest import manifest as slack_manifest
from handlers.teams import adaptive
from handlers.teams import fields as teams_fields
from handlers.teams.manifest import Given
from handlers.teams.manifest import manifest as teams_manifest
from tests.parity.doors import ACTION, ONLY, SLACK, TEAMS, Only, named, one_sided, unoffered, unoffered_in_menus

GIVEN = Given("11111111-2222-3333-4444-555555555555", "https://bot.example.org", "1.2.3", "Example University")
MANIFESTS = (slack_manifest(request_url="https://bot.example.org/slack/events"), teams_manifest(GIVEN))
DRAWN = {"slack": blocks.ADD, "teams": adaptive.ADD}
ASKED = {"slack": slack_fields.ELEMENTS, "teams": teams_fields.ELEMENTS}


def undrawn(elements: Collection[type], asked: Collection[type], side: str) -> list[str]:
    """The classes of elements and fields that a platform cannot draw, and what it draws that is none of them."""
    names = {kind_of(each): each.__name__ for each in asked}
    return sorted(
        [each.__name__ for each in set(elements) ^ DRAWN[side].keys()]
        + [names.get(kind, kind) for kind in names.keys() ^ ASKED[side].keys()]
    )


def kind_of(made: type[Any]) -> str:
    """What a class of elements or fields calls its kind; nothing for a class of something else."""
    return next((str(each.default) for each in fields(made) if each.name == "kind"), "") if is_dataclass(made) else ""


@pytest.mark.parametrize("side", ["slack", "teams"])
def test_every_element_and_field_is_drawn(side: str) -> None:
    """And nothing that a card cannot hold."""
    assert undrawn(get_args(cards.Element), get_args(cards.Field), side) == []


def test_every_class_that_says_of_which_kind_it_is_is_an_element_or_field() -> None:
    """So that none is forgotten in the types by which the others are found."""
    of_a_kind = {each for each in vars(cards).values() if isinstance(each, type) and kind_of(each)}
    assert of_a_kind == {*get_args(cards.Element), *get_args(cards.Field)}


@pytest.mark.parametrize("side", ["slack", "teams"])
def test_a_made_up_element_or_field_is_noticed(side: str) -> None:
    """So that neither is forgotten on one platform."""
    sparkle = make_dataclass("Sparkle", [("kind", str, "sparkle")])
    guess = make_dataclass("GuessField", [("kind", str, "guess")])
    elements, asked = (*get_args(cards.Element), sparkle), (*get_args(cards.Field), guess)
    assert undrawn(elements, asked, side) == ["GuessField", "Sparkle"]


def test_both_doors_name_the_same_actions_and_answers() -> None:
    """But for what only one platform has; neither makes forms of its own."""
    assert one_sided(named(SLACK), named(TEAMS), ONLY) == []
    assert not [name for name in named(SLACK) | named(TEAMS) if name.endswith("(…)")]


def test_every_action_that_a_door_names_is_in_the_table() -> None:
    """A name that leads nowhere would be found out by members only."""
    assert {name for name in named(SLACK) | named(TEAMS) if ACTION.fullmatch(name)} <= ACTIONS.keys()


def test_every_kind_of_answer_is_told_apart_on_both_platforms() -> None:
    """Or on the one that is excepted."""
    for kind in get_args(cards.Shown):
        on = {"slack", "teams"} if kind.__name__ not in ONLY else {ONLY[kind.__name__].on}
        assert {side for side, folder in (("slack", SLACK), ("teams", TEAMS)) if kind.__name__ in named(folder)} == on


def test_every_exception_has_its_reason() -> None:
    """In a sentence."""
    assert all(one.reason.endswith(".") and len(one.reason) > 20 for one in ONLY.values())


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('press(desk, who, "profiles.shine", said)', "profiles.shine"),
        ('form = Form("profiles.save", "Shine", ())', "Form(…)"),
        ('field = TextField("shine", "How bright?")', "TextField(…)"),
        ("known = isinstance(shown, Picks)", "Picks"),
    ],
)
def test_what_only_one_door_does_is_noticed(tmp_path: Path, line: str, complaint: str) -> None:
    """A line more in a copy of Slack's door, and one less exception."""
    copy = tmp_path / "slack"
    shutil.copytree(SLACK, copy)
    (copy / "shining.py").write_text(f"{line}\n", encoding="utf-8")
    only = {name: one for name, one in ONLY.items() if name != "home.show"}
    found = one_sided(named(copy), named(TEAMS), only)
    assert "home.show is on slack alone" in found
    assert [each for each in found if each.startswith(complaint)]


def test_an_exception_that_excepts_nothing_is_noticed() -> None:
    """When the other platform has caught up, or the names have changed."""
    only = {
        **ONLY,
        "profiles.see": Only("teams", "It was so once."),
        "home.show": Only("teams", "The wrong way round."),
    }
    assert one_sided(named(SLACK), named(TEAMS), only) == [
        "home.show is on slack alone",
        "home.show need not be excepted",
        "profiles.see need not be excepted",
    ]


def test_every_command_is_offered_on_both_platforms_in_the_same_words() -> None:
    """As a slash command or after /roundtable, and in the list of commands of Teams; and no other is."""
    assert unoffered(COMMANDS, *MANIFESTS) == []


@pytest.mark.parametrize("slash", ["", "/shine"])
def test_a_made_up_command_is_noticed(slash: str) -> None:
    """One that the table has and the platforms do not know."""
    shine = Command("shine", "profiles.see", "Shine for a while", slash=slash)
    assert unoffered((*COMMANDS, shine), *MANIFESTS) == [
        f"Slack does not {'offer /shine as ' + repr(shine.description) if slash else 'take /roundtable shine'}",
        "Teams does not offer shine as 'Shine for a while'",
    ]


def test_a_command_that_only_the_platforms_know_is_noticed() -> None:
    """One that the table has lost."""
    first, *rest = COMMANDS
    assert unoffered(rest, *MANIFESTS) == [f"Slack offers {first.slash}", f"Teams offers {first.word}"]


def test_every_shortcut_is_in_the_menu_of_a_message_on_both_platforms() -> None:
    """In the same words, leading to an action there is, within what both have room for; and no other is."""
    assert unoffered_in_menus(SHORTCUTS, *MANIFESTS) == []
    assert {each.action for each in SHORTCUTS} <= ACTIONS.keys()
    assert all(len(each.label) <= 24 and len(each.description) <= 128 for each in SHORTCUTS)


def test_a_made_up_shortcut_is_noticed_and_would_be_offered_on_both_platforms() -> None:
    """One that the table has and the platforms do not know, or the other way round."""
    shine = Shortcut("Make this shine", "profiles.see", "Take its words, and shine")
    shortcuts = (*SHORTCUTS, shine)
    assert unoffered_in_menus(shortcuts, *MANIFESTS) == [
        "Slack does not offer Make this shine",
        "Teams does not offer Make this shine",
    ]
    made = (slack_manifest(shortcuts=shortcuts), teams_manifest(GIVEN, shortcuts))
    assert unoffered_in_menus(shortcuts, *made) == []
    assert unoffered_in_menus(SHORTCUTS, *made) == ["Slack offers Make this shine", "Teams offers Make this shine"]
