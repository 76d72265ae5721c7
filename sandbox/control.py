"""What the control APIs of all platforms share: who may call them, how they read a request and how they refuse."""

import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.refusals import CannotDo, Json

LOCAL = ("127.0.0.1", "localhost", "::1")

Handler = Callable[[Request, Json], Awaitable[Any]]
Endpoint = Callable[[Request], Awaitable[Response]]


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


def route(handler: Handler) -> Endpoint:
    """An endpoint that gives what the handler gives, in JSON; what cannot be done is answered as such."""

    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse(await handler(request, await _body(request)))
        except CannotDo as error:
            return JSONResponse({"error": error.code, "message": error.message}, status_code=error.status)

    return endpoint


def looking(look: Callable[[], Any]) -> Endpoint:
    """An endpoint that only shows something."""

    async def handler(_request: Request, _body: Json) -> Any:
        return look()

    return route(handler)


def doing(do: Callable[[Json], Awaitable[Any]]) -> Endpoint:
    """An endpoint that does something to the whole sandbox."""
    return route(lambda _, body: do(body))


def acting(act: Callable[[str, Json], Awaitable[Any]]) -> Endpoint:
    """An endpoint that does something as the person whom the address names."""
    return route(lambda request, body: act(str(request.path_params["user"]), body))


def text_of(body: Json, key: str) -> str:
    """A string that the request must have."""
    value = body.get(key)
    if not isinstance(value, str) or not value:
        raise CannotDo("missing_field", f"The request needs {key!r}.")
    return value


async def _body(request: Request) -> Json:
    raw = await request.body()
    try:
        body = json.loads(raw) if raw else {}
    except ValueError:
        raise CannotDo("invalid_json", "The body is not JSON.") from None
    if not isinstance(body, dict):
        raise CannotDo("not_an_object", "The body must be a JSON object.")
    return body
