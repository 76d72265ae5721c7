"""How the sandbox says no to a person; how it does to an app is each platform's own way."""

from typing import Any

Json = dict[str, Any]


class CannotDo(Exception):
    """What a person tried in the sandbox cannot be done; becomes a 4xx of the control API."""

    def __init__(self, code: str, message: str, *, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
