"""Runs the web server and the worker until told to stop, and stops without dropping what is under way."""

import asyncio
import signal
import socket
from collections.abc import Coroutine, Generator, Sequence
from contextlib import contextmanager
from typing import Any

import structlog
import uvicorn
from starlette.types import ASGIApp
from uvicorn.loops.auto import auto_loop_factory

from bot import schedule
from handlers.build import CannotStart, House, built
from handlers.settings import Settings
from handlers.web import create_app

GRACE_SECONDS = 10
"""How long requests under way may take to finish once told to stop; hosts kill after 30 seconds."""

KEEP_ALIVE_SECONDS = 75
"""Longer than load balancers keep an idle connection, so that it is never us who close one they are about to use."""

log = structlog.get_logger()


class Server(uvicorn.Server):
    """uvicorn without signal handlers of its own, since one stop is for everything in the process."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Say where it listens once it does."""
        await super().startup(sockets)
        for listener in sockets or ():
            host, port = listener.getsockname()[:2]
            log.info("listening", host=host, port=port)

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leave signals to `until_told`."""
        yield


def run(settings: Settings, *, web: bool, worker: bool) -> None:
    """Serve until SIGTERM or SIGINT; raises BadSetting or CannotStart with what has to be put right."""
    execute(serve(settings, web=web, worker=worker))


def execute(work: Coroutine[Any, Any, None]) -> None:
    """Run on the same event loop that uvicorn would choose."""
    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        runner.run(work)


async def serve(settings: Settings, *, web: bool, worker: bool) -> None:
    """Open everything, work until told to stop, and close everything in order."""
    stop = until_told()
    listener = listen(settings) if web else None
    async with built(settings, answering=web) as house:
        await hold(house, stop, listener=listener, worker=worker)
    log.info("stopped")


async def hold(house: House, stop: asyncio.Event, *, listener: socket.socket | None, worker: bool) -> None:
    """Serve on the listener and deliver, as asked, until `stop` is set or one of the two ends by itself."""
    tasks = []
    if listener is not None:
        await house.network.warm()
        tasks.append(asyncio.create_task(answer(house, listener, stop)))
    if worker:
        tasks.append(asyncio.create_task(schedule.work(house.network, house.couriers, stop, house.jobs)))
        log.info("delivering")
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stop.set()
    await asyncio.gather(*tasks)


async def answer(house: House, listener: socket.socket, stop: asyncio.Event) -> None:
    """Answer HTTP requests until `stop` is set, then let those under way finish."""
    app = create_app(house.network, house.metrics, house.apps)
    server = Server(configuration(app))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    server.should_exit = True
    await serving


def configuration(app: ASGIApp) -> uvicorn.Config:
    """How uvicorn serves us: with no logs of its own, and leaving alone what proxies add, as nobody reads it."""
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        lifespan="off",
        ws="none",
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def listen(settings: Settings) -> socket.socket:
    """The socket to listen on; raises CannotStart when the port is taken.

    It says that it is TCP, since event loops send small answers at once only on one that does.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        raise CannotStart(f"PORT {settings.port} on {settings.host} cannot be used: {error.strerror}") from error
    return listener


def until_told(signals: Sequence[signal.Signals] = (signal.SIGINT, signal.SIGTERM)) -> asyncio.Event:
    """An event that is set when the process is told to stop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for told in signals:
        loop.add_signal_handler(told, stop.set)
    return stop
