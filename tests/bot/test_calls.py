"""Writing a call: two forms, a preview, drafts, and posting it."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.cards import Card, Form, Invalid
from tests.bot.calling import FIRST, SECOND, UNPAID, draft, post, posted, send
from tests.bot.introducing import RESEARCHER
from tests.bot.scene import Scene, button, buttons_of, only, words_of


async def test_a_call_is_written_seen_and_posted(sqlite_scene: Scene) -> None:
    """By a community organisation as well as by a researcher; nobody sees it before."""
    rosa = await sqlite_scene.member("rosa", "Rosa")
    priya = await sqlite_scene.member("priya", "Priya", **RESEARCHER)
    preview = await draft(sqlite_scene, rosa, side="research")
    assert preview.title == "Preview of your call"
    assert "£27.50 an hour, to each person, within 14 days" in words_of(preview)
    assert only(Card, await sqlite_scene.command(priya, "/open-calls")).title == "No open calls yet"
    card = await send(sqlite_scene, rosa, preview)
    assert card.title == "Your call is posted"
    found = only(Card, await sqlite_scene.command(priya, "/open-calls", "what keeps groups going"))
    assert "What keeps groups going?" in words_of(found)
    shown = await sqlite_scene.card(priya, "calls.show", button(found, "See the call").value)
    assert "Time is paid at or above the guide. The question is open to change." in words_of(shown)
    assert "A call by Rosa (Peer support lead, Harbour Voices)" in words_of(shown)


async def test_a_call_needs_a_profile(sqlite_scene: Scene) -> None:
    """Whoever reads it would like to know who asks."""
    scene = sqlite_scene
    nell = scene.town.add("nell", "Nell")
    assert only(Card, await scene.command(nell, "/post-call")).title == "You need a profile for this"


async def test_a_call_begins_with_the_words_that_came_with_it(sqlite_scene: Scene) -> None:
    """From a message, or behind the command; as many as fit."""
    priya = await sqlite_scene.member("priya", **RESEARCHER)
    form = only(Form, await sqlite_scene.command(priya, "/post-call", "<!channel> *join* us " + "x" * 3000))
    about = next(field for field in form.fields if field.name == "about")
    assert str(getattr(about, "value", "")).startswith("<!channel> *join* us xxx")
    assert len(getattr(about, "value", "")) == 1500


async def test_drafts_are_kept_and_listed_and_gone_on_with(sqlite_scene: Scene) -> None:
    """After the first form alone too: its second is asked for before it can be posted."""
    priya = await sqlite_scene.member("priya", **RESEARCHER)
    form = await sqlite_scene.form(priya, "calls.write")
    await sqlite_scene.press(priya, "calls.keep", form.value, **FIRST)
    listed = await sqlite_scene.card(priya, "calls.mine")
    preview = await sqlite_scene.card(priya, "calls.preview", button(listed, "Go on with it").value)
    told = await send(sqlite_scene, priya, preview)
    assert "How people's time is paid is not filled in yet" in words_of(told)
    second = await sqlite_scene.form(priya, "calls.terms", button(told, "Change pay and support").value)
    preview = await sqlite_scene.card(priya, "calls.keep_terms", second.value, **SECOND)
    kept = await sqlite_scene.card(priya, "calls.hold", button(preview, "Keep as draft").value)
    assert kept.title == "Your draft is kept"
    assert "What keeps groups going?" in words_of(await sqlite_scene.card(priya, "home.show"))
    assert (await send(sqlite_scene, priya, preview)).title == "Your call is posted"
    assert (await send(sqlite_scene, priya, preview)).title == "What keeps groups going?"
    assert len(await sqlite_scene.rows("calls")) == 1


async def test_a_form_that_is_sent_twice_makes_one_draft(sqlite_scene: Scene) -> None:
    """With the same words, or with others by somebody who went back; one that was posted is not written over."""
    priya = await sqlite_scene.member("priya", **RESEARCHER)
    form = await sqlite_scene.form(priya, "calls.write")
    second = only(Form, await sqlite_scene.press(priya, "calls.keep", form.value, **FIRST))
    again = only(Form, await sqlite_scene.press(priya, "calls.keep", form.value, **FIRST))
    assert again == second
    other = only(Form, await sqlite_scene.press(priya, "calls.keep", form.value, **FIRST | {"title": "Another title"}))
    assert len(await sqlite_scene.rows("calls")) == 1
    stale = only(Invalid, await sqlite_scene.press(priya, "calls.keep_terms", second.value, **SECOND))
    assert "was changed after the form was opened" in stale.errors["pay"]
    await send(sqlite_scene, priya, await sqlite_scene.card(priya, "calls.keep_terms", other.value, **SECOND))
    late = only(Invalid, await sqlite_scene.press(priya, "calls.keep", form.value, **FIRST))
    assert "can no longer be changed" in late.errors["title"]
    sam = await sqlite_scene.member("sam", **RESEARCHER)
    assert isinstance(await sqlite_scene.press(sam, "calls.keep", form.value, **FIRST), Form)


async def test_a_draft_can_be_thrown_away_by_its_owner_alone(sqlite_scene: Scene) -> None:
    """Twice has the same answer; somebody else finds nothing, and neither does an open call go so."""
    scene = sqlite_scene
    call = await posted(scene)
    preview = await draft(scene, call.priya)
    away = button(preview, "Throw it away")
    assert (await scene.card(call.rosa, away.action, away.value)).title == "We could not find that"
    assert (await scene.card(call.priya, "calls.discard", call.ident)).title == "We could not find that"
    for _ in range(2):
        assert (await scene.card(call.priya, away.action, away.value)).title == "The draft is thrown away"
    assert (await call.row())["state"] == "open"


async def test_one_has_five_open_calls_at_most_and_ten_drafts(sqlite_scene: Scene) -> None:
    """The draft is kept until another call is closed."""
    scene = sqlite_scene
    priya = await scene.member("priya", **RESEARCHER)
    for _ in range(5):
        await post(scene, priya)
    sixth = await draft(scene, priya)
    assert (await send(scene, priya, sixth)).title == "You have 5 calls open"
    for _ in range(9):
        form = await scene.form(priya, "calls.write")
        await scene.press(priya, "calls.keep", form.value, **FIRST)
    assert (await scene.card(priya, "calls.write")).title == "You have 10 drafts"
    stale = only(Invalid, await scene.press(priya, "calls.keep", "new ffff", **FIRST))
    assert "You have 10 drafts" in stale.errors["title"]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("title", " ", "Please give it a title"),
        ("about", "x" * 1501, "This has 1,501 characters"),
        ("side", "everybody", "Please pick one of these."),
        ("topics", ("y" * 61,), "at most 60 characters"),
        ("deadline", None, "Please pick the last day"),
        ("deadline", date(2026, 11, 22), "This day has passed"),
        ("deadline", date(2027, 12, 1), "more than a year away"),
    ],
)
async def test_what_the_first_form_cannot_take_stands_at_its_field(
    sqlite_scene: Scene, name: str, value: Any, words: str
) -> None:
    """And nothing is kept yet."""
    priya = await sqlite_scene.member("priya", **RESEARCHER)
    form = await sqlite_scene.form(priya, "calls.write")
    wrong = only(Invalid, await sqlite_scene.press(priya, "calls.keep", form.value, **FIRST | {name: value}))
    assert words in wrong.errors[name]
    assert await sqlite_scene.rows("calls") == []


@pytest.mark.parametrize(
    ("name", "changes", "words"),
    [
        ("pay", {"pay": ""}, "Please pick one of these."),
        ("amount", {"amount": "lots"}, "Please give an amount in pounds"),
        ("unit", {"unit": ""}, "Please pick one of these."),
        ("pay", {"pay": "expenses"}, "You gave an amount"),
        ("pay_note", UNPAID | {"pay_note": ""}, "why it is not funded"),
        ("pay_note", UNPAID | {"pay": "in-kind", "pay_note": ""}, "what people get in return"),
        ("share", {"share": 101}, "a number from 0 to 100"),
        ("share", {"share": True}, "a number from 0 to 100"),
        ("contact", {"contact": "c" * 201}, "This has 201 characters"),
    ],
)
async def test_what_the_second_form_cannot_take_stands_at_its_field(
    sqlite_scene: Scene, name: str, changes: dict[str, Any], words: str
) -> None:
    """The draft from the first form is kept meanwhile."""
    priya = await sqlite_scene.member("priya", **RESEARCHER)
    form = await sqlite_scene.form(priya, "calls.write")
    second = only(Form, await sqlite_scene.press(priya, "calls.keep", form.value, **FIRST))
    wrong = only(Invalid, await sqlite_scene.press(priya, "calls.keep_terms", second.value, **SECOND | changes))
    assert words in wrong.errors[name]
    assert len(await sqlite_scene.rows("calls")) == 1


ANY = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.characters(codec=None))
    | st.dates()
    | st.lists(st.text(st.characters(codec=None))).map(tuple)
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.fixed_dictionaries({}, optional=dict.fromkeys(FIRST, ANY)),
    st.fixed_dictionaries({}, optional=dict.fromkeys(SECOND, ANY)),
)
async def test_no_tampered_answer_breaks_the_forms(
    sqlite_scene: Scene, first: dict[str, Any], second: dict[str, Any]
) -> None:
    """Every field may hold anything that a field can answer."""
    scene = sqlite_scene
    priya = await scene.member("priya", **RESEARCHER)
    await scene.change("DELETE FROM calls")
    form = await scene.form(priya, "calls.write")
    shown = await scene.press(priya, "calls.keep", form.value, **FIRST | first)
    assert isinstance(shown, Form | Invalid)
    if isinstance(shown, Form):
        seen = await scene.press(priya, "calls.keep_terms", shown.value, **SECOND | second)
        assert isinstance(seen, Invalid) or only(Card, seen).title == "Preview of your call"


async def test_a_call_that_was_changed_meanwhile_is_not_posted_unseen(sqlite_scene: Scene) -> None:
    """The owner sees it as it is now first; one whose last day has passed says so."""
    priya = await sqlite_scene.member("priya", **RESEARCHER)
    preview = await draft(sqlite_scene, priya)
    form = await sqlite_scene.form(priya, "calls.edit", button(preview, "Change the call").value)
    changed = only(Form, await sqlite_scene.press(priya, "calls.keep", form.value, **FIRST | {"title": "Changed"}))
    told = await send(sqlite_scene, priya, preview)
    assert "It was changed meanwhile" in words_of(told)
    assert "Changed" in words_of(told)
    newer = await sqlite_scene.card(priya, "calls.keep_terms", changed.value, **SECOND)
    sqlite_scene.clock.forward(days=30)
    assert "This day has passed" in words_of(await send(sqlite_scene, priya, newer))
    assert {row["state"] for row in await sqlite_scene.rows("calls")} == {"draft"}


async def test_other_peoples_drafts_are_not_found(sqlite_scene: Scene) -> None:
    """Under any of the actions that take an id; and what is no id at all is nobody's."""
    scene = sqlite_scene
    call = await posted(scene)
    preview = await draft(scene, call.priya)
    value = button(preview, "Change the call").value
    for action in (
        "edit",
        "terms",
        "preview",
        "post",
        "hold",
        "reuse",
        "show",
        "interest",
        "inquire",
        "save",
        "finish",
    ):
        for ident in (value, f"{value} 1", "0", "999999", "-1", "x"):
            assert (await scene.card(call.rosa, f"calls.{action}", ident)).title == "We could not find that", action


async def test_an_example_of_a_call_shows_no_button_of_a_call_before_it_is_posted(sqlite_scene: Scene) -> None:
    """Nobody can take an interest in a preview."""
    scene = sqlite_scene
    priya = await scene.member("priya", **RESEARCHER)
    assert "I'm interested" not in [one.label for one in buttons_of(await draft(scene, priya))]
