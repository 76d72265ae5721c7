"""What members see and can do of a card or form: as it is meant, as Slack is sent it, and as Teams is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, Literal, get_origin, get_type_hints

from bot.cards import (
    Answer,
    Button,
    Card,
    ChoiceField,
    DateField,
    Field,
    Form,
    Invalid,
    NumberField,
    Option,
    PersonField,
    Picture,
    SeveralField,
    SuggestField,
    TextField,
    TickField,
)
from handlers.slack import fields as slack_fields
from handlers.slack import forms as slack_forms
from handlers.teams import fields as teams_fields
from handlers.teams import forms as teams_forms

Json = Mapping[str, Any]

FIELDS = (TextField, NumberField, DateField, ChoiceField, SeveralField, SuggestField, PersonField, TickField)
UNREAD: Mapping[type, set[str]] = {
    **{kind: {"name", "source"} for kind in FIELDS},
    ChoiceField: {"name", "value"},
    SeveralField: {"name", "values"},
    Button: {"action", "value", "url"},
    Picture: {"file"},
    Option: {"value"},
    Form: {"action", "value"},
}
"""Strings that nobody reads, by the class that has them; all others are words."""

SHORTEST = 20
"""Characters that are left of words at least, where they are cut."""


@dataclass(frozen=True)
class Held:
    """What stands in a field, and whether it must be filled in."""

    required: bool
    value: Answer


@dataclass
class Seen:
    """Words in pieces that are read in one go, buttons as (label, action, value), links, pictures, fields by name."""

    words: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    fields: dict[str, Held] = field(default_factory=dict)


def lost(meant: Seen, seen: Seen) -> list[str]:
    """What is meant and cannot be seen or done, and what can be done and is not meant; a line each."""
    lines = [line.strip() for text in meant.words for line in text.splitlines() if line.strip()]
    found = [f"words: {line}" for line in lines if not any(holds(piece, line) for piece in seen.words)]
    found += [f"button: {one}" for one in meant.buttons if not any(same(one, other) for other in seen.buttons)]
    found += [f"not meant: {one}" for one in seen.buttons if not any(same(other, one) for other in meant.buttons)]
    found += [f"link: {url}" for url in set(meant.links) ^ set(seen.links)]
    found += [f"picture: {url}" for url in set(meant.pictures) ^ set(seen.pictures)]
    for name in meant.fields.keys() | seen.fields.keys():
        wanted, held = meant.fields.get(name), seen.fields.get(name)
        if wanted is None or held is None or wanted.required != held.required or not equal(wanted.value, held.value):
            found.append(f"field {name}: {wanted} is {held}")
    return found


def holds(piece: str, words: str) -> bool:
    """Whether words stand in a piece, if need be cut."""
    piece, words = spaced(piece), spaced(words)
    return words in piece or any(f"{words[:end]}…" in piece for end in range(len(words) - 1, SHORTEST - 1, -1))


def spaced(text: str) -> str:
    """A text with one blank where there is any room, and without what is put in only to break up functions."""
    return " ".join(text.replace("\u200b", "").split())


def same(meant: tuple[str, str, str], seen: tuple[str, str, str]) -> bool:
    """Whether two buttons read and do the same."""
    return meant[1:] == seen[1:] and holds(seen[0], meant[0])


def equal(meant: Answer, seen: Answer) -> bool:
    """Whether a field holds what it should, if need be cut."""
    return holds(seen, meant) if isinstance(meant, str) and isinstance(seen, str) and seen else meant == seen


def meant(shown: Card | Form | Invalid) -> Seen:
    """What a card or form says and asks for."""
    seen = Seen(words=list(words(shown)))
    for part in parts(shown):
        match part:
            case Button():
                if part.url:
                    seen.links.append(part.url)
                else:
                    seen.buttons.append((part.label, part.action, part.value))
            case Picture():
                seen.pictures.append(part.file)
            case Form():
                seen.buttons.append((part.submit, part.action, part.value))
            case ChoiceField(options=()):
                continue
            case _ if isinstance(part, FIELDS):
                seen.fields[part.name] = Held(part.required, current(part))
    return seen


def parts(node: Any) -> Iterator[Any]:
    """A card or form and everything that it is made of."""
    if isinstance(node, tuple):
        for each in node:
            yield from parts(each)
    elif is_dataclass(node):
        yield node
        for each in fields(node):
            yield from parts(getattr(node, each.name))


def words(shown: Any) -> Iterator[str]:
    """Every text of a card or form that somebody reads."""
    for part in parts(shown):
        hints = get_type_hints(type(part))
        for each in fields(part):
            value = getattr(part, each.name)
            if each.name in UNREAD.get(type(part), ()) or get_origin(hints[each.name]) is Literal:
                continue
            if isinstance(value, Mapping):
                yield from value.values()
            elif isinstance(value, tuple):
                yield from (one for one in value if isinstance(one, str))
            elif isinstance(value, str):
                yield value


def current(asked: Field) -> Answer:
    """What a field answers while nobody has touched it."""
    match asked:
        case SuggestField():
            return tuple(each.value for each in asked.values)
        case SeveralField():
            return asked.values
        case PersonField():
            return None
        case _:
            return asked.value


def slack(view: Json) -> Seen:
    """What is seen of a message, modal or home of Slack."""
    seen = Seen()
    for node in nodes(view):
        kind = node.get("type")
        if kind == "plain_text":
            seen.words.append(node["text"])
        elif kind in {"rich_text_section", "rich_text_quote"}:
            seen.words.append("".join(each["text"] for each in node["elements"]))
        elif kind == "button" and "url" in node:
            seen.links.append(node["url"])
        elif kind == "button":
            seen.buttons.append((node["text"]["text"], node["action_id"].partition(":")[0], node.get("value", "")))
        elif kind == "image":
            seen.words.append(node["alt_text"])
            seen.pictures.append(node["image_url"])
        elif kind == "input":
            seen.words.append(node["element"].get("initial_value") or "")
    if "callback_id" in view:
        seen.buttons.append((view["submit"]["text"], view["callback_id"], view.get("private_metadata", "")))
    inputs = [each for each in view["blocks"] if each["type"] == "input"]
    state = {each["block_id"]: {each["element"]["action_id"]: untouched(each["element"])} for each in inputs}
    answers = slack_fields.read(state, view["blocks"], "T1").answers
    for each in inputs:
        name = each["element"]["action_id"].removeprefix(slack_fields.PREFIX)
        seen.fields[name] = Held(not each.get("optional", False), answers[name])
    return seen


def untouched(element: Json) -> Json:
    """What Slack sends for an element that nobody has touched."""
    return {"type": element["type"]} | {
        held: element[initial] for held, initial in slack_forms.INITIAL.items() if initial in element
    }


def teams(card: Json) -> Seen:
    """What is seen of a card of Teams."""
    seen = Seen()
    sent: dict[str, Any] = {}
    required: dict[str, bool] = {}
    for node in nodes(card["body"]):
        kind = str(node.get("type"))
        if kind == "RichTextBlock":
            seen.words.append("".join(run["text"] for run in node["inlines"]))
        elif kind == "TextBlock":
            seen.words.append(node["text"])
        elif kind == "Image":
            seen.words.append(node["altText"])
            seen.pictures.append(node["url"])
        elif kind == "Action.OpenUrl":
            seen.links.append(node["url"])
        elif kind.startswith("Action."):
            seen.buttons += pressable(node)
        elif kind.startswith("Input."):
            sent[node["id"]] = node.get("value")
            name = node["id"].split(":")[2].partition(teams_fields.COUNT)[0]
            required[name] = required.get(name, False) or node.get("isRequired", False)
            seen.words.append(str(node.get("value", "")))
        seen.words += [node[key] for key in ("title", "label", "placeholder") if key in node]
    for name, value in teams_fields.read(sent).answers.items():
        seen.fields[name] = Held(required[name], value)
    return seen


def pressable(action: Json) -> Iterator[tuple[str, str, str]]:
    """The button that an action is; one that only opens a question has it below that, to be read by itself."""
    if action["type"] == "Action.Execute":
        pressed = teams_forms.pressed(action["data"])
        yield action["title"].removeprefix("Yes: "), pressed.action, pressed.value


def nodes(node: Any) -> Iterator[Json]:
    """Every object of some JSON, but what comes back unseen."""
    if isinstance(node, list):
        for each in node:
            yield from nodes(each)
    elif isinstance(node, dict):
        yield node
        for name, each in node.items():
            if name != "data":
                yield from nodes(each)
