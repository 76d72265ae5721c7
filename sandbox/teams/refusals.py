"""How Teams says no to a bot: Entra in its shape, the connector in its own."""

import json
import secrets
from datetime import UTC, datetime

from sandbox.refusals import Json


class Refusal(Exception):
    """An answer that is an error; `code` is what it is called, `retry_after` seconds stand in its header."""

    def __init__(self, status: int, code: str, answer: Json, *, retry_after: int | None = None) -> None:
        super().__init__(str(answer))
        self.status = status
        self.code = code
        self.answer = answer
        self.retry_after = retry_after


class ConnectorError(Refusal):
    """A refusal by the connector."""

    def __init__(self, status: int, code: str, message: str, *, retry_after: int | None = None) -> None:
        super().__init__(status, code, {"error": {"code": code, "message": message}}, retry_after=retry_after)
        self.message = message


def entra(now: float, status: int, error: str, code: int, words: str) -> Refusal:
    """A refusal by Microsoft Entra."""
    trace, correlation = secrets.token_hex(16), secrets.token_hex(16)
    stamp = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    return Refusal(
        status,
        error,
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


def no_such_activity() -> ConnectorError:
    """The conversation has no such message, or no longer."""
    return ConnectorError(404, "ActivityNotFoundInConversation", "Conversation not found.")


def not_in_roster() -> ConnectorError:
    """The bot is not a member there."""
    return ConnectorError(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")


def not_installed() -> ConnectorError:
    """The bot cannot begin a conversation with somebody who does not have the app."""
    return ConnectorError(403, "ForbiddenOperationException", "Bot is not installed in user's personal scope")


def writes_blocked() -> Refusal:
    """Somebody has taken the app away or blocked it: Teams says so in a shape of its own."""
    message = {
        "subCode": "MessageWritesBlocked",
        "details": "Thread is blocked from message writes.",
        "errorCode": None,
        "errorSubCode": None,
    }
    return Refusal(403, "MessageWritesBlocked", {"errorCode": 209, "message": json.dumps(message, indent=2)})


def unauthorized() -> Refusal:
    """The token is missing or not good: the gate before the connector says so, in a shape of its own."""
    return Refusal(401, "Unauthorized", {"message": "Authorization has been denied for this request."})


def bad(message: str) -> ConnectorError:
    """The request makes no sense to Teams."""
    return ConnectorError(400, "BadArgument", message)


def too_big() -> ConnectorError:
    """The message holds more than Teams takes."""
    return ConnectorError(413, "MessageSizeTooBig", "Message size too large.")


def throttled(seconds: int) -> ConnectorError:
    """Too many requests."""
    return ConnectorError(429, "Throttled", "Too many requests.", retry_after=seconds)
