"""Voting: choosing, changing and taking back; and looking closer.

What these answer is kept nowhere, since a kept answer would stand beside what tells who pressed when.
"""

from collections.abc import Sequence

from bot import poll_cards as say
from bot import poll_form, poll_posting
from bot.ballots import token
from bot.cards import Button, Card, Form
from bot.errors import BadForm, NotYours
from bot.members import Me
from bot.network import Work
from bot.poll_cards import Looking, NoSuchAnswer, NotOpen
from bot.poll_days import is_over
from bot.said import Said
from storage import poll_ballots, polls
from storage.polls import CLOSED, DRAFT, NAMED, OPEN, WITH_NAMES, Stored

CHANGEABLE_MINUTES = 60


def voter(row: Stored, member: int) -> str:
    """What stands for a member on a ballot of an open poll."""
    return token(row.secret, member) if row.secret else f"member:{member}"


def member_of(row: Stored, member: int) -> int | None:
    """The member on a ballot, where names are kept."""
    return member if row.named else None


async def voting(work: Work, key: str) -> Stored:
    """A poll that takes votes, and does not change meanwhile. Raises NotYours or NotOpen."""
    row = await polls.share(work.session, key)
    if row is None or row.state == DRAFT:
        raise NotYours
    if row.state != OPEN or is_over(row, work.now):
        raise NotOpen
    return row


async def vote(work: Work, me: Me, said: Said) -> Card:
    """Choose one answer, in place of what I chose before. Raises NotYours, NotOpen or NoSuchAnswer."""
    key, _, option = said.value.partition(" ")
    row = await voting(work, key)
    number = Said(option).number
    label = await polls.label(work.session, row.id, number)
    if not label or row.most > 1:
        raise NoSuchAnswer
    await poll_ballots.cast(work.session, row.id, voter(row, me.id), member_of(row, me.id), [number])
    return say.counted(row, [label])


async def vote_all(work: Work, asked: Sequence[tuple[Me, Said]]) -> list[Card | None]:
    """The same of many at once: each their own answer; none for a vote that is not plainly one to count."""
    polled: dict[str, tuple[Stored, dict[str, Card]]] = {}
    for key in sorted({said.value.partition(" ")[0] for _, said in asked}):
        row = await polls.share(work.session, key)
        if row is not None and row.state == OPEN and row.most == 1 and not is_over(row, work.now):
            options = await polls.options(work.session, row.id)
            polled[key] = (row, {str(one.id): say.counted(row, [one.label]) for one in options})
    answers: list[Card | None] = []
    ballots: list[tuple[int, str, int | None, str]] = []
    for me, said in asked:
        key, _, option = said.value.partition(" ")
        row, counted = polled.get(key, (None, {}))
        answers.append(counted.get(option))
        if row is not None and option in counted:
            ballots.append((row.id, voter(row, me.id), member_of(row, me.id), option))
    await poll_ballots.cast_all(work.session, ballots)
    return answers


async def choose(work: Work, me: Me, said: Said) -> Form:
    """The form to choose several answers, with what I chose. Raises NotYours or NotOpen."""
    row = await voting(work, said.value)
    options = await polls.options(work.session, row.id)
    mine = await poll_ballots.chosen(work.session, row.id, voter(row, me.id))
    return poll_form.choosing(row, options, mine)


async def cast(work: Work, me: Me, said: Said) -> Card:
    """Choose what is ticked, and nothing else. Raises NotYours, NotOpen or BadForm."""
    row = await voting(work, said.value)
    options = await polls.options(work.session, row.id)
    ticked = [one for one in options if said.answers.get(f"option{one.id}") is True]
    if len(ticked) > row.most:
        last = f"option{ticked[-1].id}"
        raise BadForm(**{last: f"You ticked {len(ticked)} answers. Please choose {row.most} at most."})
    chosen = [one.id for one in ticked]
    await poll_ballots.cast(work.session, row.id, voter(row, me.id), member_of(row, me.id), chosen)
    return say.counted(row, [one.label for one in ticked]) if ticked else say.TAKEN_BACK


async def withdraw(work: Work, me: Me, said: Said) -> Card:
    """Take my vote back; the same answer where there is none. Raises NotYours or NotOpen."""
    row = await voting(work, said.value)
    await poll_ballots.take_back(work.session, row.id, voter(row, me.id))
    return say.TAKEN_BACK


async def show(work: Work, me: Me, said: Said) -> Card:
    """A poll as I may see it, and what I can do about it. Raises NotYours."""
    row = await polls.read(work.session, said.value)
    if row is None or row.state == DRAFT:
        raise NotYours
    return await closer(work, me, row)


async def closer(work: Work, me: Me, row: Stored) -> Card:
    """The same of a poll that was read."""
    options = await polls.options(work.session, row.id)
    count = await poll_posting.count_of(work, row)
    names_seen = row.shown == NAMED or (row.state == CLOSED and row.shown in WITH_NAMES)
    names = await poll_ballots.names(work.session, row.id) if names_seen else {}
    kept = row.state == OPEN or row.named
    mine = await poll_ballots.chosen(work.session, row.id, voter(row, me.id)) if kept else frozenset[int]()
    missing = await poll_posting.missing(work, row) if row.author == me.id else ()
    return say.closer(row, options, count, Looking(mine, names, buttons(work, me, row, bool(mine)), missing))


def buttons(work: Work, me: Me, row: Stored, voted: bool) -> tuple[Button, ...]:  # noqa: FBT001 - one of four things that decide
    """What somebody can do about a poll."""
    own, looks_after = row.author == me.id, row.author == me.id or me.facilitator
    open_now = row.state == OPEN and not is_over(row, work.now)
    found: list[Button] = []
    if open_now and voted:
        found.append(say.withdraw_button(row))
    if open_now and row.adding:
        found.append(say.add_button(row))
    if open_now and own and may_change(work, row):
        found.append(Button("Change it", "polls.edit", row.key))
    if row.state == OPEN and looks_after:
        found += [Button("Remove an answer", "polls.answers", row.key), say.close_button(row)]
    if own and work.public and say.shows_numbers(row):
        found.append(Button("Numbers as a table", "polls.table", row.key))
    if row.repeats and looks_after:
        found.append(say.stop_button(row))
    if looks_after:
        found.append(say.remove_button(row))
    if not own:
        found.append(Button("Tell the facilitators", "polls.report", row.key))
    return tuple(found)


def may_change(work: Work, row: Stored) -> bool:
    """Whether it was asked so lately that its author may change it."""
    return row.opened_at is not None and (work.now - row.opened_at).total_seconds() <= CHANGEABLE_MINUTES * 60
