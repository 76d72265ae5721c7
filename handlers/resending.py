"""`roundtable resend`: what could not be delivered, once more."""

from collections.abc import Collection

from bot import undelivered
from bot.network import Work
from handlers.build import opened
from handlers.settings import Settings


class NotFailed(Exception):
    """Keys of messages that were delivered, or still wait, or never were."""


async def resend(settings: Settings, keys: Collection[str]) -> list[str]:
    """Have these messages sent again, or all that failed; the keys of those that are. Raises NotFailed."""
    async with opened(settings) as network:
        return await network.run(send_again, keys)


async def send_again(work: Work, keys: Collection[str]) -> list[str]:
    """The same in one transaction."""
    sent = await undelivered.send_again(work, keys)
    missing = sorted(set(keys) - set(sent))
    if missing:
        raise NotFailed(f"No message that failed has the key {', '.join(missing)}; nothing is sent again")
    return sent
