"""Adaptive Cards as Teams takes them: the card around its elements, and what only the whole of it can tell."""

from collections import Counter
from typing import Any

from sandbox.checks import Check, Problems, anything, array, at, boolean, record, string
from sandbox.refusals import Json
from sandbox.teams.action_rules import ACTIONS, action_row, select_action
from sandbox.teams.cards import walk
from sandbox.teams.element_rules import MOST, at_least_something, element
from sandbox.teams.rule_pieces import BACKGROUND, VERTICAL, pixels, word

ADAPTIVE = "application/vnd.microsoft.card.adaptive"
VERSIONS = ("1.0", "1.1", "1.2", "1.3", "1.4", "1.5")
MOST_REFRESHED = 60
"""People for whom a card may be refreshed by itself."""

_REFRESH = record(
    {"action": ACTIONS["Action.Execute"]},
    {"type": word("Refresh"), "userIds": array(string(least=1), most=MOST_REFRESHED), "expires": string(least=1)},
)
_COMMON: dict[str, Check] = {
    "$schema": string(least=1),
    "id": string(least=1),
    "body": array(element, most=MOST),
    "actions": action_row,
    "selectAction": select_action,
    "fallbackText": string(),
    "fallback": anything,
    "speak": string(),
    "lang": string(least=2),
    "rtl": boolean,
    "minHeight": pixels,
    "backgroundImage": BACKGROUND,
    "verticalContentAlignment": VERTICAL,
    "style": word("default", "emphasis", "good", "attention", "warning", "accent"),
    "refresh": _REFRESH,
    "authentication": anything,
    "metadata": anything,
    "requires": anything,
    "layouts": anything,
    "msteams": record({}, {"width": word("Full"), "entities": anything}),
}


def _version(value: Any, path: str, problems: Problems) -> None:
    """A version that Teams knows; on a newer one it shows the fallback text only."""
    if value not in VERSIONS:
        problems.append(at(f"version must be one of {', '.join(VERSIONS)}", path))


_CARD = record({"type": word("AdaptiveCard"), "version": _version}, _COMMON)
_INNER = record({"type": word("AdaptiveCard")}, {**_COMMON, "version": _version})


def inner_card(value: Any, path: str, problems: Problems) -> None:
    """The card that an Action.ShowCard unfolds: it needs no version of its own."""
    _INNER(value, path, problems)


def card_problems(card: Any, path: str, problems: Problems) -> None:
    """All that Teams would not take."""
    _CARD(card, path, problems)
    at_least_something(card, path, problems)
    if isinstance(card, dict) and not problems:
        _check_ids(card, path, problems)
        _check_targets(card, path, problems)
        _check_mentions(card, path, problems)


def _check_ids(card: Json, path: str, problems: Problems) -> None:
    """Each id stands once: two inputs of one id would overwrite each other."""
    named = Counter(str(placed.node["id"]) for placed in walk(card) if "id" in placed.node)
    for placed in walk(card):
        if named[str(placed.node.get("id"))] > 1:
            problems.append(at(f"the id {placed.node['id']!r} is used twice", f"{path}{placed.pointer}"))


def _check_targets(card: Json, path: str, problems: Problems) -> None:
    """What an action hides or resets, and what a text is a label for, must be there."""
    known = {placed.node.get("id") for placed in walk(card)}
    for placed in walk(card):
        node = placed.node
        named = [each["elementId"] if isinstance(each, dict) else each for each in node.get("targetElements", ())]
        named += node.get("targetInputIds", ())
        named += [node["labelFor"]] if "labelFor" in node else []
        for each in named:
            if each not in known:
                problems.append(at(f"there is no element {each!r}", f"{path}{placed.pointer}"))


def _check_mentions(card: Json, path: str, problems: Problems) -> None:
    """A mention's text stands somewhere in the card, as it is written."""
    texts = [str(placed.node.get("text", "")) for placed in walk(card)]
    texts += [str(fact.get("value", "")) for placed in walk(card) for fact in placed.node.get("facts", ())]
    entities = (card.get("msteams") or {}).get("entities") or []
    for place, entity in enumerate(entities):
        words = entity.get("text") if isinstance(entity, dict) else None
        mentioned = entity.get("mentioned") if isinstance(entity, dict) else None
        if not isinstance(words, str) or not any(words in text for text in texts):
            problems.append(at("the text of the mention is not in the card", f"{path}/msteams/entities/{place}"))
        elif not isinstance(mentioned, dict) or not mentioned.get("id") or not mentioned.get("name"):
            problems.append(at("the mention names nobody", f"{path}/msteams/entities/{place}"))
