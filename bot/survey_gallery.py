"""An example of every card and form about pulses, for the gallery."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot import (
    support,
    survey_cards,
    survey_draft_cards,
    survey_draft_form,
    survey_drafts,
    survey_ends,
    survey_form,
    survey_list,
    surveys,
)
from bot.cards import Card, Element, Form, Invalid
from bot.channels import Channel
from bot.errors import BadForm
from bot.survey_questions import MOST_QUESTIONS, Question, Sheet, dump, load
from bot.survey_templates import CORE, NEEDS, TEMPLATES
from storage.surveys import CLOSED, COMMUNITY, DRAFT, EVERYBODY, IN_CHANNEL, OPEN, Stored

HOME = "Europe/London"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PULSE = Stored(
    id=3,
    key="1a2b3c4d5e6f708",
    author=9,
    state=OPEN,
    version=2,
    title=NEEDS.title,
    about=NEEDS.about,
    questions=dump(NEEDS.questions),
    audience=EVERYBODY,
    channel=None,
    days=14,
    floor=5,
    repeats=True,
    wave=1,
    follows=None,
    timezone=HOME,
    opens_at=None,
    opened_at=NOW,
    closes_at=datetime(2026, 12, 8, 0, 0, tzinfo=UTC),
    next_at=None,
    reminded=0,
    counted=10,
    figures=None,
    unswept=False,
)
SHEET: Sheet = {
    "core.value": 4,
    "core.paid": 1,
    "needs.support": (0, 3),
    "needs.themes": (2, 0),
    "needs.topic": "Sleep.",
}
NEXT = PULSE._replace(state=DRAFT, title=CORE.title, questions=dump(CORE.questions), opens_at=NOW + timedelta(days=91))
EMPTY = PULSE._replace(state=DRAFT, title="", about="", questions="[]", audience=IN_CHANNEL, channel=2, repeats=False)
LONG = EMPTY._replace(
    title="كيف حالكم؟ " * 9,
    audience=COMMUNITY,
    questions=dump([Question(f"q{one}", "text", "What *is* it, <!channel>? 🌊 " * 6) for one in range(MOST_QUESTIONS)]),
)
OVER = PULSE._replace(state=CLOSED)
RETURNING = OVER._replace(next_at=NOW + timedelta(days=84))
CHANNELS = (Channel(2, "slack", "T1", "#announcements"), Channel(3, "teams", "T2", "a private channel"))


def examples() -> Mapping[str, Card | Form | Invalid]:
    """Every card and form by a name of its own."""
    about = support.LINE
    asked = {each.kind: each for each in load(PULSE.questions)}
    templates = [survey_draft_cards.template(name, made) for name, made in TEMPLATES.items()]
    listed = (survey_list.person(PULSE, answered=True), *survey_draft_cards.facilitating([], [], [], templates))
    busy = survey_draft_cards.facilitating([PULSE], [NEXT, EMPTY], [OVER, RETURNING], templates)
    twice = {"needs.themes.1": survey_form.TWICE}
    return {
        "surveys.invitation": survey_cards.invitation(PULSE, about),
        "surveys.reminder": survey_cards.reminder(PULSE),
        "surveys.channel": survey_cards.living(PULSE, about),
        "surveys.channel_new": survey_cards.living(PULSE._replace(counted=0), about),
        "surveys.channel_closed": survey_cards.living(PULSE._replace(state=CLOSED), about),
        "surveys.look": survey_cards.looked(PULSE, about, answered=False),
        "surveys.look_answered": survey_cards.looked(PULSE, about, answered=True),
        "surveys.form": surveys.filled(PULSE, about, None),
        "surveys.form_again": surveys.filled(PULSE, about, SHEET),
        "surveys.form_wrong": BadForm(**twice).shown,
        "surveys.preview": replace(surveys.filled(PULSE, about, None), action="surveys.try"),
        "surveys.tried": survey_draft_cards.draft(NEXT, survey_drafts.TRIED),
        "surveys.thanks": survey_cards.thanks(PULSE, about),
        "surveys.taken_back": survey_cards.taken_back(PULSE),
        "surveys.not_open": survey_cards.NotOpen().shown,
        "surveys.not_asked": survey_cards.NotAsked().shown,
        "surveys.list": survey_list.listing(listed),
        "surveys.list_member": survey_list.listing(survey_draft_cards.over_lately([OVER, RETURNING])),
        "surveys.list_busy": survey_list.listing(busy),
        "surveys.list_in_channel": survey_list.listing(
            survey_draft_cards.facilitating([], [], [], [survey_draft_cards.template("needs", NEEDS, 2)], 2)
        ),
        "surveys.draft": survey_draft_cards.draft(NEXT),
        "surveys.draft_empty": survey_draft_cards.draft(EMPTY, survey_ends.problem(EMPTY)),
        "surveys.draft_long": survey_draft_cards.draft(LONG),
        "surveys.frame": survey_draft_form.frame(EMPTY, CHANNELS),
        **{
            f"surveys.question_{kind}": survey_draft_form.question(kind, f"{PULSE.key} 2 {kind}:{one.key}", one)
            for kind, one in asked.items()
        },
        "surveys.question_new": survey_draft_form.question("ranking", f"{PULSE.key} 2 ranking:q1"),
        "surveys.opened": survey_draft_cards.opened(PULSE, 31),
        "surveys.opened_few": survey_draft_cards.opened(PULSE, 1),
        "surveys.extend": survey_draft_form.extend(PULSE),
        "surveys.extended": survey_draft_cards.changed(PULSE, survey_drafts.LONGER),
        "surveys.discarded": survey_draft_cards.DISCARDED,
        "surveys.over": survey_draft_cards.over(OVER),
        "surveys.over_again": survey_draft_cards.over(RETURNING),
        "surveys.stopped": survey_draft_cards.changed(NEXT, survey_drafts.NOT_OPENED),
        "surveys.prepared": survey_draft_cards.prepared(NEXT),
        "surveys.stuck": survey_draft_cards.stuck(EMPTY, survey_ends.problem(EMPTY)),
        "surveys.too_many": survey_drafts.TooMany().shown,
    }


def at_home() -> tuple[Element, ...]:
    """A pulse that waits for answers."""
    return (survey_list.person(PULSE, answered=False),)
