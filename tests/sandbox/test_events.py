"""Events: which are sent, how they look, and how often they are tried."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.server import listen, up
from sandbox.slack.manifest import problems
from tests.sandbox.stage import MANIFEST, Stage, manifest, staged

Json = dict[str, Any]


def heard(stage: Stage, *kinds: str) -> list[Json]:
    """Let the bot take events and keep their whole bodies."""
    got: list[Json] = []

    async def take(body: Json) -> None:
        got.append(body)

    for kind in kinds:
        stage.bolt.event(kind)(take)
    return got


async def test_a_direct_message_arrives_escaped_and_with_its_own_id(stage: Stage) -> None:
    """With mentions as ids."""
    got = heard(stage, "message")
    dm = stage.dm("UADA")
    ts = (await stage.act("UADA", "say", channel=dm, text="a <b> & <@UBEN>"))["ts"]
    await stage.settle()
    (body,) = got
    event = body["event"]
    assert event["text"] == "a &lt;b&gt; &amp; <@UBEN>"
    assert (event["user"], event["channel"], event["channel_type"], event["ts"]) == ("UADA", dm, "im", ts)
    assert event["blocks"][0]["elements"][0]["elements"][0] == {"type": "text", "text": "a <b> & "}
    assert body["event_id"].startswith("Ev")
    assert body["authorizations"][0]["user_id"] == "UROUNDTABLE"


async def test_a_mention_in_a_channel_is_both_a_message_and_a_mention(stage: Stage) -> None:
    """In a thread it names the thread."""
    got = heard(stage, "message", "app_mention")
    general = stage.channel("general")
    ts = (await stage.act("UADA", "say", channel=general, text="<@UROUNDTABLE> hello"))["ts"]
    await stage.act("UBEN", "say", channel=general, text="<@UROUNDTABLE> too", thread_ts=ts)
    await stage.settle()
    assert sorted(each["event"]["type"] for each in got) == ["app_mention", "app_mention", "message", "message"]
    reply = next(each["event"] for each in got if each["event"]["user"] == "UBEN")
    assert (reply["thread_ts"], reply["parent_user_id"]) == (ts, "UADA")


async def test_nothing_is_heard_of_a_channel_without_the_bot(stage: Stage) -> None:
    """Until somebody brings it in."""
    got = heard(stage, "message", "app_mention", "member_joined_channel")
    introductions = stage.channel("introductions")
    await stage.act("UADA", "say", channel=introductions, text="<@UROUNDTABLE> hello")
    await stage.settle()
    assert got == []
    await stage.act("UADA", "invite", channel=introductions, user="UROUNDTABLE")
    await stage.act("UADA", "say", channel=introductions, text="hello")
    await stage.settle()
    kinds = [each["kind"] for each in await stage.get("deliveries")]
    assert sorted(kinds) == ["member_joined_channel", "message"]


async def test_only_subscribed_events_with_their_scope_are_sent() -> None:
    """A group message is not in the manifest here; without im:history no direct message comes."""
    scopes = [each for each in MANIFEST["oauth_config"]["scopes"]["bot"] if each != "im:history"]
    async with staged(scopes=scopes) as stage:
        await stage.act("UADA", "say", channel=stage.dm("UADA"), text="x")
        group = (await stage.web.conversations_open(users="UADA,UBEN"))["channel"]["id"]
        await stage.act("UADA", "say", channel=group, text="x")
        await stage.settle()
        assert await stage.get("deliveries") == []


async def test_the_bot_hears_itself_and_its_own_changes(stage: Stage) -> None:
    """Marked with its bot_id, as Slack sends them; Bolt passes over the first."""
    general = stage.channel("general")
    ts = (await stage.web.chat_postMessage(channel=general, text="x"))["ts"]
    await stage.web.chat_update(channel=general, ts=ts, text="y")
    await stage.web.chat_delete(channel=general, ts=ts)
    await stage.settle()
    events = [each["payload"]["event"] for each in await stage.deliveries("message")]
    by_subtype = {event.get("subtype"): event for event in events}
    assert set(by_subtype) == {None, "message_changed", "message_deleted"}
    assert by_subtype[None]["bot_id"] == "BSANDBOX01"
    assert by_subtype["message_changed"]["message"]["text"] == "y"
    assert by_subtype["message_deleted"]["deleted_ts"] == ts


async def test_opening_home_is_an_event_with_the_published_view(stage: Stage) -> None:
    """Without a view before anything was published."""
    got = heard(stage, "app_home_opened")
    await stage.act("UADA", "home")
    await stage.settle()
    await stage.web.views_publish(user_id="UADA", view={"type": "home", "blocks": [{"type": "divider"}]})
    await stage.act("UADA", "home")
    await stage.act("UADA", "messages_tab")
    await stage.settle()
    tabs = sorted((each["event"]["tab"], "view" in each["event"]) for each in got)
    assert tabs == [("home", False), ("home", True), ("messages", False)]


async def test_tabs_that_are_switched_off_do_not_open() -> None:
    """Nor can the bot be written to, nor write."""
    async with staged(manifest=manifest(app_home={})) as stage:
        assert await stage.refused("UADA", "home") == "tab_disabled"
        dm = stage.dm("UADA")
        assert await stage.refused("UADA", "say", channel=dm, text="x") == "messages_tab_disabled"


async def test_joiners_and_leavers_of_the_workspace_are_announced(stage: Stage) -> None:
    """team_join, and user_change with deleted."""
    got = heard(stage, "team_join", "user_change")
    await stage.call("POST", "users", id="UGIL", real_name="Gil New")
    await stage.settle()
    await stage.act("UGIL", "change", deleted=True)
    await stage.settle()
    assert [(each["event"]["type"], each["event"]["user"]["deleted"]) for each in got] == [
        ("team_join", False),
        ("user_change", True),
    ]
    members = (await stage.web.conversations_members(channel=stage.channel("general")))["members"]
    assert "UGIL" not in members


async def test_a_stranger_is_heard_with_their_own_workspace(stage: Stage) -> None:
    """Through a shared channel."""
    got = heard(stage, "message")
    await stage.act("UEVE", "say", channel=stage.channel("research-exchange"), text="Hello")
    await stage.settle()
    (body,) = got
    assert body["is_ext_shared_channel"] is True
    assert body["event"]["user_team"] == "TELSEWHERE"
    assert body["team_id"] == "TSANDBOX01"


@asynccontextmanager
async def answering(stage: Stage, *answers: Response | float) -> AsyncIterator[list[Request]]:
    """Put a bare web server in the bot's place that gives these answers in turn, or waits so many seconds."""
    got: list[Request] = []
    left = list(answers)

    async def take(request: Request) -> Response:
        got.append(request)
        answer = left.pop(0) if left else Response()
        if isinstance(answer, float):
            await asyncio.sleep(answer)
            return Response()
        return answer

    app = Starlette(routes=[Route("/", take, methods=["POST"])])
    config = uvicorn.Config(app, log_level="error", lifespan="off", ws="none")
    async with up(uvicorn.Server(config), listen()) as url:
        await stage.call("PUT", "app", request_url=f"{url}/")
        yield got


