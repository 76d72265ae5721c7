"""What many press at one moment is done in one go, and each is answered as if they had been alone."""

import asyncio
from collections import Counter

from bot.cards import Card
from bot.desk import SAID_BEFORE, Desk, Reply, press
from bot.directory import Address
from bot.poll_votes import vote_all
from bot.said import Said
from tests.bot.polling import Polled, numbers, people, polled
from tests.bot.scene import Scene, only, words_of

COUNTED = "Your vote is counted"


async def voted(desk: Desk, poll: Polled, who: Address, label: str, once: str) -> Reply:
    """Press an answer, as one of a crowd."""
    return await press(desk, who, "polls.vote", Said(f"{poll.key} {await poll.option(label)}"), once=once)


def title(reply: Reply) -> str:
    """What the answer is headed by."""
    return only(Card, reply.shown).title


async def test_everybody_in_a_crowd_is_counted_once_and_answered(scene: Scene) -> None:
    """Strangers, repeats, two presses of one person and what cannot be taken among them."""
    poll, named = await polled(scene), await polled(scene, shown="named")
    desk, crowd = scene.desk, people(scene, 20)
    soup, pizza = await poll.option("Soup"), await poll.option("Pizza")
    for one in crowd[:10]:
        await scene.card(one, "home.show")

    async def pressed(who: Address, value: str, once: str) -> Reply:
        return await press(desk, who, "polls.vote", Said(value), once=once)

    mine = [pressed(one, f"{poll.key} {soup}", f"press {number}") for number, one in enumerate(crowd)]
    again = [pressed(one, f"{poll.key} {soup}", f"press {number}") for number, one in enumerate(crowd[:5])]
    others = [pressed(one, f"{poll.key} {pizza}", f"other {number}") for number, one in enumerate(crowd[5:8])]
    wrong = [pressed(crowd[8], value, f"wrong {value}") for value in (f"{poll.key} 0", "x 1", f"{named.key} {soup}")]
    there = [voted(desk, named, one, "Soup", f"named {number}") for number, one in enumerate(crowd[:4])]
    shown = await asyncio.gather(*mine, *again, *others, *wrong, *there)
    titles = Counter(title(one) for one in shown)
    assert titles[SAID_BEFORE.title] == len(again)
    assert titles[COUNTED] == len(mine) + len(others) + len(there)
    assert sum(titles.values()) - titles[COUNTED] - len(again) == len(wrong)
    card = await poll.standing()
    assert "20 people have voted" in words_of(card)
    assert numbers(card) == {"Soup": "17 votes, 85%", "Pizza": "3 votes, 15%"}
    assert numbers(await named.standing())["Soup"] == "4 votes, 100%"
    later = await voted(desk, poll, crowd[0], "Pizza", "press 0")
    assert later.repeated
    assert numbers(await poll.standing()) == numbers(card)


async def test_what_a_crowd_says_of_a_closed_poll_changes_nothing(scene: Scene) -> None:
    """Each is told, and may say it again elsewhere."""
    poll = await polled(scene)
    desk, crowd = scene.desk, people(scene, 4)
    for one in crowd:
        await poll.vote(one, "Soup")
    await poll.card(poll.priya, "close")
    shown = await asyncio.gather(*(voted(desk, poll, one, "Pizza", f"late {one.user}") for one in crowd))
    assert {title(one) for one in shown} == {"This poll has closed"}
    assert await scene.rows("poll_ballots") == []
    assert await scene.rows("once_keys") == []


async def test_a_crowd_of_nobody_is_served(sqlite_scene: Scene) -> None:
    """Where all of it has to be served alone."""
    assert await sqlite_scene.network.run(vote_all, []) == []
