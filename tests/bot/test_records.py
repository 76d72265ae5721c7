"""Profiles from public records: the number is checked, what is found is proposed, and nothing is kept by that."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

import pytest

from bot.cards import Form, Invalid, Shown, SuggestField, TextField
from bot.desk import Desk, press
from bot.directory import Address
from bot.errors import BadForm
from bot.profile_form import LONGEST_ABOUT, MOST_TOPICS
from bot.records import CALLED, WHY
from bot.registers import Found, Missing, Number, Reason, Register, number_in
from bot.said import Said
from tests.bot.scene import PROFILE, Scene, only, words_of

ORCID = Number("orcid", "0000-0002-1825-0097")
RECORD = Found(
    ORCID,
    datetime(2026, 11, 23, 8, 0, tzinfo=UTC),
    "Professor",
    "University of the Northern Coast",
    "I study how peer groups last.",
    ("Peer Support", "ethnography"),
)


class Shelf:
    """Records that a test puts there: the services are somebody else's, so a stand-in is right."""

    def __init__(self, read: Found | Missing) -> None:
        self.read_from = read
        self.asked: list[Number] = []

    async def read(self, number: Number) -> Found | Missing:
        """What stands there."""
        self.asked.append(number)
        return self.read_from


async def look_up(scene: Scene, who: Address, read: Found | Missing, number: str = "0000-0002-1825-0097") -> Shown:
    """Give a number; what is shown then."""
    desk: Desk = replace(scene.desk, records=Shelf(read))
    return (await press(desk, who, "records.fill", Said("", {"number": number}))).shown


def field(form: Form, name: str) -> TextField:
    """A text field of a form."""
    return only(TextField, next(one for one in form.fields if one.name == name))


def topics(form: Form) -> list[str]:
    """The topics that stand in a form."""
    return [one.value for one in only(SuggestField, next(one for one in form.fields if one.name == "topics")).values]


GOOD = {
    "0000-0002-1825-0097": ORCID,
    "0000000218250097": ORCID,
    "  https://orcid.org/0000-0002-1825-0097/ ": ORCID,
    "http://www.orcid.org/0000-0002-1825-0097?lang=en": ORCID,
    "orcid.org/0000-0002-1825-0097": ORCID,
    "ORCID iD: 0000 0002 1825 0097": ORCID,
    "0000–0002–1825–0097": ORCID,
    "0000-0002-1694-233x": Number("orcid", "0000-0002-1694-233X"),
    "1095654": Number("england-and-wales", "1095654"),
    "Registered charity number: 1095654": Number("england-and-wales", "1095654"),
    "charity no. 207720": Number("england-and-wales", "207720"),
    "1095654-2": Number("england-and-wales", "1095654", 2),
    "1095654 / 12": Number("england-and-wales", "1095654", 12),
    "SC012345": Number("scotland", "SC012345"),
    "sc 012345": Number("scotland", "SC012345"),
    "NIC100002": Number("northern-ireland", "NIC100002"),
}


@pytest.mark.parametrize("typed", GOOD)
def test_a_number_is_taken_in_any_usual_form(typed: str) -> None:
    """With the address or the words around it, with hyphens of any kind or without."""
    assert number_in(typed) == GOOD[typed]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "0000-0002-1825-0098",
        "0000-0002-1825-009",
        "0000-0002-1825-0097-1",
        "000X-0002-1825-0097",
        "٠٠٠٠-٠٠٠٢-١٨٢٥-٠٠٩٧",
        "https://evil.example/0000-0002-1825-0097",
        "0000-0002-1825-0097/../../x",
        "1095654-1234",
        "12345",
        "12345678",
        "1095654@evil.example",
        "SC1",
        "Harbour Voices",
        "1" * 5000,
        "-" * 5000,
    ],
)
def test_what_is_no_number_is_said_at_its_field(typed: str) -> None:
    """Nothing of it ever stands in an address."""
    with pytest.raises(BadForm) as refused:
        number_in(typed)
    assert list(refused.value.errors) == ["number"]


async def test_a_wrong_number_is_not_looked_up(sqlite_scene: Scene) -> None:
    """The form stays, with words."""
    who = sqlite_scene.town.add("rosa", "Rosa")
    shelf = Shelf(RECORD)
    desk: Desk = replace(sqlite_scene.desk, records=shelf)
    shown = (await press(desk, who, "records.fill", Said("", {"number": "0000-0002-1825-0098"}))).shown
    assert "One of the digits" in only(Invalid, shown).errors["number"]
    assert shelf.asked == []


