"""The message extension: what is asked, which results can be listed, and what is posted."""

from typing import Any

import pytest

from tests.sandbox.teams.stage import ADA, BEN, DAN, MANIFEST, Json, Stage, card, hearing, staged, text

ADAPTIVE = "application/vnd.microsoft.card.adaptive"
HERO = "application/vnd.microsoft.card.hero"
THUMBNAIL = "application/vnd.microsoft.card.thumbnail"


def found(*attachments: Any, **fields: Any) -> Json:
    """An answer to a search."""
    return {"composeExtension": {"type": "result", "attachments": list(attachments), **fields}}


def result(name: str, preview: str = THUMBNAIL) -> Json:
    """One result."""
    return {
        "contentType": ADAPTIVE,
        "content": card(text(name)),
        "preview": {"contentType": preview, "content": {"title": name}},
    }


async def test_what_was_typed_is_asked_with_its_parameter(teams: Stage) -> None:
    """In whatever conversation one is."""
    async with hearing(teams, found(result("Rosa"), result("Sam", HERO))) as got:
        answer = await teams.act(ADA, "search", channel=teams.channel(), command="find", text="peer support")
    assert [each["preview"]["content"]["title"] for each in answer["results"]] == ["Rosa", "Sam"]
    assert (answer["layout"], answer["acknowledged"]) == ("list", True)
    (invoke,) = got
    assert (invoke["type"], invoke["name"]) == ("invoke", "composeExtension/query")
    assert invoke["value"] == {
        "commandId": "find",
        "parameters": [{"name": "topic", "value": "peer support"}],
        "queryOptions": {"skip": 0, "count": 25},
    }
    assert invoke["conversation"]["id"] == teams.channel()


async def test_a_search_may_begin_by_itself() -> None:
    """Where the manifest says so, with a parameter of its own; elsewhere it is an empty one."""
    extension = MANIFEST["composeExtensions"][0]
    eager = {**MANIFEST, "composeExtensions": [{"commands": [{**extension["commands"][0], "initialRun": True}]}]}
    async with staged(manifest=eager) as teams, hearing(teams, found()) as got:
        await teams.act(ADA, "search", channel=teams.chat(), command="find", text="")
    assert got[0]["value"]["parameters"] == [{"name": "initialRun", "value": "true"}]


async def test_a_result_is_posted_as_ones_own_message(teams: Stage) -> None:
    """Without its preview; the bot is not told, unless it is in its own chat."""
    async with hearing(teams, found(result("Rosa"), result("Sam"))) as got:
        await teams.act(ADA, "search", channel=teams.channel(), command="find", text="x")
        where = await teams.act(ADA, "share", channel=teams.channel(), index=1, text="Look")
        await teams.act(ADA, "share", channel=teams.chat(), index=0)
        await teams.settle()
    (seen,) = await teams.messages(BEN, teams.channel())
    assert (seen["ts"], seen["user"], seen["text"]) == (where["ts"], ADA, "Look")
    assert seen["attachments"] == [{"contentType": ADAPTIVE, "content": card(text("Sam"))}]
    assert seen["shared_from"] == {"app": "Roundtable"}
    assert [each["type"] for each in got] == ["invoke", "message"]
    assert got[1]["attachments"][0]["content"] == card(text("Rosa"))


async def test_an_answer_may_be_words(teams: Stage) -> None:
    """Such as that nobody was found."""
    words = {"composeExtension": {"type": "message", "text": "Nobody yet"}}
    async with hearing(teams, words):
        answer = await teams.act(ADA, "search", channel=teams.chat(), command="find", text="x")
    assert (answer["text"], answer["results"], answer["acknowledged"]) == ("Nobody yet", [], True)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (found(result("Rosa", ADAPTIVE)), "no hero or thumbnail card as its preview"),
        (found({"contentType": ADAPTIVE, "content": card(text())}), "no hero or thumbnail card as its preview"),
        (found({**result("Rosa"), "content": card({"type": "Marquee"})}), "unsupported type: Marquee"),
        (found({**result("Rosa"), "preview": {"contentType": THUMBNAIL, "content": {}}}), "something to show"),
        (found("words"), "is no attachment"),
        (found(result("Rosa"), attachmentLayout="pile"), "the layout is list or grid"),
        ({"composeExtension": {"type": "auth"}}, "neither a result nor a message"),
        ({}, "neither a result nor a message"),
    ],
)
async def test_results_that_cannot_be_listed_are_an_error(teams: Stage, body: Json, why: str) -> None:
    """The whole answer is, whatever else stands in it."""
    async with hearing(teams, body):
        answer = await teams.act(ADA, "search", channel=teams.chat(), command="find", text="x")
    assert (answer["acknowledged"], answer["error"], answer["results"]) == (False, "bad_answer", [])
    assert why in answer["why"]
    assert (await teams.get(f"users/{ADA}/view"))["notice"] == "Unable to reach app. Please try again."


async def test_a_failed_search_is_told(teams: Stage) -> None:
    """And leaves nothing to share."""
    async with hearing(teams, found(result("Rosa")), 500):
        await teams.act(ADA, "search", channel=teams.chat(), command="find", text="x")
        answer = await teams.act(ADA, "search", channel=teams.chat(), command="find", text="y")
    assert (answer["error"], answer["status"]) == ("http_error", 500)
    assert await teams.refused(ADA, "share", channel=teams.chat(), index=0) == "no_such_result"


async def test_some_searches_are_not_possible(teams: Stage) -> None:
    """Without the app, with a command or parameter that there is not, in somebody else's chat."""
    assert await teams.refused(DAN, "search", channel=teams.chat(DAN), command="find", text="x") == "not_installed"
    chat = teams.chat()
    assert await teams.refused(ADA, "search", channel=chat, command="lose", text="x") == "no_such_command"
    wrong = await teams.refused(ADA, "search", channel=chat, command="find", text="x", parameter="y")
    assert wrong == "no_such_parameter"
    assert await teams.refused(BEN, "search", channel=chat, command="find", text="x") == "channel_not_found"
    assert await teams.refused(ADA, "share", channel=chat, index=0) == "no_such_result"
