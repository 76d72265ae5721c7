"""Settings: read once, and wrong ones named."""

from pathlib import Path

import pytest

from bot import pay
from handlers.settings import NAMES, BadSetting, Registers, read

SLACK = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "secret"}
TEAMS = {
    "TEAMS_CLIENT_ID": "11111111-2222-3333-4444-55555555AAAA",
    "TEAMS_CLIENT_SECRET": "hush",
    "TEAMS_TENANT_ID": "99999999-2222-3333-4444-555555555555",
}
MAIL = {
    "ROUNDTABLE_SMTP_URL": "smtp://bot:p%40ss@mail.example.org",
    "ROUNDTABLE_MAIL_FROM": "Roundtable <roundtable@example.org>",
}
UNCHECKED = {**TEAMS, "ROUNDTABLE_TEAMS_UNAUTHENTICATED": "yes"}


def test_everything_has_a_default_so_that_an_empty_environment_is_enough() -> None:
    """Nothing set: SQLite, port 3000, no platform."""
    settings = read({})
    assert (settings.database_url, settings.port) == ("sqlite:///roundtable.db", 3000)
    assert (settings.slack, settings.teams) == (None, None)
    assert (settings.pay_guide, settings.round_weeks) == (pay.GUIDE, 4)
    assert read({"ROUNDTABLE_ROUND_WEEKS": "0"}).round_weeks == 0
    assert settings.registers == Registers()
    assert settings.funding_feeds == ()
    feeds = read({"ROUNDTABLE_FUNDING_FEEDS": " https://a.example/x ,,https://b.example/y,https://a.example/x"})
    assert feeds.funding_feeds == ("https://a.example/x", "https://b.example/y")
    assert "hush" not in repr(read({"ROUNDTABLE_CHARITY_KEY": "hush"}))
    assert read({"ROUNDTABLE_PAY_GUIDE": "£30 an hour"}).pay_guide == "£30 an hour"


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"DATABASE_URL": "mysql://somewhere/db"}, "DATABASE_URL"),
        ({"DATABASE_URL": "roundtable.db"}, "DATABASE_URL"),
        ({"PORT": "http"}, "PORT"),
        ({"PORT": "70000"}, "PORT"),
        ({"PORT": "-1"}, "PORT"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_SIGNING_SECRET"),
        ({"SLACK_SIGNING_SECRET": "secret"}, "SLACK_BOT_TOKEN"),
        ({"SLACK_APP_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN"),
        ({**SLACK, "SLACK_BOT_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN"),
        ({**SLACK, "SLACK_APP_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN"),
        ({**SLACK, "SLACK_API_URL": "slack.com"}, "SLACK_API_URL"),
        ({**TEAMS, "TEAMS_CLIENT_ID": ""}, "TEAMS_CLIENT_ID"),
        ({**TEAMS, "TEAMS_CLIENT_ID": "roundtable"}, "TEAMS_CLIENT_ID"),
        ({**TEAMS, "TEAMS_CLIENT_SECRET": ""}, "TEAMS_CLIENT_SECRET"),
        ({**TEAMS, "TEAMS_TENANT_ID": ""}, "TEAMS_TENANT_ID"),
        ({**TEAMS, "TEAMS_TENANT_ID": "contoso.example"}, "TEAMS_TENANT_ID"),
        ({**TEAMS, "ROUNDTABLE_TEAMS_CLOUD": "elsewhere"}, "ROUNDTABLE_TEAMS_CLOUD"),
        ({**TEAMS, "ROUNDTABLE_TEAMS_UNAUTHENTICATED": "maybe"}, "ROUNDTABLE_TEAMS_UNAUTHENTICATED"),
        (UNCHECKED, "ROUNDTABLE_TEAMS_UNAUTHENTICATED"),
        ({**UNCHECKED, "ROUNDTABLE_HOST": "192.0.2.7"}, "ROUNDTABLE_TEAMS_UNAUTHENTICATED"),
        ({**UNCHECKED, "ROUNDTABLE_HOST": "bot.example.org"}, "ROUNDTABLE_TEAMS_UNAUTHENTICATED"),
        ({"ROUNDTABLE_MODEL_DIR": "/no/such/folder"}, "ROUNDTABLE_MODEL_DIR"),
        ({"ROUNDTABLE_PAY_GUIDE": "£" * 301}, "ROUNDTABLE_PAY_GUIDE"),
        ({"ROUNDTABLE_SUPPORT_LINE": "1" * 301}, "ROUNDTABLE_SUPPORT_LINE"),
        ({"ROUNDTABLE_ROUND_WEEKS": "monthly"}, "ROUNDTABLE_ROUND_WEEKS"),
        ({"ROUNDTABLE_ROUND_WEEKS": "53"}, "ROUNDTABLE_ROUND_WEEKS"),
        ({"ROUNDTABLE_ORCID_URL": "orcid"}, "ROUNDTABLE_ORCID_URL"),
        ({"ROUNDTABLE_CHARITY_URL": "ftp://charities.example"}, "ROUNDTABLE_CHARITY_URL"),
        ({"ROUNDTABLE_CHARITY_KEY": "a key"}, "ROUNDTABLE_CHARITY_KEY"),
        (
            {"ROUNDTABLE_FUNDING_FEEDS": "https://fund.example/feed, http://trust.example/rss"},
            "ROUNDTABLE_FUNDING_FEEDS",
        ),
        (
            {"ROUNDTABLE_FUNDING_FEEDS": ",".join(f"https://fund.example/{n}" for n in range(51))},
            "ROUNDTABLE_FUNDING_FEEDS",
        ),
        ({"ROUNDTABLE_LOG_LEVEL": "loud"}, "ROUNDTABLE_LOG_LEVEL"),
        ({"ROUNDTABLE_SMTP_URL": "smtp://mail.example"}, "ROUNDTABLE_MAIL_FROM"),
        ({**MAIL, "ROUNDTABLE_MAIL_FROM": "Roundtable"}, "ROUNDTABLE_MAIL_FROM"),
        ({**MAIL, "ROUNDTABLE_MAIL_FROM": "a@b.example\nBcc: c@d.example"}, "ROUNDTABLE_MAIL_FROM"),
        ({**MAIL, "ROUNDTABLE_SMTP_URL": ""}, "ROUNDTABLE_SMTP_URL"),
        ({**MAIL, "ROUNDTABLE_SMTP_URL": "mail.example:587"}, "ROUNDTABLE_SMTP_URL"),
        ({**MAIL, "ROUNDTABLE_SMTP_URL": "https://mail.example"}, "ROUNDTABLE_SMTP_URL"),
        ({**MAIL, "ROUNDTABLE_SMTP_URL": "smtp://mail.example:hush"}, "ROUNDTABLE_SMTP_URL"),
        ({**MAIL, "ROUNDTABLE_SMTP_URL": "smtp://bot:hush@mail.example?tls=no"}, "ROUNDTABLE_SMTP_URL"),
        ({"ROUNDTABLE_URL": "roundtable.example.org"}, "ROUNDTABLE_URL"),
        ({"ROUNDTABLE_URL": "http://roundtable.example.org"}, "ROUNDTABLE_URL"),
        ({"ROUNDTABLE_URL": "https://roundtable.example.org/?a=b"}, "ROUNDTABLE_URL"),
    ],
)
def test_a_missing_or_wrong_setting_is_named_in_one_line(given: dict[str, str], named: str) -> None:
    """The line begins with the setting's name."""
    with pytest.raises(BadSetting) as bad:
        read(given)
    assert str(bad.value).startswith(named)
    assert "\n" not in str(bad.value)


def test_each_setting_that_can_be_wrong_is_tried_above() -> None:
    """Only the host may be anything."""
    tried = test_a_missing_or_wrong_setting_is_named_in_one_line.pytestmark[0].args[1]  # type: ignore[attr-defined]
    assert {named for _, named in tried} == set(NAMES) - {"ROUNDTABLE_HOST"}


def test_blanks_around_a_value_do_not_count(tmp_path: Path) -> None:
    """Hosts' forms make it easy to paste one more."""
    settings = read(
        {"PORT": " 80 ", "SLACK_BOT_TOKEN": "xoxb-1\n", "SLACK_SIGNING_SECRET": " s", "HOME": str(tmp_path)}
    )
    assert settings.port == 80
    assert settings.slack is not None
    assert (settings.slack.token, settings.slack.signing_secret) == ("xoxb-1", "s")


def test_secrets_are_not_shown_when_settings_are_printed() -> None:
    """Not even by accident, in a log or a traceback."""
    settings = read({**SLACK, "SLACK_APP_TOKEN": "xapp-hidden", "DATABASE_URL": "postgresql://me:hidden@host/db"})
    assert "hidden" not in repr(settings)
    assert "xoxb-1" not in repr(settings)
    assert "secret" not in repr(settings).replace("signing_secret", "")


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_requests_without_tokens_are_taken_only_where_nobody_else_can_reach(host: str) -> None:
    """The one way in which anybody could act as anybody stays on this machine."""
    teams = read({**UNCHECKED, "ROUNDTABLE_HOST": host}).teams
    assert teams is not None
    assert teams.unauthenticated


def test_tokens_of_teams_are_checked_unless_said_otherwise() -> None:
    """Ids are compared in one case, since Microsoft writes them in both."""
    settings = read(TEAMS)
    assert settings.teams is not None
    assert (settings.teams.unauthenticated, settings.teams.cloud) == (False, "")
    assert settings.teams.client_id == TEAMS["TEAMS_CLIENT_ID"].lower()
    assert settings.funding_feeds == ()
    feeds = read({"ROUNDTABLE_FUNDING_FEEDS": " https://a.example/x ,,https://b.example/y,https://a.example/x"})
    assert feeds.funding_feeds == ("https://a.example/x", "https://b.example/y")
    assert "hush" not in repr(settings)


def test_an_app_token_needs_no_signing_secret() -> None:
    """Socket Mode carries no signatures."""
    slack = read({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}).slack
    assert slack is not None
    assert slack.app_token == "xapp-1"


def test_e_mail_goes_out_over_tls_unless_the_server_is_here_or_it_is_said() -> None:
    """A name and a password may have any letters, and are not shown."""
    assert read({}).mail is None
    settings = read({**MAIL, "ROUNDTABLE_URL": "https://roundtable.example.org"})
    mail = settings.mail
    assert mail is not None
    assert (mail.host, mail.port, mail.username, mail.password) == ("mail.example.org", 587, "bot", "p@ss")
    assert (mail.tls, mail.public) == ("starttls", "https://roundtable.example.org/")
    assert "p@ss" not in repr(settings)
    for url, port, tls in (
        ("smtps://mail.example.org", 465, "always"),
        ("smtp://mail.example.org:25?tls=no", 25, "none"),
        ("smtp://localhost:1025", 1025, "none"),
        ("smtp://bot:hush@127.0.0.1", 587, "none"),
    ):
        other = read({**MAIL, "ROUNDTABLE_SMTP_URL": url}).mail
        assert other is not None
        assert (other.port, other.tls, other.public) == (port, tls, "")
