"""Many queries at once: the same numbers as one search after the other."""

import random

import numpy as np
import pytest

from bot.matching.encoder import Encoder
from bot.matching.index import Entry, Index
from bot.matching.prepared import prepare
from bot.matching.query import Query
from bot.round_fits import Written
from bot.round_fits import query as as_query

SENTENCES = (
    "We run weekly groups for people who hear voices.",
    "Poetry workshops with older men in Leeds.",
    "My research asks how grief is lived by teenagers, with diaries.",
    "Dementia; loneliness; young carers.",
    "I can offer a quiet room by the sea.",
    "We look for partners who understand self-harm and would try drama games with us.",
    "Statistical modelling of hospital discharge in the North East.",
    "Ask me about safeguarding.",
    "",
    "😀 — !",
)


def texts(chance: random.Random) -> list[str]:
    """Somebody's texts, of none to four sentences each."""
    made = [" ".join(chance.sample(SENTENCES, chance.randint(0, 4))) for _ in range(chance.randint(1, 4))]
    return [text for text in made if text.strip()]


def luck(seed: int) -> random.Random:
    """The same chance in every run."""
    return random.Random(seed)  # noqa: S311 - nothing is kept secret with it


def filled(encoder: Encoder | None, chance: random.Random) -> Index:
    """An index whose people came in three goes, and of whom some have left."""
    index = Index(encoder)
    for start in (0, 15, 25):
        people = [texts(chance) for _ in range(15)]
        prepared = prepare(encoder, people)
        index.put([(Entry(start + place, "", "", 0.0), one) for place, one in enumerate(prepared)])
    index.remove(3)
    return index


def asked(encoder: Encoder | None, index: Index, chance: random.Random) -> list[Query]:
    """Topics, and whole profiles; one is empty, and one is of words that nobody uses."""
    profiles = [texts(chance) for _ in range(12)]
    made = prepare(encoder, profiles)
    topics = index.queries(["poetry", "hearing voces", "what grief does to teenagers. And to carers", "", "zzyzx"])
    return [*topics, *(as_query(Written(tuple(own), one)) for own, one in zip(profiles, made, strict=True) if own)]


@pytest.mark.parametrize("words_only", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_a_table_has_the_scores_of_searches(encoder: Encoder, seed: int, words_only: bool) -> None:  # noqa: FBT001 - a parameter
    """For each query and person, and whether they fit; those that are not asked for have no column."""
    chance = luck(seed)
    read = None if words_only else encoder
    index = filled(read, chance)
    queries = asked(read, index, chance)
    wanted = {*range(0, 40, 2), 3, 99}
    table = index.table(queries, wanted)
    assert set(table.refs.tolist()) == {person for person in wanted if person in index}
    for row, query in enumerate(queries):
        ranked = dict(index.rank(query))
        assert np.allclose(table.scores[row], [ranked[person] for person in table.refs.tolist()], atol=1e-5)
        found = {hit.person for hit in index.search(query, limit=99).hits}
        assert [person in found for person in table.refs.tolist()] == table.fits[row].tolist()


def test_very_many_queries_have_the_scores_of_few(encoder: Encoder) -> None:
    """They are multiplied some at a time, in the order in which they came."""
    chance = luck(9)
    index = filled(encoder, chance)
    queries = asked(encoder, index, chance)
    few, many = index.table(queries, range(40)), index.table(queries * 30, range(40))
    for start in range(0, len(queries) * 30, len(queries)):
        assert np.allclose(many.scores[start : start + len(queries)], few.scores, atol=1e-5)
        assert (many.fits[start : start + len(queries)] == few.fits).all()


def test_texts_beside_an_index_are_measured_as_if_they_were_in_it(encoder: Encoder) -> None:
    """The same texts have the same scores; nobody is found on them afterwards."""
    chance = luck(5)
    index = filled(encoder, chance)
    queries = asked(encoder, index, chance)
    own = [texts(luck(number)) for number in range(6)]
    made = dict(enumerate(prepare(encoder, own), start=100))
    beside = index.table_of(queries, made)
    assert beside.refs.tolist() == list(range(100, 106))
    assert 100 not in index
    again = index.table_of(queries, {100: made[100]})
    assert np.allclose(again.scores[:, 0], beside.scores[:, 0], atol=1e-5)
    assert index.table_of(queries, {}).scores.shape == (len(queries), 0)
