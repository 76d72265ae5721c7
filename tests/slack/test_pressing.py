"""Buttons and forms: where the answer to a press appears, and what a repeat does."""

import pytest

from bot.cards import Card, Text
from bot.directory import Address
from handlers.slack.answers import Answers
from tests.slack.workplace import TEAM, Json, Workplace, button, field, profile, words

VOICES = "We draw and write with people who hear voices."


async def found(place: Workplace) -> dict[str, object]:
    """Ada's search, which finds Ben."""
    await place.make_profile("UBEN", VOICES)
    await place.command("UADA", "/find-collaborator", "hearing voices")
    return await place.last("UADA")


async def test_a_profile_opens_beside_the_results(place: Workplace) -> None:
    """The list stays where it is; the profile is a modal."""
    results = await found(place)
    await place.press("UADA", results, "See profile")
    assert VOICES in words(await place.modal("UADA"))
    assert await place.last("UADA") == results


async def test_fields_in_a_message_narrow_the_search(place: Workplace) -> None:
    """What stands in the fields goes along with the press, and the message is replaced."""
    results = await found(place)
    ids = {"block_id": field(results, "region")["block_id"], "action_id": "field:region"}
    place_of = {"channel": place.channel(), "ts": results["ts"]}
    await place.act("UADA", "fill", **place_of, **ids, selected="abroad")
    await place.press("UADA", results, "Search again with these")
    after = await place.last("UADA")
    assert after["ts"] == results["ts"]
    assert "Ben Hall" not in words(after)


async def test_a_press_in_the_home_shows_the_home_anew(place: Workplace) -> None:
    """Pause is one press, and the home says so at once."""
    await place.make_profile("UBEN", VOICES)
    home = await place.home("UBEN")
    await place.press("UBEN", home, "Pause")
    assert "You are paused" in words((await place.view("UBEN"))["home"])


async def test_the_home_is_shown_anew_when_a_profile_changes(place: Workplace) -> None:
    """The worker shows the home again to whoever has saved a profile."""
    before = words(await place.home("UBEN"))
    await place.make_profile("UBEN", VOICES)
    await place.deliver()
    after = words((await place.view("UBEN"))["home"])
    assert VOICES in after
    assert VOICES not in before


async def test_a_press_delivered_twice_has_one_effect(place: Workplace) -> None:
    """The same press again pauses nobody who has resumed since."""
    await place.make_profile("UBEN", VOICES)
    await place.press("UBEN", await place.home("UBEN"), "Pause")
    delivery = (await place.deliveries("block_actions"))[-1]
    await place.press("UBEN", await place.home("UBEN"), "Resume")
    await place.control("POST", f"deliveries/{delivery['n']}/repeat")
    await place.quiet()
    assert "People in this network can find you" in words(await place.home("UBEN"))


