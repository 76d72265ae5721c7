"""How did it go: asked of both apart, once more after "not yet", and seen by nobody unless they say so."""

import asyncio
from dataclasses import replace

from bot.cards import Card, Form, Invalid
from bot.errors import NotYours
from bot.outcomes import OVER
from tests.bot.introducing import pressed, titles, told
from tests.bot.partnering import TERMS, introduced, later, partners
from tests.bot.scene import Scene, buttons_of, only, words_of
from tests.conftest import Opener

ASKED = "How did it go with Rosa?"
LINE = "We liked each other at once."


async def test_both_are_asked_two_weeks_after_they_were_introduced(sqlite_scene: Scene) -> None:
    """Not before, once, and each about the other."""
    both = await introduced(sqlite_scene)
    await later(sqlite_scene, days=13)
    assert ASKED not in await titles(sqlite_scene, both.priya)
    for _ in range(3):
        await later(sqlite_scene, days=1)
        assert (await titles(sqlite_scene, both.priya)).count(ASKED) == 1
    assert (await titles(sqlite_scene, both.rosa)).count("How did it go with Priya?") == 1
    assert "How did it go?" in words_of(await sqlite_scene.card(both.rosa, "home.show"))


async def test_the_other_is_not_told_what_one_says(sqlite_scene: Scene) -> None:
    """Neither in a message nor in their home."""
    both = await introduced(sqlite_scene)
    await later(sqlite_scene, days=14)
    before = [await told(sqlite_scene, both.rosa), await sqlite_scene.card(both.rosa, "home.show")]
    await sqlite_scene.card(both.priya, "outcomes.tell", f"{await both.ident()} not-a-fit")
    assert [await told(sqlite_scene, both.rosa), await sqlite_scene.card(both.rosa, "home.show")] == before
    assert "How did it go?" not in words_of(await sqlite_scene.card(both.priya, "home.show"))
    assert (await titles(sqlite_scene, both.priya))[-1] == "Thank you for telling us"


async def test_not_yet_is_asked_once_more_and_then_never(sqlite_scene: Scene) -> None:
    """After two weeks, to who said it alone; pressing it again puts nothing off."""
    both = await introduced(sqlite_scene)
    await later(sqlite_scene, days=14)
    await pressed(sqlite_scene, both.priya, (await told(sqlite_scene, both.priya))[-1], "Not yet")
    sqlite_scene.clock.forward(days=7)
    await sqlite_scene.card(both.priya, "outcomes.tell", f"{await both.ident()} not-yet")
    await later(sqlite_scene, days=7)
    asked = [title for title in await titles(sqlite_scene, both.priya) if title == ASKED]
    assert len(asked) == 1
    assert "How did it go?" in words_of(await sqlite_scene.card(both.priya, "home.show"))
    assert (await titles(sqlite_scene, both.rosa)).count("How did it go with Priya?") == 1
    card = await sqlite_scene.card(both.priya, "outcomes.tell", f"{await both.ident()} not-yet")
    assert "We do not ask again." in words_of(card)
    for _ in range(4):
        await later(sqlite_scene, days=14)
    assert ASKED not in await titles(sqlite_scene, both.priya)


async def test_who_works_together_is_not_asked_how_it_went(sqlite_scene: Scene) -> None:
    """What is asked is closed for both, what is to be asked again is not, and a line can still be added."""
    both = await introduced(sqlite_scene)
    await later(sqlite_scene, days=14)
    await sqlite_scene.card(both.priya, "outcomes.tell", f"{await both.ident()} not-yet")
    await sqlite_scene.card(both.priya, "partnerships.begin", await both.ident(), **TERMS)
    opened = ["A partnership with Priya was opened", "A partnership with Rosa was opened"]
    assert [(await titles(sqlite_scene, both.rosa))[-2], (await titles(sqlite_scene, both.priya))[-1]] == opened
    for who in (both.rosa, both.priya):
        assert "How did it go?" not in words_of(await sqlite_scene.card(who, "home.show"))
    assert await sqlite_scene.card(both.rosa, "outcomes.tell", f"{await both.ident()} not-a-fit") == OVER
    await later(sqlite_scene, days=14)
    assert (await titles(sqlite_scene, both.priya))[-1] == opened[1]
    assert only(
        Form,
        await pressed(
            sqlite_scene, both.priya, (await told(sqlite_scene, both.priya))[-1], "Tell the facilitators how it went"
        ),
    )


