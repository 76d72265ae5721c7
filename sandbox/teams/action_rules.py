"""Actions of Adaptive Cards as Teams takes them."""

from typing import Any

from sandbox.checks import Check, Problems, anything, array, at, boolean, by_type, record, string
from sandbox.teams.rule_pieces import either, picture, typed, web_address, word

MOST_PRIMARY = 6
"""Buttons that a row shows; further ones only with `mode` secondary, behind three dots."""

COMMON: dict[str, Check] = {
    "id": string(least=1),
    "title": string(least=1),
    "iconUrl": either(picture, string(least=5)),
    "style": word("default", "positive", "destructive"),
    "mode": word("primary", "secondary"),
    "tooltip": string(),
    "isEnabled": boolean,
    "fallback": anything,
    "requires": anything,
}


def _data(value: Any, path: str, problems: Problems) -> None:
    """An object: Teams merges the inputs into it."""
    if not isinstance(value, dict):
        problems.append(at("must provide an object", path))


def _shown_card(value: Any, path: str, problems: Problems) -> None:
    from sandbox.teams.adaptive import inner_card  # noqa: PLC0415 - cards hold actions, and these hold cards

    inner_card(value, path, problems)


_SENT: dict[str, Check] = {
    "data": _data,
    "associatedInputs": word("auto", "none"),
    "conditionallyEnabled": boolean,
}
_TARGET = either(
    string(least=1), record({"elementId": string(least=1)}, {"type": word("TargetElement"), "isVisible": boolean})
)

ACTIONS: dict[str, Check] = {
    "Action.Execute": typed("Action.Execute", {"verb": string(least=1)}, _SENT, COMMON),
    "Action.Submit": typed("Action.Submit", {}, {**_SENT, "msteams": anything}, COMMON),
    "Action.OpenUrl": typed("Action.OpenUrl", {"url": web_address}, {}, COMMON),
    "Action.ShowCard": typed("Action.ShowCard", {"card": _shown_card}, {}, COMMON),
    "Action.ToggleVisibility": typed(
        "Action.ToggleVisibility", {"targetElements": array(_TARGET, most=100, least=1)}, {}, COMMON
    ),
    "Action.ResetInputs": typed("Action.ResetInputs", {}, {"targetInputIds": array(string(least=1), most=100)}, COMMON),
}
SELECTABLE = tuple(each for each in ACTIONS if each != "Action.ShowCard")

select_action = by_type(ACTIONS, SELECTABLE)
"""What a tap on a picture, a text or a container may do."""


def action_row(value: Any, path: str, problems: Problems) -> None:
    """A row of buttons: each has a title, and all are to be seen."""
    array(by_type(ACTIONS), most=20)(value, path, problems)
    if not isinstance(value, list):
        return
    buttons = [each for each in value if isinstance(each, dict)]
    for place, button in enumerate(value):
        if isinstance(button, dict) and not button.get("title"):
            problems.append(at("missing required field: title", f"{path}/{place}"))
    primary = [each for each in buttons if str(each.get("mode", "primary")).lower() == "primary"]
    if len(primary) > MOST_PRIMARY:
        problems.append(at(f"no more than {MOST_PRIMARY} primary actions are shown", path))
