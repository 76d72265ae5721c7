"""What the tests of pulses share: who asks and who answers, and the answers to the first template."""

from dataclasses import dataclass
from typing import Any

from bot.cards import Card, Form
from bot.directory import Address
from bot.schedule import run_job
from tests.bot.scene import Scene, button, only

SHEET: dict[str, Any] = {
    "core.value": "4",
    "core.equal": "2",
    "core.paid": "1",
    "needs.support": ("0", "3"),
    "needs.themes.0": "2",
    "needs.themes.1": "0",
    "needs.topic": "Rhyming with the tide",
}


@dataclass(frozen=True, slots=True)
class Pulse:
    """An open pulse, Olga who looks after it, and the people whom it asks."""

    scene: Scene
    olga: Address
    people: tuple[Address, ...]
    key: str

    async def answer(self, who: Address, **changes: Any) -> Card:
        """Answer it, filled in as in SHEET but for these."""
        return await self.scene.card(who, "surveys.answer", self.key, **(SHEET | changes))

    async def row(self) -> dict[str, Any]:
        """The pulse as it is kept."""
        return next(row for row in await self.scene.rows("surveys") if row["key"] == self.key)

    async def close(self) -> Card:
        """Olga closes it."""
        return await self.scene.card(self.olga, "surveys.close", self.key)


async def facilitator(scene: Scene) -> Address:
    """Olga, who looks after the network."""
    known = next((who for who in scene.town.people if who.user == "olga"), None)
    owner = known or scene.town.add("olga", "Olga", owner=True)
    await scene.card(owner, "home.show")
    return owner


async def begun(scene: Scene, owner: Address, template: str = "needs") -> str:
    """A draft from a template; its key."""
    card = await scene.card(owner, "surveys.begin", template)
    return button(card, "Change this").value


async def opened(scene: Scene, people: int = 0, **changes: Any) -> Pulse:
    """A pulse from the first template, open, and so many people, one in three of them from research."""
    olga = await facilitator(scene)
    who = [await scene.member(f"member{one}", part="research" if one % 3 == 0 else "lived") for one in range(people)]
    key = await begun(scene, olga)
    if changes:
        await framed(scene, olga, key, **changes)
    card = await scene.card(olga, "surveys.draft", key)
    opening = button(card, "Open it")
    assert (await scene.card(olga, opening.action, opening.value)).title.startswith("Open: ")
    return Pulse(scene, olga, tuple(who), key)


async def framed(scene: Scene, owner: Address, key: str, **changes: Any) -> Card:
    """Fill in the form for whom a draft asks, as it is but for these."""
    form = only(Form, await scene.press(owner, "surveys.frame", key))
    before: dict[str, Any] = {field.name: getattr(field, "value", None) for field in form.fields}
    return await scene.card(owner, form.action, form.value, **(before | changes))


async def tended(scene: Scene, **by: float) -> None:
    """Let time pass, and run the jobs that are due then."""
    scene.clock.forward(**by)
    for job in ("surveys.tend", "surveys.count", "surveys.forget"):
        await run_job(scene.network, job)
