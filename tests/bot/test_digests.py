"""Choosing a digest: the form, where it is offered, having one now, snoozing and stopping it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.cards import Card, ChoiceField, Form, Invalid, SuggestField
from bot.digest_items import KINDS
from bot.directory import Identity
from tests.bot.digesting import ANSWERS, TITLE, Digests
from tests.bot.introducing import pressed
from tests.bot.scene import Scene, button, buttons_of, only, parts_of, words_of

NEXT = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
STATUS = "Next\nMonday 30 November 2026, 09:00"


@pytest.fixture
def digests(sqlite_scene: Scene) -> Digests:
    """On SQLite."""
    return Digests(sqlite_scene)


def words(shown: object) -> str:
    """What is shown."""
    return words_of(shown)


async def test_nobody_gets_a_digest_without_asking(digests: Digests) -> None:
    """A profile alone is no subscription."""
    rosa = await digests.scene.member("rosa")
    await digests.call("A call that fits")
    await digests.later(days=30)
    assert await digests.got(rosa) == []
    assert await digests.scene.rows("digests") == []


async def test_the_form_takes_when_and_what(digests: Digests) -> None:
    """And shows it again, with where the hours are."""
    rosa = await digests.scene.member("rosa", timezone="America/New_York")
    form = only(Form, await digests.scene.command(rosa, "/my-digest"))
    assert "New York" in words(form)
    assert "Not at all" not in words(form)
    saved = await digests.choose(
        rosa, every="fortnightly", weekday="4", hour="16", fits=False, topics=("sleep", "  Sleep ", "boats")
    )
    assert saved.title == "Your digest is saved"
    assert "Every two weeks, on Friday at 16:00" in words(saved)
    assert "Friday 27 November 2026, 16:00" in words(saved)
    assert "Sleep, boats" in words(saved)
    assert (await digests.row(rosa))["next_at"] == datetime(2026, 11, 27, 21, 0, tzinfo=UTC)
    again = only(Form, await pressed(digests.scene, rosa, await digests.scene.say(rosa, "digest"), "Change it"))
    assert {part.name: part.value for part in parts_of(again) if isinstance(part, ChoiceField)} == {
        "every": "fortnightly",
        "weekday": "4",
        "hour": "16",
    }
    [topics] = [part for part in parts_of(again) if isinstance(part, SuggestField)]
    assert [option.value for option in topics.values] == ["sleep", "boats"]
    assert "Not at all" in words(again)


async def test_saving_after_a_journey_goes_by_the_clocks_there(digests: Digests) -> None:
    """One that is due already comes all the same, if nothing of when it comes is changed."""
    rosa = await digests.reader("rosa")
    digests.scene.clock.forward(days=7, minutes=1)
    await digests.choose(rosa, topics=("sleep",))
    assert (await digests.row(rosa))["next_at"] == NEXT
    await digests.scene.told(Identity(rosa, "Rosa", timezone="America/New_York"))
    assert "Monday 30 November 2026, 09:00" in words(await digests.choose(rosa))
    assert (await digests.row(rosa))["next_at"] == datetime(2026, 11, 30, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "answers"),
    [
        ("every", {"every": "hourly"}),
        ("weekday", {"weekday": "7"}),
        ("hour", {"hour": "24"}),
        ("hour", {"hour": None}),
        ("topics", {"topics": ("x" * 61,)}),
        ("topics", {"topics": tuple(f"topic {number}" for number in range(11))}),
        ("fits", {"fits": False}),
        ("fits", {"fits": None, "topics": ("\u200b",)}),
        (next(iter(KINDS)), dict.fromkeys(KINDS, False)),
    ],
)
async def test_what_cannot_be_taken_is_told_at_its_field(digests: Digests, field: str, answers: dict[str, Any]) -> None:
    """And nothing is kept."""
    rosa = await digests.scene.member("rosa")
    shown = only(Invalid, await digests.scene.press(rosa, "digests.save", **(ANSWERS | answers)))
    assert set(shown.errors) == {field}
    assert await digests.scene.rows("digests") == []


async def test_one_press_after_the_profile_form_begins_a_digest(digests: Digests) -> None:
    """Who gets one is not asked again."""
    rosa = digests.scene.town.add("rosa", "Rosa")
    saved = only(Card, await digests.scene.save(rosa))
    started = only(Card, await pressed(digests.scene, rosa, saved, "Every Monday at 09:00"))
    assert STATUS in words(started)
    assert (await digests.scene.card(rosa, "digests.begin")).title == TITLE
    assert "Every Monday" not in words(await digests.scene.save(rosa, role="Lead"))
    assert len(await digests.scene.rows("digests")) == 1


async def test_the_home_offers_one_and_then_says_how_it_stands(digests: Digests) -> None:
    """All that can be done about it is a press there."""
    rosa = await digests.scene.member("rosa")
    home = await digests.scene.card(rosa, "home.show")
    await pressed(digests.scene, rosa, home, "Every Monday at 09:00")
    home = await digests.scene.card(rosa, "home.show")
    assert "Every week, on Monday at 09:00." in words(home)
    await pressed(digests.scene, rosa, await pressed(digests.scene, rosa, home, "Snooze"), "2 weeks")
    home = await digests.scene.card(rosa, "home.show")
    assert "Snoozed until 7 December 2026." in words(home)
    await pressed(digests.scene, rosa, home, "End the snooze")
    home = await digests.scene.card(rosa, "home.show")
    assert "Snoozed" not in words(home)
    await pressed(digests.scene, rosa, home, "Stop my digest")
    assert "Every Monday at 09:00" in words(await digests.scene.card(rosa, "home.show"))


@pytest.mark.parametrize("way", ["/my-digest off", "digest off", "Digest: stop", "button", "form"])
async def test_it_is_stopped_in_one_press_or_word_and_started_again_as_it_was(digests: Digests, way: str) -> None:
    """What was chosen is kept; stopping twice says the same."""
    rosa = await digests.reader("rosa", every="daily", hour="7", topics=("sleep",))
    for _ in range(2):
        if way == "button":
            stopped = await digests.scene.press(rosa, "digests.stop")
        elif way == "form":
            stopped = await digests.choose(rosa, every="off", hour="23", fits=False)
        elif way.startswith("/"):
            stopped = await digests.scene.command(rosa, *way.split(" ", 1))
        else:
            stopped = await digests.scene.say(rosa, way)
        assert only(Card, stopped).title == "Your digest is stopped"
    assert (await digests.row(rosa))["next_at"] is None
    again = await pressed(digests.scene, rosa, stopped, "Start again")
    assert "Every day at 07:00" in words(again)
    assert "What fits your profile; sleep" in words(again)


async def test_what_somebody_without_a_profile_chose_is_forgotten_when_they_stop(digests: Digests) -> None:
    """They could not delete it with a profile."""
    nell = digests.scene.town.add("nell", "Nell")
    await digests.choose(nell, topics=("a topic of my own",))
    assert "forgotten" in words(await digests.scene.card(nell, "digests.stop"))
    assert "a topic of my own" not in await digests.scene.everything()
    assert (await digests.scene.card(nell, "digests.stop")).title == "You get no digest"


async def test_who_gets_none_is_offered_one_whatever_they_press(digests: Digests) -> None:
    """Buttons of old messages among it."""
    rosa = await digests.scene.member("rosa")
    for action in ("digests.stop", "digests.snooze", "digests.wake"):
        shown = await digests.scene.card(rosa, action, "2")
        assert shown.title == "You get no digest"
        assert button(shown, "Every Monday at 09:00")


async def test_a_snooze_puts_the_next_one_off(digests: Digests) -> None:
    """For so many weeks and no others; changing what is in it does not end it, waking does."""
    rosa = await digests.reader("rosa")
    asked = only(Card, await digests.scene.say(rosa, "digest snooze"))
    assert [one.label for one in buttons_of(asked)] == ["1 week", "2 weeks", "4 weeks"]
    assert (await digests.scene.card(rosa, "digests.snooze", "52")).title == "For how long?"
    snoozed = await digests.scene.card(rosa, "digests.snooze", "4")
    assert "Snoozed until 21 December 2026." in words(snoozed)
    assert "Monday 28 December 2026, 09:00" in words(snoozed)
    await digests.choose(rosa, hour="10")
    assert (await digests.row(rosa))["next_at"] == datetime(2026, 12, 21, 10, 0, tzinfo=UTC)
    awake = await digests.scene.card(rosa, "digests.wake")
    assert (await digests.row(rosa))["next_at"] == datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    assert "Snoozed" not in words(awake)
    assert (await digests.scene.card(rosa, "digests.wake")).title == TITLE


async def test_one_now_is_made_at_once_and_the_next_goes_on_from_there(digests: Digests) -> None:
    """It has what to do about digests at its end."""
    rosa = await digests.reader("rosa")
    await digests.call("What keeps groups going?")
    digests.scene.clock.forward(hours=1)
    shown = only(Card, await digests.scene.command(rosa, "/my-digest", "now"))
    assert "What keeps groups going?" in words(shown)
    assert [one.label for one in buttons_of(shown)][-3:] == ["Snooze", "Stop my digest", "My digest"]
    assert (await digests.row(rosa))["last_at"] == digests.scene.clock.now
    assert (await digests.row(rosa))["next_at"] == NEXT
    assert {row["member_id"] for row in await digests.scene.rows("digest_items")} == {await digests.scene.id_of(rosa)}


async def test_one_now_needs_no_subscription_and_makes_none(digests: Digests) -> None:
    """At its end one is offered."""
    rosa = await digests.scene.member("rosa")
    await digests.call("What keeps groups going?")
    shown = only(Card, await digests.scene.say(rosa, "digest now"))
    assert "What keeps groups going?" in words(shown)
    assert [one.label for one in buttons_of(shown)][-2:] == ["Every Monday at 09:00", "Choose when and what"]
    assert await digests.scene.rows("digests") == []


async def test_nothing_new_is_said_so_to_who_asks(digests: Digests) -> None:
    """Whether they get a digest or not; a stranger is asked for a profile."""
    kim, nell = await digests.scene.member("kim"), digests.scene.town.add("nell", "Nell")
    shown = await digests.scene.card(kim, "digests.now")
    assert (shown.title, "Every Monday" in words(shown)) == ("Nothing new just now", True)
    rosa = await digests.reader("rosa")
    shown = await digests.scene.card(rosa, "digests.now")
    assert (shown.title, "My digest" in words(shown)) == ("Nothing new just now", True)
    for action in ("digests.now", "digests.begin"):
        assert (await digests.scene.card(nell, action)).title == "You need a profile for this"
    assert "You have no profile yet" in words(await digests.scene.form(nell, "digests.edit"))
    assert (await digests.choose(nell, topics=("boats",))).title == "Your digest is saved"


async def test_a_deleted_profile_takes_the_digest_along(digests: Digests) -> None:
    """With its topics and what was shown."""
    rosa = await digests.reader("rosa", topics=("a topic of my own",))
    await digests.scene.card(rosa, "profiles.delete")
    assert await digests.scene.rows("digests") == []
    assert "a topic of my own" not in await digests.scene.everything()
    assert only(Form, await digests.scene.say(rosa, "digest")).title == "My digest"


@pytest.mark.parametrize("kept", ["on", "off", "none"])
@pytest.mark.parametrize("gone", ["on", "off", "none"])
async def test_two_linked_accounts_have_one_digest(digests: Digests, kept: str, gone: str) -> None:
    """That of the one that is kept, unless it has none, or one that is off and the other's is not."""
    one, other = digests.scene.town.add("one", "Rosa"), digests.scene.town.add("other", "Rosa", platform="teams")
    await digests.scene.save(one)
    for who, hour, has in ((one, "8", kept), (other, "17", gone)):
        await digests.scene.card(who, "home.show")
        if has != "none":
            await digests.choose(who, hour=hour)
        if has == "off":
            await digests.scene.card(who, "digests.stop")
    await digests.scene.link(one, other)
    rows = await digests.scene.rows("digests")
    if kept == "none" and gone != "on":
        assert rows == []
        return
    [row] = rows
    theirs = kept != "on" and gone == "on"
    assert (row["hour"], row["next_at"] is not None) == (17 if theirs else 8, "on" in (kept, gone))
    assert row["member_id"] == await digests.scene.id_of(other)
