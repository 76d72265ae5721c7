"""The people of the workspace, as the rules see them."""

import pytest

from bot.directory import Address, Identity, Unreachable
from tests.slack.workplace import TEAM, Workplace


def at(user: str) -> Address:
    """Somebody's address."""
    return Address("slack", TEAM, user)


async def test_a_person_is_who_slack_says(place: Workplace) -> None:
    """Name, pronouns, timezone, language, address for import, and whether they own the workspace."""
    ada = await place.door.directory.identify(at("UADA"))
    assert ada == Identity(
        at("UADA"), "Ada Osei", "she/her", "Europe/London", "en-GB", email="ada@example.org", owner=True
    )
    ben = await place.door.directory.identify(at("UBEN"))
    assert ben is not None
    assert (ben.timezone, ben.owner) == ("America/New_York", False)


async def test_bots_are_known_as_bots(place: Workplace) -> None:
    """Also Slack's own, whose account does not say so."""
    for user in (place.workspace.bot.id, "USLACKBOT"):
        found = await place.door.directory.identify(at(user))
        assert found is not None
        assert found.bot


async def test_who_has_left_is_known_as_such(place: Workplace) -> None:
    """Their account is still in the list."""
    fay = await place.door.directory.identify(at("UFAY"))
    assert fay is not None
    assert fay.left


async def test_nobody_is_none(place: Workplace) -> None:
    """An id that Slack does not know."""
    assert await place.door.directory.identify(at("UNOBODY")) is None


async def test_everyone_is_listed_with_addresses_of_our_workspace(place: Workplace) -> None:
    """People of other workspaces too: ours is the one that reaches them."""
    everyone = {person.address.user: person async for person in place.door.directory.everyone()}
    assert {"UADA", "UBEN", "UCAT", "UFAY", "USLACKBOT"} <= set(everyone)
    assert {person.address.workspace for person in everyone.values()} == {TEAM}
    assert everyone["UBEN"].email == "ben@example.org"


async def test_a_long_list_is_read_page_by_page(place: Workplace) -> None:
    """Waiting whenever Slack says that it was too many."""
    for number in range(450):
        place.workspace.add_user({"id": f"UX{number}", "real_name": f"Person {number}"})
    await place.fault(method="users.list", error="ratelimited", retry_after=0)
    found = [person async for person in place.door.directory.everyone()]
    assert len({person.address for person in found}) == len(found) >= 450
    assert len(await place.calls("users.list")) >= 4


@pytest.mark.parametrize("error", ["500", "token_revoked", "missing_scope", "drop_before"])
async def test_when_slack_does_not_say_the_words_are_for_the_operator(place: Workplace, error: str) -> None:
    """Neither is taken for nobody being there."""
    await place.fault(method="users.info", error=error, times=9)
    with pytest.raises(Unreachable, match=":"):
        await place.door.directory.identify(at("UBEN"))
    await place.fault(method="users.list", error=error, times=30)
    with pytest.raises(Unreachable, match=":"):
        _ = [person async for person in place.door.directory.everyone()]
