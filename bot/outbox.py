"""What to send next, retry or drop; the Courier protocol."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol

import structlog

from bot import cards, home
from bot.cards import Card
from bot.directory import Address
from bot.network import Network, Work
from storage import delivery, members, outbox
from storage.delivery import Leased

BATCH = 20
LEASE = timedelta(minutes=2)
"""Longer than a batch can take, so that a worker that died gives its parcels back, and a slow one keeps them."""

MOST_ATTEMPTS = 20
"""With waits that double up to the longest, about two days: a platform's bad day loses nobody's message."""

LONGEST_WAIT = timedelta(hours=6)
KEPT = timedelta(days=90)

log = structlog.get_logger()


class Undeliverable(Exception):
    """It can never arrive there; the words say to an operator why and what to do."""


class TryLater(Exception):
    """It did not arrive now; `seconds` is how long the platform wants us to wait, None when it did not say."""

    def __init__(self, reason: str, seconds: float | None = None) -> None:
        super().__init__(reason)
        self.seconds = seconds


class Courier(Protocol):
    """Delivers to one platform. Every method may raise Undeliverable or TryLater."""

    async def deliver(self, to: Address, card: Card, key: str, *, again: bool) -> None:
        """Send a card to somebody in private; `key` goes along unseen.

        `again` says that it was tried before, perhaps by a process that died: where the platform can tell, it is looked
        up by its key first, so that it does not arrive twice.
        """
        ...

    async def show_home(self, to: Address, card: Card) -> None:
        """Show somebody's home anew."""
        ...


async def deliver_due(network: Network, couriers: Mapping[str, Courier]) -> int:
    """Deliver one batch of what is due; how many parcels were taken."""
    leased = await network.run(lease)
    for parcel in leased:
        try:
            await send(network, couriers, parcel)
        except TryLater as later:
            await network.run(try_later, parcel, later)
        except Undeliverable as never:
            await network.run(finish, parcel, str(never)[:200])
        except Exception as error:
            # One parcel that cannot be handled must not hold up those behind it.
            log.exception("parcel_broken", parcel=parcel.id, kind=parcel.kind)
            await network.run(try_later, parcel, TryLater(f"{type(error).__name__}: a fault of ours, see the log"))
        else:
            await network.run(finish, parcel, "")
    return len(leased)


async def send(network: Network, couriers: Mapping[str, Courier], parcel: Leased) -> None:
    """Hand one parcel to the couriers: a message to the first account that can be reached, a home to all of them."""
    to = [Address(*row) for row in await network.look(reach, parcel.member_id or 0)]
    reachable = [address for address in to if address.platform in couriers]
    if not reachable:
        raise Undeliverable("has no account that can be reached; nothing to do unless they come back")
    if parcel.kind == "home":
        for address in reachable:
            shown = await network.look(home.of, parcel.member_id or 0, address)
            if shown is not None:
                await couriers[address.platform].show_home(address, shown)
        return
    card = cards.load(parcel.card or "")
    if not isinstance(card, Card):
        raise Undeliverable("holds no card; this is a fault of ours")
    await couriers[reachable[0].platform].deliver(reachable[0], card, parcel.key, again=parcel.attempts > 1)


async def lease(work: Work) -> list[Leased]:
    """Take a batch of what is due."""
    return list(await delivery.lease(work.session, work.now, work.now + LEASE, BATCH))


async def reach(work: Work, member: int) -> list[tuple[str, str, str]]:
    """Where a member can be reached."""
    return list(await members.accounts(work.session, member))


async def finish(work: Work, parcel: Leased, failure: str) -> None:
    """Record how it ended."""
    if failure:
        log.warning("parcel_failed", parcel=parcel.id, kind=parcel.kind, reason=failure)
    await delivery.done(work.session, parcel, work.now, failure)


async def try_later(work: Work, parcel: Leased, later: TryLater) -> None:
    """Put it off, or give it up after many attempts; those that the platform told us to wait for do not count."""
    if later.seconds is None and parcel.attempts >= MOST_ATTEMPTS:
        await finish(work, parcel, f"gave up after {parcel.attempts} attempts: {later}"[:200])
    else:
        await put_off(work, parcel, later.seconds)


async def put_off(work: Work, parcel: Leased, seconds: float | None) -> None:
    """Wait as long as the platform asks, or else longer each time, and not all for as long."""
    wait = timedelta(seconds=seconds) if seconds is not None else timedelta(seconds=2.0**parcel.attempts)
    wait = min(wait, LONGEST_WAIT) * work.random.uniform(1.0, 1.3)
    await delivery.postpone(work.session, parcel, work.now + wait)


async def figures(work: Work) -> tuple[int, int]:
    """How many parcels wait to be delivered, and how many never could be."""
    count, _ = await outbox.waiting(work.session)
    return count, sum((await outbox.failed(work.session)).values())


async def forget_delivered(work: Work) -> None:
    """Remove what was delivered long ago."""
    await outbox.forget(work.session, work.now - KEPT)
