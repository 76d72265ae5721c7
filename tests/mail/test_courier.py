"""The courier of e-mail, against a mail server that says no in every way it can."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot import leases
from bot.delivery import TIMING
from bot.directory import Address
from bot.leases import Room
from bot.mail import code_key
from bot.network import Network
from bot.outbox import TryLater, Undeliverable
from handlers.build import couriers_of, doors_of
from handlers.mail.courier import GONE, MailCourier
from handlers.settings import read
from tests.bot.mailing import ROSA, code_for, mailed, mailing, waiting
from tests.bot.post import Post
from tests.bot.scene import Scene
from tests.conftest import Clock, Opener, Town
from tests.mail.conftest import Mailing, settings_for
from tests.mail.server import CUT, MailServer, certificate, serving

LOGIN = {"username": "bot", "password": "hush"}


async def outcome(office: Mailing, member: int) -> TryLater | Undeliverable:
    """What stands in the way of a mail."""
    courier = MailCourier(office.scene.network, office.settings)
    await mailed(office.scene, member)
    [card] = await waiting(office.scene, "mail")
    with pytest.raises((TryLater, Undeliverable)) as raised:
        await courier.deliver(Address("mail", "mail", str(member)), card, "digest", since=None)
    return raised.value  # type: ignore[return-value]


async def test_a_code_is_mailed_and_then_what_was_asked_for(network: Network, town: Town, clock: Clock) -> None:
    """From the form to the mailbox, on both kinds of database; the words are gone once it has arrived."""
    async with serving(MailServer()) as server:
        office = Mailing(mailing(Scene(network, town, clock)), server, settings_for(server), Post())
        who = town.add("rosa", "Rosa Okafor")
        code = await code_for(office.scene, who)
        await office.deliver()
        [letter] = server.taken
        assert (letter.sender, letter.recipient) == ("roundtable@network.example", ROSA)
        assert letter.message["Subject"] == f"{code} is your code for Roundtable"
        assert "List-Unsubscribe" not in letter.message
        await office.scene.card(who, "mail.confirm", code=code)
        await mailed(office.scene, await office.scene.id_of(who))
        await office.deliver()
        row = await office.parcel()
    assert server.subjects == [f"{code} is your code for Roundtable", "Your digest"]
    [box] = await office.scene.rows("mailboxes")
    assert server.taken[1].message["List-Unsubscribe"] == f"<https://roundtable.example/mail/stop/{box['token']}>"
    assert server.taken[1].message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (row["card"], row["conversation"], row["reason"]) == (None, "", "")
    assert row["done_at"] is not None
    assert ROSA not in str(row)


async def test_a_password_is_sent_over_tls_alone(
    office: Mailing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By STARTTLS and from the first byte on; a server that offers none never hears it."""
    _, member = await office.reader()
    office.settings = settings_for(office.server, tls="starttls", **LOGIN)
    refused = await outcome(office, member)
    assert isinstance(refused, TryLater)
    assert str(refused).startswith("not_supported:")
    assert (refused.seconds, refused.concerns, refused.doubted) == (60.0, "workspace", False)
    assert not any(line.startswith(("AUTH", "MAIL")) for line in office.server.heard)
    context, trusted = certificate(tmp_path)
    for safe, tls in ((False, "starttls"), (True, "always")):
        async with serving(MailServer(certificate=context), safe=safe) as server:
            office.settings = settings_for(server, tls=tls, **LOGIN)
            doubtful = await outcome(office, member)
            assert str(doubtful).startswith("no_tls:")
            assert server.taken == []
            monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
            courier = MailCourier(office.scene.network, office.settings)
            [card] = await waiting(office.scene, "mail")
            await courier.deliver(Address("mail", "mail", str(member)), card, "digest", since=None)
            assert [(one.safe, one.login) for one in server.taken] == [(True, "bot hush")]
            monkeypatch.delenv("SSL_CERT_FILE")


