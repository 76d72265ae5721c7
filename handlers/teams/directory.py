"""The people and channels of the tenant, as far as Teams lets a bot know them."""

from collections.abc import AsyncIterator, Awaitable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

import structlog

from bot.directory import Address, Identity, Room, Unreachable
from bot.errors import Refused
from bot.references import Reference
from handlers.teams.faults import FAILURES, GONE, fault_of
from handlers.teams.references import TIMEZONE, References, identity, is_bot
from handlers.teams.wire import Refusal, Wire
from handlers.words import clean

log = structlog.get_logger()
T = TypeVar("T")

GENERAL, STANDARD = "General", "standard"
"""What the first channel of a team is called where it comes without a name, and the type of those that all may read."""

UNKNOWN = GONE | {400}
"""How Teams answers for somebody who is not there, or whom the bot may not know."""


class TeamsDirectory:
    """The people whom the bot may know: those who have written to it, and everybody in the teams that it is in."""

    def __init__(self, wire: Wire, references: References) -> None:
        self._wire = wire
        self._references = references

    async def identify(self, address: Address) -> Identity | None:
        """Who this is, or None when Teams knows nobody there. Raises Unreachable.

        Somebody who has just acted is known by their name; what more there is, is asked of Teams.
        """
        known = await records(self._references.find(address))
        service = known.service_url if known is not None else await records(self._references.service())
        if not service:
            return None
        try:
            conversation = known.conversation if known is not None else ""
            account = (known.account if known is not None else "") or address.user
            if not conversation:
                conversation = await self._wire.create(service, account)
            member = await self._wire.member(service, conversation, account)
        except FAILURES as error:
            if known is not None and known.name:
                log.info("member_not_asked_for", reason=fault_of(error).code)
                return identity(known)
            if isinstance(error, Refusal) and error.status in UNKNOWN:
                return None
            raise Unreachable(str(fault_of(error))) from error
        return replace(described(member, address.workspace, known), address=address)

    async def room(self, room: Room) -> Room:
        """A channel as it is now; of a group chat Teams tells no more than it did. Raises Unreachable.

        A channel that is not among those of its team is a private or shared one.
        """
        if not room.team:
            return room
        known = await records(self._references.find(Address("teams", room.workspace, room.channel)))
        service = known.service_url if known is not None else await records(self._references.service())
        try:
            team = await self._wire.team(service, room.team)
            listed = await self._wire.channels(service, room.team)
        except FAILURES as error:
            raise Unreachable(str(fault_of(error))) from error
        found = next((each for each in listed if each.get("id") == room.channel), None)
        if found is None:
            return replace(room, private=True)
        name = named(str(found.get("name") or GENERAL), str(team.get("name") or ""))
        return replace(room, name=name, private=found.get("type") not in {None, STANDARD})

    async def everyone(self) -> AsyncIterator[Identity]:
        """Everybody in the teams that the bot is in, with e-mail addresses where Teams gives them. Raises Unreachable.

        Teams gives a bot no list of the whole tenant.
        """
        seen: set[str] = set()
        for channel in await records(self._references.channels()):
            try:
                async for member in self._wire.members(channel.service_url, channel.conversation):
                    found = described(member, channel.place.workspace, None)
                    if found.address.user not in seen:
                        seen.add(found.address.user)
                        yield found
            except FAILURES as error:
                if isinstance(error, Refusal) and error.status in GONE:
                    log.info("channel_gone", reason=fault_of(error).code)
                    continue
                raise Unreachable(str(fault_of(error))) from error

    async def look_up(self, words: str) -> list[Identity]:
        """Those who go by this name or e-mail address. Raises Unreachable."""
        wanted = " ".join(words.split()).casefold()
        return [each async for each in self.everyone() if wanted in {each.name.casefold(), each.email.casefold()}]


async def records(read: Awaitable[T]) -> T:
    """What our own records say; raises Unreachable when they do not answer."""
    try:
        return await read
    except Refused as busy:
        raise Unreachable("our own records do not answer") from busy


def named(channel: str, team: str) -> str:
    """What members know a channel by."""
    return clean(f"{channel} in {team}" if team else channel).strip()


def described(member: Mapping[str, Any], tenant: str, known: Reference | None) -> Identity:
    """Who a member object of Teams' says somebody is; guests are people like all others."""
    user = str(member.get("aadObjectId") or member.get("objectId") or member["id"])
    principal = str(member.get("userPrincipalName") or "")
    name = clean(str(member.get("name") or principal or user)).strip()
    found = Identity(
        address=Address("teams", tenant, user),
        name=name,
        timezone=TIMEZONE,
        email=str(member.get("email") or (principal if "#" not in principal else "")),
        bot=is_bot(member),
    )
    if known is None:
        return found
    return replace(found, timezone=known.timezone or TIMEZONE, language=known.language)
