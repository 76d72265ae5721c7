"""Everything between calls and the channels in which they are announced; nothing else of calls knows of channels.

A call stands in a channel as one message that changes. The key of that message is made of the call's id and the
channel's, so that it is posted once, whatever happens twice.
"""

from bot import call_cards, channels
from bot.network import Work
from bot.platforms import PLATFORMS
from storage import call_posts
from storage.calls import Stored


def key(call: int, channel: int) -> str:
    """The key of a call's message in a channel."""
    return f"call:{call}:channel:{channel}"


async def post(work: Work, row: Stored) -> None:
    """Post a call to every channel for announcements; those that have it already keep their message."""
    card = call_cards.living(row, work.now, work.pay_guide)
    for channel in await channels.announcing(work):
        await work.post(channel.id, card, key=key(row.id, channel.id))
        await call_posts.add(work.session, row.id, channel.id)


async def refresh(work: Work, row: Stored) -> None:
    """Show a call as it is now, wherever it was posted; changes of one moment become one."""
    card = call_cards.living(row, work.now, work.pay_guide)
    for channel in await call_posts.of(work.session, row.id):
        await work.update(key(row.id, channel), card)


async def where(work: Work, row: Stored) -> str:
    """In which channels a call can be seen, in words; empty for none, and then it is seen in Roundtable alone."""
    keys = [key(row.id, channel) for channel in await call_posts.of(work.session, row.id)]
    standing = [one.channel for one in (await channels.where(work, keys)).values() if one.state != "gone"]
    return ", ".join(dict.fromkeys(f"{one.name} on {PLATFORMS[one.platform]}" for one in standing))
