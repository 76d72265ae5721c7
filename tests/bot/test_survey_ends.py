"""How pulses go on: in channels, longer, closed by hand or in time, and asked again every quarter."""

import asyncio
import json
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.cards import Card, DateField, Invalid, load
from bot.desk import press, say
from bot.directory import Address, Room
from bot.errors import FacilitatorsOnly, NotYours
from bot.said import Said
from bot.survey_cards import NotOpen
from bot.survey_templates import NEEDS
from storage.surveys import CLOSED, DRAFT, OPEN
from tests.bot.introducing import pressed, titles
from tests.bot.introducing import told as told_to
from tests.bot.pulsing import Pulse, begun, facilitator, framed, opened, tended
from tests.bot.scene import Scene, button, only, words_of
from tests.conftest import Opener

ROOM = Room("slack", "T1", "C1", name="announcements", joined=True)


BEGINNINGS = ("Begin with this", "Begin with nothing")


async def announcing(scene: Scene) -> None:
    """Have Olga choose a channel for announcements."""
    olga = await facilitator(scene)
    await press(scene.desk, olga, "channels.announce", Said(room=ROOM))


async def posts(scene: Scene) -> list[Card]:
    """What stands in channels of pulses."""
    return [
        only(Card, load(row["card"]))
        for row in await scene.rows("outbox")
        if row["key"].startswith("survey:") and row["kind"] == "channel"
    ]


async def results(pulse: Pulse, who: Address) -> Card:
    """The results as somebody sees them."""
    return await pulse.scene.card(who, "surveys.results", pulse.key)


async def states(scene: Scene) -> list[str]:
    """How all pulses stand."""
    return [row["state"] for row in sorted(await scene.rows("surveys"), key=lambda row: int(row["id"]))]


async def test_a_channel_tells_how_many_have_answered_in_steps_of_five(sqlite_scene: Scene) -> None:
    """Not at the fourth, at the fifth once the hour is over, and that it is closed in the end."""
    await announcing(sqlite_scene)
    pulse = await opened(sqlite_scene, 6)
    for count, told in ((4, "Fewer than five have answered so far"), (2, "5 or more have answered")):
        for _ in range(count):
            await pulse.answer(pulse.people[len(await sqlite_scene.rows("survey_taken"))])
        before = words_of(await posts(sqlite_scene))
        await tended(sqlite_scene, hours=1)
        assert told in words_of(await posts(sqlite_scene))
        assert "Fewer than five" in before
    assert "5 or more have answered" in words_of(await sqlite_scene.card(pulse.olga, "surveys.show"))
    await pulse.close()
    assert [card.title for card in await posts(sqlite_scene)] == [f"Closed: {NEEDS.title}"]


async def test_a_pulse_in_one_channel_writes_to_nobody(sqlite_scene: Scene) -> None:
    """Whoever is there can answer; reminders go to the channel."""
    await announcing(sqlite_scene)
    rosa = await sqlite_scene.member("rosa")
    olga = await facilitator(sqlite_scene)
    key = await begun(sqlite_scene, olga)
    channel = (await sqlite_scene.rows("channels"))[0]["id"]
    card = await framed(sqlite_scene, olga, key, audience=f"channel:{channel}")
    opening = button(card, "Open it")
    await sqlite_scene.card(olga, opening.action, opening.value)
    assert [title for title in await titles(sqlite_scene, rosa) if "pulse" in title] == []
    assert "No pulse asks you" in words_of(await sqlite_scene.say(rosa, "pulse"))
    assert (await sqlite_scene.card(rosa, "surveys.answer", key, **{"core.value": "3"})).title.startswith("Thank you")
    await tended(sqlite_scene, days=3)
    assert [card.title.split(":")[0] for card in await posts(sqlite_scene)] == ["A pulse", "Still open"]


