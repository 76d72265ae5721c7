"""How did it go? Asked of both, apart, two weeks after they were introduced."""

from datetime import timedelta

from bot.cards import Button, Buttons, Card, Fact, Facts, Form, Marked, Note, Option, Quote, Text, TextField, TickField
from bot.errors import BadForm, NotYours
from bot.members import Me
from bot.network import Work
from bot.partnership_ends import MINE
from bot.parts import label
from bot.said import Said
from bot.typed import clean, too_long
from storage import blocks, introductions, members, outcomes, partnerships, profiles
from storage.introductions import Request

AFTER = timedelta(days=14)
"""How long after two were introduced they are asked, and how long after "not yet" once more."""

LATEST = timedelta(days=60)
"""Who was introduced longer ago than that is not asked."""

MOST_ASKED = 2
AT_ONCE = 200
LONGEST_LINE = 300

NOT_YET = "not-yet"
ANSWERS: tuple[Option, ...] = (
    Option("We met", "met"),
    Option("It is arranged", "arranged"),
    Option("Not yet", NOT_YET),
    Option("Not a fit", "not-a-fit"),
)

TICK = "Tick this if facilitators may see it, or empty the line: nobody else would ever see it."
NOBODY = "There is no facilitator to tell but the two of you, so nothing was sent."

OVER = Card(
    "There is nothing to answer any more",
    (Text("This question is closed. Nothing was changed, and nobody is told that you looked."), Buttons((MINE,))),
)


async def ask_all(work: Work) -> None:
    """Ask both sides of introductions that are two weeks old, and once more those who said "not yet"."""
    for row in await outcomes.due_for_asking(work.session, work.now - LATEST, work.now - AFTER, AT_ONCE):
        fit = await may_be_asked(work, row)
        for member in (row.asker, row.asked):
            await outcomes.add(work.session, row.id, member, asked=1 if fit else 0)
            if fit:
                await put(work, row, member, 1)
    for said in await outcomes.due_again(work.session, work.now, AT_ONCE):
        again = await introductions.read(work.session, said.introduction)
        fit = again is not None and await may_be_asked(work, again)
        times = MOST_ASKED if fit else 0
        await outcomes.change(work.session, said, answer="" if fit else said.answer, asked=times)
        if again is not None and fit:
            await put(work, again, said.member, MOST_ASKED)


async def may_be_asked(work: Work, row: Request) -> bool:
    """Whether both are still here, neither has blocked the other, and they have no partnership, which says it all."""
    if await partnerships.from_introduction(work.session, row.id) is not None:
        return False
    both = await profiles.read_listed(work.session, [row.asker, row.asked])
    return {row.asker, row.asked} == both.keys() and not await blocks.by(work.session, row.asker, row.asked)


async def put(work: Work, row: Request, member: int, times: int) -> None:
    """Put the question to one of the two."""
    await work.send(member, question(row, member, last=times == MOST_ASKED), key=key(row.id, member, times))
    await work.refresh_home(member)


def key(introduction: int, member: int, times: int) -> str:
    """The key of the message with the question, by how often it was asked."""
    return f"outcome:{introduction}:{member}:{times}"


def question(row: Request, member: int, *, last: bool = False) -> Card:
    """The question to one of the two."""
    _, name = row.other(member)
    words = "We ask this once more and then not again." if last else "One press is enough."
    return Card(
        f"How did it go with {name}?",
        (
            Text(f"You two were introduced here. {words} {name} is asked as well, and is not told what you say."),
            Buttons(
                (
                    *(Button(one.label, "outcomes.tell", f"{row.id} {one.value}") for one in ANSWERS),
                    together(row.id, primary=True),
                )
            ),
        ),
    )


def together(introduction: int, words: str = "We are working together", *, primary: bool = False) -> Button:
    """The button that opens the form for a partnership."""
    return Button(words, "partnerships.open", str(introduction), style="primary" if primary else "plain")


def ask_button(introduction: int, words: str = "Say how it went", *, primary: bool = False) -> Button:
    """The button that shows the question."""
    return Button(words, "outcomes.ask", str(introduction), style="primary" if primary else "plain")


async def ask(work: Work, me: Me, said: Said) -> Card:
    """The question, for who was asked it. Raises NotYours."""
    row = await introduction(work, me, said.number)
    told = await outcomes.read(work.session, row.id, me.id)
    return question(row, me.id) if told is not None and told.asked else OVER


async def introduction(work: Work, me: Me, ident: int) -> Request:
    """An introduction of mine. Raises NotYours."""
    row = await introductions.read(work.session, ident)
    if row is None or me.id not in {row.asker, row.asked}:
        raise NotYours
    return row


