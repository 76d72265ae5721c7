"""Who somebody is: accounts on platforms become one member."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from bot.directory import Address, Identity
from bot.errors import NoBots, NotYours
from bot.network import Network, Work
from bot.timezones import HOME, day_at, zone
from bot.typed import clean
from storage import members, profiles
from storage.members import Known, Told

NAMELESS = "Somebody"
"""What a member is called whom their platform gives no name that can be read."""

LONGEST_NAME = 200
LONGEST_PRONOUNS = 100
LONGEST_LANGUAGE = 35

GATHERING = frozenset({"slack"})
"""Platforms where a bot can open a group conversation; in Teams it cannot, whatever it is allowed."""


@dataclass(frozen=True, slots=True)
class Me:
    """The member who acts, and the account they act from."""

    id: int
    name: str
    pronouns: str
    timezone: str
    language: str
    facilitator: bool
    address: Address

    def today(self, work: Work) -> date:
        """What day it is where they are."""
        return day_at(work.now, self.timezone)


async def recognise(work: Work, who: Address, *, held: bool = False) -> Me | None:
    """The member whose account this is, or None when it is new to us or had been left.

    Whoever writes something for this member holds the account, so that it becomes nobody else's meanwhile.
    """
    row = await members.known(work.session, *who, held=held)
    if row is None or row.left_at is not None:
        return None
    return me_of(row, who)


def me_of(row: Known, who: Address) -> Me:
    """A member who acts from an account of theirs."""
    return Me(row.id, row.name, row.pronouns, row.timezone, row.language, row.facilitator, who)


async def recognise_all(work: Work, people: Collection[Address]) -> dict[Address, Me]:
    """The same of several, all held; those whom we do not know, or who left, are not among them."""
    rows = await members.known_all(work.session, [(who.platform, who.workspace, who.user) for who in people])
    found = {Address(*place): row for place, row in rows.items()}
    return {who: me_of(row, who) for who, row in found.items() if row.left_at is None}


async def take_turn(work: Work) -> None:
    """Wait until nobody else moves accounts from one member to another."""
    await members.take_turn(work.session)


async def meet(work: Work, identity: Identity) -> int | None:
    """Take what the platform says of somebody: a new member, a new name, or that they left.

    Returns their id; None for somebody unknown who has left already. Raises NoBots.
    """
    if identity.bot:
        raise NoBots
    who, told = identity.address, told_by(identity)
    met = await members.met(work.session, *who)
    if met is None:
        if identity.left:
            return None
        kept = Told(told.name or NAMELESS, told.pronouns, told.timezone or HOME, told.language)
        member = await members.add(work.session, kept, work.now)
        await members.add_account(work.session, member, who, told, owner=identity.owner, since=work.now)
        return member
    # Only pronouns can be taken back; of the others, a platform that says nothing does not know.
    told = Told(*(new or old for new, old in zip(told, met.before, strict=True)))._replace(pronouns=told.pronouns)
    left_at = (met.left_at or work.now) if identity.left else None
    if (met.before, met.owner, met.left_at) == (told, identity.owner, left_at):
        return met.id
    await members.set_account(work.session, who, told, owner=identity.owner, left_at=left_at)
    kept = newest(met.kept, met.before, told)
    if kept.pronouns != met.kept.pronouns and not kept.pronouns:
        kept = kept._replace(pronouns=await pronouns_elsewhere(work, met.id))
    if kept != met.kept:
        await members.rename(work.session, met.id, kept)
    await work.refresh_home(met.id)
    if met.left_at != left_at or kept.timezone != met.kept.timezone:
        await profiles.bump(work.session, met.id)
    return met.id


def told_by(identity: Identity) -> Told:
    """What a platform says of somebody, as the tables have room for it."""
    return Told(
        line(identity.name, LONGEST_NAME),
        line(identity.pronouns, LONGEST_PRONOUNS),
        zone(identity.timezone).key if identity.timezone else "",
        line(identity.language, LONGEST_LANGUAGE),
    )


def newest(kept: Told, before: Told, now: Told) -> Told:
    """What a member is called and the like, once one of their platforms says something.

    What it newly says wins, so that platforms which differ do not take turns; what it takes back is gone, unless it
    came from another of their platforms.
    """

    def newer(held: str, old: str, new: str) -> str:
        return new if new != old and (new or held == old) else held

    return Told(*map(newer, kept, before, now))


async def pronouns_elsewhere(work: Work, member: int) -> str:
    """The pronouns that the first of somebody's accounts gives, or none."""
    told = [one.told.pronouns for one in await members.theirs(work.session, member)]
    return next(filter(None, told), "")


def line(text: str, most: int) -> str:
    """What a platform says of somebody, in one line that the tables have room for."""
    return " ".join(clean(text).split())[:most].strip()


async def changed(work: Work, identity: Identity) -> None:
    """Take a change that a platform tells us of somebody we know; strangers stay strangers until they come to us."""
    if not identity.bot and await members.known(work.session, *identity.address):
        await meet(work, identity)


async def introduce(network: Network, identity: Identity | None) -> None:
    """Meet somebody for the first time; raises NotYours when the platform knows nobody there, or that they left."""
    if identity is None or await network.run(meet, identity) is None or identity.left:
        raise NotYours


async def shared_workspace(work: Work, together: Collection[int]) -> tuple[str, str] | None:
    """(platform, workspace) where all these members can meet in one group conversation, or None.

    Where there are several, the one that has been the first one's for longest.
    """
    places = [
        [(platform, workspace) for platform, workspace, _ in await members.accounts(work.session, one)]
        for one in dict.fromkeys(together)
    ]
    return next(
        (
            place
            for place in (places[0] if places else [])
            if place[0] in GATHERING and all(place in others for others in places)
        ),
        None,
    )
