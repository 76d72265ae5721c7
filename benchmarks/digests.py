"""How long the digests of an hour take: up to 10,000 subscribers, 500 open calls and 1,000 people who are new.

Run by hand: `python -m benchmarks.digests` (`... postgresql` for a real PostgreSQL). Of ten subscribers six go by their
profile, three by three topics of their own and one by both. Each size is measured in a process of its own that starts
with nothing: the clock runs over loading the indexes, and over what a worker does when all these digests are due, until
they are in the outbox. Making the network they are about takes some minutes before.
"""

import asyncio
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, insert, select, update

import handlers  # noqa: F401 - as many threads for arithmetic as the servers have
from benchmarks.invented import FRAMES, GROUPS, METHODS, PLACES, TOPICS, people, pool
from benchmarks.machine import machine
from benchmarks.processes import database
from benchmarks.search import Made, Maker
from bot.digest_items import KINDS
from bot.digest_sending import send
from bot.matching.encoder import Encoder, find_model
from bot.network import Network, Work, migrate, open_network, take_in, take_in_calls
from bot.people import People
from storage.calls import Call
from storage.digest_items import DigestItem
from storage.digests import Subscription
from storage.members import Account, Member
from storage.outbox import Parcel
from storage.profiles import Profile, Vectors
from storage.topics import ProfileTopic, Topic

SIZES = (2_500, 5_000, 10_000)
SUBSCRIBERS, NEW, CALLS = 10_000, 1_000, 500
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SINCE = NOW - timedelta(days=7)
MB = 1024
PARTS = ("research", "vcse", "lived", "creative", "health")


def encoder() -> Encoder:
    """The encoder."""
    model = find_model(None, Path("model"))
    if model is None:
        raise SystemExit("the encoder's files are nowhere to be found: run `roundtable doctor --fetch-model`")
    return Encoder.load(model)


async def fill(network: Network, maker: Maker) -> None:
    """Write the members with their profiles, and the calls."""
    method = People(network.people.encoder).method
    labels = {label: number for number, label in enumerate(TOPICS, start=1)}
    await add(network, Topic, [{"id": number, "key": label, "label": label} for label, number in labels.items()])
    everyone = list(people(SUBSCRIBERS + NEW, maker.pool))
    for start in range(0, len(everyone), 1_000):
        some = list(enumerate(everyone[start : start + 1_000], start=start + 1))
        await add(network, Member, [member(number) for number, _ in some])
        await add(network, Account, [account(number) for number, _ in some])
        await add(network, Profile, [profile(number, maker.texts(made)) for number, made in some])
        await add(network, Vectors, [vectors(number, maker, made, method) for number, made in some])
        await add(network, ProfileTopic, [row for number, made in some for row in topics(number, maker, made, labels)])
    chance = random.Random(6)
    await add(network, Subscription, [subscription(number, chance) for number in range(1, SUBSCRIBERS + 1)])
    chance = random.Random(4)
    await add(network, Call, [call(number, chance) for number in range(1, CALLS + 1)])


async def add(network: Network, table: type[Any], rows: Sequence[dict[str, Any]]) -> None:
    """Write rows."""

    async def write(work: Work) -> None:
        await work.session.execute(insert(table), rows)

    await network.run(write)


def member(number: int) -> dict[str, Any]:
    """Somebody."""
    return {"id": number, "name": f"Member {number}", "joined_at": NOW - timedelta(days=60), "revision": number}


def account(number: int) -> dict[str, Any]:
    """Their account."""
    return {
        "platform": "slack",
        "workspace": f"T{number % 5}",
        "user": f"U{number}",
        "member_id": number,
        "since": NOW - timedelta(days=60),
    }


def profile(number: int, texts: Sequence[str]) -> dict[str, Any]:
    """Their profile; the last are new."""
    return {
        "member_id": number,
        "part": PARTS[number % len(PARTS)] if number % 2 else "research",
        "organisation": "Northfield",
        "about": texts[0],
        "offers": texts[1],
        "looking_for": texts[2],
        "consented_at": NOW - timedelta(days=3 if number > SUBSCRIBERS else 30),
        "texts_revision": number,
    }


def vectors(number: int, maker: Maker, made: Made, method: str) -> dict[str, Any]:
    """What is kept of it."""
    data = maker.prepared(made).to_bytes()
    return {"member_id": number, "encoder": method, "texts_revision": number, "data": data}


