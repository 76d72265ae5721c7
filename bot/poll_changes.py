"""Changing an open poll: its author within an hour, anybody by adding answers, facilitators by removing some."""

from collections.abc import Sequence

from bot import poll_cards as say
from bot import poll_form, poll_posting
from bot.cards import Card, Form
from bot.errors import BadForm, NotYours, Refused
from bot.members import Me
from bot.network import Work
from bot.poll_cards import NotOpen
from bot.poll_days import ends_at, is_over
from bot.poll_votes import closer, may_change
from bot.poll_words import FEWEST, MOST, MOST_ADDED, same
from bot.said import Said
from storage import members, poll_ballots, polls
from storage.polls import DRAFT, OPEN, Option, Stored

MOST_OF_ONE = 3
"""How many answers one person may add."""


class TooLateToChange(Refused):
    """A change an hour after the poll was asked."""

    title = "It is too late to change this poll"
    text = "A poll can be changed for an hour. Nothing was changed. You can close it, and ask another."


class TooManyAnswers(Refused):
    """An answer too many."""

    title = "No more answers can be added"
    text = f"One person can add {MOST_OF_ONE}, and a poll has {MOST_ADDED} at most. Nothing was changed."


class TooFewAnswers(Refused):
    """Removing what leaves nothing to choose from."""

    title = "A poll needs two answers"
    text = "So this one cannot be removed. Nothing was changed. You can close the poll or remove it."


async def own(work: Work, me: Me, said: Said, *, facilitators: bool = False) -> Stored:
    """A poll of mine, locked; of anybody's for facilitators, where that is said. Raises NotYours."""
    row = await polls.lock(work.session, said.value)
    if row is None or row.state == DRAFT or not (row.author == me.id or (facilitators and me.facilitator)):
        raise NotYours
    return row


def check_open(work: Work, row: Stored) -> None:
    """Raise NotOpen for a poll that takes no votes any more."""
    if row.state != OPEN or is_over(row, work.now):
        raise NotOpen


async def edit(work: Work, me: Me, said: Said) -> Form:
    """The form to change a poll of mine. Raises NotYours, NotOpen or TooLateToChange."""
    row = await polls.read(work.session, said.value)
    if row is None or row.author != me.id:
        raise NotYours
    check_open(work, row)
    if not may_change(work, row):
        raise TooLateToChange
    voters = (await poll_ballots.count(work.session, row.id)).voters
    return poll_form.changing(row, await polls.options(work.session, row.id), voters)


async def change(work: Work, me: Me, said: Said) -> Card:
    """Change a poll of mine: votes for lines that stay are kept. Raises as `edit`, or BadForm."""
    row = await own(work, me, said)
    check_open(work, row)
    if not may_change(work, row):
        raise TooLateToChange
    before = await polls.options(work.session, row.id)
    labels = [one.label for one in before]
    question, answers, problems = poll_form.read_texts(said, max(MOST, len(before)), labels)
    if problems:
        raise BadForm(**problems)
    wanted = {same(answer): answer for answer in answers}
    dropped = [one for one in before if same(one.label) not in wanted]
    there = {same(one.label) for one in before}
    added = [answer for each, answer in wanted.items() if each not in there]
    if question == row.question and not dropped and not added:
        return await closer(work, me, row)
    await drop(work, row, dropped)
    await polls.add_options(work.session, row.id, added)
    await polls.change(work.session, row.id, question=question, edited_at=work.now, changed_at=work.now)
    changed = row._replace(question=question, edited_at=work.now)
    await poll_posting.refresh(work, changed)
    for member in await poll_ballots.voters(work.session, row.id):
        if member != me.id and await members.accounts(work.session, member):
            card = say.changed_for(changed, [one.label for one in dropped])
            await work.send(member, card, key=f"poll:{row.id}:changed:{work.now.isoformat()}:{member}")
    await work.refresh_home(row.author)
    return await closer(work, me, changed)


async def drop(work: Work, row: Stored, gone: Sequence[Option]) -> None:
    """Remove answers, and the votes for them."""
    ids = [one.id for one in gone]
    if ids:
        await poll_ballots.drop(work.session, row.id, ids, silently=not row.live)
        await polls.drop_options(work.session, ids)


async def add(work: Work, me: Me, said: Said) -> Form:
    """The form to add an answer. Raises NotYours or NotOpen."""
    row = await polls.read(work.session, said.value)
    if row is None or not row.adding or row.state == DRAFT:
        raise NotYours
    check_open(work, row)
    return poll_form.adding(row)


async def add_one(work: Work, me: Me, said: Said) -> Card:
    """Add an answer. Raises NotYours, NotOpen, TooManyAnswers or BadForm."""
    row = await polls.lock(work.session, said.value)
    if row is None or not row.adding or row.state == DRAFT:
        raise NotYours
    check_open(work, row)
    options = await polls.options(work.session, row.id)
    if len(options) >= MOST_ADDED or sum(one.added_by == me.id for one in options) >= MOST_OF_ONE:
        raise TooManyAnswers
    answer = poll_form.read_added(said, options)
    await polls.add_options(work.session, row.id, [answer], by=me.id)
    await poll_posting.refresh(work, row)
    return await closer(work, me, row)


async def answers(work: Work, me: Me, said: Said) -> Card:
    """The answers of a poll that I look after, each to be removed. Raises NotYours or NotOpen."""
    row = await polls.read(work.session, said.value)
    if row is None or row.state == DRAFT or not (row.author == me.id or me.facilitator):
        raise NotYours
    check_open(work, row)
    return say.removable(row, await polls.options(work.session, row.id))


async def drop_one(work: Work, me: Me, said: Said) -> Card:
    """Remove an answer; the same answer where it is gone. Raises NotYours, NotOpen or TooFewAnswers."""
    key, _, option = said.value.partition(" ")
    row = await own(work, me, Said(key), facilitators=True)
    check_open(work, row)
    options = await polls.options(work.session, row.id)
    gone = [one for one in options if one.id == Said(option).number]
    if gone and len(options) <= FEWEST:
        raise TooFewAnswers
    if gone:
        await drop(work, row, gone)
        await polls.change(work.session, row.id, edited_at=work.now, changed_at=work.now)
        row = row._replace(edited_at=work.now)
        await poll_posting.refresh(work, row)
    return say.removable(row, await polls.options(work.session, row.id))


async def stop(work: Work, me: Me, said: Said) -> Card:
    """Have a poll asked no more after this time; the same answer for a second press. Raises NotYours."""
    row = await own(work, me, said, facilitators=True)
    closing = ends_at(row.opened_at or work.now, row.closes_at) if row.state == OPEN else None
    await polls.change(work.session, row.id, repeats="", next_at=None, look_at=closing)
    await work.refresh_home(row.author)
    return await closer(work, me, row._replace(repeats="", next_at=None))
