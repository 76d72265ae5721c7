"""Polls that are asked again, that end with whoever asked them, and that two accounts voted in."""

import csv
import io
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.errors import NotYours
from bot.members import recognise
from bot.network import Work
from bot.poll_days import closes_as, next_turn, read_clock
from bot.poll_gallery import POLL
from bot.poll_results import NotYet, table
from bot.schedule import run_job
from storage.polls import MONTH, WEEK
from tests.bot.introducing import titles
from tests.bot.polling import Polled, numbers, people, polled, tended
from tests.bot.scene import Scene, button, words_of

ROME, UK = ZoneInfo("Europe/Rome"), ZoneInfo("Europe/London")


async def latest(scene: Scene, poll: Polled) -> Polled:
    """The poll that was asked last."""
    return Polled(scene, poll.priya, max(await scene.rows("polls"), key=lambda row: int(row["id"]))["key"])


def at_home(when: datetime | str) -> str:
    """A moment of 2027 in the UK."""
    moment = datetime.fromisoformat(when) if isinstance(when, str) else when
    kept = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return f"{kept.astimezone(UK):%m-%d %H:%M}"


async def test_a_poll_that_repeats_is_asked_anew_until_somebody_stops_it(sqlite_scene: Scene) -> None:
    """The one before is closed by then; each has votes of its own, and answers that others added do not come again."""
    poll = await polled(sqlite_scene, repeats="week", adding=True, day=date(2026, 11, 25))
    [one] = people(sqlite_scene, 1)
    await poll.card(one, "add_one", answer="Rice")
    await poll.vote(one, "Soup")
    await tended(sqlite_scene, days=3)
    assert (await poll.row())["state"] == "closed"
    assert len(await sqlite_scene.rows("polls")) == 1
    await tended(sqlite_scene, days=4)
    await tended(sqlite_scene)
    second = await latest(sqlite_scene, poll)
    assert [row["state"] for row in await sqlite_scene.rows("polls")] == ["closed", "open"]
    card = await second.standing()
    assert numbers(card) == {"Soup": "0 votes, 0%", "Pizza": "0 votes, 0%"}
    assert "3 December 2026 at 00:00 (UK time)" in words_of(card)
    await tended(sqlite_scene, days=21)
    third = await latest(sqlite_scene, poll)
    assert len(await sqlite_scene.rows("polls")) == 3
    assert "asked anew" not in words_of(await second.card(poll.priya, "show"))
    shown = await third.card(poll.priya, "show")
    assert "It is asked anew every week" in words_of(shown)
    stop = button(shown, "Do not ask it again")
    await sqlite_scene.card(poll.priya, stop.action, stop.value)
    await tended(sqlite_scene, days=30)
    assert len(await sqlite_scene.rows("polls")) == 3
    assert (await titles(sqlite_scene, poll.priya)).count("Your poll has closed: Lunch?") == 3


async def test_a_poll_is_not_asked_again_where_nobody_can_be_asked(scene: Scene) -> None:
    """Its author hears why, or is not there any more."""
    poll = await polled(scene, repeats="month")
    await scene.change("UPDATE channels SET trouble = 'not_in_channel: the bot is not there: add it'")
    await tended(scene, days=31)
    assert (await titles(scene, poll.priya))[-1] == "Your poll was not asked again: Lunch?"
    again = await polled(scene, repeats="week")
    await scene.change("UPDATE accounts SET left_at = '2026-12-01 00:00:00+00:00' WHERE member_id = 1")
    await tended(scene, days=8)
    assert (await again.row())["state"] == "closed"
    assert len(await scene.rows("polls")) == 2


def test_turns_keep_the_time_of_day() -> None:
    """Over the change of clocks, at the end of a short month, and after a pause."""
    monday = datetime(2026, 10, 19, 9, 0, tzinfo=ROME)
    assert next_turn(monday, WEEK, "Europe/Rome", monday) == datetime(2026, 10, 26, 9, 0, tzinfo=ROME)
    last = datetime(2026, 12, 31, 9, 0, tzinfo=ROME)
    assert next_turn(last, MONTH, "Europe/Rome", last) == datetime(2027, 1, 31, 9, 0, tzinfo=ROME)
    assert next_turn(last, MONTH, "Europe/Rome", datetime(2027, 2, 1, tzinfo=ROME)).day == 28
    assert next_turn(monday, WEEK, "Europe/Rome", last) == datetime(2027, 1, 4, 9, 0, tzinfo=ROME)


