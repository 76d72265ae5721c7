"""Partnerships: opened by one, told to the other, and corrected, paused and ended by either."""

import asyncio
import json
from dataclasses import replace

import pytest

from bot.cards import Card, Form, Invalid
from bot.errors import NotYours
from bot.partnership_cards import pay_words
from storage.partnerships import Terms
from tests.bot.introducing import pair, pressed, titles, told
from tests.bot.partnering import TERMS, form_value, ident, introduced, later, listed, partners, save
from tests.bot.scene import PROFILE, Scene, button, buttons_of, only, persons, words_of
from tests.conftest import Opener

OPENED = "Priya says that you are working together"


async def test_opening_a_partnership_tells_the_other_side(sqlite_scene: Scene) -> None:
    """With all that was said, and with ways to correct and end it; both have it at home and in their list."""
    both = await introduced(sqlite_scene)
    listing = only(Card, await sqlite_scene.command(both.priya, "/roundtable", "partnerships"))
    form = only(Form, await pressed(sqlite_scene, both.priya, listing, "With Rosa"))
    assert (
        only(Card, await sqlite_scene.press(both.priya, form.action, form.value, **TERMS)).title
        == "Your partnership is open"
    )
    message = (await told(sqlite_scene, both.rosa))[-1]
    assert message.title == OPENED
    assert {"What keeps groups going", "£165 a day", "Not yet"} <= set(words_of(message).split("\n"))
    assert {"Correct it", "Pause it", "End it"} <= {one.label for one in buttons_of(message)}
    for who, name in ((both.priya, "Rosa"), (both.rosa, "Priya")):
        assert name in {one.name for one in persons(await sqlite_scene.card(who, "home.show"))}
        [person] = persons(only(Card, await sqlite_scene.say(who, "partnerships")))
        assert (person.name, person.why) == (name, "What keeps groups going")


async def test_nobody_else_sees_or_changes_it(sqlite_scene: Scene) -> None:
    """Whatever their buttons bring, and with them nothing is changed."""
    await partners(sqlite_scene)
    mallory = await sqlite_scene.member("mallory")
    value = await ident(sqlite_scene)
    before = await listed(sqlite_scene)
    for action in ("show", "correct", "pause", "resume", "end"):
        for odd in (value, "", "x", "999", "9" * 20):
            assert (await sqlite_scene.card(mallory, f"partnerships.{action}", odd)).title == NotYours.title
    assert (
        await sqlite_scene.card(mallory, "partnerships.save", await form_value(sqlite_scene), **TERMS)
    ).title == NotYours.title
    assert (await sqlite_scene.card(mallory, "partnerships.begin", "1", **TERMS)).title == NotYours.title
    assert await listed(sqlite_scene) == before
    assert "What keeps groups going" not in words_of(await sqlite_scene.card(mallory, "partnerships.list"))


async def test_no_partnership_is_opened_before_both_agreed(sqlite_scene: Scene) -> None:
    """A request alone is none."""
    both = await pair(sqlite_scene)
    await both.ask()
    for who in (both.priya, both.rosa):
        for action in ("open", "begin"):
            shown = await sqlite_scene.card(who, f"partnerships.{action}", await both.ident(), **TERMS)
            assert shown.title == NotYours.title
    assert await sqlite_scene.rows("partnerships") == []


async def test_a_second_opening_shows_the_one_there_is(sqlite_scene: Scene) -> None:
    """From either side."""
    both = await partners(sqlite_scene)
    assert (await sqlite_scene.card(both.rosa, "partnerships.open", await both.ident())).title == "You and Priya"
    shown = await sqlite_scene.card(
        both.rosa, "partnerships.begin", await both.ident(), **(TERMS | {"title": "Another"})
    )
    assert shown.title == "You and Priya have this open already"
    assert (await listed(sqlite_scene))["title"] == TERMS["title"]
    assert (await titles(sqlite_scene, both.rosa)).count(OPENED) == 1


async def test_two_who_open_it_at_once_have_one(scene: Scene, opener: Opener, database_url: str) -> None:
    """One is told that it is open already."""
    second = scene.elsewhere(opener(database_url))
    both = await introduced(scene)
    value = await both.ident()
    shown = await asyncio.gather(
        scene.card(both.priya, "partnerships.begin", value, **TERMS),
        second.card(both.rosa, "partnerships.begin", value, **TERMS),
    )
    assert "Your partnership is open" in {card.title for card in shown}
    assert sum("have this open already" in card.title for card in shown) == 1
    assert len(await scene.rows("partnerships")) == 1


