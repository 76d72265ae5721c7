"""What Slack hands to an app for a short while: trigger ids and response URLs."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.slack.refusals import SlackError

TRIGGER_SECONDS = 3.0
RESPONSE_SECONDS = 30 * 60.0
RESPONSE_USES = 5
MOST_KEPT = 5_000


@dataclass
class Trigger:
    """The right to open one modal for a person; `view_id` is the modal they acted in, if any."""

    id: str
    user: str
    made: float
    view_id: str | None = None
    used: bool = False


@dataclass
class ResponseUrl:
    """The right to answer in a conversation; `message_ts` is the message that a `replace_original` replaces."""

    token: str
    user: str
    channel: str
    made: float
    message_ts: str | None = None
    thread_ts: str | None = None
    uses: int = 0


class Tickets:
    """All triggers and response URLs, the oldest forgotten beyond MOST_KEPT."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._triggers: dict[str, Trigger] = {}
        self._responses: dict[str, ResponseUrl] = {}

    def trigger(self, user: str, view_id: str | None = None) -> str:
        """Issue a trigger id."""
        now = self._clock()
        made = Trigger(f"{int(now * 1000)}.{secrets.randbelow(10**13)}.{secrets.token_hex(16)}", user, now, view_id)
        self._triggers[made.id] = made
        _forget_oldest(self._triggers)
        return made.id

    def exchange(self, trigger_id: str) -> Trigger:
        """Use a trigger, which works once and within 3 seconds."""
        found = self._triggers.get(trigger_id)
        if found is None:
            raise SlackError("invalid_trigger_id")
        if found.used:
            raise SlackError("exchanged_trigger_id")
        if self._clock() - found.made > TRIGGER_SECONDS:
            raise SlackError("expired_trigger_id")
        found.used = True
        return found

    def response(
        self, user: str, channel: str, *, message_ts: str | None = None, thread_ts: str | None = None
    ) -> ResponseUrl:
        """Issue a response URL."""
        token = secrets.token_urlsafe(18)
        made = ResponseUrl(token, user, channel, self._clock(), message_ts, thread_ts)
        self._responses[token] = made
        _forget_oldest(self._responses)
        return made

    def peek(self, token: str) -> ResponseUrl:
        """A response URL just issued, without counting a use."""
        return self._responses[token]

    def use_response(self, token: str) -> ResponseUrl:
        """Use a response URL, which works five times and within 30 minutes."""
        found = self._responses.get(token)
        if found is None or self._clock() - found.made > RESPONSE_SECONDS:
            raise SlackError("expired_url", status=404)
        if found.uses >= RESPONSE_USES:
            raise SlackError("used_url", status=404)
        found.uses += 1
        return found


def _forget_oldest(kept: dict[str, Trigger] | dict[str, ResponseUrl]) -> None:
    if len(kept) > MOST_KEPT:
        del kept[next(iter(kept))]
