"""Public records over HTTP: what their services document is read, and whatever else they do is told in words."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.registers import Found, Missing, Number
from handlers import records
from handlers.records import PublicRecords
from handlers.settings import Registers
from tests.conftest import Clock
from tests.services import CHARITY, KEY, ORCID, Said, Services, at_work, employment, record, work

RESEARCHER = Number("orcid", ORCID)
HARBOUR = Number("england-and-wales", CHARITY)


@pytest.fixture
async def services() -> AsyncIterator[Services]:
    """A local server in the place of both."""
    async with at_work() as served:
        yield served


@pytest.fixture
async def reader(services: Services, clock: Clock) -> AsyncIterator[PublicRecords]:
    """What looks up there."""
    registers = Registers(f"{services.url}/orcid/", f"{services.url}/charity/", KEY)
    async with PublicRecords(registers, clock) as opened:
        yield opened


async def test_an_orcid_record_is_read_as_orcid_documents_it(
    services: Services, reader: PublicRecords, clock: Clock
) -> None:
    """The present employment, the biography, the latest publications by their titles, and keywords one by one."""
    services.record()
    assert await reader.read(RESEARCHER) == Found(
        RESEARCHER,
        clock.now,
        "Professor of community health",
        "University of the Northern Coast",
        "I study how peer groups last, with the people who run them.\n\n"
        "Some of what I have published: What groups live on; Rooms by the sea; Drawing & talking.",
        ("peer support", "ethnography", "hearing voices"),
    )
    (request,) = services.asked
    assert request.headers["accept"] == "application/json"
    assert request.headers["user-agent"].startswith("Roundtable")


async def found(reader: PublicRecords, number: Number = RESEARCHER) -> Found:
    """What is read, where something is."""
    read = await reader.read(number)
    assert isinstance(read, Found), read
    return read


async def test_of_several_employments_the_one_put_first_is_taken_or_the_latest(
    services: Services, reader: PublicRecords, clock: Clock
) -> None:
    """And none that has ended."""
    later = {"start-date": {"year": {"value": "2024"}, "month": None, "day": None}}
    services.record(employments=[employment("First", "Reader"), employment("Latest", None, **later)])
    assert ((await found(reader)).organisation, (await found(reader)).role) == ("Latest", "")
    clock.forward(days=2)
    services.record(
        employments=[employment("Preferred", None, **{"display-index": "2"}), employment("Latest", None, **later)]
    )
    assert (await found(reader)).organisation == "Preferred"
    clock.forward(days=2)
    services.record(employments=[employment("Past", "Reader", **{"end-date": {"year": {"value": "2020"}}})])
    assert (await found(reader)).organisation == ""


async def test_text_from_outside_is_cut_and_has_no_markup(services: Services, reader: PublicRecords) -> None:
    """It is data, to be put into fields of a certain length."""
    services.record(
        biography="<p>One <b>two</b></p><script>alert(1)</script>\u0007\ud800 &lt;!channel&gt; " + "word " * 900,
        keywords=["k" * 61, " Peer  support ", "peer support", *(f"topic {number}" for number in range(20))],
        employments=[employment("O" * 500, "<i>Reader</i> in H<sub>2</sub>O")],
    )
    read = await found(reader)
    assert read.about.startswith("One two\n<!channel> word word")
    assert (len(read.about) <= 1500, read.about[-6:]) == (True, " word…")
    assert read.role == "Reader in H2O"
    assert len(read.organisation) == 150
    assert read.topics == ("peer support", *(f"topic {number}" for number in range(9)))


ODD: dict[str, Any] = {
    "nothing": None,
    "a list": [],
    "a number": 7,
    "nulls": {"person": None, "activities-summary": {"employments": None, "works": {"group": None}}},
    "odd shapes": {
        "person": {"biography": "x", "keywords": {"keyword": [None, 3, {"content": 4}]}},
        "activities-summary": {
            "employments": {"affiliation-group": [None, {"summaries": [None, {"employment-summary": []}]}]},
            "works": {"group": [None, {"work-summary": []}, {"work-summary": [{"title": 3}]}]},
        },
    },
    "a private record": record(biography=None, keywords=(), employments=[], works=[]),
    "works without titles or years": record(
        biography=None, keywords=(), employments=[], works=[work(None, None), work("  ", "x")]
    ),
}


@pytest.mark.parametrize("name", ODD)
async def test_a_record_with_nothing_to_show_is_said_to_be_empty(
    services: Services, reader: PublicRecords, name: str
) -> None:
    """Private ones among them; and whatever is null or odd in one is passed over."""
    services.record(said=Said(ODD[name]))
    assert await reader.read(RESEARCHER) == Missing(RESEARCHER, "empty")


FAULTS: dict[str, tuple[Said, str]] = {
    "unknown": (Said(status=404), "unknown"),
    "joined with another": (Said(status=301, headers={"location": "http://127.0.0.1:1/"}), "moved"),
    "sent elsewhere": (Said(status=302, headers={"location": "http://127.0.0.1:1/"}), "away"),
    "closed": (Said(status=409), "closed"),
    "refused": (Said(status=401), "refused"),
    "forbidden": (Said(status=403), "refused"),
    "too many": (Said(status=429), "busy"),
    "broken": (Said(status=500), "away"),
    "no JSON": (Said(b"<html>Oops</html>"), "away"),
    "no text": (Said(b"\xff\xfe\xfa"), "away"),
    "cut off": (Said(b"{", headers={"content-length": "1000"}), "away"),
    "nested": (Said(b"[" * 200_000), "away"),
    "packed": (Said(b"\x1f\x8b", headers={"content-encoding": "gzip"}), "away"),
    "huge": (Said(b" " * (records.MOST_BYTES + 1)), "away"),
}


@pytest.mark.parametrize("name", FAULTS)
async def test_whatever_else_a_service_answers_is_told_by_a_reason(
    services: Services, reader: PublicRecords, name: str
) -> None:
    """It raises nothing, goes nowhere else, keeps no refusal, and logs no number."""
    said, reason = FAULTS[name]
    services.record(said=said)
    with capture_logs() as logged:
        assert await reader.read(RESEARCHER) == Missing(RESEARCHER, reason)  # type: ignore[arg-type]
    assert ORCID not in str(logged)
    assert bool(logged) == (reason in records.TROUBLE)
    assert len(services.asked) == 1
    services.record()
    assert isinstance(await reader.read(RESEARCHER), Found)


async def test_who_does_not_answer_in_time_is_away(
    services: Services, reader: PublicRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Members wait for a few seconds at most."""
    monkeypatch.setattr(records, "SECONDS", 0.01)
    services.record(said=Said(held=asyncio.Event()))
    assert await reader.read(RESEARCHER) == Missing(RESEARCHER, "away")


