"""Interactive elements: where they stand, what they hold, and what Slack's client sends of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.refusals import CannotDo, Json

TEXT_INPUTS = ("plain_text_input", "email_text_input", "url_text_input", "number_input")
STATELESS = ("button", "overflow", "workflow_button", "image")

ONE_OPTION = ("static_select", "external_select", "radio_buttons", "overflow")
MANY_OPTIONS = ("multi_static_select", "multi_external_select", "checkboxes")
PLAIN_KEYS = {
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "rich_text_input": "rich_text_value",
}
LIST_KEYS = {
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
}
INITIAL_KEYS = {
    "users_select": "initial_user",
    "conversations_select": "initial_conversation",
    "channels_select": "initial_channel",
    "datepicker": "initial_date",
    "timepicker": "initial_time",
    "datetimepicker": "initial_date_time",
    "rich_text_input": "initial_value",
    "multi_users_select": "initial_users",
    "multi_conversations_select": "initial_conversations",
    "multi_channels_select": "initial_channels",
}


@dataclass(frozen=True)
class Placed:
    """An interactive element in its block."""

    block: Json
    element: Json

    @property
    def block_id(self) -> str:
        """The id of the block it stands in."""
        return str(self.block["block_id"])

    @property
    def action_id(self) -> str:
        """Its own id within the block."""
        return str(self.element["action_id"])

    @property
    def kind(self) -> str:
        """Its type, such as `static_select`."""
        return str(self.element["type"])

    @property
    def is_input(self) -> bool:
        """Whether it stands in an input block."""
        return self.block.get("type") == "input"

    @property
    def dispatches(self) -> bool:
        """Whether using it is sent to the app at once."""
        return not self.is_input or bool(self.block.get("dispatch_action"))


def elements(blocks: list[Json]) -> Iterator[Placed]:
    """Every interactive element of these blocks."""
    for block in blocks:
        for element in [block.get("accessory"), block.get("element"), *(block.get("elements") or [])]:
            if isinstance(element, dict) and "action_id" in element:
                yield Placed(block, element)


def find(blocks: list[Json], block_id: str, action_id: str) -> Placed:
    """The element a person used, or `no_such_element`."""
    for placed in elements(blocks):
        if placed.block_id == block_id and placed.action_id == action_id:
            return placed
    raise CannotDo("no_such_element", f"There is no element {action_id!r} in a block {block_id!r} here.", status=404)


def options(element: Json) -> list[Json]:
    """All options that an element lists itself."""
    listed = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        listed += group.get("options") or []
    return listed


def initial(element: Json) -> Json:
    """What the element holds before anybody touched it, as `state.values` shows it."""
    kind = element["type"]
    if kind in TEXT_INPUTS:
        value = element.get("initial_value")
        return {"type": kind, "value": None if value in (None, "") else str(value)}
    if kind in ONE_OPTION:
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind in MANY_OPTIONS:
        return {"type": kind, "selected_options": list(element.get("initial_options") or [])}
    if kind in LIST_KEYS:
        return {"type": kind, LIST_KEYS[kind]: list(element.get(INITIAL_KEYS[kind]) or [])}
    if kind in PLAIN_KEYS:
        return {"type": kind, PLAIN_KEYS[kind]: element.get(INITIAL_KEYS[kind])}
    return {"type": kind}


def initial_state(blocks: list[Json], kept: Json | None = None) -> Json:
    """The `state.values` of fresh blocks; `kept` is an earlier state.

    Slack's client keeps what was filled in wherever block_id, action_id and type stayed the same, and then passes
    over the new initial value.
    """
    values: Json = {}
    for placed in elements(blocks):
        if placed.kind in STATELESS:
            continue
        before = ((kept or {}).get(placed.block_id) or {}).get(placed.action_id)
        same = before is not None and before.get("type") == placed.kind
        values.setdefault(placed.block_id, {})[placed.action_id] = before if same else initial(placed.element)
    return values


def chosen(element: Json, given: Json, offered: list[Json]) -> Json:
    """What the element holds after a person used it; `offered` are options that a suggestion brought."""
    kind = element["type"]
    if kind in TEXT_INPUTS:
        text = given.get("text", given.get("value"))
        return {"type": kind, "value": None if text in (None, "") else str(text)}
    if kind in ONE_OPTION:
        value = given.get("selected")
        return {"type": kind, "selected_option": None if value is None else _option(element, value, offered)}
    if kind in MANY_OPTIONS:
        picked = given.get("selected") or []
        return {"type": kind, "selected_options": [_option(element, each, offered) for each in picked]}
    if kind in LIST_KEYS:
        return {"type": kind, LIST_KEYS[kind]: list(given.get(LIST_KEYS[kind]) or given.get("selected") or [])}
    if kind in PLAIN_KEYS:
        key = PLAIN_KEYS[kind]
        return {"type": kind, key: given.get(key, given.get("selected"))}
    return {"type": kind}


def _option(element: Json, value: Any, offered: list[Json]) -> Json:
    for option in [*options(element), *offered]:
        if option.get("value") == value:
            return option
    raise CannotDo("no_such_option", f"There is no option {value!r} to choose here.", status=404)


def action_of(placed: Placed, held: Json, action_ts: str) -> Json:
    """One entry of `actions` in a block_actions payload."""
    element = placed.element
    whole: Json = {"type": placed.kind, "action_id": placed.action_id, "block_id": placed.block_id, **held}
    if placed.kind == "button":
        whole |= {key: element[key] for key in ("text", "value", "style") if key in element}
    elif "placeholder" in element:
        whole["placeholder"] = element["placeholder"]
    whole["action_ts"] = action_ts
    return whole


def empty(held: Json) -> bool:
    """Whether an input holds nothing."""
    return all(value in (None, "", []) for key, value in held.items() if key != "type")
