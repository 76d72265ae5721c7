"""What the tests of introductions share: who asks, who is asked, and what each has been told."""

from dataclasses import dataclass
from typing import Any

from bot.cards import Card, Shown, load
from bot.directory import Address
from bot.schedule import run_job
from tests.bot.scene import Scene, button, only

TERMS: dict[str, Any] = {
    "about": "We would like to form the question with people who run a group.",
    "kind": "decision",
    "early": "open",
    "time": "An hour online",
    "pay": "paid",
    "amount": "27.50",
    "unit": "hour",
    "pay_by": "14",
    "pay_note": "",
}

RESEARCHER: dict[str, Any] = {
    "part": "research",
    "role": "Research fellow",
    "organisation": "Northfield University",
    "about": "I study how peer groups last.",
    "topics": ("peer support", "sleep"),
    "monthly_requests": 5,
}

UNAVAILABLE = "Rosa is not available at the moment"


@dataclass(frozen=True, slots=True)
class Pair:
    """Priya, who asks, and Rosa, who is asked, in one network."""

    scene: Scene
    priya: Address
    rosa: Address

    async def ask(self, **changes: Any) -> Shown:
        """Have Priya ask Rosa."""
        return await ask(self.scene, self.priya, self.rosa, **changes)

    async def ident(self) -> str:
        """The id of the last request there is."""
        return str(max(row["id"] for row in await self.scene.rows("introductions")))

    async def press(self, who: Address, action: str, **answers: Any) -> Shown:
        """Press something about the last request."""
        return await self.scene.press(who, f"introductions.{action}", await self.ident(), **answers)

    async def title(self, who: Address, action: str, **answers: Any) -> str:
        """The title of the card that it brings."""
        return only(Card, await self.press(who, action, **answers)).title

    async def relay(self, who: Address, action: str, **answers: Any) -> Shown:
        """Press something about the messages that are carried."""
        return await self.scene.press(who, f"relays.{action}", await self.ident(), **answers)

    async def state(self) -> str:
        """How the last request stands."""
        rows = await self.scene.rows("introductions")
        return str(max(rows, key=lambda row: int(row["id"]))["state"])


async def pair(scene: Scene, *, apart: bool = False, **changes: Any) -> Pair:
    """The two, on Slack together, or on a platform each; `changes` are to Rosa's profile."""
    rosa = await scene.member("rosa", "Rosa", platform="teams" if apart else "slack", **changes)
    priya = await scene.member("priya", "Priya", **RESEARCHER)
    return Pair(scene, priya, rosa)


async def ask(scene: Scene, asker: Address, asked: Address, **changes: Any) -> Shown:
    """Submit the form, filled in as in TERMS but for these."""
    return await scene.press(asker, "introductions.send", str(await scene.id_of(asked)), **(TERMS | changes))


async def told(scene: Scene, who: Address) -> list[Card]:
    """What waits to be sent to somebody in private, as it is by now, oldest first."""
    member = await scene.id_of(who)
    rows = sorted(await scene.rows("outbox"), key=lambda row: int(row["id"]))
    return [only(Card, load(row["card"])) for row in rows if row["kind"] == "card" and row["member_id"] == member]


async def titles(scene: Scene, who: Address) -> list[str]:
    """The titles of these."""
    return [card.title for card in await told(scene, who)]


async def groups(scene: Scene) -> list[Card]:
    """The first messages of group conversations."""
    return [only(Card, load(row["card"])) for row in await scene.rows("outbox") if row["kind"] == "group"]


async def jobs(scene: Scene) -> None:
    """Run the jobs of introductions, which are due anew after an hour."""
    for name in ("remind", "close", "forget"):
        await run_job(scene.network, f"introductions.{name}")


async def pressed(scene: Scene, who: Address, shown: object, label: str, **answers: Any) -> Shown:
    """Press the button that reads like this."""
    found = button(shown, label)
    return await scene.press(who, found.action, found.value, **answers)
