"""Searching the index: who is found, who is not, and in which order."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching import index as index_module
from bot.matching.encoder import Encoder
from bot.matching.index import Entry, Index
from bot.matching.prepared import Prepared, prepare

MakeNetwork = Callable[..., Any]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("dementia", "dementia"),
        ("young carers", "carers"),
        ("gardens", "garden"),
        ("creative writing", "poetry"),
        ("behavior change program", "behaviour"),
        ("behaviour change programmes", "behaviour"),
        ("demenita", "dementia"),
        ("bereavment counseling", "grief"),
        ("bereaved", "grief"),
        ("poems", "poetry"),
        ("auditory hallucinations", "voices"),
        ("psychosis", "voices"),
        ("self-injury", "harm"),
        ("service user involvement", "involved"),
        ("Alzheimer's disease", "dementia"),
        ("choirs", "choir"),
        ("loneliness", "choir"),
        ("I am looking for somebody who knows about life after prison, please", "prison"),
        ("who could help with money worries?", "debt"),
    ],
)
def test_whoever_fits_is_found_first(network: Any, query: str, expected: str) -> None:
    """Slips, plurals, both spellings, whole sentences, and clinical words for what people call otherwise."""
    assert network.find(query)[:1] == [expected]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("demenita", "dementia"),
        ("gardens", "garden"),
        ("behavior change program", "behaviour"),
        ("young carer", "carers"),
        ("auditory hallucinations", "voices"),
        ("self-injury", "harm"),
    ],
)
def test_words_alone_find_people_too(wordy: Any, query: str, expected: str) -> None:
    """Without the encoder, slips, endings, spellings and the field's own synonyms still work."""
    assert wordy.find(query)[:1] == [expected]


@pytest.mark.parametrize(
    "query",
    [
        "asdfgh qwerty",
        "quantum chromodynamics",
        "steel welding",
        "bitcoin mining",
        "",
        "   ",
        "the of and",
        "🎉",
        "😀 مرحبا",
    ],
)
def test_what_nobody_does_finds_nobody(network: Any, wordy: Any, query: str) -> None:
    """Nonsense, foreign topics and nothing at all."""
    assert network.find(query) == []
    assert wordy.find(query) == []


def test_a_huge_query_is_answered(network: Any) -> None:
    """What is beyond the first sentences is simply not read."""
    assert network.find("Our research is on dementia and memory clinics. " * 2_000)[:1] == ["dementia"]


def test_a_long_profile_has_no_head_start(encoder: Encoder, make_network: MakeNetwork) -> None:
    """Who does one thing comes before who does it among very many."""
    subjects = [
        "knitting",
        "beekeeping",
        "chess",
        "sailing",
        "pottery",
        "baking",
        "cycling",
        "astronomy",
        "drumming",
        "archery",
        "fencing",
        "skating",
    ]
    for query in ("pottery", "pottery classes for beginners"):
        people = {
            "long": [f"We hold {subject} classes for beginners every week." for subject in subjects],
            "short": ["We hold pottery classes for beginners every week."],
        }
        for with_encoder in (encoder, None):
            assert make_network(with_encoder, people).find(query)[0] == "short"


def test_one_text_that_fits_is_enough(encoder: Encoder, make_network: MakeNetwork) -> None:
    """The rest of what somebody writes does not drown it."""
    people = {
        "both": ["Advice on tenancies and rent.", "We run a choir for people with dementia.", "Minibus hire."],
        "other": ["Advice on tenancies and rent.", "We run a football team.", "Minibus hire."],
    }
    assert make_network(encoder, people).find("dementia") == ["both"]


def test_equal_people_take_turns(encoder: Encoder, make_network: MakeNetwork) -> None:
    """Each is first once in as many turns as there are people, and within one turn pages do not overlap."""
    same = make_network(encoder, {f"{number}": ["We run a choir for older people."] for number in range(7)})
    assert {same.find("choir", limit=1, turn=turn)[0] for turn in range(7)} == set(same.names)
    for turn in (0, 3, -1, 10**12):
        pages = [name for offset in (0, 3, 6, 9) for name in same.find("choir", limit=3, offset=offset, turn=turn)]
        assert sorted(pages) == sorted(same.names)
        assert same.find("choir", limit=7, turn=turn) == pages


