"""Where a digest is offered, and how it ends for whoever deletes their profile or becomes one member with another.

Nothing of what stands in a digest is needed here: this is what profiles, the home and links call.
"""

from datetime import timedelta

from bot.cards import Button, Buttons, Element, Heading, Text
from bot.network import Work
from storage import digest_items, digests, saved_searches

BEGIN = Button("Every Monday at 09:00", "digests.begin")
CHOOSE = Button("Choose when and what", "digests.edit")
MINE = Button("My digest", "digests.show")
SEARCHES = Button("My saved searches", "searches.mine")

MOST_SEARCHES = 10
"""Searches that a member may have saved."""

SHOWN_KEPT = timedelta(days=365)
"""How long it is kept what was shown to whom; no call is open for longer without a change."""

OFFER = (
    "A digest brings you what is new and fits you, when you choose: calls, people and more, each with the reason. When "
    "there is nothing to say, nothing comes."
)


async def is_sent(work: Work, member: int) -> bool:
    """Whether somebody gets a digest."""
    stored = await digests.read(work.session, member)
    return stored is not None and stored.next_at is not None


def offer() -> tuple[Element, ...]:
    """The way to a digest for who gets none."""
    return (Heading("Your digest"), Text(OFFER), Buttons((BEGIN, CHOOSE)))


async def leave(work: Work, member: int) -> None:
    """Forget the digest of somebody who deletes their profile, what was in it, and their saved searches."""
    # The searches first: whoever just begins a digest on them holds them, and it is there when that has ended.
    await saved_searches.leave(work.session, member)
    await digests.remove(work.session, member)
    await digest_items.leave(work.session, member)


async def unite(work: Work, kept: int, gone: int) -> None:
    """Make a member's digest another's, with what was in it and the saved searches."""
    await digests.hand_over(work.session, gone, kept)
    await digest_items.hand_over(work.session, gone, kept)
    await saved_searches.hand_over(work.session, gone, kept, MOST_SEARCHES)


async def forget(work: Work) -> None:
    """Forget what was shown long ago."""
    await digest_items.forget(work.session, work.now - SHOWN_KEPT)
