"""How match rounds end for whoever leaves, blocks or becomes one member with another, and what is kept of them."""

from datetime import timedelta

from bot.availability import AGAIN_AFTER
from bot.cards import Button, Buttons, Card, Text
from bot.network import Work
from storage import round_meetings, round_members, rounds
from storage.round_meetings import OUT, Made

PLACES_KEPT = timedelta(days=30)
"""How long it is kept what somebody said to a round after it ended."""

ROUNDS = Button("Match rounds", "rounds.show")

CLOSED = Card(
    "This match is closed",
    (
        Text("There is nothing to answer any more, and nobody is told that you looked or what you said."),
        Buttons((ROUNDS,)),
    ),
)

MESSAGES = ("request", "waiting", "reminder")
"""What each message about a meeting that has not come about is called in its key."""


def key(ident: int, member: int, what: str) -> str:
    """The key of a message to one who is to meet others."""
    return f"meeting:{ident}:{member}:{what}"


def round_key(ident: int, member: int, what: str) -> str:
    """The key of a message about a round."""
    return f"round:{ident}:{member}:{what}"


async def show_instead(work: Work, ident: int, member: int, card: Card) -> None:
    """Show this in the place of every message to somebody about a meeting."""
    for what in MESSAGES:
        await work.update(key(ident, member, what), card)


async def step_out(work: Work, meeting: Made, member: int) -> None:
    """Take somebody out of a meeting that has not come about; the others learn of it when it closes, and not why."""
    await round_meetings.say(work.session, meeting.id, member, OUT)
    await show_instead(work, meeting.id, member, CLOSED)
    await work.refresh_home(member)


async def part(work: Work, member: int, other: int) -> None:
    """Take a member out of meetings with another whom they have blocked; the other sees no change before it closes."""
    for meeting in await round_meetings.going_on(work.session, member, locked=True):
        if other in meeting.members:
            await step_out(work, meeting, member)


async def leave(work: Work, member: int) -> None:
    """Have somebody who deletes their profile take part no more, and meet nobody any more."""
    for meeting in await round_meetings.going_on(work.session, member, locked=True):
        await step_out(work, meeting, member)
    await rounds.leave(work.session, member)
    await round_members.leave(work.session, member)


async def unite(work: Work, kept: int, gone: int) -> None:
    """Make what one member has to do with rounds another's; a meeting of the two with each other is over."""
    for meeting in await round_meetings.going_on(work.session, kept, locked=True):
        if gone in meeting.members:
            for one in meeting.members:
                await show_instead(work, meeting.id, one, CLOSED)
                await work.refresh_home(one)
    await rounds.hand_over(work.session, gone, kept)
    await round_members.hand_over(work.session, gone, kept)
    await round_meetings.hand_over(work.session, gone, kept)


async def forget(work: Work) -> None:
    """Remove what has been kept for long enough."""
    await rounds.forget(work.session, work.now - PLACES_KEPT)
    await round_meetings.forget(work.session, work.now - AGAIN_AFTER)
