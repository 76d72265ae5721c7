"""The pieces of the rules for Adaptive Cards that all elements, inputs and actions share."""

import re
from collections.abc import Mapping
from typing import Any

from sandbox.checks import Check, Problems, anything, at, boolean, record, string

PIXELS = re.compile(r"\d+px")


def word(*allowed: str) -> Check:
    """One of a few words, in capitals or not."""
    known = {each.lower() for each in allowed}

    def check(value: Any, path: str, problems: Problems) -> None:
        if not isinstance(value, str) or value.lower() not in known:
            problems.append(at(f"must be one of {', '.join(allowed)}", path))

    return check


def number(value: Any, path: str, problems: Problems) -> None:
    """A number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        problems.append(at("must provide a number", path))


def either(*checks: Check) -> Check:
    """What at least one of these takes."""

    def check(value: Any, path: str, problems: Problems) -> None:
        tried: list[Problems] = []
        for each in checks:
            tried.append([])
            each(value, path, tried[-1])
            if not tried[-1]:
                return
        problems.extend(tried[0])

    return check


def pixels(value: Any, path: str, problems: Problems) -> None:
    """A height or width such as 80px."""
    if not isinstance(value, str) or not PIXELS.fullmatch(value):
        problems.append(at("must be a number of pixels such as 80px", path))


def web_address(value: Any, path: str, problems: Problems) -> None:
    """What a button may open."""
    if not isinstance(value, str) or not re.match(r"(?:https?|mailto|tel|msteams):", value):
        problems.append(at("must be a web address", path))


def picture(value: Any, path: str, problems: Problems) -> None:
    """Where a picture is: Teams loads none over plain HTTP, but the page here does those of this machine."""
    here = r"https://|data:image/|http://(?:127\.0\.0\.1|localhost)[:/]"
    if not isinstance(value, str) or not re.match(here, value):
        problems.append(at("must be an https or data address", path))


def typed(
    kind: str, required: Mapping[str, Check], optional: Mapping[str, Check], common: Mapping[str, Check]
) -> Check:
    """An object of one type with its own fields and the common ones, and no others."""
    return record({"type": word(kind), **required}, {**common, **optional})


ELEMENT: dict[str, Check] = {
    "id": string(least=1),
    "isVisible": boolean,
    "separator": boolean,
    "spacing": word("default", "none", "extraSmall", "small", "medium", "large", "extraLarge", "padding"),
    "height": either(word("auto", "stretch"), pixels),
    "fallback": anything,
    "requires": anything,
    "targetWidth": word(
        *(
            f"{least}{width}"
            for least in ("", "atLeast:", "atMost:")
            for width in ("veryNarrow", "narrow", "standard", "wide")
        )
    ),
    "grid.area": string(),
    "lang": string(least=2),
}
"""What every element may have."""

ALIGNMENT = word("left", "center", "right")
VERTICAL = word("top", "center", "bottom")
COLOURS = word("default", "dark", "light", "accent", "good", "warning", "attention")
TEXT_STYLE: dict[str, Check] = {
    "size": word("default", "small", "medium", "large", "extraLarge"),
    "weight": word("default", "lighter", "bolder"),
    "color": COLOURS,
    "isSubtle": boolean,
    "fontType": word("default", "monospace"),
}
BACKGROUND = either(
    picture,
    record(
        {"url": picture},
        {
            "type": word("BackgroundImage"),
            "fillMode": word("cover", "repeatHorizontally", "repeatVertically", "repeat"),
            "horizontalAlignment": ALIGNMENT,
            "verticalAlignment": VERTICAL,
        },
    ),
)
