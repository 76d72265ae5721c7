"""When a member's digest is due: at their hour where they are, every day, week or two weeks."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from bot.timezones import zone

DAILY, WEEKLY, FORTNIGHTLY = "daily", "weekly", "fortnightly"

DAYS: Mapping[str, int] = {DAILY: 1, WEEKLY: 7, FORTNIGHTLY: 14}
"""From one digest to the next."""

APART: Mapping[str, int] = {DAILY: 1, WEEKLY: 2, FORTNIGHTLY: 8}
"""Days from one to the next at least, where the rhythm or the timezone changed between them."""

DAY = timedelta(days=1)

LATE = timedelta(hours=36)
"""From here on a digest says that it is late."""


class Rhythm(NamedTuple):
    """How often, on which day of the week (Monday is 0; of no matter to a daily one), and at which hour."""

    every: str = WEEKLY
    weekday: int = 0
    hour: int = 9


def moment_on(day: date, hour: int, timezone: str) -> datetime:
    """The moment of an hour on a day, in UTC.

    An hour that is left out when summer time begins is the one that is then on the clocks; of one that comes twice when
    it ends it is the first.
    """
    return datetime.combine(day, time(hour), zone(timezone)).astimezone(UTC)


def next_moment(rhythm: Rhythm, timezone: str, after: datetime, last: datetime | None = None) -> datetime:
    """The first moment after another at which a digest is due; `last` is when the one before was."""
    where = zone(timezone)
    day = after.astimezone(where).date() - DAY
    if last is not None:
        day = max(day, last.astimezone(where).date() + APART[rhythm.every] * DAY)
    if rhythm.every != DAILY:
        day += (rhythm.weekday - day.weekday()) % DAYS[WEEKLY] * DAY
    step = DAY if rhythm.every == DAILY else DAYS[WEEKLY] * DAY
    while (moment := moment_on(day, rhythm.hour, timezone)) <= after:
        day += step
    return moment


def is_better_late(rhythm: Rhythm, due: datetime, now: datetime, following: datetime) -> bool:
    """Whether a digest that was due is sent now, rather than with the following one, which it then is nearer to."""
    return now - max(due, following - DAYS[rhythm.every] * DAY) <= following - now
