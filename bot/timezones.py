"""What day it is, where somebody is."""

from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

HOME = "Europe/London"


def zone(name: str) -> ZoneInfo:
    """A timezone by its IANA name; one that nobody knows is taken as ours."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(HOME)


def day_at(now: datetime, timezone: str = HOME) -> date:
    """What day it is at a moment in a timezone; in the UK, for what is done for no member in particular."""
    return now.astimezone(zone(timezone)).date()


def day(when: date) -> str:
    """A day as it is read: 5 January 2027."""
    return f"{when.day} {when:%B %Y}"


def where(timezone: str) -> str:
    """Whose time a time is: UK time, or New York time."""
    return "UK time" if timezone == HOME else f"{timezone.rpartition('/')[2].replace('_', ' ')} time"


def at(when: datetime, timezone: str) -> str:
    """A day and an hour where somebody is: Thursday 26 November 2026, 12:00."""
    local = when.astimezone(zone(timezone))
    return f"{local:%A} {day(local.date())}, {local:%H:%M}"
