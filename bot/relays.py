"""Messages between two who were introduced and cannot meet in one conversation: the bot carries them.

What they write is in the outbox until it is delivered, and nowhere else. An address is kept until the other has shared
one too; then both are shown, and nothing is carried or kept any more.
"""

from bot import introduction_cards as words
from bot.cards import Button, Buttons, Card, Element, Fact, Facts, Form, Marked, Note, Person, Quote, Text, TextField
from bot.errors import BadForm, NotYours, Refused
from bot.introduction_ends import key
from bot.members import Me
from bot.network import Work
from bot.profiles import about, block_button, report_button
from bot.said import Said
from bot.typed import clean
from storage import introductions, members, profiles, relays, topics
from storage.introductions import AGREED, ROUND, Request
from storage.profiles import Stored
from storage.relays import Carried

LONGEST_MESSAGE = 2000
LONGEST_ADDRESS = 200

KEPT_BACK = Card("Your address is taken back", (Text("It was not shown to anybody, and is kept no longer."),))


class NotCarried(Refused):
    """Messages that are carried no more; why is not said."""

    title = "Messages to them can no longer be carried"
    text = "This one was not sent. Nothing is said about why; people may stop at any time."


def write_button(ident: int, label: str) -> Button:
    """The button that opens a form to write to the other one."""
    return Button(label, "relays.write", str(ident), style="primary")


def further(ident: int) -> tuple[Button, ...]:
    """What else either of the two can do."""
    return (
        Button("Share my address", "relays.share", str(ident)),
        Button(
            "Stop",
            "relays.stop",
            str(ident),
            confirm="Roundtable carries no more messages between you. They are not told; if they write, they learn it.",
        ),
    )


async def start(work: Work, row: Request) -> Card:
    """Carry messages from now on, and tell the asker; what is shown to the asked member."""
    await relays.start(work.session, row.id, work.now)
    await work.send(row.asker, await introduced(work, row.asker, row), key=key(row.id, "agreed"))
    return await introduced(work, row.asked, row)


async def introduced(work: Work, me: int, row: Request) -> Card:
    """What one of the two is shown whose messages are carried."""
    other, name = row.other(me)
    stored = (await profiles.read(work.session, [other])).get(other)
    return introduction(row, me, name, stored, ", ".join(await topics.shared(work.session, row.asker, row.asked)))


def introduction(row: Request, me: int, name: str, stored: Stored | None, shared: str) -> Card:
    """The same, of what was read."""
    yes = f"{name} said yes." if me == row.asker else f"You said yes to {name}."
    if row.terms.kind == ROUND:
        yes = "You both joined a match round, and it found that you fit."
    person: tuple[Element, ...] = (Person(name, stored.pronouns, about(stored)),) if stored is not None else ()
    return Card(
        f"You and {name} are introduced",
        (
            Text(
                f"{yes} You have no workspace in common where you could meet, so Roundtable carries your messages: "
                "each of you writes here, and the other reads it in private. Neither sees an address before both share "
                "one."
            ),
            Buttons((write_button(row.id, f"Write to {name}"), *further(row.id))),
            *person,
            *words.terms_and_start(row, shared),
            Note("Roundtable keeps no message once it is delivered."),
        ),
    )


async def mine(work: Work, me: Me, said: Said, *, locked: bool) -> tuple[Request, Carried]:
    """An introduction of mine whose messages are carried. Raises NotYours, or NotCarried for one that was."""
    row = await introductions.read(work.session, said.number)
    if row is None or row.state != AGREED or me.id not in {row.asker, row.asked}:
        raise NotYours
    carried = await (relays.lock if locked else relays.read)(work.session, row.id)
    if carried is None or not await members.accounts(work.session, row.other(me.id)[0]):
        raise NotCarried
    return row, carried


async def write(work: Work, me: Me, said: Said) -> Form:
    """The form to write to the other one."""
    row, _ = await mine(work, me, said, locked=False)
    return message_form(row.id, row.other(me.id)[1])


def message_form(ident: int, name: str) -> Form:
    """The same, by a name."""
    return Form(
        "relays.send",
        "Write a message",
        (
            TextField(
                "message",
                f"Your message to {name}",
                hint="They read it in their own chat with Roundtable, with your name.",
                required=True,
                multiline=True,
                max_length=LONGEST_MESSAGE,
            ),
        ),
        submit="Send",
        value=str(ident),
    )


async def send(work: Work, me: Me, said: Said) -> Card:
    """Carry a message; what cannot be carried stays in its form."""
    text = clean(said.text("message"))
    if not text or len(text) > LONGEST_MESSAGE:
        raise BadForm(message=f"Please write something, of at most {LONGEST_MESSAGE:,} characters.")
    try:
        row, carried = await mine(work, me, said, locked=True)
    except Refused as refused:
        raise BadForm(message=f"{refused.title}. {refused.text} You can copy it from here.") from refused
    other, name = row.other(me.id)
    await relays.count(work.session, row.id, carried.carried + 1, work.now)
    await work.send(other, message(row, me.id, text), key=key(row.id, f"message:{carried.carried + 1}"))
    return sent(row, name, text)


