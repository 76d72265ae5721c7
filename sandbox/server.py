"""Serving the sandbox on this machine, in process or by hand."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from sandbox.slack.slack import Slack
from sandbox.slack.workspace import Workspace

HOST = "127.0.0.1"
BACKLOG = 512
GRACE_SECONDS = 2


class Protocol(HttpToolsProtocol):
    """HTTP with a way for faults to break a connection off."""

    def on_message_begin(self) -> None:
        """Offer `sandbox.abort` among the request's extensions."""
        super().on_message_begin()
        extensions: dict[str, Any] = {"sandbox.abort": self.transport.abort}
        self.scope["extensions"] = extensions


class Server(uvicorn.Server):
    """A server that ends its event streams before it waits for connections to close."""

    def __init__(self, config: uvicorn.Config, workspace: Workspace) -> None:
        super().__init__(config)
        self._workspace = workspace

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop."""
        self._workspace.close()
        super().handle_exit(sig, frame)


@dataclass(frozen=True)
class Running:
    """A served sandbox: `url` has no slash at its end and is what `str` gives; `workspace` and `slack` look inside."""

    url: str
    slack: Slack

    def __str__(self) -> str:
        return self.url

    @property
    def workspace(self) -> Workspace:
        """The state behind it."""
        return self.slack.workspace

    @property
    def api(self) -> str:
        """The address for SLACK_API_URL."""
        return f"{self.url}/api/"


def server_for(app: Starlette) -> Server:
    """A server for the app of `create_app`; it serves whatever socket it is given."""
    config = uvicorn.Config(
        app,
        http=Protocol,
        ws="websockets-sansio",
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    return Server(config, app.state.workspace)


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
    workspace: Workspace = app.state.workspace
    async with up(server_for(app), listen(port)) as url:
        workspace.url = url
        try:
            yield Running(url, app.state.slack)
        finally:
            workspace.close()
