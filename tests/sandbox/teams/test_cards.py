"""Adaptive Cards: what Teams takes, and what it refuses, rule by rule."""

import copy
from typing import Any

import pytest

from sandbox.teams.adaptive import card_problems
from sandbox.teams.rich_cards import rich_card_problems
from tests.sandbox.teams.stage import ADA, Json, Stage, button, card, message, text

PICTURE = {"type": "Image", "url": "https://example.org/a.png", "altText": "A"}
CHOICES = [{"title": "A", "value": "a"}, {"title": "B", "value": "b"}]

WHOLE: list[Json] = [
    {**text(), "size": "Large", "weight": "Bolder", "color": "Accent", "style": "heading", "maxLines": 2},
    {"type": "RichTextBlock", "inlines": ["Plain ", {"type": "TextRun", "text": "strong", "weight": "Bolder"}]},
    {**PICTURE, "size": "Small", "style": "Person", "selectAction": button()},
    {**PICTURE, "url": "http://127.0.0.1:3000/a.png", "size": "Stretch", "allowExpand": True},
    {"type": "ImageSet", "images": [PICTURE]},
    {"type": "FactSet", "facts": [{"title": "Pay", "value": "By the hour"}]},
    {"type": "Container", "style": "emphasis", "bleed": True, "items": [text()], "minHeight": "80px"},
    {
        "type": "ColumnSet",
        "columns": [{"type": "Column", "width": "auto", "items": [text()]}, {"width": 2, "items": []}],
    },
    {"type": "ActionSet", "actions": [button()]},
    {
        "type": "Table",
        "columns": [{"width": 1}, {"width": "80px"}],
        "rows": [{"type": "TableRow", "cells": [{"type": "TableCell", "items": [text()]}, {"items": []}]}],
    },
    {"type": "Input.Text", "id": "a", "label": "A", "isMultiline": True, "isRequired": True, "errorMessage": "Please."},
    {"type": "Input.Number", "id": "b", "min": 1, "max": 3, "value": 2},
    {"type": "Input.Date", "id": "c", "value": "2026-01-31"},
    {"type": "Input.Time", "id": "d", "value": "14:30"},
    {"type": "Input.Toggle", "id": "e", "title": "Yes"},
    {"type": "Input.ChoiceSet", "id": "f", "choices": CHOICES, "isMultiSelect": True, "value": "a,b"},
    {"type": "Input.ChoiceSet", "id": "g", "choices.data": {"type": "Data.Query", "dataset": "x"}, "style": "filtered"},
    {"type": "Badge", "text": "New", "style": "Good"},
    {"type": "Icon", "name": "Calendar"},
    {"type": "CodeBlock", "codeSnippet": "x = 1"},
    {"type": "Chart.HorizontalBar", "title": "Votes", "data": [{"x": "Yes", "y": 3}]},
    {"type": "Chart.Donut", "data": [{"legend": "Yes", "value": 3}]},
]


def problems(given: Any) -> str:
    """All that Teams has against a card."""
    found: list[str] = []
    card_problems(given, "", found)
    return "; ".join(found)


def test_a_card_with_one_of_everything_is_taken() -> None:
    """Whatever capitals its words are written in."""
    actions = [
        button(),
        {"type": "Action.Submit", "title": "B", "data": {"x": 1}},
        {"type": "Action.OpenUrl", "title": "C", "url": "https://example.org"},
        {"type": "Action.ShowCard", "title": "D", "card": {"type": "AdaptiveCard", "body": [text()]}},
        {
            "type": "Action.ToggleVisibility",
            "title": "E",
            "targetElements": ["a", {"elementId": "b", "isVisible": True}],
        },
        {"type": "Action.ResetInputs", "title": "F", "targetInputIds": ["a"], "mode": "secondary"},
    ]
    extras = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "fallbackText": "Words",
        "speak": "Words",
        "lang": "en",
        "msteams": {"width": "Full"},
    }
    assert problems(card(*WHOLE, actions=actions, **extras)) == ""


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ("no card", "must provide an object"),
        ({"type": "AdaptiveCard", "body": [text()]}, "missing required field: version"),
        ({**card(text()), "version": "1.6"}, "version must be one of 1.0, 1.1, 1.2, 1.3, 1.4, 1.5"),
        ({**card(text()), "type": "Card"}, "must be one of AdaptiveCard"),
        ({**card(text()), "colour": "red"}, "invalid additional property: colour"),
        (card(), "must define `body` or `actions`"),
        ({**card(text()), "msteams": {"width": "half"}}, "must be one of Full"),
        ({**card(text()), "refresh": {"action": button(), "userIds": ["x"] * 61}}, "no more than 60 items"),
    ],
)
def test_a_card_is_whole(given: Any, problem: str) -> None:
    """Of a version that Teams knows, and with nothing that it does not."""
    assert problem in problems(given)


