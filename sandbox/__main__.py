"""Start a sandbox by hand: `python -m sandbox --people people.json --manifest manifest.json --bot-url URL`.

Slack is there when its manifest is given, Teams when the messaging endpoint is; either may be alone.
"""

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from sandbox.app import create_app
from sandbox.server import HOST, listen, platforms, server_for
from sandbox.slack.manifest import problems
from sandbox.slack.workspace import Workspace
from sandbox.teams.team import Team

CLIENT_ID = "1d6a5b5e-3c0f-4e59-9a36-0d8a3b1f7c01"
TENANT_ID = "8c2f9e0a-7b41-4d6d-8f27-5e9b6a4d2c02"


def main() -> None:
    """Read the command line and serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A local Slack workspace and Teams team.")
    parser.add_argument("--port", type=int, default=8100, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--guide", action="append", default=[], help="a thing to try; may be given several times")
    slack = parser.add_argument_group("Slack")
    slack.add_argument("--people", type=Path, help="a JSON list of users")
    slack.add_argument("--manifest", type=Path, help="the app's manifest as JSON")
    slack.add_argument("--bot-url", help="where the app takes requests, such as http://127.0.0.1:3000/slack/events")
    slack.add_argument("--bot-token", default="xoxb-sandbox")
    slack.add_argument("--app-token", default="xapp-sandbox")
    slack.add_argument("--signing-secret", default="sandbox-secret")
    teams = parser.add_argument_group("Teams")
    teams.add_argument("--teams-url", help="the messaging endpoint, such as http://127.0.0.1:3000/teams/messages")
    teams.add_argument("--teams-people", type=Path, help="a JSON list of people")
    teams.add_argument("--teams-manifest", type=Path, help="the Teams app's manifest.json")
    teams.add_argument("--client-id", default=CLIENT_ID)
    teams.add_argument("--client-secret", default="sandbox-secret")
    teams.add_argument("--tenant-id", default=TENANT_ID)
    given = parser.parse_args()
    if not given.manifest and not given.teams_url:
        parser.error("give --manifest for Slack, --teams-url for Teams, or both")
    listener = listen(given.port)
    app = create_app(
        _workspace(parser, given) if given.manifest else None,
        _team(given) if given.teams_url else None,
    )
    url = f"http://{HOST}:{listener.getsockname()[1]}"
    for each in platforms(app):
        each.url = url
    sys.stdout.write(f"The sandbox is at {url}\n")
    if given.manifest:
        sys.stdout.write(f"SLACK_API_URL={url}/api/\n")
    if given.teams_url:
        sys.stdout.write(f"ROUNDTABLE_TEAMS_CLOUD={app.state.teams.team.cloud}\n")
    sys.stdout.flush()
    asyncio.run(server_for(app).serve([listener]))


def _workspace(parser: argparse.ArgumentParser, given: argparse.Namespace) -> Workspace:
    manifest = _read(given.manifest)
    refused = problems(manifest)
    if refused:
        parser.error(f"Slack would refuse this manifest: {'; '.join(refused)}")
    return Workspace(
        manifest,
        signing_secret=given.signing_secret,
        bot_token=given.bot_token,
        app_token=given.app_token,
        people=_read(given.people) or [],
        guide=given.guide,
        request_url=given.bot_url,
    )


def _team(given: argparse.Namespace) -> Team:
    return Team(
        client_id=given.client_id,
        client_secret=given.client_secret,
        tenant_id=given.tenant_id,
        people=_read(given.teams_people) or [],
        guide=given.guide,
        manifest=_read(given.teams_manifest),
        endpoint_url=given.teams_url,
    )


def _read(file: Path | None) -> Any:
    return json.loads(file.read_text(encoding="utf-8")) if file else None


if __name__ == "__main__":
    main()
