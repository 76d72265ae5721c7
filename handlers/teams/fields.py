"""Fields: from what a card or form asks for to Teams' inputs, and from what stands in them to typed answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from microsoft_teams import cards as ac

from bot.cards import (
    Answer,
    ChoiceField,
    DateField,
    Field,
    NumberField,
    Option,
    PersonField,
    SeveralField,
    SuggestField,
    TextField,
    TickField,
)
from handlers.teams.words import cut, inert, looks_marked_up
from handlers.words import clean

Json = dict[str, Any]
Offered = Mapping[str, Sequence[Option]]
"""What each source of suggestions offers for nothing typed."""

PREFIX = "field:"
"""What the id of every input begins with; its kind and its name follow, and a count where a name stands twice."""

COUNT = "#"
OWN = "own"
"""The kind of the line for words of one's own beside suggestions."""

FEW = 3
LABEL, HINT, PLACEHOLDER, OPTION = 500, 1000, 150, 200
MOST_OPTIONS = 100
MOST_OFFERED = 25
"""Suggestions that are offered: as many as a card has room for beside long answers."""

TYPED = 3000
FILL_IN = "Please fill this in."
YES = "true"


def run(text: str, **style: Any) -> ac.TextRun:
    """Words, of which a client parses nothing."""
    return ac.TextRun(text=inert(clean(text)), **style)


def rich(*runs: ac.CardElement, **style: Any) -> ac.RichTextBlock:
    """Such words in a line."""
    return ac.RichTextBlock(inlines=[*runs], **style)


def drawn(asked: Field, count: int = 1, offered: Offered | None = None) -> list[ac.CardElement]:
    """A field as inputs, with its hint below them; nothing for a choice of nothing."""
    inputs = ELEMENTS[asked.kind](asked, count, offered or {})
    if not inputs or not asked.hint.strip():
        return inputs
    hint = " ".join(cut(asked.hint, HINT).split())
    return [*inputs, rich(run(hint, size="Small", is_subtle=True), spacing="Small")]


def input_id(kind: str, name: str, count: int) -> str:
    """The id by which an answer is found again."""
    return f"{PREFIX}{kind}:{name}" + (f"{COUNT}{count}" if count > 1 else "")


def labelled(asked: Field, count: int) -> Json:
    """What every input has: its id, its label, and what is said when it is left empty and must not be."""
    return {
        "id": input_id(asked.kind, asked.name, count),
        "label": inert(" ".join(cut(asked.label, LABEL).split())) or "…",
        **({"is_required": True, "error_message": FILL_IN} if asked.required else {}),
    }


def placeholder(text: str) -> str | None:
    """The words shown in an empty field."""
    return cut(text, PLACEHOLDER) or None


def text(asked: TextField, count: int, _offered: Offered) -> list[ac.CardElement]:
    """A line, or several, to type."""
    most = max(1, min(asked.max_length, TYPED))
    typed = ac.TextInput(
        **labelled(asked, count),
        value=cut(asked.value, most) or None,
        is_multiline=asked.multiline or None,
        max_length=most,
        placeholder=placeholder(asked.placeholder),
    )
    return [typed]


def number(asked: NumberField, count: int, _offered: Offered) -> list[ac.CardElement]:
    """A whole number."""
    given = labelled(asked, count) | {"error_message": f"Please type a whole number{bounds(asked)}."}
    return [ac.NumberInput(**given, value=asked.value, min=asked.least, max=asked.most)]


def bounds(asked: NumberField) -> str:
    """Between which numbers an answer must be, in words."""
    return f" from {asked.least} to {asked.most}"


def day(asked: DateField, count: int, _offered: Offered) -> list[ac.CardElement]:
    """A day."""
    return [ac.DateInput(**labelled(asked, count), value=asked.value.isoformat() if asked.value else None)]


def choice(asked: ChoiceField, count: int, _offered: Offered) -> list[ac.CardElement]:
    """One of several: all in sight when they are few and one must be picked, or else a menu.

    What need not be answered can be taken back by an option that says so, for a menu cannot be emptied. Options that
    are all in sight are parsed by some clients, so that any which look like markup make a menu.
    """
    offered = asked.options[:MOST_OPTIONS]
    if not offered:
        return []
    in_sight = asked.required and len(offered) <= FEW and not any(looks_marked_up(each.label) for each in offered)
    if not asked.required and all(each.value for each in offered):
        offered = (Option("No answer", ""), *offered)
    picked = next((packed(each.value) for each in offered if each.value == asked.value), None)
    menu = ac.ChoiceSetInput(
        **labelled(asked, count),
        choices=[chosen(each) for each in offered],
        style="expanded" if in_sight else "compact",
        value=picked,
        wrap=True,
    )
    return [menu]


def several(asked: SeveralField, count: int, _offered: Offered) -> list[ac.CardElement]:
    """Any of several, all in sight; in a list to search where some look like markup, which no client parses there."""
    if not asked.options:
        return []
    marked_up = any(looks_marked_up(each.label) for each in asked.options)
    picked = [packed(each.value) for each in asked.options if each.value in asked.values]
    boxes = ac.ChoiceSetInput(
        **labelled(asked, count),
        choices=[chosen(each) for each in asked.options],
        style="filtered" if marked_up else "expanded",
        is_multi_select=True,
        value=",".join(picked) or None,
        wrap=True,
    )
    return [boxes]


