"""Profiles: what the form takes, what others see, and how they are paused and deleted."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards import Card, ChoiceField, DateField, Form, Invalid, NumberField, Suggestions, TextField, TickField
from bot.profile_form import LONGEST_ABOUT, LONGEST_LINE, LONGEST_TEXT, MOST_TOPICS, form, read_topics, topic_key
from bot.said import Said
from bot.typed import clean
from tests.bot.scene import PROFILE, Scene, buttons_of, only, options_of, parts_of, words_of
from tests.conftest import Opener


async def test_the_first_form_says_what_is_kept_and_asks_for_consent(sqlite_scene: Scene) -> None:
    """Later it is asked no more, and the form holds what was saved."""
    who = sqlite_scene.town.add("rosa", "Rosa")
    first = await sqlite_scene.form(who, "profiles.edit")
    assert "never shown to anyone" in words_of(first.intro)
    assert any(isinstance(field, TickField) and field.required for field in first.fields)
    await sqlite_scene.save(who, private="only for match rounds")
    second = await sqlite_scene.form(who, "profiles.edit")
    assert second.intro == ()
    assert not any(isinstance(field, TickField) for field in second.fields)
    held = {field.name: field.value for field in second.fields if hasattr(field, "value")}
    assert held == {name: PROFILE[name] for name in held} | {"private": "only for match rounds"}
    assert [option.value for option in options_of(second.fields[6])] == list(PROFILE["topics"])


@pytest.mark.parametrize("consent", [False, None, "yes", 1])
async def test_without_consent_nothing_is_kept(sqlite_scene: Scene, consent: object) -> None:
    """Not in any table, not even a topic."""
    who = sqlite_scene.town.add("rosa", "Rosa")
    shown = only(Invalid, await sqlite_scene.save(who, consent=consent, about="zanzibar", topics=("quokka",)))
    assert set(shown.errors) == {"consent"}
    kept = await sqlite_scene.everything()
    assert "zanzibar" not in kept
    assert "quokka" not in kept
    assert await sqlite_scene.rows("profiles") == []


async def test_consent_is_recorded_with_its_date_and_kept(sqlite_scene: Scene) -> None:
    """The first yes counts; later changes do not move it."""
    who = await sqlite_scene.member("rosa")
    first = sqlite_scene.clock.now
    sqlite_scene.clock.forward(days=40)
    await sqlite_scene.save(who, consent=None, about="Something else that we do.")
    [row] = await sqlite_scene.rows("profiles")
    given_at = row["consented_at"]
    assert (given_at if isinstance(given_at, datetime) else datetime.fromisoformat(given_at)).replace(
        tzinfo=UTC
    ) == first
    assert row["about"] == "Something else that we do."


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no about": ({"about": "  \n "}, "about"),
    "an about that nobody sees": ({"about": "\u200f\u200d"}, "about"),
    "a long about": ({"about": "a" * (LONGEST_ABOUT + 1)}, "about"),
    "a huge about": ({"about": "a" * 1_000_000}, "about"),
    "long offers": ({"offers": "a" * (LONGEST_TEXT + 1)}, "offers"),
    "a long wish": ({"looking_for": "a" * (LONGEST_TEXT + 1)}, "looking_for"),
    "a long private text": ({"private": "a" * (LONGEST_TEXT + 1)}, "private"),
    "a long role": ({"role": "a" * (LONGEST_LINE + 1)}, "role"),
    "a long organisation": ({"organisation": "a" * (LONGEST_LINE + 1)}, "organisation"),
    "no part": ({"part": ""}, "part"),
    "a part of one's own": ({"part": "admin"}, "part"),
    "a part that is a number": ({"part": 3}, "part"),
    "a region of one's own": ({"region": "Atlantis"}, "region"),
    "no region": ({"region": ""}, "region"),
    "a pay of one's own": ({"pay": "gold"}, "pay"),
    "no number": ({"monthly_requests": None}, "monthly_requests"),
    "a number below": ({"monthly_requests": -1}, "monthly_requests"),
    "a number above": ({"monthly_requests": 21}, "monthly_requests"),
    "a number beyond the database": ({"monthly_requests": 2**80}, "monthly_requests"),
    "a yes for a number": ({"monthly_requests": True}, "monthly_requests"),
    "a day that has passed": ({"paused_until": date(2026, 11, 22)}, "paused_until"),
    "today": ({"paused_until": date(2026, 11, 23)}, "paused_until"),
    "many topics": ({"topics": tuple(f"topic {number}" for number in range(MOST_TOPICS + 1))}, "topics"),
    "a long topic": ({"topics": ("a" * 61,)}, "topics"),
}


@pytest.mark.parametrize("name", BAD)
async def test_what_the_form_cannot_take_is_said_at_its_field(sqlite_scene: Scene, name: str) -> None:
    """With words, and nothing is kept."""
    changes, field = BAD[name]
    who = sqlite_scene.town.add("rosa", "Rosa")
    shown = only(Invalid, await sqlite_scene.save(who, **changes))
    assert set(shown.errors) == {field}
    assert shown.errors[field].endswith(".")
    assert await sqlite_scene.rows("profiles") == []


async def test_what_is_wrong_is_said_for_all_fields_at_once(sqlite_scene: Scene) -> None:
    """Nobody has to send a form twice to learn of a second mistake."""
    who = sqlite_scene.town.add("rosa", "Rosa")
    shown = only(Invalid, await sqlite_scene.press(who, "profiles.save"))
    assert set(shown.errors) == {"about", "part", "region", "monthly_requests", "consent"}


GOOD: dict[str, dict[str, Any]] = {
    "the longest texts": {
        "about": "é" * LONGEST_ABOUT,
        "offers": "字" * LONGEST_TEXT,
        "looking_for": "🙂" * LONGEST_TEXT,
        "private": "a" * LONGEST_TEXT,
        "role": "r" * LONGEST_LINE,
        "organisation": "o" * LONGEST_LINE,
    },
    "the longest topics": {"topics": tuple(f"{number}" + "ΐ" * 59 for number in range(MOST_TOPICS))},
    "right to left": {"about": "\u200fאני מנחה קבוצות. نحن نعمل معا.", "role": "منسقة"},
    "emoji": {"about": "We ❤️ 👩🏽‍🔬 and 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f."},
    "markup": {"about": "<!channel> <@U1> *bold* <https://evil.example|x> & &amp;", "topics": ("<!here>",)},
    "nothing but what is needed": {"role": "", "organisation": "", "offers": "", "looking_for": "", "topics": ()},
    "no answer on pay": {"pay": ""},
    "the last day there is": {"paused_until": date.max},
    "no requests": {"monthly_requests": 0},
}


@pytest.mark.parametrize("name", GOOD)
async def test_what_the_form_takes_comes_back_as_it_was_typed(scene: Scene, name: str) -> None:
    """On both databases, to the last character."""
    who = scene.town.add("rosa", "Rosa")
    assert only(Card, await scene.save(who, **GOOD[name])).title == "Your profile is saved"
    form = await scene.form(who, "profiles.edit")
    held = {field.name: getattr(field, "value", None) for field in form.fields}
    held["topics"] = tuple(option.value for option in options_of(form.fields[6]))
    expected = {key: value for key, value in (PROFILE | GOOD[name]).items() if key != "consent"}
    assert held == expected
    seen = await scene.card(who, "profiles.see", str(await scene.id_of(who))) if name[:8] != "the last" else None
    assert seen is None or (PROFILE | GOOD[name])["about"] in words_of(seen)


async def test_control_characters_and_odd_blanks_are_taken_out(sqlite_scene: Scene) -> None:
    """What nobody can type is dropped, every blank is a plain one, and lines are one line."""
    who = await sqlite_scene.member(
        "rosa",
        about="One\x00two\u00a0three\r\nfour\u202efive\ud800.",
        role="Peer\nsupport\tlead",
        topics=("hearing\u00a0 voices", "Hearing Voices", "\u200d", "a\nb"),
    )
    form = await sqlite_scene.form(who, "profiles.edit")
    held = {field.name: getattr(field, "value", None) for field in form.fields}
    assert held["about"] == "Onetwo three\nfourfive."
    assert held["role"] == "Peer support lead"
    assert [option.value for option in options_of(form.fields[6])] == ["hearing voices", "a b"]


@given(st.text(st.characters(codec=None)))
def test_cleaned_text_can_be_stored_and_is_clean(text: str) -> None:
    """It can be written as UTF-8 without a null, and cleaning it again changes nothing."""
    cleaned = clean(text)
    assert "\x00" not in cleaned
    assert clean(cleaned) == cleaned
    cleaned.encode()
    assert cleaned == cleaned.strip()


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_a_topics_key_is_the_same_for_every_case(label: str) -> None:
    """And fits its column, whatever the script."""
    assert topic_key(label.upper()) == topic_key(label.upper().lower()) or not label.isascii()
    assert all(len(topic_key(kept)) <= 200 for kept in read_topics(Said("", {"topics": (label,)})))


async def test_topics_are_shared_between_spellings_and_kept_in_order(scene: Scene) -> None:
    """The first spelling is everybody's."""
    await scene.member("rosa", topics=("Hearing Voices", "art"))
    who = await scene.member("rolf", topics=("ART", "hearing  voices", "boats"))
    form = await scene.form(who, "profiles.edit")
    assert [option.value for option in options_of(form.fields[6])] == ["art", "Hearing Voices", "boats"]
    assert len(await scene.rows("topics")) == 3


