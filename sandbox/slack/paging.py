"""Slack's cursors."""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from sandbox.refusals import Json
from sandbox.slack.refusals import SlackError

MOST = 1_000

Item = TypeVar("Item")


def page(items: Sequence[Item], args: Json, *, default: int) -> tuple[Sequence[Item], Json]:
    """The page that `limit` and `cursor` ask for, and the `response_metadata` that leads to the next."""
    try:
        limit = int(args.get("limit") or default)
    except (TypeError, ValueError):
        raise SlackError("invalid_limit") from None
    if limit < 1 or limit > MOST:
        raise SlackError("invalid_limit")
    start = _start(str(args.get("cursor") or ""))
    after = start + limit
    cursor = base64.b64encode(f"offset:{after}".encode()).decode() if after < len(items) else ""
    return items[start:after], {"next_cursor": cursor}


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("offset:"))
    except (binascii.Error, ValueError):
        raise SlackError("invalid_cursor") from None
