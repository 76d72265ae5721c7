"""How often a member may be asked for an introduction, and from when on again."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from bot.timezones import zone

AGAIN_AFTER = timedelta(days=90)
"""How long somebody is not asked by the same member again, whatever became of it."""

MOST_OPEN = 5
"""Requests that a member may have waiting for an answer."""


class Load(NamedTuple):
    """How many requests a month a member allows, and how many they were sent in one; None for no month at all."""

    allowed: int
    sent: int
    month: date | None

    @property
    def full_until(self) -> date | None:
        """The day from which they may be asked again; None when they may be at any time, or never."""
        return next_month(self.month) if self.month is not None and 0 < self.allowed <= self.sent else None

    @property
    def busy_until(self) -> date | None:
        """The day until which others come before them, for half of what they allow or more was sent."""
        return next_month(self.month) if self.month is not None and 0 < self.allowed <= 2 * self.sent else None


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    """The first day of the month after."""
    return month_of(month_of(month) + timedelta(days=31))


def begins(day: date | None, timezone: str) -> float:
    """When a day begins in a timezone, in Unix seconds; 0 for none."""
    return datetime.combine(day, time(), zone(timezone)).timestamp() if day is not None else 0.0
