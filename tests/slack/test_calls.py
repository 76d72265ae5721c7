"""Calls on Slack: written in two modals, found, followed, asked about, changed and closed."""

from tests.conftest import Clock
from tests.slack.test_introductions import STUDY, VOICES, words_of_modal
from tests.slack.workplace import Json, Workplace, button, field, words

FIRST: Json = {
    "title": {"text": "What keeps groups <!channel> *going*?"},
    "about": {"text": "We would like to find out what keeps groups of people who hear voices going."},
    "side": {"selected": "anyone"},
    "stage": {"selected": "question"},
    "early": {"selected": "open"},
    "place": {"selected": "online"},
    "deadline": {"selected": "2026-12-07"},
}
SECOND: Json = {
    "pay": {"selected": "paid"},
    "amount": {"text": "27.50"},
    "unit": {"selected": "hour"},
    "pay_to": {"selected": "person"},
    "pay_by": {"selected": "14"},
}


async def member(place: Workplace, user: str, about: str, **typed: Json) -> None:
    """Somebody with a profile, and nothing open in front of them."""
    await place.make_profile(user, about, **typed)
    await close(place, user)


async def close(place: Workplace, user: str) -> None:
    """Close all modals in front of somebody."""
    while (await place.view(user))["modals"]:
        await place.act(user, "close", view=(await place.modal(user))["id"])


async def posted(place: Workplace) -> None:
    """Ada has posted a call."""
    await member(place, "UBEN", VOICES)
    await member(place, "UADA", STUDY, part={"selected": "research"})
    await place.command("UADA", "/post-call")
    await place.submit("UADA", **FIRST)
    assert "Post a call: 2 of 2" in words_of_modal(await place.modal("UADA"))
    await place.submit("UADA", **SECOND)
    preview = await place.modal("UADA")
    assert "Time is paid at or above the guide" in words(preview)
    await place.press("UADA", preview, "Post")
    assert "Your call is posted" in words_of_modal(await place.modal("UADA"))
    await close(place, "UADA")


async def found(place: Workplace, user: str = "UBEN") -> Json:
    """What somebody finds among the open calls."""
    await place.command(user, "/open-calls", "people who hear voices")
    return await place.last(user)


async def test_a_call_is_found_and_its_owner_brings_both_together(place: Workplace) -> None:
    """Members' words stay words on the way."""
    await posted(place)
    shown = await found(place)
    assert "What keeps groups <!channel> *going*?" in words(shown)
    await place.press("UBEN", shown, "I'm interested")
    assert "You are on their list" in words_of_modal(await place.modal("UBEN"))
    await place.press("UBEN", await place.modal("UBEN"), "Add a line")
    await place.submit("UBEN", line={"text": "We run two groups."})
    assert "We run two groups." in words(await place.modal("UBEN"))
    await place.deliver()
    news = await place.last("UADA", place.dm("UADA"))
    assert "1 person is interested in your call" in words(news)
    await place.press("UADA", news, "Who is interested", place.dm("UADA"))
    listed = await place.modal("UADA")
    assert "We run two groups." in words(listed)
    await place.press("UADA", listed, "Bring us together")
    await place.deliver()
    together = place.workspace.direct(["UADA", "UBEN", place.workspace.bot.id]).id
    for user in ("UADA", "UBEN"):
        [first] = await place.messages(user, together)
        assert "Ben Hall, meet Ada Osei" in words(first)


async def test_a_question_without_a_name_is_answered_for_everybody(place: Workplace) -> None:
    """Nobody sees who asked."""
    await posted(place)
    await place.press("UBEN", await found(place), "See the call")
    await place.press("UBEN", await place.modal("UBEN"), "Ask a question")
    await place.submit("UBEN", question={"text": "Is it paid?"}, hidden={"selected": ["yes"]})
    await close(place, "UBEN")
    await place.deliver()
    asked = await place.last("UADA", place.dm("UADA"))
    assert "Somebody asked, without their name:" in words(asked)
    assert "Ben" not in str(asked)
    await place.press("UADA", asked, "Answer", place.dm("UADA"))
    await place.submit("UADA", answer={"text": "It is."}, readers={"selected": "everybody"})
    await place.deliver()
    assert "It is." in words(await place.last("UBEN", place.dm("UBEN")))
    await place.press("UBEN", await found(place), "See the call")
    seen = words(await place.modal("UBEN"))
    assert "Somebody asked, without their name:" in seen
    assert "It is." in seen


