"""Delivers to one workspace: messages, group conversations, changes and homes, each once."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.cards import Card
from bot.directory import Address
from bot.outbox import Arrived, Concerned, Gone, Rate, Rates, TryLater, Undeliverable
from handlers.slack import blocks, forms, pictures
from handlers.slack.faults import FAILURES, GONE, NO_CHANNEL, NO_MESSAGE, Fault, fault_of, report
from handlers.slack.wire import Wire

EVENT = "roundtable"
"""The event_type under which a message carries the key of its parcel."""

PAGE = 200
"""How many messages are looked through in one call."""

MARGIN = timedelta(days=1)
"""How wrong the clock may be by which we know since when a message may have arrived."""

SHUT_OUT_SECONDS = 60.0
"""How long nothing is tried while Slack takes nothing from us."""

RATES = Rates(
    between=1.0,
    in_channel=1.0,
    of={
        "card": Rate(60 / 300, burst=10),
        "channel": Rate(1.0, burst=5),
        "group": Rate(60 / 45, burst=3),
        "update": Rate(60 / 45, burst=3),
        "home": Rate(60 / 90, burst=5),
    },
)
"""Slack's limits (docs.slack.dev/apis/web-api/rate-limits), kept with something to spare for answers to members.

One message a second in a conversation, and "several hundred" a minute in a workspace; conversations.open and
chat.update are in tier 3 (50 a minute), views.publish in tier 4 (100 a minute).
"""


class SlackCourier:
    """A bot.outbox.Courier for Slack.

    A send that broke off, or whose process died, may have arrived. It is looked up before it is repeated, by the key
    that every message carries in its metadata.
    """

    def __init__(self, wire: Wire, rates: Rates = RATES) -> None:
        self._wire = wire
        self.rates = rates

    async def deliver(self, to: Address, card: Card, key: str, *, since: datetime | None) -> Arrived:
        """Send a card to somebody in private. Raises Undeliverable or TryLater."""
        if since is not None:
            channel = await self._open([to], concerns="message", doubted=True)
            if found := await self.arrived(channel, key, since):
                return found
        try:
            return await self._post(to.user, card, key)
        except Undeliverable as never:
            if str(never).startswith("channel_not_found:"):
                raise Undeliverable(f"account_gone: the account was deactivated, or cannot be seen: {GONE}") from never
            raise

    async def gather(self, to: Sequence[Address], card: Card, key: str, *, since: datetime | None) -> Arrived:
        """Send a card to these people together. Raises Undeliverable or TryLater.

        The same people always have the same conversation, so that opening it again does nothing.
        """
        channel = await self._open(to, concerns="workspace", doubted=since is not None)
        if since is not None and (found := await self.arrived(channel, key, since)):
            return found
        return await self._post(channel, card, key)

    async def post(self, to: Address, card: Card, key: str, *, since: datetime | None) -> Arrived:
        """Send a card to a channel. Raises Undeliverable or TryLater."""
        at = await self.arrived(to.user, key, since) if since is not None else None
        at = at or await self._post(to.user, card, key)
        return at._replace(link=await self._link(at))

    async def _link(self, at: Arrived) -> str:
        """Where a message in a channel is in a browser; nothing when Slack does not say where the workspace is."""
        try:
            url = await self._wire.address()
        except FAILURES as error:
            report(error, "link", channel=at.conversation)
            return ""
        return f"{url.rstrip('/')}/archives/{at.conversation}/p{at.message.replace('.', '')}"

    async def change(self, to: Address, at: Arrived, card: Card, key: str) -> None:  # noqa: ARG002 - the protocol
        """Show a message that arrived as another card. Raises Undeliverable or TryLater."""

        def update(shown: Card) -> Awaitable[Any]:
            said, change = content(shown, key), self._wire.single.chat_update
            return called(lambda: change(channel=at.conversation, ts=at.message, **said), concerns="workspace")

        await pictures.sent(card, update, key=key)

    async def show_home(self, to: Address, card: Card) -> None:
        """Show somebody's home anew. Raises Undeliverable or TryLater."""
        view = forms.home(card)
        await called(lambda: self._wire.single.views_publish(user_id=to.user, view=view), concerns="workspace")

    async def arrived(self, channel: str, key: str, since: datetime) -> Arrived | None:
        """Where the message with this key is in a conversation, if it came since then."""
        oldest, cursor = f"{(since - MARGIN).timestamp():.6f}", ""
        while True:
            page = partial(self._wire.single.conversations_history, channel=channel, oldest=oldest, cursor=cursor)
            call = partial(page, limit=PAGE, include_all_metadata=True)
            answer = await called(call, concerns="message", doubted=True)
            found = next((one for one in answer["messages"] if key_of(one) == key), None)
            if found is not None:
                return Arrived(channel, str(found["ts"]))
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return None

    async def _open(self, people: Sequence[Address], *, concerns: Concerned, doubted: bool) -> str:
        """The conversation with these people."""
        users = [one.user for one in people]
        answer = await called(
            lambda: self._wire.single.conversations_open(users=users), concerns=concerns, doubted=doubted
        )
        return str(answer["channel"]["id"])

    async def _post(self, channel: str, card: Card, key: str) -> Arrived:
        """Send a card to a conversation, or to a person, whose direct message Slack then opens by itself."""

        def post(shown: Card) -> Awaitable[Any]:
            said = {"channel": channel, "unfurl_links": False, "unfurl_media": False, **content(shown, key)}
            return called(lambda: self._wire.single.chat_postMessage(**said), concerns="recipient")

        answer = await pictures.sent(card, post, key=key)
        return Arrived(str(answer["channel"]), str(answer["ts"]))


def content(card: Card, key: str) -> dict[str, Any]:
    """A card as a message, with the key of its parcel."""
    metadata = {"event_type": EVENT, "event_payload": {"key": key}}
    return {"text": blocks.told(card), "blocks": blocks.message(card), "metadata": metadata}


def key_of(message: dict[str, Any]) -> str:
    """The key of the parcel that a message was; empty for all others."""
    metadata = message.get("metadata") or {}
    return str(metadata.get("event_payload", {}).get("key", "")) if metadata.get("event_type") == EVENT else ""


async def called(call: Callable[[], Awaitable[Any]], *, concerns: Concerned, doubted: bool = False) -> Any:
    """Make a call; what stands in its way becomes TryLater, or Undeliverable when waiting would not help.

    `concerns` is what has to wait when Slack finds it too many; `doubted` says that the message may be there already.
    While Slack takes nothing from us at all, everything waits: it must not use up all that is to be sent.
    """
    try:
        return await call()
    except FAILURES as error:
        fault = fault_of(error)
        if fault.shut_out:
            raise TryLater(str(fault), SHUT_OUT_SECONDS, concerns="workspace", doubted=doubted) from error
        if fault.retry_after is not None:
            raise TryLater(str(fault), fault.retry_after, concerns=concerns, doubted=doubted) from error
        if fault.passing:
            raise TryLater(str(fault), doubted=doubted or fault.doubted) from error
        raise Undeliverable(str(fault), gone=gone(fault)) from error


def gone(fault: Fault) -> Gone:
    """What is not there any more, as far as Slack says so."""
    return "channel" if fault.code in NO_CHANNEL else "message" if fault.code in NO_MESSAGE else ""