@pytest.mark.parametrize(
    ("element", "problem"),
    [
        ({"text": "x"}, "missing required field: type"),
        ({"type": "Marquee"}, "unsupported type: Marquee"),
        ({"type": "TextBlock"}, "missing required field: text"),
        ({"type": "TextBlock", "text": 7}, "must provide a string [json-pointer:/body/0/text]"),
        ({**text(), "size": "Huge"}, "must be one of default, small"),
        ({**text(), "bold": True}, "invalid additional property: bold"),
        ({**text(), "wrap": "yes"}, "must provide a boolean"),
        ({**text(), "maxLines": 0}, "must be greater than 0"),
        ({**text(), "labelFor": "nothing"}, "there is no element 'nothing'"),
        ({"type": "RichTextBlock", "inlines": []}, "no fewer than 1 items"),
        ({"type": "RichTextBlock", "inlines": [{"type": "TextRun"}]}, "missing required field: text"),
        ({"type": "Image", "url": "http://example.org/a.png"}, "must be an https or data address"),
        ({"type": "Image", "url": "http://127.0.0.1.example.org/a.png"}, "must be an https or data address"),
        ({"type": "Image"}, "missing required field: url"),
        ({**PICTURE, "selectAction": {"type": "Action.ShowCard", "card": card(text())}}, "unsupported type"),
        ({"type": "FactSet", "facts": [{"title": "x"}]}, "missing required field: value"),
        ({"type": "Container", "items": [{"type": "Marquee"}]}, "[json-pointer:/body/0/items/0/type]"),
        ({"type": "Container"}, "missing required field: items"),
        ({"type": "Container", "items": [], "minHeight": "tall"}, "must be a number of pixels"),
        ({"type": "ColumnSet", "columns": [{"type": "Container", "items": []}]}, "must be one of Column"),
        (
            {"type": "Table", "columns": [], "rows": [{"cells": [{"type": "TableCell"}]}]},
            "missing required field: items",
        ),
        ({"type": "Chart.HorizontalBar", "data": []}, "no fewer than 1 items"),
        ({"type": "Badge", "text": "x", "style": "loud"}, "must be one of default, subtle"),
    ],
)
def test_an_element_is_what_teams_knows(element: Json, problem: str) -> None:
    """With its required fields, of the right types, and no others."""
    assert problem in problems(card(element))


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"type": "Input.Text"}, "missing required field: id"),
        ({"type": "Input.Text", "id": "a", "isRequired": True, "errorMessage": "x"}, "missing required field: label"),
        ({"type": "Input.Text", "id": "a", "isRequired": True, "label": "x"}, "missing required field: errorMessage"),
        ({"type": "Input.Text", "id": "a", "errorMessage": "x"}, "missing required field: label"),
        ({"type": "Input.Text", "id": "a", "regex": "("}, "must be a regular expression"),
        ({"type": "Input.Text", "id": "a", "value": 7}, "must provide a string"),
        ({"type": "Input.Text", "id": "a", "style": "fancy"}, "must be one of text"),
        ({"type": "Input.Number", "id": "a", "value": "2"}, "must provide a number"),
        ({"type": "Input.Date", "id": "a", "value": "31/01/2026"}, "must be written like 2026-01-31"),
        ({"type": "Input.Time", "id": "a", "max": "6pm"}, "must be written like 14:30"),
        ({"type": "Input.Toggle", "id": "a"}, "missing required field: title"),
        ({"type": "Input.Toggle", "id": "a", "title": "x", "value": True}, "must provide a string"),
        ({"type": "Input.ChoiceSet", "id": "a"}, "must define either `choices` or `choices.data`"),
        ({"type": "Input.ChoiceSet", "id": "a", "choices": [{"title": "x"}]}, "missing required field: value"),
        ({"type": "Input.ChoiceSet", "id": "a", "choices": CHOICES * 2}, "two choices have the same value"),
        ({"type": "Input.ChoiceSet", "id": "a", "choices": CHOICES, "value": "c"}, "must be among the choices"),
        ({"type": "Input.ChoiceSet", "id": "a", "choices": CHOICES, "style": "radio"}, "must be one of compact"),
        (
            {"type": "Input.ChoiceSet", "id": "a", "isMultiSelect": True, "choices": [{"title": "x", "value": "1,2"}]},
            "a comma separates the values",
        ),
        (
            {"type": "Input.ChoiceSet", "id": "a", "choices.data": {"type": "Data.Query"}},
            "missing required field: dataset",
        ),
    ],
)
def test_an_input_can_be_filled_in(given: Json, problem: str) -> None:
    """It has an id, a label wherever it can be wrong, and only values that it could hold."""
    assert problem in problems(card(given))


