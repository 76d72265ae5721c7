"""Words that members type, alike in every form: what is taken of them, and what is said of them."""

UNSEEN = frozenset("\u200c\u200d\u200e\u200f") | {chr(code) for code in range(0xE0020, 0xE0080)}
"""What is not seen by itself and yet belongs to text: the joiners and marks of many scripts and of emoji, and the
letters in the flags of England, Scotland and Wales."""

LONGEST_QUERY = 900
"""Characters of a query that count; more says nothing more about a topic, and would not fit into a button."""


def clean(text: str) -> str:
    """Text without what nobody can see or type: control characters other than line breaks, and lone surrogates.

    Every kind of blank becomes a plain one; text of which nothing would be seen is empty.
    """
    kept = "".join(
        " " if letter.isspace() and letter not in "\n\t" else letter
        for letter in text.replace("\r\n", "\n").replace("\r", "\n")
        if letter.isspace() or letter.isprintable() or letter in UNSEEN
    )
    return "" if all(letter.isspace() or letter in UNSEEN for letter in kept) else kept.strip()


def topic_in(words: str) -> str:
    """As much of a query as counts."""
    return clean(words)[:LONGEST_QUERY].strip()


def too_long(words: str, most: int) -> str:
    """What stands at a field with more words than it takes."""
    return f"This has {len(words):,} characters. Please keep it to {most:,}."
