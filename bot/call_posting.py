"""Everything between calls and the channels in which they are announced; nothing else of calls knows of channels.

A call stands in a channel as one message that changes. The key of that message is made of the call's id and the
channel's, so that it is posted once, whatever happens twice.
"""

from datetime import timedelta

from bot import call_cards, channels
from bot.call_cards import Whereabouts
from bot.channels import Standing
from bot.directory import Room
from bot.members import Me
from bot.network import Work
from storage import call_posts
from storage.calls import Stored

COUNTS_FOR = timedelta(days=1)
"""How long it counts that somebody shared a call in a channel."""


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


async def share(work: Work, me: Me, row: Stored, room: Room) -> bool:
    """Have a call stand in a channel that the bot is in; whether it was posted for that.

    One that is there already is shown as it is now, by which it is found out if it was deleted.
    """
    _, channel = await channels.meet(work, room)
    post_key = key(row.id, channel.id)
    card = call_cards.living(row, work.now, work.pay_guide)
    standing = (await channels.where(work, [post_key])).get(post_key)
    if standing is None:
        await work.post(channel.id, card, key=post_key)
    else:
        await work.update(post_key, card)
        if standing.state != "gone":
            return False
        await channels.post_again(work, post_key)
    await call_posts.share(work.session, row.id, channel.id, me.id, work.now)
    return True


async def shared_lately(work: Work, me: Me) -> int:
    """How often I shared a call within a day."""
    return await call_posts.shared_since(work.session, me.id, work.now - COUNTS_FOR)


async def where(work: Work, row: Stored) -> Whereabouts:
    """In which channels a call stands, and in which it does no longer."""
    keys = [key(row.id, channel) for channel in await call_posts.of(work.session, row.id)]
    standing = (await channels.where(work, keys)).values()
    return Whereabouts(
        named([one for one in standing if one.state != "gone"]), named([one for one in standing if one.state == "gone"])
    )


def named(standing: list[Standing]) -> str:
    """Channels in words; empty for none."""
    return ", ".join(dict.fromkeys(one.channel.words for one in standing))
