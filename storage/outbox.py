"""What is to be sent: one row a message, and one a home to show anew. What a worker asks is in storage/delivery.py."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ForeignKey, Index, String, bindparam, case, delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, insert_or_skip, table_of
from storage.members import MEMBERS

WAITING = text("done_at IS NULL")
FAILED = text("reason != ''")


class Parcel(Base):
    """Something to deliver. It is done when it was sent or has failed for good, with the reason.

    `recipient` names whose turn it takes: what is for one recipient goes out in the order of its ids. `lane` names the
    limit of a platform that it counts towards, and is empty until a worker has looked where it goes. `tried_at` is set
    while it may have arrived without our knowing. `platform`, `workspace` and `account` are where it was tried or sent,
    `conversation` and `message` where it is now that it arrived; `passed` lists accounts that could not be reached.
    What arrived may be done again, to be shown as a newer card. Words are kept only while they may still be sent; what
    stands in a channel may always be posted again. `link` leads to it there.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_waiting", "lane", "due", "id", postgresql_where=WAITING, sqlite_where=WAITING),
        Index("ix_outbox_ahead", "recipient", "id", postgresql_where=WAITING, sqlite_where=WAITING),
        Index("ix_outbox_lately", "recipient", "done_at"),
        Index("ix_outbox_failed", "done_at", postgresql_where=FAILED, sqlite_where=FAILED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(100), unique=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    recipient: Mapped[str] = mapped_column(String(200), default="", server_default="")
    kind: Mapped[str] = mapped_column(String(20))
    card: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    waits_since: Mapped[datetime | None]
    due: Mapped[datetime]
    lane: Mapped[str] = mapped_column(String(150), default="", server_default="")
    attempts: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None]
    platform: Mapped[str] = mapped_column(String(20), default="", server_default="")
    workspace: Mapped[str] = mapped_column(String(100), default="", server_default="")
    account: Mapped[str] = mapped_column(String(200), default="", server_default="")
    conversation: Mapped[str] = mapped_column(default="", server_default="")
    message: Mapped[str] = mapped_column(default="", server_default="")
    passed: Mapped[str] = mapped_column(default="", server_default="")
    link: Mapped[str] = mapped_column(default="", server_default="")
    done_at: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(String(60), default="", server_default="")


class Failed(NamedTuple):
    """A message that could not be delivered, or not be shown as it is now: whose, when and why, without its words."""

    id: int
    recipient: str
    done_at: datetime
    reason: str
    failure: str


Message = tuple[int, str, str]
"""What goes to one member: whom, the card, and the key."""

OUTBOX = table_of(Parcel)
COLUMNS = OUTBOX.c
MEMBER, GROUP, HOME, CHANNEL = "member:", "group:", "home:", "channel:"

CHAT = "card"
"""The kind of a private message."""

IN_CHANNEL = "channel"
"""The kind of what is posted in a channel."""

DELETED = "deleted"
"""The reason of what was posted in a channel and was deleted there, by somebody who may have meant it."""

MAIL, CODE = "mail", "code"
"""The kinds of what goes out by e-mail: to the address that a member confirmed, and to one that they are to confirm."""

MAILS = frozenset({MAIL, CODE})


def of_member(member: int) -> str:
    """The recipient of what is for one member."""
    return f"{MEMBER}{member}"


def of_group(members: Collection[int]) -> str:
    """The recipient of what is for several members together, who are the same in any order."""
    return GROUP + ",".join(map(str, sorted(set(members))))


def of_channel(channel: int) -> str:
    """The recipient of what is for a channel."""
    return f"{CHANNEL}{channel}"


def channel_of(recipient: str) -> int | None:
    """The channel that a recipient stands for, if it does."""
    return int(recipient.removeprefix(CHANNEL)) if recipient.startswith(CHANNEL) else None


def members_of(recipient: str) -> list[int]:
    """Whom a recipient stands for; nobody in particular for a channel."""
    if recipient.startswith(CHANNEL):
        return []
    return [int(member) for member in recipient.partition(":")[2].split(",") if member]


async def add(session: AsyncSession, member: int, *, card: str, key: str, due: datetime) -> None:
    """Put in a private message; a second one with the same key is dropped."""
    message = {"key": key, "kind": CHAT, "card": card, "due": due, "waits_since": due}
    await put(session, {**message, "recipient": of_member(member), "member_id": member})


async def add_all(session: AsyncSession, messages: Collection[Message], *, due: datetime, kind: str) -> None:
    """Put in private messages, or e-mails of this kind, all at once; those whose key is there already are dropped."""
    recipient = partial(by_mail, kind) if kind in MAILS else of_member
    common = {"kind": kind, "due": due, "waits_since": due}
    parcels = [
        {**common, "key": key, "card": card, "recipient": recipient(member), "member_id": member}
        for member, card, key in messages
    ]
    if parcels:
        await session.execute(insert_or_skip(session, Parcel), parcels)


