"""Facilitators: who looks after the network, and how one names another."""

from collections.abc import Sequence

from bot.cards import Button, Buttons, Card, Element, Fact, Facts, Form, PersonField, Text
from bot.directory import Address
from bot.errors import BadForm, NotYours
from bot.members import Me, recognise
from bot.network import Work
from bot.said import Said
from storage import members

FORM = Form(
    "facilitators.name",
    "Name a facilitator",
    (PersonField("person", "Who?", hint="They will see what facilitators see.", required=True),),
    submit="Name them",
)
CHOOSE = Button("Name a facilitator", "facilitators.choose")


async def show(work: Work, me: Me, said: Said) -> Card:
    """Who the facilitators are; those who are one can name another, or take it back."""
    return await listing(work, me, "Facilitators of this network")


async def listing(work: Work, me: Me, title: str) -> Card:
    """The facilitators as they are now, under this title."""
    return card(await members.facilitators(work.session), title, may_change=me.facilitator)


def card(rows: Sequence[tuple[int, str, bool]], title: str, *, may_change: bool) -> Card:
    """The facilitators, from (id, name, whether named), and how to change who is one."""
    body: list[Element] = [
        Text(
            "They keep the network going, and you can ask them for help. Owners of the workspace are always among them."
        )
    ]
    if rows:
        body.append(Facts(tuple(Fact(name, "named" if named else "owner of the workspace") for _, name, named in rows)))
    else:
        body.append(Text("Nobody is yet. An owner of the workspace becomes one by saying hello to Roundtable."))
    if may_change:
        remove = tuple(
            Button(
                f"Remove {name}",
                "facilitators.remove",
                str(member),
                style="danger",
                confirm=f"{name} will no longer be a facilitator. They keep their profile.",
            )
            for member, name, named in rows
            if named
        )
        body.append(Buttons((CHOOSE, *remove)))
    return Card(title, tuple(body), detail=True)


async def choose(work: Work, me: Me, said: Said) -> Form:
    """A form to name one."""
    return FORM


async def name(work: Work, me: Me, said: Said) -> Card:
    """Make somebody a facilitator, and tell them; the same answer when they were one. Raises BadForm."""
    answer = said.answers.get("person")
    person = await recognise(work, answer, held=True) if isinstance(answer, Address) else None
    if person is None:
        raise BadForm(person="Please pick somebody who is here now. Bots and people who left cannot be facilitators.")
    if not person.facilitator:
        await members.name_facilitator(work.session, person.id, facilitator=True)
        await work.refresh_home(person.id)
        await work.send(
            person.id,
            named_by(me.name),
            key=f"facilitator:{person.id}:{work.now.isoformat()}",
        )
    return await listing(work, me, f"{person.name} is a facilitator")


def named_by(who: str) -> Card:
    """What somebody is told who was named."""
    return Card(
        "You are now a facilitator",
        (
            Text(f"{who} named you as a facilitator of this research exchange network."),
            Buttons((Button("Who else is one?", "facilitators.list"),)),
        ),
    )


async def remove(work: Work, me: Me, said: Said) -> Card:
    """Take it back; the same answer when they were none. Raises NotYours for somebody unknown."""
    names = {str(member): name for member, name, _ in await members.facilitators(work.session)}
    if said.value not in names:
        raise NotYours
    await members.name_facilitator(work.session, int(said.value), facilitator=False)
    await work.refresh_home(int(said.value))
    me = await recognise(work, me.address) or me
    return await listing(work, me, f"{names[said.value]} is no longer a named facilitator")
