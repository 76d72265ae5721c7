"""What is asked for at the same moment, done in one go."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Generic, TypeVar

QUIET_ROUNDS = 8
"""Rounds of the event loop without anybody new until those who are there are served; each takes some microseconds."""

Asked = TypeVar("Asked")
Given = TypeVar("Given")


class Together(Generic[Asked, Given]):
    """Does what waits in one go, for what costs less so than one after the other; at most `most` at a time.

    Nothing is waited for: who comes alone is served alone, and who comes while others are served goes with the next.
    """

    def __init__(self, do: Callable[[Sequence[Asked]], Awaitable[Sequence[Given]]], most: int) -> None:
        self._do = do
        self._most = most
        self._waiting: list[tuple[Asked, asyncio.Future[Given]]] = []
        self._serving: asyncio.Task[None] | None = None

    async def ask(self, asked: Asked) -> Given:
        """What comes of it; raises what doing it raises."""
        given: asyncio.Future[Given] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, given))
        if self._serving is None:
            self._serving = asyncio.create_task(self._serve())
        return await given

    async def _serve(self) -> None:
        """Serve until nobody waits."""
        try:
            while self._waiting:
                await self._gathered()
                batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                await self._settle([(asked, given) for asked, given in batch if not given.done()])
        finally:
            self._serving = None

    async def _gathered(self) -> None:
        """Let those in who are on their way, round after round of the event loop, until nobody comes any more."""
        quiet = 0
        while quiet < QUIET_ROUNDS and len(self._waiting) < self._most:
            before = len(self._waiting)
            await asyncio.sleep(0)
            quiet = quiet + 1 if len(self._waiting) == before else 0

    async def _settle(self, batch: Sequence[tuple[Asked, asyncio.Future[Given]]]) -> None:
        """Serve these; what fails for one must not fail for the others, so they are then served one by one."""
        try:
            results = await self._do([asked for asked, _ in batch])
        except Exception as error:  # noqa: BLE001 - whoever asked is told, whatever it is
            if len(batch) == 1:
                with suppress(asyncio.InvalidStateError):
                    batch[0][1].set_exception(error)
                return
            for one in batch:
                await self._settle([one])
            return
        for (_, given), result in zip(batch, results, strict=True):
            if not given.done():
                given.set_result(result)
