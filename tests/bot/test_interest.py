"""What people look for most: counted, without a way to tell who."""

from datetime import date

import pytest
from sqlalchemy import text

from bot import interest
from bot.errors import Busy
from bot.network import Work
from bot.tally import Tally
from tests.bot.scene import Scene, words_of
from tests.conftest import Opener

MONTH = date(2026, 11, 1)


def test_everybody_sets_one_bit_that_others_share() -> None:
    """Sixteen bits for two hundred people; which is whose changes with topic, month and secret."""
    tally = Tally(b"a secret")
    bits = [tally.bit(member, "hearing voices", MONTH) for member in range(200)]
    assert {bit.bit_count() for bit in bits} == {1}
    assert max(bits) < 1 << 16
    assert len(set(bits)) == 16
    assert bits == [tally.bit(member, "hearing voices", MONTH) for member in range(200)]
    for other in (
        [Tally(b"another").bit(member, "hearing voices", MONTH) for member in range(200)],
        [tally.bit(member, "hearing voices", date(2026, 12, 1)) for member in range(200)],
        [tally.bit(member, "debt", MONTH) for member in range(200)],
    ):
        assert sum(one == two for one, two in zip(bits, other, strict=True)) < 40


async def test_what_is_noted_is_written_together(scene: Scene) -> None:
    """The first search writes, those of the next minute wait, and count meanwhile."""
    await scene.member("cleo", topics=("hearing voices",))
    askers = [scene.town.add(f"asker{number}", f"Asker {number}") for number in range(40)]
    for asker in askers:
        await scene.find(asker, "hearing voices")
    [kept] = await scene.rows("topic_interest")
    assert kept["bits"].bit_count() == 1
    assert "hearing voices" in words_of(await scene.card(askers[0], "collaborators.find", ""))
    scene.clock.forward(minutes=1)
    await scene.find(askers[0], "hearing voices")
    [kept] = await scene.rows("topic_interest")
    assert kept["bits"].bit_count() > 5


async def test_what_two_processes_note_is_joined(scene: Scene, opener: Opener, database_url: str) -> None:
    """Neither overwrites the bits of the other."""
    await scene.member("cleo", topics=("hearing voices",))
    second = scene.elsewhere(opener(database_url))
    for number in range(12):
        asker = scene.town.add(f"asker{number}", f"Asker {number}")
        await (second if number % 2 else scene).find(asker, "hearing voices")
    for place in (scene, second):
        await place.network.run(interest.write)
    [kept] = await scene.rows("topic_interest")
    [key] = scene.network.tally.noted
    both = scene.network.tally.noted[key] | second.network.tally.noted[key]
    assert kept["bits"] == both
    assert both.bit_count() > 2


async def test_what_could_not_be_written_waits_on(sqlite_scene: Scene) -> None:
    """A database that is away loses nothing of it."""
    await sqlite_scene.member("cleo", topics=("hearing voices",))
    tally = sqlite_scene.network.tally
    tally.note(1, ["hearing voices"], MONTH)
    waiting = dict(tally.pending)

    async def fail(work: Work) -> None:
        await work.session.execute(text("DROP TABLE topic_interest"))
        await interest.write(work)

    with pytest.raises(Busy):
        await sqlite_scene.network.run(fail)
    assert dict(tally.pending) == waiting
