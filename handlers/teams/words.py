"""Members' words, made fit for Teams' cards, and Teams' messages, read as members' words."""

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What no text needs: control characters, halves of a character, and what turns the reading direction for good."""

BINDERS = frozenset("\u200d\ufe0e\ufe0f") | {chr(tone) for tone in range(0x1F3FB, 0x1F400)}
"""What makes one picture of several characters: the joiner, the variation selectors, the skin tones."""

MARKUP = re.compile(r"[*_\[\]\\`~<>&|#{}@\n\r]|://|www\.|^\s*(?:[-+]|\d+[.)])(?:\s|$)", re.IGNORECASE)
"""What a client might read as Markdown, a link, a list or a function, wherever it parses a text."""

FUNCTION = re.compile(r"\{(?=\{)")
AT = re.compile(r"</?at\b[^>]*>")
TOLD = 300
"""Characters of what a screen reader says first of a card, and a notification shows of it."""


def clean(text: str) -> str:
    """The text without what breaks or spoofs, of the same length, so that marks in it stay where they are."""
    return UNSAFE.sub(" ", text)


def cut(text: str, most: int) -> str:
    """The text in at most so many characters, with an ellipsis if cut.

    What stands for one sign to a reader is not cut in two, as far as the Unicode database tells without a library.
    """
    text = clean(text)
    if len(text) <= most:
        return text
    end = max(0, most - 1)
    while end > 0 and joined(text, end):
        end -= 1
    return f"{text[:end].rstrip()}…"


def joined(text: str, at: int) -> bool:
    """Whether the character at this place belongs to the one before it."""
    character = text[at]
    return character in BINDERS or text[at - 1] == "\u200d" or unicodedata.combining(character) != 0


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
    return " ".join(clean(html.unescape(AT.sub("", text))).split())
