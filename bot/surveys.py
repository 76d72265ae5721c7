"""Pulses as a member meets them: what is asked, answering, changing, and taking back.

What these answer is kept nowhere: a kept answer would stand beside what tells who pressed when.
"""

from bot import promises, survey_form
from bot import survey_cards as say
from bot.ballots import token
from bot.cards import Card, Form
from bot.errors import NoProfile, NotYours
from bot.members import Me
from bot.network import Work
from bot.parts import side_of
from bot.said import Said
from bot.survey_cards import NotAsked, NotOpen
from bot.survey_questions import Sheet, dump_sheet, load, load_sheet
from storage import profiles, survey_ballots, surveys
from storage.surveys import COMMUNITY, DRAFT, OPEN, RESEARCH, Stored

SIDES = ("community", "research")


def is_open(work: Work, row: Stored) -> bool:
    """Whether a pulse takes answers now; its time may be over before its closing has been recorded."""
    return row.state == OPEN and row.closes_at is not None and work.now < row.closes_at


def asks(row: Stored, side: str) -> bool:
    """Whether a pulse asks members of a side."""
    return row.audience not in {COMMUNITY, RESEARCH} or row.audience == side


async def side_here(work: Work, me: Me) -> str:
    """The side a member is on. Raises NoProfile."""
    part = await profiles.part_of(work.session, me.id)
    if not part:
        raise NoProfile
    return side_of(part)


async def asked(work: Work, me: Me, said: Said) -> Stored:
    """An open pulse that asks me. Raises NotYours, NotOpen, NoProfile or NotAsked."""
    row = checked(work, await surveys.read(work.session, said.value))
    check_asked(row, await side_here(work, me))
    return row


def checked(work: Work, row: Stored | None) -> Stored:
    """One that was read, if it is open. Raises NotYours or NotOpen."""
    if row is None or row.state == DRAFT:
        raise NotYours
    if not is_open(work, row):
        raise NotOpen
    return row


def check_asked(row: Stored, side: str) -> None:
    """Raise NotAsked for a pulse that asks the other side."""
    if not asks(row, side):
        raise NotAsked


async def look(work: Work, me: Me, said: Said) -> Card:
    """What a pulse is, who sees what, and whether I have answered. Raises NotYours, NotOpen, NoProfile or NotAsked."""
    row = await asked(work, me, said)
    answered = row.id in await survey_ballots.answered(work.session, me.id)
    return say.looked(row, work.support_line, await promises.for_home(work), answered=answered)


async def ask(work: Work, me: Me, said: Said) -> Form:
    """The form, with what I answered before. Raises NotYours, NotOpen, NoProfile or NotAsked."""
    row = await asked(work, me, said)
    secret = await survey_ballots.key_of(work.session, row.id)
    kept = await survey_ballots.sheet(work.session, row.id, token(secret, me.id)) if secret else None
    return filled(row, work.support_line, load_sheet(kept) if kept else None)


def filled(row: Stored, support: str, sheet: Sheet | None) -> Form:
    """The same, with a sheet or without."""
    questions = load(row.questions)
    notes = (support,) if say.written(questions) else ()
    submit = "Send the changes" if sheet else "Send"
    return survey_form.form("surveys.answer", row.title, questions, row.key, sheet=sheet, submit=submit, notes=notes)


async def answer(work: Work, me: Me, said: Said) -> Card:
    """Keep my answers under my token, in place of what I answered before.

    Raises BadForm, NotYours, NotOpen, NoProfile or NotAsked.
    """
    row, side = await held(work, me, said)
    check_asked(row, side)
    sheet = survey_form.read(said, load(row.questions))
    await survey_ballots.cast(work.session, row.id, await token_of(work, row, me.id), side, dump_sheet(sheet))
    await survey_ballots.note(work.session, row.id, me.id)
    return say.thanks(row, work.support_line)


async def held(work: Work, me: Me, said: Said) -> tuple[Stored, str]:
    """An open pulse, which does not close meanwhile, and my side. Raises NotYours, NotOpen or NoProfile."""
    stored = await profiles.lock(work.session, me.id)
    if stored is None or stored.consented_at is None:
        raise NoProfile
    return checked(work, await surveys.share(work.session, said.value)), side_of(stored.part)


async def token_of(work: Work, row: Stored, member: int) -> str:
    """What stands for a member in an open pulse that is held."""
    secret = await survey_ballots.key_of(work.session, row.id)
    assert secret is not None  # noqa: S101 - an open pulse has one
    return token(secret, member)


async def withdraw(work: Work, me: Me, said: Said) -> Card:
    """Take my answers back; the same answer where there are none. Raises NotYours, NotOpen or NoProfile.

    Also from a pulse that asks me no more, since I am on the other side now.
    """
    row, _ = await held(work, me, said)
    await forget_answers(work, row, me.id)
    return say.taken_back(row)


async def forget_answers(work: Work, row: Stored, member: int) -> None:
    """Delete what a member answered in an open pulse that is held, and that they did."""
    await survey_ballots.take_back(work.session, row.id, await token_of(work, row, member))
    await survey_ballots.forget(work.session, row.id, member)


async def leave(work: Work, member: int) -> None:
    """Delete what somebody answered who deletes their profile, in all open pulses."""
    for row in await surveys.lock_open(work.session):
        await forget_answers(work, row, member)


async def unite(work: Work, kept: int, gone: int) -> None:
    """Make what one member answered another's; where both have, the kept one's answers stay."""
    for row in await surveys.lock_open(work.session):
        if gone not in await survey_ballots.who(work.session, row.id):
            continue
        before, after = await token_of(work, row, gone), await token_of(work, row, kept)
        await survey_ballots.rename(work.session, row.id, before, after)
        await survey_ballots.forget(work.session, row.id, gone)
        await survey_ballots.note(work.session, row.id, kept)
    await surveys.hand_over(work.session, gone, kept)
