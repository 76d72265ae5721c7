"""Slash commands: what reaches the bot, what the person sees, and how long the answer may take."""

import asyncio
from typing import Any

from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.sandbox.stage import Stage, staged

Json = dict[str, Any]


def taking(stage: Stage, command: str = "/find") -> list[Json]:
    """Let the bot acknowledge a command and keep what it got."""
    got: list[Json] = []

    @stage.bolt.command(command)
    async def take(ack: Any, body: Json) -> None:
        await ack()
        got.append(body)

    return got


async def test_a_command_arrives_raw_and_signed(stage: Stage) -> None:
    """Bolt checks the signature; the text is what was typed."""
    got = taking(stage)
    answer = await stage.act("UADA", "command", channel=stage.channel("general"), command="/find", text="a <b> & @ben")
    assert answer == {"status": 200, "acknowledged": True, "error": None}
    assert got[0]["text"] == "a <b> & @ben"
    assert got[0]["user_id"] == "UADA"
    assert got[0]["channel_name"] == "general"
    assert got[0]["team_id"] == "TSANDBOX01"


async def test_a_wrong_signing_secret_is_noticed_by_the_bot(stage: Stage) -> None:
    """The request is refused and the person told."""
    taking(stage)
    stage.workspace.signing_secret = "another"
    answer = await stage.act("UADA", "command", channel=stage.channel("general"), command="/find")
    assert answer == {"status": 401, "acknowledged": False, "error": "http_error"}


async def test_should_escape_turns_names_into_ids(stage: Stage) -> None:
    """As the manifest asks."""
    got = taking(stage, "/escaped")
    general = stage.channel("general")
    await stage.act("UADA", "command", channel=general, command="/escaped", text="@ben.hall in #general <x>")
    assert got[0]["text"] == f"<@UBEN|ben.hall> in <#{general}|general> &lt;x&gt;"


async def test_a_command_outside_the_manifest_is_not_sent(stage: Stage) -> None:
    """The person reads that there is no such command."""
    general = stage.channel("general")
    assert await stage.refused("UADA", "command", channel=general, command="/nope") == "dispatch_unknown_command"
    (said,) = await stage.messages("UADA", general)
    assert said["user"] == "USLACKBOT"
    assert said["text"] == "/nope is not a valid command."
    assert await stage.deliveries("slash_command") == []


async def test_commands_need_their_scope_and_a_member_of_the_workspace() -> None:
    """Neither a token without `commands` nor somebody from elsewhere has them."""
    async with staged(scopes=["chat:write"]) as stage:
        refused = await stage.refused("UADA", "command", channel=stage.channel("general"), command="/find")
        assert refused == "dispatch_unknown_command"
    async with staged() as stage:
        exchange = stage.channel("research-exchange")
        assert await stage.refused("UEVE", "command", channel=exchange, command="/find") == "dispatch_unknown_command"


async def test_silence_for_three_seconds_is_a_timeout() -> None:
    """The real time, measured once; the person is told as Slackbot tells them."""
    async with staged(ack_timeout=3.0) as stage:

        @stage.bolt.command("/find")
        async def late(ack: Any) -> None:
            await asyncio.sleep(3.3)
            await ack()

        general = stage.channel("general")
        began = asyncio.get_running_loop().time()
        answer = await stage.act("UADA", "command", channel=general, command="/find")
        assert 2.5 < asyncio.get_running_loop().time() - began < 3.5
        assert answer["acknowledged"] is False
        (said,) = await stage.messages("UADA", general)
        assert said["ephemeral"] is True
        assert said["text"].startswith('/find failed with the error "')


async def test_a_late_answer_is_an_operation_timeout(stage: Stage) -> None:
    """The notice stays until the person does the next thing."""

    @stage.bolt.command("/find")
    async def late(ack: Any) -> None:
        await asyncio.sleep(0.6)
        await ack()

    general = stage.channel("general")
    await stage.act("UADA", "command", channel=general, command="/find")
    words = '/find failed with the error "operation_timeout"'
    assert (await stage.get("users/UADA/view"))["notice"] == words
    await stage.act("UADA", "say", channel=general, text="Hm")
    assert (await stage.get("users/UADA/view"))["notice"] is None


async def test_an_error_of_the_bot_is_a_failed_dispatch(stage: Stage) -> None:
    """Whether it answers 404 or is not there at all."""
    general = stage.channel("general")
    answer = await stage.act("UADA", "command", channel=general, command="/find")
    assert answer["status"] == 404
    await stage.call("PUT", "app", request_url="http://127.0.0.1:9/slack/events")
    assert (await stage.act("UADA", "command", channel=general, command="/find"))["status"] == 0
    said = [each["text"] for each in await stage.messages("UADA", general)]
    assert said == ['/find failed with the error "dispatch_failed"'] * 2


async def test_the_acknowledgement_may_carry_an_answer(stage: Stage) -> None:
    """Ephemeral unless it says in_channel."""

    @stage.bolt.command("/find")
    async def answer(ack: Any, body: Json) -> None:
        if body["text"] == "aloud":
            await ack(text="For all", response_type="in_channel")
        else:
            await ack("For you")

    general = stage.channel("general")
    await stage.act("UADA", "command", channel=general, command="/find", text="aloud")
    await stage.act("UADA", "command", channel=general, command="/find")
    assert [each["text"] for each in await stage.messages("UADA", general)] == ["For all", "For you"]
    assert [each["text"] for each in await stage.messages("UBEN", general)] == ["For all"]


async def test_a_response_url_works_five_times(stage: Stage) -> None:
    """Then it is `used_url`."""
    got = taking(stage)
    general = stage.channel("introductions")
    await stage.act("UADA", "command", channel=general, command="/find")
    webhook = AsyncWebhookClient(got[0]["response_url"])
    for _ in range(5):
        assert (await webhook.send(text="Hello")).status_code == 200
    sixth = await webhook.send(text="Hello")
    assert sixth.status_code == 404
    assert "used_url" in sixth.body
    assert len(await stage.messages("UADA", general)) == 5
    assert await stage.messages("UBEN", general) == []


async def test_a_response_url_works_for_half_an_hour(stage: Stage) -> None:
    """Then it is `expired_url`; what it carries is checked as elsewhere."""
    got = taking(stage)
    await stage.act("UADA", "command", channel=stage.channel("general"), command="/find")
    webhook = AsyncWebhookClient(got[0]["response_url"])
    wrong = await webhook.send(text="x", blocks=[{"type": "marquee"}])
    assert (wrong.status_code, "invalid_blocks" in wrong.body) == (400, True)
    await stage.call("POST", "time", seconds=29 * 60)
    assert (await webhook.send(text="x", response_type="in_channel")).status_code == 200
    await stage.call("POST", "time", seconds=2 * 60)
    assert "expired_url" in (await webhook.send(text="x")).body
