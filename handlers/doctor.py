"""Checks whether everything is set up, and says for each thing what to do about it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import Busy
from bot.matching.encoder import Encoder, ModelDamaged, ModelMissing, find_model
from bot.network import open_network
from bot.outbox import TryLater
from handlers import settings as environment
from handlers.drift import differences
from handlers.mail.courier import connected
from handlers.settings import BadSetting, Mail, Settings, Slack, Teams
from handlers.slack.manifest import manifest as our_manifest
from handlers.slack.manifest import required_scopes
from handlers.teams.faults import FAILURES, fault_of
from handlers.teams.keys import keys_address
from handlers.teams.tokens import NoToken, read
from handlers.teams.wire import Wire

State = Literal["ok", "advice", "problem"]

DEAD_TOKENS = frozenset({"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"})


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found, and for a problem or an advice what to do."""

    check: str
    state: State
    words: str
    remedy: str = ""


async def examine(given: Mapping[str, str], manifest: Path | None = None) -> list[Finding]:
    """All checks, in the order in which their problems are best solved."""
    try:
        settings = environment.read(given)
    except BadSetting as bad:
        return [Finding("settings", "problem", str(bad), "Set it right and run this again; nothing else was checked.")]
    found = [Finding("settings", "ok", "All settings can be read."), await database(settings), model(settings)]
    if settings.slack is None and settings.teams is None:
        missing = "Set those of Slack (docs/slack.md) or of Microsoft Teams (docs/teams.md), or of both."
        return [*found, Finding("platform", "problem", "None is set up, so nobody can be answered.", missing)]
    if settings.slack is not None:
        found += await token(settings.slack)
        found.append(await requests(settings.slack))
        found.append(drift(manifest, socket_mode=bool(settings.slack.app_token)))
    if settings.teams is not None:
        found += await microsoft(settings.teams)
    if settings.mail is not None:
        found.append(await mail(settings.mail))
    return found


async def database(settings: Settings) -> Finding:
    """The database answers and is migrated."""
    try:
        network = open_network(settings.database_url, None)
    except ValueError as error:
        return Finding("database", "problem", str(error), "Set DATABASE_URL right; .env.example shows two that are.")
    try:
        behind = await network.is_behind()
    except Busy:
        return Finding("database", "problem", "It does not answer.", "Check DATABASE_URL, and that the server is up.")
    finally:
        await network.close()
    if behind:
        return Finding("database", "problem", "It is not migrated.", "Run `roundtable migrate`.")
    return Finding("database", "ok", "It answers and is up to date.")


def model(settings: Settings) -> Finding:
    """The encoder's files are there and as published."""
    folder = find_model(settings.model_dir, settings.cache)
    if folder is None:
        words = "It is not here, so people are matched on words alone."
        return Finding("model", "advice", words, "Run `roundtable doctor --fetch-model` (about 90 MB).")
    try:
        Encoder.load(folder)
    except (ModelMissing, ModelDamaged) as error:
        chosen = settings.model_dir is not None
        remedy = "Set ROUNDTABLE_MODEL_DIR right." if chosen else "Run `roundtable doctor --fetch-model`."
        return Finding("model", "problem", f"{error}.", remedy)
    return Finding("model", "ok", "It is here and as published.")


async def token(slack: Slack) -> list[Finding]:
    """Slack takes the bot token, and the app was granted what it needs."""
    client = AsyncWebClient(slack.token, base_url=slack.api_url)
    try:
        answer = await client.auth_test()
    except SlackApiError as refused:
        code = str(refused.response.get("error", "unknown"))
        if code not in DEAD_TOKENS:
            return [Finding("token", "problem", f"Slack answers {code}.", "Try again in a minute.")]
        remedy = "Install the app again (OAuth & Permissions) and copy the new token to SLACK_BOT_TOKEN."
        return [Finding("token", "problem", f"Slack refuses SLACK_BOT_TOKEN: {code}.", remedy)]
    except (aiohttp.ClientError, OSError, TimeoutError):
        remedy = "Check the machine's connection, and SLACK_API_URL if it is set."
        return [Finding("token", "problem", f"{slack.api_url} cannot be reached.", remedy)]
    headers = {name.lower(): value for name, value in answer.headers.items()}
    granted = {scope.strip() for scope in str(headers.get("x-oauth-scopes", "")).split(",") if scope.strip()}
    return [Finding("token", "ok", f"Slack knows us in the workspace {answer['team']}."), scopes(granted)]


def scopes(granted: set[str]) -> Finding:
    """What the app was granted is what it needs."""
    needed = set(required_scopes())
    if missing := sorted(needed - granted):
        remedy = "Paste `roundtable slack-manifest` into your app's manifest page, save, and install the app again."
        return Finding("scopes", "problem", f"Not granted: {', '.join(missing)}.", remedy)
    if spare := sorted(granted - needed):
        remedy = "Nothing has to be done; the present manifest does not ask for them."
        return Finding("scopes", "advice", f"Granted but not needed: {', '.join(spare)}.", remedy)
    return Finding("scopes", "ok", "All that are needed were granted, and no more.")


