"""The app manifest for Teams, generated from the actions table, so that what Teams offers is what the bot does."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bot.commands import COMMANDS, SHORTCUTS, Shortcut
from handlers.appearance import COLOUR, DESCRIPTION, NAME
from handlers.settings import GUID
from handlers.teams.shortcuts import in_menu

VERSION = "1.25"
SCHEMA = f"https://developer.microsoft.com/json-schemas/teams/v{VERSION}/MicrosoftTeams.schema.json"

SCOPES = ("personal", "team", "groupChat")
FIND = "find"
TOPIC = "topic"
"""What a search from the compose box names its command and what was typed."""

COLOUR_ICON = "colour.png"
OUTLINE_ICON = "outline.png"

AT_LENGTH = (
    "Roundtable helps researchers and people in the voluntary sector, with lived experience, in creative practice or "
    "in health find each other. Write to it what you would like to work on, and it answers with people who fit and "
    "says why, in their own words. You decide what is shown of you, and can pause or leave at any time. In a channel "
    "it reads only what mentions it, and answers you in your own chat with it."
)

NUMBERS = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
ADDRESS = re.compile(r"https://[a-z0-9.-]+(:\d+)?(/\S*)?", re.IGNORECASE)
PAGE = re.compile(f"({ADDRESS.pattern})?", re.IGNORECASE)
ORGANISATION = re.compile(r"\S.{0,31}")


@dataclass(frozen=True, slots=True)
class Given:
    """What differs from place to place: the bot's id, where it is reached from outside, and who runs it.

    Without a website the bot's own address stands for it, and the website for a page on privacy or terms of use.
    """

    bot_id: str
    url: str
    version: str
    organisation: str
    website: str = ""
    privacy: str = ""
    terms: str = ""


def amiss(given: Given) -> list[str]:
    """What Teams would not take of it, a line each that names the option. The published schema is less strict here."""
    page = "must be an address that begins with https://"
    asked = (
        ("--url", given.url, ADDRESS, "must be an address such as https://bot.example.org"),
        ("--client-id", given.bot_id, GUID, "must be an id such as 00000000-0000-0000-0000-000000000000"),
        ("--app-version", given.version, NUMBERS, "must be three numbers, such as 1.2.0"),
        ("--organisation", given.organisation, ORGANISATION, "must have from 1 to 32 characters"),
        ("--website", given.website, PAGE, page),
        ("--privacy", given.privacy, PAGE, page),
        ("--terms", given.terms, PAGE, page),
    )
    return [f"{option} {words}" for option, value, form, words in asked if not form.fullmatch(value)]


def manifest(given: Given, shortcuts: Sequence[Shortcut] = SHORTCUTS) -> dict[str, Any]:
    """The manifest of the package, of what is not amiss."""
    website = given.website or given.url
    return {
        "$schema": SCHEMA,
        "manifestVersion": VERSION,
        "version": given.version,
        "id": given.bot_id,
        "developer": {
            "name": given.organisation,
            "websiteUrl": website,
            "privacyUrl": given.privacy or website,
            "termsOfUseUrl": given.terms or website,
        },
        "localizationInfo": {"defaultLanguageTag": "en-GB"},
        "name": {"short": NAME, "full": f"{NAME}, a research-exchange network"},
        "description": {"short": DESCRIPTION, "full": AT_LENGTH},
        "icons": {"color": COLOUR_ICON, "outline": OUTLINE_ICON},
        "accentColor": COLOUR,
        "defaultInstallScope": "personal",
        "bots": [
            {
                "botId": given.bot_id,
                "scopes": list(SCOPES),
                "isNotificationOnly": False,
                "supportsCalling": False,
                "supportsFiles": False,
                "supportsVideo": False,
                "commandLists": [
                    {
                        "scopes": list(SCOPES),
                        "commands": [
                            {"title": known.word, "description": known.description}
                            for known in COMMANDS
                            if known.listed
                        ],
                    }
                ],
            }
        ],
        "composeExtensions": [{"botId": given.bot_id, "commands": [search(), *(in_menu(each) for each in shortcuts)]}],
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [urlsplit(given.url).hostname],
    }


def search() -> dict[str, Any]:
    """The search from the compose box; it runs once at the start, so that it can say what to type."""
    return {
        "id": FIND,
        "type": "query",
        "context": ["compose", "commandBox"],
        "title": "Find a collaborator",
        "description": "Find people who fit a topic, and show one of them in the conversation",
        "initialRun": True,
        "parameters": [
            {
                "name": TOPIC,
                "title": "Topic",
                "description": "What you would like to work on",
                "inputType": "text",
            }
        ],
    }
