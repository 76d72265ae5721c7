"""What the tests of match rounds share: who takes part, and hands to open, join and pair rounds."""

from dataclasses import dataclass
from typing import Any

from bot.cards import Card, Form, Shown
from bot.directory import Address
from bot.network import Work
from bot.round_calendar import next_due
from bot.schedule import run_job
from storage.rounds import Held, latest
from tests.bot.introducing import told
from tests.bot.scene import Scene, buttons_of, only, words_of

OPENED = "A match round is open: would you like to meet somebody?"
FOUND = "A match round found"

STUDIES: dict[str, Any] = {
    "part": "research",
    "about": "I study how groups for people who hear voices last.",
    "offers": "Help with grants.",
    "looking_for": "A group of people who hear voices.",
    "topics": ("hearing voices", "peer support"),
}


BOATS: dict[str, Any] = {
    "about": "We build wooden boats.",
    "offers": "A shed.",
    "looking_for": "",
    "topics": ("boats",),
}


@dataclass(frozen=True, slots=True)
class Rounds:
    """A network in which people take part in match rounds."""

    scene: Scene

    async def researcher(self, user: str, how: str = "ask", **more: Any) -> Address:
        """Somebody on the research side who takes part."""
        return await self.member(user, how, **(STUDIES | more))

    async def member(
        self, user: str, how: str = "ask", *, place: str = "online", third: bool = False, **more: Any
    ) -> Address:
        """Somebody who takes part; on the community side, unless said otherwise."""
        who = await self.scene.member(user, **more)
        await self.take_part(who, how, place=place, third=third)
        return who

    async def take_part(self, who: Address, how: str = "ask", *, place: str = "online", third: bool = False) -> Card:
        """Fill in the form."""
        return await self.scene.card(who, "rounds.take_part", how=how, place=place, third=third)

    async def monday(self) -> None:
        """Let the next Monday come at which a round is due, and do what is due."""
        last = await self.latest()
        self.scene.clock.now = next_due(last.due if last else None, self.scene.clock.now, 4)
        await self.hold()

    async def latest(self) -> Held | None:
        """The last round."""

        async def look(work: Work) -> Held | None:
            return await latest(work.session)

        return await self.scene.network.look(look)

    async def hold(self) -> None:
        """Do what is due."""
        self.scene.clock.forward(minutes=5)
        assert await run_job(self.scene.network, "rounds.hold")

    async def closed(self) -> None:
        """Let joining close, and do what is due."""
        last = await self.latest()
        assert last is not None
        self.scene.clock.now = last.closes_at
        await self.hold()

    async def ident(self) -> str:
        """The id of the last round."""
        return str(max(int(row["id"]) for row in await self.scene.rows("rounds")))

    async def join(self, *who: Address) -> None:
        """Have these join the last round."""
        for one in who:
            card = await self.scene.card(one, "rounds.join", await self.ident())
            assert card.title == "You have joined this round", card

    async def round(self, *who: Address) -> None:
        """Hold a whole round that these join."""
        await self.monday()
        await self.join(*who)
        await self.closed()

    async def press(self, who: Address, label: str) -> Card:
        """Press the button that reads like this in the last message that has it."""
        return only(Card, await self.pressed(who, label))

    async def press_form(self, who: Address, label: str) -> Form:
        """The same, where a form is shown."""
        return only(Form, await self.pressed(who, label))

    async def pressed(self, who: Address, label: str) -> Shown:
        """Either."""
        cards = reversed(await told(self.scene, who))
        found = next(one for card in cards for one in buttons_of(card) if one.label == label)
        return await self.scene.press(who, found.action, found.value)

    async def titles(self, who: Address) -> list[str]:
        """What somebody was told, as it reads by now."""
        return [card.title for card in await told(self.scene, who)]

    async def met(self) -> set[frozenset[int]]:
        """Who was introduced by a round."""
        return {
            frozenset((int(row["asker_id"]), int(row["asked_id"])))
            for row in await self.scene.rows("introductions")
            if row["kind"] == "round"
        }

    async def planned(self) -> set[frozenset[int]]:
        """Who was to meet whom, in all rounds."""
        groups: dict[int, set[int]] = {}
        for row in await self.scene.rows("round_seats"):
            groups.setdefault(int(row["meeting_id"]), set()).add(int(row["member_id"]))
        return {frozenset(group) for group in groups.values()}

    async def ids(self, *who: Address) -> frozenset[int]:
        """The ids of these."""
        return frozenset([await self.scene.id_of(one) for one in who])

    async def home(self, who: Address) -> str:
        """The words of somebody's home."""
        return words_of(await self.scene.card(who, "home.show"))
