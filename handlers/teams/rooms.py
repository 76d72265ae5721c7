"""What Teams tells of channels, and of teams that the bot is in, and what it means for what is posted there."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot import channels
from bot.directory import Address
from bot.network import Work
from handlers.teams.directory import GENERAL, named
from handlers.teams.faults import OF_CHANNELS

REMOVED = "BotNotInConversationRoster"
CODES: Mapping[str, str] = {
    "channelDeleted": "ConversationNotFound",
    "teamArchived": "TeamArchived",
    "teamDeleted": "ConversationNotFound",
    "teamHardDeleted": "ConversationNotFound",
}
"""Events after which nothing can be posted any longer, with the code that says why."""

RESTORED = frozenset({"channelRestored", "teamRestored", "teamUnarchived"})
RENAMED = "channelRenamed"
Taken = Callable[[Work], Awaitable[None]]
Data = Mapping[str, Any]


def lost(at: Address, code: str, *, parts: bool) -> Taken:
    """What to do when nothing can be posted any longer in a channel, or with `parts` in all of a team."""
    return lambda work: channels.gone(work, at, f"{code}: {OF_CHANNELS[code]}", parts=parts)


def found(at: Address, *, parts: bool) -> Taken:
    """What to do when the bot can post there again."""
    return lambda work: channels.back(work, at, parts=parts)


def renamed(at: Address, data: Data) -> Taken:
    """What to do when a channel has another name."""
    channel, team = (str((data.get(what) or {}).get("name") or "") for what in ("channel", "team"))
    return lambda work: channels.renamed(work, at, named(channel or GENERAL, team))


def changed(activity: Data, tenant: str) -> Taken | None:
    """What is to be done about a change of a channel or of its team; None for what is nothing to us."""
    data: Data = activity.get("channelData") or {}
    event = str(data.get("eventType") or "")
    parts = event.startswith("team")
    named_there = (data.get("team" if parts else "channel") or {}).get("id")
    at = Address("teams", tenant, str(named_there or activity["conversation"]["id"].partition(";")[0]))
    if event in CODES:
        return lost(at, CODES[event], parts=parts)
    if event in RESTORED:
        return found(at, parts=parts)
    return renamed(at, data) if event == RENAMED else None
