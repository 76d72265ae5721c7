"""The pulses of a digest: open ones that ask the reader, each once.

As with polls it is not looked at who has answered: what somebody was not shown would tell it for a year.
"""

from collections.abc import Iterable, Mapping

from bot import survey_cards
from bot.cards import Person
from bot.digest_parts import MOST_IN_SECTION, PULSE, Choice, Item, Reading
from bot.network import Work
from bot.surveys import asks, is_open
from storage import surveys
from storage.surveys import IN_CHANNEL, OPEN, Stored

WHY = "It asks you, and nobody is shown who answered what"

Pool = Mapping[int, Stored]
"""Open pulses by their ids."""


async def pool(work: Work) -> Pool:
    """The pulses that ask the network or one side of it now."""
    rows = await surveys.in_state(work.session, OPEN)
    return {row.id: row for row in rows if row.audience != IN_CHANNEL and is_open(work, row)}


def choose(found: Pool, reading: Reading) -> list[Choice]:
    """The pulses for a reader, who has a profile: those that ask their side, and none that they were shown."""
    if "pulses" not in reading.kinds or not reading.side:
        return []
    return [
        Choice(row.id, None)
        for row in found.values()
        if asks(row, reading.side) and (PULSE, str(row.id)) not in reading.seen
    ][:MOST_IN_SECTION]


def items(found: Pool, chosen: Iterable[Choice]) -> tuple[Item, ...]:
    """These pulses for a reader."""
    return tuple(Item(PULSE, str(one.ref), face(found[one.ref])) for one in chosen)


def face(row: Stored) -> Person:
    """A pulse as it reads to whom it asks."""
    buttons = (survey_cards.ask(row), survey_cards.look(row))
    return Person(row.title, why=WHY, status=f"Open until {survey_cards.until(row)}", buttons=buttons)
