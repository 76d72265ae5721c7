"""A poll as a table for whoever asked it, which tells no more than the poll itself."""

import csv
import io

from bot.errors import NotYours, Refused
from bot.members import Me
from bot.network import Work
from bot.poll_cards import withheld
from bot.poll_posting import count_of
from storage import poll_ballots, polls
from storage.polls import CLOSED, DRAFT, REMOVED, Stored

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""

COLUMNS = ("answer", "votes", "percent of those who voted")
NAMED_COLUMNS = (*COLUMNS, "who")


class NotYet(Refused):
    """The table of a poll whose numbers are not shown."""

    title = "There is nothing to export yet"
    text = "The numbers of this poll are shown once it has closed; of an anonymous one, if five or more voted."


async def table(work: Work, me: Me, key: str) -> str:
    """A poll of mine as CSV. Raises NotYours or NotYet."""
    row = await polls.read(work.session, key)
    if row is None or row.author != me.id or row.state in {DRAFT, REMOVED}:
        raise NotYours
    if not (row.live or row.state == CLOSED) or (withheld(row) and row.state == CLOSED):
        raise NotYet
    return await written(work, row)


async def written(work: Work, row: Stored) -> str:
    """The same of a poll whose numbers are shown; with names only where the poll shows them."""
    options = await polls.options(work.session, row.id)
    count = await count_of(work, row)
    votes = {one.id: one.votes or 0 for one in options} if row.state == CLOSED else count.votes
    names = await poll_ballots.names(work.session, row.id) if row.named else {}
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(NAMED_COLUMNS if row.named else COLUMNS)
    for one in options:
        number = votes.get(one.id, 0)
        share = round(100 * number / count.voters) if count.voters else 0
        who = [", ".join(names.get(one.id, ()))] if row.named else []
        writer.writerow([plain(cell) for cell in (one.label, str(number), str(share), *who)])
    return made.getvalue()


def plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
