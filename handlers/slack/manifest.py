"""The app manifest, generated from the actions table, so that what Slack lets the bot do is what it does."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.commands import COMMANDS, SHORTCUTS, Shortcut
from handlers.appearance import COLOUR, DESCRIPTION, NAME

METHOD_SCOPES: Mapping[str, tuple[str, ...]] = {
    "auth.test": (),
    "chat.postEphemeral": ("chat:write",),
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.history": ("channels:history", "groups:history", "im:history", "mpim:history"),
    "conversations.info": ("channels:read", "groups:read", "mpim:read"),
    "conversations.open": ("im:write", "mpim:write"),
    "users.info": ("users:read",),
    "users.list": ("users:read", "users:read.email"),
    "views.open": (),
    "views.publish": (),
    "views.push": (),
    "views.update": (),
}
"""The Web API methods that the bot calls, and the scopes it needs for them.

E-mail addresses serve the import alone; the history of channels serves to find out whether a post has arrived.
"""

EVENT_SCOPES: Mapping[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
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
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "message.im": ("im:history",),
    "team_join": ("users:read",),
    "user_change": ("users:read",),
}
"""The events that the bot listens to, and the scopes that Slack asks for them."""


def required_scopes() -> tuple[str, ...]:
    """The scopes of the bot token, in order."""
    groups = (("commands",), *METHOD_SCOPES.values(), *EVENT_SCOPES.values())
    return tuple(sorted({scope for group in groups for scope in group}))


def manifest(
    *, request_url: str = "", socket_mode: bool = False, shortcuts: Sequence[Shortcut] = SHORTCUTS
) -> dict[str, Any]:
    """The manifest for api.slack.com/apps; `request_url` is where `/slack/events` is reached from outside."""
    url = {} if socket_mode else {"url": request_url}
    address = {} if socket_mode else {"request_url": request_url}
    options = {} if socket_mode else {"message_menu_options_url": request_url}
    return {
        "display_information": {"name": NAME, "description": DESCRIPTION, "background_color": COLOUR},
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": NAME, "always_online": True},
            "slash_commands": [
                {
                    "command": known.slash,
                    "description": known.description,
                    **({"usage_hint": known.hint} if known.hint else {}),
                    "should_escape": False,
                    **url,
                }
                for known in COMMANDS
                if known.slash
            ],
            **({"shortcuts": [in_menu(each) for each in shortcuts]} if shortcuts else {}),
        },
        "oauth_config": {"scopes": {"bot": list(required_scopes())}},
        "settings": {
            "event_subscriptions": {**address, "bot_events": sorted(EVENT_SCOPES)},
            "interactivity": {"is_enabled": True, **address, **options},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket_mode,
            "token_rotation_enabled": False,
        },
    }


def in_menu(shortcut: Shortcut) -> dict[str, str]:
    """A shortcut as Slack shows it in the menu of a message; its action comes back with it."""
    return {
        "name": shortcut.label,
        "type": "message",
        "callback_id": shortcut.action,
        "description": shortcut.description or shortcut.label,
    }
