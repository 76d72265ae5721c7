"""Linking two profiles: they choose what to keep, nothing is lost unasked, and nothing is shown that was not before."""

import asyncio
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from bot.cards import Card, ChoiceField, Form, Invalid
from bot.directory import Address
from bot.imports import bring_in, read_rows
from bot.profile_form import LONGEST_ABOUT, LONGEST_TEXT, MOST_TOPICS
from tests.bot.scene import PROFILE, Scene, button, buttons_of, only, words_of
from tests.conftest import Opener

SECRET = "zanzibar"
OTHER: dict[str, Any] = {
    "part": "research",
    "role": "Lecturer",
    "organisation": "North College",
    "about": "I study how sleep and grief go together.",
    "offers": "Help with surveys.",
    "looking_for": "Groups who know about grief.",
    "topics": ("Peer  support", "grief", "sleep"),
    "region": "wales",
    "pay": "job",
    "monthly_requests": 1,
    "private": f"I lost my brother in {SECRET}.",
}
"""What the profile on Slack says; the one on Teams is as in PROFILE."""


async def two(scene: Scene, there: dict[str, Any], here: dict[str, Any]) -> tuple[Address, Address]:
    """Somebody with a profile on Slack, whose code is used, and one on Teams, where they enter it."""
    slack = await scene.member("rosa", "Rosa Okafor", **there)
    teams = await scene.member("rosa9", "Okafor, Rosa", platform="teams", **here)
    return slack, teams


async def asked(scene: Scene, slack: Address, teams: Address) -> Card:
    """What is asked when the code is entered."""
    return only(Card, await scene.say(teams, f"link {await scene.code(slack)}"))


async def choice(scene: Scene, slack: Address, teams: Address) -> Form:
    """The form to choose with."""
    go_on = button(await asked(scene, slack, teams), "Yes, that is me: choose what to keep")
    return only(Form, await scene.press(teams, go_on.action, go_on.value))


def defaults(form: Form, **changes: str) -> dict[str, str]:
    """What is sent when nothing is changed but this."""
    return {field.name: only(ChoiceField, field).value for field in form.fields} | changes


async def held(scene: Scene, who: Address) -> dict[str, Any]:
    """What somebody's profile form holds."""
    form = await scene.form(who, "profiles.edit")
    return {
        field.name: tuple(option.value for option in field.values) if hasattr(field, "values") else field.value  # type: ignore[union-attr]
        for field in form.fields
    }


async def test_everything_that_can_be_kept_is_kept_unless_they_say_otherwise(sqlite_scene: Scene) -> None:
    """Texts of both one after the other, all topics once, and the lower number of requests."""
    slack, teams = await two(sqlite_scene, OTHER, {"private": "Only for match rounds."})
    form = await choice(sqlite_scene, slack, teams)
    names = [field.name for field in form.fields]
    assert names == [name for name in PROFILE if name in names]
    assert set(names) == set(OTHER) - {"topics"}
    done = await sqlite_scene.card(teams, form.action, form.value, **defaults(form))
    assert done.title == "Your accounts are linked"
    assert (
        await held(sqlite_scene, slack)
        == await held(sqlite_scene, teams)
        == {
            "part": "vcse",
            "role": "Peer support lead; Lecturer",
            "organisation": "Harbour Voices; North College",
            "about": f"{PROFILE['about']}\n\n{OTHER['about']}",
            "offers": f"{PROFILE['offers']}\n\n{OTHER['offers']}",
            "looking_for": f"{PROFILE['looking_for']}\n\n{OTHER['looking_for']}",
            "topics": ("hearing voices", "Peer support", "grief", "sleep"),
            "region": "north-east",
            "pay": "organisation",
            "monthly_requests": 1,
            "paused_until": None,
            "private": f"Only for match rounds.\n\n{OTHER['private']}",
        }
    )
    assert len(await sqlite_scene.rows("profiles")) == 1


