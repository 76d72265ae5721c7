"""Linking: a code shows that two accounts are one person's; nobody guesses it, uses it twice or is linked unasked."""

import asyncio
from dataclasses import replace

import pytest

from bot.cards import Card, load
from bot.codes import digest, read
from bot.desk import SAID_BEFORE, press, say
from bot.directory import Address
from bot.errors import NotYours
from bot.said import Said
from bot.schedule import JOBS
from tests.bot.scene import Scene, button, buttons_of, only, words_of
from tests.conftest import Opener

UNKNOWN = "We do not know that code"
LINKED = "Your accounts are linked"


def two(scene: Scene) -> tuple[Address, Address]:
    """Somebody's accounts on Slack and on Teams."""
    return scene.town.add("rosa", "Rosa Okafor"), scene.town.add("rosa9", "Okafor, Rosa", platform="teams")


async def asked(scene: Scene, maker: Address, other: Address) -> Card:
    """What the other account is asked when it enters the first one's code."""
    return only(Card, await scene.say(other, f"link {await scene.code(maker)}"))


async def title(scene: Scene, who: Address, words: str) -> str:
    """The title of what somebody is told."""
    return only(Card, await scene.say(who, words)).title


async def told(scene: Scene, key: str) -> list[tuple[int, Card]]:
    """(member, card) of the messages whose key ends so."""
    rows = [row for row in await scene.rows("outbox") if row["key"].endswith(key)]
    return [(row["member_id"], only(Card, load(row["card"]))) for row in rows]


async def test_two_accounts_become_one_member(scene: Scene) -> None:
    """Whichever is used; the other member is nobody from then on, without a word left."""
    slack, teams = two(scene)
    await scene.card(teams, "home.show")
    emptied = await scene.id_of(teams)
    card = await asked(scene, slack, teams)
    assert card.title == "Are you Rosa Okafor, too?"
    assert "Rosa Okafor on Slack" in words_of(card)
    assert await scene.id_of(slack) != emptied
    done = await scene.card(teams, "linking.join", button(card, "Yes, that is me: link them").value)
    assert done.title == LINKED
    assert {"Rosa Okafor on Slack", "Okafor, Rosa on Microsoft Teams"} <= set(words_of(done).split("\n"))
    assert await scene.id_of(slack) == await scene.id_of(teams) != emptied
    [nobody] = [row for row in await scene.rows("members") if row["id"] == emptied]
    assert (nobody["name"], nobody["pronouns"], nobody["language"], bool(nobody["facilitator"])) == ("", "", "", False)
    assert (await scene.card(teams, "home.show")).title == "Welcome, Rosa Okafor"
    assert (await scene.card(slack, "home.show")).title == "Welcome, Rosa Okafor"


async def test_a_third_account_and_one_on_the_same_platform_can_be_linked(sqlite_scene: Scene) -> None:
    """They are told apart by their workspaces."""
    slack, teams = two(sqlite_scene)
    third = sqlite_scene.town.add("rosa", "Rosa O", workspace="T2")
    await sqlite_scene.link(slack, teams)
    done = words_of(await sqlite_scene.link(third, teams))
    assert "Rosa Okafor on Slack (workspace T1)" in done
    assert "Rosa O on Slack (workspace T2)" in done
    assert len({await sqlite_scene.id_of(who) for who in (slack, teams, third)}) == 1


async def test_a_code_is_kept_nowhere_as_it_is_shown(sqlite_scene: Scene) -> None:
    """Not beside the key of the press either; a repeat is told that it was done."""
    slack, _ = two(sqlite_scene)
    replies = [await say(sqlite_scene.desk, slack, "link", once="event 1") for _ in range(2)]
    code = next(part[5:] for part in words_of(replies[0].shown).split("\n") if part.startswith("link "))
    assert (replies[1].shown, replies[1].repeated) == (SAID_BEFORE, True)
    everything = (await sqlite_scene.everything()).upper()
    assert code not in everything
    assert read(code) not in everything
    [row] = await sqlite_scene.rows("link_codes")
    assert row["digest"] == digest(read(code))


async def test_a_code_is_valid_for_ten_minutes(sqlite_scene: Scene) -> None:
    """And is said to be too old from then on."""
    slack, teams = two(sqlite_scene)
    first = await sqlite_scene.code(slack)
    sqlite_scene.clock.forward(minutes=9, seconds=59)
    assert "too?" in await title(sqlite_scene, teams, f"link {first}")
    second = await sqlite_scene.code(slack)
    sqlite_scene.clock.forward(minutes=10)
    assert await title(sqlite_scene, teams, f"link {second}") == "That code is too old"