async def test_the_other_side_can_correct_it(sqlite_scene: Scene) -> None:
    """And the first is told."""
    both = await partners(sqlite_scene)
    form = only(Form, await sqlite_scene.press(both.rosa, "partnerships.correct", await ident(sqlite_scene)))
    assert {field.name: getattr(field, "value", None) for field in form.fields} == TERMS
    shown = await sqlite_scene.card(both.rosa, form.action, form.value, **(TERMS | {"paid": "part", "stage": "doing"}))
    assert shown.title == "Your partnership is saved"
    message = (await told(sqlite_scene, both.priya))[-1]
    assert message.title == "Rosa corrected your partnership"
    assert "In part" in words_of(message)


@pytest.mark.parametrize(
    ("pay", "note", "words"),
    [
        ("paid", "£165 a day", "£165 a day"),
        ("paid", "", "Agreed"),
        ("expenses", "The train", "Expenses only. The train"),
        ("unfunded", "", "Not funded yet"),
    ],
)
def test_what_is_to_be_paid_does_not_read_as_paid(pay: str, note: str, words: str) -> None:
    """Whether it has been paid stands beside it."""
    assert pay_words(Terms("Kites", "doing", pay, note, "no")) == words


async def test_a_form_from_before_a_change_overwrites_nothing(scene: Scene, opener: Opener, database_url: str) -> None:
    """Of two at once one is taken; the other keeps what they typed. The same again is no change."""
    second = scene.elsewhere(opener(database_url))
    both = await partners(scene)
    value = await form_value(scene)
    one, other = await asyncio.gather(
        scene.press(both.priya, "partnerships.save", value, **(TERMS | {"title": "One"})),
        second.press(both.rosa, "partnerships.save", value, **(TERMS | {"title": "Other"})),
    )
    [taken] = [shown for shown in (one, other) if isinstance(shown, Card)]
    [refused] = [shown for shown in (one, other) if isinstance(shown, Invalid)]
    assert taken.title == "Your partnership is saved"
    assert "changed while your form was open" in refused.errors["title"]
    row = await listed(scene)
    assert row["title"] == ("One" if taken is one else "Other")
    await save(scene, both.priya, title=row["title"])
    assert (await listed(scene))["version"] == row["version"]


@pytest.mark.parametrize("action", ["pause", "end"])
async def test_pausing_or_ending_twice_tells_once(scene: Scene, opener: Opener, database_url: str, action: str) -> None:
    """Also when both do it at once."""
    second = scene.elsewhere(opener(database_url))
    both = await partners(scene)
    before = len(await told(scene, both.rosa)) + len(await told(scene, both.priya))
    value = await ident(scene)
    shown = await asyncio.gather(
        scene.card(both.priya, f"partnerships.{action}", value), second.card(both.rosa, f"partnerships.{action}", value)
    )
    assert len({card.title for card in shown}) == 1
    await scene.card(both.rosa, f"partnerships.{action}", value)
    assert len(await told(scene, both.rosa)) + len(await told(scene, both.priya)) == before + 1


async def test_it_can_be_paused_gone_on_with_ended_and_taken_up_again(scene: Scene) -> None:
    """By either, with old buttons that say how it stands; it leaves the home while it is ended."""
    both = await partners(scene)
    value = await ident(scene)
    assert (await scene.card(both.rosa, "partnerships.pause", value)).title == "Your partnership is paused"
    assert "Forming the question (paused)" in words_of(await scene.card(both.priya, "partnerships.show", value))
    assert (await scene.card(both.priya, "partnerships.resume", value)).title == "Your partnership goes on"
    assert (await scene.card(both.rosa, "partnerships.end", value)).title == "Your partnership has ended"
    assert (await titles(scene, both.priya))[-1] == "Rosa ended your partnership"
    for action in ("pause", "resume"):
        assert (await scene.card(both.priya, f"partnerships.{action}", value)).title == "Your partnership has ended"
    assert "What keeps groups going" not in words_of(await scene.card(both.priya, "home.show"))
    listing = await scene.card(both.priya, "partnerships.list")
    assert "Ended" in words_of(listing)
    await save(scene, both.priya)
    row = await listed(scene)
    assert (row["ended_at"], row["next_at"] is None) == (None, False)


