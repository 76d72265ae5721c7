"""Picking somebody to show to others: public cards only."""

from bot.cards import Picks
from tests.bot.scene import Scene, only, words_of


async def pick(scene: Scene, words: str) -> Picks:
    """What an asker with no profile may pick from."""
    asker = scene.town.add("asker", "Asker")
    return only(Picks, await scene.press(asker, "collaborators.pick", words))


async def test_people_of_both_sides_who_fit_can_be_picked(sqlite_scene: Scene) -> None:
    """Best first; each card begins with its person."""
    await sqlite_scene.member("rita", part="research")
    await sqlite_scene.member("cleo", part="vcse")
    await sqlite_scene.member("nobody", about="We mend bicycles.", offers="", looking_for="", topics=())
    picks = await pick(sqlite_scene, "hearing voices")
    assert {card.body[0].name for card in picks.cards} == {"Rita", "Cleo"}  # type: ignore[union-attr]


async def test_who_is_paused_cannot_be_picked(sqlite_scene: Scene) -> None:
    """As in any other search."""
    rita = await sqlite_scene.member("rita", part="research")
    await sqlite_scene.press(rita, "profiles.pause")
    assert await pick(sqlite_scene, "hearing voices") == Picks(())


async def test_nothing_to_look_for_picks_nobody(sqlite_scene: Scene) -> None:
    """Rather than anybody."""
    await sqlite_scene.member("rita")
    assert await pick(sqlite_scene, "  ") == Picks(())


async def test_a_card_to_be_shown_to_others_holds_only_what_its_person_shows(sqlite_scene: Scene) -> None:
    """Neither what is never shown nor what the asker looked for."""
    await sqlite_scene.member("rita", private="I was in hospital.")
    [card] = (await pick(sqlite_scene, "hearing voices together with kittens")).cards
    told = words_of(card)
    assert "We run weekly groups" in told
    assert "hospital" not in told
    assert "kittens" not in told
