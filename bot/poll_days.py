"""When a poll closes, and when the next of its kind is asked, by the clock where its author was."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta

from bot.timezones import day, where, zone
from storage.polls import WEEK, Stored

END_OF_DAY = time()

LONGEST_OPEN = timedelta(days=366)
"""How long a poll is open at most, also one that nobody closes."""


def is_over(row: Stored, now: datetime) -> bool:
    """Whether the time of a poll is over, also before its closing has been recorded."""
    return row.opened_at is not None and now >= ends_at(row.opened_at, row.closes_at)


def ends_at(opened_at: datetime, closes_at: datetime | None) -> datetime:
    """When a poll that was asked then closes, if nobody does it before."""
    return closes_at if closes_at is not None else opened_at + LONGEST_OPEN


def moment(when: date, clock: time | None, timezone: str) -> datetime:
    """A time on a day, or the end of the day."""
    if clock is None:
        return datetime.combine(when + timedelta(days=1), END_OF_DAY, zone(timezone))
    return datetime.combine(when, clock, zone(timezone))


def read_clock(words: str) -> time | None:
    """A time as it is typed, such as 17:00, 5.30 pm or 9am; None for what is none."""
    plain = words.casefold().replace(" ", "").replace(".", ":")
    half = plain[-2:] if plain[-2:] in {"am", "pm"} else ""
    hours, _, minutes = plain.removesuffix(half).partition(":")
    if not (hours.isdecimal() and (minutes or "0").isdecimal() and len(hours) <= 2 and len(minutes) in {0, 2}):  # noqa: PLR2004 - digits
        return None
    if half and not 1 <= int(hours) <= 12:  # noqa: PLR2004 - a clock's face
        return None
    hour = int(hours) % 12 + 12 * (half == "pm") if half else int(hours)
    return time(hour, int(minutes or 0)) if hour < 24 and int(minutes or 0) < 60 else None  # noqa: PLR2004 - a day


def closes_as(row: Stored, now: datetime) -> datetime | None:
    """When a poll that is asked now closes, to be open for as long as that one was, by the clock; none for by hand."""
    if row.closes_at is None or row.opened_at is None:
        return None
    here = zone(row.timezone)
    by_clock = row.closes_at.astimezone(here).replace(tzinfo=None) - row.opened_at.astimezone(here).replace(tzinfo=None)
    if by_clock <= timedelta():  # It was open for less than an hour, while the clocks went back.
        return now + (row.closes_at - row.opened_at)
    return now.astimezone(here) + by_clock


def next_turn(began: datetime, repeats: str, timezone: str, now: datetime) -> datetime:
    """When a poll that was first asked then is asked again: at the same time of the day, the first turn after now.

    Turns are counted from the first, so that neither a short month nor an hour that a change of clocks leaves out moves
    those after it.
    """
    local = began.astimezone(zone(timezone))
    count = 1
    while (following := later(local, repeats, count)) <= now:
        count += 1
    return following


def later(local: datetime, repeats: str, count: int) -> datetime:
    """The same time of the day so many weeks or months later, on the last day of a month that has no such day."""
    if repeats == WEEK:
        when = local.date() + timedelta(weeks=count)
    else:
        months = local.year * 12 + local.month - 1 + count
        year, month = months // 12, months % 12 + 1
        when = date(year, month, min(local.day, monthrange(year, month)[1]))
    return datetime.combine(when, local.time(), local.tzinfo)


def read_as(when: datetime, timezone: str) -> str:
    """A moment as it is read: 30 November 2026 at 17:00 (UK time)."""
    local = when.astimezone(zone(timezone))
    return f"{day(local)} at {local:%H:%M} ({where(timezone)})"
