"""What people look for most, counted in a way that cannot tell who looked.

Each topic has 16 bits a month. Whoever looks for it sets one of them: always the same one, which others share. So the
number of bits set is at most the number of people. Which bit is whose follows from a secret of the network that is not
in its database, so the database says nothing about anybody.
"""

import hashlib
import hmac
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from storage import interest

if TYPE_CHECKING:
    from bot.network import Work

FLOOR = 5
"""Topics that others look for are shown from this many people on."""

MONTHS_KEPT = 3


@dataclass(slots=True)
class Interest:
    """What this process knows to be noted already, so that most searches write nothing."""

    secret: bytes
    noted: defaultdict[tuple[date, str], int] = field(default_factory=lambda: defaultdict(int))

    def bit(self, member: int, label: str, month: date) -> int:
        """The bit that somebody sets for a topic in a month."""
        words = f"{month:%Y-%m} {member} {label}".encode()
        return 1 << (hmac.digest(self.secret, words, hashlib.sha256)[0] % interest.BITS)

    def is_news(self, member: int, labels: Sequence[str], month: date) -> bool:
        """Whether anything of this is not noted yet."""
        return any(not self.noted[month, label] & self.bit(member, label, month) for label in labels)


def note(work: "Work", member: int, labels: Sequence[str]) -> None:
    """Have it noted that somebody looked for these topics this month; who it was is not kept."""
    month = month_of(work.now.date())
    if not work.interest.is_news(member, labels, month):
        return
    bits = {label: work.interest.bit(member, label, month) for label in labels}

    async def write(later: "Work") -> None:
        kept = await interest.add(later.session, month, bits)
        for label, now in kept.items():
            later.interest.noted[month, label] |= now

    work.afterwards(write)


async def most_looked_for(work: "Work", limit: int) -> list[str]:
    """The topics that at least `FLOOR` people looked for in one of the last months, the most wanted first."""
    start = month_of(work.now.date() - timedelta(days=31 * (MONTHS_KEPT - 1)))
    seen: Counter[str] = Counter()
    for label, bits in await interest.since(work.session, start):
        seen[label] = max(seen[label], bits.bit_count())
    return [label for label, people in seen.most_common() if people >= FLOOR][:limit]


async def forget(work: "Work") -> None:
    """Remove the months that no longer count."""
    month = month_of(work.now.date() - timedelta(days=31 * MONTHS_KEPT))
    await interest.forget(work.session, month)
    for noted in [key for key in work.interest.noted if key[0] < month]:
        del work.interest.noted[noted]


def month_of(day: date) -> date:
    """The first day of a day's month."""
    return day.replace(day=1)
