"""Elements of Adaptive Cards as Teams takes them: those of version 1.5, and what Teams added itself."""

from typing import Any

from sandbox.checks import Check, Problems, anything, array, at, boolean, by_type, integer, record, string
from sandbox.teams.action_rules import action_row, select_action
from sandbox.teams.input_rules import INPUTS
from sandbox.teams.rule_pieces import (
    ALIGNMENT,
    BACKGROUND,
    COLOURS,
    ELEMENT,
    TEXT_STYLE,
    VERTICAL,
    either,
    number,
    picture,
    pixels,
    typed,
    word,
)

MOST = 1_000
"""Parts of any one list; the size of the whole card is the narrower limit."""


def element(value: Any, path: str, problems: Problems) -> None:
    """Whatever may stand in the body of a card."""
    by_type(ELEMENTS)(value, path, problems)


def _element(kind: str, required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    return typed(kind, required, optional or {}, ELEMENT)


def _part(kind: str, required: dict[str, Check], optional: dict[str, Check]) -> Check:
    """A part of one element only, which may leave its type out."""
    return record(required, {"type": word(kind), **ELEMENT, **optional})


_BOX: dict[str, Check] = {
    "style": word("default", "emphasis", "good", "attention", "warning", "accent"),
    "bleed": boolean,
    "minHeight": pixels,
    "maxHeight": pixels,
    "backgroundImage": BACKGROUND,
    "verticalContentAlignment": VERTICAL,
    "horizontalAlignment": ALIGNMENT,
    "rtl": boolean,
    "selectAction": select_action,
    "showBorder": boolean,
    "roundedCorners": boolean,
    "layouts": anything,
}
_ITEMS = array(element, most=MOST)
_COLUMN = _part(
    "Column", {}, {**_BOX, "items": _ITEMS, "width": either(word("auto", "stretch"), number, pixels, string(least=1))}
)
_CELL = _part("TableCell", {"items": _ITEMS}, _BOX)
_ROW = _part(
    "TableRow",
    {"cells": array(_CELL, most=MOST)},
    {
        "style": _BOX["style"],
        "horizontalCellContentAlignment": ALIGNMENT,
        "verticalCellContentAlignment": VERTICAL,
        "showBorder": boolean,
        "roundedCorners": boolean,
    },
)
_RUN = _part(
    "TextRun",
    {"text": string()},
    {
        **TEXT_STYLE,
        "italic": boolean,
        "strikethrough": boolean,
        "highlight": boolean,
        "underline": boolean,
        "selectAction": select_action,
    },
)
_IMAGE = _element(
    "Image",
    {"url": picture},
    {
        "altText": string(),
        "backgroundColor": string(),
        "horizontalAlignment": ALIGNMENT,
        "selectAction": select_action,
        "size": word("auto", "stretch", "small", "medium", "large"),
        "style": word("default", "person", "roundedCorners"),
        "width": pixels,
        "allowExpand": boolean,
        "msteams": anything,
    },
)
_CHART: dict[str, Check] = {
    "title": string(),
    "showTitle": boolean,
    "colorSet": string(),
    "color": string(),
    "maxWidth": pixels,
    "showLegend": boolean,
    "xAxisTitle": string(),
    "yAxisTitle": string(),
    "horizontalAlignment": ALIGNMENT,
    "displayMode": word("absoluteWithAxis", "absoluteNoAxis", "partToWhole"),
    "showBarValues": boolean,
    "stacked": boolean,
}
_DATUM = record(
    {}, {"legend": string(), "value": number, "x": either(string(), number), "y": number, "color": string()}
)
_SERIES = record(
    {},
    {
        "legend": string(),
        "title": string(),
        "values": array(_DATUM, most=MOST),
        "data": array(_DATUM, most=MOST),
        "color": string(),
    },
)


def _chart(kind: str, datum: Check) -> Check:
    return _element(kind, {"data": array(datum, most=MOST, least=1)}, _CHART)


ELEMENTS: dict[str, Check] = {
    **INPUTS,
    "TextBlock": _element(
        "TextBlock",
        {"text": string()},
        {
            **TEXT_STYLE,
            "horizontalAlignment": ALIGNMENT,
            "maxLines": integer(1),
            "wrap": boolean,
            "style": word("default", "heading", "columnHeader"),
            "labelFor": string(least=1),
        },
    ),
    "RichTextBlock": _element(
        "RichTextBlock",
        {"inlines": array(either(_RUN, string()), most=MOST, least=1)},
        {"horizontalAlignment": ALIGNMENT, "labelFor": string(least=1)},
    ),
    "Image": _IMAGE,
    "ImageSet": _element("ImageSet", {"images": array(_IMAGE, most=MOST, least=1)}, {"imageSize": string()}),
    "Media": _element(
        "Media",
        {"sources": array(record({"url": string(least=1)}, {"mimeType": string()}), most=10, least=1)},
        {"poster": picture, "altText": string(), "captionSources": anything},
    ),
    "FactSet": _element(
        "FactSet",
        {"facts": array(record({"title": string(), "value": string()}, {"type": word("Fact")}), most=MOST, least=1)},
    ),
    "Container": _element("Container", {"items": _ITEMS}, _BOX),
    "ColumnSet": _element("ColumnSet", {}, {**_BOX, "columns": array(_COLUMN, most=MOST), "minWidth": pixels}),
    "ActionSet": _element("ActionSet", {"actions": action_row}, {"horizontalAlignment": ALIGNMENT}),
    "Table": _element(
        "Table",
        {
            "rows": array(_ROW, most=MOST),
            "columns": array(
                record(
                    {},
                    {
                        "type": word("TableColumnDefinition"),
                        "width": either(number, pixels),
                        "horizontalCellContentAlignment": ALIGNMENT,
                        "verticalCellContentAlignment": VERTICAL,
                    },
                ),
                most=MOST,
            ),
        },
        {
            "firstRowAsHeader": boolean,
            "firstRowAsHeaders": boolean,
            "showGridLines": boolean,
            "gridStyle": _BOX["style"],
            "style": _BOX["style"],
            "horizontalAlignment": ALIGNMENT,
            "horizontalCellContentAlignment": ALIGNMENT,
            "verticalCellContentAlignment": VERTICAL,
            "showBorder": boolean,
            "roundedCorners": boolean,
            "minWidth": pixels,
        },
    ),
    "Badge": _element(
        "Badge",
        {},
        {
            "text": string(least=1),
            "icon": string(),
            "iconPosition": word("before", "after"),
            "appearance": word("filled", "tint"),
            "size": word("medium", "large", "extraLarge"),
            "shape": word("square", "rounded", "circular"),
            "style": word("default", "subtle", "informative", "accent", "good", "attention", "warning"),
            "tooltip": string(),
            "horizontalAlignment": ALIGNMENT,
        },
    ),
    "Icon": _element(
        "Icon",
        {"name": string(least=1)},
        {
            "size": word("xxSmall", "xSmall", "small", "standard", "medium", "large", "xLarge", "xxLarge"),
            "color": COLOURS,
            "style": word("regular", "filled"),
            "selectAction": select_action,
            "horizontalAlignment": ALIGNMENT,
        },
    ),
    "CodeBlock": _element(
        "CodeBlock", {"codeSnippet": string()}, {"language": string(), "startLineNumber": integer(1)}
    ),
    "Chart.HorizontalBar": _chart("Chart.HorizontalBar", _DATUM),
    "Chart.HorizontalBar.Stacked": _chart("Chart.HorizontalBar.Stacked", _SERIES),
    "Chart.VerticalBar": _chart("Chart.VerticalBar", _DATUM),
    "Chart.VerticalBar.Grouped": _chart("Chart.VerticalBar.Grouped", _SERIES),
    "Chart.Line": _chart("Chart.Line", _SERIES),
    "Chart.Pie": _chart("Chart.Pie", _DATUM),
    "Chart.Donut": _chart("Chart.Donut", _DATUM),
}


def at_least_something(value: Any, path: str, problems: Problems) -> None:
    """A card shows something."""
    if isinstance(value, dict) and not value.get("body") and not value.get("actions"):
        problems.append(at("must define `body` or `actions`", path))
