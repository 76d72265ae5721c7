"""Network.run: one action is one transaction."""

import asyncio
import hashlib
import random
import secrets
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Concatenate, ParamSpec, TypeVar

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncSession

from bot import call_index, cards, pay, support
from bot.call_index import Calls
from bot.cards import Card, Form
from bot.errors import Busy, Refused
from bot.matching.encoder import Encoder
from bot.people import People, keep
from bot.tally import Tally
from storage import database, migrations, once, outbox
from storage.database import Database

P = ParamSpec("P")
T = TypeVar("T")

PATIENCE_SECONDS = 8.0
"""How long a transaction is tried again when others are in its way."""

LONGEST_PAUSE_SECONDS = 0.05
"""How long it steps aside at most before it is tried again."""

BETWEEN_CHANGES = timedelta(seconds=1)
"""How long a message stands before it is shown as another card."""

ROUND_WEEKS = 4
"""Weeks between match rounds, unless it is set otherwise."""

log = structlog.get_logger()


class Repeated(Exception):
    """What was said had been said before: nothing was done, and this was the answer, where one was kept."""

    def __init__(self, answer: Card | Form | None) -> None:
        super().__init__("this was taken before")
        self.answer = answer


@dataclass(slots=True)
class Work:
    """What an action works with: its transaction, the time, chance, the indexes of people and calls, a way to send.

    `public` is the web server's public address with a slash at its end, empty where it has none.
    `pay_guide` is the sentence on pay that stands beside every question about it, `round_weeks` how many weeks there
    are between match rounds, 0 where there are none, `mails` whether e-mail is set up, `support_line` whom one can talk
    to. `posts` says that something was put in the outbox.
    """

    session: AsyncSession
    now: datetime
    random: Random
    people: People
    calls: Calls
    tally: Tally
    pay_guide: str = pay.GUIDE
    round_weeks: int = ROUND_WEEKS
    mails: bool = False
    public: str = ""
    support_line: str = support.LINE
    later: list["Later"] = field(default_factory=list)
    posts: bool = False

    async def send(self, member: int, card: Card, *, key: str) -> None:
        """Send a card to a member in private. A second one with the same key is dropped."""
        await outbox.add(self.session, member, card=cards.dump(card), key=key, due=self.now)
        self.posts = True

    async def send_all(self, members: Collection[int], card: Card, *, key: str) -> None:
        """Send a card to each of these members in private, with a key that this one begins; see `send`."""
        same = cards.dump(card)
        messages = [(member, same, f"{key}:{member}") for member in sorted(members)]
        await outbox.add_all(self.session, messages, due=self.now, kind=outbox.CHAT)
        self.posts = True

    async def send_each(self, messages: Collection[tuple[int, Card, str]], *, mail: bool = False) -> None:
        """Send members a card each, with these keys: in private as `send` does, or by e-mail as `mail` does."""
        written = [(member, cards.dump(card), key) for member, card, key in messages]
        await outbox.add_all(self.session, written, due=self.now, kind=outbox.MAIL if mail else outbox.CHAT)
        self.posts = self.posts or bool(written)

    async def mail(self, member: int, card: Card, *, key: str, kind: str = outbox.MAIL) -> None:
        """Send a card to a member by e-mail, with its title as the subject. A second one with the same key is dropped.

        To be called for those alone whom `bot.mail.takers` names; what they stop meanwhile is not sent.
        """
        await outbox.add_mail(self.session, member, kind, card=cards.dump(card), key=key, due=self.now)
        self.posts = True

    async def gather(self, members: Collection[int], card: Card, *, key: str) -> None:
        """Bring members together in a group conversation that begins with this card, the bot in it.

        They are 2 to 8, of whom `bot.members.shared_workspace` found that it can be done. A second one with the same
        key is dropped; the same members meet in the same conversation.
        """
        await outbox.add_group(self.session, members, card=cards.dump(card), key=key, due=self.now)
        self.posts = True

    async def post(self, channel: int, card: Card, *, key: str) -> None:
        """Post a card in a channel, by its id of `bot.channels`. A second one with the same key is dropped."""
        await outbox.add_post(self.session, channel, card=cards.dump(card), key=key, due=self.now)
        self.posts = True

    async def update(self, key: str, card: Card) -> None:
        """Show the message that was sent with this key as another card; of several, the newest wins.

        What still waits is sent as this card at once. Nothing happens for what never was sent, or is long gone.
        """
        await outbox.change(
            self.session,
            key,
            card=cards.dump(card),
            now=self.now,
            between=BETWEEN_CHANGES,
        )
        self.posts = True

    async def refresh_home(self, member: int) -> None:
        """Have the member's home shown anew, wherever they may have it open."""
        await outbox.add_home(self.session, member, due=self.now)
        self.posts = True

    def afterwards(self, action: Callable[["Work"], Awaitable[None]], *, writes: bool = True) -> None:
        """Run something small of its own once this transaction has ended well; if it fails, that is only logged."""
        self.later.append(Later(action, writes))


