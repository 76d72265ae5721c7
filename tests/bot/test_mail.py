"""Mail: nobody is written to at an address that they have not confirmed, and whoever wants no more gets none."""

import asyncio
from dataclasses import replace

import pytest

from bot.cards import Card, Invalid
from bot.desk import SAID_BEFORE, press
from bot.directory import Address
from bot.mail import LONGEST_ADDRESS, read_address, stop_by
from bot.said import Said
from bot.schedule import JOBS
from tests.bot.mailing import ROSA, code_for, confirmed, mailed, mailing, takes_mail, waiting
from tests.bot.scene import Scene, button, buttons_of, only, targets_of, words_of
from tests.conftest import Opener

OFF = "E-mail is not set up here"
NO_CODE = "No code is waited for"
WRONG = "That is not the code we mailed"


def rosa(scene: Scene) -> Address:
    """Somebody with an account."""
    return scene.town.add("rosa", "Rosa Okafor")


async def test_an_address_is_used_once_its_code_was_entered(sqlite_scene: Scene) -> None:
    """And not before; the way there begins with one word, or a button of the home."""
    sqlite_scene, who = mailing(sqlite_scene), rosa(sqlite_scene)
    assert button(await sqlite_scene.card(who, "home.show"), "E-mail").action == "mail.address"
    card = only(Card, await sqlite_scene.say(who, "E-mail"))
    assert button(card, "Give an address").action == "mail.edit"
    assert (await sqlite_scene.form(who, "mail.edit")).action == "mail.give"
    code = await code_for(sqlite_scene, who)
    assert not await takes_mail(sqlite_scene, await sqlite_scene.id_of(who))
    status = await sqlite_scene.card(who, "mail.address")
    assert ROSA in words_of(status)
    assert button(status, "Enter the code").action == "mail.enter"
    assert ROSA in words_of(await sqlite_scene.form(who, "mail.edit"))
    assert (await sqlite_scene.form(who, "mail.enter")).action == "mail.confirm"
    done = await sqlite_scene.card(who, "mail.confirm", code=f" {code[:3]} {code[3:]} ")
    assert done.title == "Your e-mails go to this address"
    assert await takes_mail(sqlite_scene, await sqlite_scene.id_of(who))
    assert (await sqlite_scene.card(who, "mail.enter")).title == NO_CODE


async def test_a_mail_with_a_code_tells_nothing_of_whoever_asked(sqlite_scene: Scene) -> None:
    """The address may be somebody else's: they read that they may ignore it, and no word that a member chose."""
    sqlite_scene, who = mailing(sqlite_scene), rosa(sqlite_scene)
    await code_for(sqlite_scene, who)
    [letter] = await waiting(sqlite_scene, "code")
    assert "ignore" in words_of(letter)
    assert "Rosa" not in words_of(letter)
    assert not buttons_of(letter)


async def test_where_e_mail_is_not_set_up_it_is_offered_nowhere(sqlite_scene: Scene) -> None:
    """And an old button says so."""
    who = rosa(sqlite_scene)
    assert not any(target.startswith("mail.") for target in targets_of(await sqlite_scene.card(who, "home.show")))
    for action in ("mail.address", "mail.edit", "mail.again", "mail.resume"):
        assert (await sqlite_scene.card(who, action)).title == OFF
    refused = only(Invalid, await sqlite_scene.press(who, "mail.give", address=ROSA))
    assert OFF in refused.errors["address"]


async def test_a_code_can_be_entered_for_an_hour(sqlite_scene: Scene) -> None:
    """Another replaces it; what is over is removed."""
    scene, who = mailing(sqlite_scene), rosa(sqlite_scene)
    first = await code_for(scene, who)
    scene.clock.forward(minutes=59)
    await scene.card(who, "mail.again")
    [letter] = await waiting(scene, "code")
    second = letter.title[:6]
    assert first != second
    assert (await scene.card(who, "mail.confirm", code=first)).title == WRONG
    scene.clock.forward(minutes=60)
    assert (await scene.card(who, "mail.confirm", code=second)).title == NO_CODE
    await scene.network.run(JOBS["mail.forget"].run)
    assert await scene.rows("mail_codes") == []
    assert (await scene.card(who, "mail.again")).title == NO_CODE


