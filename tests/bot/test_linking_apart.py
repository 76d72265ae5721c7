"""Separating accounts again, and what platforms say of somebody with several."""

import asyncio
import json
from dataclasses import replace

import pytest

from bot.cards import Card, load
from bot.directory import Address
from bot.errors import NotYours
from bot.imports import bring_in, read_rows
from tests.bot.scene import PROFILE, Scene, button, buttons_of, only, persons, words_of
from tests.conftest import Opener

SLACK, TEAMS = "Rosa Okafor on Slack", "Okafor, Rosa on Microsoft Teams"


async def linked(scene: Scene) -> tuple[Address, Address]:
    """Somebody with a profile who is on Slack and on Teams."""
    slack = await scene.member("rosa", "Rosa Okafor")
    teams = scene.town.add("rosa9", "Okafor, Rosa", platform="teams")
    scene.clock.forward(seconds=1)
    assert (await scene.link(slack, teams)).title == "Your accounts are linked"
    return slack, teams


async def separate(scene: Scene, who: Address, called: str) -> Card:
    """Separate an account as its owner does."""
    listing = only(Card, await scene.say(who, "unlink"))
    press = button(listing, f"Separate {called}")
    assert press.confirm
    return await scene.card(who, press.action, press.value)


async def test_accounts_are_listed_in_words_with_a_way_to_separate_each(sqlite_scene: Scene) -> None:
    """The one in use is told apart."""
    _, teams = await linked(sqlite_scene)
    listing = only(Card, await sqlite_scene.say(teams, "unlink"))
    assert listing.title == "Your accounts"
    told = words_of(listing).split("\n")
    assert told[told.index(TEAMS) - 1] == "The one you use now"
    assert told[told.index(SLACK) - 1] == "Another one"
    assert [one.label for one in buttons_of(listing)] == [
        f"Separate {SLACK}",
        f"Separate {TEAMS}",
        "Link another account",
    ]


async def test_a_separated_account_is_a_member_without_a_profile(sqlite_scene: Scene) -> None:
    """The profile stays with the others, and the account is told who separated it."""
    slack, teams = await linked(sqlite_scene)
    assert (await separate(sqlite_scene, slack, TEAMS)).title == f"{TEAMS} is separated"
    assert await sqlite_scene.id_of(slack) != await sqlite_scene.id_of(teams)
    assert "You have no profile yet" in words_of(await sqlite_scene.card(teams, "home.show"))
    assert (await sqlite_scene.card(teams, "home.show")).title == "Welcome, Okafor, Rosa"
    assert PROFILE["about"] in words_of(await sqlite_scene.card(slack, "home.show"))
    [row] = [row for row in await sqlite_scene.rows("outbox") if row["key"].startswith("parted:")]
    assert row["member_id"] == await sqlite_scene.id_of(teams)
    assert f"Somebody using {SLACK} separated it" in words_of(load(row["card"]))


async def test_the_account_in_use_can_be_separated_too(sqlite_scene: Scene) -> None:
    """It needs no message about it; the profile is with the other one."""
    slack, teams = await linked(sqlite_scene)
    done = await separate(sqlite_scene, teams, TEAMS)
    assert "Your profile is with your other account" in words_of(done)
    assert not any(row["key"].startswith("parted:") for row in await sqlite_scene.rows("outbox"))
    assert PROFILE["about"] in words_of(await sqlite_scene.card(slack, "home.show"))
    assert (await sqlite_scene.link(slack, teams)).title == "Your accounts are linked"


async def test_the_only_account_cannot_be_separated(sqlite_scene: Scene) -> None:
    """Nor the last one that was not left."""
    slack, teams = await linked(sqlite_scene)
    await sqlite_scene.told(replace(sqlite_scene.town.people[slack], left=True))
    listing = await sqlite_scene.card(teams, "linking.accounts")
    assert [one.label for one in buttons_of(listing)] == ["Link another account"]
    before = await sqlite_scene.everything()
    for who, title in ((teams, "This is your only account"), (slack, NotYours.title)):
        assert (await sqlite_scene.card(teams, "linking.separate", json.dumps(who))).title == title
    assert await sqlite_scene.everything() == before


ODD = ["", "[]", "{}", "null", "1", '"abc"', '["slack", "T1"]', '["slack", "T1", ["rosa"]]', "[" * 10_000, "\x00", "x"]


@pytest.mark.parametrize("value", ODD, ids=lambda value: ascii(value[:20]))
async def test_a_tampered_button_separates_nothing(sqlite_scene: Scene, value: str) -> None:
    """Whatever stands in it."""
    slack, teams = await linked(sqlite_scene)
    assert (await sqlite_scene.card(slack, "linking.separate", value)).title == NotYours.title
    assert await sqlite_scene.id_of(slack) == await sqlite_scene.id_of(teams)


