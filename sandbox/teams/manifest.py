"""What the Teams app's manifest says: its scopes, its commands and its message extension."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.refusals import Json

SCOPES = ("personal", "team", "groupChat")


@dataclass(frozen=True)
class Manifest:
    """What the sandbox reads of a manifest."""

    name: str = "Roundtable"
    scopes: tuple[str, ...] = SCOPES
    commands: list[Json] = field(default_factory=list)
    extensions: list[Json] = field(default_factory=list)
    shortcuts: list[Json] = field(default_factory=list)

    @classmethod
    def read(cls, given: Json | None) -> "Manifest":
        """Read a manifest; none at all is that of a bot without commands."""
        if given is None:
            return cls()
        bots: list[Json] = given.get("bots") or [{}]
        bot = bots[0]
        return cls(
            name=str(given.get("name", {}).get("short") or "Roundtable"),
            scopes=tuple(_scope(each) for each in bot.get("scopes", SCOPES)),
            commands=_commands(bot.get("commandLists") or []),
            extensions=[_extension(each) for each in _offered(given) if each.get("type", "query") == "query"],
            shortcuts=[
                {"id": each["id"], "title": each["title"], "description": each.get("description", "")}
                for each in _offered(given)
                if each.get("type") == "action" and "message" in (each.get("context") or []) and each.get("fetchTask")
            ],
        )

    def extension(self, command: str) -> Json | None:
        """A search of the message extension."""
        return next((each for each in self.extensions if each["id"] == command), None)

    def shortcut(self, command: str) -> Json | None:
        """What the message extension puts into the menu of a message, and asks the bot about."""
        return next((each for each in self.shortcuts if each["id"] == command), None)


def _offered(given: Json) -> list[Json]:
    """The commands of the message extension."""
    return [each for extension in given.get("composeExtensions") or [] for each in extension.get("commands") or []]


def _scope(name: Any) -> str:
    return next((each for each in SCOPES if each.lower() == str(name).lower()), str(name))


def _commands(lists: list[Json]) -> list[Json]:
    found: dict[str, Json] = {}
    for listed in lists:
        for command in listed.get("commands") or []:
            title = str(command["title"])
            shown = found.setdefault(
                title,
                {"command": title, "description": command.get("description", ""), "usage_hint": "", "scopes": []},
            )
            scopes = [_scope(each) for each in listed.get("scopes") or SCOPES]
            shown["scopes"] += [each for each in scopes if each not in shown["scopes"]]
    return list(found.values())


def _extension(command: Json) -> Json:
    return {
        "id": command["id"],
        "title": command.get("title", command["id"]),
        "description": command.get("description", ""),
        "parameters": [
            {
                "name": each["name"],
                "title": each.get("title", each["name"]),
                "description": each.get("description", ""),
            }
            for each in command.get("parameters") or []
        ],
        "initial_run": bool(command.get("initialRun", False)),
        "context": list(command.get("context") or ["compose", "commandBox"]),
    }
