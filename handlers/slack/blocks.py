"""Card → Block Kit, within every limit, with members' words as words only.

Everything stands in plain_text objects or in rich text elements. Slack parses neither, so nothing has to be escaped in
them and nothing can ping, link or format; mrkdwn is not used at all. Only a message's fallback text is parsed; it is
escaped in `words.fallback`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import Block

from bot.cards import (
    Button,
    Buttons,
    Card,
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
    Quote,
    Text,
)
from handlers.slack import fields, models
from handlers.slack.words import clean, cut, fallback

IN_MESSAGE = 50
IN_VIEW = 100
MESSAGE_ROOM = 9_000
"""Characters of all blocks of a message. Slack refuses longer ones with msg_blocks_too_long; where that begins is not
documented, about 13,000 for plain sections and 11,000 for rich text were reported."""

VIEW_ROOM = 40_000
"""Characters of all blocks of a view, which may have 250 kB: up to four bytes each, and what stands around them."""

HEADER, SECTION, SMALL, QUOTED = 150, 3000, 2000, 3000
BUTTON, BUTTONS, CONFIRM_TITLE, CONFIRM_TEXT, CONFIRM_BUTTON = 75, 25, 100, 300, 30
NAME, REASON = 200, 1000
MORE = "There is more than fits here."
LINK = "open"
"""What the action_id of a button that only opens a page begins with."""


def message(card: Card) -> list[dict[str, Any]]:
    """The blocks of a message."""
    return [block.to_dict() for block in laid_out(card, IN_MESSAGE, MESSAGE_ROOM)]


def told(card: Card) -> str:
    """What a notification shows and a screen reader reads of a message: the summary, and who is in it."""
    people = [element.name for element in card.body if isinstance(element, Person)]
    return fallback(f"{card.summary} {', '.join(people)}".strip() or "…")


def laid_out(card: Card, most: int, room: int, *, title: bool = True) -> list[Block]:
    """A card as blocks, at most so many, with at most so many characters."""
    page = Page(most, room)
    if title:
        page.heading(card.title)
    for element in card.body:
        page.add(element)
    return page.finished()


class Page:
    """Blocks in the making, and the room that is left for them."""

    def __init__(self, most: int, room: int) -> None:
        self._most = most
        self._room = room
        self._blocks: list[Block] = []
        self._sizes: list[int] = []
        self._size = 0
        self._pressed: Counter[str] = Counter()
        self._named: list[str] = []

    def add(self, element: Element) -> None:
        """Add an element."""
        ADD[type(element)](self, element)

    def heading(self, text: str) -> None:
        """Add a heading."""
        if text.strip():
            self._put(models.Header(text=self._plain(text, HEADER)))

    def text(self, text: str) -> None:
        """Add a paragraph."""
        if text.strip():
            self._put(models.Section(text=self._plain(text, SECTION)))

    def fields(self, asked: Iterable[Field]) -> None:
        """Add fields."""
        for each in asked:
            block = fields.block(each, self._named)
            if block is not None:
                self._named.append(str(block.block_id))
                self._size += len(each.label) + len(each.hint)
                self._put(block)

    def buttons(self, buttons: Sequence[Button], whose: str = "") -> None:
        """Add rows of buttons; a screen reader says whose they are."""
        for start in range(0, len(buttons), BUTTONS):
            row = [self._button(each, whose) for each in buttons[start : start + BUTTONS]]
            self._put(models.Actions(elements=row))

    def finished(self) -> list[Block]:
        """All blocks that fit; a last row of buttons stays even when what stands above it does not."""
        if not self._blocks:
            self.text("…")
        if len(self._blocks) <= self._most and self._size <= self._room:
            return self._blocks
        last = self._blocks[-1]
        tail = [last] if isinstance(last, models.Actions) else []
        most = self._most - 1 - len(tail)
        room = self._room - (self._sizes[-1] - self._sizes[-2] if tail and len(self._sizes) > 1 else 0)
        kept = [block for block, size in zip(self._blocks[:most], self._sizes, strict=False) if size <= room]
        if tail and kept and kept[-1] is last:
            kept.pop()
        return [*kept, models.Context(elements=[models.Plain(MORE)]), *tail]

    def _put(self, block: Block) -> None:
        self._blocks.append(block)
        self._sizes.append(self._size)

    def _cut(self, text: str, most: int) -> str:
        text = cut(text, most)
        self._size += len(text)
        return text

    def _plain(self, text: str, most: int) -> models.Plain:
        return models.Plain(self._cut(text, most) if text.strip() else "…")

    def _piece(self, text: str, most: int, *, bold: bool = False) -> models.Piece:
        return models.Piece(self._cut(text, most), bold=bold)

    def _marked(self, words: Marked) -> list[models.Piece]:
        text = self._cut(words.text, QUOTED)
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

    def note(self, text: str) -> None:
        """Add small print."""
        if text.strip():
            self._put(models.Context(elements=[self._plain(text, SMALL)]))

    def quote(self, words: Marked) -> None:
        """Add a member's own words."""
        if words.text.strip():
            self._put(models.Rich(elements=[models.Quoted(elements=self._marked(words))]))

    def divider(self) -> None:
        """Add a line."""
        self._put(models.Divider())

    def facts(self, facts: Iterable[Fact]) -> None:
        """Add facts, one in a line."""
        pieces: list[models.Piece] = []
        for fact in facts:
            line = "\n" if pieces else ""
            pieces.append(models.Piece(line + self._cut(clean(fact.label) or "…", NAME), bold=True))
            pieces.append(self._piece(f": {fact.value}", SMALL))
        if pieces:
            self._put(models.Rich(elements=[models.Lines(elements=pieces)]))

    def person(self, person: Person) -> None:
        """Add somebody, in the order in which it is read aloud, and what to do next below."""
        pieces = [self._piece(person.name.strip() or "…", NAME, bold=True)]
        if person.pronouns:
            pieces.append(self._piece(f" ({person.pronouns})", NAME))
        about = " · ".join(each for each in person.about if each.strip())
        pieces += [self._piece(f"\n{line}", REASON) for line in (about, person.why) if line.strip()]
        parts: list[models.Lines | models.Quoted] = [models.Lines(elements=pieces)]
        if person.quote is not None and person.quote.text.strip():
            parts.append(models.Quoted(elements=self._marked(person.quote)))
        if person.status.strip():
            parts.append(models.Lines(elements=[self._piece(person.status, REASON)]))
        self._put(models.Rich(elements=parts))
        self.buttons(person.buttons, person.name.strip())

    def _button(self, button: Button, whose: str) -> models.Button:
        name = LINK if button.url else button.action
        self._pressed[name] += 1
        count = self._pressed[name]
        return models.Button(
            text=self._plain(button.label, BUTTON),
            action_id=name if count == 1 else f"{name}:{count}",
            value=button.value or None,
            style=None if button.style == "plain" else button.style,
            url=button.url or None,
            confirm=confirmation(button) if button.confirm else None,
            accessibility_label=cut(f"{button.label}: {whose}", BUTTON) if whose else None,
        )


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
    Facts: lambda page, element: page.facts(element.facts),
    Person: Page.person,
    Buttons: lambda page, element: page.buttons(element.buttons),
    Inputs: add_inputs,
    Divider: lambda page, _element: page.divider(),
}