async def test_a_new_code_replaces_the_one_before(sqlite_scene: Scene) -> None:
    """Also one that somebody had entered already."""
    slack, teams = two(sqlite_scene)
    first = await sqlite_scene.code(slack)
    card = only(Card, await sqlite_scene.say(teams, f"link {first}"))
    second = await sqlite_scene.code(slack)
    assert len(await sqlite_scene.rows("link_codes")) == 1
    assert (await sqlite_scene.card(teams, "linking.join", buttons_of(card)[0].value)).title == NotYours.title
    assert await title(sqlite_scene, teams, f"link {first}") == UNKNOWN
    assert "too?" in await title(sqlite_scene, teams, f"link {second}")


async def test_nothing_is_linked_before_a_yes(sqlite_scene: Scene) -> None:
    """Entering a code changes no account; entering it again asks again, and tells its owner once."""
    slack, teams = two(sqlite_scene)
    code = await sqlite_scene.code(slack)
    for _ in range(2):
        assert "too?" in await title(sqlite_scene, teams, f"link {code}")
    assert await sqlite_scene.id_of(slack) != await sqlite_scene.id_of(teams)
    assert len(await told(sqlite_scene, ":claimed")) == 1


async def test_who_made_the_code_is_told_and_can_stop_it(sqlite_scene: Scene) -> None:
    """By whom it was entered and where, before and after."""
    slack, teams = two(sqlite_scene)
    card = await asked(sqlite_scene, slack, teams)
    [(member, message)] = await told(sqlite_scene, ":claimed")
    assert member == await sqlite_scene.id_of(slack)
    assert "Okafor, Rosa on Microsoft Teams entered your code" in words_of(message)
    halt = button(message, "That is not me: stop it")
    assert (await sqlite_scene.card(slack, halt.action, halt.value)).title == "Nothing was linked"
    assert (await sqlite_scene.card(teams, "linking.join", buttons_of(card)[0].value)).title == NotYours.title
    assert (await sqlite_scene.card(slack, halt.action, halt.value)).title == NotYours.title
    await sqlite_scene.link(slack, teams)
    assert (await sqlite_scene.card(slack, halt.action, halt.value)).title == "Your accounts"
    [(member, message)] = await told(sqlite_scene, ":linked")
    assert member == await sqlite_scene.id_of(slack)
    assert message.title == LINKED


async def test_messages_go_to_the_account_that_was_there_first(sqlite_scene: Scene) -> None:
    """So whoever made the code is told even when all is done by the time that the message leaves."""
    slack, teams = two(sqlite_scene)
    await sqlite_scene.code(teams)
    sqlite_scene.clock.forward(seconds=1)
    await sqlite_scene.link(teams, slack)
    rows = sorted(await sqlite_scene.rows("accounts"), key=lambda row: str(row["since"]))
    assert [row["platform"] for row in rows] == ["teams", "slack"]


async def test_who_entered_a_code_can_stop(scene: Scene) -> None:
    """And the code is worth nothing then."""
    slack, teams = two(scene)
    code = await scene.code(slack)
    card = only(Card, await scene.say(teams, f"link {code}"))
    halt = button(card, "No, stop")
    assert (await scene.card(teams, halt.action, halt.value)).title == "Nothing was linked"
    assert await title(scene, teams, f"link {code}") == UNKNOWN


async def test_what_is_wrong_with_a_code_is_said_in_words(sqlite_scene: Scene) -> None:
    """A slip, one's own, one that somebody else entered, one that was used; and a next step with each."""
    slack, teams = two(sqlite_scene)
    other = sqlite_scene.town.add("rolf", "Rolf")
    code = await sqlite_scene.code(slack)
    assert await title(sqlite_scene, teams, f"link {code}X") == "That code has a letter too many or too few"
    assert await title(sqlite_scene, slack, f"link {code}") == "That is the code of this account"
    card = only(Card, await sqlite_scene.say(teams, f"link {code}"))
    assert await title(sqlite_scene, other, f"link {code}") == "That code was used already"
    await sqlite_scene.card(teams, "linking.join", buttons_of(card)[0].value)
    assert await title(sqlite_scene, other, f"link {code}") == "That code was used already"
    assert await title(sqlite_scene, teams, f"link {code}") == "Your accounts"
    assert await title(sqlite_scene, other, "link 2222-2222") == UNKNOWN
    assert await sqlite_scene.id_of(other) != await sqlite_scene.id_of(slack)


