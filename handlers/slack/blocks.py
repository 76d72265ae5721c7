"""Card → Block Kit, within every limit, with members' words as words only.

Everything stands in plain_text objects or in rich text elements. Slack parses neither, so nothing has to be escaped in
them and nothing can ping, link or format; mrkdwn is not used at all. Only a message's fallback text is parsed; it is
escaped in `words.fallback`.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate, takewhile
from typing import Any

from slack_sdk.models.blocks import Block

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
from bot.commands import COMMANDS
from handlers.slack import fields, models
from handlers.slack.words import cut, fallback
from handlers.words import bar, clean

IN_MESSAGE = 50
IN_VIEW = 100
MESSAGE_ROOM = 9_000
"""Characters of all texts of a message. Slack refuses longer ones with msg_blocks_too_long; where that begins is not
documented, about 13,000 for plain sections and 11,000 for rich text were reported."""

VIEW_ROOM = 200_000
"""Characters of all blocks of a view as JSON. Slack takes 250 kB, with what stands around them."""

Json = dict[str, Any]

HEADER, SECTION, SMALL, QUOTED = 150, 3000, 2000, 3000
BUTTON, BUTTONS, CONFIRM_TITLE, CONFIRM_TEXT, CONFIRM_BUTTON = 75, 25, 100, 300, 30
NAME, REASON, SHOWS = 200, 1000, 2000
MORE = "There is more than fits here."
LINK = "open"
"""What the action_id of a button that only opens a page begins with."""


def message(card: Card) -> list[Json]:
    """The blocks of a message."""
    return laid_out(card, Page(IN_MESSAGE, MESSAGE_ROOM, shown))


def in_view() -> "Page":
    """A page of a modal or home."""
    return Page(IN_VIEW, VIEW_ROOM, lambda block: len(json.dumps(block)))


def shown(node: Any) -> int:
    """How many characters of texts there are in a block."""
    if isinstance(node, dict):
        text = node.get("text")
        own = len(text) if isinstance(text, str) else 0
        return own + sum(shown(each) for each in node.values() if isinstance(each, dict | list))
    return sum(shown(each) for each in node)


def told(card: Card) -> str:
    """What a notification shows and a screen reader reads of a message: the summary, and who is in it."""
    people = [element.name for element in card.body if isinstance(element, Person)]
    return fallback(f"{card.summary} {', '.join(people)}".strip() or "…")


def laid_out(card: Card, page: "Page", *, title: bool = True) -> list[Json]:
    """A card as blocks."""
    if title:
        page.heading(card.title)
    for element in card.body:
        page.add(element)
    return page.finished()


class Page:
    """Blocks in the making: at most so many, and so large in all, as `measure` has it."""

    def __init__(self, most: int, room: int, measure: Callable[[Json], int]) -> None:
        self._most = most
        self._room = room
        self._measure = measure
        self._blocks: list[Json] = []
        self._pressed: Counter[str] = Counter()
        self._named: Counter[str] = Counter()

    def add(self, element: Element) -> None:
        """Add an element."""
        ADD[type(element)](self, element)

    def heading(self, text: str) -> None:
        """Add a heading."""
        if text.strip():
            self._put(models.Header(text=plain(text, HEADER)))

    def text(self, text: str) -> None:
        """Add a paragraph."""
        if text.strip():
            self._put(models.Section(text=plain(text, SECTION)))

    def fields(self, asked: Iterable[Field]) -> None:
        """Add fields."""
        for each in asked:
            self._named[each.name] += 1
            block = fields.drawn(each, self._named[each.name])
            if block is not None:
                self._blocks.append(block)

    def buttons(self, buttons: Sequence[Button], whose: str = "") -> None:
        """Add rows of buttons; a screen reader says whose they are."""
        for start in range(0, len(buttons), BUTTONS):
            row = [self._button(each, whose) for each in buttons[start : start + BUTTONS]]
            self._put(models.Actions(elements=row))

    def finished(self) -> list[Json]:
        """All blocks that fit; a last row of buttons stays even when not all that is above it does."""
        if not self._blocks:
            self.text("…")
        sizes = [self._measure(block) for block in self._blocks]
        if len(sizes) <= self._most and sum(sizes) <= self._room:
            return self._blocks
        *rest, last = self._blocks
        tail = [last] if last["type"] == "actions" and sizes[-1] < self._room // 2 else []
        if not tail:
            rest.append(last)
        left = self._room - (sizes[-1] if tail else 0)
        above = takewhile(lambda used: used <= left, accumulate(sizes))
        kept = [block for block, _ in zip(rest[: self._most - 1 - len(tail)], above, strict=False)]
        return [*kept, models.Context(elements=[models.Plain(MORE)]).to_dict(), *tail]

    def _put(self, block: Block) -> None:
        self._blocks.append(block.to_dict())

    def note(self, text: str) -> None:
        """Add small print."""
        if text.strip():
            self._put(models.Context(elements=[plain(text, SMALL)]))

    def quote(self, words: Marked) -> None:
        """Add a member's own words."""
        if words.text.strip():
            self._put(models.Rich(elements=[models.Quoted(elements=marked(words))]))

    def divider(self) -> None:
        """Add a line."""
        self._put(models.Divider())

    def facts(self, facts: Iterable[Fact]) -> None:
        """Add facts, one in a line."""
        pieces: list[models.Piece] = []
        for fact in facts:
            line = "\n" if pieces else ""
            pieces.append(models.Piece(line + cut(clean(fact.label) or "…", NAME), bold=True))
            if fact.value:
                pieces.append(piece(f": {fact.value}", SMALL))
        if pieces:
            self._put(models.Rich(elements=[models.Lines(elements=pieces)]))

    def bars(self, bars: Iterable[Bar]) -> None:
        """Add numbers that are compared, each with its bar below its name."""
        pieces: list[models.Piece] = []
        for each in bars:
            line = "\n" if pieces else ""
            pieces.append(models.Piece(line + cut(clean(each.label) or "…", NAME), bold=True))
            pieces.append(models.Piece(f"\n{cut(clean(each.value), NAME)} {bar(each.share)}"))
        if pieces:
            self._put(models.Rich(elements=[models.Lines(elements=pieces)]))

    def commands(self, typed: Iterable[Typed]) -> None:
        """Add what can be typed, one in a line."""
        self.facts(Fact(spelled(each), each.does) for each in typed)

    def person(self, person: Person) -> None:
        """Add somebody, in the order in which it is read aloud, and what to do next below."""
        pieces = [piece(person.name.strip() or "…", NAME, bold=True)]
        if person.pronouns:
            pieces.append(piece(f" ({person.pronouns})", NAME))
        about = " · ".join(each for each in person.about if each.strip())
        pieces += [piece(f"\n{line}", REASON) for line in (about, person.why) if line.strip()]
        parts: list[models.Lines | models.Quoted] = [models.Lines(elements=pieces)]
        if person.quote is not None and person.quote.text.strip():
            parts.append(models.Quoted(elements=marked(person.quote)))
        if person.status.strip():
            parts.append(models.Lines(elements=[piece(person.status, REASON)]))
        self._put(models.Rich(elements=parts))
        self.buttons(person.buttons, person.name.strip())

    def picture(self, picture: Picture) -> None:
        """Add a picture, which Slack fetches itself."""
        if picture.file:
            alt = cut(" ".join(clean(picture.alt).split()), SHOWS) or "…"
            self._put(models.Image(image_url=picture.file, alt_text=alt))

    def _button(self, button: Button, whose: str) -> models.Button:
        name = LINK if button.url else button.action
        self._pressed[name] += 1
        count = self._pressed[name]
        return models.Button(
            text=plain(button.label, BUTTON),
            action_id=name if count == 1 else f"{name}:{count}",
            value=button.value or None,
            style=None if button.style == "plain" else button.style,
            url=button.url or None,
            confirm=confirmation(button) if button.confirm else None,
            accessibility_label=cut(f"{button.label}: {whose}", BUTTON) if whose else None,
        )


