"""Limits: nobody is asked more often than they allow, and nobody asks more than is fair; why is never told."""

from datetime import UTC, date, datetime

import pytest

from bot.availability import Load
from bot.cards import Card, Form, Invalid
from bot.directory import Address
from bot.pay import amount, read_amount
from tests.bot.introducing import RESEARCHER, UNAVAILABLE, ask, jobs, pair, told
from tests.bot.scene import Scene, buttons_of, only, words_of
from tests.conftest import Opener

VOICES = "groups for people who hear voices"


async def asker(scene: Scene, user: str) -> Address:
    """One more who asks."""
    return await scene.member(user, user.title(), **RESEARCHER)


async def asking(scene: Scene, who: Address, whom: Address) -> Form | Card:
    """What somebody is shown who wants to ask."""
    shown = await scene.press(who, "introductions.ask", str(await scene.id_of(whom)))
    assert isinstance(shown, Form | Card)
    return shown


async def test_nobody_gets_more_requests_a_month_than_they_allow(scene: Scene) -> None:
    """By default two; the third asker is told from when on, and not why."""
    both = await pair(scene)
    await both.ask()
    assert only(Card, await ask(scene, await asker(scene, "gus"), both.rosa)).title == "Your request is sent"
    third = await asker(scene, "ida")
    shown = await asking(scene, third, both.rosa)
    assert shown.title == UNAVAILABLE
    assert "You can ask them from 1 December 2026 on. Nothing was sent." in words_of(shown)
    errors = only(Invalid, await ask(scene, third, both.rosa)).errors
    assert "from 1 December 2026 on" in errors["about"]
    assert "copy" in errors["about"]
    assert len(await told(scene, both.rosa)) == 2


async def test_at_their_limit_nobody_is_found_before_the_month_ends_where_they_are(
    scene: Scene, opener: Opener, database_url: str
) -> None:
    """In every process; also a request that was taken back counts, as it was sent."""
    rosa = await scene.member("rosa", "Rosa", timezone="Pacific/Auckland", monthly_requests=1)
    priya = await asker(scene, "priya")
    other = await asker(scene, "gus")
    second = scene.elsewhere(opener(database_url))
    assert "Rosa" in await second.find(other, VOICES)
    await ask(scene, priya, rosa)
    await scene.card(priya, "introductions.withdraw", str((await scene.rows("introductions"))[0]["id"]))
    for moment, found in (
        (datetime(2026, 11, 30, 10, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 30, 11, tzinfo=UTC), True),
    ):
        scene.clock.now = moment
        for process in (scene, second):
            assert ("Rosa" in await process.find(other, VOICES)) is found
            assert isinstance(await asking(process, other, rosa), Form) is found
    await ask(scene, other, rosa)
    assert len(await told(scene, rosa)) == 2


async def test_a_profile_at_its_limit_says_from_when_on(sqlite_scene: Scene) -> None:
    """And offers no request until then."""
    both = await pair(sqlite_scene, monthly_requests=1)
    await both.ask()
    gus = await asker(sqlite_scene, "gus")
    profile = await sqlite_scene.card(gus, "profiles.see", str(await sqlite_scene.id_of(both.rosa)))
    assert "Open to introductions from 1 December 2026" in words_of(profile)
    assert [one.label for one in buttons_of(profile)] == ["Block", "Report"]


async def test_near_their_limit_somebody_comes_after_who_fits_as_well(
    scene: Scene, opener: Opener, database_url: str
) -> None:
    """Half of what they allow is near; with the next month they come first again."""
    rosa = await scene.member("rosa", "Rosa", about="We run a choir for carers.", topics=())
    await scene.member("sam", "Sam", about="We run a choir for carers here.", topics=())
    gus, priya = await asker(scene, "gus"), await asker(scene, "priya")
    second = scene.elsewhere(opener(database_url))
    for process in (scene, second):
        assert (await process.find(gus, "a choir for carers"))[:2] == ["Rosa", "Sam"]
    await ask(scene, priya, rosa)
    for process in (scene, second):
        assert (await process.find(gus, "a choir for carers"))[:2] == ["Sam", "Rosa"]
    scene.clock.now = datetime(2026, 12, 1, tzinfo=UTC)
    for process in (scene, second):
        assert (await process.find(gus, "a choir for carers"))[:2] == ["Rosa", "Sam"]


@pytest.mark.parametrize(
    ("allowed", "sent", "full", "busy"),
    [(0, 0, False, False), (0, 3, False, False), (1, 1, True, True), (2, 1, False, True), (3, 1, False, False)],
)
def test_full_and_near_go_by_what_somebody_allows(allowed: int, sent: int, *, full: bool, busy: bool) -> None:
    """And last until the month ends, also the last one of the year."""
    load = Load(allowed, sent, date(2026, 12, 1))
    assert load.full_until == (date(2027, 1, 1) if full else None)
    assert load.busy_until == (date(2027, 1, 1) if busy else None)
    assert Load(1, 1, None).full_until is None


async def test_who_allows_more_gets_more_at_once(sqlite_scene: Scene) -> None:
    """And who allows less is found no more, from the moment that they say so."""
    both = await pair(sqlite_scene, monthly_requests=1)
    await both.ask()
    gus = await asker(sqlite_scene, "gus")
    assert "Rosa" not in await sqlite_scene.find(gus, VOICES)
    await sqlite_scene.save(both.rosa, monthly_requests=3)
    assert "Rosa" in await sqlite_scene.find(gus, VOICES)
    assert isinstance(await asking(sqlite_scene, gus, both.rosa), Form)
    await sqlite_scene.save(both.rosa, monthly_requests=1)
    assert "Rosa" not in await sqlite_scene.find(gus, VOICES)