@pytest.mark.parametrize(
    ("answers", "expected", "concerns", "doubted"),
    [
        ({"RCPT": "550 5.1.1 <rosa@harbour.example> is unknown"}, "address_refused", None, False),
        ({"RCPT": "450 4.2.0 rosa@harbour.example is greylisted"}, "address_refused", "message", False),
        ({"RCPT": "421 4.3.2 Too many"}, "closed", "workspace", False),
        ({"MAIL": "553 5.7.1 Not yours"}, "sender_refused", "workspace", False),
        ({"MAIL": "451 4.3.0 Later"}, "mail_refused", "message", False),
        ({"DATA": "554 5.6.0 No"}, "mail_refused", None, False),
        ({"end": "554 5.7.1 rosa@harbour.example wants no spam"}, "mail_refused", None, False),
        ({"end": "452 4.3.1 Full"}, "mail_refused", "message", False),
        ({"greeting": "554 No service"}, "closed", "workspace", False),
        ({"greeting": CUT}, "unreachable", "workspace", False),
        ({"RCPT": CUT}, "broken_off", "message", True),
        ({"end": CUT}, "broken_off", "message", True),
        ({"end": "nonsense"}, "broken_off", "message", True),
    ],
)
async def test_what_a_server_says_decides_whether_it_is_tried_again(
    office: Mailing,
    answers: dict[str, str],
    expected: str,
    concerns: str | None,
    doubted: bool,  # noqa: FBT001 - a case of the table
) -> None:
    """From 500 on for good, or until an operator has mended it. The words tell neither address nor server's words."""
    _, member = await office.reader()
    office.server.answers.update(answers)
    met = await outcome(office, member)
    assert str(met).startswith(expected)
    assert "rosa" not in str(met)
    assert str(met).count(": ") >= 1
    if concerns is None:
        assert isinstance(met, Undeliverable)
    else:
        assert isinstance(met, TryLater)
        assert (met.concerns, met.doubted) == (concerns, doubted)


