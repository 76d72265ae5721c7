"""Who may take part: guests, people of other workspaces, bots, and those who leave."""

from typing import Any

import pytest

from bot.errors import Busy
from bot.network import Network
from tests.slack.workplace import Workplace, words

VOICES = "We draw and write with people who hear voices."


async def test_a_guest_is_a_full_member(place: Workplace) -> None:
    """They make a profile and are found."""
    await place.make_profile("UCAT", VOICES)
    await place.command("UADA", "/find-collaborator", "hearing voices")
    assert "Cat Moss" in words(await place.last("UADA"))


async def test_somebody_from_another_workspace_is_answered_in_the_shared_channel(place: Workplace) -> None:
    """Slack Connect: they have no commands of ours, but may ask by a mention; their account is reached through ours."""
    channel = place.channel("research-exchange")
    await place.make_profile("UBEN", VOICES)
    await place.act("UEVE", "say", channel=channel, text=f"<@{place.workspace.bot.id}> hearing voices")
    shown = await place.last("UEVE", channel)
    assert shown["ephemeral"]
    assert "Ben Hall" in words(shown)
    await place.press("UEVE", shown, "Make my profile", channel)
    assert (await place.modal("UEVE"))["callback_id"] == "profiles.save"


async def test_who_was_deactivated_is_found_no_more(place: Workplace) -> None:
    """Slack tells us of it, and the next search leaves them out; when they come back they are found again."""
    await place.make_profile("UBEN", VOICES)
    await place.act("UBEN", "change", deleted=True)
    await place.command("UADA", "/find-collaborator", "hearing voices")
    assert "Ben Hall" not in words(await place.last("UADA"))
    await place.act("UBEN", "change", deleted=False)
    await place.command("UADA", "/find-collaborator", "hearing voices")
    assert "Ben Hall" in words(await place.last("UADA"))


async def test_a_new_name_is_shown_from_then_on(place: Workplace) -> None:
    """Names come from Slack."""
    await place.make_profile("UBEN", VOICES)
    await place.act("UBEN", "change", real_name="Benedict Hall", pronouns="they/them")
    await place.command("UADA", "/find-collaborator", "hearing voices")
    assert "Benedict Hall (they/them)" in words(await place.last("UADA"))


async def test_a_change_delivered_twice_is_taken_once(place: Workplace) -> None:
    """An older name that is delivered late does not come back."""
    await place.make_profile("UBEN", VOICES)
    await place.act("UBEN", "change", real_name="Benedict Hall")
    older = (await place.deliveries("user_change"))[-1]
    await place.act("UBEN", "change", real_name="Ben Hallam")
    again = await place.control("POST", f"deliveries/{older['n']}/repeat")
    await place.quiet()
    assert again["acknowledged"]
    await place.command("UADA", "/find-collaborator", "hearing voices")
    assert "Ben Hallam" in words(await place.last("UADA"))


async def test_a_change_that_could_not_be_taken_is_asked_for_again(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the database is away the event is not acknowledged, and Slack sends it once more."""
    await place.make_profile("UBEN", VOICES)
    take = Network.run_once
    away = iter((True,))

    async def sometimes(network: Network, *given: Any) -> Any:
        if next(away, False):
            raise Busy
        return await take(network, *given)

    monkeypatch.setattr(Network, "run_once", sometimes)
    await place.act("UBEN", "change", real_name="Benedict Hall")
    tries = await place.deliveries("user_change")
    while not tries[-1]["acknowledged"]:
        await place.quiet()
        tries = await place.deliveries("user_change")
    assert [each["status"] for each in tries] == [500, 200]
    await place.command("UADA", "/find-collaborator", "hearing voices")
    assert "Benedict Hall" in words(await place.last("UADA"))


async def test_who_joins_the_workspace_is_met_when_they_come_to_us(place: Workplace) -> None:
    """Slack tells us of everybody who joins; nothing is kept of them until they say something."""
    await place.control("POST", "users", id="UNEW", real_name="New Comer")
    await place.quiet()
    assert (await place.deliveries("team_join"))[-1]["acknowledged"]
    await place.make_profile("UNEW", VOICES)
    await place.command("UADA", "/find-collaborator", "hearing voices")
    assert "New Comer" in words(await place.last("UADA"))


async def test_a_bot_cannot_be_named_a_facilitator(place: Workplace) -> None:
    """Roundtable is for people."""
    await place.command("UADA", "/roundtable", "facilitators")
    await place.press("UADA", await place.last("UADA"), "Name a facilitator")
    await place.submit("UADA", person={"selected_user": place.workspace.bot.id})
    assert "Bots" in (await place.view("UADA"))["errors"]["person"]