async def test_a_code_is_worthless_after_five_wrong_ones(sqlite_scene: Scene) -> None:
    """Each is counted, though none is refused for good before the fifth."""
    scene, who = mailing(sqlite_scene), rosa(sqlite_scene)
    code = await code_for(scene, who)
    wrong = "000000" if code != "000000" else "000001"
    for left in ("4 more times", "3 more times", "2 more times", "once more"):
        shown = await scene.card(who, "mail.confirm", code=wrong)
        assert (shown.title, left in words_of(shown)) == (WRONG, True)
    assert (await scene.card(who, "mail.confirm", code=wrong)).title == "That code no longer works"
    assert (await scene.card(who, "mail.confirm", code=code)).title == NO_CODE
    assert not await takes_mail(scene, await scene.id_of(who))


async def test_three_codes_an_hour_are_mailed_to_a_member_and_to_an_address(sqlite_scene: Scene) -> None:
    """Whoever asks, and however the address is written; removing it does not count them anew."""
    scene, who = mailing(sqlite_scene), rosa(sqlite_scene)
    other = scene.town.add("sam", "Sam")
    await code_for(scene, who)
    scene.clock.forward(minutes=10)
    await code_for(scene, who, "Rosa@Harbour.example")
    await scene.card(who, "mail.remove")
    await code_for(scene, other)
    refused = only(Invalid, await scene.press(other, "mail.give", address=ROSA))
    assert "in 50 minutes" in refused.errors["address"]
    again = await scene.card(other, "mail.again")
    assert "in 50 minutes" in words_of(again)
    await code_for(scene, who, "info@harbour.example")
    assert isinstance(await scene.press(who, "mail.give", address="else@harbour.example"), Invalid)
    scene.clock.forward(minutes=50)
    await code_for(scene, other)


async def test_of_codes_asked_for_at_once_no_more_than_three_are_mailed(
    scene: Scene, opener: Opener, database_url: str
) -> None:
    """By two members, in two processes, to one address."""
    scene = mailing(scene)
    elsewhere = mailing(scene.elsewhere(opener(database_url)))
    people = [scene.town.add(f"u{number}", f"Person {number}") for number in range(6)]
    for who in people:
        await scene.card(who, "home.show")
    shown = await asyncio.gather(
        *((scene, elsewhere)[at % 2].press(who, "mail.give", address=ROSA) for at, who in enumerate(people))
    )
    assert sum(isinstance(one, Card) for one in shown) == 3
    assert len(await scene.rows("mail_codes")) == 3


async def test_a_code_entered_twice_at_once_confirms_once(scene: Scene, opener: Opener, database_url: str) -> None:
    """The second finds it used; wrong ones at once are all counted."""
    scene, who = mailing(scene), rosa(scene)
    elsewhere = mailing(scene.elsewhere(opener(database_url)))
    code = await code_for(scene, who)
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    await asyncio.gather(*(one.press(who, "mail.confirm", code=wrong) for one in (scene, elsewhere)))
    assert [row["wrong"] for row in await scene.rows("mail_codes")] == [2]
    cards = await asyncio.gather(*(one.card(who, "mail.confirm", code=code) for one in (scene, elsewhere)))
    assert sorted(card.title for card in cards) == [NO_CODE, "Your e-mails go to this address"]
    assert len(await scene.rows("mailboxes")) == 1


