"""The web server's pages, over real HTTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from bot import network as rules
from bot.desk import Desk, press
from bot.directory import Address
from bot.network import Network, open_network
from bot.said import Said
from handlers.build import House
from handlers.metrics import Metrics
from handlers.serving import answer, listen
from handlers.settings import read


@asynccontextmanager
async def served(network: Network, metrics: Metrics) -> AsyncIterator[httpx.AsyncClient]:
    """A web server without a platform, and a client of it."""
    listener = listen(read({"PORT": "0", "ROUNDTABLE_HOST": "127.0.0.1"}))
    stop = asyncio.Event()
    house = House(
        network, Desk(network, {}, metrics.action), metrics, {}, {"/slack/events": None, "/teams/messages": None}
    )
    serving = asyncio.create_task(answer(house, listener, stop))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
            yield client
    finally:
        stop.set()
        await serving


async def test_a_migrated_database_makes_it_ready(network: Network) -> None:
    """On both kinds of database."""
    async with served(network, Metrics()) as client:
        assert (await client.get("/healthz")).status_code == 200
        assert (await client.get("/readyz")).status_code == 200


async def test_an_unmigrated_database_makes_it_alive_but_not_ready(tmp_path: Path) -> None:
    """The words say what to do."""
    network = open_network(f"sqlite:///{tmp_path / 'empty.db'}", None)
    async with served(network, Metrics()) as client:
        assert (await client.get("/healthz")).status_code == 200
        ready = await client.get("/readyz")
    await network.close()
    assert ready.status_code == 503
    assert "roundtable migrate" in ready.text


@pytest.mark.parametrize("url", ["sqlite:////no/such/folder/x.db", "postgresql://nobody@127.0.0.1:9/none"])
async def test_a_database_that_does_not_answer_makes_it_alive_but_not_ready(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that cannot be opened, and a server that is not there."""
    monkeypatch.setattr(rules, "PATIENCE_SECONDS", 0.2)
    network = open_network(url, None)
    async with served(network, Metrics()) as client:
        assert (await client.get("/healthz")).status_code == 200
        ready = await client.get("/readyz")
    await network.close()
    assert ready.status_code == 503
    assert "does not answer" in ready.text


async def test_a_platform_that_is_not_set_up_says_so(sqlite_network: Network) -> None:
    """Whoever set the address at Slack first learns what is missing."""
    async with served(sqlite_network, Metrics()) as client:
        closed = await client.post("/slack/events", content="{}")
    assert closed.status_code == 503
    assert "roundtable doctor" in closed.text


async def test_figures_count_requests_actions_searches_and_failures(sqlite_network: Network) -> None:
    """Everything that issue and docs promise; a stranger's paths are counted as one."""
    metrics = Metrics()
    desk = Desk(sqlite_network, {}, metrics.action)
    await press(desk, Address("slack", "T1", "U1"), "collaborators.find", Said("music"))
    metrics.action("profiles.save", 0.2, "Broken")
    async with served(sqlite_network, metrics) as client:
        for path in ("/healthz", "/wp-login.php", "/.env"):
            await client.get(path)
        shown = await client.get("/metrics")
    lines = shown.text.splitlines()
    assert shown.headers["content-type"].startswith("text/plain")
    assert 'roundtable_requests_total{path="/healthz",status="200"} 1.0' in lines
    assert 'roundtable_requests_total{path="other",status="404"} 2.0' in lines
    assert 'roundtable_request_seconds_count{path="/healthz"} 1.0' in lines
    assert 'roundtable_actions_total{action="profiles.save",outcome="Broken"} 1.0' in lines
    assert 'roundtable_action_seconds_count{action="collaborators.find"} 1.0' in lines
    assert "roundtable_searches_total 1.0" in lines
    assert "roundtable_failures_total 1.0" in lines


async def test_an_action_that_nobody_knows_is_not_a_name_of_its_own_in_the_figures(sqlite_network: Network) -> None:
    """A forged button's name would fill memory."""
    metrics = Metrics()
    await press(Desk(sqlite_network, {}, metrics.action), Address("slack", "T1", "U1"), "forged.name", Said())
    assert b"forged" not in metrics.page()
    assert b'action="unknown"' in metrics.page()
