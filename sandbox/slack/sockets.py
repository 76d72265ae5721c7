"""Socket Mode: the app's websockets, and envelopes that wait for their acknowledgement."""

import asyncio
import json
import secrets
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.refusals import Json

TICKETS_KEPT = 50


class Sockets:
    """The app's open connections; each envelope goes to one of them in turn."""

    def __init__(self) -> None:
        self._tickets: list[str] = []
        self._open: list[WebSocket] = []
        self._awaited: dict[str, asyncio.Future[Json]] = {}

    @property
    def connected(self) -> bool:
        """Whether the app listens on any connection."""
        return bool(self._open)

    def ticket(self) -> str:
        """The right to connect once."""
        made = secrets.token_urlsafe(18)
        self._tickets = [*self._tickets, made][-TICKETS_KEPT:]
        return made

    async def serve(self, websocket: WebSocket, app_id: str) -> None:
        """Keep one connection until it ends."""
        ticket = websocket.path_params["ticket"]
        if ticket not in self._tickets:
            await websocket.close(code=1008)
            return
        self._tickets.remove(ticket)
        await websocket.accept()
        await websocket.send_json(
            {
                "type": "hello",
                "num_connections": len(self._open) + 1,
                "connection_info": {"app_id": app_id},
                "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": 3600},
            }
        )
        self._open.append(websocket)
        try:
            while True:
                self._acknowledged(await websocket.receive_text())
        except WebSocketDisconnect:
            return
        finally:
            if websocket in self._open:
                self._open.remove(websocket)

    def _acknowledged(self, raw: str) -> None:
        try:
            reply: Any = json.loads(raw)
        except ValueError:
            return
        awaited = self._awaited.get(str(reply.get("envelope_id"))) if isinstance(reply, dict) else None
        if awaited is not None and not awaited.done():
            awaited.set_result(reply)

    async def send(self, kind: str, payload: Json, *, timeout_s: float, retry: tuple[int, str]) -> Json | None:
        """Send one envelope; None if nobody acknowledged it in time."""
        websocket = self._open.pop(0)
        self._open.append(websocket)
        envelope_id = secrets.token_hex(16)
        envelope: Json = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": retry[0], "retry_reason": retry[1]}
        awaited: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._awaited[envelope_id] = awaited
        try:
            async with asyncio.timeout(timeout_s):
                await websocket.send_json(envelope)
                return await awaited
        except (TimeoutError, RuntimeError, WebSocketDisconnect):
            return None
        finally:
            del self._awaited[envelope_id]

    async def close(self) -> None:
        """End all connections, telling the app why."""
        for websocket in list(self._open):
            try:
                await websocket.send_json({"type": "disconnect", "reason": "link_disabled"})
                await websocket.close()
            except (RuntimeError, WebSocketDisconnect):
                continue
