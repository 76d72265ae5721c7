"""What is too long for one message leads on to all of it, on both platforms."""

from datetime import date

from bot import promise_cards, survey_result_cards
from bot.cards import Buttons, Heading
from bot.promise_cards import ALL, HEADING
from bot.survey_figures import Figures, Group, Part, Result
from bot.survey_questions import Question
from bot.survey_result_cards import Outcome
from handlers.slack import blocks
from handlers.teams import adaptive
from storage.promises import Stored
from tests.bot.scene import words_of


def test_results_too_long_for_a_message_lead_to_pages_that_are_not() -> None:
    """The way there is in the row that stays; long questions have a page each."""
    options = tuple(f"{number} {'سؤال' * 17}" for number in range(10))
    questions = tuple(Question(f"q{number}", "single", "سؤال " * 40, options) for number in range(7))
    parts = {side: Part(200, tuple(Group((number,), 20) for number in range(10))) for side in ("community", "research")}
    groups = tuple(Group((number,), 40) for number in range(10))
    results = tuple(Result(question.key, 400, groups, parts) for question in questions)
    shown = Outcome("1a", "Ours", questions, Figures(5, 400, results), again=True)
    promised = (Heading(HEADING), Buttons((ALL,)))
    whole = survey_result_cards.card(shown, promised=promised)
    assert adaptive.MORE in str(adaptive.content(whole))
    for last in (adaptive.content(whole)["body"][-1], blocks.message(whole)[-1]):
        assert "See more, and by side" in str(last)
    for page in range(1, 8):
        card = survey_result_cards.card(shown, page, facilitator=True, promised=promised)
        assert adaptive.MORE not in str(adaptive.content(card))
        assert blocks.MORE not in str(blocks.message(card))
        assert ("More questions" in words_of(card)) == (page < len(questions))


def test_the_longest_promises_fit_on_their_pages() -> None:
    """With all that a facilitator can do about each."""
    words = "وعد " * 75
    row = Stored(1, "1a", "Ours", 7, "Ada " * 20, words, words, date(2027, 1, 29), 1, None, None, "")
    card = promise_cards.listing([row] * 40, date(2027, 1, 1), 7, 3, facilitator=True)
    assert adaptive.MORE not in str(adaptive.content(card))
    assert blocks.MORE not in str(blocks.message(card))
