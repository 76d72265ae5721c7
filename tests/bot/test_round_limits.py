"""Limits of match rounds: who is not paired, with whom, and what is never told of anybody."""

from datetime import date
from typing import Any

import pytest
import structlog

from bot.cards import Card
from bot.network import Work
from bot.schedule import run_job
from storage.profiles import changed_since
from tests.bot.introducing import RESEARCHER, UNAVAILABLE, ask, groups, told
from tests.bot.rounding import Rounds
from tests.bot.scene import Scene, only, words_of
from tests.bot.test_privacy import SECRET, tells

ALONE = "There was nobody for you in this round"
OVER = "This match is closed"
PAINTS: dict[str, Any] = {"about": "We paint boats.", "offers": "", "looking_for": "", "topics": ()}


@pytest.fixture
def rounds(scene: Scene) -> Rounds:
    """On each kind of database."""
    return Rounds(scene)


@pytest.fixture
def sqlite_rounds(sqlite_scene: Scene) -> Rounds:
    """On SQLite."""
    return Rounds(sqlite_scene)


async def test_no_two_are_paired_again_within_90_days(rounds: Rounds) -> None:
    """Though they joined every round, and whether they met or not; after that they may be."""
    ada, ben = await rounds.researcher("ada", "direct"), await rounds.member("ben", "ask")
    for expected in (1, 1, 1, 1, 2):
        await rounds.round(ada, ben)
        assert max(row["id"] for row in await rounds.scene.rows("round_meetings")) == expected
        rounds.scene.clock.forward(days=7)
        await rounds.hold()
        await run_job(rounds.scene.network, "rounds.forget")
    assert (await rounds.titles(ada)).count(ALONE) == 3


async def test_who_asked_somebody_lately_is_not_paired_with_them(sqlite_rounds: Rounds) -> None:
    """Whoever of the two it was, and whatever became of it."""
    ada, ben = await sqlite_rounds.researcher("ada", "direct"), await sqlite_rounds.member("ben", "direct")
    assert only(Card, await ask(sqlite_rounds.scene, ada, ben)).title == "Your request is sent"
    await sqlite_rounds.round(ada, ben)
    await sqlite_rounds.scene.card(ben, "introductions.decline", "1")
    await sqlite_rounds.round(ada, ben)
    assert await sqlite_rounds.planned() == set()
    for who in (ada, ben):
        assert (await sqlite_rounds.titles(who)).count(ALONE) == 2


@pytest.mark.parametrize("blocker", ["ada", "ben"])
async def test_who_has_blocked_somebody_is_not_paired_with_them(sqlite_rounds: Rounds, blocker: str) -> None:
    """Whoever of the two it was; nobody is told why."""
    both = {"ada": await sqlite_rounds.researcher("ada", "direct"), "ben": await sqlite_rounds.member("ben", "direct")}
    [other] = both.keys() - {blocker}
    await sqlite_rounds.scene.card(both[blocker], "blocks.block", str(await sqlite_rounds.scene.id_of(both[other])))
    await sqlite_rounds.round(*both.values())
    assert await sqlite_rounds.planned() == set()
    for who in both.values():
        assert (await sqlite_rounds.titles(who))[-1] == ALONE


async def test_who_had_their_requests_this_month_is_asked_no_more(sqlite_rounds: Rounds) -> None:
    """They are told so; introduced directly they may be."""
    ada = await sqlite_rounds.researcher("ada", "direct")
    ben = await sqlite_rounds.member("ben", "ask", monthly_requests=1)
    await sqlite_rounds.monday()
    sqlite_rounds.scene.clock.forward(days=1)
    kim = await sqlite_rounds.scene.member("kim", **RESEARCHER)
    assert only(Card, await ask(sqlite_rounds.scene, kim, ben)).title == "Your request is sent"
    card = await sqlite_rounds.scene.card(ben, "rounds.join", await sqlite_rounds.ident())
    assert "You allow one introduction request a month and have had as many" in words_of(card)
    await sqlite_rounds.join(ada)
    await sqlite_rounds.closed()
    assert (await sqlite_rounds.titles(ben))[-1] == "We did not pair you in this round"
    assert (await sqlite_rounds.titles(ada))[-1] == ALONE
    await sqlite_rounds.take_part(ben, "direct")
    await sqlite_rounds.round(ada, ben)
    assert await sqlite_rounds.planned() == {await sqlite_rounds.ids(ada, ben)}


