"""How a call reads: in a channel for everybody, to one member, before it is posted, and once it is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import call_terms
from bot.call_days import is_over, left_words
from bot.cards import (
    Button,
    Buttons,
    Card,
    Divider,
    Element,
    Fact,
    Facts,
    Heading,
    Marked,
    Note,
    Quote,
    Text,
)
from bot.errors import Refused
from storage.call_interest import Interest
from storage.call_questions import Question
from storage.calls import CLOSED, EXPIRED, FILLED, GONE, OPEN, Stored

MINE = Button("My calls", "calls.mine")
FIND = Button("See open calls", "calls.find")
LOOK = Button("See open calls", "calls.look")
"""The same in a home, where an answer cannot stand in the place of what was pressed."""

WRITE = Button("Post a call", "calls.write")


class NotOpen(Refused):
    """A call that takes nobody any more."""

    title = "This call is closed"
    text = "It takes no new interest and no questions. Nothing was changed."
    buttons = (FIND,)


class YourOwn(Refused):
    """What the owner of a call cannot do with it."""

    title = "That is your own call"
    text = "You see who is interested, and their questions, among your calls. Nothing was changed."
    buttons = (MINE,)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The channels in which a call stands, in words, and those in which it does no longer; empty for none."""

    here: str = ""
    gone: str = ""


@dataclass(frozen=True, slots=True)
class Looking:
    """What somebody who looks at a call has to do with it, and what else they are shown of it."""

    owner: bool = False
    interest: Interest | None = None
    saved: bool = False
    answers: Sequence[Question] = ()
    where: Whereabouts = Whereabouts()


def see(ident: int, label: str = "See the call", *, primary: bool = False) -> Button:
    """The button that shows a call."""
    return Button(label, "calls.show", str(ident), style="primary" if primary else "plain")


def interested_button(row: Stored) -> Button:
    """The button by which somebody takes an interest, which says first what that means."""
    return Button(
        "I'm interested",
        "calls.interest",
        str(row.id),
        style="primary",
        confirm=f"{row.owner_name} sees your name and profile, and may bring you together. You can take it back.",
    )


def ask_button(ident: int) -> Button:
    """The button that asks a question."""
    return Button("Ask a question", "calls.inquire", str(ident))


def save_button(ident: int) -> Button:
    """The button that saves a call."""
    return Button("Save", "calls.save", str(ident))


def share_button(ident: int) -> Button:
    """The button that tells how a call is shown in another channel."""
    return Button("Share to another channel", "calls.sharing", str(ident))


def withdraw_button(ident: int) -> Button:
    """The button that takes an interest back."""
    return Button(
        "Take my interest back",
        "calls.withdraw",
        str(ident),
        confirm="Your name leaves the list. They are not told. You can come back while the call is open.",
    )


def line_button(ident: int, line: str) -> Button:
    """The button that puts a line beside an interest."""
    return Button("Change my line" if line else "Add a line", "calls.line", str(ident))


def heading(row: Stored, now: datetime) -> str:
    """A call's title, and before it that it is over."""
    if row.state != CLOSED and not (row.state == OPEN and is_over(row, now)):
        return row.terms.title
    return f"{'Filled' if row.ending == FILLED else 'Closed'}: {row.terms.title or 'a call'}"


def by(row: Stored) -> str:
    """Who posted a call."""
    about = ", ".join(filter(None, (row.role, row.organisation)))
    return f"A call by {row.owner_name}" + (f" ({about})" if about else "")


def people(count: int) -> str:
    """How many are interested."""
    return (
        "Nobody has taken an interest yet"
        if not count
        else f"{one_or_many(count, 'person is', 'people are')} interested"
    )


def were(count: int) -> str:
    """How many were interested in a call that is over; nothing to say of none."""
    return f"{one_or_many(count, 'person was', 'people were')} interested." if count else ""


def one_or_many(count: int, one: str, many: str) -> str:
    """A count with the word that fits it."""
    return f"1 {one}" if count == 1 else f"{count:,} {many}"


def standing(row: Stored, now: datetime) -> str:
    """How an open call stands, in a line."""
    answered = (one_or_many(row.answered, "question", "questions") + " answered") if row.answered else ""
    return ". ".join(filter(None, (people(row.interested), answered, left_words(row, now)))) + "."