def spelled(typed: Typed) -> str:
    """What to type: the slash command of a word, or /roundtable and the word."""
    slash = next((known.slash for known in COMMANDS if known.word == typed.word and known.word != "help"), "")
    return f"{slash or f'/roundtable {typed.word}'} {typed.words}".rstrip()


def plain(text: str, most: int) -> models.Plain:
    """A plain text; Slack takes no empty one."""
    return models.Plain(cut(text, most) if text.strip() else "…")


def piece(text: str, most: int, *, bold: bool = False) -> models.Piece:
    """A piece of rich text."""
    return models.Piece(cut(text, most), bold=bold)


def marked(words: Marked) -> list[models.Piece]:
    """Words as pieces, bold where they are marked."""
    text = cut(words.text, QUOTED)
    end = len(text)
    pieces: list[models.Piece] = []
    at = 0
    for start, stop in words.marks:
        first, after = max(at, start), min(stop, end)
        if after <= first:
            continue
        if first > at:
            pieces.append(models.Piece(text[at:first]))
        pieces.append(models.Piece(text[first:after], bold=True))
        at = after
    if at < end:
        pieces.append(models.Piece(text[at:]))
    return pieces


def confirmation(button: Button) -> models.Confirm:
    """The question before a press counts."""
    return models.Confirm(
        title=models.Plain(cut(button.label, CONFIRM_TITLE) or "…"),
        text=models.Plain(cut(button.confirm, CONFIRM_TEXT)),
        confirm=models.Plain(cut(button.label, CONFIRM_BUTTON) or "…"),
        deny=models.Plain("Cancel"),
        style="danger" if button.style == "danger" else None,
    )


def add_inputs(page: Page, inputs: Inputs) -> None:
    """Add fields, and below them what sends them."""
    page.fields(inputs.fields)
    page.buttons(inputs.buttons)


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
