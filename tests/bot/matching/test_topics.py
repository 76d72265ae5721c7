"""Topics: what a search is about, and what comes nearest."""

from bot.matching.encoder import Encoder
from bot.matching.index import Index
from bot.matching.topics import Topics

LABELS = ["peer support", "hearing voices", "housing and debt", "creative methods"]


def test_a_search_is_about_the_topics_that_it_names(encoder: Encoder) -> None:
    """All of a topic's words stand in the query, in whatever form."""
    topics = Topics(encoder)
    topics.put(LABELS)
    query = Index(encoder).query("creative methods with people who hear voices")
    assert set(topics.close(query)) == {"creative methods", "hearing voices"}


def test_a_search_about_something_else_is_about_no_topic(encoder: Encoder) -> None:
    """A label that is merely the least far away is no topic of the search, but may be offered as the nearest."""
    topics = Topics(encoder)
    topics.put(LABELS)
    query = Index(encoder).query("money worries")
    assert topics.close(query) == []
    assert topics.nearest(query, 1) == ["housing and debt"]


def test_topics_that_are_put_replace_those_before(encoder: Encoder) -> None:
    """Nothing of the former ones is left, and none at all is fine too."""
    topics = Topics(encoder)
    query = Index(encoder).query("hearing voices")
    topics.put(LABELS)
    topics.put(["gardening", "hearing voices", "gardening clubs"])
    assert topics.close(query) == ["hearing voices"]
    topics.put([])
    assert topics.close(query) == []
    assert topics.nearest(query, 3) == []


def test_topics_are_compared_by_words_without_the_encoder() -> None:
    """What shares no word is not offered."""
    topics = Topics(None)
    topics.put(LABELS)
    query = Index(None).query("people who hear voices")
    assert topics.close(query) == ["hearing voices"]
    assert topics.nearest(query, 3) == ["hearing voices"]
