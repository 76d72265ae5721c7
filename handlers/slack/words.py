"""Members' words, made fit for Slack's texts, and Slack's texts, read as members' words."""

import re

from handlers.words import clean, cut_at, typed

MENTION = re.compile(r"<[@#!][^<>]*>")
LINK = re.compile(r"<(?:(?:https?|mailto|tel):[^<>|]*\|([^<>]*)|((?:https?|mailto|tel):[^<>|]*))>")
HALF_ENTITY = re.compile(r"&[a-z]{0,3}$")
FALLBACK = 4_000


def cut(text: str, most: int) -> str:
    """The text in at most so many UTF-16 units, which is how a JavaScript client counts, with an ellipsis if cut."""
    text = clean(text)
    if 2 * len(text) <= most or units(text) <= most:
        return text
    left = most - 1
    end = 0
    for end, character in enumerate(text):  # noqa: B007 - where the loop stopped is what we are after
        left -= 2 if character > "\uffff" else 1
        if left < 0:
            break
    return cut_at(text, end)


def units(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text)


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
    return typed(text)
