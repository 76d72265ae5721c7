"""Members' words, made fit to be shown and taken on either platform."""

import re
import unicodedata

UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What no text needs: control characters, halves of a character, and what turns the reading direction for good."""

BINDERS = frozenset("\u200d\ufe0e\ufe0f") | {chr(tone) for tone in range(0x1F3FB, 0x1F400)}
"""What makes one picture of several characters: the joiner, the variation selectors, the skin tones."""


FULL, EMPTY = "█", "░"
BLOCKS = 10
"""How long a bar is."""


def bar(share: int) -> str:
    """A share in per cent as a bar; what is more than nothing can be seen, and what is less than all too."""
    filled = min(max(round(share * BLOCKS / 100), int(share > 0)), BLOCKS - int(share < 100))  # noqa: PLR2004 - all of it
    return FULL * filled + EMPTY * (BLOCKS - filled)


def clean(text: str) -> str:
    """The text without what breaks or spoofs, of the same length, so that marks in it stay where they are."""
    return UNSAFE.sub(" ", text)


def cut_at(text: str, end: int) -> str:
    """The text up to this place, with an ellipsis.

    What stands for one sign to a reader is not cut in two, as far as the Unicode database tells without a library.
    """
    while end > 0 and joined(text, end):
        end -= 1
    return f"{text[:end].rstrip()}…"


def joined(text: str, at: int) -> bool:
    """Whether the character at this place belongs to the one before it."""
    character = text[at]
    return character in BINDERS or text[at - 1] == "\u200d" or unicodedata.combining(character) != 0
