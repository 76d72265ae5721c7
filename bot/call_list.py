"""A member's calls: what they wrote, what they follow, and what of it stands in their home."""

from collections.abc import Sequence
from datetime import datetime

from bot.call_cards import FIND, MINE, WRITE, asked_by, discard_button, people, see, were
from bot.call_days import is_over, left_words
from bot.call_questions import answer_button
from bot.call_screening import waited
from bot.cards import Button, Buttons, Card, Element, Heading, Marked, Note, Person, Text
from bot.excerpts import excerpt
from bot.members import Me
from bot.network import Work
from bot.said import Said
from storage import call_questions, calls
from storage.call_questions import Question
from storage.calls import CLOSED, DECLINED, DRAFT, EXPIRED, GONE, OPEN, WAITING, Stored

MOST_SHOWN = 12
MOST_AT_HOME = 5

ORDER = (OPEN, WAITING, DRAFT, DECLINED, CLOSED)


async def mine(work: Work, me: Me, said: Said) -> Card:
    """My calls and drafts, and the calls that I follow."""
    return listing(await calls.of(work.session, me.id), await calls.followed(work.session, me.id), work.now)


def listing(own: Sequence[Stored], followed: Sequence[tuple[Stored, bool]], now: datetime) -> Card:
    """The same, of what was read."""
    body: list[Element] = [Heading("Calls that you wrote")]
    body += persons(own, now)
    if not own:
        body.append(
            Text("None yet. Whoever has a question can post one: community organisations as well as researchers.")
        )
    body += [Buttons((WRITE, FIND)), Heading("Calls that you follow")]
    body += [follows(row, now, took=took) for row, took in followed[:MOST_SHOWN]]
    if not followed:
        body.append(Text("None yet. You follow a call when you take an interest in it or save it."))
    if len(followed) > MOST_SHOWN:
        body.append(Note(f"These are the latest {MOST_SHOWN} of {len(followed)}."))
    return Card("My calls", tuple(body), detail=True)


def persons(own: Sequence[Stored], now: datetime) -> list[Element]:
    """A member's own calls, those first that are open or wait for something."""
    ordered = sorted(own, key=lambda row: ORDER.index(row.state))
    found: list[Element] = [mine_of(row, now) for row in ordered[:MOST_SHOWN]]
    if len(ordered) > MOST_SHOWN:
        found.append(Note(f"These are {MOST_SHOWN} of {len(ordered)}. Drafts that you throw away make room."))
    return found


def mine_of(row: Stored, now: datetime) -> Person:
    """One of a member's own calls."""
    return Person(row.terms.title or "A call without words", status=status(row, now), buttons=buttons(row, now))


def status(row: Stored, now: datetime) -> str:
    """How a member's own call stands."""
    if row.state == WAITING:
        return f"Has waited for a facilitator {waited(now, row.sent_at)}"
    if row.state == DRAFT:
        sent_back = ": a facilitator asks for a change" if row.note else ""
        return f"{'Changes that are not published' if row.revises else 'Draft'}{sent_back}"
    if row.state == DECLINED:
        return "Not posted: a facilitator decided against it"
    if row.state == CLOSED or is_over(row, now):
        wanting = row.ending == EXPIRED and not row.outcome
        return f"Closed. {were(row.interested)}{' Please say what came of it' if wanting else ''}".rstrip()
    return f"Open. {people(row.interested)}. {left_words(row, now)}"


def buttons(row: Stored, now: datetime) -> tuple[Button, ...]:
    """What can be done about it from a list."""
    if row.state == DRAFT:
        return (Button("Go on with it", "calls.preview", str(row.id)), discard_button(row))
    if row.state == DECLINED:
        return (Button("See it", "calls.preview", str(row.id)), discard_button(row))
    if row.state == WAITING:
        return (Button("See it", "calls.preview", str(row.id)),)
    if row.state == CLOSED and row.ending == EXPIRED and not row.outcome:
        return (Button("Say what came of it", "calls.finish", str(row.id), style="primary"), see(row.id))
    return (see(row.id),)


def follows(row: Stored, now: datetime, *, took: bool) -> Person:
    """A call that somebody took an interest in, or saved."""
    over = row.state != OPEN or is_over(row, now)
    stands = "Closed" if over else f"Open. {left_words(row, now)}"
    return Person(
        row.terms.title or "A call that is gone",
        about=() if row.ending == GONE else (f"By {row.owner_name}",),
        status=f"{'You are on their list' if took else 'Saved'}. {stands}",
        buttons=(see(row.id),),
    )


async def for_home(work: Work, member: int) -> tuple[tuple[Element, ...], tuple[Element, ...]]:
    """What waits for a member about calls, and their calls under way."""
    own = await calls.of(work.session, member)
    asked = await call_questions.unanswered(work.session, [row.id for row in own if row.state == OPEN])
    titles = {row.id: row.terms.title for row in own}
    return waiting(own, asked, titles), under_way(own, await calls.followed(work.session, member), work.now)


def waiting(own: Sequence[Stored], asked: Sequence[Question], titles: dict[int, str]) -> tuple[Element, ...]:
    """Questions to answer, drafts that were sent back, and calls whose outcome is not said."""
    return (
        *(
            Person(
                titles[one.call],
                why=asked_by(one),
                quote=excerpt(Marked(one.question)),
                buttons=(answer_button(one.id),),
            )
            for one in asked[:MOST_AT_HOME]
        ),
        *(
            Person(
                row.terms.title,
                why="A facilitator asks you to change this call",
                buttons=(Button("See the draft", "calls.preview", str(row.id)),),
            )
            for row in own
            if row.state == DRAFT and row.note
        ),
        *(
            Person(
                row.terms.title,
                why="Your call has closed: what came of it?",
                buttons=(Button("Say what came of it", "calls.finish", str(row.id)),),
            )
            for row in own
            if row.state == CLOSED and row.ending == EXPIRED and not row.outcome
        ),
    )


def under_way(own: Sequence[Stored], followed: Sequence[tuple[Stored, bool]], now: datetime) -> tuple[Element, ...]:
    """Open calls of a member, drafts, and the open calls that they follow."""
    lively = [row for row in own if row.state in {OPEN, WAITING} or (row.state == DRAFT and not row.note)]
    theirs = [(row, took) for row, took in followed if row.state == OPEN and not is_over(row, now)]
    if not lively and not theirs:
        return ()
    return (
        Heading("Your calls"),
        *persons(lively[:MOST_AT_HOME], now),
        *(follows(row, now, took=took) for row, took in theirs[:MOST_AT_HOME]),
        Buttons((MINE,)),
    )
