"""What happens when two things about a poll happen at once, in two processes, on both databases."""

import asyncio
from collections import Counter

from bot.cards import Card
from bot.poll_posting import keep_up
from bot.schedule import JOBS
from tests.bot.introducing import titles
from tests.bot.polling import Polled, ask, numbers, people, polled
from tests.bot.scene import Scene, only, words_of
from tests.conftest import Opener

ROUNDS = 3


async def test_two_presses_of_one_person_at_once_count_once(scene: Scene, opener: Opener, database_url: str) -> None:
    """The same answer or another one."""
    second = scene.elsewhere(opener(database_url))
    poll = await polled(scene)
    for one in people(scene, ROUNDS):
        there = Polled(second, poll.priya, poll.key)
        await asyncio.gather(poll.vote(one, "Soup"), there.vote(one, "Pizza"), poll.vote(one, "Soup"))
    votes = [int(value.split()[0]) for value in numbers(await poll.standing()).values()]
    assert sum(votes) == ROUNDS
    assert f"{ROUNDS} people have voted" in words_of(await poll.standing())


async def test_every_vote_of_a_crowd_is_counted_and_shown(scene: Scene, opener: Opener, database_url: str) -> None:
    """While two workers show them; what the channel shows in the end lacks none."""
    second = scene.elsewhere(opener(database_url))
    poll = await polled(scene)
    crowd = people(scene, 40)
    soup, pizza = await poll.option("Soup"), await poll.option("Pizza")

    async def vote(number: int) -> Card:
        place = second if number % 2 else scene
        return await place.card(crowd[number], "polls.vote", f"{poll.key} {soup if number % 4 else pizza}")

    shown = [await asyncio.gather(*(vote(number) for number in range(start, start + 10))) for start in (0, 10)]
    more, *_ = await asyncio.gather(
        asyncio.gather(*(vote(number) for number in range(20, 40))), keep_up(scene.network), keep_up(second.network)
    )
    assert Counter(card.title for part in (*shown, more) for card in part) == {"Your vote is counted": 40}
    assert numbers(await poll.standing()) == {"Soup": "30 votes, 75%", "Pizza": "10 votes, 25%"}


async def test_a_vote_at_the_closing_is_counted_or_refused(scene: Scene, opener: Opener, database_url: str) -> None:
    """Whoever is told that it counts finds it in the numbers; two closings close once."""
    second = scene.elsewhere(opener(database_url))
    voters = people(scene, 4)
    for number in range(ROUNDS):
        poll = await polled(scene)
        there = Polled(second, poll.priya, poll.key)
        votes = [(there if number % 2 else poll).vote(one, "Soup") for one in voters]
        closing = [poll.card(poll.priya, "close"), there.card(poll.priya, "close")]
        *shown, _, _ = await asyncio.gather(*votes, *closing)
        counted = sum(card.title == "Your vote is counted" for card in shown)
        assert {card.title for card in shown} <= {"Your vote is counted", "This poll has closed"}
        assert (await poll.row())["voters"] == counted
        assert await scene.rows("poll_ballots") == []
    assert (await titles(scene, poll.priya)).count("Your poll has closed: Lunch?") == ROUNDS


async def test_a_vote_for_an_answer_that_goes_is_dropped_or_refused(
    scene: Scene, opener: Opener, database_url: str
) -> None:
    """It is never counted for nothing."""
    second = scene.elsewhere(opener(database_url))
    [one] = people(scene, 1)
    for number in range(ROUNDS):
        poll = await polled(scene, answers="Soup\nPizza\nRice")
        rice = f"{poll.key} {await poll.option('Rice')}"
        vote, drop = second.card(one, "polls.vote", rice), scene.card(poll.priya, "polls.drop", rice)
        shown = (await asyncio.gather(vote, drop))[0] if number % 2 else (await asyncio.gather(drop, vote))[1]
        assert shown.title in {"Your vote is counted", "This answer was removed"}
        assert "Nobody has voted yet" in words_of(await poll.standing())
        await poll.card(poll.priya, "close")


async def test_two_workers_ask_the_next_poll_once(scene: Scene, opener: Opener, database_url: str) -> None:
    """And close the one before once."""
    second = scene.elsewhere(opener(database_url))
    poll = await polled(scene, repeats="week")
    scene.clock.forward(days=7)
    tend = JOBS["polls.tend"].run
    await asyncio.gather(scene.network.run(tend), second.network.run(tend), scene.network.run(tend))
    assert Counter(row["state"] for row in await scene.rows("polls")) == {"closed": 1, "open": 1}
    assert (await titles(scene, poll.priya)) == ["Your poll has closed: Lunch?"]


async def test_asking_at_once_stays_within_the_limit(scene: Scene, opener: Opener, database_url: str) -> None:
    """The fifth place goes to one of two."""
    second = scene.elsewhere(opener(database_url))
    polls = [await polled(scene) for _ in range(4)]
    shown = await asyncio.gather(*(ask(place, polls[0].priya) for place in (scene, second)))
    assert sorted(only(Card, one).title for one in shown) == ["You have 5 polls open", "Your poll is asked"]
