"""Presses: what goes to the bot with them, and what its answers do."""

from typing import Any

import pytest

from tests.sandbox.teams.sdk import (
    AdaptiveCard,
    AdaptiveCardActionCardResponse,
    AdaptiveCardActionMessageResponse,
    TextBlock,
)
from tests.sandbox.teams.stage import ADA, BEN, DAN, TENANT, Json, Stage, button, card, hearing, text

CARD = "application/vnd.microsoft.card.adaptive"
FORM = card(
    {
        "type": "Input.Text",
        "id": "about",
        "label": "About you",
        "isRequired": True,
        "errorMessage": "Say a few words.",
        "maxLength": 20,
        "regex": "^[A-Z]",
    },
    {
        "type": "ColumnSet",
        "columns": [{"items": [{"type": "Input.Number", "id": "count", "min": 1, "max": 5, "value": 2}]}],
    },
    {"type": "Input.Date", "id": "from", "min": "2026-01-01"},
    {"type": "Input.Time", "id": "at", "max": "18:00"},
    {"type": "Input.Toggle", "id": "agree", "title": "I agree", "valueOn": "yes", "valueOff": "no"},
    {
        "type": "Input.ChoiceSet",
        "id": "topics",
        "isMultiSelect": True,
        "value": "a",
        "choices": [{"title": "A", "value": "a"}, {"title": "B", "value": "b"}],
    },
    actions=[
        button("Save", "save", value="7"),
        {
            "type": "Action.ShowCard",
            "title": "More",
            "card": {
                "type": "AdaptiveCard",
                "body": [{"type": "Input.Text", "id": "more"}],
                "actions": [button("Send all", "all")],
            },
        },
        {**button("Skip", "skip"), "associatedInputs": "none"},
        {"type": "Action.OpenUrl", "title": "Read", "url": "https://example.org"},
    ],
)


def answered(kind: str, value: Any, status: int = 200) -> Json:
    """An answer to a press."""
    return {"statusCode": status, "type": kind, "value": value}


MESSAGE = answered("application/vnd.microsoft.activity.message", "Saved")


async def test_a_press_carries_the_inputs_with_the_data(teams: Stage) -> None:
    """Strings all; what is empty is left out, but for a text; what was not touched holds what the card says."""
    sent = await teams.send(FORM)
    async with hearing(teams, MESSAGE) as got:
        answer = await teams.act(
            ADA, "click", channel=teams.chat(), ts=sent, action="/actions/0", inputs={"about": "Hi"}
        )
    assert answer == {
        "status": 200,
        "acknowledged": True,
        "error": None,
        "answer": "message",
        "text": "Saved",
        "errors": {},
    }
    (invoke,) = got
    assert (invoke["type"], invoke["name"], invoke["replyToId"]) == ("invoke", "adaptiveCard/action", sent)
    assert invoke["value"] == {
        "action": {
            "type": "Action.Execute",
            "title": "Save",
            "verb": "save",
            "data": {"action": "save", "value": "7", "about": "Hi", "count": "2", "agree": "no", "topics": "a"},
        },
        "trigger": "manual",
    }
    assert (invoke["from"]["aadObjectId"], invoke["channelData"]["tenant"]["id"]) == (ADA, TENANT)


async def test_an_unfolded_card_sends_its_own_inputs_and_those_around_it(teams: Stage) -> None:
    """The card around it does not send those inside; an action can leave all of them out."""
    sent = await teams.send(FORM)
    where = {"channel": teams.chat(), "ts": sent}
    async with hearing(teams, MESSAGE) as got:
        await teams.act(ADA, "click", **where, action="/actions/1/card/actions/0", inputs={"about": "Hi", "more": "M"})
        await teams.act(ADA, "click", **where, title="Ski")
    data = [each["value"]["action"]["data"] for each in got]
    assert (data[0]["more"], data[0]["about"]) == ("M", "Hi")
    assert data[1] == {"action": "skip"}
    assert await teams.refused(ADA, "click", **where, verb="save", inputs={"more": "x"}) == "input_not_found"


