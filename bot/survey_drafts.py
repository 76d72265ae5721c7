"""Making a pulse: from a template or with nothing, question by question, seeing it as a member, and opening it."""

import re
from dataclasses import replace

from bot import channels, survey_draft_form, survey_form, survey_posting
from bot import survey_draft_cards as say
from bot import survey_questions as questions
from bot.cards import Card, Form
from bot.channels import Channel
from bot.errors import BadForm, NotYours, OutOfDate, Refused
from bot.members import Me
from bot.network import Work
from bot.said import Said
from bot.survey_cards import PULSES
from bot.survey_draft_cards import SCRATCH
from bot.survey_draft_form import CHANGED
from bot.survey_ends import change, fresh_name, launch, problem
from bot.survey_questions import KINDS, MOST_QUESTIONS, Kind, Question, load
from bot.survey_templates import TEMPLATES
from bot.surveys import checked, filled
from storage import surveys
from storage.channels import read as read_channels
from storage.surveys import DRAFT, OPEN, Stored

MOST_DRAFTS, MOST_OPEN = 10, 3

SEEN_BEFORE = "This draft was changed meanwhile, so nothing was done. Here it is as it is now."
TRIED = "That is how it looks. A member would be thanked now. Nothing of what you filled in was kept."
LONGER = "It stays open until the day that you picked."
STOPPED = "It is not asked again. What is open goes on until it closes."
NOT_OPENED = "It is not asked again. What was prepared stays as a draft, and does not open by itself."


class TooMany(Refused):
    """One draft or one open pulse too many."""

    title = "That is as many as there can be"
    text = f"There are {MOST_DRAFTS} drafts. Throw one away, and you can begin another. Nothing was changed."
    buttons = (PULSES,)


async def begin(work: Work, me: Me, said: Said) -> Card:
    """Begin a draft from a template or with nothing, perhaps for a channel, beside the list.

    Raises OutOfDate or TooMany.
    """
    name, _, channel = said.value.partition(" ")
    if name not in {"", SCRATCH, *TEMPLATES}:
        raise OutOfDate
    if len(await surveys.in_state(work.session, DRAFT)) >= MOST_DRAFTS:
        raise TooMany
    key, made = fresh_name(work), TEMPLATES.get(name)
    begun = {"title": made.title, "about": made.about, "questions": questions.dump(made.questions)} if made else {}
    room = Said(channel).number or None
    await surveys.add(work.session, key=key, author_id=me.id, channel_id=room, changed_at=work.now, **begun)
    return replace(say.draft(await drafted(work, key, locked=False)), detail=True)


async def drafted(work: Work, key: str, *, locked: bool = True) -> Stored:
    """A draft. Raises NotYours."""
    row = await (surveys.lock if locked else surveys.read)(work.session, key)
    if row is None or row.state != DRAFT:
        raise NotYours
    return row


def parts_of(said: Said) -> tuple[str, int, str]:
    """The draft, its version and what else a button or a form names."""
    key, _, rest = said.value.partition(" ")
    version, _, more = rest.partition(" ")
    return key, Said(version).number, more


async def draft(work: Work, me: Me, said: Said) -> Card:
    """A draft as it is, beside where it was asked for. Raises NotYours."""
    return replace(say.draft(await drafted(work, said.value, locked=False)), detail=True)


async def frame(work: Work, me: Me, said: Said) -> Form:
    """The form for what it is called and whom it asks. Raises NotYours."""
    row = await drafted(work, said.value, locked=False)
    return survey_draft_form.frame(row, await rooms(work, row))


async def rooms(work: Work, row: Stored) -> list[Channel]:
    """The channels that a draft can ask: those for announcements, and the one where it was begun."""
    there = await channels.announcing(work)
    if row.channel is None or row.channel in {one.id for one in there}:
        return list(there)
    return [*there, *map(channels.channel, await read_channels(work.session, [row.channel]))]


