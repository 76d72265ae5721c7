"""The door to Slack as a whole: opened once with the app's secrets, closed when all is answered."""

from typing import Self

import structlog
from slack_bolt.adapter.fastapi.async_handler import AsyncSlackRequestHandler
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from bot.desk import Desk
from handlers.slack.answers import Answers
from handlers.slack.courier import SlackCourier
from handlers.slack.directory import SlackDirectory
from handlers.slack.listeners import build_app
from handlers.slack.wire import SLACK, Wire

log = structlog.get_logger()


class SlackDoor:
    """One workspace's app: its list of people and its courier, and what answers Slack's requests.

    Use: make it, put `directory` and `courier` where the rules find them, `serve` the desk, `start`, pass requests to
    `handler.handle`, and `close`. With an app-level token it also connects by Socket Mode.
    """

    def __init__(self, *, token: str, signing_secret: str, app_token: str = "", api_url: str = SLACK) -> None:
        self._signing_secret = signing_secret
        self._app_token = app_token
        self._wire = Wire(token, api_url)
        self._answers: Answers | None = None
        self._handler: AsyncSlackRequestHandler | None = None
        self._socket: AsyncSocketModeHandler | None = None
        self.directory = SlackDirectory(self._wire)
        self.courier = SlackCourier(self._wire)

    @property
    def handler(self) -> AsyncSlackRequestHandler:
        """Answers HTTP requests: `await door.handler.handle(request)` in FastAPI."""
        if self._handler is None:
            raise RuntimeError("serve() comes before handler")
        return self._handler

    @property
    def app(self) -> AsyncApp:
        """The Bolt app with all listeners."""
        return self.handler.app

    def serve(self, desk: Desk) -> None:
        """Build the Bolt app that passes everything on to the desk."""
        self._answers = Answers(self._wire)
        app = build_app(desk, self._wire, self._answers, signing_secret=self._signing_secret)
        self._handler = AsyncSlackRequestHandler(app)

    async def start(self) -> None:
        """Open the connections; with an app-level token, have Slack send everything over one of them."""
        await self._wire.open()
        if self._app_token and self._handler is not None:
            self._socket = AsyncSocketModeHandler(self.app, self._app_token, web_client=self._wire.calls)
            await self._socket.connect_async()  # type: ignore[no-untyped-call]
            log.info("slack_socket_connected")

    async def answered(self) -> None:
        """Wait until everything taken so far is answered."""
        if self._answers is not None:
            await self._answers.finish()

    async def close(self) -> None:
        """Take nothing new, finish what is being answered, and close the connections."""
        if self._socket is not None:
            await self._socket.disconnect_async()  # type: ignore[no-untyped-call]
        await self.answered()
        if self._socket is not None:
            await self._socket.close_async()  # type: ignore[no-untyped-call]
        await self._wire.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self.close()
