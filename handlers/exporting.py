"""`roundtable export`: the results of a closed pulse as a table."""

from bot import survey_table
from handlers.build import opened
from handlers.settings import Settings


class NoResults(Exception):
    """A key that is no closed pulse's."""


async def export(settings: Settings, key: str) -> str:
    """The table as CSV, which tells no more than everybody sees. Raises NoResults."""
    async with opened(settings) as network:
        made = await network.look(survey_table.export, key)
    if made is None:
        raise NoResults(f"No closed pulse has the key {key}; facilitators see it under “Table and pictures”")
    return made
