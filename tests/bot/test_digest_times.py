"""When a digest is due: at the member's own hour, in every timezone, whatever the clocks there do."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest_times import APART, DAILY, DAYS, FORTNIGHTLY, WEEKLY, Rhythm, is_better_late, next_moment
from bot.timezones import zone

LONDON = "Europe/London"
ZONES = (LONDON, "UTC", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland", "Australia/Lord_Howe", "Nowhere/Land")

rhythms = st.builds(Rhythm, st.sampled_from(sorted(DAYS)), st.integers(0, 6), st.integers(0, 23))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the strategy adds it


def utc(*numbers: int) -> datetime:
    """A moment in UTC."""
    return datetime(*numbers, tzinfo=UTC)  # type: ignore[arg-type, misc]


@given(rhythms, st.sampled_from(ZONES), moments)
def test_the_next_one_is_at_the_hour_and_day_that_were_chosen(rhythm: Rhythm, where: str, after: datetime) -> None:
    """By the clocks there, after now, and none is left out before it."""
    found = next_moment(rhythm, where, after)
    local = found.astimezone(zone(where))
    assert after < found <= after + timedelta(days=8)
    skipped = (local.replace(tzinfo=None) - timedelta(hours=1)).replace(tzinfo=local.tzinfo).utcoffset()
    hours = {rhythm.hour} if skipped == local.utcoffset() else {rhythm.hour, (rhythm.hour + 1) % 24}
    assert local.hour in hours
    assert local.minute == 0 or skipped != local.utcoffset()
    if rhythm.every == DAILY:
        assert found - after <= timedelta(hours=25)
    else:
        assert local.weekday() == rhythm.weekday
        assert found - after <= timedelta(days=7, hours=1)


@given(rhythms, st.sampled_from(ZONES), moments)
def test_one_after_another_comes_as_often_as_was_chosen(rhythm: Rhythm, where: str, after: datetime) -> None:
    """Never twice in the days that lie between, whichever way the clocks are changed."""
    first = next_moment(rhythm, where, after)
    second = next_moment(rhythm, where, first, first)
    between = second.astimezone(zone(where)).date() - first.astimezone(zone(where)).date()
    assert between == timedelta(days=DAYS[rhythm.every])


@given(rhythms, rhythms, st.sampled_from(ZONES), st.sampled_from(ZONES), moments)
def test_who_changes_their_rhythm_or_travels_gets_none_too_soon(
    before: Rhythm, after: Rhythm, here: str, there: str, start: datetime
) -> None:
    """The last one counts by the day it was where they are now."""
    last = next_moment(before, here, start)
    found = next_moment(after, there, last, last)
    apart = found.astimezone(zone(there)).date() - last.astimezone(zone(there)).date()
    assert timedelta(days=APART[after.every]) <= apart <= timedelta(days=APART[after.every] + 7)


@pytest.mark.parametrize(
    ("hour", "after", "expected"),
    [
        (9, utc(2026, 3, 22, 12), utc(2026, 3, 23, 9)),
        (9, utc(2026, 3, 29, 12), utc(2026, 3, 30, 8)),
        (9, utc(2026, 10, 25, 12), utc(2026, 10, 26, 9)),
    ],
)
def test_nine_stays_nine_when_summer_time_begins_and_ends(hour: int, after: datetime, expected: datetime) -> None:
    """On Mondays in the UK."""
    assert next_moment(Rhythm(WEEKLY, 0, hour), LONDON, after) == expected


def test_an_hour_that_is_left_out_is_the_one_then_on_the_clocks() -> None:
    """In the UK there is no half past one on the last Sunday of March."""
    assert next_moment(Rhythm(DAILY, 0, 1), LONDON, utc(2026, 3, 28, 12)) == utc(2026, 3, 29, 1)
    assert utc(2026, 3, 29, 1).astimezone(zone(LONDON)).hour == 2


def test_an_hour_that_comes_twice_brings_one() -> None:
    """The first of the two; the next is on the day after."""
    first = next_moment(Rhythm(DAILY, 0, 1), LONDON, utc(2026, 10, 24, 12))
    assert first == utc(2026, 10, 25, 0)
    assert next_moment(Rhythm(DAILY, 0, 1), LONDON, first) == utc(2026, 10, 26, 1)
    assert next_moment(Rhythm(DAILY, 0, 1), LONDON, utc(2026, 10, 25, 1)) == utc(2026, 10, 26, 1)


@pytest.mark.parametrize(
    ("every", "hours", "sent"),
    [
        (DAILY, 0, True),
        (DAILY, 11, True),
        (DAILY, 13, False),
        (DAILY, 24 * 3 + 2, True),
        (DAILY, 24 * 3 + 22, False),
        (WEEKLY, 3 * 24, True),
        (WEEKLY, 5 * 24, False),
        (WEEKLY, 16 * 24, True),
        (FORTNIGHTLY, 6 * 24, True),
        (FORTNIGHTLY, 9 * 24, False),
    ],
)
def test_one_that_is_late_waits_for_the_next_once_it_is_nearer_to_that(every: str, hours: int, *, sent: bool) -> None:
    """A worker that was down for days sends one, and not another a moment later."""
    rhythm, due = Rhythm(every), utc(2026, 11, 23, 9)
    now = due + timedelta(hours=hours)
    assert is_better_late(rhythm, due, now, next_moment(rhythm, LONDON, now, due)) == sent
