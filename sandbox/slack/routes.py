"""Where Slack is found in the sandbox: Web API, response URLs, Socket Mode and control API."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.websockets import WebSocket

from sandbox.faults import Fault, drop
from sandbox.slack import web_api
from sandbox.slack.answers import accept
from sandbox.slack.control import control
from sandbox.slack.refusals import SlackError
from sandbox.slack.slack import Slack

OK, BAD = 200, 400


def routes(slack: Slack) -> list[BaseRoute]:
    """What the app of the sandbox serves for one workspace."""

    async def socket(websocket: WebSocket) -> None:
        await slack.deliveries.sockets.serve(websocket, slack.workspace.app["id"])

    return [
        Route("/api/{method}", _with(slack, web_api.answer), methods=["GET", "POST"]),
        Route("/response/{token}", _with(slack, _response), methods=["POST"]),
        WebSocketRoute("/socket/{ticket}", socket),
        Mount("/control", app=control(slack)),
    ]


def _with(
    slack: Slack, handler: Callable[[Slack, Request], Awaitable[Response]]
) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return await handler(slack, request)

    return endpoint


async def _response(slack: Slack, request: Request) -> Response:
    """Serve `/response/{token}`: an answer of the app in the conversation that it was asked in."""
    fault = slack.workspace.faults.take("response_url", "response_url")
    answer: dict[str, Any] = {"ok": True}
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
        drop(request)
    return JSONResponse(answer, status_code=status, headers=headers)


async def _accepted(slack: Slack, request: Request, fault: Fault | None) -> None:
    if fault is not None and fault.error not in {"slow", "drop_after"}:
        raise SlackError(fault.error, status=404)
    try:
        given = json.loads(await request.body())
    except ValueError:
        raise SlackError("invalid_payload", status=400) from None
    accept(slack, given, slack.workspace.tickets.use_response(request.path_params["token"]))
