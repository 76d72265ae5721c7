"""How partnerships end with whoever leaves, blocks or becomes one member with another, and what is kept of them."""

from datetime import timedelta

from bot.cards import Button, Buttons, Card, Text
from bot.network import Work
from storage import checkins, members, outcomes, partnerships
from storage.partnerships import ENDED, Stored

CHECK_INS = {3: timedelta(days=91), 6: timedelta(days=182), 12: timedelta(days=365)}
"""After how many months both are asked how it is, and when that is."""

KEPT = timedelta(days=90)
"""How long a partnership is kept that has ended, and can be taken up again."""

MINE = Button("My partnerships", "partnerships.list")

GONE = Card(
    "This partnership is closed",
    (Text("It is kept here no longer, and there is nothing to do. Nobody is told that you looked."), Buttons((MINE,))),
)


def key(ident: int, version: int) -> str:
    """The key of the message that tells of a change."""
    return f"partnership:{ident}:{version}"


def checkin_key(ident: int, month: int, member: int) -> str:
    """The key of the message that asks how it is."""
    return f"checkin:{ident}:{month}:{member}"


async def close_messages(work: Work, row: Stored) -> None:
    """Show in the place of every message about a partnership that it is closed."""
    for version in range(1, row.version + 1):
        await work.update(key(row.id, version), GONE)
    for member in row.members:
        for month in CHECK_INS:
            await work.update(checkin_key(row.id, month, member), GONE)


async def part(work: Work, member: int, other: int) -> None:
    """End, without a word to either, what a member has with another whom they have blocked."""
    for row in await partnerships.lock_of(work.session, member, other=other):
        if not row.ended:
            await partnerships.change(work.session, row.id, stage=ENDED, ended_at=work.now, next_at=None, paused=False)
        await close_messages(work, row)
    await outcomes.silence(work.session, member, other=other)


async def leave(work: Work, member: int) -> None:
    """Remove the partnerships of somebody who deletes their profile, and tell the others so."""
    rows = await partnerships.lock_of(work.session, member)
    for row in rows:
        await close_messages(work, row)
        other, _ = row.other(member)
        _, name = row.other(other)
        if not row.ended and await members.accounts(work.session, other):
            await work.send(other, left(name), key=f"partnership:{row.id}:left")
        await work.refresh_home(other)
    await partnerships.remove(work.session, [row.id for row in rows])
    await outcomes.silence(work.session, member)


def left(name: str) -> Card:
    """What somebody is told whose partner deleted their profile."""
    return Card(
        f"{name} has deleted their profile here",
        (
            Text(
                "So your partnership is no longer listed, and neither of you is asked about it again. What you do "
                "together goes on as you two like."
            ),
            Buttons((MINE,)),
        ),
    )


async def unite(work: Work, kept: int, gone: int) -> None:
    """Make the partnerships of one member another's; what was between the two went with their introduction."""
    await partnerships.hand_over(work.session, gone, kept)
    await outcomes.hand_over(work.session, gone, kept)
    await checkins.hand_over(work.session, gone, kept)


async def forget(work: Work) -> None:
    """Remove what ended long ago."""
    await partnerships.forget(work.session, work.now - KEPT)
