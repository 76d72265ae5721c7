"""The line on how fair a call's terms are, and what of a call reads differently after a change."""

import pytest

from bot import call_terms, pay
from bot.call_gallery import TERMS, UNPAID
from bot.call_terms import fair
from storage.calls import NOTHING, Terms


@pytest.mark.parametrize(
    ("terms", "line"),
    [
        (TERMS, call_terms.AT_GUIDE),
        (TERMS._replace(amount=2749), call_terms.BELOW_GUIDE),
        (TERMS._replace(unit="half-day", amount=8250), call_terms.AT_GUIDE),
        (TERMS._replace(unit="day", amount=16499), call_terms.BELOW_GUIDE),
        (TERMS._replace(unit="all"), call_terms.PAID),
        (TERMS._replace(amount=None), call_terms.PAID),
        (UNPAID, call_terms.UNPAID),
        (UNPAID._replace(pay=pay.EXPENSES), call_terms.EXPENSES_ONLY),
        (UNPAID._replace(pay=pay.IN_KIND), call_terms.IN_KIND),
        (UNPAID._replace(pay=pay.UNSAID), call_terms.NOT_SAID),
        (NOTHING, call_terms.NOT_SAID),
    ],
)
def test_a_call_is_measured_by_the_guide(terms: Terms, line: str) -> None:
    """To the penny, by the rate for the same time; both amounts stand in the reason."""
    first, *_ = fair(terms, pay.GUIDE)
    assert first.line == line
    assert ("£27.50 an hour." in first.why) == (terms.unit == "hour" and terms.amount is not None)


def test_a_network_with_another_guide_is_measured_by_that() -> None:
    """As far as its sentence names rates; one that names none compares with nothing."""
    assert pay.rates("Pay £30 per hour or £1,200.50 a day.") == {"hour": 3000, "day": 120050}
    assert pay.rates("£10 A Half Day, £9/hour") == {"half-day": 1000, "hour": 900}
    assert pay.rates("Pay people well.") == {}
    assert fair(TERMS, "£30 an hour")[0].line == call_terms.BELOW_GUIDE
    assert fair(TERMS, "Pay people well.")[0].line == call_terms.PAID


def test_the_share_of_an_organisations_cost_and_the_question_are_told() -> None:
    """A whole share is nothing to point out; words never blame."""
    assert call_terms.line(TERMS, pay.GUIDE) == (
        "Time is paid at or above the guide. Part of an organisation's cost is covered. The question is open to change."
    )
    whole = TERMS._replace(share=100, early="settled")
    assert call_terms.line(whole, pay.GUIDE) == "Time is paid at or above the guide. The question is set."
    assert "80 %" in call_terms.reasons(TERMS, pay.GUIDE)


def test_what_is_not_said_is_a_fact_too() -> None:
    """Between the others, so that nobody has to guess."""
    facts = {fact.label: fact.value for fact in call_terms.facts(UNPAID._replace(pay=pay.UNSAID, pay_note=""))}
    assert facts["Pay"] == "Not said yet"


def test_a_change_is_told_by_what_reads_differently() -> None:
    """Of a long text only that it does, and of what is gone that it is."""
    assert call_terms.changes(TERMS, TERMS) == ()
    after = TERMS._replace(title="New", about="New words", access="", region="london", contact="a@example.org")
    told = {fact.label: fact.value for fact in call_terms.changes(TERMS, after)}
    assert told == {
        "Title": "New",
        "What it is about": "was written anew",
        "Where": "Online or in person, as people choose. London",
        "Access": "nothing any more",
        "Contact": "a@example.org",
    }
