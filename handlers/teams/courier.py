"""Delivers to people of one tenant, one thing at a time, and says when to try again."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.cards import Card
from bot.directory import Address
from bot.outbox import TryLater, Undeliverable
from bot.references import Reference
from handlers.teams import adaptive
from handlers.teams.faults import FAILURES, INSTALL, fault_of
from handlers.teams.fields import Json
from handlers.teams.references import References
from handlers.teams.wire import Wire

ADAPTIVE = "application/vnd.microsoft.card.adaptive"
NOWHERE = f"nobody of this tenant has met the bot yet: {INSTALL}"


class TeamsCourier:
    """A bot.outbox.Courier for Teams.

    Each message arrives at least once. Teams does not tell a bot what it has sent, so that a send that broke off, or
    whose process died, is sent again, and may then be there twice.
    """

    def __init__(self, wire: Wire, references: References) -> None:
        self._wire = wire
        self._references = references

    async def deliver(self, to: Address, card: Card, key: str, *, again: bool) -> None:  # noqa: ARG002 - the protocol
        """Send a card to somebody in private. Raises Undeliverable or TryLater."""
        await self.send(to, message(adaptive.content(card)))

    async def show_home(self, to: Address, card: Card) -> None:
        """Do nothing: Teams has no home to show. A member who asks for it is shown it as a card, as it is then."""

    async def send(self, to: Address, activity: Json, *, patient: bool = False) -> None:
        """Send a message to somebody's own chat, which is opened if need be. Raises Undeliverable or TryLater."""
        reference = await self._references.find(to) or await self._stranger(to)
        conversation = reference.conversation
        if not conversation:
            service, account = reference.service_url, reference.account or to.user
            conversation = str(await called(lambda: self._wire.create(service, account)))
            await self._references.opened(reference, conversation)
        await called(lambda: self._wire.send(reference.service_url, conversation, activity, patient=patient))

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


async def called(call: Callable[[], Awaitable[Any]]) -> Any:
    """Make a call; what stands in its way becomes TryLater, or Undeliverable when waiting would not help.

    What an operator has to mend, such as an expired secret, waits: it must not use up all that is to be sent.
    """
    try:
        return await call()
    except FAILURES as error:
        fault = fault_of(error)
        if fault.passing:
            raise TryLater(str(fault), fault.retry_after) from error
        raise Undeliverable(str(fault)) from error
