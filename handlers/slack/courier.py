"""Delivers to one workspace, one thing at a time, and says when to try again."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

from bot.cards import Card
from bot.directory import Address
from bot.outbox import TryLater, Undeliverable
from handlers.slack import blocks, forms
from handlers.slack.faults import FAILURES, fault_of
from handlers.slack.wire import Wire

EVENT = "roundtable"
"""The event_type under which a message carries the key of its parcel."""

KNOWN = 10_000
"""How many people's direct messages are remembered."""

LOOKED_THROUGH = 20
"""How many of the latest messages are searched for one that may have arrived."""


class SlackCourier:
    """A bot.outbox.Courier for Slack.

    A send that broke off, or whose process died, may have arrived. It is looked up before it is repeated, by the key
    that every message carries in its metadata.
    """

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._channels: OrderedDict[str, str] = OrderedDict()

    async def deliver(self, to: Address, card: Card, key: str, *, again: bool) -> None:
        """Send a card to somebody in private. Raises Undeliverable or TryLater."""
        channel = await self.channel(to)
        if again and await self.arrived(to, key):
            return
        try:
            await called(
                lambda: self._wire.single.chat_postMessage(
                    channel=channel,
                    text=blocks.told(card),
                    blocks=blocks.message(card),
                    metadata={"event_type": EVENT, "event_payload": {"key": key}},
                    unfurl_links=False,
                    unfurl_media=False,
                )
            )
        except Undeliverable:
            self._channels.pop(to.user, None)
            raise

    async def show_home(self, to: Address, card: Card) -> None:
        """Show somebody's home anew. Raises Undeliverable or TryLater."""
        view = forms.home(card)
        await called(lambda: self._wire.single.views_publish(user_id=to.user, view=view))

    async def arrived(self, to: Address, key: str) -> bool:
        """Whether the message with this key is among the latest in somebody's direct messages."""
        channel = await self.channel(to)
        answer = await called(
            lambda: self._wire.single.conversations_history(
                channel=channel, limit=LOOKED_THROUGH, include_all_metadata=True
            )
        )
        return any(key_of(message) == key for message in answer["messages"])

    async def channel(self, to: Address) -> str:
        """The direct message with somebody."""
        known = self._channels.get(to.user)
        if known is not None:
            return known
        answer = await called(lambda: self._wire.single.conversations_open(users=[to.user]))
        channel = str(answer["channel"]["id"])
        self._channels[to.user] = channel
        if len(self._channels) > KNOWN:
            self._channels.popitem(last=False)
        return channel


def key_of(message: dict[str, Any]) -> str:
    """The key of the parcel that a message was; empty for all others."""
    metadata = message.get("metadata") or {}
    return str(metadata.get("event_payload", {}).get("key", "")) if metadata.get("event_type") == EVENT else ""


async def called(call: Callable[[], Awaitable[Any]]) -> Any:
    """Make a call; what stands in its way becomes TryLater, or Undeliverable when waiting would not help.

    What an operator has to mend, a revoked token or a missing scope, waits: it must not use up all that is to be sent.
    """
    try:
        return await call()
    except FAILURES as error:
        fault = fault_of(error)
        if fault.passing:
            raise TryLater(str(fault), fault.retry_after) from error
        raise Undeliverable(str(fault)) from error
