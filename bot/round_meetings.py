"""Those whom a match round brings together: asked first or not, as each chose, and introduced when all agree."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import combinations

from bot import relays
from bot import round_meeting_cards as say
from bot.availability import AGAIN_AFTER, month_of
from bot.cards import Card
from bot.errors import NotYours
from bot.introduction_ends import key as introduction_key
from bot.members import Me, shared_workspace
from bot.network import Work
from bot.parts import side_of
from bot.people import texts_of
from bot.profiles import is_paused
from bot.round_cards import ALONE
from bot.round_ends import CLOSED, key, show_instead, step_out
from bot.round_fits import in_words
from bot.round_meeting_cards import Fellow
from bot.round_pairing import ways
from bot.said import Said
from bot.timezones import day_at
from storage import blocks, introductions, profiles, round_meetings, round_members, topics
from storage import relays as carried
from storage.profiles import Stored
from storage.round_meetings import ASKED, LATER, MET, NEW, OPEN, OUT, YES, Made, Sat

OPEN_FOR = timedelta(days=7)
"""How long those who are asked have to answer."""

REMINDED_BEFORE = timedelta(days=3)
"""How long before that those are reminded who have said nothing."""

AT_ONCE = 100
"""Meetings that begin or close in one transaction."""


async def show(work: Work, me: Me, said: Said) -> Card:
    """Whom a round found for me, as it stands. Raises NotYours."""
    made, mine = seat_in(me, await round_meetings.read(work.session, said.number))
    if made.state == MET:
        return replace(await met(work, made, mine), detail=True)
    if is_over(work, made, mine):
        return replace(CLOSED, detail=True)
    if mine.state == YES:
        return replace(say.accepted(made, others_in(made, me.id), me.timezone), detail=True)
    return replace(await request(work, made, me.id, me.timezone), detail=True)


def seat_in(me: Me, made: Made | None) -> tuple[Made, Sat]:
    """A meeting that I was asked about, with my seat. Raises NotYours."""
    mine = made.seat(me.id) if made is not None else None
    if made is None or mine is None or not mine.asked or made.state == NEW:
        raise NotYours
    return made, mine


def is_over(work: Work, made: Made, mine: Sat) -> bool:
    """Whether I can answer no more, also before its closing has been recorded."""
    return made.state != OPEN or mine.state == OUT or work.now >= made.closes_at


async def met(work: Work, made: Made, mine: Sat) -> Card:
    """What somebody is shown of a meeting that came about, with them or, if it was closed for them, without."""
    there = [seat for seat in made.seats if seat.state == YES]
    if mine.state != YES:
        return CLOSED
    together = await shared_workspace(work, [seat.member for seat in there])
    return say.look_there([seat.name for seat in there if seat != mine], carried=not together)


def others_in(made: Made, member: int) -> list[str]:
    """What the others are called."""
    return [seat.name for seat in made.seats if seat.member != member]


async def accept(work: Work, me: Me, said: Said) -> Card:
    """Say yes: we are brought together once all have. The same answer when I have said it before; raises NotYours."""
    made, mine = seat_in(me, await round_meetings.lock(work.session, said.number))
    if made.state == MET:
        return await met(work, made, mine)
    if is_over(work, made, mine):
        return CLOSED
    await round_meetings.say(work.session, made.id, me.id, YES)
    if all(seat.state == YES for seat in made.seats if seat.member != me.id):
        card = await introduce(work, made, made.members, me.id)
        if card is not None:
            return card
    card = say.accepted(made, others_in(made, me.id), me.timezone)
    await show_instead(work, made.id, me.id, card)
    await work.refresh_home(me.id)
    return card


async def later(work: Work, me: Me, said: Said) -> Card:
    """Set it aside: I can still accept, and nobody is told. Raises NotYours."""
    made, mine = seat_in(me, await round_meetings.lock(work.session, said.number))
    if made.state == MET:
        return await met(work, made, mine)
    if is_over(work, made, mine):
        return CLOSED
    await round_meetings.say(work.session, made.id, me.id, LATER)
    card = say.set_aside(made, me.timezone)
    await show_instead(work, made.id, me.id, card)
    await work.refresh_home(me.id)
    return card


async def request(work: Work, made: Made, member: int, timezone: str) -> Card:
    """What somebody is shown who is asked first."""
    stored = await profiles.read(work.session, made.members)
    others = [one for one in made.members if one != member and one in stored]
    found = [await fellow(work, stored[one], stored.get(member)) for one in others]
    return say.request(made, member, found, how_to_meet(made, stored), timezone)


async def fellow(work: Work, them: Stored, reader: Stored | None) -> Fellow:
    """Somebody to meet with why they fit, from what both show and nothing else."""
    labels = await topics.of(work.session, [them.member_id, *([reader.member_id] if reader is not None else [])])
    theirs = labels[them.member_id]
    mine = labels[reader.member_id] if reader is not None else []
    query = in_words(texts_of(reader, mine) if reader is not None else [])
    shared = ", ".join(label for label in theirs if label in mine)
    visible = not is_paused(them, work.now)
    return Fellow(them, shared, work.people.explain(query, them, theirs), visible)


def how_to_meet(made: Made, stored: dict[int, Stored]) -> set[str]:
    """The ways of meeting that suit everybody who is there."""
    here = [(seat.place, stored[seat.member].region) for seat in made.seats if seat.member in stored]
    return set.intersection(*({*ways(*one, *other)} for one, other in combinations(here, 2))) if here[1:] else set()


async def introduce(work: Work, made: Made, who: Sequence[int], me: int = 0) -> Card | None:
    """Bring these together, and tell all but the one who looks; what that one is shown, or None when it cannot be."""
    stored = await profiles.read_listed(work.session, who)
    if set(stored) != set(who) or await any_block(work, who):
        return None
    # Of two who met in another way meanwhile there is an introduction already.
    since = work.now - AGAIN_AFTER
    fresh = [pair for pair in across(stored) if not await introductions.met_since(work.session, *pair, since)]
    ids = [
        await introductions.add_of_round(
            work.session, one, other, work.now, month_of(day_at(work.now, stored[other].timezone))
        )
        for one, other in fresh
    ]
    await round_meetings.set_state(work.session, made.id, MET)
    together = await shared_workspace(work, who)
    if together:
        first, *rest = who
        found = [await fellow(work, stored[one], stored[first]) for one in rest]
        found.append(replace(await fellow(work, stored[first], None), shared=""))
        await work.gather(who, say.together(found, how_to_meet(made, stored)), key=f"meeting:{made.id}:together")
    else:
        for ident in ids:
            await carry(work, ident)
    for one in who:
        there = say.look_there([stored[other].name for other in who if other != one], carried=not together)
        await show_instead(work, made.id, one, there)
        await work.refresh_home(one)
    return say.look_there([stored[other].name for other in who if other != me], carried=not together)


async def any_block(work: Work, who: Sequence[int]) -> bool:
    """Whether one of these has blocked another."""
    return any([await blocks.by(work.session, *pair) for pair in combinations(who, 2)])


def across(stored: dict[int, Stored]) -> list[tuple[int, int]]:
    """Each two of them from different sides; each two at all, should all be on one side by now."""
    every = list(combinations(stored, 2))
    sided = [(one, other) for one, other in every if side_of(stored[one].part) != side_of(stored[other].part)]
    return sided or every


async def carry(work: Work, ident: int) -> None:
    """Carry the messages of two whom no workspace has both, and tell each."""
    await carried.start(work.session, ident, work.now)
    row = await introductions.read(work.session, ident)
    assert row is not None  # noqa: S101 - it was just added
    for member in (row.asker, row.asked):
        card = await relays.introduced(work, member, row)
        await work.send(member, card, key=introduction_key(ident, f"round:{member}"))


async def begin(work: Work) -> bool:
    """Ask those who want to be asked first, and introduce all others; whether there may be more to begin."""
    found = await round_meetings.taken(work.session, NEW, None, AT_ONCE)
    for made in found:
        if not await still_there(work, made):
            await come_to_nothing(work, made, ALONE)
        elif all(seat.state == YES for seat in made.seats):
            if await introduce(work, made, made.members) is None:
                await come_to_nothing(work, made, ALONE)
        else:
            await round_meetings.set_state(work.session, made.id, OPEN)
            stored = await profiles.read(work.session, made.members)
            for seat in made.seats:
                await put(work, made, seat, stored[seat.member].timezone)
    return len(found) == AT_ONCE


async def put(work: Work, made: Made, seat: Sat, timezone: str) -> None:
    """Ask somebody, or tell them that others are asked."""
    if seat.asked:
        card = await request(work, made, seat.member, timezone)
        await work.send(seat.member, card, key=key(made.id, seat.member, "request"))
    else:
        card = say.found_somebody(made, timezone)
        await work.send(seat.member, card, key=key(made.id, seat.member, "waiting"))
    await work.refresh_home(seat.member)


async def still_there(work: Work, made: Made) -> bool:
    """Whether all who are to meet have a profile, have not left, and may meet."""
    listed = await profiles.read_listed(work.session, made.members)
    out = any(seat.state == OUT for seat in made.seats)
    return set(listed) == set(made.members) and not out and not await any_block(work, made.members)


async def remind(work: Work) -> bool:
    """Remind, once, those who have said nothing yet; not those who have left. Whether there may be more."""
    found = await round_meetings.due_for_reminder(work.session, work.now + REMINDED_BEFORE, AT_ONCE)
    for made in found:
        listed = await profiles.read_listed(work.session, made.members)
        for seat in made.seats:
            stored = listed.get(seat.member)
            if seat.state == ASKED and stored is not None and not is_paused(stored, work.now):
                card = await request(work, made, seat.member, stored.timezone)
                card = replace(card, title=f"Still open: {card.title[0].lower()}{card.title[1:]}")
                await work.send(seat.member, card, key=key(made.id, seat.member, "reminder"))
    return len(found) == AT_ONCE


async def close(work: Work) -> bool:
    """Close what was not agreed to in time, with the same words whatever was said; whether there may be more."""
    found = await round_meetings.taken(work.session, OPEN, work.now, AT_ONCE)
    for made in found:
        agreed = [seat.member for seat in made.seats if seat.state == YES]
        listed = await profiles.read_listed(work.session, agreed)
        # Of three, two who agreed meet without the third, if they are from both sides.
        sides = {side_of(stored.part) for stored in listed.values()}
        if len(agreed) > 1 and len(sides) > 1 and await introduce(work, made, agreed) is not None:
            for seat in made.seats:
                if seat.member not in agreed:
                    await step_out(work, made, seat.member)
        else:
            await come_to_nothing(work, made, say.CAME_TO_NOTHING)
    return len(found) == AT_ONCE


async def come_to_nothing(work: Work, made: Made, told: Card) -> None:
    """End a meeting that did not come about: those who wanted it are told so, and come first next time."""
    await round_meetings.end(work.session, made.id)
    # Before anybody was asked, all of them wanted it.
    willing = [seat.member for seat in made.seats if seat.state == YES or made.state == NEW]
    here = await profiles.read_listed(work.session, willing)
    await round_members.comes_first(work.session, list(here))
    for seat in made.seats:
        await show_instead(work, made.id, seat.member, CLOSED)
        if seat.member in here:
            await work.send(seat.member, told, key=key(made.id, seat.member, "over"))
        await work.refresh_home(seat.member)
