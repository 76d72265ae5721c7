"""What becomes of match rounds when two accounts become one member."""

import pytest

from bot.directory import Address
from bot.round_holding import pair
from tests.bot.introducing import groups
from tests.bot.rounding import BOATS, Rounds
from tests.bot.scene import PROFILE, Scene


@pytest.fixture
def rounds(scene: Scene) -> Rounds:
    """On each kind of database."""
    return Rounds(scene)


@pytest.fixture
def sqlite_rounds(sqlite_scene: Scene) -> Rounds:
    """On SQLite."""
    return Rounds(sqlite_scene)


async def linked(rounds: Rounds, kept: Address, gone: Address) -> None:
    """Link two accounts; what is chosen is what the first has."""
    form = await rounds.scene.link(kept, gone, **dict.fromkeys(PROFILE, "there"))
    assert form.title == "Your accounts are linked"
    for table in ("round_members", "round_places", "round_seats"):
        assert {row["member_id"] for row in await rounds.scene.rows(table)} <= {
            row["member_id"] for row in await rounds.scene.rows("accounts")
        }


@pytest.mark.parametrize("takes_part", ["kept", "gone"])
async def test_who_takes_part_with_one_account_takes_part_with_both(sqlite_rounds: Rounds, takes_part: str) -> None:
    """And has joined what they had joined, as they wished to meet."""
    cal = await sqlite_rounds.researcher("cal", "direct")
    gone = await sqlite_rounds.scene.member("gone", platform="teams")
    kept = sqlite_rounds.scene.town.add("kept", "Kept")
    if takes_part == "kept":
        await sqlite_rounds.scene.save(kept)
    await sqlite_rounds.take_part(gone if takes_part == "gone" else kept, "direct")
    await sqlite_rounds.monday()
    await sqlite_rounds.join(cal, gone if takes_part == "gone" else kept)
    await linked(sqlite_rounds, kept, gone)
    assert "You have joined the round that is open" in await sqlite_rounds.home(gone)
    await sqlite_rounds.closed()
    assert await sqlite_rounds.planned() == {await sqlite_rounds.ids(cal, kept)}
    assert len(await groups(sqlite_rounds.scene)) == 1


@pytest.mark.parametrize("joins", ["kept", "gone"])
async def test_of_two_answers_to_a_round_the_yes_is_kept(rounds: Rounds, joins: str) -> None:
    """How to meet is what the kept account says; silence is forgiven, and who comes first stays so."""
    await rounds.researcher("cal", "direct")
    kept, gone = (
        await rounds.member("kept", "direct"),
        await rounds.member("gone", "ask", place="either", platform="teams"),
    )
    await rounds.monday()
    await rounds.join(kept if joins == "kept" else gone)
    await rounds.scene.card(gone if joins == "kept" else kept, "rounds.skip", await rounds.ident())
    await rounds.scene.change("UPDATE round_members SET silent = 2 WHERE direct")
    await rounds.scene.change("UPDATE round_members SET first = 3 WHERE NOT direct AND silent = 0 AND place = 'either'")
    await linked(rounds, kept, gone)
    assert "You have joined the round that is open" in await rounds.home(kept)
    [row] = [row for row in await rounds.scene.rows("round_members") if row["first"]]
    assert (row["first"], row["silent"], bool(row["direct"])) == (3, 0, True)
    assert row["member_id"] == await rounds.scene.id_of(kept)


async def test_a_meeting_with_oneself_is_over(rounds: Rounds) -> None:
    """A round cannot know that two accounts are one person, until they say so."""
    kept = await rounds.researcher("kept", "ask")
    gone = await rounds.member("gone", "direct", platform="teams")
    await rounds.round(kept, gone)
    assert len(await rounds.scene.rows("round_meetings")) == 1
    await linked(rounds, kept, gone)
    assert await rounds.scene.rows("round_meetings") == []
    assert "This match is closed" in await rounds.titles(kept)
    assert (await rounds.scene.card(kept, "rounds.accept", "1")).title == "We could not find that"
    await rounds.hold()
    assert await groups(rounds.scene) == []


async def test_whom_a_round_found_is_found_with_the_kept_account(sqlite_rounds: Rounds) -> None:
    """It is answered there, and not paired again."""
    cal = await sqlite_rounds.researcher("cal", "direct")
    kept = await sqlite_rounds.scene.member("kept", **BOATS)
    gone = await sqlite_rounds.member("gone", "ask", platform="teams")
    await sqlite_rounds.round(cal, gone)
    await linked(sqlite_rounds, kept, gone)
    assert "See who it is" in await sqlite_rounds.home(kept)
    assert (await sqlite_rounds.scene.card(kept, "rounds.accept", "1")).title == "You and Cal are introduced"
    await sqlite_rounds.round(cal, kept)
    assert len(await sqlite_rounds.planned()) == 1


async def test_linking_after_a_pairing_was_seen_has_it_worked_out_anew(sqlite_rounds: Rounds) -> None:
    """Nobody is paired who is nobody any more."""
    cal, kept = await sqlite_rounds.researcher("cal", "direct"), await sqlite_rounds.scene.member("kept", **BOATS)
    gone = await sqlite_rounds.member("gone", "direct", platform="teams")
    await sqlite_rounds.monday()
    await sqlite_rounds.join(cal, gone)
    last = await sqlite_rounds.latest()
    assert last is not None
    sqlite_rounds.scene.clock.now = last.closes_at
    await linked(sqlite_rounds, kept, gone)
    await pair(sqlite_rounds.scene.network, last.id)
    assert await sqlite_rounds.planned() <= {await sqlite_rounds.ids(cal, kept)}
