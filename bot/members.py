"""Who somebody is: accounts on platforms become one member."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.directory import Address, Identity
from bot.errors import NoBots, NotYours
from bot.network import Network, Work
from storage import members, profiles

HOME = "Europe/London"


@dataclass(frozen=True, slots=True)
class Me:
    """The member who acts, and the account they act from."""

    id: int
    name: str
    pronouns: str
    timezone: str
    facilitator: bool
    address: Address

    def today(self, work: Work) -> date:
        """What day it is where they are."""
        return work.now.astimezone(zone(self.timezone)).date()


def zone(name: str) -> ZoneInfo:
    """A timezone by its IANA name; one that nobody knows is taken as ours."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(HOME)


def today_here(now: datetime) -> date:
    """What day it is in the UK, for what is done for no member in particular."""
    return now.astimezone(zone(HOME)).date()


async def recognise(work: Work, who: Address) -> Me | None:
    """The member whose account this is, or None when it is new to us or had been left."""
    row = await members.known(work.session, *who)
    if row is None or row.left_at is not None:
        return None
    return Me(row.id, row.name, row.pronouns, row.timezone, row.facilitator or row.owner, who)


async def meet(work: Work, identity: Identity) -> int | None:
    """Take what the platform says of somebody: a new member, a new name, or that they left.

    Returns their id; None for somebody unknown who has left already. Raises NoBots.
    """
    if identity.bot:
        raise NoBots
    who = identity.address
    row = await members.known(work.session, *who)
    if row is None:
        if identity.left:
            return None
        member = await members.add(
            work.session,
            name=identity.name,
            pronouns=identity.pronouns,
            timezone=identity.timezone,
            joined_at=work.now,
        )
        await members.add_account(work.session, member, *who, owner=identity.owner)
        return member
    await members.rename(
        work.session, row.id, name=identity.name, pronouns=identity.pronouns, timezone=identity.timezone
    )
    left_at = (row.left_at or work.now) if identity.left else None
    await members.set_account(work.session, *who, owner=identity.owner, left_at=left_at)
    if (row.left_at is None) == identity.left:
        await profiles.bump(work.session, row.id)
    return row.id


async def changed(work: Work, identity: Identity) -> None:
    """Take a change that a platform tells us of somebody we know; strangers stay strangers until they come to us."""
    if not identity.bot and await members.known(work.session, *identity.address):
        await meet(work, identity)


async def introduce(network: Network, identity: Identity | None) -> None:
    """Meet somebody for the first time; raises NotYours when the platform knows nobody there, or that they left."""
    if identity is None or await network.run(meet, identity) is None:
        raise NotYours