async def tell(work: Work, me: Me, said: Said) -> Card:
    """Take my answer, or another one in its place; "not yet" is asked once more. Raises NotYours."""
    ident, _, answer = said.value.partition(" ")
    row = await introduction(work, me, Said(ident).number)
    told = await outcomes.lock(work.session, row.id, me.id)
    if told is None or not label(ANSWERS, answer):
        raise NotYours
    if not told.asked:
        return OVER
    card = answered(row, me.id, answer, again=answer == NOT_YET and told.asked < MOST_ASKED)
    if told.answer != answer:
        again = work.now + AFTER if answer == NOT_YET and told.asked < MOST_ASKED else None
        await outcomes.change(work.session, told, answer=answer, asked=told.asked, again_at=again)
        for times in range(1, told.asked + 1):
            await work.update(key(row.id, me.id, times), card)
        await work.refresh_home(me.id)
    return card


def answered(row: Request, member: int, answer: str, *, again: bool) -> Card:
    """What is said to an answer."""
    _, name = row.other(member)
    words = {
        "met": "If you go on together, tell us: we then ask now and then whether it is equal and paid as agreed.",
        "arranged": "We hope you have a good first talk.",
        NOT_YET: "We ask once more in two weeks, and then not again." if again else "We do not ask again.",
        "not-a-fit": "That happens, and needs no reason.",
    }[answer]
    buttons = () if answer == "not-a-fit" else (together(row.id, primary=answer == "met"),)
    return Card(
        "Thank you for telling us",
        (
            Facts((Fact(f"You and {name}", label(ANSWERS, answer)),)),
            Text(f"{words} {name} is not told."),
            Buttons(
                (*buttons, Button("Add a line", "outcomes.note", str(row.id)), ask_button(row.id, "Change my answer"))
            ),
        ),
    )


async def close(work: Work, row: Request) -> None:
    """Ask neither of the two any more, now that they work together; what was answered is kept."""
    for told in await outcomes.lock_all(work.session, row.id):
        await outcomes.change(work.session, told, answer=told.answer, asked=0)
        for times in range(1, told.asked + 1):
            await work.update(key(row.id, told.member, times), working(row, told.member))


def working(row: Request, member: int) -> Card:
    """What stands in the place of the question when a partnership was opened."""
    _, name = row.other(member)
    return Card(
        f"A partnership with {name} was opened",
        (
            Text("So we do not ask any more how it went when you were introduced."),
            Buttons((MINE, Button("Tell the facilitators how it went", "outcomes.note", str(row.id)))),
        ),
    )


async def note(work: Work, me: Me, said: Said) -> Form:
    """The form for a line to the facilitators. Raises NotYours."""
    row = await introduction(work, me, said.number)
    if await outcomes.read(work.session, row.id, me.id) is None:
        raise NotYours
    return note_form(row.id, row.other(me.id)[1])


def note_form(ident: int, name: str) -> Form:
    """The same, by the name of the other."""
    return Form(
        "outcomes.pass_on",
        "Add a line",
        (
            TextField("line", f"How did it go with {name}?", required=True, max_length=LONGEST_LINE),
            TickField(
                "may",
                "Who may see it?",
                "The facilitators may see this line, with my name and whom I met",
                hint=f"Without this tick nobody sees it, and it is not kept. {name} never does.",
            ),
        ),
        submit="Send",
        value=str(ident),
    )


async def pass_on(work: Work, me: Me, said: Said) -> Card:
    """Send my line to the facilitators, if they may see it; it is kept nowhere else. Raises NotYours or BadForm."""
    row = await introduction(work, me, said.number)
    if await outcomes.read(work.session, row.id, me.id) is None:
        raise NotYours
    other, name = row.other(me.id)
    line = " ".join(clean(said.text("line")).split())
    if not line:
        raise BadForm(line="Please write a line, or close the form.")
    if len(line) > LONGEST_LINE:
        raise BadForm(line=too_long(line, LONGEST_LINE))
    if said.answers.get("may") is not True:
        raise BadForm(may=TICK)
    told = await facilitators_but(work, me.id, other)
    if not told:
        raise BadForm(line=NOBODY)
    for member in told:
        await work.send(
            member, passed_on(me.name, name, line), key=f"line:{row.id}:{me.id}:{member}:{work.now.isoformat()}"
        )
    return SENT


async def facilitators_but(work: Work, *who: int) -> list[int]:
    """The facilitators other than these."""
    return [member for member, _, _ in await members.facilitators(work.session) if member not in who]


def passed_on(name: str, other: str, line: str) -> Card:
    """What facilitators are shown."""
    return Card(
        f"{name} on meeting {other}",
        (
            Quote(Marked(line)),
            Note(f"{name} chose to show you this. {other} was not told, so please keep it to yourselves."),
        ),
    )


SENT = Card(
    "The facilitators have your line",
    (Text("Nobody else is shown it, and we keep no copy."), Buttons((MINE,))),
)
