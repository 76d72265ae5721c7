"""Serving the sandbox on this machine, in process or by hand."""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from sandbox.slack.slack import Slack
from sandbox.slack.workspace import Workspace
from sandbox.teams.team import Team
from sandbox.teams.teams import Teams
from sandbox.watched import Watched

HOST = "127.0.0.1"
BACKLOG = 512
GRACE_SECONDS = 2

KEEP_ALIVE_SECONDS = 75
"""Longer than a bot keeps an idle connection, so that it is never us who close one it is about to use."""


class Protocol(HttpToolsProtocol):
    """HTTP with a way for faults to break a connection off."""

    def on_message_begin(self) -> None:
        """Offer `sandbox.abort` among the request's extensions."""
        super().on_message_begin()
        extensions: dict[str, Any] = {"sandbox.abort": self.transport.abort}
        self.scope["extensions"] = extensions


class Server(uvicorn.Server):
    """A server that ends its event streams before it waits for connections to close."""

    def __init__(self, config: uvicorn.Config, watched: Sequence[Watched]) -> None:
        super().__init__(config)
        self._watched = watched

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop."""
        for each in self._watched:
            each.close()
        super().handle_exit(sig, frame)


@dataclass(frozen=True)
class Running:
    """A served sandbox: `url` has no slash at its end and is what `str` gives; the rest leads to its platforms."""

    url: str
    app: Starlette

    def __str__(self) -> str:
        return self.url

    @property
    def slack(self) -> Slack:
        """The Slack workspace with its deliveries."""
        slack: Slack = self.app.state.slack
        return slack

    @property
    def workspace(self) -> Workspace:
        """The state behind Slack."""
        return self.slack.workspace

    @property
    def api(self) -> str:
        """The address for SLACK_API_URL."""
        return f"{self.url}/api/"

    @property
    def teams(self) -> Teams:
        """The Teams organisation with its deliveries."""
        teams: Teams = self.app.state.teams
        return teams

    @property
    def team(self) -> Team:
        """The state behind Teams."""
        return self.teams.team

    @property
    def teams_cloud(self) -> str:
        """The address for ROUNDTABLE_TEAMS_CLOUD."""
        return self.team.cloud

    @property
    def teams_service(self) -> str:
        """The service URL that the bot is told."""
        return self.team.service


def platforms(app: Starlette) -> list[Workspace | Team]:
    """The states behind the platforms of this sandbox."""
    slack: Slack | None = app.state.slack
    teams: Teams | None = app.state.teams
    return [*([slack.workspace] if slack else []), *([teams.team] if teams else [])]


def server_for(app: Starlette) -> Server:
    """A server for the app of `create_app`; it serves whatever socket it is given."""
    config = uvicorn.Config(
        app,
        http=Protocol,
        ws="websockets-sansio",
        log_level="warning",
        access_log=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    return Server(config, platforms(app))


def listen(port: int = 0) -> socket.socket:
    """A socket on this machine only; port 0 takes a free one.

    asyncio answers at once (TCP_NODELAY) only on sockets that say they are TCP.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((HOST, port))
    listener.listen(BACKLOG)
    return listener


@asynccontextmanager
async def up(server: uvicorn.Server, listener: socket.socket) -> AsyncIterator[str]:
    """Run a server in this event loop, leaving the process's signals alone, and give its address."""
    server.config.load()
    server.lifespan = server.config.lifespan_class(server.config)
    address = f"http://{HOST}:{listener.getsockname()[1]}"
    await server.startup([listener])
    ticking = asyncio.create_task(server.main_loop())
    try:
        yield address
    finally:
        ticking.cancel()
        await asyncio.gather(ticking, return_exceptions=True)
        await _stop(server)


async def _stop(server: uvicorn.Server) -> None:
    """Let what is under way finish, as uvicorn does, without the tenth of a second that it always waits."""
    for each in server.servers:
        each.close()
    state = server.server_state
    for connection in list(state.connections):
        connection.shutdown()
    try:
        async with asyncio.timeout(GRACE_SECONDS):
            while state.connections or state.tasks:  # noqa: ASYNC110 - uvicorn offers no event for this
                await asyncio.sleep(0.002)
    except TimeoutError:
        for task in list(state.tasks):
            task.cancel()
    await server.lifespan.shutdown()


@asynccontextmanager
async def running(app: Starlette, port: int = 0) -> AsyncIterator[Running]:
    """Serve the app of `create_app` in this event loop for as long as the context lasts."""
    async with up(server_for(app), listen(port)) as url:
        for each in platforms(app):
            each.url = url
        try:
            yield Running(url, app)
        finally:
            for each in platforms(app):
                each.close()