async def test_a_login_that_is_refused_uses_nothing_up(
    office: Mailing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An operator has to mend it, and everything waits until then."""
    _, member = await office.reader()
    context, trusted = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    async with serving(MailServer(certificate=context, answers={"AUTH": "535 5.7.8 No"}), safe=True) as server:
        office.settings = settings_for(server, tls="always", **LOGIN)
        met = await outcome(office, member)
    assert isinstance(met, TryLater)
    assert str(met).startswith("no_login: the mail server refuses the login (535 5.7.8)")
    assert (met.seconds, met.concerns, met.doubted) == (60.0, "workspace", False)


async def test_a_server_that_is_not_there_is_tried_again(office: Mailing) -> None:
    """And what waits arrives once it is back."""
    _, member = await office.reader()
    reached, office.settings = office.settings, replace(office.settings, port=1)
    await mailed(office.scene, member)
    await office.deliver()
    row = await office.parcel()
    assert (row["attempts"], row["done_at"], row["tried_at"]) == (1, None, None)
    office.settings = reached
    office.scene.clock.forward(minutes=1)
    await office.deliver()
    assert office.server.subjects == ["Your digest"]


async def test_a_mail_whose_answer_was_lost_is_sent_again_under_the_same_id(office: Mailing) -> None:
    """At least once: a mail program may take the second for the first."""
    _, member = await office.reader()
    office.server.answers["end"] = CUT
    await mailed(office.scene, member)
    await office.deliver()
    office.server.answers.clear()
    office.scene.clock.forward(minutes=1)
    await office.deliver()
    first, second = office.server.taken
    assert first.message["Message-ID"] == second.message["Message-ID"]
    assert (await office.parcel())["done_at"] is not None


async def test_what_a_worker_had_that_died_is_sent_by_another(office: Mailing, opener: Opener, sqlite_url: str) -> None:
    """Once its lease has ended, and not before."""
    _, member = await office.reader()
    await mailed(office.scene, member)
    taken = await opener(sqlite_url).run(leases.turn, office.couriers, TIMING, [], Room(9, 9, {}))
    assert [errand.lane for errand in taken] == ["mail mail mail"]
    await office.deliver()
    assert office.server.taken == []
    office.scene.clock.forward(seconds=TIMING.lease + 1)
    await office.deliver()
    assert office.server.subjects == ["Your digest"]


async def test_facilitators_see_what_never_arrives_and_chat_waits_for_none_of_it(office: Mailing) -> None:
    """A mailbox that is gone ends with a reason, and can be sent to again."""
    who, member = await office.reader()
    office.server.answers["RCPT"] = "550 5.1.1 Unknown"
    await mailed(office.scene, member)
    await office.scene.card(who, "mail.stop")
    await office.scene.card(who, "mail.resume")
    await mailed(office.scene, member, key="second")
    await office.deliver()
    row = await office.parcel()
    assert row["reason"] == "address_refused"
    asha = office.scene.town.add("asha", "Asha", owner=True)
    shown = str(await office.scene.card(asha, "facilitators.undelivered"))
    assert "Rosa Okafor" in shown
    assert "refuses the address (550 5.1.1)" in shown
    office.server.answers.clear()
    await office.scene.card(asha, "facilitators.resend", "address_refused")
    office.scene.clock.forward(seconds=3)
    await office.deliver()
    assert office.server.subjects == ["Your digest"]


async def test_mails_keep_a_rate_of_their_own_and_codes_another(office: Mailing) -> None:
    """So that nobody waits for their code behind a morning's digests."""
    _, member = await office.reader()
    office.scene.clock.forward(minutes=5)
    for number in range(6):
        await mailed(office.scene, member, f"Digest {number}", key=f"digest {number}")
    sam = office.scene.town.add("sam", "Sam")
    code = await code_for(office.scene, sam, "sam@harbour.example")
    await office.deliver()
    assert sorted(office.server.subjects) == [f"{code} is your code for Roundtable", "Digest 0"]
    for _ in range(5):
        office.scene.clock.forward(seconds=2.5)
        await office.deliver()
    assert [one for one in office.server.subjects if one.startswith("Digest")] == [f"Digest {n}" for n in range(6)]


async def test_a_code_that_is_old_or_an_address_that_is_gone_gets_nothing(office: Mailing) -> None:
    """Though a worker had it in hand already."""
    who, member = await office.reader()
    await code_for(office.scene, who, "first@harbour.example")
    [*_, row] = await office.scene.rows("mail_codes")
    [card] = await waiting(office.scene, "code")
    courier = MailCourier(office.scene.network, office.settings)
    office.scene.clock.forward(hours=1)
    with pytest.raises(Undeliverable, match=GONE):
        await courier.deliver(Address("mail", "code", str(member)), card, code_key(row["ident"]), since=None)
    await office.scene.card(who, "mail.remove")
    for kind, key in (("code", code_key(row["ident"])), ("mail", "digest")):
        with pytest.raises(Undeliverable, match=GONE):
            await courier.deliver(Address("mail", kind, str(member)), card, key, since=None)
    assert office.server.taken == []


async def test_what_only_chat_can_do_is_not_done_by_mail(office: Mailing) -> None:
    """The rules never ask for it."""
    courier = MailCourier(office.scene.network, office.settings)
    to = Address("mail", "mail", "1")
    _, member = await office.reader()
    await mailed(office.scene, member)
    [card] = await waiting(office.scene, "mail")
    with pytest.raises(Undeliverable, match="not_by_mail"):
        await courier.gather([to, to], card, "key", since=None)
    await courier.show_home(to, card)
    assert office.server.taken == []


def test_e_mail_goes_out_beside_a_chat_platform_and_not_without_one(sqlite_network: Network) -> None:
    """It is asked for in chat; a worker without any platform gives nothing up."""
    mail = {"ROUNDTABLE_SMTP_URL": "smtp://localhost", "ROUNDTABLE_MAIL_FROM": "bot@network.example"}
    slack = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "secret"}
    for given, expected in ((mail, set()), (slack, {"slack"}), (slack | mail, {"slack", "mail"})):
        settings = read(given)
        assert set(couriers_of(settings, sqlite_network, doors_of(settings, sqlite_network))) == expected
