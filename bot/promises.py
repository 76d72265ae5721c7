"""Promises, "you said, we did": what somebody does by when, since a pulse said that it is needed."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot import promise_cards as say
from bot.call_days import end_of
from bot.cards import Card, Element, Form
from bot.directory import Address
from bot.errors import BadForm, NotYours, Refused
from bot.members import Me, recognise
from bot.network import Work
from bot.said import Said
from bot.timezones import HOME, day, day_at
from bot.typed import clean
from storage import members, promises, surveys
from storage.promises import Stored
from storage.surveys import CLOSED
from storage.surveys import Stored as Survey

AT_ONCE = 200
AT_HOME = 3
"""So many stand in a member's home."""

KEPT_IN_SIGHT = timedelta(days=92)
"""How long a promise that is kept goes on standing: until about the next pulse."""

KEPT_IN_DIGESTS = timedelta(days=14)
"""The same in digests: as long as there is between the two that are furthest apart."""

AHEAD = timedelta(days=7)
AGAIN = timedelta(days=14)
"""Owners are reminded this long before the day, on it, and this long after, again and again."""

LATEST = timedelta(days=730)


class Changed(Refused):
    """A promise that somebody else changed meanwhile."""

    title = "Somebody changed this promise meanwhile"
    text = "Nothing was saved. Please look at it again first."
    buttons = (say.ALL,)


def next_reminder(due: date, now: datetime) -> datetime:
    """When whoever sees to something that is due then is next reminded: a week before, on the day, then again."""
    moment = end_of(due, HOME) - timedelta(hours=15)
    if now < moment - AHEAD:
        return moment - AHEAD
    while moment <= now:
        moment += AGAIN
    return moment


async def listing(work: Work, me: Me, said: Said) -> Card:
    """A page of all promises that stand, and those that were kept lately; one that is turned to comes in place."""
    rows = await promises.standing(work.session, work.now - KEPT_IN_SIGHT)
    turned = said.value.startswith(say.TURNED)
    page = Said(said.value.removeprefix(say.TURNED)).number if turned else 0
    card = say.listing(rows, day_at(work.now), me.id, page, facilitator=me.facilitator)
    return replace(card, detail=not turned)


async def for_home(work: Work) -> tuple[Element, ...]:
    """The promises that stand in everybody's home and in the next pulse."""
    rows = await promises.standing(work.session, work.now - KEPT_IN_SIGHT)
    return say.section(rows, day_at(work.now), AT_HOME)


async def for_digests(work: Work) -> tuple[Element, ...]:
    """The same below what is new in everybody's digest: what is to be done, and for two weeks what was done."""
    rows = await promises.standing(work.session, work.now - KEPT_IN_DIGESTS)
    return say.section(sorted(rows, key=lambda row: row.done_at is None), day_at(work.now), AT_HOME)


async def of_survey(work: Work, row: Survey) -> tuple[Element, ...]:
    """What came of a pulse."""
    rows = await promises.of_survey(work.session, row.id)
    return say.section(rows, day_at(work.now), len(rows))


async def write(work: Work, me: Me, said: Said) -> Form:
    """The form for a promise from the results of a pulse. Raises NotYours."""
    row = await pulse(work, said.value)
    return say.form("promises.make", row.title, row.key)


async def pulse(work: Work, key: str) -> Survey:
    """A pulse that is closed. Raises NotYours."""
    row = await surveys.read(work.session, key)
    if row is None or row.state != CLOSED:
        raise NotYours
    return row


async def read_form(work: Work, me: Me, said: Said, owner: int) -> tuple[str, str, int, date]:
    """What was said, what will be done, by whom and until when. Raises BadForm."""
    problems: dict[str, str] = {}
    texts = {name: " ".join(clean(said.text(name)).split()) for name in ("said", "words")}
    for name, words in texts.items():
        if not words:
            problems[name] = "Please say it in a few words."
        elif len(words) > say.LONGEST:
            problems[name] = f"This has {len(words):,} characters. Please keep it to {say.LONGEST:,}."
    due, today = said.answers.get("due"), day_at(work.now, me.timezone)
    if not isinstance(due, date) or not today <= due <= today + LATEST:
        problems["due"] = f"Please pick a day from today to {day(today + LATEST)}."
    chosen = said.answers.get("owner")
    if isinstance(chosen, Address):
        person = await recognise(work, chosen, held=True)
        if person is None:
            problems["owner"] = "Please pick somebody who is here now. Bots and people who left cannot see to it."
        else:
            owner = person.id
    if problems or not isinstance(due, date):
        raise BadForm(**problems)
    return texts["said"], texts["words"], owner, due


async def make(work: Work, me: Me, said: Said) -> Card:
    """Promise something, and tell whoever sees to it. Raises NotYours or BadForm."""
    row = await pulse(work, said.value)
    told, words, owner, due = await read_form(work, me, said, me.id)
    ident = await promises.add(
        work.session,
        survey_id=row.id,
        owner_id=owner,
        said=told,
        words=words,
        due=due,
        version=1,
        next_at=next_reminder(due, work.now),
        done_at=None,
        line="",
    )
    await tell_owner(work, me, ident, f"{me.name} asks you to see to a promise")
    return await listing(work, me, said)


