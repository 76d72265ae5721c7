"""Races in match rounds: two at once, a change at the moment of pairing, and a worker that dies between the steps."""

import asyncio
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from bot.directory import Address
from bot.round_holding import Gathered, Worked, gather, open_one, pair, read_texts, settle, tell, work_out
from bot.round_meetings import begin, close
from bot.schedule import ERRANDS
from tests.bot.introducing import groups, told
from tests.bot.rounding import BOATS, OPENED, Rounds
from tests.bot.scene import Scene
from tests.conftest import Opener

TIMES = 3
ALONE = "There was nobody for you in this round"
JOINED = "You have joined this round"
ENDED = "Joining this round is closed"


@pytest.fixture
def rounds(scene: Scene) -> Rounds:
    """On each kind of database."""
    return Rounds(scene)


@pytest.fixture
def other(scene: Scene, opener: Opener, database_url: str) -> Scene:
    """Another process."""
    return scene.elsewhere(opener(database_url))


async def ready(rounds: Rounds, number: int = 0, how: str = "direct") -> tuple[Address, Address, int]:
    """Two who have joined a round that is to be paired now, and its id."""
    ada, ben = await rounds.researcher(f"ada{number}", how), await rounds.member(f"ben{number}", how)
    await rounds.monday()
    await rounds.join(ada, ben)
    await close_joining(rounds)
    return ada, ben, int(await rounds.ident())


async def worked_out(rounds: Rounds, ident: int) -> tuple[Gathered, Worked]:
    """What a worker has seen of a round, and made of it, that has yet to keep it."""
    network = rounds.scene.network
    seen = await network.look(gather, ident)
    read: dict[tuple[int, int], Any] = {}
    await read_texts(network, seen.candidates, read)
    written = {member: one for (member, _), one in read.items()}
    return seen, work_out(network.people.encoder, seen, written, np.random.default_rng(1))


async def close_joining(rounds: Rounds) -> None:
    """Let the moment come at which joining closes."""
    last = await rounds.latest()
    assert last is not None
    rounds.scene.clock.now = last.closes_at


async def test_two_workers_that_pair_at_once_pair_once(rounds: Rounds, other: Scene) -> None:
    """And tell everybody once."""
    ada, ben, _ = await ready(rounds)
    await asyncio.gather(*(ERRANDS["rounds.hold"].run(place.network) for place in (rounds.scene, other, rounds.scene)))
    assert len(await rounds.scene.rows("round_meetings")) == 1
    assert len(await groups(rounds.scene)) == 1
    assert await rounds.met() == {await rounds.ids(ada, ben)}


async def test_two_workers_that_open_at_once_open_one(rounds: Rounds, other: Scene) -> None:
    """Everybody is asked once."""
    ada, _ = await rounds.researcher("ada"), await rounds.member("ben")
    rounds.scene.clock.forward(days=7)
    await asyncio.gather(*(place.network.run(open_one) for place in (rounds.scene, other, rounds.scene)))
    await asyncio.gather(*(place.network.run(tell) for place in (rounds.scene, other, rounds.scene)))
    assert len(await rounds.scene.rows("rounds")) == 1
    assert await rounds.titles(ada) == [OPENED]


async def test_joining_at_the_moment_of_pairing_counts_or_is_refused(rounds: Rounds, other: Scene) -> None:
    """Nobody who was told that they joined is left without a word."""
    for number in range(TIMES):
        ada, ben, ident = await ready(rounds, number)
        eve = await rounds.member(f"eve{number}", "direct")
        last = await rounds.latest()
        assert last is not None
        # The other process's clock is a little behind, so that for it joining is still open.
        late = replace(other.network, clock=lambda at=last.closes_at: at.replace(hour=11))  # type: ignore[misc]
        joined, _ = await asyncio.gather(
            other.elsewhere(late).card(eve, "rounds.join", str(ident)), pair(rounds.scene.network, ident)
        )
        assert joined.title in {JOINED, ENDED}
        places = {row["member_id"]: row for row in await rounds.scene.rows("round_places") if row["round_id"] == ident}
        mine = places.get(await rounds.scene.id_of(eve))
        assert (mine is not None and mine["came"] in {"paired", "alone"}) == (joined.title == JOINED)
        for who in (ada, ben, eve):
            await rounds.scene.card(who, "rounds.stop")


