"""Calls on Teams: written in two cards, found, followed, asked about, changed and closed."""

from bot.facilitators import appoint
from tests.conftest import Clock
from tests.teams.test_introductions import STUDY
from tests.teams.workplace import ADA, BEN, Json, Workplace, card_of, words

FIRST = {
    "title": "What keeps groups <at>Ben</at> **going**?",
    "about": "We would like to find out what keeps groups of people who hear voices going.",
    "side": "=anyone",
    "stage": "=question",
    "early": "=open",
    "place": "=online",
    "deadline": "2026-12-07",
}
SECOND = {"pay": "=paid", "amount": "27.50", "unit": "=hour", "pay_to": "=person", "pay_by": "=14"}


async def posted(place: Workplace) -> None:
    """Ada has posted a call."""
    await place.make_profile(BEN)
    await place.make_profile(ADA, STUDY, part="=research")
    await place.say(ADA, "call")
    await place.press(ADA, await place.last(ADA), "Next", **FIRST)
    await place.press(ADA, await place.last(ADA), "See the preview", **SECOND)
    preview = await place.last(ADA)
    assert "Time is paid at or above the guide" in words(preview)
    assert "<at>Ben</at> **going**" in words(preview)
    await place.press(ADA, preview, "Post")
    assert "Your call is posted" in words(await place.last(ADA))


async def found(place: Workplace) -> Json:
    """What Ben finds among the open calls."""
    await place.say(BEN, "calls people who hear voices")
    return await place.last(BEN)


async def test_a_call_is_found_and_its_owner_brings_both_together(place: Workplace) -> None:
    """The bot carries what they write."""
    await posted(place)
    await place.press(BEN, await found(place), "Yes: I'm interested")
    assert "You are on their list" in words(await place.last(BEN))
    await place.press(BEN, await place.last(BEN), "Add a line")
    await place.press(BEN, await place.last(BEN), "Send it", line="We run two groups.")
    await place.deliver()
    news = await place.last(ADA)
    assert "1 person is interested in your call" in words(news)
    await place.press(ADA, news, "Who is interested")
    assert "We run two groups." in words(await place.last(ADA))
    await place.press(ADA, await place.last(ADA), "Yes: Bring us together")
    await place.deliver()
    assert "You and Ben Hall are introduced" in words(await place.last(ADA))
    assert "You and Ada Osei are introduced" in words(await place.last(BEN))


async def test_a_question_without_a_name_is_answered_for_who_asked(place: Workplace) -> None:
    """Nobody sees who that was."""
    await posted(place)
    await place.press(BEN, await found(place), "See the call")
    await place.press(BEN, await place.last(BEN), "Ask a question")
    await place.press(BEN, await place.last(BEN), "Ask", question="Is it paid?", hidden="true")
    await place.deliver()
    asked = await place.last(ADA)
    assert "Somebody asked, without their name:" in words(asked)
    assert "Ben Hall" not in str(asked)
    await place.press(ADA, asked, "Answer")
    await place.press(ADA, await place.last(ADA), "Send answer", answer="It is.", readers="=asker")
    await place.deliver()
    assert "It is." in words(await place.last(BEN))


async def test_a_call_is_changed_and_closed_and_those_on_its_list_hear_of_it(place: Workplace, clock: Clock) -> None:
    """What is new, and what came of it."""
    await posted(place)
    await place.press(BEN, await found(place), "Yes: I'm interested")
    await place.say(ADA, "my calls")
    await place.press(ADA, await place.last(ADA), "See the call")
    seen = await place.last(ADA)
    await place.press(ADA, seen, "Change it")
    form = await place.last(ADA)
    assert FIRST["title"] in {str(node.get("value")) for node in card_of(form)["body"]}
    await place.press(ADA, form, "Next", hours="Two hours a month")
    await place.press(ADA, await place.last(ADA), "See the preview")
    await place.press(ADA, await place.last(ADA), "Publish the changes")
    await place.deliver()
    assert "Two hours a month" in words(await place.last(BEN))
    clock.forward(seconds=5)
    await place.press(ADA, seen, "Close it")
    await place.press(ADA, await place.last(ADA), "Close it", ending="=filled", outcome="Four people joined.")
    await place.deliver()
    assert "Four people joined." in words(await place.last(BEN))
    assert "No open calls yet" in words(await found(place))


