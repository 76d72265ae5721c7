"""A thousand people for the load benchmark, put together from the demo's invented members."""

import random
from collections.abc import AsyncIterator, Iterator

from bot.directory import Address, Identity
from bot.imports import Row, bring_in
from bot.matching.encoder import Encoder
from bot.network import open_network
from handlers.demo import invented_cast

PEOPLE = 1_000


class Crowd:
    """A platform's list of so many people."""

    async def identify(self, address: Address) -> Identity | None:
        """Nobody has to be looked up: everybody is known."""
        return Identity(address, address.user)

    async def everyone(self) -> AsyncIterator[Identity]:
        """Everybody, with an e-mail address."""
        for number in range(PEOPLE):
            address = Address("slack", "TLOAD", f"ULOAD{number}")
            yield Identity(address, f"Person {number}", email=f"{number}@people.example")


def rows() -> list[Row]:
    """A profile for everybody: each text is some invented member's, so that no two people are the same."""
    chance = random.Random(1)
    told = [row.values for row in invented_cast().rows]
    return [
        Row(
            number + 2,
            {
                **chance.choice(told),
                "email": f"{number}@people.example",
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


async def gather(url: str, encoder: Encoder) -> None:
    """Bring everybody into a migrated database."""
    network = open_network(url, encoder)
    try:
        report = await bring_in(network, [Crowd()], rows(), consented=True)
    finally:
        await network.close()
    if report.added != PEOPLE:
        raise SystemExit(f"{report.added} of {PEOPLE} people could be brought in.")