async def test_a_request_of_a_round_counts_as_one(sqlite_rounds: Rounds) -> None:
    """For who is asked; who is introduced directly is asked nothing, and who is full is found no more."""
    ada = await sqlite_rounds.researcher("ada", "direct", monthly_requests=1)
    ben = await sqlite_rounds.member("ben", "ask", monthly_requests=1)
    asker, other = await sqlite_rounds.scene.member("kim", **RESEARCHER), await sqlite_rounds.scene.member("gus")
    await sqlite_rounds.round(ada, ben)
    assert UNAVAILABLE.replace("Rosa", "Ben") in words_of(
        await sqlite_rounds.scene.press(asker, "introductions.ask", str(await sqlite_rounds.scene.id_of(ben)))
    )
    assert "Ben" not in await sqlite_rounds.scene.find(asker, "groups for people who hear voices")
    await sqlite_rounds.press(ben, "Accept")
    assert only(Card, await ask(sqlite_rounds.scene, other, ada)).title == "Your request is sent"
    assert "Ben" not in await sqlite_rounds.scene.find(asker, "groups for people who hear voices")


async def test_requests_are_counted_in_each_members_own_last_month(rounds: Rounds) -> None:
    """Those of a member who was asked last month do not vanish because another is asked in this one."""
    kim = await rounds.scene.member("kim", **RESEARCHER)
    ben, cal = await rounds.scene.member("ben"), await rounds.scene.member("cal")
    await ask(rounds.scene, kim, ben)
    rounds.scene.clock.forward(days=10)
    await ask(rounds.scene, kim, cal)

    async def look(work: Work) -> dict[int, tuple[date | None, int]]:
        rows = await changed_since(work.session, 0, "words", 10)
        return {row.id: (row.month, row.sent) for row in rows}

    counted = await rounds.scene.network.look(look)
    assert counted[await rounds.scene.id_of(ben)] == (date(2026, 11, 1), 1)
    assert counted[await rounds.scene.id_of(cal)] == (date(2026, 12, 1), 1)
    assert counted[await rounds.scene.id_of(kim)] == (None, 0)


async def test_who_is_paused_has_left_or_is_gone_is_not_paired(sqlite_rounds: Rounds) -> None:
    """Even if they joined before; who would have met them is told that there was nobody."""
    ada = await sqlite_rounds.researcher("ada", "direct")
    ben, cal, eve = [await sqlite_rounds.member(user, "direct") for user in ("ben", "cal", "eve")]
    await sqlite_rounds.monday()
    await sqlite_rounds.join(ada, ben, cal, eve)
    await sqlite_rounds.scene.card(ben, "profiles.pause")
    await sqlite_rounds.scene.card(cal, "profiles.delete")
    identity = sqlite_rounds.scene.town.people[eve]
    await sqlite_rounds.scene.told(type(identity)(identity.address, identity.name, left=True))
    await sqlite_rounds.closed()
    assert await sqlite_rounds.planned() == set()
    assert (await sqlite_rounds.titles(ada))[-1] == ALONE
    assert ALONE not in await sqlite_rounds.titles(ben)


async def test_a_region_or_online_is_respected(sqlite_rounds: Rounds) -> None:
    """Who meets only in person is paired with nobody who is elsewhere, or online alone; the card says how."""
    ada = await sqlite_rounds.researcher("ada", "direct", place="person", region="wales")
    far = await sqlite_rounds.member("far", "direct", place="either", region="scotland")
    online = await sqlite_rounds.member("online", "direct", place="online", region="wales")
    await sqlite_rounds.round(ada, far, online)
    assert await sqlite_rounds.planned() == set()
    near = await sqlite_rounds.member("near", "direct", place="either", region="anywhere")
    await sqlite_rounds.round(ada, far, online, near)
    assert await sqlite_rounds.planned() == {await sqlite_rounds.ids(ada, near)}
    [first] = await groups(sqlite_rounds.scene)
    assert "How you can meet\nin person" in words_of(first)


async def test_a_deleted_profile_takes_its_part_along(sqlite_rounds: Rounds) -> None:
    """Whoever was to meet them sees no difference before it closes."""
    ada, ben = await sqlite_rounds.researcher("ada", "ask"), await sqlite_rounds.member("ben", "ask")
    await sqlite_rounds.round(ada, ben)
    before = await told(sqlite_rounds.scene, ada)
    assert (await sqlite_rounds.scene.card(ben, "profiles.delete")).title == "Your profile is deleted"
    member = await sqlite_rounds.scene.id_of(ben)
    for table in ("round_members", "round_places"):
        assert member not in [row["member_id"] for row in await sqlite_rounds.scene.rows(table)]
    assert (await sqlite_rounds.titles(ben))[-1] == OVER
    assert await told(sqlite_rounds.scene, ada) == before
    assert (await sqlite_rounds.scene.card(ben, "rounds.accept", "1")).title == OVER
    assert (await sqlite_rounds.press(ada, "Accept")).title == "You accepted"
    sqlite_rounds.scene.clock.forward(days=7)
    await sqlite_rounds.hold()
    assert (await sqlite_rounds.titles(ada))[-1] == "It did not come to a meeting this time"
    assert await groups(sqlite_rounds.scene) == []
    await sqlite_rounds.scene.save(ben)
    await sqlite_rounds.take_part(ben)
    await sqlite_rounds.round(ada, ben)
    assert len(await sqlite_rounds.planned()) == 1


