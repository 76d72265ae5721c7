"""What the tests of mail share: people on a network that sends e-mail, the codes they are mailed, and a mailbox."""

from dataclasses import replace

from bot.cards import Card, Text, load
from bot.directory import Address
from bot.mail import takers
from bot.network import Work
from tests.bot.scene import Scene, only

ROSA = "rosa@harbour.example"


def mailing(scene: Scene) -> Scene:
    """The same people on a network where e-mail is set up."""
    return replace(scene, network=replace(scene.network, mails=True))


async def waiting(scene: Scene, kind: str) -> list[Card]:
    """The mails of a kind that are still to be sent."""
    rows = [row for row in await scene.rows("outbox") if row["kind"] == kind and row["done_at"] is None]
    return [only(Card, load(row["card"])) for row in rows]


async def code_for(scene: Scene, who: Address, address: str = ROSA) -> str:
    """Give an address, and read the code that is mailed there."""
    card = await scene.card(who, "mail.give", address=address)
    assert card.title == "Look into your mail"
    [*_, letter] = await waiting(scene, "code")
    return letter.title.partition(" ")[0]


async def confirmed(scene: Scene, who: Address, address: str = ROSA) -> int:
    """Have somebody take mail at an address; their id."""
    card = await scene.card(who, "mail.confirm", code=await code_for(scene, who, address))
    assert card.title == "Your e-mails go to this address"
    return await scene.id_of(who)


async def mailed(scene: Scene, member: int, title: str = "Your digest", key: str = "digest") -> None:
    """Have a mail written to somebody."""

    async def write(work: Work) -> None:
        await work.mail(member, Card(title, (Text("Three calls fit you."),)), key=key)

    await scene.network.run(write)


async def takes_mail(scene: Scene, member: int) -> bool:
    """Whether somebody can be written to by mail now."""
    return await scene.network.look(takers, [member]) == {member}
