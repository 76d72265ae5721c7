"""How much a server takes: `roundtable web` beside a bare Bolt app that only acknowledges, in one run.

Run by hand: `python -m benchmarks.load`. Three processes on this machine speak over loopback: this one sends signed
requests, the server under test answers them, and a receiver takes what the server sends to Slack. The two servers take
turns, several times; each figure is the median of its turns.

A press writes (pause and resume in turn, another member and another moment each time); its clock stops when the last of
the writes is in the database, and the turn counts only when all of them are. A search is over a thousand people, with
another query each time; it is compared by processor time, since that is what a machine runs out of.
"""

import asyncio
import contextlib
import itertools
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import handlers  # noqa: F401 - as many threads for arithmetic as the servers have
from benchmarks.crowd import PEOPLE, gather, queries
from benchmarks.processes import database, free_port, process
from benchmarks.slack import SECRET, press, search
from benchmarks.traffic import Side, Turn, heading, median, ratio, table, turn
from bot.matching.encoder import Encoder
from bot.network import migrate
from handlers.build import load_encoder
from handlers.settings import read

PRESSES = 1_000
SEARCHES = 300
TURNS = 5


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="roundtable-load-") as folder, contextlib.ExitStack() as stack:
        url = stack.enter_context(database(Path(folder)))
        receiver = free_port()
        stack.enter_context(process([sys.executable, "-m", "benchmarks.receiver", str(receiver)], receiver))
        print(f"Getting {PEOPLE} people ready ...", flush=True)
        encoder = load_encoder(read({}))
        if encoder is None:
            raise SystemExit("The benchmark needs the model; run `roundtable doctor --fetch-model`.")
        migrate(url)
        asyncio.run(gather(url, encoder))
        environment = {
            "SLACK_BOT_TOKEN": "xoxb-load",
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": f"http://127.0.0.1:{receiver}/api/",
            "DATABASE_URL": url,
            "ROUNDTABLE_HOST": "127.0.0.1",
            "ROUNDTABLE_LOG_LEVEL": "warning",
        }
        web, bare = free_port(), free_port()
        ours = stack.enter_context(
            process([sys.executable, "-m", "handlers", "web"], web, {**environment, "PORT": str(web)})
        )
        theirs = stack.enter_context(
            process([sys.executable, "-m", "benchmarks.bare_bolt"], bare, {**environment, "PORT": str(bare)})
        )
        measure(Side(web, ours, url), Side(bare, theirs, ""), receiver, encoder)


def measure(ours: Side, bare: Side, receiver: int, encoder: Encoder) -> None:
    """Let the servers take turns, and print what came of it."""
    moments = itertools.count(1)
    asked = iter(queries())
    respond = f"http://127.0.0.1:{receiver}/response/"
    for side in (ours, bare):
        asyncio.run(turn(side, [press(next(moments), 0, respond) for _ in range(100)]))
        asyncio.run(turn(side, [search(number, next(asked), respond) for number in range(30)]))
    asyncio.run(turn(bare, [search(number, next(asked), respond, "/encode") for number in range(30)]))
    presses: dict[Side, list[Turn]] = {ours: [], bare: []}
    searches: dict[Side, list[Turn]] = {ours: [], bare: []}
    encoded: list[Turn] = []
    encodings: list[float] = []
    for number in range(TURNS):
        for side in (ours, bare) if number % 2 == 0 else (bare, ours):
            presses[side].append(
                asyncio.run(turn(side, [press(next(moments), number, respond) for _ in range(PRESSES)], writes=True))
            )
            searches[side].append(
                asyncio.run(turn(side, [search(one, next(asked), respond) for one in range(SEARCHES)]))
            )
        words = [search(one, next(asked), respond, "/encode") for one in range(SEARCHES)]
        encoded.append(asyncio.run(turn(bare, words)))
        encodings.append(encoding_ms(encoder, [next(asked) for _ in range(SEARCHES)]))
    report(
        press_ours=presses[ours],
        press_bare=presses[bare],
        search_ours=searches[ours],
        search_bare=searches[bare],
        search_encoded=encoded,
        encodings=encodings,
    )


def report(
    *,
    press_ours: Sequence[Turn],
    press_bare: Sequence[Turn],
    search_ours: Sequence[Turn],
    search_bare: Sequence[Turn],
    search_encoded: Sequence[Turn],
    encodings: Sequence[float],
) -> None:
    """Print the figures and whether they are where they should be."""
    found, bare, least, encoding = (
        median(one.cpu_ms for one in search_ours),
        median(one.cpu_ms for one in search_bare),
        median(one.cpu_ms for one in search_encoded),
        median(encodings),
    )
    print(heading(TURNS))
    table("press that writes", {"roundtable web": press_ours, "bare Bolt": press_bare})
    print(f"\nratio {ratio(press_ours, press_bare):.2f} (at least 0.5)\n")
    print(f"| search over {PEOPLE} people | CPU ms a request |")
    print("| --- | --- |")
    print(f"| roundtable web | {found:.2f} |\n| bare Bolt | {bare:.2f} |")
    print(f"| one encoding of the query, beside an idle server | {encoding:.2f} |")
    print(f"| bare Bolt that encodes the query, under the same load | {least:.2f} |")
    print(f"\nratio {found / (bare + encoding):.2f} to the two added, {found / least:.2f} to the last (at most 1.5)")


def encoding_ms(encoder: Encoder, texts: Sequence[str]) -> float:
    """Processor milliseconds of encoding one query, beside an idle server."""
    started = time.process_time()
    for one in texts:
        encoder.encode_queries([one])
    return (time.process_time() - started) / len(texts) * 1000


if __name__ == "__main__":
    main()
