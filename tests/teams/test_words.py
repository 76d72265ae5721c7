"""Members' words on their way to Teams and back."""

import pytest

from handlers.teams.words import cut, inert, looks_marked_up, said, told


def test_a_cut_leaves_whole_signs() -> None:
    """A person with a skin tone and a profession is one sign, and so is a letter with its accents."""
    assert cut("ab👩🏽\u200d🔬cd", 6) == "ab…"
    assert cut("xẹ́yz", 3) == "x…"
    assert cut("words", 5) == "words"
    assert cut("👩🏽\u200d🔬", 1) == "…"


@pytest.mark.parametrize(
    "text",
    [
        "*a*",
        "_a_",
        "[a](b)",
        "`a`",
        "~~a~~",
        "<at>a</at>",
        "a & b",
        "- a",
        "1. a",
        "# a",
        "{{DATE()}}",
        "www.a.b",
        "a\nb",
    ],
)
def test_what_might_be_read_as_markup_is_known(text: str) -> None:
    """By any of Teams' clients, each of which has a parser of its own."""
    assert looks_marked_up(text)


@pytest.mark.parametrize("text", ["People for “poetry”", "Rosa O'Neil-Shah (she/her)", "Up to 3. Then more", "É, 你好"])
def test_ordinary_words_are_not_taken_for_markup(text: str) -> None:
    """So that nearly all titles are headings."""
    assert not looks_marked_up(text)


def test_functions_are_broken_up_without_a_sign_that_is_seen() -> None:
    """However many braces there are."""
    assert "{{" not in inert("{{{{TIME()}}}}")
    assert inert("{{x}}").replace("\u200b", "") == "{{x}}"


def test_what_is_spoken_is_one_line_without_markup() -> None:
    """A speaking machine may take angle brackets for commands."""
    assert told("<speak>Hello\n  you</speak>") == "speak Hello you /speak"


def test_a_message_is_read_without_the_mention_of_the_bot() -> None:
    """Wherever it stands, in one piece or in several; other mentions stay as names."""
    activity = {
        "recipient": {"id": "28:bot"},
        "text": "<at>Round</at><at>table</at>  find &lt;poetry&gt; with\n<at>Ben Hall</at> <at>Roundtable</at>",
        "entities": [
            {"type": "clientInfo"},
            {"type": "mention", "text": "<at>Round</at>", "mentioned": {"id": "28:bot"}},
            {"type": "mention", "text": "<at>table</at>", "mentioned": {"id": "28:bot"}},
            {"type": "mention", "text": "<at>Ben Hall</at>", "mentioned": {"id": "29:ben"}},
            {"type": "mention", "text": "<at>Roundtable</at>", "mentioned": {"id": "28:bot"}},
        ],
    }
    assert said(activity) == "find <poetry> with\nBen Hall"


@pytest.mark.parametrize("activity", [{}, {"text": None}, {"text": 7}, {"text": "", "entities": None}])
def test_a_message_without_words_is_read_as_none(activity: dict[str, object]) -> None:
    """Pictures and reactions have none."""
    assert said(activity) == ""
