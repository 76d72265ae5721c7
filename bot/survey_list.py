"""The pulses that somebody can answer, what facilitators can do about them, and what of both stands at home."""

from collections.abc import Sequence

from bot import channels, survey_draft_cards, survey_ends
from bot import survey_cards as say
from bot.cards import Card, Element, Person, Text
from bot.errors import NotYours
from bot.members import Me
from bot.network import Work
from bot.parts import side_of
from bot.said import Said
from bot.survey_templates import TEMPLATES
from bot.surveys import asks, is_open
from storage import profiles, survey_ballots, surveys
from storage.surveys import CLOSED, DRAFT, IN_CHANNEL, OPEN, Stored

MOST_CLOSED = 5


async def show(work: Work, me: Me, said: Said) -> Card:
    """The pulses that are open to me and those that closed lately, and, for facilitators, all."""
    mine = await open_to(work, me.id)
    answered = await survey_ballots.answered(work.session, me.id)
    body: list[Element] = [person(row, answered=row.id in answered) for row in mine]
    if not mine:
        body.append(Text("No pulse asks you anything at the moment. You get a message when one does."))
    closed = (*reversed(await surveys.in_state(work.session, CLOSED)),)[:MOST_CLOSED]
    if me.facilitator:
        running, drafts = [await surveys.in_state(work.session, each) for each in (OPEN, DRAFT)]
        channel = await here(work, said)
        templates = [survey_draft_cards.template(name, made, channel) for name, made in TEMPLATES.items()]
        body += survey_draft_cards.facilitating(running, drafts, closed, templates, channel)
    elif closed:
        body += survey_draft_cards.over_lately(closed)
    return listing(body)


async def here(work: Work, said: Said) -> int:
    """The channel in which a facilitator says it, which a pulse that they begin there can ask; 0 for none."""
    if said.room is None or not said.room.joined:
        return 0
    return (await channels.meet(work, said.room))[1].id


def listing(body: Sequence[Element]) -> Card:
    """The same, of what was read."""
    return Card("Pulses", tuple(body), detail=True)


async def open_to(work: Work, member: int) -> Sequence[Stored]:
    """The open pulses that ask a member by a message of their own."""
    part = await profiles.part_of(work.session, member)
    rows = await surveys.in_state(work.session, OPEN) if part else []
    return [row for row in rows if row.audience != IN_CHANNEL and is_open(work, row) and asks(row, side_of(part))]


def person(row: Stored, *, answered: bool) -> Person:
    """An open pulse in a list."""
    stands = "You have answered, and can change it" if answered else "You have not answered"
    buttons = (say.ask(row, again=answered), say.look(row))
    return Person(row.title, why=stands, status=f"Open until {say.until(row)}", buttons=buttons)


async def for_home(work: Work, member: int) -> tuple[Element, ...]:
    """The pulses that wait for a member's answers."""
    rows = await open_to(work, member)
    answered = await survey_ballots.answered(work.session, member) if rows else frozenset[int]()
    return tuple(person(row, answered=False) for row in rows if row.id not in answered)


async def close(work: Work, me: Me, said: Said) -> Card:
    """Close a pulse before its time; the same answer for a second press. Raises NotYours."""
    row = await surveys.lock(work.session, said.value)
    if row is None or row.state == DRAFT:
        raise NotYours
    return survey_draft_cards.over(await survey_ends.close_row(work, row) if row.state == OPEN else row)
