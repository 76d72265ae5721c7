"""The control API of the Teams organisation: its routes."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from sandbox.control import LocalOnly, acting, doing, looking, route
from sandbox.teams.control_people import People
from sandbox.teams.control_stage import Stage
from sandbox.teams.teams import Teams


def control(teams: Teams) -> ASGIApp:
    """The app to mount at `/control/teams`."""
    people, stage = People(teams), Stage(teams)
    routes = [
        Route("/users/{user}/stream", people.stream, methods=["GET"]),
        Route("/users/{user}/view", _seeing(people.view), methods=["GET"]),
        Route("/users/{user}/messages", _seeing(people.messages, "channel", "thread_ts"), methods=["GET"]),
        Route("/users/{user}/history", _seeing(people.history, "channel", "ts"), methods=["GET"]),
        Route(
            "/deliveries/{n:int}/repeat",
            route(lambda request, _: stage.repeat(request.path_params["n"])),
            methods=["POST"],
        ),
        Route("/app", route(lambda _, body: stage.app(body)), methods=["PUT"]),
        Route("/faults", route(lambda _, body: stage.clear_faults(body)), methods=["DELETE"]),
    ]
    for name, look in stage.looks.items():
        routes.append(Route(f"/{name}", looking(look), methods=["GET"]))
    for name, do in stage.does.items():
        routes.append(Route(f"/{name}", doing(do), methods=["POST"]))
    for name, act in people.acts.items():
        routes.append(Route(f"/users/{{user}}/{name}", acting(act), methods=["POST"]))
    return LocalOnly(Starlette(routes=routes))


def _seeing(see: Callable[..., Awaitable[Any]], *names: str) -> Callable[[Request], Awaitable[Response]]:
    return route(
        lambda request, _: see(request.path_params["user"], *(request.query_params.get(name, "") for name in names))
    )
