"""An example of every card and form about results of pulses and promises, for the gallery."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from bot import (
    chart_gallery,
    promise_cards,
    promises,
    support,
    survey_cards,
    survey_gallery,
    survey_result_cards,
    survey_table,
)
from bot.cards import Card, Element, Form, Invalid
from bot.errors import BadForm
from bot.survey_figures import Figures, Group, Part, Result
from bot.survey_questions import Question
from bot.survey_result_cards import Earlier, Outcome
from bot.survey_themes import Theme
from storage.promises import Stored
from storage.survey_results import Text
from storage.survey_texts import HELD, SHARED

KEY = "1a2b3c4d5e6f708"
TITLE = "How is research exchange going?"
TODAY = date(2027, 2, 10)
LINK = chart_gallery.GROUPS

QUESTIONS = (
    Question("core.equal", "scale", "Does exchange feel equal to you?", low="Not at all", high="Fully"),
    Question("core.paid", "single", "Is the time you give paid?", ("Yes, as agreed", "In part, or late", "No")),
    Question("needs.support", "multiple", "What would make exchange work for you?", ("Pay on time", "One contact")),
    Question("needs.themes", "ranking", "What should come first?", ("More views", "What is hard", "Ideas", "Needs")),
    Question("fair.heard", "scale", "What happens when you say that something should be done differently?"),
    Question("fair.decides", "single", "Who mostly decides?", ("The research side", "The community side")),
    Question("core.change", "text", "Which one thing should change before we ask again?"),
)
FIGURES = Figures(
    5,
    31,
    (
        Result(
            "core.equal",
            31,
            (Group((1, 2), 8), Group((3,), 11), Group((4, 5), 12)),
            {
                "community": Part(18, (Group((1, 2, 3), 12), Group((4, 5), 6))),
                "research": Part(13, (Group((1, 2, 3), 7), Group((4, 5), 6))),
            },
        ),
        Result("core.paid", 29, (Group((0,), 14), Group((1, 2), 15))),
        Result("needs.support", 30, (Group((0,), 21),)),
        Result("needs.themes", 28, (Group((0,), 20), Group((1,), 12), Group((2, 3), 24))),
        Result("fair.heard", None),
        Result("fair.decides", 9),
        Result("core.change", 17),
    ),
)
EARLIER = {
    "core.equal": [
        Earlier(
            datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
            Result("core.equal", 30, (Group((1,), 9), Group((2, 3), 14), Group((4, 5), 7))),
        )
    ],
    "core.paid": [
        Earlier(
            datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
            Result("core.paid", 40, (Group((0,), 5), Group((1, 2), 35))),
        )
    ],
}
HELD_BACK = Outcome(KEY, TITLE, QUESTIONS, FIGURES, held=17, again=True)
OUTCOME = Outcome(
    KEY,
    TITLE,
    QUESTIONS,
    FIGURES,
    EARLIER,
    {"core.equal": LINK},
    (Theme("core.change", 7, "Pay people within two weeks. Invoices take ten."),),
    {"core.change": 16},
)
FEW = Outcome(KEY, TITLE, QUESTIONS, Figures(5, None, tuple(Result(one.key, None) for one in QUESTIONS)))
TEXTS = [
    Text("core.change", place, words, SHARED)
    for place, words in enumerate(
        (
            "Pay people within two weeks. Invoices take ten.",
            "Ask us before the question is fixed.",
            *(f"Less jargon, please. This is text {number}." for number in range(3, 17)),
        )
    )
]
NAMED = [
    Text("core.change", 3, "Ask Jo Bloggs at Harbour Voices how it was.", HELD),
    Text("core.change", 4, "Plain language <!channel> *please*", HELD),
]
PROMISE = Stored(
    id=3,
    survey=KEY,
    title=TITLE,
    owner=7,
    owner_name="Rosa Okafor",
    said="Many of you are asked only once the question is fixed.",
    words="Invite two community partners to each first meeting.",
    due=date(2027, 3, 1),
    version=1,
    next_at=None,
    done_at=None,
    line="",
)
LATE = PROMISE._replace(id=4, owner=None, owner_name="", words="Pay within two weeks.", due=date(2027, 1, 8))
DONE = PROMISE._replace(
    id=5, done_at=datetime(2027, 2, 1, 9, 0, tzinfo=UTC), line="Both new studies began with six partners."
)
ALL = [LATE, PROMISE, DONE]


def examples() -> Mapping[str, Card | Form | Invalid]:
    """Every card and form by a name of its own."""
    words = {question.key: question.words for question in QUESTIONS}
    return {
        "results.card": survey_result_cards.card(OUTCOME, promised=promise_cards.section(ALL, TODAY, 3)),
        "results.facilitator": survey_result_cards.card(HELD_BACK, 1, facilitator=True),
        "results.page": survey_result_cards.card(OUTCOME, 1),
        "results.page.last": survey_result_cards.card(OUTCOME, 9),
        "results.few": survey_result_cards.card(FEW),
        "results.few.facilitator": survey_result_cards.card(replace(FEW, again=True), 1, facilitator=True),
        "results.told": survey_result_cards.told(OUTCOME),
        "results.told.facilitator": survey_result_cards.told(HELD_BACK, facilitator=True),
        "results.told.few": survey_result_cards.told(FEW),
        "results.words": survey_result_cards.words_card(OUTCOME, QUESTIONS[-1], TEXTS, 1),
        "results.words.last": survey_result_cards.words_card(OUTCOME, QUESTIONS[-1], TEXTS, 9),
        "results.review": survey_result_cards.review_card(KEY, TITLE, words, NAMED),
        "results.reviewed": survey_result_cards.review_card(KEY, TITLE, words, []),
        "results.files": survey_table.card(OUTCOME, LINK.replace("groups.png", "results.csv")),
        "results.files.none": survey_table.card(OUTCOME, ""),
        "promises.invitation": survey_cards.invitation(
            survey_gallery.PULSE, support.LINE, promise_cards.section([PROMISE, DONE], TODAY, promises.AT_HOME)
        ),
        "promises.form": promise_cards.form("promises.make", TITLE, KEY),
        "promises.form.change": promise_cards.form("promises.change", TITLE, "3 1", PROMISE),
        "promises.wrong": BadForm(words="Please say it in a few words.", due="Please pick a day.").shown,
        "promises.done": promise_cards.done_form(PROMISE),
        "promises.kept": promise_cards.kept(DONE),
        "promises.removed": promise_cards.removed(LATE),
        "promises.told": promise_cards.told(PROMISE, "A promise of yours", "It is due in a week."),
        "promises.passed": promise_cards.told(PROMISE, "A promise is no longer yours", "Sam has it.", mine=False),
        "promises.list": promise_cards.listing(ALL, TODAY, 7, facilitator=False),
        "promises.list.facilitator": promise_cards.listing(ALL, TODAY, 7, facilitator=True),
        "promises.none": promise_cards.listing([], TODAY, 7, facilitator=False),
        "promises.changed": promises.Changed().shown,
    }


def at_home() -> tuple[Element, ...]:
    """The promises that stand in everybody's home."""
    return promise_cards.section(ALL, TODAY, promises.AT_HOME)