async def test_a_call_is_changed_and_closed_and_those_on_its_list_hear_of_it(place: Workplace, clock: Clock) -> None:
    """What is new, and what came of it."""
    await posted(place)
    await place.press("UBEN", await found(place), "I'm interested")
    await close(place, "UBEN")
    await place.press("UADA", await place.home("UADA"), "See the call")
    await place.press("UADA", await place.modal("UADA"), "Change it")
    form = await place.modal("UADA")
    assert field(form, "title")["element"]["initial_value"] == "What keeps groups <!channel> *going*?"
    await place.submit("UADA", hours={"text": "Two hours a month"})
    await place.submit("UADA")
    await place.press("UADA", await place.modal("UADA"), "Publish the changes")
    await close(place, "UADA")
    await place.deliver()
    changed = words(await place.last("UBEN", place.dm("UBEN")))
    assert "Changed: What keeps groups" in changed
    assert "Two hours a month" in changed
    clock.forward(seconds=5)
    await place.press("UADA", await place.home("UADA"), "See the call")
    await place.press("UADA", await place.modal("UADA"), "Close it")
    await place.submit("UADA", ending={"selected": "filled"}, outcome={"text": "Four people joined."})
    await place.deliver()
    assert "Four people joined." in words(await place.last("UBEN", place.dm("UBEN")))
    assert "No open calls yet" in words(await found(place))


async def test_what_is_missing_stands_at_its_field_and_a_closed_modal_loses_nothing(place: Workplace) -> None:
    """The draft from the first modal is in the home."""
    await member(place, "UADA", STUDY)
    await place.command("UADA", "/post-call")
    done = await place.submit("UADA", **{**FIRST, "deadline": {"selected": "2026-11-01"}})
    assert done["action"] == "errors"
    await place.submit("UADA", **FIRST)
    done = await place.submit("UADA", **{**SECOND, "amount": {"text": "lots"}})
    assert [each.partition(":")[0] for each in (await place.view("UADA"))["errors"]] == ["amount"]
    await close(place, "UADA")
    home = await place.home("UADA")
    assert "What keeps groups" in words(home)
    assert button(home, "Go on with it")


async def seen_in(place: Workplace, user: str) -> str:
    """What a call says to somebody who opens it from their home or from the open calls."""
    if user == "UADA":
        await place.press(user, await place.home(user), "See the call")
    else:
        await place.press(user, await found(place, user), "See the call")
    said = words(await place.modal(user))
    await close(place, user)
    return said


async def test_a_call_is_shared_to_a_channel_by_what_its_card_says(place: Workplace) -> None:
    """It stands there once, the answer is private, and its words ping nobody."""
    await posted(place)
    await place.press("UBEN", await found(place), "See the call")
    await place.press("UBEN", await place.modal("UBEN"), "Share to another channel")
    [line] = [line for line in words(await place.modal("UBEN")).split("\n") if line.startswith("/roundtable share")]
    await close(place, "UBEN")
    there = place.channel("introductions")
    slash, text = line.partition(" The")[0].split(" ", 1)
    await place.command("UBEN", slash, text, there)
    assert "I am not in this channel yet" in words(await place.last("UBEN", there))
    await place.act("UADA", "invite", channel=there, user=place.workspace.bot.id)
    for _ in range(2):
        await place.command("UBEN", slash, text, there)
        await place.deliver()
    answers = [words(one) for one in await place.messages("UBEN", there) if one.get("ephemeral")]
    assert "The call is posted here" in answers[-2]
    assert "It is here already" in answers[-1]
    [standing] = [one for one in await place.messages("UADA", there) if "What keeps groups" in str(one)]
    assert "&lt;!channel&gt;" in standing["text"]
    await place.command("UBEN", slash, text, place.dm("UBEN"))
    assert "Please say this in the channel" in words(await place.last("UBEN", place.dm("UBEN")))


async def test_a_call_lives_on_when_its_messages_are_gone_and_says_where_it_can_be_seen(
    place: Workplace, clock: Clock
) -> None:
    """Deleted in one channel, the bot thrown out of another; who invites it back finds the call as it is by then."""
    general, other = place.channel(), place.channel("research-exchange")
    for channel in (general, other):
        await place.command("UADA", "/roundtable", "announce", channel)
    await posted(place)
    await place.deliver()
    assert "It can be seen in #general on Slack, #research-exchange on Slack and among" in await seen_in(place, "UBEN")
    await place.act("UADA", "kick", channel=other, user=place.workspace.bot.id)
    assert "It can be seen in #general on Slack and among the open calls." in await seen_in(place, "UBEN")
    told = await seen_in(place, "UADA")
    assert "I can no longer post, in #research-exchange on Slack" in told
    await place.act("UADA", "delete", channel=general, ts=(await place.last("UCAT", general))["ts"])
    clock.forward(seconds=5)
    await place.press("UBEN", await found(place), "I'm interested")
    await close(place, "UBEN")
    await place.deliver()
    assert "among the open calls, and in no channel at the moment" in await seen_in(place, "UBEN")
    assert "in #general on Slack, #research-exchange on Slack" in await seen_in(place, "UADA")
    clock.forward(seconds=5)
    await place.act("UADA", "invite", channel=other, user=place.workspace.bot.id)
    await place.deliver()
    assert "It can be seen in #research-exchange on Slack and among the open calls." in await seen_in(place, "UBEN")
    assert "1 person is interested" in words(await place.last("UCAT", other))
