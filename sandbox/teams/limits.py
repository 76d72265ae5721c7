"""Teams' rate limits a conversation, kept when asked for (rate-limit.md of the Teams documentation)."""

import math
from collections import defaultdict, deque
from collections.abc import Callable

from sandbox.teams.refusals import throttled

WRITING = ((1, 7), (2, 8), (30, 60), (3600, 1800))
READING = ((1, 14), (2, 16), (30, 120), (3600, 3600))
"""Seconds, and how many calls about one conversation are let through in them."""

EVERYTHING = ((1, 50),)
"""The same for all calls of one app in one tenant."""


class RateLimits:
    """What the bot did of late, a conversation and a way; off until switched on."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._done: dict[str, deque[float]] = defaultdict(deque)
        self.on = False

    def switch(self, *, on: bool) -> None:
        """Start afresh, on or off."""
        self.on = on
        self._done.clear()

    def check(self, conversation: str, *, writing: bool) -> None:
        """Count a call, or answer 429 with the seconds to wait."""
        if self.on:
            self._count("everything", EVERYTHING)
            self._count(f"{writing} {conversation}", WRITING if writing else READING)

    def _count(self, what: str, limits: tuple[tuple[int, int], ...]) -> None:
        now = self._clock()
        done = self._done[what]
        while done and done[0] <= now - limits[-1][0]:
            done.popleft()
        for seconds, most in limits:
            recent = [each for each in done if each > now - seconds]
            if len(recent) >= most:
                raise throttled(max(1, math.ceil(recent[-most] + seconds - now)))
        done.append(now)
