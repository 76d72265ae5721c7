"""The message extension: people to pick one from, and to show to others."""

import html
from collections.abc import Mapping
from typing import Any

from bot.cards import Card, Person, Picks, Shown
from handlers.teams import adaptive
from handlers.teams.courier import ADAPTIVE
from handlers.teams.fields import Json
from handlers.teams.words import cut

THUMBNAIL = "application/vnd.microsoft.card.thumbnail"
TITLE, TEXT = 100, 200
ASK = "Type what you would like to work on, in a few words."
NOBODY = "Nobody fits this well enough yet. Other words may help."
LATER = "This takes longer than usual. Please try again."


def asked(value: Mapping[str, Any]) -> str:
    """What was typed into the search; nothing when it was only opened."""
    for parameter in value.get("parameters") or ():
        if parameter.get("name") != "initialRun" and isinstance(parameter.get("value"), str):
            return str(parameter["value"])
    return ""


def found(shown: Shown, words: str) -> Json:
    """The answer to a search: people with a preview each, or words where there are none."""
    if isinstance(shown, Card):
        return saying(shown.summary)
    if not isinstance(shown, Picks) or not shown.cards:
        return saying(NOBODY if words.strip() else ASK)
    attachments = [
        {"contentType": ADAPTIVE, "content": adaptive.content(card), "preview": preview(card)} for card in shown.cards
    ]
    return {"composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": attachments}}


def preview(card: Card) -> Json:
    """A person in two lines. Teams reads the text as HTML, so it is escaped; the title it reads as it is."""
    person = next((element for element in card.body if isinstance(element, Person)), Person(card.title))
    about = " · ".join((*person.about, person.why)) if person.why else " · ".join(person.about)
    content = {"title": " ".join(cut(person.name, TITLE).split()), "text": html.escape(cut(about, TEXT))}
    return {"contentType": THUMBNAIL, "content": content}


def saying(words: str) -> Json:
    """An answer to a search: words."""
    return {"composeExtension": {"type": "message", "text": words}}
