"""Introductions: nobody is introduced until both agree, and nobody has to say why not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.cards import Card, Fact, Facts, Form, Invalid, Person
from bot.directory import Address
from bot.errors import NoProfile, NotYours
from bot.introduction_cards import START
from bot.pay import GUIDE
from tests.bot.introducing import RESEARCHER, TERMS, UNAVAILABLE, ask, groups, jobs, pair, pressed, titles, told
from tests.bot.scene import Scene, button, buttons_of, only, parts_of, persons, words_of

SECRET = "Zanzibar quokka"


def facts(shown: object) -> dict[str, str]:
    """The facts of a card."""
    return {part.label: part.value for part in parts_of(shown) if isinstance(part, Fact)}


async def test_whoever_is_found_can_be_asked_in_two_presses(sqlite_scene: Scene) -> None:
    """From the results to the form, and from the form to a request."""
    both = await pair(sqlite_scene)
    results = await sqlite_scene.card(both.priya, "collaborators.find", "groups for people who hear voices")
    form = only(Form, await pressed(sqlite_scene, both.priya, results, "Ask for an introduction"))
    done = only(Card, await sqlite_scene.press(both.priya, form.action, form.value, **TERMS))
    assert done.title == "Your request is sent"
    assert "7 December 2026" in words_of(done)
    assert await titles(sqlite_scene, both.rosa) == ["Priya would like to meet you"]


async def test_a_profile_leads_to_asking_too(sqlite_scene: Scene) -> None:
    """And to blocking and reporting; one's own to none of these."""
    both = await pair(sqlite_scene)
    number = str(await sqlite_scene.id_of(both.rosa))
    profile = await sqlite_scene.card(both.priya, "profiles.see", number)
    assert [one.label for one in buttons_of(profile)] == ["Ask for an introduction", "Block", "Report"]
    assert buttons_of(await sqlite_scene.card(both.rosa, "profiles.see", number)) == []


async def test_the_guide_on_pay_stands_beside_the_question_with_its_date(sqlite_scene: Scene) -> None:
    """For the asker at the field, for the asked member below the terms; a network may set another."""
    both = await pair(sqlite_scene)
    number = str(await sqlite_scene.id_of(both.rosa))
    form = await sqlite_scene.form(both.priya, "introductions.ask", number)
    [pay] = [field for field in form.fields if field.name == "pay"]
    assert "£27.50 an hour" in pay.hint
    assert "December 2025" in pay.hint
    other = sqlite_scene.elsewhere(replace(sqlite_scene.network, pay_guide="A guide: 30 pounds, since May."))
    form = await other.form(both.priya, "introductions.ask", number)
    assert "A guide: 30 pounds, since May." in words_of(form)
    await both.ask()
    assert GUIDE in words_of(await told(sqlite_scene, both.rosa))


async def test_the_asked_member_sees_who_why_what_and_the_terms_in_this_order(sqlite_scene: Scene) -> None:
    """As it is read aloud: what they can do comes after all of it."""
    both = await pair(sqlite_scene)
    await both.ask()
    [card] = await told(sqlite_scene, both.rosa)
    [asker] = persons(card)
    assert (asker.name, asker.about[0]) == ("Priya", "Research fellow, Northfield University")
    assert asker.status == "Can be reached on Slack"
    assert facts(card) == {
        "What it is": "A decision to shape now",
        "How early": "Open: we would form the question together",
        "Time": "An hour online",
        "Pay": "Paid: £27.50 an hour, within 14 days",
    }
    kinds = [type(part) for part in card.body]
    assert kinds.index(Person) < kinds.index(Facts)
    words = words_of(card)
    order = ["Priya\n", "You share these topics: peer support", "You wrote:", TERMS["about"], "You need no reason"]
    places = [words.index(each) for each in order]
    assert places == sorted(places)
    assert [one.label for one in buttons_of(card)] == [
        "See profile",
        "Accept",
        "Ask something first",
        "Not now",
        "Decline",
        "Block",
        "Report",
    ]
    assert not any(one.confirm for one in buttons_of(card))


