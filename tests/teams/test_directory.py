"""The people of the tenant, as the rules see them."""

import pytest

from bot.directory import Identity, Unreachable
from tests.teams.workplace import ADA, BEN, CAT, CLIENT, DAN, TENANT, Workplace


async def test_a_person_is_who_teams_says(place: Workplace) -> None:
    """Name, address for import, and what their own activities told of timezone and language."""
    await place.say(BEN, "help")
    ben = await place.door.directory.identify(place.address(BEN))
    assert ben == Identity(
        place.address(BEN), "Ben Hall", timezone="America/New_York", language="en-US", email="ben@example.org"
    )


async def test_a_guest_is_a_person_with_the_address_that_they_have_elsewhere(place: Workplace) -> None:
    """Not with the name that Teams signs them in by."""
    await place.say(CAT, "help")
    cat = await place.door.directory.identify(place.address(CAT))
    assert cat is not None
    assert (cat.name, cat.email, cat.bot) == ("Cat Moss", "cat@charity.example", False)


async def test_who_never_wrote_to_the_bot_is_found_where_the_app_is_theirs(place: Workplace) -> None:
    """And is nobody to us where it is not, or where there is nobody."""
    assert await place.door.directory.identify(place.address(BEN)) is None
    await place.say(ADA, "help")
    ben = await place.door.directory.identify(place.address(BEN))
    assert ben is not None
    assert ben.name == "Ben Hall"
    assert await place.door.directory.identify(place.address(DAN)) is None
    assert await place.door.directory.identify(place.address(CLIENT)) is None


async def test_who_wrote_to_the_bot_is_known_by_name_while_teams_is_away(place: Workplace) -> None:
    """A first message is answered all the same."""
    await place.fault(method="member", error="500", times=9)
    await place.say(BEN, "help")
    ben = await place.door.directory.identify(place.address(BEN))
    assert ben is not None
    assert (ben.name, ben.email) == ("Ben Hall", "")
    assert len(await place.messages(BEN)) == 2


async def test_everybody_in_the_teams_of_the_bot_is_listed_once(place: Workplace) -> None:
    """With addresses where Teams gives them; it gives a bot no list of the whole tenant."""
    for channel in (place.channel(), place.channel("Introductions"), place.group):
        await place.say(ADA, "@Roundtable help", channel)
    everyone = [person async for person in place.door.directory.everyone()]
    assert sorted(person.address.user for person in everyone) == sorted((ADA, BEN, CAT, DAN))
    assert {person.address.workspace for person in everyone} == {TENANT}
    assert {person.email for person in everyone} >= {"ben@example.org", "cat@charity.example"}


async def test_a_long_list_is_read_page_by_page(place: Workplace) -> None:
    """Teams gives some hundreds at once."""
    for number in range(450):
        place.team.add_person({"real_name": f"Person {number}"})
    await place.say(ADA, "@Roundtable help", place.channel())
    found = [person async for person in place.door.directory.everyone()]
    assert len({person.address for person in found}) == len(found) == 454
    assert len(await place.calls("paged_members")) == 3


async def test_a_team_that_the_bot_was_taken_out_of_is_passed_over(place: Workplace) -> None:
    """The others are still listed."""
    for channel in (place.channel(), place.group):
        await place.say(ADA, "@Roundtable help", channel)
    place.team.group.with_bot = False
    assert len([person async for person in place.door.directory.everyone()]) == 4


async def test_people_are_looked_up_by_name_or_address(place: Workplace) -> None:
    """In capitals or not."""
    await place.say(ADA, "@Roundtable help", place.channel())
    for words in ("ben hall", " Ben  Hall ", "BEN@EXAMPLE.ORG"):
        assert [each.address.user for each in await place.door.directory.look_up(words)] == [BEN]
    assert await place.door.directory.look_up("Ben") == []


@pytest.mark.parametrize("error", ["500", "429", "drop_before"])
async def test_when_teams_does_not_say_the_words_are_for_the_operator(place: Workplace, error: str) -> None:
    """Nobody is taken for not being there."""
    await place.say(ADA, "@Roundtable help", place.channel())
    await place.fault(method="create", error=error, times=9)
    with pytest.raises(Unreachable, match=":"):
        await place.door.directory.identify(place.address(BEN))
    await place.fault(method="paged_members", error=error, times=9)
    with pytest.raises(Unreachable, match=":"):
        _ = [person async for person in place.door.directory.everyone()]
