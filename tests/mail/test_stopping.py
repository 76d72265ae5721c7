"""The link in a mail, over real HTTP: it stops mails for whoever presses, and tells nobody anything."""

import pytest

from bot.network import Network, open_network
from handlers.metrics import Metrics
from tests.bot.mailing import confirmed, mailing, takes_mail
from tests.bot.scene import Scene
from tests.conftest import Clock, Town
from tests.house.test_web import served

UNKNOWN = "f" * 32


async def test_a_mail_program_stops_mails_with_one_request_and_a_look_stops_nothing(
    network: Network, town: Town, clock: Clock
) -> None:
    """By the link alone, without logging in, as often as it likes; on both kinds of database."""
    scene = mailing(Scene(network, town, clock))
    who = town.add("rosa", "Rosa")
    member = await confirmed(scene, who)
    [row] = await scene.rows("mailboxes")
    path = f"/mail/stop/{row['token']}"
    async with served(network, metrics := Metrics()) as client:
        asked = await client.get(path)
        assert (asked.status_code, '<button type="submit">' in asked.text) == (200, True)
        assert await takes_mail(scene, member)
        answers = [await client.post(path, data={"List-Unsubscribe": "One-Click"}) for _ in range(2)]
        answers.append(await client.post(path))
    assert not await takes_mail(scene, member)
    assert {(one.status_code, "You get no more e-mails" in one.text) for one in answers} == {(200, True)}
    assert row["token"] not in metrics.page().decode()


@pytest.mark.parametrize("token", [UNKNOWN, "x", "%00", "a%0d%0ab", "é", "<script>", "0" * 5000])
async def test_the_page_says_the_same_whatever_the_token(sqlite_network: Network, token: str) -> None:
    """So nobody learns from it who gets mail, and nothing of it is repeated."""
    async with served(sqlite_network, Metrics()) as client:
        for method in ("GET", "POST"):
            known = await client.request(method, f"/mail/stop/{UNKNOWN}")
            other = await client.request(method, f"/mail/stop/{token}")
            assert (other.status_code, other.text) == (known.status_code, known.text)
            assert "default-src 'none'" in other.headers["content-security-policy"]
            assert other.headers["referrer-policy"] == "no-referrer"
            assert other.headers["cache-control"] == "no-store"


async def test_while_the_database_is_away_nobody_is_told_that_it_worked() -> None:
    """A mail program tries again after a 503."""
    network = open_network("sqlite:////no/such/folder/x.db", None)
    async with served(network, Metrics()) as client:
        answer = await client.post(f"/mail/stop/{UNKNOWN}")
    await network.close()
    assert answer.status_code == 503
    assert "try again" in answer.text