async def requests(slack: Slack) -> Finding:
    """Slack's requests can reach us: signed ones over HTTP, or over a socket that we open."""
    if not slack.app_token:
        words = "Slack sends requests over HTTP, and SLACK_SIGNING_SECRET is set."
        return Finding("requests", "ok", words)
    try:
        await AsyncWebClient(base_url=slack.api_url).apps_connections_open(app_token=slack.app_token)
    except SlackApiError as refused:
        code = refused.response.get("error", "unknown")
        remedy = "Make an app-level token with connections:write, set SLACK_APP_TOKEN, and switch Socket Mode on."
        return Finding("requests", "problem", f"Slack refuses SLACK_APP_TOKEN: {code}.", remedy)
    except (aiohttp.ClientError, OSError, TimeoutError):
        return Finding("requests", "problem", f"{slack.api_url} cannot be reached.", "Check the machine's connection.")
    return Finding("requests", "ok", "Socket Mode: Slack lets us open a connection.")


def drift(manifest: Path | None, *, socket_mode: bool) -> Finding:
    """The app at Slack has the manifest of this version."""
    if manifest is None:
        remedy = "Save what your app's manifest page shows as JSON, and give it with --manifest FILE."
        return Finding("manifest", "advice", "Not compared: a bot token cannot read it.", remedy)
    try:
        theirs = json.loads(manifest.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Finding("manifest", "problem", f"{manifest} cannot be read as JSON.", "Save the JSON, not the YAML.")
    if not isinstance(theirs, dict):
        return Finding("manifest", "problem", f"{manifest} is not a manifest.", "Save the whole manifest.")
    if found := differences(our_manifest(socket_mode=socket_mode), theirs):
        remedy = "Paste `roundtable slack-manifest` into your app's manifest page and save."
        return Finding("manifest", "problem", f"Differs: {'; '.join(found)}.", remedy)
    return Finding("manifest", "ok", "The app at Slack has the manifest of this version.")


async def microsoft(teams: Teams) -> list[Finding]:
    """Microsoft gives the bot a token to write with, and the keys that requests from Teams are signed with."""
    if teams.unauthenticated:
        words = "Requests are taken without a token: anybody on this machine can act as anybody."
        return [Finding("Teams", "advice", words, "Unset ROUNDTABLE_TEAMS_UNAUTHENTICATED once you have tried it.")]
    wire = Wire(teams)
    await wire.open()
    try:
        return [await teams_token(wire), await teams_keys(wire, keys_address(teams))]
    finally:
        await wire.close()


async def teams_token(wire: Wire) -> Finding:
    """The three settings belong together, and the secret has not ended."""
    try:
        await wire.token()
    except NoToken as refused:
        fault = fault_of(refused)
        return Finding("Teams token", "problem", f"Microsoft gives the bot none: {fault.code}.", sentence(fault.advice))
    except FAILURES:
        remedy = "Check the machine's connection, and ROUNDTABLE_TEAMS_CLOUD if it is set."
        return Finding("Teams token", "problem", "Microsoft's login cannot be reached.", remedy)
    return Finding("Teams token", "ok", "Microsoft gives the bot a token, so it can write to people.")


async def teams_keys(wire: Wire, address: str) -> Finding:
    """There are keys to check requests with."""
    remedy = "Check the machine's connection, and ROUNDTABLE_TEAMS_CLOUD if it is set."
    try:
        async with wire.session.get(address) as answer:
            found = (await read(answer)).get("keys") if answer.ok else None
    except FAILURES:
        return Finding("Teams keys", "problem", f"{address} cannot be reached.", remedy)
    if not found:
        return Finding("Teams keys", "problem", f"{address} gives no keys, so every request is refused.", remedy)
    return Finding("Teams keys", "ok", "They can be loaded, so requests from Teams can be checked.")


async def mail(settings: Mail) -> Finding:
    """The mail server takes the login, and mails can be stopped by their link."""
    try:
        async with connected(settings):
            pass
    except TryLater as met:
        _, words, advice = str(met).split(": ", 2)
        return Finding("e-mail", "problem", sentence(words), sentence(advice))
    if not settings.public:
        remedy = "Set ROUNDTABLE_URL to the web server's public address, if it has one."
        return Finding("e-mail", "advice", "It can be sent, but has no link that stops it.", remedy)
    return Finding("e-mail", "ok", "The mail server can be reached, and lets us send.")


def sentence(words: str) -> str:
    """Words as a sentence."""
    return f"{words[:1].upper()}{words[1:]}."
