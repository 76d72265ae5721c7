"""The bare app that the load is compared with: Bolt, on the same server, that only acknowledges.

Its command `/encode` acknowledges and then encodes what was said, once: the least that a search by meaning can cost.
"""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from slack_bolt.adapter.fastapi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.types import Receive, Scope, Send
from uvicorn import Server
from uvicorn.loops.auto import auto_loop_factory

from bot.matching import CORES
from bot.matching.encoder import Encoder
from handlers.build import load_encoder
from handlers.serving import configuration, listen
from handlers.settings import read


async def acknowledge(ack: AsyncAck) -> None:
    """Say that it arrived."""
    await ack()


class Encoding:
    """Encodes in threads of its own, as many as searches of ours have."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._threads = ThreadPoolExecutor(max(1, CORES // 2))

    async def __call__(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Say that it arrived, then encode it."""
        await ack()
        await asyncio.get_running_loop().run_in_executor(self._threads, self._encoder.encode_queries, [body["text"]])


def main() -> None:
    """Serve until told to stop, with the same settings as `roundtable web`."""
    settings = read(os.environ)
    if settings.slack is None:
        raise SystemExit("The benchmark sets SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET.")
    client = AsyncWebClient(settings.slack.token, base_url=settings.slack.api_url)
    bolt = AsyncApp(client=client, signing_secret=settings.slack.signing_secret)
    bolt.action("profiles.pause")(acknowledge)
    bolt.action("profiles.resume")(acknowledge)
    bolt.command("/find-collaborator")(acknowledge)
    if (encoder := load_encoder(settings)) is not None:
        bolt.command("/encode")(Encoding(encoder).__call__)
    handle = AsyncSlackRequestHandler(bolt).handle

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        response = await handle(Request(scope, receive))
        await response(scope, receive, send)

    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        runner.run(Server(configuration(app)).serve([listen(settings)]))


if __name__ == "__main__":
    main()
