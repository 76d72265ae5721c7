"""How calls end, are extended and changed, and who hears of it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.cards import Card, Form, Invalid
from bot.directory import Identity
from bot.schedule import run_job
from tests.bot.calling import FIRST, SECOND, Posted, draft, later, post, posted, send, tended
from tests.bot.introducing import RESEARCHER, pressed, titles, told
from tests.bot.scene import Scene, button, buttons_of, only, words_of


async def revise(call: Posted, **changes: Any) -> Card:
    """Priya fills in both forms anew; the preview of her changes."""
    form = await call.scene.form(call.priya, "calls.edit", call.ident)
    answers = FIRST | SECOND | changes
    second = only(
        Form, await call.scene.press(call.priya, "calls.keep", form.value, **{name: answers[name] for name in FIRST})
    )
    return await call.scene.card(
        call.priya, "calls.keep_terms", second.value, **{name: answers[name] for name in SECOND}
    )


async def test_a_call_is_closed_with_an_outcome_that_goes_back_to_all(sqlite_scene: Scene) -> None:
    """Once, and to nobody else; it stands in the place of the call."""
    call = await posted(sqlite_scene)
    sam = await sqlite_scene.member("sam", "Sam")
    kim = await sqlite_scene.member("kim", "Kim")
    await call.interest(call.rosa)
    await call.interest(sam)
    await call.press(sam, "withdraw")
    await call.press(kim, "save")
    for _ in range(2):
        assert (await call.close()).title == "Your call is closed: What keeps groups going?"
    assert await titles(sqlite_scene, call.rosa) == ["Closed: What keeps groups going?"]
    assert "Four people joined." in words_of(await told(sqlite_scene, call.rosa))
    assert await titles(sqlite_scene, sam) == await titles(sqlite_scene, kim) == []
    seen = await call.press(kim, "show")
    assert seen.title == "Filled: What keeps groups going?"
    assert "Four people joined." in words_of(seen)
    assert "calls.interest" not in {one.action for one in buttons_of(seen)}
    assert (await call.interest(kim)).title == "This call is closed"
    assert "You are on their list. Closed" in words_of(await sqlite_scene.card(call.rosa, "calls.mine"))
    assert (await sqlite_scene.card(kim, "calls.find")).title == "No open calls yet"


async def test_what_is_missing_at_closing_stands_at_its_field(sqlite_scene: Scene) -> None:
    """And other words for a call that was closed meanwhile are not lost."""
    call = await posted(sqlite_scene)
    wrong = only(Invalid, await sqlite_scene.press(call.priya, "calls.close", call.ident, ending="", outcome=" "))
    assert {*wrong.errors} == {"ending", "outcome"}
    long = await sqlite_scene.press(call.priya, "calls.close", call.ident, ending="ended", outcome="x" * 301)
    assert "301 characters" in only(Invalid, long).errors["outcome"]
    await call.close()
    other = await sqlite_scene.press(call.priya, "calls.close", call.ident, ending="ended", outcome="Other words")
    assert "you can copy it from here" in only(Invalid, other).errors["outcome"]
    assert (await call.press(call.priya, "finish")).title == "Your call is closed: What keeps groups going?"
    for action in ("finish", "extend", "prolong", "edit"):
        assert (await call.press(call.rosa, action, deadline=date(2026, 12, 24))).title == "We could not find that"
    theirs = await sqlite_scene.press(call.rosa, "calls.close", call.ident, ending="ended", outcome="Mine")
    assert "We could not find that" in only(Invalid, theirs).errors["outcome"]


async def test_a_call_closes_itself_at_the_end_of_its_last_day_where_its_owner_is(scene: Scene) -> None:
    """Not a minute sooner; its owner is asked what came of it, and who took an interest hears then."""
    far = await scene.member("far", "Far", timezone="America/Los_Angeles", **RESEARCHER)
    call = Posted(scene, far, await scene.member("rosa", "Rosa"), await post(scene, far))
    await call.interest(call.rosa)
    row = await call.row()
    assert str(row["closes_at"]).startswith("2026-12-08 08:00:00")
    scene.clock.now = datetime(2026, 12, 8, 7, 59, tzinfo=UTC)
    await tended(scene)
    assert (await call.row())["state"] == "open"
    assert "Today is the last day" in words_of(await call.press(call.rosa, "show"))
    scene.clock.now = datetime(2026, 12, 8, 8, 0, tzinfo=UTC)
    assert (await call.interest(await scene.member("sam", "Sam"))).title == "This call is closed"
    assert (await scene.card(call.rosa, "calls.find")).title == "No open calls yet"
    await tended(scene)
    await later(scene, minutes=10)
    assert (await titles(scene, far))[-1] == "Your call has closed: What keeps groups going?"
    assert "We have asked Far what came of it" in words_of((await told(scene, call.rosa))[-1])
    assert "what came of it?" in words_of(await scene.card(far, "home.show"))
    asked = (await told(scene, far))[-1]
    assert only(Form, await pressed(scene, far, asked, "Say what came of it")).action == "calls.close"
    await call.press(far, "close", ending="ended", outcome="Two of us go on.")
    assert "Two of us go on." in words_of((await told(scene, call.rosa))[-1])
    assert await titles(scene, call.rosa) == ["Closed: What keeps groups going?"] * 2


async def test_the_owner_is_reminded_three_days_before_and_on_the_day_in_the_morning(sqlite_scene: Scene) -> None:
    """Once each, whatever a worker that was away missed; and not of a day that they have just picked."""
    call = await posted(sqlite_scene)
    reminder = "Your call closes soon: What keeps groups going?"
    for hour, count in (
        (datetime(2026, 12, 4, 8, 40, tzinfo=UTC), 0),
        (datetime(2026, 12, 4, 9, 0, tzinfo=UTC), 1),
        (datetime(2026, 12, 5, 10, 0, tzinfo=UTC), 1),
        (datetime(2026, 12, 7, 9, 30, tzinfo=UTC), 2),
        (datetime(2026, 12, 7, 23, 0, tzinfo=UTC), 2),
    ):
        sqlite_scene.clock.now = hour
        await tended(sqlite_scene)
        await later(sqlite_scene, minutes=10)
        assert (await titles(sqlite_scene, call.priya)).count(reminder) == count, hour
    assert "today is its last day" in words_of((await told(sqlite_scene, call.priya))[-1])
    soon = Posted(sqlite_scene, call.priya, call.rosa, await post(sqlite_scene, call.priya, deadline=date(2026, 12, 9)))
    assert (await soon.row())["reminded"] == 1


async def test_a_worker_that_was_away_for_days_reminds_once(sqlite_scene: Scene) -> None:
    """Of what is still of use."""
    call = await posted(sqlite_scene)
    sqlite_scene.clock.now = datetime(2026, 12, 7, 15, 0, tzinfo=UTC)
    await tended(sqlite_scene)
    assert len(await titles(sqlite_scene, call.priya)) == 1


async def test_a_call_is_extended_and_those_who_took_an_interest_are_told(scene: Scene) -> None:
    """A draft of changes does not take it back, and its owner is reminded anew."""
    call = await posted(scene)
    await call.interest(call.rosa)
    preview = await revise(call, title="Anew")
    assert isinstance(await scene.press(call.priya, "calls.extend", call.ident), Form)
    card = await call.press(call.priya, "prolong", deadline=date(2027, 1, 15))
    assert card.title == "It is open until 15 January 2027"
    changed = (await told(scene, call.rosa))[-1]
    assert changed.title == "Changed: What keeps groups going?"
    assert "the end of 15 January 2027" in words_of(changed)
    await send(scene, call.priya, preview, "Publish the changes")
    assert str((await call.row())["deadline"]).startswith("2027-01-15")
    for day, words in ((date(2027, 1, 1), "earlier than now"), (date(2026, 1, 1), "has passed"), (None, "Please pick")):
        wrong = only(Invalid, await scene.press(call.priya, "calls.prolong", call.ident, deadline=day))
        assert words in wrong.errors["deadline"]
    scene.clock.forward(days=90)
    late = only(Invalid, await scene.press(call.priya, "calls.prolong", call.ident, deadline=date(2027, 3, 15)))
    assert "has closed meanwhile" in late.errors["deadline"]


async def test_a_change_is_seen_before_it_is_published_and_told_to_those_it_concerns(sqlite_scene: Scene) -> None:
    """What reads differently, and no more; until then nobody sees anything of it."""
    call = await posted(sqlite_scene)
    await call.interest(call.rosa)
    preview = await revise(call, amount="12", about="Something else entirely.", contact="priya@example.org")
    assert preview.title == "Preview of your changes"
    assert "below the guide" in words_of(preview)
    before = words_of(await call.press(call.rosa, "show"))
    assert "at or above the guide" in before
    assert "Changes that are not published" in words_of(await sqlite_scene.card(call.priya, "calls.mine"))
    assert (await send(sqlite_scene, call.priya, preview, "Publish the changes")).title == "Your changes are published"
    after = words_of(await call.press(call.rosa, "show"))
    assert "Something else entirely." in after
    assert "Time is paid, below the guide" in after
    changed = (await told(sqlite_scene, call.rosa))[-1]
    facts = words_of(changed)
    assert "£12 an hour" in facts
    assert "was written anew" in facts
    assert "priya@example.org" in facts
    assert "Captions" not in facts
    assert len([row for row in await sqlite_scene.rows("calls") if row["state"] == "draft"]) == 0
    found = words_of(await sqlite_scene.card(call.rosa, "calls.find", "something else entirely"))
    assert "What keeps groups going?" in found


async def test_one_change_of_a_call_is_under_way_at_a_time(sqlite_scene: Scene) -> None:
    """A form that was opened before it is not taken, and says so; one that is sent twice is."""
    call = await posted(sqlite_scene)
    form = await sqlite_scene.form(call.priya, "calls.edit", call.ident)
    first = only(Form, await sqlite_scene.press(call.priya, "calls.keep", form.value, **FIRST | {"title": "One"}))
    again = only(Form, await sqlite_scene.press(call.priya, "calls.keep", form.value, **FIRST | {"title": "One"}))
    assert first == again
    other = only(Invalid, await sqlite_scene.press(call.priya, "calls.keep", form.value, **FIRST | {"title": "Two"}))
    assert "You have begun to change this call elsewhere" in other.errors["title"]
    preview = await sqlite_scene.card(call.priya, "calls.keep_terms", first.value, **SECOND)
    await send(sqlite_scene, call.priya, preview, "Publish the changes")
    stale = only(Invalid, await sqlite_scene.press(call.priya, "calls.keep", form.value, **FIRST | {"title": "Three"}))
    assert "was changed after the form was opened" in stale.errors["title"]


async def test_a_change_of_a_call_that_closed_is_gone_with_it(sqlite_scene: Scene) -> None:
    """Its form, its preview and its buttons say so."""
    scene = sqlite_scene
    call = await posted(scene)
    preview = await revise(call)
    form = await scene.form(call.priya, "calls.edit", call.ident)
    await call.close()
    assert (await send(scene, call.priya, preview, "Publish the changes")).title == "We could not find that"
    assert (await call.press(call.priya, "edit")).title == "This call is closed"
    lost = only(Invalid, await scene.press(call.priya, "calls.keep", form.value, **FIRST))
    assert "Nothing you typed is lost" in lost.errors["title"]
    late = only(Invalid, await scene.press(call.priya, "calls.keep", f"{call.ident} 1", **FIRST))
    assert "can no longer be changed" in late.errors["title"]


async def test_after_the_last_day_nothing_is_changed_also_before_it_is_closed(sqlite_scene: Scene) -> None:
    """What was typed and drafted is kept for its owner until then."""
    scene = sqlite_scene
    call = await posted(scene)
    form = await scene.form(call.priya, "calls.edit", call.ident)
    preview = await revise(call, deadline=date(2027, 1, 15))
    other = Posted(scene, call.priya, call.rosa, await post(scene, call.priya))
    unsent = await scene.form(call.priya, "calls.edit", other.ident)
    scene.clock.forward(days=15)
    closed = await send(scene, call.priya, preview, "Publish the changes")
    assert closed.title == "This call is closed"
    assert isinstance(await scene.press(call.priya, "calls.keep", form.value, **FIRST), Invalid)
    changed = FIRST | {"title": "Anew", "deadline": date(2027, 1, 15)}
    late = only(Invalid, await scene.press(call.priya, "calls.keep", unsent.value, **changed))
    assert "can no longer be changed" in late.errors["title"]
    assert (await call.press(call.priya, "extend")).title == "This call is closed"
    assert (await call.row())["title"] == FIRST["title"]


async def test_a_change_of_nothing_is_told_to_nobody(sqlite_scene: Scene) -> None:
    """Publishing what stands there already."""
    call = await posted(sqlite_scene)
    await call.interest(call.rosa)
    await send(sqlite_scene, call.priya, await revise(call), "Publish the changes")
    assert await titles(sqlite_scene, call.rosa) == []


async def test_long_lists_are_cut_and_say_so(sqlite_scene: Scene) -> None:
    """Of one's own calls, of those one follows, and of questions."""
    scene = sqlite_scene
    call = await posted(scene)
    for number in range(13):
        one = Posted(scene, call.priya, call.rosa, await post(scene, call.priya))
        await one.interest(call.rosa)
        await one.close(f"Outcome {number}")
    assert "These are 12 of 14." in words_of(await scene.card(call.priya, "calls.mine"))
    assert "These are the latest 12 of 13." in words_of(await scene.card(call.rosa, "calls.mine"))
    for number in range(4):
        who = await scene.member(f"m{number}", f"M{number}")
        for question in range(3):
            await call.press(who, "ask", question=f"Question {question} of {number}?")
    assert "2 more wait." in words_of(await call.press(call.priya, "questions"))


