"""Those whom a round brings together: asked first or directly, in twos and threes, on one platform or two."""

from dataclasses import replace
from typing import Any

import pytest

from bot.cards import Card
from bot.directory import Address
from bot.schedule import run_job
from tests.bot.introducing import ask, groups, told
from tests.bot.rounding import Rounds
from tests.bot.scene import Scene, buttons_of, only, persons, words_of

ALONE = "There was nobody for you in this round"
NOTHING = "It did not come to a meeting this time"
WAITING = "We found somebody for you"
OVER = "This match is closed"


@pytest.fixture
def rounds(scene: Scene) -> Rounds:
    """On each kind of database."""
    return Rounds(scene)


@pytest.fixture
def sqlite_rounds(sqlite_scene: Scene) -> Rounds:
    """On SQLite."""
    return Rounds(sqlite_scene)


async def paired(rounds: Rounds, how: str, other: str, **more: Any) -> tuple[Address, Address]:
    """Ada and Ben, whom a round has brought together."""
    ada, ben = await rounds.researcher("ada", how), await rounds.member("ben", other, **more)
    await rounds.round(ada, ben)
    return ada, ben


async def last(rounds: Rounds, who: Address) -> Card:
    """What somebody was told last."""
    return (await told(rounds.scene, who))[-1]


async def test_two_who_wish_so_are_introduced_directly(sqlite_rounds: Rounds) -> None:
    """In a conversation that says what they share and how they can meet; neither is asked anything."""
    ada, ben = await paired(sqlite_rounds, "direct", "direct")
    [first] = await groups(sqlite_rounds.scene)
    assert first.title in {"Ada and Ben, meet each other", "Ben and Ada, meet each other"}
    words = words_of(first)
    assert "hearing voices, peer support" in words
    assert "How you can meet\nonline" in words
    assert {one.name for one in persons(first)} == {"Ada", "Ben"}
    assert await sqlite_rounds.met() == {await sqlite_rounds.ids(ada, ben)}
    for who in (ada, ben):
        assert await sqlite_rounds.titles(who) == ["Joining this round is closed"]


async def test_nobody_who_is_asked_first_is_introduced_before_all_agree(sqlite_rounds: Rounds) -> None:
    """Both are asked; the first who accepts waits for the other."""
    ada, ben = await paired(sqlite_rounds, "ask", "ask")
    for who, name in ((ada, "Ben"), (ben, "Ada")):
        request = await last(sqlite_rounds, who)
        assert request.title == f"This round found {name} for you"
        assert [one.name for one in persons(request)] == [name]
        assert "You share these topics: hearing voices, peer support" in words_of(request)
        assert "See profile" in [one.label for one in buttons_of(request)]
        assert name in await sqlite_rounds.home(who)
    assert (await sqlite_rounds.press(ada, "Accept")).title == "You accepted"
    assert (await sqlite_rounds.scene.card(ada, "rounds.accept", "1")).title == "You accepted"
    assert await groups(sqlite_rounds.scene) == []
    assert "See who it is" not in await sqlite_rounds.home(ada)
    assert (await sqlite_rounds.press(ben, "Accept")).title == "You and Ada are introduced"
    assert (await sqlite_rounds.scene.card(ben, "rounds.accept", "1")).title == "You and Ada are introduced"
    assert len(await groups(sqlite_rounds.scene)) == 1
    assert (await last(sqlite_rounds, ada)).title == "You and Ben are introduced"
    assert (await sqlite_rounds.scene.card(ada, "rounds.meeting", "1")).title == "You and Ben are introduced"


async def test_who_is_introduced_directly_does_not_learn_of_whom_before_they_agree(sqlite_rounds: Rounds) -> None:
    """And is told the same if they never do."""
    ada, _ = await paired(sqlite_rounds, "direct", "ask")
    waiting = await last(sqlite_rounds, ada)
    assert waiting.title == WAITING
    assert "Ben" not in words_of([waiting, await sqlite_rounds.home(ada)])
    assert (await sqlite_rounds.scene.card(ada, "rounds.meeting", "1")).title == "We could not find that"
    assert (await sqlite_rounds.scene.card(ada, "rounds.accept", "1")).title == "We could not find that"
    ben = sqlite_rounds.scene.town.add("ben", "Ben")
    assert (await sqlite_rounds.press(ben, "Accept")).title == "You and Ada are introduced"
    assert len(await groups(sqlite_rounds.scene)) == 1


