"""Between platforms the bot carries messages, until both choose to share an address or one of them stops."""

from dataclasses import replace

import pytest

from bot.cards import Card, Form, Invalid
from bot.errors import NotYours
from tests.bot.introducing import Pair, groups, jobs, pair, pressed, titles, told
from tests.bot.scene import Scene, button, buttons_of, only, words_of

HELLO = "Hello Rosa, does Tuesday suit you?"


async def introduced(scene: Scene) -> Pair:
    """Priya on Slack and Rosa on Teams, introduced to each other."""
    both = await pair(scene, apart=True)
    await both.ask()
    assert await both.title(both.rosa, "accept") == "You and Priya are introduced"
    return both


async def test_between_platforms_both_are_told_in_private(sqlite_scene: Scene) -> None:
    """Each with what they share, the terms, the questions for a good start, and how to write."""
    both = await introduced(sqlite_scene)
    assert await groups(sqlite_scene) == []
    for who, name in ((both.priya, "Rosa"), (both.rosa, "Priya")):
        card = (await told(sqlite_scene, who))[-1]
        assert card.title == f"You and {name} are introduced"
        labels = [one.label for one in buttons_of(card)]
        assert labels[:3] == [f"Write to {name}", "Share my address", "Stop"]
        words = words_of(card)
        for each in ("peer support", "£27.50 an hour, within 14 days", "Three questions for a good start"):
            assert each in words
    assert only(Card, await both.press(both.rosa, "accept")).title == "You and Priya are introduced"


async def test_two_workspaces_of_slack_are_apart_too(sqlite_scene: Scene) -> None:
    """A group conversation needs a workspace in common."""
    rosa = sqlite_scene.town.add("rosa", "Rosa", workspace="T2")
    await sqlite_scene.save(rosa)
    priya = await sqlite_scene.member("priya", "Priya", part="research")
    both = Pair(sqlite_scene, priya, rosa)
    await both.ask()
    await both.press(rosa, "accept")
    assert await groups(sqlite_scene) == []
    assert await titles(sqlite_scene, priya) == ["You and Rosa are introduced"]


async def test_what_one_writes_the_other_reads_and_can_answer(sqlite_scene: Scene) -> None:
    """With a press on the message, so that it is clear to whom; each message arrives, also the same words twice."""
    both = await introduced(sqlite_scene)
    card = (await told(sqlite_scene, both.priya))[-1]
    form = only(Form, await pressed(sqlite_scene, both.priya, card, "Write to Rosa"))
    for _ in range(2):
        sent = await sqlite_scene.card(both.priya, form.action, form.value, message=HELLO)
        assert sent.title == "Your message to Rosa is on its way"
        assert HELLO in words_of(sent)
    *_, first, second = await told(sqlite_scene, both.rosa)
    assert (first.title, second) == ("Priya writes to you", first)
    assert HELLO in words_of(first)
    reply = only(Form, await pressed(sqlite_scene, both.rosa, first, "Reply"))
    await sqlite_scene.card(both.rosa, reply.action, reply.value, message="It does.")
    answer = (await told(sqlite_scene, both.priya))[-1]
    assert answer.title == "Rosa writes to you"
    assert "It does." in words_of(answer)


async def test_the_home_lists_whom_one_writes_to(sqlite_scene: Scene) -> None:
    """Also when the message with the button is far up in the chat."""
    both = await introduced(sqlite_scene)
    home = await sqlite_scene.card(both.rosa, "home.show")
    assert isinstance(await pressed(sqlite_scene, both.rosa, home, "Write to Priya"), Form)


@pytest.mark.parametrize("typed", ["", "  ", "\u200b", "x" * 2001])
async def test_an_empty_or_endless_message_is_not_sent(sqlite_scene: Scene, typed: str) -> None:
    """It is said at the field."""
    both = await introduced(sqlite_scene)
    before = await titles(sqlite_scene, both.rosa)
    assert "message" in only(Invalid, await both.relay(both.priya, "send", message=typed)).errors
    assert await titles(sqlite_scene, both.rosa) == before


async def test_what_is_carried_is_kept_in_the_outbox_alone(sqlite_scene: Scene) -> None:
    """Not beside the key of the press, nor with the introduction."""
    both = await introduced(sqlite_scene)
    ident = await both.ident()
    await sqlite_scene.card(both.priya, "relays.send", ident, once="press 1", message="Zanzibar")
    for table in ("introductions", "relays", "once_keys"):
        assert "Zanzibar" not in repr(await sqlite_scene.rows(table))


async def test_addresses_are_shown_once_both_have_shared_theirs(sqlite_scene: Scene) -> None:
    """Not before; then nothing is carried and no address kept any more."""
    both = await introduced(sqlite_scene)
    given = only(Card, await both.relay(both.priya, "give", address="  priya@example.org "))
    assert given.title == "Your address is kept for them"
    assert "priya@example.org" not in words_of(await told(sqlite_scene, both.rosa))
    wish = (await told(sqlite_scene, both.rosa))[-1]
    assert wish.title == "Priya would like to share addresses"
    form = only(Form, await pressed(sqlite_scene, both.rosa, wish, "Share my address"))
    assert "priya@example.org" not in words_of(form)
    done = await sqlite_scene.card(both.rosa, form.action, form.value, address="rosa@example.org")
    assert "priya@example.org" in words_of(done)
    assert "rosa@example.org" in words_of((await told(sqlite_scene, both.priya))[-1])
    assert await sqlite_scene.rows("relays") == []
    assert only(Card, await both.relay(both.priya, "write")).title == "Messages to them can no longer be carried"
    assert "Write to Rosa" not in words_of(await sqlite_scene.card(both.priya, "home.show"))


