"""What an app's manifest allows it: scopes, commands, events, App Home."""

import re
from dataclasses import dataclass
from typing import Any

from sandbox.refusals import Json
from sandbox.slack.scopes import EVENTS

LONGEST_COMMAND = 32
LONGEST_NAME = 35
LONGEST_SHORTCUT, LONGEST_DESCRIPTION = 24, 150
COMMAND = re.compile(rf"/[a-z0-9_-]{{1,{LONGEST_COMMAND - 1}}}")


@dataclass(frozen=True)
class Command:
    """One slash command of the manifest."""

    command: str
    description: str
    usage_hint: str
    should_escape: bool


@dataclass(frozen=True)
class Shortcut:
    """One message shortcut of the manifest."""

    name: str
    callback_id: str
    description: str


@dataclass(frozen=True)
class Manifest:
    """The parts of a Slack app manifest that change what Slack does."""

    name: str
    bot_name: str
    scopes: tuple[str, ...]
    events: tuple[str, ...]
    commands: tuple[Command, ...]
    shortcuts: tuple[Shortcut, ...]
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
            shortcuts=tuple(
                Shortcut(str(each["name"]), str(each["callback_id"]), str(each.get("description", "")))
                for each in features.get("shortcuts") or ()
                if each.get("type") == "message"
            ),
            home_tab=bool(home.get("home_tab_enabled", False)),
            messages_tab=bool(home.get("messages_tab_enabled", False)),
            messages_tab_read_only=bool(home.get("messages_tab_read_only_enabled", False)),
            interactive=bool(_part(settings, "interactivity").get("is_enabled", False)),
        )

    def command(self, name: str) -> Command | None:
        """The slash command of that name, if the app has it."""
        return next((each for each in self.commands if each.command == name), None)

    def shortcut(self, callback_id: str) -> Shortcut | None:
        """The message shortcut with that callback id, if the app has it."""
        return next((each for each in self.shortcuts if each.callback_id == callback_id), None)


def problems(manifest: Json) -> list[str]:
    """Why Slack would refuse this manifest, as far as the sandbox knows its rules."""
    read = Manifest.read(manifest)
    found = [
        f"{each.command}: a command is a slash and up to {LONGEST_COMMAND - 1} lower-case letters, digits, - and _"
        for each in read.commands
        if not COMMAND.fullmatch(each.command)
    ]
    found += [f"{each.command}: a command needs a description" for each in read.commands if not each.description]
    names = [each.command for each in read.commands]
    found += [f"{name}: the same command twice" for name in sorted(set(names)) if names.count(name) > 1]
    if names and "commands" not in read.scopes:
        found.append("slash commands need the scope commands")
    for each in read.shortcuts:
        if too_long(each):
            found.append(f"{each.name}: a shortcut has a name of up to 24 characters and a description of up to 150")
    if read.shortcuts and "commands" not in read.scopes:
        found.append("shortcuts need the scope commands")
    for event in read.events:
        if event not in EVENTS:
            found.append(f"{event}: the sandbox knows no such event")
        elif EVENTS[event] and not set(EVENTS[event]) & set(read.scopes):
            found.append(f"{event}: the event needs the scope {' or '.join(EVENTS[event])}")
    if len(read.name) > LONGEST_NAME:
        found.append(f"an app's name has at most {LONGEST_NAME} characters")
    return found


def too_long(shortcut: Shortcut) -> bool:
    """Whether Slack would refuse a shortcut for its length."""
    return (
        len(shortcut.name) > LONGEST_SHORTCUT
        or len(shortcut.description) > LONGEST_DESCRIPTION
        or not shortcut.description
    )


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
