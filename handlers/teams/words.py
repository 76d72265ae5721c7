"""Members' words, made fit for Teams' cards, and Teams' messages, read as members' words."""

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from handlers.words import clean, cut_at, typed

MARKUP = re.compile(r"[*_\[\]\\`~<>&|#{}@\n\r]|://|www\.|^\s*(?:[-+]|\d+[.)])(?:\s|$)", re.IGNORECASE)
"""What a client might read as Markdown, a link, a list or a function, wherever it parses a text."""

FUNCTION = re.compile(r"\{(?=\{)")
AT = re.compile(r"</?at\b[^>]*>")
TOLD = 300
"""Characters of what a screen reader says first of a card, and a notification shows of it."""


def cut(text: str, most: int) -> str:
    """The text in at most so many characters, with an ellipsis if cut."""
    text = clean(text)
    return text if len(text) <= most else cut_at(text, max(0, most - 1))


def looks_marked_up(text: str) -> bool:
    """Whether a client that parses this text might show something else than what is written."""
    return MARKUP.search(text) is not None


def inert(text: str) -> str:
    """A text for a run, where nothing is parsed but the functions for dates and times; these are broken up unseen."""
    return FUNCTION.sub("{\u200b", text)


def lines(text: str) -> Iterator[str]:
    """The lines of a text without the empty ones; a client may show a line break within one text as a blank."""
    return (line for line in text.splitlines() if line.strip())


def told(text: str) -> str:
    """A text to be spoken or notified: in one line, and never taken for markup."""
    return cut(" ".join(text.replace("<", " ").replace(">", " ").split()), TOLD)


def mentions(activity: Mapping[str, Any]) -> Iterator[str]:
    """The words in a message that mention the bot."""
    bot = (activity.get("recipient") or {}).get("id")
    for entity in activity.get("entities") or ():
        if entity.get("type") == "mention" and (entity.get("mentioned") or {}).get("id") == bot:
            yield str(entity.get("text") or "")


def mentioned(activity: Mapping[str, Any]) -> bool:
    """Whether a message mentions the bot."""
    return next(mentions(activity), None) is not None


def said(activity: Mapping[str, Any]) -> str:
    """What a member wrote to us: without the mention of the bot, other mentions as names, entities decoded."""
    text = activity.get("text")
    if not isinstance(text, str):
        return ""
    for words in mentions(activity):
        text = text.replace(words, " ") if words else text
    return typed(html.unescape(AT.sub("", text)))