@pytest.mark.parametrize(
    ("action", "answer"),
    [
        ("profiles.pause", "You are paused"),
        ("profiles.delete", "Your profile is deleted"),
        ("rounds.stop", "You no longer take part in match rounds"),
        ("blocks.block", "You have blocked"),
    ],
)
async def test_a_change_while_it_is_worked_out_has_it_worked_out_anew(rounds: Rounds, action: str, answer: str) -> None:
    """What was seen before is not kept: nobody is paired who has gone meanwhile, or with whom they have blocked."""
    ada, ben, ident = await ready(rounds)
    network = rounds.scene.network
    seen, worked = await worked_out(rounds, ident)
    assert len(worked.brought.groups) == 1
    value = str(await rounds.scene.id_of(ada)) if action == "blocks.block" else ""
    assert (await rounds.scene.card(ben, action, value)).title.startswith(answer)
    assert not await network.run(settle, ident, seen, worked, last=False)
    assert await rounds.planned() == set()
    assert await network.run(settle, ident, seen, worked, last=True)
    assert await rounds.planned() == set()
    await rounds.hold()
    assert (await rounds.titles(ada))[-1] == ALONE


async def test_in_the_end_what_still_holds_is_kept_and_others_are_paired_anew(rounds: Rounds) -> None:
    """Who has changed what they wrote is told that there was nobody; whoever was to meet them may meet another."""
    ada, ben = await rounds.researcher("ada", "direct"), await rounds.member("ben", "direct")
    cal, eve = await rounds.researcher("cal", "direct", **BOATS), await rounds.member("eve", "direct", **BOATS)
    kim = await rounds.member("kim", "direct", **(BOATS | {"offers": "A shed and an oar."}))
    await rounds.monday()
    await rounds.join(ada, ben, cal, eve, kim)
    await close_joining(rounds)
    ident = int(await rounds.ident())
    seen, worked = await worked_out(rounds, ident)
    [with_cal] = [group for group in worked.brought.groups if await rounds.scene.id_of(cal) in group]
    first, second = (eve, kim) if await rounds.scene.id_of(eve) in with_cal else (kim, eve)
    await rounds.scene.save(first, about="Something else by now.")
    assert await rounds.scene.network.run(settle, ident, seen, worked, last=True)
    assert await rounds.planned() == {await rounds.ids(ada, ben), await rounds.ids(cal, second)}
    await rounds.hold()
    assert (await rounds.titles(first))[-1] == ALONE


@pytest.mark.parametrize("action", ["profiles.pause", "profiles.delete", "rounds.stop", "rounds.skip", "blocks.block"])
async def test_leaving_against_pairing_has_one_outcome(rounds: Rounds, other: Scene, action: str) -> None:
    """Nobody is introduced to who has gone by then, and everybody else is told how it went."""
    for number in range(TIMES):
        ada, ben, ident = await ready(rounds, number)
        value = {"rounds.skip": str(ident), "blocks.block": str(await rounds.scene.id_of(ada))}.get(action, "")
        await asyncio.gather(other.card(ben, action, value), ERRANDS["rounds.hold"].run(rounds.scene.network))
        await rounds.hold()
        met = await rounds.ids(ada, ben) in await rounds.met()
        assert met or (await rounds.titles(ada))[-1] == ALONE
        assert await rounds.scene.rows("relays") == []
        for who in (ada, ben):
            await rounds.scene.card(who, "rounds.stop")


async def test_two_acceptances_at_once_introduce_once(rounds: Rounds, other: Scene) -> None:
    """Of both, from two processes, and twice each."""
    for number in range(TIMES):
        ada, ben, _ = await ready(rounds, number, "ask")
        await rounds.hold()
        ident = str(number + 1)
        shown = await asyncio.gather(
            *(
                place.card(who, "rounds.accept", ident)
                for place, who in ((rounds.scene, ada), (other, ben), (other, ada), (rounds.scene, ben))
            )
        )
        assert {card.title for card in shown} <= {
            "You accepted",
            f"You and Ada{number} are introduced",
            f"You and Ben{number} are introduced",
        }
        assert len(await groups(rounds.scene)) == number + 1
        assert await rounds.ids(ada, ben) in await rounds.met()
        for who in (ada, ben):
            await rounds.scene.card(who, "rounds.stop")


