"""Ranking everybody for many queries."""

from bot.matching.encoder import Encoder
from bot.matching.rank import rank

PEOPLE = [
    ("gardener", ["Therapeutic gardening on allotments.", "Seedlings and seeds."]),
    ("nobody", []),
    ("poet", ["I teach poetry and creative writing in hospitals."]),
]


def test_everybody_is_ranked_for_each_query(encoder: Encoder) -> None:
    """Best first, also those who do not fit, under the names that were given."""
    for with_encoder in (encoder, None):
        ranked = dict(rank(with_encoder, PEOPLE, [("q1", "creative writing"), ("q2", "gardens"), ("q3", "")]))
        assert ranked["q1"][0][0] == "poet"
        assert ranked["q2"][0][0] == "gardener"
        assert {name: len(people) for name, people in ranked.items()} == {"q1": 3, "q2": 3, "q3": 3}
        for people in ranked.values():
            assert [score for _, score in people] == sorted((score for _, score in people), reverse=True)


def test_a_vague_query_scores_lower_than_a_precise_one(encoder: Encoder) -> None:
    """Scores are compared across queries, so that nobody's digest fills with what is near to everybody."""
    people = [
        (f"{number}", [f"Our charity supports people with {what}."])
        for number, what in enumerate(
            [
                "dementia",
                "debt",
                "bereavement",
                "epilepsy",
                "insomnia",
                "asthma",
                "dyslexia",
                "tinnitus",
                "psoriasis",
                "gout",
            ]
        )
    ]
    ranked = {
        name: dict(people)
        for name, people in rank(encoder, people, [("vague", "supporting people"), ("precise", "dementia")])
    }
    assert ranked["precise"]["0"] > ranked["vague"]["0"]


def test_no_people_or_no_queries_is_fine(encoder: Encoder) -> None:
    """Nothing in, nothing out."""
    assert list(rank(encoder, [], [("q", "text")])) == [("q", [])]
    assert list(rank(encoder, PEOPLE, [])) == []
