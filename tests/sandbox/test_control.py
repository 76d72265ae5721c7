"""The control API: what the page reads, and whom it answers."""

import asyncio
import json

from tests.sandbox.stage import PEOPLE, Stage, staged


async def test_the_page_learns_the_workspace() -> None:
    """Team, app with its commands, guide, people and public channels."""
    async with staged(guide=["Type /find"]) as stage:
        seen = await stage.get("workspace")
        assert seen["app"]["bot_user_id"] == "UROUNDTABLE"
        assert seen["app"]["commands"][0] == {
            "command": "/find",
            "description": "Find somebody",
            "usage_hint": "TOPIC",
        }
        assert seen["guide"] == ["Type /find"]
        kinds = {each["id"]: each["kind"] for each in seen["users"]}
        assert kinds["UFAY"] == "deactivated"
        assert kinds["UEVE"] == "connect"
        assert set(kinds) == {each["id"] for each in PEOPLE} | {"UROUNDTABLE", "USLACKBOT"}
        assert [each["name"] for each in seen["channels"]] == ["general", "introductions", "research-exchange"]


async def test_the_app_is_always_among_the_direct_messages(stage: Stage) -> None:
    """Except for a stranger, in whose workspace it is not installed."""
    ada = (await stage.get("users/UADA/view"))["conversations"]
    eve = (await stage.get("users/UEVE/view"))["conversations"]
    assert [each["id"] for each in ada if each["app_dm"]] == [stage.dm("UADA")]
    assert [each["name"] for each in eve] == ["research-exchange"]


async def test_unread_messages_are_counted_until_looked_at(stage: Stage) -> None:
    """One's own do not count."""
    general = stage.channel("general")
    await stage.act("UBEN", "say", channel=general, text="x")
    await stage.web.chat_postMessage(channel=general, text="y")

    async def unread(user: str) -> int:
        view = await stage.get(f"users/{user}/view")
        return int(next(each["unread"] for each in view["conversations"] if each["id"] == general))

    assert (await unread("UADA"), await unread("UBEN")) == (2, 1)
    await stage.messages("UADA", general)
    assert (await unread("UADA"), await unread("UBEN")) == (0, 1)


async def test_the_stream_tells_of_changes_one_can_see(stage: Stage) -> None:
    """And says nothing of other people's ephemerals."""
    url = f"{stage.served.url}/control/users/UADA/stream"
    general = stage.channel("general")
    async with stage.http.get(url) as stream:

        async def version() -> int:
            async with asyncio.timeout(2):
                assert await stream.content.readline() == b"event: change\n"
                line = await stream.content.readline()
                assert await stream.content.readline() == b"\n"
            return int(json.loads(line.removeprefix(b"data: "))["version"])

        first = await version()
        await stage.web.chat_postEphemeral(channel=general, user="UBEN", text="Not for Ada")
        assert stage.workspace.version("UADA") == first
        await stage.web.chat_postEphemeral(channel=general, user="UADA", text="For Ada")
        assert await version() > first


async def test_an_open_stream_does_not_hold_the_sandbox_up() -> None:
    """It ends with the server."""
    async with staged() as stage:
        stream = await stage.http.get(f"{stage.served.url}/control/users/UADA/stream")
        assert await stream.content.readline()
        began = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - began < 1
    stream.close()


async def test_other_sites_cannot_use_the_control_api(stage: Stage) -> None:
    """A foreign Origin or a rebound Host is refused, one's own page is not."""
    url = f"{stage.served.url}/control/workspace"
    own = stage.served.url
    for headers in ({"Origin": "https://evil.example"}, {"Host": "evil.example"}, {"Origin": "null"}):
        async with stage.http.get(url, headers=headers) as answer:
            assert answer.status == 403
    async with stage.http.get(url, headers={"Origin": own}) as answer:
        assert answer.status == 200


async def test_calls_are_kept_without_tokens(stage: Stage) -> None:
    """With what was asked and what came of it."""
    await stage.web.users_info(user="UADA", token=stage.workspace.bot_token)
    await stage.web.api_call("team.info", params={"team": stage.workspace.team["id"]})
    calls = await stage.get("calls")
    assert [each["method"] for each in calls] == ["users.info", "team.info"]
    assert calls[0] == {"method": "users.info", "ok": True, "error": None, "args": {"user": "UADA"}}


async def test_a_request_that_makes_no_sense_is_told_so(stage: Stage) -> None:
    """By a code and words."""
    assert await stage.refused("UADA", "say", text="x") == "missing_field"
    assert await stage.refused("U404", "say", channel="C", text="x") == "user_not_found"
    url = f"{stage.served.url}/control/users/UADA/say"
    for raw, code in ((b"{", "invalid_json"), (b"[]", "not_an_object")):
        async with stage.http.post(url, data=raw) as answer:
            assert (await answer.json())["error"] == code
    status, answer = await stage.call("PUT", "app", request_url="ftp://x")
    assert (status, answer["error"]) == (400, "invalid_url")


async def test_the_page_is_served(stage: Stage) -> None:
    """At the root."""
    async with stage.http.get(f"{stage.served.url}/") as answer:
        assert answer.status == 200
        assert "<html" in await answer.text()
