"""The page in a browser, with a bot behind it, and hands to use it."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

from playwright.async_api import Browser, ConsoleMessage, Error, Locator, Page, Request, expect

from tests.patience import PATIENCE
from tests.sandbox.page_bot import PageBot
from tests.sandbox.stage import Stage
from tests.windows import window


class Hearing(Protocol):
    """A bot that tells what it has heard."""

    heard: list[tuple[str, Any]]
    news: asyncio.Event


@dataclass
class Windows:
    """Windows of the browser, each acting as somebody, and what went wrong in any of them."""

    browser: Browser
    url: str
    troubles: list[str] = field(default_factory=list, init=False)
    opened: AsyncExitStack = field(default_factory=AsyncExitStack, init=False)

    async def look(self, address: str = "", *, width: int = 1280, height: int = 800) -> Page:
        """Open the page at an address of it, such as `#/UANA/home`."""
        page = await self.opened.enter_async_context(window(self.browser, width, height))
        page.on("pageerror", self._failed)
        page.on("console", self._said)
        page.on("request", self._asked)
        self.opened.callback(self._unwatched, page)
        await page.goto(f"{self.url}/{address}")
        return page

    def _unwatched(self, page: Page) -> None:
        """Note no more of what happens in it."""
        page.remove_listener("pageerror", self._failed)
        page.remove_listener("console", self._said)
        page.remove_listener("request", self._asked)

    def _failed(self, error: Error) -> None:
        """Write down that a script failed."""
        self.troubles.append(str(error))

    def _said(self, said: ConsoleMessage) -> None:
        """Write down what the page's own policy kept it from."""
        if "Content Security" in said.text:
            self.troubles.append(said.text)

    def _asked(self, asked: Request) -> None:
        """Write down what was asked of another host; the browser looks up none."""
        if urlsplit(asked.url).hostname not in {"127.0.0.1", None}:
            self.troubles.append(f"asked an outside host: {asked.url}")

    async def close(self) -> None:
        """Close all; no script may have failed, and no outside host been asked."""
        await self.opened.aclose()
        assert self.troubles == []


async def until_heard(bot: Hearing, what: str, value: object = None) -> None:
    """Wait until the bot has heard this."""
    async with asyncio.timeout(PATIENCE / 1_000):
        while (what, value) not in bot.heard:
            bot.news.clear()
            await bot.news.wait()


@dataclass
class Tabs(Windows):
    """Windows on a Slack workspace with the page's bot in it."""

    stage: Stage
    bot: PageBot

    async def open(self, user: str = "", place: str = "", *, width: int = 1280, height: int = 800) -> Page:
        """Open the page as that person at that place (a channel's name, `home`, `messages`, or nothing)."""
        return await self.look(self.address(user, place), width=width, height=height)

    def address(self, user: str, place: str) -> str:
        """The part of the address that says who one is and where."""
        if not user:
            return ""
        if place == "messages":
            place = self.stage.dm(user)
        elif place not in {"", "home"}:
            place = self.stage.channel(place)
        return f"#/{user}/{place}"

    async def heard(self, what: str, value: object = None) -> None:
        """Wait until the bot has heard this."""
        await until_heard(self.bot, what, value)


def writing(page: Page) -> Locator:
    """The box where one writes."""
    return page.get_by_role("textbox", name="Message")


def messages(page: Page) -> Locator:
    """The messages on the page, oldest first."""
    return page.get_by_role("list", name="Messages").locator("li.message")


async def say(page: Page, text: str) -> None:
    """Write a message or command and send it."""
    await writing(page).fill(text)
    await page.keyboard.press("Escape")
    await page.keyboard.press("Enter")


async def ask(page: Page) -> Locator:
    """Use the command that answers with one of everything, and give its answer."""
    await say(page, "/find creative methods")
    answer = messages(page).filter(has_text="Two people fit")
    await expect(answer).to_be_visible()
    return answer
