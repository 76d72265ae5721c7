"""What comes of a poll: a picture where it was asked, and a table for whoever asked it."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

from bot import files, poll_pictures
from bot.cards import Picture
from bot.files import PNG
from bot.schedule import run_job
from storage.files import File
from tests.bot.polling import Polled, people, polled
from tests.bot.scene import Scene, button, buttons_of, parts_of, words_of

PUBLIC = "https://roundtable.example.org/"


def reachable(scene: Scene) -> Scene:
    """The same where the web server has a public address."""
    return scene.elsewhere(replace(scene.network, public=PUBLIC))


async def voted(scene: Scene, number: int, **form: object) -> Polled:
    """A poll in which so many chose the first of its answers."""
    poll = await polled(scene, **form)
    for one in people(scene, number):
        await poll.vote(one, "Soup")
    return poll


async def pictures(poll: Polled) -> list[Picture]:
    """The pictures in what the channel shows."""
    return [part for part in parts_of(await poll.standing()) if isinstance(part, Picture)]


async def fetched(scene: Scene, address: str) -> File | None:
    """What the web server hands out at an address of ours."""
    token, name = urlsplit(address).path.removeprefix("/files/").split("/")
    return await scene.network.look(files.read, token, name)


async def test_a_closed_poll_gets_one_picture_which_goes_with_it(scene: Scene) -> None:
    """Two workers draw it at once, and one shows it; the words say what it shows."""
    here = reachable(scene)
    poll = await voted(here, 2)
    await poll.card(poll.priya, "close")
    assert await pictures(poll) == []
    await asyncio.gather(*(run_job(here.network, "polls.draw") for _ in range(2)))
    [shown] = await pictures(poll)
    assert shown.alt == "A bar for each answer with its votes, the longest for “Soup”."
    found = await fetched(here, shown.file)
    assert found is not None
    assert (found.media_type, found.data[:4]) == (PNG, b"\x89PNG")
    await run_job(here.network, "polls.draw")
    assert len(await here.rows("files")) == 1
    await poll.card(poll.priya, "remove")
    assert await fetched(here, shown.file) is None
    assert await pictures(poll) == []


async def test_nothing_is_drawn_where_no_numbers_are_shown_or_nobody_could_fetch_it(sqlite_scene: Scene) -> None:
    """Of few anonymous votes, of none at all, and without a public address."""
    here = reachable(sqlite_scene)
    few, none, alone = await voted(here, 4, shown="anonymous"), await polled(here), await voted(sqlite_scene, 1)
    for poll in (few, none, alone):
        await poll.card(poll.priya, "close")
    await run_job(here.network, "polls.draw")
    assert [row["picture"] for row in await here.rows("polls")] == [None] * 3
    assert await here.rows("files") == []


async def test_what_cannot_be_drawn_is_left_out(sqlite_scene: Scene) -> None:
    """It is not tried again and again: the numbers stand there in words."""
    here = reachable(sqlite_scene)
    poll = await voted(here, 1)
    await poll.card(poll.priya, "close")
    [(row, options)] = await here.network.look(poll_pictures.wanted)
    broken = [one._replace(label=None) for one in options]  # type: ignore[arg-type]
    assert await poll_pictures.drawn(row, broken) is None
    await here.network.run(poll_pictures.show, poll.key, None)
    assert await here.network.look(poll_pictures.wanted) == []
    assert "1 vote, 100%" in words_of(await poll.standing())


async def test_the_author_gets_the_numbers_as_a_table_by_a_link_that_ends(sqlite_scene: Scene) -> None:
    """Nobody else is offered one, and nobody where there are no links."""
    here = reachable(sqlite_scene)
    poll = await voted(here, 1)
    offered = button(await poll.card(poll.priya, "show"), "Numbers as a table")
    [guest] = people(here, 1)
    assert "Numbers as a table" not in [one.label for one in buttons_of(await poll.card(guest, "show"))]
    assert (await poll.card(guest, "table")).title == "We could not find that"
    card = await here.card(poll.priya, offered.action, offered.value)
    link = button(card, "Get the table").url
    assert link.startswith(f"{PUBLIC}files/")
    found = await fetched(here, link)
    assert found is not None
    assert found.data.decode("utf-8-sig").splitlines()[1:] == ["Soup,1,100", "Pizza,0,0"]
    here.clock.forward(days=1)
    assert await fetched(here, link) is None
    assert (await sqlite_scene.card(poll.priya, "polls.table", poll.key)).title == "There are no links to tables here"
    hidden = await polled(here, shown="anonymous")
    assert "Numbers as a table" not in [one.label for one in buttons_of(await hidden.card(hidden.priya, "show"))]
    assert (await hidden.card(hidden.priya, "table")).title == "There is nothing to export yet"


async def test_a_picture_is_kept_as_long_as_its_poll(sqlite_scene: Scene) -> None:
    """After a year both are gone."""
    here = reachable(sqlite_scene)
    poll = await voted(here, 1)
    await poll.card(poll.priya, "close")
    await run_job(here.network, "polls.draw")
    here.clock.now += timedelta(days=364)
    await run_job(here.network, "files.forget")
    assert len(await here.rows("files")) == 1
    here.clock.forward(days=2)
    for job in ("files.forget", "polls.forget"):
        await run_job(here.network, job)
    assert await here.rows("files") == await here.rows("polls") == []
