"""What to show, never how: cards, forms and what they are made of.

Every string is data. A renderer escapes all of it, so that nothing a member typed can ping, link or format for another;
emphasis comes from the meaning of an element alone (a heading, a mark, a fact's label). Lengths are the renderer's
business too: a card may hold anything, and a platform that has less room cuts with an ellipsis.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from bot.directory import Address

Answer = str | int | bool | date | tuple[str, ...] | Address | None


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to pick: what is read, and what is sent when it is picked (at most 150 characters)."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class TextField:
    """A line, or several, to type; answers with a string, empty when nothing was typed."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    placeholder: str = ""
    required: bool = False
    multiline: bool = False
    max_length: int = 200
    kind: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class NumberField:
    """A whole number to type; answers with an int, or None when left empty."""

    name: str
    label: str
    value: int | None = None
    hint: str = ""
    required: bool = False
    least: int = 0
    most: int = 100
    kind: Literal["number"] = "number"


@dataclass(frozen=True, slots=True)
class DateField:
    """A day to pick; answers with a date, or None."""

    name: str
    label: str
    value: date | None = None
    hint: str = ""
    required: bool = False
    kind: Literal["date"] = "date"


@dataclass(frozen=True, slots=True)
class ChoiceField:
    """One of a few options (at most 100); answers with its value, or an empty string."""

    name: str
    label: str
    options: tuple[Option, ...]
    value: str = ""
    hint: str = ""
    required: bool = False
    kind: Literal["choice"] = "choice"


@dataclass(frozen=True, slots=True)
class SeveralField:
    """Any of a few options (at most 10), all in sight; answers with a tuple of values."""

    name: str
    label: str
    options: tuple[Option, ...]
    values: tuple[str, ...] = ()
    hint: str = ""
    required: bool = False
    kind: Literal["several"] = "several"


@dataclass(frozen=True, slots=True)
class SuggestField:
    """Several of many, found by typing; answers with a tuple of values.

    `source` is the action that answers what was typed with `Suggestions`. Where a platform has no type-ahead, it may
    show the suggestions for nothing typed, beside a line for words of one's own.
    """

    name: str
    label: str
    source: str
    values: tuple[Option, ...] = ()
    hint: str = ""
    placeholder: str = ""
    most: int = 10
    required: bool = False
    kind: Literal["suggest"] = "suggest"


@dataclass(frozen=True, slots=True)
class PersonField:
    """Somebody in this workspace; answers with an Address, or None."""

    name: str
    label: str
    hint: str = ""
    required: bool = False
    kind: Literal["person"] = "person"


@dataclass(frozen=True, slots=True)
class TickField:
    """A box to tick; answers with a bool. A required one must be ticked."""

    name: str
    label: str
    tick: str
    value: bool = False
    hint: str = ""
    required: bool = False
    kind: Literal["tick"] = "tick"


Field = TextField | NumberField | DateField | ChoiceField | SeveralField | SuggestField | PersonField | TickField


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press: the action's name in the actions table, and up to 2,000 characters that come back with it.

    `confirm` is asked before the press counts. `url` makes it a link to a page of ours or of the platform, or to
    one outside that `bot.outside` made; members' words never become one.
    """

    label: str
    action: str
    value: str = ""
    style: Literal["plain", "primary", "danger"] = "plain"
    confirm: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """Words with the parts that matter marked; marks are (start, end) in characters, in order, never overlapping."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Heading:
    """The name of what follows."""

    text: str
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Quote:
    """A member's own words, shown as theirs."""

    words: Marked
    kind: Literal["quote"] = "quote"


@dataclass(frozen=True, slots=True)
class Note:
    """Small print: true, useful, and not the point."""

    text: str
    kind: Literal["note"] = "note"


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what it says."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Short facts that are read one after another."""

    facts: tuple[Fact, ...]
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True, slots=True)
class Typed:
    """A command's word with an example of what may follow it, and what it does.

    It is shown as members type it on their platform: a slash command, or the word alone. `in_channel` says that it is
    typed in a channel, where the bot may have to be mentioned to hear it.
    """

    word: str
    words: str = ""
    does: str = ""
    in_channel: bool = False