async def test_a_pulse_that_is_begun_in_a_channel_can_ask_it(sqlite_scene: Scene) -> None:
    """Which needs no announcements for that; whoever begins it elsewhere does not find the channel."""
    olga = await facilitator(sqlite_scene)
    here = Room("slack", "T1", "C7", name="garden-group", joined=True)
    listed = only(Card, (await say(sqlite_scene.desk, olga, "pulse", room=here)).shown)
    assert "can ask this channel alone" in words_of(listed)
    keys = [button(await pressed_card(sqlite_scene, olga, listed, label), "Change this").value for label in BEGINNINGS]
    elsewhere = await begun(sqlite_scene, olga)
    channel = (await sqlite_scene.rows("channels"))[0]["id"]
    wanted = f"channel:{channel}"
    for key, offered in ((keys[0], True), (keys[1], True), (elsewhere, False)):
        assert (wanted in words_of(await sqlite_scene.form(olga, "surveys.frame", key))) == offered
    await framed(sqlite_scene, olga, keys[0], audience="all")
    card = await framed(sqlite_scene, olga, keys[0], audience=wanted)
    opening = button(card, "Open it")
    await sqlite_scene.card(olga, opening.action, opening.value)
    assert [post.title for post in await posts(sqlite_scene)] == [f"A pulse: {NEEDS.title}"]
    away = Room("slack", "T1", "C8", joined=False)
    assert "this channel alone" not in words_of(
        only(Card, (await say(sqlite_scene.desk, olga, "pulse", room=away)).shown)
    )


async def pressed_card(scene: Scene, who: Address, card: Card, label: str) -> Card:
    """The card that a press shows."""
    return only(Card, await pressed(scene, who, card, label))


async def test_a_pulse_closes_after_two_weeks(scene: Scene, opener: Opener, database_url: str) -> None:
    """At the end of the day, once, whoever tends it; facilitators are told."""
    pulse = await opened(scene, 6)
    for who in pulse.people:
        await pulse.answer(who)
    await tended(scene, days=14)
    assert await states(scene) == [OPEN]
    second = scene.elsewhere(opener(database_url))
    await asyncio.gather(tended(scene, days=1), tended(second))
    assert await states(scene) == [CLOSED]
    assert (await titles(scene, pulse.olga)).count(f"Closed: {NEEDS.title}") == 1
    made = json.loads((await pulse.row())["figures"])
    assert made["answered"] == 6
    assert [row["words"] for row in await scene.rows("survey_texts")] == ["Rhyming with the tide"] * 6
    assert not (await pulse.row())["unswept"]
    assert (await pulse.close()).title == f"Closed: {NEEDS.title}"
    assert "Closed on" in words_of(await scene.card(pulse.olga, "surveys.show"))


async def test_fewer_than_five_leave_nothing_at_all(scene: Scene) -> None:
    """No number, no words, and who answered is forgotten."""
    pulse = await opened(scene, 4)
    for who in pulse.people:
        await pulse.answer(who)
    await pulse.close()
    made = json.loads((await pulse.row())["figures"])
    assert made["answered"] is None
    assert {result["n"] for result in made["results"]} == {None}
    assert "tide" not in await scene.everything()


async def test_a_pulse_can_stay_open_longer(sqlite_scene: Scene) -> None:
    """Until a later day, within 60, and not an earlier one."""
    pulse = await opened(sqlite_scene, 1)
    for last in (date(2026, 12, 7), date(2026, 11, 1), date(2027, 3, 1), None):
        assert isinstance(await sqlite_scene.press(pulse.olga, "surveys.prolong", pulse.key, last=last), Invalid)
    card = await sqlite_scene.card(pulse.olga, "surveys.prolong", pulse.key, last=date(2026, 12, 20))
    assert "stays open" in words_of(card)
    await tended(sqlite_scene, days=27)
    assert await states(sqlite_scene) == [OPEN]
    sqlite_scene.clock.forward(days=1)
    # Who came meanwhile was told that it takes no answers, also where no worker has closed it yet.
    late = await sqlite_scene.card(pulse.olga, "surveys.prolong", pulse.key, last=date(2026, 12, 31))
    assert late.title == NotOpen.title
    await tended(sqlite_scene)
    assert await states(sqlite_scene) == [CLOSED]


@pytest.mark.parametrize(("opened_on", "longer"), [("winter", date(2026, 12, 8)), ("summer", date(2027, 6, 15))])
async def test_a_day_more_is_proposed_whatever_the_clocks_are_set_to(
    sqlite_scene: Scene, opened_on: str, longer: date
) -> None:
    """So that the form can be sent as it is."""
    if opened_on == "summer":
        sqlite_scene.clock.now = datetime(2027, 5, 31, 9, tzinfo=UTC)
    pulse = await opened(sqlite_scene, 1)
    form = await sqlite_scene.form(pulse.olga, "surveys.extend", pulse.key)
    [field] = form.fields
    assert isinstance(field, DateField)
    assert field.value == longer
    card = await sqlite_scene.card(pulse.olga, form.action, form.value, last=field.value)
    assert "stays open" in words_of(card)