async def tell_owner(work: Work, me: Me, ident: int, title: str) -> None:
    """Tell whoever sees to a promise, but for who has just made it so."""
    row = await promises.read(work.session, ident)
    assert row is not None  # noqa: S101 - it was just written
    await work.refresh_home(me.id)
    if row.owner is not None and row.owner != me.id:
        text = f"It comes from the results of “{row.title}”, and everybody sees it with your name."
        await work.send(row.owner, say.told(row, title, text), key=f"promise:{ident}:{row.version}")
        await work.refresh_home(row.owner)


async def edit(work: Work, me: Me, said: Said) -> Form:
    """The form to change a promise that is not kept yet. Raises NotYours."""
    row = await promises.read(work.session, said.number)
    if row is None or row.done_at is not None:
        raise NotYours
    return say.form("promises.change", row.title, f"{row.id} {row.version}", row)


async def held(work: Work, said: Said) -> Stored:
    """A promise that is not kept yet, locked, as the form or button showed it. Raises NotYours or Changed."""
    ident, _, version = said.value.partition(" ")
    row = await promises.lock(work.session, Said(ident).number)
    if row is None or row.done_at is not None:
        raise NotYours
    if version and version != str(row.version):
        raise Changed
    return row


async def change(work: Work, me: Me, said: Said) -> Card:
    """Change a promise, and tell whoever sees to it. Raises NotYours, Changed or BadForm."""
    row = await held(work, said)
    told, words, owner, due = await read_form(work, me, said, row.owner or me.id)
    next_at = next_reminder(due, work.now)
    await promises.change(work.session, row.id, said=told, words=words, owner_id=owner, due=due, next_at=next_at)
    if row.owner is not None and row.owner not in {owner, me.id}:
        text = f"{me.name} gave it to somebody else. There is nothing more for you to do."
        await work.send(row.owner, say.told(row, "A promise is no longer yours", text, mine=False), key=passed(row))
        await work.refresh_home(row.owner)
    await tell_owner(work, me, row.id, f"{me.name} changed a promise that you see to")
    return await listing(work, me, said)


def passed(row: Stored) -> str:
    """The key of what is said to who sees to a promise no longer."""
    return f"promise:{row.id}:{row.version}:passed"


async def remove(work: Work, me: Me, said: Said) -> Card:
    """Take a promise back, and tell whoever saw to it. Raises NotYours."""
    row = await held(work, said)
    await promises.remove(work.session, row.id)
    await work.refresh_home(me.id)
    if row.owner is not None and row.owner != me.id:
        text = f"{me.name} took it back. There is nothing more for you to do."
        await work.send(row.owner, say.told(row, "A promise was taken back", text, mine=False), key=passed(row))
        await work.refresh_home(row.owner)
    return say.removed(row)


async def done(work: Work, me: Me, said: Said) -> Form:
    """The form to say that a promise is kept, to who sees to it or a facilitator. Raises NotYours."""
    row = await promises.read(work.session, said.number)
    if row is None or row.done_at is not None or (row.owner != me.id and not me.facilitator):
        raise NotYours
    return say.done_form(row)


async def finish(work: Work, me: Me, said: Said) -> Card:
    """Say that a promise is kept, and how. Raises NotYours, Changed or BadForm."""
    row = await held(work, said)
    if row.owner != me.id and not me.facilitator:
        raise NotYours
    line = " ".join(clean(said.text("line")).split())
    if not line or len(line) > say.LONGEST:
        raise BadForm(line=f"Please say in a line of at most {say.LONGEST} characters what was done.")
    await promises.change(work.session, row.id, done_at=work.now, line=line, next_at=None)
    for member in {me.id, row.owner or me.id}:
        await work.refresh_home(member)
    return say.kept(row._replace(done_at=work.now, line=line))


async def remind(work: Work) -> None:
    """Remind whoever sees to something that is due; facilitators, where nobody does any more."""
    for row in await promises.due(work.session, work.now, AT_ONCE):
        await promises.remind_at(work.session, row.id, next_reminder(row.due, work.now))
        days = (row.due - day_at(work.now)).days
        if row.owner is not None and await members.accounts(work.session, row.owner):
            told, title = [row.owner], "A promise of yours"
        else:
            told = [one for one, _, _ in await members.facilitators(work.session)]
            title = "A promise that nobody sees to any more"
        text = "It is due in a week." if days > 0 else "It is due today." if not days else "Its day has passed."
        text += " If it is done, say so in a line. If it cannot be done, a facilitator can change it."
        for member in told:
            key = f"promise:{row.id}:remind:{work.now.isoformat()}:{member}"
            await work.send(member, say.told(row, title, text), key=key)


async def leave(work: Work, member: int) -> None:
    """Have somebody's promises be nobody's, who deletes their profile; facilitators are told as they come due."""
    await promises.leave(work.session, member)


async def unite(work: Work, kept: int, gone: int) -> None:
    """Make one member's promises another's."""
    await promises.hand_over(work.session, gone, kept)