async def test_of_ones_own_code_is_said_what_is_true_of_it(sqlite_scene: Scene) -> None:
    """That it is still valid only while it is; and entering it is no wrong try."""
    slack, teams = two(sqlite_scene)
    old = await sqlite_scene.code(slack)
    sqlite_scene.clock.forward(minutes=10)
    assert await title(sqlite_scene, slack, f"link {old}") == "That code is too old"
    code = await sqlite_scene.code(slack)
    await sqlite_scene.say(teams, f"link {code}")
    assert await title(sqlite_scene, slack, f"link {code}") == "That code was used already"
    assert "4 more times" in words_of(only(Card, await sqlite_scene.say(slack, "link 2222-2222")))


async def test_after_an_hour_a_code_that_was_entered_is_too_late(sqlite_scene: Scene) -> None:
    """Whatever is pressed; a new one begins anew."""
    slack, teams = two(sqlite_scene)
    card = await asked(sqlite_scene, slack, teams)
    sqlite_scene.clock.forward(minutes=59)
    assert (await sqlite_scene.card(teams, "linking.choose", buttons_of(card)[0].value)).title == card.title
    sqlite_scene.clock.forward(minutes=1)
    for action in ("linking.join", "linking.choose"):
        assert (await sqlite_scene.card(teams, action, buttons_of(card)[0].value)).title == "That took too long"
    assert await sqlite_scene.id_of(slack) != await sqlite_scene.id_of(teams)
    assert (await sqlite_scene.link(slack, teams)).title == LINKED


@pytest.mark.parametrize("action", ["linking.join", "linking.choose", "linking.stop"])
async def test_only_who_entered_a_code_can_go_on_with_it(sqlite_scene: Scene, action: str) -> None:
    """Not somebody who knows its id, and for linking not its owner either."""
    slack, teams = two(sqlite_scene)
    other = sqlite_scene.town.add("rolf", "Rolf")
    ident = buttons_of(await asked(sqlite_scene, slack, teams))[0].value
    for value in (ident, "", "0" * 16, ident.upper() + "0", "\x00", "٣" * 16):
        assert (await sqlite_scene.card(other, action, value)).title == NotYours.title
    if action != "linking.stop":
        assert (await sqlite_scene.card(slack, action, ident)).title == NotYours.title
    assert len(await sqlite_scene.rows("link_codes")) == 1
    assert len({await sqlite_scene.id_of(who) for who in (slack, teams, other)}) == 3


async def test_five_wrong_codes_an_hour_are_too_many(scene: Scene) -> None:
    """The words say how many are left and how long to wait; a right one counts no more until then."""
    slack, teams = two(scene)
    left = []
    for number in range(5):
        card = only(Card, await scene.say(teams, f"link 222{number}-3333"))
        assert card.title == UNKNOWN
        left.append(words_of(card))
        scene.clock.forward(minutes=1)
    assert "4 more times" in left[0]
    assert "once more" in left[3]
    assert "wait an hour" in left[4]
    code = await scene.code(slack)
    card = only(Card, await scene.say(teams, f"link {code}"))
    assert card.title == "Too many wrong codes"
    assert "in 55 minutes" in words_of(card)
    assert await scene.rows("outbox") == [row for row in await scene.rows("outbox") if row["kind"] == "home"]
    scene.clock.forward(minutes=54, seconds=30)
    assert "in a minute" in words_of(await scene.say(teams, f"link {code}"))
    scene.clock.forward(seconds=30)
    assert (await scene.link(slack, teams)).title == LINKED


async def test_old_and_used_codes_count_as_wrong_ones_and_slips_do_not(sqlite_scene: Scene) -> None:
    """Trying codes that were once right is guessing too."""
    slack, teams = two(sqlite_scene)
    code = await sqlite_scene.code(slack)
    for _ in range(9):
        assert "too many or too few" in await title(sqlite_scene, teams, f"link {code}X")
        assert await title(sqlite_scene, slack, f"link {code}") == "That is the code of this account"
    sqlite_scene.clock.forward(minutes=10)
    titles = [await title(sqlite_scene, teams, f"link {code}") for _ in range(6)]
    assert titles == ["That code is too old"] * 5 + ["Too many wrong codes"]