async def test_a_pulse_is_asked_again_every_quarter(sqlite_scene: Scene) -> None:
    """Prepared a week before, and then by itself; once, and with the same questions."""
    pulse = await opened(sqlite_scene, 2, repeats=True)
    await tended(sqlite_scene, days=15)
    await tended(sqlite_scene, days=68)
    assert await states(sqlite_scene) == [CLOSED]
    await tended(sqlite_scene, days=1)
    await tended(sqlite_scene, hours=2)
    assert await states(sqlite_scene) == [CLOSED, DRAFT]
    assert f"To be asked again: {NEEDS.title}" in await titles(sqlite_scene, pulse.olga)
    await tended(sqlite_scene, days=7)
    first, second = sorted(await sqlite_scene.rows("surveys"), key=lambda row: int(row["id"]))
    assert (first["state"], second["state"]) == (CLOSED, OPEN)
    assert (second["questions"], second["wave"], second["follows"]) == (first["questions"], 2, first["id"])
    assert (await titles(sqlite_scene, pulse.people[0])).count(f"A pulse: {NEEDS.title}") == 1
    card = await sqlite_scene.card(pulse.olga, "surveys.stop", second["key"])
    assert "not asked again" in words_of(card)
    await tended(sqlite_scene, days=100)
    await tended(sqlite_scene, days=100)
    assert await states(sqlite_scene) == [CLOSED, CLOSED]


async def test_quarters_keep_the_time_of_day(sqlite_scene: Scene) -> None:
    """Over the change of clocks, and when the job that opens a wave is late; a draft opened early begins anew."""
    pulse = await opened(sqlite_scene, 1, repeats=True)
    began = sqlite_scene.clock.now
    await tended(sqlite_scene, days=84)
    await tended(sqlite_scene, days=7, minutes=4)
    sqlite_scene.clock.now = began + timedelta(weeks=25)
    await tended(sqlite_scene)
    rows = sorted(await sqlite_scene.rows("surveys"), key=lambda row: int(row["id"]))
    assert [row["state"] for row in rows] == [CLOSED, CLOSED, DRAFT]
    assert str(rows[-1]["opens_at"])[:16] == "2027-05-24 08:00"
    opening = button(await sqlite_scene.card(pulse.olga, "surveys.draft", rows[-1]["key"]), "Open it")
    await sqlite_scene.card(pulse.olga, opening.action, opening.value)
    last = max(await sqlite_scene.rows("surveys"), key=lambda row: int(row["id"]))
    assert str(last["next_at"])[:16] == "2027-08-09 09:00"


async def test_a_pulse_that_has_closed_can_be_asked_no_more(sqlite_scene: Scene) -> None:
    """From what tells that it closed, the list and its results; whoever does not look after pulses cannot."""
    pulse = await opened(sqlite_scene, 2, repeats=True)
    await pulse.close()
    told = [card for card in await told_to(sqlite_scene, pulse.olga) if card.title.startswith("Closed")]
    ways = [*told, *[await sqlite_scene.card(pulse.olga, "surveys.show"), await results(pulse, pulse.olga)]]
    assert [button(card, "Do not ask it again").value for card in ways] == [pulse.key] * 3
    assert "Asked again every 13 weeks" in words_of(ways[1])
    ada = pulse.people[0]
    assert "Do not ask it again" not in words_of(await results(pulse, ada))
    assert (await sqlite_scene.card(ada, "surveys.stop", pulse.key)).title == FacilitatorsOnly.title
    for _ in range(2):
        assert "not asked again" in words_of(await pressed(sqlite_scene, pulse.olga, ways[2], "Do not ask it again"))
    assert "Do not ask it again" not in words_of(await results(pulse, pulse.olga))
    await tended(sqlite_scene, days=100)
    await tended(sqlite_scene, days=100)
    assert await states(sqlite_scene) == [CLOSED]


