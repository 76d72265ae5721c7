"""What Teams refuses, in words for the operator: what is wrong, and what to do about it."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp
import structlog

from handlers.teams.tokens import NoToken
from handlers.teams.wire import Refusal

log = structlog.get_logger()

FAILURES = (Refusal, NoToken, aiohttp.ClientError, TimeoutError, OSError)
"""Everything that a call to Teams raises when it did not work."""

SERVER, TOO_MANY, PRECONDITION, FORBIDDEN, MISSING, UNAUTHORIZED = 500, 429, 412, 403, 404, 401
GONE = frozenset({FORBIDDEN, MISSING})
"""Statuses that say that the bot cannot reach somebody, or is not where they are."""

SECRET = "set TEAMS_CLIENT_SECRET to a secret of the app registration, then run `roundtable doctor`"  # noqa: S105 - words
ADD = "add the app to the team again, or have announcements posted in another channel"
INSTALL = "have them add the app in Teams, or add it for everybody in the Teams admin centre; see docs/teams.md"

OF_CHANNELS: Mapping[str, str] = {
    "ActivityNotFoundInConversation": "the message was deleted: nothing to do",
    "BotNotInConversationRoster": f"the app was removed from the team or chat: {ADD}",
    "ConversationNotFound": "the channel was deleted: have announcements posted in another one",
    "TeamArchived": "the team was archived: restore it, or have announcements posted in another one",
}
"""What to do about the same where it concerns a channel."""

ADVICE: Mapping[str, str] = {
    "invalid_client": f"the secret is wrong or has expired: {SECRET}",
    "unauthorized_client": "the tenant does not know the app: is TEAMS_CLIENT_ID right, and TEAMS_TENANT_ID?",
    "invalid_request": "the login service does not know the tenant: is TEAMS_TENANT_ID right?",
    "BotNotInConversationRoster": f"the bot is not in that conversation: {INSTALL}",
    "ConversationNotFound": "the conversation is gone: nothing to do, another is opened when they come back",
    "MessageWritesBlocked": "they have blocked the bot, or removed it: nothing to do, unless they come back",
    "ConversationBlockedByUser": "they have blocked the bot: nothing to do, unless they come back",
    "BotDisabledByAdmin": "an administrator has blocked the app: ask them to allow it in the Teams admin centre",
    "ForbiddenOperationException": f"the app is not installed for them: {INSTALL}",
    "MessageSizeTooBig": "the message is too long: this is a fault of ours, please report it with the reference",
    "BadSyntax": "Teams refuses the message: this is a fault of ours, please report it with the reference",
    "BadArgument": "Teams refuses the message: this is a fault of ours, please report it with the reference",
}
"""What to do about each error code that we may meet, the commonest of Microsoft's documentation of bots."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a call did not work: Teams' code (or ours for the network), the wait it asked for, and what to do.

    `passing` says that it may work later; `doubted` that Teams may have done what was asked; `shut_out` that nothing
    works until an operator mends it; `gone` that it did not work because the bot cannot reach somebody.
    """

    code: str
    advice: str
    retry_after: float | None = None
    passing: bool = False
    doubted: bool = False
    shut_out: bool = False
    gone: bool = False

    def __str__(self) -> str:
        return f"{self.code}: {self.advice}"


def fault_of(error: BaseException) -> Fault:
    """What a failure means."""
    if isinstance(error, NoToken):
        advice = ADVICE.get(error.code, "the login service gives the bot no token: check the three TEAMS_ settings")
        return Fault(error.code, advice, passing=True, shut_out=True)
    if isinstance(error, Refusal):
        return refused(error)
    # Where there was no connection, nothing was asked; one that broke may have brought it there.
    doubted = not isinstance(error, aiohttp.ClientConnectorError)
    advice = f"Teams did not answer ({type(error).__name__}): check the network"
    return Fault("unreachable", advice, passing=True, doubted=doubted)


def refused(refusal: Refusal) -> Fault:
    """What a refusal of Teams' means, by its status and code."""
    status, code = refusal.status, refusal.code
    if status == TOO_MANY:
        return Fault(code, "too many requests: nothing to do, it is tried again", refusal.retry_after, passing=True)
    if status >= SERVER or status == PRECONDITION:
        advice, doubted = "Teams has a problem of its own: nothing to do", status >= SERVER
        return Fault(code, advice, refusal.retry_after, passing=True, doubted=doubted)
    if status == UNAUTHORIZED:
        return Fault(code, f"Teams does not take the bot's token: {SECRET}", passing=True, shut_out=True)
    if status in GONE:
        return Fault(code, ADVICE.get(code, f"the bot cannot write there: {INSTALL}"), gone=True)
    return Fault(code, ADVICE.get(code, "see learn.microsoft.com/microsoftteams/platform/bots for this code"))


def report(error: BaseException, doing: str, **ids: str) -> str:
    """Write a failure to the log for the operator; the reference under which it stands there."""
    fault = fault_of(error)
    reference = secrets.token_hex(4)
    log.warning("teams_refused", doing=doing, code=fault.code, advice=fault.advice, reference=reference, **ids)
    return reference
