"""What people look for most: counted, without a way to tell who."""

from datetime import date

from bot.tally import Tally
from tests.bot.scene import Scene

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


async def test_a_search_for_what_is_noted_already_writes_nothing(scene: Scene) -> None:
    """The second search of the same person, and of another with the same bit, costs no write."""
    await scene.member("cleo", topics=("hearing voices",))
    asker = scene.town.add("asker", "Asker")
    await scene.find(asker, "hearing voices")
    month = scene.clock.now.date().replace(day=1)
    member = await scene.id_of(asker)
    assert not scene.network.tally.is_news(member, ["hearing voices"], month)
    assert scene.network.tally.is_news(member, ["hearing voices", "debt"], month)


async def test_what_two_processes_note_is_joined(scene: Scene) -> None:
    """Neither overwrites the bits of the other."""
    await scene.member("cleo", topics=("hearing voices",))
    for number in range(12):
        asker = scene.town.add(f"asker{number}", f"Asker {number}")
        await scene.find(asker, "hearing voices")
        scene.network.tally.noted.clear()
    [kept] = await scene.rows("topic_interest")
    assert kept["bits"].bit_count() > 1
