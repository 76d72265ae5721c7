"""Faults that a test asks for: calls and deliveries that fail, wait or break off."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request

from sandbox.refusals import CannotDo, Json

DELIVERY_ERRORS = ("500", "slow", "drop_before", "drop_after")
"""How any delivery can go wrong."""


@dataclass
class Fault:
    """What goes wrong with the next `times` uses of what `name` names (`*` for any)."""

    target: str
    name: str
    error: str
    times: int = 1
    retry_after: int = 1
    seconds: float = 5.0


class Faults:
    """The faults still to come; `errors` are the kinds of thing that can go wrong, and how (any way where empty)."""

    def __init__(self, errors: Mapping[str, Sequence[str]]) -> None:
        self._errors = errors
        self._faults: list[Fault] = []

    def add(self, given: Json) -> None:
        """Add one as the control API gives it."""
        target = next((each for each in self._errors if each in given), None)
        error = given.get("error")
        if target is None or not isinstance(error, str) or not re.fullmatch(r"[a-z0-9_]+", error):
            raise CannotDo("invalid_fault", f"A fault names one of {', '.join(self._errors)}, and an error.")
        known = self._errors[target]
        if known and error not in known:
            raise CannotDo("invalid_fault", f"A {target} can go wrong by {', '.join(known)}.")
        try:
            fault = Fault(
                target,
                str(given[target]),
                error,
                times=int(given.get("times", 1)),
                retry_after=int(given.get("retry_after", 1)),
                seconds=float(given.get("seconds", 5)),
            )
        except (TypeError, ValueError):
            raise CannotDo("invalid_fault", "times, retry_after and seconds are numbers.") from None
        self._faults.append(fault)

    def clear(self) -> None:
        """Forget all faults."""
        self._faults.clear()

    def take(self, target: str, *names: str) -> Fault | None:
        """The fault that strikes a use of any of these names, counted down."""
        for fault in self._faults:
            if fault.target == target and fault.name in {"*", *names}:
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
                return fault
        return None


def drop(request: Request) -> None:
    """Break the connection off without an answer, where the server lets us."""
    abort = (request.scope.get("extensions") or {}).get("sandbox.abort")
    if abort is not None:
        abort()
