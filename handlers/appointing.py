"""`roundtable facilitator`: the first facilitator of a network whose platform tells of no owner."""

from bot import facilitators
from handlers.build import doors_of, opened
from handlers.settings import Settings


async def appoint(settings: Settings, email: str) -> str:
    """Make whoever has this e-mail address a facilitator; their name. Raises Nobody and Unreachable."""
    async with opened(settings) as network:
        doors = doors_of(settings, network)
        async with doors.open():
            return await facilitators.appoint(network, list(doors.directories.values()), email)