async def test_accounts_of_others_cannot_be_separated_nor_twice(sqlite_scene: Scene) -> None:
    """What a button names must be one's own at that moment."""
    slack, teams = await linked(sqlite_scene)
    mallory = sqlite_scene.town.add("mallory", "Mallory")
    more = sqlite_scene.town.add("mallory9", "Mallory", platform="teams")
    await sqlite_scene.link(mallory, more)
    for address in (slack, teams, ("slack", "T1", "nobody")):
        assert (await sqlite_scene.card(mallory, "linking.separate", json.dumps(address))).title == NotYours.title
    await separate(sqlite_scene, slack, TEAMS)
    assert (await sqlite_scene.card(slack, "linking.separate", json.dumps(teams))).title == NotYours.title
    assert len({await sqlite_scene.id_of(who) for who in (slack, teams, mallory)}) == 3


async def test_two_accounts_that_separate_each_other_at_once_are_apart(
    scene: Scene, opener: Opener, database_url: str
) -> None:
    """One does; the other is told that it is its only account, or that it is there no longer."""
    second = scene.elsewhere(opener(database_url))
    for _ in range(3):
        slack, teams = await linked(scene)
        shown = await asyncio.gather(
            scene.card(slack, "linking.separate", json.dumps(teams)),
            second.card(teams, "linking.separate", json.dumps(slack)),
        )
        titles = {card.title for card in shown}
        assert len(titles & {f"{SLACK} is separated", f"{TEAMS} is separated"}) == 1
        assert len(titles & {NotYours.title, "This is your only account"}) == 1
        assert await scene.id_of(slack) != await scene.id_of(teams)
        owners = {row["member_id"] for row in await scene.rows("accounts")}
        assert {row["member_id"] for row in await scene.rows("profiles")} <= owners
        await scene.card(slack, "profiles.delete")
        await scene.card(teams, "profiles.delete")


async def test_a_code_from_before_links_nobody_after_separating(sqlite_scene: Scene) -> None:
    """Whoever was with them for a while may have made one."""
    slack, teams = await linked(sqlite_scene)
    code = await sqlite_scene.code(teams)
    await separate(sqlite_scene, slack, TEAMS)
    assert only(Card, await sqlite_scene.say(teams, f"link {code}")).title == "We do not know that code"


async def test_a_named_facilitator_stays_one_with_the_profile(sqlite_scene: Scene) -> None:
    """The separated account is none."""
    slack, teams = await linked(sqlite_scene)
    owner = sqlite_scene.town.add("olga", "Olga", owner=True)
    await sqlite_scene.card(owner, "facilitators.name", person=slack)
    await separate(sqlite_scene, teams, TEAMS)
    assert "For facilitators" in words_of(await sqlite_scene.card(slack, "home.show"))
    assert "For facilitators" not in words_of(await sqlite_scene.card(teams, "home.show"))


async def reach(scene: Scene, asker: Address) -> list[str]:
    """The last lines of those found, which say where they are reached."""
    card = await scene.card(asker, "collaborators.find", "hearing voices", side="anyone")
    return [person.status.rpartition(". ")[2] for person in persons(card)]


async def test_results_and_profiles_say_where_somebody_is_reached(
    scene: Scene, opener: Opener, database_url: str
) -> None:
    """At once in every process, when an account is linked, separated, left or back."""
    second = scene.elsewhere(opener(database_url))
    asker = scene.town.add("asker", "Asker")
    slack = await scene.member("rosa", "Rosa Okafor")
    teams = scene.town.add("rosa9", "Okafor, Rosa", platform="teams")

    async def told(words: str) -> None:
        for process in (scene, second):
            assert await reach(process, asker) == [f"They are on {words}"]
        seen = await scene.card(asker, "profiles.see", str(await scene.id_of(slack)))
        assert f"Can be reached on\n{words}\n" in words_of(seen)

    await told("Slack")
    await scene.link(slack, teams)
    await told("Slack and Microsoft Teams")
    await scene.told(replace(scene.town.people[slack], left=True))
    await told("Microsoft Teams")
    await scene.told(replace(scene.town.people[slack], left=False))
    await told("Slack and Microsoft Teams")
    await separate(scene, slack, TEAMS)
    await told("Slack")