def message(row: Request, sender: int, text: str) -> Card:
    """What was written, as the other one reads it."""
    other = row.asked if sender == row.asker else row.asker
    _, name = row.other(other)
    return Card(
        f"{name} writes to you",
        (
            Quote(Marked(text)),
            Buttons((write_button(row.id, "Reply"), *further(row.id))),
            Buttons((block_button(sender), report_button(sender))),
        ),
    )


def sent(row: Request, name: str, text: str) -> Card:
    """What the writer is shown."""
    return Card(
        f"Your message to {name} is on its way",
        (Quote(Marked(text)), Buttons((write_button(row.id, "Write more"), *further(row.id)))),
    )


async def share(work: Work, me: Me, said: Said) -> Form:
    """The form to share an address."""
    row, carried = await mine(work, me, said, locked=False)
    held = carried.asker_address if me.id == row.asker else carried.asked_address
    return address_form(row.id, row.other(me.id)[1], held)


def address_form(ident: int, name: str, held: str) -> Form:
    """The same, by a name, with the address that is kept already."""
    return Form(
        "relays.give",
        "Share my address",
        (
            TextField(
                "address",
                "How can they reach you?",
                held,
                hint=f"An e-mail address or a number. {name} sees it only once they have shared one with you.",
                required=True,
                max_length=LONGEST_ADDRESS,
            ),
        ),
        submit="Share it",
        value=str(ident),
    )


async def give(work: Work, me: Me, said: Said) -> Card:
    """Keep my address until the other has shared one too; then show each the other's, and carry nothing any more."""
    address = " ".join(clean(said.text("address")).split())
    if not address or len(address) > LONGEST_ADDRESS:
        raise BadForm(address=f"Please give an address of at most {LONGEST_ADDRESS} characters.")
    try:
        row, carried = await mine(work, me, said, locked=True)
    except Refused as refused:
        raise BadForm(address=f"{refused.title}. Nothing was shared.") from refused
    asking = me.id == row.asker
    other, name = row.other(me.id)
    theirs = carried.asked_address if asking else carried.asker_address
    if not theirs:
        await relays.keep_address(work.session, row.id, address, work.now, asker=asking)
        await work.send(other, wish(row, me.name), key=key(row.id, f"wish:{'asker' if asking else 'asked'}"))
        return given(row, name)
    await relays.stop(work.session, [row.id])
    await work.send(other, addresses(me.name, address), key=key(row.id, "address"))
    for member in (row.asker, row.asked):
        await work.refresh_home(member)
    return addresses(name, theirs)


def wish(row: Request, name: str) -> Card:
    """What the other is told when the first of the two has shared an address."""
    return Card(
        f"{name} would like to share addresses",
        (
            Text("If you share yours as well, each of you sees the other's. Until then neither does."),
            Buttons((Button("Share my address", "relays.share", str(row.id), style="primary"),)),
        ),
    )


def given(row: Request, name: str) -> Card:
    """What the first of the two is told."""
    return Card(
        "Your address is kept for them",
        (
            Text(f"{name} is told that you would share addresses. They see yours only once they share theirs."),
            Buttons((Button("Take it back", "relays.keep", str(row.id)),)),
        ),
    )


def addresses(name: str, address: str) -> Card:
    """What each is shown once both have shared."""
    return Card(
        f"You and {name} can reach each other",
        (
            Facts((Fact(f"{name} shares with you", address),)),
            Text("From here on write to each other there. Roundtable carries no more messages between you."),
        ),
    )


async def keep(work: Work, me: Me, said: Said) -> Card:
    """Take my address back before the other has shared one. Raises NotYours or NotCarried."""
    row, _ = await mine(work, me, said, locked=True)
    await relays.keep_address(work.session, row.id, "", work.now, asker=me.id == row.asker)
    return KEPT_BACK


async def stop(work: Work, me: Me, said: Said) -> Card:
    """Carry nothing any more; the other is not told. The same answer when nothing is carried. Raises NotYours."""
    row = await introductions.read(work.session, said.number)
    if row is None or row.state != AGREED or me.id not in {row.asker, row.asked}:
        raise NotYours
    await relays.stop(work.session, [row.id])
    await work.refresh_home(row.asker)
    await work.refresh_home(row.asked)
    return stopped(*row.other(me.id))


def stopped(other: int, name: str) -> Card:
    """What is said to who stopped."""
    return Card(
        "No more messages are carried",
        (
            Text(
                f"{name} is not told. If they write to you, they learn that messages are no longer carried, and not "
                "why."
            ),
            Buttons((block_button(other), report_button(other))),
        ),
    )
