"""The pieces of which the rules for blocks and cards are made: each check adds what it finds wrong, and where."""

from collections.abc import Callable, Mapping
from typing import Any

Problems = list[str]
Check = Callable[[Any, str, Problems], None]


def at(words: str, path: str) -> str:
    """One problem, worded as Slack does, with the place it stands."""
    return f"{words} [json-pointer:{path}]"


def string(most: int | None = None, least: int = 0) -> Check:
    """A string of `least` to `most` characters."""

    def check(value: Any, path: str, problems: Problems) -> None:
        if not isinstance(value, str):
            problems.append(at("must provide a string", path))
            return
        if len(value) < least:
            problems.append(at(f"must be more than {least - 1} characters", path))
        if most is not None and len(value) > most:
            problems.append(at(f"must be less than {most + 1} characters", path))

    return check


def boolean(value: Any, path: str, problems: Problems) -> None:
    """True or false."""
    if not isinstance(value, bool):
        problems.append(at("must provide a boolean", path))


def integer(least: int | None = None, most: int | None = None) -> Check:
    """A whole number."""

    def check(value: Any, path: str, problems: Problems) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            problems.append(at("must provide a number", path))
            return
        if least is not None and value < least:
            problems.append(at(f"must be greater than {least - 1}", path))
        if most is not None and value > most:
            problems.append(at(f"must be less than {most + 1}", path))

    return check


def one_of(*allowed: str) -> Check:
    """One of a few words."""

    def check(value: Any, path: str, problems: Problems) -> None:
        if value not in allowed:
            problems.append(at("must be a valid enum value", path))

    return check


def anything(value: Any, path: str, problems: Problems) -> None:
    """What the sandbox does not look into."""


def array(item: Check, *, most: int, least: int = 0) -> Check:
    """A list of `least` to `most` items."""

    def check(value: Any, path: str, problems: Problems) -> None:
        if not isinstance(value, list):
            problems.append(at("must provide an array", path))
            return
        if len(value) < least:
            problems.append(at(f"no fewer than {least} items allowed", path))
        if len(value) > most:
            problems.append(at(f"no more than {most} items allowed", path))
        for index, each in enumerate(value):
            item(each, f"{path}/{index}", problems)

    return check


def record(required: Mapping[str, Check], optional: Mapping[str, Check]) -> Check:
    """An object with these fields and no others."""
    known = {**required, **optional}

    def check(value: Any, path: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.append(at("must provide an object", path))
            return
        for name in required:
            if name not in value:
                problems.append(at(f"missing required field: {name}", path))
        for name, each in value.items():
            if name in known:
                known[name](each, f"{path}/{name}", problems)
            else:
                problems.append(at(f"invalid additional property: {name}", path))

    return check


def by_type(kinds: Mapping[str, Check], allowed: tuple[str, ...] | None = None) -> Check:
    """An object whose `type` chooses its rules; only the `allowed` types fit here."""

    def check(value: Any, path: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.append(at("must provide an object", path))
            return
        kind = value.get("type")
        if kind is None:
            problems.append(at("missing required field: type", path))
        elif kind not in kinds or (allowed is not None and kind not in allowed):
            problems.append(at(f"unsupported type: {kind}", f"{path}/type"))
        else:
            kinds[kind](value, path, problems)

    return check