async def test_somebody_new_finds_the_form_filled_in_and_agrees_there(sqlite_scene: Scene) -> None:
    """It names its source, asks for consent as ever, and keeps nothing until it is saved."""
    who = sqlite_scene.town.add("rosa", "Rosa")
    asked = await sqlite_scene.form(who, "records.ask")
    assert asked.action == "records.fill"
    form = only(Form, await look_up(sqlite_scene, who, RECORD))
    assert form.action == "profiles.save"
    assert "your ORCID record, 0000-0002-1825-0097, read today" in words_of(form.intro)
    assert "We keep what you write here" in words_of(form.intro)
    assert {name: field(form, name).value for name in ("role", "organisation", "about", "offers")} == {
        "role": "Professor",
        "organisation": "University of the Northern Coast",
        "about": "I study how peer groups last.",
        "offers": "",
    }
    assert topics(form) == ["Peer Support", "ethnography"]
    assert "Professor" not in await sqlite_scene.everything()
    saved = await sqlite_scene.press(who, form.action, form.value, **(PROFILE | {"about": field(form, "about").value}))
    assert "saved" in words_of(saved)


async def test_what_is_there_is_never_overwritten(sqlite_scene: Scene) -> None:
    """A line stays with the proposal beside it, a text has it below, and topics are added; saving it works as ever."""
    who = await sqlite_scene.member("rosa")
    form = only(
        Form, await look_up(sqlite_scene, who, replace(RECORD, read_at=datetime(2026, 11, 22, 23, 0, tzinfo=UTC)))
    )
    assert "read on 22 November 2026" in words_of(form.intro)
    assert field(form, "role").value == PROFILE["role"]
    assert field(form, "role").hint == "The record says: Professor"
    assert field(form, "organisation").value == PROFILE["organisation"]
    assert field(form, "about").value == f"{PROFILE['about']}\n\n{RECORD.about}"
    assert topics(form) == ["hearing voices", "peer support", "ethnography"]
    changed = {"about": field(form, "about").value, "topics": tuple(topics(form))}
    assert "saved" in words_of(await sqlite_scene.press(who, form.action, form.value, **(PROFILE | changed)))
    again = only(Form, await look_up(sqlite_scene, who, RECORD))
    assert field(again, "about").value == changed["about"]
    assert topics(again) == list(changed["topics"])


async def test_what_there_is_no_room_for_stands_beside(sqlite_scene: Scene) -> None:
    """Cut where it has to be, and never what the member wrote."""
    own = "a" * (LONGEST_ABOUT - 300)
    who = await sqlite_scene.member("rosa", about=own, topics=tuple(f"topic {number}" for number in range(MOST_TOPICS)))
    long = replace(RECORD, about="word " * 290)
    form = only(Form, await look_up(sqlite_scene, who, long))
    assert len(field(form, "about").value) <= LONGEST_ABOUT
    assert field(form, "about").value.startswith(f"{own}\n\nword word")
    hint = next(one.hint for one in form.fields if one.name == "topics")
    assert "The record also has: Peer Support, ethnography." in hint
    full = "b" * (LONGEST_ABOUT - 20)
    await sqlite_scene.save(who, about=full)
    form = only(Form, await look_up(sqlite_scene, who, long))
    assert field(form, "about").value == full
    assert field(form, "about").hint.startswith("The record says: word word")


async def test_a_record_with_little_leaves_the_rest_as_it_is(sqlite_scene: Scene) -> None:
    """And what says the same already is not said again."""
    who = await sqlite_scene.member("rosa", organisation="university of the  northern coast")
    form = only(Form, await look_up(sqlite_scene, who, Found(ORCID, RECORD.read_at, organisation=RECORD.organisation)))
    assert (field(form, "organisation").hint, field(form, "role").hint) == ("", "")
    assert field(form, "about").value == PROFILE["about"]


@pytest.mark.parametrize("reason", get_args(Reason))
async def test_where_nothing_is_found_the_ordinary_form_opens_with_words(sqlite_scene: Scene, reason: Reason) -> None:
    """That say why, and what to do."""
    who = await sqlite_scene.member("rosa")
    shown = only(Form, await look_up(sqlite_scene, who, Missing(ORCID, reason)))
    plain = await sqlite_scene.form(who, "profiles.edit")
    assert (shown.fields, shown.value) == (plain.fields, plain.value)
    words = words_of(shown.intro)
    assert "your ORCID record" in words
    assert "{" not in words
    assert "You can fill in the form yourself" in words


@pytest.mark.parametrize("number", ["SC012345", "NIC100002"])
async def test_the_other_registers_are_not_asked(sqlite_scene: Scene, number: str) -> None:
    """It is said plainly, and the form opens."""
    who = sqlite_scene.town.add("rosa", "Rosa")
    shown = only(Form, await look_up(sqlite_scene, who, RECORD, number))
    assert "we cannot read the" in words_of(shown.intro)
    assert field(shown, "about").value == ""


async def test_a_network_without_look_ups_says_so(sqlite_scene: Scene) -> None:
    """The form opens all the same."""
    who = sqlite_scene.town.add("rosa", "Rosa")
    shown = only(Form, await sqlite_scene.press(who, "records.fill", number="1095654"))
    assert "This network is not connected to the register of charities" in words_of(shown.intro)


def test_every_register_and_every_reason_has_its_words() -> None:
    """Whatever a look-up brings can be told."""
    assert set(CALLED) == set(get_args(Register))
    assert set(WHY) == set(get_args(Reason))