def test_turns_do_not_put_a_worse_fit_first(network: Any) -> None:
    """Only equals change places."""
    assert {network.find("dementia", turn=turn)[0] for turn in range(5)} == {"dementia"}


def test_scores_fall_and_the_total_is_that_of_all_pages(network: Any) -> None:
    """Also when the page is past the end."""
    found = network.index.search("people who need support", limit=50)
    assert [hit.score for hit in found.hits] == sorted((hit.score for hit in found.hits), reverse=True)
    assert found.total_fitting == len(found.hits)
    assert network.index.search("people who need support", limit=5, offset=500).hits == ()


def test_searches_are_narrowed(encoder: Encoder, make_network: MakeNetwork) -> None:
    """By side, by region, by who must not be among them, and by who is paused."""
    net = make_network(encoder, {})
    text = ["We run a choir for older people."]
    net.put({"a": text, "b": text}, region="Wales")
    net.put({"c": text}, region="Scotland")
    net.put({"d": text}, region="", free_from=1_000.0)
    assert sorted(net.find("choir")) == ["a", "b", "c"]
    assert sorted(net.find("choir", now=1_000.0)) == ["a", "b", "c", "d"]
    assert sorted(net.find("choir", side="research")) == ["a", "c"]
    assert net.find("choir", side="nobody") == []
    assert sorted(net.find("choir", regions=frozenset({"Wales", "Mars"}))) == ["a", "b"]
    assert net.find("choir", regions=frozenset()) == []
    assert sorted(net.find("choir", without=frozenset({0, 99}))) == ["b", "c"]


def test_who_is_removed_is_gone(encoder: Encoder, make_network: MakeNetwork) -> None:
    """At once, and twice does no harm."""
    net = make_network(encoder)
    person = net.names.index("dementia")
    assert person in net.index
    for _ in range(2):
        net.index.remove(person)
    assert person not in net.index
    assert len(net.index) == 11
    assert "dementia" not in net.find("dementia")


def test_who_changes_is_found_as_they_are_now(encoder: Encoder, make_network: MakeNetwork) -> None:
    """The former text counts no more, in meaning or in words."""
    for with_encoder in (encoder, None):
        net = make_network(with_encoder)
        net.put({"dementia": ["Woodwork and boat building for teenagers."]})
        assert net.find("boat building") == ["dementia"]
        assert "dementia" not in net.find("memory clinics")
        assert len(net.index) == 12


def test_the_last_of_two_entries_for_one_person_holds(encoder: Encoder) -> None:
    """A batch may name somebody twice."""
    first, second = prepare(encoder, [["We run a choir."], ["We mend boats."]])
    index = Index(encoder)
    index.put([(Entry(1, "", "", 0.0), first), (Entry(1, "", "", 0.0), second)])
    assert len(index) == 1
    assert index.search("boats").total_fitting == 1
    assert index.search("choir").total_fitting == 0


def test_an_empty_index_answers(encoder: Encoder) -> None:
    """Nobody is there to be found, put or removed."""
    index = Index(encoder)
    index.put([])
    index.remove(1)
    assert index.search("anything").total_fitting == 0
    assert index.rank("anything") == []
    assert len(index) == 0


def test_people_without_a_word_do_no_harm(encoder: Encoder, make_network: MakeNetwork) -> None:
    """Empty profiles, pictures and other scripts stand beside the others."""
    net = make_network(
        encoder,
        {"none": [], "empty": ["", " "], "signs": ["🎉🎉"], "hebrew": ["קבוצת תמיכה בצפון"], "choir": ["We sing."]},
    )
    assert net.find("singing") == ["choir"]
    assert net.find("קבוצת תמיכה") == ["hebrew"]
    assert len(net.index.rank("singing")) == 5


