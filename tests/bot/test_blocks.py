"""Blocking somebody, silently and in one press, and telling facilitators."""

from dataclasses import replace

import pytest

from bot.cards import Card, Form, Invalid
from bot.directory import Address
from bot.errors import NotYours
from tests.bot.introducing import RESEARCHER, UNAVAILABLE, Pair, ask, jobs, pair, pressed, titles, told
from tests.bot.scene import Scene, buttons_of, only, words_of
from tests.conftest import Opener

VOICES = "groups for people who hear voices"


async def block(scene: Scene, who: Address, whom: Address) -> Card:
    """Have one block another."""
    return await scene.card(who, "blocks.block", str(await scene.id_of(whom)))


async def test_one_press_on_a_request_blocks_who_sent_it(sqlite_scene: Scene) -> None:
    """It ends as a decline does: the asker can tell nothing from it."""
    both = await pair(sqlite_scene)
    await both.ask()
    [card] = await told(sqlite_scene, both.rosa)
    done = only(Card, await pressed(sqlite_scene, both.rosa, card, "Block"))
    assert done.title == "You have blocked Priya"
    assert await both.state() == "declined"
    assert await titles(sqlite_scene, both.priya) == []
    assert await both.title(both.priya, "show") == "Your request is sent"
    rosa = str(await sqlite_scene.id_of(both.rosa))
    assert (await sqlite_scene.card(both.priya, "introductions.ask", rosa)).title == "You have asked Rosa already"
    assert await both.title(both.rosa, "accept") == "This request is closed"
    sqlite_scene.clock.forward(days=14)
    await jobs(sqlite_scene)
    assert await titles(sqlite_scene, both.priya) == [UNAVAILABLE]


async def test_neither_finds_the_other_in_any_process(scene: Scene, opener: Opener, database_url: str) -> None:
    """And both do again when it is taken back."""
    both = await pair(scene)
    second = scene.elsewhere(opener(database_url))
    places = ((both.priya, VOICES, "Rosa"), (both.rosa, "how peer groups last", "Priya"))
    for found in (True, False, True):
        for process in (scene, second):
            for who, words, name in places:
                assert (name in await process.find(who, words)) is found
        if found:
            done = await block(scene, both.rosa, both.priya)
        else:
            undone = only(Card, await pressed(scene, both.rosa, done, "Unblock"))
            assert undone.title == "Priya is not blocked"
    assert "Rosa" not in await second.find(both.rosa, VOICES)


async def test_who_is_blocked_sees_the_same_as_with_somebody_who_is_paused(sqlite_scene: Scene) -> None:
    """In the results, in the profile, and when they ask; in words for words."""
    both = await pair(sqlite_scene)
    rosa = str(await sqlite_scene.id_of(both.rosa))

    async def looks() -> list[object]:
        return [
            await sqlite_scene.find(both.priya, VOICES),
            await sqlite_scene.press(both.priya, "profiles.see", rosa),
            await sqlite_scene.press(both.priya, "introductions.ask", rosa),
            await ask(sqlite_scene, both.priya, both.rosa),
            await titles(sqlite_scene, both.priya),
        ]

    await sqlite_scene.card(both.rosa, "profiles.pause")
    paused = await looks()
    await sqlite_scene.card(both.rosa, "profiles.resume")
    await block(sqlite_scene, both.rosa, both.priya)
    assert await looks() == paused
    assert UNAVAILABLE in words_of(paused[2])


async def test_who_has_blocked_somebody_cannot_ask_them_and_is_told_why(sqlite_scene: Scene) -> None:
    """With the way to take it back."""
    both = await pair(sqlite_scene)
    await block(sqlite_scene, both.priya, both.rosa)
    rosa = str(await sqlite_scene.id_of(both.rosa))
    shown = await sqlite_scene.card(both.priya, "introductions.ask", rosa)
    assert shown.title == "You have blocked Rosa"
    profile = await sqlite_scene.card(both.priya, "profiles.see", rosa)
    assert [one.label for one in buttons_of(profile)] == ["Unblock", "Report"]
    await pressed(sqlite_scene, both.priya, shown, "Unblock")
    assert isinstance(await sqlite_scene.press(both.priya, "introductions.ask", rosa), Form)