@pytest.mark.parametrize("how", ["direct", "ask"])
@pytest.mark.parametrize("says", ["", "Not now"])
async def test_not_now_and_silence_look_the_same_to_the_other(sqlite_rounds: Rounds, how: str, says: str) -> None:
    """Nothing before it closes, then the same words; who wanted to meet comes first next time."""
    ada, ben = await paired(sqlite_rounds, how, "ask")
    if how == "ask":
        await sqlite_rounds.press(ada, "Accept")
    before = await told(sqlite_rounds.scene, ada)
    if says:
        assert (await sqlite_rounds.press(ben, says)).title == "Not now: we have set it aside"
    assert await told(sqlite_rounds.scene, ada) == before
    sqlite_rounds.scene.clock.forward(days=7)
    await sqlite_rounds.hold()
    assert await sqlite_rounds.titles(ada) == ["Joining this round is closed", OVER, NOTHING]
    assert NOTHING not in await sqlite_rounds.titles(ben)
    assert set((await sqlite_rounds.titles(ben))[1:]) == {OVER}
    first = {row["member_id"]: row["first"] for row in await sqlite_rounds.scene.rows("round_members")}
    assert first == {await sqlite_rounds.scene.id_of(ada): 1, await sqlite_rounds.scene.id_of(ben): 0}
    assert (await sqlite_rounds.scene.card(ben, "rounds.accept", "1")).title == OVER
    assert (await sqlite_rounds.scene.card(ben, "rounds.meeting", "1")).title == OVER


async def test_what_was_set_aside_can_still_be_accepted(sqlite_rounds: Rounds) -> None:
    """Until it closes, also before its closing is recorded; only who said nothing is reminded."""
    ada, ben = await paired(sqlite_rounds, "ask", "ask")
    await sqlite_rounds.press(ben, "Not now")
    shown = await sqlite_rounds.scene.card(ben, "rounds.meeting", "1")
    assert "Not now" not in words_of(shown.body[-3:])
    assert "You set it aside." in await sqlite_rounds.home(ben)
    sqlite_rounds.scene.clock.forward(days=4)
    await sqlite_rounds.hold()
    assert (await last(sqlite_rounds, ada)).title == "Still open: this round found Ben for you"
    assert not any(title.startswith("Still open") for title in await sqlite_rounds.titles(ben))
    await sqlite_rounds.hold()
    assert len(await told(sqlite_rounds.scene, ada)) == 3
    assert (await sqlite_rounds.scene.card(ben, "rounds.accept", "1")).title == "You accepted"
    sqlite_rounds.scene.clock.forward(days=3)
    assert (await sqlite_rounds.scene.card(ada, "rounds.accept", "1")).title == OVER
    assert "See who it is" not in await sqlite_rounds.home(ada)


async def test_what_has_come_about_or_is_over_needs_no_answer(sqlite_rounds: Rounds) -> None:
    """Whatever is pressed then says how it stands."""
    ada, ben = await paired(sqlite_rounds, "ask", "ask")
    scene = sqlite_rounds.scene
    await sqlite_rounds.press(ada, "Accept")
    assert (await scene.card(ada, "rounds.meeting", "1")).title == "You accepted"
    await sqlite_rounds.press(ben, "Accept")
    for action in ("accept", "later", "meeting"):
        assert (await scene.card(ben, f"rounds.{action}", "1")).title == "You and Ada are introduced"
        assert (await scene.card(ben, f"rounds.{action}", "9")).title == "We could not find that"
    cal, eve = await sqlite_rounds.researcher("cal", "ask"), await sqlite_rounds.member("eve", "ask")
    await sqlite_rounds.round(cal, eve)
    scene.clock.forward(days=8)
    assert (await scene.card(eve, "rounds.later", "2")).title == OVER


async def test_who_left_meanwhile_is_introduced_to_nobody(rounds: Rounds) -> None:
    """Who accepted waits as if they had not answered; back in time, they are introduced once it closes."""
    ada, ben = await paired(rounds, "ask", "direct")
    here = rounds.scene.town.people[ben]
    await rounds.scene.told(replace(here, left=True))
    assert (await rounds.press(ada, "Accept")).title == "You accepted"
    rounds.scene.clock.forward(days=4)
    await rounds.scene.told(here)
    rounds.scene.clock.forward(days=3)
    await rounds.hold()
    assert len(await groups(rounds.scene)) == 1


async def test_who_met_in_another_way_meanwhile_is_introduced_once(sqlite_rounds: Rounds) -> None:
    """And is asked once how it went."""
    ada, ben = await paired(sqlite_rounds, "ask", "direct")
    scene = sqlite_rounds.scene
    assert only(Card, await ask(scene, ada, ben)).title == "Your request is sent"
    await scene.card(ben, "introductions.accept", "1")
    await sqlite_rounds.press(ada, "Accept")
    assert len(await scene.rows("introductions")) == 1


async def test_what_nothing_came_of_is_not_kept(sqlite_rounds: Rounds) -> None:
    """Once it is closed, nothing tells who had accepted and who had not."""
    ada, _ = await paired(sqlite_rounds, "ask", "ask")
    await sqlite_rounds.press(ada, "Accept")
    sqlite_rounds.scene.clock.forward(days=7)
    await sqlite_rounds.hold()
    assert {row["state"] for row in await sqlite_rounds.scene.rows("round_seats")} == {"out"}


