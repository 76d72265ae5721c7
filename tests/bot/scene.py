"""What the tests of the rules share: a network with people in it, and ways to look at what they are shown."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sqlalchemy import text

from bot.cards import Button, Card, Form, Option, Person, Shown, SuggestField
from bot.desk import Desk, command, press, say
from bot.directory import Address, Identity
from bot.members import changed
from bot.network import Network, Work
from bot.said import Said
from storage import members
from storage.database import Base
from tests.conftest import Clock, Town

T = TypeVar("T")

PROFILE: dict[str, Any] = {
    "part": "vcse",
    "role": "Peer support lead",
    "organisation": "Harbour Voices",
    "about": "We run weekly groups for people who hear voices.",
    "offers": "A room by the sea.",
    "looking_for": "Somebody who studies how groups last.",
    "topics": ("hearing voices", "peer support"),
    "region": "north-east",
    "pay": "organisation",
    "monthly_requests": 2,
    "paused_until": None,
    "private": "",
    "consent": True,
}


@dataclass(frozen=True, slots=True)
class Scene:
    """A network, the platform's list of people, and the clock; people act through the same door as on a platform."""

    network: Network
    town: Town
    clock: Clock

    @property
    def desk(self) -> Desk:
        """The way in."""
        return Desk(self.network, {"slack": self.town, "teams": self.town})

    def elsewhere(self, network: Network) -> "Scene":
        """The same people in another process."""
        return replace(self, network=network)

    async def press(self, who: Address, action: str, value: str = "", *, once: str = "", **answers: Any) -> Shown:
        """Press a button or submit a form; what is shown then."""
        return (await press(self.desk, who, action, Said(value, answers), once=once)).shown

    async def card(self, who: Address, action: str, value: str = "", *, once: str = "", **answers: Any) -> Card:
        """The same, where a card is shown."""
        return only(Card, await self.press(who, action, value, once=once, **answers))

    async def form(self, who: Address, action: str, value: str = "") -> Form:
        """The same, where a form is shown."""
        return only(Form, await self.press(who, action, value))

    async def say(self, who: Address, words: str) -> Shown:
        """Write to the bot; what is shown then."""
        return (await say(self.desk, who, words)).shown

    async def command(self, who: Address, slash: str, words: str = "") -> Shown:
        """Type a slash command; what is shown then."""
        return (await command(self.desk, who, slash, words)).shown

    async def save(self, who: Address, **changes: Any) -> Shown:
        """Submit the profile form, filled in as in PROFILE but for these."""
        return await self.press(who, "profiles.save", **(PROFILE | changes))

    async def member(
        self,
        user: str,
        name: str = "",
        *,
        platform: str = "slack",
        timezone: str = "Europe/London",
        **changes: Any,
    ) -> Address:
        """Somebody with a profile."""
        who = self.town.add(user, name or user.title(), platform=platform, timezone=timezone)
        assert only(Card, await self.save(who, **changes)).title == "Your profile is saved"
        return who

    async def code(self, who: Address) -> str:
        """A code to link another account with, as it is shown."""
        card = only(Card, await self.say(who, "link"))
        return next(part.removeprefix("link ") for part in words_of(card).split("\n") if part.startswith("link "))

    async def link(self, maker: Address, other: Address, **answers: Any) -> Card:
        """Link two accounts by the first one's code; what is shown at the end."""
        asked = only(Card, await self.say(other, f"link {await self.code(maker)}"))
        go_on = buttons_of(asked)[0]
        return await self.card(other, "linking.join", go_on.value, **answers)

    async def find(self, who: Address, words: str, **answers: Any) -> list[str]:
        """The names of the people on the first page, among everyone unless said otherwise."""
        card = await self.card(who, "collaborators.find", words, **({"side": "anyone"} | answers))
        return [person.name for person in persons(card)]

    async def id_of(self, who: Address) -> int:
        """Somebody's id."""

        async def look(work: Work) -> int:
            row = await members.known(work.session, *who)
            assert row is not None
            return row.id

        return await self.network.look(look)

    async def told(self, identity: Identity) -> None:
        """Have the platform tell of a change."""
        self.town.people[identity.address] = identity
        await self.network.run(changed, identity)

    async def rows(self, table: str) -> list[dict[str, Any]]:
        """All rows of a table."""

        async def look(work: Work) -> list[dict[str, Any]]:
            return [dict(row) for row in (await work.session.execute(text(f'SELECT * FROM "{table}"'))).mappings()]  # noqa: S608 - our own table

        return await self.network.look(look)

    async def change(self, statement: str) -> None:
        """Change the tables beside the rules, as an older version or a failing machine would."""

        async def write(work: Work) -> None:
            await work.session.execute(text(statement))

        await self.network.run(write)

    async def everything(self) -> str:
        """Every cell of every table, to look for words that should not be there."""
        return "\n".join([repr(row) for table in Base.metadata.tables for row in await self.rows(table)])


def only(kind: type[T], shown: object) -> T:
    """What is shown, which is of this kind."""
    assert isinstance(shown, kind), shown
    return shown


def parts_of(shown: object) -> Iterator[object]:
    """Everything that a card or a form is made of, itself included."""
    yield shown
    if dataclasses.is_dataclass(shown):
        for each in dataclasses.fields(shown):
            yield from parts_of(getattr(shown, each.name))
    elif isinstance(shown, tuple | list):
        for one in shown:
            yield from parts_of(one)
    elif isinstance(shown, dict):
        yield from parts_of(list(shown.values()))


def words_of(shown: object) -> str:
    """Every string in what is shown."""
    return "\n".join(part for part in parts_of(shown) if isinstance(part, str))


def buttons_of(shown: object) -> list[Button]:
    """Every button in what is shown."""
    return [part for part in parts_of(shown) if isinstance(part, Button)]


def button(shown: object, label: str) -> Button:
    """The button that reads like this."""
    return next(one for one in buttons_of(shown) if one.label == label)


def persons(shown: object) -> list[Person]:
    """The people in what is shown."""
    return [part for part in parts_of(shown) if isinstance(part, Person)]


def options_of(shown: object) -> list[Option]:
    """Everything to pick in what is shown."""
    return [part for part in parts_of(shown) if isinstance(part, Option)]


def targets_of(shown: object) -> set[str]:
    """The actions that what is shown leads to."""
    found = {one.action for one in buttons_of(shown) if not one.url}
    found |= {part.action for part in parts_of(shown) if isinstance(part, Form)}
    return found | {part.source for part in parts_of(shown) if isinstance(part, SuggestField)}