async def test_a_poll_of_the_31st_comes_back_to_it_after_a_short_month(sqlite_scene: Scene) -> None:
    """On the last day of a month that has none, and at the same time by the clocks where its author is."""
    sqlite_scene.clock.now = datetime(2027, 1, 31, 9, 0, tzinfo=UK)
    poll = await polled(sqlite_scene, repeats="month", day=date(2027, 2, 1), clock="17:00")
    turns = [(2, 27), (2, 28), (3, 30), (3, 31), (4, 30), (5, 30), (5, 31)]
    for month, day in turns:
        sqlite_scene.clock.now = datetime(2027, month, day, 9, 0, tzinfo=UK).astimezone(UTC)
        await tended(sqlite_scene)
    rows = sorted(await sqlite_scene.rows("polls"), key=lambda row: int(row["id"]))
    asked = [at_home(row["opened_at"]) for row in rows]
    assert asked == ["01-31 09:00", "02-28 09:00", "03-31 09:00", "04-30 09:00", "05-31 09:00"]
    closing = [at_home(row["closes_at"]) for row in rows[:-1]]
    assert closing == ["02-01 17:00", "03-01 17:00", "04-01 17:00", "05-01 17:00"]
    assert (await latest(sqlite_scene, poll)).key == rows[-1]["key"]


def test_an_hour_that_is_left_out_moves_no_later_turn() -> None:
    """A turn within the hour that is left out when the clocks go forward comes an hour later, and the next does not."""
    first = datetime(2027, 3, 21, 1, 30, tzinfo=UK)
    turns = [next_turn(first, WEEK, "Europe/London", first + timedelta(weeks=weeks)) for weeks in range(2)]
    turns.append(next_turn(first, WEEK, "Europe/London", turns[-1]))
    assert [at_home(each) for each in turns] == ["03-28 02:30", "04-04 01:30", "04-11 01:30"]


def test_a_poll_that_was_open_while_the_clocks_went_back_is_open_as_long_again() -> None:
    """By the clock it closed before it was asked; its follower is open for as many minutes."""
    opened_at, closes_at = datetime(2027, 10, 31, 0, 50, tzinfo=UTC), datetime(2027, 10, 31, 1, 10, tzinfo=UTC)
    row = POLL._replace(opened_at=opened_at, closes_at=closes_at)
    assert closes_as(row, closes_at) == closes_at + timedelta(minutes=20)
    assert closes_as(row._replace(closes_at=None), closes_at) is None


@pytest.mark.parametrize(
    ("words", "clock"),
    [
        ("17:00", time(17)),
        ("9am", time(9)),
        ("5.30 pm", time(17, 30)),
        ("12 am", time(0)),
        ("12pm", time(12)),
        ("24:00", None),
        ("13pm", None),
        ("5:7", None),
        ("noon", None),
        ("٥", time(5)),
        ("²", None),
    ],
)
def test_a_time_is_read_as_people_type_it(words: str, clock: time | None) -> None:
    """Or not at all."""
    assert read_clock(words) == clock


async def test_a_deleted_profile_takes_polls_and_named_votes_along(scene: Scene) -> None:
    """What was chosen without a name stays, until it is taken back."""
    mine = await polled(scene)
    theirs = await polled(scene, shown="named")
    numbered = await polled(scene)
    sam = await scene.member("sam", "Sam")
    for poll in (mine, theirs, numbered):
        await poll.vote(sam, "Soup")
    await scene.card(sam, "profiles.delete")
    assert "Nobody has voted yet" in words_of(await theirs.standing())
    assert "1 person has voted" in words_of(await numbered.standing())
    await mine.card(sam, "withdraw")
    assert "Nobody has voted yet" in words_of(await mine.standing())
    await scene.card(mine.priya, "profiles.delete")
    assert (await mine.standing()).title == "This poll was removed"
    assert "Lunch" not in await scene.everything()


