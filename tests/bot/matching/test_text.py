"""Sentences, words and their stems."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.spelling import stem
from bot.matching.text import sentences, words


def cut(text: str) -> list[str]:
    """Return the sentences of a text."""
    return [text[start:end] for start, end in sentences(text)]


@given(text=st.text(max_size=400))
def test_sentences_and_words_are_pieces_of_the_text(text: str) -> None:
    """Whatever people write: in order, without overlap between sentences, and never outside of it."""
    last = 0
    for start, end in sentences(text):
        assert last <= start < end <= len(text)
        assert text[start:end].strip() == text[start:end]
        last = end
    for word in words(text):
        assert 0 <= word.start < word.end <= len(text)
        assert word.stem


def test_a_text_is_cut_at_its_sentences_lines_and_bullets() -> None:
    """A dot in an abbreviation, an initial or a number ends nothing."""
    text = "We work with Dr. M. Jones of the university, e.g. on sleep. It cost 3.5 million pounds!\n- poetry\n• songs"
    assert cut(text) == [
        "We work with Dr. M. Jones of the university, e.g. on sleep.",
        "It cost 3.5 million pounds!",
        "poetry",
        "songs",
    ]


def test_a_short_sentence_joins_the_one_beside_it() -> None:
    """A word or two would say little when quoted."""
    assert cut("Hello! We are a small choir in the north. Join us.") == [
        "Hello! We are a small choir in the north. Join us."
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("שלום לכולם, אנחנו כאן בשבילכם. זו קבוצת תמיכה קטנה מאוד בצפון.", 2),
        (
            "我们支持有需要的人和他们的家人以及朋友们一起生活与工作的社区团体。我们每个星期二在图书馆里见面聊天喝茶并且分享各自的经历。",
            2,
        ),
        ("🎶🎶🎶 !!! 🎶", 0),
        ("", 0),
        ("\u200f\u202e...", 0),
    ],
)
def test_other_scripts_and_signs_are_read(text: str, expected: int) -> None:
    """Right to left, without spaces, or nothing but pictures."""
    assert len(sentences(text)) == expected


@pytest.mark.parametrize(
    ("british", "american"),
    [
        pytest.param(*pair.split(), id=pair)
        for pair in [
            "behaviour behavior",
            "behavioural behavioral",
            "organise organize",
            "organisations organizations",
            "centre center",
            "centres centers",
            "centred centered",
            "programme program",
            "programmes programs",
            "counselling counseling",
            "counsellor counselor",
            "paediatric pediatric",
            "neighbourhood neighborhood",
            "analyse analyze",
            "dialogue dialog",
            "ageing aging",
            "fulfil fulfill",
            "travellers traveler",
            "theatre theater",
            "colour color",
            "practise practice",
            "hospitalised hospitalized",
            "enrol enroll",
            "licence license",
            "skilful skillful",
            "judgement judgment",
            "gynaecology gynecology",
            "haemophilia hemophilia",
            "oestrogen estrogen",
            "grey gray",
            "enquiry inquiry",
        ]
    ],
)
def test_british_and_american_spellings_are_one_word(british: str, american: str) -> None:
    """By rule, not by list."""
    assert stem(british) == stem(american)


@pytest.mark.parametrize("pair", ["charities charity", "women woman", "children child", "carers carer", "calling call"])
def test_a_word_in_another_form_is_the_same_word(pair: str) -> None:
    """Plurals and endings do not matter."""
    one, other = pair.split()
    assert stem(one) == stem(other)


@pytest.mark.parametrize("pair", ["poet pet", "four for", "hour her", "caring carpet", "there three"])
def test_different_words_stay_different(pair: str) -> None:
    """The rules do not run away."""
    one, other = pair.split()
    assert stem(one) != stem(other)


def test_a_hyphen_may_be_there_or_not() -> None:
    """As in well-being, and the parts are words too."""
    assert {word.stem for word in words("wellbeing")} < {word.stem for word in words("well-being and co-production")}
    assert "product" in {word.stem for word in words("co-production")}


def test_accents_case_and_possessives_do_not_matter() -> None:
    """A café is a cafe, and a women's centre is for women."""
    assert [word.plain for word in words("CAFÉ's Women\u2019s")] == ["cafe", "women"]
