"""What a member gives along when they say, press or submit something."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.cards import Answer
from bot.directory import Address, Room
from bot.registers import Found, Missing

DIGITS = 10
"""An id has fewer: the databases take no larger ones."""


@dataclass(frozen=True, slots=True)
class Said:
    """A command's words or a button's value, and what stands in the fields that are sent with it, by their names.

    `room` is the channel or group chat in which it was said or pressed; None for what is between a member and the bot.
    `made` is what was worked out for it before the action began, where the actions table says so.
    `found` is what was looked up outside for it, before the action began.
    """

    value: str = ""
    answers: Mapping[str, Answer] = field(default_factory=dict)
    room: Room | None = None
    made: object = None
    found: Found | Missing | None = None

    @property
    def number(self) -> int:
        """The id that a button of ours brought; 0, which is nobody's, for what is none."""
        return int(self.value) if self.value.isdecimal() and len(self.value) < DIGITS else 0

    def text(self, name: str) -> str:
        """A text or a choice, without the blanks around it."""
        answer = self.answers.get(name)
        return answer.strip() if isinstance(answer, str) else ""

    def several(self, name: str) -> tuple[str, ...]:
        """What was picked of several."""
        answer = self.answers.get(name)
        return answer if isinstance(answer, tuple) and not isinstance(answer, Address) else ()


def storable(said: Said) -> Said:
    """The same without halves of characters and NUL, which no button of ours holds and not every database takes."""
    value, answers = without_scraps(said.value), {name: cleared(answer) for name, answer in said.answers.items()}
    return said if value == said.value and answers == said.answers else replace(said, value=value, answers=answers)


def cleared(answer: Answer) -> Answer:
    """An answer without them."""
    if isinstance(answer, str):
        return without_scraps(answer)
    if isinstance(answer, Address):
        return Address(*map(without_scraps, answer))
    return tuple(map(without_scraps, answer)) if isinstance(answer, tuple) else answer


def without_scraps(text: str) -> str:
    """Text without them."""
    return text.replace("\x00", "").encode(errors="ignore").decode()
