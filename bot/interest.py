"""What people look for most, counted in a way that cannot tell who looked: see `bot.tally`."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from bot.network import Work
from storage import interest

FLOOR = 5
"""Topics that others look for are shown from this many people on."""

MONTHS_KEPT = 3


def note(work: Work, member: int, labels: Sequence[str]) -> None:
    """Have it noted that somebody looked for these topics this month; who it was is not kept."""
    month = month_of(work.now.date())
    if not work.tally.is_news(member, labels, month):
        return
    bits = {label: work.tally.bit(member, label, month) for label in labels}

    async def write(later: Work) -> None:
        kept = await interest.add(later.session, month, bits)
        for label, now in kept.items():
            later.tally.noted[month, label] |= now

    work.afterwards(write)


async def most_looked_for(work: Work, limit: int) -> list[str]:
    """The topics that at least `FLOOR` people looked for in one of the last months, the most wanted first."""
    start = month_of(work.now.date() - timedelta(days=31 * (MONTHS_KEPT - 1)))
    seen: Counter[str] = Counter()
    for label, bits in await interest.since(work.session, start):
        seen[label] = max(seen[label], bits.bit_count())
    return [label for label, people in seen.most_common() if people >= FLOOR][:limit]


async def forget(work: Work) -> None:
    """Remove the months that no longer count."""
    month = month_of(work.now.date() - timedelta(days=31 * MONTHS_KEPT))
    await interest.forget(work.session, month)
    for noted in [key for key in work.tally.noted if key[0] < month]:
        del work.tally.noted[noted]


def month_of(day: date) -> date:
    """The first day of a day's month."""
    return day.replace(day=1)
