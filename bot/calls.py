"""Calls for collaboration: writing one in two steps, seeing it before anybody else does, and posting it."""

from dataclasses import replace
from typing import Any

from bot import call_cards as say
from bot import call_form, call_posting, call_screening
from bot.call_access import COPY_IT, looking, mine, numbers, told_at, visible
from bot.call_cards import DISCARDED, MINE, NotOpen
from bot.call_days import is_over
from bot.call_launch import launch, problem
from bot.cards import Card, Form
from bot.errors import BadForm, NoProfile, NotYours, Refused
from bot.members import Me
from bot.network import Work
from bot.said import Said
from storage import calls, profiles
from storage.calls import CLOSED, DECLINED, DRAFT, NOTHING, OPEN, WAITING, Stored, Terms

MOST_OPEN = 5
MOST_DRAFTS = 10

NEW = "new"
"""What the value of a form for a new call begins with; what follows tells a form that is sent twice from two."""

CHANGED = f"This draft was changed after the form was opened, so nothing was saved. {COPY_IT}"
NO_DRAFT = f"This can no longer be changed, so nothing was saved. {COPY_IT}"


class TooManyCalls(Refused):
    """One call too many at a time."""

    title = f"You have {MOST_OPEN} calls open"
    text = "That is as many as one can have at a time. Close one, and you can post the next. Your draft is kept."
    buttons = (MINE,)


class TooManyDrafts(Refused):
    """One draft too many."""

    title = f"You have {MOST_DRAFTS} drafts"
    text = "That is as many as we keep. Post one or throw one away, and you can begin another. Nothing was changed."
    buttons = (MINE,)


async def write(work: Work, me: Me, said: Said) -> Form:
    """The form for a new call, which may begin with words from elsewhere. Raises NoProfile or TooManyDrafts."""
    await check_may_write(work, me)
    return call_form.first(call_form.begun(said.value), f"{NEW} {work.random.getrandbits(60):x}")


async def check_may_write(work: Work, me: Me) -> None:
    """Raise why somebody cannot begin a call."""
    if not await profiles.part_of(work.session, me.id):
        raise NoProfile
    if await calls.count(work.session, me.id, DRAFT) >= MOST_DRAFTS:
        raise TooManyDrafts


async def edit(work: Work, me: Me, said: Said) -> Form | Card:
    """The first form with what is kept: of a draft, or of what would change an open call. Raises NotYours."""
    row = await to_change(work, me, said)
    if isinstance(row, Card):
        return row
    revising = row.state == OPEN or row.revises is not None
    return call_form.first(row.terms, f"{row.id} {row.version}", revising=revising)


async def terms(work: Work, me: Me, said: Said) -> Form | Card:
    """The second form, likewise."""
    row = await to_change(work, me, said)
    if isinstance(row, Card):
        return row
    return call_form.second(row.terms, work.pay_guide, f"{row.id} {row.version}", revising=row.revises is not None)


async def to_change(work: Work, me: Me, said: Said) -> Stored | Card:
    """What a form is filled with to change a call of mine; a card for one that cannot be changed now."""
    row = await mine(work, me, said.number, locked=False)
    if row.state == OPEN and not is_over(row, work.now):
        row = await calls.revising(work.session, row.id) or row
    if row.state == WAITING:
        return replace(call_screening.waiting_card(work, row), detail=True)
    if row.state == DECLINED:
        return replace(say.declined(row), detail=True)
    if row.state == CLOSED or is_over(row, work.now):
        raise NotOpen
    return row


async def keep(work: Work, me: Me, said: Said) -> Form:
    """Keep what the first form says as a draft, and go on to the second. Raises BadForm."""
    begun, _, token = said.value.partition(" ")
    with told_at("title"):
        row = await (begin(work, me, said, token) if begun == NEW else go_on(work, me, said))
    return call_form.second(row.terms, work.pay_guide, f"{row.id} {row.version}", revising=row.revises is not None)


async def go_on(work: Work, me: Me, said: Said) -> Stored:
    """Keep what the first form says of a draft, or as a change of an open call. Raises NotYours or BadForm."""
    ident, version = numbers(said)
    row = await mine(work, me, ident)
    filled = call_form.read_first(said, row.terms, me.today(work))
    if row.state == OPEN:
        return await revision(work, row, filled, version)
    return await rewrite(work, row, filled, version, "title")


async def begin(work: Work, me: Me, said: Said, token: str) -> Stored:
    """Keep a new draft; one that the same form made before is written over."""
    filled = call_form.read_first(said, NOTHING, me.today(work))
    # Whoever begins a call or deletes their profile takes turns, so that what is checked still holds.
    await profiles.lock(work.session, me.id)
    row = await calls.by_token(work.session, me.id, token[:20]) if token else None
    if row is not None:
        return await rewrite(work, row, filled._replace(**second_part(row.terms)), 1, "title")
    await check_may_write(work, me)
    ident = await calls.add(
        work.session, owner_id=me.id, token=token[:20] or None, changed_at=work.now, **filled._asdict()
    )
    await work.refresh_home(me.id)
    return await mine(work, me, ident)


def second_part(terms: Terms) -> dict[str, Any]:
    """What the second form says of a call."""
    of_second = {*call_form.SECOND, *call_form.SECOND_CHOICES, "pay", "amount", "share"}
    return {name: value for name, value in terms._asdict().items() if name in of_second}


