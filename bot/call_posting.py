"""Everything between calls and the channels in which they are announced; nothing else of calls knows of channels.

A call stands in a channel as one message that changes. The key of that message is made of the call's id and the
channel's, so that it is posted once, whatever happens twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot import call_cards
from bot.cards import Card
from bot.network import Work
from storage import call_posts
from storage.calls import Stored


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel in which calls are announced."""

    id: int
    platform: str
    workspace: str
    name: str


async def announcing(work: Work) -> Sequence[Channel]:
    """The channels that facilitators chose for announcements: none yet, as nobody can choose one."""
    return ()


async def post_card(work: Work, channel: int, card: Card, key: str) -> None:
    """Have a card posted to a channel."""


async def standing(work: Work, keys: Sequence[str]) -> Sequence[Channel]:
    """The channels in which the messages with these keys stand."""
    return ()


def key(call: int, channel: int) -> str:
    """The key of a call's message in a channel."""
    return f"call:{call}:channel:{channel}"


async def post(work: Work, row: Stored) -> None:
    """Post a call to every channel for announcements; those that have it already keep their message."""
    card = call_cards.living(row, work.now, work.pay_guide)
    for channel in await announcing(work):
        await post_card(work, channel.id, card, key(row.id, channel.id))
        await call_posts.add(work.session, row.id, channel.id)


async def refresh(work: Work, row: Stored) -> None:
    """Show a call as it is now, wherever it was posted; changes of one moment become one."""
    card = call_cards.living(row, work.now, work.pay_guide)
    for channel in await call_posts.of(work.session, row.id):
        await work.update(key(row.id, channel), card)


async def where(work: Work, row: Stored) -> str:
    """In which channels a call can be seen, in words; empty for none, and then it is seen in Roundtable alone."""
    keys = [key(row.id, channel) for channel in await call_posts.of(work.session, row.id)]
    names = [f"#{channel.name.removeprefix('#')}" for channel in await standing(work, keys)]
    return ", ".join(dict.fromkeys(names))
