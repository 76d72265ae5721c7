"""How the manifest of the app at Slack differs from ours."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

ADDRESSES = frozenset({"url", "request_url", "message_menu_options_url"})
"""Where the bot is reached differs from place to place, and is no drift."""


def differences(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[str]:
    """Each difference in words. What only the other side knows of is left alone, except in lists, such as scopes."""
    return list(compare(ours, theirs, ""))


def compare(ours: Any, theirs: Any, path: str) -> Iterator[str]:
    """The differences below one place."""
    if isinstance(ours, Mapping):
        if not isinstance(theirs, Mapping):
            yield f"{path} is missing"
            return
        for key, value in ours.items():
            if key not in ADDRESSES:
                yield from compare(value, theirs.get(key), f"{path}.{key}" if path else key)
    elif isinstance(ours, Sequence) and not isinstance(ours, str):
        yield from compare_lists(ours, theirs if isinstance(theirs, list) else [], path)
    elif ours != theirs and not (ours is False and theirs is None):
        yield f"{path} is not as it should be"


def compare_lists(ours: Sequence[Any], theirs: Sequence[Any], path: str) -> Iterator[str]:
    """The differences of two lists whose order means nothing."""
    named, found = {name_of(one): one for one in ours}, {name_of(one): one for one in theirs}
    for name, one in named.items():
        if name not in found:
            yield f"{path} lacks {name}"
        elif isinstance(one, Mapping):
            yield from compare(one, found[name], f"{path} {name}")
    for name in found.keys() - named.keys():
        yield f"{path} has {name}, which is not ours"


def name_of(one: Any) -> str:
    """What an entry of a list is known by."""
    if isinstance(one, Mapping):
        return str(one.get("command") or one.get("callback_id") or one.get("name") or sorted(one.items()))
    return str(one)