async def test_a_draft_and_a_call_that_waits_are_shown_to_their_owner(sqlite_scene: Scene) -> None:
    """By the same button as an open one."""
    scene = sqlite_scene
    olga = scene.town.add("olga", "Olga", owner=True)
    await scene.card(olga, "calls.screen", "on")
    priya = await scene.member("priya", "Priya", **RESEARCHER)
    preview = await draft(scene, priya)
    ident = button(preview, "Change the call").value
    assert (await scene.card(priya, "calls.show", ident)).title == "Preview of your call"
    await send(scene, priya, preview, "Send it to the facilitators")
    for action in ("show", "preview"):
        assert (await scene.card(priya, f"calls.{action}", ident)).title == "Your call waits for a facilitator"
    assert (
        await send(scene, priya, preview, "Send it to the facilitators")
    ).title == "Your call waits for a facilitator"


async def test_the_words_of_a_call_that_is_over_can_be_used_again(sqlite_scene: Scene) -> None:
    """By its owner alone; the new one needs a day of its own."""
    scene = sqlite_scene
    call = await posted(scene)
    await call.close()
    assert (await call.press(call.rosa, "reuse")).title == "We could not find that"
    form = await scene.form(call.priya, "calls.reuse", call.ident)
    values = {field.name: getattr(field, "value", None) for field in form.fields}
    assert (values["title"], values["deadline"]) == ("What keeps groups going?", None)
    assert isinstance(await scene.press(call.priya, "calls.keep", form.value, **FIRST), Form)


