"""Conversation references: where the bot may write, and who was welcomed."""

import asyncio
from dataclasses import replace

from sqlalchemy import text

from bot import references
from bot.directory import Address
from bot.network import Work
from bot.references import Reference
from tests.bot.scene import Scene
from tests.conftest import Opener

PLACE = Address("teams", "tenant", "rosa")
REFERENCE = Reference(
    PLACE, "https://service.example/", "a:1", "29:rosa", "Rosa \u202eO\u2019Hara", "Europe/London", "en-GB"
)


async def test_a_reference_is_kept_and_the_newest_wins(sqlite_scene: Scene) -> None:
    """One for each place; another tenant's is another's."""
    assert await sqlite_scene.network.look(references.find, PLACE) is None
    await sqlite_scene.network.run(references.keep, REFERENCE)
    moved = replace(REFERENCE, service_url="https://elsewhere.example/")
    await sqlite_scene.network.run(references.keep, moved)
    assert await sqlite_scene.network.look(references.find, PLACE) == moved
    assert await sqlite_scene.network.look(references.find, PLACE._replace(workspace="other")) is None


async def test_a_removed_reference_is_none_until_it_is_kept_again(sqlite_scene: Scene) -> None:
    """Removing what never was does nothing that shows."""
    await sqlite_scene.network.run(references.remove, PLACE)
    await sqlite_scene.network.run(references.keep, REFERENCE)
    await sqlite_scene.network.run(references.remove, PLACE)
    assert await sqlite_scene.network.look(references.find, PLACE) is None
    await sqlite_scene.network.run(references.keep, REFERENCE)
    assert await sqlite_scene.network.look(references.find, PLACE) == REFERENCE


async def test_a_place_is_welcomed_once_whatever_is_repeated(scene: Scene, opener: Opener, database_url: str) -> None:
    """From two processes at once, and after the app was removed and added again."""
    second = opener(database_url)
    once = [process.run(references.welcomed, PLACE) for process in (scene.network, second) for _ in range(4)]
    assert sorted(await asyncio.gather(*once)) == [False] * 7 + [True]
    await scene.network.run(references.remove, PLACE)
    await scene.network.run(references.keep, REFERENCE)
    assert not await scene.network.run(references.welcomed, PLACE)
    assert await scene.network.look(references.find, PLACE) == REFERENCE


async def test_a_reference_that_can_no_longer_be_read_is_none(scene: Scene) -> None:
    """The next request of the platform writes it anew."""
    await scene.network.run(references.keep, REFERENCE)

    async def spoil(work: Work) -> None:
        await work.session.execute(text("UPDATE conversation_references SET details = '[1]'"))

    await scene.network.run(spoil)
    assert await scene.network.look(references.find, PLACE) is None
