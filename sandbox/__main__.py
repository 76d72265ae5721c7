"""Start a sandbox by hand: `python -m sandbox --people people.json --manifest manifest.json --bot-url URL`."""

import argparse
import asyncio
import json
import sys
from pathlib import Path

from sandbox.app import create_app
from sandbox.server import HOST, listen, server_for
from sandbox.slack.manifest import problems
from sandbox.slack.workspace import Workspace


def main() -> None:
    """Read the command line and serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A local Slack workspace.")
    parser.add_argument("--port", type=int, default=8100, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--people", type=Path, help="a JSON list of users")
    parser.add_argument("--manifest", type=Path, required=True, help="the app's manifest as JSON")
    parser.add_argument("--bot-url", help="where the app takes requests, such as http://127.0.0.1:3000/slack/events")
    parser.add_argument("--bot-token", default="xoxb-sandbox")
    parser.add_argument("--app-token", default="xapp-sandbox")
    parser.add_argument("--signing-secret", default="sandbox-secret")
    parser.add_argument("--guide", action="append", default=[], help="a thing to try; may be given several times")
    given = parser.parse_args()
    manifest = json.loads(given.manifest.read_text(encoding="utf-8"))
    refused = problems(manifest)
    if refused:
        parser.error(f"Slack would refuse this manifest: {'; '.join(refused)}")
    workspace = Workspace(
        manifest,
        signing_secret=given.signing_secret,
        bot_token=given.bot_token,
        app_token=given.app_token,
        people=json.loads(given.people.read_text(encoding="utf-8")) if given.people else [],
        guide=given.guide,
        request_url=given.bot_url,
    )
    listener = listen(given.port)
    workspace.url = f"http://{HOST}:{listener.getsockname()[1]}"
    sys.stdout.write(f"The sandbox is at {workspace.url}\nSLACK_API_URL={workspace.url}/api/\n")
    sys.stdout.flush()
    asyncio.run(server_for(create_app(workspace)).serve([listener]))


if __name__ == "__main__":
    main()