def suggest(asked: SuggestField, count: int, offered: Offered) -> list[ac.CardElement]:
    """Several of those that are offered, found by typing, and a line for words of one's own."""
    values = asked.values[: max(1, asked.most)]
    options = {each.value: each for each in (*values, *offered.get(asked.source, ())[:MOST_OFFERED])}
    given = labelled(asked, count)
    given.pop("is_required", None)
    given.pop("error_message", None)
    own = ac.TextInput(
        id=input_id(OWN, asked.name, count),
        label=f"{given['label']}: others",
        placeholder="Your own words, with commas between them",
        max_length=TYPED,
    )
    if not options:
        return [own]
    several = ac.ChoiceSetInput(
        **given,
        choices=[chosen(each) for each in options.values()],
        style="filtered",
        is_multi_select=True,
        value=",".join(packed(each.value) for each in values) or None,
        placeholder=placeholder(asked.placeholder),
    )
    return [several, own]


def person(asked: PersonField, count: int, _offered: Offered) -> list[ac.CardElement]:
    """Somebody of this tenant, by name or e-mail address; Teams' own list leaves out guests and some phones."""
    return [ac.TextInput(**labelled(asked, count), placeholder="A name or an e-mail address", max_length=200)]


def tick(asked: TickField, count: int, _offered: Offered) -> list[ac.CardElement]:
    """A box; words that a client might read as markup stand above it."""
    title = " ".join(clean(asked.tick).split())
    given = labelled(asked, count) | {"value": YES if asked.value else "false", "wrap": True}
    if title and len(title) <= OPTION and not looks_marked_up(title):
        return [ac.ToggleInput(**given, title=title)]
    return [rich(run(cut(title, TYPED) or "…")), ac.ToggleInput(**given, title="Yes")]


ELEMENTS: Mapping[str, Callable[[Any, int, Offered], list[ac.CardElement]]] = {
    "text": text,
    "number": number,
    "date": day,
    "choice": choice,
    "several": several,
    "suggest": suggest,
    "person": person,
    "tick": tick,
}


def chosen(offered: Option) -> ac.Choice:
    """One thing to pick."""
    return ac.Choice(title=" ".join(cut(offered.label, OPTION).split()) or "…", value=packed(offered.value))


def packed(value: str) -> str:
    """A value as it is sent: never empty, and without commas, which Teams puts between several."""
    return "=" + value.replace("%", "%25").replace(",", "%2C")


def unpacked(sent: str) -> str:
    """What `packed` packed."""
    return sent.removeprefix("=").replace("%2C", ",").replace("%25", "%")


@dataclass(slots=True)
class Filled:
    """What stands in the fields: answers by name, words for those that cannot be taken, and who is looked for."""

    answers: dict[str, Answer] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    sought: dict[str, str] = field(default_factory=dict)


def read(data: Mapping[str, Any], asked: Sequence[Field] = ()) -> Filled:
    """Read what a button sent along; with the fields that were asked for, those that are missing count as empty."""
    filled = Filled()
    bound = {each.name: each for each in asked if isinstance(each, NumberField)}
    for each in asked:
        take(filled, each.kind, each.name, "", bound)
    for name, held in data.items():
        kind, _, rest = name.removeprefix(PREFIX).partition(":")
        if name.startswith(PREFIX) and rest:
            take(filled, kind, rest.partition(COUNT)[0], "" if held is None else str(held), bound)
    return filled


def take(filled: Filled, kind: str, name: str, held: str, bound: Mapping[str, NumberField]) -> None:
    """Take what one input holds, as its kind answers."""
    held = clean(held)
    match kind:
        case "number" | "date":
            filled.answers[name], wrong = whole(held, bound.get(name)) if kind == "number" else day_of(held)
            if wrong:
                filled.errors[name] = wrong
        case "suggest":
            add(filled, name, [unpacked(each) for each in held.split(",")])
        case "own":
            add(filled, name, [" ".join(each.split()) for each in held.replace("\n", ",").split(",")])
        case "person":
            filled.answers[name] = None
            filled.sought[name] = " ".join(held.split())
        case "several":
            filled.answers[name] = tuple(unpacked(each) for each in held.split(",") if each)
        case "choice":
            filled.answers[name] = unpacked(held)
        case "tick":
            filled.answers[name] = held.casefold() == YES
        case "text":
            filled.answers[name] = held


def held_again(kind: str, sent: Any) -> str | int:
    """What an input holds that is shown again with what was sent."""
    held = "" if sent is None else clean(str(sent))
    if kind == "Input.Number":
        value, wrong = whole(held, None)
        return "" if wrong or value is None else value
    if kind == "Input.Date":
        return "" if day_of(held)[1] else held
    return held


def add(filled: Filled, name: str, values: Sequence[str]) -> None:
    """Put values to those that a field has by its other input."""
    before = filled.answers.get(name)
    kept = before if isinstance(before, tuple) else ()
    filled.answers[name] = (*kept, *(each for each in values if each and each not in kept))


def whole(typed: str, asked: NumberField | None) -> tuple[int | None, str]:
    """A typed whole number, and words for the member when it is none or out of bounds."""
    if not typed.strip():
        return None, ""
    wrong = f"Please type a whole number{bounds(asked) if asked else ''}."
    try:
        value = int(typed)
    except ValueError:
        return None, wrong
    if asked is not None and not asked.least <= value <= asked.most:
        return None, wrong
    return value, ""


def day_of(typed: str) -> tuple[date | None, str]:
    """A picked day, and words for the member when it is none."""
    if not typed.strip():
        return None, ""
    try:
        return date.fromisoformat(typed.strip()[:10]), ""
    except ValueError:
        return None, "Please pick a day."
