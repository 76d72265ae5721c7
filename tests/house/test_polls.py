"""One poll on both platforms: asked in Slack and in Teams, with one count."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

from bot.delivery import deliver_due
from bot.desk import press
from bot.directory import Address
from bot.network import BETWEEN_CHANGES, Network
from bot.poll_posting import keep_up
from bot.said import Said
from bot.schedule import ALL, WATCHES, work
from tests.conftest import Clock
from tests.house.both_sides import Ahead
from tests.patience import PATIENCE
from tests.slack import workplace as slack
from tests.teams import workplace as teams
from tests.teams.test_channels import choose as choose_in_teams
from tests.teams.workplace import BEN, CAT

STUDY = "I study how drawing helps people who hear voices."

Shown = tuple[slack.Json, teams.Json]


async def asked(here: slack.Workplace, there: teams.Workplace) -> None:
    """Ada asks a poll in the announcement channels of both."""
    await here.command("UADA", "/roundtable", "announce")
    await choose_in_teams(there)
    await here.make_profile("UADA", STUDY, part={"selected": "research"})
    await here.act("UADA", "close", view=(await here.modal("UADA"))["id"])
    await here.command("UADA", "/quick-poll", "“Lunch?” “Soup” “Pizza”", here.dm("UADA"))
    await here.press("UADA", await here.last("UADA", here.dm("UADA")), "Ask it in all", here.dm("UADA"))


async def standing(here: slack.Workplace, there: teams.Workplace) -> list[Shown]:
    """The poll as it stands in both channels; nothing where it is not in both yet."""
    on_slack = [one for one in reversed(await here.messages("UBEN")) if "Who sees what" in slack.words(one)]
    theirs = await there.messages(BEN, there.channel())
    on_teams = [one for one in reversed(theirs) if "Who sees what" in teams.words(one)]
    return list(zip(on_slack, on_teams, strict=False))


async def test_votes_from_slack_and_teams_are_one_count(sqlite_network: Network, clock: Clock) -> None:
    """Both channels show the same, two seconds later by the clock."""
    async with slack.at_work(sqlite_network) as here, teams.at_work(sqlite_network) as there:

        async def shown() -> Shown:
            clock.forward(seconds=2)
            await keep_up(sqlite_network)
            while await deliver_due(sqlite_network, {"slack": here.door.courier, "teams": there.door.courier}):
                pass
            return (await standing(here, there))[0]

        await asked(here, there)
        on_slack, on_teams = await shown()
        await here.press("UBEN", on_slack, "Soup")
        await there.press(BEN, on_teams, "Pizza", there.channel())
        for one, words in zip(await shown(), (slack.words, teams.words), strict=True):
            assert "Soup\n1 vote, 50% █████░░░░░" in words(one)
            assert "Pizza\n1 vote, 50% █████░░░░░" in words(one)


async def test_votes_come_to_the_channels_by_themselves(network: Network) -> None:
    """The real schedule and its worker, and nobody else, look for votes and change both messages.

    That it takes two seconds at most is not measured here, where a busy machine would decide; it follows from what they
    go by: votes are looked for every second, and a message waits for a second at most since its last change.
    """
    assert ALL["polls.show"] is WATCHES["polls.show"]
    assert WATCHES["polls.show"].every + BETWEEN_CHANGES <= timedelta(seconds=2)
    going, stop = replace(network, clock=Ahead()), asyncio.Event()
    async with slack.at_work(going) as here, teams.at_work(going) as there:
        working = asyncio.create_task(work(going, {"slack": here.door.courier, "teams": there.door.courier}, stop))
        try:
            await asked(here, there)
            on_slack, _ = await until(lambda: standing(here, there), "Nobody has voted yet")
            soup, pizza = (slack.button(on_slack, label)[1]["value"] for label in ("Soup", "Pizza"))
            votes = (
                (here.desk, Address("slack", slack.TEAM, "UBEN"), soup),
                (here.desk, Address("slack", slack.TEAM, "UCAT"), soup),
                (there.desk, there.address(BEN), pizza),
                (there.desk, there.address(CAT), soup),
            )
            # Pressed at the desk: a message may change between being looked at and being clicked.
            await asyncio.gather(*(press(desk, who, "polls.vote", Said(value)) for desk, who, value in votes))
            await until(lambda: standing(here, there), "3 votes, 75%")
        finally:
            stop.set()
            await working


async def until(look: Callable[[], Awaitable[list[Shown]]], words: str) -> Shown:
    """Wait until both channels say this."""
    async with asyncio.timeout(PATIENCE / 1000):
        while True:
            for both in await look():
                if words in slack.words(both[0]) and words in teams.words(both[1]):
                    return both
            await asyncio.sleep(0.02)
