"""What is done from the menu of a message: what was asked for, and how it is answered."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

from bot.commands import Shortcut
from handlers.teams.fields import Json
from handlers.words import clean

HTML = "html"
BREAKS = frozenset({"p", "div", "br", "li", "blockquote", "h1", "h2", "h3", "tr"})
BLANKS = re.compile(r"[^\S\n]+")
LINES = re.compile(r"\s*\n\s*")


class Words(HTMLParser):
    """Reads the words of a message that Teams gives as HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the class above
        """What begins on a line of its own."""
        if tag in BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Words."""
        self.parts.append(data)


def asked(value: Mapping[str, Any]) -> tuple[str, str]:
    """The action of a shortcut, and what the message says that it was chosen on."""
    body = (value.get("messagePayload") or {}).get("body") or {}
    text = str(body.get("content") or "")
    if body.get("contentType") == HTML:
        reader = Words()
        reader.feed(text)
        reader.close()
        text = "".join(reader.parts)
    return str(value.get("commandId") or ""), LINES.sub("\n", BLANKS.sub(" ", clean(text))).strip()


def saying(words: str) -> Json:
    """An answer to a shortcut: words in a dialog."""
    return {"task": {"type": "message", "value": words}}


def in_menu(shortcut: Shortcut) -> Json:
    """A shortcut as Teams shows it in the menu of a message; its action comes back with it."""
    return {
        "id": shortcut.action,
        "type": "action",
        "context": ["message"],
        "title": shortcut.label,
        "description": shortcut.description or shortcut.label,
        "fetchTask": True,
    }
