"""Everything between polls and the channels in which they stand; nothing else of polls knows of channels.

Who votes writes their ballot and nothing else, so that no vote waits for another. Every second each worker looks which
polls have ballots that are not shown yet, counts those anew, and changes their messages: once a second, however many
vote.
"""

from collections.abc import Sequence
from contextlib import suppress

from bot import channels, files, poll_cards
from bot.cards import Card
from bot.errors import Busy
from bot.network import Network, Work
from storage import poll_ballots, polls
from storage.channels import read as read_channels
from storage.poll_ballots import Count
from storage.polls import OPEN, Option, Stored

PICTURE = "poll.png"
"""What the picture of a poll's results is called."""


def key(poll: int, channel: int) -> str:
    """The key of a poll's message in a channel."""
    return f"poll:{poll}:channel:{channel}"


async def post(work: Work, row: Stored) -> None:
    """Post a poll where it is asked; a channel that has it already keeps its message."""
    card = await card_of(work, row)
    for channel in await places(work, row):
        await work.post(channel, card, key=key(row.id, channel))
        await polls.add_post(work.session, row.id, channel)


async def places(work: Work, row: Stored) -> Sequence[int]:
    """The channels in which a poll is asked."""
    return [one.id for one in await channels.announcing(work)] if row.channel is None else [row.channel]


async def reachable(work: Work, row: Stored) -> bool:
    """Whether there is a channel left in which a poll can be asked."""
    found = await read_channels(work.session, await places(work, row))
    return any(not one.trouble for one in found)


async def card_of(work: Work, row: Stored) -> Card:
    """What the channels show of a poll now."""
    picture = files.link(work, row.picture, PICTURE) if row.picture else ""
    return poll_cards.living(row, await polls.options(work.session, row.id), await count_of(work, row), picture)


async def count_of(work: Work, row: Stored) -> Count:
    """The votes of an open poll so far; of any other, what was kept stands with its answers."""
    return await poll_ballots.count(work.session, row.id) if row.state == OPEN else Count(row.voters, {})


async def refresh(work: Work, row: Stored) -> None:
    """Show a poll that is locked or held as it is now, wherever it was posted."""
    await poll_ballots.take_in(work.session, row.id)
    await show(work, row)


async def show(work: Work, row: Stored) -> None:
    """The same, once its ballots are taken in."""
    card = await card_of(work, row)
    for channel in await polls.posts(work.session, row.id):
        await work.update(key(row.id, channel), card)


async def refresh_votes(work: Work, ident: int) -> None:
    """Show the votes that came in; whoever is a moment earlier has shown them."""
    row = await polls.hold(work.session, ident)
    if row is not None and await poll_ballots.take_in(work.session, ident):
        await show(work, row)


async def keep_up(network: Network) -> None:
    """Show the votes of all polls that came in lately; those that cannot be shown now are by the next look."""
    with suppress(Busy):
        for ident in await network.look(lambda work: poll_ballots.stale(work.session)):
            await network.run(refresh_votes, ident)


async def missing(work: Work, row: Stored) -> list[str]:
    """Where a poll was to be posted and is not, each with why, in a sentence."""
    keys = [key(row.id, channel) for channel in await polls.posts(work.session, row.id)]
    gone = [one for one in (await channels.where(work, keys)).values() if one.state == "gone"]
    return [f"It is not in {one.channel.words}. {one.why}" for one in gone]


async def where(work: Work, row: Stored) -> str:
    """Where a poll is asked, in words."""
    found = await read_channels(work.session, await polls.posts(work.session, row.id))
    named = dict.fromkeys(channels.channel(one).words for one in found)
    return ", ".join(named) or "the channel"


def shown_votes(options: Sequence[Option], count: Count) -> dict[int, int]:
    """How many chose each answer there is."""
    return {one.id: count.votes.get(one.id, 0) for one in options}
