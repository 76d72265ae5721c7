"""Block Kit as Slack accepts it: blocks of messages and views, checked and completed."""

import copy
import json
import secrets
from collections import Counter
from typing import Any

from sandbox.checks import Check, Problems, anything, array, at, boolean, by_type, one_of, record, string
from sandbox.refusals import Json
from sandbox.slack.element_rules import ELEMENTS, IMAGE, IN_ACTIONS, IN_INPUT, IN_SECTION
from sandbox.slack.elements import elements
from sandbox.slack.refusals import SlackError
from sandbox.slack.text_checks import text

MOST_IN_MESSAGE = 50
MOST_IN_VIEW = 100
LARGEST_VIEW = 250_000
"""Bytes of a view as JSON."""


def _context_element(value: Any, path: str, problems: Problems) -> None:
    if isinstance(value, dict) and value.get("type") == "image":
        IMAGE(value, path, problems)
    else:
        text(3000)(value, path, problems)


def _section(value: Any, path: str, problems: Problems) -> None:
    shape = record(
        {"type": one_of("section")},
        {
            "block_id": string(255, 1),
            "text": text(3000),
            "fields": array(text(2000), most=10, least=1),
            "accessory": by_type(ELEMENTS, IN_SECTION),
            "expand": boolean,
        },
    )
    shape(value, path, problems)
    if "text" not in value and "fields" not in value:
        problems.append(at("must define either `text` or `fields`", path))


def _block(kind: str, required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    return record({"type": one_of(kind), **required}, {"block_id": string(255, 1), **(optional or {})})


BLOCKS: dict[str, Check] = {
    "section": _section,
    "divider": _block("divider", {}),
    "header": _block("header", {"text": text(150, "plain_text")}),
    "context": _block("context", {"elements": array(_context_element, most=10, least=1)}),
    "actions": _block("actions", {"elements": array(by_type(ELEMENTS, IN_ACTIONS), most=25, least=1)}),
    "image": _block(
        "image",
        {"alt_text": string(2000, 1)},
        {"image_url": string(3000, 1), "slack_file": anything, "title": text(2000, "plain_text")},
    ),
    "input": _block(
        "input",
        {"label": text(2000, "plain_text"), "element": by_type(ELEMENTS, IN_INPUT)},
        {"hint": text(2000, "plain_text"), "optional": boolean, "dispatch_action": boolean},
    ),
    "rich_text": _block("rich_text", {"elements": array(anything, most=1000, least=1)}),
    "markdown": _block("markdown", {"text": string(12_000, 1)}),
}

_VIEW_COMMON: dict[str, Check] = {
    "private_metadata": string(3000),
    "callback_id": string(255),
    "external_id": string(255),
}
_BLOCK = by_type(BLOCKS)
_VIEWS: dict[str, Check] = {
    "modal": record(
        {
            "type": one_of("modal"),
            "title": text(24, "plain_text"),
            "blocks": array(_BLOCK, most=MOST_IN_VIEW),
        },
        {
            "submit": text(24, "plain_text"),
            "close": text(24, "plain_text"),
            "clear_on_close": boolean,
            "notify_on_close": boolean,
            **_VIEW_COMMON,
        },
    ),
    "home": record({"type": one_of("home"), "blocks": array(_BLOCK, most=MOST_IN_VIEW)}, _VIEW_COMMON),
}


def message_blocks(given: Any) -> list[Json]:
    """Blocks of a message, completed; else `invalid_blocks_format` or `invalid_blocks`."""
    given = _decoded(given)
    if not isinstance(given, list) or any(not isinstance(each, dict) for each in given):
        raise SlackError("invalid_blocks_format")
    problems: Problems = []
    array(_BLOCK, most=MOST_IN_MESSAGE)(given, "/blocks", problems)
    _check_ids(given, "/blocks", problems)
    if problems:
        raise SlackError("invalid_blocks", messages=problems, errors=problems)
    return completed(given)


def view_body(given: Any, *, home: bool) -> Json:
    """A view, completed; else `invalid_arguments` or `view_too_large`."""
    given = _decoded(given)
    problems: Problems = []
    if not isinstance(given, dict):
        raise SlackError("invalid_arguments", messages=[at("must provide an object", "/view")])
    by_type(_VIEWS, ("home",) if home else ("modal",))(given, "/view", problems)
    blocks = given.get("blocks")
    if isinstance(blocks, list) and all(isinstance(each, dict) for each in blocks):
        _check_ids(blocks, "/view/blocks", problems)
        _check_submit(given, blocks, problems)
        _check_focus(blocks, problems)
    if problems:
        raise SlackError("invalid_arguments", messages=problems)
    if len(json.dumps(given).encode()) > LARGEST_VIEW:
        raise SlackError("view_too_large")
    return {**given, "blocks": completed(given["blocks"])}


def _decoded(given: Any) -> Any:
    if not isinstance(given, str):
        return given
    try:
        return json.loads(given)
    except ValueError:
        return None


def _check_submit(view: Json, blocks: list[Json], problems: Problems) -> None:
    if view.get("type") != "modal" or "submit" in view:
        return
    for index, block in enumerate(blocks):
        if block.get("type") == "input":
            problems.append(at("must define `submit` to use an `input` block in modals", f"/view/blocks/{index}/input"))


def _check_focus(blocks: list[Json], problems: Problems) -> None:
    if sum(bool(placed.element.get("focus_on_load")) for placed in elements(blocks)) > 1:
        problems.append(at("only one element may have `focus_on_load`", "/view/blocks"))


def _check_ids(blocks: list[Json], path: str, problems: Problems) -> None:
    named = Counter(block["block_id"] for block in blocks if isinstance(block.get("block_id"), str))
    for index, block in enumerate(blocks):
        block_id = block.get("block_id")
        if isinstance(block_id, str) and named[block_id] > 1:
            problems.append(at(f"block_id `{block_id}` already exists", f"{path}/{index}/block_id"))
        inside = block.get("elements")
        if block.get("type") != "actions" or not isinstance(inside, list):
            continue
        ids = [each.get("action_id") for each in inside if isinstance(each, dict) and "action_id" in each]
        for place, action_id in enumerate(ids):
            if action_id in ids[:place]:
                words = f'`action_id` "{action_id}" already exists for block_id "{block_id or index}"'
                problems.append(at(words, f"{path}/{index}/elements/{place}/action_id"))


def completed(blocks: list[Json]) -> list[Json]:
    """Blocks as Slack stores them: with the ids and defaults that the app left out."""
    whole = copy.deepcopy(blocks)
    for block in whole:
        block.setdefault("block_id", secrets.token_urlsafe(4)[:5])
        for element in [block.get("accessory"), block.get("element"), *(block.get("elements") or [])]:
            if isinstance(element, dict) and element.get("type") in ELEMENTS and element["type"] != "image":
                element.setdefault("action_id", secrets.token_urlsafe(4)[:5])
        if block["type"] == "input":
            block.setdefault("optional", False)
            block.setdefault("dispatch_action", False)
        if block["type"] != "rich_text":
            _complete_texts(block)
    return whole


def _complete_texts(node: Any) -> None:
    if isinstance(node, list):
        for each in node:
            _complete_texts(each)
    elif isinstance(node, dict):
        if node.get("type") == "plain_text":
            node.setdefault("emoji", True)
        elif node.get("type") == "mrkdwn":
            node.setdefault("verbatim", False)
        else:
            for each in node.values():
                _complete_texts(each)
