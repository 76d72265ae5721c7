"""Events as Slack sends them, to the apps that subscribed and hold the scope."""

import re
import secrets
from typing import Any

from sandbox.refusals import Json
from sandbox.slack.conversations import Conversation, Message, message_object
from sandbox.slack.people import User, user_object
from sandbox.slack.scopes import EVENTS
from sandbox.slack.slack import Slack
from sandbox.slack.views import View

SUBSCRIPTIONS = {"im": "message.im", "mpim": "message.mpim", "channel": "message.channels", "group": "message.groups"}
_SPLIT = re.compile(r"<@(\w+)>")
_ESCAPES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}


def subscribed(slack: Slack, subscription: str) -> bool:
    """Whether the app asked for this event and holds one of its scopes."""
    manifest = slack.workspace.manifest
    scopes = EVENTS[subscription]
    return subscription in manifest.events and (not scopes or bool(set(scopes) & set(slack.workspace.scopes)))


def send(slack: Slack, subscription: str, event: Json, *, shared: bool = False) -> None:
    """Deliver one event, if the app subscribed to it."""
    if not subscribed(slack, subscription):
        return
    workspace = slack.workspace
    event_id = f"Ev{secrets.token_hex(5).upper()}"
    payload = {
        "token": workspace.verification_token,
        "team_id": workspace.team["id"],
        "context_team_id": workspace.team["id"],
        "context_enterprise_id": None,
        "api_app_id": workspace.app["id"],
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(workspace.clock()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": workspace.team["id"],
                "user_id": workspace.bot.id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": shared,
        "event_context": f"4-{secrets.token_urlsafe(24)}",
    }
    slack.deliveries.event(str(event["type"]), payload)


def unescaped(text: str) -> str:
    """A user's text as they typed it."""
    return re.sub("&(?:lt|gt|amp);", lambda found: _ESCAPES[found[0]], text)


def rich_text(text: str) -> list[Json]:
    """The rich text block that Slack's client makes of what a person typed."""
    inside: list[Json] = []
    for index, part in enumerate(_SPLIT.split(text)):
        if index % 2:
            inside.append({"type": "user", "user_id": part})
        elif part:
            inside.append({"type": "text", "text": unescaped(part)})
    section = {"type": "rich_text_section", "elements": inside}
    return [{"type": "rich_text", "block_id": secrets.token_urlsafe(4)[:5], "elements": [section]}]


def _about(slack: Slack, conversation: Conversation, message: Message) -> Json:
    workspace = slack.workspace
    author = workspace.users[message.user]
    event: dict[str, Any] = message_object(conversation, message, app=workspace.app, team_id=author.team_id)
    for key in ("reply_count", "reply_users", "reply_users_count", "latest_reply", "is_locked", "subscribed"):
        event.pop(key, None)
    if message.thread_ts == message.ts or message.thread_ts is None:
        event.pop("thread_ts", None)
    else:
        parent = conversation.messages.get(message.thread_ts)
        event["thread_ts"] = message.thread_ts
        event["parent_user_id"] = parent.user if parent else None
    if not message.by_app and message.subtype is None:
        event["client_msg_id"] = secrets.token_hex(16)
        event["blocks"] = rich_text(message.text)
    if author.external:
        event |= {"user_team": author.team_id, "source_team": author.team_id}
    return event | {"channel": conversation.id, "event_ts": message.ts}


def message_posted(slack: Slack, conversation: Conversation, message: Message) -> None:
    """A message arrived where the app is: `message`, and `app_mention` if it names the app."""
    workspace = slack.workspace
    if workspace.bot.id not in conversation.members:
        return
    shared = workspace.shared(conversation)
    event = _about(slack, conversation, message)
    kind = conversation.channel_type
    send(slack, SUBSCRIPTIONS[kind], {**event, "channel_type": kind}, shared=shared)
    if kind != "im" and f"<@{workspace.bot.id}>" in message.text and not message.by_app:
        send(slack, "app_mention", {**event, "type": "app_mention"}, shared=shared)


def _hidden(slack: Slack, conversation: Conversation, body: Json) -> None:
    if slack.workspace.bot.id not in conversation.members:
        return
    kind = conversation.channel_type
    event = {
        "type": "message",
        **body,
        "channel": conversation.id,
        "channel_type": kind,
        "hidden": True,
        "ts": slack.workspace.next_ts(),
    }
    send(slack, SUBSCRIPTIONS[kind], {**event, "event_ts": event["ts"]}, shared=slack.workspace.shared(conversation))


def message_changed(slack: Slack, conversation: Conversation, message: Message, before: Json) -> None:
    """A message was edited."""
    workspace = slack.workspace
    after = message_object(conversation, message, app=workspace.app, team_id=workspace.team["id"])
    body = {"subtype": "message_changed", "message": after, "previous_message": before}
    _hidden(slack, conversation, body)


def message_deleted(slack: Slack, conversation: Conversation, message: Message, before: Json) -> None:
    """A message was deleted."""
    body = {"subtype": "message_deleted", "previous_message": before, "deleted_ts": message.ts}
    _hidden(slack, conversation, body)


def membership_changed(slack: Slack, conversation: Conversation, user: str, *, joined: bool) -> None:
    """Somebody joined or left a channel that the app is in."""
    if slack.workspace.bot.id not in conversation.members:
        return
    kind = "member_joined_channel" if joined else "member_left_channel"
    event = {
        "type": kind,
        "user": user,
        "channel": conversation.id,
        "channel_type": "G" if conversation.private else "C",
        "team": slack.workspace.users[user].team_id,
        "event_ts": slack.workspace.next_ts(),
    }
    send(slack, kind, event, shared=slack.workspace.shared(conversation))


def channel_changed(slack: Slack, conversation: Conversation, what: str, user: str) -> None:
    """A channel was archived, unarchived, deleted or renamed (`archive`, ...), which the app hears of where it is."""
    workspace = slack.workspace
    if conversation.private and workspace.bot.id not in conversation.members:
        return
    kind = f"{'group' if conversation.private else 'channel'}_{what}"
    channel: Json | str = conversation.id
    if what == "rename":
        channel = {"id": conversation.id, "name": conversation.name, "created": conversation.created}
    event = {"type": kind, "channel": channel, "event_ts": workspace.next_ts()}
    if what in {"archive", "unarchive"}:
        event["user"] = user
    send(slack, kind, event)


def app_removed(slack: Slack, conversation: Conversation, user: str) -> None:
    """Somebody took the app out of a channel: told by an event of its own, while it still may know."""
    membership_changed(slack, conversation, slack.workspace.bot.id, joined=False)
    kind = "group_left" if conversation.private else "channel_left"
    event = {"type": kind, "channel": conversation.id, "actor_id": user, "event_ts": slack.workspace.next_ts()}
    send(slack, kind, event)


def person_changed(slack: Slack, user: User, *, joined: bool) -> None:
    """Somebody joined the workspace, or their profile changed or was deactivated."""
    workspace = slack.workspace
    shown = user_object(
        user,
        now=workspace.clock(),
        email="users:read.email" in workspace.scopes,
        app_id=workspace.app["id"],
        stranger=not workspace.reachable(user),
    )
    kind = "team_join" if joined else "user_change"
    event = {"type": kind, "user": shown, "cache_ts": int(workspace.clock()), "event_ts": workspace.next_ts()}
    send(slack, kind, event)


def home_opened(slack: Slack, user: User, *, channel: str, tab: str, home: View | None) -> None:
    """Somebody opened the app's Home or its messages."""
    event: Json = {
        "type": "app_home_opened",
        "user": user.id,
        "channel": channel,
        "tab": tab,
        "event_ts": slack.workspace.next_ts(),
    }
    if home is not None and tab == "home":
        event["view"] = slack.workspace.view_object(home)
    send(slack, "app_home_opened", event)
