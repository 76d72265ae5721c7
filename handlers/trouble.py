"""What is written down, and what a member reads, when an answer meets a fault."""

import secrets

import structlog

from bot.cards import Card, Text

log = structlog.get_logger()


def broken(error: BaseException, doing: str, **ids: str) -> str:
    """Write what nobody expected to the log, with its traceback; the reference under which it stands there."""
    reference = secrets.token_hex(4)
    log.error("answer_failed", doing=doing, reference=reference, exc_info=error, **ids)
    return reference


def sorry(platform: str, reference: str) -> Card:
    """What a member reads when a platform does not let us show the answer."""
    return Card(
        f"{platform} did not let us show that",
        (
            Text(
                "What you did was taken, and nothing is lost; only the answer could not be shown. Please try again in "
                f"a minute. If it happens again, tell a facilitator this reference: {reference}"
            ),
        ),
        detail=True,
    )
