"""Where each person and channel is written to, as every activity tells it; kept when something about it is new."""

import time
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import structlog

from bot import members, references
from bot.directory import Address, Identity, Room
from bot.errors import Refused
from bot.network import Network, Repeated, Work
from bot.references import Reference
from handlers.words import clean

log = structlog.get_logger()

KNOWN = 10_000
"""How many references are remembered to be kept already."""

SURE = 300.0
"""Seconds for which that is believed: another process may have heard that the bot was removed."""

TIMEZONE = "Europe/London"
BOT = "28:"
"""What the account of every bot begins with."""

SHARED = "19:"
"""What the id of every conversation among people begins with: channels, group chats, and chats of two."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody acted: who, in which conversation, and on which message of ours they pressed.

    `personal` says that they alone see what is written there, otherwise `room` is the channel or group chat. `once` is
    the same for a repeat of what they did.
    """

    who: Address
    service_url: str
    conversation: str
    personal: bool
    message: str
    once: str
    room: Room | None


def place_of(activity: Mapping[str, Any], tenant: str) -> Place:
    """Where an activity comes from."""
    sender, conversation = activity["from"], activity["conversation"]
    return Place(
        who=Address("teams", tenant, str(sender.get("aadObjectId") or sender["id"])),
        service_url=activity["serviceUrl"],
        conversation=conversation["id"],
        personal=is_personal(activity),
        message=str(activity.get("replyToId") or ""),
        once=f"teams {conversation['id']} {activity['id']}",
        room=None if is_personal(activity) else room_of(activity, tenant),
    )


def room_of(activity: Mapping[str, Any], tenant: str) -> Room:
    """The channel or group chat that an activity comes from; a thread is part of its channel.

    Only who is in a group chat knows it.
    """
    conversation, added = activity["conversation"], activity.get("channelData") or {}
    team = str((added.get("team") or {}).get("id") or added.get("teamsTeamId") or "")
    name = clean(str(conversation.get("name") or "")).strip()
    return Room("teams", tenant, conversation["id"].partition(";")[0], team, name, private=not team)


def is_personal(activity: Mapping[str, Any]) -> bool:
    """Whether an activity comes from somebody's own chat with the bot.

    A chat of two people is called personal too; only its id tells it apart.
    """
    conversation = activity["conversation"]
    kind = conversation.get("conversationType") or ("groupChat" if conversation.get("isGroup") else "personal")
    return bool(kind == "personal") and not conversation["id"].startswith(SHARED)


def is_bot(account: Mapping[str, Any]) -> bool:
    """Whether an account is a bot's."""
    return str(account.get("id", "")).startswith(BOT) or account.get("role") == "bot"


def of_person(activity: Mapping[str, Any], tenant: str) -> Reference:
    """What an activity tells of whoever did it; their own chat only where it comes from there."""
    place = place_of(activity, tenant)
    return Reference(
        place=place.who,
        service_url=place.service_url,
        conversation=place.conversation if place.personal else "",
        account=activity["from"]["id"],
        name=str(activity["from"].get("name") or ""),
        timezone=str(activity.get("localTimezone") or ""),
        language=str(activity.get("locale") or ""),
    )


def of_channel(activity: Mapping[str, Any], tenant: str) -> Reference:
    """What an activity tells of the channel or group chat it comes from; a thread is part of its channel."""
    conversation = activity["conversation"]["id"].partition(";")[0]
    name = str(activity["conversation"].get("name") or "")
    return Reference(Address("teams", tenant, conversation), activity["serviceUrl"], conversation, name=name)


class References:
    """What is known of people and channels; new is kept, and what was kept a moment ago is not asked for again."""

    def __init__(self, network: Network, tenant: str) -> None:
        self._network = network
        self._tenant = tenant
        self._sure: OrderedDict[Reference, float] = OrderedDict()

    async def notice(self, told: Reference, once: str = "") -> None:
        """Take what an activity tells. Never raises for want of a database.

        With `once`, the activity says that the bot was added there: that is taken also when all of it is known, but
        not when the same activity is repeated, for the bot may have been removed since.
        """
        if not once and self._sure.get(told, 0.0) > time.monotonic():
            return
        try:
            if once:
                await self._network.run_once(f"{once} {told.place.user}", take, told)
            elif await self._network.look(is_new, told):
                await self._network.run(take, told)
        except Repeated:
            return
        except Refused:
            log.warning("reference_not_kept", platform=told.place.platform)
            return
        self._sure[told] = time.monotonic() + SURE
        self._sure.move_to_end(told)
        if len(self._sure) > KNOWN:
            self._sure.popitem(last=False)

    async def find(self, place: Address) -> Reference | None:
        """Where to write, or None when the bot may not; raises Busy."""
        return await self._network.look(references.find, place)

    async def channels(self) -> list[Reference]:
        """The channels and group chats that the bot is in; raises Busy."""
        return await self._network.look(references.channels, "teams", self._tenant)

    async def service(self) -> str:
        """The service that people are written to of whom nothing is kept; nothing before anybody has met the bot."""
        return await self._network.look(service_of, self._tenant)

    async def opened(self, reference: Reference, conversation: str) -> None:
        """Keep the conversation that was opened with somebody."""
        await self._network.run(references.keep, replace(reference, conversation=conversation))

    async def removed(self, place: Address, once: str) -> None:
        """The bot was removed there, said once: a person has left until they come back."""
        self._sure.clear()
        with suppress(Repeated):
            await self._network.run_once(f"{once} {place.user}", forget, place)

    async def is_first(self, place: Address) -> bool:
        """Whether the bot was never welcomed there before; from now on it was."""
        return await self._network.run(references.welcomed, place)


def merged(told: Reference, known: Reference | None) -> Reference:
    """What an activity tells, and what is known from others where it tells nothing."""
    if known is None:
        return told
    return replace(
        told,
        conversation=told.conversation or known.conversation,
        account=told.account or known.account,
        name=told.name or known.name,
        timezone=told.timezone or known.timezone,
        language=told.language or known.language,
        email=told.email or known.email,
    )


async def is_new(work: Work, told: Reference) -> bool:
    """Whether something of it is not known yet."""
    known = await references.find(work, told.place)
    return merged(told, known) != known


async def take(work: Work, told: Reference) -> None:
    """Keep it, and let the member go by what their platform says of them now."""
    known = await references.find(work, told.place)
    reference = merged(told, known)
    await references.keep(work, reference)
    if reference.account and reference.name:
        await members.changed(work, identity(reference))


async def service_of(work: Work, tenant: str) -> str:
    """The service of a place that is kept."""
    kept = await references.any_of(work, "teams", tenant)
    return kept.service_url if kept is not None else ""


async def forget(work: Work, place: Address) -> None:
    """The bot may not write there any more."""
    known = await references.find(work, place)
    await references.remove(work, place)
    # Somebody may be a member without having met the bot, by a table that was brought in.
    told = identity(known) if known is not None and known.account else Identity(place, name="", timezone="")
    await members.changed(work, replace(told, left=True))


def identity(reference: Reference) -> Identity:
    """Who a reference says somebody is."""
    return Identity(
        address=reference.place,
        name=reference.name or reference.account,
        timezone=reference.timezone or TIMEZONE,
        language=reference.language,
        email=reference.email,
        bot=reference.account.startswith(BOT),
    )
