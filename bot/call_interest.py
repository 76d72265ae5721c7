"""Taking an interest in a call, saving it, and how its owner brings people together."""

from dataclasses import replace
from datetime import date

from bot import call_cards as say
from bot import call_interest_cards as cards
from bot import call_posting, introduction_ends, introductions, relays
from bot.availability import AGAIN_AFTER
from bot.call_access import looking, mine, numbers, open_to, told_at, visible
from bot.call_cards import YourOwn
from bot.cards import Card, Form
from bot.errors import BadForm, NoProfile, NotYours
from bot.introduction_cards import NotAvailable, look_there
from bot.introduction_ends import key as introduction_key
from bot.members import Me, shared_workspace
from bot.network import Work
from bot.said import Said
from bot.timezones import day_at
from bot.typed import clean, too_long
from storage import blocks, call_interest, profiles, topics
from storage import introductions as made
from storage import relays as carried
from storage.call_interest import Interest
from storage.calls import CLOSED, GONE, OPEN, Stored
from storage.introductions import AGREED, Request, Terms, Why

NO_MONTH = date(1970, 1, 1)
"""The month that an introduction from a call counts towards: none, since nobody was asked who had not said so first."""


async def interest(work: Work, me: Me, said: Said) -> Card:
    """Take an interest in a call; the same answer when I have. Raises NoProfile, NotYours, NotOpen or YourOwn."""
    # Whoever takes an interest, blocks or deletes a profile takes turns, so that what is checked still holds.
    await profiles.lock(work.session, me.id)
    if not await profiles.part_of(work.session, me.id):
        raise NoProfile
    row = await open_to(work, me, said.number, locked=True)
    if row.owner == me.id:
        raise YourOwn
    if await call_interest.read(work.session, row.id, me.id) is None:
        await call_interest.add(work.session, row.id, me.id, work.now)
        row = row._replace(interested=row.interested + 1)
        await tell_owner(work, row)
        await call_posting.refresh(work, row)
        await work.refresh_home(me.id)
    return say.shown(row, await looking(work, me, row), work.now, work.pay_guide, title="You are on their list")


async def tell_owner(work: Work, row: Stored) -> None:
    """Tell the owner how many are interested: at most one message a day, which changes with the number."""
    card = cards.news(row)
    key = f"call:{row.id}:interest:{day_at(work.now, row.timezone)}"
    await work.send(row.owner, card, key=key)
    await work.update(key, card)
    await work.refresh_home(row.owner)


async def line(work: Work, me: Me, said: Said) -> Form:
    """The form for a line beside my interest. Raises NotYours or NotOpen."""
    row = await open_to(work, me, said.number)
    held = await call_interest.read(work.session, row.id, me.id)
    if held is None:
        raise NotYours
    return cards.line_form(row, held.line)


async def add_line(work: Work, me: Me, said: Said) -> Card:
    """Put a line beside my interest, or take it away. Raises BadForm."""
    words = " ".join(clean(said.text("line")).split())
    if len(words) > cards.LONGEST_LINE:
        raise BadForm(line=too_long(words, cards.LONGEST_LINE))
    with told_at("line"):
        row = await open_to(work, me, said.number, locked=True)
        if await call_interest.read(work.session, row.id, me.id) is None:
            raise NotYours
    await call_interest.write(work.session, row.id, me.id, words)
    title = "Your line is with them" if words else "Your line is taken away"
    return say.shown(row, await looking(work, me, row), work.now, work.pay_guide, title=title)


async def withdraw(work: Work, me: Me, said: Said) -> Card:
    """Take my interest back, also from one that has closed; the same answer when there is none. Raises NotYours."""
    row = await visible(work, me, said.number, locked=True)
    if await call_interest.read(work.session, row.id, me.id) is not None:
        await call_interest.remove(work.session, row.id, me.id)
        row = row._replace(interested=row.interested - 1)
        await call_posting.refresh(work, row)
        await work.refresh_home(row.owner)
        await work.refresh_home(me.id)
    return cards.withdrawn(row)


async def save(work: Work, me: Me, said: Said) -> Card:
    """Save a call; the same answer when it is. Raises NotYours, NotOpen or YourOwn."""
    row = await open_to(work, me, said.number, locked=True)
    if row.owner == me.id:
        raise YourOwn
    await call_interest.save(work.session, row.id, me.id)
    await work.refresh_home(me.id)
    return cards.saved(row)


