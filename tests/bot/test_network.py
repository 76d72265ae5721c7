"""The network under stress: writers at once, databases that go away, and several processes on one database."""

import asyncio
import sqlite3
import threading
import time
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from structlog.testing import capture_logs

from bot import network as rules
from bot.cards import Card, Suggestions
from bot.errors import Busy, NoProfile
from bot.network import Repeated, Work
from bot.schedule import JOBS
from storage import profiles
from tests.bot.scene import Scene, only, words_of
from tests.conftest import Opener


async def test_readers_do_not_wait_for_a_writer(scene: Scene, opener: Opener, database_url: str) -> None:
    """In the same process and in another, while a transaction is open that has written."""
    who = await scene.member("rosa")
    second = scene.elsewhere(opener(database_url))
    writing, go_on = asyncio.Event(), asyncio.Event()

    async def hold(work: Work) -> None:
        await work.session.execute(text("UPDATE members SET name = 'Held'"))
        writing.set()
        await go_on.wait()

    held = asyncio.create_task(scene.network.run(hold))
    await writing.wait()
    try:
        async with asyncio.timeout(5):
            for process in (scene, second):
                assert (await process.card(who, "home.show")).title == "Welcome, Rosa"
                assert await process.find(who, "nothing that anybody has") == []
    finally:
        go_on.set()
        await held
    assert (await second.card(who, "home.show")).title == "Welcome, Held"


async def test_a_writer_waits_for_another_process_and_then_goes_on(sqlite_scene: Scene, sqlite_url: str) -> None:
    """SQLite has one writer at a time; the second is told nothing of it."""
    who = await sqlite_scene.member("rosa")
    taken, path = threading.Event(), sqlite_url.removeprefix("sqlite:///")

    def hold() -> None:
        with sqlite3.connect(path, isolation_level=None) as connection:
            connection.execute("BEGIN IMMEDIATE")
            taken.set()
            time.sleep(0.4)
            connection.execute("COMMIT")
        connection.close()

    holding = asyncio.create_task(asyncio.to_thread(hold))
    await asyncio.to_thread(taken.wait)
    assert (await sqlite_scene.card(who, "profiles.pause")).title == "You are paused"
    await holding


