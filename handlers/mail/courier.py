"""Delivers by e-mail, each message at least once, and says when to try again."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from email.utils import parseaddr

from aiosmtplib import SMTP

from bot import mail
from bot.cards import Card
from bot.directory import Address
from bot.network import Network
from bot.outbox import Arrived, Rate, Rates, Undeliverable
from handlers.mail import letters
from handlers.mail.faults import FAILURES, met_connecting, met_sending
from handlers.settings import Mail

GONE = "no_address: they take no e-mail any more, or the code is no longer good: nothing to do"
NOT_BY_MAIL = "not_by_mail: this cannot be done by e-mail; this is a fault of ours, please report it"

SECONDS = 20.0
"""How long each answer of the server may take: what it says of a mail may need a look at what is in it."""

RATES = Rates(of={"mail": Rate(60 / 25, burst=3), "code": Rate(60 / 20, burst=2)})
"""Thirty a minute is what Exchange Online takes from one sender, the least of the large services
(learn.microsoft.com, SMTP submission improvements); others take more. Codes, for which somebody waits, have a lane of
their own, so that they do not stand behind a morning's digests; in a busy minute the server puts a few of them off.
"""


class MailCourier:
    """A bot.outbox.Courier for e-mail.

    Each mail arrives at least once. A server does not tell what it has taken, so that a send that broke off, or whose
    process died, is sent again, with the same Message-ID.
    """

    def __init__(self, network: Network, settings: Mail, rates: Rates = RATES) -> None:
        self._network = network
        self._settings = settings
        self.rates = rates

    async def deliver(self, to: Address, card: Card, key: str, *, since: datetime | None) -> Arrived:  # noqa: ARG002 - the protocol
        """Send a card to a member's mailbox. Raises Undeliverable or TryLater."""
        letter = await self._network.look(mail.letter, int(to.user), to.workspace, key)
        if letter is None:
            raise Undeliverable(GONE)
        sender, public = self._settings.sender, self._settings.public
        message = letters.composed(letter, card, key, sender=sender, public=public, now=self._network.clock())
        async with connected(self._settings) as server:
            try:
                await server.sendmail(parseaddr(sender)[1], [letter.address], bytes(message))
            except FAILURES as error:
                raise met_sending(error) from error
        return Arrived("", str(message["Message-ID"]))

    async def gather(self, to: Sequence[Address], card: Card, key: str, *, since: datetime | None) -> Arrived:  # noqa: ARG002 - the protocol
        """Raise Undeliverable: people meet in chat, which the rules know."""
        raise Undeliverable(NOT_BY_MAIL)

    async def post(self, to: Address, card: Card, key: str, *, since: datetime | None) -> Arrived:  # noqa: ARG002 - the protocol
        """Raise Undeliverable: nobody has a channel in their mail."""
        raise Undeliverable(NOT_BY_MAIL)

    async def change(self, to: Address, at: Arrived, card: Card, key: str) -> None:  # noqa: ARG002 - the protocol
        """Raise Undeliverable: what was mailed stays as it is, which the rules know."""
        raise Undeliverable(NOT_BY_MAIL)

    async def show_home(self, to: Address, card: Card) -> None:
        """Do nothing: nobody has a home in their mail."""


@asynccontextmanager
async def connected(settings: Mail) -> AsyncIterator[SMTP]:
    """A connection to the mail server, logged in. Raises TryLater."""
    server = SMTP(
        hostname=settings.host,
        port=settings.port,
        username=settings.username or None,
        password=settings.password or None,
        use_tls=settings.tls == "always",
        start_tls=settings.tls == "starttls",
        timeout=SECONDS,
    )
    try:
        await server.connect()
    except FAILURES as error:
        server.close()
        raise met_connecting(error) from error
    async with server:
        yield server