async def test_what_is_missing_stands_at_its_field_and_what_was_typed_stays(place: Workplace) -> None:
    """In both cards."""
    await place.make_profile(ADA, STUDY)
    await place.say(ADA, "call")
    await place.press(ADA, await place.last(ADA), "Next", **{**FIRST, "deadline": "2026-11-01"})
    form = await place.last(ADA)
    assert "This day has passed" in words(form)
    held = {str(node.get("value")) for node in card_of(form)["body"] if str(node["type"]).startswith("Input.")}
    assert held >= set(FIRST.values()) - {"2026-12-07"}
    await place.press(ADA, form, "Next", deadline="2026-12-07")
    await place.press(ADA, await place.last(ADA), "See the preview", **{**SECOND, "amount": "lots"})
    assert "Please give an amount in pounds" in words(await place.last(ADA))


async def seen_by(place: Workplace, user: str) -> str:
    """What the call says to somebody who opens it."""
    if user == ADA:
        await place.say(ADA, "my calls")
        await place.press(ADA, await place.last(ADA), "See the call")
    else:
        await place.press(user, await found(place), "See the call")
    return words(await place.last(user))


async def test_a_call_is_shared_to_a_channel_by_what_its_card_says(place: Workplace) -> None:
    """It stands there once, and the answer is private; in one's own chat one is told where to say it."""
    await posted(place)
    await seen_by(place, BEN)
    await place.press(BEN, await place.last(BEN), "Share to another channel")
    [line] = [line for line in words(await place.last(BEN)).split("\n") if line.startswith("@Roundtable share")]
    typed = line.partition(" The")[0]
    there = place.channel("Introductions")
    for _ in range(2):
        await place.say(BEN, typed, there)
        await place.deliver()
    told = [words(one) for one in (await place.messages(BEN))[-2:]]
    assert "The call is posted here" in told[0]
    assert "It is here already" in told[1]
    [standing] = [one for one in await place.messages(ADA, there) if one["attachments"]]
    assert "<at>Ben</at> **going**" in words(standing)
    await place.say(BEN, typed.removeprefix("@Roundtable "))
    assert "Please say this in the channel" in words(await place.last(BEN))


async def test_a_call_lives_on_when_its_messages_are_gone_and_says_where_it_can_be_seen(
    place: Workplace, clock: Clock
) -> None:
    """Deleted in one channel, the other deleted whole."""
    await place.say(ADA, "@Roundtable home", place.channel())
    await appoint(place.network, [place.door.directory], "ada@example.org")
    general, other = place.channel(), place.channel("Introductions")
    for channel in (general, other):
        await place.say(ADA, "@Roundtable announce", channel)
    await posted(place)
    await place.deliver()
    both = "General in Research Exchange on Microsoft Teams, Introductions in Research Exchange on Microsoft Teams"
    assert f"It can be seen in {both} and among the open calls." in await seen_by(place, BEN)
    await place.act(ADA, "delete_channel", channel=other)
    assert "It can be seen in General in Research Exchange on Microsoft Teams and among" in await seen_by(place, BEN)
    assert "no longer post, in Introductions in Research Exchange" in await seen_by(place, ADA)
    newest = next(one for one in reversed(await place.messages(BEN, general)) if one["attachments"])
    await place.act(ADA, "delete", channel=general, ts=newest["ts"])
    clock.forward(seconds=5)
    await place.press(BEN, await found(place), "Yes: I'm interested")
    await place.deliver()
    assert "in no channel at the moment" in await seen_by(place, BEN)
    assert f"I can no longer post, in {both}" in await seen_by(place, ADA)
    await place.say(BEN, f"@Roundtable share {(await shown_call(place))}", general)
    await place.deliver()
    assert "1 person is interested" in words(await place.last(BEN, general))


async def shown_call(place: Workplace) -> str:
    """The number of the call, as its card tells."""
    await seen_by(place, ADA)
    await place.press(ADA, await place.last(ADA), "Share to another channel")
    return words(await place.last(ADA)).partition("share ")[2].split("\n")[0].split(" ")[0]
