"""Which calls a member may see and act on; what is not theirs to see looks like what is not there."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot import call_posting
from bot.call_cards import Looking, NotOpen
from bot.call_days import is_over
from bot.errors import BadForm, NotYours, Refused
from bot.introductions import Blocked
from bot.members import Me
from bot.network import Work
from bot.said import DIGITS, Said
from storage import blocks, call_interest, call_questions, calls
from storage.calls import CLOSED, OPEN, Stored

MOST_ANSWERS = 5
"""Answers that are shown on a call: the latest."""


COPY_IT = "Nothing you typed is lost: you can copy it from here."


@contextmanager
def told_at(field: str) -> Iterator[None]:
    """Tell what stands in a form's way at this field of it, so that nothing typed is lost."""
    try:
        yield
    except BadForm:
        raise
    except Refused as refused:
        raise BadForm(**{field: f"{refused.title}. {refused.text} {COPY_IT}"}) from refused


def numbers(said: Said) -> tuple[int, int]:
    """The two numbers that a button of ours brought; zeros for what is none."""
    first, _, second = said.value.partition(" ")
    both = [int(one) if one.isdecimal() and len(one) < DIGITS else 0 for one in (first, second)]
    return both[0], both[1]


async def mine(work: Work, me: Me, ident: int, *, locked: bool = True) -> Stored:
    """A call of mine. Raises NotYours."""
    row = await (calls.lock if locked else calls.read)(work.session, ident)
    if row is None or row.owner != me.id:
        raise NotYours
    return row


async def visible(work: Work, me: Me, ident: int, *, locked: bool = False) -> Stored:
    """A call that is or was open, to whoever may see it. Raises NotYours, or Blocked for who blocked its owner."""
    row = await (calls.lock if locked else calls.read)(work.session, ident)
    if row is None or row.state not in {OPEN, CLOSED}:
        raise NotYours
    if row.owner != me.id:
        blocking = await blocks.by(work.session, me.id, row.owner)
        if me.id in blocking:
            raise Blocked(row.owner_name, row.owner)
        if blocking:
            raise NotYours
    return row


async def open_to(work: Work, me: Me, ident: int, *, locked: bool = False) -> Stored:
    """The same of one that is open now. Raises NotOpen too."""
    row = await visible(work, me, ident, locked=locked)
    if row.state != OPEN or is_over(row, work.now) or not row.owner_here:
        raise NotOpen
    return row


async def looking(work: Work, me: Me, row: Stored) -> Looking:
    """What somebody has to do with a call, and what else they are shown of it."""
    owner = row.owner == me.id
    return Looking(
        owner=owner,
        interest=None if owner else await call_interest.read(work.session, row.id, me.id),
        saved=not owner and await call_interest.saved(work.session, row.id, me.id),
        answers=await call_questions.answered(work.session, row.id, MOST_ANSWERS),
        where=await call_posting.where(work, row),
    )
