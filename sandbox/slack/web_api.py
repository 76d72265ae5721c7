"""Slack's Web API over HTTP: arguments, tokens, scopes, limits and faults around the methods."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.faults import Fault, drop
from sandbox.refusals import Json
from sandbox.slack import methods_chat, methods_conversations, methods_users, methods_views
from sandbox.slack.limits import too_many
from sandbox.slack.refusals import SlackError
from sandbox.slack.scopes import METHODS as SCOPES
from sandbox.slack.scopes import require
from sandbox.slack.slack import Slack

Method = Callable[[Slack, Json], Awaitable[Json]]

METHODS: dict[str, Method] = {
    **methods_users.METHODS,
    **methods_chat.METHODS,
    **methods_conversations.METHODS,
    **methods_views.METHODS,
}
HIDDEN = ("token",)


async def arguments(request: Request) -> Json:
    """All arguments: the query, then a form or JSON body."""
    args: Json = dict(request.query_params)
    body = await request.body()
    if not body:
        return args
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            given = json.loads(body)
        except ValueError:
            raise SlackError("invalid_json") from None
        if not isinstance(given, dict):
            raise SlackError("json_not_object")
        return {**args, **given}
    return {**args, **dict(parse_qsl(body.decode(), keep_blank_values=True))}


async def answer(slack: Slack, request: Request) -> Response:
    """Serve `/api/{method}`."""
    name = str(request.path_params["method"])
    fault = slack.workspace.faults.take("method", name)
    args: Json = {}
    try:
        if fault is not None:
            broken = await strike(fault, request)
            if broken is not None:
                return broken
        args = await arguments(request)
        body = await _called(slack, request, name, args, fault)
        status, headers = 200, {}
    except SlackError as error:
        body, status = error.answer, error.status
        headers = {"Retry-After": str(error.retry_after)} if error.retry_after else {}
    slack.workspace.record_call(name, body, {key: value for key, value in args.items() if key not in HIDDEN})
    if fault is not None and fault.error == "drop_after":
        drop(request)
    headers |= {
        "X-OAuth-Scopes": ",".join(slack.workspace.scopes),
        "X-Accepted-OAuth-Scopes": ",".join(SCOPES.get(name, ())),
    }
    return JSONResponse(body, status_code=status, headers=headers)


async def _called(slack: Slack, request: Request, name: str, args: Json, fault: Fault | None) -> Json:
    scopes = slack.workspace.scopes
    token = _token(request, args)
    if name == "apps.connections.open":
        return _connect(slack, request, token)
    _check_token(slack, token)
    if name not in METHODS:
        raise SlackError("unknown_method", req_method=name)
    if fault is not None and fault.error == "missing_scope":
        raise SlackError("missing_scope", needed=",".join(SCOPES[name]), provided=",".join(scopes))
    if fault is not None and fault.error not in {"slow", "drop_after"}:
        raise SlackError(fault.error)
    require(scopes, *SCOPES[name])
    slack.workspace.limits.check(name, str(args.get("channel") or ""))
    return await METHODS[name](slack, args)


async def strike(fault: Fault, request: Request) -> Response | None:
    """What a fault does before the call is looked at."""
    if fault.error == "ratelimited":
        raise too_many(fault.retry_after)
    if fault.error == "slow":
        await request.body()  # What was sent has come, whether or not whoever sent it waits for the answer.
        await asyncio.sleep(fault.seconds)
    elif fault.error == "drop_before":
        drop(request)
        return Response(status_code=502)
    elif fault.error == "500":
        return Response("Internal Server Error", status_code=500, media_type="text/html")
    return None


def _token(request: Request, args: Json) -> str:
    header = request.headers.get("authorization", "")
    return header.removeprefix("Bearer ").strip() or str(args.get("token") or "")


def _check_token(slack: Slack, token: str) -> None:
    workspace = slack.workspace
    if not token:
        raise SlackError("not_authed")
    if token == workspace.app_token:
        raise SlackError("not_allowed_token_type")
    if token != workspace.bot_token:
        raise SlackError("invalid_auth")
    if workspace.revoked:
        raise SlackError("token_revoked")


def _connect(slack: Slack, request: Request, token: str) -> Json:
    if not token:
        raise SlackError("not_authed")
    if token == slack.workspace.bot_token:
        raise SlackError("not_allowed_token_type")
    if slack.workspace.app_token is None or token != slack.workspace.app_token:
        raise SlackError("invalid_auth")
    host = request.headers.get("host", "127.0.0.1")
    return {"ok": True, "url": f"ws://{host}/socket/{slack.deliveries.sockets.ticket()}"}
