"""Workers that die: a process that has everything imported forks one for each line it reads, and tells how it ended.

A line is JSON: where the database and Slack are, and at which step the worker kills itself, and the how many-th time it
comes there. Run by tests.slack.test_kills, which kills some itself.
"""

import asyncio
import json
import os
import signal
import sys
from typing import Any

from bot import leases
from bot.delivery import Worker
from bot.leases import Errand, Report, Room, Timing
from bot.network import Network, Work, open_network
from bot.outbox import Arrived, Rates
from handlers import logs
from handlers.slack.courier import SlackCourier
from handlers.slack.wire import Wire
from tests.slack.workplace import BOT_TOKEN

TIMING = Timing(lease=4.0, doubt=2.0, hold=0.2, ahead=0.2, longest=3.0)
"""Short, and still much longer than the sandbox is ever busy with a call that broke off."""

STEPS = ("lease", "leased", "call", "answer", "taken", "record", "recorded")
"""Where a worker dies.

Before its lease is committed, after it, before the call, while Slack answers, after Slack took it, before the result is
committed, and after it.
"""

ANSWERING_SECONDS = 0.02


class Dying(Worker):
    """A worker that kills its process, as the machine would, when it comes to a step for the given time."""

    def __init__(self, network: Network, courier: SlackCourier, step: str, times: int) -> None:
        super().__init__(network, {"slack": courier}, TIMING)
        self._step = step
        self._times = times

    def at(self, step: str) -> None:
        """Die here, if it is time."""
        if step == self._step:
            self._times -= 1
            if self._times <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

    async def _take(self, room: Room, reports: list[Report]) -> list[Errand]:
        async def turn(work: Work) -> list[Errand]:
            errands = await leases.turn(work, self._couriers, self._timing, reports, room)
            if errands:
                self.at("lease")
            if reports:
                self.at("record")
            return errands

        errands = await self._network.run(turn)
        if errands:
            self.at("leased")
        if reports:
            self.at("recorded")
        return errands

    async def _send(self, errand: Errand) -> Arrived | None:
        self.at("call")
        sending = asyncio.create_task(super()._send(errand))
        if self._step == "answer":
            await asyncio.wait({sending}, timeout=ANSWERING_SECONDS)
            self.at("answer")
        arrived = await sending
        self.at("taken")
        return arrived


async def work(order: dict[str, Any]) -> None:
    """Deliver until killed."""
    network = open_network(order["database"], None)
    wire = Wire(BOT_TOKEN, order["slack"])
    await wire.open()
    await Dying(network, SlackCourier(wire, Rates()), order["step"], order["times"]).work(asyncio.Event())


def main() -> None:
    """Fork a worker for each line, say its id, wait for its end, and say how it ended."""
    logs.configure("error")
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                asyncio.run(work(json.loads(line)))
            finally:
                os._exit(1)
        print(child, flush=True)  # noqa: T201 - whoever started us reads it
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 - the same


if __name__ == "__main__":
    main()
