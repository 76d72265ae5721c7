"""Files over real HTTP: whoever has the link gets them, nobody else, and nothing on the way keeps them."""

from datetime import timedelta

from bot import files
from bot.files import CSV, PNG
from bot.network import Network, open_network
from handlers.metrics import Metrics
from tests.conftest import Clock
from tests.house.test_web import served

PICTURE = bytes(range(256))
TABLE = "choice,votes\né,3\n"


async def test_a_picture_is_shown_and_a_table_saved_and_nothing_keeps_them(network: Network, clock: Clock) -> None:
    """As the platforms' servers ask for them: without logging in, and first only whether they are there."""
    expires = clock.now + timedelta(days=1)
    picture = await network.run(files.keep, "poll.png", PNG, PICTURE, expires)
    table = await network.run(files.keep, "poll.csv", CSV, TABLE.encode(), expires)
    metrics = Metrics()
    async with served(network, metrics) as client:
        shown = await client.get(f"/files/{picture}/poll.png")
        saved = await client.get(f"/files/{table}/poll.csv")
        asked = await client.head(f"/files/{picture}/poll.png")
        clock.forward(days=1)
        gone = await client.get(f"/files/{picture}/poll.png")
    assert (shown.status_code, shown.content, shown.headers["content-type"]) == (200, PICTURE, "image/png")
    assert shown.headers["content-disposition"] == 'inline; filename="poll.png"'
    assert (saved.text, saved.headers["content-type"]) == (TABLE, "text/csv; charset=utf-8")
    assert saved.headers["content-disposition"] == 'attachment; filename="poll.csv"'
    assert (asked.status_code, asked.content, asked.headers["content-length"]) == (200, b"", "256")
    assert gone.status_code == 404
    for answer in (shown, saved, asked, gone):
        assert answer.headers["cache-control"] == "private, no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-robots-tag"].startswith("noindex")
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "sandbox" in answer.headers["content-security-policy"]
    assert picture not in metrics.page().decode()


async def test_what_never_was_is_answered_as_what_is_gone(network: Network) -> None:
    """So nobody learns which files there were, and nothing of the address is repeated; on both kinds of database."""
    nobody = "0" * 32
    paths = [f"{nobody}/poll.png", f"{nobody}/%00.png", "x/poll.png", "%00/%00", "é/<b>", nobody * 99 + "/poll.png"]
    async with served(network, Metrics()) as client:
        answers = [await client.get(f"/files/{path}") for path in paths]
        posted = await client.post(f"/files/{paths[0]}")
    assert {(one.status_code, one.text) for one in answers} == {(404, "This file is not here, or not any more.\n")}
    assert posted.status_code == 405


async def test_while_the_database_is_away_a_file_is_asked_for_again() -> None:
    """It is not said to be gone."""
    network = open_network("sqlite:////no/such/folder/x.db", None)
    async with served(network, Metrics()) as client:
        answer = await client.get(f"/files/{'0' * 32}/poll.png")
    await network.close()
    assert answer.status_code == 503
    assert "try again" in answer.text
