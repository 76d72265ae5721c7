"""What of introductions stands in a member's home: what waits for them, what they asked, and whom they write to."""

from collections.abc import Sequence

from bot.cards import Element, Heading, Marked, Note, Person
from bot.excerpts import excerpt
from bot.introduction_cards import answer_button, see, until
from bot.introduction_ends import withdraw_button
from bot.network import Work
from bot.relays import further, write_button
from bot.timezones import day, day_at
from storage import introductions
from storage.introductions import AGREED, ANSWERABLE, LATER, Request


async def for_home(work: Work, member: int, timezone: str) -> tuple[tuple[Element, ...], tuple[Element, ...]]:
    """What waits for a member, and what they have under way."""
    rows = [
        row
        for row in await introductions.going_on(work.session, member)
        if row.state == AGREED or work.now < row.closes_at
    ]
    return waiting(rows, member, timezone), under_way(rows, member, timezone)


def waiting(rows: Sequence[Request], member: int, timezone: str) -> tuple[Element, ...]:
    """Requests to answer, those set aside last, and questions to answer."""
    to_me = [row for row in rows if row.asked == member and row.state in ANSWERABLE]
    asked_back = [
        row for row in rows if row.asker == member and row.state != AGREED and row.question and not row.answer
    ]
    return (
        *(
            Person(
                row.asked_name,
                why="Has a question before deciding",
                quote=excerpt(Marked(row.question)),
                status=f"You can answer until {until(row, timezone)}",
                buttons=(answer_button(row.id, primary=True),),
            )
            for row in asked_back
        ),
        *(
            Person(
                row.asker_name,
                why="Would like to meet you",
                quote=excerpt(Marked(row.terms.about)),
                status=f"{'You set it aside. ' if row.state == LATER else ''}Open until {until(row, timezone)}",
                buttons=(see(row.id, primary=row.state != LATER),),
            )
            for row in sorted(to_me, key=lambda row: row.state == LATER)
        ),
    )


def under_way(rows: Sequence[Request], member: int, timezone: str) -> tuple[Element, ...]:
    """My open requests, and those to whom the bot carries my messages."""
    mine = [row for row in rows if row.asker == member and row.state != AGREED]
    met = [row for row in rows if row.state == AGREED]
    body: list[Element] = []
    if mine:
        body.append(Heading("Your open requests"))
        body += [
            Person(
                row.asked_name,
                quote=excerpt(Marked(row.terms.about)),
                status=f"Asked on {day(day_at(row.asked_at, timezone))}, open until {until(row, timezone)}",
                buttons=(see(row.id), withdraw_button(row.id)),
            )
            for row in mine
        ]
        body.append(Note("You can have five open at a time. We write to you when one is answered or closes."))
    if met:
        body.append(Heading("People you write to through Roundtable"))
        body += [
            Person(name, buttons=(write_button(row.id, f"Write to {name}"), *further(row.id)))
            for row in met
            for _, name in (row.other(member),)
        ]
    return tuple(body)
