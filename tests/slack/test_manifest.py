"""The manifest asks for what the bot uses, and for nothing else."""

import ast
from pathlib import Path

from slack_sdk.web.async_client import AsyncWebClient

import handlers.slack
from bot.commands import COMMANDS
from handlers.slack.manifest import EVENT_SCOPES, METHOD_SCOPES, manifest, required_scopes
from sandbox.slack.manifest import Manifest
from sandbox.slack.scopes import EVENTS, METHODS
from tests.slack.workplace import Workplace

SOURCES = Path(handlers.slack.__file__).parent.glob("*.py")


def called() -> set[str]:
    """The Web API methods that the code calls, by Slack's names."""
    ours = {
        node.attr
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and "_" in node.attr and not node.attr.startswith("_")
    }
    methods = {name for name in ours if callable(getattr(AsyncWebClient, name, None)) and name != "api_call"}
    return {".".join(name.split("_", 1)) for name in methods}


def test_the_scopes_are_those_of_the_methods_that_are_called() -> None:
    """Every method that is called stands in the table, and no other."""
    assert called() == set(METHOD_SCOPES)


def test_every_method_and_event_gets_the_scopes_that_slack_asks_for() -> None:
    """As the sandbox knows them, each of them is allowed by one that we ask for."""
    scopes = set(required_scopes())
    for method in METHOD_SCOPES:
        assert not METHODS[method] or scopes & set(METHODS[method]), method
    for event in EVENT_SCOPES:
        assert not EVENTS[event] or scopes & set(EVENTS[event]), event


def test_no_scope_is_asked_for_in_vain() -> None:
    """Each one serves a method or an event; `commands` serves the slash commands."""
    used = {scope for group in (*METHOD_SCOPES.values(), *EVENT_SCOPES.values()) for scope in group}
    assert set(required_scopes()) == used | {"commands"}


def test_every_slash_command_of_the_table_is_declared() -> None:
    """With the words that Slack shows while it is typed."""
    declared = manifest(request_url="https://bot.example/slack/events")["features"]["slash_commands"]
    assert [each["command"] for each in declared] == [known.slash for known in COMMANDS if known.slash]
    assert all(len(each["command"]) <= 32 and each["description"] for each in declared)
    assert {each["url"] for each in declared} == {"https://bot.example/slack/events"}


def test_over_a_socket_no_address_is_given() -> None:
    """Slack takes a manifest with Socket Mode only without request URLs that it cannot reach."""
    made = manifest(socket_mode=True)
    assert made["settings"]["socket_mode_enabled"]
    assert "url" not in str(made).replace("request_url", "url").split("slash_commands")[0]
    assert all("url" not in each for each in made["features"]["slash_commands"])
    assert "request_url" not in made["settings"]["interactivity"]


def test_slack_understands_it() -> None:
    """Home, messages, interactivity and events are switched on."""
    read = Manifest.read(manifest(request_url="https://bot.example/slack/events"))
    assert read.home_tab
    assert read.messages_tab
    assert not read.messages_tab_read_only
    assert read.interactive
    assert set(read.events) == set(EVENT_SCOPES)


async def test_nothing_that_a_member_does_lacks_a_scope(place: Workplace) -> None:
    """A walk through the bot, in a workspace that grants the manifest's scopes and no more."""
    await place.home("UADA")
    await place.command("UADA", "/roundtable", "facilitators")
    await place.act("UADA", "say", channel=place.dm("UADA"), text="poetry")
    await place.act("UADA", "say", channel=place.channel(), text=f"<@{place.workspace.bot.id}> poetry")
    calls = await place.control("GET", "calls")
    assert {call["method"] for call in calls} >= {"users.info", "views.publish", "chat.postMessage"}
    assert all(call["ok"] for call in calls)
