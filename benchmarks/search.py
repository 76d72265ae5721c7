"""How long a search over 100,000 people takes, and in how much memory.

People are made from a few thousand sentences, encoded by the real encoder once; the vector of a text of several
sentences is the mean of theirs, so that making 100,000 people takes minutes and not hours. Everything measured is the
real thing: the query is encoded, typos are put right, everybody is looked at, and ten reasons are given.

The yardstick is one bare float32 product of a 100,000 x 384 matrix and a vector, interleaved with the searches. It runs
in this process too, and its matrix is left out of the memory reported by making it last, after the peak was read.
"""

import gc
import resource
import time
from collections import Counter
from pathlib import Path

import numpy as np

from benchmarks.invented import Pool, people, pool, queries
from benchmarks.machine import machine
from bot.matching.encoder import Array, Encoder, find_model
from bot.matching.index import Entry, Index
from bot.matching.prepared import SENTENCE, WHOLE, Prepared, quantised
from bot.matching.text import words

PEOPLE, SENTENCES, BATCH, SEARCHES = 100_000, 6_000, 2_000, 600
REGIONS = ("London", "North East", "Wales", "Scotland", "Northern Ireland", "")

Made = tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...], int]


class Maker:
    """Makes prepared people out of the pool."""

    def __init__(self, encoder: Encoder, of: Pool) -> None:
        """Encode the pool once."""
        self.pool = of
        self.sentences = encoder.encode(of.sentences)
        self.topics = encoder.encode(of.topics)
        self.words = [Counter(word.plain for word in words(text)) for text in of.sentences]
        self.topic_words = [Counter(word.plain for word in words(text)) for text in of.topics]

    def texts(self, made: Made) -> list[str]:
        """Return a person's texts."""
        *parts, topics = made
        return [" ".join(self.pool.sentences[number] for number in part) for part in parts] + [self.pool.topics[topics]]

    def prepared(self, made: Made) -> Prepared:
        """Return what `prepare` would, but for texts of several sentences."""
        *parts, topics = made
        rows: list[Array] = []
        kinds: list[int] = []
        counts: Counter[str] = Counter()
        for part in parts:
            if len(part) > 1:
                mean = self.sentences[list(part)].mean(axis=0)
                rows.append(mean / np.linalg.norm(mean))
                kinds.append(WHOLE)
            rows += [self.sentences[number] for number in part]
            kinds += [SENTENCE if len(part) > 1 else WHOLE | SENTENCE] * len(part)
            for number in part:
                counts += self.words[number]
        rows.append(self.topics[topics])
        kinds.append(WHOLE | SENTENCE)
        counts += self.topic_words[topics]
        vectors, scales = quantised(np.stack(rows))
        numbers = np.fromiter(counts.values(), np.uint8, len(counts))
        return Prepared(vectors, scales, np.array(kinds, np.uint8), tuple(counts), numbers)


def peak() -> float:
    """Return the most memory this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def milliseconds(times: list[float]) -> str:
    """Return the median and the 99th percentile."""
    return f"median {np.median(times) * 1e3:7.2f} ms, p99 {np.percentile(times, 99) * 1e3:7.2f} ms"


def filled(maker: Maker, index: Index) -> float:
    """Put everybody into the index, through bytes as from the database; return the seconds the first 10,000 took."""
    taken = 0.0
    batch: list[tuple[Entry, bytes]] = []
    for person, made in enumerate(people(PEOPLE, maker.pool)):
        entry = Entry(person, "research" if person % 2 else "community", REGIONS[person % len(REGIONS)], 0.0)
        batch.append((entry, maker.prepared(made).to_bytes()))
        if len(batch) == BATCH:
            start = time.perf_counter()
            index.put([(entry, Prepared.from_bytes(data)) for entry, data in batch])
            taken += time.perf_counter() - start if person < 10_000 else 0.0
            batch.clear()
    return taken


def changed(maker: Maker, index: Index, made: Made) -> list[float]:
    """Change people one at a time, and check that the next search finds them changed; return the seconds each took."""
    times = []
    for person in range(200):
        entry = Entry(person * 331, "community", "", 0.0)
        prepared = maker.prepared(made)
        start = time.perf_counter()
        index.put([(entry, prepared)])
        times.append(time.perf_counter() - start)
        if person % 50 == 0:
            found = index.search(maker.pool.sentences[made[0][0]], limit=300)
            if entry.person not in {hit.person for hit in found.hits}:
                raise SystemExit(f"person {entry.person} was changed but is not found")
    return times


def main() -> None:
    """Measure and print."""
    model = find_model(None, Path("model"))
    if model is None:
        raise SystemExit("the encoder's files are nowhere to be found: run `roundtable doctor --fetch-model`")
    print(f"search over {PEOPLE:,} people\n{machine()}")
    encoder = Encoder.load(model)
    maker = Maker(encoder, pool(SENTENCES))
    gc.collect()
    own = (maker.sentences.nbytes + maker.topics.nbytes) / 2**20
    index = Index(encoder)
    print(f"loading 10,000 stored profiles: {filled(maker, index):.2f} s")
    for text in queries(20, seed=9):
        index.search(text)
    print(f"peak memory, with the benchmark's own {own:.0f} MB of sentences: {peak():.0f} MB")

    everyone = list(people(PEOPLE, maker.pool))
    matrix = np.random.default_rng(1).standard_normal((PEOPLE, 384), np.float32)
    vector = matrix[0].copy()
    searches: list[float] = []
    encodings: list[float] = []
    bare: list[float] = []
    found = 0
    for text in queries(SEARCHES):
        start = time.perf_counter()
        query = index.query(text)
        encoded = time.perf_counter()
        hits = index.search(query, limit=10).hits
        for hit in hits:
            index.explain(query, hit.person, maker.texts(everyone[hit.person]))
        searches.append(time.perf_counter() - start)
        encodings.append(encoded - start)
        found += len(hits)
        start = time.perf_counter()
        matrix @ vector
        bare.append(time.perf_counter() - start)
    print(f"bare product of 100,000 x 384:        {milliseconds(bare)}")
    print(f"reading and encoding the query:       {milliseconds(encodings)}")
    print(f"whole search, ten reasons included:   {milliseconds(searches)}")
    print(f"p99 of a search / median bare product: {np.percentile(searches, 99) / np.median(bare):.2f} (at most 4)")
    print(f"reasons given a search: {found / SEARCHES:.1f}")
    print(f"one changed profile:                  {milliseconds(changed(maker, index, everyone[77]))}, found at once")


if __name__ == "__main__":
    main()
