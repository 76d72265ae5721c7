"""Asking a poll: in the channel where it is said, or in all channels for announcements."""

from bot import channels, poll_form, poll_posting, poll_words
from bot import poll_cards as say
from bot.ballots import fresh_key
from bot.cards import Buttons, Card, Form, Invalid, Marked, Quote, Text
from bot.errors import NoProfile, NotYours, Refused
from bot.members import Me
from bot.network import Work
from bot.poll_cards import MINE
from bot.poll_days import ends_at, next_turn
from bot.said import Said
from bot.typed import clean
from storage import polls, profiles
from storage.polls import DRAFT, OPEN, Stored

MOST_OPEN = 5
KEY_BITS = 60

EVERYWHERE = "all announcement channels of the network"


class TooManyPolls(Refused):
    """One poll too many at a time."""

    title = f"You have {MOST_OPEN} polls open"
    text = "That is as many as one can have at a time. Close one, and you can ask the next."
    buttons = (MINE,)


class NotThere(Refused):
    """A poll for a channel in which the bot is not."""

    title = "I am not in this channel yet"
    text = (
        "I can only ask where I have been added. Please add me to this channel, for example with /invite and my name, "
        "and say this again. Nothing was asked."
    )


class Nowhere(Refused):
    """A poll for announcement channels, where there are none."""

    title = "There is no announcement channel yet"
    text = "A facilitator can choose one. Until then, say this in a channel, and it is asked there. Nothing was asked."


class AskedInVain(Refused):
    """Why a poll was not asked, with what was typed: a command is nowhere to be seen once it was sent."""

    def __init__(self, why: Refused, typed: str) -> None:
        super().__init__(why.text)
        self.title, self.buttons, self.typed = why.title, why.buttons, typed

    @property
    def shown(self) -> Card | Invalid:
        """The refusal, and what was typed to be copied."""
        body = (Text(self.text), Text("You typed:"), Quote(Marked(self.typed)))
        return Card(self.title, (*body, Buttons(self.buttons)) if self.buttons else body, detail=True)


async def ask(work: Work, me: Me, said: Said) -> Card | Form:
    """Ask what was typed; a form with it where it is not clear. Raises why it cannot be asked, with what was typed."""
    typed = clean(said.value)
    try:
        return await ask_typed(work, me, said)
    except Refused as refused:
        if not typed:
            raise
        raise AskedInVain(refused, typed) from refused


async def ask_typed(work: Work, me: Me, said: Said) -> Card | Form:
    """The same. Raises TooManyPolls, NotThere, NoProfile or Nowhere."""
    typed = poll_words.read(said.value)
    channel, where = await here(work, said)
    await check_room(work, me)
    row = await begin(work, me, channel)
    if not typed.complete:
        if channel is None:
            await check_everywhere(work, me, row)
        return poll_form.asking(typed, row.key, where)
    await polls.change(work.session, row.id, question=typed.question)
    await polls.add_options(work.session, row.id, typed.answers)
    if channel is None:
        return say.where_to(await reread(work, row.key), await polls.options(work.session, row.id))
    return await start(work, me, row.key)


async def here(work: Work, said: Said) -> tuple[int | None, str]:
    """The channel where something is said, and its name; none for what is said to the bot alone. Raises NotThere."""
    room = said.room
    if room is None:
        return None, EVERYWHERE
    if not room.joined:
        raise NotThere
    _, channel = await channels.meet(work, room)
    return channel.id, channel.name or "this channel"


async def check_room(work: Work, me: Me) -> None:
    """Raise TooManyPolls where a member has as many open as they may."""
    await polls.take_turn(work.session, me.id)
    if await polls.count_open(work.session, me.id) >= MOST_OPEN:
        raise TooManyPolls


async def check_everywhere(work: Work, me: Me, row: Stored) -> None:
    """Raise why a member cannot ask in all announcement channels."""
    if not await profiles.part_of(work.session, me.id):
        raise NoProfile
    if not await poll_posting.places(work, row):
        raise Nowhere


async def begin(work: Work, me: Me, channel: int | None) -> Stored:
    """A draft."""
    key = f"{work.random.getrandbits(KEY_BITS):015x}"
    await polls.add(work.session, key, me.id, channel, work.now)
    return await reread(work, key)


async def reread(work: Work, key: str) -> Stored:
    """A poll that was just written."""
    row = await polls.read(work.session, key)
    assert row is not None  # noqa: S101 - it was just written
    return row


async def save(work: Work, me: Me, said: Said) -> Card:
    """Ask what the form says; the same answer for one that is sent twice. Raises BadForm, NotYours or TooManyPolls."""
    row = await drafted(work, me, said)
    if row.state != DRAFT:
        return say.asked(row, await poll_posting.where(work, row))
    form = poll_form.read_asked(work, me, said)
    await check_room(work, me)
    if row.channel is None:
        await check_everywhere(work, me, row)
    await polls.drop_options(work.session, [one.id for one in await polls.options(work.session, row.id)])
    await polls.change(work.session, row.id, **form.columns)
    await polls.add_options(work.session, row.id, form.answers)
    return await start(work, me, row.key)


async def everywhere(work: Work, me: Me, said: Said) -> Card:
    """Ask what was typed in all announcement channels; the same answer for a second press. Raises NotYours."""
    row = await drafted(work, me, said)
    if row.state == DRAFT:
        await check_room(work, me)
        await check_everywhere(work, me, row)
        return await start(work, me, row.key)
    return say.asked(row, await poll_posting.where(work, row))


async def drafted(work: Work, me: Me, said: Said) -> Stored:
    """A draft of mine, or what became of it. Raises NotYours."""
    row = await polls.lock(work.session, said.value)
    if row is None or row.author != me.id:
        raise NotYours
    return row


async def start(work: Work, me: Me, key: str) -> Card:
    """Open a draft, and post it."""
    row = await launch(work, await reread(work, key), me.timezone)
    return say.asked(row, await poll_posting.where(work, row))


async def launch(work: Work, row: Stored, timezone: str) -> Stored:
    """Open a poll that has its words: it is posted, and votes are taken."""
    began_at = row.began_at or work.now
    next_at = next_turn(began_at, row.repeats, timezone, work.now) if row.repeats else None
    closing = ends_at(work.now, row.closes_at)
    await polls.change(
        work.session,
        row.id,
        state=OPEN,
        opened_at=work.now,
        changed_at=work.now,
        timezone=timezone,
        next_at=next_at,
        began_at=began_at,
        look_at=closing if next_at is None else min(closing, next_at),
        secret=None if row.named else fresh_key(work.random),
    )
    opened = await reread(work, row.key)
    await poll_posting.post(work, opened)
    await work.refresh_home(row.author)
    return opened
