"""Races in digests: two workers at once, a change at the moment of sending, and a worker that dies on the way."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

import pytest

from bot.actions import Run
from bot.digest_items import Digest, compose
from bot.digest_sending import BEFORE_ALL, keep, read_due, send
from bot.digests import begin, reader_of
from bot.directory import Address, Identity
from bot.members import recognise
from bot.network import Work
from bot.profiles import delete
from bot.said import Said
from storage.digests import Stored
from tests.bot.digesting import ANSWERS, Digests
from tests.bot.scene import Scene
from tests.conftest import Opener

CALL = "What keeps groups going?"
TIMES = 3
MOMENT = 0.1
"""Seconds that a transaction is kept open for another to run into it."""

NEXT = "2026-12-07 09:00"


@pytest.fixture
def digests(scene: Scene) -> Digests:
    """On each kind of database."""
    return Digests(scene)


@pytest.fixture
def other(scene: Scene, opener: Opener, database_url: str) -> Digests:
    """Another process."""
    return Digests(scene.elsewhere(opener(database_url)))


async def monday(digests: Digests, *users: str) -> list[Address]:
    """These get a digest, in which there is something to say, and it is due now."""
    readers = [await digests.reader(user) for user in users]
    await digests.call(CALL)
    digests.scene.clock.forward(days=7)
    return readers


async def worked_out(digests: Digests) -> tuple[Sequence[Stored], Mapping[int, Digest], datetime]:
    """What a worker has worked out that has yet to keep it."""
    network, now = digests.scene.network, digests.scene.clock.now
    rows = await network.look(read_due, BEFORE_ALL)
    return rows, await compose(network, [reader_of(row, now) for row in rows], now), now


async def numbers(digests: Digests, readers: list[Address]) -> list[int]:
    """How many digests each was sent."""
    return [len(await digests.got(who)) for who in readers]


async def test_two_workers_at_once_send_each_one(digests: Digests, other: Digests) -> None:
    """And count what was in it once."""
    readers = await monday(digests, "ada", "ben", "cal")
    await asyncio.gather(*(send(one.scene.network) for one in (digests, other, digests, other)))
    assert await numbers(digests, readers) == [1, 1, 1]
    assert {row["times"] for row in await digests.scene.rows("digest_items")} == {1}
    assert {str(row["next_at"])[:16] for row in await digests.scene.rows("digests")} == {NEXT}


async def test_what_another_worker_has_sent_meanwhile_is_not_sent_again(digests: Digests, other: Digests) -> None:
    """Neither is what was due before it."""
    readers = await monday(digests, "ada", "ben")
    seen = await worked_out(digests)
    await send(other.scene.network)
    await digests.scene.network.run(keep, *seen)
    assert await numbers(digests, readers) == [1, 1]
    assert {str(row["next_at"])[:16] for row in await digests.scene.rows("digests")} == {NEXT}


@pytest.mark.parametrize(
    ("action", "later"),
    [
        ("digests.stop", 0),
        ("digests.snooze", 0),
        ("profiles.delete", 0),
        ("digests.save", 1),
        ("digests.now", 0),
        ("left", 0),
        ("away", 0),
    ],
)
async def test_what_changes_while_it_is_worked_out_holds(digests: Digests, action: str, later: int) -> None:
    """It is worked out anew for what they want now, or not sent; nobody else waits for it."""
    ada, ben = await monday(digests, "ada", "ben")
    seen = await worked_out(digests)
    if action in {"left", "away"}:
        zone = "Pacific/Honolulu" if action == "away" else "Europe/London"
        await digests.scene.told(Identity(ada, "Ada", timezone=zone, left=action == "left"))
    else:
        answers = ANSWERS | {"topics": ("sleep",)} if action == "digests.save" else {}
        await digests.scene.card(ada, action, "1", **answers)
    await digests.scene.network.run(keep, *seen)
    assert await numbers(digests, [ben]) == [1]
    assert [row["times"] for row in await digests.scene.rows("digest_items")].count(2) == 0
    await send(digests.scene.network)
    assert await numbers(digests, [ben]) == [1]
    if action not in {"left", "profiles.delete"}:
        assert await numbers(digests, [ada]) == [later]


async def test_a_worker_that_dies_before_the_end_has_sent_nothing(digests: Digests) -> None:
    """The next run sends it all, once."""
    readers = await monday(digests, "ada", "ben")
    seen = await worked_out(digests)

    async def dies(work: Work) -> None:
        await keep(work, *seen)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await digests.scene.network.run(dies)
    assert await numbers(digests, readers) == [0, 0]
    for _ in range(2):
        await send(digests.scene.network)
    assert await numbers(digests, readers) == [1, 1]


async def test_sending_against_stopping_and_deleting_ends_one_way_or_the_other(
    digests: Digests, other: Digests
) -> None:
    """Nobody waits for anybody for ever, and nobody gets two."""
    for number in range(TIMES):
        users = [f"{user}{number}" for user in ("ada", "ben", "cal", "eve")]
        readers = [await digests.reader(user) for user in users]
        await digests.call(CALL, f"priya{number}")
        digests.scene.clock.forward(days=7)
        ada, ben, cal, _ = readers
        await asyncio.gather(
            send(digests.scene.network),
            other.scene.card(ada, "digests.stop"),
            other.scene.card(ben, "profiles.delete"),
            other.scene.card(cal, "digests.now"),
            send(other.scene.network),
        )
        await send(digests.scene.network)
        assert max(await numbers(digests, readers)) == 1
        assert (await numbers(digests, readers))[-1] == 1


async def test_sending_against_linking_sends_one(digests: Digests, other: Digests) -> None:
    """To whoever they are afterwards."""
    for number in range(TIMES):
        one = digests.scene.town.add(f"one{number}", "Rosa")
        await digests.scene.card(one, "home.show")
        gone = digests.scene.town.add(f"gone{number}", "Rosa", platform="teams")
        await digests.scene.save(gone)
        await digests.choose(gone)
        await digests.call(CALL, f"priya{number}")
        digests.scene.clock.forward(days=7)
        await asyncio.gather(other.scene.link(one, gone), send(digests.scene.network))
        await send(digests.scene.network)
        assert await numbers(digests, [one]) == [1]


async def test_one_who_presses_twice_in_two_places_has_one_digest(digests: Digests, other: Digests) -> None:
    """Begun at once, from two processes."""
    rosa = await digests.scene.member("rosa")
    shown = await asyncio.gather(*(one.scene.card(rosa, "digests.begin") for one in (digests, other, digests)))
    assert {card.title for card in shown} <= {"You get a digest now", "Your digest"}
    assert len(await digests.scene.rows("digests")) == 1


@pytest.mark.parametrize("by", ["profile", "search"])
@pytest.mark.parametrize(("first", "second"), [(begin, "profiles.delete"), (delete, "digests.begin")])
async def test_beginning_against_deleting_leaves_no_digest_that_has_nothing_to_go_by(
    digests: Digests, other: Digests, first: Run, second: str, by: str
) -> None:
    """Whichever comes first: what it went by, a profile or a saved search, is gone afterwards."""
    rosa = digests.scene.town.add("rosa", "Rosa")
    await (digests.scene.save(rosa) if by == "profile" else digests.scene.card(rosa, "searches.keep", "sleep"))
    me = await digests.scene.network.look(recognise, rosa)
    assert me is not None
    meanwhile: list[asyncio.Task[object]] = []

    async def held(work: Work) -> None:
        await first(work, me, Said())
        meanwhile.append(asyncio.create_task(other.scene.card(rosa, second)))
        await asyncio.wait(meanwhile, timeout=MOMENT)

    await digests.scene.network.run(held)
    await asyncio.gather(*meanwhile)
    assert await digests.scene.rows("digests") == []
