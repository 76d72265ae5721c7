"""Introductions: one member asks to meet another, who decides freely; both are brought together when both agree."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

from bot import introduction_cards as say
from bot import introduction_ends as ends
from bot import introduction_form, relays
from bot.availability import AGAIN_AFTER, MOST_OPEN, Load, month_of
from bot.cards import Card, Form
from bot.errors import BadForm, NoProfile, NotYours, Refused
from bot.introduction_cards import LONGEST_QUESTION, AskedBefore, Asker, NotAvailable, Oneself, TooManyOpen
from bot.introduction_ends import AT_ONCE, OVER, OVER_FOR_ASKER, is_over, key
from bot.members import Me, shared_workspace
from bot.network import Work
from bot.profiles import is_paused, reach_of, unblock_button
from bot.said import Said
from bot.timezones import day_at
from bot.typed import clean, too_long
from storage import blocks, introductions, members, profiles, topics
from storage.introductions import AGREED, ANSWERABLE, DECLINED, LATER, WAITING, Request, Why
from storage.profiles import Stored

OPEN_FOR = timedelta(days=14)
REMINDED_AFTER = timedelta(days=7)

COPY_IT = "Nothing you typed is lost: you can copy it from here."


async def ask(work: Work, me: Me, said: Said) -> Form | Card:
    """The form to ask to meet somebody, or what there is between the two already. Raises why they cannot be asked."""
    them = await somebody(work, me, said.number)
    before = await already(work, me, them)
    if before is not None:
        return before
    await check(work, me, them)
    return introduction_form.form(them.member_id, them.name, work.pay_guide)


async def send(work: Work, me: Me, said: Said) -> Card:
    """Send a request. What stands in its way by now is told at the form, so that nothing typed is lost."""
    terms = introduction_form.read_terms(said)
    # Whoever asks, is asked, pauses, blocks or deletes a profile takes turns, so that what is checked still holds.
    for member in sorted({me.id, said.number}):
        await profiles.lock(work.session, member)
    try:
        them = await somebody(work, me, said.number)
        before = await already(work, me, them)
        if before is not None:
            return before
        await check(work, me, them)
    except Refused as refused:
        raise BadForm(about=f"{refused.title}. {refused.text} {COPY_IT}") from refused
    await profiles.bump(work.session, them.member_id)
    ident = await introductions.add(
        work.session,
        asker_id=me.id,
        asked_id=them.member_id,
        asked_at=work.now,
        closes_at=work.now + OPEN_FOR,
        month=this_month(work, them),
        terms=terms,
        why=await why(work, me, them, terms.about),
    )
    row = await introductions.read(work.session, ident)
    assert row is not None  # noqa: S101 - it was just added
    await work.send(row.asked, await request(work, row), key=key(ident, "request"))
    await work.refresh_home(row.asker)
    await work.refresh_home(row.asked)
    return say.sent(row, me.timezone)


async def somebody(work: Work, me: Me, member: int) -> Stored:
    """Who is asked. Raises NoProfile for an asker without one, and NotYours for who is not to be found."""
    if not await profiles.part_of(work.session, me.id):
        raise NoProfile
    if member == me.id:
        raise Oneself
    them = (await profiles.read_listed(work.session, [member])).get(member)
    if them is None:
        raise NotYours
    return them


async def already(work: Work, me: Me, them: Stored) -> Card | None:
    """What there is between the two, if either is waiting for the other, or they were introduced."""
    for row in await introductions.between(work.session, me.id, them.member_id, work.now - AGAIN_AFTER):
        if row.state == AGREED:
            return replace(await met(work, me, row), detail=True)
        if row.state in WAITING and row.asker == me.id:
            return replace(say.sent(row, me.timezone), title=f"You have asked {them.name} already", detail=True)
        if row.asked == me.id and not is_over(row, work):
            return replace(await request(work, row), detail=True)
    return None


async def check(work: Work, me: Me, them: Stored) -> None:
    """Raise why somebody cannot be asked: in the same words for all reasons, with a day where there is one."""
    blocking = await blocks.by(work.session, me.id, them.member_id)
    if me.id in blocking:
        raise Blocked(them.name, them.member_id)
    until = await free_from(work, me, them)
    never = them.member_id in blocking or not them.monthly_requests
    open_ended = is_paused(them, work.now) and them.paused_until is None
    if never or open_ended:
        raise NotAvailable(them.name)
    if until is not None:
        raise NotAvailable(them.name, until)
    if await introductions.count_open(work.session, me.id) >= MOST_OPEN:
        raise TooManyOpen


async def free_from(work: Work, me: Me, them: Stored) -> date | None:
    """The day from which this asker may ask them; None for now."""
    days = [(await load_of(work, them)).full_until]
    if is_paused(them, work.now):
        days.append(them.paused_until)
    rows = await introductions.between(work.session, me.id, them.member_id, work.now - AGAIN_AFTER)
    # The day after, for the ninety days end at some time of a day.
    days += [day_at(row.asked_at + AGAIN_AFTER, me.timezone) + timedelta(days=1) for row in rows if row.asker == me.id]
    return max((day for day in days if day is not None), default=None)


class Blocked(Refused):
    """Somebody whom the asker has blocked."""

    def __init__(self, name: str, member: int = 0) -> None:
        super().__init__("So neither of you can ask the other. You can take that back. Nothing was sent.")
        self.title = f"You have blocked {name}"
        self.buttons = (unblock_button(member),)


def this_month(work: Work, them: Stored) -> date:
    """The month that a request counts towards now: where the one is who is asked."""
    return month_of(day_at(work.now, them.timezone))


async def load_of(work: Work, them: Stored) -> Load:
    """How much of what somebody allows a month they were sent."""
    month = this_month(work, them)
    sent = await introductions.count_in(work.session, them.member_id, month)
    return Load(them.monthly_requests, sent, month)


async def why(work: Work, me: Me, them: Stored, about: str) -> Why:
    """Why the two fit: topics of both, and what the asked member shows that is nearest to what it is about."""
    labels = (await topics.of(work.session, [them.member_id]))[them.member_id]
    # To read what it is about takes some milliseconds, in which others may be served.
    query = await asyncio.to_thread(work.people.index.query, about)
    reason = work.people.explain(query, them, labels)
    return Why(", ".join(await topics.shared(work.session, me.id, them.member_id)), reason.sentence)


async def request(work: Work, row: Request, title: str = "") -> Card:
    """A request as the asked member sees it now."""
    stored = await profiles.read(work.session, [row.asker, row.asked])
    asker = stored[row.asker]
    seen = Asker(asker, await reach_of(work, row.asker), visible=not is_paused(asker, work.now))
    return say.request(row, seen, stored[row.asked].timezone, work.pay_guide, title=title)


async def met(work: Work, me: Me, row: Request) -> Card:
    """What one of the two is shown of an introduction that was made."""
    if row.relayed:
        return await relays.introduced(work, me.id, row)
    return say.introduced_before(row, me.id, row.settled_at or row.asked_at, me.timezone)


async def show(work: Work, me: Me, said: Said) -> Card:
    """An introduction as it stands, to one of the two. Raises NotYours."""
    row = await introductions.read(work.session, said.number)
    if row is None or me.id not in {row.asker, row.asked}:
        raise NotYours
    if row.state == AGREED:
        return replace(await met(work, me, row), detail=True)
    if row.asker == me.id:
        waiting = row.state in WAITING and work.now < row.closes_at
        return replace(say.sent(row, me.timezone) if waiting else OVER_FOR_ASKER, detail=True)
    return replace(OVER if is_over(row, work) else await request(work, row), detail=True)


async def mine_to_answer(work: Work, me: Me, said: Said) -> Request:
    """A request to me, locked. Raises NotYours."""
    row = await introductions.lock(work.session, said.number)
    if row is None or row.asked != me.id:
        raise NotYours
    return row


async def accept(work: Work, me: Me, said: Said) -> Card:
    """Say yes: both are brought together. The same answer when I have said it before; raises NotYours."""
    row = await mine_to_answer(work, me, said)
    if row.state == AGREED:
        return await met(work, me, row)
    if is_over(row, work):
        return OVER
    both = await profiles.read_listed(work.session, [row.asker, row.asked])
    if row.asker not in both:
        await ends.take_back(work, row)
        return ends.withdrawn(row.asker_name)
    await introductions.change(work.session, row.id, state=AGREED, settled_at=work.now)
    if await shared_workspace(work, [row.asker, row.asked]):
        pair = [both[member] for member in (row.asker, row.asked) if member in both]
        shared = ", ".join(await topics.shared(work.session, row.asker, row.asked))
        await work.gather([row.asker, row.asked], say.together(row, pair, shared), key=key(row.id, "together"))
        answer = say.look_there(row, me.id)
    else:
        answer = await relays.start(work, row)
    await ends.show_instead(work, row.id, answer)
    for other in await introductions.waiting_of(work.session, row.asker, other=row.asked):
        await ends.take_back(work, other)
    await work.refresh_home(row.asker)
    await work.refresh_home(row.asked)
    return answer


async def later(work: Work, me: Me, said: Said) -> Card:
    """Set a request aside: I can still accept, am not reminded, and the asker is told nothing. Raises NotYours."""
    row = await mine_to_answer(work, me, said)
    if row.state == AGREED:
        return await met(work, me, row)
    if is_over(row, work):
        return OVER
    await introductions.change(work.session, row.id, state=LATER)
    await work.refresh_home(me.id)
    return say.set_aside(row, me.timezone)


async def decline(work: Work, me: Me, said: Said) -> Card:
    """Say no, for good; the asker is told nothing before the request closes, and then not why. Raises NotYours."""
    row = await mine_to_answer(work, me, said)
    if row.state == AGREED:
        return await met(work, me, row)
    if row.state == DECLINED:
        return say.declined(row)
    if is_over(row, work):
        return OVER
    answer = say.declined(row)
    await introductions.change(work.session, row.id, state=DECLINED)
    await ends.show_instead(work, row.id, answer)
    await work.refresh_home(me.id)
    return answer


async def inquire(work: Work, me: Me, said: Said) -> Form | Card:
    """The form for my one question. Raises NotYours or AskedBefore."""
    row = await introductions.read(work.session, said.number)
    if row is None or row.asked != me.id:
        raise NotYours
    if row.state == AGREED or is_over(row, work):
        return await show(work, me, said)
    if row.question:
        raise AskedBefore
    return say.question_form(row)


async def question(work: Work, me: Me, said: Said) -> Card:
    """Send my one question to the asker. Raises NotYours, AskedBefore, or BadForm."""
    row = await mine_to_answer(work, me, said)
    if row.state == AGREED or is_over(row, work):
        raise BadForm(question=f"{OVER.title}. {COPY_IT}")
    if row.question:
        raise AskedBefore
    words = words_in(said, "question")
    row = row._replace(question=words)
    await introductions.change(work.session, row.id, question=words)
    asker = (await profiles.read(work.session, [row.asker]))[row.asker]
    await work.send(row.asker, say.question(row, asker.timezone), key=key(row.id, "question"))
    await ends.show_instead(work, row.id, await request(work, row))
    await work.refresh_home(row.asker)
    await work.refresh_home(me.id)
    return say.QUESTION_SENT


async def reply(work: Work, me: Me, said: Said) -> Form | Card:
    """The form for my answer. Raises NotYours."""
    row = await introductions.read(work.session, said.number)
    if row is None or row.asker != me.id:
        raise NotYours
    if row.state not in WAITING or work.now >= row.closes_at:
        return await show(work, me, said)
    if row.answer or not row.question:
        return replace(say.ANSWER_SENT if row.answer else say.sent(row, me.timezone), detail=True)
    return say.answer_form(row)


async def answer(work: Work, me: Me, said: Said) -> Card:
    """Answer the question of whom I asked; the same answer when I have. Raises NotYours or BadForm.

    One who has declined meanwhile is not written to, which the asker cannot tell.
    """
    row = await introductions.lock(work.session, said.number)
    if row is None or row.asker != me.id:
        raise NotYours
    if row.state not in WAITING or work.now >= row.closes_at:
        raise BadForm(answer=f"{OVER_FOR_ASKER.title}. {COPY_IT}")
    if row.answer or not row.question:
        return say.ANSWER_SENT
    words = words_in(said, "answer")
    row = row._replace(answer=words)
    await introductions.change(work.session, row.id, answer=words)
    if row.state in ANSWERABLE:
        card = await request(work, row, title=f"{row.asker_name} answered your question")
        await work.send(row.asked, card, key=key(row.id, "answered"))
    await work.update(key(row.id, "question"), say.ANSWER_SENT)
    await work.refresh_home(me.id)
    return say.ANSWER_SENT


def words_in(said: Said, name: str) -> str:
    """What was typed into a field for a few sentences; raises BadForm when that is nothing or too much."""
    words = clean(said.text(name))
    if not words:
        raise BadForm(**{name: "Please write a sentence or two."})
    if len(words) > LONGEST_QUESTION:
        raise BadForm(**{name: too_long(words, LONGEST_QUESTION)})
    return words


async def remind(work: Work) -> None:
    """Remind, once, those who have not answered after a week; not those who are paused, or have left."""
    for row in await introductions.due_for_reminder(work.session, work.now - REMINDED_AFTER, work.now, AT_ONCE):
        await introductions.change(work.session, row.id, reminded_at=work.now)
        asked = (await profiles.read_listed(work.session, [row.asked])).get(row.asked)
        if asked is not None and not is_paused(asked, work.now) and await members.accounts(work.session, row.asker):
            title = f"Still open: {row.asker_name} would like to meet you"
            await work.send(row.asked, await request(work, row, title), key=key(row.id, "reminder"))
