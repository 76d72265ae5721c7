"""How Slack's Web API says no to an app."""

from typing import Any

from sandbox.refusals import Json


class SlackError(Exception):
    """A Web API answer with `ok: false`; `extra` is added to the answer as it stands."""

    def __init__(self, error: str, *, status: int = 200, messages: list[str] | None = None, **extra: Any) -> None:
        super().__init__(error)
        self.error = error
        self.status = status
        self.retry_after: int | None = None
        self.extra: Json = extra
        if messages:
            self.extra["response_metadata"] = {"messages": [f"[ERROR] {message}" for message in messages]}

    @property
    def answer(self) -> Json:
        """The body that Slack would send."""
        return {"ok": False, "error": self.error, **self.extra}
