"""A poll as a table for whoever asked it, which tells no more than the poll itself."""

import csv
import io
from datetime import timedelta

from bot import files
from bot.cards import Button, Buttons, Card, Text
from bot.errors import NotYours, Refused
from bot.files import CSV
from bot.members import Me
from bot.network import Work
from bot.poll_cards import shows_numbers
from bot.poll_days import read_as
from bot.poll_posting import count_of
from bot.said import Said
from storage import poll_ballots, polls
from storage.polls import CLOSED, DRAFT, REMOVED, Stored

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""

COLUMNS = ("answer", "votes", "percent of those who voted")
NAMED_COLUMNS = (*COLUMNS, "who")

TABLE = "poll.csv"
KEPT = timedelta(days=1)
"""How long there is a link to a table."""


class NotYet(Refused):
    """The table of a poll whose numbers are not shown."""

    title = "There is nothing to export yet"
    text = "The numbers of this poll are shown once it has closed; of an anonymous one, if five or more voted."


class NoLinks(Refused):
    """A table where the web server has no address for others."""

    title = "There are no links to tables here"
    text = "Whoever runs Roundtable has not said where it can be reached. The same numbers stand in the poll itself."


async def offer(work: Work, me: Me, said: Said) -> Card:
    """A link to a poll of mine as a table. Raises NotYours, NotYet or NoLinks."""
    made = await table(work, me, said.value)
    if not work.public:
        raise NoLinks
    ends = work.now + KEPT
    # Without a mark at their beginning spreadsheets take letters beyond English for others.
    token = await files.keep(work, TABLE, CSV, made.encode("utf-8-sig"), ends)
    return offered(said.value, files.link(work, token, TABLE), read_as(ends, me.timezone))


def offered(key: str, link: str, until: str) -> Card:
    """The same."""
    return Card(
        "Your table is ready",
        (
            Text(
                "It opens in any spreadsheet and tells no more than the poll does. Whoever has the link can open it, "
                f"until {until}."
            ),
            Buttons((Button("Get the table", "", url=link), Button("See the poll", "polls.show", key))),
        ),
        detail=True,
    )


async def table(work: Work, me: Me, key: str) -> str:
    """A poll of mine as CSV. Raises NotYours or NotYet."""
    row = await polls.read(work.session, key)
    if row is None or row.author != me.id or row.state in {DRAFT, REMOVED}:
        raise NotYours
    if not shows_numbers(row):
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
