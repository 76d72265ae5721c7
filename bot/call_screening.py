"""Calls that wait for a facilitator, where a network wants that: one of them looks at each before all do."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot import call_screening_cards as say
from bot.call_access import numbers, told_at
from bot.call_cards import declined, waiting
from bot.call_launch import launch, problem
from bot.cards import Card, Form
from bot.errors import BadForm, NotYours, Refused
from bot.members import Me
from bot.network import Work
from bot.said import Said
from bot.typed import clean, too_long
from storage import call_screening, calls, members
from storage.calls import DECLINED, DRAFT, WAITING, Stored


class Decided(Refused):
    """A call about which another facilitator has decided."""

    title = "This call was decided on already"
    text = "Another facilitator did, or whoever wrote it took it back. Nothing was changed."
    buttons = (say.ALL,)


class NotYourOwn(Refused):
    """A facilitator's own call, where there is another facilitator."""

    title = "This is your own call"
    text = "Another facilitator has to look at it. Nothing was changed."
    buttons = (say.ALL,)


async def needed(work: Work, owner: int) -> bool:
    """Whether a member's call waits: not where it would wait for nobody, or for themselves alone."""
    return await call_screening.is_on(work.session) and bool(await others(work, owner))


async def others(work: Work, owner: int) -> list[int]:
    """The facilitators who may decide on a member's call."""
    return [member for member, _, _ in await members.facilitators(work.session) if member != owner]


def waited(now: datetime, since: datetime | None) -> str:
    """How long something has waited, in words."""
    time = now - since if since is not None else timedelta()
    if time < timedelta(hours=1):
        return "for less than an hour"
    hours = int(time / timedelta(hours=1))
    if time < timedelta(days=2):
        return "for one hour" if hours == 1 else f"for {hours} hours"
    return f"for {time.days} days"


def waiting_card(work: Work, row: Stored) -> Card:
    """What the owner sees of a call that waits."""
    return waiting(row, waited(work.now, row.sent_at))


def key(row: Stored, member: int) -> str:
    """The key of the message to a facilitator about this version of a call."""
    return f"call:{row.id}:review:{row.version}:{member}"


async def submit(work: Work, row: Stored) -> Card:
    """Have a draft wait, and tell the facilitators; what its owner is shown."""
    await calls.change(
        work.session, row.id, state=WAITING, sent_at=work.now, changed_at=work.now, version=row.version + 1, note=""
    )
    row = row._replace(state=WAITING, sent_at=work.now, version=row.version + 1, note="")
    before = await calls.read(work.session, row.revises) if row.revises else None
    for member in await others(work, row.owner):
        await work.send(
            member, say.to_review(row, work.pay_guide, waited(work.now, work.now), before), key=key(row, member)
        )
        await work.refresh_home(member)
    await work.refresh_home(row.owner)
    return waiting_card(work, row)


async def recall(work: Work, me: Me, said: Said) -> Card:
    """Take a call of mine that waits back to my drafts; the same answer when it was. Raises NotYours or Decided."""
    row = await calls.lock(work.session, said.number)
    if row is None or row.owner != me.id:
        raise NotYours
    if row.state == WAITING:
        await settle(work, row, say.RECALLED, state=DRAFT)
    elif row.state != DRAFT:
        raise Decided
    return say.recalled(row)


async def settle(work: Work, row: Stored, told: Card, **values: str) -> None:
    """Record what became of a call that waited, and show so in every facilitator's message about it."""
    await calls.change(work.session, row.id, changed_at=work.now, **values)
    await tell_others(work, row, told)
    await work.refresh_home(row.owner)


async def tell_others(work: Work, row: Stored, told: Card) -> None:
    """Show this in the place of every facilitator's message about a call that waited."""
    for member in await others(work, row.owner):
        await work.update(key(row, member), told)
        await work.refresh_home(member)


async def show(work: Work, me: Me, said: Said) -> Card:
    """The setting, and the calls that wait."""
    return replace(await overview(work), detail=True)


async def overview(work: Work) -> Card:
    """The same in the place of itself."""
    rows = [(row, waited(work.now, row.sent_at)) for row in await calls.waiting(work.session)]
    return say.overview(rows, on=await call_screening.is_on(work.session))


