"""Digests by e-mail: for who wishes so and has confirmed an address, and by no other way once they stop e-mails."""

import pytest

from bot.cards import Invalid
from storage import mail
from tests.bot.digesting import ANSWERS, Digests
from tests.bot.mailing import ROSA, confirmed, mailing, waiting
from tests.bot.scene import Scene, buttons_of, only, words_of
from tests.bot.test_promises import closed, promised

CALL = "What keeps groups going?"


@pytest.fixture
def digests(sqlite_scene: Scene) -> Digests:
    """Where e-mail is set up."""
    return Digests(mailing(sqlite_scene))


async def test_a_digest_goes_to_the_address_that_was_confirmed(digests: Digests) -> None:
    """And not to chat as well; one now is shown where it is asked for."""
    rosa = await digests.reader("rosa", way="mail")
    await confirmed(digests.scene, rosa)
    await digests.call(CALL)
    assert f"By e-mail, to {ROSA}" in words_of(await digests.scene.card(rosa, "digests.show"))
    await digests.sent_at(2026, 11, 30, 9)
    [letter] = await waiting(digests.scene, "mail")
    assert (letter.title, CALL in words_of(letter)) == ("Your digest", True)
    assert await digests.got(rosa) == []
    await digests.later(minutes=5)
    assert len(await waiting(digests.scene, "mail")) == 1


async def test_what_was_promised_stands_in_a_letter_too(sqlite_scene: Scene) -> None:
    """Below what is new, with its name and day."""
    digests = Digests(mailing(sqlite_scene))
    rosa = await digests.reader("rosa", way="mail")
    await confirmed(digests.scene, rosa)
    await digests.call(CALL)
    await promised(await closed(digests.scene, 0))
    await digests.sent_at(2026, 11, 30, 9)
    [letter] = [letter for letter in await waiting(digests.scene, "mail") if letter.title == "Your digest"]
    assert "Olga, by 29 January 2027" in words_of(letter)


async def test_it_comes_to_chat_until_an_address_is_confirmed(digests: Digests) -> None:
    """The way to one stands beside it."""
    rosa = await digests.scene.member("rosa")
    saved = await digests.choose(rosa, way="mail")
    assert "until then here, in chat" in words_of(saved)
    assert "mail.address" in [one.action for one in buttons_of(saved)]
    await digests.call(CALL)
    await digests.sent_at(2026, 11, 30, 9)
    assert len(await digests.got(rosa)) == 1
    assert await waiting(digests.scene, "mail") == []


async def test_who_stops_e_mails_gets_no_digest_in_chat_instead(digests: Digests) -> None:
    """Once they start e-mails again the next one has what they missed."""
    rosa = await digests.reader("rosa", way="mail")
    member = await confirmed(digests.scene, rosa)
    await digests.call(CALL)
    await digests.scene.card(rosa, "mail.stop")
    await digests.sent_at(2026, 11, 30, 9)
    assert (await digests.got(rosa), await waiting(digests.scene, "mail")) == ([], [])
    assert "nothing comes until you start it again" in words_of(await digests.scene.card(rosa, "digests.show"))
    await digests.scene.network.run(lambda work: mail.resume(work.session, member))
    await digests.sent_at(2026, 12, 7, 9)
    assert len(await waiting(digests.scene, "mail")) == 1


async def test_where_e_mail_is_not_set_up_it_comes_to_chat(sqlite_scene: Scene) -> None:
    """And is not offered, also to who chose it while it was."""
    digests = Digests(sqlite_scene)
    rosa = await digests.reader("rosa", way="mail")
    await digests.call(CALL)
    assert "e-mail" not in words_of(await digests.scene.form(rosa, "digests.edit"))
    await digests.sent_at(2026, 11, 30, 9)
    assert len(await digests.got(rosa)) == 1
    shown = only(Invalid, await digests.scene.press(rosa, "digests.save", **(ANSWERS | {"way": "pigeon"})))
    assert set(shown.errors) == {"way"}
