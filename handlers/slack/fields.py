"""Fields: from what a card or form asks for to Slack's inputs, and from what stands in them to typed answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from slack_sdk.models.blocks import InputInteractiveElement

from bot.cards import (
    Answer,
    ChoiceField,
    DateField,
    Field,
    NumberField,
    Option,
    PersonField,
    SeveralField,
    SuggestField,
    TextField,
    TickField,
)
from bot.directory import Address
from handlers.slack import models
from handlers.slack.words import cut
from handlers.words import clean

PREFIX = "field:"
"""What the action_id of every field begins with; its name follows."""

COUNT = "#"
"""What stands in a block's id before the count of fields of that name."""

FEW = 3
LABEL, HINT, PLACEHOLDER, OPTION = 2000, 2000, 150, 75
MOST_OPTIONS = 100
MOST_BOXES = 10
BOX = "="
"""What the values of several boxes begin with; that of one box alone does not."""

TYPED = 3000
NOTHING = " "
"""Stands for an option's empty value, which Slack does not take."""


def block(asked: Field, count: int = 1) -> models.Input | None:
    """A field as an input block whose id is the field's name, or None for a choice of nothing.

    A field with suggestions has its source in the block's id, for Slack sends nothing else along to ask by; the
    `count`th field of one name has its count there, for ids are unique on a page.
    """
    element = ELEMENTS[asked.kind](asked)
    if element is None:
        return None
    block_id = f"{asked.name}:{asked.source}" if isinstance(asked, SuggestField) else asked.name
    if count > 1:
        block_id += f"{COUNT}{count}"
    hint = asked.hint
    if isinstance(asked, TickField) and len(asked.tick) > OPTION:
        hint = f"{asked.tick} {hint}".strip()
    return models.Input(
        block_id=block_id,
        label=models.Plain(cut(asked.label, LABEL) or "…"),
        element=element,
        hint=models.Plain(cut(hint, HINT)) if hint else None,
        optional=not asked.required,
    )


def drawn(asked: Field, count: int = 1) -> dict[str, Any] | None:
    """The same as JSON, which is not to be changed: a choice is the same for many, and remembered."""
    return chosen_from(asked, count) if isinstance(asked, ChoiceField) else as_json(asked, count)


def as_json(asked: Field, count: int) -> dict[str, Any] | None:
    """Draw a field as JSON."""
    made = block(asked, count)
    return None if made is None else made.to_dict()


chosen_from: Callable[[ChoiceField, int], dict[str, Any] | None] = lru_cache(maxsize=64)(as_json)


def action_id(asked: Field) -> str:
    """The id by which the answer is found again."""
    return PREFIX + asked.name


def placeholder(text: str) -> models.Plain | None:
    """The words shown in an empty field."""
    return models.Plain(cut(text, PLACEHOLDER)) if text else None


def text(asked: TextField) -> models.Typed:
    """A line, or several, to type."""
    most = max(1, min(asked.max_length, TYPED))
    return models.Typed(
        action_id=action_id(asked),
        initial_value=cut(asked.value, most) or None,
        multiline=asked.multiline,
        max_length=most,
        placeholder=placeholder(asked.placeholder),
    )


def number(asked: NumberField) -> models.Number:
    """A whole number."""
    return models.Number(
        action_id=action_id(asked),
        is_decimal_allowed=False,
        initial_value=None if asked.value is None else str(asked.value),
        min_value=str(asked.least),
        max_value=str(asked.most),
    )


def day(asked: DateField) -> models.Day:
    """A day."""
    return models.Day(action_id=action_id(asked), initial_date=asked.value.isoformat() if asked.value else None)


def option(offered: Option) -> models.Choice:
    """One thing to pick."""
    return models.Choice(text=models.Plain(cut(offered.label, OPTION) or "…"), value=offered.value or NOTHING)


def choice(asked: ChoiceField) -> models.Radio | models.Select | None:
    """One of several: all in sight when they are few and one must be picked, since radio buttons cannot be emptied."""
    offered = [option(each) for each in asked.options[:MOST_OPTIONS]]
    if not offered:
        return None
    picked = next((each for each in offered if each.value == (asked.value or NOTHING)), None)
    kind = models.Radio if asked.required and len(offered) <= FEW else models.Select
    return kind(action_id=action_id(asked), options=offered, initial_option=picked)


