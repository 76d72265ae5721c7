"""Public records that a profile can be filled in from: their numbers, what is found there, and who looks it up."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from bot.errors import BadForm

Register = Literal["orcid", "england-and-wales", "scotland", "northern-ireland"]
Reason = Literal["unknown", "empty", "moved", "closed", "away", "busy", "refused", "unconnected", "elsewhere"]

UNREAD: frozenset[Register] = frozenset({"scotland", "northern-ireland"})
"""Registers that cannot be asked from here: one has an interface on application only, the other none for the public."""

PREFIX = re.compile(
    r"^(?:(?:https?://)?(?:www\.)?orcid\.org/|orcid(?: ?id)?[ :]|(?:registered )?charity(?: (?:number|no\.?))?[ :])",
    re.IGNORECASE,
)
BLANKS_AND_DASHES = re.compile(r"[\s\u00ad\u2010-\u2015\u2212-]+")
ORCID = re.compile(r"[0-9]{15}[0-9X]")
ENGLAND_AND_WALES = re.compile(r"([0-9]{6,7})(?:[-/.]+([0-9]{1,3}))?")
SCOTLAND = re.compile(r"SC0?[0-9]{5}")
NORTHERN_IRELAND = re.compile(r"NIC?[0-9]{6}")

NO_NUMBER = (
    "This is neither an ORCID iD, such as 0000-0002-1825-0097, nor a charity number, such as 1095654. Please check it."
)
MISTYPED = "One of the digits of this ORCID iD must be wrong: its last one does not fit the others. Please check it."


@dataclass(frozen=True, slots=True)
class Number:
    """Under what somebody stands in a register: an iD with hyphens, or a charity's number; `linked` is 0 for itself."""

    register: Register
    value: str
    linked: int = 0

    def __str__(self) -> str:
        return f"{self.value}-{self.linked}" if self.linked else self.value


@dataclass(frozen=True, slots=True)
class Found:
    """What a public record says that a profile has room for, and when it was read; made by `bot.records.found`."""

    number: Number
    read_at: datetime
    role: str = ""
    organisation: str = ""
    about: str = ""
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """Why nothing was found."""

    number: Number
    reason: Reason


class Records(Protocol):
    """Looks public records up; takes a few seconds at most, and raises nothing."""

    async def read(self, number: Number) -> Found | Missing:
        """What a record says, or why that is not known."""
        ...


def number_in(text: str) -> Number:
    """The number that somebody typed, in any usual form; raises BadForm for what is none."""
    typed = PREFIX.sub("", unicodedata.normalize("NFKC", text).strip(), count=1).lstrip(" :#").partition("?")[0]
    bare = BLANKS_AND_DASHES.sub("", typed).rstrip("/").upper()
    if ORCID.fullmatch(bare):
        if check_digit(bare[:15]) != bare[15]:
            raise BadForm(number=MISTYPED)
        return Number("orcid", "-".join(bare[start : start + 4] for start in range(0, 16, 4)))
    if SCOTLAND.fullmatch(bare):
        return Number("scotland", bare)
    if NORTHERN_IRELAND.fullmatch(bare):
        return Number("northern-ireland", bare)
    if charity := ENGLAND_AND_WALES.fullmatch(BLANKS_AND_DASHES.sub("-", typed.strip())):
        return Number("england-and-wales", charity[1].lstrip("0"), int(charity[2] or 0))
    raise BadForm(number=NO_NUMBER)


def check_digit(digits: str) -> str:
    """The check digit of an ORCID iD by its fifteen others: ISO 7064, modulus 11, radix 2."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2 % 11
    rest = (12 - total) % 11
    return "X" if rest == 10 else str(rest)  # noqa: PLR2004 - ten is written as the Roman number
