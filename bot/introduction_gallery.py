"""An example of every card and form about introductions, for the gallery."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from bot import blocks, introduction_ends, introduction_form, introduction_list, introductions, pay, relays
from bot import introduction_cards as cards
from bot.cards import Card, Element, Form, Invalid
from bot.errors import BadForm
from bot.gallery_people import PRIYA, ROSA
from bot.introduction_cards import Asker
from storage.introductions import AGREED, LATER, OPEN, Request, Terms, Why

TERMS = Terms(
    "We plan a study of what keeps peer groups going, and would like to form the question with people who run one.",
    "decision",
    "open",
    "An hour online, then we see",
    pay.PAID,
    2750,
    "hour",
    "14",
    "Travel on top, if you would rather meet.",
)
REQUEST = Request(
    3,
    9,
    "Priya Raman",
    7,
    "Rosa Okafor",
    OPEN,
    datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
    datetime(2026, 12, 7, 9, 0, tzinfo=UTC),
    None,
    "",
    "",
    TERMS,
    Why("hearing voices, peer support", "We run weekly groups for people who hear voices."),
    relayed=False,
)
QUESTION = "Who else is on your team, and has anyone of them used services?"
ANSWER = "Two of the five of us have. We would like to tell you more when we meet."
HOME = "Europe/London"
UNTIL = date(2026, 12, 1)


def examples() -> Mapping[str, Card | Form | Invalid]:
    """Every card and form by a name of its own; Rosa is asked, and Priya asks."""
    asked_back = REQUEST._replace(question=QUESTION)
    agreed = REQUEST._replace(state=AGREED, settled_at=datetime(2026, 11, 25, 9, 0, tzinfo=UTC), relayed=True)
    unpaid = REQUEST._replace(terms=TERMS._replace(pay=pay.UNFUNDED, amount=None, unit="", pay_by="", pay_note=""))
    seen = Asker(PRIYA, "Slack", visible=True)
    return {
        "blocks.blocked": blocks.blocked(9, "Priya Raman"),
        "blocks.unblocked": blocks.unblocked("Priya Raman"),
        "blocks.list": blocks.blocked_by([(9, "Priya Raman")]),
        "blocks.none": blocks.blocked_by([]),
        "blocks.form": blocks.report_form(9, "Priya Raman"),
        "blocks.reported": blocks.reported("Rosa Okafor", "Priya Raman", "They asked me three times elsewhere."),
        "blocks.thanks": blocks.thanks(9, "Priya Raman"),
        "introductions.form": introduction_form.form(7, "Rosa Okafor", pay.GUIDE),
        "introductions.wrong": BadForm(amount=introduction_form.AMOUNT, unit=introduction_form.PICK).shown,
        "introductions.sent": cards.sent(REQUEST, HOME),
        "introductions.request": cards.request(REQUEST, seen, HOME, pay.GUIDE),
        "introductions.request.unpaid": cards.request(
            unpaid._replace(why=Why("", "")), replace(seen, visible=False), HOME, pay.GUIDE
        ),
        "introductions.request.later": cards.request(REQUEST._replace(state=LATER), seen, HOME, pay.GUIDE),
        "introductions.request.asked": cards.request(asked_back, seen, HOME, pay.GUIDE),
        "introductions.request.answered": cards.request(
            asked_back._replace(answer=ANSWER), seen, HOME, pay.GUIDE, title="Priya Raman answered your question"
        ),
        "introductions.later": cards.set_aside(REQUEST, HOME),
        "introductions.declined": cards.declined(REQUEST),
        "introductions.inquire": cards.question_form(REQUEST),
        "introductions.inquired": cards.QUESTION_SENT,
        "introductions.question": cards.question(asked_back, HOME),
        "introductions.reply": cards.answer_form(asked_back),
        "introductions.replied": cards.ANSWER_SENT,
        "introductions.together": cards.together(agreed, (PRIYA, ROSA), "hearing voices, peer support"),
        "introductions.agreed": cards.look_there(agreed, 7),
        "introductions.before": cards.introduced_before(agreed, 7, agreed.asked_at, HOME),
        "introductions.back": introduction_ends.TAKEN_BACK,
        "introductions.withdrawn": introduction_ends.withdrawn("Priya Raman"),
        "introductions.over": introduction_ends.OVER,
        "introductions.closed": introduction_ends.OVER_FOR_ASKER,
        "introductions.unavailable": introduction_ends.not_available("Rosa Okafor"),
        "relays.introduced": relays.introduction(agreed, 9, "Rosa Okafor", ROSA, "hearing voices, peer support"),
        "relays.form": relays.message_form(3, "Rosa Okafor"),
        "relays.sent": relays.sent(agreed, "Rosa Okafor", "Hello Rosa, does Tuesday suit you?"),
        "relays.message": relays.message(agreed, 9, "Hello Rosa, does Tuesday suit you?"),
        "relays.address": relays.address_form(3, "Rosa Okafor", "priya@example.org"),
        "relays.given": relays.given(agreed, "Rosa Okafor"),
        "relays.wish": relays.wish(agreed, "Priya Raman"),
        "relays.addresses": relays.addresses("Rosa Okafor", "rosa@example.org"),
        "relays.kept": relays.KEPT_BACK,
        "relays.stopped": relays.stopped(9, "Priya Raman"),
        "refused.NotAvailable": cards.NotAvailable("Rosa Okafor").shown,
        "refused.NotAvailable.until": cards.NotAvailable("Rosa Okafor", UNTIL).shown,
        "refused.TooManyOpen": cards.TooManyOpen().shown,
        "refused.Oneself": cards.Oneself().shown,
        "refused.AskedBefore": cards.AskedBefore().shown,
        "refused.Blocked": introductions.Blocked("Priya Raman", 9).shown,
        "refused.NotCarried": relays.NotCarried().shown,
    }


def at_home() -> tuple[tuple[Element, ...], tuple[Element, ...]]:
    """What waits for Rosa in her home, and what she has under way."""
    mine = REQUEST._replace(id=4, asker=7, asker_name="Rosa Okafor", asked=8, asked_name="Sam Whitlock")
    rows = (
        REQUEST._replace(state=LATER),
        mine._replace(question=QUESTION),
        mine._replace(id=5, asked=12, asked_name="Idris Bell", state=AGREED, relayed=True),
    )
    return introduction_list.waiting(rows, 7, HOME), introduction_list.under_way(rows, 7, HOME)