async def test_what_is_never_shown_is_in_no_request(sqlite_scene: Scene) -> None:
    """Neither the asker's nor the asked member's, also when both are introduced."""
    both = await pair(sqlite_scene, private=SECRET)
    await sqlite_scene.save(both.priya, **RESEARCHER, private=SECRET)
    await both.ask()
    await both.press(both.rosa, "question", question="Who else?")
    await both.press(both.priya, "answer", answer="Two more.")
    await both.press(both.rosa, "accept")
    for table in ("introductions", "outbox", "relays", "once_keys"):
        assert "Zanzibar" not in repr(await sqlite_scene.rows(table))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"pay": "expenses", "amount": ""}, "Unpaid: expenses only"),
        ({"pay": "in-kind", "amount": "", "pay_note": "A workshop for you"}, "Unpaid: something else in return. A wo"),
        ({"pay": "unfunded", "amount": ""}, "Unpaid: not funded yet"),
        ({"pay": "none", "amount": ""}, "Does not apply"),
        ({"amount": "£1,200", "unit": "all", "pay_by": "day"}, "Paid: £1,200 for all of it, on the day"),
    ],
)
async def test_asking_without_pay_is_allowed_and_plainly_shown(
    sqlite_scene: Scene, changes: dict[str, str], words: str
) -> None:
    """Whichever way their time is paid."""
    both = await pair(sqlite_scene)
    await both.ask(**changes)
    assert facts(await told(sqlite_scene, both.rosa))["Pay"].startswith(words)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"about": "  "}, {"about"}),
        ({"about": "x" * 801}, {"about"}),
        ({"time": ""}, {"time"}),
        ({"kind": "chat"}, {"kind"}),
        ({"early": ""}, {"early"}),
        ({"pay": "", "amount": ""}, {"pay"}),
        ({"amount": ""}, {"amount"}),
        ({"amount": "lots"}, {"amount"}),
        ({"amount": "0"}, {"amount"}),
        ({"amount": "1,50"}, {"amount"}),
        ({"amount": "999999999"}, {"amount"}),
        ({"unit": "", "pay_by": ""}, {"unit", "pay_by"}),
        ({"pay": "expenses"}, {"pay"}),
        ({"pay": "in-kind", "amount": ""}, {"pay_note"}),
        ({"pay_note": "x" * 201}, {"pay_note"}),
    ],
)
async def test_what_is_missing_is_said_at_its_field(
    sqlite_scene: Scene, changes: dict[str, str], fields: set[str]
) -> None:
    """All at once, and nothing is sent."""
    both = await pair(sqlite_scene)
    assert only(Invalid, await both.ask(**changes)).errors.keys() == fields
    assert await sqlite_scene.rows("introductions") == []


async def test_nobody_is_introduced_until_both_agree(scene: Scene) -> None:
    """Asking alone brings nobody together; with the yes both are, in one conversation on Slack."""
    both = await pair(scene)
    await both.ask()
    assert await groups(scene) == []
    assert await both.title(both.rosa, "accept") == "You and Priya are introduced"
    [first] = await groups(scene)
    assert first.title == "Rosa, meet Priya"
    assert [person.name for person in persons(first)] == ["Priya", "Rosa"]
    told_both = facts(first)
    assert told_both["What you share"] == "peer support"
    assert told_both["Pay"] == "Paid: £27.50 an hour, within 14 days"
    assert all(question in words_of(first) for question in START)
    assert len(START) == 3


async def test_accepting_twice_introduces_once_and_answers_alike(sqlite_scene: Scene) -> None:
    """And neither declining nor taking back undoes it."""
    both = await pair(sqlite_scene)
    await both.ask()
    await both.press(both.rosa, "accept")
    for who, action in ((both.rosa, "accept"), (both.rosa, "decline"), (both.rosa, "later"), (both.rosa, "show")):
        assert await both.title(who, action) == "You and Priya were introduced"
    assert await both.title(both.priya, "withdraw") == "Your request is closed"
    assert await both.state() == "agreed"
    assert len(await groups(sqlite_scene)) == 1


async def test_a_decline_not_now_and_silence_look_the_same_to_the_asker(sqlite_scene: Scene) -> None:
    """In what they are told, when, and in all that they can look at before and after."""
    pairs = []
    for answer in ("", "later", "decline"):
        rosa = await sqlite_scene.member(f"r{answer}", "Rosa")
        priya = await sqlite_scene.member(f"p{answer}", "Priya", **RESEARCHER)
        await ask(sqlite_scene, priya, rosa)
        pairs.append((answer, rosa, priya, str(max(row["id"] for row in await sqlite_scene.rows("introductions")))))
    closes = sqlite_scene.clock.now + timedelta(days=14)
    sqlite_scene.clock.forward(days=1)
    for answer, rosa, _, number in pairs[1:]:
        await sqlite_scene.card(rosa, f"introductions.{answer}", number)
    for days in (0, 6, 6, 1, 1, 80):
        sqlite_scene.clock.forward(days=days)
        await jobs(sqlite_scene)
        seen = [await looked_at(sqlite_scene, priya, rosa, number) for _, rosa, priya, number in pairs]
        assert seen[1] == seen[0]
        assert seen[2] == seen[0]
        assert (UNAVAILABLE in seen[0]) is (sqlite_scene.clock.now >= closes)


