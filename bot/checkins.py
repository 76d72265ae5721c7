"""Check-ins: after 3, 6 and 12 months both sides of a partnership are asked the same two questions.

What they answer is counted apart from who they are. Facilitators see the counts by question and side, five answers or
more at a time and never a sum of groups, so that neither a difference between two looks nor one between two groups
tells what one person said.
"""

from collections.abc import Mapping

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
    Marked,
    Note,
    Option,
    Quote,
    Text,
    TextField,
    TickField,
)
from bot.errors import BadForm, NotYours
from bot.members import Me
from bot.network import Work
from bot.outcomes import NOBODY, facilitators_but
from bot.partnership_ends import CHECK_INS, MINE, checkin_key
from bot.partnerships import next_after
from bot.parts import label, side_of
from bot.said import Said
from bot.typed import clean, too_long
from storage import checkins, members, partnerships, profiles
from storage.partnerships import Stored

FLOOR = 5
"""Fewer answers than this are shown to nobody."""

AT_ONCE = 200
LONGEST_WORDS = 600

QUESTIONS: Mapping[str, str] = {"equal": "Does this feel equal?", "paid": "Is the time paid as agreed?"}
ANSWERS: Mapping[str, tuple[Option, ...]] = {
    "equal": (Option("Yes", "yes"), Option("Mostly", "mostly"), Option("Not really", "hardly"), Option("No", "no")),
    "paid": (
        Option("Yes", "yes"),
        Option("In part, or late", "part"),
        Option("No", "no"),
        Option("No pay was agreed", "none"),
    ),
}
SIDES: Mapping[str, str] = {"community": "The community side", "research": "The research side"}

PICK = "Please pick one of these."
TICK = "Tick the box above if a facilitator should read this, or empty it: nobody else would ever see it."

OVER = Card(
    "This check-in is closed",
    (Text("There is nothing to answer any more, and nobody is told that you looked."), Buttons((MINE,))),
)
ANSWERED = Card(
    "You have answered this check-in",
    (
        Text(
            "Thank you. Your answers were counted without your name, so they cannot be shown again or changed. If "
            "something is wrong, any facilitator will listen."
        ),
        Buttons((MINE, Button("Who are the facilitators?", "facilitators.list"))),
    ),
)
FIGURES = Button("How partnerships feel", "checkins.figures")


async def ask_all(work: Work) -> None:
    """Ask both sides of the partnerships whose check-in is due; of several due, the last alone."""
    for row in await partnerships.due_for_check_in(work.session, work.now, AT_ONCE):
        month = max(each for each, after in CHECK_INS.items() if row.opened_at + after <= work.now)
        await partnerships.plan(work.session, row.id, month, next_after(row.opened_at, month))
        for member in row.members:
            if await members.accounts(work.session, member):
                await checkins.ask(work.session, row.id, member, month)
                await work.send(member, question(row, member, month), key=checkin_key(row.id, month, member))
                await work.refresh_home(member)


def question(row: Stored, member: int, month: int) -> Card:
    """What one of the two is asked."""
    _, name = row.other(member)
    return Card(
        f"{month} months with {name}: how is it?",
        (
            Text(f"Two short questions about “{row.terms.title}”. {name} gets the same two."),
            Text(
                "Your answers are counted without your name. The facilitators see the counts once five people of your "
                f"side have answered, and {name} never sees what you say."
            ),
            Buttons((answer_button(row.id, month), Button("See the partnership", "partnerships.show", str(row.id)))),
        ),
    )


def answer_button(ident: int, month: int) -> Button:
    """The button that opens the form."""
    return Button("Answer", "checkins.ask", f"{ident} {month}", style="primary")


async def opened(work: Work, me: Me, said: Said, *, locked: bool = False) -> tuple[Stored, int] | None:
    """The partnership and the month of a check-in of mine; None when it is closed. Raises NotYours."""
    ident, _, month = said.value.partition(" ")
    get = partnerships.lock if locked else partnerships.read
    row = await get(work.session, Said(ident).number)
    if row is None or me.id not in row.members:
        raise NotYours
    return None if row.ended or not row.month or month != str(row.month) else (row, row.month)


async def ask(work: Work, me: Me, said: Said) -> Form | Card:
    """The form with the two questions. Raises NotYours."""
    found = await opened(work, me, said)
    if found is None:
        return OVER
    row, month = found
    if (await checkins.open_months(work.session, me.id)).get(row.id) != month:
        return ANSWERED
    return form(row.id, month, row.other(me.id)[1])


