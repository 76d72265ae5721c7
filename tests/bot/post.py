"""A platform's way to its members, which a test can break, and letters to put in."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.cards import Card, Text
from bot.delivery import deliver_due
from bot.directory import Address
from bot.network import Network, Work
from bot.outbox import Arrived, Rates
from tests.bot.scene import Scene, words_of


@dataclass
class Post:
    """A courier that keeps what it is given: a company's server stands behind it, so a stand-in is right.

    `trouble` is raised for everybody, `troubles` for some users alone. `under_way` counts deliveries at this moment.
    """

    rates: Rates = field(default_factory=Rates)
    sent: list[tuple[str, str]] = field(default_factory=list)
    changed: list[tuple[str, str, str]] = field(default_factory=list)
    homes: list[tuple[str, str]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    since: list[datetime | None] = field(default_factory=list)
    trouble: Exception | None = None
    troubles: dict[str, Exception] = field(default_factory=dict)
    under_way: int = 0
    most_under_way: int = 0

    async def deliver(self, to: Address, card: Card, key: str, *, since: datetime | None) -> Arrived:
        """Take a private message."""
        self.since.append(since)
        await self.carried(to.user)
        self.keys.append(key)
        self.sent.append((to.user, card.title))
        return Arrived(f"dm {to.user}", f"{len(self.sent)}")

    async def gather(self, to: Sequence[Address], card: Card, key: str, *, since: datetime | None) -> Arrived:
        """Take a message to several."""
        return await self.deliver(to[0]._replace(user="+".join(sorted(one.user for one in to))), card, key, since=since)

    async def post(self, to: Address, card: Card, key: str, *, since: datetime | None) -> Arrived:
        """Take a message to a channel."""
        arrived = await self.deliver(to, card, key, since=since)
        return Arrived(to.user, arrived.message, f"https://{to.platform}.example/{to.user}/{arrived.message}")

    async def change(self, to: Address, at: Arrived, card: Card, key: str) -> None:
        """Take a change."""
        await self.carried(to.user)
        self.changed.append((key, at.message, card.title))

    async def show_home(self, to: Address, card: Card) -> None:
        """Take a home."""
        await self.carried(to.user)
        self.homes.append((to.user, words_of(card)))

    async def carried(self, user: str) -> None:
        """Be on the way for a moment, and meet what trouble there is."""
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        await asyncio.sleep(0)
        self.under_way -= 1
        trouble = self.troubles.get(user, self.trouble)
        if trouble is not None:
            raise trouble


async def written(scene: Scene, who: Address, *titles: str) -> None:
    """Have these cards sent to somebody whose home is shown already."""
    await scene.card(who, "home.show")
    member = await scene.id_of(who)

    async def send(work: Work) -> None:
        for title in titles:
            await work.send(member, Card(title, (Text("Words."),)), key=f"key {title}")

    await scene.network.run(send)


async def deliver(network: Network, post: Post) -> int:
    """Deliver what may go out now."""
    return await deliver_due(network, {"slack": post})


async def delivered(network: Network, post: Post) -> None:
    """Deliver all that is due at this moment."""
    while await deliver(network, post):
        continue
