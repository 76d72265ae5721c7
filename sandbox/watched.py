"""Who has to be told that something they see has changed: counted a person, and streamed to open pages."""

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable

from starlette.responses import Response, StreamingResponse

HEARTBEAT_SECONDS = 15.0


class Watched:
    """Counts what changes for each person, and wakes the pages that show it."""

    def __init__(self) -> None:
        self.closing = asyncio.Event()
        self._versions: dict[str, int] = defaultdict(int)
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)

    def version(self, user: str) -> int:
        """How often what that person sees has changed."""
        return self._versions[user]

    def touch(self, users: Iterable[str]) -> None:
        """Tell these people's pages that something they see has changed."""
        for user in users:
            self._versions[user] += 1
            for event in self._waiting.get(user, ()):
                event.set()

    def subscribe(self, user: str) -> asyncio.Event:
        """An event that is set whenever what that person sees changes."""
        event = asyncio.Event()
        self._waiting[user].add(event)
        return event

    def unsubscribe(self, user: str, event: asyncio.Event) -> None:
        """Stop telling this event."""
        self._waiting[user].discard(event)

    def close(self) -> None:
        """End all streams, so that the server can stop at once."""
        self.closing.set()
        self.touch(list(self._waiting))


def stream(watched: Watched, user: str) -> Response:
    """Server-sent events: something that this person sees has changed."""
    headers = {"Cache-Control": "no-store"}
    return StreamingResponse(_changes(watched, user), media_type="text/event-stream", headers=headers)


async def _changes(watched: Watched, user: str) -> AsyncIterator[str]:
    changed = watched.subscribe(user)
    try:
        while not watched.closing.is_set():
            changed.clear()
            yield f"event: change\ndata: {json.dumps({'version': watched.version(user)})}\n\n"
            while not changed.is_set():
                try:
                    async with asyncio.timeout(HEARTBEAT_SECONDS):
                        await changed.wait()
                except TimeoutError:
                    yield ": still here\n\n"
    finally:
        watched.unsubscribe(user, changed)
