"""Delivers to people of one tenant, each message at least once, and says when to try again."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from bot.cards import Card
from bot.directory import Address
from bot.outbox import Arrived, Gone, Rate, Rates, TryLater, Undeliverable
from bot.references import Reference
from handlers.teams import adaptive
from handlers.teams.faults import ADD, FAILURES, INSTALL, OF_CHANNELS, Fault, fault_of
from handlers.teams.fields import Json
from handlers.teams.references import SHARED, References
from handlers.teams.wire import Wire

ADAPTIVE = "application/vnd.microsoft.card.adaptive"
NOWHERE = f"nobody_met: nobody of this tenant has met the bot yet: {INSTALL}"
NO_GROUPS = "no_groups: a bot cannot open a group chat in Teams; this is a fault of ours, please report it"

SHUT_OUT_SECONDS = 60.0
"""How long nothing is tried while Teams takes nothing from us."""

NO_MESSAGE = "ActivityNotFoundInConversation"
"""What Teams says when a message of ours is not there any more."""

RATES = Rates(
    between=2.0,
    in_channel=1.0,
    of={"card": Rate(1 / 30, burst=5), "channel": Rate(1 / 10, burst=5), "update": Rate(1 / 10, burst=5)},
)
"""Teams' limits (learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit), kept with something to spare.

1,800 messages an hour in a conversation, and 50 calls a second in a tenant, answers to members among them.
"""


class TeamsCourier:
    """A bot.outbox.Courier for Teams.

    Each message arrives at least once. Teams does not tell a bot what it has sent, so that a send that broke off, or
    whose process died, is sent again, and may then be there twice.
    """

    def __init__(self, wire: Wire, references: References, rates: Rates = RATES) -> None:
        self._wire = wire
        self._references = references
        self.rates = rates

    async def deliver(self, to: Address, card: Card, key: str, *, since: datetime | None) -> Arrived:  # noqa: ARG002 - the protocol
        """Send a card to somebody in private. Raises Undeliverable or TryLater."""
        return await self.send(to, message(adaptive.content(card)))

    async def gather(self, to: Sequence[Address], card: Card, key: str, *, since: datetime | None) -> Arrived:  # noqa: ARG002 - the protocol
        """Raise Undeliverable: Teams lets no bot open a group chat, which the rules know."""
        raise Undeliverable(NO_GROUPS)

    async def post(self, to: Address, card: Card, key: str, *, since: datetime | None) -> Arrived:  # noqa: ARG002 - the protocol
        """Send a card to a channel or group chat. Raises Undeliverable or TryLater."""
        reference = await self._references.find(to) or await self._stranger(to)
        activity = message(adaptive.content(card))
        sent = str(await called(lambda: self._wire.send(reference.service_url, to.user, activity), shared=True))
        return Arrived(to.user, sent, link(to, sent))

    async def change(self, to: Address, at: Arrived, card: Card, key: str) -> None:  # noqa: ARG002 - the protocol
        """Show a message that arrived as another card. Raises Undeliverable or TryLater."""
        reference = await self._references.find(to) or await self._stranger(to)
        activity = message(adaptive.content(card))
        await called(
            lambda: self._wire.update(reference.service_url, at.conversation, at.message, activity),
            shared=to.user.startswith(SHARED),
        )

    async def show_home(self, to: Address, card: Card) -> None:
        """Do nothing: Teams has no home to show. A member who asks for it is shown it as a card, as it is then."""

    async def send(self, to: Address, activity: Json, *, patient: bool = False) -> Arrived:
        """Send a message to somebody's own chat, which is opened if need be. Raises Undeliverable or TryLater."""
        reference = await self._references.find(to) or await self._stranger(to)
        conversation = reference.conversation
        if not conversation:
            service, account = reference.service_url, reference.account or to.user
            conversation = str(await called(lambda: self._wire.create(service, account)))
            await self._references.opened(reference, conversation)
        sent = await called(lambda: self._wire.send(reference.service_url, conversation, activity, patient=patient))
        return Arrived(conversation, str(sent))

    async def _stranger(self, to: Address) -> Reference:
        """Somebody who has not written to the bot yet: Teams knows them where it knows the others of the tenant."""
        service = await self._references.service()
        if not service:
            raise Undeliverable(NOWHERE)
        return Reference(to, service, "")


def message(content: Json) -> Json:
    """A card as a message; its first words are what a notification shows."""
    attachment = {"contentType": ADAPTIVE, "content": content}
    return {"type": "message", "attachments": [attachment], "summary": content["fallbackText"]}


async def called(call: Callable[[], Awaitable[Any]], *, shared: bool = False) -> Any:
    """Make a call; what stands in its way becomes TryLater, or Undeliverable when waiting would not help.

    `shared` says that it is about a channel or group chat, where other things help than in somebody's own chat.
    What an operator has to mend, such as an expired secret, waits: it must not use up all that is to be sent.
    """
    try:
        return await call()
    except FAILURES as error:
        fault = fault_of(error)
        if fault.shut_out:
            raise TryLater(str(fault), SHUT_OUT_SECONDS, concerns="workspace", doubted=False) from error
        if fault.passing:
            raise TryLater(str(fault), fault.retry_after, doubted=fault.doubted) from error
        if shared and fault.gone:
            fault = replace(fault, advice=OF_CHANNELS.get(fault.code, f"the bot cannot post there: {ADD}"))
        raise Undeliverable(str(fault), gone=gone(fault)) from error


def gone(fault: Fault) -> Gone:
    """What is not there any more, as far as Teams says so; in somebody's own chat it makes no difference."""
    return "message" if fault.code == NO_MESSAGE else "channel" if fault.gone else ""


def link(to: Address, sent: str) -> str:
    """Where a message in a channel or group chat is, for whoever is in there."""
    query = urlencode({"tenantId": to.workspace, "parentMessageId": sent})
    return f"https://teams.microsoft.com/l/message/{quote(to.user, safe='')}/{quote(sent, safe='')}?{query}"
