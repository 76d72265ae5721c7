"""Match rounds, as members meet them: taking part or not, joining a round or leaving it out."""

from bot import parts
from bot import round_cards as say
from bot.cards import Buttons, Card, Element, Form, Heading, Person, Text
from bot.errors import BadForm, NoProfile, NotYours
from bot.introductions import load_of
from bot.members import Me
from bot.network import Work
from bot.profiles import RESUME, is_paused
from bot.round_calendar import next_due
from bot.round_ends import round_key
from bot.round_meeting_cards import named, see_button
from bot.said import Said
from bot.timezones import at
from storage import profiles, round_meetings, round_members, rounds
from storage.profiles import Stored
from storage.round_meetings import ASKED, LATER, OPEN
from storage.round_members import Taking, Wish
from storage.rounds import JOINED, NOT_NOW, Held

PICK = "Please pick one of these."
MOST_SHOWN = 12
"""Rounds whose figures facilitators see."""


async def show(work: Work, me: Me, said: Said) -> Card:
    """How I take part in match rounds, or how they work. Raises NoProfile."""
    if not await profiles.part_of(work.session, me.id):
        raise NoProfile
    taking = await round_members.part_of(work.session, me.id)
    if not work.round_weeks:
        return say.none_here(taking=taking is not None)
    if taking is None:
        return say.explained(work.round_weeks)
    return say.mine(taking, await now_of(work, me.id, taking, me.timezone))


async def now_of(work: Work, member: int, taking: Taking, timezone: str) -> tuple[str, Buttons]:
    """How somebody who takes part stands with rounds now."""
    latest = await rounds.latest(work.session)
    held = latest if latest is not None and can_be_joined(latest, work) else None
    place = await rounds.place_of(work.session, held.id, member) if held is not None else None
    next_at = next_due(latest.due if latest is not None else None, work.now, work.round_weeks)
    return say.standing(taking, held, place.said if place is not None else "", next_at, timezone)


def can_be_joined(held: Held, work: Work) -> bool:
    """Whether a round is open."""
    return held.paired_at is None and work.now < held.closes_at


async def choose(work: Work, me: Me, said: Said) -> Form:
    """The form for how I would like to meet. Raises NoProfile."""
    stored = (await profiles.read(work.session, [me.id])).get(me.id)
    if stored is None or stored.consented_at is None:
        raise NoProfile
    taking = await round_members.part_of(work.session, me.id)
    return say.form(taking.wish if taking is not None else None, stored.region)


async def take_part(work: Work, me: Me, said: Said) -> Card:
    """Take part from now on, in the way that the form says. Raises NoProfile or BadForm."""
    wanted = {"how": say.HOW, "place": say.PLACES}
    problems = {name: PICK for name, options in wanted.items() if not parts.label(options, said.text(name))}
    if problems:
        raise BadForm(**problems)
    await hold_latest(work)
    # Whoever deletes their profile meanwhile takes turns, so that nobody takes part without one.
    stored = await profiles.lock(work.session, me.id)
    if stored is None or stored.consented_at is None:
        raise NoProfile
    wish = Wish(said.text("how") == say.DIRECT, said.text("place"), said.answers.get("third") is True)
    await round_members.take_part(work.session, me.id, wish, work.now)
    await work.refresh_home(me.id)
    taking = await mine(work, me)
    if not work.round_weeks:
        return say.none_here(taking=True)
    return say.mine(taking, await now_of(work, me.id, taking, me.timezone), "You take part in match rounds")


async def hold_latest(work: Work) -> None:
    """Have the round that is open not paired before this transaction ends: what I change counts for it, or does not."""
    latest = await rounds.latest(work.session)
    if latest is not None and latest.paired_at is None:
        await rounds.hold(work.session, latest.id)


async def mine(work: Work, me: Me) -> Taking:
    """My part. Raises NotYours for who takes none."""
    taking = await round_members.part_of(work.session, me.id, locked=True)
    if taking is None:
        raise NotYours
    return taking


async def stop(work: Work, me: Me, said: Said) -> Card:
    """Take part no more; the same answer for who does not."""
    await hold_latest(work)
    latest = await rounds.latest(work.session)
    await round_members.leave(work.session, me.id)
    await rounds.leave(work.session, me.id)
    if latest is not None:
        await work.update(round_key(latest.id, me.id, "announced"), say.STOPPED)
    await work.refresh_home(me.id)
    return say.STOPPED