@pytest.mark.parametrize(("kept", "profile"), [("here", PROFILE), ("there", OTHER)])
async def test_what_they_choose_is_kept_and_the_rest_is_gone(
    sqlite_scene: Scene, kept: str, profile: dict[str, Any]
) -> None:
    """Of every text by itself; of what was not kept no word is left anywhere."""
    slack, teams = await two(sqlite_scene, OTHER, {"private": "Only for match rounds."})
    form = await choice(sqlite_scene, slack, teams)
    await sqlite_scene.card(teams, form.action, form.value, **dict.fromkeys(defaults(form), kept))
    now = await held(sqlite_scene, slack)
    expected = profile | ({"private": "Only for match rounds."} if kept == "here" else {})
    assert {name: now[name] for name in OTHER if name != "topics"} == {
        name: expected[name] for name in OTHER if name != "topics"
    }
    everything = await sqlite_scene.everything()
    gone = OTHER if kept == "here" else PROFILE
    for name in ("about", "offers", "looking_for", "role"):
        assert gone[name] not in everything


async def test_they_are_found_once_by_what_was_kept_in_every_process(
    scene: Scene, opener: Opener, database_url: str
) -> None:
    """The one that was emptied is found no more, and the other by both texts, on both platforms."""
    second = scene.elsewhere(opener(database_url))
    slack, teams = await two(scene, OTHER, {})
    asker = scene.town.add("asker", "Asker")
    assert set(await second.find(asker, "hearing voices and grief")) == {"Rosa Okafor", "Okafor, Rosa"}
    emptied = await scene.id_of(teams)
    form = await choice(scene, slack, teams)
    await scene.card(teams, form.action, form.value, **defaults(form))
    for process in (scene, second):
        for words in ("hearing voices", "sleep and grief"):
            card = await process.card(asker, "collaborators.find", words, side="anyone")
            assert words_of(card).count("They are on Slack and Microsoft Teams") == 1
            assert "Okafor, Rosa" not in words_of(card)
        assert emptied not in process.network.people.reach
        assert emptied not in process.network.people.index
        assert (await process.card(asker, "profiles.see", str(emptied))).title == "We could not find that"
    assert len(await scene.rows("profile_vectors")) == 1


async def test_what_is_never_shown_is_not_shown_while_choosing(sqlite_scene: Scene) -> None:
    """Neither of the two; a stolen code must not reveal it. It can be chosen by its platform all the same."""
    slack, teams = await two(sqlite_scene, OTHER, {"private": "quokka"})
    code = await sqlite_scene.code(slack)
    card = only(Card, await sqlite_scene.say(teams, f"link {code}"))
    form = only(Form, await sqlite_scene.press(teams, "linking.choose", buttons_of(card)[0].value))
    for shown in (card, form):
        assert SECRET not in words_of(shown)
        assert "quokka" not in words_of(shown)
    field = next(only(ChoiceField, field) for field in form.fields if field.name == "private")
    assert [option.label for option in field.options] == [
        "From Microsoft Teams",
        "From Slack",
        "Both, one after the other",
    ]
    everything = [row for row in await sqlite_scene.rows("outbox") if row["card"] and SECRET in row["card"]]
    assert everything == []


async def test_words_are_shown_while_choosing_where_others_see_them_too(sqlite_scene: Scene) -> None:
    """Not those of a profile that is paused: whoever has stolen a code cannot read it."""
    slack, teams = await two(sqlite_scene, OTHER, {})
    assert "From Slack: I study how sleep and grief" in words_of(await choice(sqlite_scene, slack, teams))
    assert "From Microsoft Teams: We run weekly groups" in words_of(await choice(sqlite_scene, slack, teams))
    await sqlite_scene.card(slack, "profiles.pause")
    form = await choice(sqlite_scene, slack, teams)
    assert "sleep" not in words_of(form)
    assert "From Microsoft Teams: We run weekly groups" in words_of(form)
    assert "stay paused" in words_of(form)


@pytest.mark.parametrize("side", ["slack", "teams"])
async def test_the_only_profile_stays_as_it_is(sqlite_scene: Scene, side: str) -> None:
    """Whichever account has it; there is nothing to choose."""
    slack, teams = sqlite_scene.town.add("rosa", "Rosa"), sqlite_scene.town.add("rosa", "Rosa", platform="teams")
    owner = slack if side == "slack" else teams
    await sqlite_scene.save(owner, **OTHER)
    before = await held(sqlite_scene, owner)
    [row] = await sqlite_scene.rows("profiles")
    card = await asked(sqlite_scene, slack, teams)
    assert "There is one profile, which stays as it is." in words_of(card)
    sqlite_scene.clock.forward(minutes=1)
    done = await sqlite_scene.card(teams, "linking.join", button(card, "Yes, that is me: link them").value)
    assert done.title == "Your accounts are linked"
    assert await held(sqlite_scene, slack) == await held(sqlite_scene, teams) == before
    [after] = await sqlite_scene.rows("profiles")
    assert after["consented_at"] == row["consented_at"]
    assert await sqlite_scene.find(sqlite_scene.town.add("asker", "Asker"), "sleep and grief") == ["Rosa"]


