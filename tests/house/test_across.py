"""Introductions between the platforms: one in Slack, one in Teams, the real bot on both at once."""

from bot.delivery import deliver_due
from bot.network import Network
from bot.round_calendar import next_due
from bot.round_holding import hold
from tests.conftest import Clock
from tests.slack import workplace as slack
from tests.slack.test_introductions import TERMS
from tests.slack.test_rounds import take_part as on_slack
from tests.teams import workplace as teams
from tests.teams.test_rounds import take_part as on_teams
from tests.teams.workplace import BEN

STUDY = "I study how drawing helps people who hear voices."


async def test_who_is_in_slack_meets_who_is_in_teams(sqlite_network: Network) -> None:
    """Found, asked, agreed, and written to both ways, each on their own platform."""
    async with slack.at_work(sqlite_network) as here, teams.at_work(sqlite_network) as there:

        async def deliver() -> None:
            while await deliver_due(sqlite_network, {"slack": here.door.courier, "teams": there.door.courier}):
                pass

        await there.make_profile(BEN)
        await here.make_profile("UADA", STUDY, part={"selected": "research"})
        await here.act("UADA", "close", view=(await here.modal("UADA"))["id"])
        await here.command("UADA", "/find-collaborator", "hearing voices")
        results = await here.last("UADA")
        assert "They are on Microsoft Teams" in slack.words(results)
        await here.press("UADA", results, "Ask for an introduction")
        await here.submit("UADA", **TERMS)
        await here.act("UADA", "close", view=(await here.modal("UADA"))["id"])
        await deliver()
        request = await there.last(BEN)
        assert "Can be reached on Slack" in teams.words(request)
        await there.press(BEN, request, "Accept")
        await deliver()
        agreed = await here.last("UADA", here.dm("UADA"))
        assert "You and Ben Hall are introduced" in slack.words(agreed)
        await here.press("UADA", agreed, "Write to Ben Hall", here.dm("UADA"))
        await here.submit("UADA", message={"text": "Hello Ben, does Tuesday suit you?"})
        await deliver()
        message = await there.last(BEN)
        assert "Hello Ben, does Tuesday suit you?" in teams.words(message)
        await there.press(BEN, message, "Reply")
        await there.press(BEN, await there.last(BEN), "Send", message="It does.")
        await deliver()
        assert "It does." in slack.words(await here.last("UADA", here.dm("UADA")))


async def test_a_round_brings_together_who_is_in_slack_and_who_is_in_teams(
    sqlite_network: Network, clock: Clock
) -> None:
    """Each joins on their own platform, one is asked first, and the bot carries what they write."""
    async with slack.at_work(sqlite_network) as here, teams.at_work(sqlite_network) as there:

        async def go_on() -> None:
            await hold(sqlite_network)
            while await deliver_due(sqlite_network, {"slack": here.door.courier, "teams": there.door.courier}):
                pass

        await there.make_profile(BEN)
        await here.make_profile("UADA", STUDY, part={"selected": "research"})
        await here.act("UADA", "close", view=(await here.modal("UADA"))["id"])
        await on_slack(here, "UADA", "direct")
        await on_teams(there, BEN, "ask")
        clock.now = next_due(None, clock.now, 4)
        await go_on()
        await here.press("UADA", await here.last("UADA", here.dm("UADA")), "Join", here.dm("UADA"))
        await there.press(BEN, await there.last(BEN), "Join")
        clock.forward(days=3, hours=4)
        await go_on()
        await there.press(BEN, await there.last(BEN), "Accept")
        await go_on()
        agreed = await here.last("UADA", here.dm("UADA"))
        assert "You and Ben Hall are introduced" in slack.words(agreed)
        await here.press("UADA", agreed, "Write to Ben Hall", here.dm("UADA"))
        await here.submit("UADA", message={"text": "Hello Ben, the round found us."})
        await go_on()
        assert "Hello Ben, the round found us." in teams.words(await there.last(BEN))
