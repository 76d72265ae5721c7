"""What stands around every call of the bot: faults that a test asked for, refusals, and a record of it."""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.faults import Fault, drop
from sandbox.refusals import Json
from sandbox.teams.refusals import ConnectorError, Refusal, throttled
from sandbox.teams.teams import Teams

STATUSES = {
    "403": ("ConversationBlockedByUser", "User blocked the conversation with the bot."),
    "404": ("ConversationNotFound", "Conversation not found."),
    "412": ("PreconditionFailed", "Precondition failed, please try again."),
    "500": ("ServiceError", "Unknown"),
    "502": ("BadGateway", "Failed to send activity."),
}

Answer = tuple[int, Json | list[Json] | None]
Handler = Callable[[Teams, Request], Awaitable[Answer]]


def call(teams: Teams, name: str, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint for the bot; `name` is what faults and the record of calls know it by."""

    async def endpoint(request: Request) -> Response:
        fault = teams.team.faults.take("method", name)
        headers: dict[str, str] = {}
        error = None
        status: int
        answer: Json | list[Json] | None
        try:
            if fault is not None and await _struck(fault, request):
                return Response(status_code=502)
            status, answer = await handler(teams, request)
        except Refusal as refusal:
            status, answer, error = refusal.status, refusal.answer, refusal.code
            headers = {"Retry-After": str(refusal.retry_after)} if refusal.retry_after else {}
        teams.record_call(name, status, error, dict(request.path_params))
        if fault is not None and fault.error == "drop_after":
            drop(request)
        if answer is None:
            return Response(status_code=status, headers=headers)
        return JSONResponse(answer, status_code=status, headers=headers)

    return endpoint


async def _struck(fault: Fault, request: Request) -> bool:
    """What a fault does before the call is looked at; whether the connection is gone."""
    if fault.error == "slow":
        await asyncio.sleep(fault.seconds)
    elif fault.error == "429":
        raise throttled(fault.retry_after)
    elif fault.error in STATUSES:
        raise ConnectorError(int(fault.error), *STATUSES[fault.error])
    elif fault.error == "drop_before":
        drop(request)
        return True
    return False
