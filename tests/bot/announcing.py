"""What the tests of channels share: a facilitator who chooses them, and posts that stand there and change."""

from collections.abc import Mapping

from bot import channels
from bot.cards import Card, Text, load
from bot.channels import Standing
from bot.desk import say
from bot.directory import Address, Room
from bot.network import Work
from bot.outbox import Undeliverable
from tests.bot.scene import Scene, only

GENERAL = Room("slack", "T1", "C1", name="#general")
HIDDEN = Room("slack", "T1", "C2", name="#zanzibar", private=True)
TEAM = Room("teams", "T9", "19:b@thread.tacv2", "19:a@thread.tacv2", "Exchange in Northfield")
OUT = Undeliverable("not_in_channel: the bot is not in that channel: invite it there", gone="channel")
DELETED = Undeliverable("message_not_found: the message was deleted: nothing to do", gone="message")


def card(title: str) -> Card:
    """Something to post."""
    return Card(title, (Text("Words."),))


async def announce(scene: Scene, who: Address, room: Room | None = GENERAL, words: str = "announce") -> Card:
    """Say it in a channel; what is shown then."""
    return only(Card, (await say(scene.desk, who, words, room=room)).shown)


async def owner(scene: Scene) -> Address:
    """A facilitator, to whom nothing is to be shown."""
    who = scene.town.add("olga", "Olga", owner=True)
    await scene.card(who, "home.show")
    return who


async def publish(scene: Scene, key: str, title: str = "Help wanted") -> None:
    """Post a card in every announcement channel."""

    async def run(work: Work) -> None:
        for each in await channels.announcing(work):
            await work.post(each.id, card(title), key=f"{key}:{each.id}")

    await scene.network.run(run)


async def update(scene: Scene, key: str, title: str) -> None:
    """Show a post as another card."""
    await scene.network.run(lambda work: work.update(key, card(title)))


async def where(scene: Scene, *keys: str) -> Mapping[str, Standing]:
    """Where posts stand."""
    return await scene.network.look(channels.where, keys)


async def told(scene: Scene, action: str = "card") -> list[str]:
    """The titles of what waits to be told to members."""
    rows = await scene.rows("outbox")
    return [only(Card, load(row["card"])).title for row in rows if row["kind"] == action and row["card"]]
