"""Inputs of Adaptive Cards as Teams takes them."""

import re
from typing import Any

from sandbox.checks import Check, Problems, array, at, boolean, integer, record, string
from sandbox.refusals import Json
from sandbox.teams.action_rules import ACTIONS, select_action
from sandbox.teams.rule_pieces import ELEMENT, number, typed, word

DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
TIME = re.compile(r"\d{2}:\d{2}")

COMMON: dict[str, Check] = {
    **{name: check for name, check in ELEMENT.items() if name != "id"},
    "label": string(least=1),
    "isRequired": boolean,
    "errorMessage": string(least=1),
    "valueChangedAction": ACTIONS["Action.ResetInputs"],
}
_CHOICE = record({"title": string(least=1), "value": string(least=1)}, {})
_QUERY = record(
    {"type": word("Data.Query"), "dataset": string(least=1)},
    {"value": string(), "count": integer(0), "skip": integer(0), "associatedInputs": word("auto", "none")},
)


def _matching(pattern: re.Pattern[str], example: str) -> Check:
    def check(value: Any, path: str, problems: Problems) -> None:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            problems.append(at(f"must be written like {example}", path))

    return check


def _expression(value: Any, path: str, problems: Problems) -> None:
    try:
        re.compile(value)
    except (re.error, TypeError):
        problems.append(at("must be a regular expression", path))


def _input(kind: str, optional: dict[str, Check], required: dict[str, Check] | None = None) -> Check:
    shape = typed(kind, {"id": string(least=1), **(required or {})}, optional, COMMON)

    def check(value: Json, path: str, problems: Problems) -> None:
        shape(value, path, problems)
        if (value.get("isRequired") or "errorMessage" in value) and not value.get("label"):
            problems.append(at("missing required field: label", path))
        if value.get("isRequired") and not value.get("errorMessage"):
            problems.append(at("missing required field: errorMessage", path))

    return check


def _choices(value: Json, path: str, problems: Problems) -> None:
    """A choice set: something to choose from, each value once, and only listed ones chosen at first."""
    _CHOICE_SET(value, path, problems)
    choices = value.get("choices") or []
    dynamic = "choices.data" in value
    if not choices and not dynamic:
        problems.append(at("must define either `choices` or `choices.data`", path))
    if not isinstance(choices, list):
        return
    values = [each.get("value") for each in choices if isinstance(each, dict)]
    if len({str(each) for each in values}) < len(values):
        problems.append(at("two choices have the same value", f"{path}/choices"))
    several = bool(value.get("isMultiSelect"))
    if several and any(isinstance(each, str) and "," in each for each in values):
        problems.append(at("a comma separates the values of a multiple choice", f"{path}/choices"))
    chosen = value.get("value")
    if isinstance(chosen, str) and chosen and not dynamic:
        picked = chosen.split(",") if several else [chosen]
        if any(each not in values for each in picked):
            problems.append(at("must be among the choices", f"{path}/value"))


_CHOICE_SET = _input(
    "Input.ChoiceSet",
    {
        "choices": array(_CHOICE, most=1000),
        "choices.data": _QUERY,
        "isMultiSelect": boolean,
        "style": word("compact", "expanded", "filtered"),
        "value": string(),
        "placeholder": string(),
        "wrap": boolean,
    },
)

INPUTS: dict[str, Check] = {
    "Input.Text": _input(
        "Input.Text",
        {
            "isMultiline": boolean,
            "maxLength": integer(1),
            "placeholder": string(),
            "regex": _expression,
            "style": word("text", "tel", "url", "email", "password"),
            "inlineAction": select_action,
            "value": string(),
        },
    ),
    "Input.Number": _input("Input.Number", {"max": number, "min": number, "placeholder": string(), "value": number}),
    "Input.Date": _input(
        "Input.Date",
        {
            "max": _matching(DATE, "2026-01-31"),
            "min": _matching(DATE, "2026-01-31"),
            "placeholder": string(),
            "value": _matching(DATE, "2026-01-31"),
        },
    ),
    "Input.Time": _input(
        "Input.Time",
        {
            "max": _matching(TIME, "14:30"),
            "min": _matching(TIME, "14:30"),
            "placeholder": string(),
            "value": _matching(TIME, "14:30"),
        },
    ),
    "Input.Toggle": _input(
        "Input.Toggle",
        {"value": string(), "valueOff": string(least=1), "valueOn": string(least=1), "wrap": boolean},
        {"title": string(least=1)},
    ),
    "Input.ChoiceSet": _choices,
}
