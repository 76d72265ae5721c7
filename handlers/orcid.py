"""What an ORCID record says of somebody: the JSON of ORCID's public interface, version 3.0."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bot.records import found
from bot.registers import Found, Missing, Number

WORKS = 3
"""Publications that are named, the latest first: their titles say what somebody works on."""

BETWEEN_KEYWORDS = re.compile(r"[,;\n]")
"""People put several keywords into one."""


def path(number: Number) -> str:
    """Where a record is, below the interface's address."""
    return f"{number.value}/record"


def read(number: Number, record: Any, now: datetime) -> Found | Missing:
    """What a record says; what is private is not in it, and anything in it may be null."""
    employment = present_employment(record)
    titles = list(latest_titles(record))
    works = f"Some of what I have published: {'; '.join(titles)}." if titles else ""
    keywords = [text(each, "content") for each in several(record, "person", "keywords", "keyword")]
    return found(
        number,
        now,
        role=text(employment, "role-title"),
        organisation=text(employment, "organization", "name"),
        about=(text(record, "person", "biography", "content"), works),
        topics=[word for keyword in keywords for word in BETWEEN_KEYWORDS.split(keyword)],
    )


def present_employment(record: Any) -> Any:
    """The employment that somebody puts first among those that have not ended, or else the latest of them."""
    held = [
        inside(summary, "employment-summary")
        for group in several(record, "activities-summary", "employments", "affiliation-group")
        for summary in several(group, "summaries")
    ]
    present = [one for one in held if isinstance(one, dict) and not one.get("end-date")]
    return max(present, key=lambda one: (number_at(one, "display-index"), begun(one, "start-date")), default=None)


def latest_titles(record: Any) -> Iterator[str]:
    """The titles of the latest publications; of each, the version that its author prefers stands first."""
    works = [
        versions[0]
        for group in several(record, "activities-summary", "works", "group")
        if (versions := several(group, "work-summary"))
    ]
    works.sort(key=lambda work: begun(work, "publication-date"), reverse=True)
    titles = (text(work, "title", "title", "value").strip().rstrip(".;") for work in works)
    yield from list(dict.fromkeys(filter(None, titles)))[:WORKS]


def begun(node: Any, name: str) -> tuple[int, int, int]:
    """A date that may lack its day, its month, or everything, so that later ones come after."""
    year, month, day = (number_at(inside(node, name, part), "value") for part in ("year", "month", "day"))
    return year, month, day


def number_at(node: Any, name: str) -> int:
    """A whole number that is written as text; 0 for none."""
    written = text(node, name)
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0  # noqa: PLR2004 - none is longer


def inside(node: Any, *names: str) -> Any:
    """What stands at the end of a path of names, or None."""
    for name in names:
        node = node.get(name) if isinstance(node, dict) else None
    return node


def several(node: Any, *names: str) -> list[Any]:
    """The list that stands there, or an empty one."""
    there = inside(node, *names)
    return there if isinstance(there, list) else []


def text(node: Any, *names: str) -> str:
    """The text that stands there, or an empty one."""
    there = inside(node, *names)
    return there if isinstance(there, str) else ""
