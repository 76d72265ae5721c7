"""Where a digest is offered, and how it ends for whoever deletes their profile or becomes one member with another.

Nothing of what stands in a digest is needed here: this is what profiles, the home and links call.
"""

from bot.cards import Button, Buttons, Element, Heading, Text
from bot.network import Work
from storage import digests

BEGIN = Button("Every Monday at 09:00", "digests.begin")
CHOOSE = Button("Choose when and what", "digests.edit")
MINE = Button("My digest", "digests.show")

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
    """Forget the digest of somebody who deletes their profile."""
    await digests.remove(work.session, member)


async def unite(work: Work, kept: int, gone: int) -> None:
    """Make a member's digest another's."""
    await digests.hand_over(work.session, gone, kept)
