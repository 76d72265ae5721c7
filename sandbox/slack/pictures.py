"""Pictures of messages, which Slack fetches when it takes the message, and refuses the whole of it when it cannot."""

from urllib.parse import urlsplit

import aiohttp

from sandbox.checks import at
from sandbox.refusals import Json
from sandbox.slack.refusals import SlackError

TYPES = frozenset({"image/png", "image/jpeg", "image/gif"})
HERE = frozenset({"127.0.0.1", "localhost", "::1"})
SECONDS = 3
OK = 200


async def fetch(blocks: list[Json]) -> None:
    """Fetch the pictures of blocks, else `invalid_blocks`; those that are not on this machine are taken on trust."""
    wanted = [(number, str(block["image_url"])) for number, block in enumerate(blocks) if "image_url" in block]
    problems = [
        at("downloading image failed", f"/blocks/{number}/image_url")
        for number, url in wanted
        if not await is_there(url)
    ]
    if problems:
        raise SlackError("invalid_blocks", messages=problems, errors=problems)


async def is_there(url: str) -> bool:
    """Whether there is a picture at an address."""
    parts = urlsplit(url)
    if parts.hostname not in HERE:
        return parts.scheme == "https"
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS), trust_env=False) as http,
            http.get(url) as answer,
        ):
            return answer.status == OK and answer.content_type in TYPES
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return False
