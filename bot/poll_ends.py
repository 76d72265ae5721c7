"""How polls end: closed in time or by hand, removed, or with an author who leaves; and how the next one is asked."""

from datetime import timedelta

from bot import files, poll_posting
from bot import poll_cards as say
from bot.cards import Card
from bot.members import Me
from bot.network import Work
from bot.poll_cards import FLOOR
from bot.poll_changes import own
from bot.poll_days import closes_as, is_over
from bot.poll_votes import closer, member_of, voter
from bot.polls import KEY_BITS, launch, reread
from bot.said import Said
from storage import members, poll_ballots, polls
from storage.polls import ANONYMOUS, CLOSED, OPEN, REMOVED, Stored

KEPT = timedelta(days=365)
"""How long a poll is kept that was closed."""

DRAFTS_KEPT = timedelta(days=1)
AT_ONCE = 100


async def close(work: Work, me: Me, said: Said) -> Card:
    """Close a poll by hand; the same answer for a second press. Raises NotYours."""
    row = await own(work, me, said, facilitators=True)
    if row.state == OPEN:
        row = await close_row(work, row)
    return await closer(work, me, row)


async def close_row(work: Work, row: Stored) -> Stored:
    """Close an open poll that is locked: its numbers are kept, who chose what only where it said so."""
    before = await poll_ballots.count(work.session, row.id)
    await poll_ballots.settle(work.session, row.id)
    count = await poll_ballots.count(work.session, row.id)
    await poll_ballots.take_in(work.session, row.id)
    voters = count.voters
    if row.shown == ANONYMOUS and before.voters and voters < FLOOR:
        # That they are too few is all that is kept: less what was shown before, they are the votes of removed answers.
        voters = FLOOR - 1
    closed = row._replace(state=CLOSED, voters=voters, secret=None)
    values = {"state": CLOSED, "voters": voters, "secret": None, "changed_at": work.now, "look_at": row.next_at}
    values["picture"] = "" if work.public and closed.voters and not say.withheld(closed) else None
    await polls.change(work.session, row.id, **values)
    if not say.withheld(closed):
        options = await polls.options(work.session, row.id)
        await polls.keep_votes(work.session, poll_posting.shown_votes(options, count))
    if not row.named:
        await poll_ballots.burn(work.session, row.id)
        await polls.forget_adders(work.session, row.id)
    await poll_posting.refresh(work, closed)
    if await members.accounts(work.session, row.author):
        card = say.over(closed, await polls.options(work.session, row.id))
        await work.send(row.author, card, key=f"poll:{row.id}:closed")
    await work.refresh_home(row.author)
    return closed


async def remove(work: Work, me: Me, said: Said) -> Card:
    """Remove a poll and all that was said in it; its author hears of it. Raises NotYours."""
    row = await own(work, me, said, facilitators=True)
    if row.state != REMOVED:
        if row.author != me.id:
            await work.send(row.author, say.removed_by(row), key=f"poll:{row.id}:removed")
        await empty(work, row)
    return Card(say.GONE.title, say.GONE.body)


async def empty(work: Work, row: Stored) -> None:
    """Remove the words and votes of a poll that is locked."""
    await poll_ballots.burn(work.session, row.id)
    await polls.drop_options(work.session, [one.id for one in await polls.options(work.session, row.id)])
    if row.picture:
        await files.remove(work, row.picture)
    values = {
        "question": "",
        "picture": None,
        "secret": None,
        "repeats": "",
        "next_at": None,
        "look_at": None,
        "voters": 0,
    }
    await polls.change(work.session, row.id, state=REMOVED, changed_at=work.now, **values)
    await poll_posting.refresh(work, row._replace(state=REMOVED))
    await work.refresh_home(row.author)


async def tend(work: Work) -> None:
    """Close the polls whose time is over, and ask anew those whose turn it is."""
    for key in await polls.due(work.session, work.now, AT_ONCE):
        row = await polls.lock(work.session, key)
        if row is None:
            continue
        turn = row.next_at is not None and row.next_at <= work.now
        if row.state == OPEN and (turn or is_over(row, work.now)):
            row = await close_row(work, row)
        if turn:
            await polls.change(work.session, row.id, repeats="", next_at=None, look_at=None)
            if row.author_here and await poll_posting.reachable(work, row):
                await ask_again(work, row)
            elif row.author_here:
                await work.send(row.author, say.not_again(row), key=f"poll:{row.id}:not again")


async def ask_again(work: Work, row: Stored) -> None:
    """Ask the next poll of the same kind, open for as long as this one was."""
    key = f"{work.random.getrandbits(KEY_BITS):015x}"
    await polls.add(work.session, key, row.author, row.channel, work.now)
    following = await reread(work, key)
    await polls.change(
        work.session,
        following.id,
        question=row.question,
        shown=row.shown,
        most=row.most,
        adding=row.adding,
        repeats=row.repeats,
        follows=row.id,
        began_at=row.began_at or row.opened_at,
        closes_at=closes_as(row, work.now),
    )
    options = [one.label for one in await polls.options(work.session, row.id) if not one.added]
    await polls.add_options(work.session, following.id, options)
    await launch(work, await reread(work, key), row.timezone)


async def leave(work: Work, member: int) -> None:
    """Remove the polls of somebody who deletes their profile, and their votes wherever their name stands with them.

    A vote without a name stays: one needs no profile to vote, and can take it back until the poll closes.
    """
    for row in await polls.lock_of(work.session, member):
        await empty(work, row)
    for ident in await poll_ballots.of(work.session, member):
        voted_in = await polls.hold(work.session, ident)
        await poll_ballots.forget(work.session, ident, member)
        if voted_in is not None and voted_in.state == OPEN:
            await poll_posting.refresh(work, voted_in)


async def unite(work: Work, kept: int, gone: int) -> None:
    """Make a member's polls and votes another's; where both voted, the kept one's vote stays."""
    await polls.lock_of(work.session, gone)
    await polls.hand_over(work.session, gone, kept)
    named = await poll_ballots.of(work.session, gone)
    for row in await polls.voted_in(work.session, named):
        await poll_ballots.rename(work.session, row.id, voter(row, gone), voter(row, kept), member_of(row, kept))


async def forget(work: Work) -> None:
    """Remove what has been kept for long enough."""
    await polls.forget(work.session, work.now - KEPT, work.now - DRAFTS_KEPT)
