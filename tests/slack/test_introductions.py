"""Introductions on Slack: from the results to a conversation of both, and what each sees on the way."""

from typing import Any

from tests.conftest import Clock
from tests.slack.workplace import Json, Workplace, button, words

VOICES = "We draw and write with people who hear voices."
STUDY = "I study how drawing helps people who hear voices."
TERMS: Json = {
    "about": {"text": "We would like to form the question with you, <!channel> *now*."},
    "kind": {"selected": "decision"},
    "early": {"selected": "open"},
    "time": {"text": "An hour online"},
    "pay": {"selected": "paid"},
    "amount": {"text": "27.50"},
    "unit": {"selected": "hour"},
    "pay_by": {"selected": "14"},
}


async def asked(place: Workplace) -> Json:
    """Ada has asked Ben; the message that he gets."""
    await place.make_profile("UBEN", VOICES)
    await place.act("UBEN", "close", view=(await place.modal("UBEN"))["id"])
    await place.make_profile("UADA", STUDY, part={"selected": "research"})
    await place.act("UADA", "close", view=(await place.modal("UADA"))["id"])
    await place.command("UADA", "/find-collaborator", "hearing voices")
    await place.press("UADA", await place.last("UADA"), "Ask for an introduction")
    await place.submit("UADA", **TERMS)
    assert "Your request is sent" in words_of_modal(await place.modal("UADA"))
    await place.act("UADA", "close", view=(await place.modal("UADA"))["id"])
    await place.deliver()
    return await place.last("UBEN", place.dm("UBEN"))


def words_of_modal(view: Json) -> str:
    """A modal's title and words."""
    return f"{view['title']['text']}\n{words(view)}"


async def press(place: Workplace, user: str, message: Json, label: str) -> Any:
    """Press a button of a message in somebody's own chat with the bot."""
    return await place.press(user, message, label, place.dm(user))


async def test_two_members_meet_in_a_conversation_once_both_agree(place: Workplace) -> None:
    """With the terms as its first message; the request has turned into the answer."""
    request = await asked(place)
    told = words(request)
    assert "Ada Osei would like to meet you" in told
    assert "Paid: £27.50 an hour, within 14 days" in told
    assert "<!channel> *now*" in told
    together = place.workspace.direct(["UADA", "UBEN", place.workspace.bot.id]).id
    assert await place.messages("UBEN", together) == []
    await press(place, "UBEN", request, "Accept")
    await place.deliver()
    for user in ("UADA", "UBEN"):
        [first] = await place.messages(user, together)
        assert "Ben Hall, meet Ada Osei" in words(first)
        assert "Three questions for a good start" in words(first)
        assert "Paid: £27.50 an hour, within 14 days" in words(first)
    after = await place.last("UBEN", place.dm("UBEN"))
    assert after["ts"] == request["ts"]
    assert "You and Ada Osei are introduced" in words(after)


async def test_a_question_and_its_answer_go_through_the_bot(place: Workplace) -> None:
    """In forms of both, before anything is decided."""
    request = await asked(place)
    await press(place, "UBEN", request, "Ask something first")
    await place.submit("UBEN", question={"text": "Who else is on your team?"})
    await place.deliver()
    question = await place.last("UADA", place.dm("UADA"))
    assert "Who else is on your team?" in words(question)
    await press(place, "UADA", question, "Answer")
    await place.submit("UADA", answer={"text": "Two of us hear voices."})
    await place.deliver()
    answered = await place.last("UBEN", place.dm("UBEN"))
    assert "Two of us hear voices." in words(answered)
    assert button(answered, "Accept")


async def test_what_is_missing_in_a_request_stands_at_its_field(place: Workplace) -> None:
    """And what was typed stays."""
    await place.make_profile("UBEN", VOICES)
    await place.make_profile("UADA", STUDY, part={"selected": "research"})
    await place.act("UADA", "close", view=(await place.modal("UADA"))["id"])
    await place.command("UADA", "/find-collaborator", "hearing voices")
    await place.press("UADA", await place.last("UADA"), "Ask for an introduction")
    done = await place.submit("UADA", **{**TERMS, "amount": {"text": "lots"}})
    assert done["action"] == "errors"
    assert [each.partition(":")[0] for each in (await place.view("UADA"))["errors"]] == ["amount"]


async def test_a_decline_changes_the_message_alone(place: Workplace) -> None:
    """The asker gets nothing, and the home lists it no more."""
    request = await asked(place)
    before = await place.messages("UADA", place.dm("UADA"))
    await press(place, "UBEN", request, "Decline")
    await place.deliver()
    after = await place.last("UBEN", place.dm("UBEN"))
    assert (after["ts"], "You declined" in words(after)) == (request["ts"], True)
    assert await place.messages("UADA", place.dm("UADA")) == before
    assert "Would like to meet you" not in words(await place.home("UBEN"))


async def test_a_request_can_be_taken_back_in_the_home(place: Workplace, clock: Clock) -> None:
    """The message to the other turns into words that say so."""
    request = await asked(place)
    await place.press("UADA", await place.home("UADA"), "Take it back")
    clock.forward(seconds=2)
    await place.deliver()
    after = await place.last("UBEN", place.dm("UBEN"))
    assert (after["ts"], "Ada Osei took the request back" in words(after)) == (request["ts"], True)