async def test_of_two_accounts_that_become_one_member_one_vote_stays(scene: Scene) -> None:
    """The one of who keeps their row, with and without names; and their polls are one's."""
    polls = [await polled(scene, shown=shown) for shown in ("numbers", "named")]
    slack, teams = scene.town.add("ada", "Ada"), scene.town.add("ada2", "Ada", platform="teams")
    only_teams = await polled(scene, shown="named")
    for poll in polls:
        await poll.vote(slack, "Soup")
        await poll.vote(teams, "Pizza")
    await only_teams.vote(teams, "Pizza")
    await scene.link(slack, teams)
    for poll in polls:
        assert numbers(await poll.standing()) == {"Soup": "1 vote, 100%", "Pizza": "0 votes, 0%"}
        assert "You chose “Soup”" in words_of(await poll.card(teams, "show"))
    assert "You chose “Pizza”" in words_of(await only_teams.card(slack, "show"))
    await polls[0].vote(teams, "Pizza")
    assert numbers(await polls[0].standing())["Pizza"] == "1 vote, 100%"


async def test_polls_are_listed_and_forgotten(scene: Scene) -> None:
    """In the home while they are open; a year after they closed they are gone, and drafts after a day."""
    priya = await scene.member("priya", "Priya")
    assert "None yet" in words_of(await scene.card(priya, "polls.mine"))
    poll = await polled(scene, repeats="week")
    assert "Your polls" in words_of(await scene.card(priya, "home.show"))
    await poll.card(priya, "stop")
    await poll.card(priya, "close")
    assert "Your polls" not in words_of(await scene.card(priya, "home.show"))
    assert "Closed. Nobody has voted yet" in words_of(await scene.card(priya, "polls.mine"))
    await polled(scene)
    await scene.change("UPDATE polls SET state = 'draft' WHERE state = 'open'")
    scene.clock.forward(days=2)
    await run_job(scene.network, "polls.forget")
    assert [row["state"] for row in await scene.rows("polls")] == ["closed"]
    scene.clock.forward(days=365)
    await run_job(scene.network, "polls.forget")
    assert await scene.rows("poll_posts") == await scene.rows("polls") == []


async def exported(scene: Scene, poll: Polled) -> list[list[str]]:
    """The table of a poll, for its author."""

    async def look(work: Work) -> str:
        me = await recognise(work, poll.priya)
        assert me is not None
        return await table(work, me, poll.key)

    return list(csv.reader(io.StringIO(await scene.network.look(look))))


async def test_a_table_tells_no_more_than_the_poll(sqlite_scene: Scene) -> None:
    """Names where it shows them, numbers where it does, and nothing that a spreadsheet would run."""
    named = await polled(sqlite_scene, shown="named", answers="=1+1\nPizza, thin", question="Ä?")
    [one] = people(sqlite_scene, 1)
    sqlite_scene.town.add("evil", "@SUM(A1)")
    await named.vote(one, "=1+1")
    share = "percent of those who voted"
    assert await exported(sqlite_scene, named) == [
        ["answer", "votes", share, "who"],
        ["'=1+1", "1", "100", "Guest 0"],
        ["Pizza, thin", "0", "0", ""],
    ]
    secret = await polled(sqlite_scene, shown="anonymous")
    await secret.vote(one, "Soup")
    with pytest.raises(NotYet):
        await exported(sqlite_scene, secret)
    await secret.card(secret.priya, "close")
    with pytest.raises(NotYet):
        await exported(sqlite_scene, secret)
    plain = await polled(sqlite_scene)
    await plain.vote(one, "Soup")
    await plain.card(plain.priya, "close")
    assert await exported(sqlite_scene, plain) == [
        ["answer", "votes", share],
        ["Soup", "1", "100"],
        ["Pizza", "0", "0"],
    ]
    with pytest.raises(NotYours):
        await exported(sqlite_scene, Polled(sqlite_scene, one, plain.key))