def several(asked: SeveralField) -> models.Ticks | None:
    """Any of several, each with a box of its own."""
    boxes = {each.value: option(Option(each.label, BOX + each.value)) for each in asked.options[:MOST_BOXES]}
    if not boxes:
        return None
    ticked = [box for value, box in boxes.items() if value in asked.values]
    return models.Ticks(action_id=action_id(asked), options=[*boxes.values()], initial_options=ticked or None)


def suggest(asked: SuggestField) -> models.Search:
    """Several of many, found by typing."""
    most = max(1, asked.most)
    return models.Search(
        action_id=action_id(asked),
        min_query_length=0,
        initial_options=[option(each) for each in asked.values[: min(most, MOST_OPTIONS)]] or None,
        max_selected_items=most,
        placeholder=placeholder(asked.placeholder),
    )


def person(asked: PersonField) -> models.Who:
    """Somebody of this workspace."""
    return models.Who(action_id=action_id(asked))


def tick(asked: TickField) -> models.Ticks:
    """A box; what does not fit beside it stands below it in full."""
    box = models.Choice(text=models.Plain(cut(asked.tick, OPTION) or "…"), value="yes")
    return models.Ticks(action_id=action_id(asked), options=[box], initial_options=[box] if asked.value else None)


ELEMENTS: Mapping[str, Callable[[Any], InputInteractiveElement | None]] = {
    "text": text,
    "number": number,
    "date": day,
    "choice": choice,
    "several": several,
    "suggest": suggest,
    "person": person,
    "tick": tick,
}


@dataclass(slots=True)
class Filled:
    """What stands in the fields: answers by name, words for those that cannot be taken, and each field's block."""

    answers: dict[str, Answer] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    blocks: dict[str, str] = field(default_factory=dict)


def read(
    values: Mapping[str, Mapping[str, Mapping[str, Any]]], blocks: Sequence[Mapping[str, Any]], workspace: str
) -> Filled:
    """Read `state.values`; `blocks` are those that Slack sent along, with the bounds of the numbers in them."""
    filled = Filled()
    elements = {each.get("block_id"): each["element"] for each in blocks if each.get("type") == "input"}
    for block_id, inside in values.items():
        for action, held in inside.items():
            if not action.startswith(PREFIX):
                continue
            name = action.removeprefix(PREFIX)
            filled.blocks[name] = block_id
            if held["type"] == "number_input":
                filled.answers[name], wrong = whole(held.get("value"), elements.get(block_id, {}))
                if wrong:
                    filled.errors[name] = wrong
            elif held["type"] == "checkboxes" and has_several(elements.get(block_id, {})):
                picked = held.get("selected_options") or ()
                filled.answers[name] = tuple(value_of(each).removeprefix(BOX) for each in picked)
            else:
                filled.answers[name] = answer(held, workspace)
    return filled


def answer(held: Mapping[str, Any], workspace: str) -> Answer:
    """What one field holds, as its kind answers."""
    match held["type"]:
        case "datepicker":
            picked = held.get("selected_date")
            return date.fromisoformat(picked) if picked else None
        case "static_select" | "radio_buttons":
            return value_of(held.get("selected_option"))
        case "multi_external_select":
            return tuple(value_of(each) for each in held.get("selected_options") or ())
        case "users_select":
            user = held.get("selected_user")
            return Address("slack", workspace, user) if user else None
        case "checkboxes":
            return bool(held.get("selected_options"))
        case _:
            return clean(held.get("value") or "")


def has_several(element: Mapping[str, Any]) -> bool:
    """Whether boxes are those of several things to pick, and not one to tick."""
    return any(str(each["value"]).startswith(BOX) for each in element.get("options") or ())


def value_of(picked: Mapping[str, Any] | None) -> str:
    """The value of a picked option; empty when none is."""
    value = str(picked["value"]) if picked else ""
    return "" if value == NOTHING else value


def whole(typed: str | None, element: Mapping[str, Any]) -> tuple[int | None, str]:
    """A typed whole number, and words for the member when it is none or out of bounds."""
    if not typed or not typed.strip():
        return None, ""
    least, most = element.get("min_value"), element.get("max_value")
    bounds = f" from {least} to {most}" if least is not None and most is not None else ""
    wrong = f"Please type a whole number{bounds}."
    try:
        value = int(typed)
    except ValueError:
        return None, wrong
    if (least is not None and value < int(least)) or (most is not None and value > int(most)):
        return None, wrong
    return value, ""
