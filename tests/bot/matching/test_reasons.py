"""Why somebody fits: the sentence, and what is marked in it."""

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching.encoder import Encoder
from bot.matching.index import Index

MakeNetwork = Callable[..., Any]


def test_the_sentence_that_fits_is_shown(network: Any) -> None:
    """Out of several texts, with the words in whatever form they stand."""
    assert network.reason("memory clinic", "dementia") == (
        "I can offer talks on memory clinics.",
        ["memory", "clinics"],
    )
    assert network.reason("early diagnosis", "dementia")[0] == "My research is on early diagnosis of dementia."


def test_words_of_the_other_side_are_marked(network: Any) -> None:
    """Who asks in clinical words sees the words that mean it."""
    sentence, marks = network.reason("auditory hallucinations", "voices")
    assert sentence.startswith("A peer group for people who hear voices")
    assert marks == ["hear", "voices"]


def test_a_sentence_fits_by_meaning_alone(network: Any) -> None:
    """Then nothing is marked."""
    assert network.reason("Alzheimer's", "dementia") == ("My research is on early diagnosis of dementia.", [])


def test_both_spellings_and_hyphens_are_marked_as_written(encoder: Encoder, make_network: MakeNetwork) -> None:
    """Whole words only, once, and no stop words."""
    net = make_network(encoder, {"one": ["The centre’s well-being programme is for the behaviour of us all 😀."]})
    assert net.reason("wellbeing programs at the center, and behavior", "one")[1] == [
        "centre’s",
        "well-being",
        "programme",
        "behaviour",
    ]


def test_a_mistyped_query_marks_what_was_meant(network: Any) -> None:
    """As it found it."""
    assert network.reason("demenita", "dementia")[1] == ["dementia"]


def test_other_scripts_are_marked_where_they_stand(encoder: Encoder, make_network: MakeNetwork) -> None:
    """Right to left or with pictures around, spans count characters."""
    net = make_network(encoder, {"one": ["🎶🎶 אנחנו קבוצת תמיכה קטנה בצפון 🎶"]})
    assert net.reason("תמיכה", "one")[1] == ["תמיכה"]


def test_who_is_not_in_the_index_is_explained_by_words(network: Any) -> None:
    """As when somebody has left in between."""
    index = network.index
    reason = index.explain(
        index.query("dementia"), 999, ["Nothing to see here at all.", "I study dementia in old age."]
    )
    assert reason.sentence == "I study dementia in old age."


def test_texts_that_were_changed_meanwhile_are_explained_by_words(network: Any) -> None:
    """The rows of the index would belong to other sentences."""
    index = network.index
    person = network.names.index("dementia")
    reason = index.explain(index.query("boats"), person, ["We sail boats on the lake in summer."])
    assert (reason.sentence, len(reason.marks)) == ("We sail boats on the lake in summer.", 1)


def test_who_wrote_nothing_has_no_reason(network: Any) -> None:
    """And no error."""
    index = network.index
    for texts in ([], ["", "🎉"]):
        assert index.explain(index.query("dementia"), 999, texts).sentence == ""


@settings(deadline=None, max_examples=50)
@given(texts=st.lists(st.text(max_size=150), max_size=3), query=st.text(max_size=60))
def test_marks_are_words_of_the_sentence_in_order(texts: list[str], query: str) -> None:
    """Whatever anybody writes."""
    index = Index(None)
    reason = index.explain(index.query(query), 1, texts)
    assert reason.sentence == "" or any(reason.sentence in text for text in texts)
    last = 0
    for start, end in reason.marks:
        assert last <= start < end <= len(reason.sentence)
        last = end


def test_only_the_first_texts_are_quoted_when_so_many_may_be(network: Any) -> None:
    """A list of topics at the end fits better, and says nothing in somebody's own words."""
    index = network.index
    texts = ["We meet every week.", "We write about memory.", "dementia, dementia care"]
    query = index.query("dementia")
    assert index.explain(query, 999, texts).sentence == "dementia, dementia care"
    assert index.explain(query, 999, texts, quotable=2).sentence in texts[:2]
    assert index.explain(query, 999, texts, quotable=0).sentence == ""
