"""When match rounds open and close: on a Monday morning in the UK, and at noon after three full days."""

from datetime import UTC, date, datetime, time, timedelta

from bot.timezones import HOME, zone

OPENS = time(9)
CLOSES = time(12)
OPEN_FOR = timedelta(days=3)
WEEK = timedelta(days=7)


def due(now: datetime) -> datetime:
    """The last Monday morning."""
    today = now.astimezone(zone(HOME)).date()
    monday = today - timedelta(days=today.weekday())
    return opening(monday) if opening(monday) <= now else opening(monday - WEEK)


def opening(day: date) -> datetime:
    """The moment at which a round opens on this day."""
    return datetime.combine(day, OPENS, zone(HOME)).astimezone(UTC)


def is_due(last: datetime | None, now: datetime, weeks: int) -> bool:
    """Whether a round is to be opened, so many weeks after the last; one that is late is opened once."""
    return last is None or home(due(now)) - home(last) >= weeks * WEEK


def next_due(last: datetime | None, now: datetime, weeks: int) -> datetime:
    """The moment at which the next round is due to open."""
    coming = home(due(now)) + WEEK
    return opening(coming if last is None else max(coming, home(last) + weeks * WEEK))


def home(moment: datetime) -> date:
    """The day of a moment in the UK."""
    return moment.astimezone(zone(HOME)).date()


def closing(opened_at: datetime) -> datetime:
    """The moment at which joining closes: the first noon after three full days."""
    day = home(opened_at + OPEN_FOR)
    noon = datetime.combine(day, CLOSES, zone(HOME))
    if noon < opened_at + OPEN_FOR:
        noon = datetime.combine(day + timedelta(days=1), CLOSES, zone(HOME))
    return noon.astimezone(UTC)
