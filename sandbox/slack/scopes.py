"""Which scopes each Web API method and each event asks for (docs.slack.dev/reference/scopes)."""

from collections.abc import Iterable

from sandbox.slack.refusals import SlackError

READ = {"channel": "channels:read", "group": "groups:read", "im": "im:read", "mpim": "mpim:read"}
HISTORY = {"channel": "channels:history", "group": "groups:history", "im": "im:history", "mpim": "mpim:history"}

METHODS: dict[str, tuple[str, ...]] = {
    "auth.test": (),
    "apps.connections.open": (),
    "team.info": ("team:read",),
    "users.info": ("users:read",),
    "users.list": ("users:read",),
    "users.lookupByEmail": ("users:read.email",),
    "chat.postMessage": ("chat:write",),
    "chat.postEphemeral": ("chat:write",),
    "chat.update": ("chat:write",),
    "chat.delete": ("chat:write",),
    "conversations.open": ("im:write", "mpim:write"),
    "conversations.list": tuple(READ.values()),
    "conversations.info": tuple(READ.values()),
    "conversations.members": tuple(READ.values()),
    "conversations.history": tuple(HISTORY.values()),
    "conversations.replies": tuple(HISTORY.values()),
    "conversations.join": ("channels:join",),
    "views.open": (),
    "views.push": (),
    "views.update": (),
    "views.publish": (),
}
"""Any one of a method's scopes lets it in; the conversation methods then ask for the one of the conversation's kind."""

EVENTS: dict[str, tuple[str, ...]] = {
    "app_mention": ("app_mentions:read",),
    "message.im": ("im:history",),
    "message.mpim": ("mpim:history",),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "team_join": ("users:read",),
    "user_change": ("users:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "channel_archive": ("channels:read",),
    "channel_deleted": ("channels:read",),
    "channel_left": ("channels:read",),
    "channel_rename": ("channels:read",),
    "channel_unarchive": ("channels:read",),
    "group_archive": ("groups:read",),
    "group_deleted": ("groups:read",),
    "group_left": ("groups:read",),
    "group_rename": ("groups:read",),
    "group_unarchive": ("groups:read",),
    "app_home_opened": (),
    "app_uninstalled": (),
    "tokens_revoked": (),
}
"""Any one of an event's scopes lets it be sent; of the last two the sandbox only knows the names."""


def require(granted: Iterable[str], *needed: str) -> None:
    """Let through whoever was granted any of these scopes; else `missing_scope`."""
    held = tuple(granted)
    if needed and not set(needed) & set(held):
        raise SlackError("missing_scope", needed=",".join(needed), provided=",".join(held))
