"""Personal digests, as members meet them: choosing one, having it now, snoozing and stopping it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import digest_cards as say
from bot.cards import Card, Element, Form
from bot.digest_form import MAIL, Chosen, chosen, form, read_form
from bot.digest_items import KINDS, Digest, Reader, compose, holding, record
from bot.digest_items import card as drawn
from bot.digest_times import Rhythm, next_moment
from bot.directory import Address
from bot.errors import NoProfile
from bot.members import Me, recognise
from bot.network import Network, Work
from bot.said import Said
from storage import digests, mail, profiles, saved_searches
from storage.digests import Stored

AT_FIRST = timedelta(days=14)
"""How far back somebody's first digest looks."""

FARTHEST = timedelta(days=35)
"""How far back any digest looks, after a snooze say."""


@dataclass(frozen=True, slots=True)
class Made:
    """A digest that was worked out for a member who asks for it now."""

    member: int
    digest: Digest


async def show(work: Work, me: Me, said: Said) -> Card | Form:
    """How my digest stands, or the form for one."""
    stored = await digests.read(work.session, me.id)
    if stored is None or stored.next_at is None:
        return await edit(work, me, said)
    return await standing(work, stored)


async def edit(work: Work, me: Me, said: Said) -> Form:
    """The form, with what I chose before."""
    stored = await digests.read(work.session, me.id)
    has_profile = bool(await profiles.part_of(work.session, me.id))
    now = chosen(stored) if stored is not None else Chosen()
    sent = stored is not None and stored.next_at is not None
    return form(now, me.timezone, sent=sent, has_profile=has_profile, mails=work.mails)


async def save(work: Work, me: Me, said: Said) -> Card:
    """Take the form; raises BadForm with words for each field that cannot be taken."""
    wanted = read_form(said)
    if wanted is None:
        return await stop(work, me, said)
    return await keep(work, me, wanted, say.SAVED)


async def begin(work: Work, me: Me, said: Said) -> Card:
    """Get a digest, as I chose it before, or every Monday; the same answer when I do. Raises NoProfile."""
    # Whoever deletes their profile meanwhile takes turns, so that nobody gets a digest without one.
    await profiles.lock(work.session, me.id)
    stored = await digests.read(work.session, me.id, locked=True)
    if stored is None and not await has_something_to_go_by(work, me):
        raise NoProfile
    if stored is not None and stored.next_at is not None:
        return await standing(work, stored)
    return await keep(work, me, chosen(stored) if stored is not None else Chosen(), say.STARTED)


async def has_something_to_go_by(work: Work, me: Me) -> bool:
    """Whether there is a profile, or a search that they want to hear of, which stays until this has ended."""
    searches = await saved_searches.lock_of(work.session, me.id)
    return bool(searches or await profiles.part_of(work.session, me.id))


async def keep(work: Work, me: Me, wanted: Chosen, title: str) -> Card:
    """Have a digest from now on as it is wanted; one that is due already comes first if its rhythm stays."""
    before = await digests.read(work.session, me.id, locked=True)
    stays = before is not None and (chosen(before).rhythm, before.timezone) == (wanted.rhythm, me.timezone)
    next_at = before.next_at if before is not None and stays else None
    values = {
        **wanted.rhythm._asdict(),
        "way": wanted.way,
        "fits": wanted.fits,
        "topics": "\n".join(wanted.topics),
        "kinds": ",".join(kind for kind in KINDS if kind in wanted.kinds),
        "next_at": next_at or next_for(work, me, wanted.rhythm, before),
        "timezone": me.timezone,
    }
    if before is None:
        first = {"snoozed_until": None, "due_at": None, "last_at": work.now - AT_FIRST}
        await digests.add(work.session, me.id, **values, **first)
    await digests.change(work.session, me.id, **values)
    await work.refresh_home(me.id)
    return await mine(work, me, title)


def next_for(work: Work, me: Me, rhythm: Rhythm, before: Stored | None, until: datetime | None = None) -> datetime:
    """When the next one is due, after a snooze that ends then or that there is already."""
    if before is None:
        return next_moment(rhythm, me.timezone, until or work.now)
    return next_moment(rhythm, me.timezone, max(work.now, until or before.snoozed_until or work.now), before.due_at)


