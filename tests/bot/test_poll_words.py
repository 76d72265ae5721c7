"""A poll is read from what people type, in the ways in which they type it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.poll_words import EMPTY, LONGEST_ANSWER, LONGEST_QUESTION, MOST, UNREAD, line, read, same

PLAIN = st.text(st.characters(codec="utf-8", exclude_characters='"“”„‟«»＂'), min_size=1, max_size=40)


@pytest.mark.parametrize(
    "words",
    [
        '"Lunch?" "Soup" "Pizza"',
        "“Lunch?” “Soup” “Pizza”",
        "«Lunch?» «Soup» «Pizza»",
        "„Lunch?“ „Soup“ „Pizza“",
        "”Lunch?” ”Soup” ”Pizza”",
        '“Lunch?" "Soup” “Pizza"',
        '"Lunch?", "Soup", "Pizza"',
        '"Lunch?"\n"Soup"\n"Pizza"',
        '"Lunch?""Soup""Pizza"',
        "Lunch?\nSoup\nPizza",
        "Lunch?\n- Soup\n• Pizza\n",
        "Lunch?\n1. Soup\n2) Pizza",
        "Lunch? Soup, Pizza",
        '  "Lunch?"   “Soup”،  «Pizza» ',
        "'Lunch?' 'Soup' 'Pizza'",
        "‘Lunch?’, ‘Soup’, ‘Pizza’",
        "‚Lunch?‘ ‚Soup‘ ‚Pizza‘",
        "「Lunch?」「Soup」「Pizza」",
        '"Lunch?": "Soup" / "Pizza".',
        "“Lunch?” — “Soup” | “Pizza”",
        '"Lunch?" Soup, Pizza',
        'Lunch? "Soup" "Pizza"',
        "Lunch? ‘Soup’, ‘Pizza’",
        "Lunch?\nSoup, Pizza",
        "- Lunch?\n- “Soup”, “Pizza”",
    ],
)
def test_a_poll_is_read_however_it_is_written(words: str) -> None:
    """Quotes of all kinds, commas and lines."""
    typed = read(words)
    assert (typed.question, typed.answers, typed.complete) == ("Lunch?", ("Soup", "Pizza"), True)


@pytest.mark.parametrize(
    ("words", "question", "answers"),
    [
        ('"How much?" "1,000" "2,500"', "How much?", ("1,000", "2,500")),
        ("How much? 1,000, 2,500", "How much?", ("1,000", "2,500")),
        ("متى نلتقي؟ الاثنين، الثلاثاء", "متى نلتقي؟", ("الاثنين", "الثلاثاء")),
        ('\u200f"متى نلتقي؟" \u200f"الاثنين" "الثلاثاء"', "متى نلتقي؟", ("الاثنين", "الثلاثاء")),
        ('"👋 or 🎉?" "👋" "🎉 now"', "👋 or 🎉?", ("👋", "🎉 now")),
        ('"Did “she” say it?" "Yes" "No"', "Did “she” say it?", ("Yes", "No")),
        ("“It’s Ada's?” “Yes, it is” “No”", "It’s Ada's?", ("Yes, it is", "No")),
        ('"<!channel> *now*?" "<@U1>" "a_b_c"', "<!channel> *now*?", ("<@U1>", "a_b_c")),
        ("‘Don’t we?’ ‘I don’t’ 'Ada's'", "Don’t we?", ("I don’t", "Ada's")),
        ("Don't you like it? I don't, yes", "Don't you like it?", ("I don't", "yes")),
        ('"ארה"ב?" "כן" "לא"', 'ארה"ב?', ("כן", "לא")),
        ("צה״ל? כן, לא", "צה״ל?", ("כן", "לא")),
        ('Lunch? "Soup, hot", "Pizza"', "Lunch?", ("Soup, hot", "Pizza")),
        ('Which? the "old" one, the new one', "Which?", ('the "old" one', "the new one")),
        ("何時？月、火", "何時？", ("月", "火")),
    ],
)
def test_what_is_in_it_stays_as_it_was_typed(words: str, question: str, answers: tuple[str, ...]) -> None:
    """Numbers with commas, right to left, emoji, quotes in quotes, markup."""
    typed = read(words)
    assert (typed.question, typed.answers, typed.problem) == (question, answers, "")


@pytest.mark.parametrize(
    "words",
    [
        "Shall we meet on Monday, or later, I wonder",
        '"Lunch?" Soup',
        '"Lunch" "Soup',
        '"Lunch?" and "Soup" or "Pizza"',
        "Lunch",
        "anonymous “Lunch?” “Soup” “Pizza”",
        "Where? When? Here, there",
        "Soup, Pizza? Which, I wonder, is it?",
        "Is https://example.org/?a=1, or b, right",
        'Screen? 13", 15"',
    ],
)
def test_what_is_not_clear_is_not_asked_and_not_lost(words: str) -> None:
    """It goes into the form, all of it."""
    typed = read(words)
    assert not typed.complete
    assert typed.problem == UNREAD
    assert typed.question == words


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ('"Q" "A"', "Please give two answers or more."),
        ('"Q"', "Please give two answers or more."),
        ("Q?\nA", "Please give two answers or more."),
        ('"Q" "A" " " "B"', EMPTY),
        ("“Q?” “” “A”", f"{EMPTY} Please give two answers or more."),
        ('"" "A" "B"', "Please write a question."),
        ('"Q" "A" "a"', "Two answers are the same. Please keep one of them."),
        ('"Q" ' + " ".join(f'"{number}"' for number in range(MOST + 1)), "There are 11 answers. Please keep it to 10."),
        (f'"{"q" * 151}" "A" "B"', f"The question has 151 characters. Please keep it to {LONGEST_QUESTION}."),
        (f'"Q" "{"a" * 76}" "B"', f"“{'a' * 20}…” has 76 characters. Please keep each answer to {LONGEST_ANSWER}."),
    ],
)
def test_what_cannot_be_asked_says_why(words: str, problem: str) -> None:
    """And is not asked."""
    typed = read(words)
    assert typed.problem == problem
    assert not typed.complete


def test_nothing_typed_is_no_mistake() -> None:
    """It opens an empty form."""
    assert read(" \n") == read("\x00") == read("")
    assert not read("").complete
    assert not read("").problem


@given(st.text())
def test_nothing_that_is_typed_breaks_it(words: str) -> None:
    """And what can be asked is within the limits of both platforms."""
    typed = read(words)
    if typed.complete:
        assert 0 < len(typed.question) <= LONGEST_QUESTION
        assert 2 <= len(typed.answers) <= MOST
        assert all(0 < len(answer) <= LONGEST_ANSWER for answer in typed.answers)


@given(st.text(st.sampled_from("ab '\"“”‘’?,\n1.-"), max_size=40))
def test_no_letter_that_is_typed_is_lost(words: str) -> None:
    """Whatever is taken for quotes, commas, bullets and blanks, all else is in the question or in an answer."""
    typed = read(words)
    kept = "".join((typed.question, *typed.answers))
    assert [letter for letter in kept if letter in "ab"] == [letter for letter in words if letter in "ab"]


@given(st.lists(PLAIN, min_size=3, max_size=6), st.sampled_from(['""', "“”", "«»", "„“"]), st.sampled_from([" ", ", "]))
def test_any_words_in_quotes_come_back(parts: list[str], quotes: str, between: str) -> None:
    """Whatever they are."""
    typed = read(between.join(quotes[0] + part + quotes[1] for part in parts))
    expected = [line(read_one(part)) for part in parts]
    assert (EMPTY in typed.problem) == (not all(expected[1:]))
    assert typed.question == expected[0]
    assert list(typed.answers) == [each for each in expected[1:] if each]
    if typed.complete:
        assert len({same(each) for each in typed.answers}) == len(typed.answers)


def read_one(part: str) -> str:
    """One of them as it can be read among others."""
    found = read(f'"a{part}a" "b" "c"').question
    return found[1:-1]
