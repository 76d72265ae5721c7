"""What is said about partnerships, and the form that describes one."""

from collections.abc import Iterator, Sequence

from bot import parts, pay
from bot.cards import (
    Button,
    Buttons,
    Card,
    ChoiceField,
    Element,
    Fact,
    Facts,
    Form,
    Heading,
    Note,
    Option,
    Person,
    Text,
    TextField,
)
from bot.collaborators import ASK
from bot.errors import BadForm
from bot.outcomes import together
from bot.partnership_ends import MINE
from bot.parts import label
from bot.said import Said
from bot.timezones import day, day_at
from bot.typed import clean, too_long
from storage.introductions import Request
from storage.partnerships import ENDED, Stored, Terms

LONGEST = {"title": 120, "pay_note": 200}
"""The form's texts, with the characters that each may have."""

STAGES: tuple[Option, ...] = (*parts.STAGES, Option("Ended", ENDED))

PAID: tuple[Option, ...] = (
    Option("Yes, all that is due so far", "yes"),
    Option("In part", "part"),
    Option("Not yet", "no"),
    Option("Nothing is due", "nothing"),
)

CHOICES = {"stage": STAGES, "pay": pay.WAYS, "paid": PAID}
PICK = "Please pick one of these."
BEGUN = Terms("", "question", "", "", "")


def form(name: str, guide: str, *, terms: Terms = BEGUN, introduction: int = 0, stored: Stored | None = None) -> Form:
    """The form for a new partnership from this introduction, or to correct one."""
    return Form(
        "partnerships.save" if stored else "partnerships.begin",
        "Correct a partnership" if stored else "We are working together",
        (
            TextField(
                "title",
                "What do you do together?",
                terms.title,
                placeholder="What keeps peer groups going",
                required=True,
                max_length=LONGEST["title"],
            ),
            ChoiceField("stage", "How far is it?", STAGES, value=terms.stage, required=True),
            ChoiceField("pay", "How is the community side paid?", pay.WAYS, value=terms.pay, hint=guide, required=True),
            TextField(
                "pay_note",
                "How much, and by when?",
                terms.pay_note,
                placeholder="£165 a day, within 14 days",
                max_length=LONGEST["pay_note"],
            ),
            ChoiceField("paid", "Has it been paid?", PAID, value=terms.paid, required=True),
        ),
        intro=(
            Text(f"{name} is told, and can correct or end it, as you can."),
            Note(
                "Nobody else sees it. After 3, 6 and 12 months we ask each of you two short questions: does it feel "
                "equal, and is the time paid as agreed?"
            ),
        ),
        submit="Save" if stored else "Open the partnership",
        value=f"{stored.id} {stored.version}" if stored else str(introduction),
    )


def read_terms(said: Said) -> Terms:
    """What the form says; raises BadForm with words for each field that cannot be taken."""
    texts = {name: " ".join(clean(said.text(name)).split()) for name in LONGEST}
    problems = dict(problems_in(said, texts))
    if problems:
        raise BadForm(**problems)
    return Terms(texts["title"], said.text("stage"), said.text("pay"), texts["pay_note"], said.text("paid"))


def problems_in(said: Said, texts: dict[str, str]) -> Iterator[tuple[str, str]]:
    """(field, words) for each field that cannot be taken."""
    if not texts["title"]:
        yield "title", "Please say in a few words what you do together."
    for name, most in LONGEST.items():
        if len(texts[name]) > most:
            yield name, too_long(texts[name], most)
    for name, options in CHOICES.items():
        if not label(options, said.text(name)):
            yield name, PICK


def facts(row: Stored) -> Facts:
    """A partnership as it reads for both."""
    terms = row.terms
    return Facts(
        (
            Fact("What", terms.title),
            Fact("Stage", label(STAGES, terms.stage) + (" (paused)" if row.paused else "")),
            Fact("Pay of the community side", pay_words(terms)),
            Fact("Paid so far", label(PAID, terms.paid)),
        )
    )


def pay_words(terms: Terms) -> str:
    """How the community side is paid; never the bare word "paid", which reads as if it had been."""
    if terms.pay == pay.PAID:
        return terms.pay_note or "Agreed"
    way = label(pay.WAYS, terms.pay)
    return f"{way}. {terms.pay_note}" if terms.pay_note else way


def buttons(row: Stored) -> tuple[Button, ...]:
    """What either can do about a partnership."""
    value = str(row.id)
    correct = Button("Take it up again" if row.ended else "Correct it", "partnerships.correct", value)
    if row.ended:
        return (correct,)
    pause = (
        Button("Go on", "partnerships.resume", value, style="primary")
        if row.paused
        else Button("Pause it", "partnerships.pause", value)
    )
    end = Button(
        "End it",
        "partnerships.end",
        value,
        confirm="The other side is told that it has ended. Either of you can take it up again for 90 days.",
    )
    return correct, pause, end


def shown(row: Stored, me: int, timezone: str, title: str = "") -> Card:
    """A partnership, to one of the two."""
    _, name = row.other(me)
    since = day(day_at(row.opened_at, timezone))
    return Card(
        title or f"You and {name}",
        (
            facts(row),
            Note(f"Listed since {since}. Both of you see this and can change it; nobody else can see it."),
            Buttons((*buttons(row), MINE)),
        ),
    )


def person(row: Stored, me: int) -> Person:
    """A partnership in a list."""
    _, name = row.other(me)
    stage = label(STAGES, row.terms.stage) + (" (paused)" if row.paused else "")
    paid = label(PAID, row.terms.paid)
    return Person(
        name,
        why=row.terms.title,
        status=f"{stage}. Pay: {pay_words(row.terms).rstrip('.')}. Paid so far: {paid}",
        buttons=(Button("See and change", "partnerships.show", str(row.id)),),
    )


def listing(rows: Sequence[Stored], beginnings: Sequence[Request], me: int) -> Card:
    """All partnerships of mine, and the people with whom one can be opened."""
    body: list[Element] = [person(row, me) for row in rows if not row.ended]
    if not body:
        body.append(
            Text("You have none open. You can open one with somebody to whom you were introduced here."),
        )
    ended = [person(row, me) for row in rows if row.ended]
    if ended:
        body += [Heading("Ended"), *ended, Note("They are removed 90 days after they ended.")]
    if beginnings:
        body += [
            Heading("Are you working together?"),
            Buttons(tuple(together(row.id, f"With {row.other(me)[1]}") for row in beginnings)),
        ]
    elif not rows:
        body.append(Buttons((ASK,)))
    return Card("Your partnerships", tuple(body), detail=True)