async def test_topics_are_suggested_as_they_are_typed(scene: Scene) -> None:
    """Those in use, most used first, then what was typed; topics of people who are not shown are not offered."""
    await scene.member("rosa", topics=("voice hearing", "art"))
    await scene.member("rolf", topics=("voice hearing", "singing voice"))
    gone = await scene.member("gone", topics=("hidden voice",))
    await scene.told(replace(scene.town.people[gone], left=True))
    who = scene.town.add("nell", "Nell")

    async def offered(typed: str) -> list[str]:
        shown = only(Suggestions, await scene.press(who, "profiles.topics", typed))
        return [option.value for option in shown.options]

    assert await offered("VOICE") == ["voice hearing", "singing voice", "VOICE"]
    assert await offered("") == ["voice hearing", "art", "singing voice"]
    assert await offered("art") == ["art"]
    assert await offered("x" * 500) == ["x" * 60]
    assert await offered("\x00") == await offered("")


async def test_a_profile_is_seen_as_others_see_it(sqlite_scene: Scene) -> None:
    """All of it but the private text, each with its label."""
    who = await sqlite_scene.member("rosa", private="zanzibar")
    other = await sqlite_scene.member("rolf")
    seen = await sqlite_scene.card(other, "profiles.see", str(await sqlite_scene.id_of(who)))
    assert seen.detail
    text = words_of(seen)
    for expected in ("Peer support lead", "Harbour Voices", "North East", "hearing voices, peer support"):
        assert expected in text
    assert "My organisation needs to be paid for it" in text
    assert "zanzibar" not in text


