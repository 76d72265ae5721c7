"""An example of every card and form about partnerships, for the gallery."""

from collections.abc import Mapping
from datetime import UTC, datetime

from bot import checkins, outcomes, partnership_ends, pay
from bot import partnership_cards as cards
from bot import partnership_list as at_home_list
from bot.cards import Card, Element, Form, Invalid
from bot.errors import BadForm
from bot.introduction_gallery import REQUEST
from storage.introductions import AGREED
from storage.partnerships import ENDED, Stored, Terms

HOME = "Europe/London"
TERMS = Terms("What keeps peer groups going", "designing", pay.PAID, "£165 a day, within 14 days", "part")
ROW = Stored(
    5, 3, 9, "Priya Raman", 7, "Rosa Okafor", datetime(2026, 12, 10, 9, 0, tzinfo=UTC), 3, 2, paused=False, terms=TERMS
)
PAUSED = ROW._replace(id=6, opener_name="Idris Bell", paused=True, month=0)
ENDED_ROW = ROW._replace(id=8, opener_name="Sam Whitlock", terms=TERMS._replace(stage=ENDED, pay_note="", paid="yes"))
MET = REQUEST._replace(state=AGREED, settled_at=datetime(2026, 11, 25, 9, 0, tzinfo=UTC))
WORDS = "The second invoice has been open for ten weeks."
COUNTS = {
    ("equal", "community"): {"yes": 3, "mostly": 2, "hardly": 1, "no": 0},
    ("paid", "community"): {"yes": 2, "part": 3, "no": 1, "none": 0},
    ("equal", "research"): {"yes": 0, "mostly": 0, "hardly": 0, "no": 0},
}


def examples() -> Mapping[str, Card | Form | Invalid]:
    """Every card and form by a name of its own; Rosa looks, and Priya is the other side."""
    return {
        "outcomes.question": outcomes.question(MET, 7),
        "outcomes.question.last": outcomes.question(MET, 7, last=True),
        **{
            f"outcomes.answered.{one.value}": outcomes.answered(MET, 7, one.value, again=True)
            for one in outcomes.ANSWERS
        },
        "outcomes.working": outcomes.working(MET, 7),
        "outcomes.form": outcomes.note_form(3, "Priya Raman"),
        "outcomes.line": outcomes.passed_on("Rosa Okafor", "Priya Raman", "We liked each other at once."),
        "outcomes.sent": outcomes.SENT,
        "outcomes.over": outcomes.OVER,
        "partnerships.form": cards.form("Priya Raman", pay.GUIDE, introduction=3),
        "partnerships.form.correct": cards.form("Priya Raman", pay.GUIDE, terms=TERMS, stored=ROW),
        "partnerships.wrong": BadForm(title="Please say in a few words what you do together.", paid=cards.PICK).shown,
        "partnerships.told": cards.shown(ROW, 7, HOME, "Priya Raman says that you are working together"),
        "partnerships.paused": cards.shown(PAUSED, 7, HOME, "Idris Bell paused your partnership"),
        "partnerships.ended": cards.shown(ENDED_ROW, 7, HOME, "Your partnership has ended"),
        "partnerships.list": cards.listing([ROW, PAUSED, ENDED_ROW], [MET], 7),
        "partnerships.none": cards.listing([], [], 7),
        "partnerships.gone": partnership_ends.GONE,
        "partnerships.left": partnership_ends.left("Priya Raman"),
        "checkins.question": checkins.question(ROW, 7, 3),
        "checkins.form": checkins.form(5, 3, "Priya Raman"),
        "checkins.wrong": BadForm(equal=checkins.PICK, words=checkins.TICK).shown,
        "checkins.thanks": checkins.thanks("Priya Raman", contact=True),
        "checkins.answered": checkins.ANSWERED,
        "checkins.over": checkins.OVER,
        "checkins.wish": checkins.wish("Rosa Okafor", WORDS),
        "checkins.wish.wordless": checkins.wish("Rosa Okafor", ""),
        "checkins.figures": checkins.figures_card(COUNTS),
    }


def at_home() -> tuple[tuple[Element, ...], tuple[Element, ...]]:
    """What waits for Rosa in her home, and her partnerships."""
    rows = [ROW, PAUSED]
    return at_home_list.waiting(rows, {ROW.id: 3}, [MET], 7), at_home_list.mine(rows, 7)
