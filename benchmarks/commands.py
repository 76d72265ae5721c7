"""What a home, and whatever else only reads, costs a member of a network of 100,000 in which much has gone on.

Run by hand: `python -m benchmarks.commands` (`... postgresql` for a real PostgreSQL). The member has something of
everything, and is a facilitator. Each action is run as its button would be, without drawing what it answers: its
queries are counted, and its processor time and its time by the clock are medians. The work of a PostgreSQL server is in
the clock alone. Searches are in `benchmarks.search`.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event, insert, text

from benchmarks.machine import machine
from benchmarks.processes import database
from bot.cards import Card, Form
from bot.desk import Desk, press
from bot.directory import Address
from bot.network import Network, Work, migrate, open_network
from bot.said import Said
from storage.blocks import Block
from storage.call_interest import CallInterest, CallSave
from storage.calls import Call
from storage.channels import Channel
from storage.digests import Subscription
from storage.introductions import Introduction
from storage.members import Account, Member
from storage.outbox import Parcel
from storage.partnerships import Partnership
from storage.poll_ballots import PollBallot
from storage.polls import Poll, PollOption
from storage.profiles import Profile
from storage.promises import Promise
from storage.round_meetings import Meeting, Seat
from storage.round_members import Part
from storage.rounds import Place, Round
from storage.survey_ballots import SurveyTaken
from storage.surveys import Survey
from storage.topics import ProfileTopic, Topic

MEMBERS, TURNS, AT_ONCE = 100_000, 40, 1_000
NOW = datetime.now(UTC)
BEFORE, AFTER = NOW - timedelta(days=5), NOW + timedelta(days=5)
LONG_AGO = NOW - timedelta(days=200)
ME = Address("slack", "T1", "U1")
ACTIONS = (
    "home.show",
    "profiles.edit",
    "profiles.see",
    "calls.mine",
    "calls.write",
    "calls.screening",
    "digests.show",
    "partnerships.list",
    "polls.mine",
    "surveys.show",
    "rounds.show",
    "blocks.list",
    "linking.accounts",
    "mail.address",
    "searches.mine",
    "channels.list",
    "facilitators.list",
    "facilitators.undelivered",
    "checkins.figures",
    "rounds.figures",
    "roundtable.help",
)

Row = dict[str, Any]


def pair(number: int) -> tuple[int, int]:
    """Two members, differing for each number; every 1,000th pair is the first member's."""
    return (1 if number % 1_000 == 0 else number % MEMBERS + 2, (number * 7 + 11) % (MEMBERS - 2) + 2)


