"""Long words cut short, for where there is little room."""

from bot.cards import Marked

LONGEST_QUOTE = 280
"""Characters of somebody's words beside their name: about four lines on a phone."""


def excerpt(words: Marked, most: int = LONGEST_QUOTE) -> Marked:
    """The stretch of a long sentence that has its first mark, with ellipses for the rest.

    It is cut between words; where there are no blanks, as in some scripts, anywhere.
    """
    if len(words.text) <= most:
        return words
    first = words.marks[0][0] if words.marks else 0
    start = max(0, min(first - most // 3, len(words.text) - most))
    blank = words.text.rfind(" ", max(0, start - most // 3), start)
    start = blank + 1 if blank >= 0 else start
    end = min(start + most, len(words.text))
    blank = words.text.rfind(" ", start + most // 2, end)
    end = blank if blank >= 0 and end < len(words.text) else end
    before, after = ("… " if start else ""), (" …" if end < len(words.text) else "")
    shift = len(before) - start
    marks = tuple((left + shift, right + shift) for left, right in words.marks if start <= left and right <= end)
    return Marked(before + words.text[start:end] + after, marks)


def brief(query: str, most: int = 80) -> str:
    """A query short enough for a title."""
    line = " ".join(query.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
