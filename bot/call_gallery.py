"""An example of every card and form about calls, for the gallery."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from bot import (
    call_cards,
    call_ends,
    call_form,
    call_interest_cards,
    call_launch,
    call_list,
    call_outcomes,
    call_questions,
    call_screening,
    call_screening_cards,
    call_sharing,
    call_terms,
    calls,
    open_calls,
    pay,
)
from bot.call_cards import Looking, Whereabouts
from bot.call_days import ON_THE_DAY, THREE_BEFORE
from bot.cards import Card, Element, Form, Invalid
from bot.errors import BadForm
from bot.gallery_people import PRIYA, ROSA
from bot.introduction_gallery import REQUEST
from bot.matching.reasons import Reason
from bot.open_calls import Search, Seen
from storage.call_interest import Interest
from storage.call_questions import Question
from storage.calls import CLOSED, DECLINED, DRAFT, EXPIRED, FILLED, GONE, NOTHING, OPEN, WAITING, Stored, Terms
from storage.introductions import AGREED

HOME = "Europe/London"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TERMS = Terms(
    title="What keeps peer groups going?",
    about="We plan a study of what keeps peer groups going, and would like to form the question with people who run "
    "one. You would meet us four times, read drafts if you like, and decide with us what is asked.",
    side="community",
    roles="Co-researchers, an advisory group",
    experience="You run or ran a group.",
    topics="peer support\nhearing voices",
    stage="question",
    early="open",
    hours="Two hours a month for half a year",
    dates="From January, in the afternoon",
    place="both",
    region="north-east",
    deadline=date(2026, 12, 2),
    pay=pay.PAID,
    amount=2750,
    unit="hour",
    pay_to="either",
    pay_by="14",
    expenses="advance",
    share=80,
    pay_note="Travel on top.",
    access="Breaks every 45 minutes, captions, questions a week before.",
    support="One of us hears voices, and is there to talk to.",
)
CALL = Stored(
    id=4,
    owner=9,
    owner_name="Priya Raman",
    owner_here=True,
    role="Research fellow",
    organisation="Northfield University",
    revises=None,
    state=OPEN,
    version=2,
    sent_at=None,
    posted_at=NOW,
    closes_at=datetime(2026, 12, 3, 0, 0, tzinfo=UTC),
    timezone=HOME,
    look_at=None,
    reminded=0,
    ending="",
    outcome="",
    note="",
    interested=3,
    answered=1,
    terms=TERMS,
)
LINE = "We run two groups by the sea, and one of them has just turned ten."
OUTCOME = "Four people joined, and we begin in January. Thank you to all who wrote."
ASKED = Question(
    6, 4, 7, "Rosa Okafor", hidden=False, question="Is childcare paid?", answer="", public=False, answered_at=None
)
HIDDEN = ASKED._replace(id=7, name="", hidden=True, question="Do you ask for a diagnosis?")
ANSWERED = HIDDEN._replace(answer="No, and we never will.", public=True, answered_at=NOW)
PLACES = Whereabouts("#research-exchange on Slack", "General in Northfield on Microsoft Teams")
NOTE = "Please say how soon people are paid."
DRAFTED = CALL._replace(id=5, state=DRAFT, posted_at=None, closes_at=None, interested=0, answered=0)
REVISION = DRAFTED._replace(id=8, revises=4)
SENT = DRAFTED._replace(id=11, state=WAITING, sent_at=datetime(2026, 11, 21, 8, 0, tzinfo=UTC))
ENDED = CALL._replace(id=12, state=CLOSED, ending=FILLED, outcome=OUTCOME)
LATE = CALL._replace(id=13, state=CLOSED, ending=EXPIRED)
LEFT = CALL._replace(id=14, state=CLOSED, ending=GONE, terms=NOTHING, interested=0, answered=0)
UNPAID = TERMS._replace(
    pay=pay.UNFUNDED,
    amount=None,
    unit="",
    pay_to="",
    pay_by="",
    share=None,
    pay_note="We apply for money with what we find out.",
    early="settled",
    contact="priya@example.org",
    place="online",
)
SEARCH = Search("groups that last", pay="paid", page=1)


def examples() -> Mapping[str, Card | Form | Invalid]:
    """Every card and form by a name of its own; the call is Priya's, and Rosa follows it."""
    guide = pay.GUIDE
    interest = Interest(4, 7, "Rosa Okafor", NOW, LINE, None)
    wordless = replace_line(interest)
    agreed = REQUEST._replace(state=AGREED, settled_at=NOW)
    changed = TERMS._replace(about="Another text.", amount=3000, contact="priya@example.org")
    following = Looking(interest=interest, saved=True, answers=(ANSWERED,), where=PLACES)
    seen = Seen({"peer support"}, "community", NOW, guide)
    found = [
        open_calls.item(CALL, Reason("We plan a study of what keeps peer groups going.", ((36, 42),)), seen),
        open_calls.item(CALL._replace(id=15, terms=UNPAID._replace(side="research")), Reason("", ()), seen),
    ]
    return {
        "calls.form": call_form.first(NOTHING, "new 7f3a"),
        "calls.form.filled": call_form.first(TERMS, "4 2", revising=True),
        "calls.form.pay": call_form.second(NOTHING, guide, "5 1"),
        "calls.form.pay.filled": call_form.second(TERMS, guide, "8 1", revising=True),
        "calls.wrong": BadForm(title=call_form.NEEDED["title"], deadline=call_form.wrong_day(None, NOW.date())).shown,
        "calls.preview": call_cards.preview(DRAFTED, guide, screening=False),
        "calls.preview.changes": call_cards.preview(REVISION._replace(note=NOTE), guide, screening=True, words="Look."),
        "calls.kept": call_cards.kept(DRAFTED),
        "calls.discarded": call_cards.DISCARDED,
        "calls.posted": call_cards.posted(CALL, "#research-exchange"),
        "calls.living": call_cards.living(CALL, NOW, guide),
        "calls.living.unpaid": call_cards.living(CALL._replace(terms=UNPAID, interested=0, answered=0), NOW, guide),
        "calls.living.filled": call_cards.living(ENDED, NOW, guide),
        "calls.living.over": call_cards.living(LATE, NOW, guide),
        "calls.living.gone": call_cards.living(LEFT, NOW, guide),
        "calls.shown": call_cards.shown(CALL, Looking(), NOW, guide),
        "calls.shown.following": call_cards.shown(CALL, following, NOW, guide, title="You are on their list"),
        "calls.shown.owner": call_cards.shown(CALL, Looking(owner=True, where=PLACES), NOW, guide),
        "calls.shown.closed": call_cards.shown(LATE, Looking(owner=True), NOW, guide),
        "calls.shown.over": call_cards.shown(ENDED, replace(following, interest=None), NOW, guide),
        "calls.sharing": call_sharing.telling(CALL, call_sharing.TITLE),
        "calls.sharing.which": call_sharing.WHICH,
        "calls.shared": call_sharing.shared(CALL, new=True),
        "calls.shared.before": call_sharing.shared(CALL, new=False),
        "calls.waiting": call_cards.waiting(SENT, "for 2 days"),
        "calls.declined": call_cards.declined(SENT._replace(state=DECLINED, note="This is an advertisement.")),
        "calls.changed": call_launch.changed(CALL, call_terms.changes(TERMS, changed)),
        "calls.news": call_interest_cards.news(CALL),
        "calls.line": call_interest_cards.line_form(CALL, LINE),
        "calls.withdrawn": call_interest_cards.withdrawn(CALL),
        "calls.saved": call_interest_cards.saved(CALL),
        "calls.unsaved": call_interest_cards.unsaved(CALL),
        "calls.interested": call_interest_cards.listing(CALL, [(interest, ROSA), (wordless, PRIYA)], 1, 22),
        "calls.interested.none": call_interest_cards.listing(CALL, [], 0, 0),
        "calls.together": call_interest_cards.together(CALL, agreed, (PRIYA, ROSA), "peer support", LINE),
        "calls.inquire": call_questions.question_form(CALL),
        "calls.inquired": call_questions.sent(CALL, hidden=True),
        "calls.question": call_questions.to_owner(CALL, ASKED),
        "calls.question.hidden": call_questions.to_owner(CALL, HIDDEN),
        "calls.questions": call_questions.waiting(CALL, [ASKED, HIDDEN]),
        "calls.questions.none": call_questions.waiting(CALL, []),
        "calls.reply": call_questions.answer_form(CALL, HIDDEN),
        "calls.replied": call_questions.answered(CALL, ANSWERED),
        "calls.answered": call_questions.to_asker(CALL, ANSWERED),
        "calls.extend": call_outcomes.extend_form(CALL),
        "calls.finish": call_outcomes.finish_form(CALL),
        "calls.outcome": call_outcomes.finish_form(LATE),
        "calls.closed": call_outcomes.closed(ENDED),
        "calls.ended": call_ends.told(ENDED, interested=True),
        "calls.ended.expired": call_ends.told(LATE, interested=False),
        "calls.expired": call_ends.ask_outcome(LATE),
        "calls.reminder": call_ends.reminder(CALL, THREE_BEFORE),
        "calls.reminder.last": call_ends.reminder(CALL, ON_THE_DAY),
        "calls.mine": call_list.listing(
            [CALL, SENT, DRAFTED, REVISION, LATE, ENDED], [(LEFT, True), (CALL, False)], NOW
        ),
        "calls.mine.none": call_list.listing([], [], NOW),
        "calls.results": open_calls.results(SEARCH, found, 7, has_profile=False),
        "calls.look": open_calls.form(SEARCH),
        "calls.nothing": open_calls.nothing(SEARCH, any_open=True, has_profile=True),
        "calls.none": open_calls.nothing(Search(), any_open=False, has_profile=False),
        "calls.screening": call_screening_cards.overview([(SENT, "for 2 days")], on=True),
        "calls.screening.off": call_screening_cards.overview([], on=False),
        "calls.review": call_screening_cards.to_review(SENT, guide, "for 2 days", None),
        "calls.review.changes": call_screening_cards.to_review(
            REVISION._replace(state=WAITING, terms=changed), guide, "for 3 hours", CALL
        ),
        "calls.decided": call_screening_cards.decided(SENT, "Idris Bell said yes, and it is posted."),
        "calls.recalled": call_screening_cards.RECALLED,
        "calls.recalled.owner": call_screening_cards.recalled(DRAFTED),
        "calls.approved": call_screening_cards.approved(CALL, revising=False),
        "calls.back": call_screening_cards.sent_back(SENT._replace(note=NOTE)),
        "calls.return": call_screening_cards.return_form(SENT),
        "calls.refuse": call_screening_cards.refuse_form(SENT),
        "refused.NotOpen": call_cards.NotOpen().shown,
        "refused.YourOwn": call_cards.YourOwn().shown,
        "refused.TooManyCalls": calls.TooManyCalls().shown,
        "refused.TooManyDrafts": calls.TooManyDrafts().shown,
        "refused.EnoughShared": call_sharing.EnoughShared().shown,
        "refused.EnoughAsked": call_questions.EnoughAsked().shown,
        "refused.Decided": call_screening.Decided().shown,
        "refused.NotYourOwn": call_screening.NotYourOwn().shown,
        "refused.TooLate.call": call_screening.TooLate().shown,
    }


def replace_line(interest: Interest) -> Interest:
    """An interest of somebody else, without a line, who was introduced."""
    return interest._replace(member=9, name="Priya Raman", line="", introduction=3)


def at_home() -> tuple[tuple[Element, ...], tuple[Element, ...]]:
    """What waits for somebody in their home about calls, and what they have under way."""
    sent_back = DRAFTED._replace(note=NOTE)
    own = [CALL, sent_back, LATE]
    titles = {row.id: row.terms.title for row in own}
    return (
        call_list.waiting(own, [ASKED, HIDDEN], titles),
        call_list.under_way([*own, SENT], [(CALL._replace(id=16, owner_name="Sam Whitlock"), True)], NOW),
    )
