"""The polls of a digest: open ones that were asked of the whole network, each once.

They fit everybody they were asked of, so nothing is matched. Who has voted is not looked at either: what somebody was
not shown would tell for a year that they had voted, also in a poll without names.
"""

from collections.abc import Iterable, Mapping

from bot.cards import Person
from bot.digest_parts import MOST_IN_SECTION, POLL, Choice, Item, Reading
from bot.poll_cards import by_whom, more
from bot.poll_days import read_as
from storage.polls import Stored

MOST_ASKED = 200
"""Polls that are looked at, the newest of them."""

WHY = "Asked of the whole network"

Pool = Mapping[int, Stored]
"""Open polls by their ids, the newest first."""


def choose(pool: Pool, reading: Reading) -> list[Choice]:
    """The polls for a reader: not their own, and none that they were shown."""
    if "polls" not in reading.kinds:
        return []
    return [
        Choice(row.id, None)
        for row in pool.values()
        if row.author not in reading.without and (POLL, str(row.id)) not in reading.seen
    ][:MOST_IN_SECTION]


def items(pool: Pool, reading: Reading, chosen: Iterable[Choice]) -> tuple[Item, ...]:
    """These polls for a reader."""
    return tuple(Item(POLL, str(one.ref), face(pool[one.ref], reading.timezone)) for one in chosen)


def face(row: Stored, timezone: str) -> Person:
    """A poll as it reads to who is in that timezone: what is asked, by whom, until when, and where to vote."""
    until = f"Closes {read_as(row.closes_at, timezone)}" if row.closes_at is not None else "Open for now"
    return Person(
        row.question, about=(by_whom(row),), why=WHY, status=until, buttons=(more(row, "Vote or look closer"),)
    )
