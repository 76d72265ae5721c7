"""SQLite on the event loop: short statements, without a thread to hand each of them to.

aiosqlite passes every call to a thread and back, some thirty times in a transaction of six statements. The statements
themselves take microseconds, so here they run where they are called. What could take long is waiting for another
process that writes: so nothing waits, and `bot.network` tries again when it is told that the database is locked.
"""

import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Any

import aiosqlite
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

SET_UP = (
    "PRAGMA busy_timeout = 2000",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 0",
)
"""Waits only while the write-ahead log is switched on, which happens once in the life of a database."""


class Inline(aiosqlite.Connection):
    """An aiosqlite connection that runs each call at once, in the thread that makes it, and so needs none."""

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if self._connection is None:
            raise ValueError("Connection closed")
        return fn(*args, **kwargs)

    async def _connect(self) -> "Inline":
        self._connection = self._connector()
        return self

    async def close(self) -> None:
        """Close the connection."""
        self.stop()

    def stop(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def create(address: URL) -> AsyncEngine:
    """An engine for an SQLite address; its transactions take the write lock when they begin, unless they only read."""

    async def open_inline(path: str, **options: Any) -> Inline:
        return await Inline(partial(sqlite3.connect, path, **options), iter_chunk_size=64)._connect()  # noqa: SLF001

    engine = create_async_engine(
        address, hide_parameters=True, connect_args={"async_creator_fn": open_inline, "isolation_level": None}
    )

    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        for pragma in SET_UP:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def on_begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine
