"""How well people are ranked, side by side with plain BM25 and with plain cosines of the encoder.

Every method ranks the same people for the same queries: short topics, and long texts. Reported are the mean average
precision, nDCG@10, and the pair loss: of all pairs of queries of which one is right for a person and the other is not,
the share that the method has in the wrong order for that person (which only a score that means the same for every query
can do well on). How the data came about is told in `benchmarks/topics.py`.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from benchmarks.machine import machine
from benchmarks.topics import Network, network
from bot.matching.encoder import Encoder, find_model
from bot.matching.rank import rank

Scores = NDArray[np.float64]
Method = Callable[[Sequence[Sequence[str]], Sequence[str]], Scores]


def plain_words(people: Sequence[Sequence[str]], queries: Sequence[str]) -> Scores:
    """Score with BM25 over each person's texts together; shape (people, queries)."""
    model = bm25s.BM25()
    model.index(
        bm25s.tokenize([" ".join(texts) for texts in people], stopwords="en", show_progress=False), show_progress=False
    )
    tokens = bm25s.tokenize(list(queries), stopwords="en", return_ids=False, show_progress=False)
    return np.stack([model.get_scores(query) for query in tokens], axis=1).astype(np.float64)


def plain_cosines(encoder: Encoder) -> Method:
    """Return a method that scores with the cosine of a person's texts together and the query."""

    def score(people: Sequence[Sequence[str]], queries: Sequence[str]) -> Scores:
        return (encoder.encode([" ".join(texts) for texts in people]) @ encoder.encode(queries).T).astype(np.float64)

    return score


def ours(encoder: Encoder | None) -> Method:
    """Return the method that members get."""

    def score(people: Sequence[Sequence[str]], queries: Sequence[str]) -> Scores:
        result = np.zeros((len(people), len(queries)))
        named = [(str(number), texts) for number, texts in enumerate(people)]
        asked = [(str(number), text) for number, text in enumerate(queries)]
        for query, ranked in rank(encoder, named, asked):
            for person, value in ranked:
                result[int(person), int(query)] = value
        return result

    return score


def average_precision(scores: Scores, right: NDArray[np.bool_]) -> float:
    """Return the average precision of one query; the order of equal scores is that of the people."""
    found = right[np.argsort(-scores, kind="stable")]
    return float((np.cumsum(found) / np.arange(1, len(found) + 1))[found].mean())


def ndcg(scores: Scores, right: NDArray[np.bool_], depth: int = 10) -> float:
    """Return the normalised discounted cumulative gain of the first ten people for one query."""
    discounts = 1 / np.log2(np.arange(2, depth + 2))
    best = discounts[: min(depth, int(right.sum()))].sum()
    return float((right[np.argsort(-scores, kind="stable")[:depth]] * discounts).sum() / best)


def pair_loss(scores: Scores, right: NDArray[np.bool_]) -> float:
    """Return the share of one person's pairs of a right and a wrong query that are in the wrong order."""
    margin = scores[right][:, None] - scores[~right][None]
    return float(((margin < 0) + 0.5 * (margin == 0)).mean())


def figures(scores: Scores, right: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Return MAP, nDCG@10 and the mean pair loss; `right` has the shape (people, queries) of the scores."""
    queries = range(right.shape[1])
    return (
        float(np.mean([average_precision(scores[:, one], right[:, one]) for one in queries])),
        float(np.mean([ndcg(scores[:, one], right[:, one]) for one in queries])),
        float(np.mean([pair_loss(scores[one], right[one]) for one in range(len(right)) if right[one].any()])),
    )


def answers(made: Network, asked: Sequence[tuple[str, int]]) -> NDArray[np.bool_]:
    """Return who is right for which query."""
    return np.array([[(person, topic) in made.fits for _, topic in asked] for person in range(len(made.people))])


def main() -> None:
    """Measure and print."""
    model = find_model(None, Path("model"))
    if model is None:
        raise SystemExit("the encoder's files are nowhere to be found: run `roundtable doctor --fetch-model`")
    encoder = Encoder.load(model)
    methods: dict[str, Method] = {
        "plain BM25 (bm25s)": plain_words,
        "plain cosine": plain_cosines(encoder),
        "ours": ours(encoder),
        "ours, without the encoder": ours(None),
    }
    seeds = range(11, 16)
    print(f"ranking, {len(seeds)} made-up networks of {len(network().people)} people\n{machine()}")
    print(f"{'':28}{'short topics':^26}{'long texts':^26}")
    print(f"{'':28}" + f"{'MAP':>7} {'nDCG@10':>8} {'loss':>7}   " * 2)
    for name, method in methods.items():
        rows = []
        for seed in seeds:
            made = network(seed=seed)
            both = (made.short, made.long)
            rows.append([figures(method(made.people, [text for text, _ in one]), answers(made, one)) for one in both])
        short, long = np.mean(rows, axis=0)
        print(f"{name:28}" + "".join(f"{m:7.3f} {n:8.3f} {loss:7.3f}   " for m, n, loss in (short, long)))


if __name__ == "__main__":
    main()
