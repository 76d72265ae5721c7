"""Slack's own Block Kit classes, made quick: each class looks for its checks once, not once for every object.

slack_sdk searches every attribute of an object for validators each time one is shown, and walks through what is inside
an object once for every level around it; that took most of the time of an answer. What is checked stays the same.
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
    ImageBlock,
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


@cache
def attributes(kind: Any) -> tuple[str, ...]:
    """The names of what an object of a class may hold, which slack_sdk puts together anew for every one."""
    return tuple(sorted(kind.__new__(kind).attributes))


class Quick:
    """Runs the validators of its class without searching for them, and shows what is inside it once."""

    def validate_json(self) -> None:
        """Raise SlackObjectFormationError for what Slack would refuse."""
        for name in checks(type(self)):  # type: ignore[arg-type]
            getattr(self, name)()

    def get_non_null_attributes(self) -> dict[str, Any]:
        """Everything that is set, as JSON; empty texts and lists are not, as in slack_sdk."""
        given = ((key, getattr(self, key, None)) for key in attributes(type(self)))  # type: ignore[arg-type]
        return {key: as_json(value) for key, value in given if value is not None and value not in ("", [], ())}


def as_json(value: Any) -> Any:
    """What is inside an object, as JSON."""
    if isinstance(value, list | tuple):
        return [as_json(each) for each in value]
    return value.to_dict() if hasattr(value, "to_dict") else value


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


class Image(Quick, ImageBlock):
    """A picture."""


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
