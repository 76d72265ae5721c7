"""The ASGI app: the platforms' doors, and the pages that operators and their machines read."""

import time
from collections.abc import Mapping

import structlog
from fastapi import FastAPI, Response
from fastapi.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot import outbox
from bot.errors import Busy
from bot.network import Network
from handlers import files
from handlers.mail import stopping
from handlers.metrics import CONTENT_TYPE, Metrics

log = structlog.get_logger()


def create_app(network: Network, metrics: Metrics, doors: Mapping[str, ASGIApp | None]) -> "Front":
    """Put the app together. A door that is None belongs to a platform that is not set up."""
    pages = FastAPI(title="Roundtable", docs_url=None, redoc_url=None, openapi_url=None)

    @pages.get("/healthz")
    async def healthz() -> Response:
        """The process lives."""
        return PlainTextResponse("ok\n")

    @pages.get("/readyz")
    async def readyz() -> Response:
        """The database answers and is migrated."""
        try:
            behind = await network.is_behind()
        except Busy:
            log.warning("not_ready", exc_info=True)
            return PlainTextResponse("The database does not answer.\n", status_code=503)
        if behind:
            return PlainTextResponse("The database is not migrated; run `roundtable migrate`.\n", status_code=503)
        return PlainTextResponse("ok\n")

    @pages.get("/metrics")
    async def figures() -> Response:
        """Figures for Prometheus."""
        try:
            metrics.outbox(await network.look(outbox.figures))
        except Busy:
            log.warning("outbox_not_counted", exc_info=True)
        return Response(metrics.page(), media_type=CONTENT_TYPE)

    pages.include_router(stopping.routes(network))
    pages.include_router(files.routes(network))
    return Front(pages, {path: door or closed for path, door in doors.items()}, metrics)


async def closed(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer for a platform that is not set up."""
    words = "This platform is not set up here. `roundtable doctor` says what is missing.\n"
    await PlainTextResponse(words, status_code=503)(scope, receive, send)


class Front:
    """Sends each request where it belongs and measures it; the doors stand before the framework, as they are busy."""

    def __init__(self, pages: FastAPI, doors: Mapping[str, ASGIApp], metrics: Metrics) -> None:
        self._pages = pages
        self._doors = doors
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; see the ASGI specification."""
        if scope["type"] != "http":
            await self._pages(scope, receive, send)
            return
        started = time.perf_counter()
        status = 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        path = scope["path"]
        try:
            await self._doors.get(path, self._pages)(scope, receive, sending)
        finally:
            self._metrics.request(path, status, time.perf_counter() - started)
