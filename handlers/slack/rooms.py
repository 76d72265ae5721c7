"""Channels: where something was said, and what Slack tells of them."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any

from bot import channels
from bot.directory import Address, Room
from bot.network import Work
from handlers.slack.directory import named
from handlers.slack.faults import ADVICE

PRIVATE_NAME = "privategroup"
"""What Slack calls every private channel where it gives no name."""

DIRECT = "D"
"""What the id of every direct message begins with."""

Event = Mapping[str, Any]
Taken = Callable[[Work], Awaitable[None]]


def room_of(workspace: str, channel: str, name: str) -> Room | None:
    """The channel of this id, as far as a request tells of it; None for a direct message and for no channel."""
    if not channel or channel.startswith(DIRECT):
        return None
    private = name == PRIVATE_NAME
    return Room("slack", workspace, channel, name="" if private else named(name), private=private)


def lost(code: str) -> Callable[[Address, Event], Taken]:
    """What to do when nothing can be posted in a channel any longer, for the reason that Slack would give."""
    return lambda at, _event: lambda work: channels.gone(work, at, f"{code}: {ADVICE[code]}")


def found(at: Address, _event: Event) -> Taken:
    """What to do when the bot can post there again."""
    return lambda work: channels.back(work, at)


def renamed(at: Address, event: Event) -> Taken:
    """What to do when a channel has another name."""
    return lambda work: channels.renamed(work, at, named(str(event["channel"].get("name") or "")))


CHANGES: Mapping[str, Callable[[Address, Event], Taken]] = {
    "channel_archive": lost("is_archived"),
    "channel_deleted": lost("channel_deleted"),
    "channel_left": lost("not_in_channel"),
    "channel_rename": renamed,
    "channel_unarchive": found,
    "group_archive": lost("is_archived"),
    "group_deleted": lost("channel_deleted"),
    "group_left": lost("not_in_channel"),
    "group_rename": renamed,
    "group_unarchive": found,
    "member_joined_channel": found,
    "member_left_channel": lost("not_in_channel"),
}
"""What each event about a channel means for what is posted there."""


def changed(event: Event, workspace: str, bots: Collection[str]) -> Taken | None:
    """What is to be done about an event; None when it is about somebody else who came or went."""
    if event["type"].startswith("member_") and event.get("user") not in bots:
        return None
    channel = event["channel"]
    at = Address("slack", workspace, str(channel["id"] if isinstance(channel, dict) else channel))
    return CHANGES[event["type"]](at, event)
