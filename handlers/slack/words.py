"""Members' words, made fit for Slack's texts, and Slack's texts, read as members' words."""

import re
import unicodedata

MENTION = re.compile(r"<[@#!][^<>]*>")
LINK = re.compile(r"<(?:(?:https?|mailto|tel):[^<>|]*\|([^<>]*)|((?:https?|mailto|tel):[^<>|]*))>")
UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What no text needs: control characters, halves of a character, and what turns the reading direction for good."""

HALF_ENTITY = re.compile(r"&[a-z]{0,3}$")
BINDERS = frozenset("\u200d\ufe0e\ufe0f") | {chr(tone) for tone in range(0x1F3FB, 0x1F400)}
"""What makes one picture of several characters: the joiner, the variation selectors, the skin tones."""

FALLBACK = 4_000


def clean(text: str) -> str:
    """The text without what breaks or spoofs, of the same length, so that marks in it stay where they are."""
    return UNSAFE.sub(" ", text)


def cut(text: str, most: int) -> str:
    """The text in at most so many UTF-16 units, which is how a JavaScript client counts, with an ellipsis if cut.

    What stands for one sign to a reader is not cut in two, as far as the Unicode database tells without a library.
    """
    text = clean(text)
    if 2 * len(text) <= most or units(text) <= most:
        return text
    left = most - 1
    end = 0
    for end, character in enumerate(text):  # noqa: B007 - where the loop stopped is what we are after
        left -= 2 if character > "\uffff" else 1
        if left < 0:
            break
    while end > 0 and joined(text, end):
        end -= 1
    return f"{text[:end].rstrip()}…"


def units(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text)


def joined(text: str, at: int) -> bool:
    """Whether the character at this place belongs to the one before it."""
    character = text[at]
    return character in BINDERS or text[at - 1] == "\u200d" or unicodedata.combining(character) != 0


def escape(text: str) -> str:
    """A message's text in which nothing is a mention or a link."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def fallback(text: str) -> str:
    """The text that notifications and screen readers get beside the blocks: escaped, never cut within an entity."""
    escaped = escape(cut(text, FALLBACK))
    if units(escaped) <= FALLBACK:
        return escaped
    room = FALLBACK - 1 - sum(character > "\uffff" for character in escaped)
    return f"{HALF_ENTITY.sub('', escaped[:room])}…"


def said(text: str) -> str:
    """What a member wrote to us, from a message as Slack sends it: mentions gone, links as words, entities decoded."""
    text = LINK.sub(lambda link: link[1] or link[2] or "", MENTION.sub(" ", text))
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return " ".join(clean(text).split())
