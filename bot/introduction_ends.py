"""How requests end that came to nothing, and how long anything of them is kept.

What the asked member said to a request, or that they said nothing, is never told: it closes on the same day with the
same words. One that was declined looks as if it waited until then, to the asker and to every count they might go by.
"""

from datetime import timedelta

from bot.availability import AGAIN_AFTER
from bot.cards import Button, Buttons, Card, Text
from bot.errors import HELP, NotYours
from bot.members import Me
from bot.network import Work
from bot.said import Said
from storage import blocks, introductions, members, relays
from storage.introductions import AGREED, ANSWERABLE, CLOSED, DECLINED, WAITING, WITHDRAWN, WORDLESS, Request

WORDS_KEPT = timedelta(days=90)
"""How long the words of an introduction are kept that was agreed to; those of others go when they close."""

QUIET = timedelta(days=90)
"""How long messages are carried between two who write none."""

AT_ONCE = 200
"""Requests that one run of a job closes or reminds of; the next takes more."""

MESSAGES = ("request", "reminder", "answered")
"""What each message to the asked member that has a request on it is called in its key."""

LOOK = Button("Look for people", "collaborators.ask", style="primary")

TAKEN_BACK = Card(
    "Your request is taken back",
    (Text("They see that you took it back. Nothing else is told, and you can ask somebody else."), Buttons((LOOK,))),
)
OVER = Card(
    "This request is closed",
    (
        Text("It was closed or taken back. There is nothing to do, and nobody is told that you looked."),
        Buttons((HELP,)),
    ),
)
OVER_FOR_ASKER = Card(
    "Your request is closed",
    (Text("It is no longer open, so nothing was changed. You can ask somebody else."), Buttons((LOOK,))),
)


def not_available(name: str) -> Card:
    """What the asker is told when a request closes, whatever was or was not said to it."""
    return Card(
        f"{name} is not available at the moment",
        (
            Text(
                "So your request has closed. It says nothing about you or your work: people here go by the time they "
                "have, and need give no reason."
            ),
            Buttons((LOOK,)),
        ),
    )


def withdrawn(name: str) -> Card:
    """What the asked member sees in the place of a request that was taken back."""
    return Card(f"{name} took the request back", (Text("There is nothing to do."),))


def withdraw_button(ident: int) -> Button:
    """The button that takes a request back."""
    return Button(
        "Take it back",
        "introductions.withdraw",
        str(ident),
        confirm="They will see that you took it back. You can ask them again after three months.",
    )


def key(ident: int, what: str) -> str:
    """The key of a message about an introduction."""
    return f"introduction:{ident}:{what}"


async def show_instead(work: Work, ident: int, card: Card) -> None:
    """Show this in the place of every message with a request on it."""
    for what in MESSAGES:
        await work.update(key(ident, what), card)


async def settle(work: Work, row: Request, state: str) -> None:
    """End a request that came to nothing; its words are gone."""
    await introductions.change(work.session, row.id, state=state, settled_at=work.now, **WORDLESS)
    await work.refresh_home(row.asker)
    await work.refresh_home(row.asked)


async def withdraw(work: Work, me: Me, said: Said) -> Card:
    """Take a request of mine back; the same answer when it was. Raises NotYours."""
    row = await introductions.lock(work.session, said.number)
    if row is None or row.asker != me.id:
        raise NotYours
    if row.state == WITHDRAWN:
        return TAKEN_BACK
    if row.state not in WAITING or work.now >= row.closes_at:
        return OVER_FOR_ASKER
    await take_back(work, row)
    return TAKEN_BACK


async def take_back(work: Work, row: Request) -> None:
    """The same, once it is known that it can be: who was asked sees so, unless they had declined."""
    await settle(work, row, WITHDRAWN)
    if row.state in ANSWERABLE:
        await show_instead(work, row.id, withdrawn(row.asker_name))


async def decline_unseen(work: Work, row: Request) -> None:
    """Decline for the asked member, who is not there for the asker any more; the asker can tell nothing from it."""
    await introductions.change(work.session, row.id, state=DECLINED)
    await show_instead(work, row.id, OVER)
    await work.refresh_home(row.asked)


async def close(work: Work) -> None:
    """Close the requests whose time is over, and tell their askers, all alike."""
    for row in await introductions.due_for_closing(work.session, work.now, AT_ONCE):
        await settle(work, row, CLOSED)
        if row.state in ANSWERABLE:
            await show_instead(work, row.id, OVER)
        if await members.accounts(work.session, row.asker):
            await work.send(row.asker, not_available(row.asked_name), key=key(row.id, "closed"))


async def part(work: Work, member: int, other: int) -> None:
    """End all that is under way between a member and another whom they have blocked; the other is told nothing."""
    for row in await introductions.waiting_of(work.session, member, other=other):
        if row.asker == member:
            await take_back(work, row)
        else:
            await decline_unseen(work, row)
    await relays.stop(work.session, await introductions.relayed(work.session, member, other=other))
    await work.refresh_home(member)
    await work.refresh_home(other)


async def leave(work: Work, member: int) -> None:
    """End all that is under way with somebody who deletes their profile, and empty what they wrote."""
    for row in await introductions.waiting_of(work.session, member):
        if row.asker == member:
            await take_back(work, row)
        else:
            await decline_unseen(work, row)
    carried = [row for row in await introductions.going_on(work.session, member) if row.relayed]
    for row in carried:
        await work.refresh_home(row.other(member)[0])
    await relays.stop(work.session, [row.id for row in carried])
    await introductions.forget_words_of(work.session, member)


async def unite(work: Work, kept: int, gone: int) -> None:
    """Make what one member asked, was asked and blocked another's; what was open between the two needs no answer."""
    for row in await introductions.waiting_of(work.session, kept, other=gone):
        await show_instead(work, row.id, OVER)
    await introductions.hand_over(work.session, gone, kept)
    await blocks.hand_over(work.session, gone, kept)


async def forget(work: Work) -> None:
    """Empty and remove what has been kept for long enough, and stop carrying where nobody writes."""
    await introductions.forget_words(work.session, work.now - WORDS_KEPT)
    await introductions.forget(work.session, work.now - AGAIN_AFTER)
    await relays.forget(work.session, work.now - QUIET)


def is_over(row: Request, work: Work) -> bool:
    """Whether a request can be answered no more, also before its closing has been recorded."""
    return row.state != AGREED and (row.state not in ANSWERABLE or work.now >= row.closes_at)
