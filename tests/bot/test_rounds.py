"""Match rounds as members meet them: taking part or not, joining one or leaving it out, and being told."""

from dataclasses import replace

import pytest

from bot.cards import Card, ChoiceField, Form, Invalid, TickField
from bot.round_holding import open_one
from bot.schedule import ERRANDS, run_job
from tests.bot.introducing import told
from tests.bot.rounding import OPENED, Rounds
from tests.bot.scene import Scene, buttons_of, only, words_of
from tests.conftest import Opener

ALONE = "There was nobody for you in this round"
PAUSED = "We have paused match rounds for you"
ENDED = "Joining this round is closed"


@pytest.fixture
def rounds(scene: Scene) -> Rounds:
    """On each kind of database."""
    return Rounds(scene)


@pytest.fixture
def sqlite_rounds(sqlite_scene: Scene) -> Rounds:
    """On SQLite."""
    return Rounds(sqlite_scene)


async def test_nobody_takes_part_who_did_not_say_so(sqlite_rounds: Rounds) -> None:
    """A profile alone is no wish to meet anybody."""
    ada, ben = await sqlite_rounds.researcher("ada"), await sqlite_rounds.member("ben")
    kim = await sqlite_rounds.scene.member("kim")
    await sqlite_rounds.monday()
    assert OPENED in await sqlite_rounds.titles(ada)
    assert OPENED in await sqlite_rounds.titles(ben)
    assert await sqlite_rounds.titles(kim) == []
    assert "You do not take part" in await sqlite_rounds.home(kim)


async def test_one_takes_part_from_the_word_the_home_and_the_profile(sqlite_rounds: Rounds) -> None:
    """And is told plainly before that what is never shown is used."""
    scene = sqlite_rounds.scene
    who = scene.town.add("ada", "Ada")
    assert only(Card, await scene.say(who, "rounds")).title == "You need a profile for this"
    assert only(Card, await scene.press(who, "rounds.choose")).title == "You need a profile for this"
    assert (await sqlite_rounds.take_part(who)).title == "You need a profile for this"
    saved = only(Card, await scene.save(who))
    for shown in (saved, await scene.card(who, "home.show")):
        assert "rounds.show" in {one.action for one in buttons_of(shown)}
    explained = only(Card, await scene.say(who, "rounds"))
    assert "Match me on this, never show it” is used here" in words_of(explained)
    form = only(Form, await scene.press(who, "rounds.choose"))
    assert "Match me on this, never show it” is used here" in words_of(form)
    assert "North East" in words_of(form)
    wrong = only(Invalid, await scene.press(who, "rounds.take_part", how="never", place=""))
    assert set(wrong.errors) == {"how", "place"}
    card = await sqlite_rounds.take_part(who, "direct", place="either", third=True)
    assert card.title == "You take part in match rounds"
    again = only(Form, await scene.press(who, "rounds.choose"))
    assert [one.value for one in again.fields if isinstance(one, ChoiceField | TickField)] == ["direct", "either", True]
    assert "The next round opens on Monday 30 November 2026, 09:00" in await sqlite_rounds.home(who)


async def test_a_round_is_opened_once_whatever_workers_there_are(
    rounds: Rounds, opener: Opener, database_url: str
) -> None:
    """And one, however long no worker was there."""
    ada, ben = await rounds.researcher("ada"), await rounds.member("ben")
    rounds.scene.clock.forward(days=100)
    for network in (rounds.scene.network, opener(database_url), opener(database_url)):
        await ERRANDS["rounds.hold"].run(network)
    await rounds.hold()
    assert len(await rounds.scene.rows("rounds")) == 1
    for who in (ada, ben):
        assert await rounds.titles(who) == [OPENED]


async def test_no_round_is_opened_with_nobody_to_bring_together(sqlite_rounds: Rounds) -> None:
    """On one side alone, or before a Monday has come since somebody is on the other."""
    await sqlite_rounds.researcher("ada")
    await sqlite_rounds.monday()
    ben = await sqlite_rounds.member("ben")
    await sqlite_rounds.hold()
    assert await sqlite_rounds.scene.rows("rounds") == []
    await sqlite_rounds.scene.card(ben, "profiles.pause")
    await sqlite_rounds.monday()
    assert await sqlite_rounds.scene.rows("rounds") == []
    await sqlite_rounds.scene.card(ben, "profiles.resume")
    await sqlite_rounds.monday()
    assert len(await sqlite_rounds.scene.rows("rounds")) == 1


