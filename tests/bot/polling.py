"""What the tests of polls share: who asks, who votes, and what the channel shows."""

from dataclasses import dataclass
from typing import Any

from bot.cards import Bar, Card, Shown, load
from bot.desk import say
from bot.directory import Address, Room
from bot.poll_posting import keep_up
from bot.schedule import JOBS
from tests.bot.scene import Scene, button, only, parts_of

GENERAL = Room("slack", "T1", "C1", name="#general")
LUNCH = "poll “Lunch?” “Soup” “Pizza”"
FORM: dict[str, Any] = {
    "question": "Lunch?",
    "answers": "Soup\nPizza",
    "shown": "numbers",
    "most": 1,
    "adding": False,
    "day": None,
    "clock": "",
    "repeats": "no",
}


@dataclass(frozen=True, slots=True)
class Polled:
    """A poll of Priya's, and those who vote."""

    scene: Scene
    priya: Address
    key: str

    async def row(self) -> dict[str, Any]:
        """The poll as it is kept."""
        return next(row for row in await self.scene.rows("polls") if row["key"] == self.key)

    async def press(self, who: Address, action: str, **answers: Any) -> Shown:
        """Press or submit something about it."""
        return await self.scene.press(who, f"polls.{action}", self.key, **answers)

    async def card(self, who: Address, action: str, **answers: Any) -> Card:
        """The same, where a card is shown."""
        return only(Card, await self.press(who, action, **answers))

    async def option(self, label: str) -> int:
        """The id of an answer."""
        ident = (await self.row())["id"]
        options = await self.scene.rows("poll_options")
        found: int = next(one["id"] for one in options if (one["poll_id"], one["label"]) == (ident, label))
        return found

    async def vote(self, who: Address, label: str) -> Card:
        """Press an answer."""
        return await self.scene.card(who, "polls.vote", f"{self.key} {await self.option(label)}")

    async def standing(self, channel: int = 1) -> Card:
        """What a channel shows once the votes that came in were looked at."""
        await keep_up(self.scene.network)
        wanted = f"poll:{(await self.row())['id']}:channel:{channel}"
        [row] = [row for row in await self.scene.rows("outbox") if row["key"] == wanted]
        return only(Card, load(row["card"]))


def numbers(card: Card) -> dict[str, str]:
    """The bars of a card."""
    return {part.label: part.value for part in parts_of(card) if isinstance(part, Bar)}


async def ask(scene: Scene, who: Address, words: str = LUNCH, room: Room | None = GENERAL) -> Shown:
    """Say it in a channel."""
    return (await say(scene.desk, who, words, room=room)).shown


async def polled(scene: Scene, **form: Any) -> Polled:
    """A poll of Priya's, who is no member with a profile: typed, or by the form where something is to be otherwise."""
    priya = scene.town.add("priya", "Priya")
    return await asked(scene, priya, **form)


async def asked(scene: Scene, who: Address, **form: Any) -> Polled:
    """A poll of somebody's."""
    shown = await ask(scene, who) if not form else await by_form(scene, who, **form)
    card = only(Card, shown)
    assert card.title == "Your poll is asked", card
    return Polled(scene, who, button(card, "See it").value)


async def by_form(scene: Scene, who: Address, room: Room | None = GENERAL, **form: Any) -> Shown:
    """Fill in the form."""
    opened = await ask(scene, who, "poll", room)
    return await scene.press(who, "polls.save", getattr(opened, "value", ""), **{**FORM, **form})


def people(scene: Scene, number: int) -> list[Address]:
    """Some who have no profile."""
    return [scene.town.add(f"guest{each}", f"Guest {each}") for each in range(number)]


async def tended(scene: Scene, **by: float) -> None:
    """Let time pass, and look after polls."""
    scene.clock.forward(**by)
    await scene.network.run(JOBS["polls.tend"].run)
