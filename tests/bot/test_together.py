"""What is asked for at the same moment, done in one go."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.together import Together


class Halves:
    """Halves even numbers, and remembers what it was asked in one go."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.begun = asyncio.Event()
        self.go = asyncio.Event()
        self.go.set()

    async def __call__(self, numbers: Sequence[int]) -> list[int]:
        """Half of each; raises ValueError if one is odd."""
        self.asked.append(list(numbers))
        self.begun.set()
        await self.go.wait()
        if any(number % 2 for number in numbers):
            raise ValueError("odd")
        return [number // 2 for number in numbers]


async def test_who_comes_alone_is_served_alone() -> None:
    """Without waiting for anybody."""
    halves = Halves()
    together = Together(halves, 8)
    assert [await together.ask(4), await together.ask(6)] == [2, 3]
    assert halves.asked == [[4], [6]]


async def test_who_comes_at_one_moment_is_served_in_one_go() -> None:
    """Each gets their own answer, and no more are served at a time than may be."""
    halves = Halves()
    together = Together(halves, 3)
    assert await asyncio.gather(*(together.ask(number) for number in (2, 4, 6, 8))) == [1, 2, 3, 4]
    assert halves.asked == [[2, 4, 6], [8]]


async def test_who_comes_while_others_are_served_goes_with_the_next() -> None:
    """Together with whoever else came meanwhile."""
    halves = Halves()
    together = Together(halves, 8)
    halves.go.clear()
    first = asyncio.create_task(together.ask(2))
    await halves.begun.wait()
    later = [asyncio.create_task(together.ask(number)) for number in (4, 6)]
    await asyncio.sleep(0)
    halves.go.set()
    assert await asyncio.gather(first, *later) == [1, 2, 3]
    assert halves.asked == [[2], [4, 6]]


async def test_what_fails_for_one_does_not_fail_for_the_others() -> None:
    """The odd one is told, and the next are served as ever."""
    together = Together(Halves(), 8)
    given = await asyncio.gather(*(together.ask(number) for number in (2, 3, 4)), return_exceptions=True)
    assert (given[0], given[2]) == (1, 2)
    assert isinstance(given[1], ValueError)
    assert await together.ask(8) == 4


async def test_who_goes_away_holds_up_nobody() -> None:
    """Before they are served, or while."""
    halves = Halves()
    together = Together(halves, 8)
    halves.go.clear()
    first = asyncio.create_task(together.ask(2))
    await halves.begun.wait()
    second, third = asyncio.create_task(together.ask(4)), asyncio.create_task(together.ask(6))
    await asyncio.sleep(0)
    first.cancel()
    second.cancel()
    halves.go.set()
    assert await third == 3
    assert halves.asked == [[2], [6]]
    for gone in (first, second):
        with pytest.raises(asyncio.CancelledError):
            await gone