def form(ident: int, month: int, name: str) -> Form:
    """The same, by the name of the other."""
    return Form(
        "checkins.answer",
        f"{month} months together",
        (
            *(ChoiceField(question, words, ANSWERS[question], required=True) for question, words in QUESTIONS.items()),
            TickField(
                "contact",
                "Would you like a facilitator to write to you?",
                "Yes, tell them my name",
                hint="They get your name and what you write below, and not what you picked above.",
            ),
            TextField(
                "words",
                "What should they know?",
                hint="Only if you ticked the box. You can leave it empty.",
                multiline=True,
                max_length=LONGEST_WORDS,
            ),
        ),
        intro=(
            Text(
                "What you pick is counted without your name, and cannot be taken back, as nothing tells which is yours."
            ),
            Note(f"Facilitators see counts of five answers or more. {name} sees nothing of it."),
        ),
        submit="Send",
        value=f"{ident} {month}",
    )


async def answer(work: Work, me: Me, said: Said) -> Card:
    """Count my answers, once, and tell the facilitators of me only if I wish. Raises NotYours or BadForm."""
    found = await opened(work, me, said, locked=True)
    if found is None:
        return OVER
    row, month = found
    other, name = row.other(me.id)
    problems = {each: PICK for each, options in ANSWERS.items() if not label(options, said.text(each))}
    words = clean(said.text("words"))
    contact = said.answers.get("contact") is True
    told = await facilitators_but(work, me.id, other) if contact else []
    if words and not contact:
        problems["words"] = TICK
    if len(words) > LONGEST_WORDS:
        problems["words"] = too_long(words, LONGEST_WORDS)
    if contact and not told:
        problems["contact"] = NOBODY
    if problems:
        raise BadForm(**problems)
    if not await checkins.take(work.session, row.id, me.id, month):
        return ANSWERED
    side = side_of(await profiles.part_of(work.session, me.id))
    for each, options in ANSWERS.items():
        await checkins.prepare(work.session, each, SIDES, [option.value for option in options])
        await checkins.count(work.session, each, side, said.text(each), FLOOR)
    for member in told:
        await work.send(member, wish(me.name, words), key=f"contact:{row.id}:{month}:{me.id}:{member}")
    await work.update(checkin_key(row.id, month, me.id), ANSWERED)
    await work.refresh_home(me.id)
    return thanks(name, contact=contact)


def thanks(name: str, *, contact: bool) -> Card:
    """What is said to who answered."""
    more = " A facilitator will write to you." if contact else ""
    return Card(
        "Thank you for answering",
        (
            Text(f"Your answers are counted without your name. {name} sees nothing of them.{more}"),
            Buttons((MINE,)),
        ),
    )


def wish(name: str, words: str) -> Card:
    """What facilitators are told of who wishes to be contacted."""
    said = (Text("They wrote:"), Quote(Marked(words))) if words else (Text("They left no words."),)
    return Card(
        f"{name} would like a facilitator to write to them",
        (
            Text("They asked for it in a check-in about a partnership of theirs."),
            *said,
            Note("What they answered in the check-in is not shown to you. Agree among yourselves who writes."),
        ),
    )


async def figures(work: Work, me: Me, said: Said) -> Card:
    """How many answered what, by question and side, for facilitators."""
    return figures_card(await checkins.figures(work.session))


def figures_card(counts: Mapping[tuple[str, str], Mapping[str, int]]) -> Card:
    """The same; a group below the floor is not shown, nor how many it has."""
    body: list[Element] = [
        Text("What both sides of partnerships say after 3, 6 and 12 months, all together, and nobody by name.")
    ]
    for question, words in QUESTIONS.items():
        body.append(Heading(words))
        for side, called in SIDES.items():
            given = counts.get((question, side), {})
            if sum(given.values()) < FLOOR:
                body.append(Text(f"{called}: not shown yet, as fewer than five have answered."))
            else:
                body.append(Text(f"{called}:"))
                body.append(Facts(tuple(Fact(one.label, str(given.get(one.value, 0))) for one in ANSWERS[question])))
    body.append(
        Note(
            "The counts of a side move on when five or more new answers have come, all at once. So nobody can tell "
            "from them what one person said."
        )
    )
    return Card("How partnerships feel", tuple(body), detail=True)
