"""How somebody's time is paid: what can be chosen, how an amount is read, and the guide that stands beside it."""

import re
from decimal import Decimal

from bot.cards import Option

GUIDE = (
    "A guide for individuals: £27.50 an hour, £82.50 a half day, £165 a day, paid within 14 days (NIHR's guidance for "
    "public contributors, as of December 2025)."
)
"""The guide that stands beside every question on pay, with its source and date. A network may set another."""

PAID, EXPENSES, IN_KIND, UNFUNDED, NOT_APPLICABLE = "paid", "expenses", "in-kind", "unfunded", "none"
UNSAID = "unsaid"

WAYS: tuple[Option, ...] = (
    Option("Paid", PAID),
    Option("Expenses only", EXPENSES),
    Option("In kind: something else in return", IN_KIND),
    Option("Not funded yet", UNFUNDED),
    Option("Does not apply", NOT_APPLICABLE),
)

UNITS: tuple[Option, ...] = (
    Option("an hour", "hour"),
    Option("a half day", "half-day"),
    Option("a day", "day"),
    Option("for all of it", "all"),
)

WHEN: tuple[Option, ...] = (
    Option("on the day", "day"),
    Option("within 14 days", "14"),
    Option("within 30 days", "30"),
    Option("later than 30 days", "later"),
)

MOST_PENCE = 10_000_000
"""More than anybody is paid for a talk: a slip of the keys."""

RATE = re.compile(r"£\s*([\d,]+(?:\.\d{1,2})?)\s*(?:an?|per|/)\s*(hour|half[ -]day|day)\b", re.ASCII | re.IGNORECASE)
"""A rate, as a guide names it."""

AMOUNT = re.compile(r"£?\s*(\d{1,9}|\d{1,3}(?:,\d{3}){1,2})(\.\d{1,2})?", re.ASCII)


def read_amount(text: str) -> int | None:
    """An amount in pounds, as people type it, in pence; None for what is none."""
    found = AMOUNT.fullmatch(text.strip())
    if found is None:
        return None
    pence = int(Decimal(found[1].replace(",", "") + (found[2] or "")) * 100)
    return pence if 0 < pence <= MOST_PENCE else None


def amount(pence: int) -> str:
    """An amount as it is read: £165, £27.50, £1,200."""
    pounds, rest = divmod(pence, 100)
    return f"£{pounds:,}.{rest:02}" if rest else f"£{pounds:,}"


def rates(guide: str) -> dict[str, int]:
    """The rates that a guide's sentence names, in pence by unit; none for units that it does not."""
    found = ((unit.lower().replace(" ", "-"), read_amount(pounds)) for pounds, unit in RATE.findall(guide))
    return {unit: pence for unit, pence in found if pence is not None}
