"""What members ask for every day is found by indexes: no table that grows with the network is gone through for it."""

import asyncio
from typing import Any

from sqlalchemy import Connection, event

from bot.desk import press
from bot.network import Work
from bot.said import Said
from tests.bot.polling import people, polled
from tests.bot.scene import Scene

EVERY_DAY = (
    "home.show",
    "profiles.edit",
    "calls.mine",
    "calls.write",
    "digests.show",
    "partnerships.list",
    "polls.mine",
    "surveys.show",
    "rounds.show",
    "searches.mine",
    "blocks.list",
    "linking.accounts",
    "channels.list",
    "facilitators.list",
    "facilitators.undelivered",
)
GROWING = frozenset({"members", "accounts", "profiles", "outbox", "introductions", "partnerships", "calls", "polls"})
FEW = ("ix_members_facilitators", "ix_accounts_owners", "ix_outbox_failed", "COVERING INDEX ix_calls_owner")
"""Indexes that may be gone through: of few rows, and one of calls, of which there are some thousands at most."""


async def test_no_table_that_grows_is_gone_through(sqlite_scene: Scene) -> None:
    """By what SQLite says of each statement; how many rows there are it does not know."""
    owner = sqlite_scene.town.add("olive", "Olive", owner=True)
    poll, crowd, desk = await polled(sqlite_scene), people(sqlite_scene, 3), sqlite_scene.desk
    vote = Said(f"{poll.key} {await poll.option('Soup')}")
    for one in (owner, *crowd):
        await sqlite_scene.card(one, "home.show")
    asked: dict[str, Any] = {}
    engine = sqlite_scene.network.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda _connection, _cursor, *said: asked.update([said[:2]]))
    await asyncio.gather(*(press(desk, one, "polls.vote", vote, once=one.user) for one in crowd))
    for name in EVERY_DAY:
        await sqlite_scene.press(owner, name)
    steps = await sqlite_scene.network.look(plans, dict(asked))
    assert any(step.startswith("SEARCH members") for step in steps)
    scanned = [step for step in steps if step.split()[0] == "SCAN" and step.split()[1] in GROWING]
    assert [step for step in scanned if not step.endswith(FEW)] == []


async def plans(work: Work, asked: dict[str, Any]) -> list[str]:
    """How SQLite would find the rows of these statements, step by step."""
    connection = await work.session.connection()

    def steps(sync: Connection) -> list[str]:
        return [
            row[3]
            for statement, said in asked.items()
            if not statement.startswith("BEGIN")
            for row in sync.exec_driver_sql(
                f"EXPLAIN QUERY PLAN {statement}", said[0] if isinstance(said, list) else said
            )
        ]

    return await connection.run_sync(steps)
