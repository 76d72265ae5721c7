"""What is never shown: probing for it in every way that others have, and in everything that is kept for others."""

import json
from dataclasses import replace
from itertools import chain

import structlog

from bot.actions import ACTIONS
from bot.cards import Card
from bot.desk import press
from bot.imports import Row, bring_in
from bot.matching.prepared import Prepared
from bot.matching.text import words
from bot.said import Said
from tests.bot.scene import Scene, buttons_of, only, persons, words_of
from tests.conftest import Opener

SECRET = "Zanzibar quokka. I was sectioned in Xanadu, and the bailiffs know of my mesothelioma."
TELLING = ("zanzibar", "quokka", "sectioned", "xanadu", "bailiffs", "mesothelioma")


def tells(text: str) -> list[str]:
    """The words of the secret that stand in a text."""
    return [word for word in TELLING if word in text.casefold()]


async def test_searching_for_what_is_never_shown_finds_nobody(scene: Scene, opener: Opener, database_url: str) -> None:
    """Not word by word, not as a whole, not by meaning; and in no process."""
    await scene.member("rosa", private=SECRET, about="We paint boats.", topics=("boats",), offers="", looking_for="")
    asker = scene.town.add("asker", "Asker")
    for process in (
        scene,
        scene.elsewhere(opener(database_url)),
        scene.elsewhere(opener(database_url, words_only=True)),
    ):
        for query in (*TELLING, SECRET, "asbestos cancer", "held under the mental health act", "owing money"):
            card = await process.card(asker, "collaborators.find", query, side="anyone")
            assert persons(card) == [], query
            assert "Rosa" not in words_of(card)
        assert await process.find(asker, "painting boats") == ["Rosa"]


async def test_what_is_never_shown_is_in_no_card_of_anybody_else(sqlite_scene: Scene) -> None:
    """In none of what any action shows, before and after a search that finds its owner."""
    who = await sqlite_scene.member("rosa", private=SECRET)
    number = str(await sqlite_scene.id_of(who))
    asker = await sqlite_scene.member("asker", part="research", topics=("hearing voices",))
    values = ("", number, "hearing voices", json.dumps(["hearing voices", "anyone", "", 0, 1]), "zan")
    answers = {"topic": "hearing voices", "side": "anyone", "region": "anywhere"}
    for action in ACTIONS:
        if action == "profiles.delete":
            continue
        for value in values:
            shown = await sqlite_scene.press(asker, action, value)
            assert tells(words_of(shown)) == []
        shown = await sqlite_scene.press(asker, action, "", **answers)
        assert tells(words_of(shown)) == []
    await sqlite_scene.card(asker, "profiles.resume")
    found = await sqlite_scene.card(asker, "collaborators.find", "groups for people who hear voices")
    assert "Rosa" in words_of(found)


async def test_its_owner_alone_is_given_it_back_in_the_form(scene: Scene) -> None:
    """Not in their home, nor in their profile as others see it."""
    who = await scene.member("rosa", private=SECRET)
    number = str(await scene.id_of(who))
    for action in ACTIONS:
        if action in {"profiles.delete", "profiles.edit"}:
            continue
        assert tells(words_of(await scene.press(who, action, number))) == [], action
    assert tells(words_of(await scene.form(who, "profiles.edit"))) == list(TELLING)


async def test_what_is_never_shown_is_kept_in_one_place_alone(sqlite_scene: Scene) -> None:
    """Not beside a once key, in the outbox, in the stored vectors or anywhere else, whatever its owner does."""
    who = await sqlite_scene.member("rosa", private=SECRET)
    for number, action in enumerate(sorted(ACTIONS)):
        if action != "profiles.delete":
            await sqlite_scene.press(who, action, once=f"press {number}")
    await sqlite_scene.save(who, private=SECRET, once="save")
    for table in (
        "members",
        "accounts",
        "once_keys",
        "outbox",
        "topics",
        "profile_topics",
        "profile_vectors",
        "topic_interest",
    ):
        for row in await sqlite_scene.rows(table):
            assert tells(repr(row)) == [], table
    [profile] = await sqlite_scene.rows("profiles")
    assert profile.pop("private") == SECRET
    assert tells(repr(profile)) == []


