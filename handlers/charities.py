"""What the register of charities in England and Wales says: the JSON of the Charity Commission's interface."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bot.records import found
from bot.registers import Found, Missing, Number
from handlers.orcid import several, text

KEY = "Ocp-Apim-Subscription-Key"
"""The header with the key that the Charity Commission gives to whoever asks for one."""

REMOVED = "RM"
KINDS = ("What", "Who")
"""The kinds of classification that say what a charity works on and for whom; the third says how, mostly by grants."""

VAGUE = frozenset(
    {
        "general charitable purposes",
        "other charitable purposes",
        "other defined groups",
        "other charities or voluntary bodies",
        "general public/mankind",
    }
)
"""Classifications that would bring nobody together."""


def details_path(number: Number) -> str:
    """Where the details of a charity are, below the interface's address."""
    return f"allcharitydetailsV2/{number.value}/{number.linked}"


def overview_path(number: Number) -> str:
    """Where it says in a few sentences what it does."""
    return f"charityoverview/{number.value}/{number.linked}"


def read(number: Number, details: Any, overview: Any, now: datetime) -> Found | Missing:
    """What the register says of a charity; nothing but its number may be there for one it does not know."""
    name = text(details, "charity_name")
    if not name.strip():
        return Missing(number, "unknown")
    if text(details, "reg_status") == REMOVED:
        return Missing(number, "closed")
    return found(number, now, organisation=name, about=(text(overview, "activities"),), topics=topics(details))


def topics(details: Any) -> Iterator[str]:
    """What a charity works on, as the register classifies it, in the words that members use."""
    for each in several(details, "who_what_where"):
        if text(each, "classification_type") in KINDS:
            label = text(each, "classification_desc").strip().lower().removeprefix("the ")
            if label not in VAGUE:
                yield label