async def test_profiles_that_say_the_same_need_no_choice(sqlite_scene: Scene) -> None:
    """And where only one says something, that is kept."""
    slack, teams = await two(sqlite_scene, {"offers": "", "pay": "", "role": ""}, {"private": "", "looking_for": ""})
    card = await asked(sqlite_scene, slack, teams)
    assert "Everything in them is kept." in words_of(card)
    ident = buttons_of(card)[0].value
    assert (await sqlite_scene.card(teams, "linking.choose", ident)).title == card.title
    await sqlite_scene.card(teams, "linking.join", ident)
    assert await held(sqlite_scene, slack) == {name: value for name, value in PROFILE.items() if name != "consent"}


async def test_a_text_that_is_too_long_with_the_other_has_to_be_chosen(sqlite_scene: Scene) -> None:
    """It says so; both can be kept up to the last character that fits."""
    there = {"about": "a" * (LONGEST_ABOUT - 3), "offers": "o" * (LONGEST_TEXT - 3)}
    slack, teams = await two(sqlite_scene, there, {"about": "b", "offers": "pq"})
    form = await choice(sqlite_scene, slack, teams)
    about, offers = (next(field for field in form.fields if field.name == name) for name in ("about", "offers"))
    assert [option.value for option in only(ChoiceField, about).options] == ["here", "there", "both"]
    assert [option.value for option in only(ChoiceField, offers).options] == ["here", "there"]
    assert "Copy what you need" in offers.hint
    shown = only(Invalid, await sqlite_scene.press(teams, form.action, form.value, **defaults(form, offers="both")))
    assert set(shown.errors) == {"offers"}
    await sqlite_scene.card(teams, form.action, form.value, **defaults(form, offers="there"))
    assert (await held(sqlite_scene, slack))["about"] == f"b\n\n{there['about']}"


async def test_more_topics_than_a_profile_has_have_to_be_chosen(sqlite_scene: Scene) -> None:
    """One side's or the first of both."""
    slack, teams = await two(
        sqlite_scene,
        {"topics": tuple(f"there {number}" for number in range(6))},
        {"topics": tuple(f"here {number}" for number in range(6))},
    )
    form = await choice(sqlite_scene, slack, teams)
    [field] = form.fields
    assert "at most 10" in field.hint
    assert defaults(form) == {"topics": "both"}
    await sqlite_scene.card(teams, form.action, form.value, **defaults(form))
    kept = (await held(sqlite_scene, slack))["topics"]
    assert len(kept) == MOST_TOPICS
    assert kept[5:7] == ("here 5", "there 0")
    assert {row["label"] for row in await sqlite_scene.rows("topics")} == set(kept)


@pytest.mark.parametrize("kept", ["here", "there"])
async def test_the_topics_of_one_side_can_be_kept(sqlite_scene: Scene, kept: str) -> None:
    """Where both together are too many."""
    here, there = (tuple(f"{side} {number}" for number in range(7)) for side in ("here", "there"))
    slack, teams = await two(sqlite_scene, {"topics": there}, {"topics": here})
    form = await choice(sqlite_scene, slack, teams)
    await sqlite_scene.card(teams, form.action, form.value, topics=kept)
    assert (await held(sqlite_scene, slack))["topics"] == (here if kept == "here" else there)


PAUSES: list[tuple[dict[str, Any], dict[str, Any], tuple[bool, date | None]]] = [
    ({}, {}, (False, None)),
    ({"paused_until": date(2026, 12, 1)}, {}, (True, date(2026, 12, 1))),
    ({}, {"paused_until": date(2026, 12, 1)}, (True, date(2026, 12, 1))),
    ({"paused_until": date(2026, 12, 1)}, {"paused_until": date(2026, 12, 9)}, (True, date(2026, 12, 9))),
    ({"paused_until": date(2026, 12, 1)}, {"open": True}, (True, None)),
    ({"open": True}, {}, (True, None)),
]