async def test_a_deleted_profile_closes_its_calls_and_empties_them(sqlite_scene: Scene) -> None:
    """Who took an interest is told; drafts are gone, and so are all words, wherever they stood."""
    call = await posted(sqlite_scene)
    await call.interest(call.rosa)
    await call.press(call.rosa, "ask", question="Rosa's question?", hidden=True)
    await revise(call, title="A secret change")
    await sqlite_scene.card(call.priya, "profiles.delete")
    assert "Whoever posted it is no longer here" in words_of((await told(sqlite_scene, call.rosa))[-1])
    seen = await call.press(call.rosa, "show")
    assert seen.title == "Closed: a call"
    await sqlite_scene.change("DELETE FROM outbox")
    kept = await sqlite_scene.everything()
    assert not [
        words for words in ("keeps groups", "with you what", "secret change", "Rosa's question") if words in kept
    ]
    assert (await sqlite_scene.card(call.rosa, "calls.find")).title == "No open calls yet"
    assert (await call.press(call.priya, "finish")).title == "We could not find that"
    late = await sqlite_scene.press(call.priya, "calls.close", call.ident, ending="ended", outcome="Words")
    assert "We could not find that" in only(Invalid, late).errors["outcome"]
    assert "A call that is gone" in words_of(await sqlite_scene.card(call.rosa, "calls.mine"))