async def test_where_no_rounds_are_held_nobody_is_asked(sqlite_rounds: Rounds) -> None:
    """Who takes part can still stop; a round that was open then is paired."""
    ada, ben = await sqlite_rounds.researcher("ada", "direct"), await sqlite_rounds.member("ben", "direct")
    await sqlite_rounds.monday()
    await sqlite_rounds.join(ada, ben)
    none = Rounds(sqlite_rounds.scene.elsewhere(replace(sqlite_rounds.scene.network, round_weeks=0)))
    await none.closed()
    assert len(await none.met()) == 1
    assert "Match rounds" not in (await none.home(ada)).replace("match round", "")
    card = only(Card, await none.scene.say(ada, "rounds"))
    assert (card.title, "Stop taking part" in words_of(card)) == ("There are no match rounds here at the moment", True)
    assert (await none.take_part(ben)).title == "There are no match rounds here at the moment"
    await none.monday()
    assert len(await none.scene.rows("rounds")) == 1


async def test_the_deadline_is_told_in_the_members_own_time(sqlite_rounds: Rounds) -> None:
    """Three full days at least, at an hour of the day that is theirs."""
    ada = await sqlite_rounds.researcher("ada", timezone="America/New_York")
    ben = await sqlite_rounds.member("ben", timezone="Asia/Tokyo")
    await sqlite_rounds.monday()
    assert "until Thursday 3 December 2026, 07:00." in words_of(await told(sqlite_rounds.scene, ada))
    assert "until Thursday 3 December 2026, 21:00." in words_of(await told(sqlite_rounds.scene, ben))


async def test_one_press_joins_and_another_leaves_it_out(sqlite_rounds: Rounds) -> None:
    """As often as one likes, until it closes; the home and the announcement tell how it stands."""
    ada, ben = await sqlite_rounds.researcher("ada", "direct"), await sqlite_rounds.member("ben", "direct")
    await sqlite_rounds.monday()
    assert "A round is open. You can join it until" in await sqlite_rounds.home(ada)
    assert (await sqlite_rounds.press(ada, "Join")).title == "You have joined this round"
    assert (
        await sqlite_rounds.scene.card(ada, "rounds.join", await sqlite_rounds.ident())
    ).title == "You have joined this round"
    assert await sqlite_rounds.titles(ada) == ["You have joined this round"]
    assert "You have joined the round that is open" in await sqlite_rounds.home(ada)
    assert (await sqlite_rounds.press(ada, "Not this time")).title == "Not this time"
    assert "You leave out the round that is open" in await sqlite_rounds.home(ada)
    await sqlite_rounds.join(ben)
    await sqlite_rounds.closed()
    assert await sqlite_rounds.met() == set()
    assert await sqlite_rounds.titles(ada) == [ENDED]
    assert await sqlite_rounds.titles(ben) == [ENDED, ALONE]


async def test_a_round_that_is_closed_can_be_joined_no_more(rounds: Rounds) -> None:
    """Before it is paired and afterwards; who had joined is told that they have."""
    ada, ben = await rounds.researcher("ada"), await rounds.member("ben")
    await rounds.monday()
    ident = await rounds.ident()
    await rounds.join(ben)
    rounds.scene.clock.forward(days=3, hours=3)
    assert (await rounds.scene.card(ada, "rounds.join", ident)).title == ENDED
    assert (await rounds.scene.card(ben, "rounds.skip", ident)).title == "You have joined this round"
    await rounds.hold()
    for who in (ada, ben):
        assert (await rounds.scene.card(who, "rounds.join", ident)).title == ENDED
    for value in ("", "77", "x"):
        assert (await rounds.scene.card(ada, "rounds.join", value)).title == "We could not find that"
    stranger = await rounds.scene.member("kim")
    for action in ("join", "skip", "resume"):
        assert (await rounds.scene.card(stranger, f"rounds.{action}", ident)).title == "We could not find that"


async def test_leaving_is_one_press(sqlite_rounds: Rounds) -> None:
    """In the announcement too; nothing is kept of it, and who comes back begins anew."""
    ada, ben = await sqlite_rounds.researcher("ada", "direct"), await sqlite_rounds.member("ben", "direct")
    await sqlite_rounds.monday()
    await sqlite_rounds.join(ada, ben)
    assert (await sqlite_rounds.press(ada, "Not this time")).title == "Not this time"
    card = await sqlite_rounds.scene.card(ada, "rounds.stop")
    assert card.title == "You no longer take part in match rounds"
    assert (await sqlite_rounds.scene.card(ada, "rounds.stop")).title == card.title
    member = await sqlite_rounds.scene.id_of(ada)
    for table in ("round_members", "round_places"):
        assert member not in [row["member_id"] for row in await sqlite_rounds.scene.rows(table)]
    assert await sqlite_rounds.titles(ada) == [card.title]
    await sqlite_rounds.closed()
    await sqlite_rounds.monday()
    assert await sqlite_rounds.titles(ada) == [card.title]
    await sqlite_rounds.take_part(ada)
    assert "A round is open" not in await sqlite_rounds.home(ben)


