"""Block Kit's limits: what is just allowed passes, one more is refused where Slack refuses it."""

from typing import Any

import pytest

from sandbox.slack.block_kit import message_blocks, view_body
from sandbox.slack.refusals import SlackError

Json = dict[str, Any]


def plain(size: int) -> Json:
    """A plain text of that many characters."""
    return {"type": "plain_text", "text": "a" * size}


def mrkdwn(size: int) -> Json:
    """A marked-up text of that many characters."""
    return {"type": "mrkdwn", "text": "a" * size}


def options(count: int, *, text: int = 5, value: int = 5) -> list[Json]:
    """Options with texts and values of some length."""
    return [{"text": plain(text), "value": f"{n:03d}".ljust(value, "x")} for n in range(count)]


def section(**more: Any) -> Json:
    """A section."""
    return {"type": "section", "text": mrkdwn(1), **more}


def actions(*elements: Json) -> Json:
    """An actions block."""
    return {"type": "actions", "elements": list(elements)}


def button(n: int = 0, **more: Any) -> Json:
    """A button."""
    return {"type": "button", "text": plain(3), "action_id": f"b{n}", **more}


def select(count: int, **more: Any) -> Json:
    """A static select."""
    return {"type": "static_select", "action_id": "s", "options": options(count), **more}


def field(element: Json, **more: Any) -> Json:
    """An input block."""
    return {"type": "input", "label": plain(3), "element": element, **more}


TEXT_INPUT: Json = {"type": "plain_text_input", "action_id": "t"}
CONFIRM: Json = {"title": plain(100), "text": plain(300), "confirm": plain(30), "deny": plain(30)}

LIMITS: list[tuple[str, Json, Json, str]] = [
    ("section text", section(text=mrkdwn(3000)), section(text=mrkdwn(3001)), "/blocks/0/text/text"),
    ("empty text", section(), section(text=mrkdwn(0)), "/blocks/0/text/text"),
    ("field text", section(fields=[mrkdwn(2000)]), section(fields=[mrkdwn(2001)]), "/blocks/0/fields/0/text"),
    ("fields", section(fields=[mrkdwn(1)] * 10), section(fields=[mrkdwn(1)] * 11), "/blocks/0/fields"),
    ("header", {"type": "header", "text": plain(150)}, {"type": "header", "text": plain(151)}, "/blocks/0/text/text"),
    (
        "header markup",
        {"type": "header", "text": plain(1)},
        {"type": "header", "text": mrkdwn(1)},
        "/blocks/0/text/type",
    ),
    ("block_id", section(block_id="b" * 255), section(block_id="b" * 256), "/blocks/0/block_id"),
    (
        "action_id",
        actions(button(action_id="a" * 255)),
        actions(button(action_id="a" * 256)),
        "/blocks/0/elements/0/action_id",
    ),
    ("button text", actions(button(text=plain(75))), actions(button(text=plain(76))), "/blocks/0/elements/0/text/text"),
    (
        "button value",
        actions(button(value="v" * 2000)),
        actions(button(value="v" * 2001)),
        "/blocks/0/elements/0/value",
    ),
    ("button style", actions(button(style="danger")), actions(button(style="loud")), "/blocks/0/elements/0/style"),
    (
        "actions",
        actions(*(button(n) for n in range(25))),
        actions(*(button(n) for n in range(26))),
        "/blocks/0/elements",
    ),
    (
        "context",
        {"type": "context", "elements": [mrkdwn(1)] * 10},
        {"type": "context", "elements": [mrkdwn(1)] * 11},
        "/blocks/0/elements",
    ),
    ("options", actions(select(100)), actions(select(101)), "/blocks/0/elements/0/options"),
    (
        "option text",
        actions(select(1, options=options(1, text=75))),
        actions(select(1, options=options(1, text=76))),
        "/blocks/0/elements/0/options/0/text/text",
    ),
    (
        "option value",
        actions(select(1, options=options(1, value=150))),
        actions(select(1, options=options(1, value=151))),
        "/blocks/0/elements/0/options/0/value",
    ),
    (
        "placeholder",
        actions(select(1, placeholder=plain(150))),
        actions(select(1, placeholder=plain(151))),
        "/blocks/0/elements/0/placeholder/text",
    ),
    (
        "initial option",
        actions(select(2, initial_option=options(2)[1])),
        actions(select(2, initial_option=options(3)[2])),
        "/blocks/0/elements/0",
    ),
    (
        "overflow",
        section(accessory={"type": "overflow", "action_id": "o", "options": options(5)}),
        section(accessory={"type": "overflow", "action_id": "o", "options": options(6)}),
        "/blocks/0/accessory/options",
    ),
    (
        "checkboxes",
        section(accessory={"type": "checkboxes", "action_id": "c", "options": options(10)}),
        section(accessory={"type": "checkboxes", "action_id": "c", "options": options(11)}),
        "/blocks/0/accessory/options",
    ),
    (
        "confirm",
        actions(button(confirm=CONFIRM)),
        actions(button(confirm={**CONFIRM, "title": plain(101)})),
        "/blocks/0/elements/0/confirm/title/text",
    ),
    (
        "label",
        field(TEXT_INPUT, label=plain(2000)),
        field(TEXT_INPUT, label=plain(2001)),
        "/blocks/0/label/text",
    ),
    (
        "max_length",
        field({**TEXT_INPUT, "max_length": 3000}),
        field({**TEXT_INPUT, "max_length": 3001}),
        "/blocks/0/element/max_length",
    ),
    ("a typed input stands in an input block", field(TEXT_INPUT), actions(TEXT_INPUT), "/blocks/0/elements/0/type"),
    ("unknown property", section(), section(colour="red"), "/blocks/0"),
    ("unknown block", section(), {"type": "marquee"}, "/blocks/0/type"),
    ("missing label", field(TEXT_INPUT), {"type": "input", "element": TEXT_INPUT}, "/blocks/0"),
    ("null", section(), section(block_id=None), "/blocks/0/block_id"),
]