async def mine(work: Work, me: Me, title: str) -> Card:
    """How my digest stands, which was just written."""
    stored = await digests.read(work.session, me.id)
    assert stored is not None  # noqa: S101 - only a member who is gone has none, and they hold their account
    return await standing(work, stored, title)


async def standing(work: Work, stored: Stored, title: str = say.TITLE) -> Card:
    """The same of one that is read already, with the address that it goes to by e-mail."""
    box = await mail.find(work.session, stored.member) if work.mails and stored.way == MAIL else None
    return say.status(stored, work.now, title, mails=work.mails, box=box)


async def stop(work: Work, me: Me, said: Said) -> Card:
    """Get no digest any more; the same answer when I get none.

    What was chosen for it is kept with the profile; who has none could not delete it.
    """
    if await digests.read(work.session, me.id, locked=True) is None:
        return say.NONE
    if not await profiles.part_of(work.session, me.id):
        await digests.remove(work.session, me.id)
        return say.FORGOTTEN
    await digests.change(work.session, me.id, next_at=None, snoozed_until=None)
    await work.refresh_home(me.id)
    return say.STOPPED


async def snooze(work: Work, me: Me, said: Said) -> Card:
    """Get none for so many weeks, or be asked how many."""
    stored = await digests.read(work.session, me.id, locked=True)
    if stored is None or stored.next_at is None:
        return say.NONE
    if said.number not in say.WEEKS:
        return say.HOW_LONG
    until = work.now + timedelta(weeks=said.number)
    return await sleep(work, me, stored, until, "Your digest is snoozed")


async def wake(work: Work, me: Me, said: Said) -> Card:
    """End a snooze; the same answer when there is none."""
    stored = await digests.read(work.session, me.id, locked=True)
    if stored is None or stored.next_at is None:
        return say.NONE
    if not say.is_snoozed(stored, work.now):
        return await standing(work, stored)
    return await sleep(work, me, stored._replace(snoozed_until=None), None, "Your digest comes again")


async def sleep(work: Work, me: Me, stored: Stored, until: datetime | None, title: str) -> Card:
    """Have the next one come after a snooze, or as it would without one."""
    next_at = next_for(work, me, chosen(stored).rhythm, stored, until)
    await digests.change(work.session, me.id, snoozed_until=until, next_at=next_at, timezone=me.timezone)
    await work.refresh_home(me.id)
    return await mine(work, me, title)


async def make(network: Network, who: Address) -> Made | None:
    """Work out a digest for somebody who asks for it now; None for nothing to say, and for who is new here."""
    reader = await network.look(reader_at, who)
    if reader is None:
        return None
    made = await compose(network, [reader], network.clock())
    return Made(reader.member, made[reader.member]) if reader.member in made else None


async def reader_at(work: Work, who: Address) -> Reader | None:
    """Whoever has this account, as a reader; like one who chose nothing if they never chose."""
    me = await recognise(work, who)
    if me is None:
        return None
    stored = await digests.read(work.session, me.id)
    if stored is not None:
        return reader_of(stored, work.now)
    now = Chosen()
    return Reader(me.id, now.fits, now.topics, now.kinds, work.now - AT_FIRST, me.timezone)


def reader_of(stored: Stored, now: datetime) -> Reader:
    """For whom a digest is made, and how far back it looks."""
    wanted = chosen(stored)
    since = max(stored.last_at, now - FARTHEST)
    return Reader(stored.member, wanted.fits, wanted.topics, wanted.kinds, since, stored.zone)


async def now(work: Work, me: Me, said: Said) -> Card:
    """A digest now, as far as there is something to say; the next one goes on from here. Raises NoProfile."""
    stored = await digests.read(work.session, me.id, locked=True)
    sent = stored is not None and stored.next_at is not None
    worked_out = {me.id: said.made.digest} if isinstance(said.made, Made) and said.made.member == me.id else {}
    digest = (await holding(work, worked_out)).get(me.id)
    if digest is None:
        if stored is None and not await profiles.part_of(work.session, me.id):
            raise NoProfile
        return say.nothing(sent=sent)
    await record(work, {me.id: digest})
    if stored is not None:
        await digests.change(work.session, me.id, last_at=work.now)
    return drawn(digest, me.name, *(say.IN_EACH if sent else say.TRY))


async def for_home(work: Work, member: int) -> tuple[Element, ...]:
    """What the home says of a digest."""
    return say.at_home(await digests.read(work.session, member), work.now)
