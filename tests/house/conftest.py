"""What these tests share: a sandbox that stands in for Slack, and the settings to reach it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from handlers.slack.manifest import manifest
from sandbox.app import create_app
from sandbox.server import Running, running
from sandbox.slack.workspace import Workspace
from tests.house.processes import SECRETS

PEOPLE = (
    {"id": "UASHA", "real_name": "Asha Verma", "email": "asha@people.example", "kind": "owner"},
    {"id": "UBELA", "real_name": "Bela Novak", "email": "bela@people.example"},
)


@dataclass(frozen=True)
class Slack:
    """A sandbox, and a person's hands in it."""

    sandbox: Running
    client: httpx.AsyncClient

    @property
    def settings(self) -> dict[str, str]:
        """What a process needs to speak with it."""
        return {**SECRETS, "SLACK_API_URL": self.sandbox.api}

    async def answered_at(self, url: str) -> None:
        """Deliver to this bot."""
        await self.do("app", how="PUT", request_url=f"{url}/slack/events")

    async def do(self, path: str, how: str = "POST", **body: Any) -> Any:
        """Do something by the control API."""
        answer = await self.client.request(how, f"{self.sandbox.url}/control/{path}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def see(self, path: str) -> Any:
        """Look at something by the control API."""
        return (await self.client.get(f"{self.sandbox.url}/control/{path}")).json()

    async def channel(self) -> str:
        """The channel that everybody is in."""
        return str((await self.see("workspace"))["channels"][0]["id"])

    async def command(self, user: str, command: str, text: str) -> Any:
        """Use a slash command there; how it was acknowledged."""
        return await self.do(f"users/{user}/command", channel=await self.channel(), command=command, text=text)

    async def read(self, user: str, channel: str = "") -> str:
        """Everything that somebody sees there."""
        return str(await self.see(f"users/{user}/messages?channel={channel or await self.channel()}"))

    async def slow_down(self, method: str) -> None:
        """Have Slack take half a second for the next call of this method."""
        await self.do("faults", method=method, error="slow", seconds=0.5, times=1)

    async def is_waited_for(self) -> None:
        """Wait until somebody waits for the call that was slowed down."""
        async with asyncio.timeout(20):
            while self.sandbox.workspace.faults._faults:  # noqa: ASYNC110 - the sandbox tells nobody
                await asyncio.sleep(0.01)


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    """A workspace of two people."""
    workspace = Workspace(
        manifest(request_url="http://127.0.0.1:9/slack/events"),
        signing_secret=SECRETS["SLACK_SIGNING_SECRET"],
        bot_token=SECRETS["SLACK_BOT_TOKEN"],
        app_token="xapp-sandbox",
        people=PEOPLE,
    )
    async with (
        running(create_app(workspace)) as sandbox,
        httpx.AsyncClient(timeout=20, trust_env=False) as client,
    ):
        yield Slack(sandbox, client)
