"""Filling in a profile from a public record on Teams, over HTTP to a local server in the place of the registers."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from bot.network import Network
from handlers.records import PublicRecords
from handlers.settings import Registers
from handlers.teams.answers import WORKING
from tests import services
from tests.services import CHARITY, ORCID, Said, Services
from tests.teams.workplace import ADA, BEN, Workplace, at_work, input_of, words


@dataclass
class Desk:
    """The bot at work, and the services that it asks."""

    place: Workplace
    services: Services

    async def ask(self) -> Any:
        """The form that asks for a number."""
        await self.place.say(BEN, "home")
        await self.place.press(BEN, await self.place.last(BEN), "Fill in from a public record")
        return await self.place.last(BEN)

    async def fill(self, number: str) -> Any:
        """What stands in the place of the form once a number was given."""
        await self.place.press(BEN, await self.ask(), "Look it up", number=number)
        return await self.place.last(BEN)


@pytest.fixture
async def desk(sqlite_network: Network) -> AsyncIterator[Desk]:
    """A sandbox with the bot in it, and services outside."""
    async with services.at_work() as served:
        registers = Registers(f"{served.url}/orcid/", f"{served.url}/charity/", services.KEY)
        async with (
            PublicRecords(registers, sqlite_network.clock) as records,
            at_work(sqlite_network, records=records) as place,
        ):
            yield Desk(place, served)


async def test_a_profile_is_filled_in_from_the_register_of_charities(desk: Desk) -> None:
    """The card turns into the profile form, which the member reads, changes and agrees to."""
    desk.services.charity()
    form = await desk.fill(CHARITY)
    assert "the register of charities in England and Wales, 1095654, read today" in words(form)
    assert input_of(form, "organisation")["value"] == "HARBOUR VOICES"
    await desk.place.press(BEN, form, "Save", part="=vcse", consent="true", organisation="Harbour Voices")
    assert "Your profile is saved" in words(await desk.place.last(BEN))
    await desk.place.say(ADA, "people who hear voices")
    assert "Ben Hall" in words(await desk.place.last(ADA))


async def test_a_number_that_is_none_is_said_at_its_field(desk: Desk) -> None:
    """What was typed stays, and can be put right."""
    form = await desk.fill("0000-0002-1825-0098")
    assert "One of the digits" in words(form) or "One of the digits" in str(form)
    assert input_of(form, "number")["value"] == "0000-0002-1825-0098"
    desk.services.record()
    await desk.place.press(BEN, form, "Look it up", number=ORCID)
    assert "read today" in words(await desk.place.last(BEN))


async def test_a_slow_record_takes_the_forms_place_later(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The member reads that it takes longer, and need not press again."""
    answer = asyncio.Event()
    desk.services.record(said=Said(services.record(), held=answer))
    form = await desk.ask()
    monkeypatch.setattr("handlers.teams.listeners.PATIENCE", 0.0)
    click = {"channel": desk.place.chat(BEN), "ts": form["ts"], "title": "Look it up"}
    inputs = {input_of(form, "number")["id"]: ORCID}
    done = await desk.place.control("POST", f"users/{BEN}/click", inputs=inputs, **click)
    assert done["text"] == WORKING
    answer.set()
    await desk.place.quiet()
    shown = await desk.place.last(BEN)
    assert shown["ts"] == form["ts"]
    assert "read today" in words(shown)


@pytest.mark.parametrize("status", [404, 429, 500])
async def test_where_nothing_is_found_the_ordinary_form_opens(desk: Desk, status: int) -> None:
    """With words on why."""
    desk.services.record(said=Said(status=status))
    form = await desk.fill(ORCID)
    assert "You can fill in the form yourself" in words(form)
    assert input_of(form, "about").get("value", "") == ""