async def test_what_ended_is_removed_after_ninety_days(sqlite_scene: Scene) -> None:
    """And its buttons say that it is not there."""
    both = await partners(sqlite_scene)
    value = await ident(sqlite_scene)
    await save(sqlite_scene, both.priya, stage="ended")
    await later(sqlite_scene, days=89)
    assert len(await sqlite_scene.rows("partnerships")) == 1
    await later(sqlite_scene, days=2)
    assert await sqlite_scene.rows("partnerships") == []
    assert (await sqlite_scene.card(both.rosa, "partnerships.show", value)).title == NotYours.title


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"pay_note": "x" * 201}, "pay_note"),
        ({"stage": "married"}, "stage"),
        ({"pay": ""}, "pay"),
        ({"paid": 7}, "paid"),
    ],
)
async def test_a_form_that_cannot_be_taken_says_why(
    sqlite_scene: Scene, answers: dict[str, object], field: str
) -> None:
    """At the field that is wrong."""
    both = await introduced(sqlite_scene)
    shown = await sqlite_scene.press(both.priya, "partnerships.begin", await both.ident(), **(TERMS | answers))
    assert set(only(Invalid, shown).errors) == {field}


async def test_repeats_have_no_second_effect_and_keep_no_words(sqlite_scene: Scene) -> None:
    """A form that a platform sends twice opens one, and its words are not kept as an answer."""
    both = await introduced(sqlite_scene)
    for _ in range(2):
        await sqlite_scene.press(both.priya, "partnerships.begin", await both.ident(), once="a", **TERMS)
    assert (await titles(sqlite_scene, both.rosa)).count(OPENED) == 1
    assert TERMS["title"] not in repr(await sqlite_scene.rows("once_keys"))


async def test_a_block_ends_it_without_a_word_and_for_good(sqlite_scene: Scene) -> None:
    """Neither can write to the other by taking it up again."""
    both = await partners(sqlite_scene)
    value, before = await form_value(sqlite_scene), len(await told(sqlite_scene, both.priya))
    await sqlite_scene.card(both.rosa, "blocks.block", str(await sqlite_scene.id_of(both.priya)))
    assert len(await told(sqlite_scene, both.priya)) == before
    for who in (both.priya, both.rosa):
        for action in ("show", "correct", "pause", "resume", "end"):
            shown = await sqlite_scene.card(who, f"partnerships.{action}", await ident(sqlite_scene))
            assert shown.title == "This partnership is closed"
        shown = await sqlite_scene.card(who, "partnerships.save", value, **(TERMS | {"title": "Zanzibar"}))
        assert shown.title == "This partnership is closed"
    assert "Zanzibar" not in await sqlite_scene.everything()


async def test_none_is_opened_with_who_left_was_deleted_or_is_blocked(sqlite_scene: Scene) -> None:
    """In the same words, which say nothing of why."""
    both = await introduced(sqlite_scene)
    value = await both.ident()
    await sqlite_scene.card(both.rosa, "blocks.block", str(await sqlite_scene.id_of(both.priya)))
    blocked = await sqlite_scene.press(both.priya, "partnerships.begin", value, **TERMS)
    assert "With Rosa" not in words_of(await sqlite_scene.card(both.priya, "partnerships.list"))
    await sqlite_scene.card(both.rosa, "blocks.undo", str(await sqlite_scene.id_of(both.priya)))
    await sqlite_scene.card(both.rosa, "profiles.delete")
    deleted = await sqlite_scene.press(both.priya, "partnerships.begin", value, **TERMS)
    await sqlite_scene.save(both.rosa)
    here = sqlite_scene.town.people[both.rosa]
    await sqlite_scene.told(replace(here, left=True))
    left = await sqlite_scene.press(both.priya, "partnerships.begin", value, **TERMS)
    assert "Rosa is not available" in only(Invalid, blocked).errors["title"]
    assert blocked == deleted == left
    assert await sqlite_scene.rows("partnerships") == []


async def test_deleting_a_profile_removes_its_partnerships_with_their_words(sqlite_scene: Scene) -> None:
    """The other is told, and nothing of it stays anywhere."""
    both = await partners(sqlite_scene)
    await save(sqlite_scene, both.rosa, title="Zanzibar", pay_note="A quokka")
    await sqlite_scene.card(both.priya, "profiles.delete")
    assert (await titles(sqlite_scene, both.rosa))[-1] == "Priya has deleted their profile here"
    assert await sqlite_scene.rows("partnerships") == []
    everything = await sqlite_scene.everything()
    assert not [word for word in ("Zanzibar", "quokka", TERMS["title"]) if word in everything]


