"""What of partnerships stands in a member's home: what they are asked, and what they do with whom."""

from collections.abc import Mapping, Sequence

from bot.cards import Buttons, Element, Heading, Person
from bot.checkins import answer_button
from bot.network import Work
from bot.outcomes import ask_button, together
from bot.partnership_cards import person
from bot.partnership_ends import MINE
from storage import checkins, outcomes, partnerships
from storage.introductions import Request
from storage.partnerships import Stored


async def for_home(work: Work, member: int) -> tuple[tuple[Element, ...], tuple[Element, ...]]:
    """What waits for a member, and their partnerships."""
    rows = [row for row in await partnerships.of(work.session, member) if not row.ended]
    months = await checkins.open_months(work.session, member) if rows else {}
    return waiting(rows, months, await outcomes.unanswered(work.session, member), member), mine(rows, member)


def waiting(
    rows: Sequence[Stored], months: Mapping[int, int], met: Sequence[Request], member: int
) -> tuple[Element, ...]:
    """Check-ins to answer, by the month of the last one in each partnership, and people met to tell of."""
    return (
        *(
            Person(
                row.other(member)[1],
                why=f"{row.month} months together: two short questions",
                status=row.terms.title,
                buttons=(answer_button(row.id, row.month),),
            )
            for row in rows
            if row.month and months.get(row.id) == row.month
        ),
        *(
            Person(
                row.other(member)[1],
                why="How did it go?",
                buttons=(ask_button(row.id, primary=True), together(row.id)),
            )
            for row in met
        ),
    )


def mine(rows: Sequence[Stored], member: int) -> tuple[Element, ...]:
    """Partnerships that go on."""
    if not rows:
        return ()
    return (Heading("Your partnerships"), *(person(row, member) for row in rows), Buttons((MINE,)))
