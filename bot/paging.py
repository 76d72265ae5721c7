"""A long list, a page at a time."""

from collections.abc import Callable

from bot.cards import Button

PAGE = 5
"""People or calls on one card: as many as are read with ease on a phone."""

LAST_PAGE = 1000
"""As far as a button turns; whatever stands in its value."""


def count(words: str, page: int, total: int, size: int = PAGE) -> str:
    """How many there are in words, and which of them stand on this page (the first is 0) where that is not all."""
    if total <= size:
        return words
    return f"{words}. These are {page * size + 1} to {min((page + 1) * size, total)}"


def turns(action: str, page: int, total: int, value: Callable[[int], str], size: int = PAGE) -> tuple[Button, ...]:
    """The buttons to the pages before and after, where there are any; `value` is a button's for a page."""
    before = (Button("Show the ones before", action, value(page - 1)),) if page else ()
    after = (Button("Show more", action, value(page + 1)),) if (page + 1) * size < total else ()
    return before + after