async def test_who_is_on_teams_alone_is_reached_there(sqlite_scene: Scene) -> None:
    """And of somebody brought in from a table, who has no account yet, nothing is said."""
    await sqlite_scene.member("rosa", platform="teams")
    asker = sqlite_scene.town.add("asker", "Asker")
    assert await reach(sqlite_scene, asker) == ["They are on Microsoft Teams"]
    table = ["name,about,side\n", "Harbour Voices,We hear voices.,vcse\n"]
    await bring_in(sqlite_scene.network, [], read_rows(table), consented=True)
    assert sorted(await reach(sqlite_scene, asker)) == ["Open to introductions now", "They are on Microsoft Teams"]


async def known_as(scene: Scene, who: Address) -> tuple[str, str, str, str]:
    """A member's name, pronouns, timezone and language."""
    member = await scene.id_of(who)
    [row] = [row for row in await scene.rows("members") if row["id"] == member]
    return row["name"], row["pronouns"], row["timezone"], row["language"]


async def test_what_a_platform_newly_says_wins_and_repeats_change_nothing(sqlite_scene: Scene) -> None:
    """So that two platforms with different names do not take turns."""
    slack, teams = await linked(sqlite_scene)
    await sqlite_scene.told(
        replace(sqlite_scene.town.people[teams], name="Rosa O.", timezone="Asia/Tokyo", language="ja-JP")
    )
    assert await known_as(sqlite_scene, slack) == ("Rosa O.", "", "Asia/Tokyo", "ja-JP")
    before = await sqlite_scene.everything()
    for who in (slack, teams, slack):
        await sqlite_scene.told(sqlite_scene.town.people[who])
    assert await sqlite_scene.everything() == before
    await sqlite_scene.told(replace(sqlite_scene.town.people[slack], name="Rosa Okafor-Bell"))
    assert await known_as(sqlite_scene, teams) == ("Rosa Okafor-Bell", "", "Asia/Tokyo", "ja-JP")


async def test_a_platform_that_says_nothing_takes_nothing_away(sqlite_scene: Scene) -> None:
    """A name, a timezone or a language that it does not know."""
    slack, teams = await linked(sqlite_scene)
    await sqlite_scene.told(
        replace(sqlite_scene.town.people[slack], pronouns="she/her", language="en-GB", timezone="Asia/Tokyo")
    )
    await sqlite_scene.told(replace(sqlite_scene.town.people[teams], name="", timezone="", language=""))
    await sqlite_scene.told(replace(sqlite_scene.town.people[slack], name="", timezone="", language=""))
    assert await known_as(sqlite_scene, slack) == ("Rosa Okafor", "she/her", "Asia/Tokyo", "en-GB")


async def test_pronouns_that_are_taken_back_are_gone(sqlite_scene: Scene) -> None:
    """Unless the other platform says them too; those that came from the other one stay."""
    slack, teams = await linked(sqlite_scene)
    await sqlite_scene.told(replace(sqlite_scene.town.people[slack], pronouns="she/her"))
    await sqlite_scene.told(replace(sqlite_scene.town.people[slack], pronouns=""))
    assert (await known_as(sqlite_scene, slack))[1] == ""
    await sqlite_scene.told(replace(sqlite_scene.town.people[teams], pronouns="they/them"))
    await sqlite_scene.told(replace(sqlite_scene.town.people[slack], pronouns="she/they"))
    assert (await known_as(sqlite_scene, slack))[1] == "she/they"
    await sqlite_scene.told(replace(sqlite_scene.town.people[slack], pronouns=""))
    assert (await known_as(sqlite_scene, slack))[1] == "they/them"


async def test_linking_takes_over_what_was_not_known(scene: Scene) -> None:
    """Pronouns and a language; the name stays that of the account whose code it was."""
    slack = scene.town.add("rosa", "Rosa")
    teams = scene.town.add("rosa9", "Okafor, Rosa", platform="teams", pronouns="she/her", language="en-GB")
    await scene.link(slack, teams)
    assert await known_as(scene, slack) == ("Rosa", "she/her", "Europe/London", "en-GB")


async def test_separating_takes_along_what_that_account_said(sqlite_scene: Scene) -> None:
    """The others' name is used again; what they do not know is kept."""
    slack, teams = await linked(sqlite_scene)
    changed = replace(
        sqlite_scene.town.people[teams], name="Rosie", pronouns="she/her", timezone="Asia/Tokyo", language="ja-JP"
    )
    await sqlite_scene.told(changed)
    await separate(sqlite_scene, slack, "Rosie on Microsoft Teams")
    assert await known_as(sqlite_scene, teams) == ("Rosie", "she/her", "Asia/Tokyo", "ja-JP")
    assert await known_as(sqlite_scene, slack) == ("Rosa Okafor", "", "Europe/London", "ja-JP")