async def test_accepting_against_closing_has_one_outcome(rounds: Rounds, other: Scene) -> None:
    """They meet, or both are told that it is closed."""
    for number in range(TIMES):
        ada, ben, _ = await ready(rounds, number, "ask")
        await rounds.hold()
        ident = str(number + 1)
        await rounds.scene.card(ada, "rounds.accept", ident)
        rounds.scene.clock.forward(days=7)
        late = replace(other.network, clock=lambda: rounds.scene.clock.now.replace(hour=0))
        card, _ = await asyncio.gather(
            other.elsewhere(late).card(ben, "rounds.accept", ident), rounds.scene.network.run(close)
        )
        met = await rounds.ids(ada, ben) in await rounds.met()
        assert card.title == (f"You and Ada{number} are introduced" if met else "This match is closed")
        assert ((await rounds.titles(ada))[-1] == "It did not come to a meeting this time") != met
        for who in (ada, ben):
            await rounds.scene.card(who, "rounds.stop")


async def test_accepting_against_blocking_carries_nothing(rounds: Rounds, other: Scene) -> None:
    """Whichever comes first, no message gets through afterwards."""
    for number in range(TIMES):
        ada = await rounds.researcher(f"ada{number}", "ask")
        ben = await rounds.member(f"ben{number}", "direct", platform="teams")
        await rounds.round(ada, ben)
        ident = str(number + 1)
        await asyncio.gather(
            rounds.scene.card(ada, "rounds.accept", ident),
            other.card(ben, "blocks.block", str(await rounds.scene.id_of(ada))),
        )
        assert await rounds.scene.rows("relays") == []
        for who in (ada, ben):
            await rounds.scene.card(who, "rounds.stop")


async def test_a_worker_that_dies_between_the_steps_leaves_them_to_the_next(rounds: Rounds) -> None:
    """After opening, after pairing, and before everybody was told."""
    ada, ben = await rounds.researcher("ada", "ask"), await rounds.member("ben", "direct")
    eve = await rounds.member("eve", "direct", about="Chess.", offers="", looking_for="", topics=())
    network = rounds.scene.network
    rounds.scene.clock.forward(days=7)
    await network.run(open_one)
    assert await told(rounds.scene, ada) == []
    await rounds.hold()
    assert await rounds.titles(ada) == [OPENED]
    await rounds.join(ada, ben, eve)
    await close_joining(rounds)
    await pair(network, int(await rounds.ident()))
    await pair(network, int(await rounds.ident()))
    assert (await rounds.titles(eve))[-1] == JOINED
    await rounds.hold()
    await rounds.hold()
    assert (await rounds.titles(eve)).count(ALONE) == 1
    assert (await rounds.titles(ada)).count("This round found Ben for you") == 1
    assert (await rounds.titles(ben)).count("We found somebody for you") == 1


async def test_who_goes_after_pairing_and_before_they_are_told_is_asked_nothing(rounds: Rounds) -> None:
    """The other is told that there was nobody, and comes first next time."""
    ada, ben, ident = await ready(rounds, how="ask")
    await pair(rounds.scene.network, ident)
    await rounds.scene.card(ben, "blocks.block", str(await rounds.scene.id_of(ada)))
    assert not await rounds.scene.network.run(begin)
    for who in (ada, ben):
        assert (await rounds.titles(who))[-1] == ALONE
    assert [row["first"] for row in await rounds.scene.rows("round_members")] == [1, 1]


async def test_what_is_kept_of_texts_is_used_and_what_is_not_is_made(sqlite_scene: Scene) -> None:
    """Damaged vectors are as good as none."""
    rounds = Rounds(sqlite_scene)
    ada, ben = await rounds.researcher("ada", "direct"), await rounds.member("ben", "direct")
    await sqlite_scene.change("UPDATE profile_vectors SET data = x'00' WHERE member_id = 1")
    await sqlite_scene.change("DELETE FROM profile_vectors WHERE member_id = 2")
    await rounds.round(ada, ben)
    assert await rounds.planned() == {await rounds.ids(ada, ben)}