async def revision(work: Work, row: Stored, filled: Terms, version: int) -> Stored:
    """A draft that would change an open call. Raises BadForm when it was changed meanwhile, or another one began."""
    begun = await calls.revising(work.session, row.id)
    if begun is not None and begun.terms != filled:
        raise BadForm(title=f"You have begun to change this call elsewhere. {CHANGED}")
    if begun is not None:
        return begun
    if row.version != version:
        raise BadForm(title=CHANGED)
    if is_over(row, work.now):
        raise BadForm(title=NO_DRAFT)
    ident = await calls.add(work.session, owner_id=row.owner, revises=row.id, changed_at=work.now, **filled._asdict())
    await work.refresh_home(row.owner)
    added = await calls.read(work.session, ident)
    assert added is not None  # noqa: S101 - it was just added
    return added


async def rewrite(work: Work, row: Stored, filled: Terms, version: int, field: str) -> Stored:
    """Write a draft anew. Who sends the same twice undoes nothing; raises BadForm for what came before a change.

    `field` is that of the form at which it is told.
    """
    if row.state != DRAFT:
        raise BadForm(**{field: NO_DRAFT})
    if row.terms == filled:
        return row
    if row.version != version:
        raise BadForm(**{field: CHANGED})
    await calls.change(work.session, row.id, version=version + 1, changed_at=work.now, **filled._asdict())
    return row._replace(version=version + 1, terms=filled)


async def keep_terms(work: Work, me: Me, said: Said) -> Card:
    """Keep what the second form says, and show the whole as it will stand. Raises BadForm."""
    ident, version = numbers(said)
    with told_at("pay"):
        row = await mine(work, me, ident)
        row = await rewrite(work, row, call_form.read_second(said, row.terms), version, "pay")
    return await before_posting(work, me, row)


async def before_posting(work: Work, me: Me, row: Stored, words: str = "") -> Card:
    """A draft as it will stand."""
    screening = await call_screening.needed(work, me.id)
    return say.preview(row, work.pay_guide, screening=screening, words=words)


async def preview(work: Work, me: Me, said: Said) -> Card:
    """A draft of mine as it will stand, or how it stands by now. Raises NotYours."""
    return replace(await as_it_is(work, me, await mine(work, me, said.number, locked=False)), detail=True)


async def as_it_is(work: Work, me: Me, row: Stored) -> Card:
    """A call of mine in whatever state it is."""
    if row.state == DRAFT:
        return await before_posting(work, me, row)
    if row.state == WAITING:
        return call_screening.waiting_card(work, row)
    if row.state == DECLINED:
        return say.declined(row)
    return say.shown(row, await looking(work, me, row), work.now, work.pay_guide)


async def post(work: Work, me: Me, said: Said) -> Card:
    """Post a draft of mine as I saw it, or have it wait for a facilitator. Raises NotYours, NoProfile, TooManyCalls."""
    ident, version = numbers(said)
    if await profiles.lock(work.session, me.id) is None:
        raise NoProfile
    seen = await mine(work, me, ident, locked=False)
    if seen.revises is not None:
        # Whoever changes an open call or closes it locks the open one first.
        await calls.lock(work.session, seen.revises)
    row = await mine(work, me, ident)
    if row.state != DRAFT:
        return await as_it_is(work, me, row)
    wrong = await problem(work, row) if row.version == version else "It was changed meanwhile. Please look again."
    if wrong:
        return await before_posting(work, me, row, wrong)
    if row.revises is None and await calls.count(work.session, me.id, OPEN, WAITING) >= MOST_OPEN:
        raise TooManyCalls
    if await call_screening.needed(work, me.id):
        return await call_screening.submit(work, row)
    opened = await launch(work, row)
    if row.revises is not None:
        title = "Your changes are published"
        return say.shown(opened, await looking(work, me, opened), work.now, work.pay_guide, title=title)
    return say.posted(opened, (await call_posting.where(work, opened)).here)


async def hold(work: Work, me: Me, said: Said) -> Card:
    """Say where a draft of mine is kept. Raises NotYours."""
    return say.kept(await mine(work, me, said.number, locked=False))


async def discard(work: Work, me: Me, said: Said) -> Card:
    """Throw a draft of mine away; the same answer when it is gone. Raises NotYours for what is no draft."""
    row = await calls.lock(work.session, said.number)
    if row is None:
        return DISCARDED
    if row.owner != me.id or row.state not in {DRAFT, DECLINED}:
        raise NotYours
    await calls.remove(work.session, row.id)
    await work.refresh_home(me.id)
    return DISCARDED


async def reuse(work: Work, me: Me, said: Said) -> Form:
    """The form for a new call with the words of one of mine that is over. Raises NotYours or TooManyDrafts."""
    row = await mine(work, me, said.number, locked=False)
    await check_may_write(work, me)
    token = f"{work.random.getrandbits(60):x}"
    return call_form.first(row.terms._replace(deadline=None), f"{NEW} {token}")


async def show(work: Work, me: Me, said: Said) -> Card:
    """A call to whoever may see it. Raises NotYours."""
    row = await calls.read(work.session, said.number)
    if row is not None and row.owner == me.id and row.state not in {OPEN, CLOSED}:
        return await preview(work, me, said)
    row = await visible(work, me, said.number)
    return say.shown(row, await looking(work, me, row), work.now, work.pay_guide)
