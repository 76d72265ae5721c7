"""The days of a call: a deadline ends with its day where the owner was when they posted it."""

from datetime import date, datetime, time, timedelta

from bot.timezones import day_at, zone
from storage.calls import Stored

SOON = 3
"""The owner is reminded so many days before the deadline, and on the day itself."""

MORNING = time(9)
"""When they are reminded."""

NOT_YET, THREE_BEFORE, ON_THE_DAY = 0, 1, 2
"""What a call's owner has been reminded of."""


def end_of(day: date, timezone: str) -> datetime:
    """When a day ends in a timezone."""
    return datetime.combine(day + timedelta(days=1), time(), zone(timezone))


def days_left(row: Stored, now: datetime) -> int:
    """How many days there are until the last one; 0 on that day, and less after it."""
    deadline = row.terms.deadline
    return (deadline - day_at(now, row.timezone)).days if deadline is not None else 0


def left_words(row: Stored, now: datetime) -> str:
    """The same in words."""
    left = days_left(row, now)
    return "Today is the last day" if left <= 0 else "One day left" if left == 1 else f"{left} days left"


def is_over(row: Stored, now: datetime) -> bool:
    """Whether the time of a call is over, also before its closing has been recorded."""
    return row.closes_at is not None and now >= row.closes_at


def next_look(now: datetime, timezone: str, closes_at: datetime) -> datetime:
    """When something is next to be done about an open call: at midnight, in the morning, or at its end."""
    today = day_at(now, timezone)
    moments = (
        datetime.combine(today + timedelta(days=ahead), hour, zone(timezone))
        for ahead in (0, 1)
        for hour in (time(), MORNING)
    )
    return min(closes_at, *(moment for moment in moments if moment > now))


def begins_a_day(moment: datetime, timezone: str) -> bool:
    """Whether a moment is one at which the days that are left become fewer."""
    return moment.astimezone(zone(timezone)).time() < MORNING


def reminder_due(row: Stored, now: datetime) -> int:
    """What the owner is to be reminded of now: `NOT_YET` for nothing, or for nothing new."""
    left = days_left(row, now)
    wanted = ON_THE_DAY if left <= 0 else THREE_BEFORE if left <= SOON else NOT_YET
    morning = now.astimezone(zone(row.timezone)).time() >= MORNING
    return wanted if morning and wanted > row.reminded else NOT_YET


def reminded_from(deadline: date, now: datetime, timezone: str) -> int:
    """What a call that is posted or extended now need not be reminded of: its owner has just picked that day."""
    left = (deadline - day_at(now, timezone)).days
    return ON_THE_DAY if left <= 0 else THREE_BEFORE if left <= SOON else NOT_YET
