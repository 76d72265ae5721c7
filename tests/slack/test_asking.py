"""Asking for people: by slash command, in a direct message and by a mention."""

from tests.slack.workplace import Workplace, words

VOICES = "We draw and write with people who hear voices."


async def test_a_slash_command_answers_the_asker_alone(place: Workplace) -> None:
    """The person who asks sees who fits; nobody else sees anything."""
    await place.make_profile("UBEN", VOICES)
    await place.command("UADA", "/find-collaborator", "hearing voices")
    shown = await place.last("UADA")
    assert shown["ephemeral"]
    assert "Ben Hall" in words(shown)
    assert VOICES in words(shown)
    assert all(not message["ephemeral"] for message in await place.messages("UCAT"))


async def test_a_screen_reader_hears_who_was_found(place: Workplace) -> None:
    """The fallback text names the people, and each of their buttons says whose it is."""
    await place.make_profile("UBEN", VOICES)
    await place.command("UADA", "/find-collaborator", "hearing voices")
    shown = await place.last("UADA")
    assert "Ben Hall" in shown["text"]
    labels = [each.get("accessibility_label") for block in shown["blocks"] for each in block.get("elements", [])]
    assert "See profile: Ben Hall" in labels


async def test_a_direct_message_is_answered_there(place: Workplace) -> None:
    """A topic written to the bot finds people, as an ordinary message."""
    await place.make_profile("UBEN", VOICES)
    await place.act("UADA", "say", channel=place.dm("UADA"), text="hearing voices")
    shown = await place.last("UADA", place.dm("UADA"))
    assert not shown["ephemeral"]
    assert "Ben Hall" in words(shown)


async def test_a_mention_is_answered_for_the_asker_alone(place: Workplace) -> None:
    """Others in the channel see the question, not the answer; the bot's name is no part of the topic."""
    await place.make_profile("UBEN", VOICES)
    channel = place.channel()
    await place.act("UADA", "say", channel=channel, text=f"<@{place.workspace.bot.id}> hearing voices")
    shown = await place.last("UADA")
    assert shown["ephemeral"]
    assert "Ben Hall" in words(shown)
    assert "UROUNDTABLE" not in words(shown)
    assert not any(message["ephemeral"] for message in await place.messages("UBEN"))


async def test_a_mention_in_a_thread_is_answered_in_the_thread(place: Workplace) -> None:
    """The answer stands where the question was asked."""
    first = await place.act("UADA", "say", channel=place.channel(), text="Who knows?")
    mention = f"<@{place.workspace.bot.id}> poetry"
    await place.act("UADA", "say", channel=place.channel(), text=mention, thread_ts=first["ts"])
    shown = await place.last("UADA", thread=first["ts"])
    assert shown["ephemeral"]


async def test_a_message_delivered_twice_is_answered_once(place: Workplace) -> None:
    """Slack repeats an event whose acknowledgement it missed."""
    await place.act("UADA", "say", channel=place.dm("UADA"), text="poetry")
    before = await place.messages("UADA", place.dm("UADA"))
    delivery = (await place.deliveries("message"))[0]
    again = await place.control("POST", f"deliveries/{delivery['n']}/repeat")
    await place.quiet()
    assert again["acknowledged"]
    assert await place.messages("UADA", place.dm("UADA")) == before


async def test_a_message_to_nobody_in_particular_is_left_alone(place: Workplace) -> None:
    """The bot answers neither itself nor a talk that it is not asked into."""
    await place.act("UADA", "say", channel=place.channel(), text="Good morning, everybody")
    assert len(await place.messages("UADA")) == 1


async def test_what_a_member_typed_cannot_ping_or_format(place: Workplace) -> None:
    """Markup in a profile is shown as it was typed."""
    hostile = "We hear voices <!channel> <@UADA> *bold* <https://evil.example|your bank> :smile: & more"
    await place.make_profile("UBEN", hostile)
    await place.command("UADA", "/find-collaborator", "hear voices")
    shown = await place.last("UADA")
    assert "<" not in shown["text"]
    assert hostile in words(shown)
    kinds = {element["type"] for block in shown["blocks"] for part in parts(block) for element in part}
    assert kinds <= {"text", "plain_text", "button"}


def parts(block: dict[str, object]) -> list[list[dict[str, str]]]:
    """The elements of a block, and of what is in it."""
    elements: list[dict[str, object]] = block.get("elements", [])  # type: ignore[assignment]
    inner = [each["elements"] for each in elements if "elements" in each]
    return inner or [elements]  # type: ignore[return-value]


async def test_help_says_what_can_be_done(place: Workplace) -> None:
    """`/roundtable` alone explains itself."""
    await place.command("UADA", "/roundtable")
    assert "/find-collaborator" in words(await place.last("UADA"))


async def test_a_word_that_opens_a_form_offers_it_in_a_message(place: Workplace) -> None:
    """Slack opens no modal for a message, so a button stands there that does."""
    await place.act("UADA", "say", channel=place.dm("UADA"), text="profile")
    shown = await place.last("UADA", place.dm("UADA"))
    await place.press("UADA", shown, "Open the form", place.dm("UADA"))
    assert (await place.modal("UADA"))["callback_id"] == "profiles.save"