async def test_three_rounds_without_a_word_pause_with_a_way_back(sqlite_rounds: Rounds) -> None:
    """A word in between begins the count anew, a no as well as a yes."""
    ada, ben = await sqlite_rounds.researcher("ada"), await sqlite_rounds.member("ben")
    eve = await sqlite_rounds.member("eve")
    for number in range(4):
        await sqlite_rounds.monday()
        await sqlite_rounds.join(ada)
        if number == 2:
            assert (await sqlite_rounds.press(eve, "Not this time")).title == "Not this time"
        await sqlite_rounds.closed()
    assert await sqlite_rounds.titles(ben) == [ENDED, ENDED, ENDED, PAUSED]
    assert await sqlite_rounds.titles(eve) == [ENDED] * 4
    assert "You are paused, as three rounds in a row" in await sqlite_rounds.home(ben)
    assert (await sqlite_rounds.press(ben, "Take part again")).title == "You take part in match rounds again"
    await sqlite_rounds.monday()
    assert (await sqlite_rounds.titles(ben))[-1] == OPENED


async def test_who_is_paused_or_was_not_told_is_not_silent(rounds: Rounds) -> None:
    """Rounds that somebody could not answer do not count."""
    ada, ben = await rounds.researcher("ada"), await rounds.member("ben")
    await rounds.member("eve")
    for _ in range(4):
        await rounds.monday()
        await rounds.scene.card(ben, "profiles.pause")
        await rounds.join(ada)
        await rounds.closed()
        await rounds.scene.card(ben, "profiles.resume")
    assert PAUSED not in await rounds.titles(ben)
    await rounds.scene.change("UPDATE round_members SET silent = 2, paused = false")
    rounds.scene.clock.forward(days=28)
    await rounds.scene.network.run(open_one)
    rounds.scene.clock.forward(days=4)
    await rounds.hold()
    assert not any(row["paused"] for row in await rounds.scene.rows("round_members"))


async def test_what_would_keep_somebody_from_being_paired_is_said_when_they_join(sqlite_rounds: Rounds) -> None:
    """With what they can do about it."""
    ada = await sqlite_rounds.researcher("ada", monthly_requests=0)
    ben = await sqlite_rounds.member("ben")
    await sqlite_rounds.monday()
    assert "takes no introduction requests" in words_of(await sqlite_rounds.press(ada, "Join"))
    await sqlite_rounds.take_part(ada, "direct")
    again = await sqlite_rounds.scene.card(ada, "rounds.join", await sqlite_rounds.ident())
    assert "introduction requests" not in words_of(again)
    await sqlite_rounds.scene.card(ben, "profiles.pause")
    assert "You are paused" in words_of(await sqlite_rounds.press(ben, "Join"))


async def test_facilitators_see_figures_and_no_names(rounds: Rounds) -> None:
    """How many joined, were paired, and were told that there was nobody."""
    olga = rounds.scene.town.add("olga", "Olga", owner=True)
    empty = await rounds.scene.card(olga, "rounds.figures")
    assert "No round was opened yet" in words_of(empty)
    ada, ben = await rounds.researcher("ada", "direct"), await rounds.member("ben", "direct")
    eve = await rounds.member("eve", "direct", about="Chess.", offers="", looking_for="", topics=())
    await rounds.member("kim")
    await rounds.monday()
    assert "4 were asked" in words_of(await rounds.scene.card(olga, "rounds.figures"))
    await rounds.join(ada, ben, eve)
    await rounds.closed()
    words = words_of(await rounds.scene.card(olga, "rounds.figures"))
    for label, count in (("Asked", 4), ("Joined", 3), ("Paired, in twos and threes", 2)):
        assert f"{label}\n{count}\n" in words
    assert "Told that there was nobody\n1\n" in words
    assert not any(name in words for name in ("Ada", "Ben", "Eve", "Kim"))
    assert (await rounds.scene.card(ada, "rounds.figures")).title == "Only facilitators can do this"


async def test_what_was_said_to_a_round_is_forgotten_after_a_month(sqlite_rounds: Rounds) -> None:
    """And who was to meet whom after 90 days; the figures stay."""
    ada, ben = await sqlite_rounds.researcher("ada", "direct"), await sqlite_rounds.member("ben", "direct")
    await sqlite_rounds.round(ada, ben)
    sqlite_rounds.scene.clock.forward(days=31)
    await run_job(sqlite_rounds.scene.network, "rounds.forget")
    assert await sqlite_rounds.scene.rows("round_places") == []
    assert len(await sqlite_rounds.scene.rows("round_seats")) == 2
    sqlite_rounds.scene.clock.forward(days=60)
    await run_job(sqlite_rounds.scene.network, "rounds.forget")
    assert await sqlite_rounds.scene.rows("round_seats") == []
    [row] = await sqlite_rounds.scene.rows("rounds")
    assert (row["joined"], row["paired"]) == (2, 2)