async def keep(work: Work, me: Me, said: Said) -> Card:
    """Keep what that form says; a draft that is so already stays as it was seen. Raises NotYours or BadForm."""
    key, version, _ = parts_of(said)
    row = await drafted(work, key)
    values = survey_draft_form.read_frame(said, await rooms(work, row))
    values = {**values, "channel": values["channel"] or row.channel}
    if all(getattr(row, name) == value for name, value in values.items()):
        return say.draft(row)
    if row.version != version:
        raise BadForm(title=CHANGED)
    columns = {("channel_id" if name == "channel" else name): value for name, value in values.items()}
    await surveys.change(work.session, row.id, **columns, version=row.version + 1, changed_at=work.now)
    return say.draft(await drafted(work, key, locked=False))


async def add(work: Work, me: Me, said: Said) -> Form | Card:
    """The form for a new question of a kind. Raises NotYours or OutOfDate."""
    key, _, kind = said.value.partition(" ")
    row = await drafted(work, key, locked=False)
    if len(load(row.questions)) >= MOST_QUESTIONS:
        return say.draft(row, say.FULL)
    return survey_draft_form.question(kind_of(kind), f"{row.key} {row.version} {kind}:{fresh_key(work)}")


def fresh_key(work: Work) -> str:
    """What a new question is known by, in this wave and later ones."""
    return f"q{work.random.getrandbits(40):010x}"


FRESH = re.compile("q[0-9a-f]{10}")
"""Such a key. Answers and texts are kept by it, so no other is taken from a form."""


def kind_of(word: str) -> Kind:
    """A kind of question by its name. Raises OutOfDate."""
    found = next((kind for kind in KINDS if kind == word), None)
    if found is None:
        raise OutOfDate
    return found


async def question(work: Work, me: Me, said: Said) -> Form | Card:
    """The form for a question that is there. Raises NotYours."""
    key, _, name = parts_of(said)
    row = await drafted(work, key, locked=False)
    before = next((each for each in load(row.questions) if each.key == name), None)
    if before is None:
        return say.draft(row, SEEN_BEFORE)
    value = f"{row.key} {row.version} {before.kind}:{before.key}"
    return survey_draft_form.question(before.kind, value, before)


async def keep_question(work: Work, me: Me, said: Said) -> Card:
    """Keep a question, a new one as the last; sent twice, it is there once. Raises NotYours, OutOfDate or BadForm."""
    key, version, named = parts_of(said)
    kind, _, name = named.partition(":")
    row = await drafted(work, key)
    read = survey_draft_form.read_question(said, kind_of(kind), name)
    there = load(row.questions)
    before = next((each for each in there if each.key == name), None)
    if before == read:
        return say.draft(row)
    if row.version != version:
        raise BadForm(words=CHANGED)
    if before is None and len(there) >= MOST_QUESTIONS:
        raise BadForm(words=say.FULL)
    if survey_form.too_long([*(each for each in there if each.key != name), read]):
        raise BadForm(words=survey_form.TOO_LONG)
    if before is not None:
        # Other words are another question: what is answered to it is not compared with what was answered before.
        newer = replace(read, key=fresh_key(work))
        return await kept(work, row, *(newer if each.key == name else each for each in there))
    if not FRESH.fullmatch(name):
        raise OutOfDate
    return await kept(work, row, *there, read)


async def kept(work: Work, row: Stored, *asked: Question) -> Card:
    """Keep these as the questions of a draft that is locked."""
    stored = questions.dump(asked)
    await surveys.change(work.session, row.id, questions=stored, version=row.version + 1, changed_at=work.now)
    return say.draft(row._replace(questions=stored, version=row.version + 1))


async def move(work: Work, me: Me, said: Said) -> Card:
    """Ask a question before the one that stands above it. Raises NotYours."""
    row, there, place = await placed(work, said)
    if place is None:
        return say.draft(row, SEEN_BEFORE)
    if place:
        there[place - 1], there[place] = there[place], there[place - 1]
    return await kept(work, row, *there)


