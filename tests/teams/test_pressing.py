"""Buttons and forms: where the answer to a press appears, and what a repeat does."""

import pytest

from bot.cards import Button, Buttons, Card
from bot.directory import Address
from bot.members import recognise
from bot.network import Work
from handlers.teams import adaptive
from handlers.teams.answers import BELOW, IN_PRIVATE
from handlers.teams.courier import message
from storage import members
from tests.teams.workplace import ADA, BEN, CAT, VOICES, Json, Workplace, card_of, input_of, words


async def found(place: Workplace) -> Json:
    """Ada's search, which finds Ben."""
    await place.make_profile(BEN)
    await place.say(ADA, "hearing voices")
    return await place.last(ADA)


async def test_a_profile_opens_below_the_results(place: Workplace) -> None:
    """The list stays as it is."""
    results = await found(place)
    done = await place.press(ADA, results, "See profile")
    assert (done["answer"], done["text"]) == ("message", BELOW)
    before, shown = (await place.messages(ADA))[-2:]
    assert before == results
    assert VOICES in words(shown)


async def test_fields_in_a_card_narrow_the_search(place: Workplace) -> None:
    """What stands in the fields goes along with the press, and the card is replaced."""
    results = await found(place)
    done = await place.press(ADA, results, "Search again with these", region="=abroad")
    after = await place.last(ADA)
    assert done["answer"] == "card"
    assert after["ts"] == results["ts"]
    assert "Ben Hall" not in words(after)


async def test_a_press_changes_the_card_it_stands_on_for_good(place: Workplace) -> None:
    """Pause is one press. What answers a press is gone when Teams is opened anew, so the message is changed as well."""
    await place.make_profile(BEN)
    await place.say(BEN, "home")
    home = await place.last(BEN)
    await place.press(BEN, home, "Pause")
    assert "paused" in words(await place.last(BEN))
    history = await place.control("GET", f"users/{BEN}/history?channel={place.chat(BEN)}&ts={home['ts']}")
    assert len(history["versions"]) == 2
    await place.say(BEN, "home")
    assert "You are paused" in words(await place.last(BEN))


async def test_a_form_is_opened_as_a_message(place: Workplace) -> None:
    """Its first field in sight, its button below; the card with the button stays."""
    await place.say(BEN, "home")
    home = await place.last(BEN)
    done = await place.press(BEN, home, "Make my profile")
    assert done["text"] == BELOW
    before, form = (await place.messages(BEN))[-2:]
    assert before == home
    assert "Before you begin" in words(form)
    assert input_of(form, "about")["isMultiline"]


async def test_a_form_is_replaced_by_the_answer_and_cannot_be_sent_twice(place: Workplace) -> None:
    """Also on another device, and after a reload."""
    done = await place.make_profile(BEN)
    form = await place.last(BEN)
    assert done["answer"] == "card"
    assert not [node for node in card_of(form)["body"] if node["type"].startswith("Input.")]
    history = await place.control("GET", f"users/{BEN}/history?channel={place.chat(BEN)}&ts={form['ts']}")
    assert "Input." not in str(history["versions"][-1])
    await place.say(ADA, "hearing voices")
    assert "Ben Hall" in words(await place.last(ADA))


async def test_wrong_answers_stand_at_their_fields_and_what_was_typed_stays(place: Workplace) -> None:
    """A day that has passed; every other field holds what was typed, and the form can be sent again."""
    about = "We draw and write, " + "ünïcödé 🌊 <at>Ada</at>"
    done = await place.make_profile(
        BEN, about, role="Poet", paused_until="2020-01-01", own_topics="hearing voices, sleep", region="=abroad"
    )
    assert done["answer"] == "card"
    form = await place.last(BEN)
    body = card_of(form)["body"]
    at = body.index(input_of(form, "paused_until"))
    assert "This day has passed" in words({"text": "", "attachments": [{"content": {"body": [body[at - 1]]}}]})
    assert "Nothing you typed is lost" in words(form)
    held = {name: input_of(form, name)["value"] for name in ("about", "role", "own_topics", "region", "consent")}
    assert held == {
        "about": about,
        "role": "Poet",
        "own_topics": "hearing voices, sleep",
        "region": "=abroad",
        "consent": "true",
    }
    fixed = await place.press(BEN, form, "Save", paused_until="2027-01-05")
    assert fixed["answer"] == "card"
    await place.say(BEN, "profile")
    again = await place.last(BEN)
    assert input_of(again, "topics")["value"] == "=hearing voices,=sleep"
    assert input_of(again, "paused_until")["value"] == "2027-01-05"


