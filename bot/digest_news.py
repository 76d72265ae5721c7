"""What else is in a digest: what became of calls, and funding from outside, each where it fits the reader."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from bot import outside
from bot.call_cards import see, were
from bot.cards import Marked, Person
from bot.digest_parts import (
    FUNDING,
    LONGEST_QUOTE,
    MOST_IN_SECTION,
    OUTCOME,
    Choice,
    Item,
    Reading,
    because,
    choices,
)
from bot.excerpts import excerpt
from bot.matching.encoder import Encoder
from bot.matching.prepared import Prepared, prepare
from bot.matching.tables import Table
from bot.timezones import day, day_at
from storage.calls import FILLED, Stored
from storage.funding import Item as Announced

MOST_TOLD = 200
"""Outcomes that are looked at, the newest of them."""


@dataclass(frozen=True, slots=True)
class Pool:
    """What became of calls, by their ids, and what funders announced, by their places; and how well they fit."""

    outcomes: Mapping[int, Stored]
    funding: Sequence[Announced]
    became: Table
    announced: Table
    least: float


def outcomes(pool: Pool, reading: Reading) -> list[Choice]:
    """What became of calls that fit a reader. Who followed one was told."""
    if "outcomes" not in reading.kinds or not reading.wishes:
        return []
    return [
        one
        for one in best(pool.became, reading, pool.least)
        if pool.outcomes[one.ref].owner not in reading.without
        and one.ref not in reading.followed
        and (OUTCOME, str(one.ref)) not in reading.seen
    ][:MOST_IN_SECTION]


def funding(pool: Pool, reading: Reading) -> list[Choice]:
    """What funders announced that fits a reader."""
    if "funding" not in reading.kinds or not reading.wishes:
        return []
    return [
        one
        for one in best(pool.announced, reading, pool.least)
        if (FUNDING, ref(pool.funding[one.ref])) not in reading.seen
    ][:MOST_IN_SECTION]


def best(table: Table, reading: Reading, least: float) -> Iterable[Choice]:
    """What fits a reader, best first."""
    return choices(table, reading.wishes, least, np.zeros(len(table.refs), np.bool_))


def ref(one: Announced) -> str:
    """What the ledger knows an announcement as."""
    return hashlib.sha256(f"{one.url}\n{one.title}".encode()).hexdigest()[:40]


def outcome_items(pool: Pool, reading: Reading, chosen: Iterable[Choice]) -> tuple[Item, ...]:
    """What became of these calls, in the words of who posted them."""
    return tuple(Item(OUTCOME, str(one.ref), ended(pool.outcomes[one.ref], reading, one)) for one in chosen)


def ended(row: Stored, reading: Reading, one: Choice) -> Person:
    """What became of a call."""
    return Person(
        row.terms.title,
        about=(f"A call by {row.owner_name}" + (f", {row.organisation}" if row.organisation else ""),),
        why=because(one, reading.labels, row.terms.labels),
        quote=excerpt(Marked(row.outcome), LONGEST_QUOTE),
        status=f"{'Filled' if row.ending == FILLED else 'Closed'}. {were(row.interested)}".strip(),
        buttons=(see(row.id),),
    )


def funding_items(pool: Pool, reading: Reading, chosen: Iterable[Choice]) -> tuple[Item, ...]:
    """What funders announced, with where it comes from."""
    return tuple(
        Item(FUNDING, ref(pool.funding[one.ref]), announced(pool.funding[one.ref], reading, one)) for one in chosen
    )


def announced(one: Announced, reading: Reading, choice: Choice) -> Person:
    """Something that a funder announced; it was not looked at by anybody here."""
    when = f"Published on {day(day_at(one.published, reading.timezone))}" if one.published is not None else ""
    return Person(
        one.title,
        about=(f"From {one.source}, outside this network",),
        why=because(choice, reading.labels, ()),
        quote=excerpt(Marked(one.summary), LONGEST_QUOTE) if one.summary else None,
        status=when,
        buttons=(outside.button("Read it", one.url),) if one.url else (),
    )


@lru_cache(maxsize=1_000)
def prepared(encoder: Encoder | None, text: str) -> Prepared:
    """What was made of an announcement, kept for the digests that come next."""
    return prepare(encoder, [[text]])[0]
