"""Environment → one frozen Settings."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

SLACK_API = "https://slack.com/api/"
DATABASES = ("sqlite", "postgresql", "postgres")
LEVELS = ("debug", "info", "warning", "error")
MOST_PORT = 65_535

NAMES = (
    "DATABASE_URL",
    "PORT",
    "SLACK_BOT_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_APP_TOKEN",
    "SLACK_API_URL",
    "ROUNDTABLE_HOST",
    "ROUNDTABLE_MODEL_DIR",
    "ROUNDTABLE_LOG_LEVEL",
)
"""Every setting there is; .env.example and docs/operations.md explain each."""


class BadSetting(Exception):
    """A setting that is missing or wrong, in one line that names it."""


@dataclass(frozen=True, slots=True)
class Slack:
    """What it takes to speak with a Slack workspace; an `app_token` means Socket Mode. Never shown when printed."""

    token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    app_token: str = field(repr=False)
    api_url: str


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set from outside, read once and passed on."""

    database_url: str = field(repr=False)
    host: str
    port: int
    slack: Slack | None
    model_dir: Path | None
    cache: Path
    log_level: str


def read(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read all settings; raises BadSetting for the first that is missing or wrong."""
    given = {name: environment.get(name, "").strip() for name in NAMES}
    return Settings(
        database_url=_database(given["DATABASE_URL"]),
        host=given["ROUNDTABLE_HOST"] or "0.0.0.0",  # noqa: S104 - a host's router comes from outside
        port=_port(given["PORT"]),
        slack=_slack(given),
        model_dir=_folder("ROUNDTABLE_MODEL_DIR", given["ROUNDTABLE_MODEL_DIR"]),
        cache=cache_folder(environment),
        log_level=_one_of("ROUNDTABLE_LOG_LEVEL", given["ROUNDTABLE_LOG_LEVEL"].lower() or "info", LEVELS),
    )


def cache_folder(environment: Mapping[str, str]) -> Path:
    """Where downloaded model files are kept."""
    caches = environment.get("XDG_CACHE_HOME", "").strip()
    return (Path(caches) if caches else Path.home() / ".cache") / "roundtable"


def _database(url: str) -> str:
    """A database address; its scheme may name a driver, which is ours to choose anyway."""
    if not url:
        return "sqlite:///roundtable.db"
    scheme, separator, _ = url.partition("://")
    if not separator or scheme.partition("+")[0] not in DATABASES:
        raise BadSetting("DATABASE_URL must begin with sqlite:// or postgresql://; see .env.example")
    return url


def _port(text: str) -> int:
    """A port to listen on; 0 lets the system choose."""
    if not text:
        return 3000
    if not (text.isascii() and text.isdigit()) or int(text) > MOST_PORT:
        raise BadSetting(f"PORT must be a number from 0 to {MOST_PORT}")
    return int(text)


def _slack(given: Mapping[str, str]) -> Slack | None:
    """Slack's settings, which come together or not at all."""
    token, secret, app_token = given["SLACK_BOT_TOKEN"], given["SLACK_SIGNING_SECRET"], given["SLACK_APP_TOKEN"]
    if not (token or secret or app_token):
        return None
    if not token:
        raise BadSetting("SLACK_BOT_TOKEN is missing; it is on your Slack app's page under OAuth & Permissions")
    if token.startswith(("xapp-", "xoxp-")):
        raise BadSetting("SLACK_BOT_TOKEN must be the bot's own token, which begins with xoxb-")
    if app_token.startswith("xox"):
        raise BadSetting("SLACK_APP_TOKEN must be an app-level token, which begins with xapp-")
    if not (secret or app_token):
        raise BadSetting("SLACK_SIGNING_SECRET is missing; it is on your Slack app's page under Basic Information")
    return Slack(token, secret, app_token, _address("SLACK_API_URL", given["SLACK_API_URL"] or SLACK_API))


def _address(name: str, url: str) -> str:
    """A web address that paths can be added to."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise BadSetting(f"{name} must be a web address, such as {SLACK_API}") from error
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise BadSetting(f"{name} must be a web address, such as {SLACK_API}")
    return url if url.endswith("/") else f"{url}/"


def _folder(name: str, path: str) -> Path | None:
    """A folder that is there."""
    if not path:
        return None
    if not Path(path).is_dir():
        raise BadSetting(f"{name} must name a folder that is there")
    return Path(path)


def _one_of(name: str, value: str, choices: tuple[str, ...]) -> str:
    """One of a few words."""
    if value not in choices:
        raise BadSetting(f"{name} must be one of {', '.join(choices)}")
    return value
