"""Environment → one frozen Settings."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

from bot import outside, pay, support
from bot.mail import ADDRESS
from bot.network import ROUND_WEEKS

SLACK_API = "https://slack.com/api/"
ORCID = "https://pub.orcid.org/v3.0/"
CHARITIES = "https://api.charitycommission.gov.uk/register/api/"
DATABASES = ("sqlite", "postgresql", "postgres")
LEVELS = ("debug", "info", "warning", "error")
MOST_PORT = 65_535
MOST_WEEKS = 52
LONGEST_FEED, MOST_FEEDS = 500, 50
LONGEST_GUIDE = 300
"""Characters of the guide on pay, which stands as a hint below a question, and of the line of support."""

YES_NO = ("yes", "no", "")
PORTS = {"smtp": 587, "smtps": 465}
GUID = re.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

NAMES = (
    "DATABASE_URL",
    "PORT",
    "SLACK_BOT_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_APP_TOKEN",
    "SLACK_API_URL",
    "TEAMS_CLIENT_ID",
    "TEAMS_CLIENT_SECRET",
    "TEAMS_TENANT_ID",
    "ROUNDTABLE_HOST",
    "ROUNDTABLE_MODEL_DIR",
    "ROUNDTABLE_LOG_LEVEL",
    "ROUNDTABLE_MAIL_FROM",
    "ROUNDTABLE_PAY_GUIDE",
    "ROUNDTABLE_ROUND_WEEKS",
    "ROUNDTABLE_ORCID_URL",
    "ROUNDTABLE_CHARITY_URL",
    "ROUNDTABLE_CHARITY_KEY",
    "ROUNDTABLE_FUNDING_FEEDS",
    "ROUNDTABLE_SMTP_URL",
    "ROUNDTABLE_SUPPORT_LINE",
    "ROUNDTABLE_TEAMS_CLOUD",
    "ROUNDTABLE_TEAMS_UNAUTHENTICATED",
    "ROUNDTABLE_URL",
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
class Teams:
    """What it takes to speak with one tenant of Teams. Never shown when printed.

    `cloud` is where tokens and keys are, when not at Microsoft; `unauthenticated` takes requests without a token.
    """

    client_id: str
    client_secret: str = field(repr=False)
    tenant_id: str
    cloud: str = ""
    unauthenticated: bool = False


@dataclass(frozen=True, slots=True)
class Registers:
    """Where public records are looked up; without a key, those of charities are not."""

    orcid_url: str = ORCID
    charity_url: str = CHARITIES
    charity_key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Mail:
    """What it takes to send e-mail: a server, whom it comes from, and the web server's public address, if it has one.

    `tls` is from the first byte on, by STARTTLS, which is then insisted on, or not at all. Never shown when printed.
    """

    host: str
    port: int
    username: str = field(repr=False)
    password: str = field(repr=False)
    tls: Literal["always", "starttls", "none"]
    sender: str
    public: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set from outside, read once and passed on."""

    database_url: str = field(repr=False)
    host: str
    port: int
    slack: Slack | None
    teams: Teams | None
    model_dir: Path | None
    cache: Path
    log_level: str
    pay_guide: str = pay.GUIDE
    round_weeks: int = ROUND_WEEKS
    registers: Registers = Registers()
    funding_feeds: tuple[str, ...] = ()
    public: str = ""
    mail: Mail | None = None
    support_line: str = support.LINE