ODD_IDS = [
    "",
    "0",
    "-1",
    "999999999",
    "2147483648",
    "9" * 400,
    "1e3",
    "1.0",
    " 1",
    "١",
    "²",
    "rosa",
    "1; DROP",
    "\x00",
    "+1",
]


@pytest.mark.parametrize("value", ODD_IDS, ids=ascii)
async def test_the_profile_of_nobody_is_not_found(sqlite_scene: Scene, value: str) -> None:
    """Whatever stands in the button, there is an answer in words and no error."""
    who = sqlite_scene.town.add("nell", "Nell")
    card = await sqlite_scene.card(who, "profiles.see", value)
    assert card.title == "We could not find that"


async def test_a_profile_that_is_not_shown_now_looks_like_none(sqlite_scene: Scene) -> None:
    """Paused, left or deleted: the same words; the owner still sees a paused one."""
    asker = await sqlite_scene.member("asker")
    paused, left, gone = [await sqlite_scene.member(name) for name in ("paused", "left", "gone")]
    ids = [str(await sqlite_scene.id_of(who)) for who in (paused, left, gone)]
    await sqlite_scene.card(paused, "profiles.pause")
    await sqlite_scene.told(replace(sqlite_scene.town.people[left], left=True))
    await sqlite_scene.card(gone, "profiles.delete")
    titles = {(await sqlite_scene.card(asker, "profiles.see", value)).title for value in ids}
    assert titles == {"We could not find that"}
    assert (await sqlite_scene.card(paused, "profiles.see", ids[0])).title == "Paused"


