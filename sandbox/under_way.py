"""What is being sent in the background, so that one can wait until nothing is."""

import asyncio
from collections.abc import Coroutine
from typing import Any


class UnderWay:
    """Counts what is being sent, and keeps the tasks that send it."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._sending = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Do this in the background; it counts from now on, and ends its count itself."""
        self.begin()
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def begin(self) -> None:
        """Count one more."""
        self._sending += 1
        self._idle.clear()

    def end(self) -> None:
        """Count one less."""
        self._sending -= 1
        if self._sending == 0:
            self._idle.set()

    async def settled(self) -> None:
        """Wait until nothing counts; what has just been said may still be about to begin."""
        await asyncio.sleep(0)
        await self._idle.wait()

    async def break_off(self) -> None:
        """End what is in the background, wherever it is."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
