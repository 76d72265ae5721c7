"""Everything between pulses and those who are asked: invitations, reminders, and what stands in channels."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from bot import channels, promises
from bot import survey_cards as say
from bot.cards import Card
from bot.network import Work
from bot.parts import side_of
from bot.surveys import asks
from storage import outbox, survey_ballots, surveys
from storage.surveys import CLOSED, EVERYBODY, IN_CHANNEL, Stored

INVITE, REMIND = "invite", "remind"

KEY_BITS = 60

REMIND_AFTER = (timedelta(days=3), timedelta(days=5))
"""When those who have not answered are reminded; then never again."""


def post_key(ident: int, channel: int) -> str:
    """The key of a pulse's message in a channel."""
    return f"survey:{ident}:channel:{channel}"


def remind_key(ident: int, channel: int, number: int) -> str:
    """The key of a reminder in a channel."""
    return f"{post_key(ident, channel)}:{number}"


async def invited(work: Work, row: Stored) -> list[int]:
    """Who is asked by a message of their own: nobody, where it is asked in a channel."""
    if row.audience == IN_CHANNEL:
        return []
    parts = await surveys.parts(work.session)
    return [member for member, part in parts.items() if asks(row, side_of(part))]


async def places(work: Work, row: Stored) -> Sequence[int]:
    """The channels in which a pulse stands: those for announcements where it asks everybody, or the one it asks."""
    if row.audience == IN_CHANNEL:
        return [row.channel] if row.channel is not None else []
    return [one.id for one in await channels.announcing(work)] if row.audience == EVERYBODY else []


async def invite(work: Work, row: Stored) -> None:
    """Ask everybody whom an open pulse is for."""
    invitation = say.invitation(row, work.support_line, await promises.for_home(work))
    await work.send_all(await invited(work, row), invitation, key=say.key(row.id, INVITE))
    card = await card_of(work, row)
    for channel in await places(work, row):
        await work.post(channel, card, key=post_key(row.id, channel))
        await surveys.add_post(work.session, row.id, channel)


async def card_of(work: Work, row: Stored) -> Card:
    """A pulse as its channels show it; with what was promised after earlier ones, where it is the invitation too."""
    promised = await promises.for_home(work) if row.audience == IN_CHANNEL else ()
    return say.living(row, work.support_line, promised)


async def refresh(work: Work, row: Stored) -> None:
    """Show a pulse as it is now in its channels, where reminders end with it."""
    card = await card_of(work, row)
    for channel in await surveys.posts(work.session, row.id):
        await work.update(post_key(row.id, channel), card)
        if row.audience == IN_CHANNEL and row.state == CLOSED:
            for number in range(1, row.reminded + 1):
                await work.update(remind_key(row.id, channel, number), card)


async def remind(work: Work, row: Stored, number: int) -> None:
    """Remind those who have not answered; all, where a list of a few would tell who has or has not."""
    everybody = await invited(work, row)
    answered = await survey_ballots.who(work.session, row.id)
    chosen = to_remind(everybody, answered, row.floor, work.random)
    card, begins = say.reminder(row), say.key(row.id, f"{REMIND}:{number}")
    # A key is logged where a message cannot be delivered, and who was reminded is not for the log.
    await work.send_each([(one, card, f"{begins}:{work.random.getrandbits(KEY_BITS):015x}") for one in chosen])
    if row.audience == IN_CHANNEL:
        for channel in await surveys.posts(work.session, row.id):
            await work.post(channel, say.reminder(row), key=remind_key(row.id, channel, number))


def to_remind(everybody: Sequence[int], answered: frozenset[int], floor: int, random: Random) -> list[int]:
    """Who is reminded, in random order."""
    left = [member for member in everybody if member not in answered]
    few = len(everybody) - len(left) < floor or len(left) < floor
    chosen = list(everybody) if few and left else left
    random.shuffle(chosen)
    return chosen


async def forget_messages(work: Work, row: Stored) -> None:
    """Know no more who was asked and who was reminded."""
    for what in (INVITE, *(f"{REMIND}:{number}" for number in range(1, len(REMIND_AFTER) + 1))):
        await outbox.drop(work.session, say.key(row.id, what))