async def test_not_yet_against_opening_a_partnership_is_not_asked_again(
    scene: Scene, opener: Opener, database_url: str
) -> None:
    """Whichever comes first."""
    second = scene.elsewhere(opener(database_url))
    both = await introduced(scene)
    await later(scene, days=14)
    ident = await both.ident()
    await asyncio.gather(
        scene.card(both.priya, "outcomes.tell", f"{ident} not-yet"),
        second.card(both.rosa, "partnerships.begin", ident, **TERMS),
    )
    assert {(row["asked"], row["again_at"]) for row in await scene.rows("outcomes")} == {(0, None)}


async def test_who_works_together_within_two_weeks_is_never_asked(sqlite_scene: Scene) -> None:
    """The partnership says it all."""
    await partners(sqlite_scene)
    await later(sqlite_scene, days=14)
    assert {(row["asked"], row["answer"]) for row in await sqlite_scene.rows("outcomes")} == {(0, "")}


async def test_an_answer_can_be_changed(scene: Scene) -> None:
    """The last one counts, and is not asked again."""
    both = await introduced(scene)
    await later(scene, days=14)
    ident = await both.ident()
    card = await scene.card(both.priya, "outcomes.tell", f"{ident} not-yet")
    assert only(Card, await pressed(scene, both.priya, card, "Change my answer")).title == ASKED
    await scene.card(both.priya, "outcomes.tell", f"{ident} met")
    [row] = [row for row in await scene.rows("outcomes") if row["answer"]]
    assert (row["answer"], row["again_at"]) == ("met", None)


async def test_a_line_goes_to_facilitators_only_with_a_tick_and_is_not_kept(sqlite_scene: Scene) -> None:
    """Without it nothing is sent, and it says so."""
    both = await introduced(sqlite_scene)
    owner = sqlite_scene.town.add("olga", "Olga", owner=True)
    await sqlite_scene.card(owner, "home.show")
    await later(sqlite_scene, days=14)
    ident = await both.ident()
    for may in (False, None, "yes"):
        refused = await sqlite_scene.press(both.priya, "outcomes.pass_on", ident, line=LINE, may=may)
        assert "may" in only(Invalid, refused).errors
    assert LINE not in await sqlite_scene.everything()
    assert (
        "line"
        in only(Invalid, await sqlite_scene.press(both.priya, "outcomes.pass_on", ident, line=" ", may=True)).errors
    )
    sent = await sqlite_scene.press(both.priya, "outcomes.pass_on", ident, line=LINE, may=True, once="a")
    again = await sqlite_scene.press(both.priya, "outcomes.pass_on", ident, line=LINE, may=True, once="a")
    assert only(Card, sent).title == "The facilitators have your line"
    assert only(Card, again).title == "This was done already"
    [message] = await told(sqlite_scene, owner)
    assert (message.title, LINE in words_of(message)) == ("Priya on meeting Rosa", True)
    assert LINE not in repr([await sqlite_scene.rows(table) for table in ("outcomes", "once_keys", "introductions")])
    assert not any(LINE in words_of(card) for card in await told(sqlite_scene, both.rosa))


async def test_a_line_is_never_sent_to_the_one_it_is_about(sqlite_scene: Scene) -> None:
    """With no other facilitator it is refused."""
    both = await introduced(sqlite_scene)
    sqlite_scene.town.people[both.rosa] = replace(sqlite_scene.town.people[both.rosa], owner=True)
    await sqlite_scene.told(sqlite_scene.town.people[both.rosa])
    await later(sqlite_scene, days=14)
    refused = await sqlite_scene.press(both.priya, "outcomes.pass_on", await both.ident(), line=LINE, may=True)
    assert "no facilitator" in only(Invalid, refused).errors["line"]
    assert LINE not in await sqlite_scene.everything()