def ended(row: Stored) -> str:
    """How a call ended."""
    return {
        FILLED: "It found who it sought.",
        EXPIRED: "Its time is over.",
        GONE: "Whoever posted it is no longer here, so it is closed.",
    }.get(row.ending, "It was closed by who posted it.")


def said(row: Stored, guide: str) -> tuple[Element, ...]:
    """What a call says: who, on what terms, what it is about, and the facts."""
    reasons = call_terms.reasons(row.terms, guide)
    return (
        Text(by(row)),
        Heading("Fair terms"),
        Text(call_terms.line(row.terms, guide)),
        *((Text(reasons),) if reasons else ()),
        Note(guide),
        Heading("What it is about"),
        Quote(Marked(row.terms.about)),
        Facts(call_terms.facts(row.terms)),
    )


def over(row: Stored) -> tuple[Element, ...]:
    """What is left to say of a call that is over."""
    came = (Text("What came of it:"), Quote(Marked(row.outcome))) if row.outcome else ()
    return (Text(f"{ended(row)} {were(row.interested)}".rstrip()), *came)


def living(row: Stored, now: datetime, guide: str) -> Card:
    """A call as everybody sees it in a channel: the same for all, and changed whenever something changes."""
    if row.state != OPEN or is_over(row, now):
        about = () if row.ending == GONE else (Text(by(row)),)
        return Card(heading(row, now), (*about, *over(row), Buttons((FIND,))))
    buttons = (interested_button(row), ask_button(row.id), save_button(row.id), see(row.id))
    return Card(heading(row, now), (*said(row, guide), Text(standing(row, now)), Buttons(buttons)))


def shown(row: Stored, looking: Looking, now: datetime, guide: str, *, title: str = "") -> Card:
    """A call as one member sees it, with what was asked and answered in public, and what they can do."""
    body: list[Element] = []
    if title:
        body.append(Heading(heading(row, now)))
    open_now = row.state == OPEN and not is_over(row, now)
    body += [] if open_now else over(row)
    body += said(row, guide) if row.terms.title else ()
    if looking.answers:
        body.append(Heading("Asked and answered"))
    for one in looking.answers:
        body += [Text(asked_by(one)), Quote(Marked(one.question))]
        body += [Text(f"{row.owner_name} answered:"), Quote(Marked(one.answer)), Divider()]
    if open_now:
        body.append(Text(standing(row, now)))
    if looking.interest is not None and looking.interest.line:
        body += [Text("Your line to them:"), Quote(Marked(looking.interest.line))]
    body += [Note(words) for words in seen_in(looking, open_now=open_now)]
    body.append(Buttons(to_do(row, looking, open_now=open_now)))
    return Card(title or heading(row, now), tuple(body), detail=True)


def seen_in(looking: Looking, *, open_now: bool) -> tuple[str, ...]:
    """Where a call can be seen; its owner is told where it can be seen no longer."""
    places = [*([looking.where.here] if looking.where.here else []), *(["the open calls"] if open_now else [])]
    here = f"It can be seen in {' and among '.join(places)}." if places else ""
    if places == ["the open calls"]:
        here = "It can be seen among the open calls, and in no channel at the moment."
    gone = ""
    if looking.owner and looking.where.gone:
        gone = f"It was deleted, or I can no longer post, in {looking.where.gone}. Nothing else of it is lost."
    return tuple(filter(None, (here, gone)))


def asked_by(one: Question) -> str:
    """Who asked a question, as far as they wished to say."""
    return f"{one.name} asked:" if one.name else "Somebody asked, without their name:"


def to_do(row: Stored, looking: Looking, *, open_now: bool) -> tuple[Button, ...]:
    """What somebody can do about a call."""
    if looking.owner:
        return owners_buttons(row, open_now=open_now)
    keep = Button("Saved: forget it", "calls.unsave", str(row.id)) if looking.saved else save_button(row.id)
    if not open_now:
        return (FIND, *((keep,) if looking.saved else ()))
    rest = (keep, share_button(row.id))
    if looking.interest is None:
        return (interested_button(row), ask_button(row.id), *rest)
    return (line_button(row.id, looking.interest.line), ask_button(row.id), withdraw_button(row.id), *rest)