async def drop(session: AsyncSession, key: str) -> None:
    """Know no more of the messages whose keys begin with this one: those that wait are not sent."""
    await session.execute(delete(OUTBOX).where(COLUMNS.key.startswith(f"{key}:", autoescape=True)))


async def add_group(session: AsyncSession, members: Collection[int], *, card: str, key: str, due: datetime) -> None:
    """Put in a message to several members together; a second one with the same key is dropped."""
    message = {"key": key, "kind": "group", "card": card, "due": due, "waits_since": due}
    await put(session, {**message, "recipient": of_group(members)})


async def add_post(session: AsyncSession, channel: int, *, card: str, key: str, due: datetime) -> None:
    """Put in a message to a channel; a second one with the same key is dropped."""
    message = {"key": key, "kind": IN_CHANNEL, "card": card, "due": due, "waits_since": due}
    await put(session, {**message, "recipient": of_channel(channel)})


def by_mail(kind: str, member: int) -> str:
    """The recipient of what goes to a member by e-mail: it waits for nothing in chat, and nothing there for it."""
    return f"{kind}:{member}"


async def add_mail(session: AsyncSession, member: int, kind: str, *, card: str, key: str, due: datetime) -> None:
    """Put in an e-mail; a second one with the same key is dropped."""
    message = {"key": key, "kind": kind, "card": card, "due": due, "waits_since": due}
    await put(session, {**message, "recipient": by_mail(kind, member), "member_id": member})


async def drop_mail(session: AsyncSession, member: int, kinds: Collection[str]) -> None:
    """Remove a member's e-mails of these kinds that were not sent, or could not be."""
    unsent = COLUMNS.done_at.is_(None) | (COLUMNS.reason != "")
    theirs = COLUMNS.recipient.in_([by_mail(kind, member) for kind in kinds])
    await session.execute(delete(OUTBOX).where(theirs, unsent))


async def put(session: AsyncSession, parcel: Mapping[str, Any]) -> None:
    """Put in a parcel, unless there is one with its key."""
    await session.execute(insert_or_skip(session, Parcel), parcel)


NOW, SOON = (bindparam(name, type_=COLUMNS.due.type) for name in ("now", "soon"))
"""With their type, without which SQLite would be given them in another form than its other moments."""

RENEW = (
    update(OUTBOX)
    .where(COLUMNS.key == bindparam("sought"))
    .values(
        version=COLUMNS.version + 1,
        waits_since=case((COLUMNS.done_at.is_(None), COLUMNS.waits_since), else_=NOW),
        due=case((COLUMNS.done_at.is_(None), COLUMNS.due), else_=NOW),
        attempts=case((COLUMNS.done_at.is_(None), COLUMNS.attempts), else_=0),
        lane=case((COLUMNS.done_at.is_(None), COLUMNS.lane), else_=""),
        done_at=None,
        failure="",
        reason="",
    )
    .returning(COLUMNS.id)
)


async def add_home(session: AsyncSession, member: int, *, due: datetime) -> None:
    """Have a member's home shown anew; what is waiting already is only made newer."""
    key = f"{HOME}{member}"
    again = await session.execute(RENEW, {"sought": key, "now": due})
    if again.first() is None:
        shown = {"key": key, "kind": "home", "due": due, "waits_since": due}
        await put(session, {**shown, "recipient": key, "member_id": member})


CHANGE = (
    update(OUTBOX)
    .where(
        COLUMNS.key == bindparam("sought"),
        COLUMNS.done_at.is_(None) | (COLUMNS.conversation != "") | (COLUMNS.reason != ""),
    )
    .values(
        card=bindparam("newer"),
        version=COLUMNS.version + 1,
        # What waits keeps its time and its lane; what was done waits anew, not before its message may change again.
        due=case(
            (COLUMNS.done_at.is_(None) | (COLUMNS.conversation == ""), COLUMNS.due),
            else_=SOON,
        ),
        waits_since=case((COLUMNS.done_at.is_(None), COLUMNS.waits_since), else_=NOW),
        lane=case((COLUMNS.done_at.is_(None), COLUMNS.lane), else_=""),
        attempts=case((COLUMNS.done_at.is_(None), COLUMNS.attempts), else_=0),
        failure=case((COLUMNS.conversation == "", COLUMNS.failure), else_=""),
        reason=case((COLUMNS.conversation == "", COLUMNS.reason), else_=""),
        done_at=case((COLUMNS.conversation == "", COLUMNS.done_at), else_=None),
    )
)