async def test_a_service_is_asked_a_few_things_at_once(services: Services, reader: PublicRecords) -> None:
    """The others wait for their turn."""
    answer = asyncio.Event()
    numbers = [Number("england-and-wales", str(number)) for number in range(200_000, 200_008)]
    for number in numbers:
        services.answers[f"/charity/allcharitydetailsV2/{number.value}/0"] = Said(status=404, held=answer)
    reading = [asyncio.create_task(reader.read(number)) for number in numbers]
    while len(services.asked) < records.AT_ONCE:  # noqa: ASYNC110 - the server has no event for this
        await asyncio.sleep(0.005)
    await asyncio.sleep(0.02)
    assert len(services.asked) == records.AT_ONCE
    answer.set()
    assert await asyncio.gather(*reading) == [Missing(number, "unknown") for number in numbers]


async def test_a_service_that_cannot_be_reached_is_away(clock: Clock) -> None:
    """As when the machine is offline."""
    async with PublicRecords(Registers("http://127.0.0.1:1/", "http://127.0.0.1:1/", KEY), clock) as reader:
        assert await reader.read(RESEARCHER) == Missing(RESEARCHER, "away")
        assert await reader.read(HARBOUR) == Missing(HARBOUR, "away")


async def test_what_was_found_is_kept_for_a_day_and_not_without_bound(
    services: Services, reader: PublicRecords, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The services are asked no more often than needed, and our memory does not fill up."""
    services.record()
    first = await found(reader)
    clock.forward(hours=23)
    assert await found(reader) == first
    assert len(services.asked) == 1
    clock.forward(hours=2)
    assert (await found(reader)).read_at == clock.now
    monkeypatch.setattr(records, "MOST_KEPT", 1)
    services.charity()
    await found(reader, HARBOUR)
    await found(reader)
    assert services.paths.count(f"/orcid/{ORCID}/record") == 3


async def test_a_service_that_asks_to_wait_is_left_alone(
    services: Services, reader: PublicRecords, clock: Clock
) -> None:
    """For as long as it says."""
    services.record(said=Said(status=429, headers={"retry-after": "60"}))
    for _ in range(3):
        assert await reader.read(RESEARCHER) == Missing(RESEARCHER, "busy")
    assert len(services.asked) == 1
    services.record()
    clock.forward(seconds=61)
    assert isinstance(await reader.read(RESEARCHER), Found)


async def test_a_charity_is_read_as_the_register_documents_it(
    services: Services, reader: PublicRecords, clock: Clock
) -> None:
    """Its name, what it does, and what and whom it is for, but for what would bring nobody together."""
    services.charity()
    assert await reader.read(HARBOUR) == Found(
        HARBOUR,
        clock.now,
        "",
        "HARBOUR VOICES",
        "WEEKLY GROUPS FOR PEOPLE WHO HEAR VOICES,\nAND FOR THOSE WHO ARE CLOSE TO THEM.",
        ("advancement of health or saving of lives", "people with disabilities"),
    )
    assert {request.headers["ocp-apim-subscription-key"] for request in services.asked} == {KEY}


async def test_a_linked_charity_is_asked_for_by_its_suffix(services: Services, reader: PublicRecords) -> None:
    """And what it does may be missing."""
    services.charity(f"{CHARITY}/2", charity_name="Harbour Voices <b>Trading</b>")
    del services.answers[f"/charity/charityoverview/{CHARITY}/2"]
    read = await found(reader, Number("england-and-wales", CHARITY, 2))
    assert (read.organisation, read.about) == ("Harbour Voices Trading", "")


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (Said(None), "unknown"),
        (Said({"charity_name": None}), "unknown"),
        (Said(status=404), "unknown"),
        (Said(status=401), "refused"),
        (Said({"charity_name": "GONE", "reg_status": "RM"}), "closed"),
        (Said(b"{"), "away"),
    ],
)
async def test_a_charity_that_is_not_there_is_told_by_a_reason(
    services: Services, reader: PublicRecords, said: Said, reason: str
) -> None:
    """Whether the register says so by a status, by nothing, or by a date of removal."""
    services.answers[f"/charity/allcharitydetailsV2/{CHARITY}/0"] = said
    assert await reader.read(HARBOUR) == Missing(HARBOUR, reason)  # type: ignore[arg-type]


async def test_without_a_key_no_charity_is_asked_for(services: Services, clock: Clock) -> None:
    """The register lets nobody in without one."""
    registers = Registers(f"{services.url}/orcid/", f"{services.url}/charity/")
    async with PublicRecords(registers, clock) as reader:
        assert await reader.read(HARBOUR) == Missing(HARBOUR, "unconnected")
    assert services.asked == []
