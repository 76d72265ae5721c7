"""Questions on a call, answered for everybody or for who asked; a hidden asker stays so for the owner, whatever comes.

Nothing that the owner is shown depends on who a hidden asker is: no name, no time, no block between the two, no profile
that is deleted. What goes back to the asker goes through the outbox to them alone.
"""

from collections.abc import Sequence

from bot import call_posting
from bot.call_access import mine, open_to, told_at
from bot.call_cards import MINE, YourOwn, asked_by, see
from bot.cards import (
    Button,
    Buttons,
    Card,
    ChoiceField,
    Divider,
    Element,
    Form,
    Marked,
    Option,
    Quote,
    Text,
    TextField,
    TickField,
)
from bot.errors import BadForm, NotYours, Refused
from bot.members import Me
from bot.network import Work
from bot.said import Said
from bot.typed import clean, too_long
from storage import blocks, call_questions, calls, members
from storage.call_questions import Question
from storage.calls import CLOSED, GONE, OPEN, Stored

LONGEST_QUESTION = 500
LONGEST_ANSWER = 800
MOST_WAITING = 3
"""Questions of one member that may wait for an answer on a call."""

MOST_SHOWN = 10

EVERYBODY, ASKER = "everybody", "asker"
WHO_READS = (Option("Everybody who sees the call", EVERYBODY), Option("Only who asked", ASKER))


class EnoughAsked(Refused):
    """One question too many."""

    title = f"You have {MOST_WAITING} questions waiting here"
    text = "When one is answered, you can ask the next. Nothing was sent."


def key(ident: int, what: str) -> str:
    """The key of a message about a question."""
    return f"call-question:{ident}:{what}"


async def inquire(work: Work, me: Me, said: Said) -> Form:
    """The form for a question. Raises NotYours, NotOpen, YourOwn or EnoughAsked."""
    row = await open_to(work, me, said.number)
    if row.owner == me.id:
        raise YourOwn
    if await call_questions.count_unanswered(work.session, row.id, me.id) >= MOST_WAITING:
        raise EnoughAsked
    return question_form(row)


def question_form(row: Stored) -> Form:
    """The same, of a call."""
    return Form(
        "calls.ask",
        "Ask a question",
        (
            TextField(
                "question",
                f"Your question to {row.owner_name}",
                hint="They may answer for everybody; then all who see the call read your question too.",
                required=True,
                multiline=True,
                max_length=LONGEST_QUESTION,
            ),
            TickField(
                "hidden",
                "Your name",
                "Ask without my name",
                hint=f"{row.owner_name} is not told who asks, and neither is anybody else.",
            ),
        ),
        submit="Ask",
        value=str(row.id),
    )


async def ask(work: Work, me: Me, said: Said) -> Card:
    """Send a question. What stands in its way by now is told at the form, so that nothing typed is lost."""
    words = words_in(said, "question", LONGEST_QUESTION)
    hidden = said.answers.get("hidden") is True
    with told_at("question"):
        row = await open_to(work, me, said.number, locked=True)
        if row.owner == me.id:
            raise YourOwn
        if await call_questions.count_unanswered(work.session, row.id, me.id) >= MOST_WAITING:
            raise EnoughAsked
    ident = await call_questions.add(work.session, row.id, me.id, words, hidden=hidden)
    asked = await call_questions.read(work.session, ident)
    assert asked is not None  # noqa: S101 - it was just added
    await work.send(row.owner, to_owner(row, asked), key=key(ident, "asked"))
    await work.refresh_home(row.owner)
    return sent(row, hidden=hidden)


def to_owner(row: Stored, asked: Question) -> Card:
    """What the owner is told of a question."""
    return Card(
        f"A question on “{row.terms.title}”",
        (
            Text(asked_by(asked)),
            Quote(Marked(asked.question)),
            Text("You can answer for everybody or for who asked alone. You need not answer."),
            Buttons((answer_button(asked.id), see(row.id))),
        ),
    )


def answer_button(ident: int) -> Button:
    """The button that opens the form for an answer."""
    return Button("Answer", "calls.reply", str(ident), style="primary")


def sent(row: Stored, *, hidden: bool) -> Card:
    """What is said to who asked."""
    name = "Your name is told to nobody." if hidden else f"{row.owner_name} sees your name beside it."
    return Card(
        "Your question is sent",
        (Text(f"{name} We write to you when there is an answer, or when the call closes."), Buttons((see(row.id),))),
    )


async def listing(work: Work, me: Me, said: Said) -> Card:
    """The questions on a call of mine that wait for an answer. Raises NotYours."""
    row = await mine(work, me, said.number, locked=False)
    return waiting(row, await call_questions.unanswered(work.session, [row.id]))


