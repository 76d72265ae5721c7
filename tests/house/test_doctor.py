"""The doctor says for each thing whether it is right, and what to do."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers.doctor import Finding, examine
from handlers.slack.manifest import manifest, required_scopes
from sandbox.app import create_app
from sandbox.server import running
from sandbox.teams.team import Team
from tests.house.conftest import Slack
from tests.house.processes import roundtable
from tests.mail.server import MailServer, serving

TEAMS = {
    "TEAMS_CLIENT_ID": "33333333-0000-4000-8000-000000000001",
    "TEAMS_CLIENT_SECRET": "secret",
    "TEAMS_TENANT_ID": "44444444-0000-4000-8000-000000000002",
}


async def found(settings: dict[str, str], manifest_file: Path | None = None) -> dict[str, Finding]:
    """What the doctor finds, by what was checked."""
    return {finding.check: finding for finding in await examine(settings, manifest_file)}


@pytest.fixture
def healthy(slack: Slack, sqlite_url: str) -> dict[str, str]:
    """Settings with which all is well."""
    return {**slack.settings, "DATABASE_URL": sqlite_url}


async def test_all_is_well(healthy: dict[str, str], tmp_path: Path) -> None:
    """With the very manifest of this version."""
    file = tmp_path / "manifest.json"
    file.write_text(json.dumps(manifest(request_url="https://bot.example.org/slack/events")))
    findings = await found(healthy, file)
    assert {check: one.state for check, one in findings.items()} == dict.fromkeys(
        ("settings", "database", "model", "token", "scopes", "requests", "manifest"), "ok"
    )


async def test_a_wrong_setting_is_all_that_is_told() -> None:
    """Nothing else can be checked before."""
    findings = await examine({"PORT": "many"})
    assert [(one.check, one.state) for one in findings] == [("settings", "problem")]
    assert findings[0].words.startswith("PORT")


async def test_no_platform_is_a_problem(sqlite_url: str) -> None:
    """The bot would speak with nobody."""
    finding = (await found({"DATABASE_URL": sqlite_url}))["platform"]
    assert (finding.state, "docs/slack.md" in finding.remedy, "docs/teams.md" in finding.remedy) == (
        "problem",
        True,
        True,
    )


async def test_an_unmigrated_database_is_a_problem(healthy: dict[str, str], tmp_path: Path) -> None:
    """The remedy is a command."""
    finding = (await found({**healthy, "DATABASE_URL": f"sqlite:///{tmp_path / 'new.db'}"}))["database"]
    assert finding.state == "problem"
    assert "roundtable migrate" in finding.remedy


async def test_a_database_that_does_not_answer_is_a_problem(healthy: dict[str, str]) -> None:
    """The remedy names the setting."""
    finding = (await found({**healthy, "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"}))["database"]
    assert (finding.state, "DATABASE_URL" in finding.remedy) == ("problem", True)


async def test_a_folder_without_the_model_is_a_problem(healthy: dict[str, str], tmp_path: Path) -> None:
    """The remedy names the setting."""
    finding = (await found({**healthy, "ROUNDTABLE_MODEL_DIR": str(tmp_path)}))["model"]
    assert (finding.state, "ROUNDTABLE_MODEL_DIR" in finding.remedy) == ("problem", True)


@pytest.mark.parametrize("code", ["token_revoked", "invalid_auth", "account_inactive"])
async def test_a_token_that_slack_refuses_is_a_problem(healthy: dict[str, str], slack: Slack, code: str) -> None:
    """The remedy says where to find a new one."""
    await slack.do("faults", method="auth.test", error=code, times=1)
    finding = (await found(healthy))["token"]
    assert finding.state == "problem"
    assert code in finding.words
    assert "SLACK_BOT_TOKEN" in finding.remedy


async def test_slack_that_cannot_be_reached_is_a_problem(healthy: dict[str, str]) -> None:
    """The remedy names the connection."""
    finding = (await found({**healthy, "SLACK_API_URL": "http://127.0.0.1:9/api/"}))["token"]
    assert (finding.state, "connection" in finding.remedy) == ("problem", True)


async def test_a_scope_that_was_not_granted_is_a_problem(healthy: dict[str, str], slack: Slack) -> None:
    """The words name it, and the remedy says how to have it granted."""
    await slack.do("app", how="PUT", scopes=[scope for scope in required_scopes() if scope != "users:read.email"])
    finding = (await found(healthy))["scopes"]
    assert finding.state == "problem"
    assert finding.words == "Not granted: users:read.email."
    assert "slack-manifest" in finding.remedy


async def test_a_scope_too_many_is_told_and_is_no_problem(healthy: dict[str, str], slack: Slack) -> None:
    """An app asks for no more than it needs."""
    await slack.do("app", how="PUT", scopes=[*required_scopes(), "files:read"])
    finding = (await found(healthy))["scopes"]
    assert (finding.state, finding.words) == ("advice", "Granted but not needed: files:read.")


async def test_socket_mode_is_checked_by_asking_for_a_connection(healthy: dict[str, str]) -> None:
    """The right app token is granted one, another is not."""
    assert (await found({**healthy, "SLACK_APP_TOKEN": "xapp-sandbox"}))["requests"].state == "ok"
    wrong = (await found({**healthy, "SLACK_APP_TOKEN": "xapp-wrong"}))["requests"]
    assert (wrong.state, "SLACK_APP_TOKEN" in wrong.remedy) == ("problem", True)


async def test_a_manifest_that_drifted_is_a_problem(healthy: dict[str, str], tmp_path: Path) -> None:
    """The words name each difference; where the bot is reached is none."""
    theirs = manifest(request_url="https://elsewhere.example.org/slack/events")
    theirs["oauth_config"]["scopes"]["bot"].remove("users:read")
    theirs["features"]["slash_commands"][0]["description"] = "Another"
    theirs["features"]["slash_commands"].append({"command": "/old", "description": "Gone"})
    theirs["features"]["app_home"]["home_tab_enabled"] = False
    theirs["settings"]["is_hosted"] = False
    file = tmp_path / "manifest.json"
    file.write_text(json.dumps(theirs))
    finding = (await found(healthy, file))["manifest"]
    assert finding.state == "problem"
    assert finding.words == (
        "Differs: features.app_home.home_tab_enabled is not as it should be; "
        "features.slash_commands /find-collaborator.description is not as it should be; "
        "features.slash_commands has /old, which is not ours; oauth_config.scopes.bot lacks users:read."
    )


@pytest.mark.parametrize("content", ["display_information:\n  name: Roundtable", "[]"])
async def test_a_manifest_that_cannot_be_read_is_a_problem(
    healthy: dict[str, str], tmp_path: Path, content: str
) -> None:
    """YAML, or something else."""
    file = tmp_path / "manifest.json"
    file.write_text(content)
    assert (await found(healthy, file))["manifest"].state == "problem"


@pytest.fixture
async def tenant() -> AsyncIterator[Team]:
    """A tenant with our bot in it."""
    team = Team(client_id=TEAMS["TEAMS_CLIENT_ID"], client_secret="secret", tenant_id=TEAMS["TEAMS_TENANT_ID"])
    async with running(create_app(team=team)):
        yield team


async def test_all_is_well_with_teams_alone(tenant: Team, sqlite_url: str) -> None:
    """A token to write with, and keys to check requests with."""
    findings = await found({**TEAMS, "ROUNDTABLE_TEAMS_CLOUD": tenant.cloud, "DATABASE_URL": sqlite_url})
    assert {check: one.state for check, one in findings.items()} == dict.fromkeys(
        ("settings", "database", "model", "Teams token", "Teams keys"), "ok"
    )


async def test_both_platforms_are_checked_side_by_side(healthy: dict[str, str], tenant: Team) -> None:
    """One process serves both."""
    findings = await found({**healthy, **TEAMS, "ROUNDTABLE_TEAMS_CLOUD": tenant.cloud})
    assert {findings[check].state for check in ("token", "scopes", "requests", "Teams token", "Teams keys")} == {"ok"}


@pytest.mark.parametrize(
    ("setting", "value", "code"),
    [
        ("TEAMS_CLIENT_SECRET", "old", "invalid_client"),
        ("TEAMS_CLIENT_ID", "99999999-0000-4000-8000-000000000001", "unauthorized_client"),
        ("TEAMS_TENANT_ID", "99999999-0000-4000-8000-000000000002", "invalid_request"),
    ],
)
async def test_a_registration_that_microsoft_refuses_is_a_problem(
    tenant: Team, sqlite_url: str, setting: str, value: str, code: str
) -> None:
    """The words have its code, and the remedy names the setting."""
    given = {**TEAMS, "ROUNDTABLE_TEAMS_CLOUD": tenant.cloud, "DATABASE_URL": sqlite_url, setting: value}
    finding = (await found(given))["Teams token"]
    assert finding.state == "problem"
    assert code in finding.words
    assert setting in finding.remedy


async def test_a_microsoft_that_cannot_be_reached_is_a_problem(sqlite_url: str) -> None:
    """Neither for tokens nor for keys; the remedy names the connection."""
    findings = await found({**TEAMS, "ROUNDTABLE_TEAMS_CLOUD": "http://127.0.0.1:9", "DATABASE_URL": sqlite_url})
    for check in ("Teams token", "Teams keys"):
        assert findings[check].state == "problem"
        assert "connection" in findings[check].remedy


async def test_a_cloud_without_keys_is_a_problem(tenant: Team, sqlite_url: str) -> None:
    """The words say what comes of it."""
    tenant.faults.add({"method": "keys", "error": "500"})
    given = {**TEAMS, "ROUNDTABLE_TEAMS_CLOUD": tenant.cloud, "DATABASE_URL": sqlite_url}
    finding = (await found(given))["Teams keys"]
    assert (finding.state, "every request is refused" in finding.words) == ("problem", True)


async def test_taking_requests_without_a_token_is_told(sqlite_url: str) -> None:
    """Nothing is asked of Microsoft then."""
    given = {"ROUNDTABLE_TEAMS_UNAUTHENTICATED": "yes", "ROUNDTABLE_HOST": "127.0.0.1", "DATABASE_URL": sqlite_url}
    findings = await found({**TEAMS, **given})
    assert findings["Teams"].state == "advice"
    assert "ROUNDTABLE_TEAMS_UNAUTHENTICATED" in findings["Teams"].remedy
    assert {"Teams token", "Teams keys"}.isdisjoint(findings)


def test_the_command_says_what_to_do_and_ends_with_1(tmp_path: Path) -> None:
    """Without any setting, in an empty folder."""
    ended = roundtable(tmp_path, "doctor")
    assert ended.returncode == 1
    assert "ok     settings" in ended.stdout
    assert "to do  database: It is not migrated." in ended.stdout
    assert "Run `roundtable migrate`." in ended.stdout


async def test_e_mail_is_right_when_the_server_takes_the_login(healthy: dict[str, str]) -> None:
    """Otherwise it is said what to do, and so is what is missing for the link that stops mails."""
    async with serving(MailServer()) as server:
        url = f"smtp://127.0.0.1:{server.port}"
        mail = {"ROUNDTABLE_SMTP_URL": url, "ROUNDTABLE_MAIL_FROM": "bot@network.example"}
        bare = (await found({**healthy, **mail}))["e-mail"]
        whole = (await found({**healthy, **mail, "ROUNDTABLE_URL": "https://roundtable.example"}))["e-mail"]
        server.answers["greeting"] = "554 5.3.2 No"
        closed = (await found({**healthy, **mail}))["e-mail"]
        assert server.taken == []
    assert (bare.state, "ROUNDTABLE_URL" in bare.remedy) == ("advice", True)
    assert whole.state == "ok"
    assert (closed.state, "554 5.3.2" in closed.words, "ROUNDTABLE_SMTP_URL" in closed.remedy) == (
        "problem",
        True,
        True,
    )
