"""The people and channels of the workspace, as Slack knows them."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.directory import Address, Identity, Room, Unreachable
from handlers.slack.faults import FAILURES, fault_of
from handlers.slack.wire import Wire
from handlers.words import clean

SLACKBOT = "USLACKBOT"
PAGE = 200
UNKNOWN = frozenset({"user_not_found", "user_not_visible", "users_not_found"})
NO_ROOM = "channel_not_found"
TIMEZONE = "Europe/London"


class SlackDirectory:
    """The list of people of one workspace.

    The workspace of an address is always the one where the app is installed, also for people of other workspaces who
    are met in a shared channel (Slack Connect): they can be reached through this one only.
    """

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def identify(self, address: Address) -> Identity | None:
        """Who this is, or None when Slack knows nobody there. Raises Unreachable."""
        try:
            answer = await self._wire.calls.users_info(user=address.user, include_locale=True)
        except SlackApiError as error:
            if fault_of(error).code in UNKNOWN:
                return None
            raise Unreachable(str(fault_of(error))) from error
        except FAILURES as error:
            raise Unreachable(str(fault_of(error))) from error
        return identity(answer["user"], address.workspace)

    async def room(self, room: Room) -> Room:
        """A channel as it is now; a private one is known only where the bot is in it. Raises Unreachable."""
        try:
            answer = await self._wire.calls.conversations_info(channel=room.channel)
        except SlackApiError as error:
            if fault_of(error).code == NO_ROOM:
                return replace(room, joined=False)
            raise Unreachable(str(fault_of(error))) from error
        except FAILURES as error:
            raise Unreachable(str(fault_of(error))) from error
        return described(room, answer["channel"])

    async def everyone(self) -> AsyncIterator[Identity]:
        """All people, page by page, with e-mail addresses where the app may read them. Raises Unreachable."""
        cursor = ""
        try:
            workspace = await self._wire.workspace()
            while True:
                answer = await self._wire.patient.users_list(limit=PAGE, cursor=cursor, include_locale=True)
                for user in answer["members"]:
                    yield identity(user, workspace)
                cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
                if not cursor:
                    return
        except FAILURES as error:
            raise Unreachable(str(fault_of(error))) from error


def described(room: Room, channel: Mapping[str, Any]) -> Room:
    """What a conversation object of Slack's says of a channel; nobody leaves a group direct message."""
    group = bool(channel.get("is_mpim"))
    name = "" if group else named(str(channel.get("name") or ""))
    joined = group or bool(channel.get("is_member"))
    return replace(room, name=name, private=group or bool(channel.get("is_private")), joined=joined)


def named(channel: str) -> str:
    """What members know a channel by."""
    return f"#{clean(channel).strip()}" if channel.strip() else ""


def identity(user: Mapping[str, Any], workspace: str) -> Identity:
    """Who a user object of Slack's says somebody is; guests are people like all others."""
    profile: Mapping[str, Any] = user.get("profile") or {}
    names = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"), user.get("name"), user["id"])
    return Identity(
        address=Address("slack", workspace, user["id"]),
        name=next(clean(name).strip() for name in names if name and name.strip()),
        pronouns=clean(profile.get("pronouns") or "").strip(),
        timezone=user.get("tz") or TIMEZONE,
        language=user.get("locale") or "",
        email=profile.get("email") or "",
        bot=bool(user.get("is_bot")) or user["id"] == SLACKBOT,
        owner=bool(user.get("is_owner") or user.get("is_primary_owner")),
        left=bool(user.get("deleted")),
    )
