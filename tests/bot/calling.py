"""What the tests of calls share: who posts one, who follows it, and the form filled in."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.cards import Card, Form
from bot.directory import Address
from bot.schedule import run_job
from tests.bot.introducing import RESEARCHER
from tests.bot.scene import Scene, button, only

FIRST: dict[str, Any] = {
    "title": "What keeps groups going?",
    "about": "We would like to find out with you what keeps peer groups going.",
    "side": "community",
    "roles": "Co-researchers",
    "experience": "",
    "topics": ("peer support",),
    "stage": "question",
    "early": "open",
    "hours": "Two hours a month",
    "dates": "From January",
    "place": "online",
    "region": "anywhere",
    "deadline": date(2026, 12, 7),
}
SECOND: dict[str, Any] = {
    "pay": "paid",
    "amount": "27.50",
    "unit": "hour",
    "pay_to": "person",
    "pay_by": "14",
    "pay_note": "",
    "expenses": "advance",
    "share": None,
    "access": "Captions",
    "support": "",
    "contact": "",
}
UNPAID: dict[str, Any] = {
    "pay": "unfunded",
    "amount": "",
    "unit": "",
    "pay_to": "",
    "pay_by": "",
    "pay_note": "Not yet.",
}


@dataclass(frozen=True, slots=True)
class Posted:
    """Priya's call, and Rosa who may follow it."""

    scene: Scene
    priya: Address
    rosa: Address
    ident: str

    async def press(self, who: Address, action: str, **answers: Any) -> Card:
        """Press or submit something about the call; the card that comes."""
        return await self.scene.card(who, f"calls.{action}", self.ident, **answers)

    async def row(self) -> dict[str, Any]:
        """The call as it is kept."""
        return next(row for row in await self.scene.rows("calls") if str(row["id"]) == self.ident)

    async def interest(self, who: Address) -> Card:
        """Somebody takes an interest."""
        return await self.press(who, "interest")

    async def close(self, outcome: str = "Four people joined.", ending: str = "filled") -> Card:
        """Priya closes it."""
        return await self.press(self.priya, "close", ending=ending, outcome=outcome)


async def draft(scene: Scene, who: Address, **changes: Any) -> Card:
    """Fill in both forms; the preview."""
    form = await scene.form(who, "calls.write")
    answers = FIRST | SECOND | changes
    second = only(Form, await scene.press(who, "calls.keep", form.value, **{name: answers[name] for name in FIRST}))
    return await scene.card(who, "calls.keep_terms", second.value, **{name: answers[name] for name in SECOND})


async def send(scene: Scene, who: Address, preview: Card, label: str = "Post") -> Card:
    """Press the first button of a preview."""
    found = button(preview, label)
    return await scene.card(who, found.action, found.value)


async def post(scene: Scene, who: Address, **changes: Any) -> str:
    """Post a call; its id."""
    card = await send(scene, who, await draft(scene, who, **changes))
    assert card.title == "Your call is posted", card
    return button(card, "See the call").value


async def posted(scene: Scene, **changes: Any) -> Posted:
    """A call of Priya's, and Rosa."""
    rosa = await scene.member("rosa", "Rosa")
    priya = await scene.member("priya", "Priya", **RESEARCHER)
    return Posted(scene, priya, rosa, await post(scene, priya, **changes))


async def tended(scene: Scene) -> None:
    """Run the job that looks after calls."""
    await run_job(scene.network, "calls.tend")


async def later(scene: Scene, **by: float) -> None:
    """Let time pass, and run the job that is due then."""
    scene.clock.forward(**by)
    await tended(scene)
