"""The manifest offers what the bot does, and nothing else, within what Teams has room for."""

import dataclasses

import pytest

from bot.commands import COMMANDS
from handlers.appearance import COLOUR, NAME
from handlers.slack.manifest import manifest as slack_manifest
from handlers.teams.manifest import Given, amiss, manifest

BOT = "11111111-2222-3333-4444-555555555555"
GIVEN = Given(
    bot_id=BOT,
    url="https://bot.example.org",
    version="1.2.3",
    organisation="Example University",
    website="https://www.example.org",
    privacy="https://www.example.org/privacy",
    terms="https://www.example.org/terms",
)


def test_every_word_of_the_table_is_declared_wherever_the_bot_is() -> None:
    """With the words that Teams shows while it is typed; a list has room for twelve."""
    (bot,) = manifest(GIVEN)["bots"]
    (offered,) = bot["commandLists"]
    assert offered["scopes"] == bot["scopes"] == ["personal", "team", "groupChat"]
    assert [(one["title"], one["description"]) for one in offered["commands"]] == [
        (known.word, known.description) for known in COMMANDS if known.listed
    ]
    assert len(offered["commands"]) <= 12
    assert all(len(one["title"]) <= 32 and len(one["description"]) <= 128 for one in offered["commands"])


def test_the_compose_box_finds_a_collaborator() -> None:
    """By one thing that is typed."""
    (extension,) = manifest(GIVEN)["composeExtensions"]
    (search,) = [each for each in extension["commands"] if each["type"] == "query"]
    assert (extension["botId"], search["type"], search["title"]) == (BOT, "query", "Find a collaborator")
    assert [one["name"] for one in search["parameters"]] == ["topic"]


def test_the_bot_takes_no_files_and_no_calls() -> None:
    """It asks for no more than it uses."""
    (bot,) = manifest(GIVEN)["bots"]
    assert (bot["botId"], bot["supportsFiles"], bot["supportsCalling"]) == (BOT, False, False)


def test_both_platforms_show_the_same_name_and_colour() -> None:
    """One network, one face."""
    made, slack = manifest(GIVEN), slack_manifest()["display_information"]
    assert made["name"]["short"] == slack["name"] == NAME
    assert made["accentColor"] == slack["background_color"] == COLOUR
    assert made["description"]["short"] == slack["description"]


def test_only_the_host_of_the_address_is_a_valid_domain() -> None:
    """Teams wants neither scheme nor port nor path."""
    given = dataclasses.replace(GIVEN, url="https://bot.example.org:8443/roundtable")
    assert amiss(given) == []
    assert manifest(given)["validDomains"] == ["bot.example.org"]


def test_pages_that_are_not_given_are_the_nearest_that_are() -> None:
    """The website for privacy and terms, the bot's own address for the website."""
    bare = dataclasses.replace(GIVEN, website="", privacy="", terms="")
    assert set(manifest(bare)["developer"].values()) == {"Example University", "https://bot.example.org"}
    known = manifest(dataclasses.replace(bare, website="https://www.example.org"))["developer"]
    assert (known["privacyUrl"], known["termsOfUseUrl"]) == ("https://www.example.org",) * 2


def test_nothing_is_amiss_with_what_is_right() -> None:
    """So that the package can be made."""
    assert amiss(GIVEN) == []


@pytest.mark.parametrize(
    ("field", "value", "option"),
    [
        ("url", "bot.example.org", "--url"),
        ("url", "http://bot.example.org", "--url"),
        ("url", "https://", "--url"),
        ("url", "https://[", "--url"),
        ("bot_id", "roundtable", "--client-id"),
        ("version", "1.2", "--app-version"),
        ("version", "1.02.0", "--app-version"),
        ("organisation", "", "--organisation"),
        ("organisation", "x" * 33, "--organisation"),
        ("website", "www.example.org", "--website"),
        ("privacy", "http://www.example.org", "--privacy"),
        ("terms", "terms.html", "--terms"),
    ],
)
def test_what_teams_would_not_take_is_named(field: str, value: str, option: str) -> None:
    """In one line, by the option that gave it."""
    (line,) = amiss(dataclasses.replace(GIVEN, **{field: value}))
    assert line.startswith(f"{option} must ")
