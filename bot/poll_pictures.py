"""The picture of what came of a poll: drawn once it has closed, and then shown wherever the poll was asked.

A poll closes at once, with its numbers in words; every second each worker looks which closed polls are to be drawn. So
nothing is drawn in a transaction, and a worker that ends meanwhile leaves it to the next.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

import structlog

from bot import charts, files, poll_posting
from bot.errors import Busy
from bot.files import PNG
from bot.network import Network, Work
from bot.poll_cards import people
from bot.poll_ends import KEPT
from bot.poll_posting import PICTURE
from storage import polls
from storage.polls import CLOSED, Option, Stored

log = structlog.get_logger()

AT_ONCE = 10


async def keep_up(network: Network) -> None:
    """Draw the polls that closed lately; those that cannot be now are by the next look."""
    with suppress(Busy):
        for row, options in await network.look(wanted):
            await network.run(show, row.key, await drawn(row, options))


async def wanted(work: Work) -> Sequence[tuple[Stored, Sequence[Option]]]:
    """The polls that are to be drawn, with their answers."""
    return [(row, await polls.options(work.session, row.id)) for row in await polls.to_draw(work.session, AT_ONCE)]


async def drawn(row: Stored, options: Sequence[Option]) -> bytes | None:
    """The picture of a closed poll; none where it cannot be drawn, since the numbers stand there in words."""
    bars = [(one.label, one.votes or 0, (one.votes or 0) / max(row.voters, 1)) for one in options]
    try:
        return await asyncio.to_thread(charts.bars, row.question, bars, f"{people(row.voters)}.")
    except Exception:
        log.exception("poll_not_drawn", poll=row.id)
        return None


async def show(work: Work, key: str, png: bytes | None) -> None:
    """Show a picture with its poll; whoever is a moment earlier has shown theirs."""
    row = await polls.lock(work.session, key)
    if row is None or row.state != CLOSED or row.picture != "":
        return
    token = await files.keep(work, PICTURE, PNG, png, work.now + KEPT) if png is not None else None
    await polls.change(work.session, row.id, picture=token)
    if token is not None:
        await poll_posting.refresh(work, row._replace(picture=token))