async def test_a_wave_that_is_prepared_stays_as_a_draft_once_it_is_not_asked_again(scene: Scene) -> None:
    """Nothing that was changed in it is lost, and it does not open by itself; an old button does the same."""
    for old in (True, False):
        pulse = await opened(scene, 1, repeats=True)
        await pulse.close()
        await tended(scene, days=84)
        prepared = [card for card in await told_to(scene, pulse.olga) if card.title.startswith("To be asked again")]
        stop = button(prepared[-1], "Do not ask it again")
        key = pulse.key if old else stop.value
        assert "stays as a draft" in words_of(await scene.card(pulse.olga, stop.action, key))
        [wave] = [row for row in await scene.rows("surveys") if row["key"] == stop.value]
        assert (wave["state"], wave["opens_at"], bool(wave["repeats"])) == (DRAFT, None, False)
        await tended(scene, days=8)
    assert sorted(await states(scene)) == [CLOSED, CLOSED, DRAFT, DRAFT]
    key = await begun(scene, pulse.olga)
    assert (await scene.card(pulse.olga, "surveys.stop", key)).title == NotYours.title


async def test_a_pulse_that_is_stopped_while_it_is_prepared_never_opens(
    scene: Scene, opener: Opener, database_url: str
) -> None:
    """Whichever comes first: nothing is prepared, or what is stays a draft."""
    pulse = await opened(scene, 1, repeats=True)
    await pulse.close()
    scene.clock.forward(days=84)
    second = scene.elsewhere(opener(database_url))
    await asyncio.gather(tended(second), scene.card(pulse.olga, "surveys.stop", pulse.key))
    await tended(scene, days=100)
    assert await states(scene) in ([CLOSED], [CLOSED, DRAFT])
    assert [(row["opens_at"], row["next_at"]) for row in await scene.rows("surveys")][-1] == (None, None)


async def test_an_old_draft_is_removed_and_a_prepared_one_can_be_thrown_away(sqlite_scene: Scene) -> None:
    """A draft after a year; a wave that is thrown away does not come back."""
    pulse = await opened(sqlite_scene, 1, repeats=True)
    await begun(sqlite_scene, pulse.olga, "core")
    await tended(sqlite_scene, days=85)
    [prepared] = [row for row in await sqlite_scene.rows("surveys") if row["opens_at"]]
    await sqlite_scene.card(pulse.olga, "surveys.discard", prepared["key"])
    await tended(sqlite_scene, days=8)
    assert await states(sqlite_scene) == [CLOSED, DRAFT]
    await tended(sqlite_scene, days=366)
    assert await states(sqlite_scene) == [CLOSED]


async def test_a_prepared_pulse_without_questions_waits(sqlite_scene: Scene) -> None:
    """It does not open by itself, and facilitators are told why."""
    pulse = await opened(sqlite_scene, 1, repeats=True)
    await tended(sqlite_scene, days=85)
    [prepared] = [row for row in await sqlite_scene.rows("surveys") if row["opens_at"]]
    draft = await sqlite_scene.card(pulse.olga, "surveys.draft", prepared["key"])
    for _ in NEEDS.questions:
        draft = only(Card, await pressed(sqlite_scene, pulse.olga, draft, "Remove"))
    await tended(sqlite_scene, days=8)
    assert await states(sqlite_scene) == [CLOSED, DRAFT]
    assert f"Not opened: {NEEDS.title}" in await titles(sqlite_scene, pulse.olga)


async def test_a_pulse_ends_with_a_day_where_it_was_opened(sqlite_scene: Scene) -> None:
    """Which is said with the place, where that is not the UK."""
    olga = sqlite_scene.town.add("olga", "Olga", owner=True, timezone="America/New_York")
    pulse = await opened(sqlite_scene, 1)
    assert olga == pulse.olga
    looked = words_of(await sqlite_scene.card(pulse.people[0], "surveys.look", pulse.key))
    assert "the end of 7 December 2026 (New York time)" in looked
    assert str((await pulse.row())["closes_at"]).startswith("2026-12-08 05:00")


async def test_who_made_a_pulse_may_leave(sqlite_scene: Scene) -> None:
    """It is the network's, and goes on."""
    pulse = await opened(sqlite_scene, 1)
    await sqlite_scene.save(pulse.olga)
    await sqlite_scene.card(pulse.olga, "profiles.delete")
    assert (await pulse.answer(pulse.people[0])).title.startswith("Thank you")