@pytest.mark.parametrize(
    ("allowed", "refused", "where"), [each[1:] for each in LIMITS], ids=[each[0] for each in LIMITS]
)
def test_a_limit_is_kept_to_the_character(allowed: Json, refused: Json, where: str) -> None:
    """The most passes; one more is `invalid_blocks` at the right place."""
    assert message_blocks([allowed])
    with pytest.raises(SlackError) as caught:
        message_blocks([refused])
    assert caught.value.error == "invalid_blocks"
    assert any(message.endswith(f"[json-pointer:{where}]") for message in caught.value.extra["errors"])


def test_a_message_has_fifty_blocks_and_a_view_a_hundred() -> None:
    """One more is refused."""
    divider = {"type": "divider"}
    assert len(message_blocks([divider] * 50)) == 50
    assert len(view_body(modal([divider] * 100), home=False)["blocks"]) == 100
    with pytest.raises(SlackError, match="invalid_blocks"):
        message_blocks([divider] * 51)
    with pytest.raises(SlackError, match="invalid_arguments"):
        view_body(modal([divider] * 101), home=False)


def modal(blocks: list[Json], **more: Any) -> Json:
    """A modal."""
    return {"type": "modal", "title": plain(24), "blocks": blocks, **more}


@pytest.mark.parametrize(
    ("view", "words"),
    [
        (modal([], title=plain(25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
        (modal([], submit=plain(25)), "must be less than 25 characters [json-pointer:/view/submit/text]"),
        (modal([], close=plain(25)), "must be less than 25 characters [json-pointer:/view/close/text]"),
        (
            modal([], private_metadata="m" * 3001),
            "must be less than 3001 characters [json-pointer:/view/private_metadata]",
        ),
        (modal([], callback_id="c" * 256), "must be less than 256 characters [json-pointer:/view/callback_id]"),
        ({"type": "modal", "blocks": []}, "missing required field: title [json-pointer:/view]"),
        (
            modal([field(TEXT_INPUT)]),
            "must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/0/input]",
        ),
        (modal([], submit_disabled=True), "invalid additional property: submit_disabled [json-pointer:/view]"),
    ],
)
def test_a_view_is_refused_with_slacks_words(view: Json, words: str) -> None:
    """`invalid_arguments`, and why."""
    with pytest.raises(SlackError) as caught:
        view_body(view, home=False)
    assert caught.value.error == "invalid_arguments"
    assert f"[ERROR] {words}" in caught.value.extra["response_metadata"]["messages"]


def test_a_view_weighs_at_most_250_kilobytes() -> None:
    """Beyond that it is `view_too_large`."""
    blocks = [section(text=mrkdwn(2999), block_id=str(n)) for n in range(90)]
    with pytest.raises(SlackError, match="view_too_large"):
        view_body(modal(blocks), home=False)


def test_ids_are_given_once() -> None:
    """Two blocks with one block_id, or two elements with one action_id in a block, are refused."""
    with pytest.raises(SlackError):
        message_blocks([section(block_id="same"), section(block_id="same")])
    with pytest.raises(SlackError):
        message_blocks([actions(button(1), button(1))])
    assert message_blocks([actions(button(1)), actions(button(1))])


def test_what_the_app_left_out_is_filled_in() -> None:
    """Ids and defaults, without touching what was given."""
    given = [actions({"type": "button", "text": plain(1)}), field(TEXT_INPUT)]
    first, second = message_blocks(given)
    assert first["block_id"]
    assert first["elements"][0]["action_id"]
    assert first["elements"][0]["text"]["emoji"] is True
    assert second["optional"] is False
    assert "block_id" not in given[0]


def test_a_home_has_no_title_and_no_buttons_to_submit() -> None:
    """And a modal is not a Home."""
    assert view_body({"type": "home", "blocks": [section()]}, home=True)
    for wrong in ({"type": "home", "blocks": [], "submit": plain(3)}, modal([])):
        with pytest.raises(SlackError, match="invalid_arguments"):
            view_body(wrong, home=True)