async def test_across_platforms_the_bot_carries_their_messages(sqlite_rounds: Rounds) -> None:
    """Each is told so, and can write to the other."""
    ada, ben = await paired(sqlite_rounds, "direct", "ask", platform="teams")
    assert (await sqlite_rounds.press(ben, "Accept")).title == "You and Ada are introduced"
    assert await groups(sqlite_rounds.scene) == []
    for who, name in ((ada, "Ben"), (ben, "Ada")):
        card = await last(sqlite_rounds, who)
        assert card.title == f"You and {name} are introduced"
        assert "You both joined a match round" in words_of(card)
        assert "What was agreed" not in words_of(card)
    form = await sqlite_rounds.press_form(ada, "Write to Ben")
    assert form.title == "Write a message"
    await sqlite_rounds.scene.card(ada, "relays.send", form.value, message="Hello Ben")
    assert "Hello Ben" in words_of(await last(sqlite_rounds, ben))


async def test_the_odd_one_joins_as_a_third_where_all_three_wish_so(sqlite_rounds: Rounds) -> None:
    """In one conversation, once those who want to be asked have accepted."""
    ada = await sqlite_rounds.researcher("ada", "ask", third=True)
    cal = await sqlite_rounds.researcher("cal", "direct", third=True)
    ben = await sqlite_rounds.member("ben", "ask", third=True)
    await sqlite_rounds.round(ada, ben, cal)
    assert await sqlite_rounds.planned() == {await sqlite_rounds.ids(ada, ben, cal)}
    request = await last(sqlite_rounds, ada)
    assert {one.name for one in persons(request)} == {"Ben", "Cal"}
    assert "once both agree as well" in words_of(request)
    await sqlite_rounds.press(ada, "Accept")
    assert await groups(sqlite_rounds.scene) == []
    await sqlite_rounds.press(ben, "Accept")
    [first] = await groups(sqlite_rounds.scene)
    assert {one.name for one in persons(first)} == {"Ada", "Ben", "Cal"}
    assert await sqlite_rounds.met() == {await sqlite_rounds.ids(ada, ben), await sqlite_rounds.ids(cal, ben)}


async def test_two_of_three_meet_when_the_third_does_not_agree(sqlite_rounds: Rounds) -> None:
    """Once it closes, and only if they are from both sides."""
    ada = await sqlite_rounds.researcher("ada", "direct", third=True)
    cal = await sqlite_rounds.researcher("cal", "ask", third=True)
    ben = await sqlite_rounds.member("ben", "direct", third=True)
    await sqlite_rounds.round(ada, ben, cal)
    sqlite_rounds.scene.clock.forward(days=7)
    await sqlite_rounds.hold()
    [first] = await groups(sqlite_rounds.scene)
    assert {one.name for one in persons(first)} == {"Ada", "Ben"}
    assert (await sqlite_rounds.scene.card(cal, "rounds.accept", "1")).title == OVER
    assert (await sqlite_rounds.scene.card(cal, "rounds.meeting", "1")).title == OVER


async def test_two_of_one_side_do_not_meet_without_the_third(sqlite_rounds: Rounds) -> None:
    """There is nobody from the other side to meet."""
    ada = await sqlite_rounds.researcher("ada", "direct", third=True)
    cal = await sqlite_rounds.researcher("cal", "direct", third=True)
    ben = await sqlite_rounds.member("ben", "ask", third=True)
    await sqlite_rounds.round(ada, ben, cal)
    sqlite_rounds.scene.clock.forward(days=7)
    await sqlite_rounds.hold()
    assert await groups(sqlite_rounds.scene) == []
    for who in (ada, cal):
        assert (await last(sqlite_rounds, who)).title == NOTHING


async def test_the_odd_one_is_told_and_comes_first_next_time(sqlite_rounds: Rounds) -> None:
    """Whoever was left alone is paired in the next round, though another fits as well."""
    ada, cal = await sqlite_rounds.researcher("ada", "direct"), await sqlite_rounds.researcher("cal", "direct")
    ben, eve = await sqlite_rounds.member("ben", "direct"), await sqlite_rounds.member("eve", "direct")
    await sqlite_rounds.round(ada, cal, ben)
    [alone] = [who for who in (ada, cal) if ALONE in await sqlite_rounds.titles(who)]
    lucky = cal if alone == ada else ada
    await sqlite_rounds.round(ada, cal, eve)
    assert await sqlite_rounds.ids(alone, eve) in await sqlite_rounds.met()
    assert ALONE in await sqlite_rounds.titles(lucky)


async def test_what_follows_an_introduction_follows_this_one(sqlite_rounds: Rounds) -> None:
    """How it went is asked of both, and a partnership can be opened from it; its words have no empty terms."""
    ada, ben = await paired(sqlite_rounds, "direct", "direct")
    sqlite_rounds.scene.clock.forward(days=14)
    await run_job(sqlite_rounds.scene.network, "outcomes.ask")
    for who, name in ((ada, "Ben"), (ben, "Ada")):
        assert (await last(sqlite_rounds, who)).title == f"How did it go with {name}?"
    form = await sqlite_rounds.press_form(ada, "We are working together")
    assert form.action == "partnerships.begin"
    asked = only(
        Card, await sqlite_rounds.scene.press(ada, "introductions.ask", str(await sqlite_rounds.scene.id_of(ben)))
    )
    assert asked.title == "You and Ben were introduced"
