"""Members: how accounts become people, and what the platform tells of them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest

from bot.cards import Card
from bot.desk import Desk, press
from bot.directory import Address, Identity, Room, Unreachable
from bot.members import NAMELESS, changed
from bot.said import Said
from tests.bot.scene import Scene, only, words_of
from tests.conftest import Opener


async def test_a_stranger_is_met_through_the_directory_once(scene: Scene) -> None:
    """Their name, pronouns and timezone come from the platform; after that it is not asked again."""
    who = scene.town.add("nell", "Nell", pronouns="she/her", timezone="Asia/Tokyo")
    assert (await scene.card(who, "home.show")).title == "Welcome, Nell"
    await scene.card(who, "home.show")
    await scene.card(who, "roundtable.help")
    assert scene.town.asked == 1
    [row] = await scene.rows("members")
    assert (row["name"], row["pronouns"], row["timezone"]) == ("Nell", "she/her", "Asia/Tokyo")


async def test_a_stranger_who_presses_twice_at_once_is_one_member(
    scene: Scene, opener: Opener, database_url: str
) -> None:
    """From two processes too."""
    second = scene.elsewhere(opener(database_url))
    for number in range(5):
        who = scene.town.add(f"nell{number}", "Nell")
        await asyncio.gather(*(process.card(who, "home.show") for process in (scene, second, scene, second)))
    assert len(await scene.rows("members")) == 5
    assert len(await scene.rows("accounts")) == 5


async def test_a_guest_is_a_full_member(sqlite_scene: Scene) -> None:
    """As anybody else, whatever workspace they come from."""
    who = Address("slack", "T2", "guest")
    sqlite_scene.town.people[who] = Identity(who, "Gus")
    await sqlite_scene.save(who)
    asker = sqlite_scene.town.add("asker", "Asker")
    assert await sqlite_scene.find(asker, "hearing voices") == ["Gus"]


async def test_the_same_user_id_in_another_workspace_is_somebody_else(sqlite_scene: Scene) -> None:
    """An account is a platform, a workspace and a user."""
    await sqlite_scene.member("rosa")
    other = Address("slack", "T2", "rosa")
    sqlite_scene.town.people[other] = Identity(other, "Another Rosa")
    assert (await sqlite_scene.card(other, "home.show")).title == "Welcome, Another Rosa"
    assert len(await sqlite_scene.rows("members")) == 2


async def test_a_bot_cannot_join(sqlite_scene: Scene) -> None:
    """It is told so, and nothing of it is kept."""
    bot = sqlite_scene.town.add("bot", "Botty", bot=True)
    assert (await sqlite_scene.card(bot, "home.show")).title == "Roundtable is for people"
    assert only(Card, await sqlite_scene.save(bot)).title == "Roundtable is for people"
    assert await sqlite_scene.rows("members") == []


async def test_who_is_nobody_to_the_platform_is_nobody_here(sqlite_scene: Scene) -> None:
    """Unknown to it, of a platform that is not connected, or gone before they came."""
    nobody = [
        Address("slack", "T1", "nobody"),
        Address("irc", "T1", "nell"),
        sqlite_scene.town.add("gone", "Gone", left=True),
    ]
    for who in nobody:
        assert (await sqlite_scene.card(who, "home.show")).title == "We could not find that"
    assert await sqlite_scene.rows("members") == []


async def test_who_left_is_told_plainly_when_an_old_button_is_pressed(sqlite_scene: Scene) -> None:
    """Not that something is broken, nor that it would work later."""
    who = await sqlite_scene.member("rosa")
    await sqlite_scene.told(replace(sqlite_scene.town.people[who], left=True))
    assert (await sqlite_scene.card(who, "profiles.pause")).title == "We could not find that"


@dataclass
class Away:
    """A platform that does not answer: a company's server, so a stand-in is right."""

    async def identify(self, address: Address) -> Identity | None:
        """It cannot say."""
        raise Unreachable(f"no answer about {address.user}")

    async def room(self, room: Room) -> Room:
        """It cannot say."""
        raise Unreachable(f"no answer about {room.channel}")

    async def everyone(self) -> AsyncIterator[Identity]:
        """Nor here."""
        raise Unreachable("no answer")
        yield


