"""What Slack's client refuses before a form is sent: empty required inputs, lengths, numbers, addresses."""

import re
from decimal import Decimal, InvalidOperation

from sandbox.refusals import Json
from sandbox.slack.elements import Placed, elements, empty

REQUIRED = "Please complete this required field."
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_URL = re.compile(r"https?://\S+")


def problems(blocks: list[Json], state: Json) -> dict[str, str]:
    """Words for each input block that the client would not send, by block_id."""
    found: dict[str, str] = {}
    for placed in elements(blocks):
        if not placed.is_input:
            continue
        held = state.get(placed.block_id, {}).get(placed.action_id, {})
        if empty(held):
            if not placed.block.get("optional"):
                found[placed.block_id] = REQUIRED
            continue
        words = _problem(placed, held)
        if words:
            found[placed.block_id] = words
    return found


def _problem(placed: Placed, held: Json) -> str | None:
    element = placed.element
    value = str(held.get("value") or "")
    if placed.kind == "plain_text_input":
        return _length_problem(element, value)
    if placed.kind == "number_input":
        return _number_problem(element, value)
    if placed.kind == "email_text_input" and not _EMAIL.fullmatch(value):
        return "Please enter a valid email address."
    if placed.kind == "url_text_input" and not _URL.fullmatch(value):
        return "Please enter a valid URL."
    most = element.get("max_selected_items")
    chosen = next((each for each in held.values() if isinstance(each, list)), [])
    if most is not None and len(chosen) > int(most):
        return f"Please select no more than {most} items."
    return None


def _length_problem(element: Json, value: str) -> str | None:
    least, most = int(element.get("min_length", 0)), int(element.get("max_length", 3000))
    if len(value) < least:
        return f"Please enter at least {least} characters."
    if len(value) > most:
        return f"Please enter no more than {most} characters."
    return None


def _number_problem(element: Json, value: str) -> str | None:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return "Please enter a number."
    if not element.get("is_decimal_allowed") and number != number.to_integral_value():
        return "Please enter a whole number."
    if "min_value" in element and number < Decimal(str(element["min_value"])):
        return f"Please enter a number of at least {element['min_value']}."
    if "max_value" in element and number > Decimal(str(element["max_value"])):
        return f"Please enter a number of at most {element['max_value']}."
    return None
