"""Finding one's way in an Adaptive Card: its elements by their pointers, its actions, and the inputs to each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.refusals import CannotDo, Json

UNWALKED = ("data", "fallback", "requires", "msteams", "authentication", "refresh", "metadata", "choices.data")
"""Parts of a card that hold no elements which are shown."""


@dataclass(frozen=True)
class Placed:
    """Something of a card and where it stands; `cards` are the pointers of the unfolded cards that it is in."""

    pointer: str
    node: Json
    cards: tuple[str, ...]

    @property
    def kind(self) -> str:
        """Its type."""
        return str(self.node.get("type", ""))

    @property
    def is_action(self) -> bool:
        """Whether one can press it."""
        return self.kind.startswith("Action.")

    @property
    def is_input(self) -> bool:
        """Whether one can fill it in."""
        return self.kind.startswith("Input.")


def walk(card: Json) -> Iterator[Placed]:
    """Everything in a card that is an object, in the order of reading."""
    yield from _walk(card, "", ())


def _walk(node: Any, pointer: str, cards: tuple[str, ...]) -> Iterator[Placed]:
    if isinstance(node, list):
        for place, each in enumerate(node):
            yield from _walk(each, f"{pointer}/{place}", cards)
    elif isinstance(node, dict):
        if pointer and node.get("type") == "AdaptiveCard":
            cards = (*cards, pointer)
        yield Placed(pointer, node, cards)
        for name, each in node.items():
            if name not in UNWALKED and isinstance(each, dict | list):
                yield from _walk(each, f"{pointer}/{name}", cards)


def action(card: Json, given: Json) -> Placed:
    """The action that a person means: by its pointer, or else by how its title begins, or by its verb."""
    pointer, title, verb = given.get("action"), given.get("title"), given.get("verb")
    for placed in walk(card):
        if not placed.is_action:
            continue
        if pointer is not None:
            fits = placed.pointer == pointer
        elif title is not None:
            fits = str(placed.node.get("title", "")).startswith(str(title))
        else:
            fits = verb is not None and placed.node.get("verb") == verb
        if fits:
            return placed
    raise CannotDo("action_not_found", "There is no such action on this card.", status=404)


def inputs(card: Json, pressed: Placed) -> list[Placed]:
    """The inputs whose values go with an action: those of its card and of the cards around it."""
    return [each for each in walk(card) if each.is_input and each.cards == pressed.cards[: len(each.cards)]]


def input_named(card: Json, name: str) -> Placed:
    """One input by its id."""
    for placed in walk(card):
        if placed.is_input and placed.node.get("id") == name:
            return placed
    raise CannotDo("input_not_found", f"There is no input {name!r} on this card.", status=404)