@pytest.mark.parametrize(
    ("inputs", "errors"),
    [
        ({}, {"about": "Say a few words."}),
        ({"about": "  "}, {"about": "Say a few words."}),
        ({"about": "small"}, {"about": "Say a few words."}),
        ({"about": "X" * 21}, {"about": "Say a few words."}),
        ({"about": "Hi", "count": "6"}, {"count": "Enter a number within the limits."}),
        ({"about": "Hi", "count": "many"}, {"count": "Enter a number within the limits."}),
        ({"about": "Hi", "from": "2025-12-31"}, {"from": "Choose a date within the limits."}),
        ({"about": "Hi", "from": "soon"}, {"from": "Choose a date within the limits."}),
        ({"about": "Hi", "at": "18:30"}, {"at": "Choose a time within the limits."}),
        ({"about": "Hi", "topics": "a,c"}, {"topics": "Choose one of the options."}),
    ],
)
async def test_the_client_itself_refuses_some_inputs(teams: Stage, inputs: Json, errors: Json) -> None:
    """In the card's words, and the bot is told nothing."""
    sent = await teams.send(FORM)
    async with hearing(teams, MESSAGE) as got:
        answer = await teams.act(ADA, "click", channel=teams.chat(), ts=sent, verb="save", inputs=inputs)
    assert (answer["answer"], answer["errors"], got) == ("invalid", errors, [])


async def test_a_required_box_must_be_ticked(teams: Stage) -> None:
    """It holds the one value or the other."""
    box = {
        "type": "Input.Toggle",
        "id": "ok",
        "title": "Yes",
        "label": "OK?",
        "isRequired": True,
        "errorMessage": "Tick!",
    }
    where = {"channel": teams.chat(), "ts": await teams.send(card(box, actions=[button()]))}
    async with hearing(teams, MESSAGE) as got:
        assert (await teams.act(ADA, "click", **where, title="Press"))["errors"] == {"ok": "Tick!"}
        await teams.act(ADA, "click", **where, title="Press", inputs={"ok": "true"})
    assert [each["value"]["action"]["data"]["ok"] for each in got] == ["true"]


async def test_an_answered_card_replaces_the_old_one_for_whoever_pressed(teams: Stage) -> None:
    """Others see the old one until the message is updated; the new one can be pressed."""

    @teams.app.on_card_action_execute("press")
    async def press(_ctx: Any) -> AdaptiveCardActionCardResponse:
        return AdaptiveCardActionCardResponse(value=AdaptiveCard(body=[TextBlock(text="Done")]))

    general = teams.channel()
    sent = await teams.send(card(text("Before"), actions=[button()]), to=general)
    answer = await teams.act(ADA, "click", channel=general, ts=sent, action="/actions/0")
    assert answer["answer"] == "card"

    async def seen(person: str) -> str:
        (message,) = await teams.messages(person, general)
        return str(message["attachments"][0]["content"]["body"][0]["text"])

    assert (await seen(ADA), await seen(BEN)) == ("Done", "Before")
    assert await teams.refused(ADA, "click", channel=general, ts=sent, action="/actions/0") == "action_not_found"
    path = f"v3/conversations/{general}/activities/{sent}"
    after = {"type": "message", "attachments": [{"contentType": CARD, "content": card(text("After"))}]}
    await teams.connector("PUT", path, after)
    assert (await seen(ADA), await seen(BEN)) == ("After", "After")


async def test_an_answered_message_is_shown_until_the_next_thing(teams: Stage) -> None:
    """To whoever pressed."""

    @teams.app.on_card_action_execute("press")
    async def press(_ctx: Any) -> AdaptiveCardActionMessageResponse:
        return AdaptiveCardActionMessageResponse(value="Saved")

    sent = await teams.send(card(actions=[button()]))
    await teams.act(ADA, "click", channel=teams.chat(), ts=sent, action="/actions/0")
    view = await teams.get(f"users/{ADA}/view")
    assert (view["toast"], view["notice"]) == ("Saved", None)
    await teams.act(ADA, "say", channel=teams.chat(), text="Thanks")
    assert (await teams.get(f"users/{ADA}/view"))["toast"] is None