async def unsave(work: Work, me: Me, said: Said) -> Card:
    """Save it no more; the same answer when it is not. Raises NotYours."""
    row = await visible(work, me, said.number)
    await call_interest.unsave(work.session, row.id, me.id)
    await work.refresh_home(me.id)
    return cards.unsaved(row)


async def interested(work: Work, me: Me, said: Said) -> Card:
    """Who took an interest in a call of mine. Raises NotYours."""
    ident, page = numbers(said)
    row = await mine(work, me, ident, locked=False)
    found = await call_interest.of(work.session, row.id)
    apart = (await blocks.apart(work.session, [me.id]))[me.id]
    listed = await profiles.read_listed(work.session, [one.member for one in found])
    here = [one for one in found if one.member in listed and one.member not in apart]
    page = min(page, max(0, (len(here) - 1) // cards.PAGE))
    shown = here[page * cards.PAGE : (page + 1) * cards.PAGE]
    card = cards.listing(row, [(one, listed[one.member]) for one in shown], page, len(here))
    # Another page stands in the place of the one before; the first beside what led to it.
    return replace(card, detail=" " not in said.value)


async def introduce(work: Work, me: Me, said: Said) -> Card:
    """Bring myself together with somebody who took an interest in a call of mine, and so has said yes.

    The same answer when we were. Raises NotYours, or NotAvailable for who left.
    """
    ident, member = numbers(said)
    for one in sorted({me.id, member}):
        await profiles.lock(work.session, one)
    row = await mine(work, me, ident)
    held = await call_interest.read(work.session, row.id, member)
    if held is None or row.state not in {OPEN, CLOSED} or row.ending == GONE:
        raise NotYours
    met = await met_before(work, me, held)
    if met is not None:
        await call_interest.introduced(work.session, row.id, member, met.id)
        return replace(await introductions.met(work, me, met), detail=True)
    listed = await profiles.read_listed(work.session, [me.id, member])
    if member not in listed:
        raise NotAvailable(held.name)
    return await bring_together(work, row, held)


async def met_before(work: Work, me: Me, held: Interest) -> Request | None:
    """The introduction of the two: the one from this call, or one that was made lately."""
    before = await made.between(work.session, me.id, held.member, work.now - AGAIN_AFTER)
    if held.introduction is not None:
        seen = await made.read(work.session, held.introduction)
        before = [*before, *((seen,) if seen is not None else ())]
    return next((one for one in before if one.state == AGREED and me.id in {one.asker, one.asked}), None)


async def bring_together(work: Work, row: Stored, held: Interest) -> Card:
    """Introduce the owner of a call to somebody on its list, as any two who agreed; what the owner is shown."""
    shared = ", ".join(await topics.shared(work.session, row.owner, held.member))
    ident = await made.add(
        work.session,
        asker_id=row.owner,
        asked_id=held.member,
        asked_at=work.now,
        closes_at=work.now,
        month=NO_MONTH,
        terms=terms_of(row),
        why=Why(shared, ""),
    )
    await made.change(work.session, ident, state=AGREED, settled_at=work.now)
    await call_interest.introduced(work.session, row.id, held.member, ident)
    request = await made.read(work.session, ident)
    assert request is not None  # noqa: S101 - it was just added
    both = await profiles.read(work.session, [row.owner, held.member])
    if await shared_workspace(work, [row.owner, held.member]):
        card = cards.together(row, request, [both[row.owner], both[held.member]], shared, held.line)
        await work.gather([row.owner, held.member], card, key=introduction_key(ident, "together"))
        answer = look_there(request, row.owner)
    else:
        await carried.start(work.session, ident, work.now)
        request = request._replace(relayed=True)
        told = await relays.introduced(work, held.member, request)
        await work.send(held.member, told, key=introduction_key(ident, "agreed"))
        answer = await relays.introduced(work, row.owner, request)
    for other in await made.waiting_of(work.session, row.owner, other=held.member):
        await introduction_ends.take_back(work, other)
    await work.refresh_home(row.owner)
    await work.refresh_home(held.member)
    return answer


def terms_of(row: Stored) -> Terms:
    """The terms of a call as those of an introduction."""
    said = row.terms
    about = f"{said.title}\n\n{said.about}"
    return Terms(about, "", said.early, said.hours, said.pay, said.amount, said.unit, said.pay_by, said.pay_note)