async def retried(stage: Stage, got: list[Request], count: int) -> list[tuple[str | None, str | None]]:
    """The retry headers of that many requests."""
    await stage.act("UADA", "say", channel=stage.dm("UADA"), text="x")
    for _ in range(400):
        if len(got) >= count:
            break
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)
    names = ("X-Slack-Retry-Num", "X-Slack-Retry-Reason")
    return [(request.headers.get(names[0]), request.headers.get(names[1])) for request in got]


async def test_an_event_is_tried_four_times_in_all(stage: Stage) -> None:
    """With the number and the reason of each retry."""
    async with answering(stage, Response(status_code=500), 0.5, Response(status_code=404)) as got:
        assert await retried(stage, got, 4) == [
            (None, None),
            ("1", "http_error"),
            ("2", "http_timeout"),
            ("3", "http_error"),
        ]
    assert len({each["body_sha"] for each in await stage.deliveries("message")}) == 1
    assert [each["retry_num"] for each in await stage.deliveries("message")] == [0, 1, 2, 3]


async def test_the_bot_may_stop_the_retries(stage: Stage) -> None:
    """By X-Slack-No-Retry."""
    stop = Response(status_code=500, headers={"X-Slack-No-Retry": "1"})
    async with answering(stage, stop) as got:
        assert await retried(stage, got, 1) == [(None, None)]


async def test_the_waits_between_retries_are_slacks() -> None:
    """At once, after a minute, after five."""
    async with staged(retry_delays=(0, 60, 300)) as stage:
        await stage.call("PUT", "app", request_url="http://127.0.0.1:9/")
        await stage.act("UADA", "say", channel=stage.dm("UADA"), text="x")
        await asyncio.sleep(0.2)
        assert [each["retry_num"] for each in await stage.deliveries("message")] == [0, 1]


async def test_a_delivery_can_be_repeated_to_the_letter(stage: Stage) -> None:
    """The same event id and body, freshly signed."""
    got = heard(stage, "message")
    await stage.act("UADA", "say", channel=stage.dm("UADA"), text="x")
    await stage.settle()
    number = (await stage.deliveries("message"))[0]["n"]
    assert (await stage.call("POST", f"deliveries/{number}/repeat"))[1]["acknowledged"]
    await asyncio.sleep(0.05)
    assert got[0]["event_id"] == got[1]["event_id"]
    first, second = await stage.deliveries("message")
    assert first["body_sha"] == second["body_sha"]
    assert (await stage.call("POST", "deliveries/999/repeat"))[0] == 404


def test_a_manifest_that_slack_would_refuse_is_told_apart() -> None:
    """Commands and events without their scope, and names that are too long."""
    assert problems(MANIFEST) == []
    wrong = manifest(slash_commands=[{"command": "/Find" + "x" * 40}])
    wrong["oauth_config"]["scopes"]["bot"] = ["chat:write"]
    wrong["display_information"]["name"] = "x" * 36
    words = " ".join(problems(wrong))
    for part in ("a slash and up to 31", "needs a description", "the scope commands", "im:history", "35 characters"):
        assert part in words