@pytest.mark.parametrize(("there", "here", "expected"), PAUSES)
async def test_who_is_paused_with_either_stays_paused(
    sqlite_scene: Scene, there: dict[str, Any], here: dict[str, Any], expected: tuple[bool, date | None]
) -> None:
    """Until the later day; without one, until they resume."""
    slack, teams = [
        await sqlite_scene.member(user, paused_until=pause.get("paused_until"), platform=platform)
        for user, pause, platform in (("rosa", there, "slack"), ("rosa9", here, "teams"))
    ]
    for who, pause in ((slack, there), (teams, here)):
        if pause.get("open"):
            await sqlite_scene.card(who, "profiles.pause")
    await sqlite_scene.link(slack, teams)
    [row] = await sqlite_scene.rows("profiles")
    until = date.fromisoformat(str(row["paused_until"])) if row["paused_until"] else None
    assert (bool(row["paused"]), until) == expected
    found = await sqlite_scene.find(sqlite_scene.town.add("asker", "Asker"), "hearing voices")
    assert found == ([] if expected[0] else ["Rosa"])


async def test_a_pause_that_is_over_pauses_nobody(sqlite_scene: Scene) -> None:
    """It only stands in the profile still."""
    slack, teams = await two(sqlite_scene, {"paused_until": date(2026, 12, 1)}, {})
    sqlite_scene.clock.forward(days=9)
    await sqlite_scene.link(slack, teams)
    assert await sqlite_scene.find(sqlite_scene.town.add("asker", "Asker"), "hearing voices") == ["Rosa Okafor"]


async def test_the_first_consent_counts(sqlite_scene: Scene) -> None:
    """Of the two dates the earlier is kept."""
    slack = await sqlite_scene.member("rosa")
    [first] = [row["consented_at"] for row in await sqlite_scene.rows("profiles")]
    sqlite_scene.clock.forward(days=3)
    teams = await sqlite_scene.member("rosa9", platform="teams")
    await sqlite_scene.link(slack, teams)
    [row] = await sqlite_scene.rows("profiles")
    assert row["consented_at"] == first


async def prepared(scene: Scene, *users: str) -> None:
    """Have a facilitator prepare a profile for these people of the platform's list."""
    for address, identity in list(scene.town.people.items()):
        if address.user in users:
            scene.town.people[address] = replace(identity, email=f"{address.user}@example.org")
    lines = ["email,about,side\n", *(f"{user}@example.org,Prepared for {user}.,vcse\n" for user in users)]
    assert (await bring_in(scene.network, [scene.town], read_rows(lines))).added == len(users)


@pytest.mark.parametrize("agreed", ["slack", "teams"])
async def test_a_profile_they_never_agreed_to_gives_way_to_their_own(sqlite_scene: Scene, agreed: str) -> None:
    """It is said so, nothing of it is shown to anybody, and their own is not touched."""
    slack, teams = sqlite_scene.town.add("rosa", "Rosa"), sqlite_scene.town.add("rosa9", "Rosa", platform="teams")
    own, draft = (slack, teams) if agreed == "slack" else (teams, slack)
    await sqlite_scene.save(own)
    await prepared(sqlite_scene, draft.user)
    card = await asked(sqlite_scene, slack, teams)
    assert "to which you never agreed. It is deleted" in words_of(card)
    await sqlite_scene.card(teams, "linking.join", buttons_of(card)[0].value)
    [row] = await sqlite_scene.rows("profiles")
    assert (row["about"], bool(row["imported"])) == (PROFILE["about"], False)
    assert row["consented_at"] is not None


async def test_two_prepared_profiles_leave_the_one_at_hand_still_to_agree_to(sqlite_scene: Scene) -> None:
    """Nobody else sees it before."""
    slack, teams = sqlite_scene.town.add("rosa", "Rosa"), sqlite_scene.town.add("rosa9", "Rosa", platform="teams")
    await prepared(sqlite_scene, "rosa", "rosa9")
    card = await asked(sqlite_scene, slack, teams)
    assert "shown only if you agree" in words_of(card)
    await sqlite_scene.card(teams, "linking.join", buttons_of(card)[0].value)
    [row] = await sqlite_scene.rows("profiles")
    assert (row["about"], row["consented_at"], bool(row["imported"])) == ("Prepared for rosa9.", None, True)
    assert await sqlite_scene.find(sqlite_scene.town.add("asker", "Asker"), "prepared for rosa") == []


