"""The terms of a call in words, and what they come to: computed from what was said, explained, and never a reproach."""

from dataclasses import dataclass

from bot import introduction_form, parts, pay
from bot.cards import Fact, Option
from bot.timezones import day
from storage.calls import Terms

WAYS: tuple[Option, ...] = (
    Option("Paid", pay.PAID),
    Option("Expenses only", pay.EXPENSES),
    Option("In kind: something else in return", pay.IN_KIND),
    Option("Not funded", pay.UNFUNDED),
    Option("I cannot say yet", pay.UNSAID),
)

PAY_TO: tuple[Option, ...] = (
    Option("To each person", "person"),
    Option("To their organisation", "organisation"),
    Option("To each person or their organisation, as they choose", "either"),
)

EXPENSES: tuple[Option, ...] = (
    Option("Paid in advance, or booked for people", "advance"),
    Option("Paid back afterwards", "back"),
    Option("Not covered", "no"),
    Option("There are none", "none"),
)

STAGES = parts.STAGES
EARLY = introduction_form.EARLY

PLACES: tuple[Option, ...] = (
    Option("Online", "online"),
    Option("In person", "person"),
    Option("Online or in person, as people choose", "both"),
)

ONLINE = frozenset({"online", "both"})

WHOLE = 100


@dataclass(frozen=True, slots=True)
class Fair:
    """How fair the terms are in one line, and why in another, which may be empty."""

    line: str
    why: str = ""


AT_GUIDE = "Time is paid at or above the guide"
BELOW_GUIDE = "Time is paid, below the guide"
PAID = "Time is paid"
EXPENSES_ONLY = "Expenses only: time is not paid"
IN_KIND = "Not paid in money: something else in return"
UNPAID = "Time is not paid"
NOT_SAID = "How time is paid is not said yet"
PART_OF_COST = "Part of an organisation's cost is covered"

QUESTION = {
    "open": "The question is open to change",
    "partly": "The question is set, how to work on it is open",
    "settled": "The question is set",
}


def fair(terms: Terms, guide: str) -> tuple[Fair, ...]:
    """What the terms come to: how time is paid, what share of an organisation's cost, and whether the question is open.

    `guide` is the sentence whose rates an amount is compared with, where it names one for the same unit.
    """
    found = [time_paid(terms, guide)]
    if terms.share is not None and terms.share < WHOLE:
        found.append(
            Fair(PART_OF_COST, f"{terms.share} % of an organisation's cost: one that takes part bears the rest itself.")
        )
    if terms.early in QUESTION:
        found.append(Fair(QUESTION[terms.early]))
    return tuple(found)


def line(terms: Terms, guide: str) -> str:
    """The same in one line."""
    return ". ".join(one.line for one in fair(terms, guide)) + "."


def reasons(terms: Terms, guide: str) -> str:
    """Why, in one paragraph; empty where there is nothing to explain."""
    return " ".join(one.why for one in fair(terms, guide) if one.why)


def time_paid(terms: Terms, guide: str) -> Fair:
    """How time is paid, measured by the guide."""
    if terms.pay == pay.PAID:
        return measured(terms, pay.rates(guide))
    return {
        pay.EXPENSES: Fair(EXPENSES_ONLY, "People give their time, and what it costs them is covered."),
        pay.IN_KIND: Fair(IN_KIND, "What that is stands below, so that everybody can weigh it up."),
        pay.UNFUNDED: Fair(UNPAID, "Why it is not funded stands below."),
    }.get(terms.pay, Fair(NOT_SAID, "You can ask before you decide."))


def measured(terms: Terms, rates: dict[str, int]) -> Fair:
    """An amount beside the guide's for the same time."""
    if terms.amount is None:
        return Fair(PAID, "How much is not said yet. You can ask before you decide.")
    unit = parts.label(pay.UNITS, terms.unit)
    rate = rates.get(terms.unit)
    if rate is None:
        return Fair(PAID, "The guide is by the time it takes, so the two cannot be compared.")
    beside = f"{pay.amount(terms.amount)} {unit}; the guide for individuals is {pay.amount(rate)} {unit}."
    if terms.amount >= rate:
        return Fair(AT_GUIDE, beside)
    return Fair(BELOW_GUIDE, f"{beside} It is a guide, not a rule: you can ask how the amount came about.")


def pay_words(terms: Terms) -> str:
    """How time is paid, as a fact."""
    words = parts.label(WAYS, terms.pay)
    if terms.pay == pay.UNSAID:
        words = "Not said yet"
    if terms.pay == pay.PAID and terms.amount is not None:
        words = f"{pay.amount(terms.amount)} {parts.label(pay.UNITS, terms.unit)}"
        to, when = parts.label(PAY_TO, terms.pay_to), parts.label(pay.WHEN, terms.pay_by)
        words = ", ".join(filter(None, (words, to[:1].lower() + to[1:], when)))
    return ". ".join(filter(None, (words, terms.pay_note)))


def facts(terms: Terms) -> tuple[Fact, ...]:
    """The terms one by one, pay first, without those that nothing was said of."""
    share = "" if terms.share is None else f"{terms.share} % of what it costs them is covered"
    found = (
        Fact("Pay", pay_words(terms)),
        Fact("Expenses", parts.label(EXPENSES, terms.expenses)),
        Fact("Organisations", share),
        Fact("Who is sought", parts.label(parts.SIDES, terms.side)),
        Fact("Roles", terms.roles),
        Fact("Experience", terms.experience),
        Fact("Stage", parts.label(STAGES, terms.stage)),
        Fact("The question", parts.label(EARLY, terms.early)),
        Fact("Time", terms.hours),
        Fact("Dates", terms.dates),
        Fact("Where", place_words(terms)),
        Fact("Access", terms.access),
        Fact("Support", terms.support),
        Fact("Topics", ", ".join(terms.labels)),
        Fact("Contact", terms.contact or "Through Roundtable: press “I'm interested” or ask a question"),
        Fact("Open until", f"the end of {day(terms.deadline)}" if terms.deadline else ""),
    )
    return tuple(fact for fact in found if fact.value)


def place_words(terms: Terms) -> str:
    """Online, in person, or both, and where."""
    where = parts.label(parts.REGIONS, terms.region)
    words = parts.label(PLACES, terms.place)
    return words if terms.place == "online" or not where else f"{words}. {where}".removeprefix(". ")


def changes(before: Terms, after: Terms) -> tuple[Fact, ...]:
    """What reads differently, as it reads now; of long texts only that they do."""
    found = [Fact("Title", after.title)] if before.title != after.title else []
    if before.about != after.about:
        found.append(Fact("What it is about", "was written anew"))
    old = {fact.label: fact.value for fact in facts(before)}
    new = {fact.label: fact.value for fact in facts(after)}
    differing = [label for label in dict.fromkeys((*old, *new)) if old.get(label) != new.get(label)]
    return (*found, *(Fact(label, new.get(label) or "nothing any more") for label in differing))
