"""What the inputs of a card hold, and what Teams' client refuses by itself."""

import re
from datetime import date, time

from sandbox.refusals import CannotDo, Json
from sandbox.teams.cards import Placed

SENTENCES = {
    "required": "This field is required.",
    "choice": "Choose one of the options.",
    "pattern": "This is not in the expected form.",
    "number": "Enter a number within the limits.",
    "date": "Choose a date within the limits.",
    "time": "Choose a time within the limits.",
    "length": "This is too long.",
}
"""What is said where the card gives no errorMessage."""


def held(inputs: list[Placed], given: Json) -> dict[str, str]:
    """What each input holds: what the person gave, or else what the card begins with."""
    known = {str(each.node["id"]) for each in inputs}
    unknown = set(given) - known
    if unknown:
        raise CannotDo("input_not_found", f"No input {', '.join(sorted(unknown))} goes with this action.", status=404)
    return {str(each.node["id"]): _held(each.node, given) for each in inputs}


def _held(node: Json, given: Json) -> str:
    value = given.get(str(node["id"]), node.get("value", ""))
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        raise CannotDo("invalid_value", f"The value of {node['id']!r} is a string.")
    if node["type"] == "Input.Toggle" and not value:
        return str(node.get("valueOff", "false"))
    return str(value)


def sent(inputs: list[Placed], values: dict[str, str]) -> dict[str, str]:
    """What goes to the bot: an empty text is sent as such, what else is empty is left out."""
    kinds = {str(each.node["id"]): each.kind for each in inputs}
    return {name: value for name, value in values.items() if value or kinds[name] == "Input.Text"}


def refused(inputs: list[Placed], values: dict[str, str], offered: dict[str, set[str]]) -> dict[str, str]:
    """What the client does not send off, in the card's own words; `offered` are values that searches brought."""
    errors = {}
    for each in inputs:
        name = str(each.node["id"])
        problem = _problem(each.node, values[name], offered.get(name, set()))
        if problem is not None:
            errors[name] = str(each.node.get("errorMessage") or SENTENCES[problem])
    return errors


def _problem(node: Json, value: str, offered: set[str]) -> str | None:
    kind = node["type"]
    if kind == "Input.Toggle":
        on = str(node.get("valueOn", "true"))
        return "required" if node.get("isRequired") and value != on else None
    if not value.strip():
        return "required" if node.get("isRequired") else None
    if kind == "Input.Text":
        return _text_problem(node, value)
    if kind == "Input.ChoiceSet":
        return _choice_problem(node, value, offered)
    if kind == "Input.Number":
        return None if _number_fits(node, value) else "number"
    word = "date" if kind == "Input.Date" else "time"
    return None if _moment_fits(node, value, word) else word


def _text_problem(node: Json, value: str) -> str | None:
    if len(value) > int(node.get("maxLength") or len(value)):
        return "length"
    if "regex" in node and re.search(str(node["regex"]), value) is None:
        return "pattern"
    return None


def _choice_problem(node: Json, value: str, offered: set[str]) -> str | None:
    known = {str(each["value"]) for each in node.get("choices") or []} | offered
    picked = value.split(",") if node.get("isMultiSelect") else [value]
    return None if known.issuperset(picked) else "choice"


def _number_fits(node: Json, value: str) -> bool:
    try:
        number = float(value)
    except ValueError:
        return False
    return float(node.get("min", number)) <= number <= float(node.get("max", number))


def _moment_fits(node: Json, value: str, word: str) -> bool:
    read = date.fromisoformat if word == "date" else time.fromisoformat
    try:
        read(value)
    except ValueError:
        return False
    return str(node.get("min", value)) <= value <= str(node.get("max", value))