async def change(session: AsyncSession, key: str, *, card: str, now: datetime, between: timedelta) -> None:
    """Show a message as another card.

    What waits is sent as the newer card. What arrived is changed, so long after it was sent or changed the last time.
    What could not be delivered stays so, with the newer card for whoever sends it again. Nothing for an unknown key.
    """
    last = await session.scalar(select(COLUMNS.done_at).where(COLUMNS.key == key))
    # What is just being sent may arrive before the next line; a clock that was ahead holds nothing up.
    soon = max(now, min(last or now, now) + between)
    await session.execute(CHANGE, {"sought": key, "newer": card, "now": now, "soon": soon})


async def hand_over(session: AsyncSession, gone: int, kept: int) -> None:
    """Make what is for one member another's, except the home, which each has of their own."""
    await session.execute(delete(OUTBOX).where(COLUMNS.key == f"{HOME}{gone}"))
    for kind in MAILS:
        moved = {"member_id": kept, "recipient": by_mail(kind, kept)}
        await session.execute(update(OUTBOX).where(COLUMNS.recipient == by_mail(kind, gone)).values(moved))
    moved = {"member_id": kept, "recipient": of_member(kept)}
    await session.execute(update(OUTBOX).where(COLUMNS.member_id == gone).values(moved))
    groups = select(COLUMNS.id, COLUMNS.recipient).where(COLUMNS.kind == "group", COLUMNS.recipient.like(f"%{gone}%"))
    for row, recipient in (await session.execute(groups)).all():
        among = members_of(recipient)
        if gone in among:
            together = of_group([kept if member == gone else member for member in among])
            await session.execute(update(OUTBOX).where(COLUMNS.id == row).values(recipient=together))


UNSENT = (COLUMNS.reason != "", COLUMNS.reason != DELETED, COLUMNS.kind != "home")
"""Conditions for queries: a message that could not be delivered. A home that nobody can see harms nobody."""


async def failures(session: AsyncSession, limit: int) -> Sequence[Failed]:
    """The messages that could not be delivered, newest first, so many."""
    rows = await session.execute(
        select(COLUMNS.id, COLUMNS.recipient, COLUMNS.done_at, COLUMNS.reason, COLUMNS.failure)
        .where(*UNSENT)
        .order_by(COLUMNS.done_at.desc(), COLUMNS.id.desc())
        .limit(limit)
    )
    return [Failed(*row) for row in rows]


async def names(session: AsyncSession, members: Collection[int]) -> dict[int, str]:
    """What these members are called, by their ids."""
    rows = await session.execute(select(MEMBERS.id, MEMBERS.name).where(MEMBERS.id.in_(members)))
    return {row[0]: row[1] for row in rows}


async def failed(session: AsyncSession) -> dict[str, int]:
    """How many messages could not be delivered, by reason."""
    rows = await session.execute(select(COLUMNS.reason, func.count()).where(*UNSENT).group_by(COLUMNS.reason))
    return {row[0]: row[1] for row in rows}


async def resend(session: AsyncSession, now: datetime, *, keys: Collection[str] = (), reason: str = "") -> list[str]:
    """Have messages that could not be delivered sent again: those with these keys, or of this reason, or all.

    Returns their keys.
    """
    conditions = [*UNSENT]
    if keys:
        conditions.append(COLUMNS.key.in_(keys))
    if reason:
        conditions.append(COLUMNS.reason == reason)
    return await send_again(session, now, conditions)


async def send_again(session: AsyncSession, now: datetime, conditions: Collection[ColumnElement[bool]]) -> list[str]:
    """Have what was given up sent again, where these conditions hold; the keys of what is."""
    rows = await session.execute(
        update(OUTBOX)
        .where(*conditions)
        .values(waits_since=now, due=now, done_at=None, failure="", reason="", attempts=0, passed="", lane="")
        .returning(COLUMNS.key)
    )
    return list(rows.scalars())


async def waiting(session: AsyncSession) -> tuple[int, datetime | None]:
    """How many parcels are still to be delivered, and since when the first of them waits."""
    since = func.min(func.coalesce(COLUMNS.waits_since, COLUMNS.due))
    count, first = (await session.execute(select(func.count(), since).where(WAITING))).one()
    return count, first


async def forget(session: AsyncSession, before: datetime, *, in_channels: datetime) -> None:
    """Remove what was delivered, or failed for good, before then; what stands in channels has a time of its own."""
    old = (COLUMNS.done_at < before) & (COLUMNS.kind != IN_CHANNEL)
    await session.execute(delete(OUTBOX).where(old | (COLUMNS.done_at < in_channels)))
