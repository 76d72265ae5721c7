"""What Slack refuses, in words for the operator: what is wrong, and what to do about it."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError

from handlers.slack.wire import UrlRefused

log = structlog.get_logger()

FAILURES = (SlackClientError, aiohttp.ClientError, TimeoutError, OSError)
"""Everything that a call to Slack raises when it did not work."""

SERVER = 500
TOO_MANY = 429
MOST_PROBLEMS = 3

TOKEN = "set SLACK_BOT_TOKEN to the app's Bot User OAuth Token, then run `roundtable doctor`"  # noqa: S105 - words
MANIFEST = "paste the output of `roundtable slack-manifest` into the app's manifest and install it again"
GONE = "nothing to do: they will be reached again if they come back"

ADVICE: Mapping[str, str] = {
    "missing_scope": f"the app lacks a scope: {MANIFEST}",
    "not_allowed_token_type": f"this is no bot token: {TOKEN}",
    "token_revoked": f"the token was revoked: install the app again, {TOKEN}",
    "token_expired": f"the token has expired: install the app again, {TOKEN}",
    "invalid_auth": f"Slack does not know the token: {TOKEN}",
    "not_authed": f"there is no token: {TOKEN}",
    "account_inactive": "the app was removed from the workspace, or the account was deactivated: install it again",
    "not_in_channel": "the bot is not in that channel: invite it there, or have people write to it directly",
    "channel_not_found": "the bot cannot see that channel: invite it there, or have people write to it directly",
    "is_archived": "the channel is archived: unarchive it, or have announcements posted in another one",
    "channel_deleted": "the channel was deleted: have announcements posted in another one",
    "user_not_found": f"Slack does not know this account: {GONE}",
    "user_disabled": f"the account was deactivated: {GONE}",
    "user_not_visible": f"the account is in a workspace that the app cannot see: {GONE}",
    "cannot_dm_bot": "the account is a bot: nothing to do",
    "messages_tab_disabled": f"the app's messages are switched off: {MANIFEST}",
    "not_enabled": f"the app's home is switched off: {MANIFEST}",
    "restricted_action": "a setting of the workspace forbids it: ask an administrator of the workspace",
    "restricted_action_read_only_channel": "nobody may post in that channel: ask an administrator to let the bot do so",
    "restricted_action_thread_only_channel": "only replies may be posted in that channel: use another one",
    "restricted_action_non_threadable_channel": "a setting of the channel forbids it: ask an administrator",
    "ratelimited": "too many requests: nothing to do, it is tried again",
    "expired_trigger_id": "the answer took longer than 3 seconds: nothing to do, the member can press again",
    "exchanged_trigger_id": "the press was answered already: nothing to do",
    "invalid_blocks": "Slack refuses the message: this is a fault of ours, please report it with the reference",
    "invalid_arguments": "Slack refuses the arguments: this is a fault of ours, please report it with the reference",
    "message_not_found": "the message was deleted, or is none of ours: nothing to do",
    "cant_update_message": "the message is none of ours: nothing to do",
    "edit_window_closed": "the workspace lets messages be changed only for a while: nothing to do",
    "msg_too_long": "the message is too long: this is a fault of ours, please report it with the reference",
    "msg_blocks_too_long": "the message is too long: this is a fault of ours, please report it with the reference",
    "view_too_large": "the modal is too large: this is a fault of ours, please report it with the reference",
    "expired_url": "the answer came after 30 minutes: nothing to do",
    "used_url": "the message was answered five times already: nothing to do",
}
"""What to do about each error code that we may meet, the commonest words of docs.slack.dev/reference/methods."""

SHUT_OUT = frozenset(
    {"not_allowed_token_type", "token_revoked", "token_expired", "invalid_auth", "not_authed", "account_inactive"}
)
"""What lets nothing through at all until an operator mends it."""

NO_CHANNEL = frozenset(
    {
        "not_in_channel",
        "channel_not_found",
        "is_archived",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "restricted_action_non_threadable_channel",
    }
)
"""What lets nothing be posted in a channel until somebody mends it."""

NO_MESSAGE = frozenset({"message_not_found", "cant_update_message"})
"""What says that a message of ours is not there any more."""

OWN_TROUBLE = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
"""Slack's words for a problem of its own, after which it may have done what was asked, or not."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a call did not work: Slack's code (or ours for the network), the wait it asked for, and what to do.

    `passing` says that it may work later; `doubted` that Slack may have done what was asked; `shut_out` that nothing
    works until an operator mends it.
    """

    code: str
    advice: str
    retry_after: float | None = None
    passing: bool = False
    doubted: bool = False

    @property
    def shut_out(self) -> bool:
        """Whether Slack takes nothing at all from us."""
        return self.code in SHUT_OUT

    def __str__(self) -> str:
        return f"{self.code}: {self.advice}"


def fault_of(error: BaseException) -> Fault:
    """What a failure means."""
    if isinstance(error, UrlRefused):
        return Fault(error.code, ADVICE.get(error.code, "nothing to do"), passing=error.status >= SERVER)
    if not isinstance(error, SlackApiError):
        # Where there was no connection, nothing was asked; one that broke may have brought it there.
        doubted = not isinstance(error, aiohttp.ClientConnectorError)
        advice = f"Slack did not answer ({type(error).__name__}): check the network"
        return Fault("unreachable", advice, passing=True, doubted=doubted)
    status = int(getattr(error.response, "status_code", 0) or getattr(error.response, "status", 0))
    body = body_of(error)
    code = str(body.get("error") or "unreadable_answer")
    advice = ADVICE.get(code, "see docs.slack.dev/reference/methods for this code")
    if code == "missing_scope":
        advice = f"{advice} (needed: {body.get('needed')})"
    if problems := (body.get("response_metadata") or {}).get("messages"):
        advice = f"{advice} ({'; '.join(map(str, problems[:MOST_PROBLEMS]))})"
    if status == TOO_MANY or code == "ratelimited":
        return Fault("ratelimited", ADVICE["ratelimited"], retry_after(error), passing=True)
    if status >= SERVER or code in OWN_TROUBLE:
        advice = "Slack has a problem of its own: nothing to do, see slack-status.com"
        return Fault(code, advice, passing=True, doubted=True)
    unreadable = code == "unreadable_answer"
    return Fault(code, advice, passing=unreadable or code in SHUT_OUT, doubted=unreadable)


def body_of(error: SlackApiError) -> Mapping[str, Any]:
    """The body of Slack's answer, as far as there is one."""
    data = getattr(error.response, "data", error.response)
    return data if isinstance(data, dict) else {}


def retry_after(error: SlackApiError) -> float:
    """How many seconds Slack wants us to wait."""
    headers = getattr(error.response, "headers", None) or {}
    try:
        return float(headers.get("Retry-After", 1))
    except ValueError:
        return 1.0


def report(error: BaseException, doing: str, **ids: str) -> str:
    """Write a failure to the log for the operator; the reference under which it stands there."""
    fault = fault_of(error)
    reference = secrets.token_hex(4)
    log.warning("slack_refused", doing=doing, code=fault.code, advice=fault.advice, reference=reference, **ids)
    return reference
