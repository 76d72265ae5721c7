"""Facilitators: owners to begin with, and whom they name."""

from dataclasses import replace

import pytest

from bot.cards import Card, Form, Invalid, load
from bot.directory import Address
from bot.facilitators import Nobody, appoint
from tests.bot.scene import Scene, button, buttons_of, only, targets_of, words_of


async def test_owners_are_facilitators_to_begin_with(sqlite_scene: Scene) -> None:
    """Nobody has to name them; others see who they are and cannot change it."""
    owner = sqlite_scene.town.add("olga", "Olga", owner=True)
    other = sqlite_scene.town.add("nell", "Nell")
    card = only(Card, await sqlite_scene.command(other, "/roundtable", "facilitators"))
    assert "Nobody is yet." in words_of(card)
    await sqlite_scene.card(owner, "home.show")
    card = only(Card, await sqlite_scene.command(other, "/roundtable", "facilitators"))
    assert "Olga" in words_of(card)
    assert buttons_of(card) == []
    assert "facilitators.choose" in targets_of(await sqlite_scene.card(owner, "facilitators.list"))


async def test_a_facilitator_names_another_who_is_told(sqlite_scene: Scene) -> None:
    """Somebody who never wrote to the bot too; naming them again tells them nothing new."""
    owner = sqlite_scene.town.add("olga", "Olga", owner=True)
    named = sqlite_scene.town.add("nell", "Nell")
    form = only(Form, await sqlite_scene.press(owner, "facilitators.choose"))
    for _ in range(2):
        card = await sqlite_scene.card(owner, form.action, person=named)
        assert card.title == "Nell is a facilitator"
        sqlite_scene.clock.forward(seconds=1)
    [message] = [row for row in await sqlite_scene.rows("outbox") if row["kind"] == "card"]
    assert only(Card, load(message["card"])).title == "You are now a facilitator"
    assert "Olga named you" in words_of(load(message["card"]))
    assert "facilitators.choose" in targets_of(await sqlite_scene.card(named, "facilitators.list"))


async def test_only_facilitators_may_change_who_is_one(sqlite_scene: Scene) -> None:
    """The words say who can help."""
    other = sqlite_scene.town.add("nell", "Nell")
    await sqlite_scene.card(other, "home.show")
    number = str(await sqlite_scene.id_of(other))
    for action in ("facilitators.choose", "facilitators.name", "facilitators.remove"):
        card = await sqlite_scene.card(other, action, number, person=other)
        assert card.title == "Only facilitators can do this"
    assert not any(row["facilitator"] for row in await sqlite_scene.rows("members"))


async def test_a_named_facilitator_can_be_removed_and_remove_themselves(sqlite_scene: Scene) -> None:
    """And from then on may change nothing; removing them again is refused in words."""
    owner = sqlite_scene.town.add("olga", "Olga", owner=True)
    named = sqlite_scene.town.add("nell", "Nell")
    await sqlite_scene.card(owner, "facilitators.name", person=named)
    remove = button(await sqlite_scene.card(named, "facilitators.list"), "Remove Nell")
    assert remove.confirm
    card = await sqlite_scene.card(named, remove.action, remove.value)
    assert card.title == "Nell is no longer a named facilitator"
    assert buttons_of(card) == []
    assert (await sqlite_scene.card(named, "facilitators.choose")).title == "Only facilitators can do this"
    assert (await sqlite_scene.card(owner, remove.action, remove.value)).title == "We could not find that"


@pytest.mark.parametrize("value", ["", "0", "-1", "nobody", "9" * 400, "١"])
async def test_removing_nobody_is_refused_in_words(sqlite_scene: Scene, value: str) -> None:
    """Whatever the button says."""
    owner = sqlite_scene.town.add("olga", "Olga", owner=True)
    assert (await sqlite_scene.card(owner, "facilitators.remove", value)).title == "We could not find that"


async def test_an_owner_stays_a_facilitator_when_removed(sqlite_scene: Scene) -> None:
    """They are one by owning the workspace, and cease to be one with it."""
    owner = sqlite_scene.town.add("olga", "Olga", owner=True)
    await sqlite_scene.card(owner, "facilitators.name", person=owner)
    number = str(await sqlite_scene.id_of(owner))
    await sqlite_scene.card(owner, "facilitators.remove", number)
    assert "facilitators.choose" in targets_of(await sqlite_scene.card(owner, "facilitators.list"))
    await sqlite_scene.told(replace(sqlite_scene.town.people[owner], owner=False))
    assert (await sqlite_scene.card(owner, "facilitators.choose")).title == "Only facilitators can do this"


async def test_a_bot_nobody_and_who_left_cannot_be_named(sqlite_scene: Scene) -> None:
    """The form says so at its field, and none of them is kept."""
    owner = sqlite_scene.town.add("olga", "Olga", owner=True)
    bot = sqlite_scene.town.add("bot", "Botty", bot=True)
    gone = sqlite_scene.town.add("gone", "Gone", left=True)
    left = await sqlite_scene.member("left")
    await sqlite_scene.told(replace(sqlite_scene.town.people[left], left=True))
    for person in (bot, gone, left, Address("slack", "T1", "nobody"), None, "rosa", 3):
        shown = only(Invalid, await sqlite_scene.press(owner, "facilitators.name", person=person))
        assert set(shown.errors) == {"person"}
    assert not any(row["facilitator"] for row in await sqlite_scene.rows("members"))
    assert len(await sqlite_scene.rows("members")) == 2


async def test_a_facilitator_who_left_is_listed_no_more(sqlite_scene: Scene) -> None:
    """Until they return."""
    owner = sqlite_scene.town.add("olga", "Olga", owner=True)
    named = sqlite_scene.town.add("nell", "Nell")
    await sqlite_scene.card(owner, "facilitators.name", person=named)
    await sqlite_scene.told(replace(sqlite_scene.town.people[named], left=True))
    assert "Nell" not in words_of(await sqlite_scene.card(owner, "facilitators.list"))
    sqlite_scene.town.people[named] = replace(sqlite_scene.town.people[named], left=False)
    await sqlite_scene.card(named, "home.show")
    assert "Nell" in words_of(await sqlite_scene.card(owner, "facilitators.list"))


async def test_whoever_runs_it_can_name_the_first(sqlite_scene: Scene) -> None:
    """By e-mail address, in any case; they are told once, and naming them again changes nothing."""
    rosa = sqlite_scene.town.add("rosa", "Rosa", email="Rosa@people.example")
    for _ in range(2):
        assert await appoint(sqlite_scene.network, [sqlite_scene.town], " rosa@PEOPLE.example ") == "Rosa"
        sqlite_scene.clock.forward(seconds=1)
    assert "facilitators.choose" in targets_of(await sqlite_scene.card(rosa, "facilitators.list"))
    messages = [row for row in await sqlite_scene.rows("outbox") if row["card"]]
    assert [only(Card, load(row["card"])).title for row in messages] == ["You are now a facilitator"]


async def test_only_somebody_who_is_there_can_be_named(sqlite_scene: Scene) -> None:
    """An address that nobody has, none at all, somebody who left, and a bot."""
    sqlite_scene.town.add("gone", "Gone", email="gone@people.example", left=True)
    sqlite_scene.town.add("robot", "Robot", email="robot@people.example", bot=True)
    for email in ("nobody@people.example", "", "gone@people.example", "robot@people.example"):
        with pytest.raises(Nobody, match="nobody has the e-mail address"):
            await appoint(sqlite_scene.network, [sqlite_scene.town], email)
    assert await sqlite_scene.rows("members") == []
