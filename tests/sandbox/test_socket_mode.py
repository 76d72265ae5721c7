"""Socket Mode: the same deliveries through a websocket, acknowledged by envelope."""

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.stage import APP_TOKEN, Stage, error_of

Json = dict[str, Any]


async def connected(stage: Stage) -> AsyncSocketModeHandler:
    """Connect the bot, and take its request URL away."""
    await stage.call("PUT", "app", request_url=None)
    client = AsyncWebClient(base_url=stage.served.api)
    handler = AsyncSocketModeHandler(stage.bolt, APP_TOKEN, web_client=client)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    for _ in range(100):
        if stage.served.slack.deliveries.sockets.connected:
            break
        await asyncio.sleep(0.01)
    return handler


async def test_commands_presses_and_events_come_through_the_socket(stage: Stage) -> None:
    """And answers go back with the acknowledgement."""
    got: list[str] = []

    @stage.bolt.command("/find")
    async def command(ack: Any) -> None:
        await ack("Found")

    @stage.bolt.event("message")
    async def message(event: Json) -> None:
        got.append(event["text"])

    handler = await connected(stage)
    try:
        general = stage.channel("general")
        answer = await stage.act("UADA", "command", channel=general, command="/find")
        assert answer == {"status": 200, "acknowledged": True, "error": None}
        (said,) = await stage.messages("UADA", general)
        assert (said["text"], said["ephemeral"]) == ("Found", True)
        await stage.act("UADA", "say", channel=stage.dm("UADA"), text="Hello")
        await stage.settle()
        assert got == ["Hello"]
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


async def test_silence_on_the_socket_is_a_timeout(stage: Stage) -> None:
    """And after the bot has gone, nothing reaches it."""
    handler = await connected(stage)
    general = stage.channel("general")
    try:
        answer = await stage.act("UADA", "command", channel=general, command="/find")
        assert answer == {"status": 0, "acknowledged": False, "error": "http_timeout"}
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]
    for _ in range(100):
        if not stage.served.slack.deliveries.sockets.connected:
            break
        await asyncio.sleep(0.01)
    answer = await stage.act("UADA", "command", channel=general, command="/find")
    assert answer["error"] == "connection_failed"


async def test_a_ticket_opens_one_connection(stage: Stage) -> None:
    """A second use, or a made-up one, is turned away; a wrong token gets none."""
    web = AsyncWebClient(base_url=stage.served.api, session=stage.http)
    assert await error_of(web.apps_connections_open(app_token="xapp-wrong")) == "invalid_auth"
    url = (await web.apps_connections_open(app_token=APP_TOKEN))["url"]
    async with stage.http.ws_connect(url) as socket:
        assert (await socket.receive_json())["type"] == "hello"
        with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
            await stage.http.ws_connect(url)
    assert (await socket.receive()).type == aiohttp.WSMsgType.CLOSED