async def test_a_call_of_somebody_who_left_takes_nobody_and_closes(sqlite_scene: Scene) -> None:
    """With a plain line to who took an interest; its words stay for when they come back."""
    call = await posted(sqlite_scene)
    await call.interest(call.rosa)
    await sqlite_scene.told(Identity(call.priya, "Priya", left=True))
    assert (await call.interest(await sqlite_scene.member("sam", "Sam"))).title == "This call is closed"
    await later(sqlite_scene, days=1)
    assert "Whoever posted it is no longer here" in words_of((await told(sqlite_scene, call.rosa))[-1])
    assert (await call.row())["ending"] == "gone"


async def test_nothing_is_kept_for_longer_than_is_said(scene: Scene) -> None:
    """A closed call 90 days, a draft that nobody touches a year; an open one goes on."""
    call = await posted(scene, deadline=date(2027, 11, 20))
    other = Posted(scene, call.priya, call.rosa, await post(scene, call.priya))
    await other.close()
    form = await scene.form(call.priya, "calls.write")
    await scene.press(call.priya, "calls.keep", form.value, **FIRST)
    for days, left in ((89, ["closed", "draft", "open"]), (2, ["draft", "open"]), (280, ["open"])):
        scene.clock.forward(days=days)
        await run_job(scene.network, "calls.forget")
        assert sorted(row["state"] for row in await scene.rows("calls")) == left