async def test_nobody_is_kept_out_by_the_guesses_of_others(sqlite_scene: Scene) -> None:
    """However many accounts guess."""
    slack, teams = two(sqlite_scene)
    for number in range(4):
        guesser = sqlite_scene.town.add(f"guesser{number}", "Gus")
        for _ in range(6):
            await sqlite_scene.say(guesser, "link 2222-3333")
    assert (await sqlite_scene.link(slack, teams)).title == LINKED


async def test_linking_and_separating_gives_no_new_tries(sqlite_scene: Scene) -> None:
    """They are an account's, whoever it belongs to."""
    slack, teams = two(sqlite_scene)
    for _ in range(4):
        assert await title(sqlite_scene, teams, "link 2222-3333") == UNKNOWN
    await sqlite_scene.link(slack, teams)
    listing = await sqlite_scene.card(teams, "linking.accounts")
    separate = button(listing, "Separate Okafor, Rosa on Microsoft Teams")
    await sqlite_scene.card(teams, separate.action, separate.value)
    assert await title(sqlite_scene, teams, "link 2222-3333") == UNKNOWN
    assert await title(sqlite_scene, teams, "link 2222-3333") == "Too many wrong codes"


async def test_guesses_at_the_same_time_are_all_counted(scene: Scene, opener: Opener, database_url: str) -> None:
    """From two processes: five are answered, all others have to wait."""
    _, teams = two(scene)
    await scene.card(teams, "home.show")
    second = scene.elsewhere(opener(database_url))
    guesses = [place.say(teams, f"link 22{number}2-3333") for number in range(7) for place in (scene, second)]
    titles = sorted(only(Card, shown).title for shown in await asyncio.gather(*guesses))
    assert titles == ["Too many wrong codes"] * 9 + [UNKNOWN] * 5


async def test_two_who_enter_a_code_at_once_are_not_both_asked(scene: Scene, opener: Opener, database_url: str) -> None:
    """It is kept for one of them."""
    second = scene.elsewhere(opener(database_url))
    for number in range(5):
        maker, one, other = (scene.town.add(f"{user}{number}", user.title()) for user in ("rosa", "rolf", "gus"))
        for who in (one, other):
            await scene.card(who, "home.show")
        code = await scene.code(maker)
        shown = await asyncio.gather(scene.say(one, f"link {code}"), second.say(other, f"link {code}"))
        titles = sorted(only(Card, card).title for card in shown)
        assert titles == ["Are you Rosa, too?", "That code was used already"]


async def test_a_yes_said_twice_links_once_and_answers_alike(scene: Scene, opener: Opener, database_url: str) -> None:
    """One after the other, at once in two processes, and as a repeat of the platform's."""
    second = scene.elsewhere(opener(database_url))
    for number in range(3):
        slack = scene.town.add(f"rosa{number}", "Rosa")
        teams = scene.town.add(f"rosa{number}", "Rosa", platform="teams")
        ident = buttons_of(await asked(scene, slack, teams))[0].value
        shown = await asyncio.gather(*(place.card(teams, "linking.join", ident) for place in (scene, second, scene)))
        assert {card.title for card in shown} == {LINKED}
        assert (await scene.card(teams, "linking.join", ident)).title == LINKED
        assert len([row for row in await scene.rows("accounts") if row["user"] == f"rosa{number}"]) == 2
    assert len(await told(scene, ":linked")) == 3
    slack, teams = two(scene)
    ident = buttons_of(await asked(scene, slack, teams))[0].value
    replies = [await press(scene.desk, teams, "linking.join", Said(ident), once="press 1") for _ in range(2)]
    assert [only(Card, reply.shown).title for reply in replies] == [LINKED, SAID_BEFORE.title]


async def test_two_who_link_each_other_at_once_become_one(scene: Scene, opener: Opener, database_url: str) -> None:
    """Each entered the other's code, and both say yes at the same time."""
    second = scene.elsewhere(opener(database_url))
    for number in range(3):
        slack = scene.town.add(f"rosa{number}", "Rosa", platform="slack")
        teams = scene.town.add(f"rosa{number}", "Rosa", platform="teams")
        on_teams = buttons_of(await asked(scene, slack, teams))[0].value
        on_slack = buttons_of(await asked(scene, teams, slack))[0].value
        await asyncio.gather(scene.card(teams, "linking.join", on_teams), second.card(slack, "linking.join", on_slack))
        assert await scene.id_of(slack) == await scene.id_of(teams)


