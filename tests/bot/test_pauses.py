"""Pauses: one press each way, or until a day that begins where the member is."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.cards import Card
from tests.bot.scene import Scene, button, only, words_of
from tests.conftest import Opener


async def test_pause_and_resume_are_one_press_each(sqlite_scene: Scene) -> None:
    """And say so in the home; saving the form does not end an open pause."""
    who = await sqlite_scene.member("rosa")
    asker = sqlite_scene.town.add("asker", "Asker")
    assert (await sqlite_scene.card(who, "profiles.pause")).title == "You are paused"
    assert await sqlite_scene.find(asker, "hearing voices") == []
    assert "You are paused. Nobody finds you until you resume." in words_of(await sqlite_scene.card(who, "home.show"))
    saved = only(Card, await sqlite_scene.save(who))
    assert "You are paused. Nobody finds you until you resume." in words_of(saved)
    assert await sqlite_scene.find(asker, "hearing voices") == []
    resume = button(await sqlite_scene.card(who, "home.show"), "Resume: be found again")
    assert (await sqlite_scene.card(who, resume.action)).title == "You can be found again"
    assert await sqlite_scene.find(asker, "hearing voices") == ["Rosa"]
    assert (await sqlite_scene.card(who, "profiles.resume")).title == "You can be found again"


@pytest.mark.parametrize(
    ("timezone", "ends"),
    [
        ("Europe/London", datetime(2026, 12, 1, 0, 0, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2026, 11, 30, 11, 0, tzinfo=UTC)),
        ("America/Los_Angeles", datetime(2026, 12, 1, 8, 0, tzinfo=UTC)),
        ("Nowhere/At-all", datetime(2026, 12, 1, 0, 0, tzinfo=UTC)),
    ],
)
async def test_a_pause_ends_when_its_day_begins_where_the_member_is(
    scene: Scene, timezone: str, ends: datetime
) -> None:
    """By itself, without anything being written, in results, in the profile and in the home."""
    who = await scene.member("rosa", timezone=timezone, paused_until=date(2026, 12, 1))
    number = str(await scene.id_of(who))
    asker = scene.town.add("asker", "Asker", timezone="Asia/Tokyo")
    await scene.press(asker, "home.show")
    before = [await scene.rows(table) for table in ("profiles", "members")]
    for shift, found in ((-1, False), (0, True)):
        scene.clock.now = ends
        scene.clock.forward(seconds=shift)
        assert (await scene.find(asker, "hearing voices") == ["Rosa"]) is found
        assert ((await scene.card(asker, "profiles.see", number)).title == "Rosa") is found
        home = words_of(await scene.card(who, "home.show"))
        assert ("You are paused until 1 December 2026." in home) is not found
    assert [await scene.rows(table) for table in ("profiles", "members")] == before
    form = await scene.form(who, "profiles.edit")
    held = {field.name: getattr(field, "value", None) for field in form.fields}
    saved = await scene.save(who, paused_until=held["paused_until"])
    assert "People in this network can find you." in words_of(saved)


async def test_a_pause_moves_with_the_member_to_another_timezone(sqlite_scene: Scene) -> None:
    """The platform tells of the new timezone, and every index takes it in."""
    who = await sqlite_scene.member("rosa", timezone="America/Los_Angeles", paused_until=date(2026, 12, 1))
    asker = sqlite_scene.town.add("asker", "Asker")
    sqlite_scene.clock.now = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
    assert await sqlite_scene.find(asker, "hearing voices") == []
    await sqlite_scene.told(replace(sqlite_scene.town.people[who], timezone="Pacific/Auckland"))
    assert await sqlite_scene.find(asker, "hearing voices") == ["Rosa"]


async def test_pausing_needs_a_profile(sqlite_scene: Scene) -> None:
    """Somebody without one is told how to make it."""
    who = sqlite_scene.town.add("nell", "Nell")
    for action in ("profiles.pause", "profiles.resume", "profiles.agree"):
        card = await sqlite_scene.card(who, action)
        assert card.title == "You need a profile for this"
        assert button(card, "Make my profile").action == "profiles.edit"


async def test_pausing_against_resuming_leaves_one_of_the_two(scene: Scene, opener: Opener, database_url: str) -> None:
    """And the index of every process agrees with what is kept."""
    who = await scene.member("rosa")
    asker = scene.town.add("asker", "Asker")
    second = scene.elsewhere(opener(database_url))
    for _ in range(5):
        await asyncio.gather(
            scene.card(who, "profiles.pause"), second.card(who, "profiles.resume"), second.card(who, "profiles.pause")
        )
        [row] = await scene.rows("profiles")
        expected = [] if row["paused"] else ["Rosa"]
        assert await scene.find(asker, "hearing voices") == expected
        assert await second.find(asker, "hearing voices") == expected
