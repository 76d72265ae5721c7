"""Searches that many ask again and again, each read once for as long as the index stays as it is."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.matching.index import Index
from bot.matching.query import Query

MOST = 20_000
"""So many are kept at most: some tens of megabytes."""


@dataclass(slots=True)
class Asked:
    """The searches of an index that were read lately. What is put right in their spelling depends on its words."""

    index: Index
    known: dict[str, Query] = field(default_factory=dict)
    edition: int = -1
    turn: threading.Lock = field(default_factory=threading.Lock)

    def queries(self, texts: Sequence[str]) -> list[Query]:
        """Read these; takes a while where they are new."""
        with self.turn:
            if self.edition != self.index.edition or len(self.known) + len(texts) > MOST:
                self.known.clear()
                self.edition = self.index.edition
            new = list(dict.fromkeys(text for text in texts if text not in self.known))
            self.known |= dict(zip(new, self.index.queries(new), strict=True))
            return [self.known[text] for text in texts]