async def test_the_stored_vectors_are_of_what_is_shown_alone(scene: Scene) -> None:
    """They decode to the words of the shown texts, and are the same with and without a private text."""
    who = await scene.member("rosa", private=SECRET)
    [row] = await scene.rows("profile_vectors")
    prepared = Prepared.from_bytes(bytes(row["data"]))
    shown = chain.from_iterable(
        words(text)
        for text in (
            "We run weekly groups for people who hear voices.",
            "A room by the sea.",
            "Somebody who studies how groups last.",
            "hearing voices, peer support",
        )
    )
    assert set(prepared.words) == {word.plain for word in shown}
    await scene.save(who, private="")
    [without] = await scene.rows("profile_vectors")
    assert bytes(without["data"]) == bytes(row["data"])
    assert without["texts_revision"] > row["texts_revision"]


async def test_an_unexpected_error_is_logged_without_a_members_words(sqlite_scene: Scene) -> None:
    """The member is told a reference, the log has it too, and has nothing of what was said."""
    who = await sqlite_scene.member("rosa", private=SECRET)

    class Broke(dict[str, str]):
        """A set of answers that fails when it is read."""

        def get(self, *_: object) -> str:
            raise KeyError(SECRET)

    with structlog.testing.capture_logs() as logged:
        reply = await press(sqlite_scene.desk, who, "profiles.save", Said(SECRET, Broke()), once=SECRET)
    card = only(Card, reply.shown)
    assert card.title == "Something went wrong on our side"
    [line] = logged
    assert str(line["reference"]) in words_of(card)
    assert tells(repr(line)) == []
    assert tells(words_of(card)) == []


async def test_a_once_key_never_has_in_it_what_was_said(sqlite_scene: Scene) -> None:
    """It is a digest, and who said it is not kept either."""
    who = await sqlite_scene.member("rosa")
    await sqlite_scene.card(who, "profiles.pause", once=f"zanzibar {who.user}")
    [row] = await sqlite_scene.rows("once_keys")
    assert set(row) == {"key", "at", "answer"}
    assert "zanzibar" not in repr(row)
    assert "rosa" not in repr(row).casefold()


async def test_an_imported_profile_is_shown_to_nobody_before_its_owner_agrees(scene: Scene) -> None:
    """Agreeing is one press in the home, and then it is found everywhere."""
    asker = await scene.member("asker", about="We paint.", topics=())
    who = scene.town.add("rosa", "Rosa", email="rosa@example.org")
    values = {"email": "ROSA@example.org", "side": "charity", "about": "We hear voices.", "topics": "zanzibar"}
    report = await bring_in(scene.network, [scene.town], [Row(2, values | {"private": SECRET})])
    assert (report.added, report.problems) == (1, [])
    number = str(await scene.id_of(who))
    assert await scene.find(asker, "hearing voices") == []
    assert (await scene.card(asker, "profiles.see", number)).title == "We could not find that"
    assert "zanzibar" not in words_of(await scene.press(asker, "profiles.topics", "zan")).replace("“zan”", "")
    [invitation] = [row for row in await scene.rows("outbox") if row["kind"] == "card"]
    assert tells(str(invitation["card"])) == ["zanzibar"]
    home = await scene.card(who, "home.show")
    assert "profiles.agree" in {one.action for one in buttons_of(home)}
    assert (await scene.card(who, "profiles.agree")).title.startswith("Thank you")
    assert (await scene.card(who, "profiles.agree")).title.startswith("Thank you")
    assert await scene.find(asker, "hearing voices") == ["Rosa"]
    [profile] = [row for row in await scene.rows("profiles") if str(row["member_id"]) == number]
    assert profile["consented_at"] is not None


async def test_somebody_who_left_is_offered_to_nobody_until_they_return(
    scene: Scene, opener: Opener, database_url: str
) -> None:
    """In the process that was told and in the others, and then again everywhere."""
    asker = await scene.member("asker")
    who = await scene.member("rosa")
    number = str(await scene.id_of(who))
    second = scene.elsewhere(opener(database_url))
    assert await second.find(asker, "hearing voices") == ["Rosa"]
    here = scene.town.people[who]
    await scene.told(replace(here, left=True))
    for process in (scene, second):
        assert await process.find(asker, "hearing voices") == []
        assert (await process.card(asker, "profiles.see", number)).title == "We could not find that"
    scene.town.people[who] = here
    assert (await second.card(who, "home.show")).title == "Welcome, Rosa"
    for process in (scene, second):
        assert await process.find(asker, "hearing voices") == ["Rosa"]
