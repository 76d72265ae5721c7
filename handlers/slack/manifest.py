"""The app manifest, generated from the actions table, so that what Slack lets the bot do is what it does."""

from collections.abc import Mapping
from typing import Any

from bot.actions import COMMANDS
from handlers.appearance import COLOUR, DESCRIPTION, NAME

METHOD_SCOPES: Mapping[str, tuple[str, ...]] = {
    "auth.test": (),
    "chat.postEphemeral": ("chat:write",),
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.history": ("im:history", "mpim:history"),
    "conversations.open": ("im:write", "mpim:write"),
    "users.info": ("users:read",),
    "users.list": ("users:read", "users:read.email"),
    "views.open": (),
    "views.publish": (),
    "views.push": (),
    "views.update": (),
}
"""The Web API methods that the bot calls, and the scopes it needs for them; e-mail addresses serve the import alone."""

EVENT_SCOPES: Mapping[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "message.im": ("im:history",),
    "team_join": ("users:read",),
    "user_change": ("users:read",),
}
"""The events that the bot listens to, and the scopes that Slack asks for them."""


def required_scopes() -> tuple[str, ...]:
    """The scopes of the bot token, in order."""
    groups = (("commands",), *METHOD_SCOPES.values(), *EVENT_SCOPES.values())
    return tuple(sorted({scope for group in groups for scope in group}))


def manifest(*, request_url: str = "", socket_mode: bool = False) -> dict[str, Any]:
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