async def test_deleting_removes_everything_everywhere(scene: Scene, opener: Opener, database_url: str) -> None:
    """Texts, topics of nobody else, vectors, kept answers, and the index of another process."""
    texts = {name: f"zanzibar {name}" for name in ("role", "organisation", "about", "offers", "looking_for", "private")}
    who = await scene.member("rosa", **texts, topics=("zanzibar topic", "shared topic"))
    await scene.member("rolf", topics=("shared topic",))
    asker = scene.town.add("asker", "Asker")
    second = scene.elsewhere(opener(database_url))
    assert (await second.find(asker, "zanzibar"))[0] == "Rosa"
    for number, action in enumerate(("profiles.edit", "home.show", "profiles.see")):
        await scene.press(who, action, str(await scene.id_of(who)), once=f"key {number}")
    await scene.press(asker, "collaborators.find", "zanzibar", once="key 4", side="anyone")
    assert (await scene.card(who, "profiles.delete", once="key 5")).title == "Your profile is deleted"
    assert "zanzibar" not in await scene.everything()
    assert [row["label"] for row in await scene.rows("topics")] == ["shared topic"]
    assert "Rosa" not in await second.find(asker, "zanzibar")
    assert "Rosa" not in await scene.find(asker, "zanzibar")
    assert "zanzibar topic" not in words_of(await second.press(asker, "profiles.topics", "zanzi"))
    assert (await scene.card(who, "profiles.delete")).title == "Your profile is deleted"
    assert "You have no profile yet" in words_of(await scene.card(who, "home.show"))


async def test_a_form_that_was_open_while_the_profile_was_deleted_brings_nothing_back(sqlite_scene: Scene) -> None:
    """It has no box to tick, so the words say what to do instead."""
    who = await sqlite_scene.member("rosa")
    await sqlite_scene.card(who, "profiles.delete")
    answers = {name: answer for name, answer in PROFILE.items() if name != "consent"}
    shown = only(Invalid, await sqlite_scene.press(who, "profiles.save", **answers))
    assert "for a new form" in shown.errors["consent"]
    assert await sqlite_scene.rows("profiles") == []


async def test_an_old_form_undoes_nothing_that_came_later(sqlite_scene: Scene) -> None:
    """Whether it began with a profile or with none; it can be sent twice, and what it holds is shown again."""
    who = sqlite_scene.town.add("rosa", "Rosa")
    first = only(Form, await sqlite_scene.press(who, "profiles.edit")).value
    await sqlite_scene.save(who)
    second = only(Form, await sqlite_scene.press(who, "profiles.edit")).value
    for _ in range(2):
        assert only(Card, await sqlite_scene.press(who, "profiles.save", second, **PROFILE | {"role": "Newer"}))
    for old in (first, second):
        shown = only(Invalid, await sqlite_scene.press(who, "profiles.save", old, **PROFILE | {"role": "Older"}))
        assert "Nothing was saved" in shown.errors["form"]
    assert [row["role"] for row in await sqlite_scene.rows("profiles")] == ["Newer"]
    third = only(Form, await sqlite_scene.press(who, "profiles.edit")).value
    await sqlite_scene.card(who, "profiles.pause")
    await sqlite_scene.card(who, "profiles.resume")
    assert only(Card, await sqlite_scene.press(who, "profiles.save", third, **PROFILE | {"role": "Newest"}))