async def test_an_empty_answer_is_an_error_and_the_press_is_repeated(teams: Stage) -> None:
    """Once: whoever presses sees that something went wrong, though the bot did it twice."""
    sent = await teams.send(card(actions=[button()]))
    async with hearing(teams, 200) as got:
        answer = await teams.act(ADA, "click", channel=teams.chat(), ts=sent, action="/actions/0")
    assert (answer["answer"], answer["error"], answer["status"]) == ("error", "bad_answer", 200)
    assert len(got) == 2
    assert got[0]["value"] == got[1]["value"]
    assert (await teams.get(f"users/{ADA}/view"))["notice"] == "Something went wrong. Please try again."


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (answered("application/vnd.microsoft.error", {"code": "x", "message": "Not today"}, 400), "Not today"),
        (answered("application/vnd.microsoft.error", {"code": "x"}, 500), "Something went wrong. Please try again."),
        (answered("application/vnd.microsoft.activity.message", {"no": "text"}), "Something went wrong."),
        (answered("application/vnd.microsoft.activity.loginRequest", {}, 401), "Something went wrong."),
        (answered(CARD, {"type": "AdaptiveCard", "version": "1.6", "body": [text()]}), "version must be one of"),
        (answered(CARD, card(text("x" * 30_000))), "Message size too large."),
        (["a list"], "Something went wrong."),
        (500, "Unable to reach app. Please try again."),
    ],
)
async def test_what_teams_cannot_show_is_an_error(teams: Stage, body: Any, words: str) -> None:
    """With the bot's words if it has any; the card stays as it was."""
    sent = await teams.send(card(text("Before"), actions=[button()]))
    async with hearing(teams, body):
        answer = await teams.act(ADA, "click", channel=teams.chat(), ts=sent, action="/actions/0")
    assert answer["answer"] == "error"
    assert words in (await teams.get(f"users/{ADA}/view"))["notice"]
    assert (await teams.messages(ADA))[0]["attachments"][0]["content"]["body"][0]["text"] == "Before"


async def test_a_slow_bot_is_not_waited_for_for_ever(teams: Stage) -> None:
    """As long as Teams waits."""
    sent = await teams.send(card(actions=[button()]))
    await teams.stage("faults", delivery="adaptiveCard/action", error="drop_after")
    async with hearing(teams, MESSAGE) as got:
        answer = await teams.act(ADA, "click", channel=teams.chat(), ts=sent, action="/actions/0")
    assert (answer["error"], answer["acknowledged"], len(got)) == ("http_timeout", False, 1)


async def test_submit_is_a_message_without_words(teams: Stage) -> None:
    """Nobody sees it; in a channel it belongs to the card's thread."""
    submit = {"type": "Action.Submit", "title": "Send", "data": {"action": "save"}}
    general = teams.channel()
    sent = await teams.send(card({"type": "Input.Text", "id": "a"}, actions=[submit]), to=general)
    async with hearing(teams, 200) as got:
        await teams.act(ADA, "click", channel=general, ts=sent, action="/actions/0", inputs={"a": "x"})
    (activity,) = got
    assert (activity["type"], activity["value"]) == ("message", {"action": "save", "a": "x"})
    assert "text" not in activity
    assert (activity["replyToId"], activity["conversation"]["id"]) == (sent, f"{general};messageid={sent}")
    assert len(await teams.messages(ADA, general)) == 1


