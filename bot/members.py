"""Who somebody is: accounts on platforms become one member."""

from dataclasses import dataclass
from datetime import date

from bot.directory import Address, Identity
from bot.errors import NoBots, NotYours
from bot.network import Network, Work
from bot.profile_form import clean
from bot.timezones import day_at, zone
from storage import members, profiles

NAMELESS = "Somebody"
"""What a member is called whom their platform gives no name that can be read."""

LONGEST_NAME = 200
LONGEST_PRONOUNS = 100
LONGEST_LANGUAGE = 35


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


async def recognise(work: Work, who: Address) -> Me | None:
    """The member whose account this is, or None when it is new to us or had been left."""
    row = await members.known(work.session, *who)
    if row is None or row.left_at is not None:
        return None
    return Me(row.id, row.name, row.pronouns, row.timezone, row.language, row.facilitator or row.owner, who)


async def meet(work: Work, identity: Identity) -> int | None:
    """Take what the platform says of somebody: a new member, a new name, or that they left.

    Returns their id; None for somebody unknown who has left already. Raises NoBots.
    """
    if identity.bot:
        raise NoBots
    who = identity.address
    name = line(identity.name, LONGEST_NAME) or NAMELESS
    pronouns = line(identity.pronouns, LONGEST_PRONOUNS)
    timezone = zone(identity.timezone).key
    language = line(identity.language, LONGEST_LANGUAGE)
    row = await members.known(work.session, *who)
    if row is None:
        if identity.left:
            return None
        member = await members.add(
            work.session, name=name, pronouns=pronouns, timezone=timezone, language=language, joined_at=work.now
        )
        await members.add_account(work.session, member, *who, owner=identity.owner)
        return member
    language = language or row.language
    if (row.name, row.pronouns, row.timezone, row.language) != (name, pronouns, timezone, language):
        await members.rename(work.session, row.id, name=name, pronouns=pronouns, timezone=timezone, language=language)
        await work.refresh_home(row.id)
    left_at = (row.left_at or work.now) if identity.left else None
    if (row.owner, row.left_at) != (identity.owner, left_at):
        await members.set_account(work.session, *who, owner=identity.owner, left_at=left_at)
        await work.refresh_home(row.id)
    if (row.left_at is None) == identity.left or row.timezone != timezone:
        await profiles.bump(work.session, row.id)
    return row.id


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