async def test_a_form_that_must_be_filled_in_is_not_sent_off_before(place: Workplace) -> None:
    """Teams' own client says what is missing."""
    await place.say(BEN, "profile")
    done = await place.press(BEN, await place.last(BEN), "Save", about="", part="=lived", consent="true")
    assert done["errors"] == {"field:text:about": "Please fill this in."}


async def test_topics_in_use_are_offered(place: Workplace) -> None:
    """They can be picked, beside words of one's own."""
    await place.make_profile(ADA, "We sing with people who hear voices.", own_topics="hearing voices, singing")
    await place.say(BEN, "profile")
    form = await place.last(BEN)
    offered = [choice["title"] for choice in input_of(form, "topics")["choices"]]
    assert {"hearing voices", "singing"} <= set(offered)
    await place.press(
        BEN,
        form,
        "Save",
        part="=lived",
        about=VOICES,
        consent="true",
        topics="=hearing voices",
        own_topics="sleep",
    )
    await place.say(BEN, "profile")
    assert input_of(await place.last(BEN), "topics")["value"] == "=hearing voices,=sleep"


async def test_a_press_delivered_twice_has_one_effect_and_one_answer(place: Workplace) -> None:
    """The same press again pauses nobody who has resumed since, and is answered as the first time."""
    await place.make_profile(BEN)
    await place.say(BEN, "home")
    await place.press(BEN, await place.last(BEN), "Pause")
    first = (await place.deliveries("adaptiveCard/action"))[-1]
    await place.say(BEN, "resume")
    count = len(await place.messages(BEN))
    await place.control("POST", f"deliveries/{first['n']}/repeat")
    await place.quiet()
    again = (await place.deliveries("adaptiveCard/action"))[-1]
    assert again["answer"] == first["answer"]
    assert len(await place.messages(BEN)) == count
    await place.say(BEN, "home")
    assert "People in this network can find you" in words(await place.last(BEN))


async def test_a_press_that_opens_something_opens_it_once(place: Workplace) -> None:
    """A form or a profile below a card is not posted again for a repeat."""
    results = await found(place)
    await place.press(ADA, results, "See profile")
    count = len(await place.messages(ADA))
    again = await place.repeat("adaptiveCard/action")
    assert again["status"] == 200
    assert (await place.deliveries("adaptiveCard/action"))[-1]["answer"]["value"] == BELOW
    assert len(await place.messages(ADA)) == count


async def test_a_form_sent_twice_is_saved_once(place: Workplace) -> None:
    """And the second answer is the first."""
    await place.make_profile(BEN)
    first = (await place.deliveries("adaptiveCard/action"))[-1]
    await place.repeat("adaptiveCard/action")
    again = (await place.deliveries("adaptiveCard/action"))[-1]
    assert again["answer"]["value"]["body"] == first["answer"]["value"]["body"]
    await place.say(ADA, "hearing voices")
    assert words(await place.last(ADA)).count("Ben Hall") <= 2


async def test_a_public_card_is_not_replaced_by_a_private_answer(place: Workplace) -> None:
    """What stands in a channel stays for everybody; the answer is in the chat of the one who pressed."""
    await place.make_profile(BEN)
    posted = message(adaptive.content(Card("News", (Buttons((Button("Find", "collaborators.find", "voices"),)),))))
    await place.door._wire.send(place.team.service, place.channel(), posted)
    before = await place.last(ADA, place.channel())
    done = await place.press(ADA, before, "Find", place.channel())
    assert (done["answer"], done["text"]) == ("message", IN_PRIVATE)
    assert "Ben Hall" in words(await place.last(ADA))
    for user in (ADA, BEN):
        assert await place.last(user, place.channel()) == before


