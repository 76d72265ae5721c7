"""Telling facilitators of a poll that harms somebody or does not belong there."""

from bot.cards import Buttons, Card, Fact, Facts, Form, Marked, Quote, Text, TextField
from bot.errors import BadForm, NotYours
from bot.members import Me
from bot.network import Work
from bot.poll_cards import more
from bot.said import Said
from bot.typed import clean
from storage import members, polls
from storage.polls import CLOSED, OPEN, Stored

LONGEST_REPORT = 1000

THANKS = Card(
    "The facilitators are told",
    (Text("Whoever asked the poll is not. A facilitator may write to you, and can remove the poll."),),
)


async def known(work: Work, said: Said) -> Stored:
    """A poll that can be seen. Raises NotYours."""
    row = await polls.read(work.session, said.value)
    if row is None or row.state not in {OPEN, CLOSED}:
        raise NotYours
    return row


async def report(work: Work, me: Me, said: Said) -> Form:
    """The form to tell facilitators of a poll. Raises NotYours."""
    return form(await known(work, said))


def form(row: Stored) -> Form:
    """The same."""
    return Form(
        "polls.tell",
        "Tell the facilitators",
        (
            TextField(
                "words",
                "What should they know about this poll?",
                hint="You can leave this empty. They see it with your name, and not what you voted.",
                multiline=True,
                max_length=LONGEST_REPORT,
            ),
        ),
        intro=(Text(row.question), Text("Whoever asked it is not told. A facilitator may write to you about it.")),
        submit="Tell them",
        value=row.key,
    )


async def tell(work: Work, me: Me, said: Said) -> Card:
    """Tell all facilitators but whoever asked it. Raises NotYours or BadForm."""
    row = await known(work, said)
    words = clean(said.text("words"))
    if len(words) > LONGEST_REPORT:
        raise BadForm(words=f"This has {len(words):,} characters. Please keep it to {LONGEST_REPORT:,}.")
    told = [one for one, _, _ in await members.facilitators(work.session) if one not in {me.id, row.author}]
    if not told:
        raise BadForm(words="There is no facilitator to tell but the two of you, so nothing was sent.")
    for member in told:
        card = reported(me.name, row, words)
        await work.send(member, card, key=f"poll:{row.id}:report:{me.id}:{member}:{work.now.isoformat()}")
    return THANKS


def reported(reporter: str, row: Stored, words: str) -> Card:
    """What facilitators are told."""
    said = (Text("They wrote:"), Quote(Marked(words))) if words else (Text("They left no words."),)
    return Card(
        f"{reporter} reports a poll",
        (
            Facts((Fact("From", reporter), Fact("Asked by", row.author_name))),
            Quote(Marked(row.question)),
            *said,
            Text(f"{row.author_name} was not told. You can remove the poll, or one of its answers, from there."),
            Buttons((more(row, "See the poll"),)),
        ),
    )