async def test_a_block_ends_what_a_round_began_and_is_told_to_nobody(sqlite_rounds: Rounds) -> None:
    """In one press on the request; the other can say what they like, and nothing comes of it."""
    ada, ben = await sqlite_rounds.researcher("ada", "ask"), await sqlite_rounds.member("ben", "ask")
    await sqlite_rounds.round(ada, ben)
    before = await told(sqlite_rounds.scene, ben)
    assert (await sqlite_rounds.press(ada, "Block")).title == "You have blocked Ben"
    assert (await sqlite_rounds.titles(ada))[-1] == OVER
    assert await told(sqlite_rounds.scene, ben) == before
    assert (await sqlite_rounds.press(ben, "Accept")).title == "You accepted"
    assert (await sqlite_rounds.scene.card(ada, "rounds.accept", "1")).title == OVER
    assert await groups(sqlite_rounds.scene) == []
    olga = sqlite_rounds.scene.town.add("olga", "Olga", owner=True)
    await sqlite_rounds.scene.card(olga, "home.show")
    form = await sqlite_rounds.scene.form(ben, "blocks.report", str(await sqlite_rounds.scene.id_of(ada)))
    assert form.action == "blocks.tell"


async def test_who_was_found_can_be_blocked_and_reported_though_they_are_paused(sqlite_rounds: Rounds) -> None:
    """By who was shown them; by who was not, they cannot."""
    ada, ben = await sqlite_rounds.researcher("ada", "ask"), await sqlite_rounds.member("ben", "direct")
    await sqlite_rounds.round(ada, ben)
    for who in (ada, ben):
        await sqlite_rounds.scene.card(who, "profiles.pause")
    number = str(await sqlite_rounds.scene.id_of(ada))
    assert (await sqlite_rounds.scene.card(ben, "blocks.block", number)).title == "We could not find that"
    assert (await sqlite_rounds.press(ada, "Block")).title == "You have blocked Ben"


async def test_what_is_never_shown_brings_people_together_and_is_told_to_nobody(sqlite_rounds: Rounds) -> None:
    """They fit by it alone; no card, key, log or table has a word of it, and no reason is made from it."""
    with structlog.testing.capture_logs() as logged:
        ada = await sqlite_rounds.researcher(
            "ada", "ask", private=SECRET, **(PAINTS | {"about": "I count birds in winter."})
        )
        ben = await sqlite_rounds.member("ben", "ask", private=SECRET, **PAINTS)
        await sqlite_rounds.round(ada, ben)
        assert await sqlite_rounds.planned() == {await sqlite_rounds.ids(ada, ben)}
        await sqlite_rounds.press(ada, "Accept")
        await sqlite_rounds.press(ben, "Accept")
        await sqlite_rounds.scene.card(ada, "rounds.meeting", "1")
    assert await sqlite_rounds.met() == {await sqlite_rounds.ids(ada, ben)}
    assert tells(repr(logged)) == []
    for who in (ada, ben):
        assert tells(words_of(await told(sqlite_rounds.scene, who)) + await sqlite_rounds.home(who)) == []
    for row in await sqlite_rounds.scene.rows("profiles"):
        assert row.pop("private") == SECRET
        assert tells(repr(row)) == []
    everything = await sqlite_rounds.scene.everything()
    assert everything.casefold().count("quokka") == 2
    kim = sqlite_rounds.scene.town.add("kim", "Kim")
    assert await sqlite_rounds.scene.find(kim, SECRET) == []


async def test_without_what_is_never_shown_the_same_two_do_not_fit(sqlite_rounds: Rounds) -> None:
    """So it was that which brought them together."""
    ada = await sqlite_rounds.researcher("ada", "ask", **(PAINTS | {"about": "I count birds in winter."}))
    ben = await sqlite_rounds.member("ben", "ask", **PAINTS)
    await sqlite_rounds.round(ada, ben)
    assert await sqlite_rounds.planned() == set()


async def test_without_the_model_people_are_paired_by_their_words(sqlite_rounds: Rounds) -> None:
    """Those who share some, and nobody else."""
    words = Rounds(sqlite_rounds.scene.elsewhere(sqlite_rounds.scene.network))
    words.scene.network.people.encoder = None
    words.scene.network.people.__post_init__()
    ada, ben = await words.researcher("ada", "direct"), await words.member("ben", "direct")
    eve = await words.member("eve", "direct", about="Chess.", offers="", looking_for="", topics=())
    cal = await words.researcher("cal", "direct", about="Sleep.", offers="", looking_for="", topics=())
    await words.round(ada, ben, eve, cal)
    assert await words.planned() == {await words.ids(ada, ben)}
