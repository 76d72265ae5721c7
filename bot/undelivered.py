"""What could not be delivered, for facilitators: whom it was for and why, never what it says; and to send it again."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from bot import channels
from bot.cards import Button, Buttons, Card, Element, Fact, Facts, Heading, Text
from bot.members import Me
from bot.network import Work
from bot.outbox import words
from bot.said import Said
from bot.timezones import day_at
from storage import outbox
from storage.outbox import Failed

NEWEST = 500
"""How many are looked at; the counts are of all."""

MOST_REASONS = 10
MOST_NAMED = 5

Names = Mapping[int | str, str]
"""Those of members by their ids, those of channels by the recipients that they are."""

TITLE = "Messages that could not be delivered"
KEPT = "Each is kept for 90 days and can be sent again. You see whom they were for, never what they say."
NONE = Card("Nothing is undelivered", (Text("Every message has arrived, or is on its way."),), detail=True)


def button(count: int) -> Button:
    """How facilitators come to see it."""
    return Button(f"Undelivered messages ({count})", "facilitators.undelivered")


async def count(work: Work) -> int:
    """How many messages could not be delivered."""
    return sum((await outbox.failed(work.session)).values())


async def show(work: Work, me: Me, said: Said) -> Card:
    """What could not be delivered, by reason, the newest first."""
    return await listing(work, me, TITLE)


async def listing(work: Work, me: Me, title: str) -> Card:
    """The same under this title."""
    rows = await outbox.failures(work.session, NEWEST)
    involved = {member for row in rows for member in outbox.members_of(row.recipient)}
    names: dict[int | str, str] = dict((await outbox.names(work.session, involved)).items())
    names.update((await channels.names(work, [row.recipient for row in rows])).items())
    return card(rows, await outbox.failed(work.session), names, me.timezone, title)


def card(rows: Sequence[Failed], counts: Mapping[str, int], names: Names, timezone: str, title: str) -> Card:
    """What could not be delivered, from its rows, newest first, how many there are by reason, and names."""
    if not rows:
        return NONE
    body: list[Element] = [Text(KEPT)]
    for reason in list(dict.fromkeys(row.reason for row in rows))[:MOST_REASONS]:
        among = [row for row in rows if row.reason == reason]
        number = counts.get(reason, len(among))
        body += [
            Heading("1 message" if number == 1 else f"{number} messages"),
            Text(words(among[0].failure)),
            Facts(
                (
                    Fact("For", people(among, names, number)),
                    Fact("Last", day(day_at(among[0].done_at, timezone))),
                )
            ),
            Buttons((Button("Send again", "facilitators.resend", reason),)),
        ]
    return Card(title, tuple(body), detail=True)


def people(rows: Sequence[Failed], names: Names, number: int) -> str:
    """Whom messages were for: each once, the newest first, and how many more there are."""
    called = list(dict.fromkeys(name(row, names) for row in rows))
    shown = ", ".join(called[:MOST_NAMED])
    more = len(called) - MOST_NAMED
    return shown if more <= 0 else f"{shown} and {'others' if number > len(rows) else f'{more} more'}"


def name(row: Failed, names: Names) -> str:
    """Whom a message was for: somebody, several together, or a channel."""
    if outbox.channel_of(row.recipient) is not None:
        return names.get(row.recipient) or "a channel"
    return " with ".join(names.get(member) or "somebody" for member in outbox.members_of(row.recipient))


def day(moment: date) -> str:
    """A day as members read it."""
    return f"{moment.day} {moment:%B %Y}"


async def resend(work: Work, me: Me, said: Said) -> Card:
    """Send again what could not be delivered for one reason; the same answer when it was sent meanwhile."""
    sent = await outbox.resend(work.session, work.now, reason=said.value) if said.value else []
    work.posts = work.posts or bool(sent)
    told = "1 message is sent again" if len(sent) == 1 else f"{len(sent)} messages are sent again"
    return await listing(work, me, told)


async def send_again(work: Work, keys: Collection[str]) -> list[str]:
    """Send again what could not be delivered: the messages with these keys, or all; the keys of those that are."""
    return await outbox.resend(work.session, work.now, keys=keys)
