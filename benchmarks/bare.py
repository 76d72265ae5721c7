"""The bare app that the load is compared with: Bolt, on the same server, that only acknowledges."""

import asyncio
import os

from slack_bolt.adapter.fastapi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.types import Receive, Scope, Send
from uvicorn import Server
from uvicorn.loops.auto import auto_loop_factory

from handlers.serving import configuration, listen
from handlers.settings import read


async def acknowledge(ack: AsyncAck) -> None:
    """Say that it arrived."""
    await ack()


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
    handle = AsyncSlackRequestHandler(bolt).handle

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        response = await handle(Request(scope, receive))
        await response(scope, receive, send)

    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        runner.run(Server(configuration(app)).serve([listen(settings)]))


if __name__ == "__main__":
    main()