async def test_ones_own_request_to_somebody_blocked_is_taken_back(sqlite_scene: Scene) -> None:
    """As if by hand."""
    both = await pair(sqlite_scene)
    await both.ask()
    await block(sqlite_scene, both.priya, both.rosa)
    assert await both.state() == "withdrawn"
    assert await titles(sqlite_scene, both.rosa) == ["Priya took the request back"]


async def test_messages_are_carried_no_more_after_a_block(sqlite_scene: Scene) -> None:
    """The other is told nothing, and learns it only by writing."""
    both = await pair(sqlite_scene, apart=True)
    await both.ask()
    await both.press(both.rosa, "accept")
    await both.relay(both.priya, "send", message="Hello")
    message = (await told(sqlite_scene, both.rosa))[-1]
    before = await titles(sqlite_scene, both.priya)
    await pressed(sqlite_scene, both.rosa, message, "Block")
    assert await titles(sqlite_scene, both.priya) == before
    assert "no longer be carried" in words_of(await both.relay(both.priya, "send", message="Hello?"))


async def test_blocks_are_listed_and_taken_back_from_the_home(sqlite_scene: Scene) -> None:
    """Whoever is blocked, by name."""
    both = await pair(sqlite_scene)
    home = await sqlite_scene.card(both.rosa, "home.show")
    assert "You have blocked nobody" in words_of(
        await pressed(sqlite_scene, both.rosa, home, "People you have blocked")
    )
    for _ in range(2):
        await block(sqlite_scene, both.rosa, both.priya)
    listing = await pressed(sqlite_scene, both.rosa, home, "People you have blocked")
    assert [one.label for one in buttons_of(listing)] == ["Unblock Priya"]
    for _ in range(2):
        undone = only(Card, await pressed(sqlite_scene, both.rosa, listing, "Unblock Priya"))
        assert undone.title == "Priya is not blocked"
    assert await sqlite_scene.rows("blocks") == []


async def test_blocks_move_with_accounts_that_are_linked_and_separated(sqlite_scene: Scene) -> None:
    """Another account is no way around them."""
    both = await pair(sqlite_scene)
    other = sqlite_scene.town.add("priya9", "Priya", platform="teams")
    await block(sqlite_scene, both.rosa, both.priya)
    await sqlite_scene.link(other, both.priya)
    rosa = str(await sqlite_scene.id_of(both.rosa))
    for who in (both.priya, other):
        assert (await sqlite_scene.card(who, "introductions.ask", rosa)).title == UNAVAILABLE
        assert "Rosa" not in await sqlite_scene.find(who, VOICES)
    listing = await sqlite_scene.card(other, "linking.accounts")
    await pressed(sqlite_scene, other, listing, "Separate Priya on Slack")
    await sqlite_scene.save(both.priya, **RESEARCHER)
    for who in (both.priya, other):
        assert "Rosa" not in await sqlite_scene.find(who, VOICES)
        assert (await sqlite_scene.card(who, "introductions.ask", rosa)).title == UNAVAILABLE
    assert "Priya" not in await sqlite_scene.find(both.rosa, "how peer groups last")


async def test_linking_two_who_blocked_each_other_leaves_no_block_of_oneself(sqlite_scene: Scene) -> None:
    """There is nobody left to block."""
    slack = await sqlite_scene.member("rosa", "Rosa")
    teams = await sqlite_scene.member("rosa9", "Rosa", platform="teams", consent=True)
    await block(sqlite_scene, slack, teams)
    await sqlite_scene.link(slack, teams)
    assert await sqlite_scene.rows("blocks") == []


@pytest.mark.parametrize("action", ["blocks.block", "blocks.undo", "blocks.report"])
async def test_names_of_those_who_cannot_be_found_are_not_told(sqlite_scene: Scene, action: str) -> None:
    """Not of strangers to the network, of who is paused, of who left, nor of oneself."""
    rosa = await sqlite_scene.member("rosa", "Rosa")
    paused = await sqlite_scene.member("gus", "Gus")
    await sqlite_scene.card(paused, "profiles.pause")
    new = sqlite_scene.town.add("nell", "Nell")
    await sqlite_scene.card(new, "home.show")
    gone = await sqlite_scene.member("ida", "Ida")
    left = str(await sqlite_scene.id_of(gone))
    await sqlite_scene.told(replace(sqlite_scene.town.people[gone], left=True))
    ids = [left, *[str(await sqlite_scene.id_of(who)) for who in (rosa, paused, new)]]
    for value in (*ids, "", "0", "x", "9" * 30):
        assert (await sqlite_scene.card(rosa, action, value)).title == NotYours.title
    assert await sqlite_scene.rows("blocks") == []