async def looked_at(scene: Scene, priya: Address, rosa: Address, number: str) -> list[str]:
    """All that an asker can look at, without the ids."""
    ids = {number, str(await scene.id_of(rosa)), str(await scene.id_of(priya))}
    shown = [
        await scene.press(priya, "home.show"),
        await scene.press(priya, "introductions.show", number),
        await scene.press(priya, "introductions.ask", str(await scene.id_of(rosa))),
        await scene.press(priya, "profiles.see", str(await scene.id_of(rosa))),
        await scene.find(priya, "groups for people who hear voices"),
        await titles(scene, priya),
    ]
    return ["id" if line in ids else line for each in shown for line in words_of(each).split("\n")]


async def test_the_asker_is_told_nothing_before_the_request_closes(sqlite_scene: Scene) -> None:
    """Not a minute earlier for a decline; then that they are not available, and not why."""
    both = await pair(sqlite_scene)
    await both.ask()
    assert await both.title(both.rosa, "decline") == "You declined"
    sqlite_scene.clock.forward(days=13, hours=23, minutes=50)
    await jobs(sqlite_scene)
    assert await titles(sqlite_scene, both.priya) == []
    sqlite_scene.clock.forward(minutes=10)
    await jobs(sqlite_scene)
    await jobs(sqlite_scene)
    assert await titles(sqlite_scene, both.priya) == [UNAVAILABLE]


async def test_not_now_sets_a_request_aside_and_can_become_a_yes(sqlite_scene: Scene) -> None:
    """It stays in the home, without a reminder."""
    both = await pair(sqlite_scene)
    await both.ask()
    aside = only(Card, await both.press(both.rosa, "later"))
    again = only(Card, await pressed(sqlite_scene, both.rosa, aside, "See the request"))
    assert "Not now" not in [one.label for one in buttons_of(again)]
    home = words_of(await sqlite_scene.card(both.rosa, "home.show"))
    assert "You set it aside. Open until 7 December 2026" in home
    sqlite_scene.clock.forward(days=8)
    await jobs(sqlite_scene)
    assert len(await told(sqlite_scene, both.rosa)) == 1
    assert await both.title(both.rosa, "accept") == "You and Priya are introduced"


async def test_a_decline_is_final_and_the_message_loses_its_buttons(sqlite_scene: Scene) -> None:
    """It is gone from the home, cannot be accepted any more, and needs no reason."""
    both = await pair(sqlite_scene)
    await both.ask()
    await both.press(both.rosa, "decline")
    [message] = await told(sqlite_scene, both.rosa)
    assert [one.label for one in buttons_of(message)] == ["Block", "Report"]
    assert "Nothing at the moment." in words_of(await sqlite_scene.card(both.rosa, "home.show"))
    assert await both.title(both.rosa, "decline") == "You declined"
    assert await both.title(both.rosa, "accept") == "This request is closed"
    assert await both.state() == "declined"
    assert await groups(sqlite_scene) == []


async def test_a_request_can_be_taken_back(sqlite_scene: Scene) -> None:
    """From the home; the other sees that in the place of the request, and its words are gone."""
    both = await pair(sqlite_scene)
    await both.ask()
    home = await sqlite_scene.card(both.priya, "home.show")
    assert button(home, "Take it back").confirm
    taken = only(Card, await pressed(sqlite_scene, both.priya, home, "Take it back"))
    assert taken.title == "Your request is taken back"
    assert await titles(sqlite_scene, both.rosa) == ["Priya took the request back"]
    assert TERMS["about"] not in await sqlite_scene.everything()
    assert await both.title(both.rosa, "accept") == "This request is closed"
    assert await both.title(both.priya, "withdraw") == "Your request is taken back"


