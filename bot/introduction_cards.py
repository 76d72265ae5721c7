"""What is said when one member asks to meet another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot import introduction_form
from bot.cards import (
    Button,
    Buttons,
    Card,
    Divider,
    Element,
    Fact,
    Facts,
    Form,
    Heading,
    Marked,
    Note,
    Person,
    Quote,
    Text,
    TextField,
)
from bot.collaborators import ASK
from bot.errors import Refused
from bot.excerpts import excerpt
from bot.introduction_ends import withdraw_button
from bot.profiles import about, block_button, report_button, see_button
from bot.timezones import day, day_at
from storage.introductions import LATER, ROUND, Request
from storage.profiles import Stored

LONGEST_QUESTION = 500

ACCEPT, INQUIRE = "introductions.accept", "introductions.inquire"

START = (
    "1. What would make this worth the time, for each of you?",
    "2. What is still open, and how will you decide on it together?",
    "3. What helps each of you take part: times, breaks, access, and what stays between you?",
)
"""Questions for a good start, drawn from what people who work together as equals settle first."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as the asked member sees them: a profile, where they are reached, and whether it can be looked at."""

    stored: Stored
    reach: str
    visible: bool

    @property
    def person(self) -> Person:
        """The same as part of a card."""
        return Person(
            self.stored.name,
            self.stored.pronouns,
            about(self.stored),
            quote=excerpt(Marked(self.stored.about)),
            status=f"Can be reached on {self.reach}" if self.reach else "",
            buttons=(see_button(self.stored.member_id),) if self.visible else (),
        )


class NotAvailable(Refused):
    """Somebody who cannot be asked, now or ever; why is never said, and all reasons without a day read the same."""

    buttons = (ASK,)

    def __init__(self, name: str, until: date | None = None) -> None:
        words = "You can look for others meanwhile." if until is None else f"You can ask them from {day(until)} on."
        super().__init__(f"{words} Nothing was sent.")
        self.title = f"{name} is not available at the moment"


class TooManyOpen(Refused):
    """One request too many at a time."""

    title = "You have five requests open"
    text = (
        "That is as many as one can have at a time. When one is answered or closes, or you take one back, you can ask "
        "the next person. Nothing was sent."
    )
    buttons = (Button("See my requests", "home.show"),)


class Oneself(Refused):
    """A request to oneself."""

    title = "That is you"
    text = "You cannot ask to be introduced to yourself. Nothing was sent."
    buttons = (ASK,)


class AskedBefore(Refused):
    """A second question."""

    title = "You have asked your question"
    text = "One question can go through Roundtable before you decide. You can ask all others once you have met."


def until(row: Request, timezone: str) -> str:
    """The day on which a request closes, where somebody is."""
    return day(day_at(row.closes_at, timezone))


def sent(row: Request, timezone: str) -> Card:
    """What the asker is told, and is told again when they ask once more."""
    return Card(
        "Your request is sent",
        (
            Text(
                f"{row.asked_name} is asked in private, and decides freely. We write to you when they say yes or have "
                f"a question, and otherwise when the request closes, on {until(row, timezone)}."
            ),
            Quote(Marked(row.terms.about)),
            Facts(introduction_form.facts(row.terms)),
            Buttons((withdraw_button(row.id),)),
        ),
    )


def request(row: Request, asker: Asker, timezone: str, guide: str, *, title: str = "") -> Card:
    """What the asked member is shown: who, why, what and on which terms, and then what they can do."""
    body: list[Element] = [asker.person, Divider()]
    if row.question:
        body += [Heading("Your question"), Quote(Marked(row.question))]
        if row.answer:
            body += [Heading("Their answer"), Quote(Marked(row.answer))]
        else:
            body.append(Text("They have not answered it yet. You can decide at any time."))
    body += [
        *why(row),
        Heading("What they would like to talk about"),
        Quote(Marked(row.terms.about)),
        Facts(introduction_form.facts(row.terms)),
        Note(guide),
        Heading("It is up to you"),
        Text(
            f"You need no reason, and need not answer. If you decline, say not now or leave it, {row.asker_name} is "
            f"told the same, when the request closes on {until(row, timezone)}: that you are not available at the "
            "moment."
        ),
        Buttons(decisions(row)),
        Buttons((block_button(row.asker), report_button(row.asker))),
    ]
    return Card(title or f"{row.asker_name} would like to meet you", tuple(body))


def why(row: Request) -> tuple[Element, ...]:
    """Why the two fit, in topics of both and in the asked member's own words."""
    shared: tuple[Element, ...] = (Text(f"You share these topics: {row.why.shared}"),) if row.why.shared else ()
    wrote: tuple[Element, ...] = (Text("You wrote:"), Quote(Marked(row.why.sentence))) if row.why.sentence else ()
    return (Heading("Why we think you fit"), *shared, *wrote) if shared or wrote else ()