def network_of() -> Iterator[tuple[type[Any], int, Callable[[int], Row]]]:
    """Every table to fill, how many rows it gets, and how the row of a number from 1 on is made."""
    yield Topic, 100, lambda n: {"id": n, "key": f"topic {n}", "label": f"Topic {n}"}
    yield (
        Member,
        MEMBERS,
        lambda n: {
            "id": n,
            "name": f"Member {n}",
            "joined_at": LONG_AGO,
            "revision": n,
            "facilitator": n % 20_000 == 1,
        },
    )
    yield (
        Account,
        MEMBERS,
        lambda n: {"platform": "slack", "workspace": f"T{n % 5}", "user": f"U{n}", "member_id": n, "since": LONG_AGO},
    )
    yield (
        Profile,
        MEMBERS,
        lambda n: {
            "member_id": n,
            "part": "research" if n % 2 else "vcse",
            "about": f"What {n} is about. " * 20,
            "offers": f"What {n} offers. " * 20,
            "looking_for": f"What {n} looks for. " * 20,
            "consented_at": LONG_AGO,
            "texts_revision": n,
        },
    )
    yield ProfileTopic, MEMBERS, lambda n: {"member_id": n, "topic_id": n % 100 + 1, "position": 0}
    yield (
        Introduction,
        50_000,
        lambda n: {
            "id": n,
            "asker_id": pair(n)[0],
            "asked_id": pair(n)[1],
            "state": ("agreed", "open", "closed", "declined")[n // 1_000 % 4],
            "asked_at": BEFORE,
            "closes_at": AFTER,
            "month": BEFORE.date().replace(day=1),
            "settled_at": BEFORE if n // 1_000 % 4 != 1 else None,
        },
    )
    yield (
        Partnership,
        12_000,
        lambda n: {
            "id": n,
            "introduction_id": n,
            "opener_id": pair(n)[0],
            "partner_id": pair(n)[1],
            "opened_at": BEFORE,
            "title": f"Partnership {n}",
            "stage": "",
            "pay": "",
            "pay_note": "",
            "paid": "",
        },
    )
    yield (
        Call,
        5_000,
        lambda n: {
            "id": n,
            "owner_id": pair(n)[0],
            "state": ("open" if n % 10 == 0 else "waiting" if n % 100 == 1 else "closed"),
            "changed_at": BEFORE,
            "posted_at": BEFORE,
            "closes_at": AFTER,
            "timezone": "Europe/London",
            "title": f"Call {n}",
            "about": "What it is about. " * 20,
            "revision": n,
        },
    )
    yield CallInterest, 50_000, lambda n: {"call_id": n % 5_000 + 1, "member_id": n, "since": BEFORE}
    yield CallSave, 50_000, lambda n: {"call_id": n % 5_000 + 1, "member_id": n}
    yield (
        Poll,
        2_000,
        lambda n: {
            "id": n,
            "key": f"poll{n}",
            "author_id": pair(n)[0],
            "state": "open" if n % 20 == 0 else "closed",
            "question": f"Question {n}",
            "changed_at": BEFORE,
            "opened_at": BEFORE,
            "closes_at": AFTER,
        },
    )
    yield PollOption, 4_000, lambda n: {"id": n, "poll_id": n % 2_000 + 1, "label": f"Answer {n}", "added": False}
    yield (
        PollBallot,
        100_000,
        lambda n: {"poll_id": n % 2_000 + 1, "voter": f"{n:064d}", "choices": "1", "fresh": False},
    )
    yield (
        Survey,
        4,
        lambda n: {
            "id": n,
            "key": f"pulse{n}",
            "author_id": 1,
            "state": "open" if n == 4 else "closed",
            "title": f"Pulse {n}",
            "changed_at": BEFORE,
            "opened_at": BEFORE,
            "closes_at": AFTER,
        },
    )
    yield SurveyTaken, 40_000, lambda n: {"survey_id": 4, "member_id": n + 1}
    yield (
        Promise,
        20,
        lambda n: {
            "id": n,
            "survey_id": n % 3 + 1,
            "owner_id": n,
            "said": "Said",
            "words": "Done",
            "due": AFTER.date(),
        },
    )
    yield (
        Subscription,
        50_000,
        lambda n: {
            "member_id": n,
            "every": "weekly",
            "weekday": 0,
            "hour": 9,
            "way": "chat",
            "fits": True,
            "topics": "",
            "kinds": "calls",
            "timezone": "Europe/London",
            "last_at": BEFORE,
            "next_at": AFTER,
        },
    )
    yield (
        Round,
        3,
        lambda n: {"id": n, "due": BEFORE - timedelta(weeks=12 - 4 * n), "opened_at": BEFORE, "closes_at": AFTER},
    )
    yield Part, 20_000, lambda n: {"member_id": n, "since": LONG_AGO, "place": "online"}
    yield Place, 60_000, lambda n: {"round_id": n % 3 + 1, "member_id": n // 3 + 1}
    yield (
        Meeting,
        20_000,
        lambda n: {
            "id": n,
            "round_id": n % 2 + 1,
            "made_at": BEFORE,
            "closes_at": AFTER,
            "state": "open" if n % 2 else "closed",
        },
    )
    yield Seat, 40_000, lambda n: {"meeting_id": (n + 1) // 2, "member_id": pair(n // 2 + 1)[n % 2], "place": "online"}
    yield (
        Channel,
        50,
        lambda n: {
            "id": n,
            "platform": "slack",
            "workspace": f"T{n % 5}",
            "channel": f"C{n}",
            "announces": True,
            "seen_at": BEFORE,
        },
    )
    yield (
        Parcel,
        100_000,
        lambda n: {
            "key": f"message {n}",
            "member_id": n,
            "recipient": f"member:{n}",
            "kind": "card",
            "due": BEFORE,
            "done_at": BEFORE,
            "reason": "gone" if n % 5_000 == 0 else "",
        },
    )
    yield Block, 5_000, lambda n: {"member_id": pair(n)[0], "blocked_id": pair(n)[1]}


async def fill(network: Network) -> None:
    """Write it all."""

    async def write(work: Work, table: type[Any], rows: list[Row]) -> None:
        await work.session.execute(insert(table), rows)

    for table, count, row in network_of():
        for start in range(1, count + 1, AT_ONCE):
            await network.run(write, table, [row(n) for n in range(start, min(start + AT_ONCE, count + 1))])
    if network.database.turn is None:
        await network.run(lambda work: work.session.execute(text("ANALYZE")))  # As the server does by itself in time.


async def measure(url: str) -> None:
    """Run each, and print."""
    network = open_network(url, None)
    print(f"Getting {MEMBERS:,} members ready ...", flush=True)
    await fill(network)
    desk = Desk(network)
    queries: list[str] = []
    event.listen(
        network.database.engine.sync_engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_: queries.append(statement),
    )
    print("action, queries, processor ms, clock ms")
    for name in ACTIONS:
        clock, processor = [], []
        for _ in range(TURNS):
            queries.clear()
            began, worked = time.perf_counter(), time.process_time()
            reply = await press(desk, ME, name, Said("1" if name == "profiles.see" else ""))
            clock.append(1000 * (time.perf_counter() - began))
            processor.append(1000 * (time.process_time() - worked))
            if not isinstance(reply.shown, Card | Form) or "wrong" in reply.shown.title:
                raise SystemExit(f"{name}: {reply}")
        count = sum(not each.startswith("BEGIN") for each in queries)
        print(f"{name}, {count}, {statistics.median(processor):.1f}, {statistics.median(clock):.1f}", flush=True)
    await network.close()


def main() -> None:
    """Measure on an empty database."""
    print(machine())
    with tempfile.TemporaryDirectory(prefix="roundtable-commands-") as folder, database(Path(folder)) as url:
        migrate(url)
        asyncio.run(measure(url))


if __name__ == "__main__":
    main()
