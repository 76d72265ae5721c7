"""`roundtable export`: the results of a closed pulse as a table."""

import asyncio
from pathlib import Path

from bot.network import Network
from tests.bot.pulsing import opened
from tests.bot.scene import Scene
from tests.conftest import Clock, Town
from tests.house.processes import roundtable


async def test_the_results_of_a_closed_pulse_are_printed(
    tmp_path: Path, sqlite_url: str, sqlite_network: Network, town: Town, clock: Clock
) -> None:
    """As they are in the file that facilitators get; a key that is no closed pulse's is told in one line."""
    pulse = await opened(Scene(sqlite_network, town, clock), 6)
    for number, who in enumerate(pulse.people):
        await pulse.answer(who, **{"core.value": str(1 + number % 2)})

    async def run(key: str) -> tuple[int, str, str]:
        ended = await asyncio.to_thread(roundtable, tmp_path, "export", key, settings={"DATABASE_URL": sqlite_url})
        return ended.returncode, ended.stdout, ended.stderr

    code, printed, told = await run(pulse.key)
    assert (code, printed) == (1, "")
    assert f"No closed pulse has the key {pulse.key}" in told
    await pulse.close()
    code, printed, _ = await run(pulse.key)
    assert code == 0
    assert printed.startswith("question,who,answer,number,of,percent")
    assert ",everybody,answered,6,," in printed
