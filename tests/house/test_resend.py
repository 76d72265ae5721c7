"""`roundtable resend`: what could not be delivered is put in anew, by key or all of it."""

import asyncio
from pathlib import Path

from structlog.testing import capture_logs

from bot.cards import Card
from bot.directory import Address, Identity
from bot.members import meet
from bot.network import Network, Work
from bot.outbox import Undeliverable, figures
from tests.bot.post import Post, delivered
from tests.house.processes import roundtable


async def failed(network: Network, *keys: str) -> None:
    """Messages with these keys that could not be delivered."""
    member = await network.run(meet, Identity(Address("slack", "T1", "U1"), "Rosa"))

    async def send(work: Work) -> None:
        for key in keys:
            await work.send(member or 0, Card("Zanzibar"), key=key)

    await network.run(send)
    with capture_logs():
        await delivered(network, Post(trouble=Undeliverable("closed: the account was closed")))


async def test_all_that_failed_is_sent_again_or_what_is_named(
    tmp_path: Path, sqlite_url: str, sqlite_network: Network
) -> None:
    """A worker delivers it then; what never failed is told, and changes nothing."""
    await failed(sqlite_network, "one", "two", "three")

    async def run(*keys: str) -> tuple[int, str, str]:
        ended = await asyncio.to_thread(roundtable, tmp_path, "resend", *keys, settings={"DATABASE_URL": sqlite_url})
        return ended.returncode, ended.stdout, ended.stderr.splitlines()[-1] if ended.returncode else ""

    wrong = await run("one", "four")
    assert wrong == (1, "", "roundtable: No message that failed has the key four; nothing is sent again")
    assert (await sqlite_network.look(figures)).failed == {"closed": 3}
    assert await run("two") == (0, "1 message is sent again.\n", "")
    assert await run() == (0, "2 messages are sent again.\n", "")
    assert await run() == (0, "0 messages are sent again.\n", "")
    counted = await sqlite_network.look(figures)
    assert (counted.failed, counted.waiting) == ({}, 3)
    post = Post()
    sqlite_network.clock.forward(days=1)  # type: ignore[attr-defined]
    await delivered(sqlite_network, post)
    assert sorted(post.keys) == ["one", "three", "two"]
