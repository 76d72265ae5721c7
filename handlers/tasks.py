"""What is still being done when a request is already acknowledged."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Tasks:
    """Work that is finished before a door closes."""

    def __init__(self) -> None:
        self._busy: set[asyncio.Task[Any]] = set()

    def keep(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Start it; a task that nobody holds might vanish half done."""
        task = asyncio.create_task(work)
        self._busy.add(task)
        task.add_done_callback(self._busy.discard)
        return task

    async def finish(self) -> None:
        """Wait for everything that is being done."""
        while self._busy:
            await asyncio.gather(*self._busy, return_exceptions=True)


async def soon(task: asyncio.Task[T], seconds: float) -> T | None:
    """What a task brings, if it does so within so many seconds; it runs on in any case."""
    await asyncio.wait({task}, timeout=seconds)
    return task.result() if task.done() else None