@settings(deadline=None, max_examples=20)
@given(changes=st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=120), seed=st.integers(0, 9))
def test_any_history_leaves_the_same_index(changes: list[tuple[int, bool]], seed: int) -> None:
    """Put and removed in any order and batch, people rank as if the last state had been put at once."""
    rng = random.Random(seed)  # noqa: S311 (nothing secret)
    vocabulary = ["choir", "garden", "debt", "prison", "poetry", "sleep", "memory", "school"]
    lived, index = {}, Index(None)
    for person, stays in changes:
        if stays:
            lived[person] = " ".join(rng.choices(vocabulary, k=4))
            index.put([(Entry(person, "", "", 0.0), prepare(None, [[lived[person]]])[0])])
        else:
            lived.pop(person, None)
            index.remove(person)
    fresh = Index(None)
    prepared = prepare(None, [[text] for text in lived.values()])
    fresh.put([(Entry(person, "", "", 0.0), one) for person, one in zip(lived, prepared, strict=True)])
    assert len(index) == len(lived)
    index.weigh()
    fresh.weigh()
    for word in vocabulary:
        assert dict(index.rank(word)) == pytest.approx(dict(fresh.rank(word)), abs=1e-5)


def many(encoder: Encoder, count: int) -> list[tuple[Entry, Prepared]]:
    """Return people who each do one of many things in one of many towns."""
    acts = [
        "a choir",
        "a garden",
        "a debt clinic",
        "poetry classes",
        "a night shelter",
        "reading groups",
        "a boxing gym",
    ]
    groups = [
        "older men",
        "new mothers",
        "refugees",
        "teenagers",
        "veterans",
        "farmers",
        "students",
        "nurses",
        "widows",
    ]
    texts = [[f"We run {act} for {group}."] for act in acts for group in groups]
    pool = prepare(encoder, texts)
    return [(Entry(person, "", "", 0.0), pool[person % len(pool)]) for person in range(count)]


def test_the_shortlist_finds_what_looking_at_everybody_finds(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Very many people are first sifted by the rough direction of their texts."""
    monkeypatch.setattr(index_module, "EXACT_UP_TO", 500)
    monkeypatch.setattr(index_module, "SHORTLIST", 150)
    index = Index(encoder)
    people = many(encoder, 3_000)
    for start in range(0, len(people), 300):
        index.put(people[start : start + 300])
    for query in ("poetry for nurses", "older men who sing", "debt", "somewhere to sleep for students"):
        best = index.rank(query)
        found = index.search(query, limit=20).hits
        assert found[0].score == pytest.approx(best[0][1], abs=1e-4)
        assert [hit.score for hit in found] == pytest.approx([score for _, score in best[:20]], abs=1e-3)


def test_a_changed_person_is_found_among_very_many(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the very next search, without loading the others anew."""
    monkeypatch.setattr(index_module, "EXACT_UP_TO", 500)
    index = Index(encoder)
    index.put(many(encoder, 3_000))
    new = prepare(encoder, [["I study bees and honey in monasteries."]])[0]
    index.put([(Entry(1_234, "", "", 0.0), new)])
    assert [hit.person for hit in index.search("beekeeping monks", limit=1).hits] == [1_234]
    assert len(index) == 3_000


def test_searches_go_on_while_people_change(encoder: Encoder) -> None:
    """Nobody is found twice or missed because somebody else changes at that moment."""
    index = Index(encoder)
    people = many(encoder, 400)
    index.put(people)
    steady = prepare(encoder, [["I study bees and honey in monasteries."]])[0]
    index.put([(Entry(9_999, "", "", 0.0), steady)])

    def change(turn: int) -> None:
        index.put([people[turn * 7 % 400]])
        index.remove(people[turn * 11 % 400][0].person)

    def search(_: int) -> tuple[int, bool]:
        query = index.query("bees and honey")
        hits = index.search(query, limit=50).hits
        index.explain(query, people[3][0].person, ["We run poetry classes for older men."])
        return hits[0].person, len({hit.person for hit in hits}) == len(hits)

    with ThreadPoolExecutor(4) as pool:
        changing = [pool.submit(change, turn) for turn in range(150)]
        seen = set(pool.map(search, range(40)))
        for done in changing:
            done.result()
    assert seen == {(9_999, True)}
