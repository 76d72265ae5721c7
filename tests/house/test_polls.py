"""One poll on both platforms: asked in Slack and in Teams, with one count."""

from bot.delivery import deliver_due
from bot.network import Network
from bot.poll_posting import keep_up
from tests.conftest import Clock
from tests.slack import workplace as slack
from tests.teams import workplace as teams
from tests.teams.test_channels import choose as choose_in_teams
from tests.teams.workplace import BEN

STUDY = "I study how drawing helps people who hear voices."


async def test_votes_from_slack_and_teams_are_one_count(sqlite_network: Network, clock: Clock) -> None:
    """Both channels show the same within two seconds."""
    async with slack.at_work(sqlite_network) as here, teams.at_work(sqlite_network) as there:

        async def shown() -> tuple[slack.Json, teams.Json]:
            clock.forward(seconds=2)
            await keep_up(sqlite_network)
            while await deliver_due(sqlite_network, {"slack": here.door.courier, "teams": there.door.courier}):
                pass
            on_slack = next(one for one in reversed(await here.messages("UBEN")) if "Who sees what" in slack.words(one))
            theirs = await there.messages(BEN, there.channel())
            return on_slack, next(one for one in reversed(theirs) if "Who sees what" in teams.words(one))

        await here.command("UADA", "/roundtable", "announce")
        await choose_in_teams(there)
        await here.make_profile("UADA", STUDY, part={"selected": "research"})
        await here.act("UADA", "close", view=(await here.modal("UADA"))["id"])
        await here.command("UADA", "/quick-poll", "“Lunch?” “Soup” “Pizza”", here.dm("UADA"))
        await here.press("UADA", await here.last("UADA", here.dm("UADA")), "Ask it in all", here.dm("UADA"))
        on_slack, on_teams = await shown()
        await here.press("UBEN", on_slack, "Soup")
        await there.press(BEN, on_teams, "Pizza", there.channel())
        for one, words in zip(await shown(), (slack.words, teams.words), strict=True):
            assert "Soup\n1 vote, 50% █████░░░░░" in words(one)
            assert "Pizza\n1 vote, 50% █████░░░░░" in words(one)