async def test_who_takes_no_requests_is_found_but_cannot_be_asked(sqlite_scene: Scene) -> None:
    """Neither from the results nor by an older button."""
    both = await pair(sqlite_scene, monthly_requests=0)
    results = await sqlite_scene.card(both.priya, "collaborators.find", VOICES)
    assert "Not taking introductions at the moment" in words_of(results)
    assert "Ask for an introduction" not in [one.label for one in buttons_of(results)]
    shown = await asking(sqlite_scene, both.priya, both.rosa)
    assert shown.title == UNAVAILABLE


async def test_who_is_paused_cannot_be_asked(sqlite_scene: Scene) -> None:
    """With a day when there is one, and without when there is none."""
    both = await pair(sqlite_scene)
    await sqlite_scene.card(both.rosa, "profiles.pause")
    without = words_of(await asking(sqlite_scene, both.priya, both.rosa))
    assert UNAVAILABLE in without
    assert " from " not in without
    await sqlite_scene.card(both.rosa, "profiles.resume")
    await sqlite_scene.save(both.rosa, paused_until=date(2027, 1, 5))
    assert "from 5 January 2027 on" in words_of(await asking(sqlite_scene, both.priya, both.rosa))


async def test_the_latest_of_several_days_is_told(sqlite_scene: Scene) -> None:
    """So that nobody comes back in vain."""
    both = await pair(sqlite_scene, monthly_requests=1)
    await both.ask()
    await sqlite_scene.save(both.rosa, monthly_requests=1, paused_until=date(2026, 11, 28))
    gus = await asker(sqlite_scene, "gus")
    assert "from 1 December 2026 on" in words_of(await asking(sqlite_scene, gus, both.rosa))


async def test_the_same_person_is_not_asked_again_within_ninety_days(scene: Scene) -> None:
    """Whatever became of it; the day from which they can be is told."""
    both = await pair(scene)
    await both.ask()
    scene.clock.forward(days=15)
    await jobs(scene)
    shown = await asking(scene, both.priya, both.rosa)
    assert shown.title == UNAVAILABLE
    assert "from 22 February 2027 on" in words_of(shown)
    scene.clock.now = datetime(2027, 2, 21, 8, 59, tzinfo=UTC)
    await jobs(scene)
    assert (await asking(scene, both.priya, both.rosa)).title == UNAVAILABLE
    scene.clock.now = datetime(2027, 2, 22, 0, 0, tzinfo=UTC)
    await jobs(scene)
    assert isinstance(await asking(scene, both.priya, both.rosa), Form)
    assert only(Card, await both.ask()).title == "Your request is sent"


async def test_who_was_asked_may_ask_the_other_way(sqlite_scene: Scene) -> None:
    """Also after declining: then it is their own wish."""
    both = await pair(sqlite_scene)
    await both.ask()
    await both.press(both.rosa, "decline")
    assert only(Card, await ask(sqlite_scene, both.rosa, both.priya)).title == "Your request is sent"
    assert await both.title(both.priya, "accept") == "You and Rosa are introduced"
    assert {row["state"] for row in await sqlite_scene.rows("introductions")} == {"agreed", "withdrawn"}


async def test_at_most_five_requests_are_open_at_a_time(sqlite_scene: Scene) -> None:
    """One that was declined takes its place like any other until it closes; one taken back does not."""
    both = await pair(sqlite_scene)
    others = [await sqlite_scene.member(f"r{number}", f"R{number}") for number in range(5)]
    for other in others[:4]:
        await ask(sqlite_scene, both.priya, other)
    await both.ask()
    first = str(min(row["id"] for row in await sqlite_scene.rows("introductions")))
    await sqlite_scene.card(others[0], "introductions.decline", first)
    shown = await asking(sqlite_scene, both.priya, others[4])
    assert shown.title == "You have five requests open"
    assert "five requests open" in only(Invalid, await ask(sqlite_scene, both.priya, others[4])).errors["about"]
    await both.press(both.priya, "withdraw")
    assert isinstance(await asking(sqlite_scene, both.priya, others[4]), Form)
    await ask(sqlite_scene, both.priya, others[4])
    assert (
        await asking(sqlite_scene, both.priya, await sqlite_scene.member("late", "Late"))
    ).title == "You have five requests open"
    sqlite_scene.clock.forward(days=14)
    await jobs(sqlite_scene)
    assert isinstance(await asking(sqlite_scene, both.priya, await sqlite_scene.member("later", "Later")), Form)


@pytest.mark.parametrize(
    ("typed", "pence"),
    [("27.50", 2750), ("£27.5", 2750), (" 165 ", 16500), ("£1,200", 120000), ("0.10", 10), ("100000", 10_000_000)],
)
def test_an_amount_is_taken_as_people_type_it(typed: str, pence: int) -> None:
    """With and without a sign, pence and commas, and it reads well again."""
    assert read_amount(typed) == pence
    assert read_amount(amount(pence)) == pence


@pytest.mark.parametrize("typed", ["", "0", "-5", "27.505", "1,20", "€5", "5 pounds", "100000.01", "٣", "1e3", "nan"])
def test_what_is_no_amount_is_not_guessed_at(typed: str) -> None:
    """It is asked for again."""
    assert read_amount(typed) is None
