"""Who takes part: the first welcome, guests, those who change or leave, and those who come back."""

from typing import Any

import pytest

from bot.directory import Address
from bot.references import find, remove
from handlers.teams.answers import ADD_ME
from tests.teams.workplace import ADA, BEN, CAT, DAN, TENANT, VOICES, Workplace, words


async def test_who_adds_the_app_is_welcomed_once_whatever_is_repeated(place: Workplace) -> None:
    """Teams tells of it in two ways, and again whenever it is opened anew."""
    await place.act(DAN, "install")
    (welcome,) = await place.messages(DAN)
    assert "Welcome, Dan Roe" in words(welcome)
    await place.act(DAN, "reload")
    await place.repeat("installationUpdate")
    await place.repeat("conversationUpdate")
    await place.act(DAN, "uninstall")
    await place.act(DAN, "install")
    assert [words(message) for message in await place.messages(DAN)] == [words(welcome)]


async def test_a_channel_is_told_once_how_to_ask(place: Workplace) -> None:
    """When the app is added to its team, and not to everybody's own chat."""
    for _ in range(2):
        await place.act(ADA, "uninstall", channel=place.channel())
        await place.act(ADA, "install", channel=place.channel())
    (hello,) = await place.messages(BEN, place.channel())
    assert "Mention me with a few words" in words(hello)
    await place.press(BEN, hello, "What can I do", place.channel())
    assert "find" in words(await place.last(BEN))
    assert await place.messages(BEN, place.channel()) == [hello]


async def test_a_group_chat_is_told_once_how_to_ask(place: Workplace) -> None:
    """As a channel is."""
    await place.act(ADA, "uninstall", channel=place.group)
    await place.act(ADA, "install", channel=place.group)
    assert "Hello, everybody" in words(await place.last(BEN, place.group))


async def test_people_who_join_a_team_are_left_alone(place: Workplace) -> None:
    """Nothing is kept of them until they say something."""
    created = await place.control("POST", "users", real_name="New Comer", installed=False)
    await place.act(ADA, "invite", channel=place.group, user=created["user"]["id"])
    assert await place.messages(created["user"]["id"]) == []
    assert await place.messages(ADA, place.group) == []


async def test_a_guest_is_a_full_member(place: Workplace) -> None:
    """They make a profile and are found, also from their own chat and by the name that Teams has for them."""
    await place.make_profile(CAT)
    await place.say(ADA, "hearing voices")
    assert "Cat Moss" in words(await place.last(ADA))


async def test_who_has_not_added_the_app_is_told_how(place: Workplace) -> None:
    """In the channel where they asked, without a word of what they asked; and after adding it, it works."""
    await place.act(ADA, "uninstall", channel=place.group)
    asked = await place.say(DAN, "@Roundtable how to leave my job", place.channel())
    said = [message["text"] for message in await place.messages(DAN, place.channel(), asked)]
    assert said[1:] == [ADD_ME]
    assert await place.messages(DAN) == []
    await place.act(DAN, "install")
    await place.say(DAN, "@Roundtable poetry", place.channel())
    assert "poetry" in words(await place.last(DAN))


async def test_who_removes_the_app_is_found_no_more_until_they_come_back(place: Workplace) -> None:
    """With nothing lost of their profile."""
    await place.make_profile(BEN)
    await place.act(BEN, "uninstall")
    await place.say(ADA, "hearing voices")
    assert "Ben Hall" not in words(await place.last(ADA))
    assert await kept(place, BEN) is None
    await place.act(BEN, "install")
    await place.say(ADA, "hearing voices")
    assert "Ben Hall" in words(await place.last(ADA))
    reference = await kept(place, BEN)
    assert reference is not None
    assert reference.conversation == place.chat(BEN)


async def test_who_was_brought_in_and_never_met_the_bot_can_remove_it_too(place: Workplace) -> None:
    """Nothing is known of where they are written to; nobody finds them then, and they keep their name."""
    await place.make_profile(BEN)
    await place.network.run(remove, place.address(BEN))
    await place.act(BEN, "uninstall")
    await place.say(ADA, "hearing voices")
    assert "Ben Hall" not in words(await place.last(ADA))
    await place.act(BEN, "install")
    await place.say(ADA, "hearing voices")
    assert "Ben Hall" in words(await place.last(ADA))


