"""How Teams says no to a bot: Entra in its shape, the connector in its own."""

import secrets
from datetime import UTC, datetime

from sandbox.refusals import Json


class Refusal(Exception):
    """An answer that is an error; `retry_after` seconds stand in its header."""

    def __init__(self, status: int, answer: Json, *, retry_after: int | None = None) -> None:
        super().__init__(str(answer))
        self.status = status
        self.answer = answer
        self.retry_after = retry_after


class ConnectorError(Refusal):
    """A refusal by the connector."""

    def __init__(self, status: int, code: str, message: str, *, retry_after: int | None = None) -> None:
        super().__init__(status, {"error": {"code": code, "message": message}}, retry_after=retry_after)
        self.code = code
        self.message = message


def entra(now: float, status: int, error: str, code: int, words: str) -> Refusal:
    """A refusal by Microsoft Entra."""
    trace, correlation = secrets.token_hex(16), secrets.token_hex(16)
    stamp = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    return Refusal(
        status,
        {
            "error": error,
            "error_description": f"AADSTS{code}: {words} Trace ID: {trace} "
            f"Correlation ID: {correlation} Timestamp: {stamp}",
            "error_codes": [code],
            "timestamp": stamp,
            "trace_id": trace,
            "correlation_id": correlation,
        },
    )


def not_found() -> ConnectorError:
    """There is no such conversation, as far as this bot may know."""
    return ConnectorError(404, "ConversationNotFound", "Conversation not found.")


def not_in_roster() -> ConnectorError:
    """The bot is not a member there."""
    return ConnectorError(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")


def bad(message: str) -> ConnectorError:
    """The request makes no sense to Teams."""
    return ConnectorError(400, "BadArgument", message)


def too_big() -> ConnectorError:
    """The message holds more than Teams takes."""
    return ConnectorError(413, "MessageSizeTooBig", "Message size too large.")


def throttled(seconds: int) -> ConnectorError:
    """Too many requests."""
    return ConnectorError(429, "Throttled", "Too many requests.", retry_after=seconds)