def topics(number: int, maker: Maker, made: Made, labels: dict[str, int]) -> Iterator[dict[str, Any]]:
    """Their topics."""
    for place, label in enumerate(maker.pool.topics[made[-1]].split(", ")):
        yield {"member_id": number, "topic_id": labels[label], "position": place}


def call(number: int, chance: random.Random) -> dict[str, Any]:
    """A call by one of the subscribers."""
    said = {
        "topic": chance.choice(TOPICS),
        "method": chance.choice(METHODS),
        "group": chance.choice(GROUPS),
        "place": chance.choice(PLACES),
    }
    return {
        "id": number,
        "owner_id": number * 7,
        "state": "open",
        "revision": number,
        "changed_at": SINCE,
        "posted_at": SINCE,
        "closes_at": NOW + timedelta(days=chance.randint(2, 60)),
        "timezone": "Europe/London",
        "title": f"{said['topic'].capitalize()} in {said['place']}",
        "about": " ".join(frame.format(**said) for frame in chance.sample(FRAMES, 3)),
        "side": chance.choice(("community", "research", "anyone")),
        "roles": f"People who know {said['topic']}.",
        "topics": said["topic"],
        "early": chance.choice(("open", "settled")),
        "place": "online",
        "pay": "paid",
        "amount": 2500,
        "unit": "hour",
    }


def subscription(number: int, chance: random.Random) -> dict[str, Any]:
    """Their digest: six of ten by their profile, three by topics of their own, one by both."""
    return {
        "member_id": number,
        "every": "weekly",
        "weekday": 0,
        "hour": 9,
        "way": "chat",
        "fits": number % 10 < 7,
        "topics": "\n".join(dict.fromkeys(topic(chance) for _ in range(3))) if number % 10 >= 6 else "",
        "kinds": ",".join(KINDS),
        "timezone": "",
        "last_at": SINCE,
    }


def topic(chance: random.Random) -> str:
    """A topic as people write it, of a thousand."""
    return chance.choice((chance.choice(TOPICS), f"{chance.choice(METHODS)} with {chance.choice(GROUPS)}"))


async def measure(url: str, count: int) -> dict[str, float]:
    """Make and send the digests of so many, all due at once; what it took."""
    network = replace(open_network(url, encoder()), clock=lambda: NOW)
    await network.run(begin_anew, count)
    began, worked = time.perf_counter(), time.process_time()
    await network.look(take_in)
    await network.look(take_in_calls)
    loaded = time.perf_counter()
    await send(network)
    ended = time.perf_counter()
    processor = time.process_time() - worked
    sent, items = await network.look(counted)
    await network.close()
    return {
        "processor": processor,
        "loading": loaded - began,
        "sending": ended - loaded,
        "all": ended - began,
        "digests": sent,
        "items": items,
        "MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MB,
    }


async def begin_anew(work: Work, count: int) -> None:
    """Have the digests of so many be due, as if none had ever been sent."""
    for table in (Parcel, DigestItem):
        await work.session.execute(delete(table))
    anew = {"due_at": None, "last_at": SINCE}
    await work.session.execute(update(Subscription).values(**anew, next_at=None))
    due = update(Subscription).where(Subscription.member_id <= count)
    await work.session.execute(due.values(next_at=NOW))


async def counted(work: Work) -> tuple[int, int]:
    """How many digests are in the outbox, and how many things are in them."""
    sent = select(func.count()).select_from(Parcel).where(Parcel.key.like("digest:%"))
    items = select(func.count()).select_from(DigestItem)
    return (await work.session.execute(sent)).scalar_one(), (await work.session.execute(items)).scalar_one()


def main() -> None:
    """Make a network, and measure each size in a process of its own."""
    if sys.argv[1:2] == ["measure"]:
        print(json.dumps(asyncio.run(measure(sys.argv[2], int(sys.argv[3])))))
        return
    print(machine(), flush=True)
    with tempfile.TemporaryDirectory() as folder, database(Path(folder)) as url:
        migrate(url)
        found = encoder()

        async def prepare() -> None:
            network = open_network(url, found)
            await fill(network, Maker(found, pool(6_000)))
            await network.look(take_in_calls)
            await network.close()

        asyncio.run(prepare())
        for size in SIZES:
            command = [sys.executable, "-m", "benchmarks.digests", "measure", url, str(size)]
            done = subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own
            took = json.loads(done.stdout)
            print(f"{size:>6,} subscribers: " + ", ".join(f"{name} {value:,.1f}" for name, value in took.items()))


if __name__ == "__main__":
    main()
