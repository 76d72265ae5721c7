"""How the sandbox says no: as Slack's Web API does to an app, and as Slack's client does to a person."""

from typing import Any

Json = dict[str, Any]


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


class CannotDo(Exception):
    """What a person tried in the sandbox cannot be done; becomes a 4xx of the control API."""

    def __init__(self, code: str, message: str, *, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