async def test_a_topic_given_up_by_its_last_owner_is_removed(sqlite_scene: Scene) -> None:
    """It is somebody's words, and they took them back."""
    who = await sqlite_scene.member("rosa", topics=("zanzibar", "art"))
    await sqlite_scene.save(who, topics=("art",))
    assert "zanzibar" not in await sqlite_scene.everything()


async def test_two_first_saves_at_once_make_one_profile(scene: Scene, opener: Opener, database_url: str) -> None:
    """From two processes, with new topics in different orders; both are told that it is saved."""
    who = scene.town.add("rosa", "Rosa")
    second = scene.elsewhere(opener(database_url))
    for round_ in range(4):
        labels = [f"{round_} {letter}" for letter in "abcde"]
        answers = await asyncio.gather(
            scene.save(who, about="From here we work.", topics=tuple(labels)),
            second.save(who, about="From there we work.", topics=tuple(reversed(labels))),
            scene.save(who, about="From here we work.", topics=tuple(labels)),
        )
        assert {only(Card, answer).title for answer in answers} == {"Your profile is saved"}
    assert len(await scene.rows("profiles")) == 1
    assert len(await scene.rows("profile_topics")) == 5
    assert len(await scene.rows("members")) == 1


async def test_saving_against_deleting_never_leaves_half_a_profile(
    scene: Scene, opener: Opener, database_url: str
) -> None:
    """Either there is one with its topics, or there is none, and other people's topics stay."""
    second = scene.elsewhere(opener(database_url))
    other = await scene.member("rolf", topics=("art",))
    who = await scene.member("rosa", topics=("art",))
    for _ in range(5):
        answers = await asyncio.gather(
            scene.save(who, topics=("art", "boats")),
            second.card(who, "profiles.delete"),
            scene.save(other, topics=("boats",)),
            second.save(other, topics=("art",)),
        )
        assert all(not isinstance(answer, Card) or "wrong" not in answer.title for answer in answers)
        profiles = {row["member_id"] for row in await scene.rows("profiles")}
        topics = await scene.rows("profile_topics")
        assert {row["member_id"] for row in topics} == profiles
        assert {row["topic_id"] for row in topics} == {row["id"] for row in await scene.rows("topics")}


async def test_the_home_shows_the_profile_what_waits_and_the_buttons(sqlite_scene: Scene) -> None:
    """For somebody new, for a member, and for a facilitator."""
    new = sqlite_scene.town.add("nell", "Nell")
    card = await sqlite_scene.card(new, "home.show")
    assert card.title == "Welcome, Nell"
    actions = [one.action for one in buttons_of(card)]
    found = ["profiles.edit", "records.ask", "collaborators.ask", "calls.look", "roundtable.help", "linking.accounts"]
    assert actions == found
    owner = sqlite_scene.town.add("olga", "Olga", owner=True)
    await sqlite_scene.save(owner, private="zanzibar")
    card = await sqlite_scene.card(owner, "home.show")
    assert PROFILE["about"] in words_of(card)
    assert "zanzibar" not in words_of(card)
    assert "facilitators.list" in {one.action for one in buttons_of(card)}


def test_the_form_has_a_field_for_everything_and_no_more() -> None:
    """Each field of the issue, with its limits."""
    fields = {field.name: field for field in form(None, []).fields}
    assert set(fields) == set(PROFILE)
    assert only(TextField, fields["about"]).max_length == 1500
    assert only(NumberField, fields["monthly_requests"]).value == 2
    assert isinstance(fields["paused_until"], DateField)
    assert {option.value for option in only(ChoiceField, fields["part"]).options} >= {"research", "vcse", "lived"}
    assert only(Form, form(None, [])).action == "profiles.save"
    assert [part for part in parts_of(form(None, [])) if isinstance(part, TickField)]
