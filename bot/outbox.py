"""What a courier is, what it may meet, and how much waits. How the outbox is worked off is in bot/delivery.py."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, NamedTuple, Protocol

from bot.cards import Card
from bot.directory import Address
from bot.network import Work
from storage import delivery, outbox

KEPT = timedelta(days=90)
"""How long it is known what was delivered, so that it can be changed, and what could not be, so that it can be sent."""

KEPT_IN_CHANNELS = timedelta(days=400)
"""The same of what stands in a channel, since it last changed: some of it is open for a year."""

GATHERING = frozenset({"slack"})
"""Platforms where a bot can open a group conversation; in Teams it cannot, whatever it is allowed."""

Concerned = Literal["message", "recipient", "workspace"]


Gone = Literal["", "message", "channel"]


class Undeliverable(Exception):
    """It can never arrive there. The words are a short name of the reason, a colon, and what an operator can do.

    `gone` says what is not there any more: the message that was to be changed, or for the bot the whole channel.
    """

    def __init__(self, reason: str, *, gone: Gone = "") -> None:
        super().__init__(reason)
        self.gone: Gone = gone


def words(failure: str) -> str:
    """A reason in the words of a sentence, without its short name."""
    told = failure.partition(": ")[2] or failure
    return f"{told[:1].upper()}{told[1:]}."


class TryLater(Exception):
    """It did not arrive now, for a reason in the same form; or nobody knows whether it did, while `doubted`.

    `seconds` is how long the platform wants us to wait, None when it did not say. `concerns` is what has to wait: this
    message, everything for its recipient and perhaps more, or all of this kind in the workspace.
    """

    def __init__(
        self, reason: str, seconds: float | None = None, *, concerns: Concerned = "recipient", doubted: bool = True
    ) -> None:
        super().__init__(reason)
        self.seconds = seconds
        self.concerns = concerns
        self.doubted = doubted


class Arrived(NamedTuple):
    """Where a message is, as its platform names it: a conversation, and the message in it.

    `link` leads there, for a message in a channel where the platform has such addresses.
    """

    conversation: str
    message: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """How often something may be done in one workspace: every so many seconds, and a few at once after a pause."""

    every: float = 0.0
    burst: int = 1


@dataclass(frozen=True, slots=True)
class Rates:
    """What a platform takes: seconds between two messages to one recipient, and for each kind how often in a workspace.

    `in_channel` is seconds between two messages or changes in one channel. The kinds are card (a private message),
    group, channel, update and home; for e-mail, mail and code. One that is not named has no limit.
    """

    between: float = 0.0
    in_channel: float = 0.0
    of: Mapping[str, Rate] = field(default_factory=dict)


class Courier(Protocol):
    """Delivers to one platform. Every method may raise Undeliverable or TryLater.

    `since` says that it may have arrived already, since when: tried by a process that died, or over a connection that
    broke. Where the platform can tell, it is looked up by its key first, so that it does not arrive twice.
    """

    @property
    def rates(self) -> Rates:
        """How much the platform takes."""
        ...

    async def deliver(self, to: Address, card: Card, key: str, *, since: datetime | None) -> Arrived:
        """Send a card to somebody in private; `key` goes along unseen."""
        ...

    async def gather(self, to: Sequence[Address], card: Card, key: str, *, since: datetime | None) -> Arrived:
        """Send a card to these people together, in a group conversation that is opened if need be."""
        ...

    async def post(self, to: Address, card: Card, key: str, *, since: datetime | None) -> Arrived:
        """Send a card to a channel, which is the user of this address."""
        ...

    async def change(self, to: Address, at: Arrived, card: Card, key: str) -> None:
        """Show a message that arrived as another card; `to` is what it was sent to, or the first of them."""
        ...

    async def show_home(self, to: Address, card: Card) -> None:
        """Show somebody's home anew."""
        ...


async def shared_workspace(work: Work, together: Collection[int]) -> tuple[str, str] | None:
    """(platform, workspace) where all these members can meet in one group conversation, or None.

    Where there are several, the one that has been the first one's for longest.
    """
    ids = list(dict.fromkeys(together))
    accounts = await delivery.reachable(work.session, ids)
    places = [[(platform, workspace) for platform, workspace, _ in accounts[one]] for one in ids]
    return common(places)


def common(places: Sequence[Sequence[tuple[str, str]]]) -> tuple[str, str] | None:
    """The first (platform, workspace) of the first of these people that all have, and where groups can meet."""
    first, *others = places or [()]
    shared = (place for place in first if all(place in theirs for theirs in others))
    return next((place for place in shared if place[0] in GATHERING), None)


@dataclass(frozen=True, slots=True)
class Figures:
    """How much waits to be delivered, the seconds for which the first of it has, and what became of the rest.

    `failed` is by reason; `sent` and `retried` by platform and kind, of all workers since the database was made.
    """

    waiting: int
    oldest: float
    failed: Mapping[str, int]
    sent: Mapping[tuple[str, str], int]
    retried: Mapping[tuple[str, str], int]


async def figures(work: Work) -> Figures:
    """How it stands with the outbox."""
    count, first = await outbox.waiting(work.session)
    sent: dict[tuple[str, str], int] = {}
    retried: dict[tuple[str, str], int] = {}
    for lane in await delivery.tallies(work.session):
        platform, _, kind = split(lane.key)
        sent[platform, kind] = sent.get((platform, kind), 0) + lane.sent
        retried[platform, kind] = retried.get((platform, kind), 0) + lane.retried
    oldest = max(0.0, (work.now - first).total_seconds()) if first else 0.0
    return Figures(count, oldest, await outbox.failed(work.session), sent, retried)


def lane(platform: str, workspace: str, kind: str) -> str:
    """The name of what counts towards one limit of a platform."""
    return f"{platform} {kind} {workspace}"


def split(named: str) -> tuple[str, str, str]:
    """(platform, workspace, kind) of such a name."""
    platform, kind, workspace = named.split(" ", 2)
    return platform, workspace, kind


async def forget_old(work: Work) -> None:
    """Remove what was delivered, or could not be, long ago."""
    await outbox.forget(work.session, work.now - KEPT, in_channels=work.now - KEPT_IN_CHANNELS)