async def test_nobody_is_asked_after_a_block_a_deleted_profile_or_leaving(scene: Scene) -> None:
    """Nor the other one of the two; buttons from before say that nothing is to be answered."""
    for end in ("block", "delete", "left"):
        for table in ("introductions", "blocks", "outbox"):
            await scene.change(f"DELETE FROM {table}")  # noqa: S608 - tables of ours
        both = await introduced(scene)
        match end:
            case "block":
                await scene.card(both.rosa, "blocks.block", str(await scene.id_of(both.priya)))
            case "delete":
                await scene.card(both.rosa, "profiles.delete")
            case _:
                await scene.told(replace(scene.town.people[both.rosa], left=True))
        await later(scene, days=14)
        assert not [row for row in await scene.rows("outbox") if row["key"].startswith("outcome:")]
        shown = await scene.card(both.priya, "outcomes.tell", f"{await both.ident()} met")
        assert shown.title == "There is nothing to answer any more"
        assert "How did it go?" not in words_of(await scene.card(both.priya, "home.show"))


async def test_after_a_block_not_yet_is_not_asked_again(sqlite_scene: Scene) -> None:
    """Of neither of them."""
    both = await introduced(sqlite_scene)
    await later(sqlite_scene, days=14)
    await sqlite_scene.card(both.priya, "outcomes.tell", f"{await both.ident()} not-yet")
    await sqlite_scene.card(both.rosa, "blocks.block", str(await sqlite_scene.id_of(both.priya)))
    await later(sqlite_scene, days=14)
    assert ASKED not in await titles(sqlite_scene, both.priya)


async def test_old_introductions_are_not_asked_about(sqlite_scene: Scene) -> None:
    """When the job first runs long after."""
    both = await introduced(sqlite_scene)
    await later(sqlite_scene, days=61)
    assert ASKED not in await titles(sqlite_scene, both.priya)


async def test_introductions_of_others_cannot_be_answered_about(sqlite_scene: Scene) -> None:
    """Whatever a button brings."""
    both = await introduced(sqlite_scene)
    await later(sqlite_scene, days=14)
    mallory = await sqlite_scene.member("mallory")
    ident = await both.ident()
    before = await sqlite_scene.rows("outcomes")
    for value in (f"{ident} met", ident, "", "met", f"{ident} met met", "99 met"):
        assert (await sqlite_scene.card(mallory, "outcomes.tell", value)).title == NotYours.title
    for action in ("outcomes.ask", "outcomes.note", "outcomes.pass_on", "partnerships.open"):
        assert (await sqlite_scene.card(mallory, action, ident)).title == NotYours.title
    assert (await sqlite_scene.card(both.priya, "outcomes.tell", f"{ident} wonderful")).title == NotYours.title
    assert await sqlite_scene.rows("outcomes") == before


async def test_two_workers_ask_once(scene: Scene, opener: Opener, database_url: str) -> None:
    """Whoever claims the run."""
    both = await introduced(scene)
    scene.clock.forward(days=14)
    second = scene.elsewhere(opener(database_url))
    await asyncio.gather(later(scene), later(second), later(scene))
    assert (await titles(scene, both.priya)).count(ASKED) == 1


async def test_answers_move_with_linked_accounts(sqlite_scene: Scene) -> None:
    """The other account can change them."""
    both = await introduced(sqlite_scene)
    await later(sqlite_scene, days=14)
    kept = sqlite_scene.town.add("priya9", "Priya", platform="teams")
    await sqlite_scene.link(kept, both.priya)
    card = await sqlite_scene.card(kept, "outcomes.tell", f"{await both.ident()} met")
    assert "We are working together" in {one.label for one in buttons_of(card)}
