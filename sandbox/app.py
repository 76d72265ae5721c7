"""The sandbox as one ASGI app: Web API, response URLs, Socket Mode, control API and page."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from sandbox import web_api
from sandbox.answers import accept
from sandbox.control import Control
from sandbox.refusals import SlackError
from sandbox.slack import Slack
from sandbox.workspace import Workspace

PAGE = Path(__file__).parent / "page"
LOCAL = ("127.0.0.1", "localhost", "::1")


class LocalOnly:
    """Refuses requests that another site's page made the browser send (foreign Host or Origin)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what comes from this machine and this page."""
        if scope["type"] == "http":
            request = Request(scope)
            host = request.headers.get("host", "")
            origin = request.headers.get("origin")
            foreign = urlsplit(f"//{host}").hostname not in LOCAL
            if foreign or (origin is not None and urlsplit(origin).netloc != host):
                words = "The control API answers only pages and programs of this machine."
                await JSONResponse({"error": "foreign", "message": words}, status_code=403)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def create_app(workspace: Workspace) -> Starlette:
    """Build the app around a workspace; `app.state.workspace` and `app.state.slack` give access in process."""
    slack = Slack(workspace)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        await slack.close()

    async def socket(websocket: WebSocket) -> None:
        await slack.deliveries.sockets.serve(websocket, workspace.app["id"])

    routes: list[BaseRoute] = [
        Route("/api/{method}", _with(slack, web_api.answer), methods=["GET", "POST"]),
        Route("/response/{token}", _with(slack, _response), methods=["POST"]),
        WebSocketRoute("/socket/{ticket}", socket),
        Mount("/control", app=LocalOnly(Starlette(routes=Control(slack).routes()))),
        Mount("/", app=StaticFiles(directory=PAGE, html=True, check_dir=False)),
    ]
    app = Starlette(routes=routes, lifespan=lifespan)
    app.state.workspace = workspace
    app.state.slack = slack
    return app


def _with(
    slack: Slack, handler: Callable[[Slack, Request], Awaitable[Response]]
) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return await handler(slack, request)

    return endpoint


async def _response(slack: Slack, request: Request) -> Response:
    """Serve `/response/{token}`: an answer of the app in the conversation that it was asked in."""
    fault = slack.workspace.faults.take("response_url", "response_url")
    status, answer, headers = 200, {"ok": True}, {}
    try:
        if fault is not None:
            broken = await web_api.strike(fault, request)
            if broken is not None:
                return broken
            if fault.error not in {"slow", "drop_after"}:
                raise SlackError(fault.error, status=404)
        given = json.loads(await request.body())
        ticket = slack.workspace.tickets.use_response(request.path_params["token"])
        accept(slack, given, ticket)
    except ValueError:
        status, answer = 400, {"ok": False, "error": "invalid_payload"}
    except SlackError as error:
        status, answer = error.status if error.status != 200 else 400, error.answer  # noqa: PLR2004  (HTTP's OK)
        headers = {"Retry-After": str(error.retry_after)} if error.retry_after else {}
    slack.workspace.record_call("response_url", answer, {})
    if fault is not None and fault.error == "drop_after":
        web_api.drop(request)
    return JSONResponse(answer, status_code=status, headers=headers)
