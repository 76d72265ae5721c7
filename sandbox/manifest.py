"""What an app's manifest allows it: scopes, commands, events, App Home."""

from dataclasses import dataclass
from typing import Any

from sandbox.refusals import Json


@dataclass(frozen=True)
class Command:
    """One slash command of the manifest."""

    command: str
    description: str
    usage_hint: str
    should_escape: bool


@dataclass(frozen=True)
class Manifest:
    """The parts of a Slack app manifest that change what Slack does."""

    name: str
    bot_name: str
    scopes: tuple[str, ...]
    events: tuple[str, ...]
    commands: tuple[Command, ...]
    home_tab: bool
    messages_tab: bool
    messages_tab_read_only: bool
    interactive: bool

    @classmethod
    def read(cls, manifest: Json) -> "Manifest":
        """Read a manifest of docs.slack.dev/reference/app-manifest; what is missing is off, as in Slack."""
        features = _part(manifest, "features")
        home = _part(features, "app_home")
        settings = _part(manifest, "settings")
        name = str(_part(manifest, "display_information").get("name") or "App")
        return cls(
            name=name,
            bot_name=str(_part(features, "bot_user").get("display_name") or name),
            scopes=tuple(_part(_part(manifest, "oauth_config"), "scopes").get("bot") or ()),
            events=tuple(_part(settings, "event_subscriptions").get("bot_events") or ()),
            commands=tuple(_command(each) for each in features.get("slash_commands") or ()),
            home_tab=bool(home.get("home_tab_enabled", False)),
            messages_tab=bool(home.get("messages_tab_enabled", False)),
            messages_tab_read_only=bool(home.get("messages_tab_read_only_enabled", False)),
            interactive=bool(_part(settings, "interactivity").get("is_enabled", False)),
        )

    def command(self, name: str) -> Command | None:
        """The slash command of that name, if the app has it and the scope for it."""
        if "commands" not in self.scopes:
            return None
        return next((each for each in self.commands if each.command == name), None)


def _part(parent: Json, key: str) -> Json:
    part: Any = parent.get(key)
    return part if isinstance(part, dict) else {}


def _command(given: Json) -> Command:
    return Command(
        command=str(given["command"]),
        description=str(given.get("description", "")),
        usage_hint=str(given.get("usage_hint", "")),
        should_escape=bool(given.get("should_escape", False)),
    )
