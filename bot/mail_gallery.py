"""An example of every card and form about mail, for the gallery."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from bot import mail, mail_cards
from bot.cards import Card, Form, Invalid
from storage.mail import Box

ADDRESS = "rosa@harbourvoices.example"
BOX = Box(ADDRESS, "0" * 32, None)
HOME = "Europe/London"


def examples() -> Mapping[str, Card | Form | Invalid]:
    """Every card and form by a name of its own."""
    stopped = BOX._replace(stopped_at=datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
    return {
        "mail.none": mail_cards.status(None, "", HOME),
        "mail.waiting": mail_cards.status(None, ADDRESS, HOME),
        "mail.address": mail_cards.status(BOX, "", HOME),
        "mail.changing": mail_cards.status(BOX, "rosa.okafor@post.example", HOME),
        "mail.stopped": mail_cards.status(stopped, "", HOME),
        "mail.form": mail_cards.address_form("", mail.LONGEST_ADDRESS),
        "mail.form.held": mail_cards.address_form(ADDRESS, mail.LONGEST_ADDRESS),
        "mail.sent": mail_cards.sent(ADDRESS),
        "mail.letter": mail_cards.letter("048213"),
        "mail.code": mail_cards.code_form(),
        "mail.wrong": mail_cards.wrong(4),
        "mail.often": mail_cards.TOO_OFTEN,
        "mail.confirmed": mail_cards.confirmed(ADDRESS),
        "mail.stop": mail_cards.STOPPED,
        "mail.stop.mail": mail_cards.STOPPED_BY_MAIL,
        "mail.removed": mail_cards.REMOVED,
        "mail.off": mail.NoMail().shown,
        "mail.nocode": mail.NoCode().shown,
        "mail.many": mail.TooManyCodes(mail_cards.too_many(timedelta(minutes=41))).shown,
    }