async def test_another_address_takes_the_place_of_the_first_once_confirmed(sqlite_scene: Scene) -> None:
    """Until then mail goes on to the first; its old link stops nothing afterwards. The same one needs no code."""
    scene, who = mailing(sqlite_scene), rosa(sqlite_scene)
    member = await confirmed(scene, who)
    [before] = await scene.rows("mailboxes")
    code = await code_for(scene, who, "rosa@post.example")
    [kept] = await scene.rows("mailboxes")
    assert kept["address"] == ROSA
    status = words_of(await scene.card(who, "mail.address"))
    assert ROSA in status
    assert "rosa@post.example" in status
    await mailed(scene, member)
    await scene.card(who, "mail.confirm", code=code)
    assert await waiting(scene, "mail") == []
    [after] = await scene.rows("mailboxes")
    assert after["address"] == "rosa@post.example"
    await scene.network.run(stop_by, before["token"])
    assert await takes_mail(scene, member)
    assert (await scene.card(who, "mail.give", address="rosa@post.example")).title == "Your e-mails go to this address"


async def test_whoever_stops_gets_nothing_more_and_can_start_again(scene: Scene) -> None:
    """In chat; what still waits is not sent."""
    scene, who = mailing(scene), rosa(scene)
    member = await confirmed(scene, who)
    await mailed(scene, member)
    for _ in range(2):
        assert (await scene.card(who, "mail.stop")).title == "You get no more e-mails"
    nobody = scene.town.add("sam", "Sam")
    assert (await scene.card(nobody, "mail.stop")).title == "Your address is removed"
    assert (await scene.card(nobody, "mail.resume")).title == "E-mail"
    assert await waiting(scene, "mail") == []
    assert not await takes_mail(scene, member)
    status = await scene.card(who, "mail.address")
    assert "23 November 2026" in words_of(status)
    assert (await scene.card(who, button(status, "Send me e-mails again").action)).title.endswith("to this address")
    assert await takes_mail(scene, member)


async def test_the_token_of_a_mail_stops_them_and_its_owner_hears_of_it_once(scene: Scene) -> None:
    """A mail that was passed on may be in others' hands. Words that are no token do nothing."""
    scene, who = mailing(scene), rosa(scene)
    member = await confirmed(scene, who)
    await mailed(scene, member)
    [row] = await scene.rows("mailboxes")
    for token in ("", "0" * 32, "nonsense", "é" * 32, row["token"].upper() + " "):
        await scene.network.run(stop_by, token)
    assert await takes_mail(scene, member)
    for _ in range(2):
        await scene.network.run(stop_by, row["token"])
    assert not await takes_mail(scene, member)
    assert await waiting(scene, "mail") == []
    [told] = [one for one in await waiting(scene, "card") if one.title == "You get no more e-mails"]
    assert button(told, "Send me e-mails again").action == "mail.resume"


@pytest.mark.parametrize("action", ["mail.remove", "profiles.delete"])
async def test_an_address_that_is_removed_is_nowhere(sqlite_scene: Scene, action: str) -> None:
    """By itself or with the profile, confirmed or not, in a mail that waits or beside a press."""
    scene = mailing(sqlite_scene)
    who = await scene.member("rosa", "Rosa")
    member = await confirmed(scene, who)
    await mailed(scene, member)
    await code_for(scene, who, "rosa@post.example")
    for _ in range(2):
        await scene.card(who, action)
    everything = await scene.everything()
    assert "harbour.example" not in everything
    assert "post.example" not in everything
    assert [row for row in await scene.rows("outbox") if row["kind"] in {"mail", "code"}] == []
    assert not await takes_mail(scene, member)


async def test_nothing_of_an_address_is_kept_beside_a_press(sqlite_scene: Scene) -> None:
    """A repeat is told that it was done, and mails no second code."""
    scene, who = mailing(sqlite_scene), rosa(sqlite_scene)
    replies = [await press(scene.desk, who, "mail.give", Said("", {"address": ROSA}), once="event 1") for _ in range(2)]
    assert (replies[1].shown, replies[1].repeated) == (SAID_BEFORE, True)
    assert len(await waiting(scene, "code")) == 1
    assert ROSA not in str(await scene.rows("once_keys"))