async def test_who_stays_can_end_it_when_the_other_has_left(sqlite_scene: Scene) -> None:
    """Nothing is sent that could never arrive."""
    both = await partners(sqlite_scene)
    await sqlite_scene.told(replace(sqlite_scene.town.people[both.rosa], left=True))
    before = len(await told(sqlite_scene, both.rosa))
    assert (
        await sqlite_scene.card(both.priya, "partnerships.end", await ident(sqlite_scene))
    ).title == "Your partnership has ended"
    assert len(await told(sqlite_scene, both.rosa)) == before


async def test_it_moves_with_linked_accounts(sqlite_scene: Scene) -> None:
    """Either account sees and changes it."""
    both = await partners(sqlite_scene)
    kept = sqlite_scene.town.add("rosa9", "Rosa", platform="teams")
    await sqlite_scene.link(kept, both.rosa)
    shown = await sqlite_scene.card(kept, "partnerships.show", await ident(sqlite_scene))
    assert button(shown, "End it").value == await ident(sqlite_scene)
    assert (await save(sqlite_scene, both.rosa, paid="yes")).title == "Your partnership is saved"


async def test_a_partnership_of_two_accounts_of_one_person_is_gone(sqlite_scene: Scene) -> None:
    """Nobody is a partner of their own."""
    both = await introduced(sqlite_scene, apart=True)
    await sqlite_scene.card(both.priya, "partnerships.begin", await both.ident(), **TERMS)
    differing = ("part", "role", "organisation", "about", "monthly_requests")
    await sqlite_scene.link(both.priya, both.rosa, **dict.fromkeys(differing, "here"))
    assert await sqlite_scene.rows("partnerships") == await sqlite_scene.rows("outcomes") == []
    assert PROFILE["about"] in words_of(await sqlite_scene.card(both.priya, "home.show"))


async def test_opening_against_blocking_leaves_none_that_goes_on(
    scene: Scene, opener: Opener, database_url: str
) -> None:
    """It is refused, or over at once."""
    second = scene.elsewhere(opener(database_url))
    both = await introduced(scene)
    shown, _ = await asyncio.gather(
        scene.press(both.priya, "partnerships.begin", await both.ident(), **TERMS),
        second.card(both.rosa, "blocks.block", str(await scene.id_of(both.priya))),
    )
    assert isinstance(shown, Invalid) or shown == replace(only(Card, shown), title="Your partnership is open")
    assert all(row["stage"] == "ended" for row in await scene.rows("partnerships"))


async def test_opening_against_deleting_the_profile_leaves_none(
    scene: Scene, opener: Opener, database_url: str
) -> None:
    """Nor its words."""
    second = scene.elsewhere(opener(database_url))
    both = await introduced(scene)
    await asyncio.gather(
        scene.press(both.priya, "partnerships.begin", await both.ident(), **TERMS),
        second.card(both.rosa, "profiles.delete"),
    )
    assert await scene.rows("partnerships") == []
    assert TERMS["title"] not in await scene.everything()


async def test_opening_while_accounts_are_linked_is_with_who_they_are_then(
    scene: Scene, opener: Opener, database_url: str
) -> None:
    """Nothing is left with somebody who is nobody any more."""
    second = scene.elsewhere(opener(database_url))
    both = await introduced(scene)
    kept = scene.town.add("kept", "Rosa", platform="teams")
    asked = only(Card, await scene.say(both.rosa, f"link {await scene.code(kept)}"))
    opened, linked = await asyncio.gather(
        scene.card(both.priya, "partnerships.begin", await both.ident(), **TERMS),
        second.card(both.rosa, "linking.join", buttons_of(asked)[0].value),
    )
    assert (opened.title, linked.title) == ("Your partnership is open", "Your accounts are linked")
    assert (await listed(scene))["partner_id"] == await scene.id_of(kept)
    assert OPENED in await titles(scene, kept)


async def test_with_an_account_that_is_separated_it_stays_with_the_rest(sqlite_scene: Scene) -> None:
    """The account that goes is somebody new, who sees nothing of it."""
    both = await partners(sqlite_scene)
    kept = sqlite_scene.town.add("rosa9", "Rosa", platform="teams")
    await sqlite_scene.link(kept, both.rosa)
    await sqlite_scene.card(kept, "linking.separate", json.dumps(kept))
    assert (await sqlite_scene.card(kept, "partnerships.show", await ident(sqlite_scene))).title == NotYours.title
    assert (await sqlite_scene.card(both.rosa, "partnerships.show", await ident(sqlite_scene))).title == "You and Priya"