async def resume(work: Work, me: Me, said: Said) -> Card:
    """Be asked again, after a pause for having said nothing. Raises NotYours."""
    await hold_latest(work)
    taking = await mine(work, me)
    await round_members.change(work.session, me.id, silent=0, paused=False)
    await work.refresh_home(me.id)
    taking = taking._replace(silent=0, paused=False)
    return say.mine(taking, await now_of(work, me.id, taking, me.timezone), "You take part in match rounds again")


async def join(work: Work, me: Me, said: Said) -> Card:
    """Join a round; the same answer when I have. Raises NotYours."""
    return await answer(work, me, said, JOINED)


async def skip(work: Work, me: Me, said: Said) -> Card:
    """Leave a round out, also when I had joined it. Raises NotYours."""
    return await answer(work, me, said, NOT_NOW)


async def answer(work: Work, me: Me, said: Said, what: str) -> Card:
    """Either, as long as the round is open; whoever pairs it waits until it is done, or has seen it."""
    held = await rounds.hold(work.session, said.number)
    await mine(work, me)
    if held is None:
        raise NotYours
    place = await rounds.place_of(work.session, held.id, me.id)
    if not can_be_joined(held, work):
        waits = place is not None and place.said == JOINED and held.paired_at is None
        return say.BEING_PAIRED if waits else say.ENDED
    await rounds.say(work.session, held.id, me.id, what)
    await round_members.change(work.session, me.id, silent=0, paused=False)
    card = await joined_card(work, me, held) if what == JOINED else say.skipped(held, me.timezone)
    await work.update(round_key(held.id, me.id, "announced"), card)
    await work.refresh_home(me.id)
    return card


async def joined_card(work: Work, me: Me, held: Held) -> Card:
    """What is said to who joined, with what would keep them from being paired as it stands."""
    stored = (await profiles.read(work.session, [me.id])).get(me.id)
    taking = await mine(work, me)
    if stored is None:
        raise NoProfile
    return say.joined(held, me.timezone, await hindrance(work, stored, taking))


async def hindrance(work: Work, stored: Stored, taking: Taking) -> say.Hindrance | None:
    """What keeps somebody from being paired as it stands, in words, with what they can do."""
    if is_paused(stored, work.now):
        return say.Hindrance(say.PROFILE_PAUSED, (RESUME,))
    if taking.wish.direct:
        return None
    if not stored.monthly_requests:
        return say.Hindrance(say.NO_REQUESTS, say.ALLOW_MORE)
    if (await load_of(work, stored)).full_until is not None:
        return say.Hindrance(say.full(stored.monthly_requests), say.ALLOW_MORE)
    return None


async def for_home(work: Work, member: int, timezone: str) -> tuple[tuple[Element, ...], tuple[Element, ...]]:
    """What of rounds waits for a member, and how they take part."""
    waiting = tuple(
        Person(
            named([seat.name for seat in meeting.seats if seat.member != member]),
            why="A match round found them for you",
            status=("You set it aside. " if mine.state == LATER else "")
            + f"Open until {at(meeting.closes_at, timezone)}",
            buttons=(see_button(meeting.id, primary=mine.state != LATER),),
        )
        for meeting in await round_meetings.going_on(work.session, member)
        if meeting.state == OPEN and work.now < meeting.closes_at
        for mine in (meeting.seat(member),)
        if mine is not None and mine.asked and mine.state in {ASKED, LATER}
    )
    taking = await round_members.part_of(work.session, member)
    if not work.round_weeks:
        return waiting, ()
    if taking is None:
        return waiting, (Heading("Match rounds"), Text(say.NOT_TAKING), Buttons((say.ABOUT,)))
    words, buttons = await now_of(work, member, taking, timezone)
    return waiting, (Heading("Match rounds"), Text(words), buttons)


async def figures(work: Work, me: Me, said: Said) -> Card:
    """How rounds went, for facilitators."""
    held = await rounds.all_held(work.session, MOST_SHOWN)
    return say.figures(held, await round_members.count_active(work.session))
