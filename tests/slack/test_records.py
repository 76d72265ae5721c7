"""Filling in a profile from a public record on Slack, over HTTP to a local server in the place of ORCID."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from bot.network import Network
from handlers.records import PublicRecords
from handlers.settings import Registers
from tests import services
from tests.services import ORCID, Said, Services
from tests.slack.workplace import Workplace, at_work, field, words


@dataclass
class Desk:
    """The bot at work, and the services that it asks."""

    place: Workplace
    services: Services

    async def fill(self, user: str, number: str) -> Any:
        """Give a number in the form that the home offers."""
        await self.place.press(user, await self.place.home(user), "Fill in from a public record")
        return await self.place.submit(user, number={"text": number})


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


async def test_a_profile_is_filled_in_from_an_orcid_record(desk: Desk) -> None:
    """The modal turns into the profile form, which the member reads, changes and agrees to."""
    desk.services.record()
    await desk.fill("UBEN", f"https://orcid.org/{ORCID}")
    view = await desk.place.modal("UBEN")
    assert view["callback_id"] == "profiles.save"
    assert "your ORCID record, 0000-0002-1825-0097, read today" in words(view)
    assert field(view, "role")["element"]["initial_value"] == "Professor of community health"
    done = await desk.place.submit("UBEN", part={"selected": "research"}, consent={"selected": ["yes"]})
    assert done["action"] == "update"
    await desk.place.command("UADA", "/find-collaborator", "how peer groups last")
    assert "Ben Hall" in words(await desk.place.last("UADA"))


async def test_a_number_that_is_none_is_said_at_its_field(desk: Desk) -> None:
    """And can be put right there."""
    done = await desk.fill("UBEN", "0000-0002-1825-0098")
    assert done["action"] == "errors"
    assert "One of the digits" in str(done)
    assert desk.services.asked == []


async def test_a_slow_record_shows_that_it_is_worked_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slack is answered in time; the form comes when the record does."""
    monkeypatch.setattr("handlers.slack.listeners.PATIENCE", 0.0)
    monkeypatch.setattr("handlers.slack.listeners.SETTLING", 0.0)
    answer = asyncio.Event()
    desk.services.record(said=Said(services.record(), held=answer))
    place = desk.place
    await place.press("UBEN", await place.home("UBEN"), "Fill in from a public record")
    view = await place.modal("UBEN")
    fill = {field(view, "number")["block_id"]: {"field:number": {"text": ORCID}}}
    done = await place.control("POST", "users/UBEN/submit", view=view["id"], fill=fill)
    assert done["action"] == "update"
    assert "takes longer than usual" in words(await place.modal("UBEN"))
    answer.set()
    await place.quiet()
    assert "read today" in words(await place.modal("UBEN"))


FAULTS = {
    "not found": (Said(status=404), "There is nothing under"),
    "too many": (Said(status=429), "Too many people ask"),
    "broken": (Said(status=500), "cannot reach your ORCID record"),
    "no JSON": (Said(b"<html>"), "cannot reach your ORCID record"),
    "private": (Said(services.record(biography=None, keywords=(), employments=[], works=[])), "nothing that is public"),
}


@pytest.mark.parametrize("name", FAULTS)
async def test_where_nothing_is_found_the_ordinary_form_opens(desk: Desk, name: str) -> None:
    """With words on why."""
    said, why = FAULTS[name]
    desk.services.record(said=said)
    await desk.fill("UBEN", ORCID)
    view = await desk.place.modal("UBEN")
    assert view["callback_id"] == "profiles.save"
    assert why in words(view)


async def test_words_of_a_record_ping_link_and_format_nobody(desk: Desk) -> None:
    """They are data: in a field, and beside one."""
    name = "<!channel> *Harbour* <https://evil.example|x>"
    desk.services.charity(charity_name=name.replace("<", "&lt;").replace(">", "&gt;"))
    await desk.fill("UBEN", services.CHARITY)
    element = field(await desk.place.modal("UBEN"), "organisation")["element"]
    assert (element["type"], element["initial_value"]) == ("plain_text_input", name)
    await desk.place.submit(
        "UBEN", part={"selected": "vcse"}, consent={"selected": ["yes"]}, organisation={"text": "Us"}
    )
    await desk.fill("UBEN", services.CHARITY)
    hint = field(await desk.place.modal("UBEN"), "organisation")["hint"]
    assert (hint["type"], hint["text"]) == ("plain_text", f"The record says: {name}")
