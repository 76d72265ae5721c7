"""Slack's rate limits, kept when asked for (docs.slack.dev/apis/web-api/rate-limits)."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.slack.refusals import SlackError

TIERS = {
    "users.list": 20,
    "conversations.list": 20,
    "apps.connections.open": 1,
    "chat.update": 50,
    "chat.delete": 50,
    "conversations.open": 50,
    "conversations.info": 50,
    "conversations.history": 50,
    "conversations.replies": 50,
    "conversations.join": 50,
    "team.info": 50,
    "users.lookupByEmail": 50,
}
"""Calls a minute of the methods that are not in tier 4."""

TIER_4 = 100
POSTS_BURST = 4
POSTS_A_MINUTE = 300


@dataclass
class _Bucket:
    tokens: float
    at: float


class RateLimits:
    """Token buckets a method, and for posting a conversation; off until switched on."""

    def __init__(self, clock: Callable[[], float], *, posts_a_minute: int = POSTS_A_MINUTE) -> None:
        self._clock = clock
        self._posts = posts_a_minute
        self._buckets: dict[str, _Bucket] = {}
        self.on = False

    def switch(self, *, on: bool) -> None:
        """Start afresh, on or off."""
        self.on = on
        self._buckets.clear()

    def check(self, method: str, channel: str) -> None:
        """Count a call, or answer `ratelimited` with the seconds to wait."""
        if not self.on:
            return
        if method == "chat.postMessage":
            self._take(f"post {channel}", size=POSTS_BURST, a_second=1.0)
            self._take("post", size=self._posts, a_second=self._posts / 60)
        else:
            size = TIERS.get(method, TIER_4)
            self._take(method, size=size, a_second=size / 60)

    def _take(self, key: str, *, size: int, a_second: float) -> None:
        now = self._clock()
        bucket = self._buckets.setdefault(key, _Bucket(size, now))
        bucket.tokens = min(size, bucket.tokens + (now - bucket.at) * a_second)
        bucket.at = now
        if bucket.tokens < 1:
            raise too_many(math.ceil((1 - bucket.tokens) / a_second))
        bucket.tokens -= 1


def too_many(seconds: int) -> SlackError:
    """The answer 429, with its Retry-After."""
    error = SlackError("ratelimited", status=429)
    error.retry_after = seconds
    return error
