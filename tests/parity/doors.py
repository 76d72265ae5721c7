"""What each platform's door does by name, read from its source and its manifest, and what only one of them may do."""

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import handlers.slack
import handlers.teams
from bot.actions import ACTIONS
from bot.cards import Field, Form, Shown
from bot.commands import Command, Shortcut, spoken

SLACK = Path(handlers.slack.__file__).parent
TEAMS = Path(handlers.teams.__file__).parent

ACTION = re.compile(rf"({'|'.join({name.partition('.')[0] for name in ACTIONS})})\.[a-z_]+")
KINDS = {kind.__name__ for kind in get_args(Shown)}
MADE = {kind.__name__ for kind in (Form, *get_args(Field))}
"""What a door must not make itself, for it would be there on one platform alone."""


@dataclass(frozen=True)
class Only:
    """What one door does alone, and why that is right."""

    on: Literal["slack", "teams"]
    reason: str


ONLY: Mapping[str, Only] = {
    "home.show": Only("slack", "Slack shows a bot's home by itself when it is opened; in Teams one asks for it."),
    "collaborators.pick": Only("teams", "Only Teams has a search beside the compose box, whose results are posted."),
    "roundtable.welcome": Only(
        "teams", "Only Teams tells a bot that somebody added it; on Slack its home greets them."
    ),
    "Picks": Only("teams", "What the search beside the compose box finds."),
}
"""All that is on one platform and not on the other."""


def one_sided(slack: Collection[str], teams: Collection[str], only: Mapping[str, Only]) -> list[str]:
    """What stands on one side and is not excepted, and exceptions that except nothing; a line each."""
    sides = dict.fromkeys(set(slack) - set(teams), "slack") | dict.fromkeys(set(teams) - set(slack), "teams")
    excepted = {name: one.on for name, one in only.items()}
    found = [f"{name} is on {side} alone" for name, side in sides.items() if excepted.get(name) != side]
    found += [f"{name} need not be excepted" for name, side in excepted.items() if sides.get(name) != side]
    return sorted(found)


def named(folder: Path) -> set[str]:
    """The actions that a door names, the kinds of answers that it tells apart, and the forms that it makes itself."""
    return {name for path in sorted(folder.glob("*.py")) for name in named_in(ast.parse(path.read_text("utf-8")))}


def named_in(tree: ast.AST) -> Iterator[str]:
    """The same of one module."""
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str() as words) if ACTION.fullmatch(words):
                yield words
            case ast.Call(func=ast.Name(id="isinstance"), args=[_, kinds]):
                yield from {each.id for each in ast.walk(kinds) if isinstance(each, ast.Name)} & KINDS
            case ast.Call(func=ast.Name(id=name)) if name in MADE:
                yield f"{name}(…)"
            case ast.MatchClass(cls=ast.Name(id=name)) if name in KINDS:
                yield name


def unoffered(commands: Collection[Command], slack: Mapping[str, Any], teams: Mapping[str, Any]) -> list[str]:
    """Commands that a manifest does not offer as they are, and what it offers beyond them; a line each."""
    slashes = {each["command"]: each["description"] for each in slack["features"]["slash_commands"]}
    lists = [each["commands"] for bot in teams["bots"] for each in bot["commandLists"]]
    words = [{each["title"]: each["description"] for each in offered} for offered in lists]
    found = [f"Slack offers {slash}" for slash in slashes.keys() - {each.slash for each in commands}]
    listed = {each.word for each in commands if each.listed}
    found += [f"Teams offers {word}" for one in words for word in one.keys() - listed]
    for each in commands:
        if each.slash and slashes.get(each.slash) != each.description:
            found.append(f"Slack does not offer {each.slash} as {each.description!r}")
        if not each.slash and ("/roundtable" not in slashes or spoken(each.word) != (each.action, "")):
            found.append(f"Slack does not take /roundtable {each.word}")
        if each.listed and (any(one.get(each.word) != each.description for one in words) or not words):
            found.append(f"Teams does not offer {each.word} as {each.description!r}")
    return sorted(found)


def unoffered_in_menus(
    shortcuts: Collection[Shortcut], slack: Mapping[str, Any], teams: Mapping[str, Any]
) -> list[str]:
    """Shortcuts that the menu of a message does not have as they are, and what it has beyond them; a line each."""
    menus = {
        "Slack": {
            (each["name"], each["callback_id"], each["description"])
            for each in slack["features"].get("shortcuts", ())
            if each["type"] == "message"
        },
        "Teams": {
            (each["title"], each["id"], each["description"])
            for extension in teams["composeExtensions"]
            for each in extension["commands"]
            if each["type"] == "action" and each["context"] == ["message"] and each["fetchTask"]
        },
    }
    meant = {(each.label, each.action, each.description or each.label) for each in shortcuts}
    found = [f"{side} does not offer {label}" for side, menu in menus.items() for label, _, _ in meant - menu]
    return sorted(found + [f"{side} offers {label}" for side, menu in menus.items() for label, _, _ in menu - meant])
