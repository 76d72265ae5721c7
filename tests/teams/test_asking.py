"""Asking for people: in one's own chat, in a group chat and in a channel."""

from tests.teams.workplace import ADA, BEN, CAT, VOICES, Workplace, card_of, words


async def test_a_message_to_the_bot_is_answered_there(place: Workplace) -> None:
    """A topic finds people, with their own words."""
    await place.make_profile(BEN)
    await place.say(ADA, "hearing voices")
    shown = await place.last(ADA)
    assert "Ben Hall" in words(shown)
    assert VOICES in words(shown)
    assert "Ben Hall" in shown["summary"]


async def test_a_command_is_a_word(place: Workplace) -> None:
    """With or without what it is about."""
    await place.make_profile(BEN)
    await place.say(ADA, "find hearing voices")
    assert "Ben Hall" in words(await place.last(ADA))
    await place.say(ADA, "help")
    assert "find peer support after a crisis" in words(await place.last(ADA))
    await place.say(ADA, "Home")
    assert "Welcome, Ada Osei" in words(await place.last(ADA))


async def test_a_screen_reader_hears_who_was_found(place: Workplace) -> None:
    """What is spoken first names the people, and each of their buttons says whose it is."""
    await place.make_profile(BEN)
    await place.say(ADA, "hearing voices")
    card = card_of(await place.last(ADA))
    assert "Ben Hall" in card["speak"]
    assert "See profile: Ben Hall" in str(card)


async def test_in_a_channel_the_answer_is_private_with_a_line_that_says_so(place: Workplace) -> None:
    """Others see the question and that line, in its thread; the bot's name is no part of the topic."""
    await place.make_profile(BEN)
    asked = await place.say(ADA, "@Roundtable find hearing voices", place.channel())
    private = await place.last(ADA)
    assert "Ben Hall" in words(private)
    assert "Roundtable" not in words(private)
    thread = await place.messages(BEN, place.channel(), asked)
    assert [message["text"] for message in thread[1:]] == [
        "I have answered you in our own chat, where only you can see it."
    ]
    assert len(await place.messages(BEN, place.channel())) == 1


async def test_in_a_group_chat_too(place: Workplace) -> None:
    """With and without a command's word."""
    await place.make_profile(BEN)
    await place.say(ADA, "@Roundtable hearing voices", place.group)
    assert "Ben Hall" in words(await place.last(ADA))
    assert "our own chat" in (await place.last(BEN, place.group))["text"]


async def test_a_form_that_was_asked_for_in_a_channel_opens_in_private(place: Workplace) -> None:
    """Nobody fills in their profile before others."""
    await place.say(ADA, "@Roundtable profile", place.channel())
    assert "What I do and care about" in words(await place.last(ADA))
    assert len(await place.messages(BEN, place.channel())) == 1


async def test_who_never_wrote_to_the_bot_is_answered_in_a_chat_that_it_opens(place: Workplace) -> None:
    """Once: the next answer goes to the same chat."""
    await place.say(CAT, "@Roundtable poetry", place.channel())
    await place.say(CAT, "@Roundtable drawing", place.channel())
    assert len(await place.messages(CAT)) == 2
    assert len([call for call in await place.calls("create") if call["ok"]]) <= 2


async def test_a_message_delivered_twice_is_answered_once(place: Workplace) -> None:
    """Also with a signature that is good: who repeats a request gets nothing for it."""
    await place.say(ADA, "poetry")
    await place.say(BEN, "@Roundtable poetry", place.channel())
    before = await place.messages(ADA), await place.messages(BEN), await place.messages(BEN, place.channel())
    for delivery in await place.deliveries("message"):
        again = await place.control("POST", f"deliveries/{delivery['n']}/repeat")
        assert again["status"] == 200
    await place.quiet()
    assert (await place.messages(ADA), await place.messages(BEN), await place.messages(BEN, place.channel())) == before


async def test_a_message_that_mentions_others_is_read_with_their_names(place: Workplace) -> None:
    """A mention of the bot is taken away, another one stays as a name."""
    await place.say(ADA, "@Roundtable what @Ben Hall does", place.channel())
    assert "“what Ben Hall does”" in words(await place.last(ADA))


async def test_a_talk_that_the_bot_is_not_asked_into_is_left_alone(place: Workplace) -> None:
    """Even where an administrator lets it hear everything."""
    activity = await place.drafted(ADA, "Good morning, everybody", place.channel())
    assert (await place.forge(activity=activity))["status"] == 200
    assert await place.messages(ADA) == []
    assert await place.messages(ADA, place.channel()) == []


async def test_what_is_no_message_of_a_person_is_left_alone(place: Workplace) -> None:
    """Edits, deletions, reactions, typing, other bots, and kinds that are yet to come."""
    said = await place.say(ADA, "poetry")
    count = len(await place.messages(ADA))
    await place.act(ADA, "edit", channel=place.chat(ADA), ts=said, text="drawing")
    await place.act(ADA, "delete", channel=place.chat(ADA), ts=said)
    draft = await place.drafted()
    for changed in (
        {"type": "messageReaction", "reactionsAdded": [{"type": "like"}]},
        {"type": "typing"},
        {"type": "event", "name": "application/vnd.microsoft.readReceipt", "value": {"lastReadMessageId": "1"}},
        {"type": "somethingNew"},
        {"from": {"id": "28:another-bot", "name": "Another bot", "aadObjectId": BEN}},
    ):
        assert (await place.forge(activity={**draft, **changed}))["status"] == 200
    assert len(await place.messages(ADA)) == count - 1
    assert await place.messages(BEN) == []


async def test_an_empty_message_or_a_picture_is_asked_about_kindly(place: Workplace) -> None:
    """There is always a next step."""
    draft = await place.drafted()
    picture = {"contentType": "image/png", "contentUrl": "https://files.example/a.png"}
    for changed in ({"text": "", "id": "1"}, {"text": None, "attachments": [picture], "id": "2"}):
        await place.forge(activity={**draft, **changed})
        assert "What would you like to work on?" in words(await place.last(ADA))
    assert len(await place.messages(ADA)) == 2


async def test_what_a_member_typed_cannot_ping_or_format(place: Workplace) -> None:
    """Markup in a profile is shown as it was typed, where no client reads any."""
    hostile = "We hear voices <at>Ada Osei</at> **bold** [your bank](https://evil.example) {{TIME()}} &amp; more"
    await place.make_profile(BEN, hostile)
    await place.say(ADA, "hear voices")
    shown = await place.last(ADA)
    assert hostile in words(shown).replace("\u200b", "")
    assert "{{" not in words(shown)


async def test_entities_of_html_are_read_as_what_they_stand_for(place: Workplace) -> None:
    """Teams sends what was typed with some signs written out."""
    draft = await place.drafted()
    await place.forge(activity={**draft, "text": "housing&nbsp;&amp; debt"})
    assert "“housing & debt”" in words(await place.last(ADA))
