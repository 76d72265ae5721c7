"""The control API: its routes, who may call them, and how they refuse."""

import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.control_people import People
from sandbox.control_stage import Stage
from sandbox.refusals import CannotDo, Json
from sandbox.slack import Slack

LOCAL = ("127.0.0.1", "localhost", "::1")

Handler = Callable[[Request, Json], Awaitable[Any]]


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


def control(slack: Slack) -> ASGIApp:
    """The app to mount at `/control`."""
    people, stage = People(slack), Stage(slack)
    routes = [
        Route("/users/{user}/stream", people.stream, methods=["GET"]),
        Route("/users/{user}/messages", _route(lambda request, _: people.messages(_user(request), **_thread(request)))),
        Route(
            "/deliveries/{n:int}/repeat", _route(lambda request, _: stage.repeat(_number(request))), methods=["POST"]
        ),
        Route("/app", _route(lambda _, body: stage.app(body)), methods=["PUT"]),
        Route("/faults", _route(lambda _, body: stage.clear_faults(body)), methods=["DELETE"]),
    ]
    for name, look in stage.looks.items():
        routes.append(Route(f"/{name}", _looking(look), methods=["GET"]))
    for name, do in stage.does.items():
        routes.append(Route(f"/{name}", _doing(do), methods=["POST"]))
    routes.append(Route("/users/{user}/view", _route(lambda request, _: people.view(_user(request))), methods=["GET"]))
    for name, act in people.acts.items():
        routes.append(Route(f"/users/{{user}}/{name}", _acting(act), methods=["POST"]))
    return LocalOnly(Starlette(routes=routes))


def _user(request: Request) -> str:
    return str(request.path_params["user"])


def _number(request: Request) -> int:
    return int(request.path_params["n"])


def _thread(request: Request) -> dict[str, str | None]:
    return {
        "channel": request.query_params.get("channel", ""),
        "thread_ts": request.query_params.get("thread_ts"),
    }


def _looking(look: Callable[[], Any]) -> Callable[[Request], Awaitable[Response]]:
    async def handler(_request: Request, _body: Json) -> Any:
        return look()

    return _route(handler)


def _doing(do: Callable[[Json], Awaitable[Any]]) -> Callable[[Request], Awaitable[Response]]:
    return _route(lambda _, body: do(body))


def _acting(act: Callable[[str, Json], Awaitable[Any]]) -> Callable[[Request], Awaitable[Response]]:
    return _route(lambda request, body: act(_user(request), body))


def _route(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse(await handler(request, await _body(request)))
        except CannotDo as error:
            return JSONResponse({"error": error.code, "message": error.message}, status_code=error.status)

    return endpoint


async def _body(request: Request) -> Json:
    raw = await request.body()
    try:
        body = json.loads(raw) if raw else {}
    except ValueError:
        raise CannotDo("invalid_json", "The body is not JSON.") from None
    if not isinstance(body, dict):
        raise CannotDo("not_an_object", "The body must be a JSON object.")
    return body