async def test_some_buttons_say_something_for_the_person(teams: Stage) -> None:
    """Of Adaptive and of hero cards; with messageBack the bot hears other words than others see."""
    back = {"type": "messageBack", "displayText": "Yes please", "text": "yes", "value": {"x": 1}}
    adaptive = card(actions=[{"type": "Action.Submit", "title": "Yes", "data": {"msteams": back}}])
    chat = teams.chat()
    first = await teams.send(adaptive)
    hero = {"title": "Try", "buttons": [{"type": "imBack", "title": "Help", "value": "help"}]}
    attached = [{"contentType": "application/vnd.microsoft.card.hero", "content": hero}]
    path = f"v3/conversations/{chat}/activities"
    second = (await teams.connector("POST", path, {"type": "message", "attachments": attached})).json()["id"]
    async with hearing(teams, 200) as got:
        await teams.act(ADA, "click", channel=chat, ts=first, action="/actions/0")
        await teams.act(ADA, "click", channel=chat, ts=second, action="/buttons/0")
    assert [(each["text"], each.get("value")) for each in got] == [("yes", {"x": 1}), ("help", None)]
    assert [each["text"] for each in await teams.messages(ADA)][2:] == ["Yes please", "help"]


async def test_some_presses_are_not_the_bots_business(teams: Stage) -> None:
    """Or are not possible at all."""
    where = {"channel": teams.chat(), "ts": await teams.send(FORM)}
    assert await teams.refused(ADA, "click", **where, title="Read") == "client_side"
    assert await teams.refused(ADA, "click", **where, title="More") == "client_side"
    assert await teams.refused(ADA, "click", **where, title="Nothing") == "action_not_found"
    assert await teams.refused(ADA, "click", **where, card=1, title="Save") == "card_not_found"
    assert await teams.refused(ADA, "click", **{**where, "ts": "1"}, title="Save") == "message_not_found"
    assert await teams.refused(BEN, "click", **where, title="Save") == "channel_not_found"
    off = await teams.send(card(actions=[{**button(), "isEnabled": False}]))
    assert await teams.refused(ADA, "click", channel=teams.chat(), ts=off, title="Press") == "disabled"
    dialog = {"type": "Action.Submit", "title": "Open", "data": {"msteams": {"type": "task/fetch"}}}
    opening = await teams.send(card(actions=[dialog]))
    assert await teams.refused(ADA, "click", channel=teams.chat(), ts=opening, title="Open") == "not_supported"
    await teams.act(ADA, "uninstall")
    assert await teams.refused(ADA, "click", **where, title="Skip") == "not_installed"
    await teams.act(DAN, "change", kind="deactivated")
    assert await teams.refused(DAN, "click", **where, title="Skip") == "account_inactive"


async def test_a_choice_set_asks_the_bot_while_one_types(teams: Stage) -> None:
    """What it offers can be chosen, and nothing else can."""
    topics = {
        "type": "Input.ChoiceSet",
        "id": "topic",
        "style": "filtered",
        "choices": [],
        "choices.data": {"type": "Data.Query", "dataset": "topics", "associatedInputs": "auto"},
    }
    where = {"channel": teams.chat(), "ts": await teams.send(card(topics, actions=[button()]))}
    results = [{"title": f"Topic {number}", "value": f"t{number}"} for number in range(20)]
    found = answered("application/vnd.microsoft.search.searchResponse", {"results": results})
    async with hearing(teams, found, MESSAGE) as got:
        offered = await teams.act(ADA, "suggest", **where, input="topic", value="to")
        assert [each["value"] for each in offered["choices"]] == [f"t{number}" for number in range(15)]
        good = await teams.act(ADA, "click", **where, title="Press", inputs={"topic": "t3"})
        wrong = await teams.act(ADA, "click", **where, title="Press", inputs={"topic": "t19"})
    assert (good["answer"], wrong["answer"]) == ("message", "invalid")
    assert (got[0]["name"], got[0]["value"]) == (
        "application/search",
        {"queryText": "to", "queryOptions": {"skip": 0, "top": 15}, "dataset": "topics", "data": {"topic": ""}},
    )
    async with hearing(teams, answered("something/else", {"results": results})):
        assert (await teams.act(ADA, "suggest", **where, input="topic", value="x"))["choices"] == []
    assert await teams.refused(ADA, "suggest", **where, input="other") == "input_not_found"
    plain = await teams.send(FORM)
    assert await teams.refused(ADA, "suggest", channel=teams.chat(), ts=plain, input="topics") == "no_suggestions"
