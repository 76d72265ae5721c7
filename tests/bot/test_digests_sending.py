"""Sending digests: at everybody's own hour, once, with what holds then, or not at all."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot import digest_sending
from bot.cards import Card
from bot.directory import Address, Identity
from bot.errors import Busy
from bot.schedule import ERRANDS, run_job
from storage.digests import Stored
from tests.bot.digesting import Digests
from tests.bot.introducing import RESEARCHER
from tests.bot.scene import Scene

CALL = "What keeps groups going?"


@pytest.fixture
def digests(scene: Scene) -> Digests:
    """On each kind of database."""
    return Digests(scene)


@pytest.fixture
def here(sqlite_scene: Scene) -> Digests:
    """On SQLite."""
    return Digests(sqlite_scene)


async def test_three_members_get_three_digests_at_their_own_hours(digests: Digests) -> None:
    """In three timezones, in their own rhythm, of what fits each."""
    ada = await digests.reader("ada", "Asia/Kolkata")
    ben = await digests.reader("ben", "America/New_York", every="daily", hour="7", fits=False, topics=("boats",))
    cal = await digests.scene.member("cal", **(RESEARCHER | {"about": "I study sleep.", "topics": ("sleep",)}))
    await digests.choose(cal, weekday="1", hour="20")
    priya = await digests.call(CALL)
    await digests.another(priya, "Who builds boats?", about="We build boats with people.", topics=("boats",))
    await digests.another(
        priya, "Sleeping badly", about="A study of sleep by researchers.", side="research", topics=("sleep",)
    )
    seen: list[tuple[int, ...]] = []
    for moment in (
        (2026, 11, 24, 11, 59),
        (2026, 11, 24, 12, 0),
        (2026, 11, 24, 20, 0),
        (2026, 11, 25, 12, 0),
        (2026, 11, 30, 3, 29),
        (2026, 11, 30, 3, 30),
    ):
        await digests.sent_at(*moment)
        if len(seen) == 2:
            await digests.another(priya, "More boats", about="We build boats with people.", topics=("boats",))
        seen.append(tuple([len(await digests.got(who)) for who in (ada, ben, cal)]))
    assert seen == [(0, 0, 0), (0, 1, 0), (0, 1, 1), (0, 2, 1), (0, 2, 1), (1, 2, 1)]
    [first], boats, [sleeps] = [await digests.got(who) for who in (ada, ben, cal)]
    assert [first.find(CALL) < first.find(title) for title in ("Who builds boats?", "Sleeping badly")] == [True, True]
    assert ["Who builds boats?" in boats[0], "More boats" in boats[1], CALL in "".join(boats)] == [True, True, False]
    assert 0 < sleeps.find("Sleeping badly") < sleeps.find("Who builds boats?")


async def test_nothing_to_say_sends_nothing_and_goes_on(here: Digests) -> None:
    """The next one looks from there."""
    rosa = await here.reader("rosa")
    await here.sent_at(2026, 11, 30, 9)
    assert await here.got(rosa) == []
    row = await here.row(rosa)
    assert row["next_at"] == datetime(2026, 12, 7, 9, tzinfo=UTC)
    assert row["due_at"] == row["last_at"] == datetime(2026, 11, 30, 9, tzinfo=UTC)


async def test_the_job_sends_each_once_however_often_it_runs(digests: Digests) -> None:
    """With all buttons that belong to it; the clock may be set back meanwhile."""
    rosa = await digests.reader("rosa")
    await digests.call(CALL)
    digests.scene.clock.forward(days=7)
    assert await run_job(digests.scene.network, "digests.send")
    for back in (0, 1, 26):
        digests.scene.clock.forward(hours=-back)
        await ERRANDS["digests.send"].run(digests.scene.network)
    [digest] = await digests.got(rosa)
    assert digest.endswith("digests.show\n\nplain\n\n\nbuttons\ncard") or "My digest" in digest
    assert {"Snooze", "Stop my digest", "My digest"} <= set(digest.splitlines())


@pytest.mark.parametrize(
    ("every", "days", "hours", "number", "late"),
    [
        ("daily", 0, 11, 1, False),
        ("daily", 3, 2, 1, True),
        ("daily", 3, 20, 0, False),
        ("weekly", 1, 11, 1, False),
        ("weekly", 1, 13, 1, True),
        ("weekly", 5, 0, 0, False),
        ("fortnightly", 6, 0, 1, True),
    ],
)
async def test_a_worker_that_was_down_sends_one_and_says_if_it_is_late(
    here: Digests, every: str, days: int, hours: int, number: int, *, late: bool
) -> None:
    """Or waits for the next where that is nearer, which then has it all."""
    rosa = await here.reader("rosa", every=every)
    await here.call(CALL)
    due = (await here.row(rosa))["next_at"]
    here.scene.clock.now = due + timedelta(days=days, hours=hours)
    for _ in range(3):
        await here.later(minutes=5)
    got = await here.got(rosa)
    assert len(got) == number
    assert all(("We are sorry that it is late" in digest) == late for digest in got)
    following = (await here.row(rosa))["next_at"]
    assert following > here.scene.clock.now
    here.scene.clock.now = following
    await here.later()
    assert CALL in "".join(await here.got(rosa))


async def test_who_travels_gets_theirs_at_the_same_hour_there(here: Digests) -> None:
    """And not a second one on the same day."""
    rosa = await here.reader("rosa")
    await here.call(CALL)
    await here.scene.told(Identity(rosa, "Rosa", timezone="America/New_York"))
    await here.sent_at(2026, 11, 30, 13, 59)
    assert await here.got(rosa) == []
    await here.sent_at(2026, 11, 30, 14, 0)
    assert len(await here.got(rosa)) == 1
    await here.scene.told(Identity(rosa, "Rosa", timezone="Pacific/Honolulu"))
    await here.sent_at(2026, 11, 30, 19, 30)
    assert len(await here.got(rosa)) == 1
    assert (await here.row(rosa))["next_at"] == datetime(2026, 12, 7, 19, 0, tzinfo=UTC)


async def test_moving_east_brings_it_forward(here: Digests) -> None:
    """It is not sent at the hour where they were before, and at once if theirs has passed."""
    rosa, ben = await here.reader("rosa"), await here.reader("ben", every="daily")
    await here.call(CALL)
    await here.scene.told(Identity(rosa, "Rosa", timezone="Asia/Tokyo"))
    await here.sent_at(2026, 11, 30, 0, 0)
    assert len(await here.got(rosa)) == 1
    await here.sent_at(2026, 12, 1, 9)
    before = len(await here.got(ben))
    await here.another(here.scene.town.add("priya", "Priya"), "Another call of hers")
    await here.scene.told(Identity(ben, "Ben", timezone="Asia/Tokyo"))
    await here.sent_at(2026, 12, 2, 3)
    assert (len(await here.got(ben)), len(await here.got(rosa))) == (before + 1, 1)
    assert (await here.row(ben))["next_at"] == datetime(2026, 12, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize("how", ["snoozed", "stopped", "left", "deleted"])
async def test_who_is_away_gets_none(here: Digests, how: str) -> None:
    """Who comes back gets the next one, with what they missed."""
    rosa = await here.reader("rosa")
    await here.call(CALL)
    if how == "left":
        await here.scene.told(Identity(rosa, "Rosa", left=True))
    else:
        action = {"snoozed": "snooze", "stopped": "stop"}.get(how)
        await here.scene.card(rosa, f"digests.{action}" if action else "profiles.delete", "1")
    await here.sent_at(2026, 11, 30, 9)
    assert await here.got(rosa) == []
    if how == "left":
        await here.scene.told(Identity(rosa, "Rosa"))
    elif how == "stopped":
        await here.scene.card(rosa, "digests.begin")
    await here.sent_at(2026, 12, 7, 9)
    assert len(await here.got(rosa)) == (0 if how == "deleted" else 1)


async def test_a_pause_stops_no_digest(here: Digests) -> None:
    """It is about being found."""
    rosa = await here.reader("rosa")
    await here.call(CALL)
    await here.scene.card(rosa, "profiles.pause")
    await here.sent_at(2026, 11, 30, 9)
    assert len(await here.got(rosa)) == 1


async def test_what_a_wrong_clock_put_off_for_years_is_taken_back(here: Digests) -> None:
    """A snooze that it made among it."""
    rosa = await here.reader("rosa")
    await here.scene.change(
        "UPDATE digests SET next_at = '2036-11-24 09:00:00', due_at = '2036-11-17 09:00:00', "
        "last_at = '2036-11-17 09:00:00', snoozed_until = '2036-11-20 09:00:00'"
    )
    await here.call(CALL)
    await here.sent_at(2026, 11, 24, 9)
    assert (await here.row(rosa))["next_at"] == datetime(2026, 12, 28, 9, tzinfo=UTC)
    await here.scene.card(rosa, "digests.wake")
    await here.sent_at(2026, 11, 30, 9)
    assert len(await here.got(rosa)) == 1


async def test_one_that_cannot_be_made_stops_no_other(here: Digests, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is tried again by the next run."""
    broken = await here.reader("ada")
    others = [await here.reader(name) for name in ("ben", "cal")]
    await here.call(CALL)
    ident, kept = await here.scene.id_of(broken), digest_sending.message

    def fails(work: Any, row: Stored, *rest: Any) -> tuple[int, Card, str]:
        if row.member == ident:
            raise ValueError("a digest that cannot be drawn")
        return kept(work, row, *rest)

    with monkeypatch.context() as patched:
        patched.setattr(digest_sending, "message", fails)
        await here.sent_at(2026, 11, 30, 9)
    assert [len(await here.got(who)) for who in (broken, *others)] == [0, 1, 1]
    await here.later(minutes=5)
    assert [len(await here.got(who)) for who in (broken, *others)] == [1, 1, 1]


async def test_a_database_that_goes_away_ends_the_run(here: Digests, monkeypatch: pytest.MonkeyPatch) -> None:
    """One by one they would fail as well; the next run sends them."""
    readers = [await here.reader(name) for name in ("ada", "ben")]
    await here.call(CALL)
    tries = []

    async def gone(*given: object) -> None:
        tries.append(given)
        raise Busy

    with monkeypatch.context() as patched:
        patched.setattr(digest_sending, "keep", gone)
        with pytest.raises(Busy):
            await here.sent_at(2026, 11, 30, 9)
    assert len(tries) == 1
    await here.later(minutes=5)
    assert [len(await here.got(who)) for who in readers] == [1, 1]


async def test_many_are_sent_page_by_page(here: Digests, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many are due at the same moment, and in whatever order."""
    monkeypatch.setattr(digest_sending, "TOGETHER", 2)
    monkeypatch.setattr(digest_sending, "AT_ONCE", 1)
    readers: list[Address] = [await here.reader(f"reader{number}") for number in range(5)]
    await here.call(CALL)
    await here.scene.change("UPDATE digests SET timezone = 'Asia/Tokyo'")
    await here.sent_at(2026, 11, 30, 9)
    assert [len(await here.got(who)) for who in readers] == [1] * 5
