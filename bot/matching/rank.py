"""Everybody in order for each of many queries: the ranking that members get, for scripts and for measuring it."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from bot.matching import CORES
from bot.matching.encoder import Encoder
from bot.matching.index import Entry, Index
from bot.matching.prepared import prepare

# So many people are encoded together: enough for texts of one length to meet.
BATCH = 512
# So many queries are answered side by side.
QUERIES = 32


def rank(
    encoder: Encoder | None, people: Sequence[tuple[str, Sequence[str]]], queries: Sequence[tuple[str, str]]
) -> Iterator[tuple[str, list[tuple[str, float]]]]:
    """Yield for each (id, text) query its id and all people with their scores, best first.

    `people` are (id, texts). Everybody is scored in full, whether they fit or not.
    """
    index = Index(encoder)
    for start in range(0, len(people), BATCH):
        batch = people[start : start + BATCH]
        prepared = prepare(encoder, [texts for _, texts in batch])
        entries = [Entry(start + place, "", "", 0.0) for place in range(len(batch))]
        index.put(list(zip(entries, prepared, strict=True)))
    index.weigh()
    with ThreadPoolExecutor(CORES) as pool:
        for start in range(0, len(queries), QUERIES):
            asked = queries[start : start + QUERIES]
            for (name, _), ranked in zip(asked, pool.map(index.rank, [text for _, text in asked]), strict=True):
                yield name, [(people[person][0], score) for person, score in ranked]
