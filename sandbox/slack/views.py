"""Views: modals in their stacks, and each person's Home."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from sandbox.refusals import Json

DEEPEST = 3
"""How many modals one stack may hold."""


@dataclass
class View:
    """One open modal or published Home; `state` is what the person's client has filled in."""

    id: str
    user: str
    kind: str
    body: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    state: Json = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        """The view's blocks, completed as Slack stores them."""
        blocks: list[Json] = self.body.get("blocks", [])
        return blocks


def new_hash(now: float) -> str:
    """A fresh `hash`, as Slack changes it with every update."""
    return f"{int(now)}.{secrets.token_hex(4)}"


def view_object(view: View, *, team_id: str, app: Json) -> Json:
    """The view as Slack sends it to the app and answers it from `views.*`."""
    body = view.body
    whole: dict[str, Any] = {
        "id": view.id,
        "team_id": team_id,
        "type": view.kind,
        "blocks": view.blocks,
        "private_metadata": body.get("private_metadata", ""),
        "callback_id": body.get("callback_id", ""),
        "state": {"values": view.state},
        "hash": view.hash,
        "title": body.get("title", {"type": "plain_text", "text": "View Title", "emoji": True}),
        "clear_on_close": bool(body.get("clear_on_close", False)),
        "notify_on_close": bool(body.get("notify_on_close", False)),
        "close": body.get("close"),
        "submit": body.get("submit"),
        "previous_view_id": view.previous_id,
        "root_view_id": view.root_id,
        "app_id": app["id"],
        "external_id": body.get("external_id", ""),
        "app_installed_team_id": team_id,
        "bot_id": app["bot_id"],
    }
    return whole
