"""Introductions on Teams: from the results to messages that the bot carries, and what each sees on the way."""

from tests.conftest import Clock
from tests.teams.workplace import ADA, BEN, Json, Workplace, card_of, words

STUDY = "I study how drawing helps people who hear voices."
TERMS = {
    "about": "We would like to form the question with you, <at>Ben</at> **now**.",
    "kind": "=decision",
    "early": "=open",
    "time": "An hour online",
    "pay": "=paid",
    "amount": "27.50",
    "unit": "=hour",
    "pay_by": "=14",
}
HELLO = "Hello Ben, does Tuesday suit you?"


async def asked(place: Workplace) -> Json:
    """Ada has asked Ben; the message that he gets."""
    await place.make_profile(BEN)
    await place.make_profile(ADA, STUDY, part="=research")
    await place.say(ADA, "hearing voices")
    await place.press(ADA, await place.last(ADA), "Ask for an introduction")
    await place.press(ADA, await place.last(ADA), "Send request", **TERMS)
    assert "Your request is sent" in words(await place.last(ADA))
    await place.deliver()
    return await place.last(BEN)


async def introduced(place: Workplace) -> None:
    """Ben has said yes."""
    await place.press(BEN, await asked(place), "Accept")
    await place.deliver()


async def test_two_members_are_introduced_in_private_once_both_agree(place: Workplace) -> None:
    """The request has turned into the answer, for good."""
    request = await asked(place)
    told = words(request)
    assert "Ada Osei would like to meet you" in told
    assert "Paid: £27.50 an hour, within 14 days" in told
    assert "<at>Ben</at> **now**" in told
    await place.press(BEN, request, "Accept")
    await place.deliver()
    after = await place.last(BEN)
    assert after["ts"] == request["ts"]
    assert "You and Ada Osei are introduced" in words(after)
    told = words(await place.last(ADA))
    assert "You and Ben Hall are introduced" in told
    assert "Three questions for a good start" in told


async def test_messages_are_carried_and_answered_by_a_press_on_them(place: Workplace) -> None:
    """Each reads the other's in their own chat."""
    await introduced(place)
    await place.press(ADA, await place.last(ADA), "Write to Ben Hall")
    await place.press(ADA, await place.last(ADA), "Send", message=HELLO)
    assert "is on its way" in words(await place.last(ADA))
    await place.deliver()
    message = await place.last(BEN)
    assert "Ada Osei writes to you" in words(message)
    assert HELLO in words(message)
    await place.press(BEN, message, "Reply")
    await place.press(BEN, await place.last(BEN), "Send", message="It does.")
    await place.deliver()
    assert "It does." in words(await place.last(ADA))


async def test_addresses_are_shown_once_both_have_shared_them(place: Workplace) -> None:
    """The first one's stays unseen until then."""
    await introduced(place)
    await place.press(ADA, await place.last(ADA), "Share my address")
    await place.press(ADA, await place.last(ADA), "Share it", address="ada@home.example")
    await place.deliver()
    wish = await place.last(BEN)
    assert "Ada Osei would like to share addresses" in words(wish)
    await place.press(BEN, wish, "Share my address")
    form = await place.last(BEN)
    assert "ada@home.example" not in str(await place.messages(BEN))
    await place.press(BEN, form, "Share it", address="ben@home.example")
    await place.deliver()
    assert "ada@home.example" in words(await place.last(BEN))
    assert "ben@home.example" in words(await place.last(ADA))


async def test_what_is_missing_in_a_request_stands_at_its_field_and_what_was_typed_stays(place: Workplace) -> None:
    """Every other field holds what was typed."""
    await place.make_profile(BEN)
    await place.make_profile(ADA, STUDY, part="=research")
    await place.say(ADA, "hearing voices")
    await place.press(ADA, await place.last(ADA), "Ask for an introduction")
    await place.press(ADA, await place.last(ADA), "Send request", **{**TERMS, "amount": "lots"})
    form = await place.last(ADA)
    assert "Please give an amount in pounds" in words(form)
    held = {str(node.get("value")) for node in card_of(form)["body"] if str(node["type"]).startswith("Input.")}
    assert held >= set(TERMS.values()) - {"27.50"} | {"lots"}


async def test_a_request_that_was_taken_back_says_so_in_its_place(place: Workplace, clock: Clock) -> None:
    """Its buttons are gone."""
    request = await asked(place)
    await place.say(ADA, "home")
    await place.press(ADA, await place.last(ADA), "Yes: Take it back")
    clock.forward(seconds=2)
    await place.deliver()
    after = next(each for each in await place.messages(BEN) if each["ts"] == request["ts"])
    assert "Ada Osei took the request back" in words(after)
    assert "Accept" not in words(after)