@dataclass(frozen=True, slots=True)
class Later:
    """What is to be run once a transaction has ended well, in one of its own."""

    action: Callable[[Work], Awaitable[None]]
    writes: bool


@dataclass(frozen=True, slots=True)
class Network:
    """Everything an action needs, put together once. `posted` is set when something was put in the outbox here."""

    database: Database
    people: People
    calls: Calls
    tally: Tally
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    random: Random = field(default_factory=random.SystemRandom)
    posted: asyncio.Event = field(default_factory=asyncio.Event)
    pay_guide: str = pay.GUIDE
    round_weeks: int = ROUND_WEEKS
    mails: bool = False
    public: str = ""
    support_line: str = support.LINE

    async def run(
        self,
        action: Callable[Concatenate[Work, P], Awaitable[T]],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run a writing action in a transaction of its own; see `run_once` and `look` for the two others."""
        return await self._run(lambda work: action(work, *args, **kwargs), writes=True, key="")

    async def run_once(
        self,
        key: str,
        action: Callable[Concatenate[Work, P], Awaitable[T]],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """As `run`, applied once for each key: raises Repeated, with the first answer, when the key was seen before."""
        return await self._run(lambda work: action(work, *args, **kwargs), writes=True, key=key)

    async def look(
        self,
        action: Callable[Concatenate[Work, P], Awaitable[T]],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run an action that only reads; it waits for no writer."""
        return await self._run(lambda work: action(work, *args, **kwargs), writes=False, key="")

    async def _run(self, action: Callable[[Work], Awaitable[T]], *, writes: bool, key: str) -> T:
        patience = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        while True:
            try:
                answer, later = await self._transact(action, writes=writes, key=key)
                break
            except Refused:
                await self._recall(key)
                raise
            except DBAPIError as error:
                await self._recall(key if database.is_conflict(error) else "")
                if not database.may_pass(error):
                    raise
                if not database.is_race(error) or asyncio.get_running_loop().time() > patience:
                    log.warning("database_away", reason=type(error.orig).__name__)
                    raise Busy from error
                await asyncio.sleep(self.random.uniform(0, LONGEST_PAUSE_SECONDS))
            except (PoolTimeout, OSError) as error:
                log.warning("database_away", reason=type(error).__name__)
                raise Busy from error
        for small in later:
            try:
                await self._run(small.action, writes=small.writes, key="")
            except Exception:
                log.exception("afterwards_failed")
        return answer

    async def _transact(
        self, action: Callable[[Work], Awaitable[T]], *, writes: bool, key: str
    ) -> tuple[T, Sequence[Later]]:
        async with database.transaction(self.database, writes=writes) as session:
            work = Work(
                session,
                self.clock(),
                self.random,
                self.people,
                self.calls,
                self.tally,
                self.pay_guide,
                self.round_weeks,
                self.mails,
                self.public,
                self.support_line,
            )
            answer = await action(work)
            if key:
                kept = cards.dump(answer) if isinstance(answer, Card | Form) else None
                await once.keep(session, digest(key), work.now, kept)
        if work.posts:
            self.posted.set()
        return answer, work.later

    async def _recall(self, key: str) -> None:
        """Raise Repeated if this key was taken before; what was done for it now has been rolled back."""
        if not key:
            return
        kept = await self._run(lambda work: once.find(work.session, digest(key)), writes=False, key="")
        if kept is not None:
            raise Repeated(cards.load_kept(kept[0]) if kept[0] else None)

    async def is_behind(self) -> bool:
        """Whether the database is not the one that this program was written for; raises Busy when it is away."""
        try:
            return await migrations.pending(self.database)
        except (DBAPIError, OSError) as error:
            raise Busy from error

    async def warm(self) -> None:
        """Load the indexes of people and calls, so that the first search need not."""
        await self.look(take_in)
        await self.look(take_in_calls)

    async def close(self) -> None:
        """Give the database's connections back."""
        with suppress(Exception):
            await self.database.close()


def open_network(url: str, encoder: Encoder | None, secret: str = "") -> Network:
    """A network on the database of a DATABASE_URL; raises ValueError when that is no address we know.

    `secret` is the same in every process and not in the database; without one, each process draws its own.
    """
    tally = Tally(secret.encode() or secrets.token_bytes(32))
    return Network(database.connect(url), People(encoder), Calls(encoder), tally)


def migrate(url: str) -> None:
    """Bring a database up to date; blocks, and runs an event loop of its own."""
    migrations.migrate(url)


async def take_in(work: Work) -> None:
    """Bring the people index up to date, and afterwards keep what had to be made for it.

    To be called by what only reads: making takes a while, and no writer should wait for it.
    """
    made = await work.people.refresh(work.session)
    if made:
        work.afterwards(lambda later: keep(later.session, made))


async def take_in_calls(work: Work) -> None:
    """The same of the index of calls."""
    made = await work.calls.refresh(work.session)
    if made:
        work.afterwards(lambda later: call_index.keep(later.session, made))


def digest(key: str) -> str:
    """A once key as it is kept: short, and without what the platform put in it."""
    return hashlib.sha256(key.encode()).hexdigest()[:40]
