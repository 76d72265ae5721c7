"""What is looked at before the SDK takes a request: size, shape, tenant, and whose key would have signed it.

The SDK checks signature, issuer, audience, expiry and service. What it lets by is stopped here: a body without a
service, for which it checks none; another tenant; and tokens that would have it fetch keys while the loop waits, an
unknown key's or one of an issuer that no bot is sent.
"""

import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import jwt
import structlog
from starlette.types import Receive, Scope, Send

from handlers.settings import Teams
from handlers.teams.keys import Keys, signer_of
from handlers.teams.wire import Wire

log = structlog.get_logger()

LARGEST = 256 * 1024
"""Bytes of a request. A message of Teams' has at most about 100 kB, and a form comes back with what was typed."""

ISSUER = "https://api.botframework.com"
BAD, UNAUTHORIZED, FORBIDDEN, NOT_ALLOWED, TOO_LARGE, FAILED = 400, 401, 403, 405, 413, 500
WEB = ("https://", "http://")
JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

Checked = Callable[[dict[str, object], str], Awaitable[tuple[int, Any]]]
"""Takes an activity and the token it came with, checks it, and gives the status and body of the answer."""


class Refused(Exception):
    """A request that goes no further: the status of the answer, and its words."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.words = words


class Guard:
    """Stands before the SDK, and answers in its place what it refuses."""

    def __init__(self, checked: Checked, settings: Teams, keys: Keys, wire: Wire) -> None:
        self._checked = checked
        self._tenant = settings.tenant_id
        self._unauthenticated = settings.unauthenticated
        self._keys = keys
        self._wire = wire

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; see the ASGI specification."""
        try:
            status, given = await self._taken(*await self._let_in(scope, receive))
        except Refused as refused:
            reference = secrets.token_hex(4)
            log.warning("teams_request_refused", status=refused.status, reason=refused.words, reference=reference)
            words = f"{refused.words} Reference: {reference}\n"
            await answer(send, refused.status, b"text/plain; charset=utf-8", words.encode())
            return
        await answer(send, status, b"application/json", b"" if given is None else JSON.encode(given).encode())

    async def _let_in(self, scope: Scope, receive: Receive) -> tuple[dict[str, object], str]:
        """The activity of a request that may pass, and its token where one is asked for; raises Refused."""
        if scope["method"] != "POST":
            raise Refused(NOT_ALLOWED, "Only POST is answered here.")
        body = await read(receive)
        try:
            activity = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise Refused(BAD, "The body is not JSON.") from error
        check(activity)
        if self._unauthenticated:
            return activity, ""
        if tenants(activity) != {self._tenant}:
            raise Refused(FORBIDDEN, "The activity is of another tenant.")
        token = bearer(scope)
        await self._know_signer(token)
        return activity, token

    async def _taken(self, activity: dict[str, object], token: str) -> tuple[int, Any]:
        """What the SDK answers; what it refuses or breaks on raises Refused."""
        status, given = await self._checked(activity, token)
        if status == UNAUTHORIZED:
            raise Refused(UNAUTHORIZED, "The token is not good for this.")
        if status == FAILED:
            raise Refused(BAD, "The activity cannot be read.")
        return status, given

    async def _know_signer(self, token: str) -> None:
        """Have the key with which a token says it was signed, if it is one of Teams'; raises Refused."""
        try:
            signer = signer_of(token)
        except jwt.PyJWTError as error:
            raise Refused(UNAUTHORIZED, "The token cannot be read.") from error
        if signer.issuer != ISSUER:
            raise Refused(UNAUTHORIZED, "The token is of another issuer.")
        if not signer.key or not await self._keys.know(signer.key, self._wire.session):
            raise Refused(UNAUTHORIZED, "The token is signed with a key that is not known.")


async def read(receive: Receive) -> bytes:
    """The body of a request; raises Refused when it is too large."""
    parts: list[bytes] = []
    length = 0
    while True:
        message = await receive()
        part = message.get("body", b"")
        length += len(part)
        if length > LARGEST:
            raise Refused(TOO_LARGE, "The body is too large.")
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)


def check(activity: Any) -> None:
    """Raise Refused for what is no activity, or does not say where it comes from."""
    if not isinstance(activity, dict):
        raise Refused(BAD, "The body is not an activity.")
    if not all(isinstance(activity.get(name), str) for name in ("type", "id")):
        raise Refused(BAD, "The activity has no type or no id.")
    service = activity.get("serviceUrl")
    if not isinstance(service, str) or not service.startswith(WEB):
        raise Refused(FORBIDDEN, "The activity names no service.")
    for name in ("conversation", "from"):
        party = activity.get(name)
        if not isinstance(party, dict) or not isinstance(party.get("id"), str) or not party["id"]:
            raise Refused(BAD, f"The activity has no {name}.")


def tenants(activity: Mapping[str, Any]) -> set[str]:
    """The tenants that an activity names: of its conversation, and of what Teams adds."""
    added = activity.get("channelData")
    tenant = added.get("tenant") if isinstance(added, dict) else None
    named = (activity["conversation"].get("tenantId"), tenant.get("id") if isinstance(tenant, dict) else None)
    return {str(each).lower() for each in named if each}


def bearer(scope: Scope) -> str:
    """The token of a request; raises Refused when there is none."""
    for name, value in scope["headers"]:
        if name == b"authorization":
            scheme, _, token = value.decode("latin-1").partition(" ")
            if scheme == "Bearer" and token:
                return str(token)
    raise Refused(UNAUTHORIZED, "There is no token.")


async def answer(send: Send, status: int, kind: bytes, body: bytes) -> None:
    """Answer a request."""
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
