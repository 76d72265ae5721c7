"""Saved searches: saved from a search, heard of in the digest, seen by nobody else, and stopped."""

import asyncio
from datetime import timedelta
from typing import Any

from bot import digest_items
from bot.cards import Card
from bot.digest_items import KINDS
from bot.schedule import run_job
from tests.bot.introducing import RESEARCHER, pressed
from tests.bot.scene import Scene, button, only, persons, targets_of, words_of
from tests.bot.test_digest_items import kept, made, reader

TELL = "Tell me when someone new fits this"


async def save(scene: Scene, who: object, words: str, **narrowed: object) -> Card:
    """Search, and save the search."""
    found = await scene.card(who, "collaborators.find", words, **narrowed)  # type: ignore[arg-type]
    return only(Card, await pressed(scene, who, found, TELL))  # type: ignore[arg-type]


async def test_a_saved_search_finds_those_who_are_new(scene: Scene) -> None:
    """Once, in a section of its own, by what narrowed the search; nobody is in two sections."""
    rosa = await scene.member("rosa", "Rosa")
    assert "You get no digest yet" in words_of(await save(scene, rosa, "poetry in hospitals", side="research"))
    scene.clock.forward(hours=1)
    poet: dict[str, Any] = {"about": "I teach poetry and creative writing in hospitals.", "topics": ("poetry",)}
    await scene.member("pia", "Pia", **RESEARCHER | poet)
    await scene.member("paul", "Paul", **poet)
    one = await reader(scene, rosa, kinds=frozenset(KINDS), since=scene.clock.now - timedelta(minutes=1))
    scene.clock.forward(hours=1)
    digests = await made(scene, one)
    first = digests[one.member].sections[0]
    assert (first.title, [item.shown.name for item in first.items]) == ("New for your saved searches", ["Pia"])
    assert first.items[0].shown.why == "Found by your search “poetry in hospitals”"
    card = digest_items.card(digests[one.member], "Rosa")
    assert [person.name for person in persons(card)].count("Pia") == 1
    assert button(card, "My saved searches")
    scene.clock.forward(days=300)
    await kept(scene, digests)
    scene.clock.forward(days=100)
    await run_job(scene.network, "searches.forget")
    assert len(await scene.rows("saved_searches")) == 1
    assert await made(scene, one) == {}


async def test_searches_are_listed_and_stopped_by_whoever_saved_them(scene: Scene) -> None:
    """Saved twice is saved once; those of others cannot be stopped; after a year without use one is removed."""
    rosa, tom = await scene.member("rosa", "Rosa"), await scene.member("tom", "Tom", platform="teams")
    for _ in range(2):
        await save(scene, rosa, "dementia", region="wales")
    await save(scene, rosa, "<!channel> *worms*")
    assert "<!channel> *worms*" not in words_of(await scene.card(tom, "searches.mine"))
    listed = await scene.card(rosa, "searches.mine")
    assert [person.name for person in persons(listed)] == ["dementia", "<!channel> *worms*"]
    assert persons(listed)[0].status == "Looks for people on the research side who can work in Wales"
    again = only(Card, await pressed(scene, rosa, listed, "Search now"))
    assert "dementia" in again.title
    await scene.card(tom, "searches.stop", button(listed, "Stop").value)
    left = only(Card, await pressed(scene, rosa, listed, "Stop"))
    assert [person.name for person in persons(left)] == ["<!channel> *worms*"]
    scene.clock.forward(days=366)
    await run_job(scene.network, "searches.forget")
    assert (await scene.card(rosa, "searches.mine")).title == "You have no saved searches"


async def test_there_are_ten_at_most_also_of_two_at_once(scene: Scene) -> None:
    """The one too many is said, with those that could be stopped."""
    rosa = await scene.member("rosa", "Rosa")
    for number in range(9):
        await save(scene, rosa, f"topic number {number}")
    both = await asyncio.gather(save(scene, rosa, "gardens"), save(scene, rosa, "kitchens"))
    assert sorted(card.title for card in both)[1] == "This search was not saved"
    assert len(await scene.rows("saved_searches")) == 10
    assert (await save(scene, rosa, "topic number 3")).title == "Saved: “topic number 3”"
    assert "searches.stop" in targets_of(await save(scene, rosa, "one more"))


async def test_an_empty_search_is_not_saved(sqlite_scene: Scene) -> None:
    """Nor is what is none."""
    rosa = await sqlite_scene.member("rosa", "Rosa")
    for value in ("", '["", "research", "", 0, 0]'):
        assert (await sqlite_scene.card(rosa, "searches.keep", value)).title == "What would you like to work on?"
    assert await sqlite_scene.rows("saved_searches") == []


async def test_they_go_with_the_profile_and_are_joined_by_a_link(scene: Scene) -> None:
    """Each once, ten at most."""
    rosa, other = await scene.member("rosa", "Rosa"), scene.town.add("rosa2", "Rosa", platform="teams")
    for number in range(8):
        await save(scene, rosa, f"topic number {number}", side="anyone")
    for number in (7, 8, 9, 10):
        await save(scene, other, f"topic number {number}", side="anyone")
    await scene.link(rosa, other)
    assert [row["query"] for row in await scene.rows("saved_searches")] == [f"topic number {one}" for one in range(10)]
    await scene.press(rosa, "profiles.delete")
    assert await scene.rows("saved_searches") == []