async def test_an_address_can_be_changed_and_taken_back_before_that(scene: Scene) -> None:
    """The other is told of the wish once, and sees what was shared last."""
    both = await introduced(scene)
    await both.relay(both.priya, "give", address="old@example.org")
    kept = only(Form, await both.relay(both.priya, "share"))
    assert "old@example.org" in words_of(kept)
    again = only(Card, await both.relay(both.priya, "give", address="new@example.org"))
    assert (await titles(scene, both.rosa)).count("Priya would like to share addresses") == 1
    assert (only(Card, await pressed(scene, both.priya, again, "Take it back"))).title == "Your address is taken back"
    assert "example.org" not in repr(await scene.rows("relays"))
    given = only(Card, await both.relay(both.rosa, "give", address="rosa@example.org"))
    assert "example.org" not in words_of(given)
    shown = only(Card, await both.relay(both.priya, "give", address="new@example.org"))
    assert "rosa@example.org" in words_of(shown)


@pytest.mark.parametrize("typed", ["", " ", "x" * 201])
async def test_an_address_has_to_be_one(sqlite_scene: Scene, typed: str) -> None:
    """Of any kind, but not empty or endless."""
    both = await introduced(sqlite_scene)
    assert "address" in only(Invalid, await both.relay(both.rosa, "give", address=typed)).errors


async def test_either_can_stop_and_the_other_is_not_told(sqlite_scene: Scene) -> None:
    """Who writes then learns that messages are no longer carried, keeps their words, and does not learn why."""
    both = await introduced(sqlite_scene)
    before = await titles(sqlite_scene, both.priya)
    home = await sqlite_scene.card(both.rosa, "home.show")
    assert button(home, "Stop").confirm
    assert only(Card, await pressed(sqlite_scene, both.rosa, home, "Stop")).title == "No more messages are carried"
    assert await titles(sqlite_scene, both.priya) == before
    errors = only(Invalid, await both.relay(both.priya, "send", message=HELLO)).errors
    assert "no longer be carried" in errors["message"]
    assert "copy" in errors["message"]
    assert "no longer be carried" in words_of(await both.relay(both.priya, "share"))
    assert "address" in only(Invalid, await both.relay(both.priya, "give", address="a@b.c")).errors
    assert only(Card, await both.relay(both.rosa, "stop")).title == "No more messages are carried"


async def test_somebody_who_left_or_deleted_their_profile_is_written_to_no_more(sqlite_scene: Scene) -> None:
    """In the same words as for somebody who stopped."""
    for number, gone in enumerate(("left", "deleted")):
        rosa = await sqlite_scene.member(f"r{number}", "Rosa", platform="teams")
        priya = await sqlite_scene.member(f"p{number}", "Priya", part="research")
        both = Pair(sqlite_scene, priya, rosa)
        await both.ask()
        await both.press(rosa, "accept")
        if gone == "left":
            await sqlite_scene.told(replace(sqlite_scene.town.people[rosa], left=True))
        else:
            await sqlite_scene.card(rosa, "profiles.delete")
        assert "no longer be carried" in words_of(await both.relay(priya, "write"))


async def test_only_the_two_can_write_share_and_stop(sqlite_scene: Scene) -> None:
    """Whatever a button says."""
    both = await introduced(sqlite_scene)
    other = await sqlite_scene.member("gus", "Gus")
    for action in ("write", "share", "keep", "stop"):
        assert only(Card, await both.relay(other, action)).title == NotYours.title
    for action, field in (("send", "message"), ("give", "address")):
        assert field in only(Invalid, await both.relay(other, action, **{field: "Hello"})).errors
    for value in ("", "0", "x"):
        assert (await sqlite_scene.card(both.priya, "relays.write", value)).title == NotYours.title
    assert len(await sqlite_scene.rows("relays")) == 1


async def test_nothing_is_carried_before_both_agree(sqlite_scene: Scene) -> None:
    """An open request is no way to write to somebody."""
    both = await pair(sqlite_scene, apart=True)
    await both.ask()
    for who in (both.priya, both.rosa):
        assert only(Card, await both.relay(who, "write")).title == NotYours.title


async def test_messages_go_on_after_linking_with_either_account(sqlite_scene: Scene) -> None:
    """And reach the member wherever they are."""
    both = await introduced(sqlite_scene)
    more = sqlite_scene.town.add("priya9", "Priya", platform="teams")
    await sqlite_scene.link(more, both.priya)
    await both.relay(more, "send", message=HELLO)
    assert (await titles(sqlite_scene, both.rosa))[-1] == "Priya writes to you"
    await both.relay(both.rosa, "send", message="It does.")
    assert "It does." in words_of((await told(sqlite_scene, more))[-1])


async def test_after_ninety_quiet_days_nothing_is_carried(sqlite_scene: Scene) -> None:
    """Every message begins them anew."""
    both = await introduced(sqlite_scene)
    for _ in range(2):
        sqlite_scene.clock.forward(days=60)
        await jobs(sqlite_scene)
        await both.relay(both.priya, "send", message=HELLO)
    sqlite_scene.clock.forward(days=91)
    await jobs(sqlite_scene)
    assert await sqlite_scene.rows("relays") == []