async def test_linked_accounts_keep_the_address_of_either(sqlite_scene: Scene) -> None:
    """What waits goes there, codes of the other are no longer good, and of two addresses the keeper's stays."""
    sqlite_scene, slack = mailing(sqlite_scene), rosa(sqlite_scene)
    teams = sqlite_scene.town.add("rosa9", "Rosa", platform="teams")
    gone = await confirmed(sqlite_scene, teams)
    await mailed(sqlite_scene, gone)
    await sqlite_scene.card(slack, "home.show")
    await sqlite_scene.link(slack, teams)
    member = await sqlite_scene.id_of(slack)
    assert member != gone
    assert await takes_mail(sqlite_scene, member)
    assert not await takes_mail(sqlite_scene, gone)
    [row] = [row for row in await sqlite_scene.rows("outbox") if row["kind"] == "mail"]
    assert (row["member_id"], row["recipient"]) == (member, f"mail:{member}")
    third = sqlite_scene.town.add("rosa2", "Rosa", workspace="T2")
    other = await confirmed(sqlite_scene, third, "rosa@post.example")
    await code_for(sqlite_scene, third, "rosa@third.example")
    await mailed(sqlite_scene, other, key="other")
    await sqlite_scene.card(slack, "mail.stop")
    await sqlite_scene.link(slack, third)
    assert [row["address"] for row in await sqlite_scene.rows("mailboxes")] == [ROSA]
    assert await waiting(sqlite_scene, "mail") == await waiting(sqlite_scene, "code") == []
    assert (await sqlite_scene.card(slack, "mail.enter")).title == NO_CODE


async def test_who_has_left_is_not_written_to(sqlite_scene: Scene) -> None:
    """They could not stop it in chat."""
    scene, who = mailing(sqlite_scene), rosa(sqlite_scene)
    member = await confirmed(scene, who)
    await scene.told(replace(scene.town.people[who], left=True))
    assert not await takes_mail(scene, member)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("  Rosa.O+digest@Harbour.Example ", "Rosa.O+digest@harbour.example"),
        ("mailto:rosa@harbour.example", "rosa@harbour.example"),
        ("<rosa@harbour.example>", "rosa@harbour.example"),
        ("rosa@zoë.example", "rosa@xn--zo-ija.example"),
        ("rosa@harbour.example\nBcc: all@example.org", ""),
        ("rosa@harbour.example, sam@harbour.example", ""),
        ("Rosa <rosa@harbour.example>", ""),
        ("rosa okafor@harbour.example", ""),
        ('"rosa"@harbour.example', ""),
        ("rośa@harbour.example", ""),
        ("rosa@localhost", ""),
        ("rosa@[127.0.0.1]", ""),
        ("rosa@harbour..example", ""),
        ("@harbour.example", ""),
        ("rosa", ""),
        ("<!channel>", ""),
        ("\u202erosa@harbour.example", "rosa@harbour.example"),
        ("r" * 65 + "@harbour.example", ""),
        ("rosa@" + ".".join(["a" * 60] * 4), ""),
        ("", ""),
    ],
)
def test_an_address_is_read_as_a_mail_server_takes_it(typed: str, read: str) -> None:
    """Nothing in it can become a second address, a header or a command."""
    assert read_address(typed) == read
    assert len(read_address(typed)) <= LONGEST_ADDRESS


async def test_what_cannot_be_an_address_stays_in_its_form(sqlite_scene: Scene) -> None:
    """With a word on how one looks; nothing is mailed."""
    scene, who = mailing(sqlite_scene), rosa(sqlite_scene)
    refused = only(Invalid, await scene.press(who, "mail.give", address="rosa at harbour"))
    assert "rosa@example.org" in refused.errors["address"]
    assert await waiting(scene, "code") == []
