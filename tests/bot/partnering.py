"""What the tests of partnerships share: two who were introduced, and the partnership that they open."""

from typing import Any

from bot.cards import Card
from bot.directory import Address
from bot.schedule import run_job
from tests.bot.introducing import Pair, pair
from tests.bot.scene import Scene

TERMS: dict[str, Any] = {
    "title": "What keeps groups going",
    "stage": "question",
    "pay": "paid",
    "pay_note": "£165 a day",
    "paid": "no",
}
GOOD: dict[str, Any] = {"equal": "yes", "paid": "yes"}
JOBS = ("outcomes.ask", "checkins.ask", "partnerships.forget")


async def introduced(scene: Scene, **changes: Any) -> Pair:
    """Priya and Rosa, just introduced."""
    both = await pair(scene, **changes)
    await both.ask()
    await both.press(both.rosa, "accept")
    return both


async def partners(scene: Scene) -> Pair:
    """The two, with a partnership that Priya opened."""
    both = await introduced(scene)
    await scene.card(both.priya, "partnerships.begin", await both.ident(), **TERMS)
    return both


async def later(scene: Scene, **by: float) -> None:
    """Let time pass, and run the jobs that are due then."""
    scene.clock.forward(**by)
    for name in JOBS:
        await run_job(scene.network, name)


async def listed(scene: Scene) -> dict[str, Any]:
    """The one partnership there is, as it is kept."""
    [row] = await scene.rows("partnerships")
    return row


async def ident(scene: Scene) -> str:
    """Its id, as buttons bring it."""
    return str((await listed(scene))["id"])


async def form_value(scene: Scene) -> str:
    """What the form to correct it brings along now."""
    row = await listed(scene)
    return f"{row['id']} {row['version']}"


async def save(scene: Scene, who: Address, **changes: Any) -> Card:
    """Correct it."""
    return await scene.card(who, "partnerships.save", await form_value(scene), **(TERMS | changes))
