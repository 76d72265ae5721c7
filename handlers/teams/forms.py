"""Form ↔ card with inputs: what is asked, and what was sent back."""

import base64
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from microsoft_teams import cards as ac

from bot.cards import (
    ChoiceField,
    DateField,
    Field,
    Form,
    NumberField,
    Option,
    SeveralField,
    SuggestField,
    TextField,
    TickField,
    dump,
    load_kept,
)
from bot.said import Said
from handlers.teams import fields
from handlers.teams.adaptive import ACTION, ROOM, VALUE, Page, execute, size
from handlers.teams.fields import Filled, Json, Offered
from handlers.teams.words import cut, told

FORM = "form"
"""Under what a form itself rides along with its button, without its values, to be shown again with what is wrong."""

PACKED, UNPACKED = 6_000, 200_000
"""Bytes of a form that rides along, and of what is unpacked from one that comes back."""

ABOVE = 500
"""Characters above the first field: on a phone it is still in sight. What else there is to read stands below."""

SHORTEST = 200
AGAIN = "Please look at this again. Nothing you typed is lost."
TOO_LONG = " (longer than Teams can show: only the beginning is here)"
BUTTON = 75


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a button sent: the action and its value, what stands in the fields, and the form, if it was one's."""

    action: str
    value: str
    filled: Filled
    form: Form | None = None

    @property
    def said(self) -> Said:
        """What goes to the action."""
        return Said(self.value, self.filled.answers)


def drawn(
    form: Form,
    offered: Offered,
    *,
    typed: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    note: str = "",
) -> Json:
    """A form as a card, with `typed` in place of its own values when it was sent before.

    `errors` stand at their fields; `note` and those for no field stand above them all.
    """
    typed, errors = typed or {}, errors or {}
    named = {each.name for each in form.fields}
    page = Page()
    page.heading(form.title, large=True)
    for words in (note, AGAIN if errors else "", *(text for name, text in errors.items() if name not in named)):
        page.alert(words)
    room = ABOVE
    below = []
    for element in form.intro:
        room -= len(element.text)
        if room >= 0:
            page.add(element)
        else:
            below.append(element)
    page.fields(form.fields, with_picked(form, offered, typed), errors)
    if typed:
        page.fill(typed)
    for element in below:
        page.add(element)
    page.put(ac.ActionSet(actions=[sending(form)]))
    return fitting(page, told(form.title) or "…")


def with_picked(form: Form, offered: Offered, typed: Mapping[str, Any]) -> Offered:
    """What is offered, and before it what was picked already, which would not be shown as picked otherwise."""
    picked: dict[str, list[Option]] = {}
    for each in form.fields:
        if isinstance(each, SuggestField):
            held = str(typed.get(fields.input_id(each.kind, each.name, 1)) or "")
            values = [fields.unpacked(value) for value in held.split(",") if value]
            picked.setdefault(each.source, []).extend(Option(value, value) for value in values)
    return {source: (*picked.get(source, ()), *offered.get(source, ())) for source in {*picked, *offered}}


def sending(form: Form) -> ac.ExecuteAction:
    """The button that sends a form, which rides along if it is no longer than most."""
    kept = packed(bare(form))
    data = {FORM: kept} if 0 < len(kept) <= PACKED else {VALUE: form.value}
    title = " ".join(cut(form.submit, BUTTON).split()) or "Save"
    made = execute(title, form.action, data, with_inputs=True)
    made.style = "positive"
    return made


def fitting(page: Page, spoken: str) -> Json:
    """A form's card within the limit: of answers too long for it the beginning, with a word on that."""
    card = page.whole(spoken)
    while size(card) > ROOM:
        texts = [each for each in card["body"] if each["type"] == "Input.Text" and each.get("value")]
        longest = max(texts, key=lambda each: len(each["value"]), default=None)
        if longest is None or len(longest["value"]) <= SHORTEST:
            return page.finished(spoken)
        longest["value"] = cut(longest["value"], len(longest["value"]) * 3 // 4)
        longest["label"] = f"{longest['label'].removesuffix(TOO_LONG)}{TOO_LONG}"
    return card


def bare(form: Form) -> Form:
    """A form without what stands in its fields."""
    return replace(form, fields=tuple(emptied(each) for each in form.fields))


def emptied(asked: Field) -> Field:
    """A field with nothing in it."""
    match asked:
        case TextField() | ChoiceField():
            return replace(asked, value="")
        case NumberField() | DateField():
            return replace(asked, value=None)
        case SeveralField():
            return replace(asked, values=())
        case SuggestField():
            return replace(asked, values=())
        case TickField():
            return replace(asked, value=False)
        case _:
            return asked


@lru_cache(maxsize=64)
def packed(form: Form) -> str:
    """A form in few letters; nothing for one with halves of characters in it, which cannot be written down."""
    try:
        stored = dump(form).encode()
    except ValueError:
        return ""
    return base64.urlsafe_b64encode(zlib.compress(stored)).decode()


@lru_cache(maxsize=64)
def unpacked(sent: str) -> Form | None:
    """What `packed` packed; None for what it did not, or an older version did in another way."""
    try:
        stored = zlib.decompressobj().decompress(base64.urlsafe_b64decode(sent), UNPACKED).decode()
    except (ValueError, zlib.error):
        return None
    form = load_kept(stored)
    return form if isinstance(form, Form) else None


def pressed(data: Mapping[str, Any]) -> Pressed:
    """What a button sent, by its data."""
    kept = data.get(FORM)
    form = unpacked(kept) if isinstance(kept, str) and len(kept) <= PACKED else None
    if form is None:
        action, value = str(data.get(ACTION) or ""), str(data.get(VALUE) or "")
        return Pressed(action, value, fields.read(data))
    return Pressed(form.action, form.value, fields.read(data, form.fields), form)