@pytest.mark.parametrize("answer", ["", "neither", "both", 3, None])
async def test_what_cannot_be_chosen_is_said_at_its_field(sqlite_scene: Scene, answer: object) -> None:
    """And nothing is linked yet."""
    slack, teams = await two(sqlite_scene, OTHER, {})
    form = await choice(sqlite_scene, slack, teams)
    answers: dict[str, Any] = {**defaults(form), "region": answer}
    shown = only(Invalid, await sqlite_scene.press(teams, form.action, form.value, **answers))
    assert set(shown.errors) == {"region"}
    assert len(await sqlite_scene.rows("profiles")) == 2
    assert await sqlite_scene.id_of(slack) != await sqlite_scene.id_of(teams)


async def test_what_changed_while_the_form_was_open_is_asked_again(sqlite_scene: Scene) -> None:
    """Nothing is thrown away that nobody chose to; a yes without a form brings the form."""
    slack, teams = await two(sqlite_scene, {}, {})
    card = await asked(sqlite_scene, slack, teams)
    await sqlite_scene.save(slack, offers="Something new.")
    form = only(Form, await sqlite_scene.press(teams, "linking.join", buttons_of(card)[0].value))
    assert [field.name for field in form.fields] == ["offers"]
    await sqlite_scene.save(slack, offers="Something new.", looking_for="Something else.")
    shown = only(Invalid, await sqlite_scene.press(teams, form.action, form.value, **defaults(form)))
    assert set(shown.errors) == {"looking_for"}


async def test_accounts_on_one_platform_are_told_apart_while_choosing(sqlite_scene: Scene) -> None:
    """As this account and the other one."""
    slack = await sqlite_scene.member("rosa")
    other = sqlite_scene.town.add("rosa", "Rosa", workspace="T2")
    await sqlite_scene.save(other, about="Another text.")
    form = await choice(sqlite_scene, slack, other)
    assert "From this account: Another text." in words_of(form)
    assert "From the other account: We run weekly groups" in words_of(form)


async def test_a_profile_saved_while_it_is_linked_is_lost_to_nobody(
    scene: Scene, opener: Opener, database_url: str
) -> None:
    """Nothing is written for the member who is nobody; the last word is on the one who is left."""
    second = scene.elsewhere(opener(database_url))
    for number in range(6):
        slack = await scene.member(f"rosa{number}")
        teams = scene.town.add(f"rosa{number}", "Rosa", platform="teams")
        await scene.card(teams, "home.show")
        ident = buttons_of(await asked(scene, slack, teams))[0].value
        done, saved, again = await asyncio.gather(
            scene.press(teams, "linking.join", ident),
            second.save(teams, about=f"We paint boats {number}."),
            second.card(teams, "profiles.pause"),
        )
        assert only(Card, saved).title == "Your profile is saved"
        if isinstance(done, Form):
            await scene.card(teams, "linking.join", ident, **defaults(done))
        assert await scene.id_of(slack) == await scene.id_of(teams)
        assert again.title in {"You are paused", "You need a profile for this"}
        assert f"boats {number}" in (await held(scene, slack))["about"]
    owners = {row["member_id"] for row in await scene.rows("accounts")}
    assert {row["member_id"] for row in await scene.rows("profiles")} <= owners


async def test_the_dates_of_joining_and_consent_are_moments_still(scene: Scene) -> None:
    """The earlier day of joining is kept, on either database."""
    teams = scene.town.add("rosa9", "Rosa", platform="teams")
    await scene.card(teams, "home.show")
    first = scene.clock.now
    scene.clock.forward(days=2)
    slack = await scene.member("rosa")
    await scene.link(slack, teams)
    member = await scene.id_of(slack)
    [row] = [row for row in await scene.rows("members") if row["id"] == member]
    joined = row["joined_at"] if isinstance(row["joined_at"], datetime) else datetime.fromisoformat(row["joined_at"])
    assert joined.date() == first.date()