async def test_that_the_app_was_added_or_removed_is_heard_once(place: Workplace) -> None:
    """A repeat of what was said before has no effect on how it is now."""
    await place.make_profile(BEN)
    await place.act(BEN, "uninstall")
    await place.act(BEN, "install")
    first = next(each for each in await place.deliveries("installationUpdate") if "remove" in str(each["activity"]))
    await place.control("POST", f"deliveries/{first['n']}/repeat")
    assert await kept(place, BEN) is not None
    await place.act(BEN, "uninstall")
    added = next(each for each in await place.deliveries("installationUpdate") if "'add'" in str(each["activity"]))
    await place.control("POST", f"deliveries/{added['n']}/repeat")
    await place.quiet()
    assert await kept(place, BEN) is None


async def test_who_removed_the_app_and_asks_in_a_channel_is_back(place: Workplace) -> None:
    """They have come to us, so they are no longer one who left; the answer waits until they add the app."""
    await place.make_profile(BEN)
    await place.act(BEN, "uninstall")
    await place.say(BEN, "@Roundtable poetry", place.channel())
    await place.say(ADA, "hearing voices")
    assert "Ben Hall" in words(await place.last(ADA))


async def test_a_new_name_a_timezone_and_a_language_are_taken_from_what_people_do(place: Workplace) -> None:
    """Each activity says who somebody is now."""
    await place.make_profile(BEN)
    await place.control("POST", f"users/{BEN}/change", real_name="Benedict Hall", tz="Europe/Paris", locale="fr-FR")
    await place.say(BEN, "help")
    await place.say(ADA, "hearing voices")
    assert "Benedict Hall" in words(await place.last(ADA))
    reference = await kept(place, BEN)
    assert reference is not None
    assert (reference.name, reference.timezone, reference.language) == ("Benedict Hall", "Europe/Paris", "fr-FR")


async def test_a_reference_is_written_when_something_is_new_and_not_with_every_message(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise each message would wait for every other one's place in the database."""
    await place.say(ADA, "help")
    writes: list[str] = []
    run = type(place.network).run

    async def counted(network: Any, action: Any, /, *given: Any, **more: Any) -> Any:
        writes.append(action.__name__)
        return await run(network, action, *given, **more)

    monkeypatch.setattr(type(place.network), "run", counted)
    for _ in range(3):
        await place.say(ADA, "help")
        await place.say(ADA, "@Roundtable help", place.channel())
    assert writes.count("take") == 1
    await place.control("POST", f"users/{ADA}/change", locale="cy-GB")
    await place.say(ADA, "help")
    assert writes.count("take") == 2


async def test_an_activity_that_says_less_takes_nothing_away(place: Workplace) -> None:
    """Some clients send no timezone, and a channel is nobody's own chat."""
    await place.say(BEN, "help")
    before = await kept(place, BEN)
    draft = await place.drafted(BEN, "@Roundtable help", place.channel())
    for name in ("localTimezone", "locale"):
        del draft[name]
    await place.forge(activity={**draft, "id": "later"})
    assert await kept(place, BEN) == before
    assert before is not None
    assert (before.timezone, before.language) == ("America/New_York", "en-US")


async def test_a_channel_that_is_deleted_is_written_to_no_more(place: Workplace) -> None:
    """Its reference is removed, the others stay."""
    channel = place.channel("Introductions")
    await place.say(ADA, "@Roundtable help", channel)
    await place.say(ADA, "@Roundtable help", place.channel())
    draft = await place.drafted(ADA, "x", channel)
    told = {"type": "conversationUpdate", "channelData": {**draft["channelData"], "eventType": "channelDeleted"}}
    await place.forge(activity={**draft, **told})
    assert await kept(place, channel) is None
    assert await kept(place, place.channel()) is not None


async def test_a_chat_of_two_people_is_not_taken_for_ones_own_with_the_bot(place: Workplace) -> None:
    """Teams calls both personal; a card that was shown there is answered in private all the same."""
    await place.say(ADA, "help")
    before = await kept(place, ADA)
    draft = await place.drafted(ADA)
    invoke = {
        **draft,
        "type": "invoke",
        "name": "adaptiveCard/action",
        "conversation": {**draft["conversation"], "id": "19:ada_ben@unq.gbl.spaces"},
        "value": {"action": {"type": "Action.Execute", "verb": "roundtable.help", "data": {}}},
    }
    done = await place.forge(activity=invoke)
    assert "our own chat" in done["body"]["value"]
    assert await kept(place, ADA) == before


async def kept(place: Workplace, where: str) -> Any:
    """What is kept of a person or a channel."""
    return await place.network.look(find, Address("teams", TENANT, where))


async def test_a_member_is_one_and_the_same_wherever_they_write(place: Workplace) -> None:
    """In a channel, a group chat and their own chat."""
    await place.make_profile(BEN)
    await place.say(BEN, "@Roundtable home", place.group)
    assert VOICES in words(await place.last(BEN))
