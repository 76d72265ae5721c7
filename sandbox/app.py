"""The sandbox as one ASGI app: Web API, response URLs, Socket Mode, control API and page."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket

from sandbox import web_api
from sandbox.answers import accept
from sandbox.control import control
from sandbox.faults import Fault
from sandbox.refusals import Json, SlackError
from sandbox.slack import Slack
from sandbox.workspace import Workspace

OK, BAD = 200, 400
PAGE = Path(__file__).parent / "page"


class Page(StaticFiles):
    """The page's files, asked for anew each time, so that no browser shows those of a former version."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """A file, with a word to the browser not to rely on its copy."""
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response


def create_app(workspace: Workspace) -> Starlette:
    """Build the app around a workspace; `app.state.workspace` and `app.state.slack` give access in process."""
    slack = Slack(workspace)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        await slack.close()

    async def socket(websocket: WebSocket) -> None:
        await slack.deliveries.sockets.serve(websocket, workspace.app["id"])

    routes: list[BaseRoute] = [
        Route("/api/{method}", _with(slack, web_api.answer), methods=["GET", "POST"]),
        Route("/response/{token}", _with(slack, _response), methods=["POST"]),
        WebSocketRoute("/socket/{ticket}", socket),
        Mount("/control", app=control(slack)),
        Mount("/", app=Page(directory=PAGE, html=True)),
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
    answer: Json = {"ok": True}
    status, headers = 200, {}
    try:
        broken = await web_api.strike(fault, request) if fault is not None else None
        if broken is not None:
            return broken
        await _accepted(slack, request, fault)
    except SlackError as error:
        answer, status = error.answer, error.status if error.status != OK else BAD
        headers = {"Retry-After": str(error.retry_after)} if error.retry_after else {}
    slack.workspace.record_call("response_url", answer, {})
    if fault is not None and fault.error == "drop_after":
        web_api.drop(request)
    return JSONResponse(answer, status_code=status, headers=headers)


async def _accepted(slack: Slack, request: Request, fault: Fault | None) -> None:
    if fault is not None and fault.error not in {"slow", "drop_after"}:
        raise SlackError(fault.error, status=404)
    try:
        given = json.loads(await request.body())
    except ValueError:
        raise SlackError("invalid_payload", status=400) from None
    accept(slack, given, slack.workspace.tickets.use_response(request.path_params["token"]))