async def test_a_platform_that_does_not_answer_is_said_in_words(sqlite_scene: Scene) -> None:
    """A stranger is asked to try again; who is known already notices nothing."""
    known = await sqlite_scene.member("rosa")
    desk = Desk(sqlite_scene.network, {"slack": Away()})
    stranger = Address("slack", "T1", "nell")
    card = only(Card, (await press(desk, stranger, "home.show", Said())).shown)
    assert "try again in a minute" in words_of(card)
    card = only(Card, (await press(desk, known, "home.show", Said())).shown)
    assert card.title == "Welcome, Rosa"


async def test_a_new_name_is_shown_from_then_on(sqlite_scene: Scene) -> None:
    """In results and in the home, which is shown anew."""
    who = await sqlite_scene.member("rosa")
    before = next(row for row in await sqlite_scene.rows("outbox") if row["kind"] == "home")["version"]
    await sqlite_scene.told(replace(sqlite_scene.town.people[who], name="Rosa Okafor", pronouns="they/them"))
    assert next(row for row in await sqlite_scene.rows("outbox") if row["kind"] == "home")["version"] > before
    asker = sqlite_scene.town.add("asker", "Asker")
    card = await sqlite_scene.card(asker, "collaborators.find", "hearing voices")
    assert "Rosa Okafor" in words_of(card)
    assert "they/them" in words_of(card)


async def test_news_that_says_nothing_new_writes_nothing(sqlite_scene: Scene) -> None:
    """Platforms tell of every change of a status line."""
    who = await sqlite_scene.member("rosa")
    before = await sqlite_scene.everything()
    await sqlite_scene.told(sqlite_scene.town.people[who])
    assert await sqlite_scene.everything() == before


async def test_news_of_strangers_and_bots_makes_nobody_a_member(sqlite_scene: Scene) -> None:
    """They stay strangers until they come to us."""
    stranger = sqlite_scene.town.add("nell", "Nell")
    await sqlite_scene.told(sqlite_scene.town.people[stranger])
    await sqlite_scene.network.run(changed, Identity(Address("slack", "T1", "bot"), "Botty", bot=True))
    assert await sqlite_scene.rows("members") == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("x" * 500, "x" * 200),
        ("", NAMELESS),
        ("\u200b\x00", NAMELESS),
        ("Rosa\nOkafor\x00\ud800", "Rosa Okafor"),
        ("<!channel>", "<!channel>"),
    ],
    ids=ascii,
)
async def test_any_name_that_a_platform_gives_can_be_kept(scene: Scene, given: str, kept: str) -> None:
    """On both databases, and shown on a card that can be stored."""
    who = scene.town.add("nell", given, pronouns="they" * 100, timezone="Mars/Olympus")
    assert (await scene.card(who, "home.show")).title == f"Welcome, {kept}"
    [row] = await scene.rows("members")
    assert row["pronouns"] == ("they" * 100)[:100]
    assert row["timezone"] == "Europe/London"


async def test_somebody_who_leaves_again_and_again_is_told_to_try_later(scene: Scene) -> None:
    """Another process takes them out each time that they are met; nothing loops for ever."""
    who = await scene.member("rosa")
    met = scene.town.people[who]

    class Fickle:
        """A list of people that is never the same twice: a company's server, so a stand-in is right."""

        async def identify(self, address: Address) -> Identity | None:
            """Here, though they are just leaving."""
            return met if address == who else None

        async def room(self, room: Room) -> Room:
            """No channel plays a part."""
            return room

        async def everyone(self) -> AsyncIterator[Identity]:
            """Nobody."""
            return
            yield met

    await scene.told(replace(met, left=True))
    trigger = "UPDATE accounts SET left_at = '2026-01-01 00:00:00.000000+00'"
    if scene.network.database.engine.dialect.name == "sqlite":
        await scene.change(f"CREATE TRIGGER gone AFTER UPDATE ON accounts BEGIN {trigger}; END")
    else:
        await scene.change(
            "CREATE FUNCTION gone() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN NEW.left_at \\:= '2026-01-01'; RETURN NEW; END $$"
        )
        await scene.change("CREATE TRIGGER gone BEFORE UPDATE ON accounts FOR EACH ROW EXECUTE FUNCTION gone()")
    card = only(Card, (await press(Desk(scene.network, {"slack": Fickle()}), who, "home.show", Said())).shown)
    assert "try again in a minute" in words_of(card)
