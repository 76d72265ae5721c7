"""The page in a browser with both platforms, and a bot behind its Teams side."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
from playwright.async_api import Locator, Page, expect

from sandbox.app import create_app
from sandbox.server import Running, listen, running, up
from sandbox.slack.workspace import Workspace
from sandbox.teams.chats import Message
from sandbox.teams.team import Team
from tests.sandbox import page_bot, teams_page_bot
from tests.sandbox.page_stage import Windows, messages, say, until_heard
from tests.sandbox.teams_page_bot import CLIENT, SECRET, TENANT, TeamsPageBot

Json = dict[str, Any]


@asynccontextmanager
async def teams_staged(*, slack: bool = True) -> AsyncIterator[tuple[Running, TeamsPageBot]]:
    """A sandbox of both platforms, or without Slack; the bot listens to Teams alone."""
    bot = TeamsPageBot()
    workspace = Workspace(
        page_bot.MANIFEST, signing_secret="", bot_token="", people=page_bot.PEOPLE, guide=page_bot.GUIDE
    )
    team = Team(
        client_id=CLIENT,
        client_secret=SECRET,
        tenant_id=TENANT,
        people=teams_page_bot.PEOPLE,
        guide=teams_page_bot.GUIDE,
        manifest=teams_page_bot.MANIFEST,
    )
    config = uvicorn.Config(bot.app, log_level="error", lifespan="off", ws="none")
    async with (
        running(create_app(workspace if slack else None, team)) as served,
        up(uvicorn.Server(config), listen()) as url,
        bot.http,
    ):
        team.endpoint_url = f"{url}/teams/messages"
        bot.cloud = served.teams_cloud
        yield served, bot


@dataclass
class Rooms(Windows):
    """Windows on a Teams organisation with the page's bot in it."""

    served: Running
    bot: TeamsPageBot

    async def open(self, person: str, place: str = "", *, width: int = 1280, height: int = 800) -> Page:
        """Open the page as that person at that place: a channel's or group chat's name, or their chat with the bot."""
        return await self.look(f"#/{person}/{self.place(person, place)}", width=width, height=height)

    def place(self, person: str, name: str = "") -> str:
        """The id of a place."""
        team = self.served.team
        if not name:
            return team.personal(team.person(person)).id
        if name == "apps":
            return name
        return next(chat.id for chat in team.chats.values() if chat.name == name and chat.kind != "im")

    def last(self, person: str) -> Message:
        """The newest message in somebody's chat with the bot."""
        return next(reversed(self.served.team.chats[self.place(person)].messages.values()))

    async def heard(self, what: str, value: object = None) -> None:
        """Wait until the bot has heard this."""
        await until_heard(self.bot, what, value)


async def ask(page: Page) -> Locator:
    """Use the command that answers with one of everything, and give its answer."""
    await say(page, "find creative methods")
    answer = messages(page).filter(has_text="Two people fit")
    await expect(answer).to_be_visible()
    return answer


async def form(page: Page) -> Locator:
    """Ask for the form with one of every input, and give the message it is in."""
    await say(page, "form")
    answer = messages(page).filter(has=page.get_by_role("button", name="Save"))
    await expect(answer).to_be_visible()
    return answer