def who_button(ident: int) -> Button:
    """The button that shows who is interested."""
    return Button("Who is interested", "calls.interested", str(ident), style="primary")


def owners_buttons(row: Stored, *, open_now: bool) -> tuple[Button, ...]:
    """What its owner can do about a call that was posted."""
    ident = str(row.id)
    who = who_button(row.id)
    if open_now:
        return (
            who,
            Button("Questions", "calls.questions", ident),
            Button("Change it", "calls.edit", ident),
            Button("Extend it", "calls.extend", ident),
            share_button(row.id),
            Button("Close it", "calls.finish", ident),
        )
    outcome = () if row.outcome else (Button("Say what came of it", "calls.finish", ident),)
    return (who, *outcome, Button("Use it for a new call", "calls.reuse", ident), MINE)


def preview(row: Stored, guide: str, *, screening: bool, words: str = "") -> Card:
    """A draft as it will stand, and what can be done with it."""
    value = f"{row.id} {row.version}"
    revising = row.revises is not None
    told = (
        "People who took an interest are told what changed."
        if revising
        else "Nobody else sees it yet. The buttons are at the end."
    )
    if screening:
        told += " When you send it, it waits for a facilitator to look at it first."
    post = "Send it to the facilitators" if screening else "Publish the changes" if revising else "Post"
    back = (Text("A facilitator asks for a change:"), Quote(Marked(row.note))) if row.note else ()
    body: tuple[Element, ...] = (
        *((Text(words),) if words else ()),
        *back,
        Text(f"This is how it will look. {told}"),
        Divider(),
        Heading(row.terms.title),
        *said(row, guide),
        Divider(),
        Buttons(
            (
                Button(post, "calls.post", value, style="primary"),
                Button("Change the call", "calls.edit", str(row.id)),
                Button("Change pay and support", "calls.terms", str(row.id)),
                Button("Keep as draft", "calls.hold", str(row.id)),
                discard_button(row),
            )
        ),
    )
    return Card("Preview of your changes" if revising else "Preview of your call", body)


def discard_button(row: Stored) -> Button:
    """The button that throws a draft away."""
    return Button(
        "Throw it away",
        "calls.discard",
        str(row.id),
        style="danger",
        confirm="The changes are lost for good; the call stays as it is."
        if row.revises
        else "This draft is lost for good.",
    )


def kept(row: Stored) -> Card:
    """What is said to who keeps a draft."""
    words = "You find it among your calls, and in your home, whenever you like. Nobody else sees it."
    buttons = Buttons((Button("See the draft", "calls.preview", str(row.id)), MINE))
    return Card("Your draft is kept", (Text(words), buttons))


DISCARDED = Card("The draft is thrown away", (Text("Nothing of it is kept."), Buttons((WRITE, MINE))))


def posted(row: Stored, where: str) -> Card:
    """What the owner is told of a call that is posted."""
    seen = f"It stands in {where}, and" if where else "It"
    return Card(
        "Your call is posted",
        (
            Text(
                f"{seen} is found among the open calls. We write to you when somebody is interested or has a question, "
                "three days before it closes, and on the day."
            ),
            Buttons((see(row.id, primary=True), MINE)),
        ),
    )


def waiting(row: Stored, waited: str) -> Card:
    """What the owner is told of a call that waits for a facilitator."""
    return Card(
        "Your call waits for a facilitator",
        (
            Text(f"It has waited {waited}. In this network one of the facilitators looks at each call before all do."),
            Text("We write to you when they have. You can take it back to change it meanwhile."),
            Buttons((Button("Take it back", "calls.recall", str(row.id)), MINE)),
        ),
    )


def declined(row: Stored) -> Card:
    """What the owner is told of a call that was declined."""
    return Card(
        "Your call was not posted",
        (
            Text("A facilitator looked at it, decided against it, and writes:"),
            Quote(Marked(row.note or "No words were left.")),
            Facts((Fact("The call", row.terms.title),)),
            Text("It is kept for you for 90 days. You can use its words for another one."),
            Buttons((Button("Use it for a new draft", "calls.reuse", str(row.id)), MINE)),
        ),
    )
