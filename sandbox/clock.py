"""The sandbox's time: the machine's own, which tests may move forwards."""

import time


class Clock:
    """Seconds since the epoch; `advance` lets triggers and response URLs grow old without waiting."""

    def __init__(self) -> None:
        self.offset = 0.0

    def __call__(self) -> float:
        """The time now."""
        return time.time() + self.offset

    def advance(self, seconds: float) -> None:
        """Move all later readings forwards."""
        self.offset += seconds
