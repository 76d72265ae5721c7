"""A worker for the benchmark of delivery, with the rate it is given: `python -m benchmarks.deliverer`."""

import os

from bot.delivery import TIMING, Worker
from bot.leases import Timing
from bot.network import open_network
from bot.outbox import Rate, Rates
from handlers import logs
from handlers.serving import execute, until_told
from handlers.slack.door import SlackDoor


async def deliver() -> None:
    """Deliver until told to stop."""
    network = open_network(os.environ["DATABASE_URL"], None)
    lease = float(os.environ.get("DELIVERY_LEASE", TIMING.lease))
    timing = Timing(lease=lease, doubt=min(TIMING.doubt, lease / 2))
    every = 60 / int(os.environ["DELIVERY_RATE"])
    async with SlackDoor(token="xoxb-load", signing_secret="", api_url=os.environ["SLACK_API_URL"]) as door:  # noqa: S106 - no secret
        door.courier.rates = Rates(between=1.0, of={"card": Rate(every, burst=10)})
        await Worker(network, {"slack": door.courier}, timing).work(until_told())
    await network.close()


if __name__ == "__main__":
    logs.configure("error")
    execute(deliver())
