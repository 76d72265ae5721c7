"""Cards whose pictures Slack cannot fetch: what a picture shows stands beside it in words, so they go without."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

import structlog

from bot.cards import Card, Picture
from bot.outbox import Undeliverable

log = structlog.get_logger()

T = TypeVar("T")

NOT_FETCHED = "downloading image failed"
"""Slack's words for a picture that it could not fetch, for which it refuses the whole message."""


async def sent(card: Card, send: Callable[[Card], Awaitable[T]], *, key: str) -> T:
    """Send a card; without its pictures when Slack cannot fetch them. Raises as `send` does."""
    try:
        return await send(card)
    except Undeliverable as never:
        bare = without(card)
        if NOT_FETCHED not in str(never) or bare == card:
            raise
        log.warning("picture_not_fetched", key=key, remedy="check that ROUNDTABLE_URL can be reached from outside")
        return await send(bare)


def without(card: Card) -> Card:
    """A card without its pictures."""
    return replace(card, body=tuple(element for element in card.body if not isinstance(element, Picture)))
