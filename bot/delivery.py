"""Works the outbox off: takes what is due, has several couriers under way at once, and records how it went."""

import asyncio
from collections import Counter
from collections.abc import Mapping

import structlog

from bot import cards, home, leases
from bot.cards import Card
from bot.leases import Errand, NotTried, Report, Room, Timing
from bot.network import Network
from bot.outbox import Arrived, Courier, TryLater, Undeliverable
from storage import outbox

MOST = 32
"""How many deliveries a worker has under way at once: each waits for the network most of the time."""

MOST_OF_A_LANE = 16
"""How many of those in one workspace, so that a platform that is slow does not keep others waiting."""

POLL_SECONDS = 0.25
"""How often a worker with nothing to do looks for what other processes put in; of its own it hears at once."""

GATHER_SECONDS = 0.01
"""How long it waits for more deliveries to end before it records one, to write less often."""

TROUBLE_SECONDS = 5.0
"""How long it waits when it could not even look."""

MOST_FAULTS = 5
"""How often something is tried that fails for a fault of ours, which a new version may mend."""

TIMING = Timing()

log = structlog.get_logger()


class Worker:
    """Delivers what is due, several at once."""

    def __init__(self, network: Network, couriers: Mapping[str, Courier], timing: Timing = TIMING) -> None:
        self._network = network
        self._couriers = couriers
        self._timing = timing
        self._under_way: dict[asyncio.Task[Report], Errand] = {}

    async def work(self, stop: asyncio.Event) -> None:
        """Deliver until `stop` is set; what is under way is finished first."""
        stopping = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set() or self._under_way:
                try:
                    await self._turn(stop)
                except Exception:
                    # What cannot be recorded is looked up, where that can be, once its lease has ended.
                    log.exception("delivery_failed")
                    if stop.is_set():
                        await asyncio.gather(*self._under_way)
                        return
                    await asyncio.wait({stopping}, timeout=TROUBLE_SECONDS)
                else:
                    await self._something(stopping)
        finally:
            stopping.cancel()

    async def once(self) -> int:
        """Deliver what may go out now, and record how it went; how many parcels were taken."""
        errands = await self._take(Room(MOST, MOST, {}), [])
        reports = [await one for one in [asyncio.create_task(self._fly(errand)) for errand in errands]]
        if reports:
            await self._take(Room(0, 0, {}), reports)
        return len(errands)

    async def _turn(self, stop: asyncio.Event) -> None:
        """Record what has ended, and begin what there is room for."""
        ended = [task for task in self._under_way if task.done()]
        total = 0 if stop.is_set() else MOST - len(self._under_way) + len(ended)
        if not ended and not (total and await self._network.look(leases.waits, self._couriers, self._timing)):
            return
        busy = Counter(errand.lane for task, errand in self._under_way.items() if not task.done())
        errands = await self._take(Room(total, MOST_OF_A_LANE, busy), [task.result() for task in ended])
        for task in ended:
            del self._under_way[task]
        for errand in errands:
            self._under_way[asyncio.create_task(self._fly(errand))] = errand

    async def _something(self, stopping: asyncio.Task[bool]) -> None:
        """Wait until something has ended or was put in, but not for ever; once told to stop, for what is under way."""
        if stopping.done() and not self._under_way:
            return
        posted = asyncio.create_task(self._network.posted.wait())
        watched = {posted, *self._under_way, *(() if stopping.done() else (stopping,))}
        try:
            done, _ = await asyncio.wait(watched, timeout=POLL_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        finally:
            posted.cancel()
        if done & self._under_way.keys():
            await asyncio.sleep(GATHER_SECONDS)
        self._network.posted.clear()

    async def _take(self, room: Room, reports: list[Report]) -> list[Errand]:
        return await self._network.run(leases.turn, self._couriers, self._timing, reports, room)

    async def _fly(self, errand: Errand) -> Report:
        """Deliver one parcel when its time has come, and say what became of it. Raises nothing."""
        began = asyncio.get_running_loop().time()
        await asyncio.sleep(errand.wait)
        # A machine that stood still may have lost its lease: whoever has it now is not to be crossed.
        if asyncio.get_running_loop().time() - began > self._timing.lease / 2:
            return Report(errand, NotTried())
        try:
            async with asyncio.timeout(self._timing.lease / 2):
                return Report(errand, await self._send(errand))
        except (TryLater, Undeliverable) as outcome:
            return Report(errand, outcome)
        except TimeoutError:
            return Report(errand, TryLater("unanswered: the platform took too long; nothing to do, it is tried again"))
        except Exception as error:
            # One parcel that cannot be handled must not hold up those behind it.
            log.exception("parcel_broken", parcel=errand.row.id, kind=errand.row.kind)
            words = f"broken: a fault of ours ({type(error).__name__}), see the log, and send it again after an upgrade"
            if errand.row.attempts + 1 >= MOST_FAULTS:
                return Report(errand, Undeliverable(words))
            return Report(errand, TryLater(words, concerns="message"))

    async def _send(self, errand: Errand) -> Arrived | None:
        """Hand one parcel to its courier."""
        row, to = errand.row, errand.to
        courier = self._couriers[to[0].platform]
        if row.kind == "home":
            for address in to:
                [member] = outbox.members_of(row.recipient)
                shown = await self._network.look(home.of, member, address)
                if shown is not None:
                    await self._couriers[address.platform].show_home(address, shown)
            return None
        card = cards.load(row.card or "")
        if not isinstance(card, Card):
            raise Undeliverable("no_card: it holds no card; this is a fault of ours, please report it")
        if row.conversation:
            await courier.change(to[0], Arrived(row.conversation, row.message), card, row.key)
            return None
        if row.kind in outbox.MAILS:
            # What was mailed cannot be changed, so nobody needs to know where it is.
            await courier.deliver(to[0], card, row.key, since=row.tried_at)
            return None
        if row.kind == "group":
            return await courier.gather(to, card, row.key, since=row.tried_at)
        if row.kind == outbox.IN_CHANNEL:
            return await courier.post(to[0], card, row.key, since=row.tried_at)
        return await courier.deliver(to[0], card, row.key, since=row.tried_at)


async def deliver_due(network: Network, couriers: Mapping[str, Courier]) -> int:
    """Deliver what may go out now; how many parcels were taken."""
    return await Worker(network, couriers).once()
