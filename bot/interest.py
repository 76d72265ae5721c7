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
    work.tally.note(member, labels, month_of(work.now.date()))
    if work.tally.is_due(work.now):
        work.afterwards(write)


async def write(work: Work) -> None:
    """Write what waits for it; when that fails, it waits on."""
    waiting = dict(work.tally.pending)
    work.tally.pending.clear()
    work.tally.written = work.now
    try:
        for month in {month for month, _ in waiting}:
            of_month = {label: bits for (when, label), bits in waiting.items() if when == month}
            for label, kept in (await interest.add(work.session, month, of_month)).items():
                work.tally.noted[month, label] |= kept
    except Exception:
        for key, bits in waiting.items():
            work.tally.pending[key] |= bits
        raise


async def most_looked_for(work: Work, limit: int) -> list[str]:
    """The topics that at least `FLOOR` people looked for in one of the last months, the most wanted first."""
    start = month_of(work.now.date() - timedelta(days=31 * (MONTHS_KEPT - 1)))
    bits = Counter(work.tally.pending)
    for month, label, kept in await interest.since(work.session, start):
        bits[month, label] |= kept
    seen: Counter[str] = Counter()
    for (month, label), set_by_now in bits.items():
        if month >= start and label in work.people.used:
            seen[label] = max(seen[label], set_by_now.bit_count())
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
