"""Sending digests: whoever is due gets theirs, once, with what holds when it is sent.

Everything is worked out beside the database. The transaction that keeps it locks each member's row and looks again:
what they have changed meanwhile, or another worker has sent, is left to the next run.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import structlog

from bot import digest_cards as say
from bot import mail as boxes
from bot.cards import Card
from bot.digest_form import CHAT, MAIL, chosen
from bot.digest_items import Digest, compose, holding, record
from bot.digest_items import card as drawn
from bot.digest_times import LATE, is_better_late, next_moment
from bot.digests import reader_of
from bot.errors import Refused
from bot.network import Network, Work
from storage import digests, mail
from storage.digests import Stored

log = structlog.get_logger()

TOGETHER = 1000
"""Digests that are worked out together."""

AT_ONCE = 100
"""Digests that are kept in one transaction."""

BEYOND = timedelta(days=60)
"""No digest is due so far off, unless a clock was wrong when that was worked out."""

AROUND_THE_WORLD = timedelta(hours=26)
"""Between the first and the last place where it is the same hour of the same day."""

BEFORE_ALL = (datetime(1970, 1, 1, tzinfo=UTC), 0)


async def send(network: Network) -> None:
    """Send all digests that are due."""
    while await network.run(set_right):
        pass
    past = BEFORE_ALL
    while rows := await network.look(read_due, past):
        await send_these(network, rows)
        last = rows[-1]
        past = (last.next_at or past[0], last.member)


async def set_right(work: Work) -> bool:
    """Have digests come at their hour where their members are by now; whether there may be more.

    What a clock that was wrong put into the future is taken back.
    """
    found = await digests.astray(work.session, work.now + BEYOND, AT_ONCE)
    for member, row in (await digests.lock(work.session, found)).items():
        if row.next_at is not None:
            due_at = row.due_at if row.due_at is not None and row.due_at <= work.now else None
            next_at = next_moment(chosen(row).rhythm, row.zone, looked_from(row, row.next_at, work.now), due_at)
            kept = {"due_at": due_at, "last_at": min(row.last_at, work.now), "timezone": row.zone}
            await digests.change(work.session, member, next_at=next_at, **kept)
    return len(found) == AT_ONCE


def looked_from(row: Stored, next_at: datetime, now: datetime) -> datetime:
    """After which moment to look for the one in a member's own timezone that stands for another's.

    It may have passed when they move east, and the digest then is sent at once.
    """
    if next_at > now + BEYOND:
        snoozed = row.snoozed_until if say.is_snoozed(row, now) else None
        return min(snoozed or now, now + timedelta(weeks=max(say.WEEKS)))
    return max(next_at - AROUND_THE_WORLD, row.snoozed_until or next_at - AROUND_THE_WORLD)


async def read_due(work: Work, past: tuple[datetime, int]) -> Sequence[Stored]:
    """Some of what is due, after the digest of this moment and member."""
    return await digests.due(work.session, work.now, past, TOGETHER)


async def send_these(network: Network, rows: Sequence[Stored]) -> None:
    """Work these out and send them. One that cannot be is logged and left to the next run, and stops no other."""
    now = network.clock()
    try:
        made = await compose(network, [reader_of(row, now) for row in rows if is_to_be_made(row, now)], now)
        for start in range(0, len(rows), AT_ONCE):
            await network.run(keep, rows[start : start + AT_ONCE], made, now)
    except Refused:
        raise
    except Exception:
        if len(rows) == 1:
            log.exception("digest_failed", member=rows[0].member)
            return
        half = len(rows) // 2
        await send_these(network, rows[:half])
        await send_these(network, rows[half:])


def is_to_be_made(row: Stored, now: datetime) -> bool:
    """Whether a digest that is due is sent now: its member is here, not away for a while, and it is not too late."""
    rhythm = chosen(row).rhythm
    if row.next_at is None or not row.here or say.is_snoozed(row, now):
        return False
    return is_better_late(rhythm, row.next_at, now, next_moment(rhythm, row.zone, now, row.next_at))


async def keep(work: Work, rows: Sequence[Stored], made: Mapping[int, Digest], looked: datetime) -> None:
    """Put these in the outbox and say when the next are due, where nothing that they go by has changed."""
    held = await digests.lock(work.session, [row.member for row in rows])
    made = await holding(work, {row.member: made[row.member] for row in rows if row.member in made})
    ways = await ways_of(work, rows)
    advanced, posted = [], {}
    messages: dict[str, list[tuple[int, Card, str]]] = {CHAT: [], MAIL: []}
    for row in rows:
        if row.next_at is None or held.get(row.member) != row:
            continue
        following = next_moment(chosen(row).rhythm, row.zone, max(work.now, row.next_at), row.next_at)
        sent = is_to_be_made(row, looked) and bool(ways[row.member])
        if sent and row.member in made:
            posted[row.member] = made[row.member]
            messages[ways[row.member]].append(message(work, row, row.next_at, made[row.member]))
        advanced.append(
            {
                "member": row.member,
                "next": following,
                "was": row.next_at if sent else row.due_at,
                "looked": looked if sent else row.last_at,
                "where": row.zone,
            }
        )
    await work.send_each(messages[CHAT])
    await work.send_each(messages[MAIL], mail=True)
    await record(work, posted)
    await digests.advance(work.session, advanced)


async def ways_of(work: Work, rows: Sequence[Stored]) -> dict[int, str]:
    """Which way each goes: in chat as long as no address is confirmed, and no way at all to who has stopped e-mails."""
    wished = [row.member for row in rows if row.way == MAIL] if work.mails else []
    takers = await boxes.takers(work, wished)
    stopped = [member for member in wished if member not in takers and await mail.find(work.session, member)]
    return {row.member: MAIL if row.member in takers else "" if row.member in stopped else CHAT for row in rows}


def message(work: Work, row: Stored, due: datetime, digest: Digest) -> tuple[int, Card, str]:
    """What is sent of one: to whom, the card, and its key."""
    card = drawn(digest, row.name, *say.IN_EACH)
    if work.now - due > LATE:
        card = replace(card, body=(say.late(due, row.zone), *card.body))
    return row.member, card, f"digest:{row.member}:{due:%Y%m%dT%H%M}"