async def choose(work: Work, me: Me, said: Said) -> Card:
    """Have calls wait for a facilitator, or not; those that wait already go on waiting."""
    if said.value in {"on", "off"}:
        await call_screening.set_on(work.session, on=said.value == "on")
    return await overview(work)


async def review(work: Work, me: Me, said: Said) -> Card:
    """A call that waits, with what can be decided. Raises Decided."""
    row = await calls.read(work.session, said.number)
    if row is None or row.state != WAITING:
        raise Decided
    before = await calls.read(work.session, row.revises) if row.revises else None
    return say.to_review(row, work.pay_guide, waited(work.now, row.sent_at), before, detail=True)


async def to_decide(work: Work, me: Me, said: Said) -> Stored:
    """A call that waits as this facilitator saw it, locked. Raises Decided or NotYourOwn."""
    ident, version = numbers(said)
    seen = await calls.read(work.session, ident)
    if seen is not None and seen.revises is not None:
        # Whoever changes an open call or closes it locks the open one first.
        await calls.lock(work.session, seen.revises)
    row = await calls.lock(work.session, ident)
    if row is None or row.state != WAITING or row.version != version:
        raise Decided
    if row.owner == me.id and await others(work, me.id):
        raise NotYourOwn
    return row


async def approve(work: Work, me: Me, said: Said) -> Card:
    """Post a call that waits. Of two facilitators at once one decides. Raises Decided, NotYourOwn or TooLate."""
    row = await to_decide(work, me, said)
    if await problem(work, row) or not row.owner_here:
        raise TooLate
    told = say.decided(row, f"{me.name} said yes, and it is posted.")
    await tell_others(work, row, told)
    opened = await launch(work, row)
    await work.send(row.owner, say.approved(opened, revising=row.revises is not None), key=f"{key(row, 0)}:yes")
    return told


class TooLate(Refused):
    """A call whose deadline passed while it waited."""

    title = "Its last day has passed while it waited"
    text = "So it cannot be posted as it is. Ask for a change, and whoever wrote it can pick another day."
    buttons = (say.ALL,)


async def return_form(work: Work, me: Me, said: Said) -> Form:
    """The form to ask for a change. Raises Decided."""
    return say.return_form(await waiting_one(work, said))


async def refuse_form(work: Work, me: Me, said: Said) -> Form:
    """The form to decline. Raises Decided."""
    return say.refuse_form(await waiting_one(work, said))


async def waiting_one(work: Work, said: Said) -> Stored:
    """A call that waits. Raises Decided."""
    ident, version = numbers(said)
    row = await calls.read(work.session, ident)
    if row is None or row.state != WAITING or row.version != version:
        raise Decided
    return row


async def send_back(work: Work, me: Me, said: Said) -> Card:
    """Ask for a change: the call is a draft again, with these words. Raises BadForm."""
    words = words_in(said)
    with told_at("note"):
        row = await to_decide(work, me, said)
    told = say.decided(row, f"{me.name} asked for a change. It comes back once it is sent again.")
    await settle(work, row, told, state=DRAFT, note=words)
    await work.send(row.owner, say.sent_back(row._replace(note=words)), key=f"{key(row, 0)}:back")
    return told


async def decline(work: Work, me: Me, said: Said) -> Card:
    """Decline a call, with words to its owner. Raises BadForm."""
    words = words_in(said)
    with told_at("note"):
        row = await to_decide(work, me, said)
    told = say.decided(row, f"{me.name} declined it, with words to whoever wrote it.")
    await settle(work, row, told, state=DECLINED, note=words)
    await work.send(row.owner, declined(row._replace(note=words)), key=f"{key(row, 0)}:no")
    return told


def words_in(said: Said) -> str:
    """What a facilitator wrote; raises BadForm when that is nothing or too much."""
    words = clean(said.text("note"))
    if not words:
        raise BadForm(note="Please write a sentence or two, so that they know what to do.")
    if len(words) > say.LONGEST_NOTE:
        raise BadForm(note=too_long(words, say.LONGEST_NOTE))
    return words
