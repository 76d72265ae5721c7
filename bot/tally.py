"""Who sets which bit for a topic, and what this process knows to be noted already.

Each topic has 16 bits a month. Whoever looks for it sets one of them: always the same one, which others share. So the
number of bits set is at most the number of people. Which bit is whose follows from a secret of the network that is not
in its database, so the database says nothing about anybody.
"""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

BITS = 16
"""How many bits the searchers of a topic share."""

MANY = 50
"""Topics that wait to be written at most."""

LONG = timedelta(minutes=1)
"""How long they wait at most, if anybody searches."""


@dataclass(slots=True)
class Tally:
    """What this process knows to be noted, and what of it waits to be written, so that most searches write nothing."""

    secret: bytes
    noted: defaultdict[tuple[date, str], int] = field(default_factory=lambda: defaultdict(int))
    pending: defaultdict[tuple[date, str], int] = field(default_factory=lambda: defaultdict(int))
    written: datetime | None = None

    def bit(self, member: int, label: str, month: date) -> int:
        """The bit that somebody sets for a topic in a month."""
        words = f"{month:%Y-%m} {member} {label}".encode()
        return 1 << (hmac.digest(self.secret, words, hashlib.sha256)[0] % BITS)

    def note(self, member: int, labels: Sequence[str], month: date) -> None:
        """Note that somebody looked for these topics in a month."""
        for label in labels:
            bit = self.bit(member, label, month)
            if not self.noted[month, label] & bit:
                self.noted[month, label] |= bit
                self.pending[month, label] |= bit

    def is_due(self, now: datetime) -> bool:
        """Whether what is pending should be written: there is much of it, or it has waited long."""
        late = self.written is None or now - self.written >= LONG
        return len(self.pending) >= MANY or (late and bool(self.pending))