async def test_who_was_in_touch_can_be_blocked_also_when_they_are_paused(sqlite_scene: Scene) -> None:
    """Pausing is no shelter for who wrote."""
    both = await pair(sqlite_scene)
    await both.ask()
    await sqlite_scene.card(both.priya, "profiles.pause")
    assert (await block(sqlite_scene, both.rosa, both.priya)).title == "You have blocked Priya"


async def test_a_report_reaches_the_facilitators_with_both_names_and_no_other_words(sqlite_scene: Scene) -> None:
    """Each of them in private, and the one it is about is not told."""
    both = await pair(sqlite_scene)
    olga = sqlite_scene.town.add("olga", "Olga", owner=True)
    ola = sqlite_scene.town.add("ola", "Ola", owner=True)
    for owner in (olga, ola):
        await sqlite_scene.card(owner, "home.show")
    await both.ask(about="Zanzibar")
    [card] = await told(sqlite_scene, both.rosa)
    form = only(Form, await pressed(sqlite_scene, both.rosa, card, "Report"))
    done = await sqlite_scene.card(both.rosa, form.action, form.value, words="They asked me elsewhere, too.")
    assert done.title == "The facilitators are told"
    for owner in (olga, ola):
        [message] = await told(sqlite_scene, owner)
        words = words_of(message)
        assert message.title == "Rosa reports Priya"
        assert "They asked me elsewhere, too." in words
        assert "Zanzibar" not in words
        assert buttons_of(message) == []
    assert await titles(sqlite_scene, both.priya) == []


async def test_a_report_needs_no_words(sqlite_scene: Scene) -> None:
    """And may not be endless."""
    both = await pair(sqlite_scene)
    olga = sqlite_scene.town.add("olga", "Olga", owner=True)
    await sqlite_scene.card(olga, "home.show")
    number = str(await sqlite_scene.id_of(both.priya))
    assert "words" in only(Invalid, await sqlite_scene.press(both.rosa, "blocks.tell", number, words="x" * 1001)).errors
    await sqlite_scene.card(both.rosa, "blocks.tell", number, words="")
    assert "They left no words." in words_of(await told(sqlite_scene, olga))


async def test_a_facilitator_is_not_told_of_a_report_about_themselves(sqlite_scene: Scene) -> None:
    """The others are; when there is none, that is said, and what was typed stays."""
    both = await pair(sqlite_scene)
    olga = await sqlite_scene.member("olga", "Olga")
    sqlite_scene.town.people[olga] = replace(sqlite_scene.town.people[olga], owner=True)
    await sqlite_scene.told(sqlite_scene.town.people[olga])
    number = str(await sqlite_scene.id_of(olga))
    errors = only(Invalid, await sqlite_scene.press(both.rosa, "blocks.tell", number, words="She shouts.")).errors
    assert "nothing was sent" in errors["words"]
    ola = sqlite_scene.town.add("ola", "Ola", owner=True)
    await sqlite_scene.card(ola, "home.show")
    await sqlite_scene.card(both.rosa, "blocks.tell", number, words="She shouts.")
    assert await titles(sqlite_scene, ola) == ["Rosa reports Olga"]
    assert await titles(sqlite_scene, olga) == []


async def test_blocking_the_second_of_a_pair_keeps_the_first_ones_own_block(sqlite_scene: Scene) -> None:
    """Each takes back only what they did themselves."""
    both: Pair = await pair(sqlite_scene)
    await block(sqlite_scene, both.rosa, both.priya)
    other = await sqlite_scene.member("gus", "Gus")
    await block(sqlite_scene, other, both.rosa)
    await sqlite_scene.card(other, "blocks.undo", str(await sqlite_scene.id_of(both.rosa)))
    assert "Rosa" in await sqlite_scene.find(other, VOICES)
    assert "Rosa" not in await sqlite_scene.find(both.priya, VOICES)
