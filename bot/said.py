"""What a member gives along when they say, press or submit something."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.cards import Answer
from bot.directory import Address


@dataclass(frozen=True, slots=True)
class Said:
    """A command's words or a button's value, and what stands in the fields that are sent with it, by their names."""

    value: str = ""
    answers: Mapping[str, Answer] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A text or a choice, without the blanks around it."""
        answer = self.answers.get(name)
        return answer.strip() if isinstance(answer, str) else ""

    def several(self, name: str) -> tuple[str, ...]:
        """What was picked of several."""
        answer = self.answers.get(name)
        return answer if isinstance(answer, tuple) and not isinstance(answer, Address) else ()
