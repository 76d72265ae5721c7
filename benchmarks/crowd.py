"""A thousand people on a platform for the load benchmarks, put together from the demo's invented members."""

import random
from collections.abc import AsyncIterator, Iterator

from bot.directory import Address, Identity, Room
from bot.imports import Row, bring_in
from bot.matching.encoder import Encoder
from bot.network import open_network
from handlers.demo import invented_cast

PEOPLE = 1_000
TENANT = "22222222-0000-4000-8000-000000000002"


def account(number: int) -> str:
    """Somebody's account at Teams."""
    return f"00000000-0000-4000-8000-{number:012d}"


def address(platform: str, number: int) -> Address:
    """Where somebody is reached."""
    if platform == "teams":
        return Address(platform, TENANT, account(number))
    return Address(platform, "TLOAD", f"ULOAD{number}")


class Crowd:
    """A platform's list of so many people."""

    def __init__(self, platform: str) -> None:
        self._platform = platform

    async def identify(self, address: Address) -> Identity | None:
        """Nobody has to be looked up: everybody is known."""
        return Identity(address, address.user)

    async def room(self, room: Room) -> Room:
        """No channel has to be looked up either."""
        return room

    async def everyone(self) -> AsyncIterator[Identity]:
        """Everybody, with an e-mail address."""
        for number in range(PEOPLE):
            at = address(self._platform, number)
            yield Identity(at, f"Person {number}", email=f"{number}@{self._platform}.example")


def rows(platform: str) -> list[Row]:
    """A profile for everybody: each text is some invented member's, so that no two people are the same."""
    chance = random.Random(1)
    told = [row.values for row in invented_cast().rows]
    return [
        Row(
            number + 2,
            {
                **chance.choice(told),
                "email": f"{number}@{platform}.example",
                "offers": chance.choice(told)["offers"],
                "looking_for": chance.choice(told)["looking_for"],
                "topics": chance.choice(told)["topics"],
            },
        )
        for number in range(PEOPLE)
    ]


def queries() -> Iterator[str]:
    """Topics that are never the same twice: two of the members', and one of a few ways to ask."""
    chance = random.Random(2)
    topics = sorted({topic.strip() for row in invented_cast().rows for topic in row.values["topics"].split(";")})
    seen = set()
    while True:
        one, other = chance.sample(topics, 2)
        asked = chance.choice(("{} and {}", "{} for people with {}", "{} in {}", "somebody who knows {} and {}"))
        asked = (
            f"{asked.format(one, other)} {chance.choice(('', 'in Wales', 'near us', 'this year', 'online'))}".strip()
        )
        if asked not in seen:
            seen.add(asked)
            yield asked


async def gather(url: str, encoder: Encoder | None, platform: str = "slack") -> None:
    """Bring everybody of a platform into a migrated database."""
    network = open_network(url, encoder)
    try:
        report = await bring_in(network, [Crowd(platform)], rows(platform), consented=True)
    finally:
        await network.close()
    if report.added != PEOPLE:
        raise SystemExit(f"{report.added} of {PEOPLE} people could be brought in.")
