"""Facilitators: who looks after the network, and how one names another."""

from collections.abc import Sequence
from dataclasses import replace

from bot.cards import Button, Buttons, Card, Element, Fact, Facts, Form, PersonField, Text
from bot.directory import Address, Directory
from bot.errors import BadForm, NotYours
from bot.members import Me, introduce, recognise
from bot.network import Network, Work
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
            "They keep the network going, and you can ask them for help. Owners of a Slack workspace are always among "
            "them."
        )
    ]
    if rows:
        body.append(
            Facts(tuple(Fact(name, "named" if named else "owner of a Slack workspace") for _, name, named in rows))
        )
    else:
        body.append(
            Text(
                "Nobody is yet. An owner of a Slack workspace becomes one by saying hello to Roundtable; elsewhere "
                "whoever runs it names the first."
            )
        )
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


class Nobody(Exception):
    """No platform knows somebody with an e-mail address; the words say to an operator what to do."""


async def appoint(network: Network, directories: Sequence[Directory], email: str) -> str:
    """Make whoever has this e-mail address a facilitator, where no owner does it; their name.

    Raises Nobody, and Unreachable when a platform does not answer.
    """
    wanted = email.strip().casefold()
    for directory in directories:
        async for one in directory.everyone():
            if wanted and one.email.casefold() == wanted and not one.left and not one.bot:
                await introduce(network, one)
                return await network.run(make, one.address)
    raise Nobody(
        f"nobody has the e-mail address {email}; on Teams the bot knows those in teams that it was added to, so add "
        "the app to a team of theirs first"
    )


async def make(work: Work, address: Address) -> str:
    """Make somebody whom we know a facilitator, and tell them; their name."""
    person = await recognise(work, address, held=True)
    if person is None:
        raise NotYours
    await give(work, person, "Whoever runs Roundtable")
    return person.name


async def give(work: Work, person: Me, by: str) -> None:
    """Make a member a facilitator, and tell them who did; nothing for who is one."""
    if not person.facilitator:
        await members.name_facilitator(work.session, person.id, facilitator=True)
        await work.refresh_home(person.id)
        await work.send(person.id, named_by(by), key=f"facilitator:{person.id}:{work.now.isoformat()}")


async def choose(work: Work, me: Me, said: Said) -> Form:
    """A form to name one."""
    return FORM


async def name(work: Work, me: Me, said: Said) -> Card:
    """Make somebody a facilitator, and tell them; the same answer when they were one. Raises BadForm."""
    answer = said.answers.get("person")
    person = await recognise(work, answer, held=True) if isinstance(answer, Address) else None
    if person is None:
        raise BadForm(person="Please pick somebody who is here now. Bots and people who left cannot be facilitators.")
    await give(work, person, me.name)
    return replace(await listing(work, me, f"{person.name} is a facilitator"), detail=False)


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
    return replace(await listing(work, me, f"{names[said.value]} is no longer a named facilitator"), detail=False)
