"""Files: kept under a token that nobody guesses, until they expire."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from bot import files
from bot.files import CSV, PNG
from bot.network import Network, Work
from bot.schedule import run_job
from tests.conftest import Clock

PICTURE = b"\x89PNG\r\n\x1a\n\x00 any bytes"


async def test_a_file_is_found_by_its_token_and_name_until_it_expires_and_is_then_forgotten(
    sqlite_network: Network, clock: Clock
) -> None:
    """On both databases; the same name is kept as often as one likes."""
    expires = clock.now + timedelta(days=2)
    first = await sqlite_network.run(files.keep, "poll.png", PNG, PICTURE, expires)
    second = await sqlite_network.run(files.keep, "poll.png", PNG, b"another", expires + timedelta(days=1))
    assert await sqlite_network.look(files.read, first, "poll.png") == (PNG, PICTURE)
    assert await sqlite_network.look(files.read, first, "poll.csv") is None
    assert await sqlite_network.look(files.read, first.upper(), "poll.png") is None
    assert await sqlite_network.look(files.read, "0" * 32, "poll.png") is None
    clock.forward(days=2)
    assert await sqlite_network.look(files.read, first, "poll.png") is None
    assert await run_job(sqlite_network, "files.forget")
    clock.now -= timedelta(days=1)
    assert await sqlite_network.look(files.read, first, "poll.png") is None
    assert await sqlite_network.look(files.read, second, "poll.png") == (PNG, b"another")


async def test_a_link_leads_below_the_public_address_where_there_is_one(sqlite_network: Network) -> None:
    """Without one there is none; the address may have a path of its own."""

    async def link(network: Network) -> str:
        token = await network.run(files.keep, "poll.csv", CSV, b"", network.clock() + timedelta(days=1))
        return await network.look(files_link, token)

    assert await link(sqlite_network) == ""
    url = urlsplit(await link(replace(sqlite_network, public="https://example.org/roundtable/")))
    assert (url.netloc, len(url.path)) == ("example.org", len("/roundtable/files/" + "0" * 32 + "/poll.csv"))


async def files_link(work: Work, token: str) -> str:
    """As a feature asks for it."""
    return files.link(work, token, "poll.csv")


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("poll.csv", PNG),
        ("poll.html", "text/html"),
        ("../poll.png", PNG),
        ('a".png', PNG),
        ("Poll.png", PNG),
        (".png", PNG),
        ("a" * 80 + ".png", PNG),
        ("a\n.png", PNG),
    ],
)
async def test_only_pictures_and_tables_with_plain_names_are_kept(
    sqlite_network: Network, name: str, media_type: str
) -> None:
    """Names go into addresses and headers; what is kept is never a page that a browser would run."""
    with pytest.raises(ValueError, match="plain name"):
        await sqlite_network.run(files.keep, name, media_type, b"", sqlite_network.clock() + timedelta(days=1))
