"""Deliveries to the app: signed requests or Socket Mode envelopes, acknowledged within 3 seconds, events retried."""

import asyncio
import hashlib
import hmac
import json
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp

from sandbox.refusals import CannotDo, Json
from sandbox.slack.sockets import Sockets
from sandbox.slack.workspace import Workspace
from sandbox.under_way import UnderWay

MOST_KEPT = 500
OK, SERVER_ERROR = 200, 500


@dataclass(frozen=True)
class Outcome:
    """How the app took a delivery; `error` is None if it acknowledged in time."""

    status: int
    seconds: float
    error: str | None = None
    body: Any = None
    no_retry: bool = False

    @property
    def acknowledged(self) -> bool:
        """Whether Slack counts it as taken."""
        return self.error is None


@dataclass
class Delivery:
    """One thing to deliver; `envelope` is Socket Mode's name for its family."""

    number: int
    kind: str
    envelope: str
    payload: Json
    at: float = 0.0
    retry_num: int = 0
    outcome: Outcome | None = None
    attempts: list[int] = field(default_factory=list)

    @property
    def body(self) -> bytes:
        """The body of the HTTP request."""
        if self.envelope == "events_api":
            return json.dumps(self.payload).encode()
        if self.envelope == "slash_commands":
            return urlencode(self.payload).encode()
        return urlencode({"payload": json.dumps(self.payload)}).encode()

    @property
    def content_type(self) -> str:
        """The type of that body."""
        return "application/json" if self.envelope == "events_api" else "application/x-www-form-urlencoded"


class Deliveries:
    """Everything sent to the app, and what came of it."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._http: aiohttp.ClientSession | None = None
        self._under_way = UnderWay()
        self._number = 0
        self.sockets = Sockets()
        self.log: deque[Json] = deque(maxlen=MOST_KEPT)
        self._sent: dict[int, Delivery] = {}

    async def close(self) -> None:
        """Break off what is under way."""
        await self._under_way.break_off()
        await self.sockets.close()
        if self._http is not None:
            await self._http.close()

    async def settled(self) -> None:
        """Wait until nothing is being sent (retries that wait for their time do not count)."""
        await self._under_way.settled()

    def event(self, kind: str, payload: Json) -> None:
        """Deliver an event in the background, with Slack's retries."""
        self._under_way.start(self._with_retries(self._new(kind, "events_api", payload)))

    async def interaction(self, kind: str, payload: Json) -> Outcome:
        """Deliver a press, submission or suggestion once, and wait for the acknowledgement."""
        return await self._attempt(self._new(kind, "interactive", payload))

    async def command(self, payload: Json) -> Outcome:
        """Deliver a slash command once, and wait for the acknowledgement."""
        return await self._attempt(self._new("slash_command", "slash_commands", payload))

    async def repeat(self, number: int) -> Outcome:
        """Send the very same thing again, freshly signed, as Slack does when an acknowledgement got lost."""
        delivery = self._sent.get(number)
        if delivery is None:
            raise CannotDo("no_such_delivery", f"There is no delivery {number}.", status=404)
        again = self._new(delivery.kind, delivery.envelope, delivery.payload)
        again.retry_num = 1 if delivery.envelope == "events_api" else 0
        return await self._attempt(again, reason="http_timeout")

    def _new(self, kind: str, envelope: str, payload: Json) -> Delivery:
        self._number += 1
        made = Delivery(self._number, kind, envelope, payload)
        self._sent[made.number] = made
        self._sent.pop(made.number - MOST_KEPT, None)
        return made

    async def _with_retries(self, delivery: Delivery) -> None:
        try:
            outcome = await self._attempt(delivery)
        finally:
            self._under_way.end()
        for number, delay in enumerate(self._workspace.retry_delays, start=1):
            if outcome.acknowledged or outcome.no_retry:
                return
            await asyncio.sleep(delay)
            delivery.retry_num = number
            self._under_way.begin()
            try:
                outcome = await self._attempt(delivery, reason=outcome.error or "unknown_error")
            finally:
                self._under_way.end()

    async def _attempt(self, delivery: Delivery, *, reason: str = "") -> Outcome:
        self._under_way.begin()
        began = time.monotonic()
        delivery.at = self._workspace.clock()
        try:
            outcome = await self._faulty(delivery, reason)
        finally:
            self._under_way.end()
        self.log.append(
            {
                "n": delivery.number,
                "kind": delivery.kind,
                "at": delivery.at,
                "status": outcome.status,
                "acknowledged": outcome.acknowledged,
                "error": outcome.error,
                "seconds": round(time.monotonic() - began, 4),
                "retry_num": delivery.retry_num,
                "body_sha": hashlib.sha256(delivery.body).hexdigest(),
                "payload": delivery.payload,
            }
        )
        return outcome

    async def _faulty(self, delivery: Delivery, reason: str) -> Outcome:
        fault = self._workspace.faults.take("delivery", delivery.kind, delivery.envelope)
        error = fault.error if fault else None
        if error == "drop_before":
            return Outcome(0, 0.0, "connection_failed")
        if error == "500":
            return Outcome(SERVER_ERROR, 0.0, "http_error")
        if fault is not None and error == "slow":
            await asyncio.sleep(fault.seconds)
        outcome = await self._send(delivery, reason)
        if error == "drop_after":
            return Outcome(0, outcome.seconds, "http_timeout")
        return outcome

    async def _send(self, delivery: Delivery, reason: str) -> Outcome:
        began = time.monotonic()
        if self.sockets.connected:
            reply = await self.sockets.send(
                delivery.envelope,
                delivery.payload,
                timeout_s=self._workspace.ack_timeout,
                retry=(delivery.retry_num, reason),
            )
            seconds = time.monotonic() - began
            if reply is None:
                return Outcome(0, seconds, "http_timeout")
            return Outcome(OK, seconds, body=reply.get("payload"))
        if self._workspace.request_url is None:
            return Outcome(0, 0.0, "connection_failed")
        try:
            async with asyncio.timeout(self._workspace.ack_timeout):
                return await self._post(self._workspace.request_url, delivery, reason, began)
        except TimeoutError:
            return Outcome(0, time.monotonic() - began, "http_timeout")
        except aiohttp.ClientError:
            return Outcome(0, time.monotonic() - began, "connection_failed")

    async def _post(self, url: str, delivery: Delivery, reason: str, began: float) -> Outcome:
        if self._http is None:
            self._http = aiohttp.ClientSession(trust_env=False)
        body = delivery.body
        headers = self._signed(body) | {
            "Content-Type": delivery.content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        }
        if delivery.retry_num:
            headers |= {"X-Slack-Retry-Num": str(delivery.retry_num), "X-Slack-Retry-Reason": reason}
        async with self._http.post(url, data=body, headers=headers, allow_redirects=False) as response:
            raw = await response.text()
            error = None if response.status == OK else "http_error"
            no_retry = response.headers.get("X-Slack-No-Retry") == "1"
            answer = _answer(raw, response.content_type)
            return Outcome(response.status, time.monotonic() - began, error, answer, no_retry)

    def _signed(self, body: bytes) -> dict[str, str]:
        stamp = str(int(time.time()))
        base = b"v0:" + stamp.encode() + b":" + body
        signature = hmac.new(self._workspace.signing_secret.encode(), base, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={signature}"}


def _answer(raw: str, content_type: str) -> Any:
    if not raw.strip():
        return None
    if content_type == "application/json":
        try:
            return json.loads(raw)
        except ValueError:
            return raw
    return raw