async def test_the_home_says_what_waits(sqlite_scene: Scene) -> None:
    """For who is asked and for who asks."""
    both = await pair(sqlite_scene)
    await both.ask()
    rosas = words_of(await sqlite_scene.card(both.rosa, "home.show"))
    assert "Would like to meet you" in rosas
    assert "Nothing at the moment." not in rosas
    priyas = words_of(await sqlite_scene.card(both.priya, "home.show"))
    assert "Asked on 23 November 2026, open until 7 December 2026" in priyas
    homes = {row["key"] for row in await sqlite_scene.rows("outbox") if row["kind"] == "home"}
    assert homes >= {f"home:{await sqlite_scene.id_of(who)}" for who in (both.rosa, both.priya)}


async def test_only_the_two_can_see_and_answer_a_request(sqlite_scene: Scene) -> None:
    """And each only their own part, whatever a button says."""
    both = await pair(sqlite_scene)
    await both.ask()
    other = await sqlite_scene.member("gus", "Gus")
    for action in ("show", "accept", "later", "decline", "inquire", "reply", "withdraw"):
        assert await both.title(other, action) == NotYours.title
    for action in ("accept", "later", "decline", "inquire"):
        assert await both.title(both.priya, action) == NotYours.title
    for action in ("withdraw", "reply"):
        assert await both.title(both.rosa, action) == NotYours.title
    assert await both.state() == "open"


async def test_who_has_no_profile_cannot_ask_and_nobody_asks_themselves(sqlite_scene: Scene) -> None:
    """Nobody asks who is not to be found either; at the form nothing typed is lost."""
    both = await pair(sqlite_scene)
    new = sqlite_scene.town.add("nell", "Nell")
    rosa = str(await sqlite_scene.id_of(both.rosa))
    assert (await sqlite_scene.card(new, "introductions.ask", rosa)).title == NoProfile.title
    assert (await sqlite_scene.card(both.rosa, "introductions.ask", rosa)).title == "That is you"
    nell = str(await sqlite_scene.id_of(new))
    for value in (nell, "", "0", "x", "9" * 30):
        assert (await sqlite_scene.card(both.priya, "introductions.ask", value)).title == NotYours.title
    errors = only(Invalid, await ask(sqlite_scene, new, both.rosa)).errors
    assert NoProfile.title in errors["about"]
    assert "copy" in errors["about"]


async def test_who_is_asked_by_somebody_they_ask_sees_that_request(sqlite_scene: Scene) -> None:
    """Instead of a second one the other way; accepting it needs no further yes."""
    both = await pair(sqlite_scene)
    await both.ask()
    priya = str(await sqlite_scene.id_of(both.priya))
    shown = await sqlite_scene.card(both.rosa, "introductions.ask", priya)
    assert shown.title == "Priya would like to meet you"
    assert only(Card, await ask(sqlite_scene, both.rosa, both.priya)).title == "Priya would like to meet you"
    await pressed(sqlite_scene, both.rosa, shown, "Accept")
    assert len(await sqlite_scene.rows("introductions")) == 1
    assert (await sqlite_scene.card(both.rosa, "introductions.ask", priya)).title == "You and Priya were introduced"


async def test_asking_again_while_a_request_is_open_shows_it(sqlite_scene: Scene) -> None:
    """And sends nothing."""
    both = await pair(sqlite_scene)
    await both.ask()
    rosa = str(await sqlite_scene.id_of(both.rosa))
    assert (await sqlite_scene.card(both.priya, "introductions.ask", rosa)).title == "You have asked Rosa already"
    assert only(Card, await both.ask()).title == "You have asked Rosa already"
    assert len(await told(sqlite_scene, both.rosa)) == 1


async def test_who_is_asked_need_not_see_a_paused_askers_profile(sqlite_scene: Scene) -> None:
    """The request says who they are, but leads to no profile that cannot be seen."""
    both = await pair(sqlite_scene)
    await sqlite_scene.card(both.priya, "profiles.pause")
    await both.ask()
    [card] = await told(sqlite_scene, both.rosa)
    assert "See profile" not in [one.label for one in buttons_of(card)]
    assert "Northfield University" in words_of(card)


async def test_what_was_written_is_not_kept_beside_the_key_of_a_press(sqlite_scene: Scene) -> None:
    """A repeat is told that it was done."""
    both = await pair(sqlite_scene)
    rosa = str(await sqlite_scene.id_of(both.rosa))
    shown = [await sqlite_scene.card(both.priya, "introductions.send", rosa, once="press 1", **TERMS) for _ in range(2)]
    assert [card.title for card in shown] == ["Your request is sent", "This was done already"]
    assert TERMS["about"] not in repr(await sqlite_scene.rows("once_keys"))
    assert len(await sqlite_scene.rows("introductions")) == 1