def decisions(row: Request) -> tuple[Button, ...]:
    """What the asked member can do about a request."""
    value = str(row.id)
    inquire = () if row.question else (Button("Ask something first", INQUIRE, value),)
    later = () if row.state == LATER else (Button("Not now", "introductions.later", value),)
    return (
        Button("Accept", ACCEPT, value, style="primary"),
        *inquire,
        *later,
        Button("Decline", "introductions.decline", value),
    )


def set_aside(row: Request, timezone: str) -> Card:
    """What is said to who said not now."""
    return Card(
        "Not now: we have set it aside",
        (
            Text(
                f"{row.asker_name} is not told. You can still accept until {until(row, timezone)}: the request is in "
                "your home, and we do not remind you of it."
            ),
            Buttons((see(row.id),)),
        ),
    )


def declined(row: Request) -> Card:
    """What is said to who declined."""
    return Card(
        "You declined",
        (
            Text(
                f"{row.asker_name} is not told so. When the request closes they read that you are not available at the "
                "moment, as they would have without an answer. They cannot ask you again for three months."
            ),
            Buttons((block_button(row.asker), report_button(row.asker))),
        ),
    )


def see(ident: int, *, primary: bool = False) -> Button:
    """The button that shows a request."""
    return Button("See the request", "introductions.show", str(ident), style="primary" if primary else "plain")


def question_form(row: Request) -> Form:
    """The form for the one question before a decision."""
    return Form(
        "introductions.question",
        "Ask something first",
        (
            TextField(
                "question",
                f"Your question to {row.asker_name}",
                hint="One question. They see your words and your name, and no way to reach you.",
                required=True,
                multiline=True,
                max_length=LONGEST_QUESTION,
            ),
        ),
        submit="Send question",
        value=str(row.id),
    )


def answer_form(row: Request) -> Form:
    """The form for the answer."""
    return Form(
        "introductions.answer",
        "Answer the question",
        (
            TextField(
                "answer",
                "Your answer",
                hint=f"{row.asked_name} asked: {row.question}",
                required=True,
                multiline=True,
                max_length=LONGEST_QUESTION,
            ),
        ),
        submit="Send answer",
        value=str(row.id),
    )


QUESTION_SENT = Card(
    "Your question is sent",
    (Text("We bring you the answer here. You can decide at any time, with or without it."),),
)
ANSWER_SENT = Card(
    "Thank you. Your answer is with your request",
    (Text("We write to you when they say yes, and otherwise when the request closes."),),
)


def question(row: Request, timezone: str) -> Card:
    """What the asker is told of a question."""
    return Card(
        f"{row.asked_name} has a question before deciding",
        (
            Quote(Marked(row.question)),
            Text(
                f"You can answer once, until the request closes on {until(row, timezone)}. They see your answer beside "
                "what you asked."
            ),
            Buttons((answer_button(row.id, primary=True), withdraw_button(row.id))),
        ),
    )


def answer_button(ident: int, *, primary: bool = False) -> Button:
    """The button that opens the form for the answer."""
    return Button("Answer", "introductions.reply", str(ident), style="primary" if primary else "plain")


def together(row: Request, both: Sequence[Stored], shared: str) -> Card:
    """The first message of the group conversation, to both."""
    return Card(
        f"{row.asked_name}, meet {row.asker_name}",
        (
            Text(f"{row.asker_name} asked to meet, and {row.asked_name} said yes. Here you can talk to each other."),
            *(Person(one.name, one.pronouns, about(one)) for one in both),
            *terms_and_start(row, shared),
            Note("Roundtable keeps nothing of what you write here."),
        ),
    )


def terms_and_start(row: Request, shared: str) -> tuple[Element, ...]:
    """What they share, the terms agreed if there are any, and questions for a good start."""
    terms: tuple[Element, ...] = (
        Heading("What it is about"),
        Quote(Marked(row.terms.about)),
        Heading("What was agreed"),
        Facts(introduction_form.facts(row.terms)),
    )
    return (
        *((Facts((Fact("What you share", shared),)),) if shared else ()),
        *(terms if row.terms.kind != ROUND else ()),
        Heading("Three questions for a good start"),
        *(Text(each) for each in START),
    )


def look_there(row: Request, me: int) -> Card:
    """What is said to one of the two where both are brought together."""
    _, name = row.other(me)
    return Card(
        f"You and {name} are introduced",
        (
            Text(
                "You will find a conversation with both of you and Roundtable among your direct messages in Slack. It "
                "begins with what was agreed."
            ),
        ),
    )


def introduced_before(row: Request, me: int, when: datetime, timezone: str) -> Card:
    """What is said of an introduction that was made."""
    _, name = row.other(me)
    return Card(
        f"You and {name} were introduced",
        (
            Text(f"That was on {day(day_at(when, timezone))}. There is nothing more to do here."),
            Buttons((ASK,)),
        ),
        detail=True,
    )
