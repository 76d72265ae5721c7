"""Who chose what in a poll, as long as that is kept.

A ballot without a name has a token instead, which nobody can make once the poll's secret is gone; then the ballots are
gone as well, and only how many chose each answer is left.
"""

from collections.abc import Collection, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import ForeignKey, Index, String, delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, insert_or_change, table_of
from storage.members import MEMBERS

FRESH = text("fresh")


EMPTIED = "0"
"""What stands for answers that were removed, where nobody is to see how many had chosen them."""


class PollBallot(Base):
    """What somebody chose: the ids of answers with commas between them, nothing once it is taken back.

    `voter` is a token, or names the member where names are kept, and only then `member_id` does too. `fresh` says that
    it is not yet in what the channels show; there is no time in it.
    """

    __tablename__ = "poll_ballots"
    __table_args__ = (Index("ix_poll_ballots_fresh", "poll_id", postgresql_where=FRESH, sqlite_where=FRESH),)

    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id", ondelete="CASCADE"), primary_key=True)
    voter: Mapped[str] = mapped_column(String(64), primary_key=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    choices: Mapped[str] = mapped_column(String(300))
    fresh: Mapped[bool]


class Count(NamedTuple):
    """How many voted, and how many of them chose each answer."""

    voters: int
    votes: Mapping[int, int]


BALLOTS = table_of(PollBallot)
ROWS = BALLOTS.c

Ballot = tuple[int, str, int | None, str]
"""A poll, what stands for the voter, the member where names are kept, and what they chose."""

VALUES = ("poll_id", "voter", "member_id", "choices", "fresh")
CHANGED = ("choices", "fresh")
"""What another vote of the same voter changes."""


async def cast(session: AsyncSession, poll: int, voter: str, member: int | None, choices: Collection[int]) -> None:
    """Take a ballot, in place of the one there is."""
    chosen = ",".join(str(each) for each in sorted(choices))
    ballot = dict(zip(VALUES, (poll, voter, member, chosen, True), strict=True))
    await session.execute(insert_or_change(session, PollBallot, *CHANGED), ballot)


async def cast_all(session: AsyncSession, ballots: Collection[Ballot]) -> None:
    """Take ballots of several people, each in place of the one there is.

    Always in the same order, so that no two crowds wait for each other.
    """
    if ballots:
        rows = [dict(zip(VALUES, (*ballot, True), strict=True)) for ballot in sorted(ballots, key=itemgetter(0, 1))]
        await session.execute(insert_or_change(session, PollBallot, *CHANGED), rows)


async def chosen(session: AsyncSession, poll: int, voter: str) -> frozenset[int]:
    """What somebody chose; nothing where they have not voted."""
    return ids(await session.scalar(select(ROWS.choices).where(ROWS.poll_id == poll, ROWS.voter == voter)) or "")


def ids(choices: str) -> frozenset[int]:
    """The answers in a ballot."""
    return frozenset(int(each) for each in choices.split(",") if each not in {"", EMPTIED})


async def count(session: AsyncSession, poll: int) -> Count:
    """Count the ballots of a poll."""
    voters, votes = 0, dict[int, int]()
    alike = select(ROWS.choices, func.count()).where(ROWS.poll_id == poll, ROWS.choices != "").group_by(ROWS.choices)
    for choices, number in await session.execute(alike):
        voters += number
        for option in ids(choices):
            votes[option] = votes.get(option, 0) + number
    return Count(voters, votes)


async def names(session: AsyncSession, poll: int) -> Mapping[int, Sequence[str]]:
    """Who chose each answer, in the order of their names; nobody where no names are kept."""
    rows = await session.execute(
        select(ROWS.choices, MEMBERS.name)
        .where(ROWS.poll_id == poll, ROWS.choices != "", MEMBERS.id == ROWS.member_id)
        .order_by(MEMBERS.name, MEMBERS.id)
    )
    found: dict[int, list[str]] = {}
    for choices, name in rows:
        for option in ids(choices):
            found.setdefault(option, []).append(name)
    return found


async def voters(session: AsyncSession, poll: int) -> Sequence[int]:
    """The members who voted, where names are kept."""
    rows = select(ROWS.member_id).where(ROWS.poll_id == poll, ROWS.choices != "", ROWS.member_id.is_not(None))
    return list((await session.execute(rows.order_by(ROWS.member_id))).scalars())


async def stale(session: AsyncSession) -> Sequence[int]:
    """The polls with ballots that are not in what is shown."""
    return list((await session.execute(select(ROWS.poll_id).where(FRESH).distinct())).scalars())


async def take_in(session: AsyncSession, poll: int) -> bool:
    """Take the fresh ballots of a poll as shown, before it is counted; whether there are any."""
    fresh = (ROWS.poll_id == poll, FRESH)
    taken = (await session.execute(update(BALLOTS).where(*fresh).values(fresh=False).returning(ROWS.choices))).all()
    if any(not row.choices for row in taken):
        await session.execute(delete(BALLOTS).where(ROWS.poll_id == poll, ROWS.choices == "", ~ROWS.fresh))
    return bool(taken)


async def drop(session: AsyncSession, poll: int, options: Collection[int], *, silently: bool) -> None:
    """Remove votes for answers that are removed from a poll that is locked.

    With `silently`, whoever has chosen nothing else goes on being among those who voted, until the poll is closed: how
    many they are would tell how many had chosen it.
    """
    gone = frozenset(options)
    alike = select(ROWS.choices).where(ROWS.poll_id == poll).distinct()
    for choices in (await session.execute(alike)).scalars().all():
        left = ids(choices) - gone
        if left != ids(choices):
            same = (ROWS.poll_id == poll, ROWS.choices == choices)
            kept = ",".join(str(each) for each in sorted(left)) or (EMPTIED if silently else "")
            await session.execute(update(BALLOTS).where(*same).values(choices=kept, fresh=True))


async def settle(session: AsyncSession, poll: int) -> None:
    """Take all of those back who have chosen nothing that is still there, now that a poll closes."""
    left = (ROWS.poll_id == poll, ROWS.choices == EMPTIED)
    await session.execute(update(BALLOTS).where(*left).values(choices="", fresh=True))


async def burn(session: AsyncSession, poll: int) -> None:
    """Remove the ballots of a poll."""
    await session.execute(delete(BALLOTS).where(ROWS.poll_id == poll))


async def rename(session: AsyncSession, poll: int, before: str, after: str, member: int | None) -> None:
    """Make a ballot another voter's; where they have one, that stays and this is gone."""
    there = await session.scalar(select(ROWS.voter).where(ROWS.poll_id == poll, ROWS.voter == after))
    mine = (ROWS.poll_id == poll, ROWS.voter == before)
    if there is None:
        await session.execute(update(BALLOTS).where(*mine).values(voter=after, member_id=member))
    else:
        await session.execute(update(BALLOTS).where(*mine).values(choices="", fresh=True))


async def take_back(session: AsyncSession, poll: int, voter: str) -> None:
    """Take a vote back; the same where there is none."""
    await session.execute(
        update(BALLOTS).where(ROWS.poll_id == poll, ROWS.voter == voter).values(choices="", fresh=True)
    )


async def forget(session: AsyncSession, poll: int, member: int) -> None:
    """Remove what a member chose, where their name stands with it."""
    await session.execute(delete(BALLOTS).where(ROWS.poll_id == poll, ROWS.member_id == member))


async def of(session: AsyncSession, member: int) -> Sequence[int]:
    """The polls in which a member's name is kept with what they chose."""
    rows = select(ROWS.poll_id).where(ROWS.member_id == member).order_by(ROWS.poll_id)
    return list((await session.execute(rows)).scalars())
