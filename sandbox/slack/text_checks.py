"""Checks that only Block Kit has: text objects, and options picked at first."""

from typing import Any

from sandbox.checks import Check, Problems, at, boolean, one_of, record, string
from sandbox.refusals import Json


def text(most: int, *kinds: str) -> Check:
    """A text object; `kinds` are plain_text, mrkdwn or (none named) both."""
    allowed = kinds or ("plain_text", "mrkdwn")

    def check(value: Any, path: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.append(at("must provide an object", path))
            return
        extra = "emoji" if value.get("type") == "plain_text" else "verbatim"
        shape = record(
            {"type": one_of(*allowed), "text": string(most, 1)},
            {extra: boolean},
        )
        found: Problems = []
        shape(value, path, found)
        if found:
            problems.append(at("failed to match all allowed schemas", path))
            problems.extend(found)

    return check


def matching_options(value: Json, path: str, problems: Problems, listed: list[Json]) -> None:
    """Initial options must be among the listed ones, exactly."""
    picked = list(value.get("initial_options") or [])
    if value.get("initial_option") is not None:
        picked.append(value["initial_option"])
    if any(each not in listed for each in picked):
        name = "initial_option" if "initial_option" in value else "initial_options"
        problems.append(at(f"{name} must match one of the given options", path))