async def drop(work: Work, me: Me, said: Said) -> Card:
    """Remove a question. Raises NotYours."""
    row, there, place = await placed(work, said)
    if place is None:
        return say.draft(row, SEEN_BEFORE)
    return await kept(work, row, *there[:place], *there[place + 1 :])


async def placed(work: Work, said: Said) -> tuple[Stored, list[Question], int | None]:
    """A draft that is locked, its questions, and the place of the one that a button names; none where that is old."""
    key, version, name = parts_of(said)
    row = await drafted(work, key)
    there = list(load(row.questions))
    places = [place for place, each in enumerate(there) if each.key == name and row.version == version]
    return row, there, next(iter(places), None)


async def discard(work: Work, me: Me, said: Said) -> Card:
    """Throw a draft away; the same answer when it is gone. Raises NotYours for what is no draft."""
    row = await surveys.lock(work.session, said.value)
    if row is not None and row.state != DRAFT:
        raise NotYours
    if row is not None:
        await surveys.remove(work.session, row.id)
    return say.DISCARDED


async def preview(work: Work, me: Me, said: Said) -> Form | Card:
    """The form as a member will see it. Raises NotYours."""
    row = await drafted(work, said.value, locked=False)
    if not load(row.questions):
        return say.draft(row, problem(row))
    return replace(filled(row, work.support_line, None), action="surveys.try")


async def attempt(work: Work, me: Me, said: Said) -> Card:
    """Take that form as if it were open, keep nothing, and go back to the draft. Raises NotYours or BadForm."""
    row = await drafted(work, said.value, locked=False)
    survey_form.read(said, load(row.questions))
    return say.draft(row, TRIED)


async def open_now(work: Work, me: Me, said: Said) -> Card:
    """Open a draft as I saw it; the same answer when it is open. Raises NotYours or TooMany."""
    key, version, _ = parts_of(said)
    row = await surveys.lock(work.session, key)
    if row is None or row.state not in {DRAFT, OPEN}:
        raise NotYours
    if row.state == DRAFT:
        wrong = problem(row) or (SEEN_BEFORE if row.version != version else "")
        if wrong:
            return say.draft(row, wrong)
        if len(await surveys.in_state(work.session, OPEN)) >= MOST_OPEN:
            raise TooMany(f"There are {MOST_OPEN} pulses open. People answer few at a time: close one first.")
        row = await launch(work, row, me.timezone)
    return say.opened(row, len(await survey_posting.invited(work, row)))


async def extend(work: Work, me: Me, said: Said) -> Form:
    """The form to keep an open pulse open longer. Raises NotYours or NotOpen."""
    row = checked(work, await surveys.read(work.session, said.value))
    return survey_draft_form.extend(row)


async def prolong(work: Work, me: Me, said: Said) -> Card:
    """Keep it open until the day that the form says. Raises NotYours, NotOpen or BadForm."""
    row = checked(work, await surveys.lock(work.session, said.value))
    longer = await change(work, row, closes_at=survey_draft_form.read_last(said, row, work.now))
    await survey_posting.refresh(work, longer)
    return say.changed(longer, LONGER)


async def stop(work: Work, me: Me, said: Said) -> Card:
    """Ask a pulse no more, from any of its waves on; the same answer when it was not to be. Raises NotYours."""
    row = await surveys.lock(work.session, said.value)
    if row is None or (row.state == DRAFT and row.follows is None):
        raise NotYours
    while (following := await surveys.lock_next(work.session, row.id)) is not None:
        row = following
    if row.state == DRAFT:
        stopped = await change(work, row, repeats=False, opens_at=None, version=row.version + 1)
        return say.changed(stopped, NOT_OPENED)
    return say.changed(await change(work, row, repeats=False, next_at=None), STOPPED)