async def test_a_button_of_an_older_message_says_so(place: Workplace) -> None:
    """What no version knows any more is answered with words and a way on; the message stays."""
    posted = message(adaptive.content(Card("Old", (Buttons((Button("Go", "gone.long"),)),))))
    await place.say(ADA, "help")
    await place.door._wire.send(place.team.service, place.chat(ADA), posted)
    old = await place.last(ADA)
    done = await place.press(ADA, old, "Go")
    assert done["text"] == BELOW
    before, shown = (await place.messages(ADA))[-2:]
    assert before == old
    assert "older message" in words(shown)


async def test_a_button_whose_data_says_nothing_is_one_of_an_older_message(place: Workplace) -> None:
    """Nothing that a client may send is an error of ours."""
    await place.say(ADA, "help")
    await place.press(ADA, await place.last(ADA), "Look for people")
    invoke = (await place.deliveries("adaptiveCard/action"))[-1]["activity"]
    for number, value in enumerate(({}, {"action": {}}, {"action": {"type": "Action.Execute", "data": "x"}})):
        done = await place.forge(activity={**invoke, "id": f"f:{number}", "value": value})
        assert (done["status"], done["body"]["value"]) == (200, BELOW)
        assert "older message" in words(await place.last(ADA))


async def test_a_press_that_asks_first_counts_on_the_second(place: Workplace) -> None:
    """The question and the real button are in the same card, so that nothing of it is lost."""
    await place.make_profile(BEN)
    await place.say(BEN, "home")
    home = await place.last(BEN)
    assert "Action.ShowCard" in str(card_of(home))
    await place.press(BEN, home, "Yes: ")
    assert "deleted" in words(await place.last(BEN))
    await place.say(ADA, "hearing voices")
    assert "Ben Hall" not in words(await place.last(ADA))


async def test_an_older_kind_of_press_is_answered_too(place: Workplace) -> None:
    """Action.Submit comes as a message that nobody sees; what it brings takes the card's place, or stands below."""
    await place.make_profile(BEN)
    button = {"type": "Action.Submit", "title": "Pause", "data": {"action": "profiles.pause"}}
    card = {"type": "AdaptiveCard", "version": "1.3", "body": [], "actions": [button]}
    content = {**adaptive.content(Card("Old")), **card}
    await place.door._wire.send(place.team.service, place.chat(BEN), message({**content, "fallbackText": "Old"}))
    old = await place.last(BEN)
    await place.press(BEN, old, "Pause")
    after = await place.last(BEN)
    assert after["ts"] == old["ts"]
    assert "paused" in words(after)


async def test_an_owner_of_the_network_names_a_facilitator(place: Workplace) -> None:
    """By name or e-mail address, guests too; the new one is told in their own chat."""
    await make_facilitator(place, ADA)
    await place.say(CAT, "@Roundtable help", place.channel())
    for typed, person in (("Cat Moss", CAT), ("BEN@example.org", BEN)):
        await place.say(ADA, "facilitators")
        await place.press(ADA, await place.last(ADA), "Name a facilitator")
        done = await place.press(ADA, await place.last(ADA), "Name", person=typed)
        assert done["answer"] == "card"
        await place.deliver()
        assert "facilitator" in words(await place.last(person))


@pytest.mark.parametrize(
    ("typed", "said"), [("Nobody Here", "found nobody"), ("Sam Same", "Several people"), ("Cat", "found nobody")]
)
async def test_a_name_that_is_nobodys_or_severals_is_said_at_its_field(place: Workplace, typed: str, said: str) -> None:
    """And the name that was typed stays."""
    await make_facilitator(place, ADA)
    for number in (1, 2):
        await place.control("POST", "users", real_name="Sam Same", email=f"sam{number}@example.org")
    await place.say(ADA, "@Roundtable help", place.channel())
    await place.say(ADA, "facilitators")
    await place.press(ADA, await place.last(ADA), "Name a facilitator")
    await place.press(ADA, await place.last(ADA), "Name", person=typed)
    form = await place.last(ADA)
    assert said in words(form)
    assert input_of(form, "person")["value"] == typed


async def make_facilitator(place: Workplace, user: str) -> None:
    """Make somebody a facilitator who has written to the bot."""
    await place.say(user, "help")
    await place.network.run(appoint, place.address(user))


async def appoint(work: Work, who: Address) -> None:
    """Write it into the tables."""
    me = await recognise(work, who)
    assert me is not None
    await members.name_facilitator(work.session, me.id, facilitator=True)
