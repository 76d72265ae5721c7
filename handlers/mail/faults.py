"""What mail servers say no with, in words for an operator; never in theirs, which may hold addresses."""

import re
import ssl

from aiosmtplib import (
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from bot.outbox import TryLater, Undeliverable

FAILURES = (SMTPException, OSError, TimeoutError)

SHUT_OUT_SECONDS = 60.0
"""How long nothing is tried while an operator has to mend something."""

LATER, NEVER = 400, 500
"""From where on an answer is a no for now, and a no for good."""

UNAVAILABLE = 421
"""The server closes: it is busy, or has had too much of us."""

ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")

CLOSED = "check ROUNDTABLE_SMTP_URL, and that the mail server is up"
NO_LOGIN = "check the name and the password in ROUNDTABLE_SMTP_URL"
NO_SENDER = "check that it may send as ROUNDTABLE_MAIL_FROM"
NO_TLS = "check the port in ROUNDTABLE_SMTP_URL, and the server's certificate"
BAD_ADDRESS = "ask them for another; if it is so for many, check that the server may send to other domains"
BAD_LETTER = "read what the server's own log says of it, then send it again"


def met_connecting(error: Exception) -> TryLater:
    """What stood in the way before anything was sent. Everything waits: it is nothing about one mail."""
    if isinstance(error, SMTPAuthenticationError) and error.code >= NEVER:
        return shut_out(f"no_login: the mail server refuses the login ({code_of(error)}): {NO_LOGIN}")
    if isinstance(error, SMTPResponseException):
        return closed(error)
    if any(isinstance(cause, ssl.SSLError) for cause in (error, error.__cause__)):
        return shut_out(f"no_tls: no safe connection to the mail server: {NO_TLS}")
    if isinstance(error, OSError):
        words = f"unreachable: the mail server cannot be reached ({type(error).__name__}): {CLOSED}"
        return TryLater(words, concerns="workspace", doubted=False)
    return shut_out(f"not_supported: the mail server offers no TLS, or no login: {NO_TLS}")


def met_sending(error: Exception) -> TryLater | Undeliverable:
    """What became of a mail that the server did not take; a connection that broke leaves it in doubt."""
    if isinstance(error, SMTPRecipientsRefused):
        [error] = error.recipients
    if not isinstance(error, SMTPResponseException) or error.code < LATER:
        return TryLater(f"broken_off: the connection broke ({type(error).__name__}): {CLOSED}", concerns="message")
    if error.code == UNAVAILABLE:
        return closed(error)
    if isinstance(error, SMTPSenderRefused) and error.code >= NEVER:
        return shut_out(f"sender_refused: the mail server refuses the sender ({code_of(error)}): {NO_SENDER}")
    about_address = isinstance(error, SMTPRecipientRefused)
    name, what = ("address_refused", "address") if about_address else ("mail_refused", "e-mail")
    words = f"{name}: the mail server refuses the {what} ({code_of(error)})"
    if error.code >= NEVER:
        return Undeliverable(f"{words}: {BAD_ADDRESS if about_address else BAD_LETTER}")
    return TryLater(f"{words}: nothing to do, it is tried again", concerns="message", doubted=False)


def closed(error: SMTPResponseException) -> TryLater:
    """What waits with all else while the server takes nothing."""
    words = f"closed: the mail server takes nothing now ({code_of(error)}): {CLOSED}"
    return TryLater(words, concerns="workspace", doubted=False)


def shut_out(words: str) -> TryLater:
    """What waits until an operator has mended something: it must not use up all that is to be sent."""
    return TryLater(words, SHUT_OUT_SECONDS, concerns="workspace", doubted=False)


def code_of(error: SMTPResponseException) -> str:
    """The code of an answer, with the finer one where the server gives it (RFC 3463)."""
    finer = ENHANCED.match(error.message)
    return f"{error.code} {finer[0]}" if finer else str(error.code)