async def test_a_press_is_kept_before_it_is_acknowledged(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that dies after the acknowledgement loses no more than the answer."""
    await place.make_profile("UBEN", VOICES)
    home = await place.home("UBEN")

    async def dies(*_given: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(Answers, "show", dies)
    await place.press("UBEN", home, "Pause")
    monkeypatch.undo()
    assert "You are paused" in words(await place.home("UBEN"))


async def test_a_command_delivered_twice_has_one_effect(place: Workplace) -> None:
    """A repeated `/roundtable pause` changes nothing again."""
    await place.make_profile("UBEN", VOICES)
    await place.command("UBEN", "/roundtable", "pause")
    delivery = (await place.deliveries("slash_command"))[-1]
    await place.command("UBEN", "/roundtable", "resume")
    again = await place.control("POST", f"deliveries/{delivery['n']}/repeat")
    assert again["acknowledged"]
    assert "People in this network can find you" in words(await place.home("UBEN"))


async def test_wrong_answers_stand_at_their_fields(place: Workplace) -> None:
    """What the rules refuse is said under the field, and what was typed stays."""
    await place.command("UBEN", "/my-profile")
    done = await place.submit("UBEN", **profile("   "))
    shown = await place.view("UBEN")
    assert done["action"] == "errors"
    assert list(shown["errors"]) == [field(shown["modals"][-1], "about")["block_id"]]


async def test_the_form_says_what_is_kept_and_asks_for_consent(place: Workplace) -> None:
    """Before the first profile, and not after."""
    await place.command("UBEN", "/my-profile")
    first = await place.modal("UBEN")
    assert "Before you begin" in words(first)
    assert field(first, "consent")["element"]["type"] == "checkboxes"
    await place.submit("UBEN", **profile(VOICES))
    await place.act("UBEN", "close", view=first["id"])
    await place.command("UBEN", "/my-profile")
    again = await place.modal("UBEN")
    assert "Before you begin" not in words(again)
    assert field(again, "about")["element"]["initial_value"] == VOICES


async def test_topics_are_suggested_while_typing(place: Workplace) -> None:
    """Those in use, and what was typed itself; what is picked is kept."""
    await place.command("UBEN", "/my-profile")
    view = await place.modal("UBEN")
    ids = {"view": view["id"], "block_id": field(view, "topics")["block_id"], "action_id": "field:topics"}
    offered = await place.act("UBEN", "suggest", **ids, value="hearing voices")
    values = [option["value"] for option in offered["options"]]
    assert "hearing voices" in values
    await place.submit("UBEN", **profile(VOICES), topics={"selected": ["hearing voices"]})
    await place.act("UBEN", "close", view=view["id"])
    await place.command("UBEN", "/my-profile")
    kept = field(await place.modal("UBEN"), "topics")["element"]["initial_options"]
    assert [option["value"] for option in kept] == ["hearing voices"]


async def test_an_owner_names_a_facilitator(place: Workplace) -> None:
    """From the list in a modal to a form in its place; the new one is told by a direct message."""
    await place.command("UADA", "/roundtable", "facilitators")
    await place.press("UADA", await place.last("UADA"), "Name a facilitator")
    await place.submit("UADA", person={"selected_user": "UCAT"})
    assert "Cat Moss" in words(await place.modal("UADA"))
    await place.deliver()
    assert "facilitator" in words(await place.last("UCAT", place.dm("UCAT")))


async def test_a_form_in_a_modal_leads_back_to_it(place: Workplace) -> None:
    """Cancelled, it shows what was there; sent, its answer stands there, and on the form where Slack refuses that."""
    await place.press("UADA", await place.home("UADA"), "Facilitators")
    before = await place.modal("UADA")
    await place.press("UADA", before, "Name a facilitator")
    assert [view["callback_id"] for view in await modals(place)] == ["", "facilitators.name"]
    await place.act("UADA", "close", view=(await place.modal("UADA"))["id"])
    assert await modals(place) == [before]
    await place.press("UADA", before, "Name a facilitator")
    await place.submit("UADA", person={"selected_user": "UCAT"})
    [after] = await modals(place)
    assert (after["id"], "Cat Moss" in words(after)) == (before["id"], True)
    await place.press("UADA", after, "Name a facilitator")
    await place.fault(method="views.update", error="internal_error")
    await place.submit("UADA", person={"selected_user": "UBEN"})
    below, above = await modals(place)
    assert ("Ben Hall" in words(below), "Ben Hall" in words(above)) == (False, True)


async def modals(place: Workplace) -> list[Json]:
    """The modals in front of Ada, the one in front last."""
    found: list[Json] = (await place.view("UADA"))["modals"]
    return found


async def test_a_button_of_an_older_message_says_so(place: Workplace) -> None:
    """What no version knows any more is answered with words and a way on."""
    block = {
        "type": "actions",
        "elements": [{"type": "button", "action_id": "gone.long", "text": plain("Go")}],
    }
    await place.act("UADA", "old_message", channel=place.channel(), blocks=[block], text="An old message")
    await place.press("UADA", await place.last("UADA"), "Go")
    assert "older message" in words(await place.modal("UADA"))
    assert (await place.last("UADA"))["text"] == "An old message"


async def test_a_public_message_is_not_replaced_by_a_private_answer(place: Workplace) -> None:
    """What the bot once posted to a channel stays for the others; the answer is for the one who pressed."""
    await place.make_profile("UBEN", VOICES)
    row = {
        "type": "actions",
        "elements": [
            {"type": "button", "action_id": "profiles.pause", "text": {"type": "plain_text", "text": "Pause"}}
        ],
    }
    await place.act("UBEN", "old_message", channel=place.channel(), blocks=[row], text="An old message")
    public = await place.last("UBEN")
    await place.press("UBEN", public, "Pause")
    assert await place.last("UADA") == public
    assert (await place.last("UBEN"))["ephemeral"]


async def test_a_direct_message_with_buttons_is_replaced_by_the_answer(place: Workplace) -> None:
    """A message of ours in private turns into what came of it."""
    card = Card("A question", (Text("Well?"),))
    await place.make_profile("UBEN", VOICES)
    await place.door.courier.deliver(Address("slack", TEAM, "UBEN"), card, "k", since=None)
    await place.act("UBEN", "say", channel=place.dm("UBEN"), text="pause")
    answer = await place.last("UBEN", place.dm("UBEN"))
    await place.press("UBEN", answer, "Resume", place.dm("UBEN"))
    after = await place.last("UBEN", place.dm("UBEN"))
    assert after["ts"] == answer["ts"]
    assert words(after) != words(answer)
    assert button(after, "Pause")


async def test_changing_a_field_alone_does_nothing(place: Workplace) -> None:
    """A field that tells us of a change is acknowledged, and nobody is answered."""
    box = {"type": "static_select", "action_id": "field:region", "options": [{"text": plain("A"), "value": "a"}]}
    await place.act(
        "UADA", "old_message", channel=place.channel(), blocks=[{"type": "actions", "elements": [box]}], text="Old"
    )
    shown = await place.last("UADA")
    ids = {"block_id": shown["blocks"][0]["block_id"], "action_id": "field:region"}
    done = await place.act("UADA", "click", channel=place.channel(), ts=shown["ts"], **ids, selected="a")
    assert done["acknowledged"]
    assert await place.last("UADA") == shown


def plain(text: str) -> dict[str, str]:
    """A plain text object."""
    return {"type": "plain_text", "text": text}
