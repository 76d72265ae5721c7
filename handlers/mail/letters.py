"""A card as a mail: text and HTML, with the headers that mail programs go by."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import urljoin

from bot.cards import Card
from bot.mail import Letter
from handlers.mail import markup, plain
from handlers.words import clean, cut_at

STOPPING = "mail/stop/"
"""Where the link leads that stops mails, below the public address; the token follows."""

LONGEST_SUBJECT = 150

POLICY = SMTP.clone(max_line_length=900)
"""Lines of headers may have 998 characters (RFC 5322); a shorter limit breaks up the link that stops mails."""


def composed(letter: Letter, card: Card, key: str, *, sender: str, public: str, now: datetime) -> EmailMessage:
    """A mail. `public` is the address of the web server, with a slash at its end, or empty where there is none."""
    message = EmailMessage(POLICY)
    message["From"] = sender
    message["To"] = letter.address
    message["Subject"] = subject(card.title)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id(key, sender)
    message["Auto-Submitted"] = "auto-generated"
    url = urljoin(public, f"{STOPPING}{letter.token}") if public and letter.token else ""
    if url:
        message["List-Unsubscribe"] = f"<{url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    below = list(footer(letter, url, more=markup.left_out(card)))
    text = "\n\n".join((plain.drawn(card), "* * *", *below, *((f"Stop these e-mails: {url}",) if url else ())))
    message.set_content(f"{text}\n", cte="quoted-printable")
    lines = [markup.node("p", line) for line in below]
    if url:
        lines.append(markup.node("p"))
        lines[-1].append(markup.node("a", "Stop these e-mails", href=url))
    html = markup.page(card.title, markup.drawn(card), lines)
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    return message


def subject(title: str) -> str:
    """A title in one line, so that nothing in it becomes a header of its own."""
    line = " ".join(clean(title).split())
    return line if len(line) <= LONGEST_SUBJECT else cut_at(line, LONGEST_SUBJECT - 1)


def message_id(key: str, sender: str) -> str:
    """The same for each sending of one parcel, so that mail programs may take a second one for the first."""
    domain = parseaddr(sender)[1].rpartition("@")[2]
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def footer(letter: Letter, url: str, *, more: bool) -> Iterator[str]:
    """What stands below: where to do what a mail cannot, why it came, and how to stop it where no link does."""
    chat = f"Roundtable on {letter.where}" if letter.where else "Roundtable"
    if more:
        yield f"To answer, or to do something about this, open {chat}."
    if letter.token:
        yield "You get this e-mail because you gave Roundtable this address."
        if not url:
            yield f"To stop these e-mails, write email to {chat}, and press “Stop e-mails”."