def read(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read all settings; raises BadSetting for the first that is missing or wrong."""
    given = {name: environment.get(name, "").strip() for name in NAMES}
    host = given["ROUNDTABLE_HOST"] or "0.0.0.0"  # noqa: S104 - a host's router comes from outside
    public = _public("ROUNDTABLE_URL", given["ROUNDTABLE_URL"])
    return Settings(
        database_url=_database(given["DATABASE_URL"]),
        host=host,
        port=_port(given["PORT"]),
        slack=_slack(given),
        teams=_teams(given, host),
        model_dir=_folder("ROUNDTABLE_MODEL_DIR", given["ROUNDTABLE_MODEL_DIR"]),
        cache=cache_folder(environment),
        log_level=_one_of("ROUNDTABLE_LOG_LEVEL", given["ROUNDTABLE_LOG_LEVEL"].lower() or "info", LEVELS),
        pay_guide=_sentence("ROUNDTABLE_PAY_GUIDE", given["ROUNDTABLE_PAY_GUIDE"] or pay.GUIDE),
        round_weeks=_weeks("ROUNDTABLE_ROUND_WEEKS", given["ROUNDTABLE_ROUND_WEEKS"]),
        registers=_registers(given),
        funding_feeds=_feeds("ROUNDTABLE_FUNDING_FEEDS", given["ROUNDTABLE_FUNDING_FEEDS"]),
        public=public,
        mail=_mail(given, public),
        support_line=_sentence("ROUNDTABLE_SUPPORT_LINE", given["ROUNDTABLE_SUPPORT_LINE"] or support.LINE),
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


def _weeks(name: str, text: str) -> int:
    """Weeks from one match round to the next; 0 for no rounds."""
    if not text:
        return ROUND_WEEKS
    if not (text.isascii() and text.isdigit()) or int(text) > MOST_WEEKS:
        raise BadSetting(f"{name} must be a number of weeks from 0, for no rounds, to {MOST_WEEKS}")
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


def _teams(given: Mapping[str, str], host: str) -> Teams | None:
    """Teams' settings, which come together or not at all."""
    wanted = ("TEAMS_CLIENT_ID", "TEAMS_CLIENT_SECRET", "TEAMS_TENANT_ID")
    if not any(given[name] for name in wanted):
        return None
    for name in wanted:
        if not given[name]:
            raise BadSetting(f"{name} is missing; docs/teams.md says where it is in the Azure portal")
    for name in ("TEAMS_CLIENT_ID", "TEAMS_TENANT_ID"):
        if not GUID.fullmatch(given[name]):
            raise BadSetting(f"{name} must be an id such as 00000000-0000-0000-0000-000000000000")
    cloud = given["ROUNDTABLE_TEAMS_CLOUD"]
    unauthenticated = _one_of("ROUNDTABLE_TEAMS_UNAUTHENTICATED", given["ROUNDTABLE_TEAMS_UNAUTHENTICATED"], YES_NO)
    if unauthenticated == "yes" and not is_loopback(host):
        raise BadSetting(
            "ROUNDTABLE_TEAMS_UNAUTHENTICATED lets anybody act as anybody: set ROUNDTABLE_HOST to 127.0.0.1 with it"
        )
    return Teams(
        client_id=given["TEAMS_CLIENT_ID"].lower(),
        client_secret=given["TEAMS_CLIENT_SECRET"],
        tenant_id=given["TEAMS_TENANT_ID"].lower(),
        cloud=_address("ROUNDTABLE_TEAMS_CLOUD", cloud).rstrip("/") if cloud else "",
        unauthenticated=unauthenticated == "yes",
    )


def _registers(given: Mapping[str, str]) -> Registers:
    """Where public records are looked up."""
    key = given["ROUNDTABLE_CHARITY_KEY"]
    if not key.isascii() or not key.isprintable() or " " in key:
        raise BadSetting("ROUNDTABLE_CHARITY_KEY must be the key alone, as the Charity Commission's page shows it")
    return Registers(
        orcid_url=_address("ROUNDTABLE_ORCID_URL", given["ROUNDTABLE_ORCID_URL"] or ORCID),
        charity_url=_address("ROUNDTABLE_CHARITY_URL", given["ROUNDTABLE_CHARITY_URL"] or CHARITIES),
        charity_key=key,
    )


def _feeds(name: str, text: str) -> tuple[str, ...]:
    """The addresses of feeds, each once."""
    addresses = tuple(dict.fromkeys(filter(None, (each.strip() for each in text.split(",")))))
    for address in addresses:
        if not outside.link(address) or len(address) > LONGEST_FEED:
            raise BadSetting(f"{name} must be https addresses with commas between them")
    if len(addresses) > MOST_FEEDS:
        raise BadSetting(f"{name} must have at most {MOST_FEEDS} addresses")
    return addresses


def _mail(given: Mapping[str, str], public: str) -> Mail | None:
    """The settings of e-mail, which come together or not at all."""
    name, url, sender = "ROUNDTABLE_SMTP_URL", given["ROUNDTABLE_SMTP_URL"], given["ROUNDTABLE_MAIL_FROM"]
    if not (url or sender):
        return None
    if not url:
        raise BadSetting(f"{name} is missing; docs/operations.md says how to set up e-mail")
    if "\n" in sender or not ADDRESS.fullmatch(parseaddr(sender)[1]):
        raise BadSetting("ROUNDTABLE_MAIL_FROM must be an e-mail address, such as Roundtable <roundtable@example.org>")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if not host or parts.scheme not in PORTS:
        raise BadSetting(f"{name} must be an address such as smtp://name:password@mail.example.org:587")
    username, password = unquote(parts.username or ""), unquote(parts.password or "")
    tls: Literal["always", "starttls", "none"] = "always" if parts.scheme == "smtps" else "starttls"
    bare = parse_qs(parts.query).get("tls") == ["no"]
    if tls == "starttls" and (bare or is_loopback(host)):
        tls = "none"
    if tls == "none" and password and not is_loopback(host):
        raise BadSetting(f"{name} has a password, which is not sent without TLS: leave out tls=no, or the password")
    return Mail(host, port or PORTS[parts.scheme], username, password, tls, sender, public)


def _public(name: str, url: str) -> str:
    """Where others reach the web server, with a slash at its end; mail programs take no link without https."""
    if not url:
        return ""
    address = _address(name, url)
    parts = urlsplit(address)
    if parts.query or parts.fragment or (parts.scheme != "https" and not is_loopback(parts.hostname or "")):
        raise BadSetting(f"{name} must be an address such as https://roundtable.example.org")
    return address


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine can reach a host."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


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


def _sentence(name: str, text: str) -> str:
    """Words that are shown as they are."""
    if len(text) > LONGEST_GUIDE:
        raise BadSetting(f"{name} must have at most {LONGEST_GUIDE} characters")
    return text


def _one_of(name: str, value: str, choices: tuple[str, ...]) -> str:
    """One of a few words."""
    if value not in choices:
        raise BadSetting(f"{name} must be one of {', '.join(filter(None, choices))}")
    return value
