"""Blocking somebody, silently and in one press; and telling facilitators of somebody."""

from collections.abc import Sequence

from bot import call_ends, introduction_ends, partnership_ends, round_ends
from bot.cards import Buttons, Card, Element, Fact, Facts, Form, Marked, Quote, Text, TextField
from bot.errors import BadForm, NotYours
from bot.members import Me
from bot.network import Work
from bot.profiles import block_button, is_paused, report_button, unblock_button
from bot.said import Said
from bot.typed import clean, too_long
from storage import blocks, introductions, members, profiles, round_meetings

LONGEST_REPORT = 1000


async def block(work: Work, me: Me, said: Said) -> Card:
    """Keep somebody from finding and asking me, and end what is under way; they are told nothing. Raises NotYours."""
    name = await known(work, me, said.number)
    for member in sorted({me.id, said.number}):
        await profiles.lock(work.session, member)
    await profiles.bump(work.session, me.id)
    await blocks.add(work.session, me.id, said.number)
    await round_ends.part(work, me.id, said.number)
    await introduction_ends.part(work, me.id, said.number)
    await partnership_ends.part(work, me.id, said.number)
    await call_ends.part(work, me.id, said.number)
    return blocked(said.number, name)


async def undo(work: Work, me: Me, said: Said) -> Card:
    """Take a block back; the same answer when there is none. Raises NotYours."""
    name = await known(work, me, said.number)
    await profiles.bump(work.session, me.id)
    await blocks.remove(work.session, me.id, said.number)
    await work.refresh_home(me.id)
    return unblocked(name)


async def known(work: Work, me: Me, member: int) -> str:
    """What somebody is called whom I have blocked, can find, or was in touch with. Raises NotYours for all others."""
    blocked_by_me = dict(await blocks.of(work.session, me.id))
    if member in blocked_by_me:
        return blocked_by_me[member]
    stored = (await profiles.read_listed(work.session, [member])).get(member)
    if stored is not None and member != me.id and not is_paused(stored, work.now):
        return stored.name
    name = await introductions.name_of_other(work.session, me.id, member)
    name = name or await round_meetings.name_of_other(work.session, me.id, member)
    if not name:
        raise NotYours
    return name


def blocked(member: int, name: str) -> Card:
    """What is said to who blocked somebody."""
    return Card(
        f"You have blocked {name}",
        (
            Text(
                "They are not told. Neither of you finds or can ask the other, and requests and messages between you "
                "are over. A conversation that you are both in stays, unless you leave it."
            ),
            Buttons((unblock_button(member), report_button(member))),
        ),
    )


def unblocked(name: str) -> Card:
    """What is said when a block was taken back."""
    return Card(
        f"{name} is not blocked",
        (Text("You can find and ask each other again. They were never told. What had ended stays so."),),
    )


async def listing(work: Work, me: Me, said: Said) -> Card:
    """Whom I have blocked."""
    return blocked_by(await blocks.of(work.session, me.id))


def blocked_by(rows: Sequence[tuple[int, str]]) -> Card:
    """The same, from (id, name)."""
    body: list[Element] = [Text("They are not told, and neither of you finds or can ask the other.")]
    if rows:
        body.append(Buttons(tuple(unblock_button(member, name) for member, name in rows)))
    else:
        body.append(Text("You have blocked nobody. You can where you see a profile, a request or a message."))
    return Card("People you have blocked", tuple(body), detail=True)


async def report(work: Work, me: Me, said: Said) -> Form:
    """The form to tell facilitators of somebody. Raises NotYours."""
    return report_form(said.number, await known(work, me, said.number))


def report_form(member: int, name: str) -> Form:
    """The same, by their name."""
    return Form(
        "blocks.tell",
        "Tell the facilitators",
        (
            TextField(
                "words",
                f"What should they know about {name}?",
                hint="You can leave this empty. They see it with both names, and nothing of what either of you wrote.",
                multiline=True,
                max_length=LONGEST_REPORT,
            ),
        ),
        intro=(Text(f"{name} is not told. A facilitator may write to you about it."),),
        submit="Tell them",
        value=str(member),
    )


async def tell(work: Work, me: Me, said: Said) -> Card:
    """Tell all facilitators but the one it may be about. Raises NotYours or BadForm."""
    name = await known(work, me, said.number)
    words = clean(said.text("words"))
    if len(words) > LONGEST_REPORT:
        raise BadForm(words=too_long(words, LONGEST_REPORT))
    told = [member for member, _, _ in await members.facilitators(work.session) if member not in {me.id, said.number}]
    if not told:
        raise BadForm(
            words="There is no facilitator to tell but the two of you, so nothing was sent. You can block them."
        )
    for member in told:
        card = reported(me.name, name, words)
        await work.send(member, card, key=f"report:{me.id}:{said.number}:{member}:{work.now.isoformat()}")
    return thanks(said.number, name)


def reported(reporter: str, name: str, words: str) -> Card:
    """What facilitators are told."""
    said = (Text("They wrote:"), Quote(Marked(words))) if words else (Text("They left no words."),)
    return Card(
        f"{reporter} reports {name}",
        (
            Facts((Fact("From", reporter), Fact("About", name))),
            *said,
            Text(f"{name} was not told. Please write to {reporter} first, and keep it between those who have to know."),
        ),
    )


def thanks(member: int, name: str) -> Card:
    """What is said to who reported somebody."""
    return Card(
        "The facilitators are told",
        (
            Text(
                f"{name} is not. A facilitator may write to you. You can block {name} as well; they are not told of "
                "that either."
            ),
            Buttons((block_button(member),)),
        ),
    )
