"""A member's polls, in a list and in their home."""

from collections.abc import Sequence

from bot.cards import Buttons, Card, Element, Heading, Note, Person, Text
from bot.members import Me
from bot.network import Work
from bot.poll_cards import EXAMPLE, MINE, more, voted
from bot.poll_days import read_as
from bot.said import Said
from storage import polls
from storage.polls import OPEN, WEEK, Stored

MOST_SHOWN = 12


async def mine(work: Work, me: Me, said: Said) -> Card:
    """The polls that I asked."""
    return listing(await polls.of(work.session, me.id))


def listing(rows: Sequence[Stored]) -> Card:
    """The same."""
    ordered = sorted(rows, key=lambda row: row.state != OPEN)
    body: list[Element] = [*(entry(row) for row in ordered[:MOST_SHOWN])]
    if len(ordered) > MOST_SHOWN:
        body.append(Note(f"These are {MOST_SHOWN} of {len(ordered)}. Polls are kept for a year after they close."))
    if not rows:
        body.append(Text("None yet. Say this in a channel that I am in, and it is asked there:"))
        body.append(EXAMPLE)
    return Card("My polls", tuple(body), detail=True)


def entry(row: Stored) -> Person:
    """One of them."""
    if row.state == OPEN:
        closes = f". Closes {read_as(row.closes_at, row.timezone)}" if row.closes_at is not None else ""
        stands = f"Open{closes}"
    else:
        stands = f"Closed. {voted(row)}"
    again = f". Asked every {'week' if row.repeats == WEEK else 'month'}" if row.repeats else ""
    return Person(row.question, status=f"{stands}{again}", buttons=(more(row, "See it"),))


async def for_home(work: Work, member: int) -> tuple[Element, ...]:
    """A member's open polls."""
    rows = [row for row in await polls.of(work.session, member) if row.state == OPEN or row.repeats]
    return under_way(rows)


def under_way(rows: Sequence[Stored]) -> tuple[Element, ...]:
    """The same, of what was read."""
    return (Heading("Your polls"), *(entry(row) for row in rows), Buttons((MINE,))) if rows else ()
