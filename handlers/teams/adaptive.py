"""Card → Adaptive Card, within every limit, with members' words as words only.

A TextBlock is parsed for a kind of Markdown, and each of Teams' clients has a parser of its own, so that escaping would
show on one what it hides on another. Words therefore stand in the runs of a RichTextBlock, where none parses anything;
a TextBlock holds headings alone, which only it can be, and only those in which there is nothing to parse.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, islice, takewhile
from typing import Any, Literal

from microsoft_teams import cards as ac

from bot.cards import (
    Bar,
    Bars,
    Button,
    Buttons,
    Card,
    Commands,
    Divider,
    Element,
    Fact,
    Facts,
    Field,
    Heading,
    Inputs,
    Marked,
    Note,
    Person,
    Picture,
    Quote,
    Text,
    Typed,
)
from handlers.teams import fields
from handlers.teams.fields import Json, Offered, rich, run
from handlers.teams.words import cut, lines, looks_marked_up, told
from handlers.words import bar

ROOM = 25_000
"""Bytes of a card's JSON in UTF-8. Teams takes about 28 kB of a message, with what stands around the card."""

VERSION: Literal["1.5"] = "1.5"
LANGUAGE = "en-GB"

HEADER, PARAGRAPH, SMALL, QUOTED, NAME, REASON, SHOWS = 200, 4000, 2000, 3000, 200, 1000, 2000
LINES = 40
"""Lines of one text; each is an element of its own."""

BUTTON, TOOLTIP, QUESTION = 75, 200, 300
ROW = 6
"""Buttons in one row; Teams hides more behind a menu."""

MORE = "There is more than fits here."
STYLES: Mapping[str, Literal["positive", "destructive"] | None] = {
    "plain": None,
    "primary": "positive",
    "danger": "destructive",
}
ACTION, VALUE = "action", "value"
"""What a button sends: the action's name and the value that comes back with it."""

PLAIN = frozenset({Text, Note, Heading, Buttons, Divider, Commands})


def content(card: Card) -> Json:
    """A card as Teams takes it; not to be changed, as it may be shown again."""
    return drawn_before(card) if all(type(element) in PLAIN for element in card.body) else drawn(card)


def drawn(card: Card) -> Json:
    """Draw a card."""
    page = Page()
    page.heading(card.title, large=True)
    for element in card.body:
        page.add(element)
    return page.finished(spoken(card))


drawn_before = lru_cache(maxsize=64)(drawn)
"""The same, remembered: a card of words and buttons alone is mostly the same for everybody."""


def spoken(card: Card) -> str:
    """What is said first of a card, and notified of it: the summary, and who is in it."""
    people = [element.name for element in card.body if isinstance(element, Person)]
    return told(f"{card.summary} {', '.join(people)}") or "…"


def size(node: Any) -> int:
    """The bytes of JSON in UTF-8."""
    return len(json.dumps(node, ensure_ascii=False).encode())


