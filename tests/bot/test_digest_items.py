"""What is in a digest: what fits, why, from both sides, and never too often."""

from collections.abc import Sequence
from datetime import datetime

from bot import digest_items
from bot.cards import Button
from bot.digest_items import Digest, Reader, card
from bot.directory import Address
from tests.bot.calling import post
from tests.bot.introducing import RESEARCHER
from tests.bot.scene import Scene, persons, words_of

GROUPS = {
    "title": "How groups last",
    "about": "We look for people who run groups for those who hear voices.",
    "topics": ("hearing voices",),
}
SLEEP = {
    "title": "Sleep on hospital wards",
    "about": "We study how people sleep on psychiatric wards at night.",
    "topics": ("sleep",),
}
SOIL = {
    "title": "Worms in arable soil",
    "about": "We count earthworms in fields in spring.",
    "topics": ("soil",),
}


async def reader(scene: Scene, who: Address, *, topics: Sequence[str] = (), **changes: object) -> Reader:
    """A reader of everything that fits their profile, or of topics."""
    values: dict[str, object] = {
        "member": await scene.id_of(who),
        "fits": not topics,
        "topics": tuple(topics),
        "kinds": frozenset({"calls", "questions"}),
        "since": datetime(2026, 11, 16, 9, 0, tzinfo=scene.clock.now.tzinfo),
        "timezone": "Europe/London",
    }
    return Reader(**(values | changes))  # type: ignore[arg-type]


async def made(scene: Scene, *readers: Reader) -> dict[int, Digest]:
    """Their digests."""
    return await digest_items.compose(scene.network, readers, scene.clock.now)


async def kept(scene: Scene, digests: dict[int, Digest]) -> None:
    """Record them as sent."""
    for member, digest in digests.items():
        await scene.network.run(digest_items.record, member, digest)


def titles(digests: dict[int, Digest], member: int) -> list[str]:
    """What a digest has in it, by name."""
    return [item.shown.name for item in digests[member].items] if member in digests else []


async def test_calls_that_fit_come_once_and_once_more_before_they_close(scene: Scene) -> None:
    """With a reason; one that is too often would be noise, one that is forgotten would be missed."""
    priya = await scene.member("priya", "Priya", **RESEARCHER)
    await post(scene, priya, **GROUPS)
    await post(scene, priya, **SOIL)
    rosa = await reader(scene, await scene.member("rosa", "Rosa"))
    first = await made(scene, rosa)
    assert titles(first, rosa.member) == ["How groups last"]
    assert "Topics of yours: hearing voices" in words_of(card(first[rosa.member], "Rosa"))
    await kept(scene, first)
    assert await made(scene, rosa) == {}
    scene.clock.forward(days=7)
    again = await made(scene, rosa)
    assert "this is the last time" in words_of(card(again[rosa.member], "Rosa", Button("Stop", "digests.stop")))
    await kept(scene, again)
    scene.clock.forward(days=6.2)
    assert await made(scene, rosa) == {}


async def test_a_topic_of_ones_own_finds_what_a_search_finds(scene: Scene) -> None:
    """Whoever has no profile may have topics."""
    priya = await scene.member("priya", "Priya", **RESEARCHER)
    await post(scene, priya, **GROUPS)
    await post(scene, priya, **SLEEP)
    nell = scene.town.add("nell", "Nell")
    await scene.say(nell, "help")
    one = await reader(scene, nell, topics=("sleep at night",))
    shown = card((await made(scene, one))[one.member], "Nell")
    assert [person.name for person in persons(shown)] == ["Sleep on hospital wards"]
    assert persons(shown)[0].why == "It fits “sleep at night”, which you follow"