def waiting(row: Stored, asked: Sequence[Question]) -> Card:
    """The same, of what was read."""
    body: list[Element] = []
    for one in asked[:MOST_SHOWN]:
        body += [Text(asked_by(one)), Quote(Marked(one.question)), Buttons((answer_button(one.id),)), Divider()]
    if len(asked) > MOST_SHOWN:
        body.append(Text(f"{len(asked) - MOST_SHOWN} more wait. You see them once some of these are answered."))
    if not asked:
        body.append(Text("No question waits for you. What you answered for everybody stands with the call."))
    body.append(Buttons((see(row.id), MINE)))
    return Card(f"Questions on: {row.terms.title or 'your call'}", tuple(body), detail=True)


async def reply(work: Work, me: Me, said: Said) -> Form | Card:
    """The form for an answer, or that there is one. Raises NotYours."""
    asked = await call_questions.read(work.session, said.number)
    row = await mine(work, me, asked.call if asked is not None else 0, locked=False)
    assert asked is not None  # noqa: S101 - a call of mine was found by it
    if asked.answered_at is not None:
        return answered(row, asked)
    return answer_form(row, asked)


def answer_form(row: Stored, asked: Question) -> Form:
    """The same, of what was read."""
    return Form(
        "calls.answer",
        "Answer the question",
        (
            TextField(
                "answer",
                "Your answer",
                hint=f"{asked_by(asked)} {asked.question}",
                required=True,
                multiline=True,
                max_length=LONGEST_ANSWER,
            ),
            ChoiceField("readers", "Who may read it?", WHO_READS, value=EVERYBODY, required=True),
        ),
        submit="Send answer",
        value=str(asked.id),
    )


async def answer(work: Work, me: Me, said: Said) -> Card:
    """Answer a question on a call of mine; the same answer when I have. Raises BadForm.

    An asker who has left, or between whom and me there is a block, is not written to, which I cannot tell.
    """
    words = words_in(said, "answer", LONGEST_ANSWER)
    if said.text("readers") not in {EVERYBODY, ASKER}:
        raise BadForm(readers="Please pick one of these.")
    with told_at("answer"):
        seen = await call_questions.read(work.session, said.number)
        row = await mine(work, me, seen.call if seen is not None else 0)
        asked = await call_questions.lock(work.session, said.number)
        if asked is None or row.state not in {OPEN, CLOSED} or row.ending == GONE:
            raise NotYours
    if asked.answered_at is not None:
        return answered(row, asked)
    public = said.text("readers") == EVERYBODY
    await call_questions.answer(work.session, asked.id, words, work.now, public=public)
    asked = asked._replace(answer=words, public=public, answered_at=work.now)
    if asked.asker is not None and await may_be_told(work, row, asked.asker):
        await work.send(asked.asker, to_asker(row, asked), key=key(asked.id, "answered"))
    await work.update(key(asked.id, "asked"), answered(row, asked))
    await work.refresh_home(me.id)
    if public:
        refreshed = await calls.read(work.session, row.id)
        assert refreshed is not None  # noqa: S101 - it is locked
        await call_posting.refresh(work, refreshed)
    return answered(row, asked)


async def may_be_told(work: Work, row: Stored, asker: int) -> bool:
    """Whether an asker is here, and not kept apart from the owner."""
    return bool(await members.accounts(work.session, asker)) and not await blocks.by(work.session, asker, row.owner)


def to_asker(row: Stored, asked: Question) -> Card:
    """What the asker is told."""
    readers = "Everybody who sees the call can read it too." if asked.public else "Nobody else can read it."
    return Card(
        f"{row.owner_name} answered your question",
        (
            Text(f"It was on “{row.terms.title}”. You asked:"),
            Quote(Marked(asked.question)),
            Text("The answer:"),
            Quote(Marked(asked.answer)),
            Text(readers),
            Buttons((see(row.id, primary=True),)),
        ),
    )


def answered(row: Stored, asked: Question) -> Card:
    """What the owner sees in the place of a question that they answered."""
    readers = "It stands with the call, for everybody." if asked.public else "Only who asked can read it."
    return Card(
        "Your answer is sent",
        (Text(asked_by(asked)), Quote(Marked(asked.question)), Text(readers), Buttons((see(row.id), MINE))),
    )


def words_in(said: Said, name: str, most: int) -> str:
    """What was typed into a field for a few sentences; raises BadForm when that is nothing or too much."""
    words = clean(said.text(name))
    if not words:
        raise BadForm(**{name: "Please write a sentence or two."})
    if len(words) > most:
        raise BadForm(**{name: too_long(words, most)})
    return words