@dataclass(frozen=True, slots=True)
class Commands:
    """What can be typed, one after another."""

    typed: tuple[Typed, ...]
    kind: Literal["commands"] = "commands"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, in the order in which it is read aloud: who, from where, why, in their words, and what to do next."""

    name: str
    pronouns: str = ""
    about: tuple[str, ...] = ()
    why: str = ""
    quote: Marked | None = None
    status: str = ""
    buttons: tuple[Button, ...] = ()
    kind: Literal["person"] = "person"


@dataclass(frozen=True, slots=True)
class Bar:
    """How much of something there is: what it is, its numbers in words, and its share of the whole in per cent."""

    label: str
    value: str
    share: int


@dataclass(frozen=True, slots=True)
class Bars:
    """Numbers that are compared. They are read as words; the bars beside them only let the eye see it sooner."""

    bars: tuple[Bar, ...]
    kind: Literal["bars"] = "bars"


@dataclass(frozen=True, slots=True)
class Buttons:
    """A row of buttons."""

    buttons: tuple[Button, ...]
    kind: Literal["buttons"] = "buttons"


@dataclass(frozen=True, slots=True)
class Inputs:
    """Fields in a card. A change alone does nothing; pressing one of the buttons sends all of the card's fields."""

    fields: tuple[Field, ...]
    buttons: tuple[Button, ...]
    kind: Literal["inputs"] = "inputs"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture at an address that `bot.files` made, and what it shows, for who does not see it.

    What matters of it stands beside it in words too: without an address there is no picture, nor in a mail.
    """

    file: str
    alt: str
    kind: Literal["picture"] = "picture"


@dataclass(frozen=True, slots=True)
class Divider:
    """A line between two things."""

    kind: Literal["divider"] = "divider"


Element = Text | Heading | Quote | Note | Facts | Bars | Commands | Person | Picture | Buttons | Inputs | Divider


@dataclass(frozen=True, slots=True)
class Card:
    """One thing to read. `detail` is shown beside what the member was looking at, not in its place.

    `brief` says that its summary is all there is to say, where there is room for a line alone.
    """

    title: str
    body: tuple[Element, ...] = ()
    detail: bool = False
    brief: bool = False
    type: Literal["card"] = "card"

    @property
    def summary(self) -> str:
        """The card in one line, for notifications and screen readers: the title and the first words below it."""
        first = next((element.text for element in self.body if isinstance(element, Text)), "")
        return (
            f"{self.title}. {first}"
            if first and not self.title.endswith((".", "?", "!"))
            else f"{self.title} {first}".strip()
        )


@dataclass(frozen=True, slots=True)
class Form:
    """Fields to fill in and send to `action`, with a value of ours (at most 3,000 characters) that comes back."""

    action: str
    title: str
    fields: tuple[Field, ...]
    intro: tuple[Text | Heading | Note, ...] = ()
    submit: str = "Save"
    value: str = ""
    type: Literal["form"] = "form"


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What a type-ahead offers for what was typed so far, best first (at most 100)."""

    options: tuple[Option, ...]
    type: Literal["suggestions"] = "suggestions"


@dataclass(frozen=True, slots=True)
class Invalid:
    """A form that cannot be taken yet: words for each field by its name. Nothing typed is lost."""

    errors: Mapping[str, str] = field(default_factory=dict)
    type: Literal["invalid"] = "invalid"


@dataclass(frozen=True, slots=True)
class Picks:
    """Cards to pick one from, best first, to be shown to others; each begins with a Person."""

    cards: tuple[Card, ...]
    type: Literal["picks"] = "picks"


Shown = Card | Form | Suggestions | Invalid | Picks

_stored: TypeAdapter[Card | Form] = TypeAdapter(Card | Form)


def dump(shown: Card | Form) -> str:
    """A card or form as JSON, to be stored."""
    return _stored.dump_json(shown).decode()


def load(stored: str) -> Card | Form:
    """What `dump` stored."""
    return _stored.validate_json(stored)


def load_kept(stored: str) -> Card | Form | None:
    """The same, or None when an older version stored it in a way that is no longer read."""
    try:
        return load(stored)
    except ValidationError:
        return None
