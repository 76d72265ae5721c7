"""Sharing a call to a channel: whoever sees it says so in the channel where others are to see it too."""

from dataclasses import replace

from bot import call_posting, channel_cards
from bot.call_access import open_to
from bot.call_cards import FIND, MINE, see
from bot.cards import Buttons, Card, Commands, Note, Text, Typed
from bot.commands import AROUND_WORDS
from bot.errors import Refused
from bot.members import Me
from bot.network import Work
from bot.said import Said
from storage import members
from storage.calls import Stored

MOST_A_DAY = 5

TITLE = "Share this call to another channel"

WHICH = Card(
    "Which call would you like to share?",
    (
        Text("Open a call and press “Share to another channel”: it tells you what to type, and where."),
        Buttons((FIND, MINE)),
    ),
    detail=True,
)


class EnoughShared(Refused):
    """One more than somebody may share in a day."""

    title = f"You have shared {MOST_A_DAY} calls within a day"
    text = "That is as many as one can, so that no channel is flooded. Nothing was posted. Please share it tomorrow."
    buttons = (FIND,)


async def how(work: Work, me: Me, said: Said) -> Card:
    """Say how a call is shared. Raises NotYours, Blocked or NotOpen."""
    return telling(await open_to(work, me, said.number), TITLE)


async def share(work: Work, me: Me, said: Said) -> Card:
    """Post a call in the channel where this is said. Raises NotYours, Blocked, NotOpen or EnoughShared."""
    if not said.value:
        return WHICH
    row = await open_to(work, me, replace(said, value=said.value.strip(AROUND_WORDS)).number, locked=True)
    if said.room is None:
        return telling(row, "Please say this in the channel")
    if not said.room.joined:
        return channel_cards.NOT_THERE
    # Whoever has two accounts takes turns with themselves.
    await members.hold(work.session, (me.id,))
    if await call_posting.shared_lately(work, me) >= MOST_A_DAY:
        raise EnoughShared
    return shared(row, new=await call_posting.share(work, me, row, said.room))


def telling(row: Stored, title: str) -> Card:
    """What to type, and where."""
    typed = Typed("share", str(row.id), "The call is posted where you type it", in_channel=True)
    return Card(
        title,
        (
            Text(f"The call “{row.terms.title}” can stand in any channel that I have been added to."),
            Text("Open the channel, and type there:"),
            Commands((typed,)),
            Note("Everybody in that channel sees the call. Its message does not say who shared it."),
            Buttons((see(row.id),)),
        ),
        detail=True,
    )


def shared(row: Stored, *, new: bool) -> Card:
    """What is told to who shared a call."""
    if new:
        words = (
            "Everybody in this channel sees it in a moment. It changes there as the call does, and says how it ended."
        )
        return Card(
            "The call is posted here", (Text(f"“{row.terms.title}”: {words}"), Buttons((see(row.id),))), detail=True
        )
    words = (
        "Nothing is posted twice. If its message was deleted here, say this again in a minute, and it is posted anew."
    )
    return Card("It is here already", (Text(f"“{row.terms.title}”: {words}"), Buttons((see(row.id),))), detail=True)