@pytest.mark.parametrize(
    ("action", "problem"),
    [
        ({"type": "Action.Execute", "title": "x"}, "missing required field: verb"),
        ({"type": "Action.Execute", "verb": "x"}, "missing required field: title"),
        ({**button(), "data": "words"}, "must provide an object"),
        ({**button(), "style": "loud"}, "must be one of default, positive"),
        ({**button(), "url": "https://x.example"}, "invalid additional property: url"),
        ({"type": "Action.Http", "title": "x"}, "unsupported type: Action.Http"),
        ({"type": "Action.OpenUrl", "title": "x"}, "missing required field: url"),
        ({"type": "Action.OpenUrl", "title": "x", "url": "javascript:x"}, "must be a web address"),
        ({"type": "Action.ShowCard", "title": "x"}, "missing required field: card"),
        ({"type": "Action.ToggleVisibility", "title": "x", "targetElements": ["no"]}, "there is no element 'no'"),
        ({"type": "Action.ResetInputs", "title": "x", "targetInputIds": ["no"]}, "there is no element 'no'"),
    ],
)
def test_an_action_can_be_pressed(action: Json, problem: str) -> None:
    """It has a title, and a verb, an address or a card."""
    assert problem in problems(card(text(), actions=[action]))
    assert problem in problems(card({"type": "ActionSet", "actions": [action]}))


def test_a_row_shows_six_buttons() -> None:
    """Further ones only behind the three dots."""
    six = [button(f"Button {number}") for number in range(6)]
    assert problems(card(actions=six)) == ""
    assert "no more than 6 primary actions are shown" in problems(card(actions=[*six, button()]))
    assert "[json-pointer:/body/0/actions]" in problems(card({"type": "ActionSet", "actions": [*six, button()]}))
    assert problems(card(actions=[*six, {**button(), "mode": "secondary"}])) == ""


def test_each_id_stands_once() -> None:
    """In unfolded cards too, since their inputs are sent together."""
    one = {"type": "Input.Text", "id": "a"}
    assert "the id 'a' is used twice" in problems(card(one, copy.deepcopy(one)))
    inner = {"type": "Action.ShowCard", "title": "More", "card": {"type": "AdaptiveCard", "body": [copy.deepcopy(one)]}}
    assert "the id 'a' is used twice" in problems(card(one, actions=[inner]))


def test_a_mention_stands_in_the_card() -> None:
    """As it is written, and names somebody."""
    mention = {"type": "mention", "text": "<at>Ada</at>", "mentioned": {"id": ADA, "name": "Ada Osei"}}
    assert problems(card(text("Hi <at>Ada</at>"), msteams={"entities": [mention]})) == ""
    assert "not in the card" in problems(card(text("Hi"), msteams={"entities": [mention]}))
    nobody = {**mention, "mentioned": {}}
    assert "names nobody" in problems(card(text("Hi <at>Ada</at>"), msteams={"entities": [nobody]}))


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"title": "x", "images": [{"url": "https://example.org/a.png", "alt": "A"}]}, ""),
        ({}, "must define something to show"),
        ({"title": "x", "body": []}, "invalid additional property: body"),
        ({"title": "x", "images": [{"url": "http://example.org/a.png"}]}, "must be an https or data address"),
        ({"title": "x", "buttons": [{"type": "launch", "value": "x"}]}, "must be one of openUrl"),
    ],
)
def test_hero_and_thumbnail_cards_have_rules_too(given: Json, problem: str) -> None:
    """Fewer of them."""
    found: list[str] = []
    rich_card_problems(given, "", found)
    assert problem in "; ".join(found)
    assert bool(problem) == bool(found)


async def test_a_refused_card_is_a_bad_argument(teams: Stage) -> None:
    """With everything that is wrong, and nobody sees it; an update is looked at as well."""
    bad = message(card({"type": "Marquee"}, {"type": "TextBlock"}))
    path = f"v3/conversations/{teams.chat()}/activities"
    answer = await teams.connector("POST", path, bad)
    told = answer.json()["error"]
    assert (answer.status_code, told["code"]) == (400, "BadArgument")
    assert "unsupported type: Marquee [json-pointer:/attachments/0/content/body/0/type]" in told["message"]
    assert "missing required field: text" in told["message"]
    assert await teams.messages(ADA) == []
    sent = await teams.send(card(text()))
    assert (await teams.connector("PUT", f"{path}/{sent}", bad)).status_code == 400
