"""Block Kit's rules for elements and composition objects (docs.slack.dev/reference/block-kit)."""

from collections.abc import Mapping
from typing import Any

from sandbox.checks import Check, Problems, anything, array, at, boolean, integer, one_of, record, string
from sandbox.slack.elements import options
from sandbox.slack.text_checks import matching_options, text

ACTION_ID = string(255, 1)
PLACEHOLDER = text(150, "plain_text")
URL = string(3000)

CONFIRM = record(
    {"title": text(100, "plain_text"), "text": text(300), "confirm": text(30, "plain_text")},
    {"deny": text(30, "plain_text"), "style": one_of("primary", "danger")},
)
PLAIN_OPTION = record(
    {"text": text(75, "plain_text"), "value": string(150, 1)},
    {"description": text(75, "plain_text"), "url": URL},
)
RICH_OPTION = record({"text": text(75), "value": string(150, 1)}, {"description": text(75)})
OPTION_GROUP = record(
    {"label": text(75, "plain_text"), "options": array(PLAIN_OPTION, most=100, least=1)},
    {},
)
DISPATCH = record({}, {"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), most=2)})
FILTER = record(
    {},
    {
        "include": array(one_of("im", "mpim", "private", "public"), most=4, least=1),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)

_COMMON: dict[str, Check] = {"action_id": ACTION_ID, "confirm": CONFIRM, "focus_on_load": boolean}
_ASKING: dict[str, Check] = {"placeholder": PLACEHOLDER, **_COMMON}
_TYPED: dict[str, Check] = {
    "action_id": ACTION_ID,
    "placeholder": PLACEHOLDER,
    "focus_on_load": boolean,
    "dispatch_action_config": DISPATCH,
}


def _element(kind: str, required: Mapping[str, Check], optional: Mapping[str, Check]) -> Check:
    return record({"type": one_of(kind), **required}, optional)


def _menu(kind: str, *, many: bool) -> Check:
    """A select of static options: options or option groups, one of the two."""
    initials: dict[str, Check] = (
        {"initial_options": array(PLAIN_OPTION, most=100, least=1), "max_selected_items": integer(1)}
        if many
        else {"initial_option": PLAIN_OPTION}
    )
    shape = _element(
        kind,
        {},
        {
            "options": array(PLAIN_OPTION, most=100, least=1),
            "option_groups": array(OPTION_GROUP, most=100, least=1),
            **initials,
            **_ASKING,
        },
    )

    def check(value: Any, path: str, problems: Problems) -> None:
        shape(value, path, problems)
        if ("options" in value) == ("option_groups" in value):
            problems.append(at("must define either `options` or `option_groups`", path))
        matching_options(value, path, problems, options(value))

    return check


def _listed(kind: str, item: Check, *, most: int, least: int, optional: Mapping[str, Check]) -> Check:
    """Options that are all shown at once: checkboxes, radio buttons, overflow."""
    shape = _element(kind, {"options": array(item, most=most, least=least)}, {**optional, **_COMMON})

    def check(value: Any, path: str, problems: Problems) -> None:
        shape(value, path, problems)
        matching_options(value, path, problems, options(value))

    return check


def _external(kind: str, *, many: bool) -> Check:
    initials: dict[str, Check] = (
        {"initial_options": array(PLAIN_OPTION, most=100, least=1), "max_selected_items": integer(1)}
        if many
        else {"initial_option": PLAIN_OPTION}
    )
    return _element(kind, {}, {"min_query_length": integer(0), **initials, **_ASKING})


def _picked(kind: str, initial: str, **more: Check) -> Check:
    return _element(kind, {}, {initial: string(), "response_url_enabled": boolean, **more, **_ASKING})


def _picked_many(kind: str, initial: str, **more: Check) -> Check:
    items = array(string(), most=100)
    return _element(kind, {}, {initial: items, "max_selected_items": integer(1), **more, **_ASKING})


IMAGE = record(
    {"type": one_of("image"), "alt_text": string(2000, 1)},
    {"image_url": string(3000, 1), "slack_file": anything},
)

ELEMENTS: dict[str, Check] = {
    "button": _element(
        "button",
        {"text": text(75, "plain_text")},
        {
            "action_id": ACTION_ID,
            "url": URL,
            "value": string(2000),
            "style": one_of("primary", "danger"),
            "confirm": CONFIRM,
            "accessibility_label": string(75),
        },
    ),
    "image": IMAGE,
    "static_select": _menu("static_select", many=False),
    "multi_static_select": _menu("multi_static_select", many=True),
    "external_select": _external("external_select", many=False),
    "multi_external_select": _external("multi_external_select", many=True),
    "users_select": _picked("users_select", "initial_user"),
    "multi_users_select": _picked_many("multi_users_select", "initial_users"),
    "conversations_select": _picked(
        "conversations_select", "initial_conversation", default_to_current_conversation=boolean, filter=FILTER
    ),
    "multi_conversations_select": _picked_many(
        "multi_conversations_select", "initial_conversations", default_to_current_conversation=boolean, filter=FILTER
    ),
    "channels_select": _picked("channels_select", "initial_channel"),
    "multi_channels_select": _picked_many("multi_channels_select", "initial_channels"),
    "overflow": _listed("overflow", PLAIN_OPTION, most=5, least=1, optional={}),
    "checkboxes": _listed(
        "checkboxes",
        RICH_OPTION,
        most=10,
        least=1,
        optional={"initial_options": array(RICH_OPTION, most=10, least=1)},
    ),
    "radio_buttons": _listed("radio_buttons", RICH_OPTION, most=10, least=1, optional={"initial_option": RICH_OPTION}),
    "datepicker": _element("datepicker", {}, {"initial_date": string(10, 10), **_ASKING}),
    "timepicker": _element("timepicker", {}, {"initial_time": string(5, 5), "timezone": string(), **_ASKING}),
    "datetimepicker": _element("datetimepicker", {}, {"initial_date_time": integer(), **_COMMON}),
    "plain_text_input": _element(
        "plain_text_input",
        {},
        {
            "initial_value": string(3000),
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
            **_TYPED,
        },
    ),
    "email_text_input": _element("email_text_input", {}, {"initial_value": string(), **_TYPED}),
    "url_text_input": _element("url_text_input", {}, {"initial_value": string(), **_TYPED}),
    "number_input": _element(
        "number_input",
        {"is_decimal_allowed": boolean},
        {"initial_value": string(), "min_value": string(), "max_value": string(), **_TYPED},
    ),
    "rich_text_input": _element("rich_text_input", {}, {"initial_value": anything, **_TYPED}),
}

SELECTS = ("static_select", "external_select", "users_select", "conversations_select", "channels_select")
MULTI_SELECTS = tuple(f"multi_{kind}" for kind in SELECTS)
CHOICES = ("checkboxes", "radio_buttons", "datepicker", "timepicker")
TYPED = ("plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input")

IN_SECTION = ("button", "image", "overflow", *CHOICES, *SELECTS, *MULTI_SELECTS)
IN_ACTIONS = ("button", "overflow", "datetimepicker", *CHOICES, *SELECTS)
IN_INPUT = ("datetimepicker", *CHOICES, *SELECTS, *MULTI_SELECTS, *TYPED)
