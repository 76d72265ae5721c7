"""When a poll closes, and when the next of its kind is asked, by the clock where its author was."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta

from bot.timezones import HOME, day, zone
from storage.polls import WEEK, Stored

END_OF_DAY = time()


def is_over(row: Stored, now: datetime) -> bool:
    """Whether the time of a poll is over, also before its closing has been recorded."""
    return row.closes_at is not None and now >= row.closes_at


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


def next_turn(turn: datetime, repeats: str, timezone: str, now: datetime) -> datetime:
    """When a poll is asked again after a turn: at the same time, whole weeks or months later, the first after now."""
    local = turn.astimezone(zone(timezone))
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
    place = "UK time" if timezone == HOME else f"{timezone.rpartition('/')[2].replace('_', ' ')} time"
    return f"{day(local)} at {local:%H:%M} ({place})"
