"""Socket Mode: the same listeners, over a connection that we open."""

from bot.network import Network
from tests.slack.workplace import APP_TOKEN, at_work, profile, words

VOICES = "We draw and write with people who hear voices."


async def test_everything_works_over_a_socket(sqlite_network: Network) -> None:
    """A command, a form, its answer, a search and a direct message, with no address that Slack could reach."""
    async with at_work(sqlite_network, app_token=APP_TOKEN) as place:
        await place.control("PUT", "app", request_url=None)
        await place.command("UBEN", "/my-profile")
        done = await place.submit("UBEN", **profile(VOICES))
        assert done["action"] == "update"
        await place.command("UADA", "/find-collaborator", "hearing voices")
        assert "Ben Hall" in words(await place.last("UADA"))
        await place.act("UADA", "say", channel=place.dm("UADA"), text="hearing voices")
        assert "Ben Hall" in words(await place.last("UADA", place.dm("UADA")))
        await place.press("UADA", await place.last("UADA"), "See profile")
        assert VOICES in words(await place.modal("UADA"))