async def test_linked_accounts_have_their_calls_and_interests_together(scene: Scene) -> None:
    """An interest in what is now one's own call is gone, and one in the same call is one."""
    call = await posted(scene)
    tom = await scene.member("tom", "Tom", platform="teams", **RESEARCHER)
    mine = Posted(scene, tom, call.rosa, await post(scene, tom, title="Tom's call"))
    await call.interest(tom)
    await call.press(tom, "ask", question="To oneself?", hidden=True)
    await mine.interest(call.priya)
    other = Posted(scene, call.rosa, tom, await post(scene, call.rosa))
    await other.interest(call.priya)
    await other.interest(tom)
    await scene.link(call.priya, tom)
    listed = words_of(await scene.card(tom, "calls.mine"))
    assert "Tom's call" in listed
    rows = await scene.rows("call_interests")
    assert [(row["call_id"], row["member_id"]) for row in rows] == [(int(other.ident), await scene.id_of(tom))]
    assert await scene.rows("call_questions") == []
    found = words_of(await scene.card(tom, "calls.find"))
    assert "Tom's call" not in found


@pytest.mark.parametrize("value", ["", "x", "0", "999 1", "[1]", "1 1 1"])
async def test_expired_and_tampered_buttons_find_nothing(sqlite_scene: Scene, value: str) -> None:
    """And change nothing."""
    call = await posted(sqlite_scene)
    for action in ("withdraw", "unsave", "discard", "recall", "interested", "questions", "extend", "finish", "post"):
        card = await sqlite_scene.card(call.priya, f"calls.{action}", value)
        assert card.title in {
            "We could not find that",
            "The draft is thrown away",
            "That is your own call",
        } or value.startswith("1 "), action
    assert (await call.row())["state"] == "open"
    assert button(await call.press(call.rosa, "show"), "I'm interested")
