"""SQLite on the event loop: short statements, without a thread to hand each of them to.

A driver with a thread passes every call there and back, some thirty times in a transaction of six statements. The
statements themselves take microseconds, so here they run where they are called. What could take long is waiting for
another process that writes: so nothing waits, and `bot.network` tries again when it is told that the database is
locked.
"""

import sqlite3
from typing import Any

from sqlalchemy import event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL, Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

SET_UP = (
    "PRAGMA busy_timeout = 2000",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA busy_timeout = 0",
)
"""Waits only while the write-ahead log is switched on, which happens once in the life of a database.

What is deleted is overwritten, so that the file holds none of it.
"""

CONNECTIONS = 32
"""Kept open: one a transaction under way, as a new one has to read the whole schema first."""


class Cursor(sqlite3.Cursor):
    """A cursor as an asynchronous engine asks for it."""

    async def _async_soft_close(self) -> None:
        """Do nothing: what a statement brought is read at once, and it holds no more."""


class Opened(sqlite3.Connection):
    """A connection with such cursors."""

    def cursor(self, _factory: object = None) -> Cursor:  # type: ignore[override]
        """A new one."""
        return super().cursor(Cursor)


class Inline(SQLiteDialect_pysqlite):
    """Python's own SQLite driver for an asynchronous engine: nothing is awaited, since nothing takes long.

    For sessions, and for `run_sync` of a connection: a connection's own `execute` insists on something to await.
    """

    driver = "inline"
    is_async = True
    has_terminate = True
    supports_statement_cache = True

    @classmethod
    def get_pool_class(cls, url: URL) -> type[AsyncAdaptedQueuePool]:  # noqa: ARG003 - SQLAlchemy's protocol
        """A pool that is used from an event loop."""
        return AsyncAdaptedQueuePool

    def get_driver_connection(self, connection: DBAPIConnection) -> Any:
        """The driver's connection, which nothing stands around."""
        return connection

    def do_terminate(self, dbapi_connection: DBAPIConnection) -> None:
        """Close a connection that its transaction was cancelled on."""
        dbapi_connection.close()


registry.register("sqlite.inline", __name__, Inline.__name__)


def create(address: URL) -> AsyncEngine:
    """An engine for an SQLite address; its transactions take the write lock when they begin, unless they only read."""
    engine = create_async_engine(
        address,
        hide_parameters=True,
        connect_args={"isolation_level": None, "factory": Opened},
        pool_size=CONNECTIONS,
        max_overflow=-1,
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