class Page:
    """The elements of a card in the making."""

    def __init__(self) -> None:
        self._elements: list[Json] = []
        self._named: dict[str, int] = {}
        self._line = False

    def add(self, element: Element) -> None:
        """Add an element."""
        ADD[type(element)](self, element)

    def heading(self, text: str, *, large: bool = False) -> None:
        """Add a heading."""
        if text.strip():
            self.put(heading(cut(text, HEADER), "Large" if large else "Medium"))

    def text(self, text: str) -> None:
        """Add a paragraph."""
        self._paragraph(text, PARAGRAPH)

    def note(self, text: str) -> None:
        """Add small print."""
        self._paragraph(text, SMALL, size="Small", is_subtle=True)

    def alert(self, text: str) -> None:
        """Add words that must not be missed."""
        self._paragraph(text, SMALL, color="Attention", weight="Bolder")

    def quote(self, words: Marked) -> None:
        """Add a member's own words."""
        if words.text.strip():
            self.put(quoted(words))

    def divider(self) -> None:
        """Add a line, above what comes next."""
        self._line = True

    def facts(self, facts: Iterable[Fact]) -> None:
        """Add facts, one in a line."""
        for fact in facts:
            value = [run(f": {' '.join(cut(fact.value, SMALL).split())}")] if fact.value.strip() else []
            self.put(rich(run(" ".join(cut(fact.label, NAME).split()) or "…", weight="Bolder"), *value))

    def bars(self, bars: Iterable[Bar]) -> None:
        """Add numbers that are compared, each with its bar below its name."""
        for each in bars:
            self.put(rich(run(one_line(each.label, NAME) or "…", weight="Bolder")))
            self.put(rich(run(f"{one_line(each.value, NAME)} {bar(each.share)}"), spacing="Small"))

    def commands(self, typed: Iterable[Typed]) -> None:
        """Add what can be typed, one in a line."""
        self.facts(Fact(f"{each.word} {each.words}".rstrip(), each.does) for each in typed)

    def person(self, person: Person) -> None:
        """Add somebody, in the order in which it is read aloud, and what to do next below."""
        pronouns = [run(cut(f" ({person.pronouns})", NAME))] if person.pronouns.strip() else []
        items: list[ac.CardElement] = [rich(run(one_line(person.name, NAME) or "…", weight="Bolder"), *pronouns)]
        about = " · ".join(each for each in person.about if each.strip())
        items += [rich(run(one_line(line, REASON)), spacing="Small") for line in (about, person.why) if line.strip()]
        if person.quote is not None and person.quote.text.strip():
            items.append(quoted(person.quote))
        if person.status.strip():
            items.append(rich(run(one_line(person.status, REASON), is_subtle=True), spacing="Small"))
        items += rows(person.buttons, person.name.strip())
        self.put(ac.Container(items=items))

    def picture(self, picture: Picture) -> None:
        """Add a picture, which can be enlarged."""
        if picture.file:
            alt = one_line(picture.alt, SHOWS) or "…"
            self.put(ac.Image(url=picture.file, alt_text=alt, size="Stretch", allow_expand=True))

    def buttons(self, buttons: Sequence[Button], *, with_inputs: bool = False) -> None:
        """Add rows of buttons; those that send what stands in the card's fields say so."""
        for row in rows(buttons, with_inputs=with_inputs):
            self.put(row)

    def fields(self, asked: Iterable[Field], offered: Offered, errors: Mapping[str, str]) -> None:
        """Add fields, each with words on what is wrong with it, if anything is."""
        for each in asked:
            self._named[each.name] = count = self._named.get(each.name, 0) + 1
            if words := errors.get(each.name, ""):
                self.alert(words)
            for element in fields.drawn(each, count, offered):
                self.put(element)

    def fill(self, typed: Mapping[str, Any]) -> None:
        """Put into the inputs what was typed into them, by their ids; one for numbers or days holds nothing else."""
        for element in self._elements:
            held = fields.held_again(element["type"], typed.get(element.get("id", "")))
            if held != "":
                element["value"] = held

    def finished(self, spoken: str) -> Json:
        """The card with all that fits; a last row of buttons stays even when not all that is above it does."""
        card = self.whole(spoken)
        large = size(card)
        if large <= ROOM:
            return card
        room = ROOM - (large - size(card["body"]))
        sizes = [size(each) + len(", ") for each in card["body"]]
        *rest, last = card["body"]
        tail = [last] if last["type"] == "ActionSet" and sizes[-1] < room // 2 else []
        if not tail:
            rest.append(last)
        more = dumped(rich(run(MORE, is_subtle=True)))
        left = room - size(more) - (sizes[-1] if tail else 0)
        above = takewhile(lambda used: used <= left, accumulate(sizes))
        return {**card, "body": [*(each for each, _ in zip(rest, above, strict=False)), more, *tail]}

    def whole(self, spoken: str) -> Json:
        """The card with all of it, whether it fits or not."""
        card = ac.AdaptiveCard(
            version=VERSION,
            lang=LANGUAGE,
            fallback_text=spoken,
            speak=spoken,
            msteams=ac.TeamsCardProperties(width="full"),
        ).model_dump(exclude_none=True)
        return {**card, "body": self._elements or [dumped(rich(run("…")))]}

    def _paragraph(self, text: str, most: int, **style: Any) -> None:
        for number, line in enumerate(islice(lines(cut(text, most)), LINES)):
            self.put(rich(run(line, **style), **({"spacing": "Small"} if number else {})))

    def put(self, element: ac.CardElement) -> None:
        """Add an element."""
        drawn = dumped(element)
        if self._line:
            drawn |= {"separator": True, "spacing": "Medium"}
            self._line = False
        self._elements.append(drawn)


def dumped(element: ac.CardElement) -> Json:
    """An element as JSON; the SDK makes a fraction of every number, and some clients would show it as one."""
    made = element.model_dump(exclude_none=True)
    return {key: int(value) if isinstance(value, float) else value for key, value in made.items()}


def one_line(text: str, most: int) -> str:
    """A text without line breaks."""
    return " ".join(cut(text, most).split())


def heading(text: str, size: Literal["Medium", "Large"]) -> ac.CardElement:
    """A heading; where a client might read markup in it, only as large and bold as one."""
    if looks_marked_up(text):
        return rich(run(one_line(text, HEADER), weight="Bolder", size=size))
    return ac.TextBlock(text=text, style="heading", weight="Bolder", size=size, wrap=True)


def quoted(words: Marked) -> ac.Container:
    """A member's own words, set apart, bold where they are marked."""
    seen = (line for line in by_line(marked(words)) if any(text.strip() for text, _ in line))
    items: list[ac.CardElement] = [
        rich(*(run(text, weight="Bolder" if bold else None) for text, bold in line)) for line in islice(seen, LINES)
    ]
    return ac.Container(style="emphasis", items=items or [rich(run("…"))])


Piece = tuple[str, bool]


def marked(words: Marked) -> list[Piece]:
    """Words as pieces, with whether they are marked."""
    text = cut(words.text, QUOTED)
    end = len(text)
    pieces: list[Piece] = []
    at = 0
    for start, stop in words.marks:
        first, after = max(at, start), min(stop, end)
        if after <= first:
            continue
        pieces += [(text[at:first], False), (text[first:after], True)]
        at = after
    return [piece for piece in (*pieces, (text[at:end], False)) if piece[0]]


def by_line(pieces: Iterable[Piece]) -> Iterable[list[Piece]]:
    """Pieces in lines."""
    line: list[Piece] = []
    for text, bold in pieces:
        first, *rest = text.split("\n")
        line.append((first, bold))
        for following in rest:
            yield line
            line = [(following, bold)]
    yield line


def rows(buttons: Sequence[Button], whose: str = "", *, with_inputs: bool = False) -> list[ac.ActionSet]:
    """Rows of buttons; a screen reader says whose they are."""
    made = [drawn_button(each, whose, with_inputs=with_inputs) for each in buttons]
    return [ac.ActionSet(actions=made[start : start + ROW]) for start in range(0, len(made), ROW)]


def drawn_button(button: Button, whose: str = "", *, with_inputs: bool = False) -> ac.Action:
    """A button. One that is asked about first opens the question, with the button itself below it."""
    title = one_line(button.label, BUTTON) or "…"
    tooltip = one_line(f"{button.label}: {whose}", TOOLTIP) if whose else None
    if button.url:
        return ac.OpenUrlAction(title=title, url=button.url, tooltip=tooltip)
    pressed = execute(title, button.action, {VALUE: button.value} if button.value else {}, with_inputs=with_inputs)
    pressed.style, pressed.tooltip = STYLES[button.style], tooltip
    if not button.confirm.strip():
        return pressed
    question = ac.AdaptiveCard(
        body=[
            rich(run(one_line(button.confirm, QUESTION), weight="Bolder")),
            rich(run(f"To leave it as it is, select “{title}” above once more.", is_subtle=True), spacing="Small"),
            ac.ActionSet(actions=[pressed]),
        ]
    )
    pressed.title = one_line(f"Yes: {button.label}", BUTTON)
    return ac.ShowCardAction(title=title, tooltip=tooltip, style=pressed.style, card=question)


def execute(title: str, action: str, data: Json, *, with_inputs: bool) -> ac.ExecuteAction:
    """What sends an action, and with it what stands in the card's fields, or nothing of that."""
    return ac.ExecuteAction(
        title=title, verb=action, data={ACTION: action, **data}, associated_inputs="auto" if with_inputs else "none"
    )


def add_inputs(page: Page, inputs: Inputs) -> None:
    """Add fields, and below them what sends them."""
    page.fields(inputs.fields, {}, {})
    page.buttons(inputs.buttons, with_inputs=True)


ADD: Mapping[type, Callable[[Page, Any], None]] = {
    Heading: lambda page, element: page.heading(element.text),
    Text: lambda page, element: page.text(element.text),
    Note: lambda page, element: page.note(element.text),
    Quote: lambda page, element: page.quote(element.words),
    Bars: lambda page, element: page.bars(element.bars),
    Commands: lambda page, element: page.commands(element.typed),
    Facts: lambda page, element: page.facts(element.facts),
    Person: Page.person,
    Picture: Page.picture,
    Buttons: lambda page, element: page.buttons(element.buttons),
    Inputs: add_inputs,
    Divider: lambda page, _element: page.divider(),
}
