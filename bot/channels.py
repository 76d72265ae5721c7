"""Channels: where announcements are posted, what stands there, and what becomes of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot import channel_cards as cards
from bot.cards import Card
from bot.directory import Address, Room
from bot.errors import NotYours
from bot.members import Me, line
from bot.network import Work
from bot.outbox import words
from bot.platforms import channel_on
from bot.said import Said
from storage import channels, members, outbox
from storage.channels import Stored

LONGEST_NAME = 200

LATELY = timedelta(days=1)
"""What was to be posted since then is posted once a channel works again; what is older, only when it is asked for."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel where the network posts; the name of a private one is not told to others."""

    id: int
    platform: str
    workspace: str
    name: str

    @property
    def words(self) -> str:
        """Where it is, as members read it."""
        return channel_on(self.platform, self.name)


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with a post: it waits to be posted, is there, or is gone.

    `link` leads to one that is there, where its platform has such addresses; `why` is a sentence on one that is gone.
    """

    channel: Channel
    state: Literal["waiting", "there", "gone"]
    link: str = ""
    why: str = ""


async def announcing(work: Work) -> list[Channel]:
    """The channels where announcements are posted, all that work at the moment."""
    return [channel(row) for row in await channels.announcing(work.session) if not row.trouble]


def channel(row: Stored) -> Channel:
    """A channel as members may know it."""
    return Channel(row.id, row.platform, row.workspace, cards.PRIVATE if row.private else row.name or cards.UNNAMED)


async def where(work: Work, keys: Sequence[str]) -> dict[str, Standing]:
    """Where the posts with these keys stand, in their order, without those that are unknown or long forgotten."""
    found = await channels.posted(work.session, keys)
    numbers = {post.key: outbox.channel_of(post.recipient) for post in found}
    rows = {row.id: row for row in await channels.read(work.session, {one for one in numbers.values() if one})}
    standing: dict[str, Standing] = {}
    for post in found:
        row = rows[numbers[post.key] or 0]
        why = row.trouble or (post.failure if post.reason and not post.conversation else "")
        if why:
            standing[post.key] = Standing(channel(row), "gone", why=words(why))
        else:
            standing[post.key] = Standing(channel(row), "there" if post.conversation else "waiting", post.link)
    return {key: standing[key] for key in keys if key in standing}


async def announce(work: Work, me: Me, said: Said) -> Card:
    """Have announcements posted in the channel where this is said, or no longer."""
    room = said.room
    if room is None:
        return cards.IN_A_CHANNEL
    if said.value:
        row = await channels.stop(work.session, *channels.at(place_of(room)))
        return cards.NOT_ANNOUNCED if row is None else cards.stopped(row)
    if not room.joined:
        return cards.NOT_THERE
    before, row = await meet(work, room, announces=True)
    if not before.announces:
        await work.post(row.id, cards.hello(me.name), key=f"hello:{row.id}:{work.now.isoformat()}")
    return cards.announced(row, before=before.announces)


async def meet(work: Work, room: Room, *, announces: bool = False) -> tuple[Stored, Stored]:
    """Keep a channel that the bot is in, so that it can be posted in, with announcements or without; was and is.

    One that is for announcements stays so. What could not be done there is done now.
    """
    kept = await channels.keep(
        work.session,
        place_of(room),
        team=room.team,
        name=line(room.name, LONGEST_NAME),
        private=room.private,
        seen_at=work.now,
        announces=announces,
    )
    await retry(work, kept[1].id)
    return kept


async def post_again(work: Work, key: str) -> None:
    """Post something once more that was deleted in a channel, or could not be posted there."""
    await channels.post_one_again(work.session, key, work.now)
    work.posts = True


def place_of(room: Room) -> tuple[str, str, str]:
    """A channel as the tables know it."""
    return room.platform, room.workspace, room.channel


async def show(work: Work, me: Me, said: Said) -> Card:
    """All announcement channels, for facilitators."""
    return await listing(work, cards.TITLE)


async def listing(work: Work, title: str) -> Card:
    """The same under this title."""
    deleted = {outbox.channel_of(one) or 0: count for one, count in (await channels.deleted(work.session)).items()}
    return cards.listing(title, await channels.announcing(work.session), deleted)


async def remove(work: Work, me: Me, said: Said) -> Card:
    """Have announcements posted in a channel no longer; the same answer when they were not. Raises NotYours."""
    rows = await channels.read(work.session, [said.number])
    if not rows:
        raise NotYours
    [row] = rows
    await channels.stop(work.session, channels.named(row.id))
    return await listing(work, f"No more announcements in {cards.naming(row)}")


async def again(work: Work, me: Me, said: Said) -> Card:
    """Post once more what was deleted in a channel, as it would be there now."""
    count = await channels.post_again(work.session, said.number, work.now)
    work.posts = work.posts or bool(count)
    return await listing(work, "1 post is posted again" if count == 1 else f"{count} posts are posted again")


async def troubled(work: Work) -> int:
    """How many announcement channels do not work."""
    return await channels.troubled(work.session)


async def names(work: Work, recipients: Collection[str]) -> dict[str, str]:
    """What facilitators know channels by, from the recipients that they are."""
    return {outbox.of_channel(row.id): cards.naming(row) for row in await rows_of(work, recipients)}


async def addresses(work: Work, recipients: Collection[str]) -> dict[str, Address]:
    """Where channels are, from the recipients that they are; the channel is the user of its address."""
    rows = await rows_of(work, recipients)
    return {outbox.of_channel(row.id): Address(row.platform, row.workspace, row.channel) for row in rows}


async def rows_of(work: Work, recipients: Collection[str]) -> Sequence[Stored]:
    """The channels among some recipients."""
    return await channels.read(work.session, {one for each in recipients if (one := outbox.channel_of(each))})


async def reached(work: Work, recipients: Collection[str]) -> None:
    """Something was posted in these channels, so that they work."""
    if recipients:
        ids = {one for each in recipients if (one := outbox.channel_of(each))}
        await healed(work, await channels.heal(work.session, ids, work.now))


async def failed(work: Work, recipient: str, trouble: str, *, since: datetime) -> None:
    """Nothing can be posted in a channel any longer, as was found out by something that was begun then."""
    for row in await rows_of(work, [recipient]):
        await lose(work, row, trouble, since=since)


async def lose(work: Work, row: Stored, trouble: str, *, since: datetime) -> None:
    """Record why a channel does not work; facilitators are told when it is new and matters to them."""
    if await channels.fail(work.session, row.id, trouble, since=since) and row.announces:
        for member, _, _ in await members.facilitators(work.session):
            key = f"channel:{row.id}:{member}:{work.now.isoformat()}"
            await work.send(member, cards.broken(row, trouble), key=key)
            await work.refresh_home(member)


async def gone(work: Work, place: Address, trouble: str, *, parts: bool = False) -> None:
    """A platform tells that the bot can post in a channel no longer; with `parts`, nowhere in a team of this name."""
    for row in await channels.found(work.session, place, parts=parts):
        await lose(work, row, trouble, since=work.now)


async def back(work: Work, place: Address, *, parts: bool = False) -> None:
    """A platform tells that the bot is in a channel, or that it is open, again."""
    ids = [row.id for row in await channels.found(work.session, place, parts=parts)]
    await channels.see(work.session, ids, work.now)
    await healed(work, await channels.heal(work.session, ids, work.now))


async def healed(work: Work, ids: Collection[int]) -> None:
    """Do what could not be done while these channels did not work."""
    for number in ids:
        await retry(work, number)
    if ids:
        for member, _, _ in await members.facilitators(work.session):
            await work.refresh_home(member)


async def retry(work: Work, number: int) -> None:
    """Do what could not be done in a channel: all changes, and what was to be posted lately."""
    if await channels.retry(work.session, number, work.now, work.now - LATELY):
        work.posts = True


async def renamed(work: Work, place: Address, name: str) -> None:
    """A platform tells that a channel is called something else."""
    await channels.rename(work.session, place, line(name, LONGEST_NAME))
