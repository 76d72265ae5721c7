"""The control API of the Slack workspace: its routes."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import ASGIApp

from sandbox.control import LocalOnly, acting, doing, looking, route
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
        routes.append(Route(f"/{name}", looking(look), methods=["GET"]))
    for name, do in stage.does.items():
        routes.append(Route(f"/{name}", doing(do), methods=["POST"]))
    routes.append(Route("/users/{user}/view", route(lambda request, _: people.view(_user(request))), methods=["GET"]))
    for name, act in people.acts.items():
        routes.append(Route(f"/users/{{user}}/{name}", acting(act), methods=["POST"]))
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
