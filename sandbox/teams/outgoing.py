"""What the bot wants to say, looked at as strictly as Teams does."""

import json
from dataclasses import dataclass, field
from typing import Any

from sandbox.refusals import Json
from sandbox.teams.adaptive import ADAPTIVE, card_problems
from sandbox.teams.refusals import bad, too_big
from sandbox.teams.rich_cards import HERO, THUMBNAIL, rich_card_problems

LARGEST_MESSAGE = 100 * 1024
"""Bytes of a message as UTF-16, base64 pictures not counted."""

LARGEST_CARD = 28 * 1024
"""Bytes of an Adaptive Card as JSON."""

FORMATS = ("markdown", "plain", "xml")
LAYOUTS = ("list", "carousel")
KEPT = ("summary", "importance", "attachmentLayout")
MOST_CAROUSEL = 10


@dataclass(frozen=True)
class Outgoing:
    """A message of the bot, ready to be shown."""

    text: str
    text_format: str
    attachments: list[Json]
    entities: list[Json] = field(default_factory=list)
    details: Json = field(default_factory=dict)


def outgoing(given: Json) -> Outgoing:
    """Read a message activity; else 400 or 413."""
    if given.get("type", "message") != "message":
        raise bad(f"Activity type {given.get('type')!r} cannot be sent.")
    text = given.get("text") or ""
    attachments = given.get("attachments") or []
    entities = given.get("entities") or []
    if not isinstance(text, str) or not _objects(attachments) or not _objects(entities):
        raise bad("The activity's text, attachments or entities are of a wrong type.")
    if len(json.dumps(given, ensure_ascii=False).encode("utf-16-le")) > LARGEST_MESSAGE:
        raise too_big()
    if not text.strip() and not attachments:
        raise bad("Activity must include non empty 'text' field or at least 1 attachment")
    text_format = given.get("textFormat") or "markdown"
    if text_format not in FORMATS:
        raise bad(f"Unknown text format {text_format!r}.")
    if (given.get("attachmentLayout") or "list") not in LAYOUTS:
        raise bad("The attachment layout is list or carousel.")
    for place, attachment in enumerate(attachments):
        check_attachment(attachment, f"/attachments/{place}")
    _check_mentions(text, entities)
    details = {name: given[name] for name in KEPT if given.get(name)}
    return Outgoing(text, text_format, attachments, entities, details)


def _objects(given: Any) -> bool:
    return isinstance(given, list) and all(isinstance(each, dict) for each in given)


def check_attachment(attachment: Json, path: str) -> None:
    """An attachment that Teams shows; else 400 or 413."""
    problems: list[str] = []
    kind, content = attachment.get("contentType"), attachment.get("content")
    if kind == ADAPTIVE:
        if len(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()) > LARGEST_CARD:
            raise too_big()
        card_problems(content, f"{path}/content", problems)
    elif kind in {HERO, THUMBNAIL}:
        rich_card_problems(content, f"{path}/content", problems)
    elif not (isinstance(kind, str) and kind.startswith("image/") and isinstance(attachment.get("contentUrl"), str)):
        raise bad(f"Unknown attachment type {kind!r} at {path}.")
    if problems:
        raise bad(f"Failed to parse the card: {'; '.join(problems)}")


def _check_mentions(text: str, entities: list[Json]) -> None:
    """Each mention names an account and stands in the text, as it is written."""
    for entity in entities:
        if entity.get("type") != "mention":
            continue
        words = entity.get("text")
        mentioned = entity.get("mentioned")
        if not isinstance(words, str) or not words or words not in text:
            raise bad("Mention entity text is not valid.")
        if not isinstance(mentioned, dict) or not mentioned.get("id"):
            raise bad("Mention entity names nobody.")
