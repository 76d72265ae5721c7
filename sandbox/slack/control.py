"""The control API of the Slack workspace: its routes."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from sandbox.control import LocalOnly, route
from sandbox.refusals import Json
from sandbox.slack.control_people import People
from sandbox.slack.control_stage import Stage
from sandbox.slack.slack import Slack


def control(slack: Slack) -> ASGIApp:
    """The app to mount at `/control`."""
    people, stage = People(slack), Stage(slack)
    routes = [
        Route("/users/{user}/stream", people.stream, methods=["GET"]),
        Route("/users/{user}/messages", route(lambda request, _: people.messages(_user(request), **_thread(request)))),
        Route("/deliveries/{n:int}/repeat", route(lambda request, _: stage.repeat(_number(request))), methods=["POST"]),
        Route("/app", route(lambda _, body: stage.app(body)), methods=["PUT"]),
        Route("/faults", route(lambda _, body: stage.clear_faults(body)), methods=["DELETE"]),
    ]
    for name, look in stage.looks.items():
        routes.append(Route(f"/{name}", _looking(look), methods=["GET"]))
    for name, do in stage.does.items():
        routes.append(Route(f"/{name}", _doing(do), methods=["POST"]))
    routes.append(Route("/users/{user}/view", route(lambda request, _: people.view(_user(request))), methods=["GET"]))
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

    return route(handler)


def _doing(do: Callable[[Json], Awaitable[Any]]) -> Callable[[Request], Awaitable[Response]]:
    return route(lambda _, body: do(body))


def _acting(act: Callable[[str, Json], Awaitable[Any]]) -> Callable[[Request], Awaitable[Response]]:
    return route(lambda request, body: act(_user(request), body))