async def test_what_was_on_its_way_to_either_arrives(scene: Scene) -> None:
    """Messages move with the accounts; one home is left to show."""
    slack, teams = two(scene)
    owner = scene.town.add("olga", "Olga", owner=True)
    await scene.card(teams, "home.show")
    await scene.card(owner, "facilitators.name", person=teams)
    emptied = await scene.id_of(teams)
    await scene.link(slack, teams)
    rows = await scene.rows("outbox")
    assert [row for row in rows if row["member_id"] == emptied] == []
    [named] = [row for row in rows if row["key"].startswith("facilitator:")]
    kept = await scene.id_of(slack)
    assert (named["member_id"], named["recipient"], named["done_at"]) == (kept, f"member:{kept}", None)


async def test_rights_are_kept_on_every_account(sqlite_scene: Scene) -> None:
    """A named facilitator and an owner of a workspace are facilitators wherever they write from."""
    owner = sqlite_scene.town.add("olga", "Olga", owner=True)
    owner_there = sqlite_scene.town.add("olga9", "Olga", platform="teams")
    await sqlite_scene.link(owner, owner_there)
    slack, teams = two(sqlite_scene)
    await sqlite_scene.card(teams, "home.show")
    assert (
        await sqlite_scene.card(owner_there, "facilitators.name", person=teams)
    ).title == "Okafor, Rosa is a facilitator"
    await sqlite_scene.link(slack, teams)
    for who in (slack, teams, owner, owner_there):
        assert "For facilitators" in words_of(await sqlite_scene.card(who, "home.show"))
    listed = words_of(await sqlite_scene.card(slack, "facilitators.list"))
    assert "Remove Rosa Okafor" in listed
    assert "Okafor, Rosa" not in listed
    await sqlite_scene.told(replace(sqlite_scene.town.people[owner], owner=False))
    assert "For facilitators" not in words_of(await sqlite_scene.card(owner_there, "home.show"))


async def test_who_left_cannot_be_linked_with(sqlite_scene: Scene) -> None:
    """Their code is worth nothing, before it is entered and after."""
    slack, teams = two(sqlite_scene)
    code = await sqlite_scene.code(slack)
    ident = buttons_of(only(Card, await sqlite_scene.say(teams, f"link {code}")))[0].value
    await sqlite_scene.told(replace(sqlite_scene.town.people[slack], left=True))
    assert await title(sqlite_scene, teams, f"link {code}") == NotYours.title
    assert (await sqlite_scene.card(teams, "linking.join", ident)).title == NotYours.title
    assert (await sqlite_scene.card(teams, "home.show")).title == "Welcome, Okafor, Rosa"


async def test_old_codes_and_tries_are_forgotten(sqlite_scene: Scene) -> None:
    """A day after they stopped to count."""
    slack, teams = two(sqlite_scene)
    await sqlite_scene.code(slack)
    await sqlite_scene.say(teams, "link 2222-3333")
    sqlite_scene.clock.forward(hours=23)
    await sqlite_scene.network.run(JOBS["links.forget"].run)
    assert len(await sqlite_scene.rows("link_codes")) == len(await sqlite_scene.rows("link_tries")) == 1
    sqlite_scene.clock.forward(hours=2)
    await sqlite_scene.network.run(JOBS["links.forget"].run)
    assert await sqlite_scene.rows("link_codes") == await sqlite_scene.rows("link_tries") == []


async def test_link_is_a_command_in_every_way_that_commands_are_given(sqlite_scene: Scene) -> None:
    """After /roundtable, with another word too many it looks for people."""
    slack, teams = two(sqlite_scene)
    code = await sqlite_scene.code(slack)
    assert "too?" in only(Card, await sqlite_scene.command(teams, "/roundtable", f"link {code.lower()}")).title
    assert only(Card, await sqlite_scene.command(slack, "/roundtable", "unlink")).title == "Your accounts"
    assert "for “link between trauma and sleep”" in await title(sqlite_scene, slack, "link between trauma and sleep")
    assert await title(sqlite_scene, slack, "  LINK ") == "Link another account"