async def test_a_database_that_stays_locked_is_said_in_words(
    sqlite_scene: Scene, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a while the member is asked to try again, nothing is lost, and it works once the lock is gone."""
    monkeypatch.setattr(rules, "PATIENCE_SECONDS", 0.2)
    who = await sqlite_scene.member("rosa")
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with capture_logs() as logged:
        card = await sqlite_scene.card(who, "profiles.pause", once="press 1")
    assert card.title == "We cannot reach our records just now"
    assert [line["event"] for line in logged] == ["database_away"]
    other.execute("ROLLBACK")
    other.close()
    assert (await sqlite_scene.card(who, "profiles.pause", once="press 1")).title == "You are paused"


async def test_the_pool_recovers_when_its_connections_are_cut(
    postgres_scene: Scene, postgres_url: str, postgres_database: str
) -> None:
    """A restarted server cuts them all; members notice nothing."""
    who = await postgres_scene.member("rosa")
    asker = postgres_scene.town.add("asker", "Asker")
    await asyncio.gather(*(postgres_scene.find(asker, "hearing voices") for _ in range(5)))
    for number in range(3):
        assert cut(postgres_url, postgres_database) >= 1
        paused = await postgres_scene.card(who, "profiles.pause", once=f"press {number}")
        assert paused.title == "You are paused"
        assert cut(postgres_url, postgres_database) >= 1
        assert await postgres_scene.find(asker, "hearing voices") == []
        await postgres_scene.card(who, "profiles.resume")
    assert cut(postgres_url, postgres_database) >= 1
    assert await asyncio.gather(*(postgres_scene.find(asker, "hearing voices") for _ in range(5))) == [["Rosa"]] * 5


async def test_a_connection_cut_in_the_middle_is_begun_again(
    postgres_scene: Scene, postgres_url: str, postgres_database: str
) -> None:
    """With one effect, whatever had been done before."""
    await postgres_scene.member("rosa")
    tries: list[int] = []

    async def rename(work: Work) -> int:
        await work.session.execute(text("UPDATE members SET name = name || '!'"))
        tries.append(1)
        if len(tries) == 1:
            await asyncio.to_thread(cut, postgres_url, postgres_database)
        await work.session.execute(text("SELECT 1"))
        return len(tries)

    assert await postgres_scene.network.run(rename) == 2
    assert [row["name"] for row in await postgres_scene.rows("members")] == ["Rosa!"]


async def test_a_database_that_is_away_is_said_in_words_and_back_in_use_when_it_is_back(
    postgres_scene: Scene, postgres_url: str, postgres_database: str
) -> None:
    """Nothing is lost meanwhile."""
    who = await postgres_scene.member("rosa")
    name = postgres_database.partition("?")[0].rpartition("/")[2]
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        cut(postgres_url, postgres_database)
        for action in ("profiles.pause", "home.show", "collaborators.find"):
            card = await postgres_scene.card(who, action, "voices", once=f"key {action}")
            assert card.title == "We cannot reach our records just now"
            assert "nothing you had before is lost" in words_of(card)
        with pytest.raises(Busy):
            await postgres_scene.network.is_behind()
        server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert (await postgres_scene.card(who, "profiles.pause", once="key profiles.pause")).title == "You are paused"
    assert not await postgres_scene.network.is_behind()


async def test_a_database_folder_that_is_gone_is_said_in_words(scene: Scene, opener: Opener) -> None:
    """For a stranger and a search alike."""
    who = scene.town.add("nell", "Nell")
    away = scene.elsewhere(opener("sqlite:////nowhere/at/all/roundtable.db"))
    assert (await away.card(who, "home.show")).title == "We cannot reach our records just now"


def cut(server: str, database: str) -> int:
    """Cut all connections to a database; how many there were."""
    name = database.partition("?")[0].rpartition("/")[2]
    with psycopg.connect(server, autocommit=True) as connection:
        rows = connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", (name,)
        )
        return len(rows.fetchall())


async def test_a_transaction_that_lost_a_race_is_run_again(scene: Scene) -> None:
    """A serialization failure or a lock is tried again; another error of ours is not."""
    tries: list[int] = []

    async def lose_once(work: Work) -> str:
        tries.append(1)
        if len(tries) == 1:
            await work.session.execute(text("INSERT INTO job_runs (job, due) VALUES ('a', '2026-01-01')"))
            await work.session.execute(text("INSERT INTO job_runs (job, due) VALUES ('a', '2026-01-01')"))
        return "done"

    assert await scene.network.run(lose_once) == "done"
    assert len(tries) == 2
    assert await scene.rows("job_runs") == []


async def test_an_error_of_ours_is_not_tried_again(scene: Scene) -> None:
    """It would only be the same."""
    tries: list[int] = []

    async def wrong(work: Work) -> None:
        tries.append(1)
        await work.session.execute(text("INSERT INTO job_runs (job) VALUES ('a')"))

    with pytest.raises((IntegrityError, ProgrammingError)):
        await scene.network.run(wrong)
    assert len(tries) == 1


@pytest.mark.parametrize("error", [PoolTimeout("all in use"), OSError("no route"), ConnectionResetError()])
async def test_trouble_on_the_way_to_the_database_is_said_in_words(sqlite_scene: Scene, error: Exception) -> None:
    """As Busy, and written to the log by its kind alone."""

    async def fail(_work: Work) -> None:
        raise error

    with capture_logs() as logged, pytest.raises(Busy):
        await sqlite_scene.network.run(fail)
    assert [(line["event"], line["reason"]) for line in logged] == [("database_away", type(error).__name__)]


async def test_what_comes_afterwards_may_fail_without_the_answer(scene: Scene) -> None:
    """It is logged, and the rest of it still runs."""
    done: list[str] = []

    async def fail(_work: Work) -> None:
        raise ZeroDivisionError

    async def note(_work: Work) -> None:
        done.append("noted")

    async def act(work: Work) -> str:
        work.afterwards(fail)
        work.afterwards(note)
        return "answer"

    with capture_logs() as logged:
        assert await scene.network.run(act) == "answer"
    assert done == ["noted"]
    assert [line["event"] for line in logged] == ["afterwards_failed"]


async def test_a_once_key_is_taken_once_and_forgotten_after_a_day(scene: Scene) -> None:
    """No platform repeats anything for so long."""

    async def answer(_work: Work) -> Card:
        return Card("First")

    async def suggest(_work: Work) -> Suggestions:
        return Suggestions(())

    assert await scene.network.run_once("a", answer) == Card("First")
    with pytest.raises(Repeated) as repeated:
        await scene.network.run_once("a", answer)
    assert repeated.value.answer == Card("First")
    await scene.network.run_once("b", suggest)
    with pytest.raises(Repeated) as repeated:
        await scene.network.run_once("b", suggest)
    assert repeated.value.answer is None
    scene.clock.forward(hours=23)
    await scene.network.run(JOBS["once.forget"].run)
    assert len(await scene.rows("once_keys")) == 2
    scene.clock.forward(hours=2)
    await scene.network.run(JOBS["once.forget"].run)
    assert await scene.rows("once_keys") == []
    assert await scene.network.run_once("a", answer) == Card("First")


async def test_a_refusal_leaves_its_key_free(scene: Scene) -> None:
    """And nothing of what was done before it."""

    async def refuse(work: Work) -> None:
        await work.session.execute(text("INSERT INTO job_runs (job, due) VALUES ('a', '2026-01-01')"))
        raise NoProfile

    for _ in range(2):
        with pytest.raises(NoProfile):
            await scene.network.run_once("a", refuse)
    assert await scene.rows("once_keys") == []
    assert await scene.rows("job_runs") == []


async def test_a_change_is_found_by_the_next_search_in_another_process(
    scene: Scene, opener: Opener, database_url: str
) -> None:
    """A new text, a new topic, a pause and a new region, each at once."""
    second = scene.elsewhere(opener(database_url))
    asker = scene.town.add("asker", "Asker")
    who = await scene.member("rosa", about="We paint boats.", topics=("boats",), offers="", looking_for="")
    assert await second.find(asker, "painting boats") == ["Rosa"]
    await scene.save(who, about="We bake bread.", topics=("bread",), offers="", looking_for="", region="wales")
    assert await second.find(asker, "painting boats") == []
    assert await second.find(asker, "baking bread") == ["Rosa"]
    assert await second.find(asker, "baking bread", region="wales") == ["Rosa"]
    assert await second.find(asker, "baking bread", region="scotland") == []
    assert "bread" in words_of(await second.press(asker, "profiles.topics", ""))
    await scene.card(who, "profiles.pause")
    assert await second.find(asker, "baking bread") == []


async def test_people_who_change_together_and_then_apart_are_found_all_the_while(scene: Scene) -> None:
    """An index that took in several at once lets go of them one by one."""
    asker = scene.town.add("asker", "Asker")
    everybody = [await scene.member(f"u{number}", f"Person {number}") for number in range(5)]
    assert len(await scene.find(asker, "hearing voices")) == 5
    for who in everybody[2:]:
        await scene.card(who, "profiles.pause")
    for number, who in enumerate(everybody[2:]):
        assert len(await scene.find(asker, "hearing voices")) == 2 + number
        await scene.card(who, "profiles.resume")
    assert len(await scene.find(asker, "hearing voices")) == 5


async def test_no_change_is_missed_while_many_processes_write(scene: Scene, opener: Opener, database_url: str) -> None:
    """Revisions are seen in the order of their commits, so an index that reads all the while ends complete."""
    writers = [scene.elsewhere(opener(database_url)) for _ in range(3)]
    reader = scene.elsewhere(opener(database_url))
    people = [await scene.member(f"u{number}", f"Person {number}") for number in range(9)]
    done = asyncio.Event()

    async def read() -> None:
        while not done.is_set():
            await reader.network.warm()
            await asyncio.sleep(0.001)

    async def press(process: Scene, mine: list[Any]) -> None:
        for turn in range(6):
            for who in mine:
                await process.card(who, "profiles.pause" if turn % 2 == 0 else "profiles.resume")

    reading = asyncio.create_task(read())
    await asyncio.gather(*(press(process, people[number::3]) for number, process in enumerate(writers)))
    done.set()
    await reading
    revisions = [row["revision"] for row in await scene.rows("members")]
    assert len(set(revisions)) == len(revisions)
    assert reader.network.people.revision <= max(revisions)
    await reader.network.warm()
    assert reader.network.people.revision == max(revisions)
    asker = scene.town.add("asker", "Asker")
    seen: set[str] = set()
    for page in range(2):
        value = f'["hearing voices", "anyone", "", {page}, 3]'
        seen |= set(words_of(await reader.card(asker, "collaborators.find", value)).split("\n"))
    assert {f"Person {number}" for number in range(9)} <= seen


async def test_a_slow_writer_holds_back_those_that_would_overtake_it(
    postgres_scene: Scene, opener: Opener, postgres_database: str
) -> None:
    """Else an index could read the later revision first and never the earlier one."""
    first, second = await postgres_scene.member("rosa"), await postgres_scene.member("rolf")
    ids = [await postgres_scene.id_of(who) for who in (first, second)]
    bumped, go_on = asyncio.Event(), asyncio.Event()
    taken: list[int] = []

    async def slow(work: Work) -> None:
        taken.append(await profiles.bump(work.session, ids[0]))
        bumped.set()
        await go_on.wait()

    async def quick(work: Work) -> None:
        taken.append(await profiles.bump(work.session, ids[1]))

    slowly = asyncio.create_task(postgres_scene.network.run(slow))
    await bumped.wait()
    quickly = asyncio.create_task(opener(postgres_database).run(quick))
    await asyncio.sleep(0.2)
    assert not quickly.done()
    go_on.set()
    await asyncio.gather(slowly, quickly)
    assert taken == sorted(taken)
    assert len(set(taken)) == 2


async def test_stored_vectors_are_used_and_made_again_when_they_cannot_be_read(
    scene: Scene, opener: Opener, database_url: str
) -> None:
    """A damaged or foreign row costs its making anew, never a search."""
    await scene.member("rosa")
    asker = scene.town.add("asker", "Asker")
    [before] = await scene.rows("profile_vectors")
    spoilt = "x'07'" if database_url.startswith("sqlite") else "'spoilt'::bytea"
    await scene.change(f"UPDATE profile_vectors SET data = {spoilt}")  # noqa: S608 - two literals
    second = scene.elsewhere(opener(database_url))
    assert await second.find(asker, "hearing voices") == ["Rosa"]
    [after] = await scene.rows("profile_vectors")
    assert bytes(after["data"]) == bytes(before["data"])


async def test_the_times_are_the_clocks_and_the_chance_is_the_networks(scene: Scene) -> None:
    """Two networks with the same of both do the same."""
    who = await scene.member("rosa")
    await scene.card(who, "profiles.pause", once="press 1")
    [row] = await scene.rows("once_keys")
    assert str(row["at"])[:19] == str(scene.clock.now)[:19]
    scene.clock.now += timedelta(days=1)
    assert only(Card, await scene.save(who, consent=None)).title == "Your profile is saved"
